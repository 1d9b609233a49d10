//! A firewall file as the API reads and writes it: options in random order, sections in a fixed one, each line once more.

use std::collections::BTreeMap;

use crate::world::World;

/// A firewall file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct File {
    /// The options.
    pub(super) options: BTreeMap<String, String>,
    /// Aliases, by their name in lower case; the line as it was.
    aliases: BTreeMap<String, String>,
    /// Sets of addresses, by their header.
    sets: BTreeMap<String, Vec<String>>,
    /// The rules.
    pub(super) rules: Vec<String>,
    /// Security groups, by their header.
    groups: BTreeMap<String, Vec<String>>,
    /// The type of a rule that is of none: while it stands there the API cannot write the file.
    pub(super) unknown_type: Option<String>,
}

enum Here {
    Nowhere,
    Options,
    Aliases,
    Rules,
    Set(String),
    Group(String),
}

impl File {
    /// Parses a file as `PVE::Firewall` does: leniently. What it passes by, the next write drops.
    pub(super) fn parse(text: &str) -> Self {
        let mut file = Self::default();
        // With CR at their ends no header matches, and the whole file is passed by.
        let mut here = Here::Nowhere;
        for line in text.split('\n').map(|line| line.trim_matches([' ', '\t'])) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            match header(line) {
                Some(found) => {
                    file.begin(&found);
                    here = found;
                }
                None => file.take(&here, line),
            }
        }
        file
    }

    fn begin(&mut self, here: &Here) {
        match here {
            Here::Set(name) => drop(self.sets.insert(name.clone(), Vec::new())),
            Here::Group(name) => drop(self.groups.insert(name.clone(), Vec::new())),
            Here::Nowhere | Here::Options | Here::Aliases | Here::Rules => {}
        }
    }

    fn take(&mut self, here: &Here, line: &str) {
        match here {
            Here::Nowhere => {}
            Here::Options => {
                if let Some((key, value)) = line.split_once(':').and_then(|(key, value)| option(key, value.trim())) {
                    self.options.insert(key, value);
                }
            }
            Here::Aliases => {
                let name = line.split(' ').next().unwrap_or_default();
                self.aliases.insert(name.to_lowercase(), line.to_owned());
            }
            Here::Rules if is_rule(line) => self.rules.push(line.to_owned()),
            Here::Rules => self.unknown_type = self.unknown_type.take().or_else(|| unknown_type(line)),
            Here::Set(name) => self.sets.entry(name.clone()).or_default().push(line.to_owned()),
            Here::Group(name) if is_rule(line) => self.groups.entry(name.clone()).or_default().push(line.to_owned()),
            Here::Group(_) => {}
        }
    }

    /// Returns the text that the API writes; nothing if there is nothing to say, and then the file goes.
    pub(super) fn text(&self, world: &mut World) -> String {
        let mut text = String::new();
        let mut options: Vec<String> = self.options.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        world.shuffle(&mut options);
        add(&mut text, "[OPTIONS]", &options);
        add(&mut text, "[ALIASES]", &self.aliases.values().cloned().collect::<Vec<_>>());
        for (header, entries) in &self.sets {
            let mut entries = entries.clone();
            entries.sort();
            add_even_empty(&mut text, header, &entries);
        }
        add(&mut text, "[RULES]", &self.rules);
        self.groups.iter().for_each(|(header, rules)| add_even_empty(&mut text, header, rules));
        text
    }
}

fn add(text: &mut String, header: &str, lines: &[String]) {
    if !lines.is_empty() {
        add_even_empty(text, header, lines);
    }
}

fn add_even_empty(text: &mut String, header: &str, lines: &[String]) {
    text.push_str(&format!("{header}\n\n"));
    lines.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    text.push('\n');
}

fn header(line: &str) -> Option<Here> {
    let end = line.find(']')?;
    let name = line.strip_prefix('[')?.get(..end.checked_sub(1)?)?;
    let rest = &line[end + 1..];
    if !rest.is_empty() && !rest.trim_start().starts_with('#') {
        return None;
    }
    let lower = name.to_lowercase();
    match lower.as_str() {
        // Only the header of a set or a group may have a comment.
        "options" | "aliases" | "rules" if !rest.is_empty() => None,
        "options" => Some(Here::Options),
        "aliases" => Some(Here::Aliases),
        "rules" => Some(Here::Rules),
        _ => match lower.split_once(' ') {
            Some((_, own)) if !is_name(own) => Some(Here::Nowhere),
            Some(("ipset", own)) => Some(Here::Set(format!("[IPSET {own}]{rest}"))),
            Some(("group", own)) => Some(Here::Group(format!("[group {own}]{rest}"))),
            _ => None,
        },
    }
}

/// Returns an option as it is read: policies in upper case, what is no value of it not at all.
fn option(key: &str, value: &str) -> Option<(String, String)> {
    let key = key.to_lowercase();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let is_known = match key.as_str() {
        "policy_in" | "policy_out" | "policy_forward" => {
            let value = value.to_uppercase();
            return ["ACCEPT", "DROP", "REJECT"].contains(&value.as_str()).then_some((key, value));
        }
        "enable" => is_number,
        "ebtables" | "dhcp" | "ipfilter" | "macfilter" | "ndp" | "radv" | "nosmurfs" | "tcpflags" | "nftables" => {
            ["0", "1"].contains(&value)
        }
        other => other.starts_with("log_") || other.starts_with("nf_conntrack") || other.starts_with("protection_"),
    };
    is_known.then(|| (key, value.to_owned()))
}

fn is_name(text: &str) -> bool {
    let is_plain = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
    is_plain && text.len() >= 2 && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
}

/// Returns the type of a rule that can be read and is of no type that there is.
fn unknown_type(line: &str) -> Option<String> {
    let (kind, rest) = line.trim_start_matches('|').split_once(' ')?;
    let kind = kind.to_lowercase();
    let is_known = ["in", "out", "forward", "group"].contains(&kind.as_str());
    (!is_known && is_rule(&format!("IN {rest}"))).then_some(kind)
}

/// Returns whether a line can be read as a rule; whether it makes sense is another matter. One blank stands between an option
/// and its value.
fn is_rule(line: &str) -> bool {
    let rule = line.split('#').next().unwrap_or_default();
    let words: Vec<&str> = rule.trim_start_matches('|').split_whitespace().collect();
    let kind = words.first().map(|word| word.to_lowercase());
    let is_kind = kind.is_some_and(|kind| ["in", "out", "forward", "group"].contains(&kind.as_str()));
    let is_pair = |pair: &[&str]| {
        pair.len() == 2 && pair[0].starts_with('-') && rule.contains(&format!("{} {}", pair[0], pair[1]))
    };
    is_kind && words.len() >= 2 && words[2..].chunks(2).all(is_pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_written_in_order_and_what_makes_no_sense_is_dropped() {
        let text = "[RULES]\nIN ACCEPT -p tcp # web\nnonsense\n[group Bb] # two\nIN DROP\n[Options]\nEnable: 1\n\
                    [IPSET xy]\n10.0.0.2\n10.0.0.1\n[ALIASES]\nlan 10.0.0.0/8\n\
                    [IPSET 9bad]\n1.2.3.4\n  [rules]  \nIN ACCEPT -p   tcp\n[options]\nbogus: 1\npolicy_in: maybe\n\
                    Policy_Out:   drop\nenable: yes\n[OPTIONS] # no header\n";
        let written = File::parse(text).text(&mut World::blank());
        let expected = "[ALIASES]\n\nlan 10.0.0.0/8\n\n[IPSET xy]\n\n10.0.0.1\n10.0.0.2\n\n\
                        [RULES]\n\nIN ACCEPT -p tcp # web\n\n[group bb] # two\n\nIN DROP\n\n";
        let (options, rest) = written.split_at(written.find("[ALIASES]").unwrap());
        assert!(options.contains("\nenable: 1\n") && options.contains("\npolicy_out: DROP\n"), "{options}");
        assert_eq!((options.lines().count(), rest), (5, expected));
        let (again, first) = (File::parse(&written), File::parse(text));
        assert_eq!((again.options, again.rules, again.groups), (first.options, first.rules, first.groups));
        assert_eq!(File::parse("[OPTIONS]\r\nenable: 1\r\n").text(&mut World::blank()), "");
    }
}
