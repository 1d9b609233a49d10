//! `zpool import` and `zpool export`: pools whose disks are there while they are not imported (texts of OpenZFS 2.3.9).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{misused, status};
use crate::options::Options;
use crate::world::{Answer, World};
use crate::zfs::{Dataset, Pool};

/// A pool that lies on its disks and is not imported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exported {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub pool: Pool,
    /// Its datasets.
    pub datasets: BTreeMap<String, Dataset>,
    /// The files in them, by the path they show at.
    pub files: BTreeMap<String, String>,
    /// The host that used it last and did not export it; it is imported only by force then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_host: Option<String>,
}

/// Runs `zpool import`; without a name it lists what could be imported.
pub(super) fn import(world: &mut World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "fmad:o:R:N") {
        Ok(options) => options,
        Err(complaint) => return misused("import", &complaint),
    };
    let found: Vec<usize> = world.importable();
    let Some(wanted) = options.operands.first() else {
        if !options.has('a') {
            return list(world, &found);
        }
        let names = world.state.zfs.exported.iter().filter(|exported| exported.last_host.is_none());
        let names: Vec<String> = names.map(|exported| exported.name.clone()).collect();
        names.iter().for_each(|name| world.import_pool(name));
        return Answer::silent();
    };
    // By its two words a fault would strike the list, which is asked for first.
    if let Some(text) = world.take_fault(&format!("zpool import {wanted}")) {
        return Answer::failed(1, text);
    }
    let is_meant = |index: &&usize| {
        let exported = &world.state.zfs.exported[**index];
        exported.name == **wanted || exported.pool.guid.to_string() == **wanted
    };
    let meant: Vec<usize> = found.iter().filter(is_meant).copied().collect();
    let cannot = |reason: &str| Answer::failed(1, format!("cannot import '{wanted}': {reason}"));
    let [index] = meant[..] else {
        return match meant.is_empty() {
            true => cannot("no such pool available"),
            false => cannot("more than one matching pool\nimport by numeric ID instead"),
        };
    };
    let Exported { name, last_host, .. } = world.state.zfs.exported[index].clone();
    if world.state.zfs.pools.contains_key(&name) {
        return cannot(
            "a pool with that name already exists\nuse the form 'zpool import <pool | id> <newpool>' to give it a new name",
        );
    }
    if let Some(host) = last_host.filter(|_| !options.has('f')) {
        return cannot(&format!(
            "pool was previously in use from another system.\nLast accessed by {host} (hostid=7f0101) at Tue Nov 24 12:00:00 2026\n\
             The pool can be imported, use 'zpool import -f' to import the pool."
        ));
    }
    let exported = &world.state.zfs.exported[index];
    if exported.state(world) == "UNAVAIL" {
        let stdout = "\tDestroy and re-create the pool from\n\ta backup source.\n".to_owned();
        return Answer { stdout, ..cannot("no such pool or dataset") };
    }
    if let Some(log) = exported.missing_log(world).filter(|_| !options.has('m')) {
        let bare = log.rsplit('/').next().unwrap_or(log);
        let head = "The devices below are missing or corrupted, use '-m' to import the pool anyway:";
        let stdout = format!("{head}\n\t    {bare} [log]\n\n");
        return Answer { stdout, ..cannot("one or more devices is currently unavailable") };
    }
    world.bring_in(index);
    let is_read_only = options.values('o').any(|option| option == "readonly=on");
    if let Some(pool) = world.state.zfs.pools.get_mut(&name) {
        pool.read_only = is_read_only;
    }
    Answer::silent()
}

/// Runs `zpool export`.
pub(super) fn export(world: &mut World, arguments: &[&str]) -> Answer {
    let Some(name) = arguments.iter().find(|argument| !argument.starts_with('-')) else {
        return misused("export", "missing pool argument");
    };
    match world.state.zfs.pools.get(*name) {
        None => Answer::failed(1, format!("cannot open '{name}': no such pool")),
        Some(pool) if pool.health == "SUSPENDED" => {
            Answer::failed(1, format!("cannot export '{name}': pool I/O is currently suspended"))
        }
        Some(_) => match world.zfs_busy(name) {
            Some(busy) => Answer::failed(1, busy),
            None => {
                world.export_pool(name);
                Answer::silent()
            }
        },
    }
}

fn list(world: &World, found: &[usize]) -> Answer {
    if found.is_empty() {
        return Answer { stderr: "no pools available to import\n".to_owned(), ..Answer::default() };
    }
    let told = found.iter().map(|index| told(world, &world.state.zfs.exported[*index]));
    Answer::printed(told.collect::<Vec<_>>().join("\n"))
}

/// With a comment all keys stand one place further right (ran 2.3.9).
fn told(world: &World, exported: &Exported) -> String {
    let Exported { name, pool, last_host, .. } = exported;
    let state = exported.state(world);
    let (action, page) = match (state, last_host) {
        ("UNAVAIL", _) => ("The pool cannot be imported due to damaged devices or data.", "5E"),
        ("DEGRADED", _) => (
            "The pool can be imported despite missing or damaged devices.  The\n\t~fault tolerance of the pool may be compromised if imported.",
            "4J",
        ),
        (_, Some(_)) => ("The pool can be imported using its name or numeric identifier and\n\t~the '-f' flag.", ""),
        (_, None) => ("The pool can be imported using its name or numeric identifier.", ""),
    };
    let (status, page) = match (last_host, page) {
        (Some(_), _) => ("The pool was last accessed by another system.", "EY"),
        (None, "") => ("", ""),
        // So it says of a disk that is not there.
        (None, page) => ("One or more devices contains corrupted data.", page),
    };
    let comment = pool.properties.get("comment").map(String::as_str).unwrap_or_default();
    let gap = if comment.is_empty() { "" } else { " " };
    let mut text = format!("{gap}  pool: {name}\n{gap}    id: {}\n{gap} state: {state}\n", pool.guid);
    if !status.is_empty() {
        text += &format!("{gap}status: {status}\n");
    }
    text += &format!("{gap}action: {}\n", action.replace('~', gap));
    if !comment.is_empty() {
        text += &format!("comment: {comment}\n");
    }
    if !page.is_empty() {
        text += &format!("{gap}   see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-{page}\n");
    }
    let tree = status::import_tree(world, name, &Pool { health: state.to_owned(), ..pool.clone() });
    format!("{text}{gap}config:\n\n{tree}")
}

impl Exported {
    /// Returns the state that the pool has with the disks that are there; one without its log is sick, and no more.
    fn state(&self, world: &World) -> &'static str {
        let is_there = |disk: &str| world.files.exists(Path::new(disk));
        let of = |roles: &[&str]| {
            let parts = self.pool.vdevs.iter().filter(|vdev| roles.contains(&vdev.role.as_str()));
            status::state_without(parts, &is_there)
        };
        match (of(&["", "special", "dedup"]), of(&["logs"])) {
            ("ONLINE", "ONLINE") => "ONLINE",
            ("UNAVAIL", _) => "UNAVAIL",
            _ => "DEGRADED",
        }
    }

    /// Returns a log of which no disk is left.
    fn missing_log<'a>(&'a self, world: &World) -> Option<&'a str> {
        let is_there = |disk: &String| world.files.exists(Path::new(disk));
        let mut logs = self.pool.vdevs.iter().filter(|vdev| vdev.role == "logs");
        let log = logs.find(|vdev| !vdev.disks.iter().any(is_there))?;
        log.disks.first().map(String::as_str)
    }
}

impl World {
    /// Returns the places of the pools that are not imported and have a disk left.
    fn importable(&self) -> Vec<usize> {
        let has_a_disk = |pool: &Pool| pool.disks().any(|disk| self.files.exists(Path::new(disk)));
        let exported = self.state.zfs.exported.iter().enumerate();
        exported.filter(|(_, exported)| has_a_disk(&exported.pool)).map(|(index, _)| index).collect()
    }

    /// Takes a pool out of the host, its data with it: its disks still hold it.
    pub fn export_pool(&mut self, name: &str) {
        let Some(pool) = self.state.zfs.pools.get(name).cloned() else { return };
        self.state.zfs.complete();
        let datasets: BTreeMap<String, Dataset> =
            self.state.zfs.tree(name).map(|(name, dataset)| (name.clone(), dataset.clone())).collect();
        let places: Vec<PathBuf> = datasets.keys().filter_map(|name| self.state.zfs.mounted_at(name)).collect();
        let inside = places.iter().flat_map(|place| self.files.contents(place));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let files = inside.filter_map(|(path, bytes)| Some((path.to_string_lossy().into_owned(), text(bytes?))));
        let exported = Exported { name: name.to_owned(), pool, datasets, files: files.collect(), last_host: None };
        self.remove_pool(name);
        self.state.zfs.exported.push(exported);
    }

    /// Imports a pool that was exported; does nothing if there is none of that name.
    pub fn import_pool(&mut self, name: &str) {
        if let Some(index) = self.state.zfs.exported.iter().position(|exported| exported.name == name) {
            self.bring_in(index);
        }
    }

    fn bring_in(&mut self, index: usize) {
        let Exported { name, mut pool, datasets, files, last_host: _ } = self.state.zfs.exported.remove(index);
        if pool.disks().any(|disk| !self.files.exists(Path::new(disk))) {
            "DEGRADED".clone_into(&mut pool.health);
        }
        for (name, dataset) in datasets {
            self.add_dataset(&name, dataset);
        }
        self.add_pool(&name, pool);
        for (path, text) in files {
            self.files.write(path, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    #[test]
    fn an_exported_pool_comes_back_with_its_data() {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/data", &[("compression", "lz4")]);
        host.world_mut().files.write("/tank/data/letter", "kept\n");
        host.type_in("zpool export tank");
        assert_eq!(host.world().read("/tank/data/letter"), None);
        assert_eq!(host.type_in("zpool list").stdout, "no pools available\n");
        let list = host.type_in("zpool import").stdout;
        assert!(list.starts_with("  pool: tank\n    id: ") && list.contains("\ttank        ONLINE\n"), "{list}");
        assert_eq!(host.type_in("zpool import tank").status, 0);
        assert_eq!(host.world().read("/tank/data/letter").as_deref(), Some("kept\n"));
        assert_eq!(host.world().zfs_get("tank/data", "compression").as_deref(), Some("lz4"));
        let again = host.type_in("zpool import tank");
        assert!(again.stderr.starts_with("cannot import 'tank': no such pool available"), "{again:?}");
    }

    #[test]
    fn a_pool_of_another_host_is_imported_by_force_only() {
        let host = SimHost::blank().with_pool("tank");
        host.world_mut().export_pool("tank");
        host.world_mut().state.zfs.exported[0].last_host = Some("pve0".to_owned());
        assert!(host.type_in("zpool import").stdout.contains("last accessed by another system"));
        assert!(host.type_in("zpool import tank").stderr.contains("previously in use from another system"));
        assert_eq!(host.type_in("zpool import -f tank").status, 0);
    }
}
