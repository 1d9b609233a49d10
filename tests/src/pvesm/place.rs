//! Where volumes lie: names to datasets and files, and what is seen there.
//! Errors are the texts that Perl dies with, line end included.

use std::path::Path;

use super::config::Configuration;
use crate::perl::{formats, storage_formats};
use crate::world::World;

/// Where a volume lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A dataset of ZFS.
    Dataset(String),
    /// A file, or a directory for a volume without a size.
    File(String),
}

/// Splits a volume id into its storage and its name there.
pub fn split(volume: &str) -> Result<(&str, &str), String> {
    let parts =
        volume.split_once(':').filter(|(storage, name)| storage_formats::is_storage_id(storage) && !name.is_empty());
    parts.ok_or_else(|| format!("unable to parse volume ID '{volume}'\n"))
}

/// Returns where a volume lies, whether it exists or not.
pub fn locate(configuration: &Configuration, volume: &str) -> Result<Place, String> {
    let (storage, name) = split(volume)?;
    let storage = configuration.find(storage)?;
    match storage.kind.name {
        "zfspool" => Ok(Place::Dataset(format!("{}/{}", storage.get("pool"), dataset_name(name)?))),
        _ => Ok(Place::File(format!("{}/{}", storage.get("path"), file_name(name)?))),
    }
}

/// Returns the kind of content that a volume is by its name: a guest's disks are `images` (`parse_volname`).
pub fn content(configuration: &Configuration, volume: &str) -> Result<&'static str, String> {
    let place = locate(configuration, volume)?;
    let word = split(volume)?.1.split('/').next().unwrap_or_default();
    let known = CONTENT_DIRECTORIES.iter().find(|(known, _)| *known == word && matches!(place, Place::File(_)));
    Ok(known.map_or("images", |(known, _)| known))
}

/// Returns the dataset's own name: of a linked clone, what stands behind its base.
fn dataset_name(name: &str) -> Result<&str, String> {
    let own = name.rsplit('/').next().unwrap_or(name);
    let good = name.split('/').all(|part| owner(part).is_some()) && name.matches('/').count() <= 1;
    if good { Ok(own) } else { Err(format!("unable to parse zfs volume name '{name}'\n")) }
}

/// Directories of content that is no guest's, by the word in the volume's name.
pub const CONTENT_DIRECTORIES: &[(&str, &str)] = &[
    ("vztmpl", "template/cache"),
    ("iso", "template/iso"),
    ("backup", "dump"),
    ("snippets", "snippets"),
    ("import", "import"),
];

fn file_name(name: &str) -> Result<String, String> {
    let unparsable = || format!("unable to parse directory volume name '{name}'\n");
    let (first, rest) = name.split_once('/').filter(|(_, rest)| !rest.is_empty()).ok_or_else(unparsable)?;
    if let Some((_, directory)) = CONTENT_DIRECTORIES.iter().find(|(word, _)| *word == first) {
        return if has_ending_of(first, rest) { Ok(format!("{directory}/{rest}")) } else { Err(unparsable()) };
    }
    if formats::is_vmid(first) { Ok(format!("images/{name}")) } else { Err(unparsable()) }
}

/// Returns whether a file has an ending of its kind of content, in any case (read in PVE::Storage, pve-storage:
/// `VZTMPL_EXT_RE_1`, `ISO_EXT_RE_0`).
fn has_ending_of(content: &str, file: &str) -> bool {
    let endings: &[&str] = match content {
        "vztmpl" => &[".tar", ".tar.gz", ".tar.xz", ".tar.zst", ".tar.bz2"],
        "iso" => &[".iso", ".img"],
        _ => return true,
    };
    let file = file.to_ascii_lowercase();
    endings.iter().any(|ending| file.strip_suffix(ending).is_some_and(|name| !name.is_empty()))
}

/// Returns the guest that a volume of this name belongs to: `subvol-101-disk-0`, `101/vm-101-disk-0.raw`.
pub fn owner(name: &str) -> Option<&str> {
    let own = name.rsplit('/').next()?;
    let (prefix, rest) = own.split_once('-')?;
    let (vmid, _) = rest.split_once('-')?;
    (matches!(prefix, "vm" | "base" | "subvol" | "basevol") && vmid.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(vmid)
}

/// Returns whether a volume is there.
pub fn exists(world: &World, place: &Place) -> bool {
    match place {
        Place::Dataset(name) => world.zfs_exists(name),
        Place::File(path) => world.files.exists(Path::new(path)),
    }
}

/// Returns a volume's size in bytes.
pub fn size(world: &World, place: &Place) -> Result<u64, String> {
    match place {
        Place::Dataset(name) => {
            let property = if is_block_device(name) { "volsize" } else { "refquota" };
            let value = world.zfs_get(name, property);
            let value = value.ok_or_else(|| format!("zfs error: cannot open '{name}': dataset does not exist\n"))?;
            Ok(value.parse().unwrap_or(0))
        }
        Place::File(path) => {
            let missing = || format!("could not parse qemu-img info command output for '{path}'\n");
            if world.files.is_directory(Path::new(path)) {
                return Ok(0);
            }
            Ok(image_size(&world.read(path).ok_or_else(missing)?))
        }
    }
}

pub(super) fn is_block_device(dataset: &str) -> bool {
    dataset.rsplit('/').next().is_some_and(|name| name.starts_with("vm-") || name.starts_with("base-"))
}

const IMAGE: &str = "raw image of ";

/// Returns what stands in the file of a raw image: its size, in words. An image of zeros would only cost memory.
pub(crate) fn image(bytes: u64) -> String {
    format!("{IMAGE}{bytes} bytes\n")
}

fn image_size(text: &str) -> u64 {
    let words = text.strip_prefix(IMAGE).and_then(|rest| rest.split(' ').next()?.parse().ok());
    words.unwrap_or(text.len() as u64)
}

/// Returns the directory in which a volume's files can be seen.
pub fn contents(world: &World, place: &Place) -> Option<String> {
    match place {
        Place::Dataset(name) => world.zfs_get(name, "mountpoint").filter(|path| path.starts_with('/')),
        Place::File(path) => world.files.is_directory(Path::new(path)).then(|| path.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::config;
    use super::*;

    #[test]
    fn a_volume_is_of_a_kind_by_its_name_and_ending() {
        let mut world = World::blank();
        world.files.write(config::PATH, "dir: local\n\tpath /l\n\nzfspool: tank\n\tpool tank/data\n");
        let configuration = config::read(&world);
        let kinds = [
            ("local:vztmpl/a_1_amd64.tar.zst", "vztmpl"),
            ("local:iso/a.ISO", "iso"),
            ("local:snippets/a.sh", "snippets"),
            ("local:101/vm-101-disk-0.raw", "images"),
            ("tank:subvol-101-disk-0", "images"),
        ];
        for (volume, kind) in kinds {
            assert_eq!(content(&configuration, volume), Ok(kind), "{volume}");
        }
        for name in ["vztmpl/a.iso", "iso/a.tar", "vztmpl/.tar", "a.tar.gz"] {
            let text = format!("unable to parse directory volume name '{name}'\n");
            assert_eq!(content(&configuration, &format!("local:{name}")), Err(text));
        }
    }

    #[test]
    fn a_number_with_a_unit_is_no_name_of_a_dataset() {
        let mut world = World::blank();
        world.files.write(config::PATH, "zfspool: tank\n\tpool tank/data\n");
        let configuration = config::read(&world);
        assert_eq!(locate(&configuration, "tank:2G").unwrap_err(), "unable to parse zfs volume name '2G'\n");
        assert_eq!(locate(&configuration, "/srv").unwrap_err(), "unable to parse volume ID '/srv'\n");
        let linked = Place::Dataset("tank/data/subvol-157-disk-0".to_owned());
        assert_eq!(locate(&configuration, "tank:basevol-152-disk-0/subvol-157-disk-0"), Ok(linked));
    }
}
