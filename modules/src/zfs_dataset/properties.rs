//! The table of ZFS properties: how a wish and a reading are brought to one normal form, and when a change is felt.
//!
//! Measured on OpenZFS 2.3.9 and 2.4.4: what `zfs get -Hp` reads back after `zfs set`. User properties (with a colon)
//! are compared byte for byte; a native property that has no row is refused, since ZFS would refuse its name.

use std::collections::BTreeMap;

use super::DatasetType;
use super::text::Value;
use crate::plan::{Change, Effect, Refusal, Risk};

/// When a property can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settable {
    /// Any time, felt at once.
    Live,
    /// Any time, felt by data written from now on.
    NewDataOnly,
    /// Any time, and it may unmount the filesystem or stop its writers.
    Interrupting,
    /// Only when the dataset is created.
    AtCreation,
    /// Never: ZFS tells it.
    Never,
}

/// What a property's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Bytes; `none` reads back as 0.
    SizeOrNone,
    /// Bytes.
    Size,
    /// A number, or `none` which stays `none`.
    CountOrNone,
    /// Words; pairs of (alias, how it reads back).
    Words(&'static [(&'static str, &'static str)]),
    /// `on` or `off`.
    OnOff,
    /// Any text, kept as it is written.
    Text,
}

/// Which type of dataset a property applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Applies {
    Both,
    Filesystem,
    Volume,
}

/// One native property.
#[derive(Debug)]
pub struct Row {
    name: &'static str,
    form: Form,
    applies: Applies,
    /// When it can be set.
    pub settable: Settable,
}

impl Row {
    /// Returns whether the property exists on datasets of this type.
    pub fn applies_to(&self, dataset_type: DatasetType) -> bool {
        match self.applies {
            Applies::Both => true,
            Applies::Filesystem => dataset_type == DatasetType::Filesystem,
            Applies::Volume => dataset_type == DatasetType::Volume,
        }
    }
}

const fn row(name: &'static str, form: Form, applies: Applies, settable: Settable) -> Row {
    Row { name, form, applies, settable }
}

const NO_ALIASES: &[(&str, &str)] = &[];

/// Every native property of OpenZFS 2.3.9 and 2.4.4 that `zfs get all` shows for filesystems and volumes.
#[rustfmt::skip]
const ROWS: &[Row] = {
    use Applies::{Both, Filesystem, Volume};
    use Form::{CountOrNone, OnOff, Size, SizeOrNone, Text, Words};
    use Settable::{AtCreation, Interrupting, Live, Never, NewDataOnly};
    &[
        row("aclinherit", Words(&[("secure", "restricted")]), Filesystem, Live),
        row("aclmode", Words(NO_ALIASES), Filesystem, Live),
        row("acltype", Words(&[("posixacl", "posix"), ("noacl", "off"), ("disabled", "off")]), Filesystem, Live),
        row("atime", OnOff, Filesystem, Live),
        row("canmount", Words(NO_ALIASES), Filesystem, Interrupting),
        row("casesensitivity", Words(NO_ALIASES), Filesystem, AtCreation),
        row("checksum", Words(NO_ALIASES), Both, NewDataOnly),
        row("compression", Words(&[("gzip-6", "gzip"), ("zstd-fast-1", "zstd-fast")]), Both, NewDataOnly),
        row("context", Text, Filesystem, Interrupting),
        row("copies", Words(NO_ALIASES), Both, NewDataOnly),
        row("dedup", Words(NO_ALIASES), Both, NewDataOnly),
        row("defaultgroupobjquota", SizeOrNone, Filesystem, Live),
        row("defaultgroupquota", SizeOrNone, Filesystem, Live),
        row("defaultprojectobjquota", SizeOrNone, Filesystem, Live),
        row("defaultprojectquota", SizeOrNone, Filesystem, Live),
        row("defaultuserobjquota", SizeOrNone, Filesystem, Live),
        row("defaultuserquota", SizeOrNone, Filesystem, Live),
        row("defcontext", Text, Filesystem, Interrupting),
        row("devices", OnOff, Filesystem, Live),
        row("direct", Words(NO_ALIASES), Filesystem, Live),
        row("dnodesize", Words(NO_ALIASES), Filesystem, NewDataOnly),
        row("encryption", Words(&[("on", "aes-256-gcm")]), Both, AtCreation),
        row("exec", OnOff, Filesystem, Live),
        row("filesystem_limit", CountOrNone, Filesystem, Live),
        row("fscontext", Text, Filesystem, Interrupting),
        row("keyformat", Words(NO_ALIASES), Both, AtCreation),
        row("keylocation", Text, Both, Live),
        row("logbias", Words(NO_ALIASES), Both, Live),
        row("longname", OnOff, Filesystem, Live),
        row("mountpoint", Text, Filesystem, Interrupting),
        row("nbmand", OnOff, Filesystem, Live),
        row("normalization", Words(NO_ALIASES), Filesystem, AtCreation),
        row("overlay", OnOff, Filesystem, Live),
        row("pbkdf2iters", Size, Both, AtCreation),
        row("prefetch", Words(NO_ALIASES), Both, Live),
        row("primarycache", Words(NO_ALIASES), Both, Live),
        row("quota", SizeOrNone, Filesystem, Live),
        row("readonly", OnOff, Both, Interrupting),
        row("recordsize", Size, Filesystem, NewDataOnly),
        row("redundant_metadata", Words(NO_ALIASES), Both, NewDataOnly),
        row("refquota", SizeOrNone, Filesystem, Live),
        row("refreservation", SizeOrNone, Both, Live),
        row("relatime", OnOff, Filesystem, Live),
        row("reservation", SizeOrNone, Both, Live),
        row("rootcontext", Text, Filesystem, Interrupting),
        row("secondarycache", Words(NO_ALIASES), Both, Live),
        row("setuid", OnOff, Filesystem, Live),
        row("sharenfs", Text, Filesystem, Live),
        row("sharesmb", Text, Filesystem, Live),
        row("snapdev", Words(NO_ALIASES), Both, Live),
        row("snapdir", Words(NO_ALIASES), Filesystem, Live),
        row("snapshot_limit", CountOrNone, Both, Live),
        row("special_small_blocks", Size, Both, NewDataOnly),
        row("sync", Words(NO_ALIASES), Both, Live),
        row("utf8only", OnOff, Filesystem, AtCreation),
        row("version", Words(NO_ALIASES), Filesystem, Live),
        row("volblocksize", Size, Volume, AtCreation),
        row("volmode", Words(&[("geom", "full")]), Both, Live),
        row("volsize", Size, Volume, Live),
        row("vscan", OnOff, Filesystem, Live),
        row("xattr", Words(NO_ALIASES), Filesystem, NewDataOnly),
        row("zoned", OnOff, Filesystem, Interrupting),
        row("available", Size, Both, Never),
        row("compressratio", Text, Both, Never),
        row("createtxg", Text, Both, Never),
        row("creation", Text, Both, Never),
        row("encryptionroot", Text, Both, Never),
        row("filesystem_count", Text, Filesystem, Never),
        row("guid", Text, Both, Never),
        row("keystatus", Text, Both, Never),
        row("logicalreferenced", Size, Both, Never),
        row("logicalused", Size, Both, Never),
        row("mlslabel", Text, Both, Never),
        row("mounted", Text, Filesystem, Never),
        row("objsetid", Text, Both, Never),
        row("origin", Text, Both, Never),
        row("refcompressratio", Text, Both, Never),
        row("referenced", Size, Both, Never),
        row("snapshot_count", Text, Both, Never),
        row("snapshots_changed", Text, Both, Never),
        row("type", Text, Both, Never),
        row("used", Size, Both, Never),
        row("usedbychildren", Size, Both, Never),
        row("usedbydataset", Size, Both, Never),
        row("usedbyrefreservation", Size, Both, Never),
        row("usedbysnapshots", Size, Both, Never),
        row("written", Size, Both, Never),
    ]
};

/// Returns the row of a native property.
pub fn row_of(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// Returns whether the name is a user property's: it has a colon.
pub fn is_user_property(name: &str) -> bool {
    name.contains(':')
}

/// Properties that can be set and that no child inherits.
const NOT_INHERITED: &[&str] = &[
    "canmount",
    "filesystem_limit",
    "quota",
    "refquota",
    "refreservation",
    "reservation",
    "snapshot_limit",
    "version",
    "volsize",
];

/// Returns whether children inherit the property: user properties, and most that can be set at any time.
pub fn is_inherited(name: &str) -> bool {
    if is_user_property(name) {
        return true;
    }
    let is_set_any_time =
        row_of(name).is_some_and(|row| !matches!(row.settable, Settable::AtCreation | Settable::Never));
    is_set_any_time && !NOT_INHERITED.contains(&name) && !name.starts_with("default")
}

/// Returns whether setting the property may unmount the filesystem or stop its writers.
pub fn interrupts(name: &str) -> bool {
    row_of(name).is_some_and(|row| row.settable == Settable::Interrupting)
}

/// Whose spelling a value is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// As a person writes it: `1.4T`.
    Wished,
    /// As `zfs get -p` prints it: `1539316278886`.
    Read,
}

/// Returns a value in the form that `zfs get -p` prints after it was set; the error says why ZFS would refuse it.
pub fn normal(property: &str, value: &str, spelling: Spelling) -> Result<String, String> {
    let Some(row) = row_of(property) else {
        return Ok(value.to_owned());
    };
    if value.is_empty() {
        return Err(format!("'{property}' needs a value"));
    }
    // `-` is what a property reads as that does not apply here.
    if spelling == Spelling::Read && value == "-" {
        return Ok(value.to_owned());
    }
    match row.form {
        Form::Text => Ok(value.to_owned()),
        Form::OnOff if spelling == Spelling::Wished && value != "on" && value != "off" => {
            Err(format!("'{property}' must be one of 'on | off'"))
        }
        Form::OnOff => Ok(value.to_owned()),
        Form::Words(aliases) => {
            let alias = aliases.iter().find(|(alias, _)| *alias == value);
            Ok(alias.map_or(value, |(_, reads_as)| reads_as).to_owned())
        }
        Form::CountOrNone if value == "none" => Ok(value.to_owned()),
        Form::SizeOrNone if value == "none" => Ok("0".to_owned()),
        Form::SizeOrNone if value == "auto" && property == "refreservation" => Ok(value.to_owned()),
        Form::SizeOrNone if value == "0" && spelling == Spelling::Wished && property.ends_with("quota") => {
            Err(format!("use 'none' to disable {property}"))
        }
        Form::CountOrNone | Form::SizeOrNone | Form::Size => parse_size(value).map(|bytes| bytes.to_string()),
    }
}

/// Parses a size as ZFS does: an integer is shifted exactly, a decimal is multiplied as a double and cut to whole bytes,
/// so `1.4T` is 1539316278886 (zfs_nicestrtonum of OpenZFS 2.3.9). Units are powers of 1024: B K M G T P E, in any case,
/// with an optional `B` or `iB` behind.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let is_number = number.bytes().any(|byte| byte.is_ascii_digit()) && number.matches('.').count() <= 1;
    if !is_number {
        return Err(format!("bad numeric value '{text}'"));
    }
    let shift = suffix_shift(suffix).ok_or_else(|| format!("invalid numeric suffix '{suffix}'"))?;
    let too_large = || "numeric value is too large".to_owned();
    if number.contains('.') {
        let value: f64 = number.parse().map_err(|_| format!("bad numeric value '{text}'"))?;
        let scaled = value * 2f64.powi(shift);
        // The cast cuts to whole bytes, as C does.
        return if scaled < 2f64.powi(64) { Ok(scaled as u64) } else { Err(too_large()) };
    }
    let value: u64 = number.parse().map_err(|_| too_large())?;
    let shifted = value.checked_shl(u32::try_from(shift).unwrap_or(64)).ok_or_else(too_large)?;
    if shifted >> shift == value { Ok(shifted) } else { Err(too_large()) }
}

fn suffix_shift(suffix: &str) -> Option<i32> {
    let upper = suffix.to_ascii_uppercase();
    let mut letters = upper.chars();
    let Some(unit) = letters.next() else { return Some(0) };
    let exponent = i32::try_from("BKMGTPE".find(unit)?).ok()?;
    let rest_is_fine = match letters.as_str() {
        "" => true,
        "B" | "IB" => exponent > 0,
        _ => false,
    };
    rest_is_fine.then_some(exponent * 10)
}

/// One property that differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The change, in a person's spelling.
    pub change: Change,
    /// The value to type.
    pub typed: String,
}

/// Compares one wished property with the reading: equal, different, or refused.
pub fn compare(
    property: &str,
    wished: &str,
    observed: &BTreeMap<String, Value>,
) -> Result<Option<Difference>, Box<Refusal>> {
    let found = observed.get(property);
    let found_text = found.map_or("nothing".to_owned(), |value| shown(property, &value.text));
    let refuse = |why: String, remedy: &str| {
        let (property, wanted) = (property.to_owned(), wished.to_owned());
        Box::new(Refusal { property, wanted, found: found_text.clone(), why, remedy: remedy.to_owned() })
    };
    if is_user_property(property) {
        let before = found.map(|value| value.text.clone());
        let differs = before.as_deref() != Some(wished);
        let change = Change::new(property, before, Some(wished.to_owned()));
        return Ok(differs.then(|| Difference { change, typed: wished.to_owned() }));
    }
    let Some(row) = row_of(property) else {
        return Err(refuse(format!("'{property}' is no property of ZFS"), "mend its name, or take it out"));
    };
    let is_volume = observed.get("type").is_some_and(|value| value.text == "volume");
    let found_type = if is_volume { DatasetType::Volume } else { DatasetType::Filesystem };
    if !row.applies_to(found_type) {
        let why = format!("'{property}' does not apply to datasets of this type ({})", found_type.as_str());
        return Err(refuse(why, "take it out of the properties"));
    }
    let Some(found) = found else {
        let why = format!("the OpenZFS on this host does not know '{property}'");
        return Err(refuse(why, "take it out, or upgrade OpenZFS"));
    };
    if row.settable == Settable::Never {
        return Err(refuse(format!("'{property}' is readonly"), "take it out of the properties"));
    }
    if found.text == "-" && found.source == "-" {
        return Err(refuse(format!("'{property}' does not apply to this dataset"), "take it out of the properties"));
    }
    let wanted = normal(property, wished, Spelling::Wished).map_err(|why| refuse(why, "mend the value"))?;
    let wanted = as_stored(property, wanted, observed);
    let read = normal(property, &found.text, Spelling::Read).unwrap_or_else(|_| found.text.clone());
    if wanted == read {
        return Ok(None);
    }
    if row.settable == Settable::AtCreation {
        let remedy =
            "make a new dataset with it and move the data there (`zfs send`), or take it out of the properties";
        return Err(refuse(format!("'{property}' can only be set when the dataset is created"), remedy));
    }
    if found.source == "temporary" {
        let remedy = "unmount and mount it again to see the stored value";
        return Err(refuse("a temporary mount option hides the stored value".to_owned(), remedy));
    }
    if let Some((why, remedy)) = would_lose_or_fail(property, &wanted, &read, observed) {
        return Err(refuse(why, remedy));
    }
    let grows_volume = property == "volsize";
    let typed = if grows_volume { wanted } else { wished.to_owned() };
    let (effect, risk) = match row.settable {
        _ if grows_volume => (Effect::Live, Risk::Irreversible),
        Settable::NewDataOnly => (Effect::NewDataOnly, Risk::Safe),
        Settable::Interrupting => (Effect::Live, Risk::Interrupts),
        Settable::Live | Settable::AtCreation | Settable::Never => (Effect::Live, Risk::Safe),
    };
    let change = Change::new(property, Some(found_text), Some(wished.to_owned())).felt(effect).risking(risk);
    Ok(Some(Difference { change, typed }))
}

/// Returns a normal value as this host's ZFS stores it, where that depends on the dataset or the version.
fn as_stored(property: &str, wanted: String, observed: &BTreeMap<String, Value>) -> String {
    match property {
        // 2.3 reads `sa` back as `on`, 2.2 (where `on` is `dir`) and 2.4 as `sa`. 2.3 is the first with `direct`, 2.4
        // the first with `defaultuserquota`.
        "xattr" if observed.contains_key("direct") && !observed.contains_key("defaultuserquota") && wanted == "sa" => {
            "on".to_owned()
        }
        "xattr" if observed.contains_key("defaultuserquota") && wanted == "on" => "sa".to_owned(),
        "xattr" if !observed.contains_key("direct") && wanted == "dir" => "on".to_owned(),
        // `zfs create -V` rounds up to the block size, `zfs set volsize` refuses what is no multiple.
        "volsize" => {
            let number = |text: &str| text.parse::<u64>().ok();
            let block = observed.get("volblocksize").and_then(|value| number(&value.text)).filter(|block| *block > 0);
            match (number(&wanted), block) {
                (Some(bytes), Some(block)) => bytes.div_ceil(block).saturating_mul(block).to_string(),
                _ => wanted,
            }
        }
        _ => wanted,
    }
}

/// Returns why a new value would lose data or be refused by the kernel, and what to do, or `None` if it is fine.
fn would_lose_or_fail(
    property: &str,
    wanted: &str,
    read: &str,
    observed: &BTreeMap<String, Value>,
) -> Option<(String, &'static str)> {
    let wanted: u64 = wanted.parse().ok()?;
    let limited_by = match property {
        // `zfs set volsize` shrinks in silence: exit 0, no prompt, and the data past the end is gone.
        "volsize" => {
            let present: u64 = read.parse().ok()?;
            let why =
                format!("a volume is never shrunk: {} bytes at its end would be lost", present.saturating_sub(wanted));
            return (wanted < present).then_some((why, "make a smaller volume and copy what is needed"));
        }
        "quota" => "used",
        "refquota" => "referenced",
        _ => return None,
    };
    let present: u64 = observed.get(limited_by)?.text.parse().ok()?;
    let why = format!("{limited_by} is {present} bytes, and ZFS refuses a {property} below that");
    (wanted != 0 && wanted < present).then_some((why, "free space first, or wish a larger one"))
}

/// Returns a value as a person reads it: sizes in the largest exact unit.
fn shown(property: &str, read: &str) -> String {
    let is_size = row_of(property).is_some_and(|row| matches!(row.form, Form::Size | Form::SizeOrNone));
    let Some(bytes) = read.parse::<u64>().ok().filter(|_| is_size) else {
        return read.to_owned();
    };
    if bytes == 0 {
        return if property.ends_with("quota") || property.ends_with("reservation") { "none" } else { "0" }.to_owned();
    }
    let units = ["E", "P", "T", "G", "M", "K"];
    let exact = units.iter().zip([60, 50, 40, 30, 20, 10]).find(|(_, shift)| bytes.trailing_zeros() >= *shift);
    exact.map_or(read.to_owned(), |(unit, shift)| format!("{}{unit}", bytes >> shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(pairs: &[(&str, &str, &str)]) -> BTreeMap<String, Value> {
        let value = |text: &str, source: &str| Value { text: text.to_owned(), source: source.to_owned() };
        pairs.iter().map(|(name, text, source)| ((*name).to_owned(), value(text, source))).collect()
    }

    fn is_equal(property: &str, wished: &str, read: &str) -> bool {
        compare(property, wished, &reading(&[(property, read, "local")])) == Ok(None)
    }

    #[test]
    fn decimal_sizes_are_cut_as_zfs_cuts_them() {
        for (text, bytes) in [
            ("1.4T", 1_539_316_278_886),
            ("0.7T", 769_658_139_443),
            ("1.23456789G", 1_325_607_178),
            ("99.9G", 107_266_808_217),
            ("3.3G", 3_543_348_019),
            (".5G", 536_870_912),
            ("128K", 131_072),
            ("128k", 131_072),
            ("128KB", 131_072),
            ("128KiB", 131_072),
            ("15E", 15 << 60),
            ("18446744073709551615", u64::MAX),
            ("7", 7),
            ("7B", 7),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for bad in [
            "16E",
            "1 G",
            "1Gi",
            "1G5",
            "0x10",
            "1e9",
            "128KK",
            "-1",
            "+1",
            "",
            " 1",
            ".",
            "1..5G",
            "18446744073709551616",
        ] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_zfs_rewrites_is_equal() {
        for (property, wished, read) in [
            ("compression", "gzip-6", "gzip"),
            ("compression", "zstd-fast-1", "zstd-fast"),
            ("acltype", "posixacl", "posix"),
            ("acltype", "noacl", "off"),
            ("volmode", "geom", "full"),
            ("aclinherit", "secure", "restricted"),
            ("quota", "none", "0"),
            ("quota", "1.4T", "1539316278886"),
            ("recordsize", "128K", "131072"),
            ("filesystem_limit", "none", "none"),
            ("encryption", "on", "aes-256-gcm"),
            ("mountpoint", "/srv/fs/", "/srv/fs/"),
            ("com.example:x", " a", " a"),
        ] {
            assert!(is_equal(property, wished, read), "{property}={wished} reads {read}");
        }
        for (property, wished, read) in [
            ("compression", "zstd", "zstd-3"),
            ("compression", "lz4", "on"),
            ("mountpoint", "/srv/fs", "/srv/fs/"),
            ("com.example:x", "a", " a"),
        ] {
            assert!(!is_equal(property, wished, read), "{property}={wished} reads {read}");
        }
    }

    #[test]
    fn xattr_reads_back_by_version() {
        let with = |read: &str, marks: &[&str]| {
            let mut observed = reading(&[("xattr", read, "local")]);
            observed.extend(reading(&marks.iter().map(|mark| (*mark, "x", "default")).collect::<Vec<_>>()));
            move |wished: &str| compare("xattr", wished, &observed) == Ok(None)
        };
        assert!(with("on", &["direct"])("sa"));
        assert!(with("on", &[])("dir"));
        assert!(!with("on", &[])("sa"));
        assert!(with("sa", &["direct", "defaultuserquota"])("sa"));
        assert!(with("sa", &["direct", "defaultuserquota"])("on"));
    }

    #[test]
    fn a_wish_equal_to_a_default_or_inherited_value_is_no_difference() {
        let observed = reading(&[("sync", "standard", "default"), ("atime", "off", "inherited from tank")]);
        assert_eq!(compare("sync", "standard", &observed), Ok(None));
        assert_eq!(compare("atime", "off", &observed), Ok(None));
    }

    #[test]
    fn a_volume_grows_to_whole_blocks_and_never_shrinks() {
        let observed = reading(&[
            ("type", "volume", "-"),
            ("volsize", "1073741824", "local"),
            ("volblocksize", "16384", "default"),
        ]);
        let grown = compare("volsize", "1.4T", &observed).unwrap().unwrap();
        assert_eq!(grown.typed, "1539316285440");
        assert_eq!(grown.change.risk, Risk::Irreversible);
        let refusal = compare("volsize", "512M", &observed).unwrap_err();
        assert!(refusal.why.contains("536870912 bytes"), "{refusal}");
    }

    #[test]
    fn a_quota_below_used_is_refused_with_numbers() {
        let observed = reading(&[("quota", "0", "default"), ("used", "5000000", "-")]);
        assert!(compare("quota", "1M", &observed).unwrap_err().why.contains("5000000"));
        assert!(compare("quota", "none", &observed).unwrap().is_none());
        assert!(compare("quota", "0", &observed).unwrap_err().why.contains("use 'none'"));
    }

    #[test]
    fn create_only_readonly_inapplicable_and_unknown_are_refused() {
        let observed = reading(&[
            ("casesensitivity", "sensitive", "-"),
            ("used", "1", "-"),
            ("recordsize", "-", "-"),
            ("atime", "off", "temporary"),
        ]);
        for (property, wished) in [
            ("casesensitivity", "mixed"),
            ("used", "2"),
            ("recordsize", "128K"),
            ("atime", "on"),
            ("bogus", "1"),
            ("sync", "always"),
        ] {
            assert!(compare(property, wished, &observed).is_err(), "{property}");
        }
        assert_eq!(compare("casesensitivity", "sensitive", &observed), Ok(None));
    }

    #[test]
    fn booleans_are_on_and_off_only() {
        for bad in ["yes", "true", "1", "ON", ""] {
            assert!(normal("atime", bad, Spelling::Wished).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_table_has_each_property_once() {
        for (index, row) in ROWS.iter().enumerate() {
            assert!(ROWS[index + 1..].iter().all(|other| other.name != row.name), "{}", row.name);
        }
    }
}
