//! Who is cloned from whom.

use std::collections::HashMap;

use phoenix_modules::names::Ctid;

use crate::config::Configuration;

/// The sources and the clones of all containers of the files.
pub(super) struct Family {
    sources: HashMap<Ctid, Ctid>,
    clones: HashMap<Ctid, Vec<Ctid>>,
}

impl Family {
    /// Reads it from the files.
    pub(super) fn of(configuration: &Configuration) -> Self {
        let mut family = Self { sources: HashMap::new(), clones: HashMap::new() };
        for container in &configuration.containers {
            if let Some(source) = &container.clone_from {
                family.sources.insert(container.ctid, source.value);
                family.clones.entry(source.value).or_default().push(container.ctid);
            }
        }
        family
    }

    /// Returns the clones of a container, in the files' order.
    pub(super) fn clones_of(&self, ctid: Ctid) -> &[Ctid] {
        self.clones.get(&ctid).map_or(&[], Vec::as_slice)
    }

    /// Returns what a container is cloned from, then what that is cloned from, and so on. The files' reader has rejected
    /// every circle; whatever gets here ends.
    pub(super) fn sources_of(&self, ctid: Ctid) -> Vec<Ctid> {
        let chain = std::iter::successors(self.sources.get(&ctid), |source| self.sources.get(source));
        chain.take(self.sources.len()).copied().collect()
    }
}
