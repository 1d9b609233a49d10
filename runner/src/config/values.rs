//! What a single JSON value can mean: typed, or a sentence that says what was expected and what was found.

use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;
use std::str::FromStr;

use phoenix_modules::names::{Ctid, NameError};

use super::StorageType;
use super::json::{Node, Value};

/// Longest quotation of a text in a message, in characters.
const QUOTED: usize = 60;

/// Returns what stands in the file, as a person would call it.
pub(super) fn describe(node: &Node<'_>) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Number(text) => format!("the number {}", shortened(text)),
        Value::Text(text) => format!("the text {:?}", shortened(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

fn expected<T>(what: &str, node: &Node<'_>) -> Result<T, String> {
    Err(format!("expected {what}, found {}", describe(node)))
}

/// Parses a text, not empty, without line breaks and other control characters.
pub(super) fn text(node: &Node<'_>) -> Result<String, String> {
    match node.as_text() {
        Some(text) if !text.trim().is_empty() && !text.contains(char::is_control) => Ok(text.to_owned()),
        Some(text) if !text.trim().is_empty() => expected("a text without control characters", node),
        _ => expected("a text", node),
    }
}

/// Parses a list of texts.
pub(super) fn texts(node: &Node<'_>) -> Result<Vec<String>, String> {
    let Value::Array(elements) = &node.value else {
        return expected("a list of texts", node);
    };
    elements.iter().map(text).collect()
}

/// Parses `true` or `false`.
pub(super) fn boolean(node: &Node<'_>) -> Result<bool, String> {
    match node.value {
        Value::Boolean(value) => Ok(value),
        _ => expected("true or false", node),
    }
}

/// Parses a whole number within limits.
pub(super) fn integer(limits: RangeInclusive<u64>) -> impl Fn(&Node<'_>) -> Result<u64, String> {
    move |node| match node.value {
        Value::Number(written) => within(&limits, written, node),
        _ => expected(&whole_number(&limits), node),
    }
}

/// Parses a whole number within limits that may stand in quotes (early files wrote `"64"`).
pub(super) fn integer_or_text(limits: RangeInclusive<u64>) -> impl Fn(&Node<'_>) -> Result<u64, String> {
    move |node| match &node.value {
        Value::Number(written) => within(&limits, written, node),
        Value::Text(written) => within(&limits, written.trim(), node),
        _ => expected(&whole_number(&limits), node),
    }
}

fn within(limits: &RangeInclusive<u64>, written: &str, node: &Node<'_>) -> Result<u64, String> {
    // `parse` takes a leading plus sign, which is no number to a reader of files.
    let digits = written.bytes().all(|byte| byte.is_ascii_digit());
    match written.parse() {
        Ok(number) if digits && limits.contains(&number) => Ok(number),
        _ => expected(&whole_number(limits), node),
    }
}

fn whole_number(limits: &RangeInclusive<u64>) -> String {
    format!("a whole number from {} to {}", limits.start(), limits.end())
}

/// Parses a container id, written as a number or as a text.
pub(super) fn ctid(node: &Node<'_>) -> Result<Ctid, String> {
    match &node.value {
        Value::Text(text) => text.trim().parse().map_err(|error: NameError| error.to_string()),
        Value::Number(written) => written.parse().map_err(|error: NameError| error.to_string()),
        _ => expected("a container id", node),
    }
}

/// Parses a name of `phoenix_modules::names`.
pub(super) fn name<T: FromStr<Err = NameError>>(node: &Node<'_>) -> Result<T, String> {
    let Some(written) = node.as_text() else {
        return expected("a name", node);
    };
    written.parse().map_err(|error: NameError| error.to_string())
}

/// Parses a type of storage that stands on a dataset.
pub(super) fn storage_type(node: &Node<'_>) -> Result<StorageType, String> {
    match node.as_text() {
        Some("zfspool") => Ok(StorageType::ZfsPool),
        Some("dir") => Ok(StorageType::Dir),
        _ => expected("`zfspool` or `dir`", node),
    }
}

/// Parses content types, `images,rootdir`; Proxmox splits them at any run of `,`, `;` and blanks.
pub(super) fn contents(node: &Node<'_>) -> Result<Vec<String>, String> {
    /// What pve-storage 9.1 lets a storage hold.
    const KNOWN: [&str; 8] = ["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "import", "none"];
    let words = words(&text(node)?);
    match words.iter().find(|word| !KNOWN.contains(&word.as_str())) {
        None if !words.is_empty() => Ok(words),
        _ => expected(&format!("content types ({})", KNOWN.join(", ")), node),
    }
}

/// Parses the name of an interface or bridge (`[-_.\w\d]+` in pve-container 6.1).
pub(super) fn interface(node: &Node<'_>) -> Result<String, String> {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    match node.as_text() {
        Some(text) if !text.is_empty() && text.chars().all(allowed) => Ok(text.to_owned()),
        _ => expected("the name of an interface (letters, digits, `-`, `_`, `.`)", node),
    }
}

/// Parses what Proxmox takes as `ip` of a container's interface.
pub(super) fn ip_config(node: &Node<'_>) -> Result<String, String> {
    match node.as_text() {
        Some(text @ ("dhcp" | "manual")) => Ok(text.to_owned()),
        // pve-common 9.2 takes /8 to /32 of an interface.
        Some(text) if cidr(text).is_some_and(|(_, prefix)| prefix >= 8) => Ok(text.to_owned()),
        _ => expected("an IPv4 address with its prefix (10.0.0.5/24), `dhcp` or `manual`", node),
    }
}

/// Parses an IPv4 address.
pub(super) fn ipv4(node: &Node<'_>) -> Result<String, String> {
    match node.as_text() {
        Some(text) if text.parse::<Ipv4Addr>().is_ok() => Ok(text.to_owned()),
        _ => expected("an IPv4 address", node),
    }
}

/// Parses name servers: one text of IPv4 or IPv6 addresses, at any run of `,`, `;` and blanks.
pub(super) fn nameservers(node: &Node<'_>) -> Result<Vec<String>, String> {
    let words = node.as_text().map(words).unwrap_or_default();
    if words.is_empty() || !words.iter().all(|word| is_nameserver(word)) {
        return expected("the addresses of name servers", node);
    }
    Ok(words)
}

/// Returns whether Proxmox takes it as a name server: an address, a link-local one with its interface (`fe80::1%eth0`).
pub(super) fn is_nameserver(text: &str) -> bool {
    match text.split_once('%') {
        Some((address, interface)) => {
            address.to_ascii_lowercase().starts_with("fe80:")
                && address.parse::<IpAddr>().is_ok()
                && !interface.is_empty()
        }
        None => text.parse::<IpAddr>().is_ok(),
    }
}

/// Parses `nesting=1,keyctl=1`; an empty text is an empty list.
pub(super) fn feature_text(node: &Node<'_>) -> Result<Vec<(String, String)>, String> {
    let Some(text) = node.as_text() else {
        return expected("Proxmox features (`nesting=1,keyctl=1`)", node);
    };
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(feature).collect()
}

/// Parses `["nesting=1", "keyctl=1"]`.
pub(super) fn feature_list(node: &Node<'_>) -> Result<Vec<(String, String)>, String> {
    texts(node)?.iter().map(|part| feature(part.trim())).collect()
}

fn feature(part: &str) -> Result<(String, String), String> {
    match part.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err(format!("expected a Proxmox feature with its value (`nesting=1`), found {part:?}")),
    }
}

/// Returns the address and the prefix of `10.0.0.5/24`.
pub(super) fn cidr(text: &str) -> Option<(Ipv4Addr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let digits = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    let prefix: u8 = prefix.parse().ok().filter(|prefix| digits && *prefix <= 32)?;
    Some((address.parse().ok()?, prefix))
}

/// Returns the first address of the network that an address lies in.
pub(super) fn network_of(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
    Ipv4Addr::from_bits(address.to_bits() & mask)
}

/// Splits at any run of `,`, `;` and blanks, as Proxmox does with its lists.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split([',', ';', ' ', '\t']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn text_node(text: &str) -> Node<'_> {
        Node { line: 1, value: Value::Text(Cow::Borrowed(text)) }
    }

    fn number_node(text: &str) -> Node<'_> {
        Node { line: 1, value: Value::Number(text) }
    }

    #[test]
    fn whole_numbers_are_written_with_digits_alone() {
        let parse = integer(1..=10);
        assert_eq!(parse(&number_node("10")), Ok(10));
        for bad in ["0", "11", "-1", "1.0", "1e0", "99999999999999999999"] {
            assert!(parse(&number_node(bad)).is_err(), "{bad}");
        }
        assert_eq!(parse(&text_node("4")).unwrap_err(), "expected a whole number from 1 to 10, found the text \"4\"");
        assert_eq!(integer_or_text(1..=99)(&text_node(" 64 ")), Ok(64));
        assert!(integer_or_text(1..=99)(&text_node("+64")).is_err());
    }

    #[test]
    fn ids_are_numbers_or_texts() {
        assert_eq!(ctid(&text_node("900")).unwrap(), ctid(&number_node("900")).unwrap());
        assert!(ctid(&number_node("900.5")).is_err());
        assert!(ctid(&text_node("")).is_err());
    }

    #[test]
    fn an_address_needs_its_prefix() {
        assert!(ip_config(&text_node("10.0.0.5/24")).is_ok());
        assert!(ip_config(&text_node("dhcp")).is_ok());
        for bad in
            ["10.0.0.5", "10.0.0.5/33", "10.0.0.5/7", "10.0.0.256/24", "10.0.0.5/+8", "10.0.0.5/", "", "fe80::1/64"]
        {
            assert!(ip_config(&text_node(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_network_of_prefix_0_and_32_does_not_overflow() {
        let address = Ipv4Addr::new(10, 1, 2, 3);
        assert_eq!(network_of(address, 0), Ipv4Addr::UNSPECIFIED);
        assert_eq!(network_of(address, 16), Ipv4Addr::new(10, 1, 0, 0));
        assert_eq!(network_of(address, 32), address);
    }

    #[test]
    fn name_servers_come_in_one_text() {
        assert_eq!(nameservers(&text_node("10.0.0.1, 8.8.8.8")).unwrap(), ["10.0.0.1", "8.8.8.8"]);
        assert!(nameservers(&text_node("fe80::1%eth0")).is_ok());
        for bad in ["", "dns.example", "10.0.0.1%eth0", "fe80::1%"] {
            assert!(nameservers(&text_node(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_feature_has_a_value() {
        assert_eq!(feature_text(&text_node("nesting=1, keyctl=1")).unwrap().len(), 2);
        assert_eq!(feature_text(&text_node("")), Ok(Vec::new()));
        assert!(feature_text(&text_node("nesting")).is_err());
    }

    #[test]
    fn content_types_are_those_of_proxmox() {
        assert_eq!(contents(&text_node("images, rootdir")).unwrap(), ["images", "rootdir"]);
        for bad in ["", "images,roodir", ","] {
            assert!(contents(&text_node(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_long_text_is_quoted_in_part() {
        let long = "ü".repeat(100);
        assert!(describe(&text_node(&long)).ends_with("...\""));
        assert!(describe(&text_node(&long)).chars().count() < 80);
    }
}
