//! The formats that the schemas of storages name, each with the words of its refusal.

use super::Kind;
use super::formats::{demand, demand_pattern, each, is_hexadecimal_pair};

/// Takes the id of a storage.
pub fn storage_id(value: &str) -> Result<(), String> {
    demand(value.len() >= 2, &format!("storage ID '{value}' cannot be shorter than 2 characters"))?;
    demand(is_storage_id(value), &format!("storage ID '{value}' contains illegal characters"))
}

/// Returns whether a text is the id of a storage.
pub fn is_storage_id(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.len() >= 2
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// Takes an absolute path.
pub fn absolute_path(value: &str) -> Result<(), String> {
    let good = value.strip_prefix('/').is_some_and(|rest| !rest.is_empty() && !rest.starts_with([';', '(', ')']));
    demand(good, "value does not look like a valid absolute path")
}

/// Takes the name or address of a server.
pub fn server(value: &str) -> Result<(), String> {
    let good = value.parse::<std::net::IpAddr>().is_ok() || value.split('.').all(is_node);
    demand(good, "value does not look like a valid server name or IP address")
}

/// Takes a name of LVM.
pub fn lvm_name(value: &str) -> Result<(), String> {
    let edges = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = value.as_bytes();
    let inner = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    let good = bytes.len() > 1 && inner && edges(bytes.first()) && edges(bytes.last());
    demand(good, &format!("lvm name '{value}' contains illegal characters"))
}

/// Takes a name or an address, with or without a port.
pub fn portal(value: &str) -> Result<(), String> {
    let name =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    let six = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let good = match value.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inner, rest)) => {
            (name(inner) || six(inner)) && (rest.is_empty() || rest.strip_prefix(':').is_some_and(port))
        }
        None => six(value) || name(value) || value.split_once(':').is_some_and(|(host, end)| name(host) && port(end)),
    };
    demand(good, "value does not look like a valid portal address")
}

/// Takes a list of these.
pub fn portals(value: &str) -> Result<(), String> {
    each(value, portal)
}

/// Takes the block size of a volume of ZFS.
pub fn block_size(value: &str) -> Result<(), String> {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let shift = match value[digits.len()..].to_ascii_lowercase().as_str() {
        "" => Some(0),
        "k" => Some(10),
        "m" => Some(20),
        _ => None,
    };
    let bytes = shift.and_then(|shift| digits.parse::<u64>().ok()?.checked_mul(1 << shift));
    let good = bytes.is_some_and(|bytes| bytes.is_power_of_two() && (512..=16 << 20).contains(&bytes));
    let hint = "Must be a power of 2 between 512B and 16MiB (e.g., 4k, 8k, 16k, 64k, 1m).";
    demand(good, &format!("value '{value}' is not a valid ZFS blocksize. {hint}"))
}

/// Takes a type of content.
pub fn content(value: &str) -> Result<(), String> {
    const KNOWN: &[&str] = &["images", "rootdir", "vztmpl", "iso", "backup", "snippets", "import", "none"];
    demand(KNOWN.contains(&value), &format!("invalid content type '{value}'"))
}

/// Takes a list of types of content.
pub fn contents(value: &str) -> Result<(), String> {
    each(value, content)
}

/// Takes a list of names of nodes.
pub fn nodes(value: &str) -> Result<(), String> {
    each(value, |node| demand(is_node(node), "value does not look like a valid node name"))
}

fn is_node(value: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = value.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Takes the fingerprint of a certificate.
pub fn fingerprint(value: &str) -> Result<(), String> {
    let pairs: Vec<&str> = value.split(':').collect();
    demand_pattern(pairs.len() == 32 && pairs.iter().all(|pair| is_hexadecimal_pair(pair)))
}

/// Takes what backups to keep: `keep-last=3,keep-daily=7`, or `keep-all=1` alone.
pub fn prune_backups(value: &str) -> Result<(), String> {
    use super::property::{Format, parse};
    const COUNT: Kind = Kind::Integer(0, i64::MAX);
    static FORMAT: Format = Format {
        default_key: None,
        required: &[],
        keys: &[
            ("keep-all", Kind::Boolean),
            ("keep-last", COUNT),
            ("keep-hourly", COUNT),
            ("keep-daily", COUNT),
            ("keep-weekly", COUNT),
            ("keep-monthly", COUNT),
            ("keep-yearly", COUNT),
        ],
    };
    let keep = parse(&FORMAT, "prune-backups", value).map_err(|complaint| format!("invalid format - {complaint}"))?;
    let all = keep.get("keep-all").is_some_and(|all| all == "1");
    demand(!all || keep.len() == 1, "keep-all cannot be set together with other options.")
}

/// Takes a volume id: `STORAGE:NAME`.
pub fn volume_id(value: &str) -> Result<(), String> {
    let good = value.split_once(':').is_some_and(|(storage, name)| is_storage_id(storage) && !name.is_empty());
    demand(good, &format!("unable to parse volume ID '{value}'"))
}

/// Takes a size for `pvesm alloc`: whole, in KiB, MiB or GiB.
pub fn allocation(value: &str) -> Result<(), String> {
    let digits = value.strip_suffix(['M', 'G']).unwrap_or(value);
    demand_pattern(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_all_stands_alone() {
        assert_eq!(prune_backups("keep-all=1"), Ok(()));
        let text = "invalid format - keep-all cannot be set together with other options.\n";
        assert_eq!(prune_backups("keep-all=1,keep-last=3").unwrap_err(), text);
    }

    #[test]
    fn a_block_size_is_a_power_of_two_in_either_case() {
        assert_eq!(block_size("8K"), Ok(()));
        assert!(
            block_size("5k").unwrap_err().contains("value '5k' is not a valid ZFS blocksize. Must be a power of 2")
        );
    }
}
