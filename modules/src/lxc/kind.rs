//! What a value of a setting may be: what `pct` refuses, in its own words, and the form in which two values are compared.
//!
//! Limits and patterns are those of the schema of Proxmox VE 9.2 (pve-container 6.1.10, pve-common 9.2.1); the words were
//! recorded from its `pct`.

use crate::pve::property_string::parse_boolean;
use crate::pve::schema;

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// `1` and `0`, in every spelling that Proxmox takes.
    Boolean,
    /// A whole number with its limits.
    Integer { least: u64, most: u64 },
    /// A number with its limits.
    Number { least: f64, most: f64 },
    /// One of these words.
    Word(&'static [&'static str]),
    /// A text with rules of its own.
    Text(Format),
}

/// The rules of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    /// Refuses what `pct` refuses, in its words.
    pub(super) check: fn(&str) -> Result<(), String>,
    /// Returns the form in which two texts are compared.
    pub(super) normal: fn(&str) -> String,
    /// What it takes, for a person.
    pub(super) takes: &'static str,
}

impl Kind {
    /// Returns why `pct` would refuse the value, if it would.
    pub(super) fn check(self, value: &str) -> Result<(), String> {
        match self {
            Self::Boolean => schema::boolean(value).map(drop),
            Self::Integer { least, most } => schema::integer(value, least, most),
            Self::Number { least, most } => schema::number(value, least, most),
            Self::Word(words) => schema::word(value, words),
            Self::Text(format) => (format.check)(value),
        }
    }

    /// Returns the form in which two values are compared. A value that is none of this kind is only equal to itself.
    pub(super) fn normal(self, value: &str) -> String {
        let known = match self {
            Self::Boolean => parse_boolean(value).map(|boolean| i32::from(boolean).to_string()),
            Self::Integer { .. } => value.parse::<i128>().ok().map(|number| number.to_string()),
            Self::Number { .. } => schema::parse_number(value).map(|number| number.to_string()),
            Self::Word(_) => None,
            Self::Text(format) => Some((format.normal)(value)),
        };
        known.unwrap_or_else(|| value.to_owned())
    }

    /// Returns whether both values mean the same.
    pub(super) fn is_same(self, one: &str, other: &str) -> bool {
        self.normal(one) == self.normal(other)
    }

    /// Returns what is typed for a value: booleans as Proxmox stores them, all else as it is wished.
    pub(super) fn typed(self, value: &str) -> String {
        match self {
            Self::Boolean => self.normal(value),
            Self::Integer { .. } | Self::Number { .. } | Self::Word(_) | Self::Text(_) => value.to_owned(),
        }
    }

    /// Returns what it takes, for a person.
    pub(super) fn takes(self) -> String {
        match self {
            Self::Boolean => "true or false".to_owned(),
            Self::Integer { least, most: u64::MAX } => format!("a whole number from {least}"),
            Self::Integer { least, most } => format!("a whole number from {least} to {most}"),
            Self::Number { most: f64::MAX, .. } => "a number".to_owned(),
            Self::Number { least, most } => format!("a number from {least} to {most}"),
            Self::Word(words) => format!("one of {}", words.join(", ")),
            Self::Text(format) => format.takes.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMORY: Kind = Kind::Integer { least: 16, most: u64::MAX };
    const CORES: Kind = Kind::Integer { least: 1, most: 8192 };
    const LIMIT: Kind = Kind::Number { least: 0.0, most: 8192.0 };
    const MODE: Kind = Kind::Word(&["shell", "console", "tty"]);

    fn said(kind: Kind, value: &str) -> String {
        kind.check(value).err().unwrap_or_default()
    }

    #[test]
    fn pct_is_quoted_when_it_would_refuse() {
        for (kind, value, words) in [
            (MEMORY, "15", "value must have a minimum value of 16"),
            (MEMORY, "16", ""),
            (MEMORY, "1G", "type check ('integer') failed - got '1G'"),
            (MEMORY, "512.5", "type check ('integer') failed - got '512.5'"),
            (CORES, "8193", "value must have a maximum value of 8192"),
            (CORES, "8192", ""),
            (CORES, "1", ""),
            (CORES, "0", "value must have a minimum value of 1"),
            (LIMIT, "abc", "type check ('number') failed - got 'abc'"),
            (LIMIT, "1e3", "type check ('number') failed - got '1e3'"),
            (LIMIT, "-1", "value must have a minimum value of 0"),
            (LIMIT, "8192.5", "value must have a maximum value of 8192"),
            (LIMIT, "8192", ""),
            (LIMIT, "0", ""),
            (Kind::Boolean, "2", "type check ('boolean') failed - got '2'"),
            (Kind::Boolean, "Yes", ""),
            (MODE, "foo", "value 'foo' does not have a value in the enumeration 'shell, console, tty'"),
            (MODE, "tty", ""),
        ] {
            assert_eq!(said(kind, value), words, "{value}");
        }
    }

    #[test]
    fn spellings_of_one_value_are_the_same() {
        for (kind, one, other) in
            [(Kind::Boolean, "on", "1"), (Kind::Boolean, "FALSE", "0"), (CORES, "08", "8"), (LIMIT, "2.50", "2.5")]
        {
            assert!(kind.is_same(one, other), "{one} {other}");
        }
        for (kind, one, other) in
            [(Kind::Boolean, "on", "0"), (Kind::Boolean, "2", "1"), (CORES, "8", "80"), (MODE, "tty", "TTY")]
        {
            assert!(!kind.is_same(one, other), "{one} {other}");
        }
        assert_eq!(Kind::Boolean.typed("yes"), "1");
        assert_eq!(LIMIT.typed("2.50"), "2.50");
    }

    #[test]
    fn a_person_is_told_what_it_takes() {
        for (kind, words) in [
            (Kind::Boolean, "true or false"),
            (MEMORY, "a whole number from 16"),
            (CORES, "a whole number from 1 to 8192"),
            (LIMIT, "a number from 0 to 8192"),
            (Kind::Number { least: f64::MIN, most: f64::MAX }, "a number"),
            (MODE, "one of shell, console, tty"),
        ] {
            assert_eq!(kind.takes(), words);
        }
    }
}
