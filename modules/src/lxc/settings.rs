//! The table of a container's settings: how a wish and the file are compared, and what is typed when they differ.
//!
//! Defaults and spellings are those of pve-container 6.1.10. Absent is unmanaged, empty is deleted, and a setting that
//! equals its default is never typed.

use std::collections::BTreeSet;

use super::families::{self, Family, Leading};
use super::formats;
use super::kind::Kind;
use super::{Desired, devices, disks, networks, raw};
use crate::names::Hostname;
use crate::plan::{Change, Effect, Refusal};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;
use crate::pve::schema;

/// A setting that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The option of `pct set`.
    pub(super) option: String,
    /// What to give it; `None` deletes it.
    pub(super) typed: Option<String>,
    /// What differs, for a person.
    pub(super) changes: Vec<Change>,
}

/// When a change of a setting is felt, or that none is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Felt {
    /// A running container feels it at once.
    Live,
    /// It waits in `[pve:pending]` for the next start; a new host name reaches the guest only then, too.
    AtRestart,
    /// It is decided when the container, or its part, is made.
    AtCreation,
    /// It is never written by this module.
    Never,
}

impl Felt {
    pub(super) fn effect(self) -> Effect {
        match self {
            Self::AtRestart => Effect::AtRestart,
            Self::Live | Self::AtCreation | Self::Never => Effect::Live,
        }
    }
}

/// What is known of a setting or of a sub-key (`net.bridge`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The option of `pct`, one of a series without its number; of a sub-key `OPTION.KEY`.
    pub name: String,
    /// What counts if it is not written; `None` if nothing does, or if it must be written.
    pub default: Option<&'static str>,
    /// When a change is felt, or that none is made.
    pub felt: Felt,
    /// Where this is from, beside the schema.
    pub source: &'static str,
}

/// Returns what is known of every setting of a container and of every sub-key, in the order of the table.
pub fn facts() -> Vec<Fact> {
    let of_row = |row: &Row| {
        let own = Fact { name: row.option.to_owned(), default: row.default, felt: row.felt, source: row.source };
        let parts = match row.value {
            Value::One(_) => &[][..],
            Value::Parts(family) => family.parts,
        };
        let name = |key: &str| format!("{}.{key}", row.option);
        let inner = parts.iter().map(move |part| Fact {
            name: name(part.key),
            default: part.default,
            felt: part.felt,
            source: part.source,
        });
        std::iter::once(own).chain(inner).collect::<Vec<_>>()
    };
    ROWS.iter().flat_map(of_row).collect()
}

/// One setting.
struct Row {
    /// The option of `pct`, and the key of `ID.conf`.
    option: &'static str,
    /// What its value is.
    value: Value,
    /// What counts if it is not written.
    default: Option<&'static str>,
    /// When a running container feels it.
    felt: Felt,
    /// Where this is from, beside the schema.
    source: &'static str,
    /// Returns what is wished of it in the spelling of `pct`, empty to delete it; `None` if nothing is. What can be wished
    /// of a series or a disk has a file of its own.
    wish: fn(&Desired) -> Option<String>,
}

/// What the value of a setting is.
#[derive(Clone, Copy)]
enum Value {
    One(Kind),
    Parts(&'static Family),
}

use Felt::{AtCreation, AtRestart, Live, Never};
use Value::{One, Parts};

const FAST: &str = "recorded: a running container takes it at once";
const GROUP: &str = "recorded: a running container takes it at once, by its control group";
const WAITS: &str = "recorded: on a running container it goes to [pve:pending]";
const NOTHING: fn(&Desired) -> Option<String> = |_| None;
const ARCHITECTURES: &[&str] = &["amd64", "i386", "arm64", "armhf", "riscv32", "riscv64"];
const OS_TYPES: &[&str] = &[
    "debian",
    "devuan",
    "ubuntu",
    "centos",
    "fedora",
    "opensuse",
    "archlinux",
    "alpine",
    "gentoo",
    "nixos",
    "unmanaged",
];
const LOCKS: &[&str] = &[
    "backup",
    "create",
    "destroyed",
    "disk",
    "fstrim",
    "migrate",
    "mounted",
    "rollback",
    "snapshot",
    "snapshot-delete",
];

/// Settings in the order they are typed in.
#[rustfmt::skip]
static ROWS: &[Row] = &[
    Row { option: "hostname", value: One(Kind::Text(formats::HOSTNAME)), default: None, felt: AtRestart, source: "recorded: written at once, but a running guest keeps its name; its case is kept", wish: |wish| wish.hostname.as_ref().map(Hostname::to_string) },
    Row { option: "memory", value: One(Kind::Integer { least: 16, most: u64::MAX }), default: Some("512"), felt: Live, source: GROUP, wish: |wish| number(wish.memory_mb) },
    Row { option: "swap", value: One(Kind::Integer { least: 0, most: u64::MAX }), default: Some("512"), felt: Live, source: GROUP, wish: |wish| number(wish.swap_mb) },
    Row { option: "cores", value: One(Kind::Integer { least: 1, most: 8192 }), default: None, felt: Live, source: FAST, wish: |wish| number(wish.cores) },
    Row { option: "cpulimit", value: One(Kind::Number { least: 0.0, most: 8192.0 }), default: Some("0"), felt: Live, source: "recorded: its text is kept, 2.50 too", wish: |wish| wish.cpulimit.clone() },
    Row { option: "cpuunits", value: One(Kind::Text(formats::CPU_UNITS)), default: Some("100"), felt: Live, source: "recorded: 20000 is stored as 10000 with cgroup v2", wish: |wish| number(wish.cpuunits) },
    Row { option: "nameserver", value: One(Kind::Text(formats::NAME_SERVERS)), default: None, felt: AtRestart, source: "recorded: any separators in, single blanks out; the order is kept", wish: |wish| list(wish.nameserver.as_deref()) },
    Row { option: "searchdomain", value: One(Kind::Text(formats::SEARCH_DOMAINS)), default: None, felt: AtRestart, source: "recorded: any separators in, single blanks out; the order is kept", wish: |wish| list(wish.searchdomain.as_deref()) },
    Row { option: "onboot", value: One(Kind::Boolean), default: Some("0"), felt: Live, source: FAST, wish: |wish| boolean(wish.onboot) },
    Row { option: "startup", value: Parts(&families::STARTUP), default: None, felt: Live, source: "recorded: stored as it is typed", wish: |wish| wish.startup.as_ref().map(|text| text.trim().to_owned()) },
    Row { option: "features", value: Parts(&families::FEATURES), default: None, felt: AtRestart, source: "recorded: stored as it is typed; on a running container it goes to [pve:pending]", wish: features },
    Row { option: "tags", value: One(Kind::Text(formats::TAGS)), default: None, felt: Live, source: "recorded: stored once each, lower-cased, sorted, joined by semicolons", wish: |wish| wish.tags.as_ref().map(|tags| formats::tag_set(&tags.join(";"))) },
    Row { option: "description", value: One(Kind::Text(formats::DESCRIPTION)), default: None, felt: Live, source: "recorded: percent-encoded lines; it reads with a newline more", wish: |wish| wish.description.as_ref().map(|text| text.trim_end_matches('\n').to_owned()) },
    // Without the line every later command fails ("missing 'arch'"), so the schema's default is no value that counts.
    Row { option: "arch", value: One(Kind::Word(ARCHITECTURES)), default: None, felt: AtRestart, source: "recorded: a deleted line breaks the container; create finds it out from the template", wish: |wish| wish.arch.clone() },
    Row { option: "cmode", value: One(Kind::Word(&["shell", "console", "tty"])), default: Some("tty"), felt: AtRestart, source: WAITS, wish: |wish| wish.cmode.clone() },
    Row { option: "console", value: One(Kind::Boolean), default: Some("1"), felt: AtRestart, source: WAITS, wish: |wish| boolean(wish.console) },
    Row { option: "debug", value: One(Kind::Boolean), default: Some("0"), felt: AtRestart, source: WAITS, wish: |wish| boolean(wish.debug) },
    Row { option: "entrypoint", value: One(Kind::Text(formats::COMMAND)), default: Some("/sbin/init"), felt: AtRestart, source: WAITS, wish: |wish| wish.entrypoint.clone() },
    Row { option: "env", value: One(Kind::Text(formats::ENVIRONMENT)), default: None, felt: AtRestart, source: "recorded: kept as raw lines, lxc.environment.runtime; goes to [pve:pending]", wish: environment },
    Row { option: "hookscript", value: One(Kind::Text(formats::VOLUME)), default: None, felt: Live, source: "recorded: it must exist and be executable when it is set", wish: |wish| wish.hookscript.clone() },
    Row { option: "ostype", value: One(Kind::Word(OS_TYPES)), default: None, felt: AtRestart, source: "recorded: it cannot be deleted; create finds it out from the template", wish: |wish| wish.ostype.clone() },
    Row { option: "protection", value: One(Kind::Boolean), default: Some("0"), felt: Live, source: "recorded: it blocks changes of disks and destroy, not start and stop", wish: |wish| boolean(wish.protection) },
    Row { option: "timezone", value: One(Kind::Text(formats::TIME_ZONE)), default: None, felt: AtRestart, source: WAITS, wish: |wish| wish.timezone.clone() },
    Row { option: "tty", value: One(Kind::Integer { least: 0, most: 6 }), default: Some("2"), felt: AtRestart, source: WAITS, wish: |wish| number(wish.tty) },
    // What can be wished of these is numbered, or more than one option of `pct`.
    Row { option: "net", value: Parts(&families::NETWORK), default: None, felt: Live, source: "recorded: printed anew with every set", wish: NOTHING },
    Row { option: "rootfs", value: Parts(&families::ROOT), default: None, felt: AtRestart, source: "recorded: stored as it is typed; create makes the volume, pct resize grows it", wish: NOTHING },
    Row { option: "mp", value: Parts(&families::MOUNT_POINT), default: None, felt: AtRestart, source: "recorded: a new one is live, a change of one that exists waits", wish: NOTHING },
    Row { option: "dev", value: Parts(&families::DEVICE), default: None, felt: AtRestart, source: "recorded: a new one is live, a change of one that exists waits", wish: NOTHING },
    // It is no difference that can be typed: `life` refuses another wish than what is there.
    Row { option: "unprivileged", value: One(Kind::Boolean), default: Some("0"), felt: AtCreation, source: "recorded: read-only after create; create's own default is 1", wish: NOTHING },
    // These are never written by us: the first two are Proxmox's own notes; a template is sealed by `pct template`, which
    // renames its volumes, while `pct set --template 1` would write the flag and nothing more.
    Row { option: "lock", value: One(Kind::Word(LOCKS)), default: None, felt: Never, source: "recorded: a locked container takes no change", wish: NOTHING },
    Row { option: "unused", value: Parts(&families::UNUSED), default: None, felt: Never, source: "recorded: deleting one destroys its volume", wish: NOTHING },
    Row { option: "template", value: One(Kind::Boolean), default: Some("0"), felt: Never, source: "recorded: pct set writes the flag and renames no volume", wish: NOTHING },
];

pub(super) fn number(wished: Option<u64>) -> Option<String> {
    wished.map(|number| number.to_string())
}

/// Returns a boolean as `pct` stores it.
pub(super) fn boolean(wished: Option<bool>) -> Option<String> {
    wished.map(|boolean| i32::from(boolean).to_string())
}

/// Returns the keys of a property string that are wished.
pub(super) fn given<const COUNT: usize>(keys: [(&'static str, Option<String>); COUNT]) -> Vec<(&'static str, String)> {
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// Lists in order, joined by single blanks.
fn list(wished: Option<&[String]>) -> Option<String> {
    let words: Vec<&str> = wished?.iter().flat_map(|entry| formats::words(entry)).collect();
    Some(words.join(" "))
}

fn features(desired: &Desired) -> Option<String> {
    let features = desired.features.as_ref().filter(|features| !features.is_empty())?;
    Some(features.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(","))
}

fn environment(desired: &Desired) -> Option<String> {
    let variables = desired.env.as_ref()?.iter();
    Some(variables.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("\0"))
}

/// What comparing all settings returns.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) differences: Vec<Difference>,
    pub(super) refusals: Vec<Refusal>,
}

impl Compared {
    pub(super) fn add(&mut self, result: Result<Option<Difference>, Vec<Refusal>>) {
        match result {
            Ok(difference) => self.differences.extend(difference),
            Err(refusals) => self.refusals.extend(refusals),
        }
    }
}

/// Returns every setting that differs, and what is refused; what is refused is not among the differences.
pub(super) fn compare(desired: &Desired, config: &Config) -> Compared {
    let mut compared = Compared::default();
    for row in ROWS {
        if let Some(wished) = (row.wish)(desired) {
            compared.add(row.compare(&wished, config));
        }
    }
    networks::compare(desired, config, &mut compared);
    disks::compare(desired, config, &mut compared);
    devices::compare(desired, config, &mut compared);
    compared
}

/// Returns the options that are wished, by the names that `ID.conf` has for them.
pub(super) fn wished_options(desired: &Desired, config: &Config) -> BTreeSet<String> {
    let settings = ROWS.iter().filter(|row| (row.wish)(desired).is_some()).map(|row| row.option.to_owned());
    settings
        .chain(networks::options(desired))
        .chain(disks::options(desired, config))
        .chain(devices::options(desired, config))
        .chain(raw::keys(desired))
        .collect()
}

impl Row {
    fn compare(&self, wished: &str, config: &Config) -> Result<Option<Difference>, Vec<Refusal>> {
        let found = config.effective(self.option);
        let typed = match self.value {
            One(kind) => self.compare_one(kind, wished, found)?,
            Parts(family) => compare_parts(family, wished, found)?,
        };
        let Some(typed) = typed else { return Ok(None) };
        if typed.as_ref().is_some_and(|value| value.contains('\0')) {
            return Err(vec![self.refuse_several(wished)]);
        }
        let change = Change::new(self.option, found.map(shown), typed.as_deref().map(shown)).felt(self.felt.effect());
        Ok(Some(Difference { option: self.option.to_owned(), typed, changes: vec![change] }))
    }

    /// Returns what is to be typed (`None`: to be deleted), or nothing if both are equal.
    fn compare_one(
        &self,
        kind: Kind,
        wished: &str,
        found: Option<&str>,
    ) -> Result<Option<Option<String>>, Vec<Refusal>> {
        if wished.is_empty() && matches!(kind, Kind::Text(_)) {
            return Ok(delete(found));
        }
        if let Err(why) = kind.check(wished) {
            let remedy = format!("it takes {}", kind.takes());
            return Err(vec![not_taken(self.option, &shown(wished), why, remedy)]);
        }
        let is_met = found.or(self.default).is_some_and(|present| kind.is_same(present, wished));
        Ok((!is_met).then(|| Some(kind.typed(wished))))
    }

    /// No argument of a command can hold the NUL that stands between two variables.
    fn refuse_several(&self, wished: &str) -> Refusal {
        let why = "pct takes several variables with a NUL between them, which no argument of a command can hold";
        let remedy = "wish one, or write `lxc.environment.runtime: NAME=VALUE` lines into the container's file by hand";
        not_taken(self.option, &shown(wished), why.to_owned(), remedy.to_owned())
    }
}

/// An option is never set to an empty text: Proxmox would store a blank. It is deleted.
fn delete(found: Option<&str>) -> Option<Option<String>> {
    found.is_some_and(|text| !text.trim().is_empty()).then_some(None)
}

/// Only the parts that are wished are compared; the others stay.
fn compare_parts(family: &Family, wished: &str, found: Option<&str>) -> Result<Option<Option<String>>, Vec<Refusal>> {
    if wished.is_empty() {
        return Ok(delete(found));
    }
    let mut string = PropertyString::parse(wished);
    if let Leading::Named(key) = family.leading {
        string.name_leading(key);
    }
    if let Some(bare) = string.leading() {
        let why =
            family.refused_as.map_or_else(|| format!("invalid format - {}", schema::NO_DEFAULT_KEY), str::to_owned);
        return Err(vec![not_taken(family.option, bare, why, "write it as KEY=VALUE".to_owned())]);
    }
    let pairs: Vec<(&str, String)> = string.pairs().map(|(key, value)| (key, value.to_owned())).collect();
    let refusals = family.refuse(family.option, &pairs);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let merged = family.merge(family.option, &pairs, found, false);
    if merged.changes.is_empty() {
        return Ok(None);
    }
    Ok(Some(Some(merged.string.to_string()).filter(|text| !text.is_empty())))
}

/// Returns the refusal of a value that `pct` would not take.
pub(super) fn not_taken(property: &str, wanted: &str, why: String, remedy: String) -> Refusal {
    let (property, wanted, found) = (property.to_owned(), wanted.to_owned(), "not compared".to_owned());
    Refusal { property, wanted, found, why, remedy }
}

/// Variables are shown with a blank where Proxmox has a NUL.
fn shown(text: &str) -> String {
    text.replace('\0', " ")
}

/// Returns what Proxmox makes of a wish that it stores otherwise, for a person.
pub(super) fn made_of(desired: &Desired) -> Option<String> {
    let wished = desired.cpuunits.filter(|units| !(1..=10_000).contains(units))?;
    Some(format!("of cpuunits {wished} Proxmox VE keeps {} (cgroup v2)", wished.clamp(1, 10_000)))
}

/// Returns the configuration as it will be once these differences are typed.
pub(super) fn applied(mut config: Config, differences: &[Difference]) -> Config {
    for Difference { option, typed, .. } in differences {
        match typed {
            Some(value) => drop(config.main.settings.insert(option.clone(), reprinted(option, value))),
            None => drop(config.main.settings.remove(option)),
        }
    }
    config
}

/// Returns a value as Proxmox writes it: of an interface the name first and all else by its key (pve-common 9.2), of a mount
/// point the volume that was made, under a name that is known only then, and its size.
fn reprinted(option: &str, value: &str) -> String {
    if option.starts_with("mp") {
        return disks::once_made(value);
    }
    if !option.starts_with("net") {
        return value.to_owned();
    }
    let mut network = PropertyString::parse(value);
    network.sort_by_key(|key| (key != Some("name"), key.map(str::to_owned)));
    network.to_string()
}

#[cfg(test)]
mod rows;
#[cfg(test)]
mod tests;
