//! What the firewall files of a host say, in the words that one of them is wished in.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::inspect::{CLUSTER_FW, guest_fw, host_fw, read_text};
use super::text::parse;
use super::values::{FirewallFile, Group, IpSet, IpSetEntry, Rule, Verb};
use super::{AliasWish, GroupWish, IpSetEntryWish, IpSetWish, RuleWish, Scope};
use crate::host::Probe;
use crate::names::Ctid;
use crate::pve::cluster::Cluster;

/// What one firewall file says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FirewallFacts {
    /// Whose firewall it is.
    pub scope: Scope,
    /// The guest's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctid: Option<Ctid>,
    /// The options by Proxmox's names.
    pub options: BTreeMap<String, String>,
    /// The rules in order.
    pub rules: Vec<RuleWish>,
    /// Names for addresses and networks.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<String, AliasWish>,
    /// Sets of addresses by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub ipsets: BTreeMap<String, IpSetWish>,
    /// Security groups by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, GroupWish>,
}

/// Tells what the files of the cluster, of this node and of all guests say; a file in which nothing stands is not told of.
pub fn tell(cluster: &Cluster, host: &dyn Probe) -> Result<Vec<FirewallFacts>> {
    let (cluster_fw, host_fw) = (Path::new(CLUSTER_FW).to_owned(), host_fw(&cluster.node));
    let guests = cluster.guests.keys().map(|ctid| (Scope::Guest, Some(*ctid), guest_fw(*ctid)));
    let mut told = Vec::new();
    for (scope, ctid, path) in
        [(Scope::Cluster, None, cluster_fw), (Scope::Node, None, host_fw)].into_iter().chain(guests)
    {
        let file = parse(&read_text(host, &path)?.text, scope).file;
        if file != FirewallFile::default() {
            told.push(facts(scope, ctid, file));
        }
    }
    Ok(told)
}

fn facts(scope: Scope, ctid: Option<Ctid>, file: FirewallFile) -> FirewallFacts {
    let FirewallFile { options, aliases, ipsets, rules, groups } = file;
    let alias = |(_, alias): (String, super::values::Alias)| {
        let super::values::Alias { name, cidr, comment } = alias;
        let wish = match comment {
            Some(comment) => AliasWish::Commented { cidr, comment: Some(comment) },
            None => AliasWish::Address(cidr),
        };
        (name, wish)
    };
    FirewallFacts {
        scope,
        ctid,
        options,
        rules: rules.into_iter().map(rule).collect(),
        aliases: aliases.into_iter().map(alias).collect(),
        ipsets: ipsets.into_iter().map(|(name, set)| (name, ipset(set))).collect(),
        groups: groups.into_iter().map(|(name, of)| (name, group(of))).collect(),
    }
}

fn ipset(IpSet { comment, entries }: IpSet) -> IpSetWish {
    IpSetWish { comment, entries: entries.into_iter().map(entry).collect() }
}

fn entry(IpSetEntry { is_excluded, cidr, comment, names_what_is_below: _ }: IpSetEntry) -> IpSetEntryWish {
    match comment {
        None if is_excluded => IpSetEntryWish::Address(format!("!{cidr}")),
        None => IpSetEntryWish::Address(cidr),
        comment => IpSetEntryWish::Whole { cidr, nomatch: is_excluded.then_some(true), comment },
    }
}

fn group(Group { comment, rules }: Group) -> GroupWish {
    GroupWish { comment, rules: rules.into_iter().map(rule).collect() }
}

fn rule(rule: Rule) -> RuleWish {
    let Rule {
        is_enabled,
        verb,
        iface,
        source,
        dest,
        proto,
        dport,
        sport,
        log,
        icmp_type,
        comment,
        names_what_is_below: _,
    } = rule;
    let (kind, action, macro_name) = match verb {
        Verb::Packet { direction, action, macro_name } => (direction.word().to_ascii_lowercase(), action, macro_name),
        Verb::Group(name) => ("group".to_owned(), name, None),
    };
    let enable = (!is_enabled).then_some(false);
    RuleWish { kind, action, macro_name, iface, source, dest, proto, dport, sport, log, icmp_type, comment, enable }
}
