//! `storage.cfg` as values: which storages there are, and what they may hold. Read as a file, or as the
//! commands show them; written by `pvesm` alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::property_string::parse_boolean;
use super::section_file::{self, PassedBy, Section, SectionFile};
use super::{storage_options, storage_types};
use crate::host::{Probe, Way};

mod activity;
mod native;

pub use activity::{States, why_no_dataset};

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
    /// The number of the line that begins it, from 1; by the commands of the one that ends it.
    pub line: usize,
    /// Its first line, `zfspool: tank`; by the commands only the id.
    pub header: String,
    /// The storage's id.
    pub id: String,
    /// The options that it lacks; by the commands the first of them.
    pub missing: Vec<String>,
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
            None => default_content(&self.kind).iter().map(ToString::to_string).collect(),
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

/// Looks which storages there are, by either way.
pub fn inspect(host: &dyn Probe) -> Result<Storages> {
    match host.way() {
        Way::Auto => read(host),
        Way::Cli => native::look(host),
    }
}

/// Reads `storage.cfg`. The storage `local` exists even if the file does not name it (pve-storage 9.1.7).
fn read(host: &dyn Probe) -> Result<Storages> {
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
                let missing = kind.needed_in_file().filter(|name| section.get(name).is_none());
                let missing: Vec<String> = missing.map(str::to_owned).collect();
                if !missing.is_empty() {
                    let Section { kind, id, line, .. } = section;
                    storages.incomplete.push(Incomplete { line, header: format!("{kind}: {id}"), id, missing });
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
    take_local_as_it_is(&mut storages.by_id);
    storages
}

/// `local` always is the directory `/var/lib/vz`, on every node, whatever its section says.
fn take_local_as_it_is(by_id: &mut BTreeMap<String, Storage>) {
    let local = by_id.entry("local".to_owned()).or_insert_with(implicit_local);
    if local.kind != "dir" || local.options.get("path").map(String::as_str) != Some("/var/lib/vz") {
        *local = implicit_local();
    }
    local.options.remove("nodes");
}

/// Returns what a storage of this type may hold if its section does not say it.
fn default_content(kind: &str) -> &'static [&'static str] {
    storage_types::kind(kind).map_or(&["images"], |kind| kind.default_content)
}

fn storage(section: Section) -> Storage {
    let options = section.options.into_iter();
    let mut options: BTreeMap<String, String> =
        options.map(|option| (option.key.clone(), stated(&option.key, &option.value))).collect();
    let default = default_content(&section.kind).join(",");
    options.entry("content".to_owned()).or_insert(default);
    Storage { kind: section.kind, options }
}

/// Returns an option's value as Proxmox states it wherever it shows one: a bare flag is `1`, a list is a set in no order of
/// its own, which is sorted here so that both ways to look see one text.
fn stated(name: &str, value: &str) -> String {
    if storage_options::is_flag(name) {
        let is_set = if value.is_empty() { Some(true) } else { parse_boolean(value) };
        return is_set.map_or_else(|| value.to_owned(), |is_set| i32::from(is_set).to_string());
    }
    match name {
        "content" | "nodes" => split_list(value).into_iter().collect::<Vec<_>>().join(","),
        _ => value.to_owned(),
    }
}

fn implicit_local() -> Storage {
    let content = "backup,images,iso,rootdir,snippets,vztmpl";
    let options = [("path", "/var/lib/vz"), ("content", content), ("prune-backups", "keep-all=1")];
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    Storage { kind: "dir".to_owned(), options: options.into_iter().map(own).collect() }
}

/// Splits one of Proxmox's lists: on any run of commas, semicolons and what Perl takes for a blank.
pub fn split_list(list: &str) -> BTreeSet<String> {
    let words = list.split([',', ';', ' ', '\t', '\n', '\r', '\x0b', '\x0c', '\0']);
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
        lines.map(|line| (line.line.unwrap(), line.text.trim().to_owned())).collect()
    }

    fn line(number: usize, text: &str) -> (usize, String) {
        (number, text.to_owned())
    }

    #[test]
    fn an_unknown_option_of_a_known_type_is_dropped() {
        let text = "dir: a\n\tpath /a\n\tbogus 1\n\tsparse\n\tformat raw\n";
        assert_eq!(dropped(text), [line(3, "bogus 1"), line(4, "sparse")]);
        assert!(!understood(text, Foreign::Dropped).by_id["a"].options.contains_key("bogus"));
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
        let found: Vec<(usize, &str, String)> =
            storages.incomplete.iter().map(|one| (one.line, one.id.as_str(), one.missing.join(" "))).collect();
        assert_eq!(found, [(2, "q", "pool".to_owned()), (5, "n", "export path".to_owned())]);
        assert_eq!(storages.by_id.keys().collect::<Vec<_>>(), ["local"]);
    }

    #[test]
    fn the_storage_local_is_proxmoxs_own_whatever_its_section_says() {
        let local = |options: &str| {
            let text = format!("dir: local\n{options}");
            understood(&text, Foreign::Dropped).by_id["local"].options.clone()
        };
        assert_eq!(
            local("\tpath /var/lib/vz\n\tcontent iso\n\tnodes pve2\n").keys().collect::<Vec<_>>(),
            ["content", "path"]
        );
        assert_eq!(local("\tpath /srv\n\tcontent iso\n"), implicit_local().options);
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
