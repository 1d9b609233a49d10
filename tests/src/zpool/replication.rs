//! What `zpool create` holds against a set of parts unless it is forced: parts that survive unlike losses, disks of unlike sizes
//! (rules and texts of OpenZFS 2.3.9).

use crate::world::World;
use crate::zfs::Vdev;

/// The sizes of the disks of one part may be as far apart, in bytes.
const FUZZ: u64 = 16 << 20;

/// A part as it is compared with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Replication<'a> {
    /// `disk`, `file`, `mirror`, `raidz`, `draid`.
    kind: &'a str,
    parity: usize,
    children: usize,
}

/// Tells why the parts are no sound pool, or nothing.
pub(super) fn check(world: &World, vdevs: &[Vdev]) -> Result<(), String> {
    let compared = vdevs.iter().filter(|vdev| !matches!(vdev.role.as_str(), "logs" | "cache" | "spares"));
    let mut last: Option<Replication<'_>> = None;
    for vdev in compared {
        let this = replication(vdev);
        check_alike(world, vdev, this.kind)?;
        if let Some(last) = last {
            check_pair(last, this).map_err(|reason| format!("mismatched replication level: {reason} are present"))?;
        }
        last = Some(this);
    }
    Ok(())
}

fn is_disk(path: &str) -> bool {
    path.starts_with("/dev/")
}

fn replication(vdev: &Vdev) -> Replication<'_> {
    let children = vdev.disks.len();
    let parity = |rest: &str| rest.split(':').next().and_then(|digit| digit.parse().ok()).unwrap_or(1);
    match vdev.layout.as_str() {
        "" => {
            let kind = if vdev.disks.iter().all(|disk| is_disk(disk)) { "disk" } else { "file" };
            Replication { kind, parity: 0, children: 1 }
        }
        "mirror" => Replication { kind: "mirror", parity: 0, children },
        layout => match layout.strip_prefix("raidz") {
            Some(rest) => Replication { kind: "raidz", parity: parity(rest), children },
            None => Replication { kind: "draid", parity: parity(layout.trim_start_matches("draid")), children },
        },
    }
}

fn check_alike(world: &World, vdev: &Vdev, kind: &str) -> Result<(), String> {
    if vdev.layout.is_empty() {
        return Ok(());
    }
    let disks = vdev.disks.iter().filter(|disk| is_disk(disk)).count();
    if disks != 0 && disks != vdev.disks.len() {
        return Err(format!("mismatched replication level: {kind} contains both files and devices"));
    }
    let size = |disk: &String| world.device(disk).and_then(|device| Some(world.state.disks.get(&device)?.size));
    let sizes: Vec<u64> = vdev.disks.iter().filter_map(size).collect();
    if sizes.iter().max().unwrap_or(&0) - sizes.iter().min().unwrap_or(&0) > FUZZ {
        return Err(format!("{kind} contains devices of different sizes"));
    }
    Ok(())
}

fn check_pair(last: Replication<'_>, this: Replication<'_>) -> Result<(), String> {
    let with_parity = |kind: &str| matches!(kind, "raidz" | "draid");
    let pair = match (last.kind, this.kind) {
        (kind, "mirror") if with_parity(kind) => Some((last, this)),
        ("mirror", kind) if with_parity(kind) => Some((this, last)),
        _ => None,
    };
    if let Some((raidz, mirror)) = pair {
        let losses = mirror.children - 1;
        return if raidz.parity == losses {
            Ok(())
        } else {
            let ways = mirror.children;
            Err(format!(
                "{} and mirror vdevs with different redundancy, {} vs. {losses} ({ways}-way)",
                raidz.kind, raidz.parity
            ))
        };
    }
    if last.kind != this.kind {
        return Err(format!("both {} and {} vdevs", last.kind, this.kind));
    }
    if last.parity != this.parity {
        return Err(format!("both {} and {} device parity {} vdevs", last.parity, this.parity, this.kind));
    }
    if last.children != this.children {
        return Err(format!("both {}-way and {}-way {} vdevs", last.children, this.children, this.kind));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[(&str, &str, usize)]) -> Vec<Vdev> {
        let part = |(layout, place, count): &(&str, &str, usize)| Vdev {
            layout: (*layout).to_owned(),
            role: String::new(),
            disks: (0..*count).map(|number| format!("{place}{number}")).collect(),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn parts_survive_the_same_losses() {
        let world = World::blank();
        let judged = |list: &[(&str, &str, usize)]| check(&world, &parts(list));
        assert_eq!(judged(&[("mirror", "/dev/a", 2), ("raidz1", "/dev/b", 3)]), Ok(()));
        assert_eq!(judged(&[("", "/dev/a", 1), ("", "/dev/b", 1)]), Ok(()));
        for (list, reason) in [
            (
                &[("mirror", "/dev/a", 3), ("raidz1", "/dev/b", 3)][..],
                "mismatched replication level: raidz and mirror vdevs with different redundancy, 1 vs. 2 (3-way) are present",
            ),
            (
                &[("", "/dev/a", 1), ("", "/tmp/b", 1)],
                "mismatched replication level: both disk and file vdevs are present",
            ),
            (
                &[("mirror", "/dev/a", 2), ("", "/dev/b", 1)],
                "mismatched replication level: both mirror and disk vdevs are present",
            ),
            (
                &[("mirror", "/dev/a", 2), ("mirror", "/dev/b", 3)],
                "mismatched replication level: both 2-way and 3-way mirror vdevs are present",
            ),
        ] {
            assert_eq!(judged(list).unwrap_err(), reason);
        }
    }
}
