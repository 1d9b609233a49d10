//! Where datasets show in the file system: mountpoints of filesystems, `/dev/zvol` of volumes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Dataset, Kind, Zfs, names};
use crate::world::World;

/// A `mountpoint`, and whose it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mountpoint {
    /// A path, `none` or `legacy`, as it was written: nothing is tidied.
    pub(super) value: String,
    /// The dataset it was set on; `None` if on none, so that it follows the name.
    pub(super) set_on: Option<String>,
}

impl Zfs {
    /// Returns the mountpoint of a filesystem: its own, its ancestor's with the rest of the name, or `/` and its name.
    pub(super) fn mountpoint(&self, name: &str) -> Mountpoint {
        let mut above = Some(name);
        while let Some(ancestor) = above {
            let set = self.datasets.get(ancestor).and_then(|dataset| dataset.properties.get("mountpoint"));
            if let Some(value) = set {
                return Mountpoint { value: joined(value, &name[ancestor.len()..]), set_on: Some(ancestor.to_owned()) };
            }
            above = names::parent(ancestor);
        }
        Mountpoint { value: format!("/{name}"), set_on: None }
    }

    /// Returns whether a dataset belongs to a container (`zoned`): the host does not mount it.
    pub(super) fn is_zoned(&self, name: &str) -> bool {
        self.read(name, "zoned").is_some_and(|zoned| zoned.value == "on")
    }

    /// Returns whether a filesystem is mounted.
    pub(super) fn is_mounted(&self, name: &str) -> bool {
        self.mounted_at(name).is_some()
    }

    /// Returns where a filesystem is mounted; `None` for a volume too.
    pub(crate) fn mounted_at(&self, name: &str) -> Option<PathBuf> {
        let dataset = self.datasets.get(name).filter(|dataset| dataset.kind == Kind::Filesystem)?;
        let can_mount = dataset.properties.get("canmount").is_none_or(|value| value != "off");
        let mountpoint = self.mountpoint(name).value;
        (can_mount && !dataset.unmounted && mountpoint.starts_with('/')).then(|| PathBuf::from(mountpoint))
    }

    /// Returns whether the directory that a filesystem is mounted on is hidden by a filesystem mounted above it later.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        let Some(at) = self.mounted_at(name) else { return false };
        let mounted_in = self.datasets[name].mounted_in;
        let hides = |(other, dataset): (&String, &Dataset)| {
            let above = self.mounted_at(other).filter(|above| *above != at && at.starts_with(above));
            dataset.mounted_in > mounted_in && above.is_some()
        };
        self.datasets.iter().any(hides)
    }

    /// Returns where every dataset shows, by its name: mounted filesystems and the devices of volumes.
    fn places(&self) -> BTreeMap<String, PathBuf> {
        let place = |name: &String| match self.datasets[name].kind {
            Kind::Filesystem => self.mounted_at(name),
            Kind::Volume => Some(PathBuf::from(format!("/dev/zvol/{name}"))),
        };
        self.datasets.keys().filter_map(|name| Some((name.clone(), place(name)?))).collect()
    }
}

fn joined(mountpoint: &str, rest: &str) -> String {
    match mountpoint {
        "none" | "legacy" => mountpoint.to_owned(),
        "/" if !rest.is_empty() => rest.to_owned(),
        _ => format!("{mountpoint}{rest}"),
    }
}

impl World {
    /// Changes pools or datasets and lets the files follow: what is mounted elsewhere moves, what is gone is removed.
    pub(super) fn with_places<T>(&mut self, change: impl FnOnce(&mut World) -> T) -> T {
        self.state.zfs.complete();
        let before = self.state.zfs.places();
        let known: BTreeMap<u64, String> = self.identities();
        let result = change(self);
        let after = self.state.zfs.places();
        let now: BTreeMap<u64, String> = self.identities();
        for (guid, old_name) in &known {
            let new_name = now.get(guid);
            let new_place = new_name.and_then(|name| after.get(name));
            self.follow(before.get(old_name), new_place, new_name.is_some());
        }
        // Parents are mounted first.
        let by_name: BTreeMap<&String, &u64> = now.iter().map(|(guid, name)| (name, guid)).collect();
        for (name, guid) in by_name {
            let is_new = known.get(guid).is_none_or(|old| before.get(old) != after.get(name));
            if is_new && after.contains_key(name) {
                self.state.zfs.txg += 1;
                let txg = self.state.zfs.txg;
                self.state.zfs.datasets.entry(name.clone()).and_modify(|dataset| dataset.mounted_in = txg);
            }
        }
        for name in now.iter().filter(|(guid, _)| !known.contains_key(guid)).map(|(_, name)| name) {
            self.appear(name, after.get(name));
        }
        self.list_mounts();
        result
    }

    /// Lists every mounted filesystem in `/proc/mounts`, below what else is mounted.
    fn list_mounts(&mut self) {
        let Some(text) = self.read("/proc/mounts") else { return };
        let is_foreign = |line: &&str| line.split(' ').nth(2) != Some("zfs");
        let mut lines: Vec<String> = text.lines().filter(is_foreign).map(str::to_owned).collect();
        for name in self.state.zfs.datasets.keys() {
            let Some(place) = self.state.zfs.mounted_at(name) else { continue };
            let place = place.display().to_string().replace(' ', "\\040");
            lines.push(format!("{name} {place} zfs rw,relatime,xattr,posixacl,casesensitive 0 0"));
        }
        self.files.write("/proc/mounts", lines.join("\n") + "\n");
    }

    fn identities(&self) -> BTreeMap<u64, String> {
        self.state.zfs.datasets.iter().map(|(name, dataset)| (dataset.guid, name.clone())).collect()
    }

    fn follow(&mut self, old: Option<&PathBuf>, new: Option<&PathBuf>, still_there: bool) {
        match (old, new) {
            (_, Some(new)) if self.cannot_be_made(new) => {}
            (Some(old), Some(new)) if old != new => self.files.rename(old, new),
            (Some(old), None) if !still_there && old != Path::new("/") => self.files.remove(old),
            (None, Some(new)) => self.files.make_directory(new),
            _ => {}
        }
    }

    /// Returns whether a directory lies in a file system that is mounted read-only.
    pub(super) fn cannot_be_made(&self, path: &Path) -> bool {
        let is_inside = |directory: &PathBuf| path.starts_with(directory) && path != directory;
        !self.files.exists(path) && self.state.zfs.read_only_directories.iter().any(is_inside)
    }

    fn appear(&mut self, name: &str, place: Option<&PathBuf>) {
        let Some(place) = place else { return };
        match self.state.zfs.datasets[name].kind {
            Kind::Filesystem if self.cannot_be_made(place) => {}
            Kind::Filesystem => self.files.make_directory(place),
            Kind::Volume => self.files.write(place, Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zfs(mountpoint: &str) -> Zfs {
        let mut zfs = Zfs::default();
        for name in ["tank", "tank/fs", "tank/fs/child"] {
            zfs.datasets.insert(name.to_owned(), Dataset::default());
        }
        let fs = zfs.datasets.get_mut("tank/fs").unwrap();
        fs.properties.insert("mountpoint".to_owned(), mountpoint.to_owned());
        zfs
    }

    #[test]
    fn a_child_follows_its_parents_mountpoint_as_it_was_written() {
        for (parent, child) in
            [("/srv/fs/", "/srv/fs//child"), ("/", "/child"), ("none", "none"), ("/srv//x", "/srv//x/child")]
        {
            let mountpoint = zfs(parent).mountpoint("tank/fs/child");
            assert_eq!((mountpoint.value.as_str(), mountpoint.set_on.as_deref()), (child, Some("tank/fs")));
        }
        assert_eq!(zfs("legacy").mounted_at("tank/fs"), None);
        assert_eq!(zfs("/x").mounted_at("tank"), Some(PathBuf::from("/tank")));
    }
}
