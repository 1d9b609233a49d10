//! `phoenix_firewall`: the firewall files of the cluster, of this node and of its guests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::{Action, Change, Digest, Edit, Effect, Lock, Plan, Refusal, Risk, Step};
use crate::pve::cluster::{self, Cluster};
use crate::pve::hold;
use crate::resource::{self, Now, Resource};

mod address;
mod difference;
mod edit;
mod evaluate;
mod facts;
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod inspect;
mod lint;
mod macros;
mod matching;
mod network;
mod notes;
mod options;
mod ports;
mod rules;
mod text;
mod values;
mod verify;
mod wish;

#[cfg(test)]
mod laws;

use difference::Felt;
use text::{Parsed, parse};
use values::FirewallFile;
use verify::Known;
use wish::Wished;

pub use facts::{FirewallFacts, tell};

/// The largest file that pmxcfs takes, in bytes; of a larger one it keeps the first part.
const LARGEST_FILE: usize = 1 << 20;

/// Firewall files of Proxmox VE.
pub struct Firewall;

/// A firewall as it is wished. What is not given is not managed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// Whose firewall: `cluster` (`cluster.fw`), `node` (this node's `host.fw`) or `guest` (`ID.fw`).
    pub scope: Scope,
    /// The guest's id; with scope `guest` only, and needed there.
    #[serde(default)]
    pub ctid: Option<Ctid>,
    /// `present`: what is given stands in the file.
    #[serde(default)]
    pub state: State,
    /// Whether it is on. Nothing is filtered anywhere while the cluster's is off.
    #[serde(default)]
    pub enable: Option<bool>,
    /// What happens to incoming packets that no rule decides: `ACCEPT`, `DROP`, `REJECT`. Not with scope `node`.
    #[serde(default)]
    pub policy_in: Option<String>,
    /// What happens to outgoing packets that no rule decides: `ACCEPT`, `DROP`, `REJECT`. Not with scope `node`.
    #[serde(default)]
    pub policy_out: Option<String>,
    /// Further options of the scope by Proxmox's names: `log_level_in: info`. An empty text takes the option out.
    #[serde(default)]
    #[schemars(schema_with = "crate::arguments::on_off_map")]
    pub options: BTreeMap<String, String>,
    /// The rules as a whole, in order: others go. An empty list takes all rules out.
    #[serde(default)]
    pub rules: Option<Vec<RuleWish>>,
    /// Names for addresses and networks, as `NAME: CIDR` or with `cidr` and `comment`. Others stay. Not with scope `node`.
    #[serde(default)]
    pub aliases: Option<BTreeMap<String, AliasWish>>,
    /// Sets of addresses by name, each as a whole. Others stay. Not with scope `node`.
    #[serde(default)]
    pub ipsets: Option<BTreeMap<String, IpSetWish>>,
    /// Security groups by name, each with its rules as a whole. Others stay. With scope `cluster` only.
    #[serde(default)]
    pub groups: Option<BTreeMap<String, GroupWish>>,
    /// What earlier tasks of the same run will have made; only phoenix-run gives it.
    #[serde(default)]
    #[schemars(extend("x-internal" = true))]
    pub expecting: Option<Box<Expecting>>,
}

/// Whose firewall it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The cluster's, `cluster.fw`: it switches the firewall on, and its policies and rules hold for every node.
    Cluster,
    /// This node's, `host.fw`.
    Node,
    /// One guest's, `ID.fw`.
    Guest,
}

/// What a firewall's state is wished to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// What is given stands in the file.
    #[default]
    Present,
}

/// A rule as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RuleWish {
    /// `in`, `out`, `forward` (not for a guest), or `group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `ACCEPT`, `DROP` or `REJECT`; with type `group` the name of the security group.
    pub action: String,
    /// A macro of Proxmox: `SSH`.
    #[serde(default, rename = "macro", skip_serializing_if = "Option::is_none")]
    pub macro_name: Option<String>,
    /// The interface: a host's own name for it, or `netN` of a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iface: Option<String>,
    /// Where packets come from: addresses and networks joined by commas, one range, `+set`, or an alias.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where packets go to, in the same forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dest: Option<String>,
    /// The protocol: `tcp`, `udp`, `icmp`, or another of `/etc/protocols`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proto: Option<String>,
    /// Destination ports: numbers, ranges `a:b`, names of `/etc/services`, joined by commas, at most 15. Needs `proto`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dport: Option<String>,
    /// Source ports, in the same forms. Needs `proto`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sport: Option<String>,
    /// The level it is logged with: `info`, ..., `nolog`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The ICMP type by name: `echo-request`. Needs `proto` icmp or icmpv6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<String>,
    /// A comment of one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Whether it counts; it does if this is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable: Option<bool>,
}

/// An alias as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum AliasWish {
    /// Its address or network.
    Address(String),
    /// The same, with a comment; an empty comment takes the present one out.
    Commented {
        /// Its address or network.
        cidr: String,
        /// The comment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
}

/// A set of addresses as it is wished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct IpSetWish {
    /// A comment; an empty one takes the present one out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its members as a set: addresses, networks, aliases; with `!` in front what is not in it.
    pub entries: Vec<IpSetEntryWish>,
}

/// A member of a set as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum IpSetEntryWish {
    /// An address, a network or an alias.
    Address(String),
    /// The same, with more about it.
    Whole {
        /// The address, the network or the alias.
        cidr: String,
        /// Whether it is not in the set, although a network of it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nomatch: Option<bool>,
        /// A comment; a present one stays if none is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
}

/// A security group as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GroupWish {
    /// A comment; an empty one takes the present one out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its rules as a whole, in order; none of type `group`, none with `iface`.
    pub rules: Vec<RuleWish>,
}

/// What earlier tasks of a run will have made when this one's turn comes, and what is decided together with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expecting {
    /// The guest itself.
    pub guest: bool,
    /// What the guest is cloned from, what that is cloned from, and so on: a clone gets a copy of the firewall file of its
    /// source, so of the first that is there by now.
    pub sources: Vec<Source>,
    /// The node's wish of the same run.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub node: Option<Desired>,
}

/// What a guest is cloned from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id.
    pub ctid: Ctid,
    /// Its wish of the same run, if that is met before it is cloned.
    #[serde(default)]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub firewall: Option<Desired>,
}

/// A firewall file as the host has it, and what decides whether it is active.
#[derive(Debug, Clone)]
pub struct Observed {
    cluster: Rc<Cluster>,
    /// The file of the wish; it may not exist.
    path: PathBuf,
    text: String,
    /// The first line of it that is not UTF-8, from 1.
    odd_bytes: Option<usize>,
    file: Rc<Parsed>,
    cluster_file: Rc<Parsed>,
    node_file: Rc<Parsed>,
    guest: Guest,
    /// Whether a daemon runs that applies the files; `None` if that cannot be told.
    is_applied: Option<bool>,
    /// Whether the same call switches the cluster's firewall on.
    will_be_on: bool,
    known: Rc<Known>,
    /// Who works on this host, for the lock-out guard.
    sight: Rc<guard::Sight>,
    /// host.fw as a wish of the same call makes it.
    node_to_be: Option<Rc<FirewallFile>>,
    /// Guests that wait for the cluster's firewall, if the call switches it on.
    waiting: Option<Rc<inspect::Waiting>>,
}

/// The guest of a wish with scope `guest`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Guest {
    /// The wish is not about a guest.
    None,
    /// No guest has this id.
    Absent,
    /// It is on another node.
    Elsewhere(String),
    /// It is on this node.
    Here {
        runs: bool,
        /// Whether a person holds it by its tag.
        is_held: bool,
        /// Its interfaces with `firewall=1`.
        filtered: BTreeSet<String>,
    },
}

impl Scope {
    /// Returns what Proxmox calls it in its messages.
    fn rule_environment(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Node => "host",
            Self::Guest => "ct",
        }
    }
}

impl Resource for Firewall {
    const MODULE: &'static str = "phoenix_firewall";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        match (desired.scope, desired.ctid) {
            (Scope::Cluster, _) => "firewall/cluster".to_owned(),
            (Scope::Node, _) => "firewall/node".to_owned(),
            (Scope::Guest, Some(ctid)) => format!("firewall/{ctid}"),
            (Scope::Guest, None) => "firewall/guest".to_owned(),
        }
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        match inspect::Look::at(host, desired) {
            Ok(look) => desired.iter().map(|wished| look.observe(wished)).collect(),
            Err(error) => resource::fail_each(desired, &error),
        }
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        if let Some(refusal) = refuse_place(desired, observed) {
            return Plan::refused(refusal);
        }
        let plan = match Wished::of(desired) {
            Ok(wished) => write(desired, &wished, observed),
            Err(refusals) => Plan { refusals, notes: notes::about_the_file(observed), ..Plan::default() },
        };
        let plan = match &observed.guest {
            Guest::Here { is_held: true, .. } => plan.left_alone(&hold::why()),
            _ => plan,
        };
        cluster::refuse_without_quorum(plan, &observed.cluster)
    }

    fn describe(observed: &Observed) -> Now {
        let exists = !matches!(observed.guest, Guest::Absent | Guest::Elsewhere(_));
        if observed.text.is_empty() {
            return Now { exists, text: "has no firewall file".to_owned() };
        }
        let file = &observed.file.file;
        let enable = file.options.get("enable").map_or("not written", String::as_str);
        Now { exists, text: format!("enable {enable}, {} rules", file.rules.len()) }
    }

    /// Rules of a file whose rules are not wished, and files of containers on this node; those of virtual machines are
    /// nobody's wish here.
    fn others(desired: &[Desired], host: &dyn Probe) -> Result<Vec<String>> {
        inspect::others(desired, host)
    }
}

/// A file is never written for a guest that is not here: Proxmox would keep it for whoever gets the id next.
fn refuse_place(desired: &Desired, observed: &Observed) -> Option<Refusal> {
    let refusal = |property: &str, wanted: String, found: &str, why: &str, remedy: &str| {
        let own = str::to_owned;
        Some(Refusal { property: own(property), wanted, found: own(found), why: own(why), remedy: own(remedy) })
    };
    match (desired.scope, desired.ctid) {
        (Scope::Guest, None) => {
            let why = "with scope guest it must be said which guest";
            return refusal("ctid", "a guest's id".to_owned(), "none", why, "give ctid");
        }
        (Scope::Cluster | Scope::Node, Some(ctid)) => {
            let why = "only scope guest is about one guest";
            return refusal("ctid", ctid.to_string(), "none", why, "take ctid out, or give scope: guest");
        }
        _ => {}
    }
    let id = desired.ctid.map(|ctid| ctid.to_string()).unwrap_or_default();
    let is_expected = desired.expecting.as_ref().is_some_and(|expecting| expecting.guest);
    match &observed.guest {
        Guest::Absent if !is_expected => {
            let why = "Proxmox would keep the file for whoever gets this id next";
            refusal("ctid", format!("guest {id}"), "no such guest", why, "make the guest first, then run again")
        }
        Guest::Elsewhere(node) => {
            let why = "the node that a guest is on manages its firewall";
            refusal("ctid", format!("guest {id} on this node"), &format!("on node {node}"), why, "run on that node")
        }
        Guest::None | Guest::Absent | Guest::Here { .. } => None,
    }
}

/// Plans the one write of a file, if it is not as wished.
fn write(desired: &Desired, wished: &Wished, observed: &Observed) -> Plan {
    let text = wished.text_to_be(&observed.text);
    let is_met = text == observed.text;
    let after = if is_met { Rc::clone(&observed.file) } else { Rc::new(parse(&text, desired.scope)) };
    let cluster = if desired.scope == Scope::Cluster { &after.file } else { &observed.cluster_file.file };
    let mut plan = Plan { notes: notes::about_the_file(observed), ..Plan::default() };
    plan.refusals = wished.refusals(cluster, &after.file, &observed.known);
    plan.refusals.extend(refuse_size(&text, observed));
    plan.refusals
        .extend(observed.odd_bytes.filter(|_| text != observed.text).map(|line| refuse_odd_bytes(line, observed)));
    if !plan.refusals.is_empty() {
        return plan;
    }
    plan.notes.extend(notes::about_groups(wished, cluster));
    let inactive = notes::about_effect(wished, observed, &after.file, desired.scope);
    let is_active = inactive.is_empty();
    plan.notes.extend(inactive);
    if is_met {
        return plan;
    }
    let changes = changes(observed, &after);
    let is_felt = is_active && changes.iter().any(|change| change.effect == Effect::Live);
    plan.notes.extend(notes::about_guests(observed, &after.file, desired.scope));
    plan.notes.extend(notes::about_comments(observed, &after));
    let (step, guarded) = guard::guarded(step(desired, observed, text, changes), desired, observed, &after.file);
    plan.notes.extend(guarded);
    plan.notes.extend(lint::about(wished, desired, observed, &after.file));
    plan.steps.push(if is_felt { step.noting(notes::about_time(observed)) } else { step });
    plan
}

/// Returns the step that writes the file.
fn step(desired: &Desired, observed: &Observed, text: String, changes: Vec<Change>) -> Step {
    let node = &observed.cluster.node;
    let lock = match (desired.scope, desired.ctid) {
        (Scope::Guest, Some(ctid)) => format!("firewall-vm-{ctid}"),
        (Scope::Node, _) => format!("firewall-host-{node}"),
        (Scope::Cluster | Scope::Guest, _) => "firewall-cluster".to_owned(),
    };
    let edit = Edit::Whole { expected: Digest::of(observed.text.as_bytes()), text };
    Step::of(Action::Edit { path: observed.path.clone(), lock: Lock::Cluster(lock), edit }, changes)
}

/// A guest that does not run feels nothing before its start, and nobody is connected to it.
fn changes(observed: &Observed, after: &Parsed) -> Vec<Change> {
    let is_felt = matches!(observed.guest, Guest::None | Guest::Here { runs: true, .. });
    let felt = if is_felt {
        Felt { effect: Effect::Live, risk: Risk::Exposes }
    } else {
        Felt { effect: Effect::AtRestart, risk: Risk::Safe }
    };
    let mut changes = Vec::new();
    if observed.text.is_empty() && !is_felt {
        let rules = match after.file.rules.len() {
            0 => "no rules".to_owned(),
            1 => "1 rule".to_owned(),
            count => format!("{count} rules"),
        };
        changes.push(Change::new("state", None, Some(rules)).felt(Effect::Created));
    }
    if notes::has_dos_line_ends(&observed.text) {
        let (before, after) = (Some("DOS".to_owned()), Some("LF".to_owned()));
        changes.push(Change::new("line_ends", before, after).felt(felt.effect).risking(felt.risk));
    }
    if observed.text.starts_with(notes::BYTE_ORDER_MARK) {
        let (before, after) = (Some("there".to_owned()), Some("none".to_owned()));
        changes.push(Change::new("byte_order_mark", before, after).felt(felt.effect).risking(felt.risk));
    }
    changes.extend(difference::between(&observed.file.file, &after.file, felt));
    changes
}

/// Bytes that are no UTF-8 would not come back as they were: Proxmox's own tools lose them too.
fn refuse_odd_bytes(line: usize, observed: &Observed) -> Refusal {
    let path = observed.path.display();
    let text = observed.text.lines().nth(line - 1).unwrap_or_default().trim();
    Refusal {
        property: "text".to_owned(),
        wanted: "a change of the file".to_owned(),
        found: format!("line {line} is not UTF-8: `{text}`"),
        why: "whoever writes the file, Proxmox's tools included, would lose the letters that are not UTF-8".to_owned(),
        remedy: format!(
            "save {path} as UTF-8 (`iconv -f latin1 -t utf-8` shows what a file in Latin-1 says), then run again"
        ),
    }
}

fn refuse_size(text: &str, observed: &Observed) -> Option<Refusal> {
    (text.len() > LARGEST_FILE).then(|| Refusal {
        property: "rules".to_owned(),
        wanted: format!("a file of {} bytes", text.len()),
        found: format!("{} bytes", observed.text.len()),
        why: format!("pmxcfs takes files of at most {LARGEST_FILE} bytes, and keeps the first part of a larger one"),
        remedy: "wish fewer rules, or put addresses that share a rule into a set (`ipsets`)".to_owned(),
    })
}
