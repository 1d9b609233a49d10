//! What the texts of a case tell of storages and firewalls that no file of it holds.

use super::Told;
use crate::pvesm::place;
use crate::world::World;

/// The template of the bench, in bytes.
const TEMPLATE: usize = 1_034_289;

/// Makes the volumes that a case lists or counts on, the bench's template as large as it was, and the names that the rules
/// of a guest or a node take from a cluster's file that is not recorded.
pub(super) fn furnish(world: &mut World, told: &Told) {
    world.files.write("/var/lib/vz/template/cache/debian-12-tiny_12.0-1_amd64.tar.gz", "a".repeat(TEMPLATE));
    for line in told.said.lines() {
        if let [volume, _, kind, size, rest @ ..] = line.split_whitespace().collect::<Vec<_>>().as_slice() {
            listed(world, volume, kind, size, rest.first().copied());
        }
    }
    names_of_the_cluster(world, told);
}

/// Returns the volumes that a case counts on: those that it lists, and those before one that got the first free number.
pub(super) fn volumes(told: &Told) -> Vec<(String, u64)> {
    let mut volumes = Vec::new();
    for line in told.said.lines() {
        if let [volume, _, "images" | "rootdir", size, _] = line.split_whitespace().collect::<Vec<_>>().as_slice() {
            volumes.push(((*volume).to_owned(), size.parse().unwrap_or(0)));
        }
        volumes.extend(in_the_way(told, line).map(|volume| (volume, 1 << 20)));
        let created = line.strip_prefix("successfully created '").and_then(|rest| rest.strip_suffix('\''));
        let parts = created.and_then(|volume| volume.rsplit_once("-disk-"));
        let Some((name, number)) = parts.filter(|(name, _)| !told.typed.contains(&format!("{name}-disk-"))) else {
            continue;
        };
        let (number, ending) = number.split_once('.').map_or((number, ""), |(number, _)| (number, ".raw"));
        let earlier = 0..number.parse::<u32>().unwrap_or(0);
        volumes.extend(earlier.map(|number| (format!("{name}-disk-{number}{ending}"), 1 << 20)));
    }
    volumes
}

/// Returns the volume that a line says was there already, unless the case itself made it.
fn in_the_way(told: &Told, line: &str) -> Option<String> {
    let path =
        line.strip_prefix("disk image '/var/lib/vz/images/").and_then(|rest| rest.strip_suffix("' already exists"));
    let dataset = line.strip_prefix("zfs error: cannot create 'rpool/data/");
    let dataset = dataset.and_then(|rest| rest.strip_suffix("': dataset already exists"));
    let volume = path.map(|name| format!("local:{name}")).or_else(|| dataset.map(|name| format!("local-zfs:{name}")));
    volume.filter(|volume| !told.says(&format!("successfully created '{volume}'")))
}

/// A row of `pvesm list`: who owns a `rootdir` is a container, other files have the size that is shown.
fn listed(world: &mut World, volume: &str, kind: &str, size: &str, owner: Option<&str>) {
    if let (Some(owner), "rootdir") = (owner, kind) {
        let path = world.container_path(owner);
        if world.read(&path).is_none() {
            world.files.write(path, "arch: amd64\n");
        }
    }
    let content = place::CONTENT_DIRECTORIES.iter().find(|(content, _)| *content == kind);
    let name = volume.split_once('/').filter(|(storage, _)| storage.starts_with("local:"));
    if let (Some((_, directory)), Some((_, name)), Ok(size)) = (content, name, size.parse()) {
        world.files.write(format!("/var/lib/vz/{directory}/{name}"), "a".repeat(size));
    }
}

/// `+dc/NAME` is a set of the cluster, `dc/NAME` an alias; without a complaint they were there.
fn names_of_the_cluster(world: &mut World, told: &Told) {
    const CLUSTER: &str = "/etc/pve/firewall/cluster.fw";
    if told.files.contains_key(CLUSTER) || told.afterwards.contains_key(CLUSTER) || told.typed.contains(CLUSTER) {
        return;
    }
    // Only a firewall that is on looks for groups.
    let mut text =
        if told.says("no such security group '") { "[OPTIONS]\nenable: 1\n".to_owned() } else { String::new() };
    for word in told.commands.iter().flatten() {
        let is_missing =
            |name: &str| told.says(&format!("no such ipset '{name}'")) || told.says(&format!("no such alias '{word}'"));
        if let Some(name) = word.strip_prefix("+dc/").filter(|name| !is_missing(name)) {
            text.push_str(&format!("[IPSET {name}]\n"));
        } else if let Some(name) = word.strip_prefix("dc/").filter(|name| !is_missing(name)) {
            text.push_str(&format!("[ALIASES]\n{name} 10.0.0.0/8\n"));
        }
    }
    if !text.is_empty() {
        world.files.write(CLUSTER, text);
    }
}
