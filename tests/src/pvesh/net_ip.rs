//! Addresses, networks and ranges as Perl's `Net::IP` 1.26 reads them, with the words of its refusal (tried on it).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Returns the version of an address, a network without host bits, or a range.
pub(super) fn version(text: &str) -> Result<u8, String> {
    let (first, last) = bounds(text)?;
    if first > last {
        return Err(format!("Begin address is greater than End address {} - {}", long(first), long(last)));
    }
    Ok(version_of(first))
}

/// Returns the version of an address.
pub(super) fn version_of(address: IpAddr) -> u8 {
    if address.is_ipv4() { 4 } else { 6 }
}

fn width(address: IpAddr) -> usize {
    if address.is_ipv4() { 32 } else { 128 }
}

/// Returns a network without its host bits; one that is longer than its address, or `/0`, stays.
pub(super) fn without_host_bits(text: &str) -> String {
    let Some((start, prefix)) = text.split_once('/').filter(|(_, prefix)| *prefix != "0") else {
        return text.to_owned();
    };
    let (Ok(start), Ok(length)) = (start.parse::<IpAddr>(), prefix.parse::<usize>()) else { return text.to_owned() };
    format!("{}/{prefix}", masked(start, length))
}

fn masked(start: IpAddr, length: usize) -> IpAddr {
    let host = u32::try_from(width(start).saturating_sub(length)).unwrap_or_default();
    match start {
        IpAddr::V4(start) => Ipv4Addr::from_bits(start.to_bits() & u32::MAX.checked_shl(host).unwrap_or(0)).into(),
        IpAddr::V6(start) => Ipv6Addr::from_bits(start.to_bits() & u128::MAX.checked_shl(host).unwrap_or(0)).into(),
    }
}

/// Returns the first and the last address; of a network, the first alone.
fn bounds(text: &str) -> Result<(IpAddr, IpAddr), String> {
    // What follows a slash and is no number is passed by: `10.0.0.0/255.0.0.0` is an address.
    if let Some((start, prefix)) = cut(text, '/').filter(|_| !text.contains(char::is_whitespace)) {
        let start = address(start)?;
        if is_number(prefix) {
            check_prefix(start, prefix)?;
        }
        return Ok((start, start));
    }
    if let Some((first, last)) = cut(text, '-') {
        let first = address(first.trim_end())?;
        return Ok((first, end(last.trim_start(), first)?));
    }
    address(text).map(|address| (address, address))
}

/// Cuts a text at a letter that something stands before and behind.
fn cut(text: &str, letter: char) -> Option<(&str, &str)> {
    let at = text.char_indices().skip(1).find(|(_, found)| *found == letter)?.0;
    let (before, after) = (&text[..at], &text[at + 1..]);
    (!after.is_empty()).then_some((before, after))
}

fn check_prefix(start: IpAddr, prefix: &str) -> Result<(), String> {
    let (bits, length) = (bits(start), prefix.parse().unwrap_or(usize::MAX));
    if length > bits.len() {
        return Err(format!("Prefix length {prefix} is longer than IP address ({})", bits.len()));
    }
    if bits[length..].contains('1') { Err(format!("Invalid prefix {bits}/{prefix}")) } else { Ok(()) }
}

fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("{:032b}", address.to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    }
}

/// The end of a range is first written out, then looked at: `10.0.0.1-9` ends with `9.0.0.0`.
fn end(text: &str, first: IpAddr) -> Result<IpAddr, String> {
    if first.is_ipv4() { written_out(text).and_then(|quads| joined(&quads)) } else { address(text) }
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text.contains(':') {
        check_version_six(text)?;
        return text.parse().map_err(|_| format!("Invalid IP address {text}"));
    }
    check_version_four(text)?;
    written_out(text).and_then(|quads| joined(&quads))
}

fn check_version_four(text: &str) -> Result<(), String> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Err(format!("Invalid chars in IP {text}"));
    }
    if text.starts_with('.') {
        return Err(format!("Invalid IP {text} - starts with a dot"));
    }
    if text.ends_with('.') {
        return Err(format!("Invalid IP {text} - ends with a dot"));
    }
    if text.matches('.').count() > 3 {
        return Err(format!("Invalid IP address {text}"));
    }
    if text.contains("..") {
        return Err(format!("Empty quad in IP address {text}"));
    }
    match text.split('.').find(|quad| quad.parse::<u64>().is_ok_and(|number| number > 255)) {
        Some(quad) => Err(format!("Invalid quad in IP address {text} - {quad}")),
        None => Ok(()),
    }
}

/// Returns four quads; those that are left out are 0.
fn written_out(text: &str) -> Result<Vec<u16>, String> {
    let invalid = || format!("Not a valid IPv4 address {text}");
    let number =
        |quad: &str| Some(quad).filter(|quad| quad.len() <= 3 && is_number(quad)).and_then(|it| it.parse().ok());
    let mut quads: Vec<u16> =
        text.trim_end_matches('.').split('.').map(number).collect::<Option<_>>().ok_or_else(invalid)?;
    if quads.len() > 4 {
        return Err(format!("Not a valid IPv address {text}"));
    }
    quads.resize(4, 0);
    Ok(quads)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn joined(quads: &[u16]) -> Result<IpAddr, String> {
    let text = quads.iter().map(u16::to_string).collect::<Vec<_>>().join(".");
    check_version_four(&text)?;
    text.parse().map_err(|_| format!("Invalid IP address {text}"))
}

fn check_version_six(text: &str) -> Result<(), String> {
    let mut colons = text.matches(':').count();
    for (place, part) in text.split(':').enumerate() {
        let is_group = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_group {
            continue;
        }
        if place != colons || check_version_four(part).is_err() {
            return Err(format!("Invalid IP address {text}"));
        }
        colons += 1;
    }
    if text.starts_with(':') && !text.starts_with("::") {
        return Err(format!("Invalid address {text} (starts with :)"));
    }
    if text.ends_with(':') && !text.ends_with("::") {
        return Err(format!("Invalid address {text} (ends with :)"));
    }
    if text.as_bytes().windows(2).filter(|pair| *pair == b"::").count() > 1 {
        return Err(format!("Invalid address {text} (More than one :: pattern)"));
    }
    if colons != 7 && !text.contains("::") {
        return Err(format!("Invalid number of octets {text}"));
    }
    Ok(())
}

fn long(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments().map(|group| format!("{group:04x}")).join(":"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_net_ip_reads_it_reads() {
        for text in ["0", "10", "10.0.0", "10/8", "10.0.0.0/abc", "10.0.0.0/255.0.0.0", "10.0.0.01", "10.0.0.1/32"] {
            assert_eq!(version(text), Ok(4), "{text}");
        }
        for text in ["10.0.0.1-10.0.0.9", "10.0.0.1 - 10.0.0.2", "0.0.0.0/0"] {
            assert_eq!(version(text), Ok(4), "{text}");
        }
        for text in ["fd00::1", "FD00::/8", "::", "::/0", "::ffff:10.0.0.1", "fd00::1-fd00::9"] {
            assert_eq!(version(text), Ok(6), "{text}");
        }
    }

    #[test]
    fn what_net_ip_refuses_it_refuses_in_these_words() {
        for (text, words) in [
            ("", "Invalid chars in IP "),
            ("web/1", "Invalid chars in IP web"),
            ("10.0.0.300", "Invalid quad in IP address 10.0.0.300 - 300"),
            ("10.0.0.1/33", "Prefix length 33 is longer than IP address (32)"),
            ("10.0.0.5/24", "Invalid prefix 00001010000000000000000000000101/24"),
            ("10.0.0.0/", "Invalid chars in IP 10.0.0.0/"),
            ("10.0.0.9-10.0.0.1", "Begin address is greater than End address 10.0.0.9 - 10.0.0.1"),
            ("10.0.0.1-9.", "Begin address is greater than End address 10.0.0.1 - 9.0.0.0"),
            ("10.0.0.1-9", "Begin address is greater than End address 10.0.0.1 - 9.0.0.0"),
            ("10.0.0.1-10.0.0.300", "Invalid quad in IP address 10.0.0.300 - 300"),
            ("10.0.0.1-fd00::1", "Not a valid IPv4 address fd00::1"),
            ("10.0.0.1-", "Invalid chars in IP 10.0.0.1-"),
            ("1.2.3.4.5", "Invalid IP address 1.2.3.4.5"),
            ("10.0.0.", "Invalid IP 10.0.0. - ends with a dot"),
            ("10..0.1", "Empty quad in IP address 10..0.1"),
            ("fd00::/129", "Prefix length 129 is longer than IP address (128)"),
            ("fd00:::1", "Invalid address fd00:::1 (More than one :: pattern)"),
            ("fe80::1%eth0", "Invalid IP address fe80::1%eth0"),
            ("a:b", "Invalid number of octets a:b"),
        ] {
            assert_eq!(version(text).unwrap_err(), words, "{text}");
        }
    }

    #[test]
    fn host_bits_are_cleared_but_of_everything() {
        for (text, clean) in [
            ("10.9.9.9/24", "10.9.9.0/24"),
            ("10.0.0.1/0", "10.0.0.1/0"),
            ("10.0.0.1/00", "0.0.0.0/00"),
            ("10.0.0.1/33", "10.0.0.1/33"),
            ("FD00::1/64", "fd00::/64"),
            ("FD00::1", "FD00::1"),
        ] {
            assert_eq!(without_host_bits(text), clean, "{text}");
        }
    }
}
