//! The rows: every native property of a dataset, as OpenZFS 2.3.9 and 2.4.4 list them (`zfs get` without a property: EDIT, INHERIT,
//! VALUES; the defaults from a fresh filesystem and volume).

use super::{Applies, Form, Release, Row, Settable};
use crate::zfs_dataset::DatasetType;

impl Row {
    /// Returns whether the property exists on datasets of this type.
    pub fn applies_to(&self, dataset_type: DatasetType) -> bool {
        match self.applies {
            Applies::Both => true,
            Applies::Filesystem => dataset_type == DatasetType::Filesystem,
            Applies::Volume => dataset_type == DatasetType::Volume,
            Applies::Snapshot => false,
        }
    }

    /// Returns the value that holds where nothing sets the property, if there is one.
    pub fn default_in(&self, release: Release) -> Option<&'static str> {
        match (self.name, release) {
            ("xattr", Release::From24) => Some("sa"),
            _ => Some(self.default).filter(|default| !default.is_empty()),
        }
    }
}

/// Returns the row of a native property.
pub fn row_of(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// Returns the full name of what ZFS also knows by this short one.
pub(super) fn full_name(short: &str) -> Option<&'static str> {
    SHORT_NAMES.iter().find(|(known, _)| *known == short).map(|(_, name)| *name)
}

#[rustfmt::skip]
const SHORT_NAMES: &[(&str, &str)] = &[
    ("avail", "available"), ("case", "casesensitivity"), ("compress", "compression"), ("dnsize", "dnodesize"),
    ("lrefer", "logicalreferenced"), ("lused", "logicalused"), ("ratio", "compressratio"), ("rdonly", "readonly"),
    ("recsize", "recordsize"), ("refer", "referenced"), ("refratio", "refcompressratio"), ("refreserv", "refreservation"),
    ("reserv", "reservation"), ("usedchild", "usedbychildren"), ("usedds", "usedbydataset"),
    ("usedrefreserv", "usedbyrefreservation"), ("usedsnap", "usedbysnapshots"), ("volblock", "volblocksize"),
];

/// A property that children inherit.
const fn inherited(name: &'static str, applies: Applies, settable: Settable, form: Form, default: &'static str) -> Row {
    Row { name, applies, settable, is_inherited: true, form, default }
}

/// A property of one dataset alone.
const fn own(name: &'static str, applies: Applies, settable: Settable, form: Form, default: &'static str) -> Row {
    Row { name, applies, settable, is_inherited: false, form, default }
}

/// A property that ZFS tells.
const fn told(name: &'static str, applies: Applies, form: Form) -> Row {
    own(name, applies, Settable::Never, form, "")
}

const NONE: &[(&str, &str)] = &[];
const ON_OFF: Form = Form::Words("on | off", NONE);
const CACHE: Form = Form::Words("all | none | metadata", NONE);
const COMPRESSION: Form = Form::Words(
    "on | off | lzjb | gzip | gzip-[1-9] | zle | lz4 | zstd | zstd-[1-19] | zstd-fast | \
     zstd-fast-[1-10,20,30,40,50,60,70,80,90,100,500,1000]",
    &[("gzip-6", "gzip"), ("zstd-fast-1", "zstd-fast")],
);
// `noparity` is taken and not listed.
const CHECKSUM: Form = Form::Words(
    "on | off | fletcher2 | fletcher4 | sha256 | sha512 | skein | edonr | blake3",
    &[("noparity", "noparity")],
);
const DEDUP: Form = Form::Words(
    "on | off | verify | sha256[,verify] | sha512[,verify] | skein[,verify] | edonr,verify | blake3[,verify]",
    NONE,
);
const ENCRYPTION: Form = Form::Words(
    "on | off | aes-128-ccm | aes-192-ccm | aes-256-ccm | aes-128-gcm | aes-192-gcm | aes-256-gcm",
    &[("on", "aes-256-gcm")],
);
const ACL_INHERIT: Form =
    Form::Words("discard | noallow | restricted | passthrough | passthrough-x", &[("secure", "restricted")]);
const ACL_TYPE: Form =
    Form::Words("off | nfsv4 | posix", &[("posixacl", "posix"), ("noacl", "off"), ("disabled", "off")]);

/// Every native property.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = {
    use Applies::{Both, Filesystem, Snapshot, Volume};
    use Form::{BlockSize, CountOrNone, Iterations, KeyLocation, Mountpoint, Share, Size, SizeOrNone, SmallBlocks, Text, Unsupported, Words};
    use Settable::{AtCreation, Interrupting, Live, NewDataOnly};
    &[
        inherited("aclinherit", Filesystem, Live, ACL_INHERIT, "restricted"),
        inherited("aclmode", Filesystem, Live, Words("discard | groupmask | passthrough | restricted", NONE), "discard"),
        inherited("acltype", Filesystem, Live, ACL_TYPE, "off"),
        inherited("atime", Filesystem, Live, ON_OFF, "on"),
        own("canmount", Filesystem, Interrupting, Words("on | off | noauto", NONE), "on"),
        own("casesensitivity", Filesystem, AtCreation, Words("sensitive | insensitive | mixed", NONE), ""),
        inherited("checksum", Both, NewDataOnly, CHECKSUM, "on"),
        inherited("compression", Both, NewDataOnly, COMPRESSION, "on"),
        own("context", Both, Interrupting, Text, "none"),
        inherited("copies", Both, NewDataOnly, Words("1 | 2 | 3", NONE), "1"),
        inherited("dedup", Both, NewDataOnly, DEDUP, "off"),
        own("defaultgroupobjquota", Filesystem, Live, SizeOrNone, ""),
        own("defaultgroupquota", Filesystem, Live, SizeOrNone, ""),
        own("defaultprojectobjquota", Filesystem, Live, SizeOrNone, ""),
        own("defaultprojectquota", Filesystem, Live, SizeOrNone, ""),
        own("defaultuserobjquota", Filesystem, Live, SizeOrNone, ""),
        own("defaultuserquota", Filesystem, Live, SizeOrNone, ""),
        own("defcontext", Both, Interrupting, Text, "none"),
        inherited("devices", Filesystem, Live, ON_OFF, "on"),
        inherited("direct", Filesystem, Live, Words("disabled | standard | always", NONE), "standard"),
        inherited("dnodesize", Filesystem, NewDataOnly, Words("legacy | auto | 1k | 2k | 4k | 8k | 16k", NONE), "legacy"),
        own("encryption", Both, AtCreation, ENCRYPTION, "off"),
        inherited("exec", Filesystem, Live, ON_OFF, "on"),
        own("filesystem_limit", Filesystem, Live, CountOrNone, "none"),
        own("fscontext", Both, Interrupting, Text, "none"),
        own("keyformat", Both, AtCreation, Words("none | raw | hex | passphrase", NONE), "none"),
        own("keylocation", Both, Live, KeyLocation, "none"),
        inherited("logbias", Both, Live, Words("latency | throughput", NONE), "latency"),
        inherited("longname", Filesystem, Live, ON_OFF, "off"),
        inherited("mlslabel", Both, Live, Unsupported, "none"),
        inherited("mountpoint", Filesystem, Interrupting, Mountpoint, ""),
        inherited("nbmand", Filesystem, Live, ON_OFF, "off"),
        own("normalization", Filesystem, AtCreation, Words("none | formC | formD | formKC | formKD", NONE), ""),
        inherited("overlay", Filesystem, Live, ON_OFF, "on"),
        own("pbkdf2iters", Both, AtCreation, Iterations, "0"),
        inherited("prefetch", Both, Live, Words("none | metadata | all", NONE), "all"),
        inherited("primarycache", Both, Live, CACHE, "all"),
        own("quota", Filesystem, Live, SizeOrNone, "0"),
        inherited("readonly", Both, Interrupting, ON_OFF, "off"),
        inherited("recordsize", Filesystem, NewDataOnly, BlockSize, "131072"),
        inherited("redundant_metadata", Both, NewDataOnly, Words("all | most | some | none", NONE), "all"),
        own("refquota", Filesystem, Live, SizeOrNone, "0"),
        own("refreservation", Both, Live, SizeOrNone, "0"),
        inherited("relatime", Filesystem, Live, ON_OFF, "on"),
        own("reservation", Both, Live, SizeOrNone, "0"),
        own("rootcontext", Both, Interrupting, Text, "none"),
        inherited("secondarycache", Both, Live, CACHE, "all"),
        inherited("setuid", Filesystem, Live, ON_OFF, "on"),
        inherited("sharenfs", Filesystem, Live, Share, "off"),
        inherited("sharesmb", Filesystem, Live, Share, "off"),
        inherited("snapdev", Both, Live, Words("hidden | visible", NONE), "hidden"),
        inherited("snapdir", Filesystem, Live, Words("disabled | hidden | visible", NONE), "hidden"),
        own("snapshot_limit", Both, Live, CountOrNone, "none"),
        inherited("special_small_blocks", Both, NewDataOnly, SmallBlocks, "0"),
        inherited("sync", Both, Live, Words("standard | always | disabled", NONE), "standard"),
        own("utf8only", Filesystem, AtCreation, ON_OFF, ""),
        own("version", Filesystem, Live, Words("1 | 2 | 3 | 4 | 5 | current", &[("current", "5")]), ""),
        own("volblocksize", Volume, AtCreation, BlockSize, "16384"),
        inherited("volmode", Both, Live, Words("default | full | geom | dev | none", &[("geom", "full")]), "default"),
        own("volsize", Volume, Live, Size, ""),
        own("volthreading", Volume, Live, ON_OFF, "on"),
        inherited("vscan", Filesystem, Live, ON_OFF, "off"),
        inherited("xattr", Filesystem, NewDataOnly, Words("on | off | dir | sa", NONE), "on"),
        inherited("zoned", Filesystem, Interrupting, ON_OFF, "off"),
        told("available", Both, Size),
        told("clones", Snapshot, Text),
        told("compressratio", Both, Text),
        told("createtxg", Both, Text),
        told("creation", Both, Text),
        told("defer_destroy", Snapshot, Text),
        told("encryptionroot", Both, Text),
        told("filesystem_count", Filesystem, Text),
        told("guid", Both, Text),
        told("keystatus", Both, Text),
        told("logicalreferenced", Both, Size),
        told("logicalused", Both, Size),
        told("mounted", Filesystem, Text),
        told("objsetid", Both, Text),
        told("origin", Both, Text),
        told("receive_resume_token", Both, Text),
        told("redact_snaps", Both, Text),
        told("refcompressratio", Both, Text),
        told("referenced", Both, Size),
        told("snapshot_count", Both, Text),
        told("snapshots_changed", Both, Text),
        told("type", Both, Text),
        told("used", Both, Size),
        told("usedbychildren", Both, Size),
        told("usedbydataset", Both, Size),
        told("usedbyrefreservation", Both, Size),
        told("usedbysnapshots", Both, Size),
        told("userrefs", Snapshot, Text),
        told("written", Both, Size),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    /// One line of the list.
    struct Listed<'a> {
        name: &'a str,
        is_editable: bool,
        is_inherited: bool,
        /// filesystem 2.3.9, volume 2.3.9, filesystem 2.4.4, volume 2.4.4.
        shown: [&'a str; 4],
        values: &'a str,
    }

    const LIST: &str = include_str!("../../../../tests/data/zfs_properties.txt");

    fn listed() -> impl Iterator<Item = Listed<'static>> {
        LIST.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [name, edit, inherit, one, two, three, four, ref values @ ..] = columns[..] else { panic!("{line}") };
            let values = values.last().unwrap();
            let (is_editable, is_inherited) = (edit == "yes", inherit == "yes");
            Listed { name, is_editable, is_inherited, shown: [one, two, three, four], values }
        })
    }

    #[test]
    fn every_property_that_zfs_lists_has_a_row_and_none_other() {
        let names: Vec<&str> = listed().map(|property| property.name).collect();
        let missing: Vec<&&str> = names.iter().filter(|name| row_of(name).is_none()).collect();
        assert!(missing.is_empty(), "no row: {missing:?}");
        assert_eq!(ROWS.len(), names.len());
        assert_eq!(names.len(), 93);
    }

    #[test]
    fn what_zfs_lets_edit_and_inherit_is_what_the_rows_say() {
        for Listed { name, is_editable, is_inherited, .. } in listed() {
            let row = row_of(name).unwrap();
            let is_settable = !matches!(row.settable, Settable::AtCreation | Settable::Never);
            assert_eq!(is_settable, is_editable, "{name}");
            // What is decided at creation can be inherited at that moment only.
            assert_eq!(row.is_inherited, is_editable && is_inherited, "{name}");
        }
    }

    #[test]
    fn the_rows_apply_where_zfs_shows_them() {
        for Listed { name, shown, .. } in listed() {
            let row = row_of(name).unwrap();
            let on = |columns: [usize; 2]| columns.iter().any(|column| shown[*column] != ".");
            let (filesystem, volume) = (on([0, 2]), on([1, 3]));
            if !filesystem && !volume || name == "snapshots_changed" {
                continue;
            }
            assert_eq!(row.applies_to(DatasetType::Filesystem), filesystem, "{name}");
            assert_eq!(row.applies_to(DatasetType::Volume), volume, "{name}");
        }
        for name in ["clones", "defer_destroy", "userrefs"] {
            let row = row_of(name).unwrap();
            assert!(!row.applies_to(DatasetType::Filesystem) && !row.applies_to(DatasetType::Volume), "{name}");
        }
    }

    #[test]
    fn the_defaults_are_those_of_a_fresh_dataset() {
        for Listed { name, shown, is_editable, .. } in listed() {
            let row = row_of(name).unwrap();
            for (release, columns) in [(Release::From23, [0, 1]), (Release::From24, [2, 3])] {
                let told = columns.iter().map(|column| shown[*column]).find(|value| !matches!(*value, "." | "*"));
                if is_editable && told.is_some() {
                    assert_eq!(row.default_in(release), told, "{name} {release:?}");
                }
            }
        }
        assert_eq!(row_of("xattr").unwrap().default_in(Release::Before23), Some("on"));
        assert_eq!(row_of("mountpoint").unwrap().default_in(Release::From24), None);
    }

    #[test]
    fn words_are_those_that_zfs_lists() {
        for Listed { name, values, .. } in listed() {
            if let Form::Words(shown, _) = row_of(name).unwrap().form {
                assert_eq!(shown, values, "{name}");
            }
        }
    }

    #[test]
    fn when_a_change_is_felt() {
        let names = |settable: Settable| -> Vec<&str> {
            ROWS.iter().filter(|row| row.settable == settable).map(|row| row.name).collect()
        };
        assert_eq!(
            names(Settable::NewDataOnly),
            [
                "checksum",
                "compression",
                "copies",
                "dedup",
                "dnodesize",
                "recordsize",
                "redundant_metadata",
                "special_small_blocks",
                "xattr"
            ]
        );
        assert_eq!(
            names(Settable::Interrupting),
            ["canmount", "context", "defcontext", "fscontext", "mountpoint", "readonly", "rootcontext", "zoned"]
        );
    }

    #[test]
    fn a_short_name_is_one_of_a_row() {
        for (short, name) in SHORT_NAMES {
            assert!(row_of(name).is_some() && row_of(short).is_none(), "{short}");
        }
        assert_eq!(full_name("recsize"), Some("recordsize"));
        assert_eq!(full_name("size"), None);
    }
}
