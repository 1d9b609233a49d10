//! The formats of a rule's parameters: addresses, ports, protocols, interfaces; each with the words of its refusal.
//! Errors are the texts that Perl dies with, without their line end.

use std::net::IpAddr;

use super::{names, net_ip};
use crate::perl::Kind;
use crate::perl::formats::demand_at_most;
use crate::perl::property::Format;

/// Addresses: a set, an alias, a range, or a list of networks.
pub(super) const ADDRESSES: Kind = Kind::Text(|value| {
    as_format(addresses(value).map(drop))?;
    demand_at_most(512, value)
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

/// How often a log may be written to.
pub(super) static RATE_LIMIT: Format = Format {
    default_key: Some("enable"),
    required: &["enable"],
    keys: &[("burst", Kind::Integer(0, i64::MAX)), ("enable", Kind::Boolean), ("rate", Kind::Text(rate))],
};

fn rate(value: &str) -> Result<(), String> {
    let good = value.split_once('/').is_some_and(|(number, unit)| {
        !number.starts_with('0')
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && ["second", "minute", "hour", "day"].contains(&unit)
    });
    if good { Ok(()) } else { Err("value does not match the regex pattern".to_owned()) }
}

fn as_format(checked: Result<(), String>) -> Result<(), String> {
    checked.map_err(|complaint| format!("invalid format - {complaint}\n"))
}

/// The pattern comes before the length, and demands two letters itself.
fn named(limit: usize, value: &str) -> Result<(), String> {
    if !is_name(value) {
        return Err("value does not match the regex pattern".to_owned());
    }
    demand_at_most(limit, value)
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
    let (mut version, mut has_range) = (None, false);
    for element in elements(text)? {
        let found = net_ip::version(element).map_err(|complaint| format!("invalid IP address: {complaint}"))?;
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

/// Returns the elements of a list: of an empty text none.
fn elements(list: &str) -> Result<Vec<&str>, String> {
    if list.ends_with(',') {
        return Err("extraneous commas in list".to_owned());
    }
    Ok(list.split(',').filter(|_| !list.is_empty()).collect())
}

const NO_NETWORK: &str = "value does not look like a valid IP address or CIDR network";

/// Checks an address or a network; its host bits may be set, but those of `/0`.
fn network(text: &str) -> Result<(), String> {
    plain(text)?;
    net_ip::version(&net_ip::without_host_bits(text)).map(drop)
}

/// Returns address and version of what looks like an address or a network: any prefix will do.
pub(super) fn plain(text: &str) -> Result<(String, u8), String> {
    let (start, prefix) = text.split_once('/').map_or((text, None), |(start, prefix)| (start, Some(prefix)));
    let start: IpAddr = start.parse().map_err(|_| NO_NETWORK.to_owned())?;
    if prefix.is_some_and(|prefix| prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(NO_NETWORK.to_owned());
    }
    let whole = if start.is_ipv4() { "/32" } else { "/128" };
    Ok((text.strip_suffix(whole).unwrap_or(text).to_owned(), net_ip::version_of(start)))
}

/// Returns a member of a set without its host bits.
pub(super) fn member(text: &str) -> Result<String, String> {
    network(text)?;
    plain(&net_ip::without_host_bits(text)).map(|(network, _)| network)
}

/// Checks a list of ports; with `icmp`, names of types of ICMP may stand there.
pub(super) fn ports(list: &str, icmp: bool) -> Result<(), String> {
    let (mut numbers, mut has_type) = (0, false);
    for item in elements(list)? {
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
    match elements(list)?.into_iter().find(|helper| !KNOWN.contains(helper)) {
        Some(helper) => Err(format!("unknown helper {helper} at /usr/share/perl5/PVE/Firewall.pm line 1194.")),
        None => Ok(()),
    }
}
