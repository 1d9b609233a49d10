//! A value as a person writes it, in the form that `zfs get -p` prints after it was set, or why ZFS refuses it, in its words
//! (`zprop_parse_value` and `zfs_valid_proplist` of OpenZFS 2.3.9 and 2.4.4).

use super::{Form, Release, Row};

/// The largest block; the default of the parameter `zfs_max_recordsize` since OpenZFS 2.2.
const LARGEST_BLOCK: u64 = 16 << 20;
/// The smallest block.
const SMALLEST_BLOCK: u64 = 512;
/// Fewer iterations protect a passphrase too little.
const LEAST_ITERATIONS: u64 = 100_000;
/// A name or value of a user property is shorter than this.
const NAME_BYTES: usize = 256;
const VALUE_BYTES: usize = 8192;

/// The options of an NFS share that ZFS takes on Linux, some with a value (`lib/libshare/os/linux/nfs.c` of OpenZFS 2.3).
const NFS_OPTIONS: &[&str] = &[
    "ro",
    "rw",
    "sec",
    "anon",
    "root_mapping",
    "nosub",
    "all_squash",
    "anongid",
    "anonuid",
    "async",
    "auth_nlm",
    "crossmnt",
    "fsid",
    "fsuid",
    "hide",
    "insecure",
    "insecure_locks",
    "mountpoint",
    "mp",
    "no_acl",
    "no_all_squash",
    "no_auth_nlm",
    "no_root_squash",
    "no_subtree_check",
    "no_wdelay",
    "nohide",
    "refer",
    "replicas",
    "root_squash",
    "secure",
    "secure_locks",
    "subtree_check",
    "sync",
    "wdelay",
];

impl Row {
    /// Returns a wished value in the form that `zfs get -p` prints after it was set; the error says why ZFS would refuse it.
    pub fn normal(&self, value: &str, release: Release) -> Result<String, String> {
        let name = self.name;
        match self.form {
            Form::Words(shown, aliases) => {
                let word = word(value, shown, aliases).ok_or_else(|| format!("'{name}' must be one of '{shown}'"))?;
                Ok(as_stored(name, word, release).to_owned())
            }
            Form::Mountpoint if value.starts_with('/') || matches!(value, "none" | "legacy") => Ok(value.to_owned()),
            Form::Mountpoint => Err(format!("'{name}' must be an absolute path, 'none', or 'legacy'")),
            Form::KeyLocation if is_key_location(value) => Ok(value.to_owned()),
            Form::KeyLocation => Err("invalid keylocation".to_owned()),
            Form::Share if !is_share(name, value) => Err(format!("'{name}' cannot be set to invalid options")),
            Form::Unsupported => Err("mlslabels are unsupported".to_owned()),
            Form::Text | Form::Share => Ok(value.to_owned()),
            Form::CountOrNone if value == "none" => Ok(value.to_owned()),
            Form::SizeOrNone if value == "auto" && name == "refreservation" => Ok(value.to_owned()),
            Form::SizeOrNone if value == "none" => Ok("0".to_owned()),
            _ => self.number(value, release),
        }
    }

    fn number(&self, value: &str, release: Release) -> Result<String, String> {
        let name = self.name;
        let is_quota = matches!(name, "quota" | "refquota");
        let number = match value {
            "none" => 0,
            "auto" if is_quota => 0,
            "auto" => return Err(format!("'auto' is invalid value for '{name}'")),
            _ => parse_size(value)?,
        };
        let is_block = number.is_power_of_two() && (SMALLEST_BLOCK..=LARGEST_BLOCK).contains(&number);
        match self.form {
            Form::SizeOrNone if number == 0 && is_quota => Err("use 'none' to disable quota/refquota".to_owned()),
            Form::Size if number == 0 => Err(format!("'{name}' cannot be zero")),
            Form::BlockSize if !is_block => Err(format!("'{name}' must be power of 2 from 512B to 16M")),
            Form::SmallBlocks => match release {
                _ if number == 0 || is_block => Ok(number.to_string()),
                Release::From24 if number <= LARGEST_BLOCK => Ok(number.to_string()),
                Release::From24 => Err(format!("invalid '{name}={number}' property: must be between zero and 16M")),
                _ => Err(format!("invalid '{name}={number}' property: must be zero or a power of 2 from 512B to 16M")),
            },
            Form::Iterations if number < LEAST_ITERATIONS => {
                Err(format!("minimum pbkdf2 iterations is {LEAST_ITERATIONS}"))
            }
            // ZFS keeps `none` as the largest number.
            Form::CountOrNone if number == u64::MAX => Ok("none".to_owned()),
            _ => Ok(number.to_string()),
        }
    }
}

/// Returns how a word reads back: one of those that ZFS lists, or an alias of it.
fn word<'a>(value: &'a str, listed: &str, aliases: &[(&str, &'static str)]) -> Option<&'a str> {
    let alias = aliases.iter().find(|(alias, _)| *alias == value).map(|(_, reads_as)| *reads_as);
    alias.or_else(|| listed.split(" | ").any(|pattern| is_like(value, pattern)).then_some(value))
}

/// Returns whether a word is one that a pattern of ZFS stands for: `lz4`, `gzip-[1-9]`, `sha256[,verify]`.
fn is_like(word: &str, pattern: &str) -> bool {
    let Some((stem, choice)) = pattern.strip_suffix(']').and_then(|pattern| pattern.split_once('[')) else {
        return word == pattern;
    };
    let Some(rest) = word.strip_prefix(stem) else { return false };
    if choice.starts_with(',') {
        return rest.is_empty() || rest == choice;
    }
    // No leading zero, no sign: the number as it is printed.
    let number = rest.parse::<u64>().ok().filter(|number| number.to_string() == rest);
    let is_in = |part: &str| match part.split_once('-') {
        Some((first, last)) => {
            let (first, last) = (first.parse().unwrap_or(u64::MAX), last.parse().unwrap_or(0));
            number.is_some_and(|number| (first..=last).contains(&number))
        }
        None => part == rest,
    };
    choice.split(',').any(is_in)
}

/// Returns how a word is stored where releases differ. `xattr`: 2.3 reads `sa` back as `on`, 2.2 (where `on` is `dir`) and 2.4
/// as `sa`.
fn as_stored<'a>(name: &str, word: &'a str, release: Release) -> &'a str {
    match (name, word, release) {
        ("xattr", "sa", Release::From23) | ("xattr", "dir", Release::Before23) => "on",
        ("xattr", "on", Release::From24) => "sa",
        _ => word,
    }
}

fn is_key_location(value: &str) -> bool {
    let is_path = |scheme: &str| value.strip_prefix(scheme).is_some_and(|path| path.starts_with('/'));
    let is_address = |scheme: &str| value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty());
    matches!(value, "none" | "prompt") || is_path("file://") || is_address("https://") || is_address("http://")
}

/// Returns why ZFS would refuse a user property.
pub(super) fn refuse_user_property(name: &str, value: &str) -> Option<String> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.:".contains(&byte);
    if !name.bytes().all(is_letter) {
        return Some(format!("invalid property '{name}'"));
    }
    if name.len() >= NAME_BYTES {
        return Some(format!("property name '{name}' is too long"));
    }
    let is_too_long = value.len() >= VALUE_BYTES;
    is_too_long.then(|| format!("property value too long: {} bytes, at most {}", value.len(), VALUE_BYTES - 1))
}

/// Parses a size as ZFS does: an integer is shifted exactly, a decimal is multiplied as a double and cut to whole bytes, so `1.4T`
/// is 1539316278886 (zfs_nicestrtonum of OpenZFS 2.3.9). Units are powers of 1024: B K M G T P E Z, in any case, with an
/// optional `B` or `iB` behind.
pub fn parse_size(text: &str) -> Result<u64, String> {
    if !text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') {
        return Err(format!("bad numeric value '{text}'"));
    }
    let too_large = || "numeric value is too large".to_owned();
    let (whole, rest) = text.split_at(digits(text));
    let Some(decimals) = rest.strip_prefix('.') else {
        let shift = suffix_shift(rest)?;
        let value: u64 = whole.parse().map_err(|_| too_large())?;
        let shifted = value.checked_shl(shift).ok_or_else(too_large)?;
        return if shifted >> shift == value { Ok(shifted) } else { Err(too_large()) };
    };
    let length = whole.len() + 1 + digits(decimals);
    let length = length + exponent(&text[length..]);
    let (number, suffix) = text.split_at(length);
    let shift = suffix_shift(suffix)?;
    let value: f64 = number.parse().map_err(|_| format!("invalid numeric suffix '{text}'"))?;
    let scaled = value * 2f64.powi(shift.cast_signed());
    // The cast cuts to whole bytes, as C does.
    if scaled < 2f64.powi(64) { Ok(scaled as u64) } else { Err(too_large()) }
}

/// Returns how many digits a text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Returns how long the exponent is that a decimal may have: to ZFS `1.5e3` is 1500, `1.5E` 1.5 EiB.
fn exponent(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return 0 };
    let sign = usize::from(rest.starts_with(['+', '-']));
    match digits(&rest[sign..]) {
        0 => 0,
        count => 1 + sign + count,
    }
}

fn suffix_shift(suffix: &str) -> Result<u32, String> {
    let upper = suffix.to_ascii_uppercase();
    let mut letters = upper.chars();
    let Some(unit) = letters.next() else { return Ok(0) };
    let exponent = "BKMGTPEZ".find(unit);
    let rest_is_fine = matches!(letters.as_str(), "") || (unit != 'B' && matches!(letters.as_str(), "B" | "IB"));
    match exponent.filter(|_| rest_is_fine).and_then(|exponent| u32::try_from(exponent).ok()) {
        Some(exponent) => Ok(exponent * 10),
        None => Err(format!("invalid numeric suffix '{suffix}'")),
    }
}

/// Returns a value as a person reads it: sizes in the largest exact unit.
pub(super) fn shown(row: Option<&Row>, read: &str) -> String {
    let Some(row) = row else { return read.to_owned() };
    let is_size = matches!(row.form, Form::Size | Form::SizeOrNone | Form::BlockSize | Form::SmallBlocks);
    let Some(bytes) = read.parse::<u64>().ok().filter(|_| is_size) else {
        return read.to_owned();
    };
    if bytes == 0 {
        return if row.form == Form::SizeOrNone { "none" } else { "0" }.to_owned();
    }
    let units = ["E", "P", "T", "G", "M", "K"];
    let exact = units.iter().zip([60, 50, 40, 30, 20, 10]).find(|(_, shift)| bytes.trailing_zeros() >= *shift);
    exact.map_or(read.to_owned(), |(unit, shift)| format!("{}{unit}", bytes >> shift))
}

/// Returns whether ZFS takes a value of `sharenfs` or `sharesmb`; of the latter only the words (ran 2.3.9).
fn is_share(name: &str, value: &str) -> bool {
    let is_option = |option: &str| {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        NFS_OPTIONS.contains(&name) && (!matches!(name, "ro" | "rw") || has_whole_brackets(value))
    };
    match (name, value) {
        (_, "on" | "off") => true,
        ("sharesmb", _) => false,
        (_, options) => !options.is_empty() && options.split(',').filter(|option| !option.is_empty()).all(is_option),
    }
}

/// Returns whether each `[` of a list of hosts ends, and nothing but a length or the next host follows (`[fd00::1]/64:10.0.0.1`).
fn has_whole_brackets(hosts: &str) -> bool {
    hosts
        .split('[')
        .skip(1)
        .all(|host| host.split_once(']').is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(['/', ':'])))
}

#[cfg(test)]
mod tests;
