//! Renaming datasets with all below them, and snapshots.

use super::names;
use crate::world::World;

impl World {
    /// Renames a dataset with all below it, or a snapshot within its dataset. The error is OpenZFS's sentence.
    pub fn zfs_rename(&mut self, old: &str, new: &str) -> Result<(), String> {
        if old.contains('@') {
            return self.rename_snapshot(old, new);
        }
        self.check_open(old)?;
        if old == new {
            return Ok(());
        }
        let refused = |reason: &str| Err(format!("cannot rename to '{new}': {reason}"));
        if let Err(reason) = names::check(new, "") {
            return refused(&reason);
        }
        let is_pool = self.state.zfs.pools.contains_key(names::pool(new));
        if is_pool && names::pool(old) != names::pool(new) && new.contains('/') {
            return refused("datasets must be within same pool");
        }
        self.check_parent(new)?;
        if names::is_at_or_below(new, old) {
            return refused("New dataset name cannot be a descendant of current dataset name");
        }
        if self.state.zfs.datasets.contains_key(new) {
            return Err(format!("cannot rename '{old}': dataset already exists"));
        }
        if let Some(busy) = self.busy_mount(old) {
            return Err(busy);
        }
        self.with_places(|world| world.move_datasets(old, new));
        Ok(())
    }

    fn rename_snapshot(&mut self, old: &str, new: &str) -> Result<(), String> {
        if self.state.zfs.snapshot(old).is_none() {
            return Err(format!("cannot open '{old}': dataset does not exist"));
        }
        let refused = |reason: &str| Err(format!("cannot rename to '{new}': {reason}"));
        let (dataset, from) = old.split_once('@').unwrap_or((old, ""));
        // The new name alone is enough.
        let (target, to) = new.split_once('@').unwrap_or(("", new));
        if dataset != target && !target.is_empty() {
            return refused("snapshots must be part of same dataset");
        }
        let full = format!("{dataset}@{to}");
        if let Err(reason) = names::check_snapshot(&full) {
            return refused(&reason);
        }
        if self.state.zfs.snapshot(&full).is_some() {
            return Err(format!("cannot rename '{old}': dataset already exists"));
        }
        if let Some(dataset) = self.state.zfs.datasets.get_mut(dataset)
            && let Some(snapshot) = dataset.snapshots.remove(from)
        {
            dataset.snapshots.insert(to.to_owned(), snapshot);
        }
        self.rename_origins(old, &full);
        Ok(())
    }

    fn rename_origins(&mut self, old: &str, new: &str) {
        for dataset in self.state.zfs.datasets.values_mut() {
            let Some(rest) = dataset.origin.as_deref().and_then(|origin| origin.strip_prefix(old)) else {
                continue;
            };
            if rest.is_empty() || rest.starts_with(['/', '@']) {
                dataset.origin = Some(format!("{new}{rest}"));
            }
        }
    }

    fn move_datasets(&mut self, old: &str, new: &str) {
        let names: Vec<String> = self.state.zfs.tree(old).map(|(name, _)| name.clone()).collect();
        for name in names {
            if let Some(dataset) = self.state.zfs.datasets.remove(&name) {
                let moved = format!("{new}{}", &name[old.len()..]);
                self.state.zfs.datasets.insert(moved, dataset);
            }
        }
        self.rename_origins(old, new);
    }
}
