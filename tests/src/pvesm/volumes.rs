//! Volumes of storages: datasets on `zfspool`, files below a directory elsewhere.
//! Errors are the texts that Perl dies with, line end included.

use std::path::Path;

use super::config::{Configuration, Storage};
use super::place::{Place, contents, image, is_block_device, locate, owner, size, split};
use crate::world::World;
use crate::zfs::Dataset;

/// A volume that was made, and what making it printed.
#[derive(Debug)]
pub struct Made {
    /// `STORAGE:NAME`.
    pub volume: String,
    /// What was printed on standard output.
    pub printed: String,
}

/// Makes a volume for a container: a filesystem on ZFS, a formatted image (or a directory, for size 0) elsewhere.
pub fn make(world: &mut World, storage: &Storage, vmid: &str, bytes: u64) -> Result<Made, String> {
    match storage.kind.name {
        "zfspool" => make_filesystem(world, storage, vmid, bytes),
        // Read in pve-container 6.1 (`alloc_disk`), not recorded.
        _ if !storage.holds("rootdir") => {
            Err(format!("content type 'rootdir' is not available or configured on storage '{}'\n", storage.id))
        }
        "dir" | "nfs" | "cifs" | "btrfs" => make_file(world, storage, vmid, bytes),
        other => Err(format!("storage '{}': nothing is known of volumes on type '{other}'\n", storage.id)),
    }
}

fn make_filesystem(world: &mut World, storage: &Storage, vmid: &str, bytes: u64) -> Result<Made, String> {
    let name = free_name(world, storage, "subvol", vmid, "");
    make_named_filesystem(world, storage, &name, bytes)
}

/// Makes a filesystem of that name on ZFS.
pub fn make_named_filesystem(world: &mut World, storage: &Storage, name: &str, bytes: u64) -> Result<Made, String> {
    let quota = if bytes == 0 { "none".to_owned() } else { bytes.to_string() };
    let properties = [("acltype", "posixacl"), ("xattr", "sa"), ("refquota", quota.as_str())];
    let dataset = format!("{}/{name}", storage.get("pool"));
    world.zfs_create_filesystem(&dataset, &properties).map_err(from_zfs)?;
    Ok(Made { volume: format!("{}:{name}", storage.id), printed: String::new() })
}

fn make_file(world: &mut World, storage: &Storage, vmid: &str, bytes: u64) -> Result<Made, String> {
    if bytes == 0 {
        let name = free_name(world, storage, "subvol", vmid, ".subvol");
        world.files.make_directory(Path::new(&format!("{}/images/{vmid}/{name}", storage.get("path"))));
        return Ok(Made { volume: format!("{}:{vmid}/{name}", storage.id), printed: String::new() });
    }
    let Made { volume, mut printed } = make_image(world, storage, vmid, bytes);
    printed.push_str(&mkfs_report(world, bytes));
    Ok(Made { volume, printed })
}

/// Makes a raw image without a filesystem.
pub fn make_image(world: &mut World, storage: &Storage, vmid: &str, bytes: u64) -> Made {
    let name = free_name(world, storage, "vm", vmid, ".raw");
    make_named_image(world, storage, vmid, &name, bytes)
}

/// Makes an image, `NAME.raw` or `NAME.qcow2`, and prints what `qemu-img` does.
pub fn make_named_image(world: &mut World, storage: &Storage, vmid: &str, name: &str, bytes: u64) -> Made {
    let path = format!("{}/images/{vmid}/{name}", storage.get("path"));
    world.files.write(&path, image(bytes));
    let preallocation = match storage.get("preallocation") {
        "" => "metadata",
        given => given,
    };
    let printed = if name.ends_with(".qcow2") {
        format!(
            "Formatting '{path}', fmt=qcow2 cluster_size=65536 extended_l2=off preallocation={preallocation} \
             compression_type=zlib size={bytes} lazy_refcounts=off refcount_bits=16\n"
        )
    } else if name.ends_with(".vmdk") {
        // What it prints of these was read in QEMU, not recorded.
        format!("Formatting '{path}', fmt=vmdk size={bytes} compat6=off hwversion=undefined\n")
    } else {
        // A raw image has no metadata.
        let preallocation = if preallocation == "metadata" { "off" } else { preallocation };
        format!("Formatting '{path}', fmt=raw size={bytes} preallocation={preallocation}\n")
    };
    Made { volume: format!("{}:{vmid}/{name}", storage.id), printed }
}

/// Makes a block device on ZFS; `name` may be empty, then the first free one is taken.
pub fn make_block_device(
    world: &mut World,
    storage: &Storage,
    vmid: &str,
    name: &str,
    bytes: u64,
) -> Result<Made, String> {
    let name = if name.is_empty() { free_name(world, storage, "vm", vmid, "") } else { name.to_owned() };
    let dataset = format!("{}/{name}", storage.get("pool"));
    let made = match storage.get("sparse") {
        "1" => world.zfs_create_sparse_volume(&dataset, bytes, &[]),
        _ => world.zfs_create_volume(&dataset, bytes, &[]),
    };
    made.map_err(from_zfs)?;
    Ok(Made { volume: format!("{}:{name}", storage.id), printed: String::new() })
}

fn mkfs_report(world: &mut World, bytes: u64) -> String {
    let blocks = bytes / 4096;
    let (high, low) = (world.random(), world.random());
    let uuid = format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    );
    // Copies of the superblock lie in group 1 and in powers of 3, 5 and 7.
    let backups: Vec<String> = [1, 3, 5, 7, 9, 25, 27, 49, 81, 125]
        .map(|group| group * 32768)
        .iter()
        .filter(|block| **block < blocks)
        .map(u64::to_string)
        .collect();
    format!(
        "Creating filesystem with {blocks} 4k blocks and {} inodes\nFilesystem UUID: {uuid}\nSuperblock backups stored on blocks: \n\t{}\n",
        blocks / 4,
        backups.join(", ")
    )
}

/// Returns the first free name `PREFIX-VMID-disk-N`; the prefix does not count for being free.
pub fn free_name(world: &World, storage: &Storage, prefix: &str, vmid: &str, suffix: &str) -> String {
    let taken = names(world, storage);
    let is_taken = |number: u32| {
        let end = format!("-{vmid}-disk-{number}");
        taken.iter().any(|name| {
            let stem = name.rsplit('/').next().unwrap_or(name).split('.').next().unwrap_or(name);
            owner(name) == Some(vmid) && stem.ends_with(&end)
        })
    };
    let number = (0..).find(|number| !is_taken(*number)).expect("a storage holds a finite number of volumes");
    format!("{prefix}-{vmid}-disk-{number}{suffix}")
}

/// Returns the names of the guests' volumes on a storage, sorted.
pub fn names(world: &World, storage: &Storage) -> Vec<String> {
    if storage.kind.name == "zfspool" {
        let parent = storage.get("pool");
        let children = world.state.zfs.children(parent).map(|(name, _)| name[parent.len() + 1..].to_owned());
        return children.filter(|name| owner(name).is_some()).collect();
    }
    let images = format!("{}/images", storage.get("path"));
    let guests = world.files.list(Path::new(&images)).unwrap_or_default();
    let of_guest = |guest: String| {
        let names = world.files.list(Path::new(&format!("{images}/{guest}"))).unwrap_or_default();
        names.into_iter().map(move |name| format!("{guest}/{name}"))
    };
    guests.into_iter().flat_map(of_guest).filter(|name| owner(name).is_some()).collect()
}

/// Removes a volume and its snapshots; that it is gone already is no error.
pub fn free(world: &mut World, configuration: &Configuration, volume: &str) -> Result<(), String> {
    match locate(configuration, volume)? {
        Place::Dataset(name) => {
            refuse_used_base(world, &name)?;
            destroy_dataset(world, &name)
        }
        Place::File(path) => {
            world.files.remove(&path);
            Ok(())
        }
    }
}

/// Refuses to touch a base that has linked clones.
pub fn refuse_used_base(world: &World, dataset: &str) -> Result<(), String> {
    let own = dataset.rsplit('/').next().unwrap_or(dataset);
    let base = format!("{dataset}@__base__");
    if own.starts_with("base") && world.state.zfs.clones(&base).next().is_some() {
        return Err(format!("base volume '{own}' is still in use by linked clones\n"));
    }
    Ok(())
}

/// As `zfs destroy -r`.
fn destroy_dataset(world: &mut World, name: &str) -> Result<(), String> {
    let snapshots = world.state.zfs.datasets.get(name).map(|dataset| dataset.snapshots.keys().cloned().collect());
    let snapshots: Vec<String> = snapshots.unwrap_or_default();
    for snapshot in snapshots {
        world.zfs_destroy(&format!("{name}@{snapshot}")).map_err(from_zfs)?;
    }
    if world.zfs_exists(name) {
        world.zfs_destroy(name).map_err(from_zfs)?;
    }
    Ok(())
}

/// Sets a volume's size in bytes; storages count whole KiB, a part of one is given whole.
pub fn resize(world: &mut World, place: &Place, bytes: u64) -> Result<(), String> {
    let bytes = bytes.next_multiple_of(1024);
    match place {
        Place::Dataset(name) => {
            let property = if is_block_device(name) { "volsize" } else { "refquota" };
            world.zfs_set(name, property, &bytes.to_string()).map_err(from_zfs)
        }
        Place::File(path) => {
            world.files.write(path, image(bytes));
            Ok(())
        }
    }
}

/// Makes a full copy of a volume for another guest.
pub fn copy(
    world: &mut World,
    configuration: &Configuration,
    volume: &str,
    target: &Storage,
    vmid: &str,
) -> Result<Made, String> {
    let source = locate(configuration, volume)?;
    let made = make(world, target, vmid, size(world, &source)?)?;
    let destination = locate(configuration, &made.volume)?;
    if let (Some(from), Some(to)) = (contents(world, &source), contents(world, &destination)) {
        world.files.copy(Path::new(&from), Path::new(&to));
    }
    if let (Place::Dataset(from), Place::Dataset(to)) = (source, destination) {
        let data = world.state.zfs.datasets.get(&from).map_or(0, |dataset: &Dataset| dataset.data);
        if let Some(dataset) = world.state.zfs.datasets.get_mut(&to) {
            dataset.data = data;
        }
    }
    Ok(made)
}

/// Makes a linked clone of a base volume for another guest.
pub fn clone(world: &mut World, configuration: &Configuration, volume: &str, vmid: &str) -> Result<String, String> {
    let (storage, base) = split(volume)?;
    let storage = configuration.find(storage)?;
    let Place::Dataset(source) = locate(configuration, volume)? else {
        return Err(format!("Linked clone feature for '{volume}' is not available\n"));
    };
    let name = free_name(world, storage, "subvol", vmid, "");
    let dataset = format!("{}/{name}", storage.get("pool"));
    let size = size(world, &Place::Dataset(source.clone()))?;
    world.zfs_clone(&format!("{source}@__base__"), &dataset).map_err(from_zfs)?;
    world.zfs_set(&dataset, "refquota", &size.to_string()).map_err(from_zfs)?;
    // A base that is a linked clone itself is named without its own base.
    let base = base.rsplit('/').next().unwrap_or(base);
    Ok(format!("{}:{base}/{name}", storage.id))
}

/// Makes a volume a base for linked clones: `subvol-…` becomes `basevol-…`, and gets the snapshot `__base__`.
pub fn make_base(world: &mut World, configuration: &Configuration, volume: &str) -> Result<String, String> {
    let (storage, name) = split(volume)?;
    let own = name.rsplit('/').next().unwrap_or(name);
    let based = match own.split_once('-') {
        Some(("subvol", rest)) => format!("basevol-{rest}"),
        Some(("vm", rest)) => format!("base-{rest}"),
        _ => return Ok(volume.to_owned()),
    };
    match locate(configuration, volume)? {
        Place::Dataset(old) => {
            let new = format!("{}{based}", &old[..old.len() - own.len()]);
            world.zfs_rename(&old, &new).map_err(from_zfs)?;
            world.zfs_snapshot(&format!("{new}@__base__")).map_err(from_zfs)?;
        }
        // A directory keeps its name (`create_base` of pve-storage 9.1; read, not recorded).
        Place::File(_) if own.starts_with("subvol-") => return Ok(volume.to_owned()),
        Place::File(old) => {
            let new = format!("{}{based}", &old[..old.len() - own.len()]);
            world.files.rename(Path::new(&old), Path::new(&new));
        }
    }
    Ok(format!("{storage}:{}{based}", &name[..name.len() - own.len()]))
}

/// Returns a sentence of OpenZFS as Proxmox passes it on.
pub fn from_zfs(mut sentence: String) -> String {
    sentence.truncate(sentence.trim_end().len());
    sentence.insert_str(0, "zfs error: ");
    sentence.push('\n');
    sentence
}

#[cfg(test)]
mod tests {
    use super::super::config;
    use super::*;

    fn world() -> (World, Configuration) {
        let mut world = World::blank();
        world.files.write(config::PATH, "zfspool: tank\n\tpool tank/data\n\ndir: d1\n\tpath /srv/d1\n");
        world.state.zfs.pools.insert("tank".to_owned(), crate::zfs::Pool::default());
        world.state.zfs.datasets.insert("tank".to_owned(), Dataset::default());
        world.zfs_create_filesystem("tank/data", &[]).unwrap();
        let configuration = config::read(&world);
        (world, configuration)
    }

    #[test]
    fn the_number_of_a_disk_is_free_for_every_prefix() {
        let (mut world, configuration) = world();
        let tank = configuration.find("tank").unwrap();
        assert_eq!(make(&mut world, tank, "101", 1 << 30).unwrap().volume, "tank:subvol-101-disk-0");
        assert_eq!(make(&mut world, tank, "101", 1 << 30).unwrap().volume, "tank:subvol-101-disk-1");
        assert_eq!(make_base(&mut world, &configuration, "tank:subvol-101-disk-0").unwrap(), "tank:basevol-101-disk-0");
        assert_eq!(make(&mut world, tank, "101", 1 << 30).unwrap().volume, "tank:subvol-101-disk-2");
        assert_eq!(make(&mut world, tank, "10", 1 << 30).unwrap().volume, "tank:subvol-10-disk-0");
    }

    #[test]
    fn a_base_with_linked_clones_stays() {
        let (mut world, configuration) = world();
        let tank = configuration.find("tank").unwrap();
        make(&mut world, tank, "152", 2 << 30).unwrap();
        let base = make_base(&mut world, &configuration, "tank:subvol-152-disk-0").unwrap();
        let linked = clone(&mut world, &configuration, &base, "157").unwrap();
        assert_eq!(linked, "tank:basevol-152-disk-0/subvol-157-disk-0");
        let middle = make_base(&mut world, &configuration, &linked).unwrap();
        assert_eq!(middle, "tank:basevol-152-disk-0/basevol-157-disk-0");
        let youngest = clone(&mut world, &configuration, &middle, "158").unwrap();
        assert_eq!(youngest, "tank:basevol-157-disk-0/subvol-158-disk-0");
        free(&mut world, &configuration, &youngest).unwrap();
        let linked = middle;
        let text = "base volume 'basevol-152-disk-0' is still in use by linked clones\n";
        assert_eq!(free(&mut world, &configuration, &base).unwrap_err(), text);
        free(&mut world, &configuration, &linked).unwrap();
        free(&mut world, &configuration, &base).unwrap();
        assert!(!world.zfs_exists("tank/data/basevol-152-disk-0"));
    }

    #[test]
    fn an_image_is_formatted_with_the_recorded_words_and_remembers_its_size() {
        let (mut world, configuration) = world();
        let made = make(&mut world, configuration.find("d1").unwrap(), "100", 4 << 30).unwrap();
        assert_eq!(made.volume, "d1:100/vm-100-disk-0.raw");
        let first = "Formatting '/srv/d1/images/100/vm-100-disk-0.raw', fmt=raw size=4294967296 preallocation=off\nCreating filesystem with 1048576 4k blocks and 262144 inodes\nFilesystem UUID: ";
        assert!(made.printed.starts_with(first), "{}", made.printed);
        assert!(made.printed.ends_with("\t32768, 98304, 163840, 229376, 294912, 819200, 884736\n"), "{}", made.printed);
        let place = locate(&configuration, &made.volume).unwrap();
        assert_eq!(size(&world, &place), Ok(4 << 30));
    }
}
