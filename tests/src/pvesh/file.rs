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
        for line in text.split('\n') {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            match header(line) {
                Some(found) => {
                    file.begin(&found);
                    here = found;
                }
                None => file.take(&here, line.trim_matches([' ', '\t'])),
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
                if let Some((key, value)) = line.split_once(':') {
                    self.options.insert(key.trim().to_lowercase(), value.trim().to_owned());
                }
            }
            Here::Aliases => {
                let name = line.split(' ').next().unwrap_or_default();
                self.aliases.insert(name.to_lowercase(), line.to_owned());
            }
            Here::Rules if is_rule(line) => self.rules.push(line.to_owned()),
            Here::Rules => {}
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
        "options" => Some(Here::Options),
        "aliases" => Some(Here::Aliases),
        "rules" => Some(Here::Rules),
        _ => match lower.split_once(' ') {
            Some(("ipset", own)) => Some(Here::Set(format!("[IPSET {own}]{rest}"))),
            Some(("group", own)) => Some(Here::Group(format!("[group {own}]{rest}"))),
            _ => None,
        },
    }
}

/// Returns whether a line can be read as a rule; whether it makes sense is another matter.
fn is_rule(line: &str) -> bool {
    let rule = line.split('#').next().unwrap_or_default();
    let words: Vec<&str> = rule.trim_start_matches('|').split_whitespace().collect();
    let kind = words.first().map(|word| word.to_lowercase());
    let is_kind = kind.is_some_and(|kind| ["in", "out", "forward", "group"].contains(&kind.as_str()));
    is_kind && words.len() >= 2 && words[2..].chunks(2).all(|pair| pair.len() == 2 && pair[0].starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_written_in_order_and_what_makes_no_sense_is_dropped() {
        let text = "[RULES]\nIN ACCEPT -p tcp # web\nnonsense\n[group B] # two\nIN DROP\n[Options]\nEnable: 1\n\
                    [IPSET x]\n10.0.0.2\n10.0.0.1\n[ALIASES]\nlan 10.0.0.0/8\n";
        let written = File::parse(text).text(&mut World::blank());
        let expected = "[OPTIONS]\n\nenable: 1\n\n[ALIASES]\n\nlan 10.0.0.0/8\n\n[IPSET x]\n\n10.0.0.1\n10.0.0.2\n\n\
                        [RULES]\n\nIN ACCEPT -p tcp # web\n\n[group b] # two\n\nIN DROP\n\n";
        assert_eq!(written, expected);
        assert_eq!(File::parse(&written).text(&mut World::blank()), written);
        assert_eq!(File::parse("[OPTIONS]\r\nenable: 1\r\n").text(&mut World::blank()), "");
    }
}
