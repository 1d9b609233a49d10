//! `zfs mount` and `zfs unmount`, and mountpoints that cannot take a filesystem.

use std::path::Path;

use super::usage;
use crate::world::{Answer, World};

/// Runs `zfs mount`; without a name it lists what is mounted.
pub(super) fn mount(world: &mut World, arguments: &[&str]) -> Answer {
    let names: Vec<String> = world.state.zfs.datasets.keys().cloned().collect();
    match arguments {
        [] => {
            let mounted = names
                .iter()
                .filter_map(|name| Some((name, world.state.zfs.mounted_at(name)?)));
            Answer::printed(
                mounted
                    .map(|(name, at)| format!("{name:<30}  {}\n", at.display()))
                    .collect::<String>(),
            )
        }
        ["-a"] => {
            for name in names {
                let on_demand = world.zfs_get(&name, "canmount").is_some_and(|value| value != "on");
                if !on_demand {
                    set_unmounted(world, &name, false);
                }
            }
            Answer::silent()
        }
        [name] => match mount_one(world, name) {
            Ok(()) => Answer::silent(),
            Err(sentence) => Answer::failed(1, sentence),
        },
        _ => usage::misused("mount", "too many arguments", world.state.zfs.version),
    }
}

fn mount_one(world: &mut World, name: &str) -> Result<(), String> {
    world.check_open(name)?;
    let cannot = |reason: &str| Err(format!("cannot mount '{name}': {reason}"));
    if world.state.zfs.is_mounted(name) {
        return cannot("filesystem already mounted");
    }
    if world.zfs_get(name, "canmount").as_deref() == Some("off") {
        return cannot("'canmount' property is set to 'off'");
    }
    match world.state.zfs.mountpoint(name).value.as_str() {
        "legacy" => return cannot("legacy mountpoint\nuse mount(8) to mount this filesystem"),
        "none" => return cannot("no mountpoint set"),
        _ => set_unmounted(world, name, false),
    }
    world.refuse_mount(name).map_or(Ok(()), Err)
}

/// Runs `zfs unmount`.
pub(super) fn unmount(world: &mut World, arguments: &[&str]) -> Answer {
    let Some(name) = arguments.iter().find(|argument| !argument.starts_with('-')) else {
        return usage::misused("unmount", "missing filesystem argument", world.state.zfs.version);
    };
    if let Err(sentence) = world.check_open(name) {
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
    set_unmounted(world, name, true);
    Answer::silent()
}

fn set_unmounted(world: &mut World, name: &str, unmounted: bool) {
    world.with_places(|world| {
        if let Some(dataset) = world.state.zfs.datasets.get_mut(name) {
            dataset.unmounted = unmounted;
        }
    });
}

impl World {
    /// Leaves a filesystem unmounted, and says why, if its mountpoint cannot take it.
    pub(super) fn refuse_mount(&mut self, name: &str) -> Option<String> {
        let at = self.state.zfs.mounted_at(name)?;
        let is_file = |path: &Path| self.files.exists(path) && !self.files.is_directory(path);
        let overlay = self.zfs_get(name, "overlay").is_none_or(|value| value == "on");
        let reason = if at.ancestors().any(is_file) {
            format!("cannot mount '{name}': Not a directory")
        } else if !overlay && self.files.list(&at).is_some_and(|names| !names.is_empty()) {
            format!("cannot mount '{}': directory is not empty", at.display())
        } else {
            return None;
        };
        if let Some(dataset) = self.state.zfs.datasets.get_mut(name) {
            dataset.unmounted = true;
        }
        Some(reason)
    }
}
