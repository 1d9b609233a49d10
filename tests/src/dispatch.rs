//! From a command line to the verb that answers it, and what happens around every command.

use std::path::Path;

use crate::world::{Answer, Ran, World};
use crate::{zfs, zpool};

/// A simulated program.
type Program = fn(&mut World, &[&str]) -> Answer;

/// The programs of a simulated host.
const PROGRAMS: &[(&str, Program)] = &[("zfs", zfs::run), ("zpool", zpool::run)];

/// The verbs that only look; every other verb of these programs counts as changing something.
const QUERIES: &[(&str, &[&str])] = &[
    ("zfs", &["get", "list", "version", "--version", "-V", "help"]),
    (
        "zpool",
        &[
            "get",
            "list",
            "status",
            "version",
            "--version",
            "-V",
            "iostat",
            "history",
            "help",
        ],
    ),
    (
        "pct",
        &[
            "config",
            "cpusets",
            "df",
            "help",
            "list",
            "listsnapshot",
            "pending",
            "status",
        ],
    ),
    (
        "pvesm",
        &["apiinfo", "extractconfig", "help", "list", "path", "scan", "status"],
    ),
    ("pveam", &["available", "help", "list"]),
];

/// Returns whether a command line is of those that change something.
pub fn mutates(program: &str, arguments: &[&str]) -> bool {
    let queries = QUERIES
        .iter()
        .find(|(name, _)| *name == program)
        .map_or(&[][..], |(_, verbs)| verbs);
    arguments.first().is_some_and(|verb| !queries.contains(verb))
}

/// Returns the programs that this host has.
pub fn programs(world: &World) -> Vec<&'static str> {
    let has = |name: &&str| !(world.state.zfs.not_installed && matches!(*name, "zfs" | "zpool"));
    PROGRAMS.iter().map(|(name, _)| *name).filter(has).collect()
}

/// Runs a command on a host; `None` if the host has no such program.
///
/// A command that changes something moves the clock on by one and, if it changed a file below `/etc/pve`, lets pmxcfs
/// count that. A query leaves the world as it was, planted faults and drawn numbers included.
pub fn run(world: &mut World, program: &str, arguments: &[&str]) -> Option<(Answer, Ran)> {
    let known = programs(world);
    let (_, verb) = PROGRAMS
        .iter()
        .find(|(name, _)| *name == program && known.contains(name))?;
    let mutates = mutates(program, arguments);
    let answer = if mutates {
        change(world, *verb, arguments)
    } else {
        look(world, *verb, arguments)
    };
    let argv = std::iter::once(program)
        .chain(arguments.iter().copied())
        .map(str::to_owned)
        .collect();
    let ran = Ran {
        argv,
        mutates,
        status: answer.status,
    };
    Some((answer, ran))
}

fn look(world: &mut World, verb: Program, arguments: &[&str]) -> Answer {
    let state = world.state.clone();
    world.is_looked_at = true;
    let answer = verb(world, arguments);
    world.is_looked_at = false;
    world.state = state;
    answer
}

fn change(world: &mut World, verb: Program, arguments: &[&str]) -> Answer {
    let cluster = Path::new("/etc/pve");
    let before = world.files.picture(cluster);
    let answer = verb(world, arguments);
    world.state.clock += 1;
    if world.files.picture(cluster) != before {
        world.refresh_virtual_files();
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_is_told_from_changing() {
        assert!(!mutates("zfs", &["get", "all"]));
        assert!(mutates("zfs", &["set", "atime=off", "tank"]));
        assert!(!mutates("pct", &["status", "101"]));
        assert!(mutates("pct", &["start", "101"]));
        assert!(mutates("pvesm", &["add", "dir", "x"]));
        assert!(!mutates("zfs", &[]));
    }

    #[test]
    fn a_host_without_zfs_has_no_zfs() {
        let mut world = World::blank();
        assert!(run(&mut world, "zfs", &["list"]).is_some());
        world.state.zfs.not_installed = true;
        assert!(run(&mut world, "zfs", &["list"]).is_none());
        assert!(run(&mut world, "zpool", &["list"]).is_none());
    }

    #[test]
    fn a_planted_fault_strikes_once() {
        let mut world = World::blank();
        world.add_pool("tank", zfs::Pool::default());
        world.state.faults.insert(
            "zfs create".to_owned(),
            "cannot create 'tank/a': out of space".to_owned(),
        );
        let mut create = || run(&mut world, "zfs", &["create", "tank/a"]).unwrap().0;
        assert_eq!(create(), Answer::failed(1, "cannot create 'tank/a': out of space"));
        assert_eq!(create(), Answer::silent());
    }
}
