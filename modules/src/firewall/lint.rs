//! What Proxmox takes and its owner hardly means: a policy that drops pings or names, a rule that opens everything, a rule that
//! never decides. Told where a file is written, so that a host in sync stays quiet.

use super::address::{Addresses, Cidr};
use super::evaluate::told;
use super::matching::{Target, Transport, transports};
use super::ports;
use super::rules::without_comment;
use super::values::{Direction, FirewallFile, Rule, Verb};
use super::wish::Wished;
use super::{Desired, Observed, Scope, guard};
use crate::plan::{Note, NoteKind};

/// How many rules a note names.
const MOST_NAMED: usize = 4;

/// Returns what is to be said of a file that is about to be written: `after` is the file as it will be.
pub(crate) fn about(wished: &Wished, desired: &Desired, observed: &Observed, after: &FirewallFile) -> Vec<Note> {
    let mut texts = Vec::new();
    if wished.rules.is_some() {
        texts.extend(about_rules(&after.rules));
    }
    let decides = |name: &&str| wished.option(name).is_some();
    if wished.rules.is_some() || ["enable", "policy_in", "policy_out"].iter().any(decides) {
        texts.extend(about_policies(desired, observed, after));
    }
    texts.into_iter().map(|text| Note::new(NoteKind::Warning, text)).collect()
}

/// What decides about the packets of one guest, or of this host.
struct Chain<'a> {
    policies: &'a FirewallFile,
    rules: Vec<&'a Rule>,
}

fn about_policies(desired: &Desired, observed: &Observed, after: &FirewallFile) -> Vec<String> {
    let is_on = |file: &FirewallFile| file.options.get("enable").is_some_and(|value| value != "0");
    let node = guard::node_to_be(desired, observed);
    let (cluster, node) = match desired.scope {
        Scope::Cluster => (after, &node),
        Scope::Node => (&observed.cluster_file.file, after),
        Scope::Guest => (&observed.cluster_file.file, &node),
    };
    let is_node_off = node.options.get("enable").is_some_and(|value| value == "0");
    let (file, subject, is_filtered) = match desired.scope {
        Scope::Guest => (after, "the guest", is_on(after)),
        Scope::Cluster | Scope::Node => (cluster, "this host", is_on(cluster) && !is_node_off),
    };
    if !is_filtered {
        return Vec::new();
    }
    let lists = match desired.scope {
        Scope::Guest => vec![&after.rules],
        Scope::Cluster | Scope::Node => vec![&node.rules, &cluster.rules],
    };
    let chain =
        Chain { policies: file, rules: lists.into_iter().flat_map(|rules| with_groups(rules, cluster)).collect() };
    let mut texts = Vec::new();
    let drops = |option: &str, default: &str| {
        let policy = chain.policies.options.get(option).map_or(default, String::as_str).to_owned();
        (policy != "ACCEPT").then_some(policy)
    };
    if let Some(policy) = drops("policy_in", "DROP")
        && !chain.lets(Direction::In, is_about_ping)
    {
        // Who is in the set of the management gets to a host all the same.
        let is_shut = desired.scope == Scope::Guest && !chain.lets(Direction::In, |_, _| true);
        texts.push(match is_shut {
            true => format!("policy_in is {policy} and no rule lets anything in: nobody reaches {subject}"),
            false => format!("policy_in is {policy} and no rule lets icmp in: {subject} answers no ping"),
        });
    }
    if let Some(policy) = drops("policy_out", "ACCEPT")
        && !chain.lets(Direction::Out, is_about_names)
    {
        let what = "and no rule lets DNS out (udp 53)";
        texts.push(format!("policy_out is {policy} {what}: {subject} finds no name"));
    }
    texts
}

/// Returns the enabled rules of a list, each `GROUP` rule as the rules of its group.
fn with_groups<'a>(rules: &'a [Rule], cluster: &'a FirewallFile) -> Vec<&'a Rule> {
    let expand = |rule: &'a Rule| match &rule.verb {
        Verb::Group(name) => cluster.groups.get(name).map_or(Vec::new(), |group| group.rules.iter().collect()),
        Verb::Packet { .. } => vec![rule],
    };
    let rules = rules.iter().filter(|rule| rule.is_enabled).flat_map(expand);
    rules.filter(|rule| rule.is_enabled && !rule.names_what_is_below).collect()
}

impl Chain<'_> {
    /// Returns whether a rule accepts packets of this sort from somebody or to somebody.
    fn lets(&self, wanted: Direction, is_such: fn(&Rule, Transport<'_>) -> bool) -> bool {
        self.rules.iter().any(|rule| {
            let Verb::Packet { direction, action, macro_name } = &rule.verb else { return false };
            let all = transports(rule, macro_name.as_deref()).unwrap_or_default();
            *direction == wanted && action == "ACCEPT" && all.into_iter().any(|transport| is_such(rule, transport))
        })
    }
}

fn is_about_ping(rule: &Rule, transport: Transport<'_>) -> bool {
    let kind = rule.icmp_type.as_deref().or(transport.dport);
    let is_icmp = matches!(transport.proto, None | Some("icmp" | "1" | "icmpv6" | "ipv6-icmp" | "58"));
    is_icmp && matches!(kind, None | Some("echo-request" | "any" | "8"))
}

fn is_about_names(rule: &Rule, transport: Transport<'_>) -> bool {
    let is_udp = matches!(transport.proto, None | Some("udp" | "17"));
    let is_port = transport.dport.is_none_or(|list| ports::includes(list, "53"));
    is_udp && is_port && rule.icmp_type.is_none()
}

fn about_rules(rules: &[Rule]) -> Vec<String> {
    let reaches: Vec<(usize, Reach<'_>)> =
        rules.iter().enumerate().filter_map(|(index, rule)| Some((index, Reach::of(rule)?))).collect();
    let mut texts = Vec::new();
    let open = reaches.iter().filter(|(_, reach)| reach.opens_everything()).map(|(index, _)| named(rules, *index));
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        texts.push(format!("rules that let everything in from everybody: {}", listed(&open)));
    }
    let (mut twice, mut idle) = (Vec::new(), Vec::new());
    for (place, (index, reach)) in reaches.iter().enumerate() {
        let Some((earlier, _)) = reaches[..place].iter().find(|(_, earlier)| earlier.covers(reach)) else { continue };
        if without_comment(&rules[*earlier]) == without_comment(&rules[*index]) {
            twice.push(named(rules, *index));
        } else {
            idle.push(format!("{}, behind {}", named(rules, *index), named(rules, *earlier)));
        }
    }
    if !twice.is_empty() {
        texts.push(format!("rules that are there twice: {}", listed(&twice)));
    }
    if !idle.is_empty() {
        texts.push(format!("rules that never decide, since an earlier one matches all they match: {}", listed(&idle)));
    }
    texts
}

fn named(rules: &[Rule], index: usize) -> String {
    format!("`{}` (rules.{index})", told(&rules[index]))
}

fn listed(rules: &[String]) -> String {
    let more = rules.len().saturating_sub(MOST_NAMED);
    let named = rules.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("; ");
    if more == 0 { named } else { format!("{named}; and {more} more") }
}

/// What an enabled rule that Proxmox applies matches.
struct Reach<'a> {
    direction: Direction,
    target: Target,
    iface: Option<&'a str>,
    source: Place<'a>,
    dest: Place<'a>,
    transports: Vec<Transport<'a>>,
    icmp_type: Option<&'a str>,
}

/// Where packets come from or go to.
enum Place<'a> {
    Anywhere,
    Networks(Vec<Cidr>),
    /// A range or a name: it is only compared with itself.
    Other(&'a str),
}

impl<'a> Reach<'a> {
    /// Returns what a rule matches; `None` if it matches nothing, or all that its group does.
    fn of(rule: &'a Rule) -> Option<Self> {
        let Verb::Packet { direction, action, macro_name } = &rule.verb else { return None };
        Some(Self {
            direction: *direction,
            target: Target::parse(action).filter(|_| rule.is_enabled && !rule.names_what_is_below)?,
            iface: rule.iface.as_deref(),
            source: Place::of(rule.source.as_deref()),
            dest: Place::of(rule.dest.as_deref()),
            transports: transports(rule, macro_name.as_deref())?,
            icmp_type: rule.icmp_type.as_deref(),
        })
    }

    fn opens_everything(&self) -> bool {
        let nothing = Transport { proto: None, dport: None, sport: None };
        let is_of_all = self.iface.is_none() && self.source.is_anywhere() && self.dest.is_anywhere();
        let is_in = self.direction == Direction::In && self.target == Target::Accept;
        is_in && is_of_all && self.icmp_type.is_none() && self.transports.contains(&nothing)
    }

    /// Returns whether this matches all that the other one does, whatever it decides.
    fn covers(&self, other: &Self) -> bool {
        let is_any_or = |own: Option<&str>, other: Option<&str>| own.is_none() || own == other;
        let covers = |transport: &Transport<'_>| self.transports.iter().any(|own| own_covers(own, transport));
        self.direction == other.direction
            && is_any_or(self.iface, other.iface)
            && is_any_or(self.icmp_type, other.icmp_type)
            && self.source.covers(&other.source)
            && self.dest.covers(&other.dest)
            && other.transports.iter().all(covers)
    }
}

fn own_covers(own: &Transport<'_>, other: &Transport<'_>) -> bool {
    let lists = |own: Option<&str>, other: Option<&str>| match (own, other) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(own), Some(other)) => own == other || ports::includes(own, other),
    };
    (own.proto.is_none() || own.proto == other.proto) && lists(own.dport, other.dport) && lists(own.sport, other.sport)
}

impl<'a> Place<'a> {
    fn of(text: Option<&'a str>) -> Self {
        let Some(text) = text else { return Self::Anywhere };
        match Addresses::parse(text) {
            Some(Addresses::List(networks)) => Self::Networks(networks),
            _ => Self::Other(text),
        }
    }

    /// Of one family is anywhere enough: nobody means the other one by it.
    fn is_anywhere(&self) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Networks(networks) => networks.iter().any(|network| network.prefix() == 0),
            Self::Other(_) => false,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anywhere, _) => true,
            (Self::Networks(own), Self::Networks(other)) => {
                other.iter().all(|network| own.iter().any(|own| own.covers(*network)))
            }
            (Self::Other(own), Self::Other(other)) => own == other,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
