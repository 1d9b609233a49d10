//! `zpool create` and `zpool destroy`.

use super::{assignments, misused, properties, size_of};
use crate::options::Options;
use crate::world::{Answer, World};
use crate::zfs::{Kind, Pool, Vdev};

/// The size of a simulated disk that nothing says more about, in bytes: 1 TB without labels and partitions.
const DISK: u64 = 1_000_000_000_000;

/// How many disks each layout needs.
const LAYOUTS: &[(&str, &str, usize)] = &[
    ("mirror", "mirror", 2),
    ("raidz", "raidz1", 2),
    ("raidz1", "raidz1", 2),
    ("raidz2", "raidz2", 3),
    ("raidz3", "raidz3", 4),
];

/// The words that begin a part with a role of its own.
const ROLES: &[(&str, &str)] =
    &[("special", "special"), ("dedup", "dedup"), ("log", "logs"), ("cache", "cache"), ("spare", "spares")];

/// Runs `zpool create`.
pub(super) fn create(world: &mut World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "fndo:O:m:R:t:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint),
    };
    let (name, words) = match options.operands.as_slice() {
        [] => return misused("missing pool name argument"),
        [_] => return misused("missing vdev specification"),
        [name, words @ ..] => (*name, words),
    };
    match made(world, name, words, &options) {
        Ok(()) => Answer::silent(),
        Err(sentence) => Answer::failed(1, sentence),
    }
}

fn made(world: &mut World, name: &str, words: &[&str], options: &Options<'_>) -> Result<(), String> {
    let cannot = |reason: &str| format!("cannot create '{name}': {reason}");
    check_name(name).map_err(|reason| cannot(&reason))?;
    let vdevs = vdevs(words, &|disk| world.files.exists(std::path::Path::new(disk)))?;
    if world.state.zfs.pools.contains_key(name) {
        return Err(cannot("pool already exists"));
    }
    let is_forced = options.has('f');
    for disk in vdevs.iter().flat_map(|vdev| &vdev.disks) {
        check_disk(world, disk, is_forced)?;
    }
    let size = check_sizes(world, &vdevs, is_forced)?;
    let version = world.state.zfs.version;
    let mut checked = std::collections::BTreeMap::new();
    for (property, value) in assignments(options.values('o'))? {
        let (property, value) = properties::check_new(&property, &value, version, &cannot)?;
        checked.insert(property, value);
    }
    let pool = Pool { size: size_of(&vdevs, size), vdevs, properties: checked, ..Pool::default() };
    let mut root = assignments(options.values('O'))?;
    root.extend(options.value('m').map(|path| ("mountpoint".to_owned(), path.to_owned())));
    check_mountpoint(world, root.get("mountpoint").unwrap_or(&format!("/{name}")))?;
    let devices: Vec<String> = pool.disks().filter_map(|disk| world.device(disk)).collect();
    for device in devices {
        if let Some(disk) = world.state.disks.get_mut(&device) {
            (disk.signatures, disk.parts) = (Vec::new(), std::collections::BTreeMap::new());
        }
    }
    let devices: Vec<Option<String>> = pool.disks().map(|disk| world.device(disk)).collect();
    if devices.iter().enumerate().any(|(index, device)| devices[..index].contains(device)) {
        let reason =
            "one or more vdevs refer to the same device, or one of\nthe devices is part of an active md or lvm device";
        return Err(cannot(reason));
    }
    world.add_pool(name, pool);
    let pairs: Vec<(&str, &str)> = root.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let set = world.zfs_set_all(name, &pairs);
    set.inspect_err(|_| world.remove_pool(name))
        .map_err(|sentence| sentence.replacen("cannot set property for", "cannot create", 1))
}

fn check_name(name: &str) -> Result<(), String> {
    let omitted = |reason: String| Err(format!("{reason}\npool name may have been omitted"));
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return omitted("name must begin with a letter".to_owned());
    }
    let is_bad = |letter: &char| !letter.is_ascii_alphanumeric() && !"-_.: ".contains(*letter);
    match name.chars().find(is_bad) {
        Some('/') => return Err("invalid character '/' in pool name\nuse 'zfs create' to create a dataset".to_owned()),
        Some(letter) => return omitted(format!("invalid character '{letter}' in pool name")),
        None => {}
    }
    let is_reserved = ["mirror", "raidz", "draid", "spare"].iter().any(|word| name.starts_with(word)) || name == "log";
    if is_reserved { omitted("name is reserved".to_owned()) } else { Ok(()) }
}

/// Reads what follows the pool's name: layouts, roles and disks.
fn vdevs(words: &[&str], is_there: &dyn Fn(&str) -> bool) -> Result<Vec<Vdev>, String> {
    let mut vdevs: Vec<Vdev> = Vec::new();
    let (mut role, mut layout) = ("", "");
    for word in words {
        if let Some((_, named)) = ROLES.iter().find(|(begin, _)| begin == word) {
            (role, layout) = (named, "");
        } else if let Some((_, named, _)) = LAYOUTS.iter().find(|(begin, _, _)| begin == word) {
            layout = named;
            vdevs.push(Vdev { layout: layout.to_owned(), role: role.to_owned(), disks: Vec::new() });
        } else {
            let disk = if word.starts_with('/') { (*word).to_owned() } else { format!("/dev/{word}") };
            if !word.starts_with('/') && !is_there(&disk) {
                let hint = "must be a full path or shorthand device name";
                return Err(format!("cannot open '{word}': no such device in /dev\n{hint}"));
            }
            match vdevs.last_mut().filter(|vdev| !layout.is_empty() && vdev.layout == layout && vdev.role == role) {
                Some(vdev) => vdev.disks.push(disk),
                None => vdevs.push(Vdev { layout: String::new(), role: role.to_owned(), disks: vec![disk] }),
            }
        }
    }
    for vdev in &vdevs {
        let least = LAYOUTS.iter().find(|(_, named, _)| *named == vdev.layout).map_or(1, |(_, _, least)| *least);
        if vdev.disks.len() < least {
            return Err(format!("invalid vdev specification: {} requires at least {least} devices", vdev.layout));
        }
    }
    Ok(vdevs)
}

fn check_disk(world: &World, disk: &str, is_forced: bool) -> Result<(), String> {
    if !world.files.exists(std::path::Path::new(disk)) {
        return Err(format!("cannot resolve path '{disk}'"));
    }
    let device = world.device(disk);
    let is_of = |pool: &Pool| pool.disks().any(|other| world.device(other) == device);
    let there = device.as_ref().and_then(|device| world.state.disks.get(device));
    let is_used = there.is_some_and(|disk| {
        disk.mounted.is_some() || disk.parts.values().any(|part| part.mounted.is_some() || part.kind != "part")
    });
    let holder = world.state.zfs.pools.iter().find(|(_, pool)| is_of(pool));
    let refuse = |reason: String| {
        let head = if is_forced {
            "the following errors must be manually repaired"
        } else {
            "use '-f' to override the following errors"
        };
        Err(format!("invalid vdev specification\n{head}:\n{reason}"))
    };
    if let Some((name, _)) = holder.filter(|_| !disk.starts_with("/dev/")) {
        return refuse(format!("{disk} is part of active pool '{name}'"));
    }
    if is_used || holder.is_some() {
        let kind = there.and_then(|disk| disk.signatures.first()).map_or("unknown", String::as_str);
        return Err(format!("{disk} is in use and contains a {kind} filesystem."));
    }
    if is_forced {
        return Ok(());
    }
    if let Some(exported) = world.state.zfs.exported.iter().find(|exported| is_of(&exported.pool)) {
        return refuse(format!("{} is part of exported pool '{}'", super::status::partition(disk), exported.name));
    }
    match there.and_then(|disk| disk.signatures.first()) {
        Some(kind) => refuse(format!("{disk} contains a filesystem of type '{kind}'")),
        None => Ok(()),
    }
}

/// Returns the size of a disk of these; those of a mirror or raidz must be alike.
fn check_sizes(world: &World, vdevs: &[Vdev], is_forced: bool) -> Result<u64, String> {
    let size = |disk: &String| world.device(disk).and_then(|device| Some(world.state.disks.get(&device)?.size));
    for vdev in vdevs.iter().filter(|vdev| !vdev.layout.is_empty() && !is_forced) {
        let sizes: Vec<u64> = vdev.disks.iter().filter_map(size).collect();
        if sizes.iter().max().unwrap_or(&0) - sizes.iter().min().unwrap_or(&0) > 16 << 20 {
            return Err(format!(
                "invalid vdev specification\nuse '-f' to override the following errors:\n\
                 {} contains devices of different sizes",
                vdev.layout
            ));
        }
    }
    Ok(vdevs.iter().flat_map(|vdev| &vdev.disks).find_map(size).unwrap_or(DISK))
}

fn check_mountpoint(world: &World, path: &str) -> Result<(), String> {
    let is_full = world.files.list(std::path::Path::new(path)).is_some_and(|names| !names.is_empty());
    if !path.starts_with('/') || !is_full {
        return Ok(());
    }
    Err(format!("mountpoint '{path}' exists and is not empty\nuse '-m' option to provide a different default"))
}

/// Runs `zpool destroy`.
pub(super) fn destroy(world: &mut World, arguments: &[&str]) -> Answer {
    let Some(name) = arguments.iter().find(|argument| **argument != "-f") else {
        return misused("missing pool argument");
    };
    if !world.state.zfs.pools.contains_key(*name) {
        return Answer::failed(1, format!("cannot open '{name}': no such pool"));
    }
    match world.zfs_busy(name) {
        Some(busy) => Answer::failed(1, format!("{busy}\ncould not destroy '{name}': could not unmount datasets")),
        None => {
            world.remove_pool(name);
            Answer::silent()
        }
    }
}

impl World {
    /// Adds a pool with its own dataset, as if it had just been made or imported.
    pub fn add_pool(&mut self, name: &str, mut pool: Pool) {
        if pool.guid == 0 {
            pool.guid = self.random();
        }
        self.files.write(format!("/proc/spl/kstat/zfs/{name}/state"), format!("{}\n", pool.health));
        self.state.zfs.pools.insert(name.to_owned(), pool);
        if !self.state.zfs.datasets.contains_key(name) {
            let root = self.fresh_dataset(Kind::Filesystem);
            self.add_dataset(name, root);
        }
    }

    pub(super) fn remove_pool(&mut self, name: &str) {
        self.state.zfs.pools.remove(name);
        self.files.remove(format!("/proc/spl/kstat/zfs/{name}"));
        self.forget_tree(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_and_roles_are_told_from_disks() {
        let there = |_: &str| true;
        let read = vdevs(&["mirror", "/dev/a", "b", "special", "mirror", "c", "d", "cache", "e"], &there).unwrap();
        let shapes: Vec<(&str, &str, usize)> =
            read.iter().map(|vdev| (vdev.layout.as_str(), vdev.role.as_str(), vdev.disks.len())).collect();
        assert_eq!(shapes, [("mirror", "", 2), ("mirror", "special", 2), ("", "cache", 1)]);
        assert_eq!(read[0].disks, ["/dev/a", "/dev/b"]);
        assert!(vdevs(&["raidz2", "a", "b"], &there).unwrap_err().contains("raidz2 requires at least 3 devices"));
    }

    #[test]
    fn words_of_vdevs_are_no_pool_names() {
        assert!(check_name("mirrorx").unwrap_err().starts_with("name is reserved"));
        assert!(check_name("1tank").unwrap_err().starts_with("name must begin with a letter"));
        assert_eq!(check_name("special"), Ok(()));
    }
}
