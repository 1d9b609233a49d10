//! `phoenix_pvesm`: the storages of Proxmox VE.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use anyhow::{Result, bail};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::Command;
use crate::host::Probe;
use crate::names::StorageId;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step};
use crate::pve::cluster::{self, Cluster};
use crate::pve::storage::{self, Incomplete, STORAGE_CFG, Storage, Storages};
use crate::pve::storage_options as options;
use crate::pve::storage_types::{self as types, Kind};
use crate::resource::{self, Now, Presence, Resource};

mod directories;
#[cfg(test)]
mod tests;

/// Storages of Proxmox VE.
pub struct Pvesm;

/// A storage as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The storage's id.
    pub storage: StorageId,
    /// Its type: `dir`, `zfspool`, `nfs`, ... Needed to add it; another type than the present one is refused.
    #[serde(default, rename = "type")]
    pub storage_type: Option<String>,
    /// Whether it is defined. `absent` takes the definition away, never the data, and only if no guest uses it.
    #[serde(default)]
    pub state: Presence,
    /// What it may hold, as a set: `images`, `rootdir`, `iso`, `vztmpl`, `backup`, `snippets`, `import`. An empty list is `none`.
    #[serde(default)]
    pub content: Option<Vec<String>>,
    /// The ZFS dataset of a `zfspool` storage. Fixed once the storage is defined.
    #[serde(default)]
    pub pool: Option<String>,
    /// The directory of a `dir` storage. Fixed once the storage is defined.
    #[serde(default)]
    pub path: Option<String>,
    /// The server of an `nfs`, `cifs` or `pbs` storage. Fixed once the storage is defined.
    #[serde(default)]
    pub server: Option<String>,
    /// The export of an `nfs` storage. Fixed once the storage is defined.
    #[serde(default)]
    pub export: Option<String>,
    /// The share of a `cifs` storage. Fixed once the storage is defined.
    #[serde(default)]
    pub share: Option<String>,
    /// The nodes it is for, as a set. An empty list is all nodes.
    #[serde(default)]
    pub nodes: Option<Vec<String>>,
    /// Whether every node sees the same content in it.
    #[serde(default)]
    pub shared: Option<bool>,
    /// Further options of `pvesm` by name, without dashes: `sparse: 1`, `prune-backups: keep-last=3`. Secrets are refused here.
    #[serde(default)]
    #[schemars(schema_with = "options_schema")]
    pub options: BTreeMap<String, String>,
}

/// Secrets are refused; until then they are kept out of the reply like any other secret.
fn options_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let mut schema = crate::arguments::on_off_map(generator);
    let secret = serde_json::json!({ "type": "string", "x-no-log": true });
    let secrets: serde_json::Map<String, serde_json::Value> =
        options::secrets().map(|name| (name.to_owned(), secret.clone())).collect();
    schema.insert("properties".to_owned(), secrets.into());
    schema
}

/// A storage as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    cluster: Rc<Cluster>,
    storages: Rc<Storages>,
    storage: Option<Storage>,
    /// Guests that name a volume of the storage; only looked for if its definition has to go for what is wished.
    used_by: Vec<String>,
    /// Why this node cannot use it although it is defined for it.
    inactive: Option<String>,
}

impl Resource for Pvesm {
    const MODULE: &'static str = "phoenix_pvesm";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("storage/{}", desired.storage)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        let known = cluster::inspect(host)
            .and_then(|cluster| Ok((cluster, storage::inspect(host)?, storage::States::look(host)?)));
        let (cluster, storages, states) = match known {
            Ok((cluster, storages, states)) => (Rc::new(cluster), Rc::new(storages), states),
            Err(error) => return resource::fail_each(desired, &error),
        };
        let observe = |wished: &Desired| -> Result<Observed> {
            let storage = storages.by_id.get(wished.storage.as_str()).cloned();
            let has_to_go = storage.as_ref().is_some_and(|present| has_to_go(wished, present));
            let used_by = if has_to_go { guests_using(&wished.storage, &cluster, host)? } else { Vec::new() };
            let inactive = match &storage {
                Some(present) if is_to_be_active(wished) => {
                    states.why_inactive(wished.storage.as_str(), present, &cluster.node, host)?
                }
                _ => None,
            };
            Ok(Observed { cluster: Rc::clone(&cluster), storages: Rc::clone(&storages), storage, used_by, inactive })
        };
        desired.iter().map(observe).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        let plan = match (desired.state, &observed.storage) {
            (Presence::Absent, None) => Plan::settled(),
            (Presence::Absent, Some(_)) => remove(desired, observed),
            (Presence::Present, None) => add(desired),
            (Presence::Present, Some(present)) => set(desired, present, observed),
        };
        let plan = refuse_beside_incomplete(plan, desired, &observed.storages.incomplete);
        cluster::refuse_without_quorum(warn_of_lost_lines(plan, &observed.storages), &observed.cluster)
    }

    fn describe(observed: &Observed) -> Now {
        match &observed.storage {
            None => Now { exists: false, text: "is not defined".to_owned() },
            Some(storage) => {
                let content: Vec<String> = storage.content().into_iter().collect();
                Now { exists: true, text: format!("{} with content {}", storage.kind, content.join(",")) }
            }
        }
    }

    /// The storage `local` is Proxmox's own and always there.
    fn others(desired: &[Desired], host: &dyn Probe) -> Result<Vec<String>> {
        let is_wished = |id: &str| desired.iter().any(|wished| wished.storage.as_str() == id);
        let storages = storage::inspect(host)?;
        let others = storages.by_id.keys().filter(|id| *id != "local" && !is_wished(id));
        Ok(others.map(|id| format!("storage/{id}")).collect())
    }
}

fn is_to_be_active(desired: &Desired) -> bool {
    let is_switched_off = desired.options.get("disable").is_some_and(|word| word != "0");
    desired.state == Presence::Present && !is_switched_off
}

/// A storage that is defined and cannot be used is not as declared; what it lies on is nobody's to make here.
fn refuse_inactive(desired: &Desired, present: &Storage, why: &str) -> Refusal {
    let id = &desired.storage;
    let option = |name: &str| present.options.get(name).map_or("", String::as_str);
    let remedy = match present.kind.as_str() {
        "zfspool" => format!(
            "`zpool import` shows a pool that is not imported, `zfs list -r {}` its datasets",
            option("pool").split('/').next().unwrap_or_default()
        ),
        "dir" | "btrfs" => {
            format!("make or mount what belongs there; then `pvesm status --storage {id}` shows whether it is active")
        }
        _ => format!("look at its server, then `pvesm status --storage {id}`"),
    };
    refusal("active", "active", "inactive", why, remedy)
}

/// Returns whether the present definition has to be taken away for what is wished: by us, or by a person.
fn has_to_go(desired: &Desired, present: &Storage) -> bool {
    if desired.state == Presence::Absent || desired.storage_type.as_ref().is_some_and(|wished| *wished != present.kind)
    {
        return true;
    }
    let Some(kind) = types::kind(&present.kind) else { return false };
    let differs = |(name, wished): (&str, String)| {
        kind.fixed.contains(&name) && is_another(kind, name, &wished, present.options.get(name).map(String::as_str))
    };
    wished_options(desired).into_iter().any(differs)
}

fn is_another(kind: &Kind, name: &str, wished: &str, found: Option<&str>) -> bool {
    // An empty wish takes the option away; in the file a word without a value is something else.
    options::normal(kind, name, Some(wished).filter(|wished| !wished.is_empty())) != options::normal(kind, name, found)
}

/// Returns the guests, on any node, that name a volume of this storage.
fn guests_using(id: &StorageId, cluster: &Cluster, host: &dyn Probe) -> Result<Vec<String>> {
    let mut users = Vec::new();
    for (ctid, guest) in &cluster.guests {
        let directory = match guest.kind {
            cluster::GuestKind::Container => "lxc",
            cluster::GuestKind::VirtualMachine => "qemu-server",
        };
        let path = format!("/etc/pve/nodes/{}/{directory}/{ctid}.conf", guest.node);
        let Some(bytes) = host.read(Path::new(&path))? else {
            bail!("{path} vanished while it was looked at; run again");
        };
        if names_a_volume(&String::from_utf8_lossy(&bytes), id) {
            users.push(ctid.to_string());
        }
    }
    Ok(users)
}

/// Returns whether a guest's file, its snapshots included, names a volume: `rootfs: ID:...`, `scsi0: cache=none,file=ID:...`.
fn names_a_volume(config: &str, id: &StorageId) -> bool {
    let volume = format!("{id}:");
    let values = config.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
    let mut words = values.flat_map(|(_, value)| value.split([' ', '\t', ',', '=']));
    words.any(|word| word.starts_with(&volume))
}

/// A section without a required option makes every write fail: `update storage failed: unknown section type ''`.
fn refuse_beside_incomplete(plan: Plan, desired: &Desired, incomplete: &[Incomplete]) -> Plan {
    let is_wished = incomplete.iter().any(|section| section.id == desired.storage.as_str());
    if incomplete.is_empty() || (plan.steps.is_empty() && !is_wished) {
        return plan;
    }
    let wanted: Vec<&str> = plan.changes().map(|change| change.property.as_str()).collect();
    let wanted = if wanted.is_empty() { "a whole section or none".to_owned() } else { wanted.join(", ") };
    let refuse = |Incomplete { line, header, id, missing }: &Incomplete| {
        let missing = missing.join(", ");
        let found = format!("line {line}, `{header}`, lacks {missing}");
        let why = "no pvesm can write while a section lacks a required option";
        let remedy = format!(
            "mend {STORAGE_CFG} in an editor: give the section of {id} (line {line}) its {missing}, or take it out; \
             then run again"
        );
        refusal(STORAGE_CFG, &wanted, &found, why, remedy)
    };
    let refusals = plan.refusals.iter().cloned().chain(incomplete.iter().map(refuse)).collect();
    Plan { refusals, notes: plan.notes, ..Plan::default() }
}

/// `pvesm` rewrites the whole file at every write and drops what it did not understand.
fn warn_of_lost_lines(mut plan: Plan, storages: &Storages) -> Plan {
    if plan.steps.is_empty() || storages.passed_by.is_empty() {
        return plan;
    }
    let lines: Vec<String> = storages.passed_by.iter().map(ToString::to_string).collect();
    let text = format!("the next pvesm drops these lines of {STORAGE_CFG}: {}", lines.join(", "));
    plan.notes.push(Note::new(NoteKind::Warning, text));
    plan
}

fn refusal(property: &str, wanted: &str, found: &str, why: impl Into<String>, remedy: impl Into<String>) -> Refusal {
    let own = str::to_owned;
    Refusal { property: own(property), wanted: own(wanted), found: own(found), why: why.into(), remedy: remedy.into() }
}

/// Returns every option that is wished, by the name `pvesm` knows it by.
fn wished_options(desired: &Desired) -> BTreeMap<&str, String> {
    let Desired {
        storage: _,
        storage_type: _,
        state: _,
        content,
        pool,
        path,
        server,
        export,
        share,
        nodes,
        shared,
        options,
    } = desired;
    let mut wished: BTreeMap<&str, String> =
        options.iter().map(|(name, value)| (name.as_str(), options::as_typed(name, value))).collect();
    for (name, value) in [("pool", pool), ("path", path), ("server", server), ("export", export), ("share", share)] {
        if let Some(value) = value {
            wished.insert(name, value.clone());
        }
    }
    if let Some(content) = content {
        wished.insert("content", if content.is_empty() { "none".to_owned() } else { content.join(",") });
    }
    if let Some(nodes) = nodes {
        wished.insert("nodes", nodes.join(","));
    }
    if let Some(shared) = shared {
        wished.insert("shared", i32::from(*shared).to_string());
    }
    wished
}

fn add(desired: &Desired) -> Plan {
    let Some(storage_type) = &desired.storage_type else {
        let remedy = "add its type and what that type needs";
        return Plan::refused(refusal("state", "present", "absent", "to add a storage its type must be known", remedy));
    };
    let Some(kind) = types::kind(storage_type) else {
        return Plan::refused(refusal("type", storage_type, "absent", "Proxmox VE has no such type", types::names()));
    };
    let wished = wished_options(desired);
    let mut refusals: Vec<Refusal> =
        wished.iter().filter_map(|(name, value)| refuse_option(kind, name, value, "absent")).collect();
    refusals.extend(refuse_directory(kind, &wished));
    if refusals.is_empty() {
        refusals.extend(directories::refuse(kind, &wished, None));
    }
    for required in kind.required.iter().filter(|required| !wished.contains_key(*required)) {
        let why = format!("missing value for required option '{required}'");
        refusals.push(refusal(required, "a value", "absent", why, format!("add {required}")));
    }
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    let mut command = Command::new("pvesm").args(["add", storage_type, desired.storage.as_str()]);
    let mut changes = vec![
        Change::new("state", None, Some("present".to_owned())).felt(Effect::Created),
        Change::new("type", None, Some(storage_type.clone())).felt(Effect::Created),
    ];
    for (name, value) in wished.into_iter().filter(|(_, value)| !value.is_empty()) {
        command = command.args([format!("--{name}"), value.clone()]);
        changes.push(Change::new(name, None, Some(value)).felt(Effect::Created));
    }
    Plan { steps: vec![Step::run(command, changes)], ..Plan::default() }
}

/// Returns what `pvesm add` checks of a storage that is a directory.
fn refuse_directory(kind: &Kind, wished: &BTreeMap<&str, String>) -> Option<Refusal> {
    if !matches!(kind.name, "dir" | "btrfs") {
        return None;
    }
    let path = wished.get("path")?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-/_.@".contains(letter);
    if path.starts_with('/') && !(path.len() > 1 && path.chars().all(is_plain)) {
        let why = format!("illegal path for directory storage: {path}");
        return Some(refusal("path", path, "absent", why, "take a path of letters, digits and - _ . @"));
    }
    // It makes a directory for each thing that the storage may hold, and knows none for nothing.
    let is_made = wished.get("disable").is_none_or(|disable| disable != "1");
    let holds_nothing = wished.get("content").is_some_and(|content| content == "none");
    let remedy = "wish some content, or disable the storage";
    (is_made && holds_nothing).then(|| refusal("content", "none", "absent", "unknown vtype 'none'", remedy))
}

/// Returns why `pvesm` would refuse this option, in its own words where it has some.
fn refuse_option(kind: &Kind, name: &str, value: &str, found: &str) -> Option<Refusal> {
    if options::is_secret(name) {
        let remedy = format!("leave it out here and type `pvesm set ID --{name} ...` once by hand");
        return Some(refusal(name, "***", "not shown", "a secret would be seen in the list of processes", remedy));
    }
    if !kind.options.contains(&name) {
        return Some(refusal(name, value, found, format!("unexpected property '{name}'"), "take it out"));
    }
    if let Some(why) = options::complaint(name, value) {
        return Some(refusal(name, value, found, why, "mend the value"));
    }
    if value.is_empty() && kind.required.contains(&name) {
        return Some(refusal(
            name,
            "nothing",
            found,
            format!("unable to delete required option '{name}'"),
            "give a value",
        ));
    }
    if !matches!(name, "content" | "content-dirs") {
        return None;
    }
    let words = storage::split_list(value);
    let contents = words.iter().map(|word| word.split('=').next().unwrap_or(word));
    let impossible = contents.into_iter().find(|word| !kind.content.contains(word));
    let possible = format!("a {} storage holds {}", kind.name, kind.content.join(", "));
    if let Some(word) = impossible {
        return Some(refusal(name, value, found, format!("storage does not support content type '{word}'"), possible));
    }
    let mixes_none = words.len() > 1 && words.contains("none");
    mixes_none.then(|| refusal(name, value, found, "unable to combine 'none' with other content types", possible))
}

/// Returns what a person could do if the definition has to go, which `pvesm remove` would do under the guests' feet.
fn take_away(desired: &Desired, used_by: &[String]) -> String {
    let id = &desired.storage;
    let how = format!("`pvesm remove {id}` takes the definition away (never the data); then run again");
    if used_by.is_empty() {
        return format!("no guest names a volume on it: {how}");
    }
    let guests = used_by.join(", ");
    format!(
        "guests {guests} name volumes on it: move those (`pct move-volume`) or destroy the guests first; only then {how}"
    )
}

fn set(desired: &Desired, present: &Storage, observed: &Observed) -> Plan {
    if let Some(wished) = &desired.storage_type
        && *wished != present.kind
    {
        let remedy = take_away(desired, &observed.used_by);
        let why = "a storage's type cannot be changed";
        return Plan::refused(refusal("type", wished, &present.kind, why, remedy));
    }
    let Some(kind) = types::kind(&present.kind) else {
        let why = "this type is not known here, so its options cannot be compared";
        return Plan::refused(refusal("type", "a known type", &present.kind, why, types::names()));
    };
    let mut plan = Plan::settled();
    let mut assignments: BTreeMap<Risk, Vec<Change>> = BTreeMap::new();
    let all_wished = wished_options(desired);
    let together = directories::refuse(kind, &all_wished, Some(present));
    for (name, wished) in all_wished {
        let found = present.options.get(name).map(String::as_str);
        if !is_another(kind, name, &wished, found) {
            continue;
        }
        let shown = found.unwrap_or("nothing");
        if let Some(refusal) = refuse_option(kind, name, &wished, shown) {
            plan.refusals.push(refusal);
            continue;
        }
        if let Some(refusal) = together.as_ref().filter(|_| directories::OPTIONS.contains(&name)) {
            plan.refusals.push(refusal.clone());
            continue;
        }
        if kind.fixed.contains(&name) {
            let remedy = take_away(desired, &observed.used_by);
            let why = format!("can't change value of fixed parameter '{name}'");
            plan.refusals.push(refusal(name, &wished, shown, why, remedy));
            continue;
        }
        let risk = risk_of(name, &wished, &observed.cluster);
        let after = (!wished.is_empty()).then_some(wished);
        let change = Change::new(name, found.map(str::to_owned), after).risking(risk);
        assignments.entry(risk).or_default().push(change);
    }
    plan.refusals.extend(observed.inactive.as_deref().map(|why| refuse_inactive(desired, present, why)));
    // One `pvesm set` for all that is safe; what may be held goes by itself, so that the rest is not held with it.
    plan.steps.extend(assignments.into_values().map(|changes| set_step(&desired.storage, changes)));
    plan
}

fn set_step(storage: &StorageId, changes: Vec<Change>) -> Step {
    let mut command = Command::new("pvesm").args(["set", storage.as_str()]);
    let mut deleted = Vec::new();
    for Change { property, after, .. } in &changes {
        match after {
            Some(value) => command = command.args([format!("--{property}"), value.clone()]),
            None => deleted.push(property.as_str()),
        }
    }
    if !deleted.is_empty() {
        command = command.args(["--delete".to_owned(), deleted.join(",")]);
    }
    Step::run(command, changes)
}

/// A storage that is switched off under running guests takes their disks away from new operations.
fn risk_of(name: &str, wished: &str, cluster: &Cluster) -> Risk {
    let leaves_this_node =
        name == "nodes" && !wished.is_empty() && !storage::split_list(wished).contains(&cluster.node);
    let is_switched_off = name == "disable" && wished != "0";
    if leaves_this_node || is_switched_off { Risk::Interrupts } else { Risk::Safe }
}

fn remove(desired: &Desired, observed: &Observed) -> Plan {
    let id = desired.storage.as_str();
    if id == "local" {
        let why = "Proxmox VE always has the storage local, `pvesm remove local` changes nothing";
        return Plan::refused(refusal("state", "absent", "present", why, "disable it or restrict its content instead"));
    }
    if !observed.used_by.is_empty() {
        let found = format!("used by guests {}", observed.used_by.join(", "));
        let remedy = "move their volumes (`pct move-volume`) or destroy them first";
        return Plan::refused(refusal("state", "absent", &found, "guests name volumes on it", remedy));
    }
    let change = Change::new("state", Some("present".to_owned()), Some("absent".to_owned())).felt(Effect::Removed);
    Plan { steps: vec![Step::run(Command::new("pvesm").args(["remove", id]), vec![change])], ..Plan::default() }
}
