//! The lock-out guard: whoever works on this host now must be able to connect anew after the change. Pure, but for [`look`].

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::evaluate::{Cause, Doubt, Files, Verdict, asks_for_nftables, is_off, verdict};
use super::matching::Packet;
use super::network::{self, Network, Peer};
use super::notes;
use super::text::{Parsed, parse};
use super::values::FirewallFile;
use super::wish::Wished;
use super::{Desired, Observed, Scope};
use crate::host::Probe;
use crate::plan::{Change, Note, NoteKind, Refusal, Risk, Step};

/// How many of those who would be cut off are named.
const MOST_NAMED: usize = 5;

/// What is known of who works on this host, or why that could not be seen.
pub(crate) type Sight = Result<Network, String>;

/// What the guard says of a change of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Judgement {
    /// Who would be cut off, as a change, and the refusal that stands in the place of the step unless that is allowed.
    objection: Option<(Change, Refusal)>,
    /// What else to know.
    notes: Vec<Note>,
}

impl Judgement {
    /// Returns the step that writes the change, with the objection to it if there is one.
    fn guard(&self, mut step: Step) -> Step {
        let Some((change, refusal)) = &self.objection else { return step };
        step.changes.push(change.clone());
        step.unless_allowed(refusal.clone())
    }
}

/// Looks at who works on this host. That it cannot be seen is kept, and objected to where it matters.
pub(crate) fn look(host: &dyn Probe) -> Sight {
    network::inspect(host).map_err(|error| format!("{error:#}"))
}

/// Guards the step that writes a file: `after` is the file as it will be. Returns what else to know of it too.
pub(crate) fn guarded(step: Step, desired: &Desired, observed: &Observed, after: &FirewallFile) -> (Step, Vec<Note>) {
    let Observed { cluster_file, node_file, is_applied, sight, .. } = observed;
    // A daemon that ends takes its rules along: nobody is shut out today.
    let nothing = FirewallFile::default();
    let before = match is_applied {
        Some(false) => Files { cluster: &nothing, node: &nothing },
        _ => Files { cluster: &cluster_file.file, node: &node_file.file },
    };
    let judgement = match desired.scope {
        // A guest's rules are about its own packets.
        Scope::Guest => return (step, Vec::new()),
        Scope::Node => {
            let cluster = as_it_may_be_read(cluster_file, after);
            judge(before, Files { cluster: &cluster, node: after }, sight)
        }
        Scope::Cluster => {
            let first = judge(before, Files { cluster: after, node: &node_to_be(desired, observed) }, sight);
            // host.fw may be written by the same call, or may be refused there: it must go well both ways.
            let own = observed.node_to_be.as_ref().filter(|_| first.objection.is_none() && !expects_node(desired));
            own.map_or(first, |node| judge(before, Files { cluster: after, node }, sight))
        }
    };
    (judgement.guard(step), judgement.notes)
}

/// Returns cluster.fw as the daemon of this host may read it: to that of nftables DOS line ends are line ends.
fn as_it_may_be_read(cluster: &Parsed, node: &FirewallFile) -> FirewallFile {
    if !asks_for_nftables(node) {
        return cluster.file.clone();
    }
    parse(&notes::recognizable(&cluster.text()), Scope::Cluster).file
}

/// Returns host.fw as it will be when cluster.fw is written: in a run the node's task comes first.
pub(crate) fn node_to_be(desired: &Desired, observed: &Observed) -> FirewallFile {
    let expected = desired.expecting.as_ref().and_then(|expecting| expecting.node.as_ref());
    let expected = expected.and_then(|wish| as_wished(wish, &observed.node_file.text()));
    expected.unwrap_or_else(|| observed.node_file.file.clone())
}

fn expects_node(desired: &Desired) -> bool {
    desired.expecting.as_ref().is_some_and(|expecting| expecting.node.is_some())
}

/// Returns what a wish makes of host.fw; `None` for a wish that will be refused.
pub(crate) fn as_wished(wish: &Desired, text: &str) -> Option<FirewallFile> {
    let wished = Wished::of(wish).ok()?;
    Some(parse(&wished.text_to_be(text), Scope::Node).file)
}

/// Judges a change of the files that decide about this host.
fn judge(before: Files<'_>, after: Files<'_>, sight: &Sight) -> Judgement {
    if is_off(after, Doubt::Drops).is_some() {
        return Judgement::default();
    }
    let network = match sight {
        Ok(network) => network,
        Err(reason) => return blind(reason),
    };
    if network.peers.is_empty() {
        let text = format!(
            "nobody is connected to tcp {} of this host, so whom the firewall would lock out was not looked at",
            listed(&network.ports)
        );
        return Judgement { objection: None, notes: vec![Note::new(NoteKind::Info, text)] };
    }
    let mut lost = Lost::default();
    let mut shut = Lost::default();
    for peer in &network.peers {
        for &port in &network.ports {
            let packet =
                Packet { source: peer.address, dest: peer.local, port, interface: network.interface_to(peer.address) };
            let Verdict::Dropped(cause) = verdict(after, network, &packet, Doubt::Drops) else { continue };
            let is_open = verdict(before, network, &packet, Doubt::Passes).passes();
            let whose = if is_open { &mut lost } else { &mut shut };
            whose.add(peer, port, cause);
        }
    }
    let notes = (!shut.is_empty()).then(|| Note::new(NoteKind::Warning, shut.already())).into_iter().collect();
    Judgement { objection: (!lost.is_empty()).then(|| lost.objection()), notes }
}

/// Objects where it cannot be seen who would be cut off.
fn blind(reason: &str) -> Judgement {
    let change = Change::new("access", Some("unknown".to_owned()), Some("unknown".to_owned())).risking(Risk::LockOut);
    let refusal = Refusal {
        property: "access".to_owned(),
        wanted: "a firewall that is on".to_owned(),
        found: "unknown who works on this host".to_owned(),
        why: format!(
            "it cannot be seen who is connected ({reason}), so whoever works on this host might be locked out"
        ),
        remedy: "see why it cannot be read; `--allow lock-out` writes the firewall all the same".to_owned(),
    };
    Judgement { objection: Some((change, refusal)), notes: Vec::new() }
}

/// Connections that do not pass: from whom, to which ports, and what drops them.
#[derive(Debug, Default)]
struct Lost {
    /// In the order they were found, the caller first.
    peers: Vec<Peer>,
    ports: BTreeSet<u16>,
    causes: BTreeMap<Cause, BTreeSet<(IpAddr, u16)>>,
}

impl Lost {
    fn add(&mut self, peer: &Peer, port: u16, cause: Cause) {
        if !self.peers.iter().any(|known| known.address == peer.address) {
            self.peers.push(*peer);
        }
        self.ports.insert(port);
        self.causes.entry(cause).or_default().insert((peer.address, port));
    }

    fn is_empty(&self) -> bool {
        self.peers.is_empty()
    }

    fn already(&self) -> String {
        let who = self.who();
        format!("{who} could not connect anew today either: {}", self.why())
    }

    fn objection(&self) -> (Change, Refusal) {
        let (who, ports) = (self.who(), listed(&self.ports));
        let before = Some(format!("tcp {ports} open to {who}"));
        let change = Change::new("access", before, Some("closed".to_owned())).risking(Risk::LockOut);
        let refusal = Refusal {
            property: "access".to_owned(),
            wanted: format!("tcp {ports} closed to {who}"),
            found: "open".to_owned(),
            why: format!("new connections would be dropped: {}", self.why()),
            remedy: self.remedy(),
        };
        (change, refusal)
    }

    /// Names who it is, the caller as such.
    fn who(&self) -> String {
        let name = |peer: &Peer| format!("{}{}", peer.address, if peer.is_caller { " (you)" } else { "" });
        let mut named: Vec<String> = self.peers.iter().take(MOST_NAMED).map(name).collect();
        if let Some(more) = self.peers.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            named.push(format!("{more} more"));
        }
        named.join(", ")
    }

    /// Tells what drops them; which of them, where not everything does all.
    fn why(&self) -> String {
        if let Some(cause) = self.causes.keys().next().filter(|_| self.causes.len() == 1) {
            return cause.to_string();
        }
        let tell = |(cause, dropped): (&Cause, &BTreeSet<(IpAddr, u16)>)| {
            let ports: BTreeSet<u16> = dropped.iter().map(|(_, port)| *port).collect();
            let addresses: BTreeSet<String> = dropped.iter().map(|(address, _)| address.to_string()).collect();
            let mut addresses: Vec<String> = addresses.into_iter().collect();
            addresses.truncate(MOST_NAMED);
            format!("to tcp {} from {}: {cause}", listed(&ports), addresses.join(", "))
        };
        self.causes.iter().map(tell).collect::<Vec<_>>().join("; ")
    }

    fn remedy(&self) -> String {
        let families = |is_v4: bool| {
            let of_it = self.peers.iter().map(|peer| peer.address).filter(move |address| address.is_ipv4() == is_v4);
            let addresses: Vec<String> = of_it.take(MOST_NAMED).map(|address| address.to_string()).collect();
            (!addresses.is_empty()).then(|| addresses.join(","))
        };
        let ports = self.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let rule = |source: String| format!("`IN ACCEPT -source {source} -p tcp -dport {ports}`");
        let rules: Vec<String> = [families(true), families(false)].into_iter().flatten().map(rule).collect();
        let rules = rules.join(" and ");
        let is_policy = |cause: &Cause| matches!(cause, Cause::Policy { .. });
        let mut ways = Vec::new();
        if self.causes.contains_key(&Cause::Set("blacklist")) {
            ways.push("take them out of the ipset blacklist".to_owned());
        }
        if self.causes.keys().all(is_policy) {
            // The set opens what Proxmox itself is reached by, and no other port.
            if self.ports.iter().all(|port| [network::SSH, network::WEB].contains(port)) {
                ways.push("add their network to the ipset management of cluster.fw".to_owned());
            }
            ways.push(format!("add {rules} to the wished rules (`global_firewall_rules` of the files)"));
        } else if self.causes.keys().any(|cause| matches!(cause, Cause::Rule { .. })) {
            ways.push(format!("put {rules} above what drops them"));
        }
        ways.push("allow it with `--allow lock-out`".to_owned());
        ways.join(", or ")
    }
}

/// Returns ports for a sentence: `22 and 8006`.
fn listed(ports: &BTreeSet<u16>) -> String {
    ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests;
