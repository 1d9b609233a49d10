//! Where volumes lie: names to datasets and files, and what is seen there.
//! Errors are the texts that Perl dies with, line end included.

use std::path::Path;

use super::config::{Configuration, Storage};
use crate::perl::storage_formats;
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
        _ => Ok(Place::File(file_path(storage, name)?)),
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
    let (base, own) = name.split_once('/').map_or((None, name), |(base, own)| (Some(base), own));
    let is_base = |base: &str| base.starts_with("base") && owner(base).is_some();
    let good = base.is_none_or(is_base) && owner(own).is_some() && !own.contains(['/', ' ', '\t']);
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

/// Returns the directory in which a storage has that kind of content; `None` if nothing of that kind lies in directories.
pub fn directory(storage: &Storage, content: &str) -> Option<String> {
    let guests = [("images", "images"), ("rootdir", "private")];
    let usual = CONTENT_DIRECTORIES.iter().chain(&guests).find(|(word, _)| *word == content)?.1;
    let pairs = storage.get("content-dirs").split(',').filter_map(|pair| pair.split_once('='));
    let chosen = pairs.filter(|(word, _)| *word == content).map(|(_, directory)| directory).next_back();
    Some(format!("{}/{}", storage.get("path"), chosen.unwrap_or(usual)))
}

/// Returns the file that a name of a volume means (`parse_volname` of pve-storage 9.1; which endings a name may have was
/// read, not recorded).
fn file_path(storage: &Storage, name: &str) -> Result<String, String> {
    let unparsable = || format!("unable to parse directory volume name '{name}'\n");
    let (first, rest) = name.split_once('/').filter(|(_, rest)| !rest.is_empty()).ok_or_else(unparsable)?;
    let below = |content: &str| directory(storage, content).unwrap_or_default();
    if is_number(first) && !rest.contains(char::is_whitespace) {
        let parts: Vec<&str> = rest.split('/').collect();
        return match parts[..] {
            [own] => Ok(format!("{}/{first}/{}", below("images"), image_name(own)?)),
            [base, owner, own] if is_number(owner) => {
                image_name(base)?;
                Ok(format!("{}/{owner}/{}", below("images"), image_name(own)?))
            }
            _ => Err(format!("unable to parse volume filename '{rest}'\n")),
        };
    }
    let is_known = match first {
        "rootdir" => is_number(rest),
        "snippets" => true,
        _ => format_of(first, rest).is_some(),
    };
    if is_known && !rest.contains('/') { Ok(format!("{}/{rest}", below(first))) } else { Err(unparsable()) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn image_name(name: &str) -> Result<&str, String> {
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending);
    let good = ending.is_some_and(|ending| ["raw", "qcow2", "vmdk", "subvol"].contains(&ending));
    if good { Ok(name) } else { Err(format!("unable to parse volume filename '{name}'\n")) }
}

/// Returns the format of a file by its name, as lists of that content show it; `None` if it is no such content.
pub fn format_of(content: &str, name: &str) -> Option<String> {
    const PACKED: &[&str] = &["gz", "xz", "zst", "bz2"];
    let lower = name.to_ascii_lowercase();
    let ending = |text: &str| text.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, end)| end.to_owned());
    match content {
        "snippets" => Some("snippet".to_owned()),
        "iso" => ending(&lower).filter(|end| matches!(end.as_str(), "iso" | "img")).map(|_| "iso".to_owned()),
        "import" => ending(name).filter(|end| ["ova", "ovf", "qcow2", "raw", "vmdk"].contains(&end.as_str())),
        "vztmpl" => {
            let has = |end: &str| lower.strip_suffix(end).is_some_and(|stem| !stem.is_empty());
            let packed = PACKED.iter().find(|end| has(&format!(".tar.{end}")));
            packed.map(|end| format!("t{end}")).or_else(|| has(".tar").then(|| "tar".to_owned()))
        }
        "backup" => {
            let plain = ["tgz", "tar", "vma"].map(str::to_owned).into_iter();
            let packed = ["tar", "vma"]
                .iter()
                .flat_map(|kind| ["gz", "lzo", "zst", "bz2"].iter().map(move |end| format!("{kind}.{end}")));
            plain.chain(packed).find(|end| name.ends_with(&format!(".{end}")))
        }
        _ => None,
    }
}

/// Returns the guest that a volume of this name belongs to: `subvol-101-disk-0`, `101/vm-101-disk-0.raw`.
pub fn owner(name: &str) -> Option<&str> {
    let own = name.rsplit('/').next()?;
    let (prefix, rest) = own.split_once('-')?;
    let (vmid, number) = rest.split_once('-')?;
    (matches!(prefix, "vm" | "base" | "subvol" | "basevol") && is_number(vmid) && !number.is_empty()).then_some(vmid)
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
    fn the_name_of_a_file_says_what_it_is() {
        let mut world = World::blank();
        world.files.write(config::PATH, "dir: d1\n\tpath /d\n\tcontent-dirs iso=isos\n");
        let configuration = config::read(&world);
        for (name, path) in [
            ("vztmpl/x.tar.zst", "/d/template/cache/x.tar.zst"),
            ("iso/x.ISO", "/d/isos/x.ISO"),
            ("backup/vzdump-lxc-100-1.tar.zst", "/d/dump/vzdump-lxc-100-1.tar.zst"),
            ("snippets/h.sh", "/d/snippets/h.sh"),
            ("999/x.raw", "/d/images/999/x.raw"),
            ("100/base-100-disk-0.qcow2/101/vm-101-disk-0.qcow2", "/d/images/101/vm-101-disk-0.qcow2"),
            ("rootdir/100", "/d/private/100"),
        ] {
            assert_eq!(locate(&configuration, &format!("d1:{name}")), Ok(Place::File(path.to_owned())), "{name}");
        }
        for name in ["iso/x.txt", "iso/a/b.iso", "vztmpl/x", "backup/x", "snippets/a/b", "foo/x.raw", "100", "foo"] {
            let text = format!("unable to parse directory volume name '{name}'\n");
            assert_eq!(locate(&configuration, &format!("d1:{name}")), Err(text));
        }
        let text = "unable to parse volume filename 'vm-300-disk-0'\n";
        assert_eq!(locate(&configuration, "d1:300/vm-300-disk-0"), Err(text.to_owned()));
    }

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
