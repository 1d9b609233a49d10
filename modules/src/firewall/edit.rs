//! Changes a firewall file where it differs, and leaves every other byte: comments, blank lines, order, what is not
//! understood.
//!
//! What is written both readers of Proxmox take: upper-case sections, lower-case `[group x]` and keys, 0 and 1, one blank,
//! no duplicates, LF, the sections in the order in which Proxmox writes them.

use std::collections::{BTreeMap, BTreeSet};

use super::Scope;
use super::rules::{Turn, normal, way};
use super::text::{self, Kind, Line, Section, parse};
use super::values::{Alias, IpSetEntry, Rule};

/// Returns a file with an option as wished; `None` takes it out.
pub(crate) fn with_option(text: &str, scope: Scope, name: &str, value: Option<&str>) -> String {
    let mut lines = parse(text, scope).lines;
    let is_it = |line: &Line| line.kind == Kind::Option(name.to_owned());
    let Some(value) = value else {
        lines.retain(|line| !is_it(line));
        return joined(&lines);
    };
    let written = format!("{name}: {value}");
    if let Some(last) = lines.iter().rposition(is_it) {
        lines[last].text = format!("{written}\n");
        // Of a repeated option the last counts; to `proxmox-firewall` two are an error.
        return without_earlier(&lines, last, is_it);
    }
    let (lines, _) = with_section(lines, scope, &Section::Options);
    let place = end_of(&lines, 0, &Section::Options, |kind| matches!(kind, Kind::Option(_)));
    inserted(&lines, place, &[written])
}

/// Returns a file with these aliases as wished: each where it stands, the new ones behind the last.
pub(crate) fn with_aliases(text: &str, scope: Scope, aliases: &[Alias]) -> String {
    let mut lines = parse(text, scope).lines;
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        if let Kind::Alias(name) = &line.kind {
            last.insert(name.clone(), index);
        }
    }
    let mut written = BTreeSet::new();
    let mut missing = Vec::new();
    for alias in aliases {
        let name = alias.name.to_ascii_lowercase();
        match last.get(&name) {
            Some(index) => lines[*index].text = format!("{alias}\n"),
            None => missing.push(alias.to_string()),
        }
        written.insert(name);
    }
    // Of a repeated alias the last counts; to `proxmox-firewall` two are an error.
    let mut index = 0;
    lines.retain(|line| {
        index += 1;
        !matches!(&line.kind, Kind::Alias(name) if written.contains(name) && last[name] >= index)
    });
    if missing.is_empty() {
        return joined(&lines);
    }
    let (lines, _) = with_section(lines, scope, &Section::Aliases);
    let place = end_of(&lines, 0, &Section::Aliases, |kind| matches!(kind, Kind::Alias(_)));
    inserted(&lines, place, &missing)
}

/// Returns a file with a set or a group of this comment, its members as they are; it is made if it is missing.
pub(crate) fn with_named_section(text: &str, scope: Scope, section: &Section, comment: Option<&str>) -> String {
    let (mut lines, header) = with_section(parse(text, scope).lines, scope, section);
    lines[header].text = format!("{}\n", header_text(section, comment));
    joined(&lines)
}

/// Returns a file with exactly these members in a set, which exists. A member that is there twice counts once, until its
/// first line goes: so the second goes with it.
pub(crate) fn with_entries(text: &str, scope: Scope, name: &str, wished: &[IpSetEntry]) -> String {
    let section = Section::IpSet(name.to_owned());
    let (mut lines, header) = with_section(parse(text, scope).lines, scope, &section);
    let mut missing: BTreeMap<usize, &IpSetEntry> = wished.iter().enumerate().collect();
    let mut by_address: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, entry) in wished.iter().enumerate() {
        by_address.entry(entry.cidr.to_ascii_lowercase()).or_default().push(place);
    }
    let mut index = 0;
    lines.retain(|line| {
        let is_here = index > header && line.section == section;
        index += 1;
        if !is_here {
            return true;
        }
        let Kind::Entry(entry) = &line.kind else { return !text::would_count(line) };
        let places = by_address.get(&entry.cidr.to_ascii_lowercase()).into_iter().flatten();
        let mut met = places.filter(|place| missing.get(place).is_some_and(|wished| entry.meets(wished)));
        let place = met.next().copied();
        place.and_then(|place| missing.remove(&place)).is_some()
    });
    let place = end_of(&lines, header, &section, |kind| matches!(kind, Kind::Entry(_)));
    inserted(&lines, place, &missing.values().map(ToString::to_string).collect::<Vec<_>>())
}

/// Returns a file with exactly these rules, in this order, in `[RULES]` or in a group.
///
/// A rule that is as wished keeps its bytes, comment lines keep their place, and a line that Proxmox does not understand
/// becomes a comment: it never counted, and would be lost with the next write of Proxmox's own tools.
pub(crate) fn with_rules(text: &str, scope: Scope, section: &Section, wished: &[Rule]) -> String {
    let (lines, header) = with_section(parse(text, scope).lines, scope, section);
    let begins = if *section == Section::Rules { 0 } else { header };
    let is_here = |index: usize, line: &Line| index >= begins && line.section == *section;
    let old: Vec<(usize, Rule)> = lines
        .iter()
        .enumerate()
        .filter(|(index, line)| is_here(*index, line))
        .filter_map(|(index, line)| match &line.kind {
            Kind::Rule(rule) => Some((index, normal(rule))),
            _ => None,
        })
        .collect();
    let old_rules: Vec<Rule> = old.iter().map(|(_, rule)| rule.clone()).collect();
    let new_rules: Vec<Rule> = wished.iter().map(normal).collect();
    let turns = way(&old_rules, &new_rules);
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    let mut moving: Vec<usize> = Vec::new();
    for turn in &turns {
        if let Turn::Remove(index) = *turn {
            gone.insert(old[index].0);
            moving.push(index);
        }
    }
    let mut place = end_of(&lines, header, section, |_| false);
    let mut coming: BTreeMap<usize, String> = BTreeMap::new();
    for turn in turns {
        match turn {
            Turn::Keep(index, _) | Turn::Remove(index) => place = old[index].0 + 1,
            Turn::Add(index) => {
                let new = coming.entry(place).or_default();
                let was = moving.iter().position(|old| old_rules[*old] == new_rules[index]);
                match was.map(|was| old[moving.remove(was)].0) {
                    // A rule that moves keeps its bytes, and takes the comment right above it along.
                    Some(line) => {
                        let above = lines[..line].iter().rev().take_while(|line| line.kind == Kind::Comment).count();
                        gone.extend(line - above..line);
                        new.push_str(&joined(&lines[line - above..=line]));
                        end_line(new);
                    }
                    None => new.push_str(&format!("{}\n", wished[index])),
                }
            }
        }
    }
    let mut written = String::new();
    for index in 0..=lines.len() {
        if let Some(new) = coming.get(&index) {
            end_line(&mut written);
            written.push_str(new);
        }
        let Some(line) = lines.get(index) else { break };
        if gone.contains(&index) {
            continue;
        }
        if line.kind == Kind::PassedBy && is_here(index, line) {
            written.push_str("# ");
        }
        written.push_str(&line.text);
    }
    written
}

/// Returns nothing for a file without content: Proxmox deletes such a file. A comment is content.
pub(crate) fn without_an_empty_rest(text: String, scope: Scope) -> String {
    let named = |section: &Section| matches!(section, Section::IpSet(_) | Section::Group(_));
    let is_nothing = |line: &Line| line.kind == Kind::Blank || (line.kind == Kind::Header && !named(&line.section));
    if parse(&text, scope).lines.iter().all(is_nothing) { String::new() } else { text }
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect()
}

fn without_earlier(lines: &[Line], last: usize, is_it: impl Fn(&Line) -> bool) -> String {
    let kept = lines.iter().enumerate().filter(|(index, line)| *index >= last || !is_it(line));
    kept.map(|(_, line)| line.text.as_str()).collect()
}

fn inserted(lines: &[Line], place: usize, new: &[String]) -> String {
    let mut text = joined(&lines[..place]);
    for line in new {
        end_line(&mut text);
        text.push_str(line);
        text.push('\n');
    }
    if lines.get(place).is_some_and(|line| line.kind == Kind::Header) && !new.is_empty() {
        text.push('\n');
    }
    text.push_str(&joined(&lines[place..]));
    text
}

fn end_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Returns where a new line of a section goes: behind its last line of that kind, or behind its header and a blank line.
fn end_of(lines: &[Line], from: usize, section: &Section, is_such: impl Fn(&Kind) -> bool) -> usize {
    let here = |line: &Line| line.section == *section;
    let last = lines.iter().enumerate().skip(from).filter(|(_, line)| here(line) && is_such(&line.kind)).last();
    if let Some((last, _)) = last {
        return last + 1;
    }
    let header = lines.iter().skip(from).position(|line| here(line) && line.kind == Kind::Header);
    let header = header.map_or(from, |header| from + header);
    let has_blank = lines.get(header + 1).is_some_and(|line| line.kind == Kind::Blank);
    header + 1 + usize::from(has_blank)
}

/// Returns the lines with this section in them, and the line of the header that counts: of a repeated set or group the last,
/// of the other sections the first.
fn with_section(lines: Vec<Line>, scope: Scope, section: &Section) -> (Vec<Line>, usize) {
    let is_header = |line: &Line| line.kind == Kind::Header && line.section == *section;
    let found = match section {
        Section::IpSet(_) | Section::Group(_) => lines.iter().rposition(is_header),
        _ => lines.iter().position(is_header),
    };
    if let Some(header) = found {
        return (lines, header);
    }
    let next_header = |from: usize, is_such: &dyn Fn(&Section) -> bool| {
        let found = lines[from..].iter().position(|line| line.kind == Kind::Header && is_such(&line.section));
        found.map_or(lines.len(), |found| from + found)
    };
    let mut place = next_header(0, &|other| rank(other) > rank(section));
    // In a file of another order it goes below what its lines may name, for Proxmox reads from the top.
    let last_named = lines.iter().rposition(|line| may_name(section, &line.section));
    if let Some(last) = last_named.filter(|last| *last >= place) {
        place = next_header(last, &|other| !may_name(section, other));
    }
    if place < lines.len() {
        // A comment right above a header belongs to it.
        place -= lines[..place].iter().rev().take_while(|line| line.kind == Kind::Comment).count();
    }
    let mut text = joined(&lines[..place]);
    end_line(&mut text);
    if !text.is_empty() && lines[place - 1].kind != Kind::Blank {
        text.push('\n');
    }
    text.push_str(&header_text(section, None));
    text.push_str("\n\n");
    if place < lines.len() {
        text.push('\n');
    }
    text.push_str(&joined(&lines[place..]));
    let lines = parse(&text, scope).lines;
    let header = lines.iter().rposition(is_header).unwrap_or_default();
    (lines, header)
}

/// Returns the header of a section as Proxmox writes it.
pub(crate) fn header_text(section: &Section, comment: Option<&str>) -> String {
    let header = match section {
        Section::Nowhere => String::new(),
        Section::Options => "[OPTIONS]".to_owned(),
        Section::Aliases => "[ALIASES]".to_owned(),
        Section::Rules => "[RULES]".to_owned(),
        Section::IpSet(name) => format!("[IPSET {name}]"),
        Section::Group(name) => format!("[group {name}]"),
    };
    comment.map_or(header.clone(), |comment| format!("{header} # {comment}"))
}

/// Returns whether the lines of a section may name what the other one defines.
fn may_name(section: &Section, other: &Section) -> bool {
    match section {
        Section::IpSet(_) => *other == Section::Aliases,
        Section::Rules | Section::Group(_) => matches!(other, Section::Aliases | Section::IpSet(_)),
        Section::Nowhere | Section::Options | Section::Aliases => false,
    }
}

fn rank(section: &Section) -> u8 {
    match section {
        Section::Nowhere => 0,
        Section::Options => 1,
        Section::Aliases => 2,
        Section::IpSet(_) => 3,
        Section::Rules => 4,
        Section::Group(_) => 5,
    }
}
