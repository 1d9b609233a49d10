//! The hosts that a pair of Phoenix files may meet: blank, taken over from the old shell, reinstalled, or others' too.

use serde_json::Value;

use crate::fixture;
use crate::world::World;

/// A host that a pair may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// It has what the files name and Phoenix does not make; no guests.
    Blank,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Blank];

    /// Returns its name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
        }
    }

    /// Turns a blank host into this one, for a pair of files.
    pub fn furnish(self, world: &mut World, hypervisor: &Value, containers: &Value) {
        match self {
            Self::Blank => fixture::prepare(world, hypervisor, containers),
        }
    }
}
