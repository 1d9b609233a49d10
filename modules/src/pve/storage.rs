//! `storage.cfg` as values: which storages there are, and what they may hold. Read as a file, written by `pvesm` alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::property_string::parse_boolean;
use super::section_file::{self, PassedBy, Section, SectionFile};
use super::storage_types;
use crate::host::Probe;

/// Where the storages of a cluster are defined.
pub const STORAGE_CFG: &str = "/etc/pve/storage.cfg";

/// Where types of storage lie that are not Proxmox's own; its `PVE::Storage` loads every file there.
const CUSTOM_TYPES: &str = "/usr/share/perl5/PVE/Storage/Custom";

/// The storages of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storages {
    /// By id, in no order of the file: Proxmox reshuffles lists at every write.
    pub by_id: BTreeMap<String, Storage>,
    /// Lines that the next `pvesm` drops, whoever types it, in the order of the file.
    pub passed_by: Vec<PassedBy>,
    /// Sections that make every `pvesm` that writes fail; Proxmox shows no such storage.
    pub incomplete: Vec<Incomplete>,
}

/// A section that lacks an option which its type requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// The number of the line that begins it, from 1.
    pub line: usize,
    /// The type of storage.
    pub kind: String,
    /// The storage's id.
    pub id: String,
    /// The options that it lacks.
    pub missing: Vec<&'static str>,
}

/// One storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// Its type: `dir`, `zfspool`, `nfs`.
    pub kind: String,
    /// Its options as they are written; `content` and `nodes` are read through the methods.
    pub options: BTreeMap<String, String>,
}

impl Storage {
    /// Returns what the storage may hold; an absent `content` is the type's default.
    pub fn content(&self) -> BTreeSet<String> {
        match self.options.get("content") {
            Some(list) => split_list(list),
            None => {
                let default = storage_types::kind(&self.kind).map_or(&["images"][..], |kind| kind.default_content);
                default.iter().map(ToString::to_string).collect()
            }
        }
    }

    /// Returns why this node cannot use it, for a sentence: `it is disabled`, `it is not for node pve1 (nodes pve2)`.
    pub fn why_not_here(&self, node: &str) -> Option<String> {
        // A bare `disable` is `1`.
        let is_disabled =
            self.options.get("disable").is_some_and(|text| text.is_empty() || parse_boolean(text) == Some(true));
        if is_disabled {
            return Some("it is disabled".to_owned());
        }
        let nodes = split_list(self.options.get("nodes")?);
        if nodes.is_empty() || nodes.contains(node) {
            return None;
        }
        let nodes: Vec<String> = nodes.into_iter().collect();
        Some(format!("it is not for node {node} (nodes {})", nodes.join(",")))
    }

    /// Returns the directory of a storage that has one: of an nfs or cifs storage its mount point.
    pub fn path(&self, id: &str) -> Option<PathBuf> {
        match self.kind.as_str() {
            "dir" | "btrfs" => self.options.get("path").map(PathBuf::from),
            "nfs" | "cifs" | "cephfs" => {
                let default = || PathBuf::from(format!("/mnt/pve/{id}"));
                Some(self.options.get("path").map_or_else(default, PathBuf::from))
            }
            _ => None,
        }
    }
}

/// Reads `storage.cfg`. The storage `local` exists even if the file does not name it (pve-storage 9.1.7).
pub fn inspect(host: &dyn Probe) -> Result<Storages> {
    let bytes = host.read(Path::new(STORAGE_CFG))?.unwrap_or_default();
    let file = section_file::parse(&String::from_utf8_lossy(&bytes));
    let is_foreign = |section: &Section| storage_types::kind(&section.kind).is_none();
    let has_custom_types = file.sections.iter().any(is_foreign)
        && host.list(Path::new(CUSTOM_TYPES))?.is_some_and(|files| files.iter().any(|name| name.ends_with(".pm")));
    Ok(understand(file, if has_custom_types { Foreign::Kept } else { Foreign::Dropped }))
}

/// What Proxmox does with a section of a type that is not its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foreign {
    /// There are custom types, which may be what it is of.
    Kept,
    /// Nobody understands it.
    Dropped,
}

/// Tells what Proxmox understands of the file from what it drops and from what stops it.
fn understand(file: SectionFile, foreign: Foreign) -> Storages {
    let mut storages = Storages { passed_by: file.passed_by, ..Storages::default() };
    let mut understood: BTreeMap<String, Section> = BTreeMap::new();
    for mut section in file.sections {
        match storage_types::kind(&section.kind) {
            None if foreign == Foreign::Dropped => {
                storages.passed_by.extend(section.lines());
                continue;
            }
            None => {}
            Some(kind) => {
                let missing: Vec<&str> = kind.needed_in_file().filter(|name| section.get(name).is_none()).collect();
                if !missing.is_empty() {
                    let Section { kind, id, line, .. } = section;
                    storages.incomplete.push(Incomplete { line, kind, id, missing });
                    continue;
                }
                let unknown = section.options.extract_if(.., |option| !kind.options.contains(&option.key.as_str()));
                storages.passed_by.extend(unknown.map(|option| option.passed_by()));
            }
        }
        if let Some(earlier) = understood.insert(section.id.clone(), section) {
            storages.passed_by.extend(earlier.lines());
        }
    }
    storages.passed_by.sort_by_key(|passed_by| passed_by.line);
    storages.by_id = understood.into_iter().map(|(id, section)| (id, storage(section))).collect();
    storages.by_id.entry("local".to_owned()).or_insert_with(implicit_local);
    storages
}

fn storage(section: Section) -> Storage {
    let options = section.options.into_iter().map(|option| (option.key, option.value)).collect();
    Storage { kind: section.kind, options }
}

fn implicit_local() -> Storage {
    let content = "backup,images,import,iso,rootdir,snippets,vztmpl";
    let options = [("path", "/var/lib/vz"), ("content", content), ("prune-backups", "keep-all=1")];
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    Storage { kind: "dir".to_owned(), options: options.into_iter().map(own).collect() }
}

/// Splits one of Proxmox's lists: on any run of commas, semicolons and blanks.
pub fn split_list(list: &str) -> BTreeSet<String> {
    let words = list.split([',', ';', ' ', '\t', '\n', '\0']);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(text: &str, foreign: Foreign) -> Storages {
        understand(section_file::parse(text), foreign)
    }

    fn dropped(text: &str) -> Vec<(usize, String)> {
        let lines = understood(text, Foreign::Dropped).passed_by.into_iter();
        lines.map(|line| (line.line, line.text.trim().to_owned())).collect()
    }

    fn line(number: usize, text: &str) -> (usize, String) {
        (number, text.to_owned())
    }

    #[test]
    fn an_unknown_option_of_a_known_type_is_dropped() {
        let text = "dir: a\n\tpath /a\n\tbogus 1\n\tsparse\n\tformat raw\n";
        assert_eq!(dropped(text), [line(3, "bogus 1"), line(4, "sparse")]);
        assert_eq!(understood(text, Foreign::Dropped).by_id["a"].options.len(), 2);
    }

    #[test]
    fn a_section_of_an_unknown_type_is_dropped_as_a_whole_unless_there_are_custom_types() {
        let text = "# mine\nfoo: x\n\tserver s\n\ndir: a\n\tpath /a\n";
        assert_eq!(dropped(text), [line(1, "# mine"), line(2, "foo: x"), line(3, "server s")]);
        assert!(!understood(text, Foreign::Dropped).by_id.contains_key("x"));
        let kept = understood(text, Foreign::Kept);
        assert!(kept.by_id.contains_key("x"));
        assert_eq!(kept.passed_by.len(), 1);
    }

    #[test]
    fn the_last_of_two_equal_ids_wins_and_the_earlier_one_is_dropped() {
        let text = "dir: a\n\tpath /1\n\ndir: a\n\tpath /2\n\nfoo: a\n";
        assert_eq!(understood(text, Foreign::Dropped).by_id["a"].options["path"], "/2");
        assert_eq!(dropped(text), [line(1, "dir: a"), line(2, "path /1"), line(7, "foo: a")]);
    }

    #[test]
    fn a_section_without_a_required_option_is_no_storage() {
        let storages = understood("\nzfspool: q\n\tcontent images\n\nnfs: n\n\tserver s\n", Foreign::Dropped);
        let found: Vec<(usize, &str, &[&str])> =
            storages.incomplete.iter().map(|one| (one.line, one.id.as_str(), one.missing.as_slice())).collect();
        assert_eq!(found, [(2, "q", ["pool"].as_slice()), (5, "n", &["export", "path"])]);
        assert_eq!(storages.by_id.keys().collect::<Vec<_>>(), ["local"]);
    }

    #[test]
    fn a_storage_is_not_here_if_it_is_disabled_or_for_other_nodes() {
        let why = |options: &str| {
            let storages = understood(&format!("dir: a\n\tpath /a\n{options}"), Foreign::Dropped);
            storages.by_id["a"].why_not_here("pve1")
        };
        assert_eq!(why(""), None);
        assert_eq!(why("\tdisable 0\n\tnodes pve2,pve1\n"), None);
        assert_eq!(why("\tdisable\n").unwrap(), "it is disabled");
        assert_eq!(why("\tdisable 1\n\tnodes pve2\n").unwrap(), "it is disabled");
        assert_eq!(why("\tnodes pve3,pve2\n").unwrap(), "it is not for node pve1 (nodes pve2,pve3)");
    }
}
