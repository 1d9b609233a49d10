//! The lines of a firewall file as they are read, for the laws of texts (`tests/src/texts/`). No promise to anybody else.

use super::Scope;
use super::edit::header_text;
use super::text::{Kind, parse, would_count};

/// A line of a firewall file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its text with its line end.
    pub text: String,
    /// The header of its section as Proxmox writes it, without a comment; empty before the first.
    pub section: String,
    /// What it is.
    pub meaning: Meaning,
    /// What it says, written as Proxmox writes it.
    pub written: Option<String>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing, to packets.
    Blank,
    /// A comment.
    Comment,
    /// The header of its section.
    Header,
    /// An option, by its name.
    Option(String),
    /// An alias, by its name in lower case.
    Alias(String),
    /// A member of a set.
    Entry,
    /// A rule.
    Rule,
    /// A member of a set that is there already.
    EntryAgain,
    /// Not understood.
    PassedBy,
}

/// Returns the lines of a file.
pub fn lines(text: &str, scope: Scope) -> Vec<Line> {
    let parsed = parse(text, scope);
    let options = &parsed.file.options;
    let line = |line: &super::text::Line| {
        let (meaning, written) = match &line.kind {
            Kind::Blank => (Meaning::Blank, None),
            Kind::Comment => (Meaning::Comment, None),
            Kind::Header => (Meaning::Header, None),
            Kind::Option(name) => (Meaning::Option(name.clone()), Some(format!("{name}: {}", options[name]))),
            Kind::Alias(name) => (Meaning::Alias(name.clone()), Some(parsed.file.aliases[name].to_string())),
            Kind::Entry(entry) => (Meaning::Entry, Some(entry.to_string())),
            Kind::Rule(rule) => (Meaning::Rule, Some(rule.to_string())),
            Kind::PassedBy if would_count(line) => (Meaning::EntryAgain, None),
            Kind::PassedBy => (Meaning::PassedBy, None),
        };
        Line { text: line.text.clone(), section: header_text(&line.section, None), meaning, written }
    };
    parsed.lines.iter().map(line).collect()
}
