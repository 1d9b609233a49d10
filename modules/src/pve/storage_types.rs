//! The table of storage types: what each may hold, which options it has, and which of them are needed or fixed.
//!
//! From the plugins of pve-storage 9.1.7, as `pvesm` declares them.

/// One type of storage.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The type's name.
    pub(crate) name: &'static str,
    /// What it may hold.
    pub(crate) content: &'static [&'static str],
    /// What it holds if nothing is said.
    pub(crate) default_content: &'static [&'static str],
    /// Options that must be given to add one.
    pub(crate) required: &'static [&'static str],
    /// Options that cannot be changed later.
    pub(crate) fixed: &'static [&'static str],
    /// Every option it has.
    pub(crate) options: &'static [&'static str],
}

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "btrfs",
        content: &["backup", "images", "import", "iso", "none", "rootdir", "snippets", "vztmpl"],
        default_content: &["images", "rootdir"],
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
        default_content: &["backup"],
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
        default_content: &["images"],
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
        content: &["backup", "images", "import", "iso", "none", "rootdir", "snippets", "vztmpl"],
        default_content: &["images", "rootdir"],
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
        default_content: &["import"],
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
        content: &["images", "none"],
        default_content: &["images"],
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        options: &["bwlimit", "content", "disable", "nodes", "portal", "target"],
    },
    Kind {
        name: "iscsidirect",
        content: &["images", "none"],
        default_content: &["images"],
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        options: &["bwlimit", "content", "disable", "nodes", "portal", "target"],
    },
    Kind {
        name: "lvm",
        content: &["images", "rootdir"],
        default_content: &["images"],
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
        default_content: &["images", "rootdir"],
        required: &["thinpool", "vgname"],
        fixed: &["thinpool", "vgname"],
        options: &["bwlimit", "content", "disable", "nodes", "thinpool", "vgname"],
    },
    Kind {
        name: "nfs",
        content: &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"],
        default_content: &["images"],
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
        content: &["backup", "none"],
        default_content: &["backup"],
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
        default_content: &["images"],
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
        default_content: &["images"],
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
        default_content: &["images", "rootdir"],
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

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("../../../tests/data/storage_types.txt");

    #[test]
    fn every_option_of_every_type_is_in_the_table_as_the_plugins_register_it() {
        let lines: Vec<Vec<&str>> =
            LIST.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
        for line in &lines {
            let [of, option, first, second] = line[..] else { panic!("{line:?}") };
            let kind = kind(of).unwrap_or_else(|| panic!("no row: {of}"));
            if option == "content:" {
                assert_eq!(
                    (kind.content.join(",").as_str(), kind.default_content.join(",").as_str()),
                    (first, second),
                    "{of}"
                );
                continue;
            }
            assert!(kind.options.contains(&option), "no option: {line:?}");
            let needed = kind.needed_in_file().any(|name| name == option);
            assert_eq!(needed, first == "required", "{line:?}");
            assert_eq!(kind.fixed.contains(&option), second == "fixed", "{line:?}");
        }
        let options: usize = KINDS.iter().map(|kind| kind.options.len()).sum();
        assert_eq!(options + KINDS.len(), lines.len());
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

    #[test]
    fn a_sentence_names_every_type() {
        let sentence = names();
        assert!(KINDS.iter().all(|kind| sentence.contains(kind.name)), "{sentence}");
    }
}
