//! What `pvesm` refuses of an option's value.
//!
//! From the schemas and the formats of pve-storage 9.1.7; the words as recorded from its `pvesm`.

use std::net::{IpAddr, Ipv6Addr};

use super::{Form, is_block_number, parse_block_size};
use crate::pve::property_string::{PropertyString, parse_boolean};
use crate::pve::schema;
use crate::pve::storage::split_list;

const CONTENT: [&str; 8] = ["backup", "images", "import", "iso", "none", "rootdir", "snippets", "vztmpl"];
const KEEP: [&str; 6] = ["keep-daily", "keep-hourly", "keep-last", "keep-monthly", "keep-weekly", "keep-yearly"];
const LIMITED: [&str; 5] = ["clone", "default", "migration", "move", "restore"];

/// Refuses what `pvesm` refuses, in its words.
pub(super) fn check(form: Form, value: &str) -> Result<(), String> {
    let every = |is_good: fn(&str) -> bool| split_list(value).iter().all(|word| is_good(word));
    match form {
        Form::Boolean => schema::boolean(value).map(drop),
        Form::Integer(least, most) => schema::integer(value, least, most),
        Form::Words(words) => schema::word(value, words),
        Form::Content => {
            let unknown = split_list(value).into_iter().find(|word| !CONTENT.contains(&word.as_str()));
            let words = format!("invalid content type '{}'", unknown.as_deref().unwrap_or_default());
            schema::format(unknown.is_none(), words)
        }
        Form::Directories => split_list(value).iter().try_for_each(|part| directory(part)),
        Form::MountOptions => {
            schema::format(!value.contains(char::is_whitespace), format_args!("invalid options '{value}'"))
        }
        Form::Nodes => schema::format(every(is_host_name), "value does not look like a valid node name"),
        Form::Prune => keeping(value).or_else(|why| schema::format(false, why)),
        Form::Limits => limits(value).or_else(|why| schema::format(false, why)),
        Form::BlockSize => {
            if !is_block_number(value.strip_suffix(['k', 'K', 'm', 'M']).unwrap_or(value)) {
                let hint = "Use a positive number (no leading zeros) with an optional 'k' or 'm' suffix.";
                return schema::format(false, format_args!("invalid ZFS blocksize format '{value}'. {hint}"));
            }
            let must = "Must be a power of 2 between 512B and 16MiB (e.g., 4k, 8k, 16k, 64k, 1m).";
            let is_good = parse_block_size(value).is_some_and(|bytes| (512..=16 << 20).contains(&bytes));
            schema::format(is_good, format_args!("value '{value}' is not a valid ZFS blocksize. {must}"))
        }
        Form::Path => schema::format(is_path(value), "value does not look like a valid absolute path"),
        Form::LvmName => {
            schema::format(is_lvm_name(value), format_args!("lvm name '{value}' contains illegal characters"))
        }
        Form::Portal => schema::format(is_portal(value), NO_PORTAL),
        Form::Portals => schema::format(every(is_portal), NO_PORTAL),
        Form::Fingerprint => {
            let pairs: Vec<&str> = value.split(':').collect();
            let is_pair = |pair: &&str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
            schema::pattern(pairs.len() == 32 && pairs.iter().all(is_pair))
        }
        Form::VolumeId => {
            let is_volume =
                value.split_once(':').is_some_and(|(storage, rest)| !storage.is_empty() && !rest.is_empty());
            schema::format(is_volume, format_args!("unable to parse volume ID '{value}'"))
        }
        Form::ConfigurationId => {
            schema::format(is_configuration_id(value), format_args!("invalid configuration ID '{value}'"))
        }
        Form::Server => {
            let is_server = value.parse::<IpAddr>().is_ok() || value.split('.').all(is_host_name);
            schema::format(is_server, "value does not look like a valid server name or IP address")
        }
        Form::Short => schema::at_most(256, value),
        Form::MountPoint | Form::Text | Form::Secret => Ok(()),
    }
}

/// Refuses what is no `CONTENT=DIRECTORY`, or leads out of the storage (`verify_dir_override` of pve-storage).
fn directory(part: &str) -> Result<(), String> {
    let (content, path) = part.split_once('=').unwrap_or((part, ""));
    let is_word = !content.is_empty() && content.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_path = !path.is_empty() && !path.contains("..") && !path.ends_with('.');
    let is_short = path.len() < 1023 && path.split('/').all(|name| name.len() < 255);
    if is_word && is_path && is_short && !CONTENT.contains(&content) {
        return schema::format(false, format_args!("invalid content type '{content}'"));
    }
    schema::format(is_word && is_path && is_short, format_args!("invalid override '{part}'"))
}

const NO_PORTAL: &str = "value does not look like a valid portal address";

fn is_host_name(text: &str) -> bool {
    let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().all(is_inner)
}

/// Returns whether Proxmox takes a path: `/`, and something behind it.
fn is_path(text: &str) -> bool {
    text.strip_prefix('/').is_some_and(|rest| !rest.is_empty() && !rest.starts_with([';', '(', ')']))
}

fn is_lvm_name(text: &str) -> bool {
    let is_edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    bytes.len() > 1 && is_edge(bytes.first()) && is_edge(bytes.last()) && bytes.iter().all(is_inner)
}

/// Returns whether a text is a name or an address with or without a port: `10.0.0.1:3260`, `[fd00::1]:3260`, `fd00::1`.
fn is_portal(text: &str) -> bool {
    let is_port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_name =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    let is_address = |text: &str| text.parse::<Ipv6Addr>().is_ok();
    if let Some((inner, port)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        let is_told = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return is_told && (is_name(inner) || is_address(inner));
    }
    is_address(text) || is_name(text) || text.split_once(':').is_some_and(|(name, port)| is_name(name) && is_port(port))
}

fn is_configuration_id(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    text.len() > 1 && text.starts_with(|letter: char| letter.is_ascii_alphabetic()) && text.bytes().all(is_inner)
}

fn keeping(value: &str) -> Result<(), String> {
    let keep = PropertyString::parse(value);
    each_part(&keep, |key, value| match key {
        "keep-all" => schema::boolean(value).map(drop),
        _ if KEEP.contains(&key) => schema::integer(value, 0, i64::MAX),
        _ => Err(schema::NOT_DEFINED.to_owned()),
    })?;
    let is_all = keep.get("keep-all").and_then(parse_boolean) == Some(true);
    let is_mixed = is_all && keep.keys().count() > 1;
    if is_mixed { Err("keep-all cannot be set together with other options.".to_owned()) } else { Ok(()) }
}

fn limits(value: &str) -> Result<(), String> {
    each_part(&PropertyString::parse(value), |key, value| {
        if LIMITED.contains(&key) { schema::number(value, 0.0, f64::MAX) } else { Err(schema::NOT_DEFINED.to_owned()) }
    })
}

/// Checks every part of a property string in which each value has its key.
fn each_part(string: &PropertyString, check: impl Fn(&str, &str) -> Result<(), String>) -> Result<(), String> {
    for key in string.keys() {
        let value = string.get(key).unwrap_or_default();
        check(key, value).map_err(|why| format!("format error; {key}: {why}"))?;
    }
    if string.leading().is_some() { Err(schema::NO_DEFAULT_KEY.to_owned()) } else { Ok(()) }
}
