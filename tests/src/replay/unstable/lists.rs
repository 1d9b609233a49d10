//! What `pvesm` and the firewall draw anew each time: the order of lists, and the sizes of what storages lie on.

use serde_json::Value;

/// Returns the lines with the order of lists in files, the sizes of storages and the keys of JSON made alike.
pub(super) fn alike(lines: Vec<String>) -> Vec<String> {
    options_sorted(lines).into_iter().map(|line| json(&line).unwrap_or_else(|| plain(&line))).collect()
}

/// Cuts out what `pve-firewall compile` prints: the rules of `iptables` and `ipset` are not simulated, what it says is.
pub(super) fn without_rule_sets(text: &str) -> String {
    let mut kept = String::new();
    let mut is_inside = false;
    for line in text.split_inclusive('\n') {
        is_inside |= line == "ipset cmdlist:\n";
        let is_end = ["detected changes\n", "no changes\n", "firewall disabled\n"].contains(&line);
        is_inside &= !is_end;
        if !is_inside && !is_end {
            kept.push_str(line);
        }
    }
    kept
}

/// Options of a firewall file stand in the order of a Perl hash.
fn options_sorted(mut lines: Vec<String>) -> Vec<String> {
    for start in 0..lines.len() {
        // `cat -A` ends each line with a dollar sign.
        if lines[start].trim_end_matches('$') != "[OPTIONS]" {
            continue;
        }
        let is_option = |line: &&String| line.contains(": ") && !line.starts_with('[');
        let from = (start + 2).min(lines.len());
        let count = lines[from..].iter().take_while(is_option).count();
        lines[from..from + count].sort();
    }
    lines
}

fn plain(line: &str) -> String {
    for list in ["\tcontent ", "\tnodes "] {
        if let Some(rest) = line.strip_prefix(list) {
            return format!("{list}{}", sorted(rest));
        }
    }
    if let Some((storage, rest)) = line.split_once(" active ") {
        let is_row = rest.trim_end().ends_with('%') && rest.split_whitespace().count() == 4;
        // What a pool and a disk hold no case tells; the columns have the same width for every number.
        return if is_row { format!("{storage} active, {} wide", rest.len()) } else { line.to_owned() };
    }
    if is_digest(line.split("  /").next().unwrap_or_default()) {
        return line.replace(&line[..40], "<DIGEST>");
    }
    stamp(line)
}

/// Paths in the recorded files were renamed afterwards: no digest of a whole file is that of the text.
fn is_digest(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A time stamp that enables the firewall for a minute: when the case ran is not recorded, so it may be spent already.
fn stamp(line: &str) -> String {
    let is_stamp = |value: &str| value == "0" || value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit());
    match line.strip_prefix("enable: ").map(|value| value.trim_end_matches('$')).filter(|value| is_stamp(value)) {
        Some(value) => line.replace(value, "0 or a time stamp"),
        None => line.to_owned(),
    }
}

fn sorted(list: &str) -> String {
    let mut parts: Vec<&str> = list.split(',').collect();
    parts.sort_unstable();
    parts.join(",")
}

/// A line of JSON: the order of keys does not count, nor that of storages in a list.
fn json(line: &str) -> Option<String> {
    if !line.starts_with(['{', '[']) {
        return None;
    }
    let mut value: Value = serde_json::from_str(line).ok()?;
    make_alike(&mut value);
    Some(value.to_string())
}

fn make_alike(value: &mut Value) {
    match value {
        Value::Array(entries) => {
            entries.iter_mut().for_each(make_alike);
            let is_drawn = |entry: &Value| ["storage", "vmid", "ref"].iter().any(|key| entry.get(key).is_some());
            if entries.iter().all(is_drawn) {
                entries.sort_by_key(Value::to_string);
            }
        }
        Value::Object(entries) => {
            let is_storage = entries.contains_key("storage");
            for (key, entry) in entries {
                match (key.as_str(), &entry) {
                    ("content" | "nodes", Value::String(list)) => *entry = sorted(list).into(),
                    ("digest", Value::String(_)) if is_storage => *entry = "a digest".into(),
                    ("avail" | "used" | "total" | "used_fraction", Value::Number(_)) => *entry = "a size".into(),
                    _ => make_alike(entry),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let lines = |text: &str| alike(text.lines().map(str::to_owned).collect());
        lines(one) == lines(other)
    }

    #[test]
    fn orders_sizes_and_spent_stamps_do_not_count() {
        for (one, other) in [
            ("\tcontent iso,images", "\tcontent images,iso"),
            ("[OPTIONS]\n\nenable: 1\nndp: 0\n", "[OPTIONS]\n\nndp: 0\nenable: 1\n"),
            ("[OPTIONS]\n\nenable: 1795392778\n", "[OPTIONS]\n\nenable: 0\n"),
            (r#"{"b":1,"a":2}"#, r#"{"a":2,"b":1}"#),
            (r#"[{"storage":"a","used":1},{"storage":"b"}]"#, r#"[{"storage":"b"},{"storage":"a","used":2}]"#),
            ("local  dir  active  10  5  5  50.00%", "local  dir  active  20  5  5  25.00%"),
        ] {
            assert!(same(one, other), "{one}");
        }
    }

    #[test]
    fn all_else_counts() {
        for (one, other) in [
            ("\tcontent iso,images", "\tcontent iso"),
            ("[OPTIONS]\n\nenable: 1\n", "[OPTIONS]\n\nenable: 0\n"),
            ("[RULES]\n\nIN ACCEPT\nIN DROP\n", "[RULES]\n\nIN DROP\nIN ACCEPT\n"),
            (r#"[{"pos":0},{"pos":1}]"#, r#"[{"pos":1},{"pos":0}]"#),
            ("local  dir  active  10  5  5  50.00%", "local  dir  inactive  10  5  5  50.00%"),
            ("local  dir  active  10  5  5  50.00%", "local  dir  active   10  5  5  50.00%"),
        ] {
            assert!(!same(one, other), "{one}");
        }
    }

    #[test]
    fn of_a_compilation_only_what_it_says_is_kept() {
        let text = "ipset cmdlist:\nexists PVEFW-0\n\niptables cmdlist:\ndetected changes\nStatus: enabled/stopped\n";
        assert_eq!(without_rule_sets(text), "Status: enabled/stopped\n");
        assert_eq!(without_rule_sets("firewall disabled\n"), "");
    }
}
