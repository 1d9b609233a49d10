//! Section files, `storage.cfg` among them: read as Proxmox reads them, and no line lost from sight.

use std::collections::BTreeMap;

use phoenix_modules::pve::section_file::{self, PassedBy};
use phoenix_modules::pve::storage::{self, STORAGE_CFG, split_list};

use super::Altered;
use crate::pvesm::config;

/// Every line is of a section, or passed by, or empty; what is written of the sections reads as the same.
pub(super) fn section_file(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let file = section_file::parse(&text);
    let mut seen: Vec<usize> = file.passed_by.iter().filter_map(|line| line.line).collect();
    for section in &file.sections {
        seen.push(section.line);
        seen.extend(section.options.iter().map(|option| option.line));
    }
    seen.sort_unstable();
    let lines = text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty());
    assert_eq!(seen, lines.map(|(index, _)| index + 1).collect::<Vec<_>>(), "{text:?}");

    let mut written = String::new();
    for section in &file.sections {
        written.push_str(&format!("{}: {}\n", section.kind, section.id));
        for option in &section.options {
            written.push_str(&format!("\t{}\n", format!("{} {}", option.key, option.value).trim_end()));
        }
        written.push('\n');
    }
    let again = section_file::parse(&written);
    assert_eq!(again.passed_by, [], "{written}");
    // Where a line stands is another matter.
    let values = |file: &section_file::SectionFile| {
        let options = |section: &section_file::Section| -> Vec<(String, String)> {
            section.options.iter().map(|option| (option.key.clone(), option.value.clone())).collect()
        };
        let values = |section: &section_file::Section| (section.kind.clone(), section.id.clone(), options(section));
        file.sections.iter().map(values).collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&file), "{written}");
}

/// A file that Proxmox reads without a word is read as the same; what it drops is noticed.
pub(super) fn storage_cfg(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let ours = Altered::with(|host| storage::inspect(&host.file(STORAGE_CFG, bytes)).expect("any file can be read"));
    let theirs = config::parse(&text);
    let has_comments = text.lines().any(|line| line.trim_start().starts_with('#'));
    // Perl splits a list at zero bytes if it has one, and nobody writes one.
    if !theirs.warnings.is_empty() || bytes.contains(&0) {
        return;
    }
    assert!(ours.incomplete.is_empty(), "{:?}", ours.incomplete);
    // Of a storage that stands there twice the last one counts, which Proxmox does not say.
    let is_twice =
        |line: &PassedBy| line.text.split_once(": ").is_some_and(|(_, id)| ours.by_id.contains_key(id.trim()));
    let is_told = has_comments || ours.passed_by.iter().any(is_twice);
    assert!(ours.passed_by.is_empty() || is_told, "{:?} of {text:?}", ours.passed_by);
    for storage in theirs.storages.iter().filter(|storage| storage.id != "local") {
        let found = ours.by_id.get(&storage.id).unwrap_or_else(|| panic!("{} is overlooked in {text:?}", storage.id));
        assert_eq!(found.kind, storage.kind.name);
        assert_eq!(found.content(), split_list(storage.get("content")), "{} in {text:?}", storage.id);
        let plain = |options: &BTreeMap<String, String>| -> BTreeMap<String, String> {
            let plain = options.iter().filter(|(key, _)| !["content", "nodes"].contains(&key.as_str()));
            plain.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let (found, expected) = (plain(&found.options), plain(&storage.options));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{text:?}");
    }
    assert!(ours.by_id.keys().all(|id| id == "local" || theirs.find(id).is_ok()), "{:?}", ours.by_id);
}
