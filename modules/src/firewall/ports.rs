//! Ports as rules name them: numbers, ranges, names of services, in a list (`parse_port_name_number_or_range`).

use std::ops::RangeInclusive;

use super::matching::Answer;

/// Every port that a connection can come from.
pub(crate) const ANY_SOURCE: RangeInclusive<u16> = 1..=65535;

/// Numbers that a list may hold, a range counted as two.
const MOST_NUMBERS: usize = 15;

/// The services whose names are met in rules; others count as not known, and a rule with one as in doubt.
const SERVICES: &[(&str, u16)] = &[
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("domain", 53),
    ("tftp", 69),
    ("http", 80),
    ("kerberos", 88),
    ("pop3", 110),
    ("sunrpc", 111),
    ("ntp", 123),
    ("imap2", 143),
    ("snmp", 161),
    ("ldap", 389),
    ("https", 443),
    ("microsoft-ds", 445),
    ("syslog", 514),
    ("submission", 587),
    ("ldaps", 636),
    ("imaps", 993),
    ("pop3s", 995),
    ("ms-sql-s", 1433),
    ("nfs", 2049),
    ("mysql", 3306),
    ("postgresql", 5432),
    ("http-alt", 8080),
];

/// One entry of a list.
enum Part {
    Range(RangeInclusive<u16>),
    /// A name that is not in [`SERVICES`], or a number that is read in two ways.
    Unknown,
}

/// Returns whether Proxmox takes the list, the names of services aside.
pub(crate) fn are_valid(list: &str) -> bool {
    parts(list).is_some()
}

/// Returns whether a port is in the list.
pub(crate) fn among(list: &str, port: u16) -> Answer {
    covers(list, port..=port)
}

/// Returns whether all these ports are in the list: in one entry of it.
pub(crate) fn covers(list: &str, ports: RangeInclusive<u16>) -> Answer {
    let covered = |part: Part| match part {
        Part::Range(range) => Answer::from(range.start() <= ports.start() && ports.end() <= range.end()),
        Part::Unknown => Answer::Maybe,
    };
    parts(list).unwrap_or_default().into_iter().map(covered).max().unwrap_or(Answer::No)
}

/// Returns whether every port of the other list is in the list; a name that is not known is only in a list that has it.
pub(crate) fn includes(list: &str, other: &str) -> bool {
    let names: Vec<&str> = list.split(',').collect();
    let is_in = |entry: &str| match parts(entry).and_then(|mut parts| parts.pop()) {
        Some(Part::Range(range)) => covers(list, range) == Answer::Yes,
        Some(Part::Unknown) => names.contains(&entry),
        None => false,
    };
    other.split(',').all(is_in)
}

fn parts(list: &str) -> Option<Vec<Part>> {
    let mut numbers = 0;
    let mut part = |text: &str| {
        if let Some((first, last)) = text.split_once(':').filter(|_| text.starts_with(|c: char| c.is_ascii_digit())) {
            numbers += 2;
            if is_octal(first) || is_octal(last) {
                return Some(Part::Unknown);
            }
            let (first, last) = (number(first)?, number(last)?);
            return (first <= last).then_some(Part::Range(first..=last));
        }
        if text.starts_with(|letter: char| letter.is_ascii_digit()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
            numbers += 1;
            return if is_octal(text) {
                Some(Part::Unknown)
            } else {
                number(text).map(|port| Part::Range(port..=port))
            };
        }
        let known = SERVICES.iter().find(|(name, _)| *name == text);
        (!text.is_empty()).then(|| known.map_or(Part::Unknown, |(_, port)| Part::Range(*port..=*port)))
    };
    let parts = list.split(',').map(&mut part).collect::<Option<Vec<Part>>>()?;
    (numbers <= MOST_NUMBERS).then_some(parts)
}

/// To iptables a number with a zero before it is octal: `022` is port 18, to Proxmox's check it is 22.
pub(crate) fn is_octal(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0')
}

fn number(text: &str) -> Option<u16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_found_by_number_range_and_name() {
        for list in ["22", "20:25", "80,22", "ssh", "80,ssh", "0:65535"] {
            assert_eq!(among(list, 22), Answer::Yes, "{list}");
        }
        for list in ["23", "23:25", "https", "", "22,", "25:20", "70000", "22,70000", "+22"] {
            assert_ne!(among(list, 22), Answer::Yes, "{list}");
        }
        assert_eq!(among("amanda", 22), Answer::Maybe);
        assert_eq!(among("amanda,22", 22), Answer::Yes);
    }

    #[test]
    fn a_list_of_more_than_fifteen_numbers_is_none() {
        assert!(are_valid("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"));
        assert!(!are_valid("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16"));
        assert!(!are_valid("1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16"));
    }

    #[test]
    fn a_list_includes_what_is_in_it() {
        assert!(includes("1:1024", "22,80:90") && includes("ssh,80", "22") && includes("amanda", "amanda"));
        assert!(!includes("22", "22,80") && !includes("1:1024", "1000:2000") && !includes("1:1024", "amanda"));
    }
}
