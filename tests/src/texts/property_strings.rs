//! Property strings: what is not touched stays as it is written.

use phoenix_modules::pve::property_string::{PropertyString, format_size, parse_boolean, parse_size};

/// Parsing and writing loses nothing but empty parts; setting and removing a key touches no other part.
pub(super) fn property_string(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let string = PropertyString::parse(&text);
    let parts: Vec<&str> = text.split(',').filter(|part| !part.is_empty()).collect();
    assert_eq!(string.to_string(), parts.join(","));
    assert_eq!(PropertyString::parse(&string.to_string()), string);
    for key in string.keys().take(8).chain(["size"]) {
        let prefix = format!("{key}=");
        let mut changed = string.clone();
        changed.set(key, "8G");
        assert_eq!(changed.get(key), Some("8G"));
        let changed = changed.to_string();
        let changed: Vec<&str> = changed.split(',').collect();
        let mut first = parts.iter().position(|part| part.starts_with(&prefix));
        let first = *first.get_or_insert(parts.len());
        for (index, part) in changed.iter().enumerate() {
            let expected =
                if index == first { "8G" } else { parts[index].strip_prefix(&prefix).unwrap_or(parts[index]) };
            assert_eq!(part.strip_prefix(&prefix).unwrap_or(part), expected, "{key} in {text:?}");
        }
        let mut removed = string.clone();
        removed.remove(key);
        let kept: Vec<&str> = parts.iter().copied().filter(|part| !part.starts_with(&prefix)).collect();
        assert_eq!(removed.to_string(), kept.join(","));
    }
    for part in &parts {
        let value = part.split_once('=').map_or(*part, |(_, value)| value);
        parse_boolean(value);
        if let Some(size) = parse_size(value) {
            assert_eq!(parse_size(&format_size(size)), Some(size), "{value:?}");
        }
    }
}
