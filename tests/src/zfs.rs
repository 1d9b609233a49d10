//! The simulated `zfs`, with OpenZFS's own texts and rewriting habits (recorded with 2.3.9 and 2.4.4).
//!
//! This file holds the pools and datasets as data; the modules below it hold what OpenZFS does with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::world::{Answer, World};
use crate::zpool::Exported;

mod assign;
mod change;
mod checks;
mod create;
mod destroy;
mod keys;
mod look;
mod mount;
pub(crate) mod names;
mod places;
pub(crate) mod properties;
mod reading;
mod rename;
pub(crate) mod space;
mod usage;
pub(crate) mod values;
mod verbs;

/// What every command says where the kernel has no ZFS (OpenZFS 2.3.9).
pub(crate) const NOT_LOADED: &str = "/dev/zfs and /proc/self/mounts are required.\n\
     Try running 'udevadm trigger' and 'mount -t proc proc /proc' as root.";

/// Runs `zfs` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((verb, rest)) = arguments.split_first() else {
        return usage::unknown("missing command");
    };
    if let Some(text) = world.take_fault(&format!("zfs {verb}")) {
        return Answer::failed(1, text);
    }
    world.take_time(&format!("zfs {verb}"));
    if world.state.zfs.not_loaded {
        return Answer::failed(1, NOT_LOADED);
    }
    match *verb {
        "get" => look::get(world, rest),
        "list" => look::list(world, rest),
        "version" | "--version" | "-V" => version(world.state.zfs.version),
        "set" => verbs::set(world, rest),
        "create" => create::create(world, rest),
        "clone" => create::clone(world, rest),
        "destroy" => destroy::destroy(world, rest),
        "inherit" => verbs::inherit(world, rest),
        "snapshot" | "snap" => verbs::snapshot(world, rest),
        "bookmark" => verbs::bookmark(world, rest),
        "rename" => verbs::rename(world, rest),
        "load-key" => keys::load(world, rest),
        "unload-key" => keys::unload(world, rest),
        "mount" => mount::mount(world, rest),
        "unmount" | "umount" => mount::unmount(world, rest),
        other => usage::unknown(&format!("unrecognized command '{other}'")),
    }
}

/// Returns what `zfs version` and `zpool version` print.
pub(crate) fn version(version: Version) -> Answer {
    let package = match version {
        Version::V2_3_9 => "2.3.9-0+deb13u1",
        Version::V2_4_4 => "2.4.4-1~bpo13+1",
    };
    Answer::printed(format!("zfs-{package}\nzfs-kmod-{package}\n"))
}

/// The pools and datasets of a simulated host.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Zfs {
    /// The host has no ZFS: there is no `zfs` and no `zpool` on its path.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_installed: bool,
    /// The kernel has no ZFS: `/dev/zfs` is not there.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_loaded: bool,
    /// Directories of a file system that is mounted read-only: no mountpoint can be made in them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub read_only_directories: BTreeSet<PathBuf>,
    /// Which OpenZFS is installed; some values read differently from one to the next.
    pub version: Version,
    /// The imported pools, by name.
    pub pools: BTreeMap<String, Pool>,
    /// The pools whose disks are there and that are not imported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exported: Vec<Exported>,
    /// The filesystems and volumes, by their full name; each pool has one of its own name.
    pub datasets: BTreeMap<String, Dataset>,
    /// The last transaction group; each change begins a new one.
    pub txg: u64,
    /// What each dataset uses, counted once for a query; empty while something may change.
    #[serde(skip)]
    remembered: HashMap<String, u64>,
}

/// A version of OpenZFS that was recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Version {
    /// OpenZFS 2.3.9, as Debian trixie ships it.
    #[default]
    #[serde(rename = "2.3.9")]
    V2_3_9,
    /// OpenZFS 2.4.4, as trixie-backports ships it.
    #[serde(rename = "2.4.4")]
    V2_4_4,
}

/// A pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pool {
    /// Its size as `zpool list` shows it, in bytes: labels left out, the parity of a raidz counted.
    pub size: u64,
    /// The bytes of its size that lie in special parts; 0 if nobody said so, then all parts are alike.
    #[serde(skip_serializing_if = "is_zero")]
    pub size_apart: u64,
    /// What it is made of.
    pub vdevs: Vec<Vdev>,
    /// Its health: `ONLINE`, `DEGRADED`, `SUSPENDED`.
    pub health: String,
    /// Whether it was imported read-only.
    pub read_only: bool,
    /// Its number.
    pub guid: u64,
    /// The properties that were set: `autotrim`, `comment`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            size: 1 << 40,
            size_apart: 0,
            vdevs: Vec::new(),
            health: "ONLINE".to_owned(),
            read_only: false,
            guid: 0,
            properties: BTreeMap::new(),
        }
    }
}

/// A part of a pool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Vdev {
    /// `mirror`, `raidz1`, `raidz2`, `raidz3`; empty for a disk that stands alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub layout: String,
    /// `special`, `logs`, `cache`, `spares`, `dedup`; empty for data.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// The disks, by the path they were given as: `/dev/disk/by-id/X`.
    pub disks: Vec<String>,
}

/// What a dataset is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A filesystem.
    #[default]
    Filesystem,
    /// A volume; its size is its property `volsize`.
    Volume,
}

/// A filesystem or volume.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dataset {
    /// What it is.
    pub kind: Kind,
    /// What was set on it, user properties too, as `zfs get -p` reads it: sizes in bytes, `gzip` for `gzip-6`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// What `zfs inherit -S` brings back: the properties a `zfs receive` brought.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub received: BTreeMap<String, String>,
    /// The received properties that `zfs inherit` without `-S` has set aside: they are kept and do not count.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub set_aside: BTreeSet<String>,
    /// What a mount option hides for the time being: `readonly`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub temporary: BTreeMap<String, String>,
    /// What was decided when it was made and stays: `volblocksize`, `casesensitivity`, `encryption`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub created_with: BTreeMap<String, String>,
    /// The bytes it holds of its own, what it shares with its origin left out.
    pub data: u64,
    /// Left unmounted although it could be mounted (`zfs create -u`, `canmount=noauto`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unmounted: bool,
    /// When it was mounted, by the transaction group; 0 if it always was.
    #[serde(skip_serializing_if = "is_zero")]
    pub mounted_in: u64,
    /// Where `mount -t zfs` has mounted it, while its mountpoint is `legacy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mounted_by_hand: Option<PathBuf>,
    /// What lies below it is counted, since a limit of it or above it was set.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub counted: bool,
    /// It has a key of its own that is not loaded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub key_unloaded: bool,
    /// Somebody stands in its directory or holds its device open.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub busy: bool,
    /// Its number.
    pub guid: u64,
    /// The transaction group it was made in.
    pub createtxg: u64,
    /// When it was made, in seconds since 1970.
    pub creation: u64,
    /// The snapshot it is a clone of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Its snapshots, by the name behind `@`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub snapshots: BTreeMap<String, Snapshot>,
    /// Its bookmarks, by the name behind `#`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub bookmarks: BTreeMap<String, Snapshot>,
    /// When its snapshots changed last, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots_changed: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A snapshot, or what a bookmark remembers of one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Snapshot {
    /// Its number.
    pub guid: u64,
    /// The transaction group it was made in.
    pub createtxg: u64,
    /// When it was made, in seconds since 1970.
    pub creation: u64,
    /// The bytes that were reachable from it.
    pub referenced: u64,
    /// The bytes that only it still holds.
    pub used: u64,
    /// User properties set on it, and the size of a volume then.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// The tags that hold it (`zfs hold`): it cannot be destroyed while there is one.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub holds: BTreeSet<String>,
    /// It is destroyed as soon as nobody holds it (`zfs destroy -d`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deferred: bool,
}

impl Zfs {
    /// Fills in what a world written by hand leaves out: the pools' own datasets, the parents of others, numbers.
    ///
    /// The numbers follow from the names, so that the same text is always the same world.
    pub fn complete(&mut self) {
        let named: Vec<String> = self.pools.keys().chain(self.datasets.keys()).cloned().collect();
        for name in &named {
            let ends = name.match_indices('/').map(|(end, _)| end);
            for ancestor in ends.chain([name.len()]).map(|end| &name[..end]) {
                self.datasets.entry(ancestor.to_owned()).or_default();
            }
        }
        for (name, dataset) in self.datasets.iter_mut().filter(|(_, dataset)| dataset.guid == 0) {
            self.txg += 1;
            (dataset.guid, dataset.createtxg) = (names::number(name), self.txg);
            if dataset.data == 0 && dataset.origin.is_none() {
                dataset.data = space::fresh(dataset.kind);
            }
        }
        for (name, pool) in self.pools.iter_mut().filter(|(_, pool)| pool.guid == 0) {
            pool.guid = names::number(&format!("pool {name}"));
        }
    }

    /// Returns the pool that a dataset, snapshot or bookmark lies in.
    pub fn pool_of(&self, name: &str) -> Option<&Pool> {
        self.pools.get(names::pool(name))
    }

    /// Returns whether a pool counts what lies in it: a limit was set somewhere.
    pub(crate) fn counts(&self, pool: &str) -> bool {
        self.datasets.iter().any(|(name, dataset)| dataset.counted && names::pool(name) == pool)
    }

    /// Returns the datasets directly below one, with their names.
    pub fn children<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = (&'a String, &'a Dataset)> {
        self.tree(parent).filter(move |(name, _)| names::parent(name) == Some(parent))
    }

    /// Returns a dataset and everything below it, with their names, parents first.
    pub fn tree<'a>(&'a self, top: &'a str) -> impl Iterator<Item = (&'a String, &'a Dataset)> {
        let own = self.datasets.get_key_value(top);
        let prefix = format!("{top}/");
        let below = self.datasets.range(prefix.clone()..).take_while(move |(name, _)| name.starts_with(&prefix));
        own.into_iter().chain(below)
    }

    /// Returns a snapshot by its full name, `tank/data@monday`.
    pub fn snapshot(&self, name: &str) -> Option<&Snapshot> {
        let (dataset, snapshot) = name.split_once('@')?;
        self.datasets.get(dataset)?.snapshots.get(snapshot)
    }

    /// Returns the names of the clones of a snapshot.
    pub fn clones<'a>(&'a self, snapshot: &'a str) -> impl Iterator<Item = &'a str> {
        let is_clone = move |(_, dataset): &(&String, &Dataset)| dataset.origin.as_deref() == Some(snapshot);
        self.datasets.iter().filter(is_clone).map(|(name, _)| name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_world_written_by_hand_is_completed() {
        let text = r#"{ "pools": { "tank": { "size": 1000000000000 } },
                        "datasets": { "tank/a/b": { "properties": { "compression": "lz4" } } } }"#;
        let mut zfs: Zfs = serde_json::from_str(text).unwrap();
        zfs.complete();
        assert_eq!(zfs.datasets.keys().collect::<Vec<_>>(), ["tank", "tank/a", "tank/a/b"]);
        let guids: BTreeSet<u64> = zfs.datasets.values().map(|dataset| dataset.guid).collect();
        assert_eq!(guids.len(), 3);
        let once = zfs.clone();
        zfs.complete();
        assert_eq!(zfs, once);
        let again: Zfs = serde_json::from_str(&serde_json::to_string(&zfs).unwrap()).unwrap();
        assert_eq!(again, zfs);
    }
}
