//! Volumes that bear a container's id: a container that does not exist, and whose volumes do, has lost its configuration
//! and not its data.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::Desired;
use super::life::refusal;
use crate::command;
use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::{Note, NoteKind, Refusal};
use crate::pve::cluster::{Cluster, GuestKind};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;
use crate::pve::storage::{Storage, Storages};

/// How Proxmox begins the name of a dataset that is a container's volume, of a template's one too.
const BEGINNINGS: [&str; 2] = ["subvol-", "basevol-"];

/// Where volumes of containers lie.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// The datasets of storages of type `zfspool`.
    datasets: BTreeSet<String>,
    /// The directories of storages that have one.
    directories: BTreeSet<PathBuf>,
}

impl Places {
    /// Returns where the storages of this node keep volumes.
    pub(super) fn of(storages: &Storages, node: &str) -> Self {
        let mut places = Self::default();
        let here = storages.by_id.iter().filter(|(_, storage)| storage.why_not_here(node).is_none());
        for (id, storage) in here {
            places.datasets.extend(dataset(storage).map(str::to_owned));
            places.directories.extend(storage.path(id));
        }
        places
    }

    /// Adds a place that the run will have made a storage of: a dataset, or a directory.
    pub(super) fn add(&mut self, place: &str) {
        if place.starts_with('/') {
            self.directories.insert(PathBuf::from(place));
        } else {
            self.datasets.insert(place.to_owned());
        }
    }

    /// Looks for the volumes of all guests on ZFS, in one query; none if no storage lies there.
    pub(super) fn volumes(&self, host: &dyn Probe) -> Result<BTreeMap<Ctid, Vec<String>>> {
        let mut volumes: BTreeMap<Ctid, Vec<String>> = BTreeMap::new();
        if self.datasets.is_empty() {
            return Ok(volumes);
        }
        let query = command::zfs_list_datasets();
        let output = host.query(&query)?;
        output.ensure_success(&query)?;
        for name in output.stdout_text().lines() {
            if let Some((parent, own)) = name.rsplit_once('/')
                && self.datasets.contains(parent)
                && let Some(ctid) = owner(own)
            {
                volumes.entry(ctid).or_default().push(name.to_owned());
            }
        }
        Ok(volumes)
    }

    /// Looks for the files of one container in the storages that are directories.
    pub(super) fn files(&self, ctid: Ctid, host: &dyn Probe) -> Result<Vec<String>> {
        let mut files = Vec::new();
        for directory in &self.directories {
            let images = directory.join("images").join(ctid.to_string());
            let names = host.list(&images)?.unwrap_or_default();
            files.extend(names.into_iter().map(|name| images.join(name).display().to_string()));
        }
        files.sort();
        Ok(files)
    }
}

fn dataset(storage: &Storage) -> Option<&str> {
    (storage.kind == "zfspool").then(|| storage.options.get("pool").map(String::as_str)).flatten()
}

/// Returns the container that a dataset of this name is a volume of: `subvol-101-disk-0`.
fn owner(name: &str) -> Option<Ctid> {
    let rest = BEGINNINGS.iter().find_map(|begin| name.strip_prefix(begin))?;
    let (ctid, _) = rest.split_once("-disk-")?;
    ctid.parse().ok()
}

/// Returns the guest that a volume is of, by its name: `tank:subvol-101-disk-0`, `local:101/vm-101-disk-0.raw`.
pub(super) fn owner_of_any(volume: &str) -> Option<Ctid> {
    let name = volume.rsplit(['/', ':']).next()?;
    let rest = ["subvol-", "basevol-", "vm-", "base-"].iter().find_map(|begin| name.strip_prefix(begin))?;
    rest.split('-').next()?.parse().ok()
}

/// Where volumes are seen as files: directories of datasets, and directories of images by guest.
#[derive(Debug, Default)]
pub(super) struct Seen {
    of_datasets: BTreeSet<String>,
    images: BTreeSet<PathBuf>,
}

impl Seen {
    /// Returns where the storages of this node show their volumes. A share is its server's: others may keep theirs there.
    pub(super) fn of(storages: &Storages, node: &str) -> Self {
        let here = storages.by_id.iter().filter(|(_, storage)| storage.why_not_here(node).is_none());
        let mut seen = Self::default();
        for (id, storage) in here {
            seen.of_datasets.extend(mount_point(storage).filter(|place| place.starts_with('/')));
            seen.images.extend(storage.path(id).filter(|_| storage.kind == "dir").map(|path| path.join("images")));
        }
        seen
    }

    /// Adds a place that the run will have made a storage of: a dataset, or a directory.
    pub(super) fn add(&mut self, place: &str) {
        if place.starts_with('/') {
            self.images.insert(Path::new(place).join("images"));
        } else {
            self.of_datasets.insert(format!("/{place}"));
        }
    }

    /// Returns the paths of volumes whose guest does not exist or does not name them, sorted by guest. Of a container that is
    /// wished and does not exist they are told where it is refused.
    ///
    /// Looks into directories only: a dataset that is not mounted, and a volume that is a device, is not seen.
    pub(super) fn orphans(&self, wished: &BTreeSet<Ctid>, cluster: &Cluster, host: &dyn Probe) -> Result<Vec<String>> {
        let mut found: BTreeSet<(Ctid, String, String)> = BTreeSet::new();
        for place in &self.of_datasets {
            for name in host.list(Path::new(place))?.unwrap_or_default() {
                found.extend(owner(&name).map(|ctid| (ctid, format!("{place}/{name}"), name)));
            }
        }
        for images in &self.images {
            for guest in host.list(images)?.unwrap_or_default() {
                let Ok(ctid) = guest.parse::<Ctid>() else { continue };
                let files = host.list(&images.join(&guest))?.unwrap_or_default();
                let path = |name: &str| images.join(&guest).join(name).display().to_string();
                found.extend(files.into_iter().map(|name| (ctid, path(&name), name)));
            }
        }
        let mut orphans = Vec::new();
        for (ctid, path, name) in found {
            let is_refused = wished.contains(&ctid) && !cluster.guests.contains_key(&ctid);
            if !is_refused && !is_named(ctid, &name, cluster, host)? {
                orphans.push(path);
            }
        }
        Ok(orphans)
    }
}

/// Returns whether a guest names its volume; of a guest of another node nobody says otherwise here.
fn is_named(ctid: Ctid, volume: &str, cluster: &Cluster, host: &dyn Probe) -> Result<bool> {
    let Some(guest) = cluster.guests.get(&ctid) else { return Ok(false) };
    let folder = match guest.kind {
        GuestKind::Container => "lxc",
        GuestKind::VirtualMachine => "qemu-server",
    };
    if guest.node != cluster.node {
        return Ok(true);
    }
    let config = host.read(Path::new(&format!("/etc/pve/nodes/{}/{folder}/{ctid}.conf", guest.node)))?;
    // It may be a disk, an unused one, or one of a snapshot.
    Ok(config.is_none_or(|config| String::from_utf8_lossy(&config).contains(volume)))
}

/// Refuses to make a container beside its own data.
pub(super) fn refuse_beside(desired: &Desired, volumes: &[String]) -> Option<Refusal> {
    let first = volumes.first()?;
    let (is, them, these) = match volumes.len() {
        1 => ("its volume", "it", "this volume"),
        _ => ("its volumes", "them", "these volumes"),
    };
    let ctid = desired.ctid;
    let why = format!("{is} {} would stand beside a new, empty root disk", volumes.join(", "));
    let (away, caution) = match first.rsplit_once('/') {
        Some((parent, own)) if !first.starts_with('/') => (
            format!("`zfs rename {first} {parent}/kept-{own}`"),
            format!("; clones may hang on {them}, so nothing is to be destroyed with `-R`"),
        ),
        _ => (format!("`mv {first}` somewhere else"), String::new()),
    };
    let each = if volumes.len() == 1 { "" } else { ", and so each" };
    let remedy = format!(
        "bring back only its configuration: /etc/pve/lxc/{ctid}.conf from a backup of the host, or what `pvesm extractconfig \
         BACKUP` prints (./etc/vzdump/pct.conf of the archive), if it names {these}; `pct restore` brings back the data of the \
         backup, not {these}; or, to make a new one, put {them} out of the way ({away}{each}){caution}"
    );
    Some(refusal("volumes", "a new container", "no configuration, but data of it", why, remedy))
}

/// Warns of a root disk that is not there although the place it lies in is.
pub(super) fn note_lost_root(config: &Config, storages: &Storages, host: &dyn Probe) -> Result<Option<Note>> {
    let rootfs = PropertyString::parse(config.main.settings.get("rootfs").map_or("", String::as_str));
    let Some((id, volume)) = rootfs.leading().or(rootfs.get("volume")).and_then(|text| text.split_once(':')) else {
        return Ok(None);
    };
    let Some(place) = storages.by_id.get(id).and_then(|storage| directory(storage, id, volume)) else {
        return Ok(None);
    };
    let is_there = |path: &Path| host.stat(path).map(|stat| stat.is_some());
    // A pool that is not imported, or a share that is not mounted, has lost nothing.
    if is_there(&place)? || !is_there(place.parent().unwrap_or(&place))? {
        return Ok(None);
    }
    let text = format!("lost root volume: {id}:{volume} is not at {}, so it cannot start", place.display());
    Ok(Some(Note::new(NoteKind::Warning, text)))
}

/// Returns where Proxmox looks for a volume (pve-storage 9.1.7): a dataset is at the storage's mount point.
fn directory(storage: &Storage, id: &str, volume: &str) -> Option<PathBuf> {
    if dataset(storage).is_none() {
        let (ctid, _) = volume.split_once('/')?;
        let is_guests = ctid.parse::<Ctid>().is_ok();
        return storage.path(id).filter(|_| is_guests).map(|path| path.join("images").join(volume));
    }
    let own = volume.rsplit('/').next().unwrap_or(volume);
    Some(Path::new(&mount_point(storage)?).join(own))
}

/// Returns where the dataset of a storage is mounted, if it has one.
fn mount_point(storage: &Storage) -> Option<String> {
    let dataset = dataset(storage)?;
    Some(storage.options.get("mountpoint").map_or_else(|| format!("/{dataset}"), Clone::clone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_names_its_container() {
        let owner = |name: &str| owner(name).map(|ctid| ctid.to_string());
        assert_eq!(owner("subvol-101-disk-0").as_deref(), Some("101"));
        assert_eq!(owner("basevol-900-disk-12").as_deref(), Some("900"));
        assert_eq!(owner("vm-101-disk-0"), None);
        assert_eq!(owner("subvol-x-disk-0"), None);
        assert_eq!(owner("kept-subvol-101-disk-0"), None);
        let owner = |volume: &str| owner_of_any(volume).map(|ctid| ctid.to_string());
        for volume in
            ["t:subvol-101-disk-0", "l:101/vm-101-disk-1.raw", "l:base-101-disk-0", "t:basevol-9-disk-0/subvol-101-x"]
        {
            assert_eq!(owner(volume).as_deref(), Some("101"), "{volume}");
        }
        assert_eq!(owner("t:data"), None);
    }
}
