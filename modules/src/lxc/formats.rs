//! The formats of texts: what `pct` refuses of them, in its words, and how two of them are compared.
//!
//! From the schema of Proxmox VE 9.2 and recordings of its `pct` (pve-container 6.1.10, pve-common 9.2.1).

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::kind::{Format, Kind};
use crate::names::MacAddress;
use crate::pve::schema::{at_most, format as format_of, pattern};
use crate::pve::storage::split_list;

pub(super) const HOSTNAME: Format =
    Format { check: dns_name, normal: as_it_is, takes: "letters, digits and inner dashes, joined by dots" };
pub(super) const SEARCH_DOMAINS: Format =
    Format { check: |text| each(text, dns_name), normal: words_in_order, takes: "domain names" };
pub(super) const NAME_SERVERS: Format = Format {
    check: |text| each(text, name_server),
    normal: words_in_order,
    takes: "IPv4 or IPv6 addresses; a link-local one with its interface (fe80::1%eth0)",
};
pub(super) const TAGS: Format = Format {
    check: |text| each(text, tag),
    normal: tag_set,
    takes: "letters, digits, `_-+.`, each tag beginning with a letter, digit or `_`",
};
pub(super) const DESCRIPTION: Format = Format {
    check: |text| at_most(8192, text),
    normal: |text| text.trim_end_matches('\n').to_owned(),
    takes: "at most 8192 characters",
};
/// With cgroup v2 the weight is kept between 1 and 10000, silently.
pub(super) const CPU_UNITS: Format = Format {
    check: |text| Kind::Integer { least: 0, most: 500_000 }.check(text),
    normal: |text| text.parse().map_or_else(|_| text.to_owned(), |units: u64| units.clamp(1, 10_000).to_string()),
    takes: "a whole number from 0 to 500000",
};
pub(super) const TIME_ZONE: Format =
    Format { check: time_zone, normal: as_it_is, takes: "host, UTC, or a name such as Europe/Vienna" };
pub(super) const VOLUME: Format = Format { check: volume, normal: as_it_is, takes: "STORAGE:VOLUME" };
pub(super) const COMMAND: Format = Format {
    check: |text| pattern(!text.is_empty() && has_no_controls(text)),
    normal: as_it_is,
    takes: "a text without control characters",
};
/// Variables are separated by a NUL; their order means nothing.
pub(super) const ENVIRONMENT: Format = Format {
    check: |text| pattern(text.split('\0').all(is_variable)),
    normal: |text| sorted(text, &['\0'], "\0"),
    takes: "names of letters, digits and `_`, and values without control characters",
};
pub(super) const INTERFACE: Format = Format {
    check: |text| {
        pattern(!text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || "-_.".contains(letter)))
    },
    normal: as_it_is,
    takes: "letters, digits and `-_.`",
};
pub(super) const MAC: Format = Format {
    check: |text| format_of(text.parse::<MacAddress>().is_ok(), "value does not look like a valid unicast MAC address"),
    normal: |text| text.to_ascii_lowercase(),
    takes: "a unicast address with colons",
};
pub(super) const IPV4: Format = Format {
    check: |text| format_of(text.parse::<Ipv4Addr>().is_ok(), "value does not look like a valid IPv4 address"),
    normal: as_it_is,
    takes: "an IPv4 address",
};
pub(super) const IPV6: Format = Format {
    check: |text| format_of(text.parse::<Ipv6Addr>().is_ok(), "value does not look like a valid IPv6 address"),
    normal: ipv6,
    takes: "an IPv6 address",
};
pub(super) const IPV4_CONFIGURATION: Format = Format {
    check: |text| {
        let is_address = has_prefix(text, 32, |address| address.parse::<Ipv4Addr>().is_ok());
        format_of(
            matches!(text, "dhcp" | "manual") || is_address,
            "value does not look like a valid ipv4 network configuration",
        )
    },
    normal: as_it_is,
    takes: "an IPv4 address with its prefix length (/8 to /32), dhcp, or manual",
};
pub(super) const IPV6_CONFIGURATION: Format = Format {
    check: |text| {
        let is_address = has_prefix(text, 128, |address| address.parse::<Ipv6Addr>().is_ok());
        format_of(
            matches!(text, "auto" | "dhcp" | "manual") || is_address,
            "value does not look like a valid ipv6 network configuration",
        )
    },
    normal: |text| {
        text.split_once('/').map_or_else(|| ipv6(text), |(address, prefix)| format!("{}/{prefix}", ipv6(address)))
    },
    takes: "an IPv6 address with its prefix length (/8 to /128), auto, dhcp, or manual",
};
pub(super) const TRUNKS: Format = Format {
    check: |text| pattern(text.split(';').all(is_digits)),
    normal: |text| sorted(text, &[';'], ";"),
    takes: "VLANs joined by semicolons",
};
/// A path or a volume; it may not climb.
pub(super) const MOUNT_PATH: Format = Format {
    check: |text| format_of(!climbs(text), format_args!("{text} contains illegal character sequences")),
    normal: target,
    takes: "a path without `/./` and `/../`",
};
pub(super) const MOUNT_OPTIONS: Format = Format {
    check: |text| pattern(text.split(';').all(|option| KNOWN_MOUNT_OPTIONS.contains(&option))),
    normal: |text| sorted(text, &[';'], ";"),
    takes: "discard, lazytime, noatime, nodev, noexec, nosuid, joined by semicolons",
};
pub(super) const ID_MAP: Format = Format {
    check: |text| pattern(text == "passthrough" || text.split(';').all(is_id_map)),
    normal: as_it_is,
    takes: "passthrough, or maps such as u:0:1000:1;g:0:1000:1",
};
pub(super) const DISK_SIZE: Format = Format { check: |_| Ok(()), normal: as_it_is, takes: "a size" };
pub(super) const DEVICE_PATH: Format = Format {
    check: |text| {
        format_of(text.starts_with("/dev/") && !climbs(text), format_args!("{text} is not a valid device path"))
    },
    normal: as_it_is,
    takes: "a path below /dev",
};
pub(super) const DEVICE_MODE: Format = Format {
    check: |text| {
        let is_octal = text.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
        pattern(text.len() == 4 && text.starts_with('0') && is_octal)
    },
    normal: as_it_is,
    takes: "four octal digits, the first 0 (in YAML, quote it)",
};
pub(super) const FILE_SYSTEMS: Format = Format {
    check: |text| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_; ".contains(&byte);
        pattern(!text.is_empty() && text.bytes().all(is_allowed))
    },
    normal: |text| sorted(text, &[';', ' '], ";"),
    takes: "file systems joined by semicolons",
};
pub(super) const DIGITS: Format = Format {
    check: |text| pattern(is_digits(text)),
    normal: |text| text.parse::<u64>().map_or_else(|_| text.to_owned(), |number| number.to_string()),
    takes: "digits",
};

const KNOWN_MOUNT_OPTIONS: [&str; 6] = ["discard", "lazytime", "noatime", "nodev", "noexec", "nosuid"];

/// The areas of `zone.tab` (tzdata).
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

fn each(list: &str, check: fn(&str) -> Result<(), String>) -> Result<(), String> {
    words(list).into_iter().try_for_each(check)
}

/// Proxmox splits every list at commas, semicolons and white space.
pub(super) fn words(list: &str) -> Vec<&str> {
    let is_separator = |letter: char| letter == ',' || letter == ';' || letter.is_ascii_whitespace();
    list.split(is_separator).filter(|word| !word.is_empty()).collect()
}

fn words_in_order(list: &str) -> String {
    words(list).join(" ")
}

/// Tags are a set: stored in lower case, sorted, joined by semicolons.
pub(super) fn tag_set(list: &str) -> String {
    split_list(&list.to_ascii_lowercase()).into_iter().collect::<Vec<_>>().join(";")
}

fn sorted(list: &str, separators: &[char], joined_by: &str) -> String {
    let parts: BTreeSet<&str> = list.split(separators).filter(|part| !part.is_empty()).collect();
    parts.into_iter().collect::<Vec<_>>().join(joined_by)
}

/// Labels have no limit of their own, and there is no dot at the end (pve-common 9.2).
fn dns_name(text: &str) -> Result<(), String> {
    let is_edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let is_label = |label: &str| {
        let is_inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_inner && is_edge(label.bytes().next()) && is_edge(label.bytes().last())
    };
    format_of(text.split('.').all(is_label), "value does not look like a valid DNS name")?;
    at_most(255, text)
}

fn name_server(text: &str) -> Result<(), String> {
    let is_v6 = |address: &str| address.parse::<Ipv6Addr>().is_ok();
    let is_address = match text.split_once('%') {
        Some((address, _)) => address.to_ascii_lowercase().starts_with("fe80:") && is_v6(address),
        None => text.parse::<Ipv4Addr>().is_ok() || is_v6(text),
    };
    format_of(is_address, "value does not look like a valid IP address")
}

fn tag(text: &str) -> Result<(), String> {
    let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let goes_on = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-+.".contains(&byte));
    format_of(begins && goes_on, "invalid characters in tag")
}

fn time_zone(text: &str) -> Result<(), String> {
    let is_place = text.split_once('/').is_some_and(|(area, city)| AREAS.contains(&area) && !city.is_empty());
    format_of(matches!(text, "host" | "UTC") || is_place, format_args!("invalid time zone '{text}'"))
}

fn volume(text: &str) -> Result<(), String> {
    let is_storage = |id: &str| id.parse::<crate::names::StorageId>().is_ok();
    let is_volume = text.split_once(':').is_some_and(|(storage, volume)| is_storage(storage) && !volume.is_empty());
    format_of(is_volume, format_args!("unable to parse volume ID '{text}'"))
}

fn is_variable(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    text.split_once('=').is_some_and(|(name, value)| is_name(name) && has_no_controls(value))
}

/// A tab is no control character to Proxmox.
fn has_no_controls(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'\t' || (byte >= 0x20 && byte != 0x7f))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ipv6(text: &str) -> String {
    text.parse::<Ipv6Addr>().map_or_else(|_| text.to_owned(), |address| address.to_string())
}

fn has_prefix(text: &str, longest: u8, is_address: fn(&str) -> bool) -> bool {
    let is_length = |length: &str| is_digits(length) && length.parse().is_ok_and(|bits| (8..=longest).contains(&bits));
    text.split_once('/').is_some_and(|(address, length)| is_address(address) && is_length(length))
}

fn climbs(path: &str) -> bool {
    let is_inside = path.contains("/../") || path.contains("/./");
    is_inside || path.ends_with("/..") || path.ends_with("/.") || path.starts_with("../")
}

/// Returns a target or path without slashes at its end.
pub(super) fn target(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() { path.to_owned() } else { trimmed.to_owned() }
}

fn is_id_map(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let [kind, first, second, count] = parts[..] else { return false };
    let is_count = is_digits(count) && !count.starts_with('0');
    matches!(kind, "u" | "g") && is_digits(first) && is_digits(second) && is_count
}

#[cfg(test)]
mod tests;
