//! Property strings: `local-zfs:8,mp=/data,size=8G`. How they are read, what is said about bad ones, how they are printed.

use std::collections::BTreeMap;

use super::{Kind, check, formats};

/// What a property string may hold.
#[derive(Debug)]
pub struct Format {
    /// The key of the part that has no `key=`.
    pub default_key: Option<&'static str>,
    /// Keys that must be there.
    pub required: &'static [&'static str],
    /// All keys, and what values they take.
    pub keys: &'static [(&'static str, Kind)],
}

/// The parts of a property string by their keys; booleans are 1 or 0.
pub type Properties = BTreeMap<String, String>;

/// Parses a property string. `Err` is Perl's text, which names bad parts `path.key` and ends in a line end.
pub fn parse(format: &Format, path: &str, text: &str) -> Result<Properties, String> {
    let properties = split(format, text)?;
    let missing = format.required.iter().filter(|key| !properties.contains_key(**key));
    let missing = missing.map(|key| {
        (
            (*key).to_owned(),
            "property is missing and it is not optional".to_owned(),
        )
    });
    let bad = properties
        .iter()
        .filter_map(|(key, value)| Some((key.clone(), complaint(format, path, key, value)?)));
    let errors: Vec<(String, String)> = missing.chain(bad).collect();
    if errors.is_empty() {
        return Ok(properties);
    }
    let dot = if path.is_empty() { "" } else { "." };
    let lines: String = errors
        .iter()
        .map(|(key, message)| format!("{path}{dot}{key}: {message}\n"))
        .collect();
    Err(format!("format error\n{lines}"))
}

/// Prints a property string as `print_property_string` does: the default key bare, the required keys sorted, then the others sorted.
pub fn print(format: &Format, properties: &Properties) -> String {
    let is_default = |key: &str| format.default_key == Some(key);
    let is_required = |key: &str| format.required.contains(&key);
    let bare = properties
        .iter()
        .filter(|(key, _)| is_default(key))
        .map(|(_, value)| value.clone());
    let pair = |(key, value): (&String, &String)| format!("{key}={value}");
    let required = properties
        .iter()
        .filter(|(key, _)| !is_default(key) && is_required(key))
        .map(pair);
    let optional = properties
        .iter()
        .filter(|(key, _)| !is_default(key) && !is_required(key))
        .map(pair);
    bare.chain(required).chain(optional).collect::<Vec<_>>().join(",")
}

fn split(format: &Format, text: &str) -> Result<Properties, String> {
    let mut properties = Properties::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let (key, value) = match part.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => (key, value),
            Some(_) => return Err("missing key in comma-separated list property\n".to_owned()),
            None => match format.default_key {
                Some(key) => (key, part),
                None => return Err("value without key, but schema does not define a default key\n".to_owned()),
            },
        };
        let is_boolean = matches!(kind(format, key), Some(Kind::Boolean));
        let value = if is_boolean {
            formats::boolean(value).unwrap_or(value)
        } else {
            value
        };
        if properties.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!("duplicate key in comma-separated list property: {key}\n"));
        }
    }
    Ok(properties)
}

fn complaint(format: &Format, path: &str, key: &str, value: &str) -> Option<String> {
    let Some(kind) = kind(format, key) else {
        return Some(
            "property is not defined in schema and the schema does not allow additional properties".to_owned(),
        );
    };
    check(kind, path, value)
}

fn kind<'a>(format: &'a Format, key: &str) -> Option<&'a Kind> {
    format.keys.iter().find(|(name, _)| *name == key).map(|(_, kind)| kind)
}
