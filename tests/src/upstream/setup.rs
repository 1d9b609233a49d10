//! `phoenix setup`: pools, datasets, storages, and the firewall of the whole cluster.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Shell, Style, list, text};

/// What the shell gave every pool, and nothing more: no `ashift`.
const POOL: [&str; 6] = ["-o", "autotrim=on", "-O", "compression=lz4", "-O", "atime=off"];

/// Storages that it never removed although no file names them.
const KEPT: [&str; 3] = ["local", "local-lvm", "local-zfs"];

impl Shell<'_> {
    pub(super) fn set_up(&mut self) {
        for pool in list(&self.hypervisor["zfs"]["pools"]) {
            self.make_pool(pool);
        }
        for dataset in list(&self.hypervisor["zfs"]["datasets"]) {
            self.make_dataset(dataset);
        }
        self.make_storages();
        match self.style {
            Style::Main => self.write_cluster_rules_with_those_of_guests(),
            Style::Templates => self.write_all_firewall_files(),
        }
    }

    fn make_pool(&mut self, pool: &Value) {
        let Some(name) = text(pool, "name") else { return };
        if self.types(&["zpool", "list", "-H", &name]) {
            return;
        }
        let layout = match text(pool, "raid_level").unwrap_or_default().to_lowercase().as_str() {
            "mirror" => Some("mirror"),
            "raidz1" | "raidz" => Some("raidz1"),
            _ => None,
        };
        let disks = list(&pool["disks"]).iter().filter_map(Value::as_str);
        let words: Vec<&str> =
            ["zpool", "create"].into_iter().chain(POOL).chain([name.as_str()]).chain(layout).chain(disks).collect();
        self.types(&words);
    }

    /// A dataset that exists gets all its properties set once more, one by one (B-26).
    fn make_dataset(&mut self, dataset: &Value) {
        let (Some(pool), Some(name)) = (text(dataset, "pool"), text(dataset, "name")) else { return };
        let (full, properties) = (format!("{pool}/{name}"), properties(&dataset["properties"]));
        if self.world.zfs_exists(&full) {
            for property in &properties {
                self.types(&["zfs", "set", property, &full]);
            }
            return;
        }
        let mount_point = format!("mountpoint=/{full}");
        let mut words = vec!["zfs", "create", "-o", &mount_point];
        properties.iter().for_each(|property| words.extend(["-o", property]));
        words.push(&full);
        self.types(&words);
    }

    /// Adds those that are missing by a prefix of their ids (B-22), never compares what is there (B-24), and removes what
    /// no file names (B-23).
    fn make_storages(&mut self) {
        let mut wanted = BTreeSet::new();
        for dataset in list(&self.hypervisor["zfs"]["datasets"]) {
            let Some((id, words)) = storage(self.hypervisor, dataset) else { continue };
            if !self.storages().iter().any(|there| there.starts_with(&id)) {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.types(&words);
            }
            wanted.insert(id);
        }
        for there in self.storages() {
            if !wanted.contains(&there) && !KEPT.contains(&there.as_str()) {
                self.types(&["pvesm", "remove", &there]);
            }
        }
    }

    fn storages(&self) -> Vec<String> {
        let text = self.world.read("/etc/pve/storage.cfg").unwrap_or_default();
        let headers = text.lines().filter(|line| !line.starts_with([' ', '\t']));
        headers.filter_map(|line| line.split_once(": ")).map(|(_, id)| id.trim().to_owned()).collect()
    }
}

/// Returns `key=value` for each property, from a text or an object.
fn properties(properties: &Value) -> Vec<String> {
    if let Some(map) = properties.as_object() {
        return map.iter().filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?))).collect();
    }
    let text = properties.as_str().unwrap_or_default();
    text.split(',').map(str::trim).filter(|pair| pair.contains('=')).map(str::to_owned).collect()
}

/// Returns a dataset's storage: its id, and the command that adds it.
fn storage(hypervisor: &Value, dataset: &Value) -> Option<(String, Vec<String>)> {
    let (pool, name, kind) = (text(dataset, "pool")?, text(dataset, "name")?, text(dataset, "proxmox_storage_type")?);
    let key = format!("{pool}_{}", name.replace('-', "_"));
    let id = text(&hypervisor["proxmox_storage_ids"], &key).unwrap_or_else(|| format!("{pool}-{name}"));
    let place = format!("{pool}/{name}");
    let words = match kind.as_str() {
        "zfspool" => vec!["zfspool".to_owned(), id.clone(), "--pool".to_owned(), place],
        _ => ["dir", &id, "--path", &format!("/{place}"), "--shared", "1"].map(str::to_owned).to_vec(),
    };
    let content = text(dataset, "proxmox_content_type").unwrap_or("none".to_owned());
    let words = ["pvesm".to_owned(), "add".to_owned()].into_iter().chain(words);
    Some((id, words.chain(["--content".to_owned(), content]).collect()))
}

/// Returns the storage below whose directory a path lies, by the files.
pub(super) fn storage_of(hypervisor: &Value, path: &str) -> Option<String> {
    list(&hypervisor["zfs"]["datasets"]).iter().find_map(|dataset| {
        let directory = format!("/{}/{}/", text(dataset, "pool")?, text(dataset, "name")?);
        let (id, words) = storage(hypervisor, dataset)?;
        (words[2] == "dir" && path.starts_with(&directory)).then_some(id)
    })
}
