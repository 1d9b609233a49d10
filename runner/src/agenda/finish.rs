//! What a container ends with: its snapshots, or the seal that makes it a template. Clones are made of what stands there.
//!
//! A snapshot stands behind its container, its firewall, its start and its features: it is kept for good as it is then. Only
//! `pre-configured` comes before the features: it shows a guest as it was made, so it is taken in the run that makes the
//! guest, before that is started.

use phoenix_modules::names::Ctid;
use phoenix_modules::plan::IS_TEMPLATE;
use serde_json::json;

use super::features::Features;
use super::wishes::Wish;
use super::{Drafts, Module, Needs, OnlyIf, firewalls, lxc_id, start_id, task};
use crate::config::{At, Container, PRE_CONFIGURED};

/// The snapshot that `enable_lifecycle_snapshots` asks for at the end.
const FINAL_FORM: &str = "final-form";

/// A snapshot that a container's file asks for.
struct Wished<'a> {
    name: &'a str,
    at: At,
    /// Asked for by the switch, and not by name: where Proxmox takes none it is only noted.
    by_the_switch: bool,
    /// Whether it shows the guest before its features.
    is_first: bool,
}

/// Returns the task that clones of this container stand behind: of the snapshot they are made from, or of the seal.
pub(super) fn before_clones(container: &Container) -> Option<String> {
    if is_template(container) {
        return Some(seal_id(container.ctid));
    }
    let snapshot = container.template_snapshot_name.as_ref()?;
    Some(snapshot_id(container.ctid, snapshot.value.as_str()))
}

/// Adds what a container ends with.
pub(super) fn add(drafts: &mut Drafts, container: &Container, features: &Features<'_>) {
    if let Some(wished) = container.is_template.as_ref().filter(|wished| wished.value) {
        add_seal(drafts, container, wished.at, features);
        return;
    }
    let mut earlier = Vec::new();
    for snapshot in snapshots(container) {
        add_snapshot(drafts, container, &snapshot, &earlier, features);
        earlier.push((snapshot_id(container.ctid, snapshot.name), Needs::Turn));
    }
}

fn is_template(container: &Container) -> bool {
    container.is_template.as_ref().is_some_and(|wished| wished.value)
}

/// Returns the task of the snapshot that shows a guest as it was made, if there is one: whatever changes it inside comes later.
pub(super) fn first_snapshot(container: &Container) -> Option<(String, Needs)> {
    let first = snapshots(container).into_iter().find(|wished| wished.is_first && !is_template(container))?;
    Some((snapshot_id(container.ctid, first.name), Needs::Turn))
}

fn snapshot_id(ctid: Ctid, name: &str) -> String {
    format!("snapshot/{ctid}/{name}")
}

fn seal_id(ctid: Ctid) -> String {
    format!("template/{ctid}")
}

/// The snapshot that clones are made from has its name from the file, which may be one of those that the switch asks for.
fn snapshots(container: &Container) -> Vec<Wished<'_>> {
    let for_clones = container.template_snapshot_name.as_ref().map(|wished| Wished {
        name: wished.value.as_str(),
        at: wished.at,
        by_the_switch: false,
        is_first: false,
    });
    let switch = container.lifecycle_snapshots.as_ref().filter(|switch| switch.value);
    let by_switch = switch.into_iter().flat_map(|switch| {
        let wished = |name, is_first| Wished { name, at: switch.at, by_the_switch: true, is_first };
        [wished(PRE_CONFIGURED, true), wished(FINAL_FORM, false)]
    });
    let name = for_clones.as_ref().map(|wished| wished.name);
    let others = by_switch.filter(|wished| Some(wished.name) != name);
    // Of those at the end the one for clones comes first, as it always did.
    let mut all: Vec<Wished<'_>> = for_clones.into_iter().chain(others).collect();
    all.sort_by_key(|wished| !wished.is_first);
    all
}

/// Snapshots stand in a row, each the child of the one before: `earlier` are taken first.
fn add_snapshot(
    drafts: &mut Drafts,
    container: &Container,
    wished: &Wished<'_>,
    earlier: &[(String, Needs)],
    features: &Features<'_>,
) {
    let mut wish = Wish::default();
    wish.fixed("ctid", container.ctid);
    let mut snapshot = json!({ "name": wished.name });
    if wished.by_the_switch {
        snapshot["if_possible"] = json!(true);
    }
    wish.fixed("snapshots", [snapshot]);
    wish.lines.insert(format!("snapshots.{}", wished.name), wished.at);
    let mut task = task(snapshot_id(container.ctid, wished.name), Module::Lxc, wish, wished.at);
    task.exclusive.push(lxc_id(container.ctid));
    let mut after = behind(container);
    after.extend(earlier.iter().cloned());
    if !wished.is_first {
        after.push((start_id(container.ctid), Needs::Order));
        after.extend(features.ends());
    }
    let only_if = if wished.is_first { OnlyIf::Made(Some(lxc_id(container.ctid))) } else { OnlyIf::Differing };
    drafts.push_only_if(only_if, task, after);
}

fn add_seal(drafts: &mut Drafts, container: &Container, at: At, features: &Features<'_>) {
    let mut wish = Wish::default();
    wish.fixed("ctid", container.ctid);
    wish.fixed(IS_TEMPLATE, true);
    let mut task = task(seal_id(container.ctid), Module::Lxc, wish, at);
    task.exclusive.push(lxc_id(container.ctid));
    let mut after = behind(container);
    after.extend(features.ends());
    drafts.push(task, after);
}

/// What is kept for good is the container as it is declared.
fn behind(container: &Container) -> Vec<(String, Needs)> {
    let own = lxc_id(container.ctid);
    vec![(own.clone(), Needs::Existence), (own, Needs::Settled), (firewalls::id_of(container.ctid), Needs::Order)]
}
