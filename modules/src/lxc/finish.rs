//! What a container ends with, once all else is as wished: its snapshots, or the seal that makes it a template.

use super::families::MOUNT_POINT;
use super::{Desired, disks, origin, seal, snapshots};
use crate::plan::{Note, Plan, Refusal, Step, Then};
use crate::pve::guest_config::Config;
use crate::pve::storage::Storages;

/// What is added to a plan.
#[derive(Debug, Default)]
pub(super) struct Finish {
    pub(super) steps: Vec<Step>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) notes: Vec<Note>,
}

/// Adds to a plan of a container what it ends with. `storages` are those that there are.
pub(super) fn add(mut plan: Plan, desired: &Desired, config: &Config, is_running: bool, storages: &Storages) -> Plan {
    if desired.snapshots.is_none() && desired.is_template.is_none() {
        return plan;
    }
    let expecting =
        std::iter::successors(desired.expecting.as_deref(), |expecting| expecting.own.as_ref()?.expecting.as_deref());
    let expected: Vec<_> = expecting.map(|expecting| &expecting.storages).collect();
    let types = |id: &str| {
        let known = storages.by_id.get(id).map(|storage| storage.kind.clone());
        known.or_else(|| expected.iter().find_map(|storages| storages.get(id).cloned()))
    };
    // What an earlier task of the run makes of it comes first.
    let own = desired.expecting.as_ref().and_then(|expecting| expecting.own.as_ref());
    let met = |config, wish| origin::settings_met(config, wish, is_running);
    let config = own.into_iter().chain([desired]).fold(config.clone(), met);
    let mut finish = Finish::default();
    snapshots::add(&mut finish, desired, &config, &types);
    seal::add(&mut finish, desired, &config, is_running, &types);
    let Finish { steps, refusals, notes } = finish;
    plan.refusals.extend(refusals);
    plan.notes.extend(notes);
    match &mut plan.then {
        Then::Done => plan.steps.extend(steps),
        // What comes after another look comes before the end.
        Then::LookAgain { predicted } => predicted.extend(steps),
    }
    plan
}

/// Returns the disks of a container, each with what it is: a volume of a storage, or a directory or device of the host.
pub(super) fn disks(config: &Config) -> impl Iterator<Item = (&str, String)> {
    let root = config.main.settings.get("rootfs").map(|text| ("rootfs", text.as_str()));
    let all = root.into_iter().chain(config.mount_points());
    all.map(|(option, text)| (option, disks::source_of(&MOUNT_POINT, text)))
}
