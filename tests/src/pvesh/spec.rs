//! The formats of a rule's parameters: addresses, ports, protocols, interfaces; each with the words of its refusal.
//! Errors are the texts that Perl dies with, without their line end.

use std::net::{IpAddr, Ipv4Addr};

use super::names;
use crate::perl::Kind;
use crate::perl::formats::demand_at_most;

/// Addresses: a set, an alias, a range, or a list of networks.
pub(super) const ADDRESSES: Kind = Kind::Text(|value| {
    demand_at_most(512, value)?;
    as_format(addresses(value).map(drop))
});

/// Destination ports, or the name of a type of ICMP.
pub(super) const DESTINATION_PORTS: Kind = Kind::Text(|value| as_format(ports(value, true)));

/// Source ports.
pub(super) const SOURCE_PORTS: Kind = Kind::Text(|value| as_format(ports(value, false)));

/// A protocol.
pub(super) const PROTOCOL: Kind = Kind::Text(|value| as_format(protocol(value)));

/// A type of ICMP.
pub(super) const ICMP_TYPE: Kind = Kind::Text(|value| {
    let good = value.is_empty() || names::is_icmp_type(value) || names::is_icmpv6_type(value);
    as_format(if good { Ok(()) } else { Err(format!("invalid icmp-type value '{value}'")) })
});

/// An interface.
pub(super) const INTERFACE: Kind = Kind::Text(|value| {
    as_format(interface(value))?;
    demand_at_most(20, value)
});

/// An action, or the name of a security group where a rule uses one.
pub(super) const ACTION: Kind = Kind::Text(|value| named(20, value));

/// The name of a security group.
pub(super) const GROUP: Kind = Kind::Text(|value| named(18, value));

/// The name of an alias or a set.
pub(super) const NAME: Kind = Kind::Text(|value| named(64, value));

/// The digest of a list.
pub(super) const DIGEST: Kind = Kind::Text(|value| demand_at_most(64, value));

/// An address or a network.
pub(super) const NETWORK: Kind = Kind::Text(|value| as_format(network(value)));

/// A member of a set: an address, a network (its host bits may be set), or an alias.
pub(super) const MEMBER: Kind = Kind::Text(|value| {
    let is_alias = is_name(unscoped(value).1);
    as_format(if is_alias { Ok(()) } else { member(value).map(drop) })
});

/// The helpers of connection tracking.
pub(super) const HELPERS: Kind = Kind::Text(|value| as_format(helpers(value)));

fn as_format(checked: Result<(), String>) -> Result<(), String> {
    checked.map_err(|complaint| format!("invalid format - {complaint}\n"))
}

fn named(limit: usize, value: &str) -> Result<(), String> {
    demand_at_most(limit, value)?;
    if value.chars().count() < 2 {
        return Err("value must be at least 2 characters long".to_owned());
    }
    if is_name(value) { Ok(()) } else { Err("value does not match the regex pattern".to_owned()) }
}

/// Returns whether a text is a name: a letter, then letters, digits, `-` and `_`.
pub(super) fn is_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_plain && text.len() >= 2 && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
}

/// Splits `dc/` or `guest/` off a name.
pub(super) fn unscoped(text: &str) -> (&str, &str) {
    let scope = ["dc/", "guest/"].into_iter().find(|scope| text.starts_with(scope)).unwrap_or_default();
    text.split_at(scope.len())
}

/// Checks what a rule says of addresses; returns their version if that is known without looking for a name.
pub(super) fn addresses(text: &str) -> Result<Option<u8>, String> {
    if text.strip_prefix('+').is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace)) {
        return if text.len() > 65 { Err("ipset name too long".to_owned()) } else { Ok(None) };
    }
    if is_name(unscoped(text).1) {
        return if text.len() > 64 { Err("alias name too long".to_owned()) } else { Ok(None) };
    }
    if has_extra_commas(text) {
        return Err("extraneous commas in list".to_owned());
    }
    let (mut version, mut has_range) = (None, false);
    for element in text.split(',') {
        let found = parse(element).map_err(|complaint| format!("invalid IP address: {complaint}"))?;
        has_range |= element.contains('-');
        if version.is_some_and(|version| version != found) {
            return Err(format!("detected mixed ipv4/ipv6 addresses in address list '{text}'"));
        }
        version = Some(found);
    }
    if has_range && text.contains(',') {
        return Err("you can't use a range in a list".to_owned());
    }
    Ok(version)
}

fn has_extra_commas(text: &str) -> bool {
    text.ends_with(',')
}

/// Returns the version of an address, a network or a range, as `Net::IP` reads it.
fn parse(text: &str) -> Result<u8, String> {
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (address(first)?, address(last)?);
        if first > last {
            return Err(format!("Begin address is greater than End address {text}"));
        }
        return Ok(version(first));
    }
    let Some((start, prefix)) = text.split_once('/') else { return address(text).map(version) };
    let start = address(start)?;
    let bits = bits(start);
    let prefix: usize = prefix.parse().map_err(|_| format!("Invalid prefix length {prefix}"))?;
    if prefix > bits.len() {
        return Err(format!("Prefix length {prefix} is longer than IP address ({})", bits.len()));
    }
    if bits[prefix..].contains('1') {
        return Err(format!("Invalid prefix {bits}/{prefix}"));
    }
    Ok(version(start))
}

fn version(address: IpAddr) -> u8 {
    if address.is_ipv4() { 4 } else { 6 }
}

fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    }
}

/// An address; of IPv4 the last quads may be left out.
fn address(text: &str) -> Result<IpAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let quads: Vec<&str> = text.split('.').collect();
    let numbers: Option<Vec<u8>> = quads.iter().map(|quad| quad.parse().ok()).collect();
    match numbers {
        Some(mut numbers) if numbers.len() < 4 => {
            numbers.resize(4, 0);
            Ok(IpAddr::V4(Ipv4Addr::new(numbers[0], numbers[1], numbers[2], numbers[3])))
        }
        _ => Err(format!("Cannot determine IP version for {text}")),
    }
}

const NO_NETWORK: &str = "value does not look like a valid IP address or CIDR network";

/// Checks an address or a network without host bits.
fn network(text: &str) -> Result<(), String> {
    plain(text)?;
    parse(text).map(drop)
}

/// Returns address and version of what looks like an address or a network: any prefix will do.
pub(super) fn plain(text: &str) -> Result<(String, u8), String> {
    let (start, prefix) = text.split_once('/').map_or((text, None), |(start, prefix)| (start, Some(prefix)));
    let start: IpAddr = start.parse().map_err(|_| NO_NETWORK.to_owned())?;
    if prefix.is_some_and(|prefix| prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(NO_NETWORK.to_owned());
    }
    let whole = if start.is_ipv4() { "/32" } else { "/128" };
    Ok((text.strip_suffix(whole).unwrap_or(text).to_owned(), version(start)))
}

/// Returns a member of a set without its host bits.
pub(super) fn member(text: &str) -> Result<String, String> {
    let (text, _) = plain(text)?;
    let Some((start, prefix)) = text.split_once('/') else { return Ok(text) };
    let (Ok(start), Ok(length)) = (start.parse::<IpAddr>(), prefix.parse::<usize>()) else { return Ok(text.clone()) };
    let width = bits(start).len();
    if length > width {
        return Err(format!("Prefix length {length} is longer than IP address ({width})"));
    }
    if !bits(start)[length..].contains('1') {
        return Ok(text.clone());
    }
    let host = width - length;
    Ok(match start {
        IpAddr::V4(start) => format!("{}/{length}", Ipv4Addr::from_bits(start.to_bits() >> host << host)),
        IpAddr::V6(start) => format!("{}/{length}", std::net::Ipv6Addr::from_bits(start.to_bits() >> host << host)),
    })
}

/// Checks a list of ports; with `icmp`, names of types of ICMP may stand there.
pub(super) fn ports(list: &str, icmp: bool) -> Result<(), String> {
    if has_extra_commas(list) {
        return Err("extraneous commas in list".to_owned());
    }
    let (mut numbers, mut has_type) = (0, false);
    for item in list.split(',') {
        match item.split_once(':') {
            Some((low, high)) if is_number(low) && is_number(high) => {
                numbers += 2;
                let (first, last) = (port(low)?, port(high)?);
                if first > last {
                    return Err(format!("backwards range '{item}' not allowed, did you mean '{high}:{low}'?"));
                }
            }
            None if is_number(item) => {
                numbers += 1;
                port(item)?;
            }
            _ if icmp && (names::is_icmp_type(item) || names::is_icmpv6_type(item)) => has_type = true,
            _ if names::is_service(item) => {}
            _ => return Err(format!("invalid port '{item}'")),
        }
    }
    if has_type && numbers > 0 {
        return Err("ICMP ports not allowed in port range".to_owned());
    }
    if numbers > 15 { Err("too many entries in port list (> 15 numbers)".to_owned()) } else { Ok(()) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("invalid port '{text}'"))
}

/// Checks a protocol.
pub(super) fn protocol(name: &str) -> Result<(), String> {
    // Perl takes "" and "0" for nothing given.
    let good = matches!(name, "" | "0") || names::is_protocol(name);
    if good { Ok(()) } else { Err(format!("unknown protocol '{name}'")) }
}

/// Checks the name of an interface: `vmbr0`, `eth0.5`.
pub(super) fn interface(name: &str) -> Result<(), String> {
    let (base, number) = name.split_once([':', '.']).map_or((name, None), |(base, number)| (base, Some(number)));
    let good = (2..=21).contains(&base.len())
        && base.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && base.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && number.is_none_or(is_number);
    if good { Ok(()) } else { Err(format!("invalid network interface name '{name}'")) }
}

/// Checks a list of helpers of connection tracking.
pub(super) fn helpers(list: &str) -> Result<(), String> {
    const KNOWN: &[&str] = &["amanda", "ftp", "irc", "netbios-ns", "pptp", "sane", "sip", "snmp", "tftp"];
    if has_extra_commas(list) {
        return Err("extraneous commas in list".to_owned());
    }
    match list.split(',').find(|helper| !helper.is_empty() && !KNOWN.contains(helper)) {
        Some(helper) => Err(format!("unknown helper {helper}")),
        None => Ok(()),
    }
}
