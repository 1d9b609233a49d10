//! Properties of pools: which are wished in vain, and how two values are compared.

use std::collections::BTreeMap;

use crate::names::PoolName;
use crate::plan::{Change, Refusal, Risk};
use crate::pve::property_string::parse_size;

/// What a new pool gets unless its wish says otherwise. The same as the shell scripts that these files were written for
/// gave (`autotrim`, `compression`, `atime`); `ashift` because a disk that lies about its sectors costs speed for good.
pub const AT_CREATION: &[(&str, &str)] = &[("ashift", "12"), ("autotrim", "on")];

/// What a new pool's root dataset gets unless its wish says otherwise.
pub const FILESYSTEM_AT_CREATION: &[(&str, &str)] = &[("atime", "off"), ("compression", "lz4")];

/// What is counted, or decided when a pool is made or imported (OpenZFS 2.3.9, `zpool get` lists them all).
const READ_ONLY: &[&str] = &[
    "allocated",
    "altroot",
    "bcloneratio",
    "bclonesaved",
    "bcloneused",
    "capacity",
    "checkpoint",
    "dedup_table_size",
    "dedupratio",
    "expandsize",
    "fragmentation",
    "free",
    "freeing",
    "guid",
    "health",
    "last_scrubbed_txg",
    "leaked",
    "load_guid",
    "readonly",
    "size",
    "version",
];

/// Other names of properties.
const ALIASES: &[(&str, &str)] = &[
    ("alloc", "allocated"),
    ("cap", "capacity"),
    ("ckpoint", "checkpoint"),
    ("ddtquota", "dedup_table_quota"),
    ("ddtsize", "dedup_table_size"),
    ("dedup", "dedupratio"),
    ("expand", "autoexpand"),
    ("expandsz", "expandsize"),
    ("frag", "fragmentation"),
    ("listsnaps", "listsnapshots"),
    ("rdonly", "readonly"),
    ("replace", "autoreplace"),
];

fn own_name(name: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, own)| own)
}

/// Returns the properties that a new thing gets: the wished ones, and those of the defaults that are not wished.
pub fn at_creation<'a>(
    wished: &'a BTreeMap<String, String>,
    defaults: &'a [(&'a str, &'a str)],
) -> BTreeMap<&'a str, &'a str> {
    let wished = wished.iter().map(|(name, value)| (own_name(name), value.as_str()));
    defaults.iter().copied().chain(wished).collect()
}

/// Refuses a property that nobody can set.
pub fn refuse_read_only(name: &str, wished: &str) -> Option<Refusal> {
    READ_ONLY.contains(&own_name(name)).then(|| Refusal {
        property: name.to_owned(),
        wanted: wished.to_owned(),
        found: "not looked at".to_owned(),
        why: format!("'{name}' is counted, or decided when the pool is made or imported"),
        remedy: "take it out of the properties".to_owned(),
    })
}

/// Returns whether a pool that reads this has what is wished (OpenZFS 2.3.9).
fn is_same(name: &str, wished: &str, found: &str) -> bool {
    let size = |text: &str| parse_size(&text.to_ascii_uppercase());
    match (name, wished, found) {
        // A property that is emptied reads `-`, and so does the cache file that is the usual one.
        (_, "", "-") | ("cachefile", "/etc/zfs/zpool.cache", "-") => true,
        ("dedup_table_quota", "none", "0") => true,
        ("dedup_table_quota", _, _) if size(wished).is_some() => size(wished) == size(found),
        // A feature that is in use reads `active`.
        (_, "enabled", "active") => name.starts_with("feature@"),
        _ => found == wished,
    }
}

/// Compares one property; a difference is its change, with the value to type.
///
/// `ashift` is never compared: the pool's property reads what was last set, not what its disks use, and a pool that was
/// made without one reads 0 (OpenZFS 2.3.9).
pub fn compare(
    pool: &PoolName,
    name: &str,
    wished: &str,
    observed: &BTreeMap<String, String>,
) -> Result<Option<Change>, Box<Refusal>> {
    if own_name(name) == "ashift" {
        return Ok(None);
    }
    if let Some(refusal) = refuse_read_only(name, wished) {
        return Err(Box::new(refusal));
    }
    let is_own = name.contains(':');
    let found = match observed.get(own_name(name)) {
        Some(found) => found.as_str(),
        None if is_own => "-",
        None => {
            return Err(Box::new(Refusal {
                property: name.to_owned(),
                wanted: wished.to_owned(),
                found: "no such property".to_owned(),
                why: format!("'{name}' is no property of a pool in this host's OpenZFS"),
                remedy: format!("mend its name, or take it out (`zpool get all {pool}` lists them)"),
            }));
        }
    };
    let is_feature = name.starts_with("feature@");
    if is_same(own_name(name), wished, found) {
        return Ok(None);
    }
    if is_feature && wished == "disabled" {
        return Err(Box::new(Refusal {
            property: name.to_owned(),
            wanted: wished.to_owned(),
            found: found.to_owned(),
            why: "a feature can only be disabled when the pool is made".to_owned(),
            remedy: "take it out of the properties".to_owned(),
        }));
    }
    let change = Change::new(name, Some(found.to_owned()), Some(wished.to_owned()));
    // An enabled feature stays enabled, and an older OpenZFS may not import the pool any more.
    Ok(Some(if is_feature { change.risking(Risk::Irreversible) } else { change }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: &str, wished: &str, found: &str) -> Result<Option<Change>, Box<Refusal>> {
        let observed = BTreeMap::from([(own_name(name).to_owned(), found.to_owned())]);
        compare(&"tank".parse().unwrap(), name, wished, &observed)
    }

    #[test]
    fn what_reads_otherwise_is_equal() {
        for (name, wished, found) in [
            ("autotrim", "on", "on"),
            ("feature@zstd_compress", "enabled", "active"),
            ("comment", "", "-"),
            ("com.example:x", "", "-"),
            ("ashift", "12", "0"),
            ("replace", "off", "off"),
            ("cachefile", "/etc/zfs/zpool.cache", "-"),
            ("dedup_table_quota", "10G", "10737418240"),
            ("ddtquota", "none", "0"),
        ] {
            assert_eq!(judged(name, wished, found), Ok(None), "{name}");
        }
    }

    #[test]
    fn what_nobody_can_set_is_refused_and_a_feature_is_for_good() {
        for name in ["size", "health", "altroot", "cap", "readonly"] {
            assert!(judged(name, "x", "y").is_err(), "{name}");
        }
        assert!(compare(&"tank".parse().unwrap(), "bogus", "on", &BTreeMap::new()).is_err());
        let feature = judged("feature@draid", "enabled", "disabled").unwrap().unwrap();
        assert_eq!(feature.risk, Risk::Irreversible);
        assert!(judged("feature@draid", "disabled", "enabled").is_err());
        assert_eq!(judged("feature@draid", "disabled", "disabled"), Ok(None));
        assert!(judged("dedup_table_quota", "10G", "auto").unwrap().is_some());
        assert_eq!(judged("autotrim", "on", "off").unwrap().unwrap().risk, Risk::Safe);
    }

    #[test]
    fn a_wish_stands_above_the_defaults_of_a_new_pool() {
        let wished = BTreeMap::from([("ashift".to_owned(), "13".to_owned()), ("replace".to_owned(), "on".to_owned())]);
        let all = at_creation(&wished, AT_CREATION);
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [("ashift", "13"), ("autoreplace", "on"), ("autotrim", "on")]);
    }
}
