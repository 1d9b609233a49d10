//! The disks of a simulated host, and the commands that look at them: `lsblk`, `wipefs` (util-linux 2.38).

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::world::{Answer, World};

/// The size of a disk that nobody says more about, in bytes.
pub const SIZE: u64 = 2_000_000_000_000;

/// A disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disk {
    /// Its size in bytes.
    pub size: u64,
    /// What lies on it, as `wipefs` calls it: `ext4`, `LVM2_member`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<String>,
    /// Where it is mounted itself; `[SWAP]` if it is swap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mounted: Option<String>,
    /// What is made of it, by path: partitions, and whatever holds it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Part>,
    /// Whether nothing can be written to it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
    /// Its serial number, and its name for all the world made of that; a disk of two paths has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

/// Something that is made of a disk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// `part`, `lvm`, `crypt`, `raid1`.
    pub kind: String,
    /// Where it is mounted; `[SWAP]` if it is swap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mounted: Option<String>,
}

impl Default for Disk {
    fn default() -> Self {
        let (signatures, parts) = (Vec::new(), BTreeMap::new());
        Self { size: SIZE, signatures, mounted: None, parts, read_only: false, serial: None }
    }
}

/// Returns the disk that a pool has if nobody says more: the one that the pairs of the tests name, or one of its own where that is taken.
pub(crate) fn usual_disk(pool: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let usual = "/dev/disk/by-id/nvme-one";
    if is_taken(usual) { format!("/dev/disk/by-id/{pool}-disk") } else { usual.to_owned() }
}

impl World {
    /// Adds a disk by the path that people name it by. One below `/dev/disk` is a link to the name that the kernel gives.
    pub fn add_disk(&mut self, path: &str, disk: Disk) {
        let kernel = match self.files.canonical(Path::new(path)) {
            Some(there) => there.to_string_lossy().into_owned(),
            None if path.starts_with("/dev/disk/") => {
                let kernel = self.free_name(path);
                let target = format!("../../{}", kernel.trim_start_matches("/dev/"));
                self.files.link(Path::new(path), Path::new(&target));
                kernel
            }
            None => path.to_owned(),
        };
        self.files.write(&kernel, "");
        self.state.disks.insert(kernel, disk);
    }

    /// Takes a disk out of the host: its names lead nowhere.
    pub fn remove_disk(&mut self, path: &str) {
        if let Some(kernel) = self.files.canonical(Path::new(path)) {
            self.files.remove(&kernel);
            self.state.disks.remove(&*kernel.to_string_lossy());
        }
    }

    /// Returns the kernel's name for a disk that is there: `/dev/sda`.
    pub fn device(&self, path: &str) -> Option<String> {
        Some(self.files.canonical(Path::new(path))?.to_string_lossy().into_owned())
    }

    /// Returns the disk that a pool has if nobody says more: the one that the pairs of the tests name, or one of its own.
    pub fn usual_disk(&self, pool: &str) -> String {
        usual_disk(pool, |path| self.files.exists(Path::new(path)))
    }

    fn free_name(&self, path: &str) -> String {
        let is_nvme = path.contains("nvme");
        let names = (0..).map(|number: u8| match is_nvme {
            true => format!("/dev/nvme{number}n1"),
            false if number < 26 => format!("/dev/sd{}", char::from(b'a' + number)),
            false => format!("/dev/sda{}", char::from(b'a' + number - 26)),
        });
        let is_free = |name: &String| !self.files.exists(Path::new(name));
        names.into_iter().find(is_free).expect("a host has few disks")
    }

    /// Returns the pool that a disk belongs to, imported or not.
    fn is_in_a_pool(&self, kernel: &str) -> bool {
        let zfs = &self.state.zfs;
        let mut pools = zfs.pools.values().chain(zfs.exported.iter().map(|exported| &exported.pool));
        pools.any(|pool| pool.disks().any(|disk| self.device(disk).as_deref() == Some(kernel)))
    }
}

/// Returns the name of a disk's partition: `/dev/sda1`, `/dev/nvme0n1p1`.
fn partition(kernel: &str, number: u8) -> String {
    let ends_with_digit = kernel.ends_with(|letter: char| letter.is_ascii_digit());
    format!("{kernel}{}{number}", if ends_with_digit { "p" } else { "" })
}

/// Runs `lsblk`: always every device, always as JSON with the columns that are asked for.
pub fn lsblk(world: &mut World, arguments: &[&str]) -> Answer {
    let Some(columns) = columns(arguments) else {
        return Answer::failed(1, "lsblk: only --json --bytes --output LIST is simulated");
    };
    let devices: Vec<Value> = world.state.disks.iter().map(|(path, disk)| shown(world, path, disk)).collect();
    let devices: Vec<Value> = devices.iter().map(|device| only(device, &columns)).collect();
    let list = json!({ "blockdevices": devices });
    Answer::printed(serde_json::to_string_pretty(&list).expect("a value is JSON") + "\n")
}

fn columns(arguments: &[&str]) -> Option<Vec<String>> {
    match arguments {
        ["--json", "--bytes", "--output", list] | ["-J", "-b", "-o", list] => {
            Some(list.split(',').map(str::to_lowercase).collect())
        }
        _ => None,
    }
}

fn shown(world: &World, path: &str, disk: &Disk) -> Value {
    let wwn = disk.serial.as_ref().map(|serial| format!("0x5000{serial}"));
    let device = |path: &str, kind: &str, size: u64, mounted: &Option<String>| {
        // The kernel writes `!` for the `/` in a name.
        let name = path.trim_start_matches("/dev/").trim_start_matches("mapper/").replace('/', "!");
        let serial = disk.serial.as_ref().filter(|_| kind == "disk");
        json!({ "kname": name, "path": path, "type": kind, "size": size, "ro": disk.read_only, "wwn": wwn, "serial": serial,
            "mountpoints": [mounted] })
    };
    let mut shown = device(path, "disk", disk.size, &disk.mounted);
    let mut parts: Vec<Value> =
        disk.parts.iter().map(|(path, part)| device(path, &part.kind, disk.size / 2, &part.mounted)).collect();
    if parts.is_empty() && world.is_in_a_pool(path) {
        // ZFS partitions a whole disk: one part for the data, and 8 MiB at the end.
        let made = [(1, disk.size.saturating_sub(10 << 20)), (9, 8 << 20)];
        parts = made.iter().map(|(number, size)| device(&partition(path, *number), "part", *size, &None)).collect();
    }
    if !parts.is_empty() {
        shown["children"] = Value::Array(parts);
    }
    shown
}

fn only(device: &Value, columns: &[String]) -> Value {
    let members = device.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| *name == "children" || columns.contains(name));
    let kept = kept.map(|(name, value)| match value.as_array().filter(|_| name == "children") {
        Some(children) => (name.clone(), children.iter().map(|child| only(child, columns)).collect()),
        None => (name.clone(), value.clone()),
    });
    Value::Object(kept.collect())
}

/// Returns whether this `wipefs` takes signatures away.
pub fn wipes(arguments: &[&str]) -> bool {
    arguments.iter().take_while(|word| **word != "--").any(|word| matches!(*word, "-a" | "--all"))
}

/// Runs `wipefs`: with `--json` it lists, with `--all` it takes away.
pub fn wipefs(world: &mut World, arguments: &[&str]) -> Answer {
    let devices: Vec<&str> = arguments.iter().filter(|word| word.starts_with("/")).copied().collect();
    let mut list = Vec::new();
    for device in devices {
        let Some(kernel) = world.device(device) else {
            return cannot_probe(device, "No such file or directory");
        };
        let in_pool = world.is_in_a_pool(&kernel);
        let Some(disk) = world.state.disks.get_mut(&kernel) else { continue };
        if wipes(arguments) {
            let is_used = in_pool || disk.mounted.is_some() || disk.parts.values().any(|part| part.mounted.is_some());
            if is_used {
                return cannot_probe(device, "Device or resource busy");
            }
            (disk.signatures, disk.parts) = (Vec::new(), BTreeMap::new());
            continue;
        }
        let mut kinds = disk.signatures.clone();
        if in_pool || disk.parts.values().any(|part| part.kind == "part") {
            kinds.extend(["gpt", "gpt", "PMBR"].map(str::to_owned));
        }
        let bare = device.rsplit('/').next();
        list.extend(kinds.iter().map(|kind| json!({ "device": bare, "type": kind })));
    }
    if wipes(arguments) {
        return Answer::silent();
    }
    let list = json!({ "signatures": list });
    Answer::printed(serde_json::to_string_pretty(&list).expect("a value is JSON") + "\n")
}

fn cannot_probe(device: &str, reason: &str) -> Answer {
    Answer::failed(1, format!("wipefs: error: {device}: probing initialization failed: {reason}"))
}

/// Runs `update-initramfs`: the image carries a copy of `/etc/modprobe.d`.
pub fn update_initramfs(world: &mut World, arguments: &[&str]) -> Answer {
    if let Some(text) = world.take_fault("update-initramfs -u") {
        return Answer::failed(1, text);
    }
    if arguments != ["-u", "-k", "all"] {
        return Answer::failed(1, "update-initramfs: only -u -k all is simulated");
    }
    let folder = Path::new("/etc/modprobe.d");
    let names = world.files.list(folder).unwrap_or_default();
    let texts = names.iter().filter_map(|name| world.files.read(&folder.join(name)));
    let image = "/boot/initrd.img-6.14.8-2-pve";
    let bytes: Vec<u8> = texts.flatten().collect();
    world.files.write(image, bytes);
    Answer::printed(format!("update-initramfs: Generating {image}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_has_the_kernels_name_too() {
        let mut world = World::blank();
        world.add_disk("/dev/disk/by-id/nvme-A", Disk::default());
        world.add_disk("/dev/disk/by-id/nvme-B", Disk::default());
        world.add_disk("/dev/disk/by-id/ata-C", Disk { signatures: vec!["ext4".to_owned()], ..Disk::default() });
        assert_eq!(world.device("/dev/disk/by-id/nvme-B").as_deref(), Some("/dev/nvme1n1"));
        let listed = wipefs(&mut world, &["--json", "--", "/dev/sda", "/dev/nvme0n1"]).stdout;
        assert!(listed.contains("ext4") && !listed.contains("nvme0n1"), "{listed}");
        assert!(lsblk(&mut world, &["-J", "-b", "-o", "PATH,TYPE"]).stdout.contains("/dev/nvme1n1"));
        wipefs(&mut world, &["--all", "/dev/disk/by-id/ata-C"]);
        assert!(world.state.disks["/dev/sda"].signatures.is_empty());
        world.remove_disk("/dev/disk/by-id/ata-C");
        assert_eq!(world.device("/dev/disk/by-id/ata-C"), None);
    }
}
