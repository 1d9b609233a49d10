//! What Proxmox would refuse, or keep and not apply, in its own words (`verify_rule` of pve-firewall 6.0).

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Scope;
use super::matching;
use super::options::LOG_LEVELS;
use super::ports::is_octal;
use super::text::is_name;
use super::values::{Alias, Direction, FirewallFile, IpSetEntry, Rule, Verb};
use crate::pve::schema;

/// The most characters of an address list in the API.
const LONGEST_LIST: usize = 512;

/// The most ports that one rule lists; a range counts as two.
const MOST_PORTS: usize = 15;

/// Where a rule stands, and what it can refer to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// The file it stands in.
    pub(crate) scope: Scope,
    /// Whether it stands in a security group.
    pub(crate) is_in_group: bool,
    /// The cluster's file, as it is or will be.
    pub(crate) cluster: &'a FirewallFile,
    /// The file itself, as it will be.
    pub(crate) own: &'a FirewallFile,
    /// What this host knows by name, where it can be told.
    pub(crate) known: &'a Known,
}

/// Names that the host's own files give to numbers; `None` where such a file is missing, so that nothing is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Of `/etc/services`.
    pub(crate) services: Option<BTreeSet<String>>,
    /// Of `/etc/protocols`, numbers too.
    pub(crate) protocols: Option<BTreeSet<String>>,
}

/// Something that Proxmox says against a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The property of the rule: `dport`.
    pub(crate) property: &'static str,
    /// Why, in Proxmox's words.
    pub(crate) why: String,
}

impl Complaint {
    fn new(property: &'static str, why: impl Into<String>) -> Self {
        Self { property, why: why.into() }
    }
}

/// Returns everything that Proxmox says against a rule; a rule that something is said against is never applied.
pub(crate) fn rule(rule: &Rule, around: Surroundings<'_>) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut say = |property, found: Result<(), String>| {
        if let Err(why) = found {
            complaints.push(Complaint { property, why });
        }
    };
    match &rule.verb {
        Verb::Group(name) => {
            say("type", group_is_allowed(around));
            say("action", group_name(name));
            say("type", group_is_bare(rule));
        }
        Verb::Packet { direction, action, macro_name } => {
            say("type", direction_is_allowed(*direction, around));
            say("action", action_is_known(*direction, action));
            say("macro", macro_name.as_deref().map_or(Ok(()), macro_is_known));
        }
    }
    say("iface", rule.iface.as_deref().map_or(Ok(()), |iface| interface(iface, around)));
    say("proto", rule.proto.as_deref().map_or(Ok(()), |proto| protocol(proto, around.known)));
    say("dport", rule.dport.as_deref().map_or(Ok(()), |list| ports(list, true, around.known)));
    say("sport", rule.sport.as_deref().map_or(Ok(()), |list| ports(list, false, around.known)));
    complaints.extend(ports_and_protocol(rule));
    complaints.extend(against_macro(rule));
    complaints.extend(addresses(rule, around));
    let log = rule.log.as_deref().map_or(Ok(()), |level| schema::word(level, &LOG_LEVELS));
    complaints.extend(log.err().map(|why| Complaint::new("log", why)));
    complaints.extend(words_with_blanks(rule));
    complaints.extend(zeros(rule));
    complaints
}

/// Proxmox takes a `0` as not given: `dport: 0` would be about every port.
fn zeros(rule: &Rule) -> Vec<Complaint> {
    let fields = [("proto", &rule.proto), ("dport", &rule.dport), ("sport", &rule.sport)];
    let zeros = fields.into_iter().filter(|(_, value)| value.as_deref() == Some("0"));
    zeros
        .map(|(property, _)| Complaint::new(property, "to Proxmox a 0 is not given, and the rule is about all"))
        .collect()
}

fn group_is_allowed(around: Surroundings<'_>) -> Result<(), String> {
    if around.is_in_group { Err("invalid rule type 'group' for rule_env 'group'".to_owned()) } else { Ok(()) }
}

/// A group of more than 18 characters cannot be made, so no rule can mean one.
pub(crate) fn group_name(name: &str) -> Result<(), String> {
    schema::at_most(18, name)?;
    if is_name(name) { Ok(()) } else { Err("invalid characters in security group name".to_owned()) }
}

fn group_is_bare(rule: &Rule) -> Result<(), String> {
    let Rule { source, dest, proto, dport, sport, log, icmp_type, .. } = rule;
    let has_more = [source, dest, proto, dport, sport, log, icmp_type].into_iter().any(Option::is_some);
    if has_more { Err("the rule of a group takes nothing but -i".to_owned()) } else { Ok(()) }
}

fn direction_is_allowed(direction: Direction, around: Surroundings<'_>) -> Result<(), String> {
    let is_refused = direction == Direction::Forward && around.scope == Scope::Guest;
    if is_refused { Err("invalid rule type 'forward' for rule_env 'ct'".to_owned()) } else { Ok(()) }
}

fn action_is_known(direction: Direction, action: &str) -> Result<(), String> {
    if !["ACCEPT", "DROP", "REJECT"].contains(&action) {
        return Err(format!("unknown action '{action}'"));
    }
    let is_refused = direction == Direction::Forward && action == "REJECT";
    if is_refused { Err("cannot define REJECT rules on forward chain".to_owned()) } else { Ok(()) }
}

fn macro_is_known(name: &str) -> Result<(), String> {
    if super::macros::find(name).is_some() { Ok(()) } else { Err(format!("unknown macro '{name}'")) }
}

/// A macro's own protocol and ports cannot be given again, unless they are the same.
fn against_macro(rule: &Rule) -> Vec<Complaint> {
    let Verb::Packet { macro_name: Some(name), .. } = &rule.verb else { return Vec::new() };
    let Some(known) = super::macros::find(name) else { return Vec::new() };
    let mut complaints: Vec<Complaint> = Vec::new();
    for packet in known.packets() {
        let own = [
            ("proto", &rule.proto, Some(packet.proto)),
            ("dport", &rule.dport, packet.dport),
            ("sport", &rule.sport, packet.sport),
        ];
        for (property, given, own) in own {
            let is_known = complaints.iter().any(|complaint| complaint.property == property);
            if let (Some(given), Some(own)) = (given, own)
                && given != own
                && !is_known
            {
                let why = format!("parameter '{property}' already define in macro (value = '{own}')");
                complaints.push(Complaint::new(property, why));
            }
        }
    }
    complaints
}

fn interface(name: &str, around: Surroundings<'_>) -> Result<(), String> {
    if around.is_in_group {
        return Err("parameter -i not allowed for this rule type".to_owned());
    }
    schema::at_most(20, name)?;
    if around.scope == Scope::Guest {
        let number = name.strip_prefix("net").unwrap_or_default();
        let is_net = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
        return if is_net { Ok(()) } else { Err("value does not match the regex pattern 'net\\d+'".to_owned()) };
    }
    // Newer versions may take a `-`.
    let is_name = matching::is_interface(&name.replace('-', "_"));
    if is_name { Ok(()) } else { Err(format!("invalid network interface name '{name}'")) }
}

fn protocol(name: &str, known: &Known) -> Result<(), String> {
    let is_known = known.protocols.as_ref().is_none_or(|protocols| protocols.contains(name));
    // Proxmox knows these two whatever the file says.
    if is_known || ["icmpv6", "ipv6-icmp"].contains(&name) { Ok(()) } else { Err(format!("unknown protocol '{name}'")) }
}

fn ports(list: &str, is_destination: bool, known: &Known) -> Result<(), String> {
    let mut count = 0;
    let mut names_icmp = false;
    for item in list.split(',') {
        if item.is_empty() {
            return Err("extraneous commas in list".to_owned());
        }
        if let Some((from, to)) = item.split_once(':').filter(|(from, to)| is_number(from) && is_number(to)) {
            let (first, last) = (port(from)?, port(to)?);
            if first > last {
                return Err(format!("backwards range '{from}:{to}' not allowed, did you mean '{to}:{from}'?"));
            }
            count += 2;
        } else if is_number(item) {
            port(item)?;
            count += 1;
        } else if is_destination && (ICMP_TYPES.contains(&item) || ICMPV6_TYPES.contains(&item)) {
            names_icmp = true;
        } else if known.services.as_ref().is_some_and(|services| !services.contains(item)) || item.contains(':') {
            return Err(format!("invalid port '{item}'"));
        }
    }
    if names_icmp && count > 0 {
        return Err("ICMP ports not allowed in port range".to_owned());
    }
    if count > MOST_PORTS { Err("too many entries in port list (> 15 numbers)".to_owned()) } else { Ok(()) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// With a zero before it iptables reads a number as octal.
fn port(text: &str) -> Result<u16, String> {
    let number = if is_octal(text) { "" } else { text };
    number.parse().map_err(|_| format!("invalid port '{text}'"))
}

fn ports_and_protocol(rule: &Rule) -> Vec<Complaint> {
    const WITH_PORTS: [&str; 10] = ["tcp", "udp", "udplite", "dccp", "sctp", "6", "17", "136", "33", "132"];
    let proto = rule.proto.as_deref();
    let is_icmp = |proto: &str| ["icmp", "icmpv6"].contains(&proto);
    let mut complaints = Vec::new();
    for (property, list) in [("dport", &rule.dport), ("sport", &rule.sport)] {
        let fits = |proto: &str| WITH_PORTS.contains(&proto) || (property == "dport" && is_icmp(proto));
        match (list, proto) {
            (None, _) => {}
            (Some(_), None) => {
                complaints
                    .push(Complaint::new("proto", format!("missing property - '{property}' requires this property")));
            }
            (Some(_), Some(proto)) if !fits(proto) => {
                complaints.push(Complaint::new(property, format!("protocol '{proto}' does not support ports")));
            }
            (Some(_), Some(_)) => {}
        }
    }
    let Some(icmp_type) = rule.icmp_type.as_deref() else { return complaints };
    let types: &[&str] = match proto {
        Some("icmp") => &ICMP_TYPES,
        Some("icmpv6" | "ipv6-icmp") => &ICMPV6_TYPES,
        _ => {
            complaints.push(Complaint::new("proto", "missing property - 'icmp-type' requires this property"));
            return complaints;
        }
    };
    if rule.dport.is_some() {
        complaints.push(Complaint::new("icmp_type", "'icmp-type' cannot be specified together with 'dport'"));
    }
    if !types.contains(&icmp_type) {
        let why = format!("invalid icmp-type '{icmp_type}' for proto '{}'", proto.unwrap_or_default());
        complaints.push(Complaint::new("icmp_type", why));
    }
    complaints
}

fn addresses(rule: &Rule, around: Surroundings<'_>) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut version = match rule.proto.as_deref() {
        Some("icmp") => Some(4),
        Some("icmpv6" | "ipv6-icmp") => Some(6),
        _ => None,
    };
    for (property, list) in [("source", &rule.source), ("dest", &rule.dest)] {
        let Some(list) = list else { continue };
        match address_list(list, around) {
            Err(why) => complaints.push(Complaint { property, why }),
            Ok(Some(found)) if version.is_some_and(|version| version != found) => {
                complaints.push(Complaint::new(property, "detected mixed ipv4/ipv6 addresses in rule"));
            }
            Ok(found) => version = version.or(found),
        }
    }
    complaints
}

/// Returns the version of the addresses, where the list says one: 4 or 6.
fn address_list(list: &str, around: Surroundings<'_>) -> Result<Option<u8>, String> {
    schema::at_most(LONGEST_LIST, list)?;
    if let Some(name) = list.strip_prefix('+') {
        return ipset_exists(name, around).map(|()| None);
    }
    if is_reference(list) {
        return alias_of(list, around).map(|alias| alias.and_then(|alias| version_of(&alias.cidr)));
    }
    let mut version = None;
    let items: Vec<&str> = list.split(',').collect();
    for item in &items {
        let found = address(item)?;
        if version.is_some_and(|version| version != found) {
            return Err(format!("detected mixed ipv4/ipv6 addresses in address list '{list}'"));
        }
        version = Some(found);
    }
    let has_range = items.iter().any(|item| item.contains('-'));
    if has_range && items.len() > 1 { Err("you can't use a range in a list".to_owned()) } else { Ok(version) }
}

/// Returns whether a text names an alias: `lan`, `dc/lan`, `guest/me`.
fn is_reference(text: &str) -> bool {
    let name = text.strip_prefix("dc/").or_else(|| text.strip_prefix("guest/")).unwrap_or(text);
    is_name(name) && name.parse::<IpAddr>().is_err()
}

fn version_of(cidr: &str) -> Option<u8> {
    let address = cidr.split('/').next().unwrap_or(cidr);
    address.parse::<IpAddr>().ok().map(|address| if address.is_ipv4() { 4 } else { 6 })
}

fn ipset_exists(name: &str, around: Surroundings<'_>) -> Result<(), String> {
    let (place, bare) = name.split_once('/').map_or((None, name), |(place, bare)| (Some(place), bare));
    if bare.len() > 64 {
        return Err("ipset name too long".to_owned());
    }
    if !is_name(bare) || place.is_some_and(|place| !["dc", "guest", "sdn"].contains(&place)) {
        return Err(format!("invalid ipset name '+{name}'"));
    }
    let lower = bare.to_ascii_lowercase();
    let has = |file: &FirewallFile| file.ipsets.contains_key(&lower);
    let is_there = match place {
        // The sets of the SDN are made from other files.
        Some("sdn") => true,
        Some("dc") => has(around.cluster),
        Some(_) => has(around.own),
        None => has(around.own) || has(around.cluster),
    };
    if is_there { Ok(()) } else { Err(format!("no such ipset '{name}'")) }
}

/// Returns the alias of a name; `None` for the one that Proxmox makes itself.
fn alias_of<'a>(name: &str, around: Surroundings<'a>) -> Result<Option<&'a Alias>, String> {
    let (place, bare) = name.split_once('/').map_or((None, name), |(place, bare)| (Some(place), bare));
    if bare.len() > 64 {
        return Err("alias name too long".to_owned());
    }
    let lower = bare.to_ascii_lowercase();
    let own = around.own.aliases.get(&lower).filter(|_| place != Some("dc"));
    let found = own.or_else(|| around.cluster.aliases.get(&lower).filter(|_| place != Some("guest")));
    if found.is_none() && lower == "local_network" && place != Some("guest") {
        return Ok(None);
    }
    found.map(Some).ok_or_else(|| format!("no such alias '{name}'"))
}

/// Checks one address, network or range; returns its version.
fn address(item: &str) -> Result<u8, String> {
    let wrong = || format!("invalid IP address: '{item}'");
    if let Some((from, to)) = item.split_once('-') {
        let (from, to): (IpAddr, IpAddr) = (from.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?);
        return match (from, to) {
            (IpAddr::V4(from), IpAddr::V4(to)) if from <= to => Ok(4),
            (IpAddr::V6(from), IpAddr::V6(to)) if from <= to => Ok(6),
            _ => Err(wrong()),
        };
    }
    let (address, length) = item.split_once('/').map_or((item, None), |(address, length)| (address, Some(length)));
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    if let Some(length) = length {
        let length = length.parse::<u8>().ok().filter(|_| is_number(length)).ok_or_else(wrong)?;
        if masked(address, length).ok_or_else(wrong)? != address {
            return Err(format!("invalid IP address: Invalid prefix {item}"));
        }
    }
    Ok(if address.is_ipv4() { 4 } else { 6 })
}

/// Returns the address without its host bits; `None` for a length that there is not.
fn masked(address: IpAddr, length: u8) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) if length <= 32 => {
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            Some(IpAddr::V4((u32::from(address) & mask).into()))
        }
        IpAddr::V6(address) if length <= 128 => {
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            Some(IpAddr::V6((u128::from(address) & mask).into()))
        }
        _ => None,
    }
}

/// Returns the network that an address with host bits lies in: `10.9.9.0/24` of `10.9.9.9/24`. `None` if there are none.
pub(crate) fn network_of(cidr: &str) -> Option<String> {
    let (address, length) = cidr.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let network = masked(address, length.parse().ok()?)?;
    (network != address).then(|| format!("{network}/{length}"))
}

/// Returns whether Proxmox makes a rule of a type of ICMP that stands where a port does, as its older versions wrote it.
pub(crate) fn is_icmp_type(proto: &str, text: &str) -> bool {
    let names: &[&str] = match proto {
        "icmp" => &ICMP_TYPES,
        "icmpv6" => &ICMPV6_TYPES,
        _ => return false,
    };
    names.contains(&text) || text.parse::<u8>().is_ok()
}

/// A blank ends a value, and a `#` begins the comment.
fn words_with_blanks(rule: &Rule) -> Vec<Complaint> {
    let Rule { iface, source, dest, proto, dport, sport, icmp_type, .. } = rule;
    let fields = [
        ("iface", iface),
        ("source", source),
        ("dest", dest),
        ("proto", proto),
        ("dport", dport),
        ("sport", sport),
        ("icmp_type", icmp_type),
    ];
    let is_broken =
        |value: &String| value.is_empty() || value.contains(|letter: char| letter.is_whitespace() || letter == '#');
    let broken = fields.into_iter().filter(|(_, value)| value.as_ref().is_some_and(is_broken));
    broken.map(|(property, _)| Complaint::new(property, "the value is empty, or has a blank or a # in it")).collect()
}

/// Returns what Proxmox says against an alias.
pub(crate) fn alias(alias: &Alias) -> Result<(), String> {
    named(&alias.name)?;
    let (address, length) = alias.cidr.split_once('/').map_or((&*alias.cidr, None), |(one, two)| (one, Some(two)));
    let wrong = "value does not look like a valid IP address or CIDR network";
    let address: IpAddr = address.parse().map_err(|_| wrong.to_owned())?;
    let Some(length) = length else { return Ok(()) };
    let length: u8 = length.parse().map_err(|_| wrong.to_owned())?;
    match masked(address, length) {
        None => Err(wrong.to_owned()),
        Some(network) if network != address => Err(format!("invalid IP address: Invalid prefix {}", alias.cidr)),
        Some(_) => Ok(()),
    }
}

/// Returns what Proxmox says against the name of an alias or a set.
pub(crate) fn named(name: &str) -> Result<(), String> {
    schema::at_most(64, name)?;
    schema::pattern(is_name(name))
}

/// Returns what Proxmox says against a member of a set.
pub(crate) fn entry(entry: &IpSetEntry, around: Surroundings<'_>) -> Result<(), String> {
    if is_reference(&entry.cidr) {
        return alias_of(&entry.cidr, around).map(drop);
    }
    if entry.cidr.ends_with("/0") {
        return Err("a zero prefix is not allowed in ipset entries".to_owned());
    }
    address(&entry.cidr).map(drop)
}

#[rustfmt::skip]
const ICMP_TYPES: [&str; 37] = [
    "any", "echo-reply", "destination-unreachable", "network-unreachable", "host-unreachable", "protocol-unreachable",
    "port-unreachable", "fragmentation-needed", "source-route-failed", "network-unknown", "host-unknown",
    "network-prohibited", "host-prohibited", "TOS-network-unreachable", "TOS-host-unreachable",
    "communication-prohibited", "host-precedence-violation", "precedence-cutoff", "source-quench", "redirect",
    "network-redirect", "host-redirect", "TOS-network-redirect", "TOS-host-redirect", "echo-request",
    "router-advertisement", "router-solicitation", "time-exceeded", "ttl-zero-during-transit",
    "ttl-zero-during-reassembly", "parameter-problem", "ip-header-bad", "required-option-missing",
    "timestamp-request", "timestamp-reply", "address-mask-request", "address-mask-reply",
];

#[rustfmt::skip]
const ICMPV6_TYPES: [&str; 25] = [
    "destination-unreachable", "no-route", "communication-prohibited", "beyond-scope", "address-unreachable",
    "port-unreachable", "failed-policy", "reject-route", "packet-too-big", "time-exceeded", "ttl-zero-during-transit",
    "ttl-zero-during-reassembly", "parameter-problem", "bad-header", "unknown-header-type", "unknown-option",
    "echo-request", "echo-reply", "router-solicitation", "router-advertisement", "neighbor-solicitation",
    "neighbour-solicitation", "neighbor-advertisement", "neighbour-advertisement", "redirect",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firewall::text::parse;

    fn said(text: &str, scope: Scope) -> Vec<String> {
        let cluster = parse("[ALIASES]\nlan 10.0.0.0/8\nsix fd00::/8\n[IPSET mgmt]\n10.0.0.1\n", Scope::Cluster).file;
        let own = parse("[ALIASES]\nme 10.0.0.9\n", Scope::Guest).file;
        let services = Some(["http".to_owned(), "ssh".to_owned()].into());
        let known = Known { services, protocols: Some(["tcp", "udp", "icmp", "gre", "47"].map(str::to_owned).into()) };
        let rule = parse(&format!("[RULES]\n{text}\n"), Scope::Cluster).file.rules.remove(0);
        let around = Surroundings { scope, is_in_group: false, cluster: &cluster, own: &own, known: &known };
        super::rule(&rule, around).into_iter().map(|one| format!("{}: {}", one.property, one.why)).collect()
    }

    #[test]
    fn what_proxmox_takes_is_not_complained_of() {
        for good in [
            "IN ACCEPT -source 0.0.0.0/0",
            "IN ACCEPT -source 10.0.0.1-10.0.0.9",
            "IN ACCEPT -source 10.0.0.1,10.1.0.0/16 -dest 10.2.0.0/16",
            "IN ACCEPT -source +mgmt -dest lan",
            "IN ACCEPT -source +dc/MGMT -dest guest/me",
            "IN ACCEPT -source +sdn/anything",
            "IN ACCEPT -p tcp -dport http,ssh,1:10",
            "IN ACCEPT -p 47",
            "IN ACCEPT -p icmp -dport echo-request",
            "IN ACCEPT -p icmpv6 -icmp-type packet-too-big -source six",
            "IN SSH(ACCEPT) -p tcp -dport 22",
            "FORWARD DROP",
        ] {
            assert_eq!(said(good, Scope::Cluster), Vec::<String>::new(), "{good}");
        }
        assert_eq!(said("IN ACCEPT -i net0 -source me", Scope::Guest), Vec::<String>::new());
    }

    #[test]
    fn what_proxmox_says_is_said_in_its_words() {
        let many =
            format!("IN ACCEPT -p tcp -dport {}", (1..=16).map(|port| port.to_string()).collect::<Vec<_>>().join(","));
        for (bad, why) in [
            ("IN accept", "action: unknown action 'accept'"),
            ("FORWARD REJECT", "action: cannot define REJECT rules on forward chain"),
            ("IN ACCEPT -dport 80", "proto: missing property - 'dport' requires this property"),
            ("IN ACCEPT -p gre -dport 80", "dport: protocol 'gre' does not support ports"),
            ("IN ACCEPT -p tcp -dport 99999", "dport: invalid port '99999'"),
            ("IN ACCEPT -p tcp -dport htpt", "dport: invalid port 'htpt'"),
            ("IN ACCEPT -p tcp -dport 90:80", "dport: backwards range '90:80' not allowed, did you mean '80:90'?"),
            ("IN ACCEPT -p tcp -dport 80,,81", "dport: extraneous commas in list"),
            (many.as_str(), "dport: too many entries in port list (> 15 numbers)"),
            ("IN ACCEPT -p foo", "proto: unknown protocol 'foo'"),
            ("IN ACCEPT -icmp-type any", "proto: missing property - 'icmp-type' requires this property"),
            ("IN ACCEPT -p icmp -icmp-type ping", "icmp_type: invalid icmp-type 'ping' for proto 'icmp'"),
            ("IN ACCEPT -source 10.0.0.1-10.0.0.2,10.0.0.9", "source: you can't use a range in a list"),
            (
                "IN ACCEPT -source 10.0.0.1,fd00::1",
                "source: detected mixed ipv4/ipv6 addresses in address list '10.0.0.1,fd00::1'",
            ),
            ("IN ACCEPT -source lan -dest fd00::1", "dest: detected mixed ipv4/ipv6 addresses in rule"),
            ("IN ACCEPT -source 10.0.0.1/8", "source: invalid IP address: Invalid prefix 10.0.0.1/8"),
            ("IN ACCEPT -source 10.0.0.0/33", "source: invalid IP address: '10.0.0.0/33'"),
            ("IN ACCEPT -source +nosuch", "source: no such ipset 'nosuch'"),
            ("IN ACCEPT -source nosuchalias", "source: no such alias 'nosuchalias'"),
            ("IN SHH(ACCEPT)", "macro: unknown macro 'SHH'"),
            ("IN SSH(ACCEPT) -p tcp -dport 80", "dport: parameter 'dport' already define in macro (value = '22')"),
            ("IN ACCEPT -i vmbr*", "iface: invalid network interface name 'vmbr*'"),
            ("IN ACCEPT -i a2345678901234567890x", "iface: value may only be 20 characters long"),
        ] {
            assert_eq!(said(bad, Scope::Cluster), [why], "{bad}");
        }
        assert_eq!(
            said("IN ACCEPT -i eth0", Scope::Guest),
            ["iface: value does not match the regex pattern 'net\\d+'"]
        );
        assert_eq!(said("FORWARD ACCEPT", Scope::Guest), ["type: invalid rule type 'forward' for rule_env 'ct'"]);
    }
}
