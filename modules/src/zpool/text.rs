//! What `zpool status`, `zpool import` and `zpool get` print, as values.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use crate::host::Output;

/// A pool as `zpool status` or the list of `zpool import` shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// Its number; only the list of `zpool import` tells it.
    pub id: String,
    /// `ONLINE`, `DEGRADED`, `SUSPENDED`, `FAULTED`, `UNAVAIL`.
    pub state: String,
    /// What is odd about it, in ZFS's words; mostly nothing.
    pub status: String,
    /// What ZFS says could be done.
    pub action: String,
    /// What it is made of.
    pub vdevs: Vec<Vdev>,
}

/// A part of a pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vdev {
    /// `mirror`, `raidz1`, `raidz2`, `raidz3`, another of ZFS's words; empty for a disk that stands alone.
    pub layout: String,
    /// `logs`, `cache`, `spares`, `special`, `dedup`; empty for data.
    pub role: String,
    /// Its places.
    pub members: Vec<Member>,
}

/// A place in a part of a pool: one disk, or two while one replaces the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// The disks in it.
    pub disks: Vec<Disk>,
}

/// A disk of a pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disk {
    /// The path or name it is shown by; for one that vanished the path it had, if ZFS tells it.
    pub shown: String,
    /// Whether ZFS finds no such disk: it is `UNAVAIL` or `REMOVED`, or only a number and at best the path that it had.
    pub has_vanished: bool,
    /// What it is on this host: the devices that its name leads to, links followed. Filled in by looking.
    pub devices: Vec<String>,
}

impl Pool {
    /// Returns every disk of the pool.
    pub fn disks(&self) -> impl Iterator<Item = &Disk> {
        self.vdevs.iter().flat_map(|vdev| &vdev.members).flat_map(|member| &member.disks)
    }

    /// Returns every disk of the pool, to be looked at.
    pub fn disks_mut(&mut self) -> impl Iterator<Item = &mut Disk> {
        self.vdevs.iter_mut().flat_map(|vdev| &mut vdev.members).flat_map(|member| &mut member.disks)
    }

    /// Returns a log of which no disk is left.
    pub fn missing_log(&self) -> Option<&Disk> {
        let has_vanished =
            |vdev: &&Vdev| vdev.members.iter().flat_map(|member| &member.disks).all(|disk| disk.has_vanished);
        let log = self.vdevs.iter().filter(|vdev| vdev.role == "logs").find(has_vanished)?;
        log.members.first()?.disks.first()
    }

    /// Returns its parts that hold data.
    pub fn data(&self) -> impl Iterator<Item = &Vdev> {
        self.vdevs.iter().filter(|vdev| vdev.role.is_empty())
    }
}

/// Parses the answer of `zpool status -P`.
pub fn parse_status(output: &Output) -> Result<Vec<Pool>> {
    // "no pools available" comes on standard error, exit 0 (OpenZFS 2.3.9).
    ensure!(output.is_success(), "`zpool status -P` said: {} ({})", output.said(), output.ending());
    Ok(parse(&output.stdout_text()))
}

/// Parses the answer of `zpool import` without a name: the pools that could be imported.
pub fn parse_import_list(output: &Output) -> Result<Vec<Pool>> {
    let complaint = output.stderr_text();
    let is_none = complaint.trim().is_empty() || complaint.contains("no pools available to import");
    let is_told = is_none && (output.is_success() || !complaint.trim().is_empty());
    ensure!(is_told, "`zpool import` could not tell what lies on the disks: {} ({})", output.said(), output.ending());
    Ok(parse(&output.stdout_text()))
}

/// A text about a pool that goes on over several lines.
#[derive(Clone, Copy)]
enum Open {
    Nothing,
    Status,
    Action,
    Config,
}

fn parse(text: &str) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    let (mut open, mut tree) = (Open::Nothing, Tree::default());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(rest) = line.strip_prefix('\t') {
            let Some(pool) = pools.last_mut() else { continue };
            match open {
                Open::Nothing => {}
                Open::Status => join(&mut pool.status, rest),
                Open::Action => join(&mut pool.action, rest),
                Open::Config => tree.take(rest, pool),
            }
            continue;
        }
        let Some((key, value)) = line.trim().split_once(':') else { continue };
        let value = value.trim();
        open = Open::Nothing;
        if key == "pool" {
            pools.push(Pool { name: value.to_owned(), ..Pool::default() });
            tree = Tree::default();
        }
        let Some(pool) = pools.last_mut() else { continue };
        match key {
            "id" => value.clone_into(&mut pool.id),
            "state" => value.clone_into(&mut pool.state),
            "status" => {
                value.clone_into(&mut pool.status);
                open = Open::Status;
            }
            "action" => {
                value.clone_into(&mut pool.action);
                open = Open::Action;
            }
            "config" => open = Open::Config,
            _ => {}
        }
    }
    pools
}

fn join(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more.trim());
}

/// Reads the tree of a pool: each level is two blanks deeper; at the left stand the pool and the heads of roles.
#[derive(Default)]
struct Tree {
    has_root: bool,
    role: String,
    /// How deep the disks stand that share the last place, while one replaces another, or a spare stands in.
    shared: Option<usize>,
}

impl Tree {
    fn take(&mut self, line: &str, pool: &mut Pool) {
        let depth = (line.len() - line.trim_start_matches(' ').len()) / 2;
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(&name) = words.first() else { return };
        match depth {
            0 if !self.has_root && words.get(1) == Some(&"STATE") && name == "NAME" => {}
            0 if !self.has_root => self.has_root = true,
            0 => name.clone_into(&mut self.role),
            _ => self.take_part(depth, &words, pool),
        }
    }

    fn take_part(&mut self, depth: usize, words: &[&str], pool: &mut Pool) {
        if self.shared.is_some_and(|shared| depth < shared) {
            self.shared = None;
        }
        // A spare stands alone, and the name of one that draid spreads over its disks looks like a part's: `draid1-0-0`.
        let group = group(words[0]).filter(|_| self.role != "spares");
        if depth == 1 {
            let layout = group.filter(|word| !is_shared(word)).unwrap_or_default().to_owned();
            pool.vdevs.push(Vdev { layout, role: self.role.clone(), members: Vec::new() });
        }
        let Some(vdev) = pool.vdevs.last_mut() else { return };
        match (group, self.shared) {
            // A spare may stand in for a disk that is being replaced: that is one place.
            (Some(word), None) if is_shared(word) => {
                vdev.members.push(Member::default());
                self.shared = Some(depth + 1);
            }
            (Some(_), _) => {}
            (None, Some(_)) => vdev.members.last_mut().into_iter().for_each(|member| member.disks.push(disk(words))),
            (None, None) => vdev.members.push(Member { disks: vec![disk(words)] }),
        }
    }
}

/// Returns the word of a part that others stand below: `mirror` of `mirror-0`.
fn group(name: &str) -> Option<&str> {
    let (word, number) = name.rsplit_once('-')?;
    let is_numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let begins = ["mirror", "raidz", "draid", "replacing", "spare", "indirect"];
    (is_numbered && begins.iter().any(|begin| word.starts_with(begin)) && !word.contains('/')).then_some(word)
}

/// Returns whether the disks below this word share one place.
fn is_shared(word: &str) -> bool {
    matches!(word, "replacing" | "spare")
}

/// A disk that vanished is shown by its number: `1234567890  UNAVAIL  0  0  0  was /dev/sdb1`.
fn disk(words: &[&str]) -> Disk {
    let was = words.iter().position(|word| *word == "was").and_then(|place| words.get(place + 1));
    let is_number = words[0].bytes().all(|byte| byte.is_ascii_digit());
    let has_vanished = is_number || matches!(words.get(1), Some(&("UNAVAIL" | "REMOVED")));
    Disk { shown: (*was.unwrap_or(&words[0])).to_owned(), has_vanished, devices: Vec::new() }
}

/// Parses the answer of `zpool get -Hp -o name,property,value,source all NAME...`: values by pool and property.
pub fn parse_get(output: &Output) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
    ensure!(output.is_success(), "`zpool get` said: {} ({})", output.said(), output.ending());
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in output.stdout_text().lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        if let [name, property, value, _] = columns[..] {
            found.entry(name.to_owned()).or_default().insert(property.to_owned(), value.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(stdout: &str, stderr: &str, status: i32) -> Output {
        Output { status: Some(status), stdout: stdout.into(), stderr: stderr.into() }
    }

    fn shape(pool: &Pool) -> Vec<(&str, &str, Vec<Vec<&str>>)> {
        pool.vdevs.iter().map(|vdev| (vdev.layout.as_str(), vdev.role.as_str(), shown(vdev))).collect()
    }

    fn shown(vdev: &Vdev) -> Vec<Vec<&str>> {
        let members = vdev.members.iter();
        members.map(|member| member.disks.iter().map(|disk| disk.shown.as_str()).collect()).collect()
    }

    #[test]
    fn roles_replacements_and_vanished_disks_are_read() {
        let text = "  pool: tank\n state: DEGRADED\nstatus: One or more devices could not be used.\n\tSufficient replicas exist.\n\
            action: Replace it.\n  scan: resilver in progress since Tue Nov 24 00:00:00 2026\n\t1.00G scanned\nconfig:\n\n\
            \tNAME                                    STATE     READ WRITE CKSUM\n\
            \ttank                                    DEGRADED     0     0     0\n\
            \t  mirror-0                              DEGRADED     0     0     0\n\
            \t    /dev/sda1                           ONLINE       0     0     0\n\
            \t    replacing-1                         DEGRADED     0     0     0\n\
            \t      10312049320984                    UNAVAIL      0     0     0  was /dev/disk/by-id/b-part1\n\
            \t      /dev/disk/by-id/c-part1           ONLINE       0     0     0  (resilvering)\n\
            \tspecial\t\n\
            \t  /dev/sdd1                             ONLINE       0     0     0\n\
            \tcache\n\
            \t  /dev/sde1                             ONLINE       0     0     0\n\
            \tspares\n\
            \t  /dev/sdf1                             AVAIL   \n\n\
            errors: No known data errors\n\n  pool: data\n state: ONLINE\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n\
            \tdata        ONLINE       0     0     0\n\t  /dev/sdg    ONLINE       0     0     0\n\nerrors: No known data errors\n";
        let pools = parse_status(&told(text, "", 0)).unwrap();
        assert_eq!(pools.len(), 2);
        let expected = vec![
            ("mirror", "", vec![vec!["/dev/sda1"], vec!["/dev/disk/by-id/b-part1", "/dev/disk/by-id/c-part1"]]),
            ("", "special", vec![vec!["/dev/sdd1"]]),
            ("", "cache", vec![vec!["/dev/sde1"]]),
            ("", "spares", vec![vec!["/dev/sdf1"]]),
        ];
        assert_eq!(shape(&pools[0]), expected);
        assert!(pools[0].status.ends_with("used. Sufficient replicas exist."), "{}", pools[0].status);
        assert_eq!(shape(&pools[1]), [("", "", vec![vec!["/dev/sdg"]])]);
    }

    /// As OpenZFS 2.3.9 shows a disk that is replaced while a spare stands in for it, and the spares of a draid.
    #[test]
    fn a_spare_that_stands_in_is_no_place_of_its_own() {
        let text = "  pool: sp\n state: DEGRADED\nstatus: One or more devices is currently being resilvered.  The pool will\n\
            \tcontinue to function, possibly in a degraded state.\naction: Wait for the resilver to complete.\n  \
            scan: resilver in progress since Wed Nov 25 09:42:27 2026\n\t0B / 20.2M scanned, 0B / 20.2M issued\nconfig:\n\n\
            \tNAME               STATE     READ WRITE CKSUM\n\tsp                 DEGRADED     0     0     0\n\
            \t  mirror-0         DEGRADED     0     0     0\n\t    spare-0        DEGRADED     0     0     0\n\
            \t      replacing-0  DEGRADED     0     0     0\n\
            \t        /dev/sda1  FAULTED      0     0     0  external device fault\n\
            \t        /dev/sdd1  ONLINE       0     0     0\n\t      /dev/sdc1    ONLINE       0     0     0\n\
            \t    /dev/sdb1      ONLINE       0     0     0\n\
            \tspares\n\t  /dev/sdc1        INUSE     currently in use\n\t  draid1-0-0         AVAIL   \n\n\
            errors: No known data errors\n";
        let pools = parse_status(&told(text, "", 0)).unwrap();
        let expected = vec![
            ("mirror", "", vec![vec!["/dev/sda1", "/dev/sdd1", "/dev/sdc1"], vec!["/dev/sdb1"]]),
            ("", "spares", vec![vec!["/dev/sdc1"]]),
            ("", "spares", vec![vec!["draid1-0-0"]]),
        ];
        assert_eq!(shape(&pools[0]), expected);
    }

    /// With a comment each key stands one place further right (OpenZFS 2.3.9).
    #[test]
    fn a_log_is_missing_when_no_disk_of_it_is_left() {
        let text = |second: &str| {
            format!(
                "   pool: al\n     id: 7\n  state: DEGRADED\n action: The pool can be imported despite missing or damaged devices.  The\n\
                 \t fault tolerance of the pool may be compromised if imported.\ncomment: pool: x\n config:\n\n\
                 \tal            DEGRADED\n\t  draid1:2d:5c:1s-0  ONLINE\n\t    f1        ONLINE\n\tcache\n\t  f7\n\
                 \tlogs\t\n\t  mirror-4    DEGRADED\n\t    f8        UNAVAIL\n\t    f9        {second}\n"
            )
        };
        let read = |second: &str| parse_import_list(&told(&text(second), "", 0)).unwrap();
        assert_eq!((read("ONLINE").len(), read("ONLINE")[0].missing_log()), (1, None));
        assert_eq!(read("UNAVAIL  invalid label")[0].missing_log().unwrap().shown, "f8");
        assert_eq!(shape(&read("ONLINE")[0])[0], ("draid1:2d:5c:1s", "", vec![vec!["f1"]]));
    }

    #[test]
    fn pools_to_import_are_read_in_both_indentations() {
        let tree = "\n\ttank        ONLINE\n\t  raidz1-0  ONLINE\n\t    sda     ONLINE\n\t    sdb     ONLINE\n\tlogs\t\n\t  sdc       ONLINE\n";
        let old = format!(
            "   pool: tank\n     id: 42\n  state: ONLINE\nstatus: The pool was last accessed by another system.\n \
             action: The pool can be imported using its name or numeric identifier and\n\tthe '-f' flag.\n config:\n{tree}"
        );
        let new = format!(
            "  pool: tank\n    id: 42\n state: ONLINE\nstatus: The pool was last accessed by another system.\n\
             action: The pool can be imported using its name or numeric identifier and\n\tthe '-f' flag.\nconfig:\n{tree}"
        );
        let read = |text: &str| parse_import_list(&told(text, "", 0)).unwrap();
        assert_eq!(read(&old), read(&new));
        assert_eq!((read(&new)[0].id.as_str(), read(&new)[0].vdevs.len()), ("42", 2));
        assert!(read(&new)[0].action.ends_with("identifier and the '-f' flag."));
    }

    #[test]
    fn no_pool_to_import_is_told_from_not_being_told() {
        for status in [0, 1] {
            assert_eq!(parse_import_list(&told("", "no pools available to import\n", status)).unwrap(), []);
        }
        assert!(parse_import_list(&told("", "cannot discover pools: permission denied\n", 1)).is_err());
        assert!(parse_import_list(&told("", "", 1)).is_err());
        assert!(parse_status(&told("", "Permission denied the ZFS utilities must be run as root.\n", 1)).is_err());
        assert_eq!(parse_status(&told("", "no pools available\n", 0)).unwrap(), []);
    }
}
