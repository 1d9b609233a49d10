//! What stands on a host and no run may lose: datasets, snapshots, volumes, guests, storages, and lines nobody manages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::world::World;
use crate::zfs::Dataset;

/// Settings of a container that its wish manages, and what `pct` keeps for itself.
const MANAGED: &[&str] = &[
    "cores",
    "description",
    "features",
    "hostname",
    "memory",
    "nameserver",
    "onboot",
    "searchdomain",
    "startup",
    "swap",
    "tags",
    "digest",
];

/// Options of a storage that its wish manages.
const OF_A_STORAGE: &[&str] = &["content", "disable", "nodes", "shared"];

/// Options of a firewall scope that its wish manages.
const OF_A_FIREWALL: &[&str] = &["enable", "policy_in", "policy_out"];

/// What a host holds, each with how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory(BTreeMap<String, usize>);

impl Inventory {
    /// Takes stock of a host.
    pub fn of(world: &World) -> Self {
        let mut inventory = Self::default();
        inventory.add_zfs(world);
        for (path, bytes) in world.files.contents(Path::new("/")) {
            let path = path.to_string_lossy().into_owned();
            let Some(bytes) = bytes else { continue };
            inventory.add_file(&path, &String::from_utf8_lossy(&bytes));
        }
        inventory
    }

    /// Returns what is no more, or less often than it was.
    pub fn lost_in(&self, later: &Self) -> Vec<String> {
        let is_lost = |(what, count): &(&String, &usize)| later.0.get(*what).is_none_or(|now| now < *count);
        self.0.iter().filter(is_lost).map(|(what, _)| what.clone()).collect()
    }

    /// Returns the volumes of guests that there are now and were not before.
    pub fn volumes_new_in(&self, later: &Self) -> Vec<String> {
        let is_volume = |what: &&String| what.starts_with("dataset ") && is_volume(what);
        later.0.keys().filter(is_volume).filter(|what| !self.0.contains_key(*what)).cloned().collect()
    }

    fn add(&mut self, what: String) {
        *self.0.entry(what).or_default() += 1;
    }

    /// What lies in a pool that is not imported is there too.
    fn add_zfs(&mut self, world: &World) {
        let zfs = &world.state.zfs;
        zfs.pools.keys().for_each(|pool| self.add(format!("pool {pool}")));
        zfs.datasets.iter().for_each(|(name, dataset)| self.add_dataset(name, dataset));
        for exported in &zfs.exported {
            self.add(format!("pool {}", exported.name));
            exported.datasets.iter().for_each(|(name, dataset)| self.add_dataset(name, dataset));
            exported.files.iter().for_each(|(path, text)| self.add_file(path, text));
        }
    }

    fn add_dataset(&mut self, name: &str, dataset: &Dataset) {
        self.add(format!("dataset {name}"));
        for (property, value) in &dataset.properties {
            // What moves data is kept with its value; other properties may be wished otherwise.
            let value = if property == "mountpoint" { value } else { "" };
            self.add(format!("property {name} {property} {value}"));
        }
        for snapshot in dataset.snapshots.keys() {
            self.add(format!("snapshot {name}@{snapshot}"));
        }
    }

    fn add_file(&mut self, path: &str, text: &str) {
        let is_virtual = ["/proc/", "/sys/", "/run/", "/etc/pve/."].iter().any(|place| path.starts_with(place));
        // Proxmox writes what LXC is given anew from the container's file.
        let is_generated = path.starts_with("/var/lib/lxc/") && path.ends_with("/config");
        if is_virtual || is_generated {
            return;
        }
        self.add(format!("file {path}"));
        match path {
            _ if path.ends_with(".conf") && path.contains("/lxc/") => self.add_container(path, text),
            "/etc/pve/storage.cfg" => self.add_storages(text),
            _ if path.ends_with(".fw") => self.add_firewall(path, text),
            _ if path.starts_with("/etc/modprobe.d/") => {
                let kept = text.lines().filter(|line| !line.contains("zfs_arc_max"));
                kept.for_each(|line| self.add(format!("line {path}: {line}")));
            }
            _ => self.add(format!("content {path}: {text}")),
        }
    }

    fn add_container(&mut self, path: &str, text: &str) {
        let mut section = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if line.starts_with('[') {
                line.clone_into(&mut section);
            }
            let (key, value) = line.split_once(':').unwrap_or((line, ""));
            let is_main = section.is_empty() || section == "[pve:pending]";
            match key {
                _ if is_main && (MANAGED.contains(&key) || line.starts_with('#')) => {}
                "rootfs" if is_main => self.add(format!("line {path}: rootfs {}", volume(value))),
                // Interfaces are managed part by part: that it is there is kept.
                _ if is_main && key.starts_with("net") => self.add(format!("line {path}: {key}")),
                // Proxmox spells a raw line anew when it writes it.
                _ if key.starts_with("lxc.") => self.add(format!("line {path}{section}: {}", spelled(line))),
                _ => self.add(format!("line {path}{section}: {line}")),
            }
        }
    }

    fn add_storages(&mut self, text: &str) {
        let mut section = "";
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let key = line.split_whitespace().next().unwrap_or_default();
            if !line.starts_with([' ', '\t']) {
                section = line;
                self.add(format!("storage {line}"));
            } else if !OF_A_STORAGE.contains(&key) {
                self.add(format!("storage {section} {}", line.trim()));
            }
        }
    }

    /// Rules are kept where nobody wishes any: of the whole cluster, and of guests that no file names.
    fn add_firewall(&mut self, path: &str, text: &str) {
        let is_kept_whole = path.ends_with("/cluster.fw");
        let mut section = "";
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if line.starts_with('[') {
                section = line;
            }
            let key = line.split(':').next().unwrap_or_default();
            let is_rule = section.eq_ignore_ascii_case("[RULES]") && !line.starts_with('[');
            if (is_rule && !is_kept_whole) || OF_A_FIREWALL.contains(&key) {
                continue;
            }
            self.add(format!("line {path}{section}: {line}"));
        }
    }
}

fn spelled(raw: &str) -> String {
    let parts = raw.split_once([':', '=']);
    parts.map_or_else(|| raw.to_owned(), |(key, value)| format!("{}: {}", key.trim(), value.trim()))
}

fn volume(rootfs: &str) -> &str {
    rootfs.trim().split(',').next().unwrap_or_default()
}

fn is_volume(dataset: &str) -> bool {
    let own = dataset.rsplit('/').next().unwrap_or_default();
    ["subvol-", "basevol-", "vm-", "base-"].iter().any(|begin| own.starts_with(begin))
}

/// Returns the paths at which two hosts differ, and whether what no file shows differs: `/etc/pve/x`, `state`.
pub fn differences(before: &Picture, after: &Picture) -> Vec<String> {
    let paths: BTreeSet<_> = before.files.keys().chain(after.files.keys()).collect();
    let differs = |path: &&&std::path::PathBuf| before.files.get(**path) != after.files.get(**path);
    let mut found: Vec<String> = paths.iter().filter(differs).map(|path| path.display().to_string()).collect();
    if before.state != after.state {
        found.push("state".to_owned());
    }
    found
}

/// Everything of a host that a command could change.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    files: BTreeMap<std::path::PathBuf, Option<Vec<u8>>>,
    state: crate::world::State,
}

impl Picture {
    /// Returns the picture of a host. What time it is there is not in it: who waits changes nothing.
    pub fn of(world: &World) -> Self {
        let state = crate::world::State { clock: 0, ..world.state.clone() };
        Self { files: world.files.contents(Path::new("/")), state }
    }
}
