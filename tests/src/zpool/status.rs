//! `zpool status`: a pool and its disks as a tree.

use std::fmt::Write as _;

use super::{chosen, misused};
use crate::options::Options;
use crate::world::{Answer, World};
use crate::zfs::{Pool, Vdev};

/// How the parts of a pool with a role of their own are headed.
const ROLES: &[(&str, &str)] =
    &[("dedup", "dedup\t"), ("special", "special\t"), ("logs", "logs\t"), ("cache", "cache"), ("spares", "spares")];

/// Whether disks show as a bare name or as the path of their partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Short,
    Paths,
}

/// Runs `zpool status`.
pub(super) fn status(world: &World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "DdegiLPpstvxc:T:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint),
    };
    let pools = match chosen(world, &options.operands) {
        Ok(pools) => pools,
        Err(answer) => return answer,
    };
    if pools.is_empty() {
        return Answer { stderr: "no pools available\n".to_owned(), ..Answer::default() };
    }
    let is_sick = |name: &&String| world.state.zfs.pools[*name].health != "ONLINE";
    let shown: Vec<&String> = pools.iter().filter(|name| !options.has('x') || is_sick(name)).collect();
    if shown.is_empty() {
        return Answer::printed("all pools are healthy\n");
    }
    let names = if options.has('P') { Names::Paths } else { Names::Short };
    let is_there = |disk: &str| world.files.exists(std::path::Path::new(disk));
    let text = |name: &&String| text(name, &world.state.zfs.pools[*name], names, &is_there);
    let texts: Vec<String> = shown.iter().map(text).collect();
    Answer::printed(texts.join("\n"))
}

/// Returns the tree of a pool that is not imported, as `zpool import` shows it: without counters, disks by bare names.
pub(super) fn import_tree(world: &World, name: &str, pool: &Pool) -> String {
    let is_there = |disk: &str| world.files.exists(std::path::Path::new(disk));
    let lines = lines(name, pool, Names::Short, &is_there);
    let width = width(&lines);
    let shown = |line: &Line| match line.state.as_str() {
        "" | "AVAIL" => format!("\t{}\n", line.name),
        state => format!("\t{:<width$}  {state}\n", line.name),
    };
    lines.iter().map(shown).collect()
}

fn width(lines: &[Line]) -> usize {
    lines.iter().filter(|line| !line.state.is_empty()).map(|line| line.name.len()).max().unwrap_or(0).max(10)
}

fn text(name: &str, pool: &Pool, names: Names, is_there: &dyn Fn(&str) -> bool) -> String {
    let lines = lines(name, pool, names, is_there);
    let width = width(&lines);
    let mut text = format!("  pool: {name}\n state: {}\n", pool.health);
    if pool.health == "DEGRADED" {
        text.push_str(
            "status: One or more devices has been taken offline by the administrator.\n\
             \tSufficient replicas exist for the pool to continue functioning in a\n\tdegraded state.\n\
             action: Online the device using 'zpool online' or replace the device with\n\t'zpool replace'.\n",
        );
    }
    let _ = write!(text, "config:\n\n\t{:<width$}  STATE     READ WRITE CKSUM\n", "NAME");
    for line in &lines {
        let _ = match line.state.as_str() {
            "" => writeln!(text, "\t{}", line.name),
            "AVAIL" => writeln!(text, "\t{:<width$}  AVAIL   ", line.name),
            state => writeln!(text, "\t{:<width$}  {state:<8}     0     0     0{}", line.name, line.remark),
        };
    }
    text + "\nerrors: No known data errors\n"
}

struct Line {
    name: String,
    state: String,
    remark: String,
}

fn lines(name: &str, pool: &Pool, names: Names, is_there: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let health =
        |text: &str, state: &str| Line { name: text.to_owned(), state: state.to_owned(), remark: String::new() };
    let mut lines = vec![health(name, &pool.health)];
    let heads = [("", "")].into_iter().chain(ROLES.iter().copied());
    for (role, head) in heads {
        let parts: Vec<(usize, &Vdev)> = pool.vdevs.iter().enumerate().filter(|(_, vdev)| vdev.role == role).collect();
        if !parts.is_empty() && !head.is_empty() {
            lines.push(health(head, ""));
        }
        let state = if role == "spares" { "AVAIL" } else { &pool.health };
        for (index, vdev) in parts {
            // A degraded pool tells which disk it misses; one whose disks nobody described misses none.
            let misses = |disk: &str| pool.health == "DEGRADED" && !is_there(disk);
            lines.extend(part(index, vdev, state, names, &misses));
        }
    }
    lines
}

fn part(index: usize, vdev: &Vdev, state: &str, names: Names, misses: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let line = |indent: &str, name: &str| {
        let remark = String::new();
        Line { name: format!("{indent}{name}"), state: state.to_owned(), remark }
    };
    let disk_line = |indent: &str, disk: &str| {
        if !misses(disk) {
            let state = if state == "DEGRADED" { "ONLINE" } else { state };
            return Line { state: state.to_owned(), ..line(indent, &shown(disk, names)) };
        }
        // A disk that vanished shows by its number, and the path that it had.
        let name = format!("{indent}{}", crate::zfs::names::number(disk));
        Line { name, state: "UNAVAIL".to_owned(), remark: format!("  was {}", partition(disk)) }
    };
    if vdev.layout.is_empty() {
        return vdev.disks.iter().map(|disk| disk_line("  ", disk)).collect();
    }
    let mut lines = vec![line("  ", &format!("{}-{index}", vdev.layout))];
    lines.extend(vdev.disks.iter().map(|disk| disk_line("    ", disk)));
    lines
}

/// Returns the partition that ZFS makes on a whole disk.
pub(super) fn partition(disk: &str) -> String {
    shown(disk, Names::Paths)
}

/// Shows a disk: a whole one was partitioned, and `-P` shows the partition (OpenZFS 2.3.9).
fn shown(disk: &str, names: Names) -> String {
    let Some(device) = disk.strip_prefix("/dev/") else {
        return disk.to_owned();
    };
    let bare = device.rsplit('/').next().unwrap_or(device);
    if names == Names::Short {
        return bare.to_owned();
    }
    let ends_with_digit = bare.ends_with(|letter: char| letter.is_ascii_digit());
    match device.contains('/') {
        true if bare.contains("-part") => disk.to_owned(),
        true => format!("{disk}-part1"),
        false if bare.starts_with("nvme") && !bare.contains('p') => format!("{disk}p1"),
        false if ends_with_digit => disk.to_owned(),
        false => format!("{disk}1"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_is_shown_as_recorded() {
        let disks = vec!["/dev/vda".to_owned(), "/dev/vdb".to_owned()];
        let mirror = Vdev { layout: "mirror".to_owned(), disks, ..Vdev::default() };
        let pool = Pool { vdevs: vec![mirror], ..Pool::default() };
        let expected = "  pool: tdiskmirror\n state: ONLINE\nconfig:\n\n\
                        \tNAME           STATE     READ WRITE CKSUM\n\
                        \ttdiskmirror    ONLINE       0     0     0\n\
                        \t  mirror-0     ONLINE       0     0     0\n\
                        \t    /dev/vda1  ONLINE       0     0     0\n\
                        \t    /dev/vdb1  ONLINE       0     0     0\n\n\
                        errors: No known data errors\n";
        assert_eq!(text("tdiskmirror", &pool, Names::Paths, &|_| true), expected);
    }

    #[test]
    fn a_partition_is_not_taken_for_a_disk() {
        assert_eq!(shown("/dev/sda3", Names::Paths), "/dev/sda3");
        assert_eq!(shown("/dev/nvme0n1", Names::Paths), "/dev/nvme0n1p1");
        assert_eq!(shown("/dev/disk/by-id/ata-X", Names::Paths), "/dev/disk/by-id/ata-X-part1");
        assert_eq!(shown("/dev/disk/by-id/ata-X", Names::Short), "ata-X");
        assert_eq!(shown("/tmp/f1", Names::Short), "/tmp/f1");
    }
}
