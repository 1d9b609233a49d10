//! The volumes of the bench: those that containers' files and commands name, with their sizes, snapshots and clones.

use std::collections::BTreeMap;

use super::Told;
use crate::perl::formats;
use crate::pvesm::place;
use crate::world::World;

/// The dataset of the storage `local-zfs`, and the directory of `local`.
const DATA: &str = "rpool/data";
const IMAGES: &str = "/var/lib/vz/images";

/// The size of a volume that nothing tells the size of.
const USUAL_SIZE: u64 = 1 << 30;

/// Makes the volumes that were there.
pub(super) fn furnish(world: &mut World, told: &Told) {
    let node = world.state.node.clone();
    let ids = world.guests(&node, "lxc");
    let texts: Vec<String> = ids.iter().filter_map(|id| world.read(&world.container_path(&id.to_string()))).collect();
    let sizes = sizes(texts.iter().chain(told.afterwards.values()));
    let named = told.commands.iter().flatten().flat_map(|word| volumes_in(word));
    let named: Vec<String> = texts.iter().flat_map(|text| volumes_in(text)).chain(named).collect();
    for volume in named {
        make(world, told, &volume, sizes.get(&volume).copied().unwrap_or(USUAL_SIZE));
    }
    for (volume, bytes) in super::storages::volumes(told) {
        make(world, told, &volume, bytes);
    }
    let mut snapshots: Vec<(u64, String, String)> = texts.iter().flat_map(|text| snapshots_in(text)).collect();
    snapshots.sort();
    for (_, dataset, snapshot) in snapshots {
        take_snapshot(world, &format!("{dataset}@{snapshot}"));
    }
    for line in told.said.lines().filter(|line| line.trim_end().ends_with("dataset already exists")) {
        if let Some((_, rest)) = line.split_once("cannot create snapshot '") {
            take_snapshot(world, rest.split('\'').next().unwrap_or_default());
        }
    }
    clone_used_bases(world, told);
}

/// Clones the bases that are told to be in use; who has the clone does not matter.
fn clone_used_bases(world: &mut World, told: &Told) {
    for line in told.said.lines() {
        let base =
            line.strip_prefix("base volume '").and_then(|rest| rest.split_once("' is still in use by linked clones"));
        if let Some((base, _)) = base {
            let clone = format!("{DATA}/subvol-999999999-disk-0");
            world.zfs_clone(&format!("{DATA}/{base}@__base__"), &clone).expect("a base can be cloned");
        }
    }
}

/// That the dataset is missing, or has the snapshot, is what the case is about.
fn take_snapshot(world: &mut World, snapshot: &str) {
    drop(world.zfs_snapshot(snapshot));
}

/// Returns the volumes of the two storages that a text names: `local-zfs:subvol-101-disk-0`, `local:100/vm-100-disk-0.raw`.
fn volumes_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || ",='\"".contains(c));
    let is_volume = |word: &&str| {
        let name = word.strip_prefix("local-zfs:").or_else(|| word.strip_prefix("local:"));
        name.is_some_and(|name| name.split('/').all(|part| !part.is_empty()) && place::owner(name).is_some())
    };
    words.filter(is_volume).map(str::to_owned).collect()
}

/// Returns the sizes of volumes: the first that a line with the volume tells.
fn sizes<'a>(texts: impl Iterator<Item = &'a String>) -> BTreeMap<String, u64> {
    let mut sizes = BTreeMap::new();
    for line in texts.flat_map(|text| text.lines()) {
        let size = line.split_once("size=").and_then(|(_, size)| formats::size(size.split(',').next()?));
        if let (Some(bytes), [volume, ..]) = (size, volumes_in(line).as_slice()) {
            sizes.entry(volume.clone()).or_insert(bytes);
        }
    }
    sizes
}

fn make(world: &mut World, told: &Told, volume: &str, bytes: u64) {
    let Some((storage, name)) = volume.split_once(':') else { return };
    if storage == "local" {
        let path = format!("{IMAGES}/{name}");
        if told.says(&format!("disk image '{path}' does not exist")) && told.typed.matches(volume).count() == 1 {
            return;
        }
        if name.ends_with(".subvol") {
            world.files.make_directory(std::path::Path::new(&path));
        } else {
            world.files.write(path, place::image(bytes));
        }
        return;
    }
    let mut base = None;
    for part in name.split('/') {
        let dataset = format!("{DATA}/{part}");
        if !world.zfs_exists(&dataset) && !told.says(&format!("cannot open '{dataset}': dataset does not exist")) {
            make_dataset(world, &dataset, base.as_deref(), bytes);
        }
        base = Some(dataset);
    }
}

fn make_dataset(world: &mut World, dataset: &str, base: Option<&str>, bytes: u64) {
    let own = dataset.rsplit('/').next().unwrap_or(dataset);
    let made = match base {
        Some(base) => world.zfs_clone(&format!("{base}@__base__"), dataset),
        None if own.starts_with("vm-") || own.starts_with("base-") => {
            world.zfs_create_sparse_volume(dataset, bytes, &[])
        }
        None => world.zfs_create_filesystem(dataset, &[("acltype", "posixacl"), ("xattr", "sa")]),
    };
    made.expect("a volume of the bench can be made");
    if bytes > 0 && (own.starts_with("subvol") || own.starts_with("basevol")) {
        world
            .zfs_set(dataset, "refquota", &bytes.next_multiple_of(1024).to_string())
            .expect("a size of the bench can be set");
    }
    if own.starts_with("base") {
        take_snapshot(world, &format!("{dataset}@__base__"));
    }
}

/// Returns the snapshots of datasets that the sections of a container's file tell: when, of what, by which name.
fn snapshots_in(text: &str) -> Vec<(u64, String, String)> {
    let mut found = Vec::new();
    let sections = text.split("\n[").skip(1).filter_map(|section| section.split_once("]\n"));
    for (name, body) in sections.filter(|(name, _)| !name.eq_ignore_ascii_case("pve:pending")) {
        let time = body.lines().find_map(|line| line.strip_prefix("snaptime: ")?.parse().ok()).unwrap_or(0);
        let disks = body.lines().filter(|line| line.starts_with("rootfs:") || line.starts_with("mp"));
        for volume in disks.flat_map(volumes_in) {
            if let Some(name_there) = volume.strip_prefix("local-zfs:") {
                let own = name_there.rsplit('/').next().unwrap_or(name_there);
                found.push((time, format!("{DATA}/{own}"), name.to_owned()));
            }
        }
    }
    found
}
