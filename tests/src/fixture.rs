//! Worlds from a description: what a person writes to say which host he wants to try something on.
//!
//! ```json
//! {
//!   "node": "pve1",
//!   "zfs_version": "2.3.9",
//!   "disks": { "/dev/disk/by-id/c": { "size": "4T", "signatures": ["ext4"] } },
//!   "pools": { "tank": { "layout": "mirror", "disks": ["/dev/disk/by-id/a", "/dev/disk/by-id/b"], "size": "1.8T" } },
//!   "datasets": { "tank/data": { "compression": "lz4", "quota": "100G" }, "tank/volume": { "volsize": "10G" } },
//!   "storages": ["zfspool: tank", "\tpool tank", "\tcontent images,rootdir"],
//!   "containers": { "101": ["arch: amd64", "rootfs: tank:subvol-101-disk-0,size=8G"] },
//!   "running": ["101"],
//!   "vms": { "200": "name: windows\n" },
//!   "nodes": { "pve2": { "containers": { "301": "arch: amd64\n" } } },
//!   "templates": ["debian-13-standard_13.1-2_amd64.tar.zst"],
//!   "downloadable": ["ubuntu-24.04-standard_24.04-2_amd64.tar.zst"],
//!   "bridges": ["vmbr0"],
//!   "addresses": ["192.0.2.11/24"],
//!   "peers": ["192.0.2.50", "192.0.2.51 8006"],
//!   "ssh_connection": "192.0.2.50 40000 192.0.2.11 22",
//!   "files": { "/etc/pve/firewall/101.fw": ["[OPTIONS]", "enable: 1"] },
//!   "durations": { "pct clone": 1500 },
//!   "faults": { "pct resize": "unable to resize" }
//! }
//! ```
//!
//! Every key may be left out. A text is a string or a list of lines.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;

use crate::disks::{Disk, Part};
use crate::world::{BRIDGE, World};
use crate::zfs::values::parse_size;
use crate::zfs::{Pool, Vdev, Version};
use crate::zpool::size_of;

mod pair;

pub use pair::prepare;

/// The size of a disk that the description says nothing more about, in bytes.
const DISK: u64 = 2_000_000_000_000;

/// What a person says about a host.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Description {
    /// The node's name; `pve1` if left out.
    node: Option<String>,
    /// Which OpenZFS is installed, `2.3.9` or `2.4.4`; `none` for a host without.
    zfs_version: Option<String>,
    /// The disks, by the path that people name them by.
    disks: BTreeMap<String, DiskWish>,
    pools: BTreeMap<String, PoolWish>,
    /// The datasets, by their full name, with their properties; one with `volsize` is a volume.
    datasets: BTreeMap<String, BTreeMap<String, String>>,
    /// The text of `/etc/pve/storage.cfg`.
    storages: Option<Text>,
    containers: BTreeMap<String, Text>,
    /// The containers that run.
    running: BTreeSet<String>,
    vms: BTreeMap<String, Text>,
    /// The other nodes of the cluster.
    nodes: BTreeMap<String, Guests>,
    /// Whether the cluster has quorum; it has if left out.
    quorate: Option<bool>,
    /// The templates in the storage `local`.
    templates: BTreeSet<String>,
    /// The templates that `pveam download` finds.
    downloadable: BTreeSet<String>,
    bridges: Option<BTreeSet<String>>,
    /// The host's addresses with their network's prefix, on `vmbr0`; the first is the node's.
    addresses: Option<Vec<String>>,
    /// Who is connected: `ADDRESS` to SSH, or `ADDRESS PORT`.
    peers: Vec<String>,
    /// The variable of that name for commands that `simhost` starts.
    ssh_connection: Option<String>,
    files: BTreeMap<String, Text>,
    /// In milliseconds, by a command's first two words.
    durations: BTreeMap<String, u64>,
    /// What the next run of a command fails with, by its first two words.
    faults: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PoolWish {
    /// `mirror`, `raidz1`, ...; a stripe if left out.
    layout: String,
    disks: Vec<String>,
    /// The pool's size, `1.8T`.
    size: Option<String>,
    /// More parts than one, instead of `layout` and `disks`.
    vdevs: Vec<Vdev>,
    /// Pool properties: `autotrim`.
    properties: BTreeMap<String, String>,
    health: Option<String>,
    /// Whether it is imported, which it is if left out; else its disks hold it, with its datasets.
    imported: Option<bool>,
    /// The other host that used it last: it is not imported then.
    last_host: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct DiskWish {
    /// The disk's size, `2T`.
    size: Option<String>,
    /// What lies on it: `ext4`, `LVM2_member`.
    signatures: Vec<String>,
    /// Where it is mounted; `[SWAP]`.
    mounted: Option<String>,
    /// What is made of it, by path: partitions, and what holds it.
    parts: BTreeMap<String, Part>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Guests {
    containers: BTreeMap<String, Text>,
    vms: BTreeMap<String, Text>,
}

/// A text, as one string or as its lines.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Lines(Vec<String>),
}

impl Text {
    fn into_string(self) -> String {
        match self {
            Self::Whole(text) => text,
            Self::Lines(lines) => lines.iter().map(|line| format!("{line}\n")).collect(),
        }
    }
}

/// Turns a blank world into the host that is described; the error names what could not be made.
pub fn furnish(world: &mut World, description: Description) -> Result<()> {
    let not_imported: Vec<(String, Option<String>)> = description
        .pools
        .iter()
        .filter(|(_, wish)| wish.imported == Some(false) || wish.last_host.is_some())
        .map(|(name, wish)| (name.clone(), wish.last_host.clone()))
        .collect();
    let Description { node, zfs_version, disks, pools, datasets, storages, containers, running, vms, nodes, .. } =
        description;
    if let Some(node) = node {
        rename_node(world, &node);
    }
    set_version(world, zfs_version.as_deref())?;
    let addresses = description.addresses.unwrap_or_else(|| world.state.addresses.clone());
    set_network(world, &addresses, &description.peers).map_err(anyhow::Error::msg)?;
    world.state.ssh_connection = description.ssh_connection;
    for (path, wish) in disks {
        let DiskWish { size, signatures, mounted, parts } = wish;
        let size = size.map_or(Ok(DISK), |text| parse_size(&text));
        let size = size.map_err(|reason| anyhow!("the size of disk {path}: {reason}"))?;
        world.add_disk(&path, Disk { size, signatures, mounted, parts, ..Disk::default() });
    }
    for (name, wish) in pools {
        add_pool(world, &name, wish)?;
    }
    for (name, properties) in datasets {
        add_dataset(world, &name, &properties)?;
    }
    if let Some(storages) = storages {
        world.files.write("/etc/pve/storage.cfg", storages.into_string());
    }
    for (ctid, text) in containers {
        add_container(world, &ctid, text.into_string())?;
    }
    for ctid in running {
        world.set_running(&ctid, true);
    }
    let node = world.state.node.clone();
    add_guests(world, &node, Guests { vms, ..Guests::default() });
    add_nodes(world, nodes, description.quorate.unwrap_or(true));
    for template in description.templates {
        world.files.write(format!("/var/lib/vz/template/cache/{template}"), "a template\n");
    }
    for (path, text) in description.files {
        if !path.starts_with('/') {
            bail!("the file {path:?} has no absolute path");
        }
        world.files.write(path, text.into_string());
    }
    world.state.downloadable.extend(description.downloadable);
    if let Some(bridges) = description.bridges {
        world.remove_bridge(BRIDGE);
        bridges.iter().for_each(|bridge| world.add_bridge(bridge));
    }
    for (name, last_host) in not_imported {
        world.export_pool(&name);
        if let Some(exported) = world.state.zfs.exported.last_mut() {
            exported.last_host = last_host;
        }
    }
    world.state.durations.extend(description.durations);
    world.state.faults.extend(description.faults);
    world.refresh_virtual_files();
    Ok(())
}

fn set_network(world: &mut World, addresses: &[String], peers: &[String]) -> Result<(), String> {
    world.set_addresses(BRIDGE, &addresses.iter().map(String::as_str).collect::<Vec<_>>())?;
    world.set_peers(&peers.iter().map(String::as_str).collect::<Vec<_>>())
}

fn rename_node(world: &mut World, node: &str) {
    world.files.remove("/etc/pve");
    world.state.node = node.to_owned();
    world.lay_out();
}

/// Sets which OpenZFS is installed; the error names a version that was never recorded.
pub(crate) fn set_version(world: &mut World, version: Option<&str>) -> Result<()> {
    match version {
        None => {}
        Some("2.3.9") => world.state.zfs.version = Version::V2_3_9,
        Some("2.4.4") => world.state.zfs.version = Version::V2_4_4,
        Some("none") => world.state.zfs.not_installed = true,
        Some(other) => bail!("zfs_version {other:?} was never recorded; there are 2.3.9, 2.4.4 and none"),
    }
    Ok(())
}

fn add_pool(world: &mut World, name: &str, wish: PoolWish) -> Result<()> {
    let PoolWish { layout, mut disks, size, mut vdevs, properties, health, imported: _, last_host: _ } = wish;
    if disks.is_empty() && vdevs.is_empty() {
        disks.push(world.usual_disk(name));
    }
    if !disks.is_empty() {
        vdevs.insert(0, Vdev { layout, role: String::new(), disks });
    }
    let size = match size {
        None => size_of(&vdevs, DISK).max(DISK),
        Some(text) => parse_size(&text).map_err(|reason| anyhow!("the size of pool {name}: {reason}"))?,
    };
    for disk in vdevs.iter().flat_map(|vdev| &vdev.disks) {
        if world.device(disk).is_none() {
            world.add_disk(disk, Disk::default());
        }
    }
    let health = health.unwrap_or("ONLINE".to_owned());
    world.add_pool(name, Pool { size, vdevs, properties, health, ..Pool::default() });
    Ok(())
}

fn add_dataset(world: &mut World, name: &str, properties: &BTreeMap<String, String>) -> Result<()> {
    let pairs: Vec<(&str, &str)> = properties.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let made = match properties.get("volsize") {
        // The pool's own dataset is there: it is only set.
        _ if world.zfs_exists(name) => world.zfs_set_all(name, &pairs),
        None => world.zfs_create_filesystem(name, &pairs),
        Some(size) => {
            let rest: Vec<(&str, &str)> = pairs.iter().filter(|(name, _)| *name != "volsize").copied().collect();
            parse_size(size).and_then(|bytes| world.zfs_create_volume(name, bytes, &rest))
        }
    };
    made.map_err(anyhow::Error::msg).with_context(|| format!("make the dataset {name}"))
}

/// Adds a container, with the volumes that its text names on ZFS storages.
fn add_container(world: &mut World, ctid: &str, text: String) -> Result<()> {
    let path = world.container_path(ctid);
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let is_volume = key == "rootfs" || key.strip_prefix("mp").is_some_and(|rest| rest.parse::<u32>().is_ok());
        if is_volume && let Some((storage, volume)) = value.trim().split_once(':') {
            add_volume(world, storage, volume).with_context(|| format!("make {key} of container {ctid}"))?;
        }
    }
    world.files.write(path, text);
    Ok(())
}

fn add_volume(world: &mut World, storage: &str, volume: &str) -> Result<()> {
    let Some(dataset) = dataset_of(world, storage) else {
        return Ok(());
    };
    let mut parts = volume.split(',');
    let name = format!("{dataset}/{}", parts.next().unwrap_or(volume));
    if world.zfs_exists(&name) {
        return Ok(());
    }
    let size = parts.find_map(|part| part.strip_prefix("size="));
    let quota: Vec<(&str, &str)> = size.map(|size| ("refquota", size)).into_iter().collect();
    let properties = [&[("acltype", "posixacl"), ("xattr", "sa")][..], &quota].concat();
    world.zfs_create_filesystem(&name, &properties).map_err(anyhow::Error::msg)
}

/// Returns the dataset of a storage of type `zfspool`.
fn dataset_of(world: &World, storage: &str) -> Option<String> {
    let text = world.read("/etc/pve/storage.cfg")?;
    let mut section = text.lines().skip_while(|line| *line != format!("zfspool: {storage}")).skip(1);
    let lines = section.by_ref().take_while(|line| line.starts_with([' ', '\t']));
    lines.filter_map(|line| line.trim().strip_prefix("pool ")).map(|pool| pool.trim().to_owned()).next()
}

fn add_guests(world: &mut World, node: &str, guests: Guests) {
    let Guests { containers, vms } = guests;
    for (directory, texts) in [("lxc", containers), ("qemu-server", vms)] {
        world.files.make_directory(std::path::Path::new(&format!("/etc/pve/nodes/{node}/{directory}")));
        for (id, text) in texts {
            world.files.write(format!("/etc/pve/nodes/{node}/{directory}/{id}.conf"), text.into_string());
        }
    }
}

/// Adds the other nodes, and tells in `.members` that there is a cluster.
fn add_nodes(world: &mut World, nodes: BTreeMap<String, Guests>, quorate: bool) {
    let own = world.state.node.clone();
    let names: Vec<String> = std::iter::once(own.clone()).chain(nodes.keys().cloned()).collect();
    for (node, guests) in nodes {
        add_guests(world, &node, guests);
    }
    if names.len() == 1 && quorate {
        return;
    }
    let entry = |(index, name): (usize, &String)| {
        let ip = address_of(world, index);
        format!("  \"{name}\": {{ \"id\": {}, \"online\": 1, \"ip\": \"{ip}\"}}", index + 1)
    };
    let list: Vec<String> = names.iter().enumerate().map(entry).collect();
    let cluster = format!(
        "{{ \"name\": \"phoenix\", \"version\": 2, \"nodes\": {}, \"quorate\": {} }}",
        names.len(),
        u8::from(quorate)
    );
    let text = format!(
        "{{\n\"nodename\": \"{own}\",\n\"version\": 3,\n\"cluster\": {cluster},\n\"nodelist\": {{\n{}\n  }}\n}}\n",
        list.join(",\n")
    );
    world.files.write("/etc/pve/.members", text);
}

/// Returns the address of a node: this one's, and those behind it for the others.
fn address_of(world: &World, index: usize) -> String {
    let own = world.state.addresses.first().and_then(|text| text.split('/').next()).unwrap_or_default();
    let next = |own: std::net::Ipv4Addr| own.to_bits().wrapping_add(u32::try_from(index).unwrap_or(0));
    own.parse().map_or(own.to_owned(), |own| std::net::Ipv4Addr::from_bits(next(own)).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(text: &str) -> Result<World> {
        let mut world = World::blank();
        furnish(&mut world, serde_json::from_str(text)?)?;
        Ok(world)
    }

    #[test]
    fn a_described_host_has_what_was_described() {
        let world = described(
            r#"{
              "node": "fox", "zfs_version": "2.4.4",
              "pools": { "tank": { "layout": "mirror", "disks": ["/dev/a", "/dev/b"], "size": "1T" } },
              "datasets": { "tank/ct": { "compression": "lz4" }, "tank/volume": { "volsize": "1G" } },
              "storages": ["zfspool: ct", "\tpool tank/ct", "\tcontent rootdir", ""],
              "containers": { "101": ["arch: amd64", "rootfs: ct:subvol-101-disk-0,size=8G"] },
              "running": ["101"], "vms": { "200": "name: x\n" },
              "nodes": { "owl": { "containers": { "301": "arch: amd64\n" } } },
              "durations": { "pct clone": 5 },
              "addresses": ["10.0.0.13/24"], "peers": ["10.0.0.5"], "ssh_connection": "10.0.0.5 40000 10.0.0.13 22"
            }"#,
        );
        let world = world.unwrap();
        assert!(world.read("/etc/hosts").unwrap().contains("10.0.0.13 fox.local fox\n"));
        assert!(world.read("/proc/net/tcp").unwrap().contains(" 0500000A:"));
        assert!(
            world.read("/etc/pve/.members").unwrap().contains(r#""owl": { "id": 2, "online": 1, "ip": "10.0.0.14"}"#)
        );
        assert_eq!(world.zfs_get("tank/ct", "compression").as_deref(), Some("lz4"));
        assert_eq!(world.zfs_get("tank/volume", "volsize").as_deref(), Some("1073741824"));
        assert_eq!(world.zfs_get("tank/ct/subvol-101-disk-0", "refquota").as_deref(), Some("8589934592"));
        assert!(world.files.is_directory(std::path::Path::new("/tank/ct/subvol-101-disk-0")));
        assert!(world.is_running("101"));
        assert_eq!(world.guests("fox", "lxc"), [101]);
        assert!(world.read("/etc/pve/.vmlist").unwrap().contains(r#""301": { "node": "owl", "type": "lxc""#));
        assert!(world.read("/etc/pve/.members").unwrap().contains(r#""quorate": 1"#));
        assert!(!world.files.exists(std::path::Path::new("/etc/pve/nodes/pve1")));
    }

    #[test]
    fn disks_and_pools_that_are_not_imported_are_made() {
        let world = described(
            r#"{
              "disks": { "/dev/disk/by-id/ata-old": { "size": "4T", "signatures": ["ext4"] },
                         "/dev/sdz": { "parts": { "/dev/sdz1": { "kind": "part", "mounted": "/boot" } } } },
              "pools": { "ember": { "disks": ["/dev/disk/by-id/nvme-A"], "imported": false },
                         "lent": { "disks": ["/dev/disk/by-id/nvme-B"], "last_host": "pve0" } },
              "datasets": { "ember/letters": {} }
            }"#,
        );
        let mut world = world.unwrap();
        assert_eq!(world.state.disks["/dev/sda"].signatures, ["ext4"]);
        assert_eq!(world.state.disks["/dev/sda"].size, 4 << 40);
        assert!(world.state.zfs.pools.is_empty() && !world.zfs_exists("ember/letters"));
        let list = crate::dispatch::run(&mut world, "zpool", &["import"]).unwrap().0.stdout;
        assert!(list.contains("pool: ember") && list.contains("last accessed by another system"), "{list}");
        crate::dispatch::run(&mut world, "zpool", &["import", "ember"]).unwrap();
        assert!(world.zfs_exists("ember/letters"));
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        let error = |text: &str| format!("{:#}", described(text).unwrap_err());
        assert!(error(r#"{ "pool": {} }"#).contains("unknown field `pool`"));
        let lost = error(r#"{ "datasets": { "tank/a": {} } }"#);
        assert_eq!(lost, "make the dataset tank/a: cannot create 'tank/a': no such pool 'tank'");
        assert!(error(r#"{ "zfs_version": "0.8" }"#).contains("was never recorded"));
    }
}
