//! What the files say of one resource, as its module's arguments, with the line of each.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::config::{At, Configuration, Container, Dataset, Located, Mounted, Network, Pool, Storage, StorageType};

/// A module's arguments and where each property is written, by the name that changes have.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) arguments: Map<String, Value>,
    pub(super) lines: HashMap<String, At>,
}

impl Wish {
    pub(super) fn fixed(&mut self, argument: &str, value: impl Serialize) {
        self.arguments.insert(argument.to_owned(), json!(value));
    }

    /// Adds what is wished, if anything is. `property` is the name that a change of it has.
    pub(super) fn add<T: Serialize>(&mut self, argument: &str, property: &str, wished: Option<&Located<T>>) {
        let Some(wished) = wished else { return };
        self.fixed(argument, &wished.value);
        self.lines.insert(property.to_owned(), wished.at);
    }

    /// Adds properties; none are not managed.
    fn add_map(&mut self, argument: &str, properties: &[(Located<String>, Located<String>)]) {
        let map: Map<String, Value> =
            properties.iter().map(|(name, value)| (name.value.clone(), json!(value.value))).collect();
        if !map.is_empty() {
            self.fixed(argument, map);
        }
        self.lines.extend(properties.iter().map(|(name, value)| (name.value.clone(), value.at)));
    }
}

/// The limit of ZFS's cache, as the kernel module calls it.
pub(super) const ARC_MAX: &str = "zfs_arc_max";

pub(super) fn of_pool(pool: &Pool) -> Wish {
    let mut wish = Wish::default();
    wish.fixed("name", &pool.name.value);
    wish.add("raid_level", "raid_level", pool.raid_level.as_ref());
    wish.add("disks", "disks", pool.disks.as_ref());
    wish.add_map("properties", &pool.properties);
    wish.add_map("filesystem_properties", &pool.filesystem_properties);
    wish
}

pub(super) fn of_arc_max(bytes: &Located<u64>) -> Wish {
    let mut wish = Wish::default();
    wish.fixed("name", ARC_MAX);
    wish.fixed("value", bytes.value.to_string());
    wish
}

/// The host file's datasets are mounted at `/POOL/NAME`: directory storages and bind mounts count on it.
pub(super) fn of_dataset(dataset: &Dataset) -> Wish {
    let mut wish = Wish::default();
    let mut properties = Map::new();
    properties.insert("mountpoint".to_owned(), json!(format!("/{}", dataset.name)));
    for (name, value) in &dataset.properties {
        properties.insert(name.value.clone(), json!(value.value));
        wish.lines.insert(name.value.clone(), value.at);
    }
    wish.fixed("name", &dataset.name);
    wish.fixed("type", "filesystem");
    wish.fixed("properties", properties);
    wish
}

pub(super) fn of_storage(storage: &Storage) -> Wish {
    let mut wish = Wish::default();
    wish.fixed("storage", &storage.id);
    wish.fixed("type", storage.storage_type.value.to_string());
    wish.lines.insert("type".to_owned(), storage.storage_type.at);
    match storage.storage_type.value {
        StorageType::ZfsPool => wish.fixed("pool", &storage.dataset),
        StorageType::Dir => {
            wish.fixed("path", storage.path());
            wish.fixed("shared", true);
        }
    }
    wish.add("content", "content", storage.content.as_ref());
    wish
}

pub(super) fn of_container(container: &Container, configuration: &Configuration) -> Wish {
    let mut wish = Wish::default();
    wish.fixed("ctid", container.ctid);
    wish.add("hostname", "hostname", container.hostname.as_ref());
    wish.add("memory_mb", "memory", container.memory_mb.as_ref());
    wish.add("swap_mb", "swap", container.swap_mb.as_ref());
    wish.add("cores", "cores", container.cores.as_ref());
    wish.add("storage_pool", "storage_pool", container.storage_pool.as_ref());
    wish.add("storage_size_gb", "rootfs", container.storage_size_gb.as_ref());
    wish.add("unprivileged", "unprivileged", container.unprivileged.as_ref());
    wish.add("nameserver", "nameserver", container.nameservers.as_ref());
    wish.add("onboot", "onboot", container.start_at_boot.as_ref());
    add_startup(&mut wish, container);
    add_features(&mut wish, container);
    let is_filtered = container.firewall.as_ref().and_then(|firewall| firewall.enabled.as_ref());
    add_networks(&mut wish, &container.networks, is_filtered);
    add_dependencies(&mut wish, container, configuration);
    super::lines::add(&mut wish, container);
    add_mounts(&mut wish, container, configuration);
    add_origin(&mut wish, container, configuration);
    wish
}

/// Returns the wish that the container runs, if the file says that it starts with the host.
pub(super) fn of_start(container: &Container) -> Option<Wish> {
    let wished = container.start_at_boot.as_ref().filter(|wished| wished.value)?;
    if container.is_template.as_ref().is_some_and(|template| template.value) {
        return None;
    }
    let mut wish = Wish::default();
    wish.fixed("ctid", container.ctid);
    wish.fixed("state", "running");
    wish.lines.insert("state".to_owned(), wished.at);
    Some(wish)
}

/// `boot_delay` is the delay before the next start and before the next stop.
fn add_startup(wish: &mut Wish, container: &Container) {
    let order = container.boot_order.as_ref().map(|order| (format!("order={}", order.value), order.at));
    let delay = container.boot_delay.as_ref().map(|delay| (format!("up={0},down={0}", delay.value), delay.at));
    let parts: Vec<(String, At)> = order.into_iter().chain(delay).collect();
    let Some((_, at)) = parts.first() else { return };
    wish.lines.insert("startup".to_owned(), *at);
    let text: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    wish.fixed("startup", text.join(","));
}

/// Containers of the files are waited for; of others the module says whether they are there, and run.
fn add_dependencies(wish: &mut Wish, container: &Container, configuration: &Configuration) {
    let dependencies = container.dependencies.iter().map(|dependency| dependency.value);
    let others: Vec<_> = dependencies.filter(|dependency| configuration.external.contains(dependency)).collect();
    if !others.is_empty() {
        wish.fixed("dependencies", others);
    }
}

/// An empty list of features is unmanaged.
fn add_features(wish: &mut Wish, container: &Container) {
    let Some(features) = container.features_of_proxmox.as_ref().filter(|features| !features.value.is_empty()) else {
        return;
    };
    let map: Map<String, Value> = features.value.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    wish.fixed("features", map);
    wish.lines.insert("features".to_owned(), features.at);
}

/// A guest's firewall filters only the interfaces that say so.
fn add_networks(wish: &mut Wish, networks: &[Network], is_filtered: Option<&Located<bool>>) {
    if networks.is_empty() {
        return;
    }
    let mut list = Vec::new();
    for network in networks {
        let Network { id, name, bridge, ip, gw, hwaddr } = network;
        let mut entry = Wish::default();
        entry.fixed("id", id);
        let property = |key: &str| format!("net{id}.{key}");
        entry.add("name", &property("name"), name.as_ref());
        entry.add("bridge", &property("bridge"), bridge.as_ref());
        entry.add("ip", &property("ip"), ip.as_ref());
        entry.add("gw", &property("gw"), gw.as_ref());
        entry.add("hwaddr", &property("hwaddr"), hwaddr.as_ref());
        entry.add("firewall", &property("firewall"), is_filtered);
        wish.lines.extend(entry.lines);
        list.push(Value::Object(entry.arguments));
    }
    wish.fixed("networks", list);
}

/// Adds what is mounted. The list is given whether there is anything or not: so what else is mounted is told. A directory is
/// made in a dataset of the files only: anywhere else nobody knows whether what belongs there is mounted.
fn add_mounts(wish: &mut Wish, container: &Container, configuration: &Configuration) {
    let mut list = Vec::new();
    for mount in &container.mounts {
        let mut entry = Wish::default();
        entry.fixed("target", &mount.target.value);
        // Which number a mount point has is known on the host: lines are told by what is in its text.
        wish.lines.entry("mp".to_owned()).or_insert(mount.target.at);
        wish.lines.insert(format!("mp={}", mount.target.value), mount.target.at);
        match &mount.what {
            Mounted::Volume { storage, size_gb } => {
                entry.fixed("storage", &storage.value);
                entry.fixed("size_gb", size_gb.value);
            }
            Mounted::Directory(directory) => {
                entry.fixed("source", &directory.source.value);
                wish.lines.entry(directory.source.value.clone()).or_insert(directory.source.at);
                let place = directory.dataset.as_ref().and_then(|name| configuration.dataset(name)?.mountpoint());
                if let Some(place) = place {
                    entry.fixed("create", true);
                    entry.fixed("below", place);
                }
                for (key, value) in [("uid", &directory.uid), ("gid", &directory.gid)] {
                    if let Some(id) = value {
                        entry.fixed(key, id.value);
                    }
                }
                if let Some(otherwise) = &directory.otherwise {
                    entry.fixed("otherwise", otherwise);
                }
            }
        }
        list.push(Value::Object(entry.arguments));
    }
    wish.fixed("mount_points", list);
    if let Some(exclusive) = &container.exclusive_mounts {
        wish.fixed("exclusive_mounts", exclusive.value);
        wish.lines.entry("mp".to_owned()).or_insert(exclusive.at);
    }
}

/// Of a source and a template the source wins, as in the shell that these files were written for.
fn add_origin(wish: &mut Wish, container: &Container, configuration: &Configuration) {
    if let Some(source) = &container.clone_from {
        wish.add("clone_from", "state", Some(source));
        let is_template = |source: &&Container| source.is_template.as_ref().is_some_and(|wished| wished.value);
        let source = configuration.container(source.value).filter(|source| !is_template(source));
        let snapshot = source.and_then(|source| source.template_snapshot_name.as_ref());
        wish.add("clone_snapshot", "clone_snapshot", snapshot);
        return;
    }
    if let Some(template) = &container.template {
        let volume = configuration.template_volume(&template.value).unwrap_or_else(|| template.value.clone());
        wish.fixed("template", volume);
        wish.lines.insert("template".to_owned(), template.at);
    }
}
