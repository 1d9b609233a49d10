//! The types of storages: which options each takes, and what values these have. From `pvesm` of Proxmox VE 9.2.

use crate::perl::property::Format;
use crate::perl::{Kind, Parameter};
use crate::perl::{formats, storage_formats};

/// A type of storage.
#[derive(Debug)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// Options that must be given.
    pub required: &'static [&'static str],
    /// Options that cannot be changed later.
    pub fixed: &'static [&'static str],
    /// Options that may be given.
    pub optional: &'static [&'static str],
    /// The content it has if nobody says.
    pub default_content: &'static [&'static str],
    /// The content it can have.
    pub possible_content: &'static [&'static str],
}

impl Type {
    /// Returns whether this type takes an option.
    pub fn takes(&self, option: &str) -> bool {
        self.required.contains(&option) || self.optional.contains(&option)
    }

    /// Returns the options that are kept in a file of their own, which only root reads.
    pub fn secrets(&self) -> &'static [&'static str] {
        match self.name {
            "cifs" | "esxi" => &["password"],
            "pbs" => &["encryption-key", "master-pubkey", "password"],
            "cephfs" | "rbd" => &["keyring"],
            _ => &[],
        }
    }

    /// Returns the type of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TYPES.iter().find(|kind| kind.name == name)
    }
}

const GUESTS: &[&str] = &["images", "rootdir"];
const IMAGES: &[&str] = &["images"];
const FILES: &[&str] = &["backup", "images", "import", "iso", "rootdir", "snippets", "vztmpl"];
const FILES_OR_NONE: &[&str] = &["backup", "images", "import", "iso", "none", "rootdir", "snippets", "vztmpl"];

/// All types.
pub const TYPES: &[Type] = &[
    Type {
        name: "dir",
        required: &["path"],
        fixed: &["path", "snapshot-as-volume-chain"],
        optional: &[
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
            "preallocation",
            "prune-backups",
            "shared",
            "snapshot-as-volume-chain",
        ],
        default_content: GUESTS,
        possible_content: FILES_OR_NONE,
    },
    Type {
        name: "zfspool",
        required: &["pool"],
        fixed: &["pool"],
        optional: &["blocksize", "bwlimit", "content", "disable", "mountpoint", "nodes", "sparse"],
        default_content: GUESTS,
        possible_content: GUESTS,
    },
    Type {
        name: "lvm",
        required: &["vgname"],
        fixed: &["base", "vgname"],
        optional: &[
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
        ],
        default_content: IMAGES,
        possible_content: GUESTS,
    },
    Type {
        name: "lvmthin",
        required: &["thinpool", "vgname"],
        fixed: &["thinpool", "vgname"],
        optional: &["bwlimit", "content", "disable", "nodes"],
        default_content: GUESTS,
        possible_content: GUESTS,
    },
    Type {
        name: "nfs",
        required: &["export", "path", "server"],
        fixed: &["export", "path", "server", "snapshot-as-volume-chain"],
        optional: &[
            "bwlimit",
            "content",
            "content-dirs",
            "create-base-path",
            "create-subdirs",
            "disable",
            "format",
            "max-protected-backups",
            "mkdir",
            "nodes",
            "options",
            "preallocation",
            "prune-backups",
            "snapshot-as-volume-chain",
        ],
        default_content: IMAGES,
        possible_content: FILES,
    },
    Type {
        name: "cifs",
        required: &["path", "server", "share"],
        fixed: &["path", "server", "share", "snapshot-as-volume-chain"],
        optional: &[
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
            "preallocation",
            "prune-backups",
            "smbversion",
            "snapshot-as-volume-chain",
            "subdir",
            "username",
        ],
        default_content: IMAGES,
        possible_content: FILES,
    },
    Type {
        name: "btrfs",
        required: &["path"],
        fixed: &["path"],
        optional: &[
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
            "preallocation",
            "prune-backups",
            "shared",
        ],
        default_content: GUESTS,
        possible_content: FILES_OR_NONE,
    },
    Type {
        name: "cephfs",
        required: &["path"],
        fixed: &["path"],
        optional: &[
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
            "prune-backups",
            "subdir",
            "username",
        ],
        default_content: &["backup"],
        possible_content: &["backup", "import", "iso", "snippets", "vztmpl"],
    },
    Type {
        name: "esxi",
        required: &["server", "username"],
        fixed: &[],
        optional: &["content", "disable", "nodes", "password", "port", "shared", "skip-cert-verification"],
        default_content: &["import"],
        possible_content: &["import"],
    },
    Type {
        name: "iscsi",
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        optional: &["bwlimit", "content", "disable", "nodes"],
        default_content: IMAGES,
        possible_content: &["images", "none"],
    },
    Type {
        name: "iscsidirect",
        required: &["portal", "target"],
        fixed: &["portal", "target"],
        optional: &["bwlimit", "content", "disable", "nodes"],
        default_content: IMAGES,
        possible_content: &["images", "none"],
    },
    Type {
        name: "pbs",
        required: &["datastore", "server"],
        fixed: &["datastore", "server"],
        optional: &[
            "content",
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
            "username",
        ],
        default_content: &["backup"],
        possible_content: &["backup", "none"],
    },
    Type {
        name: "rbd",
        required: &[],
        fixed: &[],
        optional: &[
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
        default_content: IMAGES,
        possible_content: GUESTS,
    },
    Type {
        name: "zfs",
        required: &["blocksize", "iscsiprovider", "pool", "portal", "target"],
        fixed: &["blocksize", "iscsiprovider", "pool", "portal", "target"],
        optional: &[
            "bwlimit",
            "comstar_hg",
            "comstar_tg",
            "content",
            "disable",
            "lio_tpg",
            "nodes",
            "nowritecache",
            "sparse",
            "zfs-base-path",
        ],
        default_content: IMAGES,
        possible_content: IMAGES,
    },
];

const NAMES: &[&str] = &[
    "btrfs",
    "cephfs",
    "cifs",
    "dir",
    "esxi",
    "iscsi",
    "iscsidirect",
    "lvm",
    "lvmthin",
    "nfs",
    "pbs",
    "rbd",
    "zfs",
    "zfspool",
];

/// The type, as an argument.
pub const TYPE: Kind = Kind::Words(NAMES);

const RATE: Kind = Kind::Number(0.0, f64::MAX);
static LIMITS: Format = Format {
    default_key: None,
    required: &[],
    keys: &[("clone", RATE), ("default", RATE), ("migration", RATE), ("move", RATE), ("restore", RATE)],
};

const TEXT: Kind = Kind::Text(formats::anything);
const PATH: Kind = Kind::Text(storage_formats::absolute_path);

/// The options that can be given when a storage is added, but not later: they are fixed for every type.
pub const ONLY_NEW: &[Parameter] = &[
    Parameter::new("authsupported", TEXT),
    Parameter::new("base", Kind::Text(storage_formats::volume_id)),
    Parameter::new("datastore", TEXT),
    Parameter::new("export", PATH),
    Parameter::new("iscsiprovider", TEXT),
    Parameter::new("path", PATH),
    Parameter::new("portal", Kind::Text(storage_formats::portal)),
    Parameter::new("share", TEXT),
    Parameter::new("target", TEXT),
    Parameter::new("thinpool", Kind::Text(storage_formats::lvm_name)),
    Parameter::new("vgname", Kind::Text(storage_formats::lvm_name)),
];

/// The options that can be given at any time.
pub const OPTIONS: &[Parameter] = &[
    Parameter::new("blocksize", Kind::Text(storage_formats::block_size)),
    Parameter::new("bwlimit", Kind::Properties(&LIMITS)),
    Parameter::new("comstar_hg", TEXT),
    Parameter::new("comstar_tg", TEXT),
    Parameter::new("content", Kind::List(storage_formats::contents)),
    Parameter::new("content-dirs", Kind::List(storage_formats::content_directories)),
    Parameter::new("create-base-path", Kind::Boolean),
    Parameter::new("create-subdirs", Kind::Boolean),
    Parameter::new("data-pool", TEXT),
    Parameter::new("disable", Kind::Boolean),
    Parameter::new("domain", Kind::Text(formats::secret)),
    Parameter::new("encryption-key", TEXT),
    Parameter::new("fingerprint", Kind::Text(storage_formats::fingerprint)),
    Parameter::new("format", Kind::Words(&["raw", "qcow2", "subvol", "vmdk"])),
    Parameter::new("fs-name", Kind::Text(formats::configuration_id)),
    Parameter::new("fuse", Kind::Boolean),
    Parameter::new("is_mountpoint", TEXT),
    Parameter::new("keyring", TEXT),
    Parameter::new("krbd", Kind::Boolean),
    Parameter::new("lio_tpg", TEXT),
    Parameter::new("master-pubkey", TEXT),
    Parameter::new("max-protected-backups", Kind::Integer(-1, i64::MAX)),
    Parameter::new("mkdir", Kind::Boolean),
    Parameter::new("monhost", Kind::List(storage_formats::portals)),
    Parameter::new("mountpoint", PATH),
    Parameter::new("namespace", TEXT),
    Parameter::new("nocow", Kind::Boolean),
    Parameter::new("nodes", Kind::List(storage_formats::nodes)),
    Parameter::new("nowritecache", Kind::Boolean),
    Parameter::new("options", Kind::Text(storage_formats::mount_options)),
    Parameter::new("password", Kind::Text(formats::secret)),
    Parameter::new("pool", TEXT),
    Parameter::new("port", Kind::Integer(1, 65535)),
    Parameter::new("preallocation", Kind::Words(&["off", "metadata", "falloc", "full"])),
    Parameter::new("prune-backups", Kind::Text(storage_formats::prune_backups)),
    Parameter::new("saferemove", Kind::Boolean),
    Parameter::new("saferemove-stepsize", Kind::Words(&["1", "2", "4", "8", "16", "32"])),
    Parameter::new("saferemove_throughput", TEXT),
    Parameter::new("server", Kind::Text(storage_formats::server)),
    Parameter::new("shared", Kind::Boolean),
    Parameter::new("skip-cert-verification", Kind::Boolean),
    Parameter::new("smbversion", Kind::Words(&["default", "2.0", "2.1", "3", "3.0", "3.11"])),
    Parameter::new("snapshot-as-volume-chain", Kind::Boolean),
    Parameter::new("sparse", Kind::Boolean),
    Parameter::new("subdir", PATH),
    Parameter::new("tagged_only", Kind::Boolean),
    Parameter::new("username", TEXT),
    Parameter::new("zfs-base-path", PATH),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::perl::find;

    #[test]
    fn every_option_of_every_type_has_a_kind() {
        for kind in TYPES {
            assert!(NAMES.contains(&kind.name), "{}", kind.name);
            for option in kind.required.iter().chain(kind.optional).chain(kind.fixed) {
                assert!(kind.takes(option), "{} {option}", kind.name);
                assert!(find(&[ONLY_NEW, OPTIONS], option).is_some(), "{} {option}", kind.name);
            }
        }
        assert_eq!(NAMES.len(), TYPES.len());
    }
}
