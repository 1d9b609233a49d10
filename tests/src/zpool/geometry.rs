//! How much of its disks a pool can use: labels, metaslabs, parity (rules of OpenZFS 2.3.9, checked against recorded pools).

use crate::world::World;
use crate::zfs::{Pool, Vdev};

/// What the labels take of a disk: two of 256 KiB and the boot block in front, two labels behind.
pub(super) const LABELS: u64 = (4 << 20) + (512 << 10);

/// What ZFS leaves of a whole disk when it partitions it: 1 MiB in front, 8 MiB and an end behind.
const PARTITIONING: u64 = 10 << 20;

/// What a draid keeps on each disk for its expansion.
const REFLOW_RESERVE: u64 = 32 << 20;

/// The smallest disk of a pool.
pub(super) const SMALLEST: u64 = 64 << 20;

/// Returns the bytes of a disk that ZFS is given: a whole disk is partitioned, a file is not.
pub(super) fn partition_size(path: &str, size: u64) -> u64 {
    if path.starts_with("/dev/") { size.saturating_sub(PARTITIONING) } else { size }
}

/// Returns the size of a part of a pool, of disks of which ZFS is given `disk` bytes each: whole metaslabs, parity counted.
pub(super) fn part_size(vdev: &Vdev, disk: u64) -> u64 {
    let usable = (disk >> 18 << 18).saturating_sub(LABELS);
    let count = vdev.disks.len() as u64;
    let size = match vdev.layout.as_str() {
        "" | "mirror" => usable,
        draid if draid.starts_with("draid") => (usable.saturating_sub(REFLOW_RESERVE) >> 24 << 24) * count,
        _ => usable * count,
    };
    let shift = metaslab_shift(size);
    size >> shift << shift
}

/// A part has 16 to 200 metaslabs of 16 MiB to 16 GiB, of 512 MiB if it can be.
fn metaslab_shift(size: u64) -> u32 {
    let least_for = |count: u64| (size / count).checked_ilog2().map_or(0, |log| log + 1);
    match size >> 29 {
        0..16 => least_for(16),
        16..=200 => 29,
        _ => least_for(200),
    }
    .clamp(24, 34)
}

impl Vdev {
    /// Returns how many disks' sizes its own is made of.
    fn share(&self) -> u64 {
        if matches!(self.layout.as_str(), "" | "mirror") { 1 } else { self.disks.len() as u64 }
    }

    /// Returns the 512ths of a part's size that hold data, as ZFS counts them: by a block of 128 KiB.
    fn deflated(&self) -> u64 {
        const SECTORS: u64 = 256;
        let count = self.disks.len() as u64;
        let parity = |digits: &str| digits.parse::<u64>().unwrap_or(1);
        let written = if let Some(level) = self.layout.strip_prefix("raidz") {
            let parity = parity(level).min(count.saturating_sub(1));
            (SECTORS + parity * SECTORS.div_ceil(count - parity)).next_multiple_of(parity + 1)
        } else if let Some(rest) = self.layout.strip_prefix("draid") {
            let parity = parity(rest.split(':').next().unwrap_or(rest)).min(count.saturating_sub(1));
            SECTORS.div_ceil(count - parity) * count
        } else {
            SECTORS
        };
        (128 << 10) / written
    }
}

impl Pool {
    /// Returns the bytes that datasets can use: the size without parity and without the slop that ZFS keeps.
    pub(crate) fn usable(&self) -> u64 {
        let size = self.data_size();
        let slop = (size / 32).min(128 << 30).max((size / 2).min(128 << 20));
        size - slop
    }

    /// Returns the bytes of the size that lie in special parts: of a pool that nobody made here, as if all parts were alike.
    fn size_of_special(&self) -> u64 {
        if self.size_apart > 0 {
            return self.size_apart;
        }
        let shares = |roles: &[&str]| {
            self.vdevs.iter().filter(|vdev| roles.contains(&vdev.role.as_str())).map(Vdev::share).sum::<u64>()
        };
        self.size / shares(&["", "special", "dedup"]).max(1) * shares(&["special", "dedup"])
    }

    fn data_size(&self) -> u64 {
        let Some(first) = self.vdevs.iter().find(|vdev| vdev.role.is_empty()) else {
            return self.size;
        };
        // Only data: what lies in special parts takes nothing from it.
        let size = self.size.saturating_sub(self.size_of_special());
        size / 512 * first.deflated()
    }
}

impl World {
    /// Returns the bytes that ZFS is given of each disk of a part, by its smallest; `None` if nobody described one.
    pub(super) fn smallest_disk(&self, vdev: &Vdev) -> Option<u64> {
        let size = |disk: &String| {
            let kernel = self.device(disk)?;
            Some(partition_size(disk, self.state.disks.get(&kernel)?.size))
        };
        vdev.disks.iter().filter_map(size).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn vdev(layout: &str, count: usize) -> Vdev {
        let disks = (0..count).map(|number| format!("/tmp/f{number}")).collect();
        Vdev { layout: layout.to_owned(), role: String::new(), disks }
    }

    #[test]
    fn sizes_are_those_of_recorded_pools() {
        for (layout, count, disk, size) in [
            ("", 1, 64 * MIB, 50_331_648),
            ("", 1, 128 * MIB, 117_440_512),
            ("mirror", 2, 128 * MIB, 117_440_512),
            ("raidz1", 3, 128 * MIB, 369_098_752),
            ("raidz2", 4, 128 * MIB, 503_316_480),
            ("raidz3", 5, 128 * MIB, 603_979_776),
            ("draid1:3d:4c:0s", 4, 128 * MIB, 335_544_320),
            ("", 1, 1014 * MIB, 1_006_632_960),
        ] {
            assert_eq!(part_size(&vdev(layout, count), disk), size, "{layout} of {count}");
        }
        assert_eq!(partition_size("/dev/vda", 1 << 30), 1_063_256_064);
    }

    #[test]
    fn what_datasets_can_use_is_that_of_recorded_pools() {
        for (layout, count, size, usable) in [
            ("", 1, 1_006_632_960, 872_415_232),
            ("raidz2", 4, 503_316_480, 125_337_600),
            ("raidz3", 5, 603_979_776, 120_324_096),
            ("draid1:3d:4c:0s", 4, 335_544_320, 124_846_080),
        ] {
            let pool = Pool { size, vdevs: vec![vdev(layout, count)], ..Pool::default() };
            assert_eq!(pool.usable(), usable, "{layout}");
        }
    }

    #[test]
    fn a_pool_keeps_slop() {
        let usable = |size| Pool { size, ..Pool::default() }.usable();
        assert_eq!(usable(1_006_632_960), 872_415_232);
        assert_eq!(usable(234_881_024), 117_440_512);
        assert_eq!(usable(4 << 40), (4 << 40) - (128 << 30));
    }
}
