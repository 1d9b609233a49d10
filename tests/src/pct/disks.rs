//! Mount points of containers: what they lead to, how their volumes are made, kept as unused, and removed.

use std::path::{Path, PathBuf};

use super::conf::{Conf, Section};
use super::settings::{MOUNT, ROOT, is_one_of};
use super::{Failure, Run};
use crate::perl::formats;
use crate::perl::property::{self, Format, Properties};
use crate::pvesm::config::{Configuration, Storage};
use crate::pvesm::{place, volumes};
use crate::world::World;

/// What a mount point leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A volume of a storage.
    Volume,
    /// A device of the host.
    Device,
    /// A directory of the host.
    Bind,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Device => "device",
            Self::Bind => "bind",
        }
    }
}

/// A mount point, or the root.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) properties: Properties,
}

impl Disk {
    pub(super) fn parse(name: &str, value: &str) -> Result<Self, String> {
        let properties = property::parse(format(name), "", value)?;
        let volume = properties.get("volume").map_or("", String::as_str);
        let kind = match volume {
            device if device.starts_with("/dev/") => Kind::Device,
            directory if directory.starts_with('/') => Kind::Bind,
            _ => Kind::Volume,
        };
        Ok(Self { name: name.to_owned(), kind, properties })
    }

    pub(super) fn volume(&self) -> &str {
        &self.properties["volume"]
    }

    pub(super) fn put(&mut self, key: &str, value: impl Into<String>) {
        self.properties.insert(key.to_owned(), value.into());
    }

    pub(super) fn print(&self) -> String {
        property::print(format(&self.name), &self.properties)
    }

    /// Returns the storage and the size in bytes of a volume that is to be made: `local-zfs:8`. What is less than a MiB is
    /// dropped (`create_disks` of PVE::LXC, pve-container).
    pub(super) fn wanted(&self) -> Option<(&str, u64)> {
        const MIB: u64 = 1 << 20;
        let (storage, size) = self.volume().split_once(':')?;
        let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let bytes = formats::size(&format!("{size}G")).map(|bytes| bytes / MIB * MIB);
        bytes.filter(|_| is_number && !storage.contains(char::is_whitespace)).map(|bytes| (storage, bytes))
    }
}

fn format(name: &str) -> &'static Format {
    if name == "rootfs" { &ROOT } else { &MOUNT }
}

/// Returns whether a setting is a mount point or the root.
pub(super) fn is_disk(name: &str) -> bool {
    name == "rootfs" || is_one_of(name, "mp")
}

/// Returns the root and the mount points of a section in Proxmox's order: the root, then by number.
pub(super) fn all(section: &Section) -> Result<Vec<Disk>, String> {
    let mut disks: Vec<Disk> = section
        .values
        .iter()
        .filter(|(name, _)| is_disk(name))
        .map(|(name, value)| Disk::parse(name, value))
        .collect::<Result<_, _>>()?;
    disks.sort_by_key(|disk| disk.name.strip_prefix("mp").and_then(|number| number.parse::<u32>().ok()));
    Ok(disks)
}

/// Checks that a disk's storage exists and may hold containers, in the words of `pct set`.
pub(super) fn check_content(configuration: &Configuration, disk: &Disk) -> Result<(), String> {
    if disk.kind != Kind::Volume {
        return Ok(());
    }
    let storage = configuration.find(place::split(disk.volume())?.0)?;
    if storage.holds("rootdir") {
        return Ok(());
    }
    Err(format!("storage '{}' does not allow content type 'rootdir' (Container)\n", storage.id))
}

impl Run<'_> {
    /// Makes the volume of a disk that names only a storage and a size, and puts its name and size in.
    pub(super) fn make_volume(&mut self, disk: &mut Disk, storage: &Storage, bytes: u64) -> Result<(), String> {
        let vmid = self.vmid.clone();
        let made = volumes::make(self.world, storage, &vmid, bytes)?;
        self.printed.push_str(&made.printed);
        disk.put("volume", made.volume);
        disk.put("size", formats::print_size(bytes));
        Ok(())
    }

    /// Reads a volume's size again and puts it in; that it cannot be read is only warned of.
    pub(super) fn rescan(&mut self, disk: &mut Disk, configuration: &Configuration) {
        if disk.kind != Kind::Volume {
            return;
        }
        let place = place::locate(configuration, disk.volume());
        match place.and_then(|place| place::size(self.world, &place)) {
            Ok(bytes) => disk.put("size", formats::print_size(bytes)),
            Err(reason) => self.warned.push_str(&format!("Could not rescan volume size - {reason}\n")),
        }
    }

    /// Removes a volume that belongs to the container; of one that is another guest's only the mention goes
    /// (`delete_mountpoint_volume` of PVE::LXC).
    pub(super) fn free_own(&mut self, configuration: &Configuration, volume: &str) -> Result<(), String> {
        place::locate(configuration, volume)?;
        if place::owner(place::split(volume)?.1) == Some(&self.vmid) {
            return volumes::free(self.world, configuration, volume);
        }
        self.warn(&format!("ignore deletion of '{volume}', CT {} isn't the owner!\n", self.vmid));
        Ok(())
    }

    /// Removes volumes that were made in vain.
    pub(super) fn free_all(&mut self, configuration: &Configuration, volumes: &[String]) {
        for volume in volumes {
            if let Err(reason) = volumes::free(self.world, configuration, volume) {
                self.warn(&reason);
            }
        }
    }
}

/// Checks that a bind mount's directory exists, and that no link leads to it: Proxmox walks there without following any
/// (`walk_tree_nofollow` of pve-container; read, not recorded).
pub(super) fn check_bind(world: &World, disk: &Disk) -> Result<(), String> {
    if disk.kind != Kind::Bind {
        return Ok(());
    }
    let path = Path::new(disk.volume());
    if !world.files.is_directory(path) {
        return Err(format!("directory '{}' does not exist\n", disk.volume()));
    }
    let plain: PathBuf = path.components().collect();
    let is_direct = |path: &&Path| world.files.canonical(path).as_deref() == Some(*path);
    let links: Vec<&Path> = plain.ancestors().filter(|path| !is_direct(path)).collect();
    // It comes from the root: what is nearest to that stops it.
    links.last().map_or(Ok(()), |link| Err(format!("symlink encountered at: /{}\n", link.display())))
}

/// Checks that a device of the host exists and is one.
pub(super) fn check_device(world: &World, path: &str) -> Result<(), String> {
    if !world.files.exists(Path::new(path)) {
        return Err(format!("Device {path} does not exist\n"));
    }
    if world.files.is_directory(Path::new(path)) { Err(format!("{path} is not a device\n")) } else { Ok(()) }
}

/// Notes a volume as unused, at the first free number, unless it is noted already.
pub(super) fn add_unused(section: &mut Section, volume: &str) {
    let numbers = (0..256).map(|number| format!("unused{number}"));
    let (taken, free): (Vec<String>, Vec<String>) = numbers.partition(|name| section.get(name).is_some());
    if taken.iter().any(|name| section.get(name) == Some(volume)) {
        return;
    }
    if let Some(name) = free.first() {
        section.put(name, volume);
    }
}

/// Returns whether a disk of the container, now or pending or in a snapshot, uses a volume.
pub(super) fn is_in_use(conf: &Conf, volume: &str) -> bool {
    let sections = [&conf.current, &conf.pending].into_iter().chain(conf.snapshots.values());
    sections.into_iter().any(|section| uses(section, volume))
}

/// Returns whether a disk of a section uses a volume.
pub(super) fn uses(section: &Section, volume: &str) -> bool {
    let disks = section.values.iter().filter(|(name, _)| is_disk(name));
    disks.filter_map(|(name, value)| Disk::parse(name, value).ok()).any(|disk| disk.volume() == volume)
}

/// Returns every volume that belongs to a container by its configuration: root, mount points and unused ones.
pub(super) fn own_volumes(conf: &Conf) -> Result<Vec<String>, Failure> {
    let disks = all(&conf.current)?;
    let mut volumes: Vec<String> =
        disks.iter().filter(|disk| disk.kind == Kind::Volume).map(|disk| disk.volume().to_owned()).collect();
    let unused = conf.current.values.iter().filter(|(name, _)| is_one_of(name, "unused"));
    volumes.extend(unused.map(|(_, volume)| volume.clone()));
    for section in conf.snapshots.values().chain([&conf.pending]) {
        // What is pending may name a volume that is not made yet.
        let disks: Vec<Disk> = all(section)?.into_iter().filter(|disk| disk.wanted().is_none()).collect();
        volumes.extend(disks.iter().filter(|disk| disk.kind == Kind::Volume).map(|disk| disk.volume().to_owned()));
    }
    volumes.sort();
    volumes.dedup();
    Ok(volumes)
}
