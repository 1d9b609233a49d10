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
    /// Proxmox was installed anew: the pools were exported before and hold all data, nothing else is left.
    Reinstalled,
    /// The same after a crash: the pools were never exported, and are imported by force only.
    ReinstalledCrashed,
    /// It is a node of a cluster where others work too.
    Foreign,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] =
        &[Self::Blank, Self::TakenOver, Self::Reinstalled, Self::ReinstalledCrashed, Self::Foreign];

    /// Returns its name, as it is typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::TakenOver => "taken-over",
            Self::Reinstalled => "reinstalled",
            Self::ReinstalledCrashed => "reinstalled-crashed",
            Self::Foreign => "foreign",
        }
    }

    /// Turns a blank host into this one, for a pair of files.
    pub fn furnish(self, world: &mut World, hypervisor: &Value, containers: &Value) {
        fixture::prepare(world, hypervisor, containers);
        match self {
            Self::Blank => {}
            Self::TakenOver => upstream::play(world, hypervisor, containers),
            Self::Reinstalled => reinstall(world, hypervisor, containers, None),
            Self::ReinstalledCrashed => reinstall(world, hypervisor, containers, Some("pve1")),
            Self::Foreign => foreign::furnish(world, hypervisor, containers),
        }
    }
}

/// Gives a host the pools of one that the old shell has kept, on their disks and not imported; `last` is the host that they
/// were left by in a crash. Its root disk is new, so what lay there is lost, `/etc/pve` first of all.
fn reinstall(world: &mut World, hypervisor: &Value, containers: &Value, last: Option<&str>) {
    let mut old = World::blank();
    fixture::prepare(&mut old, hypervisor, containers);
    upstream::play(&mut old, hypervisor, containers);
    for name in old.state.zfs.pools.keys().cloned().collect::<Vec<_>>() {
        old.export_pool(&name);
    }
    world.state.attributes = old.state.attributes;
    world.state.zfs.exported = old.state.zfs.exported;
    for exported in &mut world.state.zfs.exported {
        exported.last_host = last.map(str::to_owned);
    }
}
