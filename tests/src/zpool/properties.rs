//! The properties of pools (order and defaults of `zpool get all`, OpenZFS 2.3.9).

use super::{Exactness, bytes, size};
use crate::zfs::{Version, Zfs, properties};

/// What a pool property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing, it is counted.
    Counted,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text; `-` while it is not set.
    Text,
    /// A number of bits, 9 to 16, or 0.
    Shift,
    /// A size, `auto` or `none`.
    Quota,
    /// Nothing after the pool is made or imported; the text says so.
    AtImport(&'static str),
}

struct Row {
    name: &'static str,
    alias: &'static str,
    takes: Takes,
    default: &'static str,
    values: &'static str,
}

const fn row(
    name: &'static str,
    alias: &'static str,
    takes: Takes,
    default: &'static str,
    values: &'static str,
) -> Row {
    Row { name, alias, takes, default, values }
}

const ON_OFF: Takes = Takes::Word(&["on", "off"]);

static TABLE: &[Row] = &[
    row("size", "", Takes::Counted, "-", "<size>"),
    row("capacity", "cap", Takes::Counted, "-", "<percent>"),
    row(
        "altroot",
        "",
        Takes::AtImport("property 'altroot' can only be set during pool creation or import"),
        "-",
        "<path>",
    ),
    row("health", "", Takes::Counted, "-", "<state>"),
    row("guid", "", Takes::Counted, "-", "<guid>"),
    row("version", "", Takes::AtImport(""), "-", "<version>"),
    row("bootfs", "", Takes::Text, "-", "<filesystem>"),
    row("delegation", "", ON_OFF, "on", "on | off"),
    row("autoreplace", "replace", ON_OFF, "off", "on | off"),
    row("cachefile", "", Takes::Text, "-", "<file> | none"),
    row("failmode", "", Takes::Word(&["wait", "continue", "panic"]), "wait", "wait | continue | panic"),
    row("listsnapshots", "listsnaps", ON_OFF, "off", "on | off"),
    row("autoexpand", "expand", ON_OFF, "off", "on | off"),
    row("dedupratio", "dedup", Takes::Counted, "-", "<1.00x or higher if deduped>"),
    row("free", "", Takes::Counted, "-", "<size>"),
    row("allocated", "alloc", Takes::Counted, "-", "<size>"),
    row("readonly", "rdonly", Takes::AtImport("property 'readonly' can only be set at import time"), "-", "on | off"),
    row("ashift", "", Takes::Shift, "0", "<ashift, 9-16, or 0=default>"),
    row("comment", "", Takes::Text, "-", "<comment-string>"),
    row("expandsize", "expandsz", Takes::Counted, "-", "<size>"),
    row("freeing", "", Takes::Counted, "-", "<size>"),
    row("fragmentation", "frag", Takes::Counted, "-", "<percent>"),
    row("leaked", "", Takes::Counted, "-", "<size>"),
    row("multihost", "", ON_OFF, "off", "on | off"),
    row("checkpoint", "ckpoint", Takes::Counted, "-", "<size>"),
    row("load_guid", "", Takes::Counted, "-", "<load_guid>"),
    row("autotrim", "", ON_OFF, "off", "on | off"),
    row("compatibility", "", Takes::Text, "off", "<file[,file...]> | off | legacy"),
    row("bcloneused", "", Takes::Counted, "-", "<size>"),
    row("bclonesaved", "", Takes::Counted, "-", "<size>"),
    row("bcloneratio", "", Takes::Counted, "-", "<1.00x or higher if cloned>"),
    row("dedup_table_size", "", Takes::Counted, "-", "<size>"),
    row("dedup_table_quota", "", Takes::Quota, "auto", "<size>"),
    row("last_scrubbed_txg", "", Takes::Counted, "-", "<txg>"),
];

/// The features of a pool, in order; a `+` marks those that are active from the start.
const FEATURES: &[&str] = &[
    "async_destroy",
    "empty_bpobj",
    "+lz4_compress",
    "multi_vdev_crash_dump",
    "+spacemap_histogram",
    "+enabled_txg",
    "+hole_birth",
    "+extensible_dataset",
    "+embedded_data",
    "bookmarks",
    "filesystem_limits",
    "large_blocks",
    "large_dnode",
    "sha512",
    "skein",
    "edonr",
    "+userobj_accounting",
    "encryption",
    "+project_quota",
    "device_removal",
    "obsolete_counts",
    "zpool_checkpoint",
    "+spacemap_v2",
    "allocation_classes",
    "resilver_defer",
    "bookmark_v2",
    "redaction_bookmarks",
    "redacted_datasets",
    "bookmark_written",
    "+log_spacemap",
    "livelist",
    "device_rebuild",
    "zstd_compress",
    "draid",
    "zilsaxattr",
    "+head_errlog",
    "blake3",
    "block_cloning",
    "+vdev_zaps_v2",
    "redaction_list_spill",
    "raidz_expansion",
    "fast_dedup",
    "longname",
    "large_microzap",
];

/// The features that 2.4.4 adds.
const NEWER_FEATURES: &[&str] = &["dynamic_gang_header", "block_cloning_endian", "physical_rewrite"];

fn features(version: Version) -> impl Iterator<Item = &'static str> {
    let newer: &[&str] = if version >= Version::V2_4_4 { NEWER_FEATURES } else { &[] };
    FEATURES.iter().chain(newer).copied()
}

fn find(name: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.name == name || (!name.is_empty() && row.alias == name))
}

/// Returns whether a word names sets of features that OpenZFS brings along (`/usr/share/zfs/compatibility.d`), or a file.
pub(super) fn is_compatibility(value: &str) -> bool {
    let beginnings = ["openzfs-", "openzfsonosx-", "compat-", "freebsd-", "freenas-", "grub2", "ubuntu-", "zol-"];
    let is_set = |set: &str| set.starts_with('/') || beginnings.iter().any(|begin| set.starts_with(begin));
    matches!(value, "off" | "legacy") || value.split(',').all(is_set)
}

/// Returns whether a name is one that `zpool get` takes.
pub(super) fn is_known(name: &str, _version: Version) -> bool {
    find(name).is_some() || name.starts_with("feature@") || properties::is_user_property(name)
}

/// Returns a property's own name for its alias.
pub(super) fn own_name(name: &str, _version: Version) -> &str {
    find(name).map_or(name, |row| row.name)
}

/// Returns the names of all properties of a pool, as `zpool get all` lists them.
pub(super) fn all(zfs: &Zfs, pool: &str) -> Vec<String> {
    let mut names: Vec<String> = TABLE.iter().map(|row| row.name.to_owned()).collect();
    names.extend(features(zfs.version).map(|feature| format!("feature@{}", feature.trim_start_matches('+'))));
    let set = zfs.pools.get(pool).into_iter().flat_map(|pool| pool.properties.keys());
    names.extend(set.filter(|name| name.contains(':')).cloned());
    names
}

/// Returns a property's value and source; `None` for a feature that there is none of.
pub(super) fn read(zfs: &Zfs, pool: &str, name: &str, exactness: Exactness) -> Option<(String, &'static str)> {
    let found = zfs.pools.get(pool)?;
    if let Some(feature) = name.strip_prefix("feature@") {
        let known = features(zfs.version).find(|known| known.trim_start_matches('+') == feature)?;
        return Some((if known.starts_with('+') { "active" } else { "enabled" }.to_owned(), "local"));
    }
    let set = found.properties.get(own_name(name, zfs.version));
    let Some(row) = find(name) else {
        // A user property that is emptied reads `-`, source default (OpenZFS 2.3.9).
        return Some(
            set.filter(|value| !value.is_empty()).map_or(("-".to_owned(), "default"), |value| (value.clone(), "local")),
        );
    };
    // All but one read as default when they are set to it.
    if let Some(value) = set.filter(|value| **value != row.default || row.name == "compatibility") {
        let shown = match value.parse() {
            Ok(0) if row.takes == Takes::Quota && exactness == Exactness::Nice => "none".to_owned(),
            Ok(quota) if row.takes == Takes::Quota => bytes(quota, exactness),
            _ => value.clone(),
        };
        return Some((shown, "local"));
    }
    match counted(zfs, pool, row.name, exactness) {
        Some(value) => Some((value, "-")),
        None => Some((row.default.to_owned(), "default")),
    }
}

fn counted(zfs: &Zfs, name: &str, property: &str, exactness: Exactness) -> Option<String> {
    let pool = &zfs.pools[name];
    let allocated = zfs.allocated(name);
    let percent = |number: u64| {
        if exactness == Exactness::Exact { number.to_string() } else { format!("{number}%") }
    };
    let ratio = || if exactness == Exactness::Exact { "1.00" } else { "1.00x" }.to_owned();
    Some(match property {
        "size" => bytes(pool.size, exactness),
        "capacity" => percent(allocated.saturating_mul(100) / pool.size.max(1)),
        "health" => pool.health.clone(),
        "guid" => pool.guid.to_string(),
        "load_guid" => (pool.guid ^ 0x5555_5555_5555_5555).to_string(),
        "dedupratio" | "bcloneratio" => ratio(),
        "free" => bytes(pool.size.saturating_sub(allocated), exactness),
        "allocated" => bytes(allocated, exactness),
        "readonly" => if pool.read_only { "on" } else { "off" }.to_owned(),
        "expandsize" | "checkpoint" => "-".to_owned(),
        "fragmentation" => percent(0),
        "freeing" | "leaked" | "bcloneused" | "bclonesaved" | "dedup_table_size" | "last_scrubbed_txg" => {
            "0".to_owned()
        }
        _ => return None,
    })
}

/// Checks a property of a pool that is to be made; the error is the whole sentence.
pub(super) fn check_new(
    name: &str,
    value: &str,
    version: Version,
    cannot: &dyn Fn(&str) -> String,
) -> Result<(String, String), String> {
    let is_feature = name.strip_prefix("feature@").is_some();
    match check(name, value, version) {
        // A new pool takes no property of its owner's own (ran 2.3.9).
        Ok(_) if name.contains(':') && !is_feature => {
            Err(format!("property '{name}' is not a valid pool or vdev property"))
        }
        Err(_) if find(name).is_none() && !is_feature => {
            Err(format!("property '{name}' is not a valid pool or vdev property"))
        }
        Err(_) if is_feature && value == "disabled" => Ok((name.to_owned(), value.to_owned())),
        Err(reason) if name == "ashift" && reason.starts_with("bad numeric") => {
            Err("ashift must be a number.".to_owned())
        }
        Err(_) if name == "ashift" => {
            Err(format!("invalid 'ashift={value}' property: only values between 9 and 16 are allowed."))
        }
        result => result.map_err(|reason| cannot(&reason)),
    }
}

/// Returns a property's own name and the value it will have; the error is the reason that OpenZFS gives.
pub(super) fn check(name: &str, value: &str, version: Version) -> Result<(String, String), String> {
    if let Some(feature) = name.strip_prefix("feature@") {
        let is_known = features(version).any(|known| known.trim_start_matches('+') == feature);
        return if is_known && !matches!(value, "enabled" | "disabled") {
            Err(format!("property '{name}' can only be set to 'enabled' or 'disabled'"))
        } else if is_known && value == "disabled" {
            Err(format!("property '{name}' can only be set to 'disabled' at creation time"))
        } else if is_known {
            Ok((name.to_owned(), value.to_owned()))
        } else {
            Err(format!("feature '{feature}' unsupported by kernel"))
        };
    }
    if name == "name" {
        return Err("'name' is readonly".to_owned());
    }
    let Some(row) = find(name) else {
        let is_own = properties::is_user_property(name);
        return if is_own {
            Ok((name.to_owned(), value.to_owned()))
        } else {
            Err(format!("invalid property '{name}'"))
        };
    };
    if row.name == "cachefile" && !value.is_empty() && value != "none" && !value.starts_with('/') {
        return Err("property 'cachefile' must be empty, an absolute path, or 'none'".to_owned());
    }
    if row.name == "comment" && value.len() > 32 {
        return Err("comment must not exceed 32 characters".to_owned());
    }
    if row.name == "comment" && !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err("comment may only have printable characters".to_owned());
    }
    let stored = match row.takes {
        // The usual file reads `-`.
        Takes::Text if row.name == "cachefile" && value == "/etc/zfs/zpool.cache" => row.default.to_owned(),
        Takes::Quota if value == "0" => return Err("use 'none' to disable ddt table quota".to_owned()),
        Takes::Counted => return Err(format!("'{}' is readonly", row.name)),
        // A pool with features is no older one any more.
        Takes::AtImport(_) if row.name == "version" && value == "5000" => {
            return Err("invalid argument for this pool operation".to_owned());
        }
        Takes::AtImport(_) if row.name == "version" => {
            return Err(format!("property 'version' number {} is invalid.", size(value)?));
        }
        Takes::AtImport(reason) => return Err(reason.to_owned()),
        Takes::Word(words) if !words.contains(&value) => {
            return Err(format!("'{}' must be one of '{}'", row.name, row.values));
        }
        Takes::Text if value.is_empty() && row.name != "comment" => row.default.to_owned(),
        Takes::Word(_) | Takes::Text => value.to_owned(),
        Takes::Shift => shift(value)?,
        Takes::Quota => match value {
            "auto" => "auto".to_owned(),
            "none" => "0".to_owned(),
            _ => size(value)?.to_string(),
        },
    };
    Ok((row.name.to_owned(), stored))
}

fn shift(value: &str) -> Result<String, String> {
    match size(value)? {
        0 => Ok("0".to_owned()),
        bits @ 9..=16 => Ok(bits.to_string()),
        bits => Err(format!("property 'ashift' number {bits} is invalid, only values between 9 and 16 are allowed.")),
    }
}

/// Returns what the usage of `get`, `set` and `list` says of the properties.
pub(super) fn listed() -> String {
    let edits = |row: &&Row| !matches!(row.takes, Takes::Counted);
    let (mut editable, mut counted): (Vec<&Row>, Vec<&Row>) = TABLE.iter().partition(edits);
    editable.sort_by_key(|row| row.name);
    counted.sort_by_key(|row| row.name);
    let line = |row: &Row, word: &str| format!("\t{:<19}{word:>6}   {}\n", row.name, row.values);
    let rows: String =
        counted.iter().map(|row| line(row, "NO")).chain(editable.iter().map(|row| line(row, "YES"))).collect();
    let tail = "\tfeature@...           YES   disabled | enabled | active\n\nThe feature@ properties must be appended with a feature name.\nSee zpool-features(7).\n";
    format!("\nthe following properties are supported:\n\n\tPROPERTY             EDIT   VALUES\n\n{rows}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_to_its_default_reads_default_again() {
        let mut zfs = Zfs::default();
        zfs.pools.insert("p1".to_owned(), crate::zfs::Pool::default());
        let mut set = |name: &str, value: &str| {
            let (name, value) = check(name, value, Version::V2_3_9).unwrap();
            zfs.pools.get_mut("p1").unwrap().properties.insert(name.clone(), value);
            read(&zfs, "p1", &name, Exactness::Exact).unwrap()
        };
        assert_eq!(set("autotrim", "on"), ("on".to_owned(), "local"));
        assert_eq!(set("autotrim", "off"), ("off".to_owned(), "default"));
        assert_eq!(set("cachefile", ""), ("-".to_owned(), "default"));
        assert_eq!(set("comment", ""), (String::new(), "local"));
        assert_eq!(set("ashift", "13"), ("13".to_owned(), "local"));
        assert_eq!(set("ashift", "0"), ("0".to_owned(), "default"));
    }

    #[test]
    fn refusals_are_in_openzfs_words() {
        let refused = |name, value| check(name, value, Version::V2_3_9).unwrap_err();
        assert_eq!(refused("autotrim", "ON"), "'autotrim' must be one of 'on | off'");
        assert_eq!(refused("size", "1"), "'size' is readonly");
        assert_eq!(refused("bogus", "1"), "invalid property 'bogus'");
        assert_eq!(
            refused("ashift", "8"),
            "property 'ashift' number 8 is invalid, only values between 9 and 16 are allowed."
        );
        assert_eq!(refused("version", "28"), "property 'version' number 28 is invalid.");
        assert_eq!(refused("feature@bogus", "enabled"), "feature 'bogus' unsupported by kernel");
    }
}
