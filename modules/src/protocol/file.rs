//! The arguments file: the only thing that a module is handed.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde_json::{Map, Value};

/// More than any task's arguments; a module must not read without end.
const LIMIT: u64 = 64 << 20;

/// Reads the file that `argv` names, or says why not.
pub(super) fn read(module: &str, argv: impl IntoIterator<Item = OsString>) -> Result<Vec<u8>, String> {
    let argv: Vec<OsString> = argv.into_iter().collect();
    let [_, path] = argv.as_slice() else {
        let count = argv.len().saturating_sub(1);
        return Err(format!("{module} is an Ansible module: it takes one argument, a file of JSON, and got {count}"));
    };
    let path = Path::new(path);
    let cannot = |error: io::Error| format!("cannot read the arguments file {}: {error}", path.display());
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes)).map_err(cannot)?;
    if bytes.len() as u64 > LIMIT {
        return Err(format!("the arguments file {} is larger than {} MiB", path.display(), LIMIT >> 20));
    }
    Ok(bytes)
}

/// Parses the bytes of an arguments file, or says why they cannot be meant.
pub(super) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    if bytes.trim_ascii().is_empty() {
        return Err("the arguments file is empty".to_owned());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(arguments)) => Ok(arguments),
        Ok(_) => Err("the arguments file holds JSON, but not an object of arguments".to_owned()),
        Err(error) => Err(why_no_json(bytes, &error)),
    }
}

fn why_no_json(bytes: &[u8], error: &serde_json::Error) -> String {
    let text = error.to_string();
    // Python writes YAML's `.nan` and `.inf` as bare words, and an undecodable byte as half of a surrogate pair.
    if ["NaN", "Infinity"].iter().any(|word| is_outside_strings(bytes, word)) {
        return format!("the arguments contain NaN or Infinity, which nothing here can mean ({text})");
    }
    if text.contains("surrogate") || text.contains("end of hex escape") {
        return format!("the arguments contain a lone surrogate, a byte that was no UTF-8 on the controller ({text})");
    }
    format!("the arguments file is not JSON: {text}")
}

fn is_outside_strings(bytes: &[u8], word: &str) -> bool {
    let (mut in_string, mut escaped) = (false, false);
    bytes.iter().enumerate().any(|(start, byte)| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => return !in_string && bytes[start..].starts_with(word.as_bytes()),
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pythons_json_is_answered_in_words() {
        for (text, part) in [
            ("", "is empty"),
            ("[1]", "not an object"),
            ("nonsense", "is not JSON"),
            (r#"{"a": NaN}"#, "NaN or Infinity"),
            (r#"{"a": "\"", "b": -Infinity}"#, "NaN or Infinity"),
            (r#"{"a": "NaN", "b": x}"#, "is not JSON"),
            (r#"{"a": "\udc80"}"#, "lone surrogate"),
            (r#"{"a": "\ud83d x"}"#, "lone surrogate"),
            ("{\"a\": \"\u{0}\"}", "is not JSON"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
        assert_eq!(parse(br#" {"a": "NaN"} "#).unwrap()["a"], "NaN");
    }
}
