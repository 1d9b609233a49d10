//! `zpool list -v`: the parts of each pool and their disks below its own line.

use super::status::{self, Names};
use super::{Exactness, bytes, geometry};
use crate::world::World;
use crate::zfs::{Vdev, Version};

/// The parts with a role, in the order of the list, and how they are headed.
const ROLES: &[(&str, &str)] =
    &[("dedup", "dedup"), ("special", "special"), ("logs", "logs"), ("cache", "cache"), ("spares", "spare")];

/// What stands behind a heading, also for programs.
fn dashes(version: Version) -> &'static str {
    match version {
        Version::V2_3_9 => "      -      -      -        -         -      -      -      -         -",
        Version::V2_4_4 => "          -       -          -        -         -      -      -      -         -        -",
    }
}

/// Returns the lines below that of a pool, as programs get them (`-H`).
pub(super) fn parts(world: &World, name: &str, names: Names, exactness: Exactness) -> String {
    let Some(pool) = world.state.zfs.pools.get(name) else { return String::new() };
    let numbered: Vec<&Vdev> = status::numbered(pool);
    let mut text = String::new();
    for (role, heading) in [("", "")].iter().chain(ROLES) {
        let parts: Vec<&Vdev> = pool.vdevs.iter().filter(|vdev| vdev.role == *role).collect();
        if !parts.is_empty() && !heading.is_empty() {
            let (width, dashes) = (status::list_width(pool, names), dashes(world.state.zfs.version));
            text += &format!("{heading:<width$}{dashes}\n");
        }
        for vdev in parts {
            let number = numbered.iter().position(|other| std::ptr::eq(*other, vdev)).unwrap_or(0);
            text += &part(world, name, vdev, number, names, exactness);
        }
    }
    text
}

fn part(world: &World, pool: &str, vdev: &Vdev, number: usize, names: Names, exactness: Exactness) -> String {
    let given = world.smallest_disk(vdev).unwrap_or(super::create::DISK);
    let size = geometry::part_size(vdev, given);
    let allocated = world.state.zfs.allocated_in(pool, vdev);
    let percent = |number: u64| if exactness == Exactness::Exact { number.to_string() } else { format!("{number}%") };
    let last = if world.state.zfs.version >= Version::V2_4_4 { "\t-" } else { "" };
    let row = |name: &str, size: u64, counts: Option<(u64, u64)>, state: &str| {
        let counts = counts.map_or("-\t-\t-\t-\t-\t-".to_owned(), |(allocated, free)| {
            let (frag, full) = (percent(0), percent(allocated * 100 / size.max(1)));
            format!("{}\t{}\t-\t-\t{frag}\t{full}", bytes(allocated, exactness), bytes(free, exactness))
        });
        format!("\t{name}\t{}\t{counts}\t-\t{state}{last}\n", bytes(size, exactness))
    };
    let counts = match vdev.role.as_str() {
        "spares" => None,
        // A cache has no metaslabs.
        "cache" => Some((0, given.saturating_sub(geometry::LABELS + 4096))),
        _ => Some((allocated, size.saturating_sub(allocated))),
    };
    let state = if vdev.role == "spares" { "AVAIL" } else { "ONLINE" };
    let disk = |disk: &String, counts| row(&status::shown(disk, names), given, counts, state);
    if vdev.layout.is_empty() {
        return vdev.disks.iter().map(|name| disk(name, counts)).collect();
    }
    let head = row(&format!("{}-{number}", vdev.layout), size, counts, state);
    head + &vdev.disks.iter().map(|name| disk(name, None)).collect::<String>()
}
