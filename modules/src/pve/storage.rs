//! `storage.cfg` as values: which storages there are, and what they may hold. Read as a file, written by `pvesm` alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::section_file::{self, PassedBy};
use crate::host::Probe;

/// Where the storages of a cluster are defined.
pub const STORAGE_CFG: &str = "/etc/pve/storage.cfg";

/// The storages of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storages {
    /// By id, in no order of the file: Proxmox reshuffles lists at every write.
    pub by_id: BTreeMap<String, Storage>,
    /// Lines that the next `pvesm` drops, whoever types it.
    pub passed_by: Vec<PassedBy>,
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
    let mut by_id = BTreeMap::from([("local".to_owned(), implicit_local())]);
    for section in file.sections {
        let storage = Storage { kind: section.kind, options: section.options.into_iter().collect() };
        by_id.insert(section.id, storage);
    }
    Ok(Storages { by_id, passed_by: file.passed_by })
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

/// Returns what a storage of this type holds if nothing is said (pve-storage 9.1.7).
pub fn default_content(kind: &str) -> &'static [&'static str] {
    match kind {
        "dir" | "zfspool" | "lvmthin" | "btrfs" => &["images", "rootdir"],
        "cephfs" | "pbs" => &["backup"],
        "esxi" => &["import"],
        "iscsi" => &["images", "none"],
        _ => &["images"],
    }
}
