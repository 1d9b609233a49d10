//! `zfs mount` and `zfs unmount`, and mountpoints that cannot take a filesystem.

use std::path::Path;

use super::{Kind, usage};
use crate::options::Options;
use crate::world::{Answer, World};

/// Mount options and the properties that they hide until the filesystem is unmounted.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("ro", "readonly", "on"),
    ("rw", "readonly", "off"),
    ("atime", "atime", "on"),
    ("noatime", "atime", "off"),
    ("dev", "devices", "on"),
    ("nodev", "devices", "off"),
    ("exec", "exec", "on"),
    ("noexec", "exec", "off"),
    ("suid", "setuid", "on"),
    ("nosuid", "setuid", "off"),
    ("relatime", "relatime", "on"),
    ("norelatime", "relatime", "off"),
];

/// Runs `zfs mount`; without a name it lists what is mounted.
pub(super) fn mount(world: &mut World, arguments: &[&str]) -> Answer {
    let misused = |complaint: &str, world: &World| usage::misused("mount", complaint, world.state.zfs.version);
    let options = match Options::parse(arguments, "flvOaRo:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint, world),
    };
    let words: Vec<&str> = options.values('o').flat_map(|list| list.split(',')).collect();
    match options.operands.as_slice() {
        [] if options.has('a') => mount_all(world),
        [_, ..] if options.has('a') => misused("too many arguments", world),
        [] if arguments.is_empty() => Answer::printed(mounts(world)),
        [] => misused("missing dataset argument", world),
        [name] => match mount_one(world, name, &words) {
            Ok(()) => Answer::silent(),
            Err(sentence) => Answer::failed(1, sentence),
        },
        _ => misused("too many arguments", world),
    }
}

/// Returns the list of what is mounted, in the order in which it was.
fn mounts(world: &World) -> String {
    let zfs = &world.state.zfs;
    let mut mounted: Vec<_> = zfs
        .datasets
        .iter()
        .filter_map(|(name, dataset)| Some((dataset.mounted_in, name, zfs.mounted_at(name)?)))
        .collect();
    mounted.sort_by_key(|(mounted_in, _, _)| *mounted_in);
    mounted.iter().map(|(_, name, at)| format!("{name:<30}  {}\n", at.display())).collect()
}

fn mount_all(world: &mut World) -> Answer {
    let names: Vec<String> = world.state.zfs.datasets.keys().cloned().collect();
    for name in names {
        let on_demand = world.zfs_get(&name, "canmount").is_some_and(|value| value != "on");
        let zfs = &world.state.zfs;
        if !on_demand && !zfs.is_zoned(&name) && !zfs.is_mounted(&name) && !zfs.is_locked(&name) {
            set_unmounted(world, &name, false);
        }
    }
    Answer::silent()
}

/// Tells why a name is no filesystem that could be mounted or unmounted.
fn check_filesystem(world: &World, name: &str) -> Result<(), String> {
    world.check_open_dataset(name)?;
    match world.state.zfs.datasets.get(name).map(|dataset| dataset.kind) {
        Some(Kind::Filesystem) => Ok(()),
        _ => Err(format!("cannot open '{name}': operation not applicable to datasets of this type")),
    }
}

fn mount_one(world: &mut World, name: &str, words: &[&str]) -> Result<(), String> {
    check_filesystem(world, name)?;
    let cannot = |reason: &str| Err(format!("cannot mount '{name}': {reason}"));
    if words.contains(&"remount") {
        if !world.state.zfs.is_mounted(name) {
            return cannot("not currently mounted");
        }
        hide(world, name, words);
        return Ok(());
    }
    if world.state.zfs.is_zoned(name) {
        return cannot("dataset is exported to a local zone");
    }
    if world.state.zfs.is_mounted(name) {
        return cannot("filesystem already mounted");
    }
    if world.zfs_get(name, "canmount").as_deref() == Some("off") {
        return cannot("'canmount' property is set to 'off'");
    }
    if world.state.zfs.is_locked(name) {
        return cannot("encryption key not loaded");
    }
    match world.state.zfs.mountpoint(name).value.as_str() {
        "legacy" => return cannot("legacy mountpoint\nuse mount(8) to mount this filesystem"),
        "none" => return cannot("no mountpoint set"),
        _ => set_unmounted(world, name, false),
    }
    hide(world, name, words);
    world.refuse_mount(name).map_or(Ok(()), Err)
}

/// Lets mount options hide the properties of a filesystem.
fn hide(world: &mut World, name: &str, words: &[&str]) {
    let meant = OPTIONS.iter().filter(|(word, _, _)| words.contains(word));
    let meant = meant.map(|(_, property, value)| ((*property).to_owned(), (*value).to_owned()));
    if let Some(dataset) = world.state.zfs.datasets.get_mut(name) {
        dataset.temporary.extend(meant);
    }
}

/// Runs `zfs unmount`.
pub(super) fn unmount(world: &mut World, arguments: &[&str]) -> Answer {
    let misused = |complaint: &str, world: &World| usage::misused("unmount", complaint, world.state.zfs.version);
    let options = match Options::parse(arguments, "afu") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint, world),
    };
    let name = match options.operands.as_slice() {
        [] if options.has('a') => return unmount_all(world),
        [] => return misused("missing filesystem argument", world),
        [name] if !options.has('a') => *name,
        _ => return misused("too many arguments", world),
    };
    if name.starts_with('/') {
        return unmount_path(world, name);
    }
    unmount_dataset(world, name)
}

/// Unmounts all that is mounted; nothing if somebody stands in any of it.
fn unmount_all(world: &mut World) -> Answer {
    let pools: Vec<String> = world.state.zfs.pools.keys().cloned().collect();
    if let Some(busy) = pools.iter().find_map(|pool| world.busy_mount(pool)) {
        return Answer::failed(1, busy);
    }
    let zfs = &world.state.zfs;
    let mounted: Vec<String> = zfs.datasets.keys().filter(|name| zfs.is_mounted(name)).cloned().collect();
    for name in mounted.iter().rev() {
        set_unmounted(world, name, true);
    }
    Answer::silent()
}

/// Unmounts what is mounted on a path.
fn unmount_path(world: &mut World, path: &str) -> Answer {
    let zfs = &world.state.zfs;
    let is_there = |name: &&String| zfs.mounted_at(name).is_some_and(|at| at == Path::new(path));
    if let Some(name) = zfs.datasets.keys().find(is_there).cloned() {
        return unmount_dataset(world, &name);
    }
    if !world.files.exists(Path::new(path)) {
        let reason = "No such file or directory";
        let warning = format!("warning: {path} not in/proc/self/mounts");
        return Answer::failed(1, format!("cannot open '{path}': {reason}\n{warning}\n{path}: {reason}"));
    }
    Answer::failed(1, format!("cannot unmount '{path}': not a ZFS filesystem"))
}

fn unmount_dataset(world: &mut World, name: &str) -> Answer {
    if let Err(sentence) = check_filesystem(world, name) {
        return Answer::failed(1, sentence);
    }
    if world.state.zfs.mountpoint(name).value == "legacy" {
        let hint = "use umount(8) to unmount this filesystem";
        return Answer::failed(1, format!("cannot unmount '{name}': legacy mountpoint\n{hint}"));
    }
    if !world.state.zfs.is_mounted(name) {
        return Answer::failed(1, format!("cannot unmount '{name}': not currently mounted"));
    }
    if let Some(busy) = world.busy_mount(name) {
        return Answer::failed(1, busy);
    }
    // Everything below whose mountpoint follows it goes too.
    let zfs = &world.state.zfs;
    let follows = |below: &&String| !zfs.datasets[*below].properties.contains_key("mountpoint") || *below == name;
    let below: Vec<String> = zfs.tree(name).map(|(below, _)| below).filter(follows).cloned().collect();
    for below in below.iter().rev().filter(|below| world.state.zfs.is_mounted(below)).cloned().collect::<Vec<_>>() {
        set_unmounted(world, &below, true);
    }
    Answer::silent()
}

fn set_unmounted(world: &mut World, name: &str, unmounted: bool) {
    world.with_places(|world| {
        if let Some(dataset) = world.state.zfs.datasets.get_mut(name) {
            dataset.unmounted = unmounted;
            dataset.temporary.clear();
        }
    });
}

impl World {
    /// Makes somebody stand in the directory that a filesystem is mounted on, or go; returns whose it is.
    pub(crate) fn stand_in(&mut self, directory: &str, stands: bool) -> Option<String> {
        let zfs = &self.state.zfs;
        let is_there = |name: &&String| zfs.mounted_at(name).is_some_and(|at| at == Path::new(directory));
        let name = zfs.datasets.keys().find(is_there)?.clone();
        self.state.zfs.datasets.get_mut(&name)?.busy = stands;
        Some(name)
    }

    /// Writes bytes into a file of a mounted filesystem.
    pub(crate) fn write_data(&mut self, file: &str, bytes: u64) {
        let zfs = &self.state.zfs;
        let mounted = zfs.datasets.keys().filter_map(|name| Some((name.clone(), zfs.mounted_at(name)?)));
        let holder =
            mounted.filter(|(_, at)| Path::new(file).starts_with(at)).max_by_key(|(_, at)| at.as_os_str().len());
        if let Some(dataset) = holder.and_then(|(name, _)| self.state.zfs.datasets.get_mut(&name)) {
            dataset.data += bytes;
        }
    }

    /// Leaves a filesystem unmounted, and says why, if its mountpoint cannot take it.
    pub(super) fn refuse_mount(&mut self, name: &str) -> Option<String> {
        let at = self.state.zfs.mounted_at(name)?;
        let is_file = |path: &Path| self.files.exists(path) && !self.files.is_directory(path);
        if self.cannot_be_made(&at) {
            self.leave_unmounted(name);
            let reason = "failed to create mountpoint: Read-only file system";
            return Some(format!("cannot mount '{}': {reason}", at.display()));
        }
        let overlay = self.zfs_get(name, "overlay").is_none_or(|value| value == "on");
        let reason = if at.ancestors().any(is_file) {
            format!("cannot mount '{name}': Not a directory")
        } else if !overlay && self.files.list(&at).is_some_and(|names| !names.is_empty()) {
            format!("cannot mount '{}': directory is not empty", at.display())
        } else {
            return None;
        };
        self.leave_unmounted(name);
        Some(reason)
    }

    fn leave_unmounted(&mut self, name: &str) {
        if let Some(dataset) = self.state.zfs.datasets.get_mut(name) {
            dataset.unmounted = true;
        }
    }

    /// Mounts a filesystem whose mountpoint is `legacy` as `mount -t zfs` does.
    pub(crate) fn mount_by_hand(&mut self, name: &str, path: &Path) {
        if let Some(dataset) = self.state.zfs.datasets.get_mut(name) {
            dataset.mounted_by_hand = Some(path.to_owned());
        }
    }

    /// Takes away what was mounted by hand on a path.
    pub(crate) fn unmount_by_hand(&mut self, path: &Path) {
        let mounted = self.state.zfs.datasets.values_mut();
        for dataset in mounted.filter(|dataset| dataset.mounted_by_hand.as_deref() == Some(path)) {
            dataset.mounted_by_hand = None;
        }
    }
}
