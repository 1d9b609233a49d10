//! Lists whose order is that of a Perl hash, which is another in each run.

/// Returns the lines with such lists sorted.
pub(super) fn sorted(lines: Vec<String>) -> Vec<String> {
    let mut result: Vec<String> = Vec::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        if line == "\"ids\": {" {
            // The guests of `.vmlist`.
            result.push(line);
            let mut guests: Vec<String> = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('"'))).collect();
            guests.sort();
            result.extend(guests);
            continue;
        }
        if line == "format error" {
            // What is wrong with the parts of a property string.
            result.push(line);
            let mut parts: Vec<String> = std::iter::from_fn(|| lines.next_if(|line| begins_entry(line))).collect();
            parts.sort();
            result.extend(parts);
            continue;
        }
        let begins =
            line.starts_with("400 Parameter verification failed") || line.starts_with("400 Result verification failed");
        result.push(line);
        if !begins {
            continue;
        }
        let mut entries: Vec<Vec<String>> = Vec::new();
        while let Some(line) = lines.next_if(|line| !is_usage(line)) {
            match entries.last_mut() {
                Some(entry) if !begins_entry(&line) => entry.push(line),
                _ => entries.push(vec![line]),
            }
        }
        entries.iter_mut().for_each(|entry| entry[1..].sort_by_key(|line| (line.is_empty(), line.clone())));
        entries.sort();
        result.extend(entries.into_iter().flatten());
    }
    result
}

fn is_usage(line: &str) -> bool {
    ["pct ", "pvesm ", "pvesh ", "pveam "].iter().any(|program| line.starts_with(program))
}

/// Returns whether a line begins the complaint about a parameter; those about a part of one name it `net0.name`.
fn begins_entry(line: &str) -> bool {
    let name = line.split_once(": ").map_or("", |(name, _)| name);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_[]".contains(c);
    !name.is_empty() && (name.chars().all(is_plain) || name.starts_with('['))
}
