//! What changes pools and datasets: each function is one deed, and refuses in OpenZFS's words.

use super::checks::{self, When};
use super::{Dataset, Kind, Snapshot, names, space};
use crate::world::World;

/// The block size of a volume that nobody chose, in bytes.
const VOLUME_BLOCK: u64 = 16 << 10;

/// What is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum New {
    /// A filesystem.
    Filesystem,
    /// A volume whose space is reserved.
    Volume { bytes: u64 },
    /// A volume whose space is not.
    SparseVolume { bytes: u64 },
}

/// Whether a new filesystem is mounted at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// Mounted, if its `canmount` is `on`.
    Mount,
    /// Left alone (`zfs create -u`).
    LeaveUnmounted,
}

impl New {
    fn kind(self) -> Kind {
        if self == Self::Filesystem { Kind::Filesystem } else { Kind::Volume }
    }
}

impl World {
    /// Makes a filesystem; properties as for `zfs create -o`. The error is OpenZFS's sentence.
    pub fn zfs_create_filesystem(&mut self, name: &str, properties: &[(&str, &str)]) -> Result<(), String> {
        self.create_dataset(name, New::Filesystem, properties, Then::Mount)
    }

    /// Makes a volume of `bytes`, rounded up to its block size, with its space reserved. The error is OpenZFS's sentence.
    pub fn zfs_create_volume(&mut self, name: &str, bytes: u64, properties: &[(&str, &str)]) -> Result<(), String> {
        self.create_dataset(name, New::Volume { bytes }, properties, Then::Mount)
    }

    /// Makes a volume of `bytes` without reserving its space (`zfs create -s`). The error is OpenZFS's sentence.
    pub fn zfs_create_sparse_volume(&mut self, name: &str, bytes: u64, more: &[(&str, &str)]) -> Result<(), String> {
        self.create_dataset(name, New::SparseVolume { bytes }, more, Then::Mount)
    }

    /// Destroys a filesystem, volume, snapshot or bookmark without anything below it. The error is OpenZFS's sentence.
    pub fn zfs_destroy(&mut self, name: &str) -> Result<(), String> {
        if let Some((dataset, snapshot)) = name.split_once('@') {
            return self.destroy_snapshot(dataset, snapshot);
        }
        if let Some((dataset, bookmark)) = name.split_once('#') {
            let bookmarks = self.state.zfs.datasets.get_mut(dataset).map(|dataset| &mut dataset.bookmarks);
            let gone = bookmarks.and_then(|bookmarks| bookmarks.remove(bookmark));
            return gone.map(drop).ok_or_else(|| format!("bookmark '{name}' does not exist."));
        }
        self.check_open(name)?;
        self.check_destroyable(name)?;
        self.forget(name);
        Ok(())
    }

    /// Makes a clone of a snapshot. The error is OpenZFS's sentence.
    pub fn zfs_clone(&mut self, snapshot: &str, new: &str) -> Result<(), String> {
        let cannot = |reason: &str| Err(format!("cannot create '{new}': {reason}"));
        if !snapshot.contains('@') {
            return Err(format!("cannot open '{snapshot}': missing '@' delimiter in snapshot name"));
        }
        if self.state.zfs.snapshot(snapshot).is_none() {
            return Err(format!("cannot open '{snapshot}': dataset does not exist"));
        }
        if let Err(reason) = names::check_new(new) {
            return cannot(&reason);
        }
        self.check_parent(new)?;
        if self.state.zfs.datasets.contains_key(new) {
            return cannot("dataset already exists");
        }
        if names::pool(snapshot) != names::pool(new) {
            return cannot("source and target pools differ");
        }
        let source = snapshot.split('@').next().unwrap_or(snapshot).to_owned();
        let original = self.state.zfs.datasets[&source].clone();
        let mut clone = self.fresh_dataset(original.kind);
        clone.data = 0;
        clone.origin = Some(snapshot.to_owned());
        clone.created_with = original.created_with;
        if let Some(size) = original.properties.get("volsize") {
            clone.properties.insert("volsize".to_owned(), size.clone());
        }
        let from = self.state.zfs.mounted_at(&source);
        self.with_places(|world| world.state.zfs.datasets.insert(new.to_owned(), clone));
        if let (Some(from), Some(to)) = (from, self.state.zfs.mounted_at(new)) {
            self.files.copy(&from, &to);
        }
        Ok(())
    }

    /// Makes a snapshot, `tank/data@monday`. The error is OpenZFS's sentence.
    pub fn zfs_snapshot(&mut self, name: &str) -> Result<(), String> {
        let cannot = |reason: &str| format!("cannot create snapshot '{name}': {reason}");
        names::check_snapshot(name).map_err(|reason| cannot(&reason))?;
        let (dataset, snapshot) = name.split_once('@').unwrap_or((name, ""));
        if !self.state.zfs.datasets.contains_key(dataset) {
            return Err(format!("cannot open '{dataset}': dataset does not exist"));
        }
        if self.state.zfs.snapshot(name).is_some() {
            return Err(cannot("dataset already exists"));
        }
        if self.state.zfs.space(names::pool(name)) == 0 {
            return Err(cannot("out of space"));
        }
        let (guid, now) = (self.random(), self.state.clock);
        let zfs = &mut self.state.zfs;
        zfs.txg += 1;
        let (createtxg, referenced) = (zfs.txg, zfs.referenced(dataset));
        let taken = Snapshot { guid, createtxg, creation: now, referenced, ..Snapshot::default() };
        if let Some(dataset) = zfs.datasets.get_mut(dataset) {
            let size = dataset.properties.get("volsize").map(|size| ("volsize".to_owned(), size.clone()));
            let taken = Snapshot { properties: size.into_iter().collect(), ..taken };
            dataset.snapshots.insert(snapshot.to_owned(), taken);
            dataset.snapshots_changed = Some(now);
        }
        Ok(())
    }

    /// Returns OpenZFS's sentence about a mounted filesystem, at or below `name`, that somebody stands in.
    pub fn zfs_busy(&self, name: &str) -> Option<String> {
        self.busy_mount(name)
    }

    /// Adds a dataset as it is, with its directory or device.
    pub(crate) fn add_dataset(&mut self, name: &str, dataset: Dataset) {
        self.with_places(|world| world.state.zfs.datasets.insert(name.to_owned(), dataset));
    }

    /// Takes a dataset and everything below it out of the world.
    pub(crate) fn forget_tree(&mut self, top: &str) {
        self.with_places(|world| {
            world.state.zfs.datasets.retain(|name, _| !names::is_at_or_below(name, top));
        });
    }

    /// Returns whether there is a filesystem, volume or snapshot of this name.
    pub fn zfs_exists(&self, name: &str) -> bool {
        self.state.zfs.datasets.contains_key(name) || self.state.zfs.snapshot(name).is_some()
    }

    /// Returns a property's value as `zfs get -Hp -o value` prints it; `None` if there is no such dataset.
    pub fn zfs_get(&self, name: &str, property: &str) -> Option<String> {
        self.state.zfs.read(name, property).map(|reading| reading.value)
    }

    /// Makes a dataset; its parent must exist.
    pub(super) fn create_dataset(
        &mut self,
        name: &str,
        new: New,
        wanted: &[(&str, &str)],
        then: Then,
    ) -> Result<(), String> {
        let cannot = |reason: &str| format!("cannot create '{name}': {reason}");
        names::check_new(name).map_err(|reason| cannot(&reason))?;
        self.check_parent(name)?;
        if self.state.zfs.datasets.contains_key(name) {
            return Err(cannot("dataset already exists"));
        }
        let mut dataset = self.fresh_dataset(new.kind());
        self.keep_form_of_names(name, &mut dataset);
        self.fill(&mut dataset, wanted).map_err(|reason| cannot(&reason))?;
        self.encrypt(name, &mut dataset).map_err(|reason| cannot(&reason))?;
        match new {
            New::Filesystem => {}
            New::Volume { bytes: 0 } | New::SparseVolume { bytes: 0 } => {
                return Err(cannot("volume size cannot be zero"));
            }
            New::Volume { bytes } => {
                size_volume(&mut dataset, bytes);
                reserve_volume(&mut dataset);
            }
            New::SparseVolume { bytes } => size_volume(&mut dataset, bytes),
        }
        let is_limit = |limit| dataset.properties.get(limit).is_some_and(|value| value != "none");
        let counts = ["filesystem_limit", "snapshot_limit"].into_iter().any(is_limit);
        dataset.counted = counts || self.state.zfs.counts(names::pool(name));
        let is_zoned = names::parent(name).is_some_and(|parent| self.state.zfs.is_zoned(parent));
        dataset.unmounted |= then == Then::LeaveUnmounted || is_zoned;
        if self.state.zfs.pool_of(name).is_some_and(|pool| pool.read_only) {
            return Err(cannot("pool is read-only"));
        }
        if self.does_not_fit(name, &dataset) {
            return Err(cannot("out of space"));
        }
        self.with_places(|world| world.state.zfs.datasets.insert(name.to_owned(), dataset));
        Ok(())
    }

    /// Returns a dataset that holds nothing yet, with its numbers drawn.
    pub(crate) fn fresh_dataset(&mut self, kind: Kind) -> Dataset {
        self.state.zfs.txg += 1;
        let (guid, createtxg, creation) = (self.random(), self.state.zfs.txg, self.state.clock);
        Dataset { kind, guid, createtxg, creation, data: space::fresh(kind), ..Dataset::default() }
    }

    /// How names are compared is taken over from the filesystem above when a filesystem is made, and stays so.
    fn keep_form_of_names(&self, name: &str, dataset: &mut Dataset) {
        let above = names::parent(name).and_then(|parent| self.state.zfs.datasets.get(parent));
        for property in ["casesensitivity", "normalization", "utf8only"] {
            let value = above.and_then(|above| above.created_with.get(property));
            let value = value.filter(|_| dataset.kind == Kind::Filesystem).cloned();
            dataset.created_with.extend(value.map(|value| (property.to_owned(), value)));
        }
    }

    fn fill(&self, dataset: &mut Dataset, wanted: &[(&str, &str)]) -> Result<(), String> {
        let version = self.state.zfs.version;
        for pair in wanted {
            let (property, value) = checks::check(*pair, dataset.kind, version, When::AtCreation)?;
            let is_kept_apart = super::properties::find(&property, version).is_some_and(|row| !row.is_editable());
            let place = if is_kept_apart { &mut dataset.created_with } else { &mut dataset.properties };
            place.insert(property, value);
        }
        // Nor does `zfs set canmount=on` or `zoned=off` mount it later.
        let says = |property: &str, value: &str| dataset.properties.get(property).is_some_and(|said| said == value);
        dataset.unmounted = says("canmount", "off") || says("canmount", "noauto") || says("zoned", "on");
        // A normal form is one of UTF-8.
        if dataset.created_with.get("normalization").is_some_and(|form| form != "none") {
            let asked = wanted.iter().find(|(property, _)| *property == "utf8only");
            if asked.is_some_and(|(_, value)| *value == "off") {
                return Err("'utf8only' must be set 'on' if normalization chosen".to_owned());
            }
            dataset.created_with.insert("utf8only".to_owned(), "on".to_owned());
        }
        Ok(())
    }

    fn does_not_fit(&self, name: &str, dataset: &Dataset) -> bool {
        let Some(parent) = names::parent(name) else {
            return false;
        };
        let taken = dataset.data + dataset.kept_free();
        let reserved = dataset.number("reservation").max(taken);
        let quota = dataset.number("quota");
        reserved > self.state.zfs.space(parent) || (quota > 0 && reserved > quota)
    }

    /// Tells why a name could not be made, or nothing.
    pub(super) fn check_parent(&self, name: &str) -> Result<(), String> {
        let cannot = |reason: &str| Err(format!("cannot create '{name}': {reason}"));
        let Some(parent) = names::parent(name) else {
            return cannot("missing dataset name");
        };
        let pool = names::pool(name);
        if !self.state.zfs.pools.contains_key(pool) {
            return cannot(&format!("no such pool '{pool}'"));
        }
        if self.state.zfs.pool_of(name).is_some_and(|pool| pool.health == "SUSPENDED") {
            return cannot("pool I/O is currently suspended");
        }
        match self.state.zfs.datasets.get(parent) {
            None => cannot("parent does not exist"),
            Some(parent) if parent.kind == Kind::Volume => cannot("parent is not a filesystem"),
            Some(_) => Ok(()),
        }
    }

    /// Tells why a filesystem, volume or snapshot cannot be opened.
    pub(super) fn check_open(&self, name: &str) -> Result<(), String> {
        self.check_open_with(name, "@")
    }

    /// Tells why a filesystem or volume cannot be opened.
    pub(super) fn check_open_dataset(&self, name: &str) -> Result<(), String> {
        self.check_open_with(name, "")
    }

    fn check_open_with(&self, name: &str, delimiters: &str) -> Result<(), String> {
        names::check(name, delimiters).map_err(|reason| format!("cannot open '{name}': {reason}"))?;
        if !self.zfs_exists(name) {
            return Err(format!("cannot open '{name}': dataset does not exist"));
        }
        if self.state.zfs.pool_of(name).is_some_and(|pool| pool.health == "SUSPENDED") {
            return Err(format!("cannot open '{name}': pool I/O is currently suspended"));
        }
        Ok(())
    }

    fn check_destroyable(&self, name: &str) -> Result<(), String> {
        let cannot = |reason: &str| format!("cannot destroy '{name}': {reason}");
        if names::parent(name).is_none() {
            let hint = format!("use 'zpool destroy {name}' to destroy the pool itself");
            return Err(cannot(&format!(
                "operation does not apply to pools\nuse 'zfs destroy -r {name}' to destroy all datasets in the pool\n{hint}"
            )));
        }
        let zfs = &self.state.zfs;
        let dataset = &zfs.datasets[name];
        let kind = if dataset.kind == Kind::Volume { "volume" } else { "filesystem" };
        let below = self.dependents(name);
        if !below.is_empty() {
            let list = below.join("\n");
            return Err(cannot(&format!("{kind} has children\nuse '-r' to destroy the following datasets:\n{list}")));
        }
        if let Some(busy) = self.busy_mount(name) {
            return Err(busy);
        }
        if self.is_busy(name) { Err(cannot("dataset is busy")) } else { Ok(()) }
    }

    /// Returns what lies below a dataset, as `zfs destroy` lists it: what is below each, its snapshots, then itself.
    pub(super) fn dependents(&self, name: &str) -> Vec<String> {
        let mut list = Vec::new();
        for (child, _) in self.state.zfs.children(name) {
            list.extend(self.dependents(child));
            list.push(child.clone());
        }
        let mut own: Vec<_> = self.state.zfs.datasets[name].snapshots.iter().collect();
        own.sort_by_key(|(_, snapshot)| snapshot.createtxg);
        list.extend(own.iter().map(|(snapshot, _)| format!("{name}@{snapshot}")));
        list
    }

    /// Returns the clones of a snapshot, what lies below each before it.
    pub(super) fn with_clones(&self, snapshot: &str) -> Vec<String> {
        let with_itself = |clone: &str| [self.dependents(clone), vec![clone.to_owned()]].concat();
        self.state.zfs.clones(snapshot).flat_map(with_itself).collect()
    }

    /// Tells that a snapshot has clones.
    pub(super) fn check_uncloned(&self, name: &str) -> Result<(), String> {
        let clones = self.with_clones(name);
        if clones.is_empty() {
            return Ok(());
        }
        let hint = "use '-R' to destroy the following datasets:";
        Err(format!("cannot destroy '{name}': snapshot has dependent clones\n{hint}\n{}", clones.join("\n")))
    }

    fn destroy_snapshot(&mut self, dataset: &str, snapshot: &str) -> Result<(), String> {
        let name = format!("{dataset}@{snapshot}");
        self.check_open(dataset)?;
        let Some(found) = self.state.zfs.snapshot(&name) else {
            return Err("could not find any snapshots to destroy; check snapshot names.".to_owned());
        };
        if !found.holds.is_empty() {
            let hint = format!("Run 'zfs holds -r {name}' to see holders.");
            return Err(format!("cannot destroy snapshot {name}: it's being held. {hint}"));
        }
        self.check_uncloned(&name)?;
        let now = self.state.clock;
        if let Some(dataset) = self.state.zfs.datasets.get_mut(dataset) {
            dataset.snapshots.remove(snapshot);
            dataset.snapshots_changed = Some(now);
        }
        Ok(())
    }

    /// Takes a dataset out of the world, its directory with it.
    pub(super) fn forget(&mut self, name: &str) {
        self.with_places(|world| world.state.zfs.datasets.remove(name));
    }

    /// Returns the sentence of a mounted filesystem, at or below `name`, that cannot be unmounted: somebody stands in it, or its
    /// directory is hidden by one that was mounted over it later. The deepest is unmounted first.
    pub(super) fn busy_mount(&self, name: &str) -> Option<String> {
        let zfs = &self.state.zfs;
        let mounted: Vec<&String> =
            zfs.tree(name).map(|(below, _)| below).filter(|below| zfs.is_mounted(below)).collect();
        mounted.into_iter().rev().find_map(|below| {
            let mountpoint = zfs.mountpoint(below).value;
            if zfs.is_hidden(below) {
                return Some(format!("cannot unmount '{mountpoint}': unmount failed"));
            }
            self.is_busy(below).then(|| format!("cannot unmount '{mountpoint}': pool or dataset is busy"))
        })
    }

    /// Returns whether a dataset is in use: by a flag in the world, or by the running container it belongs to.
    fn is_busy(&self, name: &str) -> bool {
        let last = name.rsplit('/').next().unwrap_or(name);
        let owner = ["subvol-", "vm-"].iter().find_map(|prefix| last.strip_prefix(prefix)?.split_once("-disk-"));
        self.state.zfs.datasets.get(name).is_some_and(|dataset| dataset.busy)
            || owner.is_some_and(|(ctid, _)| self.is_running(ctid))
    }
}

pub(super) fn block_of(dataset: &Dataset) -> u64 {
    dataset.created_with.get("volblocksize").and_then(|text| text.parse().ok()).unwrap_or(VOLUME_BLOCK)
}

pub(super) fn copies_of(dataset: &Dataset) -> u64 {
    dataset.number("copies").max(1)
}

/// Gives a new volume its size, rounded up to its block size.
fn size_volume(dataset: &mut Dataset, bytes: u64) {
    let size = bytes.next_multiple_of(block_of(dataset));
    dataset.properties.insert("volsize".to_owned(), size.to_string());
}

/// Gives a new volume the reservation of a thick one, unless another was asked for.
fn reserve_volume(dataset: &mut Dataset) {
    let size = dataset.number("volsize");
    let automatic = space::automatic_reservation(size, block_of(dataset), copies_of(dataset)).to_string();
    let reservation = dataset.properties.entry("refreservation".to_owned()).or_insert_with(|| automatic.clone());
    if reservation == "auto" {
        *reservation = automatic;
    }
}
