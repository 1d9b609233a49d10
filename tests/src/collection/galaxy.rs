//! `galaxy.yml`: who a collection is. Of YAML it knows texts and lists of texts, and refuses the rest.

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value, json};

/// The keys that `MANIFEST.json` has, and what stands there for a key that is absent (ansible-core 2.19, `_build_manifest`).
const KEYS: [(&str, Absent); 14] = [
    ("namespace", Absent::Wrong),
    ("name", Absent::Wrong),
    ("version", Absent::Wrong),
    ("authors", Absent::Wrong),
    ("readme", Absent::Wrong),
    ("tags", Absent::List),
    ("description", Absent::Null),
    ("license", Absent::List),
    ("license_file", Absent::Null),
    ("dependencies", Absent::Map),
    ("repository", Absent::Null),
    ("documentation", Absent::Null),
    ("homepage", Absent::Null),
    ("issues", Absent::Null),
];

#[derive(Clone, Copy)]
enum Absent {
    Wrong,
    Null,
    List,
    Map,
}

/// Reads `galaxy.yml` as the `collection_info` of a manifest.
pub(super) fn read(text: &str) -> Result<Map<String, Value>> {
    let mut said = lines(text)?;
    let mut info = Map::new();
    for (key, absent) in KEYS {
        let value = match (said.remove(key), absent) {
            (Some(value), _) => value,
            (None, Absent::Wrong) => bail!("the key {key} is missing"),
            (None, Absent::Null) => Value::Null,
            (None, Absent::List) => json!([]),
            (None, Absent::Map) => json!({}),
        };
        info.insert(key.to_owned(), value);
    }
    ensure!(said.is_empty(), "keys that no manifest has: {:?}", said.keys().collect::<Vec<_>>());
    Ok(info)
}

fn lines(text: &str) -> Result<Map<String, Value>> {
    let mut said: Map<String, Value> = Map::new();
    let mut open: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || line == "---" {
            continue;
        }
        let wrong = || format!("line {}: neither `key: text` nor `  - text`: {line}", index + 1);
        if let Some(item) = line.strip_prefix("  - ") {
            let list = open.as_ref().and_then(|key| said.get_mut(key)).and_then(Value::as_array_mut);
            list.with_context(wrong)?.push(scalar(item).with_context(wrong)?);
            continue;
        }
        let (key, value) = line.split_once(':').with_context(wrong)?;
        ensure!(!key.starts_with(' '), wrong());
        let value = match value.trim() {
            "" => json!([]),
            value => scalar(value).with_context(wrong)?,
        };
        ensure!(said.insert(key.to_owned(), value).is_none(), "line {}: {key} stands twice", index + 1);
        open = Some(key.to_owned());
    }
    Ok(said)
}

/// Reads a text that needs no quotes and means itself.
fn scalar(text: &str) -> Option<Value> {
    let is_plain = !text.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '%', '@'])
        && !text.contains(": ")
        && !text.contains(" #");
    is_plain.then(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENOUGH: &str = "namespace: a\nname: b\nversion: 1.0.0\nauthors:\n  - One\n  - Two\nreadme: README.md\n";

    #[test]
    fn texts_and_lists_are_read_and_the_rest_is_null_or_empty() {
        let info = read(ENOUGH).unwrap();
        assert_eq!((&info["authors"], &info["version"]), (&json!(["One", "Two"]), &json!("1.0.0")));
        assert_eq!((&info["homepage"], &info["tags"], &info["dependencies"]), (&Value::Null, &json!([]), &json!({})));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (line, told) in [
            ("description: \"quoted\"", "line 8"),
            ("dependencies: {}", "line 8"),
            ("name: again", "stands twice"),
            ("build_ignore:\n  - x", "build_ignore"),
            ("tags:\n    - deep", "line 9"),
        ] {
            let error = format!("{:#}", read(&format!("{ENOUGH}{line}\n")).unwrap_err());
            assert!(error.contains(told), "{line}: {error}");
        }
        assert!(format!("{:#}", read("name: b\n").unwrap_err()).contains("namespace is missing"));
    }
}
