//! What is mounted into containers, from both files: directories of the host, and volumes of their own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use phoenix_modules::names::DatasetName;

use super::finding::Finding;
use super::place::{Place, Reader};
use super::values;
use super::{Configuration, Container, Directory, Located, Mount, Mounted};

/// Reads the mounts of a container that stand with it: directories first, then volumes under both their names.
pub(super) fn of_container(place: &Place<'_>, id: &str, findings: &mut Vec<Finding>) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = Vec::new();
    for (list, read) in [
        ("mount_points", directory as fn(&mut Reader<'_, '_>) -> Option<Mount>),
        ("zfs_volumes", volume),
        ("volumes", volume),
    ] {
        let Some(list) = place.member(list).filter(|list| list.is_array(findings)) else { continue };
        for entry in list.elements().filter(|entry| entry.is_object(findings)).collect::<Vec<_>>() {
            let before = findings.len();
            let mount = read(&mut Reader { object: &entry, findings });
            if mount.is_none() && findings.len() == before {
                let keys = if list.key.ends_with("mount_points") {
                    "`host_path` and `container_path`"
                } else {
                    "`pool`, `size_gb` and `mount_point`"
                };
                let finding =
                    Finding::refusal(format!("lxc/{id}"), entry.at, &entry.key, format!("a mount needs {keys}"));
                findings.push(finding.remedy("complete it, or take it out"));
            }
            // Said twice it is meant once; what disagrees is left to the module, which refuses it.
            mounts.extend(mount.filter(|mount| !mounts.iter().any(|other| other.says_the_same(mount))));
        }
    }
    mounts
}

impl Mount {
    fn says_the_same(&self, other: &Self) -> bool {
        let is_same = match (&self.what, &other.what) {
            (Mounted::Directory(one), Mounted::Directory(other)) => same(&one.source.value, &other.source.value),
            (Mounted::Volume { storage, size_gb }, Mounted::Volume { storage: other_storage, size_gb: other_size }) => {
                (&storage.value, size_gb.value) == (&other_storage.value, other_size.value)
            }
            _ => false,
        };
        is_same && same(&self.target.value, &other.target.value)
    }
}

fn directory(reader: &mut Reader<'_, '_>) -> Option<Mount> {
    let source = reader.read("host_path", values::text);
    let target = reader.read("container_path", values::text);
    let [uid, gid] =
        ["owner_uid", "owner_gid"].map(|key| reader.read(key, values::integer(0..=u64::from(u32::MAX - 1))));
    let (source, target) = (source?, target?);
    Some(Mount { target, what: Mounted::Directory(Directory { source, uid, gid, dataset: None, otherwise: None }) })
}

fn volume(reader: &mut Reader<'_, '_>) -> Option<Mount> {
    let storage = reader.read("pool", values::name);
    let size_gb = reader.read("size_gb", values::integer_or_text(1..=1 << 22));
    let target = reader.read("mount_point", values::text);
    Some(Mount { target: target?, what: Mounted::Volume { storage: storage?, size_gb: size_gb? } })
}

/// Adds what containers share, and finds out in which dataset every directory lies.
pub(super) fn complete(host: &Place<'_>, configuration: &mut Configuration, findings: &mut Vec<Finding>) {
    let mut reader = Reader { object: host, findings };
    let maps = reader.read("mount_point_base_maps", values::boolean).is_some_and(|maps| maps.value);
    let base = reader.read("mount_point_base", values::text).map(|base| base.value);
    share(host, configuration, findings);
    let places: HashMap<PathBuf, DatasetName> = configuration
        .datasets
        .iter()
        .filter_map(|dataset| Some((dataset.mountpoint()?, dataset.name.clone())))
        .collect();
    let lies_in = |path: &str| Path::new(path).ancestors().find_map(|above| places.get(above)).cloned();
    for directory in configuration.containers.iter_mut().flat_map(Container::directories_mut) {
        directory.dataset = lies_in(&directory.source.value);
        let rest = base.as_deref().and_then(|base| below(base, &directory.source.value)).map(str::to_owned);
        let Some((rest, dataset)) =
            rest.and_then(|rest| Some((lies_in(&rest)?, rest))).map(|(name, rest)| (rest, name))
        else {
            continue;
        };
        // A path that is a dataset's as it is written needs nobody to guess.
        match (directory.dataset.is_some(), maps) {
            (true, _) => {}
            (false, true) => {
                directory.otherwise = Some(std::mem::replace(&mut directory.source.value, rest));
                directory.dataset = Some(dataset);
            }
            (false, false) => directory.otherwise = Some(rest),
        }
    }
    agree_on_owners(&mut configuration.containers, findings);
}

/// Returns the rest of a path below `mount_point_base`.
fn below<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    let base = base.trim_end_matches('/');
    path.strip_prefix(base).filter(|rest| !base.is_empty() && rest.starts_with('/'))
}

/// Gives `shared_volumes` to the containers that they name. A container's own mount on the same target wins; V-22 tells of it.
fn share(host: &Place<'_>, configuration: &mut Configuration, findings: &mut Vec<Finding>) {
    let Some(all) = host.member("shared_volumes").filter(|all| all.is_object(findings)) else { return };
    // The firewall among the volumes is none of them. By their names: in which order they are written means nothing.
    let mut volumes: Vec<(&str, Place<'_>)> = all.members().filter(|(name, _)| *name != "firewall").collect();
    volumes.sort_by_key(|(name, _)| *name);
    let volumes: Vec<Place<'_>> = volumes.into_iter().map(|(_, volume)| volume).collect();
    for volume in volumes.into_iter().filter(|volume| volume.is_object(findings)).collect::<Vec<_>>() {
        let mut reader = Reader { object: &volume, findings };
        let source = reader.read("host_path", values::text);
        let Some(mounts) = volume.member("mounts").filter(|mounts| mounts.is_object(findings)) else { continue };
        for (id, place) in mounts.members() {
            let target = place.read(values::text, findings);
            let container = configuration.containers.iter_mut().find(|container| container.ctid.to_string() == id);
            let (Some(source), Some(target), Some(container)) = (&source, target, container) else { continue };
            if !container.mounts.iter().any(|mount| same(&mount.target.value, &target.value)) {
                let source = Located { at: target.at, key: target.key.clone(), value: source.value.clone() };
                let what = Directory { source, uid: None, gid: None, dataset: None, otherwise: None };
                container.mounts.push(Mount { target, what: Mounted::Directory(what) });
            }
        }
    }
}

/// Returns whether two targets are one place.
fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// A directory that several containers show has one owner, else each run would give it to another one: that of the lowest
/// container that says one, for all whose ids are the same.
fn agree_on_owners(containers: &mut [Container], findings: &mut Vec<Finding>) {
    type Owner = (Option<Located<u64>>, Option<Located<u64>>);
    let mut owners: HashMap<PathBuf, (Owner, Option<bool>, String)> = HashMap::new();
    let mut by_id: Vec<&Container> = containers.iter().collect();
    by_id.sort_by_key(|container| container.ctid);
    for container in by_id {
        let unprivileged = container.unprivileged.as_ref().map(|unprivileged| unprivileged.value);
        for directory in container.directories().filter(|directory| directory.has_owner()) {
            let owner = (directory.uid.clone(), directory.gid.clone());
            owners.entry(PathBuf::from(&directory.source.value)).or_insert((owner, unprivileged, container.resource()));
        }
    }
    for container in containers {
        let unprivileged = container.unprivileged.as_ref().map(|unprivileged| unprivileged.value);
        for directory in container.directories_mut() {
            let Some((owner, of_whom, first)) = owners.get(Path::new(&directory.source.value)) else { continue };
            let ids = |(uid, gid): &Owner| [uid, gid].map(|id| id.as_ref().map(|id| id.value));
            let own = (directory.uid.clone(), directory.gid.clone());
            let differs = directory.has_owner() && (ids(&own) != ids(owner) || unprivileged != *of_whom);
            if differs {
                let message = format!("{first} gives this directory another owner, and that one counts");
                let finding = Finding::warning(directory.source.at, &directory.source.key, message);
                findings.push(finding.rule("V-65").remedy("write one owner for one directory"));
            }
            (directory.uid, directory.gid) = if unprivileged == *of_whom { owner.clone() } else { (None, None) };
        }
    }
}

#[cfg(test)]
mod tests;
