//! `phoenix_zfs_dataset`: ZFS filesystems and volumes, and the properties that are wished of them.

use std::collections::BTreeMap;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Command;
use crate::host::Probe;
use crate::names::DatasetName;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step, Then};
use crate::resource::{Now, Presence, Resource};

mod cover;
mod inheritance;
mod inspect;
mod mount;
mod native;
pub mod properties;
mod surroundings;
pub mod text;

use cover::Covered;
use properties::{Difference, INHERIT, Situation, Typed};
use surroundings::Surroundings;
use text::{Below, Value};

/// More than this in an otherwise empty dataset is data that somebody may miss; a new filesystem uses 24K to 200K.
const EMPTY_UP_TO: u64 = 256 << 10;

/// Filesystems and volumes of ZFS.
pub struct ZfsDataset;

/// A ZFS filesystem or volume as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The dataset's full name, its pool first.
    pub name: DatasetName,
    /// Whether the dataset exists. `absent` destroys it only if it is empty: no children, no snapshots, no data.
    #[serde(default)]
    pub state: Presence,
    /// `filesystem` or `volume`. Not given: whatever exists; a new one is a volume if `volsize` is among the properties.
    #[serde(default, rename = "type")]
    pub dataset_type: Option<DatasetType>,
    /// Properties by name, native and user properties. What is not named is not managed; the value `inherit` takes back what is
    /// set, so that the dataset has what is above it again.
    #[serde(default)]
    #[schemars(schema_with = "crate::arguments::on_off_map")]
    pub properties: BTreeMap<String, String>,
    /// Whether missing datasets above it are made too (they get none of the properties).
    #[serde(default)]
    pub create_parents: bool,
    /// What earlier tasks will have done: the datasets above it are as they are wished in the same call. Only phoenix-run
    /// says so, and only when it checks.
    #[serde(default)]
    #[schemars(extend("x-internal" = true))]
    pub expecting: Option<Expecting>,
}

/// What earlier tasks will have done for a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expecting {
    /// Its pool will be there, created or imported.
    #[serde(default)]
    pub pool: bool,
}

/// The type of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DatasetType {
    /// A filesystem.
    Filesystem,
    /// A volume (zvol).
    Volume,
}

impl DatasetType {
    fn as_str(self) -> &'static str {
        match self {
            Self::Filesystem => "filesystem",
            Self::Volume => "volume",
        }
    }
}

/// A dataset as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// It does not exist.
    Absent {
        /// Why it could not be created just so, if something above it is missing.
        above: Above,
        /// A file that it would be mounted over.
        covered: Option<Covered>,
        /// What is around it.
        surroundings: Surroundings,
    },
    /// It exists.
    Present {
        /// Its properties, every one that `zfs get all` shows.
        properties: BTreeMap<String, Value>,
        /// What lies below it; only looked at when it is wished absent.
        below: Vec<Below>,
        /// A file that it would be mounted over, if another mountpoint is wished of it.
        covered: Option<Covered>,
        /// What is around it.
        surroundings: Surroundings,
    },
}

/// What there is above a dataset that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    /// Its parent exists, or is wished in the same call.
    Parent,
    /// Its pool exists, its parent does not.
    OnlyPool,
    /// Its pool does not exist or is not imported.
    NoPool,
    /// Its pool does not exist or is not imported, and an earlier task will change that.
    PoolToCome,
}

impl Resource for ZfsDataset {
    const MODULE: &'static str = "phoenix_zfs_dataset";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("zfs/{}", desired.name)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        inspect::inspect(desired, host)
    }

    /// What lies above is made and mounted first.
    fn stands_behind(desired: &Desired, other: &Desired) -> bool {
        desired.name.ancestors().any(|ancestor| ancestor == other.name)
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        match (desired.state, observed) {
            (Presence::Absent, Observed::Absent { above: Above::NoPool, .. }) => {
                Plan { notes: vec![pool_is_not_there(desired)], ..Plan::default() }
            }
            (Presence::Absent, Observed::Absent { .. }) => Plan::settled(),
            (Presence::Absent, Observed::Present { properties, below, .. }) => destroy(desired, properties, below),
            (Presence::Present, Observed::Absent { above, covered, surroundings }) => {
                create(desired, *above, covered.as_ref(), surroundings)
            }
            (Presence::Present, Observed::Present { properties, covered, surroundings, .. }) => {
                set(desired, properties, covered.as_ref(), surroundings)
            }
        }
    }

    fn describe(observed: &Observed) -> Now {
        match observed {
            Observed::Absent { .. } => Now { exists: false, text: "does not exist".to_owned() },
            Observed::Present { properties, .. } => {
                let value = |name: &str| properties.get(name).map_or("?", |value| value.text.as_str());
                Now { exists: true, text: format!("{} with {} bytes used", value("type"), value("used")) }
            }
        }
    }
}

/// What lies in a pool that is not imported is not gone.
fn pool_is_not_there(desired: &Desired) -> Note {
    let pool = desired.name.pool();
    let text =
        format!("the pool {pool} does not exist or is not imported, so what it holds is not known (`zpool import`)");
    Note::new(NoteKind::Warning, text)
}

fn create(desired: &Desired, above: Above, covered: Option<&Covered>, surroundings: &Surroundings) -> Plan {
    let Desired { name, dataset_type, properties, create_parents, state: _, expecting: _ } = desired;
    let refuse = |found: &str, why: &str, remedy: String| {
        Plan::refused(Refusal {
            property: "state".to_owned(),
            wanted: "present".to_owned(),
            found: found.to_owned(),
            why: why.to_owned(),
            remedy,
        })
    };
    if above == Above::NoPool {
        let pool = name.pool();
        let remedy = format!("`zpool import` lists pools that are there but not imported; then `zpool import {pool}`");
        return refuse("absent", &format!("the pool {pool} does not exist or is not imported"), remedy);
    }
    if above == Above::OnlyPool && !create_parents {
        let parent = name.parent().expect("a pool's root dataset is never below a pool").to_string();
        let remedy = format!("wish {parent} too, or create_parents: true");
        return refuse("absent", &format!("the dataset above it, {parent}, does not exist"), remedy);
    }
    let wished_type = dataset_type.unwrap_or(match properties.contains_key("volsize") {
        true => DatasetType::Volume,
        false => DatasetType::Filesystem,
    });
    if wished_type == DatasetType::Volume && !properties.contains_key("volsize") {
        return refuse("absent", "a volume needs a size", "add volsize to its properties".to_owned());
    }
    let release = surroundings.release;
    let refused =
        properties.iter().filter_map(|(name, value)| properties::refuse_at_creation(name, value, wished_type, release));
    let mut refusals: Vec<Refusal> = refused.chain(covered.map(|covered| covered.refusal(desired))).collect();
    if refusals.is_empty() {
        refusals = properties::refuse_together(properties, wished_type, surroundings);
    }
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    let mut command = Command::new("zfs").arg("create");
    if *create_parents && above == Above::OnlyPool {
        command = command.arg("-p");
    }
    if wished_type == DatasetType::Volume {
        command = command.args(["-V", &properties["volsize"]]);
    }
    let mut changes = vec![
        Change::new("state", None, Some("present".to_owned())).felt(Effect::Created),
        Change::new("type", None, Some(wished_type.as_str().to_owned())).felt(Effect::Created),
    ];
    for (property, value) in properties.iter().filter(|(_, value)| *value != INHERIT) {
        // What a new volume has anyway: a reservation of all that it can hold.
        let is_given = property == "volsize" || (property == "refreservation" && value == "auto");
        if !is_given {
            command = command.args(["-o".to_owned(), format!("{property}={value}")]);
        }
        changes.push(Change::new(property, None, Some(value.clone())).felt(Effect::Created));
    }
    let steps = vec![Step::run(command.arg(name.as_str()), changes)];
    match above {
        // A pool's own dataset comes with it.
        Above::PoolToCome if name.parent().is_none() => Plan::settled(),
        // A pool that is imported may hold it already: only another look can tell.
        Above::PoolToCome => Plan { then: Then::LookAgain { predicted: steps }, ..Plan::default() },
        _ => Plan { steps, ..Plan::default() },
    }
}

fn destroy(desired: &Desired, properties: &BTreeMap<String, Value>, below: &[Below]) -> Plan {
    let name = &desired.name;
    let refuse = |found: String, why: &str, remedy: String| {
        let (property, wanted) = ("state".to_owned(), "absent".to_owned());
        Plan::refused(Refusal { property, wanted, found, why: why.to_owned(), remedy })
    };
    if name.parent().is_none() {
        let remedy = format!("`zpool destroy {name}` destroys the pool and all that is in it");
        return refuse("a pool's root dataset".to_owned(), "it goes only with its pool", remedy);
    }
    let snapshots = below.iter().filter(|entry| entry.is_snapshot()).count();
    let children = below.len() - snapshots;
    let bytes = |property: &str| properties.get(property).and_then(|value| value.text.parse().ok()).unwrap_or(u64::MAX);
    if children + snapshots > 0 {
        let found = format!("children {children}, snapshots {snapshots}, used {} bytes", bytes("used"));
        let remedy = format!("look with `zfs list -r -t all {name}`; `zfs destroy -rnv {name}` tells what would go");
        return refuse(found, "nothing is ever destroyed recursively", remedy);
    }
    let held = bytes("usedbydataset").min(bytes("used"));
    if held > EMPTY_UP_TO {
        let found = format!("children 0, snapshots 0, used {held} bytes");
        let remedy = format!("look at the data; `zfs destroy {name}` destroys it");
        return refuse(found, "it holds data", remedy);
    }
    let change = Change::new("state", Some("present".to_owned()), Some("absent".to_owned()))
        .felt(Effect::Removed)
        .risking(Risk::Irreversible);
    Plan {
        steps: vec![Step::run(Command::new("zfs").args(["destroy", name.as_str()]), vec![change])],
        ..Plan::default()
    }
}

fn set(
    desired: &Desired,
    observed: &BTreeMap<String, Value>,
    covered: Option<&Covered>,
    surroundings: &Surroundings,
) -> Plan {
    let mut plan = Plan::settled();
    let found_type = observed.get("type").map_or("", |value| value.text.as_str());
    if let Some(wished) = desired.dataset_type
        && wished.as_str() != found_type
    {
        return Plan::refused(Refusal {
            property: "type".to_owned(),
            wanted: wished.as_str().to_owned(),
            found: found_type.to_owned(),
            why: "a dataset's type is decided when it is created".to_owned(),
            remedy: format!("move its data away, destroy {} by hand, and run again", desired.name),
        });
    }
    let situation = Situation { observed, wishes: &desired.properties, surroundings };
    let mut assignments: BTreeMap<Risk, (Vec<String>, Vec<Change>)> = BTreeMap::new();
    let mut taken_back = Vec::new();
    let mut is_withheld = false;
    for (property, wished) in &desired.properties {
        match properties::compare(property, wished, situation) {
            Ok(None) => {}
            // Once it is set, ZFS mounts at the next start of the host what is not to be mounted now.
            Ok(Some(_)) if covered.is_some() && mount::lets_mount(property, wished) => is_withheld = true,
            Ok(Some(Difference { change, typed: Typed::Inherit })) => {
                let command = Command::new("zfs").args(["inherit", property, desired.name.as_str()]);
                taken_back.push(Step::run(command, vec![change]));
            }
            Ok(Some(Difference { change, typed: Typed::Set(value) })) => {
                let (typed, changes) = assignments.entry(change.risk).or_default();
                typed.push(format!("{property}={value}"));
                changes.push(change);
            }
            Err(refusal) => plan.refusals.push(*refusal),
        }
    }
    // One `zfs set` for all that is safe; what may be held goes by itself, so that the rest is not held with it.
    for (typed, changes) in assignments.into_values() {
        let command = Command::new("zfs").arg("set").args(typed).arg(desired.name.as_str());
        plan.steps.push(Step::run(command, changes));
    }
    plan.steps.extend(taken_back);
    // What is refused of these decides where it is mounted, and whether.
    let is_refused = plan.refusals.iter().any(|refusal| mount::DECIDING.contains(&refusal.property.as_str()));
    match mount::step(desired, observed, covered).filter(|_| !is_refused) {
        Some(Ok(step)) => plan.steps.push(step),
        Some(Err(refusal)) => plan.refusals.push(*refusal),
        None if is_withheld => plan.refusals.extend(covered.map(|covered| covered.refusal(desired))),
        None if is_refused => {}
        None => plan.notes.extend(note_if_not_mounted(desired, observed)),
    }
    plan
}

/// A filesystem that should be mounted and is not lets its writers fill the disk below it.
///
/// It should be if ZFS would mount it by itself, or if a mountpoint is wished of it and nobody said that it is mounted on
/// demand only (`canmount=noauto`).
fn note_if_not_mounted(desired: &Desired, observed: &BTreeMap<String, Value>) -> Option<Note> {
    let is = |property: &str, text: &str| observed.get(property).is_some_and(|value| value.text == text);
    let (name, mountpoint) = (&desired.name, &observed.get("mountpoint")?.text);
    let is_wished = desired.properties.contains_key("mountpoint") && !desired.properties.contains_key("canmount");
    let should_be = (is("canmount", "on") || (is_wished && is("canmount", "off"))) && mountpoint.starts_with('/');
    // What belongs to a container is mounted by it.
    let is_given_away = desired.properties.get("zoned").map_or(is("zoned", "on"), |zoned| zoned == "on");
    if !should_be || is_given_away || !is("mounted", "no") {
        return None;
    }
    let (why, remedy) = mount::why_not_mounted(name, observed);
    let text = format!("it is not mounted{why}: what is written to {mountpoint} lands on the disk below it; {remedy}");
    Some(Note::new(NoteKind::Warning, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_not_mounted_is_told_what_mounts_it() {
        let noted = |canmount: &str, keystatus: &str| {
            let observed = [
                ("type", "filesystem"),
                ("mountpoint", "/t/a"),
                ("mounted", "no"),
                ("canmount", canmount),
                ("keystatus", keystatus),
                ("encryptionroot", if keystatus == "none" { "-" } else { "t" }),
            ];
            let value = |text: &str| Value { text: text.to_owned(), source: "-".to_owned() };
            let observed = observed.iter().map(|(name, text)| ((*name).to_owned(), value(text))).collect();
            let properties = BTreeMap::from([("mountpoint".to_owned(), "/t/a".to_owned())]);
            let name: DatasetName = "t/a".parse().unwrap();
            let (state, dataset_type, create_parents, expecting) = (Presence::Present, None, false, None);
            let desired = Desired { name, state, dataset_type, properties, create_parents, expecting };
            note_if_not_mounted(&desired, &observed).map(|note| note.text)
        };
        let told = |canmount: &str, keystatus: &str| noted(canmount, keystatus).unwrap();
        assert!(told("on", "none").ends_with("below it; try `zfs mount t/a`"));
        assert!(
            told("on", "unavailable").contains("its key is not loaded")
                && told("on", "unavailable").contains("`zfs load-key t`, then `zfs mount t/a`")
        );
        assert!(
            told("off", "none").contains("canmount is off: ")
                && told("off", "none").contains("`zfs set canmount=on t/a`")
        );
        assert_eq!(noted("noauto", "none"), None, "who mounts it on demand knows");
    }
}
