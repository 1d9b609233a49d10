//! How a JSON schema is read: references followed, null left aside, doc comments as paragraphs.

use serde_json::{Map, Value};

/// Returns the arguments of an object that a person is told of.
pub(super) fn told(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties.filter(|(_, property)| property["x-internal"] != Value::Bool(true))
}

/// Returns a schema with its reference followed, and the only alternative beside null in place of both.
pub(super) fn resolved(schema: &Value, root: &Value) -> Value {
    let mut keywords = schema.as_object().cloned().unwrap_or_default();
    loop {
        let inner = if let Some(Value::String(reference)) = keywords.remove("$ref") {
            root.pointer(reference.trim_start_matches('#')).cloned()
        } else if let Some(only) = only_alternative(&keywords) {
            keywords.remove("anyOf");
            Some(only)
        } else {
            return Value::Object(keywords);
        };
        // What stands beside a reference speaks of this one use, and goes before what the reference says.
        let mut merged: Map<String, Value> = inner.and_then(|inner| inner.as_object().cloned()).unwrap_or_default();
        merged.append(&mut keywords);
        keywords = merged;
    }
}

fn only_alternative(keywords: &Map<String, Value>) -> Option<Value> {
    let alternatives = keywords.get("anyOf")?.as_array()?;
    let mut real = alternatives.iter().filter(|schema| schema["type"] != "null");
    real.next().filter(|_| real.next().is_none()).cloned()
}

/// Returns the type in Ansible's words.
pub(super) fn type_of(schema: &Value) -> &'static str {
    let words = schema["type"].as_array().map_or(std::slice::from_ref(&schema["type"]), Vec::as_slice);
    match words.iter().filter_map(Value::as_str).find(|word| *word != "null") {
        Some("boolean") => "bool",
        Some("integer") => "int",
        Some("number") => "float",
        Some("string") => "str",
        Some("array") => "list",
        Some("object") => "dict",
        _ if !choices(schema).is_empty() => "str",
        _ => "raw",
    }
}

/// Returns the texts that a value must be one of, each with what it means, if that is said.
pub(super) fn choices(schema: &Value) -> Vec<(String, Option<String>)> {
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).map(|word| (word.to_owned(), None)).collect();
    }
    let alternatives = schema["oneOf"].as_array().into_iter().flatten();
    let choice = |schema: &Value| -> Vec<(String, Option<String>)> {
        match schema["const"].as_str() {
            Some(word) => vec![(word.to_owned(), schema["description"].as_str().map(joined))],
            None => choices(schema),
        }
    };
    alternatives.flat_map(choice).collect()
}

/// Returns the paragraphs of a doc comment, each on one line.
pub(super) fn paragraphs(schema: &Value) -> Vec<String> {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split("\n\n").map(joined).filter(|paragraph| !paragraph.is_empty()).collect()
}

/// Returns whether an object must have the key.
pub(super) fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|word| word == name))
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
