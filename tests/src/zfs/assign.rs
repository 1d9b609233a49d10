//! Setting properties: what zfs itself refuses stops all of a command, what the kernel refuses only itself.

use super::change::{Then, block_of, copies_of};
use super::checks::{self, When};
use super::{Kind, names, space, values};
use crate::world::World;

/// Returns whether a property of what belongs to a container is not the host's to set.
fn is_kept_from_zones(property: &str, value: &str) -> bool {
    (property == "mountpoint" && value.starts_with('/')) || matches!(property, "sharenfs" | "sharesmb")
}

/// Returns whether a property's value unmounts a filesystem at once: it is not to be mounted, or belongs to a container.
fn unmounts(property: &str, value: &str) -> bool {
    (property == "canmount" && value == "off") || (property == "zoned" && value == "on")
}

impl World {
    /// Sets one property. The error is OpenZFS's sentence.
    pub fn zfs_set(&mut self, name: &str, property: &str, value: &str) -> Result<(), String> {
        self.check_open(name)?;
        self.set_properties(name, &[(property, value)], Then::Mount)
    }

    /// Sets several properties at once: what zfs itself refuses stops all, what the kernel refuses only itself.
    /// The error is OpenZFS's sentence.
    pub fn zfs_set_all(&mut self, name: &str, properties: &[(&str, &str)]) -> Result<(), String> {
        self.check_open(name)?;
        self.set_properties(name, properties, Then::Mount)
    }

    /// Sets properties on an existing dataset: what zfs itself refuses stops all, what the kernel refuses only itself.
    pub(super) fn set_properties(&mut self, name: &str, wanted: &[(&str, &str)], then: Then) -> Result<(), String> {
        let cannot = |reason: String| format!("cannot set property for '{name}': {reason}");
        let dataset = &self.state.zfs.datasets[name];
        let version = self.state.zfs.version;
        let mut stored = Vec::new();
        for pair in wanted {
            let (property, value) = checks::check(*pair, dataset.kind, version, When::Later).map_err(cannot)?;
            if is_kept_from_zones(&property, &value) && self.state.zfs.is_zoned(name) {
                return Err(cannot(format!("'{property}' cannot be set on dataset in a non-global zone")));
            }
            if property == "keylocation" {
                self.check_keylocation(name, &value).map_err(cannot)?;
            }
            stored.push(self.with_automatic_sizes(name, property, value).map_err(cannot)?);
        }
        if self.state.zfs.pool_of(name).is_some_and(|pool| pool.read_only) {
            return Err(cannot("pool is read-only".to_owned()));
        }
        let moves = |(property, value): &(String, String)| property == "mountpoint" || unmounts(property, value);
        if stored.iter().any(moves)
            && let Some(busy) = self.busy_mount(name)
        {
            return Err(busy);
        }
        let refused = self.with_places(|world| world.store_all(name, stored, then));
        refused.map_or(Ok(()), |reason| Err(cannot(reason)))
    }

    /// Stores what the kernel accepts and returns the reason of the last refusal.
    fn store_all(&mut self, name: &str, stored: Vec<(String, String)>, then: Then) -> Option<String> {
        self.state.zfs.txg += 1;
        let mut refused = None;
        let moves = stored.iter().any(|(property, _)| property == "mountpoint");
        for (property, value) in stored {
            match self.kernel_refusal(name, &property, &value) {
                Some(reason) => refused = Some(reason),
                None => self.store(name, property, value),
            }
        }
        if moves && then == Then::Mount {
            self.mount_where_it_belongs(name);
        }
        refused
    }

    /// A mountpoint that is set, or inherited again, mounts what was left unmounted there, and what inherits it: all but what
    /// mounts on demand only, or belongs to a container.
    pub(super) fn mount_where_it_belongs(&mut self, top: &str) {
        let zfs = &self.state.zfs;
        let has_own = |name: &str| zfs.datasets[name].properties.contains_key("mountpoint");
        let inherits = |name: &&String| {
            let between = zfs.tree(top).map(|(other, _)| other).filter(|other| names::is_at_or_below(name, other));
            between.filter(|other| *other != top).all(|other| !has_own(other))
        };
        let names: Vec<String> = zfs.tree(top).map(|(name, _)| name).filter(inherits).cloned().collect();
        for name in names {
            let is_zoned = self.state.zfs.is_zoned(&name);
            if let Some(dataset) = self.state.zfs.datasets.get_mut(&name) {
                let is_to_mount = dataset.properties.get("canmount").is_none_or(|value| value == "on") && !is_zoned;
                dataset.unmounted &= !is_to_mount;
            }
        }
    }

    fn store(&mut self, name: &str, property: String, value: String) {
        let follows = self.follows_volsize(name);
        if matches!(property.as_str(), "filesystem_limit" | "snapshot_limit") && value != "none" {
            self.count_below(name);
        }
        let Some(dataset) = self.state.zfs.datasets.get_mut(name) else {
            return;
        };
        if property == "mountpoint" {
            dataset.mounted_by_hand = None;
        }
        match property.as_str() {
            // What was unmounted so stays unmounted until somebody mounts it.
            property if unmounts(property, &value) => dataset.unmounted = true,
            "volsize" if follows => {
                let bytes = value.parse().unwrap_or(0);
                let reservation = space::automatic_reservation(bytes, block_of(dataset), copies_of(dataset));
                dataset.properties.insert("refreservation".to_owned(), reservation.to_string());
            }
            _ => {}
        }
        dataset.properties.insert(property, value);
    }

    /// Counts from now on what lies at and below a dataset.
    fn count_below(&mut self, top: &str) {
        let below = self.state.zfs.datasets.iter_mut().filter(|(name, _)| names::is_at_or_below(name, top));
        below.for_each(|(_, dataset)| dataset.counted = true);
    }

    /// Returns whether a volume's reservation is the one it got by itself, so that it follows the size.
    fn follows_volsize(&self, name: &str) -> bool {
        let dataset = &self.state.zfs.datasets[name];
        let size = dataset.number("volsize");
        dataset.kind == Kind::Volume
            && dataset.number("refreservation")
                == space::automatic_reservation(size, block_of(dataset), copies_of(dataset))
    }

    fn with_automatic_sizes(&self, name: &str, property: String, value: String) -> Result<(String, String), String> {
        let dataset = &self.state.zfs.datasets[name];
        let block = block_of(dataset);
        if property == "volsize" && !value.parse::<u64>().is_ok_and(|bytes| bytes.is_multiple_of(block)) {
            let shown = values::nice_bytes(block);
            return Err(format!("'volsize' must be a multiple of volume block size ({shown})"));
        }
        if property == "refreservation" && value == "auto" {
            let bytes = space::automatic_reservation(dataset.number("volsize"), block, copies_of(dataset));
            return Ok((property, bytes.to_string()));
        }
        Ok((property, value))
    }

    /// Returns why the kernel refuses a value that `zfs` itself let pass.
    fn kernel_refusal(&self, name: &str, property: &str, value: &str) -> Option<String> {
        let zfs = &self.state.zfs;
        let dataset = &zfs.datasets[name];
        let bytes: u64 = value.parse().unwrap_or(0);
        let too_small = "size is less than current used or reserved space";
        let too_large = "size is greater than available space";
        let reason = match property {
            "quota" if bytes > 0 && bytes < zfs.used(name).max(dataset.number("reservation")) => too_small,
            "refquota" if bytes > 0 && bytes < zfs.referenced(name).max(dataset.number("refreservation")) => too_small,
            "reservation" if !zfs.has_room_for_reservation(name, bytes) => too_large,
            "refreservation" if !zfs.has_room_for_own_reservation(name, bytes) => too_large,
            "version" if bytes < 5 => "Can not downgrade; already at version 5",
            _ => return None,
        };
        Some(reason.to_owned())
    }
}
