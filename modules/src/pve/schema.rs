//! What Proxmox VE says when a value does not fit its schema: one home for its checks and their words, for every kind.
//!
//! The words are those of `PVE::JSONSchema` (pve-common 9.2.1), recorded from `pct`, `pvesm` and `pvesh`. A check returns
//! them as the error; the caller says of which property.

use std::fmt::Display;

use super::property_string::parse_boolean;

/// What is said of a key that no schema names.
pub(crate) const NOT_DEFINED: &str =
    "property is not defined in schema and the schema does not allow additional properties";

/// What is said of a value when a property string has no key for it.
pub(crate) const NO_DEFAULT_KEY: &str = "value without key, but schema does not define a default key";

/// Refuses what is neither on nor off, and returns which it is.
pub(crate) fn boolean(value: &str) -> Result<bool, String> {
    parse_boolean(value).ok_or_else(|| type_check("boolean", value))
}

/// Refuses what is no whole number, or is outside of these limits.
pub(crate) fn integer(value: &str, least: impl Into<i128>, most: impl Into<i128>) -> Result<(), String> {
    let number: i128 = value.parse().map_err(|_| type_check("integer", value))?;
    within(&number, &least.into(), &most.into())
}

/// Refuses what is no number, or is outside of these limits.
pub(crate) fn number(value: &str, least: f64, most: f64) -> Result<(), String> {
    let number = parse_number(value).ok_or_else(|| type_check("number", value))?;
    within(&number, &least, &most)
}

/// Returns the number that a text is: a sign, digits, perhaps a point and digits. Rust would take `inf` and `1e3` too.
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    text.parse().ok().filter(|_| is_plain)
}

/// Refuses what is none of these words.
pub(crate) fn word(value: &str, words: &[&str]) -> Result<(), String> {
    let words_told = || format!("value '{value}' does not have a value in the enumeration '{}'", words.join(", "));
    if words.contains(&value) { Ok(()) } else { Err(words_told()) }
}

/// Refuses what does not meet its pattern, which Proxmox does not tell.
pub(crate) fn pattern(is_met: bool) -> Result<(), String> {
    if is_met { Ok(()) } else { Err("value does not match the regex pattern".to_owned()) }
}

/// Refuses what is not of its format, in the words that the format has for it.
pub(crate) fn format(is_met: bool, words: impl Display) -> Result<(), String> {
    if is_met { Ok(()) } else { Err(format!("invalid format - {words}")) }
}

/// Refuses what has more letters than this.
pub(crate) fn at_most(letters: usize, value: &str) -> Result<(), String> {
    if value.chars().count() <= letters { Ok(()) } else { Err(format!("value may only be {letters} characters long")) }
}

fn type_check(name: &str, value: &str) -> String {
    format!("type check ('{name}') failed - got '{value}'")
}

fn within<T: PartialOrd + Display>(number: &T, least: &T, most: &T) -> Result<(), String> {
    if number < least {
        Err(format!("value must have a minimum value of {least}"))
    } else if number > most {
        Err(format!("value must have a maximum value of {most}"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T>(result: Result<T, String>) -> String {
        result.err().unwrap_or_default()
    }

    #[test]
    fn values_are_refused_in_the_words_of_the_schema() {
        for (said, words) in [
            (said(boolean("2")), "type check ('boolean') failed - got '2'"),
            (said(boolean("Yes")), ""),
            (said(integer("08", 0, 8)), ""),
            (said(integer("9", 0, 8)), "value must have a maximum value of 8"),
            (said(integer("-2", -1, 8)), "value must have a minimum value of -1"),
            (said(integer("1.0", 0, 8)), "type check ('integer') failed - got '1.0'"),
            (said(number("0", 0.0, 1.0)), ""),
            (said(number("1.5", 0.0, 1.0)), "value must have a maximum value of 1"),
            (said(number("-0.5", 0.0, 1.0)), "value must have a minimum value of 0"),
            (said(number("inf", 0.0, f64::MAX)), "type check ('number') failed - got 'inf'"),
            (said(number("1e3", 0.0, f64::MAX)), "type check ('number') failed - got '1e3'"),
            (said(number("", 0.0, f64::MAX)), "type check ('number') failed - got ''"),
            (said(word("b", &["a", "b"])), ""),
            (said(word("B", &["a", "b"])), "value 'B' does not have a value in the enumeration 'a, b'"),
            (said(pattern(true)), ""),
            (said(pattern(false)), "value does not match the regex pattern"),
            (said(format(true, "x")), ""),
            (said(format(false, "no address")), "invalid format - no address"),
            (said(at_most(2, "éé")), ""),
            (said(at_most(2, "ééé")), "value may only be 2 characters long"),
        ] {
            assert_eq!(said, words);
        }
    }
}
