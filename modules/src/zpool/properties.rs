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

/// What a property of a pool takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing: it is counted.
    Counted,
    /// Nothing here: it is decided when the pool is made or imported.
    Decided(&'static str),
    /// One of these.
    Words(&'static str),
    /// The exponent of a sector's size.
    Shift,
    /// Bytes, `none` or `auto`.
    Quota,
    /// Empty, a path, or `none`.
    CacheFile,
    /// Any text.
    Text,
}

/// Every property of a pool (OpenZFS 2.3.9 and 2.4.4, `zpool get` without a property lists them); features are beside it.
#[rustfmt::skip]
const ROWS: &[(&str, Form)] = &[
    ("allocated", Form::Counted),
    ("altroot", Form::Decided("property 'altroot' can only be set during pool creation or import")),
    ("ashift", Form::Shift),
    ("autoexpand", Form::Words("on | off")),
    ("autoreplace", Form::Words("on | off")),
    ("autotrim", Form::Words("on | off")),
    ("bcloneratio", Form::Counted),
    ("bclonesaved", Form::Counted),
    ("bcloneused", Form::Counted),
    ("bootfs", Form::Text),
    ("cachefile", Form::CacheFile),
    ("capacity", Form::Counted),
    ("checkpoint", Form::Counted),
    ("comment", Form::Text),
    ("compatibility", Form::Text),
    ("dedup_table_quota", Form::Quota),
    ("dedup_table_size", Form::Counted),
    ("dedupratio", Form::Counted),
    ("delegation", Form::Words("on | off")),
    ("expandsize", Form::Counted),
    ("failmode", Form::Words("wait | continue | panic")),
    ("fragmentation", Form::Counted),
    ("free", Form::Counted),
    ("freeing", Form::Counted),
    ("guid", Form::Counted),
    ("health", Form::Counted),
    ("last_scrubbed_txg", Form::Counted),
    ("leaked", Form::Counted),
    ("listsnapshots", Form::Words("on | off")),
    ("load_guid", Form::Counted),
    ("multihost", Form::Words("on | off")),
    ("readonly", Form::Decided("property 'readonly' can only be set at import time")),
    ("size", Form::Counted),
    ("version", Form::Decided("a pool with features has no version (`zpool upgrade` enables features)")),
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

/// Returns the form of a property by any of its names; `None` if it is not in the table.
fn form_of(name: &str) -> Option<Form> {
    let own = own_name(name);
    ROWS.iter().find(|(known, _)| *known == own).map(|(_, form)| *form)
}

/// Returns the properties that a new thing gets: the wished ones, and those of the defaults that are not wished.
pub fn at_creation<'a>(
    wished: &'a BTreeMap<String, String>,
    defaults: &'a [(&'a str, &'a str)],
) -> BTreeMap<&'a str, &'a str> {
    let wished = wished.iter().map(|(name, value)| (own_name(name), value.as_str()));
    defaults.iter().copied().chain(wished).collect()
}

/// Returns why `zpool` would refuse this, or never mean it, in its words where it has some.
fn complaint(name: &str, wished: &str) -> Option<String> {
    let own = own_name(name);
    if own.starts_with("feature@") {
        let is_known = matches!(wished, "enabled" | "disabled");
        return (!is_known).then(|| format!("property '{name}' can only be set to 'enabled' or 'disabled'"));
    }
    match form_of(name)? {
        Form::Counted => Some(format!("'{own}' is readonly")),
        Form::Decided(why) => Some(why.to_owned()),
        Form::Words(words) => {
            let is_one = words.split(" | ").any(|word| word == wished);
            (!is_one).then(|| format!("'{own}' must be one of '{words}'"))
        }
        Form::Shift => match wished.parse::<u64>() {
            Ok(0 | 9..=16) => None,
            Ok(_) => Some(format!("invalid 'ashift={wished}' property: only values between 9 and 16 are allowed.")),
            Err(_) => Some("ashift must be a number.".to_owned()),
        },
        Form::Quota => {
            let is_size = parse_size(&wished.to_ascii_uppercase()).is_some();
            (!is_size && !matches!(wished, "none" | "auto")).then(|| format!("bad numeric value '{wished}'"))
        }
        Form::CacheFile => {
            let is_place = matches!(wished, "" | "none") || wished.starts_with('/');
            (!is_place).then(|| format!("property '{own}' must be empty, an absolute path, or 'none'"))
        }
        Form::Text => None,
    }
}

fn refusal(name: &str, wished: &str, found: &str, why: String) -> Refusal {
    let remedy = match form_of(name) {
        Some(Form::Counted | Form::Decided(_)) => "take it out of the properties",
        _ => "mend the value",
    };
    Refusal {
        property: name.to_owned(),
        wanted: wished.to_owned(),
        found: found.to_owned(),
        why,
        remedy: remedy.to_owned(),
    }
}

/// Refuses a property that a new pool could not be given.
pub fn refuse_at_creation(name: &str, wished: &str) -> Option<Refusal> {
    let is_known = name.contains(':') || name.starts_with("feature@") || form_of(name).is_some();
    if !is_known {
        let why = format!("property '{name}' is not a valid pool or vdev property");
        let refusal = refusal(name, wished, "absent", why);
        return Some(Refusal { remedy: "mend its name, or take it out".to_owned(), ..refusal });
    }
    complaint(name, wished).map(|why| refusal(name, wished, "absent", why))
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
    let shown = observed.get(own_name(name)).map_or("no such property", String::as_str);
    // A feature that is in use may be wished as it reads.
    let is_as_read = name.starts_with("feature@") && wished == shown;
    if let Some(why) = complaint(name, wished).filter(|_| !is_as_read) {
        return Err(Box::new(refusal(name, wished, shown, why)));
    }
    if own_name(name) == "ashift" {
        return Ok(None);
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
                why: format!("invalid property '{name}': no pool of this host's OpenZFS has it"),
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
            ("feature@zstd_compress", "active", "active"),
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
        for (name, why) in [
            ("size", "'size' is readonly"),
            ("cap", "'capacity' is readonly"),
            ("altroot", "property 'altroot' can only be set during pool creation or import"),
            ("readonly", "property 'readonly' can only be set at import time"),
        ] {
            let refusal = judged(name, "x", "y").unwrap_err();
            assert_eq!((refusal.why.as_str(), refusal.found.as_str()), (why, "y"));
            assert_eq!(refusal.remedy, "take it out of the properties");
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
    fn every_property_that_zfs_lists_has_a_row_of_its_form() {
        const LIST: &str = include_str!("../../../tests/data/zpool_properties.txt");
        let mut count = 0;
        for line in LIST.lines().filter(|line| !line.starts_with('#') && !line.starts_with("feature@")) {
            let [name, edit, values] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let (_, form) = ROWS.iter().find(|(row, _)| *row == name).unwrap_or_else(|| panic!("no row: {name}"));
            assert_eq!(*form != Form::Counted, edit == "yes", "{name}");
            if let Form::Words(words) = form {
                assert_eq!(*words, values, "{name}");
            }
            count += 1;
        }
        assert_eq!(count, ROWS.len());
        assert!(ALIASES.iter().all(|(_, own)| ROWS.iter().any(|(row, _)| row == own)));
    }

    #[test]
    fn what_zpool_refuses_is_refused_in_its_words() {
        for (name, wished, why) in [
            ("autotrim", "ON", "'autotrim' must be one of 'on | off'"),
            ("expand", "yes", "'autoexpand' must be one of 'on | off'"),
            ("failmode", "x", "'failmode' must be one of 'wait | continue | panic'"),
            ("ashift", "8", "invalid 'ashift=8' property: only values between 9 and 16 are allowed."),
            ("ashift", "17", "invalid 'ashift=17' property: only values between 9 and 16 are allowed."),
            ("ashift", "banana", "ashift must be a number."),
            ("dedup_table_quota", "much", "bad numeric value 'much'"),
            ("cachefile", "zc", "property 'cachefile' must be empty, an absolute path, or 'none'"),
            ("feature@draid", "active", "property 'feature@draid' can only be set to 'enabled' or 'disabled'"),
            ("feature@draid", "on", "property 'feature@draid' can only be set to 'enabled' or 'disabled'"),
        ] {
            let refusal = judged(name, wished, "x").unwrap_err();
            assert_eq!((refusal.why.as_str(), refusal.remedy.as_str()), (why, "mend the value"), "{name}={wished}");
            assert_eq!(refuse_at_creation(name, wished).unwrap().why, why);
        }
        for (name, wished) in [
            ("ashift", "0"),
            ("ashift", "9"),
            ("ashift", "16"),
            ("failmode", "continue"),
            ("cachefile", ""),
            ("cachefile", "none"),
            ("cachefile", "/tmp/zc"),
            ("dedup_table_quota", "auto"),
            ("dedup_table_quota", "10g"),
            ("comment", "a b"),
            ("com.example:x", "ON"),
            ("feature@draid", "disabled"),
        ] {
            assert_eq!(refuse_at_creation(name, wished), None, "{name}={wished}");
        }
        let bogus = refuse_at_creation("bogus", "1").unwrap();
        assert_eq!(bogus.why, "property 'bogus' is not a valid pool or vdev property");
        assert_eq!(refuse_at_creation("size", "1").unwrap().found, "absent");
    }

    #[test]
    fn a_wish_stands_above_the_defaults_of_a_new_pool() {
        let wished = BTreeMap::from([("ashift".to_owned(), "13".to_owned()), ("replace".to_owned(), "on".to_owned())]);
        let all = at_creation(&wished, AT_CREATION);
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [("ashift", "13"), ("autoreplace", "on"), ("autotrim", "on")]);
    }

    #[test]
    fn a_misspelt_property_of_a_new_pool_is_mended_by_its_name() {
        assert_eq!(refuse_at_creation("autotrimm", "on").unwrap().remedy, "mend its name, or take it out");
        assert_eq!(refuse_at_creation("size", "4T").unwrap().remedy, "take it out of the properties");
        assert!(refuse_at_creation("autotrim", "on").is_none());
    }

    #[test]
    fn two_words_that_are_no_sizes_are_not_the_same() {
        assert!(!is_same("dedup_table_quota", "auto", "none"));
        assert!(is_same("dedup_table_quota", "10g", "10737418240"));
    }

    #[test]
    fn a_user_property_that_nobody_set_reads_a_dash() {
        let compared = |wished: &str| compare(&"tank".parse().unwrap(), "org.example:rack", wished, &BTreeMap::new());
        assert_eq!(compared(""), Ok(None));
        assert_eq!(compared("4").unwrap().unwrap().before.as_deref(), Some("-"));
    }
}
