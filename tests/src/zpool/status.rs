//! `zpool status`: a pool and its disks as a tree.

use std::fmt::Write as _;

use super::{chosen, misused};
use crate::options::Options;
use crate::world::{Answer, World};
use crate::zfs::{Pool, Vdev};

/// How the parts of a pool with a role of their own are headed.
const ROLES: &[(&str, &str)] =
    &[("dedup", "dedup\t"), ("special", "special\t"), ("logs", "logs\t"), ("cache", "cache"), ("spares", "spares")];

/// The same in the order of the list of `zpool import`.
const ROLES_TO_IMPORT: &[(&str, &str)] =
    &[("cache", "cache"), ("spares", "spares"), ("dedup", "dedup\t"), ("special", "special\t"), ("logs", "logs\t")];

/// Whether disks show as a bare name or as the path of their partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Short,
    Paths,
    /// As in the list of `zpool import`: a disk that vanished keeps its name there.
    ToImport,
}

/// Runs `zpool status`.
pub(super) fn status(world: &World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "DdegiLPpstvxc:T:") {
        Ok(options) => options,
        Err(complaint) => return misused("status", &complaint),
    };
    let (pools, complaints) = chosen(world, &options.operands);
    let answer = |stdout| Answer { status: i32::from(!complaints.is_empty()), stdout, stderr: complaints.clone() };
    if pools.is_empty() && !complaints.is_empty() {
        return answer(String::new());
    }
    if pools.is_empty() {
        return Answer { stderr: "no pools available\n".to_owned(), ..Answer::default() };
    }
    let is_sick = |name: &&String| world.state.zfs.pools[*name].health != "ONLINE";
    let shown: Vec<&String> = pools.iter().filter(|name| !options.has('x') || is_sick(name)).collect();
    if shown.is_empty() {
        return answer("all pools are healthy\n".to_owned());
    }
    let names = if options.has('P') { Names::Paths } else { Names::Short };
    let is_there = |disk: &str| world.files.exists(std::path::Path::new(disk));
    let text = |name: &&String| text(name, &world.state.zfs.pools[*name], names, &is_there);
    let texts: Vec<String> = shown.iter().map(text).collect();
    answer(texts.join("\n"))
}

/// Returns the tree of a pool that is not imported, as `zpool import` shows it: without counters, disks by bare names.
pub(super) fn import_tree(world: &World, name: &str, pool: &Pool) -> String {
    let is_there = |disk: &str| world.files.exists(std::path::Path::new(disk));
    let lines = lines(name, pool, Names::ToImport, &is_there);
    let width = width(&lines);
    let shown = |line: &Line| match line.state.as_str() {
        "" | "AVAIL" => format!("\t{}\n", line.name),
        state => format!("\t{:<width$}  {state}{}\n", line.name, line.remark),
    };
    lines.iter().map(shown).collect()
}

/// Returns the state of a part, or of a pool by its worst part, where some of its disks are not there.
pub(super) fn state_without<'a>(
    vdevs: impl IntoIterator<Item = &'a Vdev>,
    is_there: &dyn Fn(&str) -> bool,
) -> &'static str {
    let state = |vdev: &Vdev| {
        let missing = vdev.disks.iter().filter(|disk| !is_there(disk)).count();
        let may_miss = match vdev.layout.as_str() {
            "mirror" => vdev.disks.len() - 1,
            raidz => raidz.strip_prefix("raidz").and_then(|parity| parity.parse().ok()).unwrap_or(0),
        };
        match missing {
            0 => 0,
            _ if missing > may_miss => 2,
            _ => 1,
        }
    };
    ["ONLINE", "DEGRADED", "UNAVAIL"][vdevs.into_iter().map(state).max().unwrap_or(0)]
}

fn width(lines: &[Line]) -> usize {
    lines.iter().filter(|line| !line.state.is_empty()).map(|line| line.name.len()).max().unwrap_or(0).max(10)
}

fn text(name: &str, pool: &Pool, names: Names, is_there: &dyn Fn(&str) -> bool) -> String {
    let lines = lines(name, pool, names, is_there);
    let width = width(&lines);
    let mut text = format!("  pool: {name}\n state: {}\n", pool.health);
    let is_whole = pool.disks().all(is_there);
    match pool.health.as_str() {
        "DEGRADED" if is_whole => text.push_str(
            "status: One or more devices has been taken offline by the administrator.\n\
             \tSufficient replicas exist for the pool to continue functioning in a\n\tdegraded state.\n\
             action: Online the device using 'zpool online' or replace the device with\n\t'zpool replace'.\n",
        ),
        "DEGRADED" => text.push_str(
            "status: One or more devices could not be used because the label is missing or\n\
             \tinvalid.  Sufficient replicas exist for the pool to continue\n\tfunctioning in a degraded state.\n\
             action: Replace the device using 'zpool replace'.\n   \
             see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-4J\n",
        ),
        "ONLINE"
            if pool.properties.get("compatibility").is_some_and(|set| !matches!(set.as_str(), "off" | "legacy")) =>
        {
            text.push_str(
                "status: One or more features are enabled on the pool despite not being\n\
                 \trequested by the 'compatibility' property.\n\
                 action: Consider setting 'compatibility' to an appropriate value, or\n\
                 \tadding needed features to the relevant file in\n\
                 \t/etc/zfs/compatibility.d or /usr/share/zfs/compatibility.d.\n",
            );
        }
        _ => {}
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
    let head = |text: &str| Line { name: text.to_owned(), state: String::new(), remark: String::new() };
    let mut lines = vec![Line { state: pool.health.clone(), remark: lack(&pool.health), ..head(name) }];
    let is_sick = matches!(pool.health.as_str(), "DEGRADED" | "UNAVAIL");
    // A sick pool tells which disk it misses; one whose disks nobody described misses none.
    let misses = |disk: &str| is_sick && !is_there(disk);
    let is_whole = !pool.disks().any(misses);
    let roles = if names == Names::ToImport { ROLES_TO_IMPORT } else { ROLES };
    let numbered = numbered(pool);
    let number = |vdev: &Vdev| numbered.iter().position(|other| std::ptr::eq(*other, vdev)).unwrap_or(0);
    for (role, title) in [("", "")].iter().chain(roles) {
        let parts: Vec<&Vdev> = pool.vdevs.iter().filter(|vdev| vdev.role == *role).collect();
        if !parts.is_empty() && !title.is_empty() {
            lines.push(head(title));
        }
        for vdev in parts {
            let state = match *role {
                "spares" => "AVAIL",
                "cache" if names == Names::ToImport => "",
                _ if is_sick && !is_whole => state_without([vdev], is_there),
                _ => &pool.health,
            };
            lines.extend(part(number(vdev), vdev, state, names, &misses));
        }
    }
    lines
}

/// Returns what `zpool create -n` would make.
pub(super) fn layout(name: &str, pool: &Pool) -> String {
    let lines = lines(name, pool, Names::Short, &|_| true);
    let shown = |line: &Line| {
        let indent = line.name.len() - line.name.trim_start().len();
        // Parts have no numbers yet.
        let bare = line.name.trim_start();
        let is_part = ["mirror-", "raidz", "draid"].iter().any(|layout| bare.starts_with(layout));
        let bare = bare.rsplit_once('-').filter(|_| indent == 2 && is_part).map_or(bare, |(layout, _)| layout);
        format!("\t{:indent$}{bare}\n", "")
    };
    let tree: String = lines.iter().map(shown).collect();
    format!("would create '{name}' with the following layout:\n\n{tree}")
}

/// Returns the parts whose names have a number: caches and spares are no parts of that tree.
pub(super) fn numbered(pool: &Pool) -> Vec<&Vdev> {
    pool.vdevs.iter().filter(|vdev| !matches!(vdev.role.as_str(), "cache" | "spares")).collect()
}

/// Returns how wide `zpool list -v` makes its column of names.
pub(super) fn list_width(pool: &Pool, names: Names) -> usize {
    let indent = |vdev: &Vdev| if vdev.layout.is_empty() { 2 } else { 4 };
    let disks =
        pool.vdevs.iter().flat_map(|vdev| vdev.disks.iter().map(move |disk| indent(vdev) + shown(disk, names).len()));
    disks.max().unwrap_or(0).max(10)
}

/// The list of `zpool import` says why a pool or a part is not available.
fn lack(state: &str) -> String {
    if state == "UNAVAIL" { "  insufficient replicas" } else { "" }.to_owned()
}

fn part(index: usize, vdev: &Vdev, state: &str, names: Names, misses: &dyn Fn(&str) -> bool) -> Vec<Line> {
    let disk_line = |indent: &str, disk: &str| {
        if misses(disk) && !state.is_empty() {
            let (shown, remark) = match names {
                Names::ToImport => (shown(disk, names), String::new()),
                // A disk that vanished shows by its number, and the path that it had.
                _ => (crate::zfs::names::number(disk).to_string(), format!("  was {}", partition(disk))),
            };
            return Line { name: format!("{indent}{shown}"), state: "UNAVAIL".to_owned(), remark };
        }
        let state = if matches!(state, "DEGRADED" | "UNAVAIL") { "ONLINE" } else { state };
        Line { name: format!("{indent}{}", shown(disk, names)), state: state.to_owned(), remark: String::new() }
    };
    if vdev.layout.is_empty() {
        return vdev.disks.iter().map(|disk| disk_line("  ", disk)).collect();
    }
    let name = format!("  {}-{index}", vdev.layout);
    let mut lines = vec![Line { name, state: state.to_owned(), remark: lack(state) }];
    lines.extend(vdev.disks.iter().map(|disk| disk_line("    ", disk)));
    lines
}

/// Returns the partition that ZFS makes on a whole disk.
pub(super) fn partition(disk: &str) -> String {
    shown(disk, Names::Paths)
}

/// Shows a disk: a whole one was partitioned, and `-P` shows the partition (OpenZFS 2.3.9).
pub(super) fn shown(disk: &str, names: Names) -> String {
    let Some(device) = disk.strip_prefix("/dev/") else {
        return disk.to_owned();
    };
    let bare = device.rsplit('/').next().unwrap_or(device);
    if names != Names::Paths {
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
