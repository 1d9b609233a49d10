//! Both sides of what differs, in the shape that Ansible's `--diff` prints.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reply::ResourceReply;
use crate::plan::{Change, Effect};

/// What differs: one resource by itself, several as a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Diff {
    /// The only resource of the call.
    One(DiffEntry),
    /// Those of several resources that differ.
    Many(Vec<DiffEntry>),
}

/// What differs in one resource: the changed properties only, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiffEntry {
    /// The resource: `lxc/101`.
    pub before_header: String,
    /// The resource again.
    pub after_header: String,
    /// What the host has; null if the resource is not there.
    pub before: Option<BTreeMap<String, String>>,
    /// What is wished; null if the resource is not wanted.
    pub after: Option<BTreeMap<String, String>>,
}

/// Returns what differs, or `None` if nothing does.
pub(super) fn of(resources: &[ResourceReply]) -> Option<Diff> {
    let mut entries: Vec<DiffEntry> = resources.iter().filter_map(entry).collect();
    match (resources.len(), entries.pop()) {
        (_, None) => None,
        (1, Some(only)) => Some(Diff::One(only)),
        (_, Some(last)) => {
            entries.push(last);
            Some(Diff::Many(entries))
        }
    }
}

fn entry(resource: &ResourceReply) -> Option<DiffEntry> {
    let changes = net(resource.steps.iter().flat_map(|step| &step.changes));
    if changes.is_empty() {
        return None;
    }
    let state = |effect: Effect| changes.iter().any(|change| change.property == "state" && change.effect == effect);
    let side = |value: fn(&Change) -> &Option<String>| {
        let pair = |change: &Change| Some((change.property.clone(), value(change).clone()?));
        changes.iter().filter_map(pair).collect::<BTreeMap<_, _>>()
    };
    Some(DiffEntry {
        before_header: resource.name.clone(),
        after_header: resource.name.clone(),
        before: (!state(Effect::Created)).then(|| side(|change| &change.before)),
        after: (!state(Effect::Removed)).then(|| side(|change| &change.after)),
    })
}

/// Joins the changes of one property across steps: its first `before`, its last `after`.
fn net<'a>(changes: impl Iterator<Item = &'a Change>) -> Vec<Change> {
    let mut net: Vec<Change> = Vec::new();
    for change in changes {
        match net.iter_mut().find(|known| known.property == change.property) {
            Some(known) => known.after.clone_from(&change.after),
            None => net.push(change.clone()),
        }
    }
    net.retain(|change| change.before != change.after);
    net
}
