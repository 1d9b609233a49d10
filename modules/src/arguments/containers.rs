//! Lists and dictionaries, also where they arrive as a text: `a, b`, `k=v,k=v` JSON or Python.

use serde_json::{Map, Value};

use super::literal;
use super::schema::{Kind, Shape};
use super::words::class_cannot;

/// What ansible-core up to 2.18 leaves in a list in place of `omit`.
const OMITTED: &str = "__omit_place_holder__";

/// Returns whether a value means that there is none.
pub(super) fn is_omitted(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(OMITTED))
}

/// Reads a list: a text is split at its commas, another single value is a list of one.
pub(crate) fn to_list(value: &Value, element: &Shape) -> Result<Vec<Value>, String> {
    let items = match value {
        Value::Array(items) => items.clone(),
        Value::String(text) => text_to_list(text, element),
        Value::Bool(_) | Value::Number(_) => vec![value.clone()],
        Value::Null | Value::Object(_) => return Err(class_cannot(value, "list")),
    };
    Ok(items.into_iter().filter(|item| !is_omitted(item)).collect())
}

fn text_to_list(text: &str, element: &Shape) -> Vec<Value> {
    let text = text.trim();
    if let Some(Value::Array(items)) = text.starts_with('[').then(|| written_out(text)).flatten() {
        return items;
    }
    if text.is_empty() {
        return Vec::new();
    }
    // The commas of `k=v,k=v` are the dictionary's own.
    if matches!(element.kind, Kind::Dictionary(_)) {
        return vec![Value::from(text)];
    }
    text.split(',').map(|item| Value::from(item.trim())).collect()
}

/// Reads a dictionary: a text is JSON, or `k=v` pairs whose values stay texts.
pub(crate) fn to_dictionary(value: &Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(map) => Ok(map.clone()),
        Value::String(text) if text.trim_start().starts_with('{') => match written_out(text) {
            Some(Value::Object(map)) => Ok(map),
            _ => Err("unable to evaluate string as dictionary".to_owned()),
        },
        Value::String(text) if text.contains('=') => pairs(text),
        Value::String(_) => Err("dictionary requested, could not parse JSON or key=value".to_owned()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => Err(class_cannot(value, "dict")),
    }
}

/// Reads what is written out as JSON, or as Python does.
fn written_out(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| literal::parse(text))
}

fn pairs(text: &str) -> Result<Map<String, Value>, String> {
    let pair = |word: String| word.split_once('=').map(|(name, value)| (name.to_owned(), Value::from(value)));
    let pairs: Option<Map<String, Value>> = words(text).into_iter().map(pair).collect();
    pairs.ok_or_else(|| "unable to evaluate string in the \"key=value\" format as dictionary".to_owned())
}

/// Splits at commas, spaces and line ends; quotes hold a word together, a backslash takes the next letter as it is.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let word = words.last_mut().expect("a word was begun before the loop");
        match (letter, quote) {
            ('\\', _) => word.extend(letters.next()),
            (letter, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => quote = Some(letter),
            (',' | ' ' | '\n', None) => words.push(String::new()),
            (letter, _) => word.push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
