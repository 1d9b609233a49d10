//! Who uses how much, and what is left: OpenZFS's accounting, without what depends on the data itself.

use std::collections::HashMap;

use super::{Dataset, Kind, Pool, Zfs, names};

/// What the pool itself takes of its root's `used` (OpenZFS 2.3.9, a fresh pool of one disk).
const POOL_OVERHEAD: u64 = 87_552;

/// What a fresh filesystem holds, in bytes.
pub(super) const FRESH_FILESYSTEM: u64 = 24_576;

/// What a fresh volume holds, in bytes.
pub(super) const FRESH_VOLUME: u64 = 12_288;

impl Dataset {
    /// Returns a property that holds a number, 0 if it is not set.
    pub(crate) fn number(&self, property: &str) -> u64 {
        self.properties.get(property).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Returns the bytes that its automatic reservation keeps beside what it holds.
    pub(super) fn kept_free(&self) -> u64 {
        self.number("refreservation").saturating_sub(self.data)
    }

    /// Returns the bytes it uses by itself, nothing below it counted.
    fn own(&self) -> u64 {
        self.data + self.kept_free() + self.used_by_snapshots()
    }

    /// Returns the bytes its snapshots hold alone.
    pub(super) fn used_by_snapshots(&self) -> u64 {
        self.snapshots.values().map(|snapshot| snapshot.used).sum()
    }
}

impl Zfs {
    /// Returns the bytes that a dataset and everything below it use.
    pub(super) fn used(&self, name: &str) -> u64 {
        if let Some(used) = self.remembered.get(name) {
            return *used;
        }
        let Some(dataset) = self.datasets.get(name) else {
            return 0;
        };
        dataset.own() + self.used_by_children(name)
    }

    /// Counts once what every dataset uses; for a query, which changes nothing while it asks for it again and again.
    pub(crate) fn remember_used(&mut self) {
        let mut below: HashMap<String, u64> = HashMap::new();
        let mut remembered = HashMap::new();
        // Children sort behind their parents.
        for (name, dataset) in self.datasets.iter().rev() {
            let overhead = if names::parent(name).is_none() { POOL_OVERHEAD } else { 0 };
            let used = dataset.own() + overhead + below.get(name).copied().unwrap_or(0);
            if let Some(parent) = names::parent(name) {
                *below.entry(parent.to_owned()).or_default() += used.max(dataset.number("reservation"));
            }
            remembered.insert(name.clone(), used);
        }
        self.remembered = remembered;
    }

    /// Returns the bytes that the datasets below one use or have reserved.
    pub(super) fn used_by_children(&self, name: &str) -> u64 {
        let overhead = if names::parent(name).is_none() { POOL_OVERHEAD } else { 0 };
        let taken = |(child, dataset): (&String, &Dataset)| self.used(child).max(dataset.number("reservation"));
        overhead + self.children(name).map(taken).sum::<u64>()
    }

    /// Returns the bytes that reservations at and below a dataset keep free.
    pub(super) fn kept_free_below(&self, name: &str) -> u64 {
        self.tree(name).map(|(_, dataset)| dataset.kept_free()).sum()
    }

    /// Returns the bytes reachable from a dataset, what it shares with its origin included.
    pub(super) fn referenced(&self, name: &str) -> u64 {
        let Some(dataset) = self.datasets.get(name) else {
            return 0;
        };
        let shared = dataset.origin.as_ref().and_then(|origin| self.snapshot(origin));
        dataset.data + shared.map_or(0, |snapshot| snapshot.referenced)
    }

    /// Returns the bytes that can still be written at or below a dataset.
    pub(super) fn space(&self, name: &str) -> u64 {
        let Some(dataset) = self.datasets.get(name) else {
            return 0;
        };
        let used = self.used(name);
        let outside = match names::parent(name) {
            None => self.pools.get(name).map_or(0, Pool::usable).saturating_sub(used),
            Some(parent) => self.space(parent).saturating_add(dataset.number("reservation").saturating_sub(used)),
        };
        match dataset.number("quota") {
            0 => outside,
            quota => outside.min(quota.saturating_sub(used)),
        }
    }

    /// Returns what `available` reads: the space, with what the dataset's own reservation keeps for it.
    pub(super) fn available(&self, name: &str) -> u64 {
        let Some(dataset) = self.datasets.get(name) else {
            return 0;
        };
        let space = self.space(name).saturating_add(dataset.kept_free());
        match dataset.number("refquota") {
            0 => space,
            quota => space.min(quota.saturating_sub(self.referenced(name))),
        }
    }

    /// Returns whether a reservation of these bytes fits where a dataset lies.
    pub(super) fn has_room_for_reservation(&self, name: &str, bytes: u64) -> bool {
        let Some(dataset) = self.datasets.get(name) else {
            return false;
        };
        let (used, old) = (self.used(name), dataset.number("reservation"));
        let more = used.max(bytes).saturating_sub(used.max(old));
        let outside = match names::parent(name) {
            None => self.pools.get(name).map_or(0, Pool::usable).saturating_sub(used),
            Some(parent) => self.space(parent),
        };
        more <= outside && fits_quota(dataset, bytes)
    }

    /// Returns whether a reservation for the dataset alone fits.
    pub(super) fn has_room_for_own_reservation(&self, name: &str, bytes: u64) -> bool {
        let Some(dataset) = self.datasets.get(name) else {
            return false;
        };
        let old = dataset.number("refreservation");
        let more = dataset.data.max(bytes).saturating_sub(dataset.data.max(old));
        more <= self.space(name) && fits_quota(dataset, bytes)
    }
}

fn fits_quota(dataset: &Dataset, bytes: u64) -> bool {
    let quota = dataset.number("quota");
    quota == 0 || bytes <= quota
}

/// Returns the reservation that a volume gets by itself: its size and the most metadata it can need
/// (`zvol_volsize_to_reservation`, OpenZFS 2.3.9, for pools without raidz).
pub(crate) fn automatic_reservation(size: u64, block: u64, copies: u64) -> u64 {
    // The metadnode has 7 levels; an indirect block of 128K holds 1024 pointers.
    let (mut blocks, mut metadata) = (size / block, 7);
    while blocks > 1 {
        blocks = blocks.div_ceil(1024);
        metadata += blocks;
    }
    size * copies + metadata * (copies + 1).min(3) * (128 << 10)
}

/// Returns the bytes before compression and copies: a fresh dataset holds nothing but metadata, each twice.
pub(super) fn logical(bytes: u64) -> u64 {
    bytes - bytes.min(FRESH_FILESYSTEM) / 2
}

/// Returns what a fresh dataset holds, in bytes.
pub(super) fn fresh(kind: Kind) -> u64 {
    match kind {
        Kind::Filesystem => FRESH_FILESYSTEM,
        Kind::Volume => FRESH_VOLUME,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thick_volume_reserves_what_was_recorded() {
        for (size, block, reserved) in [
            (100 << 20, 16 << 10, 108_789_760),
            (1 << 30, 16 << 10, 1_092_616_192),
            (1 << 30, 64 << 10, 1_080_033_280),
            (400 << 30, 16 << 10, 436_216_266_752),
            (1_539_316_285_440, 16 << 10, 1_563_393_949_696),
        ] {
            assert_eq!(automatic_reservation(size, block, 1), reserved);
        }
    }
}
