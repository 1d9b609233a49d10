//! The disks that a play names, and those that the guest has for them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Play;
use crate::disks::usual_disk;
use crate::zfs::values::parse_size;

/// The size of a disk of which nothing more is said, in bytes.
const USUAL: u64 = 2_000_000_000_000;

/// The disks of a guest, in bytes. No play needs more of a size than there are.
pub(super) const ALL: &[u64] =
    &[USUAL, USUAL, USUAL, USUAL, USUAL, USUAL, USUAL, GIB, GIB, GIB, 4 << 40, 4 << 40, 4_000_000_000_000];

const GIB: u64 = 1 << 30;

/// Returns the disks that a play names, each with its size, in their order.
pub(super) fn wanted(play: &Play) -> Vec<(String, u64)> {
    let mut wanted = described(&play.host);
    for part in &play.parts {
        let words: Vec<&str> = part.line.split(' ').collect();
        match words[..] {
            ["given", "disk", path, ref facts @ ..] => {
                let size = facts.iter().find_map(|fact| fact.strip_prefix("size=")?.parse().ok());
                wanted.push((path.to_owned(), size.unwrap_or(USUAL)));
            }
            ["given", "pool", name] => wanted.push((usual_path(name, &wanted), USUAL)),
            ["given", "pool", _, _, ref disks @ ..] => {
                wanted.extend(disks.iter().map(|disk| ((*disk).to_owned(), USUAL)));
            }
            _ => {}
        }
    }
    let mut seen = BTreeSet::new();
    wanted.retain(|(path, _)| seen.insert(path.clone()));
    wanted
}

/// The disks of a description of a host (`fixture`): what is no device is a file.
fn described(host: &str) -> Vec<(String, u64)> {
    let host: Value = serde_json::from_str(host).unwrap_or_default();
    let size = |wish: &Value| wish["size"].as_str().and_then(|size| parse_size(size).ok());
    let mut wanted: Vec<(String, u64)> = Vec::new();
    for (path, disk) in entries(&host["disks"]).filter(|(path, _)| path.starts_with("/dev/")) {
        wanted.push((path.clone(), size(disk).unwrap_or(USUAL)));
    }
    for (name, pool) in entries(&host["pools"]) {
        for path in disks_of_pool(name, pool, &wanted) {
            if path.starts_with("/dev/") && wanted.iter().all(|(known, _)| *known != path) {
                wanted.push((path, size(pool).map_or(USUAL, with_labels)));
            }
        }
    }
    wanted
}

/// Returns the entries of a JSON object.
pub(super) fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// Returns the disks of a pool of a description.
pub(super) fn disks_of_pool(name: &str, pool: &Value, taken: &[(String, u64)]) -> Vec<String> {
    let named: Vec<String> =
        pool["disks"].as_array().into_iter().flatten().filter_map(|disk| Some(disk.as_str()?.to_owned())).collect();
    if named.is_empty() { vec![usual_path(name, taken)] } else { named }
}

/// A disk for a pool of this size: the labels of ZFS, and what it rounds, lie beside.
fn with_labels(size: u64) -> u64 {
    if size <= GIB { GIB } else { size }
}

/// The disk of a pool of which none is named, as on the simulated host.
fn usual_path(pool: &str, taken: &[(String, u64)]) -> String {
    usual_disk(pool, |usual| taken.iter().any(|(path, _)| path == usual))
}

/// Returns a device of the guest for each disk, by the disk's path; the error names the one that there is none for.
pub(super) fn assigned(wanted: &[(String, u64)], disks: &[u64]) -> Result<BTreeMap<String, String>, String> {
    let mut free: Vec<(usize, u64)> = disks.iter().copied().enumerate().collect();
    let mut assigned = BTreeMap::new();
    for (path, size) in wanted {
        let place = free.iter().position(|(_, bytes)| bytes == size);
        let place = place.ok_or_else(|| format!("the guest has no disk of {size} bytes for {path}"))?;
        assigned.insert(path.clone(), device(free.remove(place).0));
    }
    Ok(assigned)
}

/// Returns the device of the guest's disk of this number.
pub(super) fn device(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number).expect("a guest has at most 16 disks"));
    format!("/dev/ubd{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story;

    #[test]
    fn a_play_gets_a_disk_of_the_right_size_for_each_that_it_names() {
        let play = Play {
            name: "x".to_owned(),
            host:
                r#"{"pools": {"tank": {"size": "960M", "disks": ["/dev/vda"]}}, "disks": {"/tmp/f": {"size": "1G"}}}"#
                    .to_owned(),
            parts: story::parts("given pool ember\ngiven disk /dev/b size=4000000000000\ngiven pool coal\n"),
        };
        let wanted = wanted(&play);
        let paths: Vec<&str> = wanted.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["/dev/vda", "/dev/disk/by-id/nvme-one", "/dev/b", "/dev/disk/by-id/coal-disk"]);
        let assigned = assigned(&wanted, ALL).unwrap();
        assert_eq!(assigned["/dev/vda"], "/dev/ubdh");
        assert_eq!(assigned["/dev/b"], "/dev/ubdm");
        assert_eq!(
            super::assigned(&wanted, &[GIB]).unwrap_err(),
            format!("the guest has no disk of {USUAL} bytes for /dev/disk/by-id/nvme-one")
        );
    }
}
