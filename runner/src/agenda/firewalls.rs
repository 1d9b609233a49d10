//! The firewall of the host and of each container, as tasks.
//!
//! The node's rules stand before the cluster's switch and policies: a policy must not bite before the rules that let
//! people in. A container's rules stand before its start.

use phoenix_modules::names::Ctid;
use serde_json::{Value, json};

use super::family::Family;
use super::wishes::Wish;
use super::{Drafts, Module, Needs, lxc_id, task};
use crate::config::{Configuration, Container, Firewall, FirewallRule, Located};

pub(super) const NODE: &str = "firewall/node";
const CLUSTER: &str = "firewall/cluster";

/// Returns the name of the task of a container's firewall.
pub(super) fn id_of(ctid: Ctid) -> String {
    format!("firewall/{ctid}")
}

/// The host's rules are for this node (`host.fw`); the switch and the policies exist for the whole cluster only.
pub(super) fn add_host(drafts: &mut Drafts, configuration: &Configuration) {
    let Some(firewall) = &configuration.firewall else { return };
    let mut node = None;
    if let Some(rules) = &firewall.rules {
        let mut wish = wish("node");
        add_rules(&mut wish, rules);
        node = Some(Value::Object(wish.arguments.clone()));
        let mut task = task(NODE.to_owned(), Module::Firewall, wish, rules.at);
        task.exclusive.push(NODE.to_owned());
        drafts.push(task, Vec::new());
    }
    let Firewall { enabled, policy_in, policy_out, .. } = firewall;
    if enabled.is_none() && policy_in.is_none() && policy_out.is_none() {
        return;
    }
    let mut wish = wish("cluster");
    wish.add("enable", "enable", enabled.as_ref());
    wish.add("policy_in", "policy_in", policy_in.as_ref());
    wish.add("policy_out", "policy_out", policy_out.as_ref());
    let mut task = task(CLUSTER.to_owned(), Module::Firewall, wish, firewall.at);
    task.exclusive.push(CLUSTER.to_owned());
    task.expecting = node.map(|node| json!({ "node": node }));
    drafts.push(task, vec![(NODE.to_owned(), Needs::Settled)]);
}

/// A container's file is written once the container is there, and before its clones if they are made of what it ends with, or of
/// its features, after all of them else: `pct clone` copies the file as it stands, so nobody's copy depends on who was first. A
/// container with features runs before it is cloned, and does not run before its rules stand.
pub(super) fn add_container(drafts: &mut Drafts, container: &Container, family: &Family, clones: &[Ctid]) {
    let Some(firewall) = &container.firewall else { return };
    let Firewall { enabled, rules, .. } = firewall;
    if enabled.is_none() && rules.is_none() {
        return;
    }
    let mut wish = wish("guest");
    wish.fixed("ctid", container.ctid);
    wish.add("enable", "enable", enabled.as_ref());
    if let Some(rules) = rules {
        add_rules(&mut wish, rules);
    }
    let id = id_of(container.ctid);
    let mut task = task(id.clone(), Module::Firewall, wish, firewall.at);
    task.label = container.hostname.as_ref().map(|name| name.value.to_string());
    task.exclusive.push(id);
    let sources: Vec<Value> = family.sources_of(container.ctid).iter().map(|ctid| json!({ "ctid": ctid })).collect();
    task.expecting = Some(json!({ "guest": true, "sources": sources }));
    let mut after = vec![(lxc_id(container.ctid), Needs::Existence)];
    after.extend(clones.iter().map(|clone| (lxc_id(*clone), Needs::Order)));
    drafts.push(task, after);
}

fn wish(scope: &str) -> Wish {
    let mut wish = Wish::default();
    wish.fixed("scope", scope);
    wish
}

fn add_rules(wish: &mut Wish, rules: &Located<Vec<FirewallRule>>) {
    wish.fixed("rules", rules.value.iter().map(argument).collect::<Vec<Value>>());
    wish.lines.insert("rules".to_owned(), rules.at);
    let lines = rules.value.iter().enumerate().map(|(index, rule)| (format!("rules.{index}"), rule.at));
    wish.lines.extend(lines);
}

/// Returns a rule as the module takes it; what the file does not say is left out.
fn argument(rule: &FirewallRule) -> Value {
    let FirewallRule { at: _, direction, action, proto, dport, sport, source, dest, iface, comment } = rule;
    let said = [
        ("type", Some(direction)),
        ("action", Some(action)),
        ("proto", proto.as_ref()),
        ("dport", dport.as_ref()),
        ("sport", sport.as_ref()),
        ("source", source.as_ref()),
        ("dest", dest.as_ref()),
        ("iface", iface.as_ref()),
        ("comment", comment.as_ref()),
    ];
    said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect()
}
