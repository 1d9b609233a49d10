//! The table of storage types: which options each has, which of them are fixed, and how values are compared.
//!
//! From the plugins of pve-storage 9.1.7, as `pvesm` declares them.

use std::collections::BTreeSet;

use super::property_string::parse_boolean;
use super::storage::split_list;

/// One type of storage.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The type's name.
    pub(crate) name: &'static str,
    /// What it may hold.
    pub(crate) content: &'static [&'static str],
    /// Options that must be given to add one.
    pub(crate) required: &'static [&'static str],
    /// Options that cannot be changed later.
    pub(crate) fixed: &'static [&'static str],
    /// Every option it has.
    pub(crate) options: &'static [&'static str],
}

/// Options whose values are secrets; Proxmox keeps them in files of their own, never in `storage.cfg`.
pub(crate) const SECRETS: &[&str] = &["password", "encryption-key", "keyring", "master-pubkey"];

/// Boolean options, with the value that an absent one has.
const BOOLEANS: &[(&str, bool)] = &[
    ("create-base-path", true),
    ("create-subdirs", true),
    ("disable", false),
    ("fuse", false),
    ("krbd", false),
    ("mkdir", true),
    ("nocow", false),
    ("nowritecache", false),
    ("saferemove", false),
    ("shared", false),
    ("skip-cert-verification", false),
    ("snapshot-as-volume-chain", false),
    ("sparse", false),
    ("tagged_only", false),
];

const KINDS: &[Kind] = &[
    Kind {
        name: "btrfs",
        content: &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
        required: &["path"],
        fixed: &["path"],
        options: &[
            "content",
            "create-base-path",
            "create-subdirs",
            "disable",
            "format",
            "is_mountpoint",
            "max-protected-backups",
            "mkdir",
            "nocow",
            "nodes",
            "path",
            "preallocation",
            "prune-backups",
            "shared",
        ],
    },
    Kind {
        name: "cephfs",
        content: &["backup", "import", "iso", "snippets", "vztmpl"],
        required: &[],
        fixed: &["path"],
        options: &[
            "bwlimit",
            "content",
            "content-dirs",
            "create-base-path",
            "create-subdirs",
            "disable",
            "format",
            "fs-name",
            "fuse",
            "keyring",
            "max-protected-backups",
            "mkdir",
            "monhost",
            "nodes",
            "options",
            "path",
            "prune-backups",
            "subdir",
            "username",
        ],
    },
    Kind {
        name: "cifs",
        content: &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
        required: &["server", "share"],
        fixed: &["path", "server", "share", "snapshot-as-volume-chain"],
        options: &[
            "bwlimit",
            "content",
            "content-dirs",
            "create-base-path",
            "create-subdirs",
            "disable",
            "domain",
            "format",
            "max-protected-backups",
            "mkdir",
            "nodes",
            "options",
            "password",
            "path",
            "preallocation",
            "prune-backups",
            "server",
            "share",
            "smbversion",
            "snapshot-as-volume-chain",
            "subdir",
            "username",
        ],
    },
    Kind {
        name: "dir",
        content: &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
        required: &["path"],
        fixed: &["path", "snapshot-as-volume-chain"],
        options: &[
            "bwlimit",
            "content",
            "content-dirs",
            "create-base-path",
            "create-subdirs",
            "disable",
            "format",
            "is_mountpoint",
            "max-protected-backups",
            "mkdir",
            "nodes",
            "path",
            "preallocation",
            "prune-backups",
            "shared",
            "snapshot-as-volume-chain",
        ],
    },
    Kind {
        name: "esxi",
        content: &["import"],
        required: &["server", "username"],
        fixed: &[],
        options: &[
            "content",
            "disable",
            "nodes",
            "password",
            "port",
            "server",
            "shared",
            "skip-cert-verification",
            "username",
        ],
    },
    Kind {
        name: "iscsi",
        content: &["images"],
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        options: &["bwlimit", "content", "disable", "nodes", "portal", "target"],
    },
    Kind {
        name: "iscsidirect",
        content: &["images"],
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        options: &["bwlimit", "content", "disable", "nodes", "portal", "target"],
    },
    Kind {
        name: "lvm",
        content: &["images", "rootdir"],
        required: &["vgname"],
        fixed: &["base", "vgname"],
        options: &[
            "base",
            "bwlimit",
            "content",
            "disable",
            "nodes",
            "saferemove",
            "saferemove-stepsize",
            "saferemove_throughput",
            "shared",
            "snapshot-as-volume-chain",
            "tagged_only",
            "vgname",
        ],
    },
    Kind {
        name: "lvmthin",
        content: &["images", "rootdir"],
        required: &["thinpool", "vgname"],
        fixed: &["thinpool", "vgname"],
        options: &["bwlimit", "content", "disable", "nodes", "thinpool", "vgname"],
    },
    Kind {
        name: "nfs",
        content: &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
        required: &["export", "server"],
        fixed: &["export", "path", "server", "snapshot-as-volume-chain"],
        options: &[
            "bwlimit",
            "content",
            "content-dirs",
            "create-base-path",
            "create-subdirs",
            "disable",
            "export",
            "format",
            "max-protected-backups",
            "mkdir",
            "nodes",
            "options",
            "path",
            "preallocation",
            "prune-backups",
            "server",
            "snapshot-as-volume-chain",
        ],
    },
    Kind {
        name: "pbs",
        content: &["backup"],
        required: &["datastore", "server"],
        fixed: &["datastore", "server"],
        options: &[
            "content",
            "datastore",
            "disable",
            "encryption-key",
            "fingerprint",
            "master-pubkey",
            "max-protected-backups",
            "namespace",
            "nodes",
            "password",
            "port",
            "prune-backups",
            "server",
            "username",
        ],
    },
    Kind {
        name: "rbd",
        content: &["images", "rootdir"],
        required: &[],
        fixed: &[],
        options: &[
            "bwlimit",
            "content",
            "data-pool",
            "disable",
            "keyring",
            "krbd",
            "monhost",
            "namespace",
            "nodes",
            "pool",
            "username",
        ],
    },
    Kind {
        name: "zfs",
        content: &["images"],
        required: &["blocksize", "iscsiprovider", "pool", "portal", "target"],
        fixed: &["blocksize", "iscsiprovider", "pool", "portal", "target"],
        options: &[
            "blocksize",
            "bwlimit",
            "comstar_hg",
            "comstar_tg",
            "content",
            "disable",
            "iscsiprovider",
            "lio_tpg",
            "nodes",
            "nowritecache",
            "pool",
            "portal",
            "sparse",
            "target",
            "zfs-base-path",
        ],
    },
    Kind {
        name: "zfspool",
        content: &["images", "rootdir"],
        required: &["pool"],
        fixed: &["pool"],
        options: &["blocksize", "bwlimit", "content", "disable", "mountpoint", "nodes", "pool", "sparse"],
    },
];

impl Kind {
    /// Returns the options without which Proxmox skips a section of the file. `pvesm add` writes the path of an nfs or cifs
    /// storage itself; a section that lacks it is as broken as a directory's.
    pub(crate) fn needed_in_file(&self) -> impl Iterator<Item = &'static str> {
        let path = self.options.iter().filter(|name| **name == "path" && !self.required.contains(name));
        self.required.iter().chain(path).copied()
    }
}

/// Returns a type by its name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Returns the names of all types, for a sentence.
pub(crate) fn names() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    format!("the types are {}", names.join(", "))
}

/// Returns an option's value as it is typed: booleans as 1 and 0.
pub(crate) fn as_typed(name: &str, value: &str) -> String {
    let is_boolean = BOOLEANS.iter().any(|(boolean, _)| *boolean == name);
    match parse_boolean(value).filter(|_| is_boolean) {
        Some(is_set) => i32::from(is_set).to_string(),
        None => value.to_owned(),
    }
}

/// An option's value in the form it is compared in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Normal {
    /// Not there, and without a default.
    Absent,
    /// A boolean, the default's if it is not there.
    Boolean(bool),
    /// A list whose order means nothing.
    Set(BTreeSet<String>),
    /// Anything else, as it is written.
    Text(String),
}

/// Returns whether an option is either on or off.
pub(crate) fn is_flag(name: &str) -> bool {
    BOOLEANS.iter().any(|(boolean, _)| *boolean == name)
}

/// Returns an option's value, or its absence, in the form it is compared in.
pub(crate) fn normal(kind: &Kind, name: &str, value: Option<&str>) -> Normal {
    if let Some((_, default)) = BOOLEANS.iter().find(|(boolean, _)| *boolean == name) {
        // A bare word without a value is `1`.
        let is_set = value.map(|text| if text.is_empty() { Some(true) } else { parse_boolean(text) });
        return match is_set {
            None => Normal::Boolean(*default),
            Some(Some(is_set)) => Normal::Boolean(is_set),
            Some(None) => Normal::Text(value.unwrap_or_default().to_owned()),
        };
    }
    match (name, value) {
        ("content", None) => {
            let default = super::storage::default_content(kind.name);
            Normal::Set(default.iter().map(ToString::to_string).collect())
        }
        // Not there, and there with nothing in it, mean the same: an empty wish takes the option away.
        ("nodes" | "prune-backups" | "bwlimit", list) => Normal::Set(split_list(list.unwrap_or_default())),
        ("content", Some(list)) => Normal::Set(split_list(list)),
        (_, None | Some("")) => Normal::Absent,
        // Proxmox takes a trailing slash away when it adds the storage.
        ("path", Some(path)) if path.len() > 1 => Normal::Text(path.trim_end_matches('/').to_owned()),
        (_, Some(text)) => Normal::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_equal(name: &str, wished: &str, found: Option<&str>) -> bool {
        let dir = kind("dir").unwrap();
        normal(dir, name, Some(wished)) == normal(dir, name, found)
    }

    #[test]
    fn lists_are_sets_and_an_absent_content_is_the_default() {
        assert!(are_equal("content", "iso,vztmpl", Some("vztmpl,iso")));
        assert!(are_equal("content", "rootdir,images", None));
        assert!(!are_equal("content", "images", None));
        assert!(are_equal("nodes", "pve2 pve1", Some("pve1,pve2")));
        for name in ["nodes", "prune-backups", "bwlimit"] {
            assert!(are_equal(name, "", None), "{name}");
        }
        assert!(are_equal("prune-backups", "keep-daily=7,keep-last=3", Some("keep-last=3,keep-daily=7")));
    }

    #[test]
    fn an_absent_boolean_is_its_default() {
        assert!(are_equal("shared", "0", None));
        assert!(are_equal("mkdir", "1", None));
        assert!(are_equal("disable", "1", Some("")));
        assert!(!are_equal("shared", "1", None));
    }

    #[test]
    fn a_trailing_slash_of_a_path_means_nothing() {
        assert!(are_equal("path", "/srv/d/", Some("/srv/d")));
        assert!(!are_equal("path", "/srv/d", Some("/srv/e")));
    }

    #[test]
    fn the_path_that_pvesm_add_fills_in_is_needed_in_the_file() {
        let needed = |name: &str| kind(name).unwrap().needed_in_file().collect::<Vec<_>>();
        assert_eq!(needed("nfs"), ["export", "server", "path"]);
        assert_eq!(needed("dir"), ["path"]);
        assert_eq!(needed("rbd"), [""; 0]);
    }

    #[test]
    fn each_fixed_and_required_option_is_an_option() {
        for kind in KINDS {
            for name in kind.fixed.iter().chain(kind.required) {
                assert!(kind.options.contains(name), "{} {name}", kind.name);
            }
        }
    }
}
