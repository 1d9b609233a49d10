//! From a command line to the verb that answers it, and what happens around every command.

use std::path::Path;

use crate::world::{Answer, Ran, World};
use crate::{coreutils, disks, pct, pve_firewall, pveam, pvesh, pvesm, zfs, zpool};

/// A simulated program.
type Program = fn(&mut World, &[&str]) -> Answer;

/// The programs of a simulated host.
const PROGRAMS: &[(&str, Program)] = &[
    ("zfs", zfs::run),
    ("zpool", zpool::run),
    ("pct", pct::run),
    ("pvesm", pvesm::run),
    ("pveam", pveam::run),
    ("pvesh", pvesh::run),
    ("pve-firewall", pve_firewall::run),
    ("lsblk", disks::lsblk),
    ("wipefs", disks::wipefs),
    ("update-initramfs", disks::update_initramfs),
    ("install", coreutils::install),
    ("chown", coreutils::chown),
    ("chmod", coreutils::chmod),
];

/// The verbs that only look; every other verb of these programs counts as changing something.
const QUERIES: &[(&str, &[&str])] = &[
    ("zfs", &["get", "list", "version", "--version", "-V", "help"]),
    ("zpool", &["get", "list", "status", "version", "--version", "-V", "iostat", "history", "help"]),
    ("pct", &["config", "cpusets", "df", "help", "list", "listsnapshot", "pending", "status"]),
    ("pvesm", &["apiinfo", "extractconfig", "help", "list", "path", "scan", "status"]),
    ("pveam", &["available", "help", "list"]),
    ("pvesh", &["get", "help", "ls", "usage"]),
    ("pve-firewall", &["compile", "help", "localnet", "simulate", "status"]),
];

/// Returns whether a command line is of those that change something.
pub fn mutates(program: &str, arguments: &[&str]) -> bool {
    match (program, arguments) {
        ("lsblk", _) | ("zpool", ["import"]) => return false,
        ("wipefs", _) => return disks::wipes(arguments),
        _ => {}
    }
    let queries = QUERIES.iter().find(|(name, _)| *name == program).map_or(&[][..], |(_, verbs)| verbs);
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
    if program.starts_with('/') {
        return run_script(world, program, arguments);
    }
    let known = programs(world);
    let (_, verb) = PROGRAMS.iter().find(|(name, _)| *name == program && known.contains(name))?;
    world.state.zfs.complete();
    let mutates = mutates(program, arguments);
    let answer = if mutates { change(world, *verb, arguments) } else { look(world, program, *verb, arguments) };
    let argv = std::iter::once(program).chain(arguments.iter().copied()).map(str::to_owned).collect();
    let ran = Ran { argv, mutates, status: answer.status };
    Some((answer, ran))
}

/// Runs a script of the host, named by its path; what is called `check` only looks.
fn run_script(world: &mut World, path: &str, arguments: &[&str]) -> Option<(Answer, Ran)> {
    let text = world.read(path)?;
    let ctid = arguments.first().copied().unwrap_or_default();
    let mutates = !path.ends_with("/check");
    let answer = crate::scripts::run(world, &text, ctid)?;
    if mutates {
        world.state.clock += 1;
    }
    let argv = std::iter::once(path).chain(arguments.iter().copied()).map(str::to_owned).collect();
    let status = answer.status;
    Some((answer, Ran { argv, mutates, status }))
}

fn look(world: &mut World, program: &str, verb: Program, arguments: &[&str]) -> Answer {
    let state = world.state.clone();
    // The programs of ZFS and `pvesh` look for faults themselves.
    let asked =
        arguments.first().map(|first| format!("{program} {first}")).filter(|_| matches!(program, "pct" | "pvesm"));
    if let Some(text) = asked.and_then(|asked| state.faults.get(&asked).cloned()) {
        return Answer::failed(crate::perl::FAILED, text);
    }
    world.state.zfs.remember_used();
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
    use proptest::prelude::*;

    use super::*;

    /// Words from which lines are made, sensible and not.
    const WORDS: &[&str] = &[
        "-H",
        "-p",
        "-r",
        "-t",
        "all",
        "-o",
        "name,value",
        "-d1",
        "tank",
        "tank/a",
        "tank/a@s",
        "tank/v",
        "nope",
        "compression",
        "quota,bogus",
        "filesystem,snapshot",
        "-s",
        "used",
        "-x",
        "tank/b",
    ];

    const LOOKS: &[&str] = &["zfs get", "zfs list", "zfs version", "zpool get", "zpool list", "zpool status"];

    const CHANGES: &[&str] = &[
        "zfs create tank/a",
        "zfs create -p tank/b/c",
        "zfs create -V 64M tank/v",
        "zfs set quota=1G tank/a",
        "zfs set atime=off tank",
        "zfs snapshot -r tank@s",
        "zfs clone tank/a@s tank/clone",
        "zfs rename tank/a tank/b",
        "zfs rename tank/b tank/a",
        "zfs destroy -r tank/b",
        "zfs destroy tank/a",
        "zfs set mountpoint=/srv/x tank/a",
        "zfs inherit mountpoint tank/a",
        "zfs set canmount=off tank/a",
        "zpool set autotrim=on tank",
        "zfs destroy tank/a@s",
        "zfs mount tank/a",
    ];

    fn query() -> impl Strategy<Value = String> {
        let words = prop::collection::vec(prop::sample::select(WORDS), 0..5);
        (prop::sample::select(LOOKS), words).prop_map(|(verb, words)| format!("{verb} {}", words.join(" ")))
    }

    fn typed(world: &mut World, line: &str) -> Answer {
        let words: Vec<&str> = line.split_whitespace().collect();
        run(world, words[0], &words[1..]).unwrap().0
    }

    fn furnished(mut world: World) -> World {
        world.add_pool("tank", zfs::Pool::default());
        typed(&mut world, "zfs create tank/a");
        typed(&mut world, "zfs snapshot tank/a@s");
        world.state.faults.insert("zfs list".to_owned(), "planted".to_owned());
        world
    }

    proptest! {
        #[test]
        fn a_query_changes_nothing_of_the_world(lines in prop::collection::vec(query(), 1..8)) {
            let mut world = furnished(World::blank());
            let (state, files) = (world.state.clone(), world.files.picture(Path::new("/")));
            for line in &lines {
                typed(&mut world, line);
            }
            prop_assert_eq!(&world.state, &state);
            prop_assert_eq!(world.files.picture(Path::new("/")), files);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(24)))]
        #[test]
        fn a_world_in_a_directory_answers_as_one_in_memory(
            lines in prop::collection::vec(prop_oneof![query(), prop::sample::select(CHANGES).prop_map(str::to_owned)], 1..16),
        ) {
            let directory = tempfile::tempdir().unwrap();
            let mut memory = furnished(World::blank());
            let mut disk = furnished(World::create(directory.path()).unwrap());
            disk.save().unwrap();
            drop(disk);
            for line in &lines {
                let mut disk = World::open(directory.path()).unwrap();
                prop_assert_eq!(typed(&mut memory, line), typed(&mut disk, line), "{}", line);
                disk.save().unwrap();
            }
            let disk = World::open(directory.path()).unwrap();
            prop_assert_eq!(&disk.state, &memory.state);
            let everything = |world: &World| world.files.contents(Path::new("/"));
            prop_assert_eq!(everything(&disk), everything(&memory));
        }
    }

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
        world.state.faults.insert("zfs create".to_owned(), "cannot create 'tank/a': out of space".to_owned());
        let mut create = || run(&mut world, "zfs", &["create", "tank/a"]).unwrap().0;
        assert_eq!(create(), Answer::failed(1, "cannot create 'tank/a': out of space"));
        assert_eq!(create(), Answer::silent());
    }
}
