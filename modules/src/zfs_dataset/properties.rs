//! Properties of ZFS: one row each, how a wish and a reading are compared, and when a change is felt.
//!
//! Measured on OpenZFS 2.3.9 and 2.4.4: what `zfs get -Hp` reads back after `zfs set`. User properties (with a colon)
//! are compared byte for byte; a native property that has no row is refused, since ZFS would refuse its name.

use std::collections::BTreeMap;

use super::DatasetType;
use super::surroundings::Surroundings;
use super::text::Value;
use crate::plan::{Change, Effect, Refusal, Risk};

mod limits;
mod table;
mod values;

pub(super) use limits::refuse_together;
pub use table::row_of;
pub use values::parse_size;

/// The word that wishes a property to be inherited, or at its default, again: `zfs inherit`.
pub const INHERIT: &str = "inherit";

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
    /// Words as ZFS lists them, and pairs of (alias, how it reads back).
    Words(&'static str, &'static [(&'static str, &'static str)]),
    /// Bytes, not 0.
    Size,
    /// Bytes; `none` reads back as 0.
    SizeOrNone,
    /// A power of two.
    BlockSize,
    /// 0 or a power of two; any number since 2.4.
    SmallBlocks,
    /// A number, or `none` which stays `none`.
    CountOrNone,
    /// How often a passphrase is hashed.
    Iterations,
    /// A path, `none` or `legacy`; the path is kept as it is written.
    Mountpoint,
    /// Where a key comes from.
    KeyLocation,
    /// Options of a share.
    Share,
    /// Any text, kept as it is written.
    Text,
    /// Nothing on Linux.
    Unsupported,
}

/// Which types of dataset a property applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Applies {
    Both,
    Filesystem,
    Volume,
    Snapshot,
}

/// One native property.
#[derive(Debug)]
pub struct Row {
    name: &'static str,
    applies: Applies,
    /// When it can be set.
    pub settable: Settable,
    /// Whether children inherit it, and `zfs inherit` takes it back.
    is_inherited: bool,
    form: Form,
    /// The value where nothing sets it; empty if there is none that can be told.
    default: &'static str,
}

/// A release of OpenZFS, as far as values differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// 2.2 and older.
    Before23,
    /// 2.3.
    From23,
    /// 2.4 and newer.
    From24,
}

impl Release {
    /// Returns the release that shows these properties of a filesystem: 2.3 is the first with `direct`, 2.4 the first with
    /// `defaultuserquota`.
    pub fn of(filesystem: &BTreeMap<String, Value>) -> Self {
        match () {
            () if filesystem.contains_key("defaultuserquota") => Self::From24,
            () if filesystem.contains_key("direct") => Self::From23,
            () => Self::Before23,
        }
    }
}

/// Returns whether the name is a user property's: it has a colon.
pub fn is_user_property(name: &str) -> bool {
    name.contains(':')
}

/// Returns whether children inherit the property: user properties, and those that ZFS lists so.
pub fn is_inherited(name: &str) -> bool {
    is_user_property(name) || row_of(name).is_some_and(|row| row.is_inherited)
}

/// Returns whether setting the property may unmount the filesystem or stop its writers.
pub fn interrupts(name: &str) -> bool {
    row_of(name).is_some_and(|row| row.settable == Settable::Interrupting)
}

/// Returns a wished value in the form that `zfs get -p` prints after it was set; the error says why ZFS would refuse it.
pub fn normal(property: &str, value: &str, release: Release) -> Result<String, String> {
    row_of(property).map_or_else(|| Ok(value.to_owned()), |row| row.normal(value, release))
}

/// What has to be typed for a property that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// `zfs set` with this value.
    Set(String),
    /// `zfs inherit`.
    Inherit,
}

/// One property that differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The change, in a person's spelling.
    pub change: Change,
    /// What is typed.
    pub typed: Typed,
}

/// What a wish for one property is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The dataset's properties.
    pub observed: &'a BTreeMap<String, Value>,
    /// All that is wished of it.
    pub wishes: &'a BTreeMap<String, String>,
    /// What is around it.
    pub surroundings: &'a Surroundings,
}

/// Why a wish is refused, and what a person could do.
type Why = (String, String);

fn why(why: impl Into<String>, remedy: &str) -> Why {
    (why.into(), remedy.to_owned())
}

const TAKE_OUT: &str = "take it out of the properties";

/// Returns what a person does about a value that ZFS would refuse.
fn mend(property: &str, value: &str) -> &'static str {
    match property {
        "quota" | "refquota" if matches!(value.trim(), "0" | "auto") => "wish `none`, the word of ZFS for no quota",
        "sharenfs" => "`on`, `off`, or options of one share as ZFS writes them: `rw=@10.0.0.0/24,no_root_squash`",
        "sharesmb" => "`on` or `off`: ZFS on Linux takes no options of a share there",
        _ => "mend the value",
    }
}

/// Compares one wished property with the reading: equal, different, or refused.
pub fn compare(property: &str, wished: &str, situation: Situation<'_>) -> Result<Option<Difference>, Box<Refusal>> {
    let found = situation.observed.get(property);
    differs(property, wished, found, situation).map_err(|(why, remedy)| {
        let found = found.map_or("nothing".to_owned(), |value| shown(property, value));
        let (property, wanted) = (property.to_owned(), wished.to_owned());
        Box::new(Refusal { property, wanted, found, why, remedy })
    })
}

fn differs(
    property: &str,
    wished: &str,
    found: Option<&Value>,
    situation: Situation<'_>,
) -> Result<Option<Difference>, Why> {
    let Some(row) = row_of(property) else {
        if let Some(why) = refuse_name(property, wished) {
            return Err(why);
        }
        return Ok(user_property(property, wished, found, situation));
    };
    let is_volume = situation.observed.get("type").is_some_and(|value| value.text == "volume");
    let found_type = if is_volume { DatasetType::Volume } else { DatasetType::Filesystem };
    refuse_type(row, found_type)?;
    let Some(found) = found else {
        let reason = format!("invalid property '{property}': the OpenZFS on this host does not know it");
        return Err(why(reason, "take it out, or upgrade OpenZFS"));
    };
    refuse_never(row)?;
    if found.text == "-" && found.source == "-" {
        return Err(why(format!("'{property}' does not apply to this dataset"), TAKE_OUT));
    }
    if wished == INHERIT {
        refuse_inherit(row)?;
        let difference = inherits_again(property, row.settable, found, situation)?;
        if difference.is_some() {
            limits::refuse_zoned(row, INHERIT, situation)?;
        }
        return Ok(difference);
    }
    let release = situation.surroundings.release;
    let wanted = row.normal(wished, release).map_err(|reason| why(reason, mend(property, wished)))?;
    let wanted = limits::as_stored(row, wanted, situation.observed)?;
    if wanted == found.text {
        return Ok(None);
    }
    if row.settable == Settable::AtCreation {
        let reason = format!("'{property}' is readonly: it can only be set when the dataset is created");
        let remedy =
            "make a new dataset with it and move the data there (`zfs send`), or take it out of the properties";
        return Err(why(reason, remedy));
    }
    refuse_temporary(found)?;
    limits::refuse(row, &wanted, &found.text, situation)?;
    let grows_volume = property == "volsize";
    let typed = if grows_volume { wanted } else { wished.to_owned() };
    let change = Change::new(property, Some(shown(property, found)), Some(wished.to_owned()));
    let settable = match property {
        "canmount" if !unmounts(wished, &found.text, situation) => Settable::Live,
        _ => row.settable,
    };
    let change = if grows_volume { change.risking(Risk::Irreversible) } else { felt(change, settable) };
    Ok(Some(Difference { change, typed: Typed::Set(typed) }))
}

fn felt(change: Change, settable: Settable) -> Change {
    match settable {
        Settable::NewDataOnly => change.felt(Effect::NewDataOnly),
        Settable::Interrupting => change.risking(Risk::Interrupts),
        Settable::Live | Settable::AtCreation | Settable::Never => change,
    }
}

/// Returns whether setting `canmount` may unmount the filesystem: `off` does so at once, `noauto` leaves mounted what is mounted.
/// `on` after `noauto` was recorded to do both, with OpenZFS 2.3.9.
fn unmounts(wanted: &str, found: &str, situation: Situation<'_>) -> bool {
    let is_mounted = situation.observed.get("mounted").is_none_or(|mounted| mounted.text != "no");
    is_mounted && (wanted == "off" || (wanted == "on" && found == "noauto"))
}

fn user_property(property: &str, wished: &str, found: Option<&Value>, situation: Situation<'_>) -> Option<Difference> {
    if wished == INHERIT {
        let found = found.filter(|found| is_own(found))?;
        return Some(inheriting(property, Settable::Live, found, situation));
    }
    if found.is_some_and(|found| found.text == wished) {
        return None;
    }
    let change = Change::new(property, found.map(|found| shown(property, found)), Some(wished.to_owned()));
    Some(Difference { change, typed: Typed::Set(wished.to_owned()) })
}

/// Returns whether the dataset has the value itself: set on it, or received with it.
pub(super) fn is_own(found: &Value) -> bool {
    matches!(found.source.as_str(), "local" | "received")
}

fn inherits_again(
    property: &str,
    settable: Settable,
    found: &Value,
    situation: Situation<'_>,
) -> Result<Option<Difference>, Why> {
    refuse_temporary(found)?;
    Ok(is_own(found).then(|| inheriting(property, settable, found, situation)))
}

fn inheriting(property: &str, settable: Settable, found: &Value, situation: Situation<'_>) -> Difference {
    let after = situation.surroundings.inherits.get(property);
    let after = after.map(|value| format!("{} ({})", plain(property, value), value.source));
    let before = format!("{} ({})", plain(property, found), found.source);
    let change = felt(Change::new(property, Some(before), after), settable);
    Difference { change, typed: Typed::Inherit }
}

/// What hides the stored value: `zfs mount -o`.
fn refuse_temporary(found: &Value) -> Result<(), Why> {
    match found.source == "temporary" {
        true => Err(why(
            "a temporary mount option hides the stored value",
            "unmount and mount it again to see the stored value",
        )),
        false => Ok(()),
    }
}

fn refuse_type(row: &Row, dataset_type: DatasetType) -> Result<(), Why> {
    match row.applies_to(dataset_type) {
        true => Ok(()),
        false => {
            let (name, dataset_type) = (row.name, dataset_type.as_str());
            Err(why(format!("'{name}' does not apply to datasets of this type ({dataset_type})"), TAKE_OUT))
        }
    }
}

fn refuse_never(row: &Row) -> Result<(), Why> {
    match row.settable {
        Settable::Never => Err(why(format!("'{}' is readonly", row.name), TAKE_OUT)),
        _ => Ok(()),
    }
}

/// `zfs inherit` takes back what children inherit, and nothing else.
fn refuse_inherit(row: &Row) -> Result<(), Why> {
    let name = row.name;
    match row.form {
        _ if row.is_inherited => Ok(()),
        _ if row.settable == Settable::AtCreation => Err(why(format!("{name} property is read-only"), TAKE_OUT)),
        Form::SizeOrNone | Form::CountOrNone => {
            Err(why(format!("'{name}' property cannot be inherited"), "wish `none` to clear it"))
        }
        _ => Err(why(format!("'{name}' property cannot be inherited"), "wish a value, or take it out")),
    }
}

/// Returns why ZFS, or we, would not take a name that has no row.
fn refuse_name(name: &str, value: &str) -> Option<Why> {
    if is_user_property(name) && !name.contains('@') {
        return values::refuse_user_property(name, value).map(|reason| why(reason, "mend its name, or shorten it"));
    }
    let invalid = format!("invalid property '{name}'");
    if let Some(full) = table::full_name(name) {
        return Some(why(format!("{invalid}: ZFS's short name of '{full}'"), &format!("write {full}")));
    }
    if name.contains('@') {
        let reason = format!("{invalid}: quotas of users, groups and projects are not managed here");
        return Some(why(reason, &format!("take it out; `zfs get {name} DATASET` shows it, `zfs set` sets it")));
    }
    Some(why(invalid, "mend its name, or take it out"))
}

/// Returns why a property could not be given to a dataset of this type when it is made.
pub(super) fn refuse_at_creation(
    property: &str,
    value: &str,
    wished_type: DatasetType,
    release: Release,
) -> Option<Refusal> {
    let is_refused = match row_of(property) {
        None => refuse_name(property, value).map_or(Ok(()), Err),
        Some(row) => refuse_type(row, wished_type).and_then(|()| refuse_never(row)).and_then(|()| match value {
            INHERIT => refuse_inherit(row),
            "auto" if property == "refreservation" => limits::refuse_auto(wished_type),
            _ => row.normal(value, release).map(drop).map_err(|reason| why(reason, mend(property, value))),
        }),
    };
    let (why, remedy) = is_refused.err()?;
    let (property, wanted, found) = (property.to_owned(), value.to_owned(), "absent".to_owned());
    Some(Refusal { property, wanted, found, why, remedy })
}

/// Returns a value as a person reads it.
fn plain(property: &str, value: &Value) -> String {
    values::shown(row_of(property), &value.text)
}

/// Returns a value as a person reads it, and where it is from if that is neither this dataset nor the default.
fn shown(property: &str, value: &Value) -> String {
    let text = plain(property, value);
    match value.source.as_str() {
        "-" | "default" | "local" => text,
        source => format!("{text} ({source})"),
    }
}

#[cfg(test)]
mod tests;
