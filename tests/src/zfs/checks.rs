//! Which values OpenZFS accepts for a property, and what they read back as.

use super::properties::{self, Property, Takes};
use super::{Kind, Version, values};

/// The longest value of a user property, in bytes (OpenZFS 2.3.9: 8192 are refused).
const LONGEST_VALUE: usize = 8191;

/// The longest name of a user property, in bytes (OpenZFS 2.4.4).
const LONGEST_NAME: usize = 255;

/// When a value is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// `zfs create -o`.
    AtCreation,
    /// `zfs set`.
    Later,
}

/// Returns a property's own name and the value it will read back as; the error is the reason that OpenZFS gives.
pub(super) fn check(
    (name, value): (&str, &str),
    kind: Kind,
    version: Version,
    when: When,
) -> Result<(String, String), String> {
    let Some(property) = properties::find(name, version) else {
        return check_unlisted(name, value);
    };
    if !property.applies_to(kind, version) {
        return Err(format!("'{}' does not apply to datasets of this type", property.name));
    }
    let may_be_given = when == When::AtCreation && matches!(property.takes, Takes::OnceWord(_) | Takes::OnceSize);
    if !property.is_editable() && !may_be_given {
        return Err(format!("'{}' is readonly", property.name));
    }
    let stored = stored(property, value, kind, version)?;
    Ok((property.name.to_owned(), stored))
}

fn check_unlisted(name: &str, value: &str) -> Result<(String, String), String> {
    if name == "name" {
        return Err("'name' is readonly".to_owned());
    }
    if properties::is_quota_of_somebody(name) {
        let bytes = if value == "none" { 0 } else { values::parse_size(value)? };
        let kept = properties::quota_of_somebody(name);
        let kept = kept.ok_or_else(|| format!("'{name}' has an invalid user/group name"))?;
        return Ok((kept, bytes.to_string()));
    }
    if !properties::is_user_property(name) {
        return Err(format!("invalid property '{name}'"));
    }
    if name.len() > LONGEST_NAME {
        return Err(format!("property name '{name}' is too long"));
    }
    if value.len() > LONGEST_VALUE {
        return Err("property value too long".to_owned());
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn stored(property: &Property, value: &str, kind: Kind, version: Version) -> Result<String, String> {
    let name = property.name;
    match property.takes {
        Takes::Word(words) | Takes::OnceWord(words) => {
            word(name, words, value, version).ok_or_else(|| format!("'{name}' must be one of '{}'", property.values))
        }
        Takes::Limit => limit(name, value, kind),
        Takes::Count if value == "none" => Ok("none".to_owned()),
        Takes::Size if name == "volsize" => volume_size(value),
        Takes::Size => small_block(value, version),
        Takes::BlockSize | Takes::OnceSize => block_size(name, value),
        Takes::Path => path(value),
        Takes::Text => text(name, value),
        Takes::Count | Takes::Statistic(_) => values::parse_size(value).map(|number| number.to_string()),
    }
}

fn word(name: &str, words: &[&str], value: &str, version: Version) -> Option<String> {
    let split = |word: &&str| word.split_once('=').map_or((word.to_string(), word.to_string()), pair);
    let (_, stored) = words.iter().map(split).find(|(written, _)| written == value)?;
    // 2.3 reads `on` for xattr=sa, 2.4 reads `sa` for xattr=on.
    let is_new_xattr = name == "xattr" && version >= Version::V2_4_4 && stored == "on";
    Some(if is_new_xattr { "sa".to_owned() } else { stored })
}

fn pair((written, stored): (&str, &str)) -> (String, String) {
    (written.to_owned(), stored.to_owned())
}

/// Reads a quota or reservation; `auto` is answered by whoever knows the volume's size.
fn limit(name: &str, value: &str, kind: Kind) -> Result<String, String> {
    let is_quota = matches!(name, "quota" | "refquota");
    match value {
        "none" => return Ok("0".to_owned()),
        "auto" if is_quota => return Err("use 'none' to disable quota/refquota".to_owned()),
        "auto" if name == "refreservation" && kind == Kind::Volume => return Ok("auto".to_owned()),
        "auto" if name == "refreservation" => return Err("'refreservation=auto' only allowed on volumes".to_owned()),
        "auto" => return Err(format!("'auto' is invalid value for '{name}'")),
        _ => {}
    }
    let bytes = values::parse_size(value)?;
    if bytes == 0 && is_quota {
        return Err("use 'none' to disable quota/refquota".to_owned());
    }
    Ok(bytes.to_string())
}

fn volume_size(value: &str) -> Result<String, String> {
    match value {
        "none" => Err("'volsize' cannot be zero".to_owned()),
        _ => match values::parse_size(value)? {
            0 => Err("'volsize' cannot be zero".to_owned()),
            bytes => Ok(bytes.to_string()),
        },
    }
}

fn is_block_size(bytes: u64) -> bool {
    bytes.is_power_of_two() && (512..=16 << 20).contains(&bytes)
}

fn block_size(name: &str, value: &str) -> Result<String, String> {
    let bytes = if value == "none" { 0 } else { values::parse_size(value)? };
    if !is_block_size(bytes) {
        return Err(format!("'{name}' must be power of 2 from 512B to 16M"));
    }
    Ok(bytes.to_string())
}

fn small_block(value: &str, version: Version) -> Result<String, String> {
    let bytes = if value == "none" { 0 } else { values::parse_size(value)? };
    let is_fine = if version >= Version::V2_4_4 { bytes <= 16 << 20 } else { bytes == 0 || is_block_size(bytes) };
    if !is_fine {
        let rule = "must be zero or a power of 2 from 512B to 16M";
        return Err(format!("invalid 'special_small_blocks={bytes}' property: {rule}"));
    }
    Ok(bytes.to_string())
}

fn path(value: &str) -> Result<String, String> {
    if !value.starts_with('/') && value != "none" && value != "legacy" {
        return Err("'mountpoint' must be an absolute path, 'none', or 'legacy'".to_owned());
    }
    Ok(value.to_owned())
}

fn text(name: &str, value: &str) -> Result<String, String> {
    match name {
        "mlslabel" => Err("mlslabels are unsupported".to_owned()),
        "keylocation" => {
            let is_place = ["file:///", "https://", "http://"].iter().any(|scheme| value.starts_with(scheme));
            let is_fine = is_place || matches!(value, "none" | "prompt");
            if is_fine { Ok(value.to_owned()) } else { Err("invalid keylocation".to_owned()) }
        }
        "sharenfs" | "sharesmb" if !is_share(name, value) => Err(format!("'{name}' cannot be set to invalid options")),
        _ => Ok(value.to_owned()),
    }
}

/// Of SMB only the words are known, of NFS the options of Linux (OpenZFS 2.3, `lib/libshare/os/linux/nfs.c`).
fn is_share(name: &str, value: &str) -> bool {
    const OPTIONS: &str = "ro rw sec anon root_mapping nosub all_squash anongid anonuid async auth_nlm crossmnt fsid fsuid hide \
        insecure insecure_locks mountpoint mp no_acl no_all_squash no_auth_nlm no_root_squash no_subtree_check no_wdelay nohide \
        refer replicas root_squash secure secure_locks subtree_check sync wdelay";
    let is_whole =
        |host: &str| host.split_once(']').is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(['/', ':']));
    let is_known = |option: &str| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        let are_hosts = matches!(name, "ro" | "rw");
        OPTIONS.split_whitespace().any(|known| known == name) && (!are_hosts || value.split('[').skip(1).all(is_whole))
    };
    let given = || value.split(',').filter(|option| !option.is_empty());
    matches!(value, "on" | "off") || (name == "sharenfs" && !value.is_empty() && given().all(is_known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, value: &str) -> Result<String, String> {
        check((name, value), Kind::Filesystem, Version::V2_3_9, When::Later).map(|(_, value)| value)
    }

    #[test]
    fn what_is_set_is_not_always_what_reads_back() {
        for (name, written, read) in [
            ("compression", "gzip-6", "gzip"),
            ("compression", "zstd-fast-1", "zstd-fast"),
            ("compression", "zstd-3", "zstd-3"),
            ("xattr", "sa", "on"),
            ("xattr", "dir", "dir"),
            ("acltype", "posixacl", "posix"),
            ("acltype", "noacl", "off"),
            ("aclinherit", "secure", "restricted"),
            ("volmode", "geom", "full"),
            ("quota", "none", "0"),
            ("quota", "1.4T", "1539316278886"),
            ("mountpoint", "/srv/fs/", "/srv/fs/"),
            ("filesystem_limit", "none", "none"),
            ("checksum", "noparity", "noparity"),
        ] {
            assert_eq!(set(name, written).as_deref(), Ok(read), "{name}={written}");
        }
        let new = check(("xattr", "on"), Kind::Filesystem, Version::V2_4_4, When::Later);
        assert_eq!(new, Ok(("xattr".to_owned(), "sa".to_owned())));
    }

    #[test]
    fn what_is_refused_is_refused_in_openzfs_words() {
        for (name, value, reason) in [
            ("bogus", "1", "invalid property 'bogus'"),
            ("used", "1", "'used' is readonly"),
            ("casesensitivity", "sensitive", "'casesensitivity' is readonly"),
            ("volsize", "1G", "'volsize' does not apply to datasets of this type"),
            ("atime", "yes", "'atime' must be one of 'on | off'"),
            ("recordsize", "100K", "'recordsize' must be power of 2 from 512B to 16M"),
            ("recordsize", "none", "'recordsize' must be power of 2 from 512B to 16M"),
            ("quota", "0", "use 'none' to disable quota/refquota"),
            ("quota", "NONE", "bad numeric value 'NONE'"),
            ("refreservation", "auto", "'refreservation=auto' only allowed on volumes"),
            ("mountpoint", "relative", "'mountpoint' must be an absolute path, 'none', or 'legacy'"),
            ("mlslabel", "none", "mlslabels are unsupported"),
        ] {
            assert_eq!(set(name, value).unwrap_err(), reason, "{name}={value}");
        }
    }

    #[test]
    fn create_only_properties_can_be_given_at_creation() {
        let given = |pair| check(pair, Kind::Filesystem, Version::V2_3_9, When::AtCreation);
        assert_eq!(given(("case", "mixed")), Ok(("casesensitivity".to_owned(), "mixed".to_owned())));
        assert_eq!(given(("encryption", "on")), Ok(("encryption".to_owned(), "aes-256-gcm".to_owned())));
    }
}
