//! What becomes of a new TCP connection to this host: the rules as Proxmox applies them. Pure.
//!
//! pve-firewall 6.0 (`enable_host_firewall` of `PVE/Firewall.pm`), in this order: the set `blacklist` drops; the rules of
//! `host.fw`, then of `cluster.fw`, the first that matches decides; the set `management` may reach 8006, 5900-5999, 3128, 22
//! and 60000-60050; `policy_in` of `cluster.fw` decides the rest. proxmox-firewall 1.2 (nftables; `proxmox-firewall.nft`,
//! `firewall.rs`) lets the set in first, before any rule. What is established is never looked at again.

use std::fmt;

use super::matching::{Answer, Around, Daemon, Packet, Target};
use super::network::Network;
use super::values::{FirewallFile, Rule, Verb};

/// The two files that decide about this host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Files<'a> {
    /// `cluster.fw`.
    pub(crate) cluster: &'a FirewallFile,
    /// `host.fw` of this node.
    pub(crate) node: &'a FirewallFile,
}

/// What counts where the files alone do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// It might be dropped, so it is: for what is to be written.
    Drops,
    /// It might pass, so it does: for what holds today, lest somebody counts as shut out who is not.
    Passes,
}

/// What becomes of a packet, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It passes.
    Passes(Cause),
    /// It is dropped or rejected.
    Dropped(Cause),
}

impl Verdict {
    /// Returns whether the packet passes.
    pub(crate) fn passes(&self) -> bool {
        matches!(self, Self::Passes(_))
    }
}

/// What decides about a packet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The firewall is off in this file.
    Off(&'static str),
    /// A set of the cluster.
    Set(&'static str),
    /// A rule, as it is written, and where: `rules.2 of host.fw`, counted from 0 as Proxmox does.
    Rule {
        rule: String,
        place: String,
        /// Whether it only might match.
        is_in_doubt: bool,
    },
    /// No rule matches, and this is `policy_in`; whether a file says so.
    Policy { policy: String, is_default: bool },
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off(file) => write!(formatter, "the firewall is off ({file})"),
            Self::Set(name) => write!(formatter, "the ipset {name} (cluster.fw)"),
            Self::Rule { rule, place, is_in_doubt: false } => write!(formatter, "`{rule}` ({place})"),
            Self::Rule { rule, place, is_in_doubt: true } => {
                write!(formatter, "`{rule}` ({place}), which may match: that cannot be told from here")
            }
            Self::Policy { policy, is_default } => {
                let by = if *is_default { "the default" } else { "cluster.fw" };
                write!(formatter, "no rule accepts them, and policy_in is {policy} ({by})")
            }
        }
    }
}

/// Returns what becomes of a new connection. Where host.fw asks for nftables the other daemon may still be the one that
/// runs (it is a package of its own), so both are asked, and `doubt` decides between them.
pub(crate) fn verdict(files: Files<'_>, network: &Network, packet: &Packet<'_>, doubt: Doubt) -> Verdict {
    if let Some(file) = is_off(files, doubt) {
        return Verdict::Passes(Cause::Off(file));
    }
    let by =
        |daemon| Walk { files, around: Around { cluster: files.cluster, network, daemon }, packet, doubt }.verdict();
    let usual = by(Daemon::Iptables);
    if !asks_for_nftables(files.node) || usual.passes() == (doubt == Doubt::Passes) {
        return usual;
    }
    by(Daemon::Nftables)
}

/// Returns whether host.fw asks for `proxmox-firewall`.
pub(crate) fn asks_for_nftables(node: &FirewallFile) -> bool {
    node.options.get("nftables").is_some_and(|value| value == "1")
}

/// Returns the file in which the firewall is off. A number above 1 in cluster.fw is a time stamp, and enables it for 60 s.
pub(crate) fn is_off(files: Files<'_>, doubt: Doubt) -> Option<&'static str> {
    let enable = files.cluster.options.get("enable").map_or("0", String::as_str);
    let is_on = match enable.parse::<u64>() {
        Ok(0) => false,
        Ok(1) => true,
        Ok(_) | Err(_) => doubt == Doubt::Drops,
    };
    if !is_on {
        return Some("enable of cluster.fw");
    }
    let node = files.node.options.get("enable").is_some_and(|value| value == "0");
    node.then_some("enable of host.fw")
}

/// One packet on its way through the rules.
struct Walk<'a> {
    files: Files<'a>,
    around: Around<'a>,
    packet: &'a Packet<'a>,
    doubt: Doubt,
}

impl Walk<'_> {
    fn verdict(&self) -> Verdict {
        if self.around.daemon == Daemon::Nftables && self.is_management() {
            return Verdict::Passes(Cause::Set("management"));
        }
        let blacklisted = self.around.is_in_set("blacklist", self.packet.source);
        if self.holds(blacklisted, Target::Drop) {
            return Verdict::Dropped(Cause::Set("blacklist"));
        }
        let Files { cluster, node } = self.files;
        if let Some(verdict) = self.rules("host.fw", &node.rules).or_else(|| self.rules("cluster.fw", &cluster.rules)) {
            return verdict;
        }
        if self.around.daemon == Daemon::Iptables && self.is_management() {
            return Verdict::Passes(Cause::Set("management"));
        }
        let written = cluster.options.get("policy_in");
        let policy = written.map_or("DROP", String::as_str).to_owned();
        let cause = Cause::Policy { policy, is_default: written.is_none() };
        match &cause {
            Cause::Policy { policy, .. } if policy == "ACCEPT" => Verdict::Passes(cause),
            _ => Verdict::Dropped(cause),
        }
    }

    fn is_management(&self) -> bool {
        let is_its_port = match self.around.daemon {
            Daemon::Iptables => matches!(self.packet.port, 8006 | 5900..=5999 | 3128 | 22 | 60000..=60050),
            Daemon::Nftables => matches!(self.packet.port, 8006 | 5900..=5999 | 3128 | 22),
        };
        is_its_port && self.holds(self.around.is_in_set("management", self.packet.source), Target::Accept)
    }

    /// Returns the verdict of the first rule of a file that decides.
    fn rules(&self, file: &str, rules: &[Rule]) -> Option<Verdict> {
        let numbered = rules.iter().enumerate().filter(|(_, rule)| rule.is_enabled);
        let decide = |(index, rule): (usize, &Rule)| {
            let place = format!("rules.{index} of {file}");
            match &rule.verb {
                Verb::Group(name) => self.group(name, rule, &place),
                Verb::Packet { .. } => self.rule(rule, Answer::Yes, place),
            }
        };
        numbered.map(decide).find_map(|verdict| verdict)
    }

    /// Returns the verdict of a group. Its name is not looked for in another spelling; what it accepts is accepted.
    fn group(&self, name: &str, rule: &Rule, place: &str) -> Option<Verdict> {
        let iface = rule.iface.as_deref().filter(|iface| *iface != "0");
        let enters = self.around.interface(iface, self.packet);
        let groups = &self.files.cluster.groups;
        let (group, enters) = match groups.get(name) {
            Some(group) => (group, enters),
            None => (groups.get(&name.to_ascii_lowercase())?, enters.min(self.around.error())),
        };
        if enters == Answer::No {
            return None;
        }
        // A rule that cannot be made ends the making of its group, which then stands nowhere, or as far as that rule.
        let is_whole = !group.rules.iter().any(|rule| self.around.may_fail(rule));
        let enters = if is_whole { enters } else { enters.min(Answer::Maybe) };
        // A group's rules are about no interface: one that names one is in error.
        let numbered = group
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.is_enabled && rule.iface.as_deref().is_none_or(|iface| iface == "0"));
        let decide = |(index, rule)| self.rule(rule, enters, format!("groups.{name}.rules.{index}, for {place}"));
        numbered.map(decide).find_map(|verdict| verdict)
    }

    fn rule(&self, rule: &Rule, enters: Answer, place: String) -> Option<Verdict> {
        let (target, matches) = self.around.rule(rule, self.packet)?;
        let matches = matches.min(enters);
        if !self.holds(matches, target) {
            return None;
        }
        let cause = Cause::Rule { rule: told(rule), place, is_in_doubt: matches == Answer::Maybe };
        Some(if target == Target::Accept { Verdict::Passes(cause) } else { Verdict::Dropped(cause) })
    }

    /// Returns whether an answer counts as yes for what accepts, or for what drops.
    fn holds(&self, answer: Answer, target: Target) -> bool {
        let in_doubt = (target == Target::Drop) == (self.doubt == Doubt::Drops);
        answer == Answer::Yes || (answer == Answer::Maybe && in_doubt)
    }
}

/// Returns a rule as it is written, without its comment.
pub(crate) fn told(rule: &Rule) -> String {
    Rule { comment: None, ..rule.clone() }.to_string()
}

#[cfg(test)]
mod cases;
#[cfg(test)]
mod oracle;
#[cfg(test)]
pub(super) mod tests;
