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

/// Takes the block size of a volume of ZFS, or none. How one that is no number is refused was read in pve-storage 9.1
/// (`verify_zfs_blocksize`), not recorded.
pub fn block_size(value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Ok(());
    }
    let digits = value.strip_suffix(['k', 'K', 'm', 'M']).unwrap_or(value);
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0') && !digits.is_empty();
    let hint = "Use a positive number (no leading zeros) with an optional 'k' or 'm' suffix.";
    demand(is_number, &format!("invalid ZFS blocksize format '{value}'. {hint}"))?;
    let shift = match value.bytes().last() {
        Some(b'k' | b'K') => 10,
        Some(b'm' | b'M') => 20,
        _ => 0,
    };
    let bytes = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    let good = bytes.is_some_and(|bytes| bytes.is_power_of_two() && (512..=16 << 20).contains(&bytes));
    let hint = "Must be a power of 2 between 512B and 16MiB (e.g., 4k, 8k, 16k, 64k, 1m).";
    demand(good, &format!("value '{value}' is not a valid ZFS blocksize. {hint}"))
}

/// Takes options of a mount: one word (`verify_options` of pve-storage 9.1; read, not recorded).
pub fn mount_options(value: &str) -> Result<(), String> {
    let good = !value.is_empty() && !value.contains(char::is_whitespace);
    demand(good, &format!("invalid options '{value}'"))
}

/// Takes a list of `CONTENT=DIRECTORY` (`verify_dir_override` of pve-storage 9.1; read, not recorded).
pub fn content_directories(value: &str) -> Result<(), String> {
    each(value, |part| {
        let invalid = format!("invalid override '{part}'");
        let Some((kind, path)) = part.split_once('=') else { return demand(false, &invalid) };
        let is_word = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_path = !path.is_empty() && !path.contains("..") && !path.ends_with('.');
        demand(is_word && is_path, &invalid)?;
        content(kind)?;
        demand(path.len() < 1023 && path.split('/').all(|name| name.len() < 255), &invalid)
    })
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

/// Takes the name of a node.
pub fn node(value: &str) -> Result<(), String> {
    demand(is_node(value), "value does not look like a valid node name")
}

/// Takes a list of names of nodes.
pub fn nodes(value: &str) -> Result<(), String> {
    each(value, node)
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
        assert_eq!(block_size(""), Ok(()));
        for bad in ["foo", "08k", "k", "8kb", "-8k"] {
            let text = format!("invalid format - invalid ZFS blocksize format '{bad}'. Use a positive number");
            assert!(block_size(bad).unwrap_err().starts_with(&text), "{bad}");
        }
    }

    #[test]
    fn a_directory_of_contents_is_below_the_storage() {
        assert_eq!(content_directories("iso=isos/all,backup=dump.old"), Ok(()));
        for bad in ["iso", "iso=", "iso=../x", "iso=x.", "=x"] {
            assert_eq!(content_directories(bad).unwrap_err(), format!("invalid format - invalid override '{bad}'\n"));
        }
        assert_eq!(content_directories("foo=x").unwrap_err(), "invalid format - invalid content type 'foo'\n");
    }
}
