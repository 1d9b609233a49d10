//! Whether a rule matches a packet, as far as it can be told.
//!
//! What Proxmox puts into error it does not apply, so it matches nothing; what only the running host knows is a `Maybe`. Read
//! in `PVE/Firewall.pm` (pve-firewall 6.0): `verify_rule`, `apply_macro`, `ipt_rule_to_cmds`, `generate_ipset_chains`.

use std::net::IpAddr;

use super::address::{self, Addresses, Cidr};
use super::macros;
use super::network::Network;
use super::ports::{self, ANY_SOURCE};
use super::text::alias_named;
use super::values::{Direction, FirewallFile, IpSet, IpSetEntry, Rule, Verb};
use super::verify;

/// The longest name of an alias or a set that a rule may hold, with its scope.
const LONGEST_NAME: usize = 64;

/// A new TCP connection to this host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// Who connects.
    pub(crate) source: IpAddr,
    /// The host's address that he connects to.
    pub(crate) dest: IpAddr,
    /// The port he connects to.
    pub(crate) port: u16,
    /// The interface it arrives on, if that is known.
    pub(crate) interface: Option<&'a str>,
}

/// An answer that may depend on what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    No,
    Maybe,
    Yes,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// Which of the two daemons applies the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Daemon {
    /// pve-firewall, with iptables and ipset.
    Iptables,
    /// proxmox-firewall, with nftables.
    Nftables,
}

/// What a rule may refer to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) cluster: &'a FirewallFile,
    pub(crate) network: &'a Network,
    pub(crate) daemon: Daemon,
}

impl Around<'_> {
    /// Returns whether a rule of the cluster, the node or a group lets the packet in or drops it; `None` if it does neither.
    pub(crate) fn rule(&self, rule: &Rule, packet: &Packet<'_>) -> Option<(Target, Answer)> {
        let Verb::Packet { direction: Direction::In, action, macro_name } = &rule.verb else { return None };
        let target = Target::parse(&action.to_ascii_uppercase()).filter(|_| rule.is_enabled)?;
        let is_known = if Target::parse(action).is_some() { Answer::Yes } else { self.error() };
        let is_found = if rule.names_what_is_below { self.error() } else { Answer::Yes };
        let has_zero = [&rule.iface, &rule.source, &rule.dest, &rule.proto, &rule.dport, &rule.sport]
            .into_iter()
            .any(|value| value.as_deref() == Some("0"));
        let matches = transports(rule, macro_name.as_deref())
            .map_or(self.error(), |all| {
                all.iter().map(|transport| transport.matches(packet.port)).max().unwrap_or(Answer::No)
            })
            .min(self.interface(given(&rule.iface), packet))
            .min(self.address(given(&rule.source), packet.source))
            .min(self.address(given(&rule.dest), packet.dest))
            .min(icmp_type(rule))
            .min(is_known)
            .min(is_found)
            // To the strict reader a 0 is what it is.
            .min(if has_zero && self.daemon == Daemon::Nftables { Answer::Maybe } else { Answer::Yes });
        (matches > Answer::No).then_some((target, matches))
    }

    /// Returns whether a packet comes in by the interface that a rule names. A name that no route has may be another name
    /// of one that has.
    pub(crate) fn interface(&self, wanted: Option<&str>, packet: &Packet<'_>) -> Answer {
        let Some(wanted) = wanted else { return Answer::Yes };
        match packet.interface {
            _ if !is_interface(&wanted.replace('-', "_")) => self.error(),
            // Whether a name may have a `-` in it changed over time.
            Some(interface) if interface == wanted && is_interface(wanted) => Answer::Yes,
            Some(interface) if interface == wanted => Answer::Maybe,
            Some(_) if self.network.knows_interface(wanted) => Answer::No,
            _ => Answer::Maybe,
        }
    }

    fn address(&self, wanted: Option<&str>, address: IpAddr) -> Answer {
        let Some(wanted) = wanted else { return Answer::Yes };
        if let Some(reference) = wanted.strip_prefix('+') {
            return if wanted.len() > LONGEST_NAME + 1 { self.error() } else { self.reference(reference, address) };
        }
        if let Some((scope, name)) = alias_named(wanted) {
            let is_in_error = scope == "guest" || wanted.len() > LONGEST_NAME;
            return if is_in_error { self.error() } else { self.alias(name, address) };
        }
        match Addresses::parse(wanted) {
            Some(addresses) => addresses.contains(address).into(),
            None if wanted.split(',').any(address::is_abbreviated) => Answer::Maybe,
            None => self.error(),
        }
    }

    /// Returns whether what is an error to pve-firewall, which then does not apply the rule, may match: the strict reader takes
    /// some of it, as bits behind a prefix, and of the rest it takes none of the file.
    pub(crate) fn error(&self) -> Answer {
        if self.daemon == Daemon::Nftables { Answer::Maybe } else { Answer::No }
    }

    /// Returns whether making a rule may fail although nothing was said against it when it was read: its check takes a name
    /// of the cluster for one of any scope, and takes types of ICMP that it then does not find.
    pub(crate) fn may_fail(&self, rule: &Rule) -> bool {
        let is_elsewhere = |text: &str| {
            let set = text.strip_prefix("+guest/").or_else(|| text.strip_prefix("+sdn/"));
            let alias = text.strip_prefix("guest/").map(str::to_ascii_lowercase);
            set.is_some_and(|set| self.cluster.ipsets.contains_key(set))
                || alias.is_some_and(|alias| self.cluster.aliases.contains_key(&alias))
        };
        let names = [&rule.source, &rule.dest].into_iter().flatten();
        let proto = rule.proto.as_deref().unwrap_or_default();
        let is_no_type = |text: &str| !verify::is_icmp_type(proto, text);
        rule.is_enabled
            && (names.map(String::as_str).any(is_elsewhere)
                || (is_icmp(proto) && rule.dport.as_deref().is_some_and(is_no_type))
                || (!is_icmp(proto) && rule.icmp_type.as_deref() == Some("0")))
    }

    /// Proxmox adds the alias `local_network` after it has read the rules, so a rule that names it is in error (pve-firewall)
    /// unless a file defines it; that is not relied upon.
    fn alias(&self, name: &str, address: IpAddr) -> Answer {
        match self.cluster.aliases.get(&name.to_ascii_lowercase()) {
            // A length that no address has is kept by the reader, and refused by the kernel.
            Some(alias) => Cidr::parse(&alias.cidr).map_or(Answer::Maybe, |network| network.contains(address).into()),
            None if name.eq_ignore_ascii_case("local_network") => Answer::Maybe,
            None => self.error(),
        }
    }

    fn reference(&self, reference: &str, address: IpAddr) -> Answer {
        let (scope, name) = reference.split_once('/').map_or(("", reference), |(scope, name)| (scope, name));
        let is_of_sdn = scope == "sdn" || (scope.is_empty() && is_made_by_sdn(name));
        match (scope, self.cluster.ipsets.get(name)) {
            ("" | "dc", Some(_)) => self.is_in_set(name, address),
            // As with `local_network`: the set is there, the rule that names it is in error.
            ("" | "dc", None) if name == "management" => Answer::Maybe,
            _ if is_of_sdn => Answer::Maybe,
            _ => self.error(),
        }
    }

    /// Returns whether an address is in a set of the cluster.
    pub(crate) fn is_in_set(&self, name: &str, address: IpAddr) -> Answer {
        let set = self.cluster.ipsets.get(name);
        let members = self.members(set);
        let is_management = name == "management";
        match self.daemon {
            Daemon::Nftables => {
                let among = |excluded: bool| {
                    members.iter().any(|(network, is_excluded)| *is_excluded == excluded && network.contains(address))
                };
                // The local network is put into the set only where no file defines it.
                let local = if is_management && set.is_none() { self.is_local(address) } else { Answer::No };
                local.max(among(false).into()).min(Answer::from(!among(true)))
            }
            Daemon::Iptables => {
                // hash:net looks from the longest prefix to the shortest; of two equal ones the last is in the set.
                let found = members.iter().filter(|(network, _)| network.contains(address));
                let best = found.max_by_key(|(network, _)| network.prefix());
                let local = if is_management { self.is_local(address) } else { Answer::No };
                match (best, self.local_network()) {
                    (Some((best, _)), Some(own)) if local == Answer::Yes && own.prefix() >= best.prefix() => {
                        Answer::Yes
                    }
                    (Some((_, true)), None) => local,
                    (Some((_, is_excluded)), _) => Answer::from(!is_excluded),
                    (None, _) => local,
                }
            }
        }
    }

    /// Returns the networks of a set, and whether each is excluded; what names an alias that is not there is left out.
    fn members(&self, set: Option<&IpSet>) -> Vec<(Cidr, bool)> {
        let network = |text: &str| {
            let Some((scope, name)) = alias_named(text) else { return Cidr::parse(text) };
            let alias = self.cluster.aliases.get(&name.to_ascii_lowercase()).filter(|_| scope != "guest")?;
            Cidr::parse(&alias.cidr)
        };
        let is_in_error = |entry: &&IpSetEntry| entry.names_what_is_below && self.error() == Answer::No;
        let entries = set.into_iter().flat_map(|set| &set.entries).filter(|entry| !is_in_error(entry));
        entries.filter_map(|entry| Some((network(&entry.cidr)?, entry.is_excluded))).collect()
    }

    /// Returns the network that is in `management` by itself: an alias of the cluster's file overrides the node's own.
    fn local_network(&self) -> Option<Cidr> {
        match self.cluster.aliases.get("local_network") {
            Some(alias) => Cidr::parse(&alias.cidr),
            None => self.network.local,
        }
    }

    fn is_local(&self, address: IpAddr) -> Answer {
        self.local_network().map_or(Answer::Maybe, |network| network.contains(address).into())
    }
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Accept,
    /// Dropped or rejected.
    Drop,
}

impl Target {
    /// Reads an action; `None` for what Proxmox does not know and does not apply, another spelling included.
    pub(crate) fn parse(action: &str) -> Option<Self> {
        match action {
            "ACCEPT" => Some(Self::Accept),
            "DROP" | "REJECT" => Some(Self::Drop),
            _ => None,
        }
    }
}

/// Protocol and ports of a rule, or of one packet of its macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transport<'a> {
    pub(crate) proto: Option<&'a str>,
    pub(crate) dport: Option<&'a str>,
    pub(crate) sport: Option<&'a str>,
}

impl Transport<'_> {
    /// Returns whether a connection by TCP to this port is of it.
    fn matches(&self, port: u16) -> Answer {
        let proto = match self.proto {
            None | Some("tcp" | "6") => Answer::Yes,
            // Protocol 0 is every protocol to iptables, and none to nftables.
            Some("ip") => Answer::Maybe,
            Some(_) => return Answer::No,
        };
        let dport = self.dport.map_or(Answer::Yes, |list| ports::among(list, port));
        let sport = self.sport.map_or(Answer::Yes, |list| match ports::covers(list, ANY_SOURCE) {
            Answer::No => Answer::Maybe,
            other => other,
        });
        proto.min(dport).min(sport)
    }
}

/// Returns what a rule's protocol and ports are, one for each packet of its macro; `None` if the rule is in error by them.
pub(crate) fn transports<'a>(rule: &'a Rule, macro_name: Option<&str>) -> Option<Vec<Transport<'a>>> {
    let own = Transport { proto: given(&rule.proto), dport: given(&rule.dport), sport: given(&rule.sport) };
    let is_icmp = own.proto.is_some_and(is_icmp);
    let has_ports = own.proto.is_some_and(has_ports);
    let is_valid = |list: Option<&str>, may_be_type: bool| match list {
        None => true,
        Some(_) if may_be_type && is_icmp => true,
        Some(list) => has_ports && ports::are_valid(list),
    };
    if !is_valid(own.dport, true) || !is_valid(own.sport, false) {
        return None;
    }
    let Some(name) = macro_name else { return Some(vec![own]) };
    // A parameter that the macro has too must be the same; here a 0 is one.
    let merged = |written: &'a Option<String>, fixed: Option<&'static str>| match (written, fixed) {
        (Some(written), Some(fixed)) if written != fixed => None,
        (_, Some(fixed)) => Some(Some(fixed)),
        (_, None) => Some(given(written)),
    };
    let packets = macros::find(name)?.packets().map(|packet| {
        Some(Transport {
            proto: merged(&rule.proto, Some(packet.proto))?,
            dport: merged(&rule.dport, packet.dport)?,
            sport: merged(&rule.sport, packet.sport)?,
        })
    });
    packets.collect()
}

/// Returns what a rule says of something. To Perl a `0` is false: with `-dport 0` a rule is about every port.
fn given(value: &Option<String>) -> Option<&str> {
    value.as_deref().filter(|value| *value != "0")
}

fn is_icmp(proto: &str) -> bool {
    ["icmp", "icmpv6", "ipv6-icmp"].contains(&proto)
}

/// Returns `No` for a rule about a type of ICMP: it is not about TCP, or in error.
fn icmp_type(rule: &Rule) -> Answer {
    rule.icmp_type.is_none().into()
}

fn has_ports(proto: &str) -> bool {
    let known = ["tcp", "6", "udp", "17", "udplite", "136", "dccp", "33", "sctp", "132"];
    known.contains(&proto)
}

/// Returns whether the text is an interface to Proxmox: a letter, then letters, digits and `_`, then `.N` or `:N`; at most 15.
pub(crate) fn is_interface(text: &str) -> bool {
    let (name, number) = text.split_once([':', '.']).map_or((text, "0"), |(name, number)| (name, number));
    text.len() <= 15
        && name.len() >= 2
        && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !number.is_empty()
        && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns whether a set of this name may be one that the SDN makes: no file of the firewall shows those.
fn is_made_by_sdn(name: &str) -> bool {
    name.starts_with("guest-ipam-")
        || ["-all", "-gateway", "-no-gateway", "-dhcp"].iter().any(|ending| name.ends_with(ending))
}
