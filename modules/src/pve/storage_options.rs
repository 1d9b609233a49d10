//! The table of storage options: what their values look like, what an absent one means, how two are compared, and why `pvesm`
//! refuses a value, in its words.
//!
//! From the schemas of `pvesm add` and `pvesm set` of pve-storage 9.1.7. Which type has which option: `storage_types`.

use std::collections::BTreeSet;

use super::property_string::parse_boolean;
use super::storage::split_list;
use super::storage_types::Kind;

mod checks;

/// One option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StorageOption {
    name: &'static str,
    form: Form,
    /// What holds where it is not written; empty if nothing does, or what Proxmox decides.
    default: &'static str,
}

/// What an option's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `1`, `on`, `yes`, `true` and their opposites.
    Boolean,
    /// A boolean, or the path that is to be a mount point.
    MountPoint,
    /// A whole number between these two.
    Integer(i64, i64),
    /// One of these.
    Words(&'static [&'static str]),
    /// What a storage may hold, as a set.
    Content,
    /// Nodes, as a set.
    Nodes,
    /// Where what lies below the storage's own directory, `iso=isos`, as a set.
    Directories,
    /// Options of `mount`: one word.
    MountOptions,
    /// What backups to keep.
    Prune,
    /// Bandwidths in KiB/s.
    Limits,
    /// A power of two in bytes, `8k`, `1M`.
    BlockSize,
    /// An absolute path.
    Path,
    /// 32 pairs of hexadecimal digits.
    Fingerprint,
    /// `STORAGE:VOLUME`.
    VolumeId,
    /// A name of Proxmox's own configuration.
    ConfigurationId,
    /// A name or an address.
    Server,
    /// A name or an address, and a port.
    Portal,
    /// Several of these, as a set.
    Portals,
    /// A name of LVM.
    LvmName,
    /// Any text of at most 256 letters.
    Short,
    /// Any text.
    Text,
    /// What Proxmox keeps in a file of its own, never in `storage.cfg`.
    Secret,
}

const fn row(name: &'static str, form: Form, default: &'static str) -> StorageOption {
    StorageOption { name, form, default }
}

/// Every option of every type.
#[rustfmt::skip]
const OPTIONS: &[StorageOption] = {
    use Form::{
        BlockSize, Boolean, ConfigurationId, Content, Directories, Fingerprint, Integer, Limits, LvmName, MountOptions, MountPoint,
        Nodes, Path, Portal, Portals, Prune, Secret, Server, Short, Text, VolumeId, Words,
    };
    &[
        row("authsupported", Text, ""),
        row("base", VolumeId, ""),
        row("blocksize", BlockSize, ""),
        row("bwlimit", Limits, ""),
        row("comstar_hg", Text, ""),
        row("comstar_tg", Text, ""),
        row("content", Content, ""),
        row("content-dirs", Directories, ""),
        row("create-base-path", Boolean, "1"),
        row("create-subdirs", Boolean, "1"),
        row("data-pool", Text, ""),
        row("datastore", Text, ""),
        row("disable", Boolean, "0"),
        row("domain", Short, ""),
        row("encryption-key", Secret, ""),
        row("export", Path, ""),
        row("fingerprint", Fingerprint, ""),
        row("format", Words(&["raw", "qcow2", "subvol", "vmdk"]), "raw"),
        row("fs-name", ConfigurationId, ""),
        row("fuse", Boolean, "0"),
        row("is_mountpoint", MountPoint, "0"),
        row("iscsiprovider", Text, ""),
        row("keyring", Secret, ""),
        row("krbd", Boolean, "0"),
        row("lio_tpg", Text, ""),
        row("master-pubkey", Secret, ""),
        row("max-protected-backups", Integer(-1, i64::MAX), ""),
        row("mkdir", Boolean, "1"),
        row("monhost", Portals, ""),
        row("mountpoint", Path, ""),
        row("namespace", Text, ""),
        row("nocow", Boolean, "0"),
        row("nodes", Nodes, ""),
        row("nowritecache", Boolean, "0"),
        row("options", MountOptions, ""),
        row("password", Secret, ""),
        row("path", Path, ""),
        row("pool", Text, ""),
        row("port", Integer(1, 65535), ""),
        row("portal", Portal, ""),
        row("preallocation", Words(&["off", "metadata", "falloc", "full"]), "metadata"),
        row("prune-backups", Prune, ""),
        row("saferemove", Boolean, "0"),
        row("saferemove-stepsize", Words(&["1", "2", "4", "8", "16", "32"]), "32"),
        row("saferemove_throughput", Text, ""),
        row("server", Server, ""),
        row("share", Text, ""),
        row("shared", Boolean, "0"),
        row("skip-cert-verification", Boolean, "0"),
        row("smbversion", Words(&["default", "2.0", "2.1", "3", "3.0", "3.11"]), "default"),
        row("snapshot-as-volume-chain", Boolean, "0"),
        row("sparse", Boolean, "0"),
        row("subdir", Path, ""),
        row("tagged_only", Boolean, "0"),
        row("target", Text, ""),
        row("thinpool", LvmName, ""),
        row("username", Text, ""),
        row("vgname", LvmName, ""),
        row("zfs-base-path", Path, ""),
    ]
};

fn form_of(name: &str) -> Option<Form> {
    OPTIONS.iter().find(|option| option.name == name).map(|option| option.form)
}

/// Returns the options whose values are secrets, or files that hold one.
pub(crate) fn secrets() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().filter(|option| option.form == Form::Secret).map(|option| option.name)
}

/// Returns whether the option's value is a secret, or a file that holds one.
pub(crate) fn is_secret(name: &str) -> bool {
    form_of(name) == Some(Form::Secret)
}

/// Returns whether an option is either on or off.
pub(crate) fn is_flag(name: &str) -> bool {
    form_of(name) == Some(Form::Boolean)
}

/// Returns an option's value as it is typed: booleans as 1 and 0.
pub(crate) fn as_typed(name: &str, value: &str) -> String {
    match parse_boolean(value).filter(|_| is_flag(name)) {
        Some(is_set) => i32::from(is_set).to_string(),
        None => value.to_owned(),
    }
}

/// An option's value in the form it is compared in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Normal {
    /// Not there, and without a default.
    Absent,
    /// A boolean, the default's if it is not there.
    Boolean(bool),
    /// A list whose order means nothing.
    Set(BTreeSet<String>),
    /// A number of bytes.
    Bytes(u64),
    /// Anything else, as it is written.
    Text(String),
}

/// Returns an option's value, or its absence, in the form it is compared in.
pub(crate) fn normal(kind: &Kind, name: &str, value: Option<&str>) -> Normal {
    let Some(option) = OPTIONS.iter().find(|option| option.name == name) else {
        return value.map_or(Normal::Absent, |text| Normal::Text(text.to_owned()));
    };
    let text = match (option.form, value) {
        // A bare word without a value is `1`.
        (Form::Boolean, Some("")) => "1",
        (_, None | Some("")) => option.default,
        (_, Some(text)) => text,
    };
    match option.form {
        Form::Content if value.is_none() => Normal::Set(kind.default_content.iter().map(ToString::to_string).collect()),
        // Not there, and there with nothing in it, mean the same: an empty wish takes the option away.
        Form::Content | Form::Nodes | Form::Portals | Form::Directories | Form::Limits => Normal::Set(split_list(text)),
        Form::Prune => Normal::Set(split_list(text).into_iter().map(as_kept).collect()),
        _ if text.is_empty() => Normal::Absent,
        Form::Boolean | Form::MountPoint => match parse_boolean(text) {
            Some(is_set) => Normal::Boolean(is_set),
            None => Normal::Text(text.to_owned()),
        },
        Form::BlockSize => parse_block_size(text).map_or_else(|| Normal::Text(text.to_owned()), Normal::Bytes),
        Form::Integer(..) => Normal::Text(text.parse::<i64>().map_or(text.to_owned(), |number| number.to_string())),
        // Proxmox takes a trailing slash away when it adds the storage.
        Form::Path if text.len() > 1 => Normal::Text(text.trim_end_matches('/').to_owned()),
        Form::Fingerprint => Normal::Text(text.to_ascii_uppercase()),
        _ => Normal::Text(text.to_owned()),
    }
}

/// `keep-all=yes` is `keep-all=1`.
fn as_kept(part: String) -> String {
    let is_set = part.strip_prefix("keep-all=").and_then(parse_boolean);
    is_set.map_or(part, |is_set| format!("keep-all={}", i32::from(is_set)))
}

fn parse_block_size(text: &str) -> Option<u64> {
    let (digits, shift) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 10),
        None => text.strip_suffix(['m', 'M']).map_or((text, 0), |digits| (digits, 20)),
    };
    let bytes = digits.parse::<u64>().ok()?.checked_mul(1 << shift)?;
    (is_block_number(digits) && bytes.is_power_of_two()).then_some(bytes)
}

/// Returns whether digits are a number as a block size has it: no sign, no leading zeros.
fn is_block_number(digits: &str) -> bool {
    !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns why `pvesm` would refuse this value, in its own words; an empty value takes the option away and is none of its business.
pub(crate) fn complaint(name: &str, value: &str) -> Option<String> {
    checks::check(form_of(name).filter(|_| !value.is_empty())?, value).err()
}

#[cfg(test)]
mod tests;
