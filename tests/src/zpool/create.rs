//! `zpool create` and `zpool destroy`.

use super::{geometry, misused, properties, replication, status};
use crate::options::Options;
use crate::world::{Answer, World};
use crate::zfs::{Kind, Pool, Vdev};

/// The size of a simulated disk that nothing says more about, in bytes: 1 TB without labels and partitions.
pub(super) const DISK: u64 = 1_000_000_000_000;

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
        Err(complaint) => return misused("create", &complaint),
    };
    let (name, words) = match options.operands.as_slice() {
        [] => return misused("create", "missing pool name argument"),
        [_] => return misused("create", "missing vdev specification"),
        [name, words @ ..] => (*name, words),
    };
    if options.has('n') {
        let known = |disk: &str| world.files.exists(std::path::Path::new(disk));
        return match vdevs(words, &known).and_then(|vdevs| checked(world, &vdevs, options.has('f')).map(|()| vdevs)) {
            Ok(vdevs) => Answer::printed(status::layout(name, &Pool { vdevs, ..Pool::default() })),
            Err(sentence) => Answer::failed(1, sentence),
        };
    }
    match made(world, name, words, &options) {
        Ok(()) => Answer::silent(),
        Err(sentence) => Answer::failed(1, sentence),
    }
}

fn made(world: &mut World, name: &str, words: &[&str], options: &Options<'_>) -> Result<(), String> {
    let cannot = |reason: &str| format!("cannot create '{name}': {reason}");
    let version = world.state.zfs.version;
    if name.contains('/') {
        return Err(cannot("invalid character '/' in pool name\nuse 'zfs create' to create a dataset"));
    }
    let (pool_wishes, root_wishes) = (wishes("-o", options.values('o'))?, wishes("-O", options.values('O'))?);
    for (property, _) in &root_wishes {
        if crate::zfs::properties::find(property, version).is_none()
            && !crate::zfs::properties::is_user_property(property)
        {
            return Err(format!("property '{property}' is not a valid filesystem property"));
        }
    }
    // A name that is none and an ashift are refused at once, other values when the disks were looked at.
    let mut wanted = std::collections::BTreeMap::new();
    let mut refused = None;
    for (property, value) in &pool_wishes {
        match properties::check_new(property, value, version, &cannot) {
            Ok((property, value)) => drop(wanted.insert(property, value)),
            Err(sentence) if sentence.starts_with("cannot create") => refused = refused.or(Some(sentence)),
            Err(sentence) => return Err(sentence),
        }
    }
    let is_there =
        |disk: &str| world.files.exists(std::path::Path::new(disk)) || holder_of_partition(world, disk).is_some();
    let vdevs = vdevs(words, &is_there)?;
    checked(world, &vdevs, options.has('f'))?;
    let is_apart = |vdev: &&Vdev| matches!(vdev.role.as_str(), "special" | "dedup");
    let apart: Vec<Vdev> = vdevs.iter().filter(is_apart).cloned().collect();
    let pool = Pool {
        size: world.size_of(&vdevs),
        size_apart: world.size_of(&apart),
        vdevs,
        properties: wanted,
        ..Pool::default()
    };
    let mut root: std::collections::BTreeMap<String, String> = root_wishes.into_iter().collect();
    root.extend(options.value('m').map(|path| ("mountpoint".to_owned(), path.to_owned())));
    check_mountpoint(world, root.get("mountpoint").unwrap_or(&format!("/{name}")))?;
    check_name(name).map_err(|reason| cannot(&format!("{reason}\npool name may have been omitted")))?;
    if let Some(sentence) = refused {
        return Err(sentence);
    }
    if world.state.zfs.pools.contains_key(name) {
        return Err(cannot("pool already exists"));
    }
    // The kernel asks for a part that data can go to.
    if pool.vdevs.iter().all(|vdev| matches!(vdev.role.as_str(), "logs" | "cache" | "spares")) {
        return Err(cannot("invalid argument for this pool operation"));
    }
    if vdevs_too_small(world, &pool.vdevs) {
        return Err(cannot("one or more devices is less than the minimum size (64M)"));
    }
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

/// Tells why a name can be no pool's. Of an existing one fewer are reserved.
pub(super) fn check_open_name(name: &str) -> Result<(), String> {
    if matches!(name, "mirror" | "raidz" | "draid") {
        return Err("name is reserved".to_owned());
    }
    check_letters(name)
}

/// Tells why a new pool cannot be called so.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    check_letters(name)?;
    let is_reserved = ["mirror", "raidz", "draid", "spare"].iter().any(|word| name.starts_with(word)) || name == "log";
    if is_reserved { Err("name is reserved".to_owned()) } else { Ok(()) }
}

fn check_letters(name: &str) -> Result<(), String> {
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Err("name must begin with a letter".to_owned());
    }
    let is_bad = |letter: &char| !letter.is_ascii_alphanumeric() && !"-_.: ".contains(*letter);
    if let Some(letter) = name.chars().find(is_bad) {
        return Err(format!("invalid character '{letter}' in pool name"));
    }
    Ok(())
}

/// Tells why no pool can be made of these parts, or nothing.
fn checked(world: &World, vdevs: &[Vdev], is_forced: bool) -> Result<(), String> {
    for disk in vdevs.iter().flat_map(|vdev| &vdev.disks) {
        check_disk(world, disk, is_forced)?;
    }
    if is_forced {
        return Ok(());
    }
    if vdevs.iter().all(|vdev| !vdev.role.is_empty()) {
        let reason = "at least one general top-level vdev must be specified";
        return Err(format!("invalid vdev specification\n{}:\n{reason}", remedy(is_forced)));
    }
    let sound = replication::check(world, vdevs);
    sound.map_err(|reason| format!("invalid vdev specification\n{}:\n{reason}", remedy(is_forced)))
}

/// Reads properties given as `a=b` behind an option; no name twice.
fn wishes<'a>(option: &str, given: impl Iterator<Item = &'a str>) -> Result<Vec<(String, String)>, String> {
    let mut wishes: Vec<(String, String)> = Vec::new();
    for argument in given {
        let missing = || format!("missing '=' for {option} option");
        let (name, value) = argument.split_once('=').ok_or_else(missing)?;
        if wishes.iter().any(|(other, _)| other == name) {
            return Err(format!("property '{name}' specified multiple times"));
        }
        wishes.push((name.to_owned(), value.to_owned()));
    }
    Ok(wishes)
}

fn vdevs_too_small(world: &World, vdevs: &[Vdev]) -> bool {
    let is_small = |vdev: &Vdev| world.smallest_disk(vdev).is_some_and(|size| size < geometry::SMALLEST);
    vdevs.iter().any(is_small)
}

/// Reads what follows the pool's name: layouts, roles and disks.
fn vdevs(words: &[&str], is_there: &dyn Fn(&str) -> bool) -> Result<Vec<Vdev>, String> {
    let mut vdevs: Vec<Vdev> = Vec::new();
    let (mut role, mut layout) = ("", "");
    for word in words {
        if let Some((_, named)) = ROLES.iter().find(|(begin, _)| begin == word) {
            (role, layout) = (named, "");
        } else if let Some(parity) = draid_parity(word) {
            layout = "draid";
            vdevs.push(Vdev { layout: format!("draid{parity}"), role: role.to_owned(), disks: Vec::new() });
        } else if let Some((_, named, _)) = LAYOUTS.iter().find(|(begin, _, _)| begin == word) {
            layout = named;
            vdevs.push(Vdev { layout: layout.to_owned(), role: role.to_owned(), disks: Vec::new() });
        } else {
            let disk = if word.starts_with('/') { (*word).to_owned() } else { format!("/dev/{word}") };
            if !word.starts_with('/') && !is_there(&disk) {
                let hint = "must be a full path or shorthand device name";
                return Err(format!("cannot open '{word}': no such device in /dev\n{hint}"));
            }
            if !is_there(&disk) {
                return Err(format!("cannot resolve path '{disk}'"));
            }
            let is_open = |vdev: &&mut Vdev| !layout.is_empty() && vdev.layout.starts_with(layout) && vdev.role == role;
            match vdevs.last_mut().filter(is_open) {
                Some(vdev) => vdev.disks.push(disk),
                None => vdevs.push(Vdev { layout: String::new(), role: role.to_owned(), disks: vec![disk] }),
            }
        }
    }
    for vdev in vdevs.iter_mut().filter(|vdev| vdev.layout.starts_with("draid")) {
        let (parity, count) = (draid_parity(&vdev.layout).unwrap_or(1), vdev.disks.len());
        let data = count.saturating_sub(parity);
        if data == 0 {
            let word = if words.contains(&"draid") { "draid".to_owned() } else { format!("draid{parity}") };
            return Err(format!("invalid vdev specification: {word} requires at least {} devices", parity + 1));
        }
        vdev.layout = format!("draid{parity}:{}d:{count}c:0s", data.min(8));
    }
    for vdev in &vdevs {
        let least = LAYOUTS.iter().find(|(_, named, _)| *named == vdev.layout).map_or(1, |(_, _, least)| *least);
        if vdev.disks.len() < least {
            // `raidz` is how most write it.
            let word = if vdev.layout == "raidz1" && words.contains(&"raidz") { "raidz" } else { &vdev.layout };
            return Err(format!("invalid vdev specification: {word} requires at least {least} devices"));
        }
    }
    Ok(vdevs)
}

/// Returns the parity of a draid whose groups and spares are left to ZFS: `draid`, `draid2`.
fn draid_parity(word: &str) -> Option<usize> {
    match word.strip_prefix("draid")? {
        "" => Some(1),
        digit => digit.parse().ok().filter(|parity| (1..=3).contains(parity)),
    }
}

/// Refuses the partition that ZFS made on a whole disk of a pool.
fn check_partition(world: &World, disk: &str, is_forced: bool) -> Result<(), String> {
    match holder_of_partition(world, disk) {
        Some((name, state)) if state == "active" || !is_forced => {
            Err(format!("invalid vdev specification\n{}:\n{disk} is part of {state} pool '{name}'", remedy(is_forced)))
        }
        _ => Ok(()),
    }
}

/// Returns the pool on whose disk ZFS has made this partition, and what is with it.
fn holder_of_partition<'a>(world: &'a World, disk: &str) -> Option<(&'a str, &'static str)> {
    let is_part = |whole: &str| disk != whole && status::partition(whole) == disk;
    let zfs = &world.state.zfs;
    let active = zfs.pools.iter().map(|(name, pool)| (name, pool, "active"));
    let exported = zfs.exported.iter().map(|exported| (&exported.name, &exported.pool, "exported"));
    let (name, _, state) = active.chain(exported).find(|(_, pool, _)| pool.disks().any(is_part))?;
    Some((name, state))
}

fn remedy(is_forced: bool) -> &'static str {
    if is_forced {
        "the following errors must be manually repaired"
    } else {
        "use '-f' to override the following errors"
    }
}

fn check_disk(world: &World, disk: &str, is_forced: bool) -> Result<(), String> {
    check_partition(world, disk, is_forced)?;
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
    let refuse = |reason: String| Err(format!("invalid vdev specification\n{}:\n{reason}", remedy(is_forced)));
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
        return refuse(format!("{} is part of exported pool '{}'", status::partition(disk), exported.name));
    }
    match there.and_then(|disk| disk.signatures.first()) {
        Some(kind) => refuse(format!("{disk} contains a filesystem of type '{kind}'")),
        None => Ok(()),
    }
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
    let options = match Options::parse(arguments, "f") {
        Ok(options) => options,
        Err(complaint) => return misused("destroy", &complaint),
    };
    let name = match options.operands.as_slice() {
        [] => return misused("destroy", "missing pool argument"),
        [name] => name,
        _ => return misused("destroy", "too many arguments"),
    };
    if name.contains('/') {
        let hint = "use 'zfs destroy' to destroy a dataset";
        return Answer::failed(1, format!("cannot open '{name}': invalid character '/' in pool name\n{hint}"));
    }
    if let Err(reason) = check_open_name(name) {
        return Answer::failed(1, format!("cannot open '{name}': {reason}"));
    }
    if !world.state.zfs.pools.contains_key(*name) {
        return Answer::failed(1, format!("cannot open '{name}': no such pool"));
    }
    if world.state.zfs.pool_of(name).is_some_and(|pool| pool.health == "SUSPENDED") {
        return Answer::failed(1, format!("cannot destroy '{name}': pool I/O is currently suspended"));
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

    pub(crate) fn remove_pool(&mut self, name: &str) {
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
        assert_eq!(check_name("tank/x").unwrap_err(), "invalid character '/' in pool name");
    }
}
