//! What `zfs`, `zpool`, `lsblk` and `wipefs` print: nothing crashes a reader, and what they mean is read as it is meant.

use std::collections::{BTreeMap, BTreeSet};

use phoenix_modules::host::Output;
use phoenix_modules::names::DatasetName;
use phoenix_modules::resource::Resource as _;
use phoenix_modules::zfs_dataset::text as zfs;
use phoenix_modules::zpool::{self, Zpool, text};
use serde_json::json;

use super::Altered;

/// Splits bytes at the first 0x01: what stands on standard output, and on standard error.
fn both(bytes: &[u8]) -> (&[u8], &[u8]) {
    let place = bytes.iter().position(|byte| *byte == 1);
    place.map_or((bytes, &[]), |place| (&bytes[..place], &bytes[place + 1..]))
}

fn output(bytes: &[u8], status: i32) -> Output {
    let (stdout, stderr) = both(bytes);
    Output { status: Some(status), stdout: stdout.to_vec(), stderr: stderr.to_vec() }
}

/// `zfs get` about two datasets. Printing what was read reads the same; values hold tabs and line ends.
pub(super) fn zfs_get(bytes: &[u8]) {
    let asked: BTreeSet<DatasetName> = ["tank", "tank/data"].iter().map(|name| name.parse().expect("a name")).collect();
    let reading = zfs::parse_get(&output(bytes, 1), &asked);
    let mut printed = String::new();
    for name in &asked {
        let Ok(Some(properties)) = reading.of(name) else { continue };
        for (property, value) in properties {
            printed.push_str(&format!("{name}\t{property}\t{}\t{}\n", value.text, value.source));
        }
    }
    let again = zfs::parse_get(&output(printed.as_bytes(), 0), &asked);
    for name in &asked {
        let properties = reading.of(name).ok().flatten();
        assert_eq!(again.of(name).ok().flatten(), properties, "{printed:?}");
    }
    assert_values_come_back(bytes);
}

/// The bytes as values of user properties, split at 0x00, printed as `zfs get -H` does: verbatim.
fn assert_values_come_back(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    // A value that holds the beginning of a record cannot be told from one.
    let begins_a_record = |value: &&str| value.split('\n').skip(1).any(|line| line.starts_with("tank\t"));
    let values: Vec<&str> = text.split('\0').take_while(|value| !begins_a_record(value)).collect();
    let printed: String =
        values.iter().enumerate().map(|(index, value)| format!("tank\tphoenix:p{index}\t{value}\tlocal\n")).collect();
    let tank: DatasetName = "tank".parse().expect("a name");
    let reading = zfs::parse_get(&output_of(printed), &BTreeSet::from([tank.clone()]));
    let read = reading.of(&tank).ok().flatten().cloned().unwrap_or_default();
    let read: BTreeMap<String, String> = read.into_iter().map(|(name, value)| (name, value.text)).collect();
    let expected: BTreeMap<String, String> =
        values.iter().enumerate().map(|(index, value)| (format!("phoenix:p{index}"), (*value).to_owned())).collect();
    assert_eq!(read, expected);
}

fn output_of(stdout: String) -> Output {
    Output { status: Some(0), stdout: stdout.into_bytes(), stderr: Vec::new() }
}

/// `zfs list`: a line that is not three columns is an error, never a dataset overlooked.
pub(super) fn zfs_list(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let tank: DatasetName = "tank".parse().expect("a name");
    if let Ok(below) = zfs::parse_below(&text, &tank) {
        let lines: Vec<&str> = text.lines().filter(|line| line.split('\t').next() != Some("tank")).collect();
        assert_eq!(below.len(), lines.len());
        for (entry, line) in below.iter().zip(lines) {
            assert_eq!(Some(entry.name.as_str()), line.split('\t').next());
        }
    }
}

/// `zpool status`: as many pools as are named; every disk is a word of the text.
pub(super) fn zpool_status(bytes: &[u8]) {
    if let Ok(pools) = text::parse_status(&output(bytes, 0)) {
        assert_pools_are_of(&pools, &String::from_utf8_lossy(both(bytes).0));
    }
    if *super::chosen(bytes, &[true, false, false, false]) {
        inspect(|host| host.answer("zpool status", 0, both(bytes).0, both(bytes).1));
    }
}

/// `zpool import` without a name.
pub(super) fn zpool_import(bytes: &[u8]) {
    if let Ok(pools) = text::parse_import_list(&output(bytes, 0)) {
        assert_pools_are_of(&pools, &String::from_utf8_lossy(both(bytes).0));
    }
    if *super::chosen(bytes, &[true, false, false, false]) {
        inspect(|host| host.answer("zpool import", 1, both(bytes).0, both(bytes).1));
    }
}

fn assert_pools_are_of(pools: &[text::Pool], text: &str) {
    let named = text.lines().filter(|line| !line.starts_with('\t') && line.trim().split(':').next() == Some("pool"));
    let named = named.filter(|line| line.contains(':')).count();
    assert_eq!(pools.len(), named);
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    for pool in pools {
        assert!(pool.disks().all(|disk| words.contains(disk.shown.as_str())), "{pool:?}");
    }
}

/// `zpool get`: a line of four columns is a property.
pub(super) fn zpool_get(bytes: &[u8]) {
    if let Ok(found) = text::parse_get(&output(bytes, 0)) {
        let printed: String = found
            .iter()
            .flat_map(|(pool, properties)| {
                properties.iter().map(move |(name, value)| format!("{pool}\t{name}\t{value}\tlocal\n"))
            })
            .collect();
        assert_eq!(text::parse_get(&output_of(printed)).expect("it can be read"), found);
    }
    inspect(|host| host.answer("zpool get", 0, both(bytes).0, both(bytes).1));
}

/// `lsblk` and, behind 0x01, `wipefs`: a disk that is not told of is never taken.
pub(super) fn block_devices(bytes: &[u8]) {
    let (lsblk, wipefs) = both(bytes);
    inspect(|host| host.answer("lsblk", 0, lsblk, b"").answer("wipefs", 0, wipefs, b""));
}

/// Looks at a pool that exists and at one that would be made, and compares; a plan that takes disks needs an answer about both.
fn inspect(alter: impl Fn(Altered<'_>) -> Altered<'_>) {
    let wishes = [
        json!({ "name": "tank", "properties": { "autotrim": "on" } }),
        json!({ "name": "cold", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-1", "/dev/disk/by-id/ata-2"] }),
    ];
    let wishes = wishes.map(|wish| serde_json::from_value::<zpool::Desired>(wish).expect("the wishes can be read"));
    let observed = Altered::with(|host| Zpool::inspect(&wishes, &alter(host)));
    for (wish, observed) in wishes.iter().zip(observed) {
        match observed {
            Ok(observed) => drop(Zpool::compare(wish, &observed)),
            Err(error) => assert!(!format!("{error:#}").is_empty()),
        }
    }
}
