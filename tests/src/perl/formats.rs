//! The formats that Proxmox's schemas name, each with the words of its refusal.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Kind, split_list};

/// The id of a guest.
pub const VMID: Kind = Kind::Text(vmid);

/// Returns 1 or 0 for any of the words that mean a boolean.
pub fn boolean(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "1" | "on" | "yes" | "true" => Some("1"),
        "0" | "off" | "no" | "false" => Some("0"),
        _ => None,
    }
}

/// Returns a whole number: an optional sign, then digits. One that is too large is the largest there is: Perl has no bound.
pub fn integer(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then_some(if text.starts_with('-') { i64::MIN } else { i64::MAX })
    })
}

/// Returns a number: an optional sign, digits, perhaps a point and digits, perhaps an exponent (`is_number` of PVE::JSONSchema).
pub fn number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b".-+eE".contains(&byte));
    if is_plain { text.parse().ok() } else { None }
}

/// Returns a size in bytes: a number, perhaps with a point and a unit of 1024 (`7.5G`).
pub fn size(text: &str) -> Option<u64> {
    let shift = match text.bytes().last()? {
        b'K' => 10,
        b'M' => 20,
        b'G' => 30,
        b'T' => 40,
        _ => 0,
    };
    let digits = if shift == 0 { text } else { &text[..text.len() - 1] };
    if !is_decimal(digits) {
        return None;
    }
    if let Ok(whole) = digits.parse::<u64>() {
        return whole.checked_mul(1 << shift);
    }
    let bytes = digits.parse::<f64>().ok()? * (1u64 << shift) as f64;
    Some(bytes as u64)
}

/// Prints a size as `format_size` does: in the largest unit that is exact; 0 is `0T`, odd bytes stay plain.
pub fn print_size(bytes: u64) -> String {
    let units = [(40, "T"), (30, "G"), (20, "M"), (10, "K")];
    let exact = units.iter().find(|(shift, _)| bytes.is_multiple_of(1u64 << shift));
    exact.map_or_else(|| bytes.to_string(), |(shift, unit)| format!("{}{unit}", bytes >> shift))
}

fn is_decimal(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.').map_or(is_digits(text), |(whole, part)| is_digits(whole) && is_digits(part))
}

pub(super) fn demand(good: bool, complaint: &str) -> Result<(), String> {
    if good { Ok(()) } else { Err(format!("invalid format - {complaint}\n")) }
}

pub(super) fn demand_pattern(good: bool) -> Result<(), String> {
    if good { Ok(()) } else { Err("value does not match the regex pattern".to_owned()) }
}

pub(crate) fn demand_at_most(limit: usize, value: &str) -> Result<(), String> {
    if value.chars().count() <= limit { Ok(()) } else { Err(format!("value may only be {limit} characters long")) }
}

pub(super) fn each(value: &str, check: fn(&str) -> Result<(), String>) -> Result<(), String> {
    split_list(value).into_iter().try_for_each(check)
}

/// Takes any text.
pub fn anything(_: &str) -> Result<(), String> {
    Ok(())
}

/// Takes a text of at most 8192 characters.
pub fn description(value: &str) -> Result<(), String> {
    demand_at_most(8192, value)
}

/// Takes a text of at most 40 characters.
pub fn digest(value: &str) -> Result<(), String> {
    demand_at_most(40, value)
}

/// Takes a text of at most 256 characters.
pub fn secret(value: &str) -> Result<(), String> {
    demand_at_most(256, value)
}

/// Takes a root password: five characters or more.
pub fn password(value: &str) -> Result<(), String> {
    if value.chars().count() >= 5 { Ok(()) } else { Err("value must be at least 5 characters long".to_owned()) }
}

/// Takes the id of a guest: `[1-9][0-9]{2,8}`.
pub fn vmid(value: &str) -> Result<(), String> {
    if integer(value).is_none() {
        return Err(format!("type check ('integer') failed - got '{value}'"));
    }
    demand(is_vmid(value), "value does not look like a valid VM ID")
}

/// Returns whether a text is the id of a guest.
pub fn is_vmid(value: &str) -> bool {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    digits && !value.starts_with('0') && (3..=9).contains(&value.len())
}

/// Takes a host name; labels have no length limit, there may be no dot at the end.
pub fn dns_name(value: &str) -> Result<(), String> {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let label = |label: &str| {
        let bytes = label.as_bytes();
        edge(bytes.first())
            && edge(bytes.last())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    };
    demand(value.split('.').all(label), "value does not look like a valid DNS name")?;
    demand_at_most(255, value)
}

/// Takes a list of host names.
pub fn dns_names(value: &str) -> Result<(), String> {
    each(value, dns_name)
}

/// Takes a list of addresses of name servers, link-local ones with their interface.
pub fn name_servers(value: &str) -> Result<(), String> {
    each(value, |server| {
        let local = server.split_once('%').filter(|(address, _)| address.starts_with("fe80:"));
        let is_local = local.is_some_and(|(address, interface)| is_ipv6(address) && is_interface(interface));
        demand(is_local || is_ipv6(server) || is_ipv4(server), "value does not look like a valid IP address")
    })
}

/// Returns whether a text is the name of an interface for `pve_verify_iface`: 2 to 21 characters, perhaps a number of a VLAN.
fn is_interface(text: &str) -> bool {
    let (name, number) = text.split_once([':', '.']).map_or((text, None), |(name, number)| (name, Some(number)));
    (2..=21).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && number.is_none_or(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Takes a list of tags.
pub fn tags(value: &str) -> Result<(), String> {
    each(value, |tag| {
        let first = tag.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let rest = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte));
        demand(first && rest, "invalid characters in tag")
    })
}

/// Takes start-up options: `order=3,up=10`, or `3`. What Perl takes for false is none: no text, and a lonely 0.
pub fn startup(value: &str) -> Result<(), String> {
    let good = !matches!(value, "" | "0")
        && value.split(',').filter(|part| !part.trim().is_empty()).all(|part| {
            let (key, number) = part.split_once('=').unwrap_or(("order", part));
            matches!(key, "order" | "up" | "down")
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        });
    demand(good, "unable to parse startup options")
}

const TIME_ZONES: &str = include_str!("../../data/time_zones.txt");

/// Takes `host`, `UTC`, or a name of `zone.tab`.
pub fn time_zone(value: &str) -> Result<(), String> {
    let is_named = TIME_ZONES.lines().filter(|line| !line.starts_with('#')).any(|zone| zone == value);
    demand(matches!(value, "host" | "UTC") || is_named, &format!("invalid time zone '{value}'"))
}

/// Takes the name of a snapshot.
pub fn configuration_id(value: &str) -> Result<(), String> {
    configuration_name(value)?;
    demand_at_most(40, value)
}

fn configuration_name(value: &str) -> Result<(), String> {
    let good = value.len() >= 2
        && value.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    demand(good, &format!("invalid configuration ID '{value}'"))
}

/// Takes names of settings; one has the form of a snapshot's name, of any length.
pub fn configuration_ids(value: &str) -> Result<(), String> {
    each(value, configuration_name)
}

/// Takes how much of something is let through: `5/second`.
pub fn rate(value: &str) -> Result<(), String> {
    let good = value.split_once('/').is_some_and(|(number, unit)| {
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        digits && !number.starts_with('0') && ["second", "minute", "hour", "day"].contains(&unit)
    });
    demand_pattern(good)
}

/// Takes `NAME=VALUE`, several separated by a NUL.
pub fn environment(value: &str) -> Result<(), String> {
    demand_pattern(value.split('\0').all(|variable| {
        let name = variable.split_once('=').map_or("", |(name, _)| name);
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && is_printable(variable)
    }))
}

/// Takes a text without control characters.
pub fn printable(value: &str) -> Result<(), String> {
    demand_pattern(!value.is_empty() && is_printable(value))
}

fn is_printable(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'\t' || (byte >= 0x20 && byte != 0x7f))
}

/// Takes the name of a bridge or an interface.
pub fn interface(value: &str) -> Result<(), String> {
    demand_pattern(!value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)))
}

/// Takes VLAN ids separated by semicolons.
pub fn trunks(value: &str) -> Result<(), String> {
    demand_pattern(value.split(';').all(|tag| !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_digit())))
}

pub(super) fn is_hexadecimal_pair(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Takes a unicast MAC address with colons, in any case.
pub fn mac_address(value: &str) -> Result<(), String> {
    let pairs: Vec<&str> = value.split(':').collect();
    let hexadecimal = pairs.len() == 6 && pairs.iter().all(|pair| is_hexadecimal_pair(pair));
    let unicast = pairs.first().and_then(|pair| u8::from_str_radix(pair, 16).ok()).is_some_and(|byte| byte & 1 == 0);
    demand(hexadecimal && unicast, "value does not look like a valid unicast MAC address")
}

fn is_ipv4(value: &str) -> bool {
    value.parse::<Ipv4Addr>().is_ok()
}

fn is_ipv6(value: &str) -> bool {
    value.parse::<Ipv6Addr>().is_ok()
}

fn has_prefix(value: &str, is_address: fn(&str) -> bool, longest: u8) -> bool {
    let Some((address, prefix)) = value.split_once('/') else {
        return false;
    };
    let is_number = prefix.bytes().all(|byte| byte.is_ascii_digit());
    is_address(address) && is_number && prefix.parse::<u8>().is_ok_and(|prefix| (8..=longest).contains(&prefix))
}

/// Takes an IPv4 address.
pub fn ipv4(value: &str) -> Result<(), String> {
    demand(is_ipv4(value), "value does not look like a valid IPv4 address")
}

/// Takes an IPv6 address.
pub fn ipv6(value: &str) -> Result<(), String> {
    demand(is_ipv6(value), "value does not look like a valid IPv6 address")
}

/// Takes `dhcp`, `manual`, or an IPv4 address with its prefix.
pub fn ipv4_configuration(value: &str) -> Result<(), String> {
    let good = matches!(value, "dhcp" | "manual") || has_prefix(value, is_ipv4, 32);
    demand(good, "value does not look like a valid ipv4 network configuration")
}

/// Takes `auto`, `dhcp`, `manual`, or an IPv6 address with its prefix.
pub fn ipv6_configuration(value: &str) -> Result<(), String> {
    let good = matches!(value, "auto" | "dhcp" | "manual") || has_prefix(value, is_ipv6, 128);
    demand(good, "value does not look like a valid ipv6 network configuration")
}

/// Takes a path or a volume of a mount point; it may not climb.
pub fn mount_path(value: &str) -> Result<(), String> {
    demand(!climbs(value) && !value.starts_with("../"), &format!("{value} contains illegal character sequences"))
}

/// Takes a path below `/dev`.
pub fn device_path(value: &str) -> Result<(), String> {
    demand(value.starts_with("/dev/") && !climbs(value), &format!("{value} is not a valid device path"))
}

fn climbs(path: &str) -> bool {
    path.contains("/../") || path.contains("/./") || path.ends_with("/..") || path.ends_with("/.")
}

/// Takes the mode of a device: `0660`.
pub fn device_mode(value: &str) -> Result<(), String> {
    let bytes = value.as_bytes();
    demand_pattern(bytes.len() == 4 && bytes[0] == b'0' && bytes[1..].iter().all(|byte| (b'0'..=b'7').contains(byte)))
}

/// Takes options of a mount separated by semicolons.
pub fn mount_options(value: &str) -> Result<(), String> {
    const KNOWN: &[&str] = &["discard", "lazytime", "noatime", "nodev", "noexec", "nosuid"];
    demand_pattern(value.split(';').all(|option| KNOWN.contains(&option)))
}

/// Takes file systems that a container may mount.
pub fn file_systems(value: &str) -> Result<(), String> {
    demand_pattern(
        !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_; ".contains(&byte)),
    )
}

/// Takes `passthrough`, or maps such as `u:0:1000:1`.
pub fn id_map(value: &str) -> Result<(), String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_map = |map: &str| {
        let parts: Vec<&str> = map.split(':').collect();
        parts.len() == 4
            && matches!(parts[0], "u" | "g")
            && parts[1..].iter().all(|part| is_number(part))
            && !parts[3].starts_with('0')
    };
    demand_pattern(value == "passthrough" || value.split(';').all(is_map))
}

/// Takes the size of a disk.
pub fn disk_size(value: &str) -> Result<(), String> {
    demand(size(value).is_some(), &format!("value does not look like a valid disk size: {value}"))
}

/// Takes a size for `pct resize`: `+1G`, `7.5G`, `1024`.
pub fn new_size(value: &str) -> Result<(), String> {
    demand_pattern(size(value.strip_prefix('+').unwrap_or(value)).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_printed_in_the_largest_exact_unit() {
        for (given, printed) in
            [("7.5G", "7680M"), ("1.5G", "1536M"), ("0", "0T"), ("7000000517", "7000000517"), ("1024G", "1T")]
        {
            assert_eq!(print_size(size(given).unwrap()), printed, "{given}");
        }
        assert_eq!(size("5X"), None);
        assert_eq!(size("-1G"), None);
    }

    /// Read in `is_integer` and `is_number` of PVE::JSONSchema (pve-common).
    #[test]
    fn a_number_may_have_a_power_of_ten_and_an_integer_any_length() {
        assert_eq!([".5", "1.", "+2", "1e1", "-1"].map(number), [0.5, 1.0, 2.0, 10.0, -1.0].map(Some));
        assert_eq!(["", ".", "e1", "1e", "inf", "nan", "0x1", "1,5"].map(number), [None; 8]);
        assert_eq!(["+7", "-7", "99999999999999999999"].map(integer), [7, -7, i64::MAX].map(Some));
        assert_eq!(["", "-", "1.0", " 1"].map(integer), [None; 4]);
    }

    #[test]
    fn a_host_name_may_be_long_and_upper_case_but_has_no_underscore_or_last_dot() {
        for good in ["WEB01", "My.Host.example", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"] {
            assert_eq!(dns_name(good), Ok(()), "{good}");
        }
        for bad in ["a_b", "foo.", "-a", "", "a..b"] {
            assert_eq!(
                dns_name(bad).unwrap_err(),
                "invalid format - value does not look like a valid DNS name\n",
                "{bad}"
            );
        }
    }

    #[test]
    fn a_name_server_is_an_address_and_never_the_word_host() {
        assert_eq!(name_servers("1.1.1.1 9.9.9.9,2606:4700::1111;fe80::1%eth0"), Ok(()));
        assert!(name_servers("host").is_err());
        // Read in `verify_ip_with_ll_iface` (pve-container) and `pve_verify_iface` (pve-common).
        assert_eq!(name_servers("fe80::1 fe80::1%vmbr0.5"), Ok(()));
        for bad in ["FE80::1%eth0", "fe80::1%", "fe80::1%e", "fe80::1%br-lan", "2001:db8::1%eth0"] {
            assert!(name_servers(bad).is_err(), "{bad}");
        }
        assert!(name_servers("300.1.1.1").is_err());
    }
}
