//! The hosts that a pair of Phoenix files may meet: blank, taken over from the old shell, reinstalled, or others' too.

use serde_json::Value;

use crate::fixture;
use crate::upstream;
use crate::world::World;

mod foreign;

/// A host that a pair may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// It has what the files name and Phoenix does not make; no guests.
    Blank,
    /// The old shell has kept it for months.
    TakenOver,
    /// It is a node of a cluster where others work too.
    Foreign,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Blank, Self::TakenOver, Self::Foreign];

    /// Returns its name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::TakenOver => "taken-over",
            Self::Foreign => "foreign",
        }
    }

    /// Turns a blank host into this one, for a pair of files.
    pub fn furnish(self, world: &mut World, hypervisor: &Value, containers: &Value) {
        fixture::prepare(world, hypervisor, containers);
        match self {
            Self::Blank => {}
            Self::TakenOver => {
                upstream::play(world, hypervisor, containers);
            }
            Self::Foreign => {
                foreign::furnish(world, hypervisor, containers);
            }
        }
    }
}
