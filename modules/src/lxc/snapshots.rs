//! Snapshots of a container: taken when missing, never taken anew, never removed.
//!
//! `pct snapshot` freezes a running guest for as long as ZFS takes and lets it go on: nothing is stopped for one.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::Desired;
use super::finish::{Finish, disks};
use super::life::refusal;
use crate::command::Command;
use crate::names::SnapshotName;
use crate::plan::{Change, Effect, Note, NoteKind, Refusal, Step};
use crate::pve::guest_config::{Config, Section};

/// Types of storages whose volumes of containers, directories and raw images, have no snapshots (pve-storage 9.1.7). What
/// a type that is not Proxmox's own can is left to `pct`.
const WITHOUT_SNAPSHOTS: [&str; 9] =
    ["cephfs", "cifs", "dir", "esxi", "glusterfs", "iscsi", "iscsidirect", "lvm", "nfs"];

/// A snapshot as it is wished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its name.
    pub name: SnapshotName,
    /// What is said of it when it is taken; of one that is there it is not compared.
    pub description: Option<String>,
    /// Whether it is only noted, and not refused, where Proxmox takes none.
    pub if_possible: bool,
}

/// The map that a snapshot may be written as.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    name: SnapshotName,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    if_possible: bool,
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrMap)
    }
}

struct NameOrMap;

impl<'de> Visitor<'de> for NameOrMap {
    type Value = Snapshot;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a snapshot, or a map with its name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Snapshot, E> {
        let name = name.parse().map_err(E::custom)?;
        Ok(Snapshot { name, description: None, if_possible: false })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Snapshot, A::Error> {
        let Map { name, description, if_possible } = Map::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Snapshot { name, description, if_possible })
    }
}

impl JsonSchema for Snapshot {
    fn schema_name() -> Cow<'static, str> {
        "Snapshot".into()
    }

    fn inline_schema() -> bool {
        true
    }

    /// A text or a map: the type itself decides.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

/// Why Proxmox takes no snapshot, and what a person can do.
struct Obstacle {
    found: String,
    why: &'static str,
    remedy: String,
}

/// Adds the snapshots that are missing; `config` is the container when all else is as wished.
pub(super) fn add(finish: &mut Finish, desired: &Desired, config: &Config, types: &dyn Fn(&str) -> Option<String>) {
    let wished = || desired.snapshots.iter().flatten();
    finish.refusals.extend(wished().filter_map(|snapshot| refuse_half_taken(desired, snapshot, config)));
    let missing: Vec<&Snapshot> =
        wished().filter(|snapshot| !config.snapshots.contains_key(snapshot.name.as_str())).collect();
    if missing.is_empty() {
        return;
    }
    match obstacle(desired, config, types) {
        None => {
            finish.steps.extend(missing.into_iter().map(|snapshot| take(desired, snapshot)));
            finish.notes.extend(note_what_it_lacks(config));
        }
        Some(Obstacle { found, why, remedy }) => {
            for Snapshot { name, if_possible, .. } in missing {
                if *if_possible {
                    let text = format!("no snapshot {name}: {why} ({found})");
                    finish.notes.push(Note::new(NoteKind::Info, text));
                } else {
                    let property = property_of(name);
                    finish.refusals.push(refusal(&property, "to be taken", found.clone(), why, remedy.clone()));
                }
            }
        }
    }
}

/// Returns the name that the change of a snapshot has: `snapshots.base`.
fn property_of(name: &SnapshotName) -> String {
    format!("snapshots.{name}")
}

fn take(desired: &Desired, Snapshot { name, description, .. }: &Snapshot) -> Step {
    let mut command = Command::new("pct").args(["snapshot", &desired.ctid.to_string(), name.as_str()]);
    if let Some(description) = description.as_ref().filter(|text| !text.is_empty()) {
        command = command.args(["--description", description]);
    }
    let change = Change::new(&property_of(name), None, Some("taken".to_owned())).felt(Effect::Created);
    Step::run(command, vec![change]).crowning()
}

/// `snapstate` stands in a snapshot while it is taken or removed; without the lock `snapshot` whoever did so was killed.
fn refuse_half_taken(desired: &Desired, Snapshot { name, .. }: &Snapshot, config: &Config) -> Option<Refusal> {
    let state = config.snapshots.get(name.as_str())?.settings.get("snapstate")?;
    let remedy =
        format!("`pct delsnapshot {} {name} --force 1` takes away what there is of it; then run again", desired.ctid);
    let why = "whoever took or removed it was killed: it is no snapshot of all disks";
    Some(refusal(&property_of(name), "a whole snapshot", format!("snapstate {state}"), why, remedy))
}

fn obstacle(desired: &Desired, config: &Config, types: &dyn Fn(&str) -> Option<String>) -> Option<Obstacle> {
    let template = "you can't take a snapshot if it's a template";
    if config.is_set("template") {
        let remedy = format!("clone {0} and wish snapshots of the clone, or wish none of {0}", desired.ctid);
        return Some(Obstacle { found: "a template".to_owned(), why: template, remedy });
    }
    if desired.is_template == Some(true) {
        let remedy = "wish one of both: a clone of a template needs no snapshot".to_owned();
        return Some(Obstacle { found: "is_template is wished too".to_owned(), why: template, remedy });
    }
    let found = disks(config).find_map(|(option, volume)| match volume.split_once(':') {
        _ if volume.starts_with("/dev/") => Some(format!("{option} is the device {volume}")),
        _ if volume.starts_with('/') => Some(format!("{option} is the directory {volume} of the host")),
        Some((storage, _)) => {
            let kind = types(storage).filter(|kind| WITHOUT_SNAPSHOTS.contains(&kind.as_str()))?;
            Some(format!("{option} lies on {storage}, a storage of type {kind}"))
        }
        None => None,
    })?;
    let remedy = format!(
        "wish no snapshot, or take away what has none: Proxmox VE takes one of all disks of {} or of none (volumes of a zfspool, \
         lvmthin, rbd or btrfs storage have them)",
        desired.ctid
    );
    Some(Obstacle { found, why: "snapshot feature is not available", remedy })
}

/// A snapshot has what a guest has now, and not what it gets with its next start (recorded: `running3/004`).
fn note_what_it_lacks(config: &Config) -> Option<Note> {
    let waiting: Vec<&str> = config.pending_options().into_iter().collect();
    let text = format!("the snapshot is taken without what waits for a restart: {}", waiting.join(", "));
    (!waiting.is_empty()).then(|| Note::new(NoteKind::Info, text))
}

/// Puts the snapshots that a wish takes into a configuration, as they will be.
pub(super) fn put_in(config: &mut Config, wished: &Desired) {
    for Snapshot { name, .. } in wished.snapshots.iter().flatten() {
        let Section { settings, raw } = config.main.clone();
        config.snapshots.entry(name.to_string()).or_insert(Section { settings, raw });
    }
}
