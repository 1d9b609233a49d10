//! What lies on the disks that a new pool would take: everything that speaks against taking one.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::text::Pool;
use super::{Desired, WishedDisk};
use crate::command;
use crate::host::Probe;
use crate::plan::Refusal;
use crate::pve::cluster;

/// Where a disk is looked for that `zpool import` names without its folder.
const FOLDERS: [&str; 8] =
    ["by-id", "by-vdev", "by-partuuid", "by-partlabel", "by-label", "by-path", "by-uuid", "../mapper"];

/// How much the disks of a mirror or raidz may differ in size before `zpool create` wants to be forced (OpenZFS 2.3.9).
const FUZZ: u64 = 16 << 20;

/// The smallest disk that ZFS takes (`SPA_MINDEVSIZE`, OpenZFS 2.3.9). A reader without a card has 0 bytes.
const LEAST: u64 = 64 << 20;

/// Folders below `/dev/disk` whose names mean the same disk on every node that sees it.
const NAMED_FOR_ALL: [&str; 4] = ["by-id", "by-uuid", "by-partuuid", "by-partlabel"];

/// What the host tells about its disks.
pub(super) struct Shelf {
    devices: Vec<BlockDevice>,
    signatures: Vec<Signature>,
    /// What guests' configurations name below `/dev`, links followed, with the file.
    guests: Vec<(String, String)>,
}

/// The answer of `lsblk --json`.
#[derive(Deserialize)]
struct Lsblk {
    blockdevices: Vec<BlockDevice>,
}

/// A block device, with what is made of it: partitions, and whatever else holds it (LVM, dm-crypt, md).
#[derive(Debug, Deserialize)]
struct BlockDevice {
    /// The kernel's name, `dm-0`: links followed end there, while `path` may be `/dev/mapper/NAME`.
    kname: String,
    path: String,
    #[serde(rename = "type")]
    kind: String,
    size: Option<u64>,
    #[serde(rename = "ro")]
    is_read_only: bool,
    /// The name that the disk itself tells all the world; not every disk has one.
    wwn: Option<String>,
    serial: Option<String>,
    mountpoints: Vec<Option<String>>,
    #[serde(default)]
    children: Vec<Self>,
}

/// The answer of `wipefs --json`.
#[derive(Deserialize)]
struct Wipefs {
    signatures: Vec<Signature>,
}

#[derive(Debug, Deserialize)]
struct Signature {
    device: String,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl BlockDevice {
    fn find(&self, path: &str) -> Option<&Self> {
        if self.is(path) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(path))
    }

    fn is(&self, path: &str) -> bool {
        self.path == path || path.strip_prefix("/dev/") == Some(&self.kname)
    }

    /// Returns what tells a disk from all others, whatever path leads to it; `None` for one that does not say who it is.
    fn identity(&self) -> Option<(&str, &str, u64)> {
        let text = |text: &'_ str| !text.trim().is_empty();
        let wwn = self.wwn.as_deref().filter(|wwn| text(wwn))?;
        let serial = self.serial.as_deref().filter(|serial| text(serial))?;
        (self.kind == "disk").then_some((wwn, serial, self.size?))
    }

    /// Returns the device and everything that is made of it.
    fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.children.iter().flat_map(Self::all)).collect()
    }
}

impl Shelf {
    /// Looks at all block devices, at the signatures of these disks, and at the guests of this node.
    pub(super) fn look<'a>(disks: impl Iterator<Item = &'a WishedDisk>, host: &dyn Probe) -> Result<Self> {
        let query = command::lsblk();
        let output = host.query(&query)?;
        output.ensure_success(&query)?;
        let lsblk: Lsblk =
            serde_json::from_slice(&output.stdout).with_context(|| format!("`{query}` printed no list of devices"))?;
        let mut shelf = Self { devices: lsblk.blockdevices, signatures: Vec::new(), guests: guests(host)? };
        // A disk in use is refused anyway, and some cannot even be opened.
        let is_free = |disk: &&WishedDisk| shelf.find(disk).is_some_and(|device| in_use(device).is_none());
        let devices: Vec<String> = disks.filter(is_free).map(|disk| disk.device().to_owned()).collect();
        if !devices.is_empty() {
            shelf.signatures = signatures(&devices, host)?;
        }
        Ok(shelf)
    }

    fn find(&self, disk: &WishedDisk) -> Option<&BlockDevice> {
        self.devices.iter().find_map(|device| device.find(disk.device()))
    }

    /// Refuses the disks that cannot be taken, each by its name.
    pub(super) fn refuse(&self, desired: &Desired, disks: &[WishedDisk], pools: &Pools<'_>) -> Vec<Refusal> {
        let mut refusals: Vec<Refusal> =
            disks.iter().filter_map(|disk| self.objection(disk, pools).map(|why| why.refuse(disk))).collect();
        if refusals.is_empty() {
            refusals.extend(self.refuse_second_path(disks).or_else(|| self.refuse_sizes(desired, disks)));
        }
        refusals
    }

    fn objection(&self, disk: &WishedDisk, pools: &Pools<'_>) -> Option<Objection> {
        if !disk.name.starts_with("/dev/") {
            let remedy = "name it by its path, best below /dev/disk/by-id".to_owned();
            return Objection::new("not looked at", "it is no path below /dev", remedy);
        }
        if disk.device.is_none() {
            let remedy = "look at `ls -l /dev/disk/by-id`; mend the name, or connect the disk".to_owned();
            return Objection::new("nothing", "there is no such device", remedy);
        }
        let Some(device) = self.find(disk) else {
            let remedy = "look at `lsblk`, and name a disk".to_owned();
            return Objection::new("something else", "it is no block device", remedy);
        };
        self.taken_by_a_pool(disk, device, pools)
            .or_else(|| in_use(device))
            .or_else(|| self.used_by_a_guest(device))
            .or_else(|| unfit(device))
            .or_else(|| self.something_on(disk, device))
    }

    fn taken_by_a_pool(&self, disk: &WishedDisk, device: &BlockDevice, pools: &Pools<'_>) -> Option<Objection> {
        let paths: Vec<&str> = device.all().iter().map(|device| device.path.as_str()).collect();
        let holds = |pool: &&Pool| {
            pool.disks()
                .any(|other| disk.is(other) || other.devices.iter().any(|device| paths.contains(&device.as_str())))
        };
        let remedy = "name another disk".to_owned();
        if let Some(pool) = pools.imported.iter().find(holds) {
            return Objection::new(format!("in the pool {}", pool.name), "it is part of a pool", remedy);
        }
        let pool = pools.importable.iter().find(holds)?;
        let found = format!("in the pool {}, which is not imported", pool.name);
        let remedy = format!("`zpool import {}` if that is the pool you mean (`zpool import` shows it)", pool.id);
        Objection::new(found, "it is part of a pool with its data", remedy)
    }

    fn used_by_a_guest(&self, device: &BlockDevice) -> Option<Objection> {
        let all = device.all();
        let (_, file) = self.guests.iter().find(|(path, _)| all.iter().any(|device| device.is(path)))?;
        let remedy = "name another disk, or take it from the guest first".to_owned();
        Objection::new(format!("named in {file}"), "a guest uses it", remedy)
    }

    fn something_on(&self, disk: &WishedDisk, device: &BlockDevice) -> Option<Objection> {
        let remedy = format!(
            "name another disk; or, if nothing on it is needed, `wipefs --all {}` by hand, and run again",
            disk.name
        );
        if !device.children.is_empty() {
            let parts: Vec<&str> = device.children.iter().map(|part| part.path.as_str()).collect();
            return Objection::new(format!("partitions: {}", parts.join(", ")), "it has partitions", remedy);
        }
        let asked = disk.device().rsplit('/').next();
        let on_it = self.signatures.iter().filter(|signature| Some(signature.device.as_str()) == asked);
        let mut kinds: Vec<&str> = on_it.map(|signature| signature.kind.as_deref().unwrap_or("a signature")).collect();
        kinds.dedup();
        if kinds.is_empty() {
            return None;
        }
        Objection::new(kinds.join(", "), "something lies on it, and nothing is ever overwritten", remedy)
    }

    /// One disk that is reached by two paths shows as two devices; both halves of a mirror would lie on it.
    fn refuse_second_path(&self, disks: &[WishedDisk]) -> Option<Refusal> {
        let known: Vec<_> = disks.iter().filter_map(|disk| Some((disk, self.find(disk)?.identity()?))).collect();
        let twin = |index: usize| known[..index].iter().find(|(_, identity)| *identity == known[index].1);
        let (index, (other, (_, serial, _))) = (0..known.len()).find_map(|index| Some((index, twin(index)?)))?;
        let disk = known[index].0;
        Some(Refusal {
            property: "disks".to_owned(),
            wanted: disk.name.clone(),
            found: format!("{}: serial number {serial}, as {} has", disk.device(), other.name),
            why: "the two are paths to one disk".to_owned(),
            remedy: "name each disk once; one that has several paths by its name below /dev/mapper".to_owned(),
        })
    }

    /// A mirror has the size of its smallest disk: ZFS asks to be forced, and we force nothing.
    fn refuse_sizes(&self, desired: &Desired, disks: &[WishedDisk]) -> Option<Refusal> {
        let layout = super::layout::Layout::of(desired.raid_level.as_deref()?)?;
        let sizes: Vec<u64> = disks.iter().filter_map(|disk| self.find(disk)?.size).collect();
        let (least, most) = (sizes.iter().min()?, sizes.iter().max()?);
        if layout.word.is_empty() || most - least <= FUZZ {
            return None;
        }
        let found: Vec<String> =
            disks.iter().zip(&sizes).map(|(disk, size)| format!("{} {size} bytes", disk.name)).collect();
        Some(Refusal {
            property: "disks".to_owned(),
            wanted: layout.told(disks.len()),
            found: found.join(", "),
            why: format!("{} contains devices of different sizes, which ZFS only makes when it is forced", layout.word),
            remedy: "name disks of one size, or make the pool by hand".to_owned(),
        })
    }
}

/// The pools that disks may already belong to.
pub(super) struct Pools<'a> {
    /// Those that are imported.
    pub(super) imported: &'a [Pool],
    /// Those that lie on disks and are not imported.
    pub(super) importable: &'a [Pool],
}

/// Why a disk cannot be taken.
struct Objection {
    found: String,
    why: &'static str,
    remedy: String,
}

impl Objection {
    #[expect(clippy::unnecessary_wraps, reason = "every caller returns the objection it makes, or none")]
    fn new(found: impl Into<String>, why: &'static str, remedy: String) -> Option<Self> {
        Some(Self { found: found.into(), why, remedy })
    }

    fn refuse(self, disk: &WishedDisk) -> Refusal {
        let Self { found, why, remedy } = self;
        let shown = disk.device.as_ref().filter(|device| **device != disk.name);
        let wanted = disk.name.clone();
        let found = shown.map_or(found.clone(), |device| format!("{device}: {found}"));
        Refusal { property: "disks".to_owned(), wanted, found, why: why.to_owned(), remedy }
    }
}

/// Mounted, used as swap, or held by LVM, dm-crypt or md: the disk itself, or a partition of it.
fn in_use(device: &BlockDevice) -> Option<Objection> {
    let all = device.all();
    let mounted = all.iter().find_map(|device| Some((device, device.mountpoints.iter().flatten().next()?)));
    if let Some((device, mountpoint)) = mounted {
        let (found, why) = match mountpoint.as_str() {
            "[SWAP]" => (format!("{} is swap", device.path), "it is used as swap"),
            path => (format!("{} is mounted at {path}", device.path), "it is mounted"),
        };
        return Objection::new(found, why, "name another disk".to_owned());
    }
    let holder = all.iter().skip(1).find(|device| device.kind != "part")?;
    let found = format!("{} ({}) is made of it", holder.path, holder.kind);
    Objection::new(found, "something holds it", "name another disk, or take it apart by hand first".to_owned())
}

/// What ZFS could not write to, or is too small for it.
fn unfit(device: &BlockDevice) -> Option<Objection> {
    let remedy = || "name another disk".to_owned();
    if device.is_read_only || device.kind == "rom" {
        return Objection::new("a device that takes no data", "it is read-only", remedy());
    }
    let size = device.size.unwrap_or_default();
    let found = format!("{size} bytes");
    if size < LEAST { Objection::new(found, "ZFS takes no disk of less than 64 MiB", remedy()) } else { None }
}

/// `wipefs` names each device by the last part of the path it was given (util-linux 2.38).
fn signatures(asked: &[String], host: &dyn Probe) -> Result<Vec<Signature>> {
    let query = command::wipefs_list(asked.iter().cloned());
    let output = host.query(&query)?;
    output.ensure_success(&query)?;
    // With nothing to tell it prints an empty list (util-linux 2.38 and 2.41). No list is no answer.
    let wipefs: Wipefs =
        serde_json::from_slice(&output.stdout).with_context(|| format!("`{query}` printed no list of signatures"))?;
    // A signature that belongs to no asked device would be overlooked.
    let is_asked =
        |signature: &Signature| asked.iter().any(|device| device.ends_with(&format!("/{}", signature.device)));
    let strange = wipefs.signatures.iter().find(|signature| !is_asked(signature));
    if let Some(strange) = strange {
        bail!("`{query}` told of {}, which was not asked for", strange.device);
    }
    Ok(wipefs.signatures)
}

/// Returns the devices that guests' configurations name, `scsi1: /dev/disk/by-id/X` or `dev0: /dev/sdb`, those of their
/// snapshots too.
///
/// Those of other nodes count by names that mean the same disk everywhere: a disk of a storage network may be used there.
fn guests(host: &dyn Probe) -> Result<Vec<(String, String)>> {
    let own = cluster::inspect(host)?.node;
    let nodes = Path::new("/etc/pve/nodes");
    let mut named = Vec::new();
    for node in host.list(nodes)?.unwrap_or_default() {
        let means_ours = |word: &String| node == own || is_named_for_all(word);
        for folder in ["lxc", "qemu-server"].map(|kind| nodes.join(&node).join(kind)) {
            let names = host.list(&folder)?.unwrap_or_default();
            for path in names.iter().filter(|name| name.ends_with(".conf")).map(|name| folder.join(name)) {
                let text = host.read(&path)?.unwrap_or_default();
                for word in devices_in(&String::from_utf8_lossy(&text)).into_iter().filter(means_ours) {
                    if let Some(stat) = host.stat(Path::new(&word))? {
                        named.push((stat.canonical.to_string_lossy().into_owned(), path.display().to_string()));
                    }
                }
            }
        }
    }
    Ok(named)
}

fn is_named_for_all(path: &str) -> bool {
    let folder = path.strip_prefix("/dev/disk/").and_then(|path| path.split('/').next());
    folder.is_some_and(|folder| NAMED_FOR_ALL.contains(&folder))
}

fn devices_in(text: &str) -> Vec<String> {
    let is_end = |letter: char| letter.is_whitespace() || ",=:;\"'".contains(letter);
    let words = text.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(is_end));
    words.filter(|word| word.starts_with("/dev/")).map(str::to_owned).collect()
}

/// Fills in what the disks of a pool are on this host.
///
/// ZFS shows the partition that it made on a whole disk: `/dev/sda1`, `/dev/disk/by-id/X-part1`, or, after an import on another
/// host, by a name of the partition's own, `/dev/disk/by-partuuid/X`; a disk by its bare name in the list of `zpool import`.
/// What leads nowhere keeps its name, so that a vanished disk is still told from another.
pub(super) fn resolve(pool: &mut Pool, host: &dyn Probe) -> Result<()> {
    for disk in pool.disks_mut() {
        let names = [Some(disk.shown.clone()), whole_disk(&disk.shown)];
        for name in names.into_iter().flatten() {
            for path in places(&name) {
                if let Some(stat) = host.stat(&path)? {
                    let device = stat.canonical.to_string_lossy().into_owned();
                    disk.devices.extend(whole_disk(&device));
                    disk.devices.push(device);
                }
            }
            disk.devices.push(name);
        }
    }
    Ok(())
}

fn places(name: &str) -> Vec<PathBuf> {
    if name.starts_with('/') {
        return vec![PathBuf::from(name)];
    }
    let below = |folder: &&str| match folder.strip_prefix("../") {
        Some(folder) => Path::new("/dev").join(folder).join(name),
        None => Path::new("/dev/disk").join(folder).join(name),
    };
    std::iter::once(Path::new("/dev").join(name)).chain(FOLDERS.iter().map(below)).collect()
}

/// Returns the disk whose first partition this is: the one that ZFS makes on a whole disk.
fn whole_disk(path: &str) -> Option<String> {
    if let Some(disk) = path.strip_suffix("-part1") {
        return Some(disk.to_owned());
    }
    let disk = path.strip_suffix('1')?;
    if let Some(numbered) = disk.strip_suffix('p')
        && numbered.ends_with(|letter: char| letter.is_ascii_digit())
    {
        return Some(numbered.to_owned());
    }
    let name = disk.rsplit('/').next().unwrap_or(disk);
    let is_kernel_name = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_kernel_name.then(|| disk.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_that_zfs_makes_leads_to_its_disk() {
        for (shown, disk) in [
            ("/dev/sda1", Some("/dev/sda")),
            ("/dev/vdab1", Some("/dev/vdab")),
            ("/dev/nvme0n1p1", Some("/dev/nvme0n1")),
            ("/dev/disk/by-id/nvme-X-part1", Some("/dev/disk/by-id/nvme-X")),
            ("/dev/sda3", None),
            ("/dev/nvme0n1", None),
            ("/dev/disk/by-id/ata-SERIAL1", None),
            ("/dev/sda11", None),
        ] {
            assert_eq!(whole_disk(shown).as_deref(), disk, "{shown}");
        }
    }

    #[test]
    fn devices_of_guests_are_found_in_every_spelling() {
        let text = "scsi1: /dev/disk/by-id/ata-X,size=4T\ndev0: path=/dev/sdb,gid=44\nlxc.mount.entry: /dev/sdc dev/sdc none bind\n\
                    # /dev/sdz is only spoken of\nnet0: name=eth0\n\n[before]\nmp0: /dev/sdd,mp=/data\n";
        assert_eq!(devices_in(text), ["/dev/disk/by-id/ata-X", "/dev/sdb", "/dev/sdc", "/dev/sdd"]);
    }

    #[test]
    fn partitions_and_holders_are_read_from_lsblk() {
        let text = r#"{"blockdevices": [{"kname": "sda", "path": "/dev/sda", "type": "disk", "size": 1000, "ro": false, "mountpoints": [null],
            "children": [{"kname": "sda1", "path": "/dev/sda1", "type": "part", "size": 900, "ro": false, "mountpoints": [null],
              "children": [{"kname": "dm-0", "path": "/dev/mapper/vg-root", "type": "lvm", "size": 800, "ro": false, "mountpoints": ["/"]}]}]}]}"#;
        let lsblk: Lsblk = serde_json::from_str(text).unwrap();
        let disk = lsblk.blockdevices[0].find("/dev/sda").unwrap();
        assert_eq!(in_use(disk).unwrap().found, "/dev/mapper/vg-root is mounted at /");
        let part = lsblk.blockdevices[0].find("/dev/sda1").unwrap();
        assert_eq!(part.all().len(), 2);
        assert_eq!(lsblk.blockdevices[0].find("/dev/dm-0").unwrap().path, "/dev/mapper/vg-root");
    }
}
