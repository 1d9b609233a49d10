//! Raw `lxc.*` lines in the main section of a container's file: how they are split, and how they are edited.

use std::collections::BTreeSet;

use super::EditError;

/// Splits a raw line into key and value as Proxmox does: `lxc.a.b: v`, `lxc.a.b = v` and `lxc.a.b=v` are one spelling to it
/// (recorded, pve-container 6.1.10). `None` if it is no raw line.
pub fn raw_line(line: &str) -> Option<(&str, &str)> {
    let is_of_a_key = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-".contains(letter);
    let end = line.find(|letter| !is_of_a_key(letter)).filter(|_| line.starts_with("lxc."))?;
    let (key, rest) = line.split_at(end);
    let value = rest.strip_prefix(':').or_else(|| rest.trim_start().strip_prefix('='))?;
    Some((key, value.trim()))
}

/// Returns the name in the line that begins a section: `[pve:pending]` in any case, or the name of a snapshot. Proxmox passes
/// by other lines in brackets (pve-container 6.1.10): what follows them is of the section before.
pub fn section_header(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix('[')?.strip_suffix(']')?;
    let begins_with_letter = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let is_word = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let is_snapshot = name.len() >= 2 && begins_with_letter && is_word;
    (is_snapshot || name.eq_ignore_ascii_case("pve:pending")).then_some(name)
}

/// Returns the part of a container's file before its first section.
fn main_section(text: &str) -> &str {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if section_header(line).is_some() {
            return &text[..start];
        }
        start += line.len();
    }
    text
}

/// Returns the text after the edit, or why it must not be made.
///
/// What must not have moved are the lines of the keys that are written, not the whole file: a `pct set` of the same run
/// rewrites the file around them.
pub(super) fn edit(
    text: &str,
    found: &[String],
    remove: &BTreeSet<usize>,
    append: &[String],
) -> Result<String, EditError> {
    let main = main_section(text);
    if let Some(lock) = main.lines().find_map(|line| line.strip_prefix("lock:")) {
        return Err(EditError::Locked(lock.trim().to_owned()));
    }
    let lines: Vec<&str> = main.split_inclusive('\n').collect();
    let keys: BTreeSet<&str> = found.iter().chain(append).filter_map(|line| Some(raw_line(line)?.0)).collect();
    let is_of_these = |line: &str| raw_line(line).is_some_and(|(key, _)| keys.contains(key));
    let places: Vec<usize> = (0..lines.len()).filter(|place| is_of_these(lines[*place])).collect();
    let is_same = |(place, line): (&usize, &String)| raw_line(lines[*place]) == raw_line(line);
    if places.len() != found.len() || !places.iter().zip(found).all(is_same) {
        return Err(EditError::Moved);
    }
    let gone: BTreeSet<usize> = remove.iter().filter_map(|index| places.get(*index).copied()).collect();
    let kept: Vec<&str> =
        lines.iter().enumerate().filter(|(place, _)| !gone.contains(place)).map(|(_, line)| *line).collect();
    Ok(appended(&kept, append) + &text[main.len()..])
}

/// The blank line that Proxmox writes before a section stays last.
fn appended(lines: &[&str], append: &[String]) -> String {
    let tail = lines.iter().rev().take_while(|line| line.trim().is_empty()).count();
    let (body, tail) = lines.split_at(lines.len() - tail);
    let mut result = body.concat();
    for line in append {
        if !result.is_empty() && !result.ends_with('\n') {
            result.push('\n');
        }
        result.push_str(line);
        result.push('\n');
    }
    result + &tail.concat()
}
