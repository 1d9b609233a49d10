//! Keeps secrets out of everything that leaves the module: nobody masks for a binary module.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::arguments::{Fields, Kind, Shape, to_dictionary, to_list};

/// What stands for a text that is a secret as a whole, in Ansible's word.
const WHOLE: &str = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER";

/// What stands for a secret inside a text.
const PART: &str = "********";

/// Shorter secrets are not looked for inside texts: `a` would turn `banana` into stars.
const SHORTEST_PART: usize = 3;

/// Keys of a resource's reply whose texts are words of ours that the runner reads; no secret comes there.
const OUR_WORDS: [&str; 4] = ["verdict", "effect", "risk", "kind"];

/// The secrets of a call, in every form that a sentence may show them in.
#[derive(Default)]
pub(super) struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Collects the secrets among arguments, coerced or as they were given.
    pub(super) fn collect(&mut self, arguments: &Map<String, Value>, fields: &Fields) {
        for (name, value) in arguments {
            match (fields.find(name), &fields.others) {
                (Some(argument), _) => self.collect_value(value, &argument.shape),
                (None, Some(shape)) => self.collect_value(value, shape),
                (None, None) => {}
            }
        }
    }

    fn collect_value(&mut self, value: &Value, shape: &Shape) {
        if shape.is_secret {
            self.add(value);
        }
        match &shape.kind {
            Kind::List(element) => {
                for item in to_list(value, element).unwrap_or_default() {
                    let is_secret = shape.is_secret || element.is_secret;
                    self.collect_value(&item, &Shape { is_secret, ..Shape::clone(element) });
                }
            }
            Kind::Dictionary(fields) => {
                let inner = to_dictionary(value).unwrap_or_default();
                if shape.is_secret {
                    inner.values().for_each(|value| self.add(value));
                }
                self.collect(&inner, fields);
            }
            Kind::Boolean
            | Kind::Integer
            | Kind::Size(_)
            | Kind::Number
            | Kind::Text(_)
            | Kind::Choice(_)
            | Kind::Anything => {}
        }
    }

    fn add(&mut self, value: &Value) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => drop(self.0.insert(number.to_string())),
            Value::String(text) => self.add_text(text),
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(map) => map.values().for_each(|value| self.add(value)),
        }
    }

    /// Adds a text as it is, trimmed, and as Rust's and Python's quotes show it.
    fn add_text(&mut self, text: &str) {
        let debug = format!("{text:?}");
        let escaped = text.replace('\\', "\\\\").replace('\'', "\\'");
        let forms = [text, text.trim(), &debug[1..debug.len() - 1], &escaped];
        self.0.extend(forms.into_iter().filter(|form| !form.is_empty()).map(str::to_owned));
    }

    /// Returns the reply as JSON in which no secret stands.
    pub(super) fn masked(&self, reply: impl Serialize) -> Value {
        let mut reply = serde_json::to_value(reply).expect("a reply has texts for keys");
        for (key, value) in reply.as_object_mut().into_iter().flatten() {
            self.mask(value, if key == "resources" { Owner::Us } else { Owner::Anybody });
        }
        reply
    }

    fn mask(&self, value: &mut Value, owner: Owner) {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::String(text) => *text = self.masked_text(text),
            Value::Number(number) => {
                let shown = number.to_string();
                if owner == Owner::Anybody && self.masked_text(&shown) != shown {
                    *value = Value::from(WHOLE);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item, owner)),
            Value::Object(map) => {
                // ansible-core 2.19 takes a dictionary with such a key for a type of its own and fails.
                map.retain(|key, _| !key.starts_with("__ansible_"));
                let ours = |key: &str| owner == Owner::Us && OUR_WORDS.contains(&key);
                map.iter_mut().filter(|(key, _)| !ours(key)).for_each(|(_, value)| self.mask(value, owner));
            }
        }
    }

    /// Masks every part that belongs to a secret; where secrets overlap, no rest of one stays.
    fn masked_text(&self, text: &str) -> String {
        if self.0.contains(text) {
            return WHOLE.to_owned();
        }
        let mut masked = String::new();
        let mut position = 0;
        for (start, end) in self.parts(text) {
            masked.push_str(&text[position..start]);
            masked.push_str(PART);
            position = end;
        }
        masked.push_str(&text[position..]);
        masked
    }

    /// Returns where secrets stand in a text, from the first to the last, overlapping ones joined.
    fn parts(&self, text: &str) -> Vec<(usize, usize)> {
        let long = self.0.iter().filter(|secret| secret.chars().count() >= SHORTEST_PART);
        let mut found: Vec<(usize, usize)> = long.flat_map(|secret| occurrences(text, secret)).collect();
        found.sort_unstable();
        let mut parts: Vec<(usize, usize)> = Vec::new();
        for (start, end) in found {
            match parts.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => parts.push((start, end)),
            }
        }
        parts
    }
}

/// Whose numbers and words a part of the reply holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Us,
    Anybody,
}

/// Returns where `secret` begins and ends in `text`, occurrences that overlap each other included.
fn occurrences(text: &str, secret: &str) -> Vec<(usize, usize)> {
    let starts = text.char_indices().map(|(start, _)| start);
    starts.filter(|&start| text[start..].starts_with(secret)).map(|start| (start, start + secret.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(texts: &[&str]) -> Secrets {
        let mut secrets = Secrets::default();
        texts.iter().for_each(|text| secrets.add_text(text));
        secrets
    }

    #[test]
    fn a_secret_is_masked_whole_and_in_part() {
        let secrets = secrets(&["hunter2", ""]);
        assert_eq!(secrets.masked_text("hunter2"), WHOLE);
        assert_eq!(secrets.masked_text("pw=hunter2,hunter2"), "pw=********,********");
        assert_eq!(secrets.masked_text("nothing"), "nothing");
    }

    #[test]
    fn overlapping_secrets_leave_no_rest() {
        assert_eq!(secrets(&["abcdef", "defghi"]).masked_text("xabcdefghix"), "x********x");
        assert_eq!(secrets(&["abab"]).masked_text("ababab"), "********");
        assert_eq!(secrets(&["secret", "secret-long"]).masked_text("a secret-long one"), "a ******** one");
    }

    #[test]
    fn a_short_secret_is_masked_only_as_a_whole() {
        let secrets = secrets(&["a"]);
        assert_eq!(secrets.masked_text("banana"), "banana");
        assert_eq!(secrets.masked_text("a"), WHOLE);
    }

    #[test]
    fn a_secret_in_quotes_is_found_in_its_escaped_form() {
        let shown = format!("{:?} is not a name", "pass\"word\n");
        assert_eq!(secrets(&["pass\"word\n"]).masked_text(&shown), "\"********\" is not a name");
        assert_eq!(secrets(&["über'n"]).masked_text("'über\\'n' x"), "'********' x");
    }
}
