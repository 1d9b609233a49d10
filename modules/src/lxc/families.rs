//! The table of sub-keys: what stands in the property strings of `features`, `startup`, `netN`, `mpN`, `rootfs`, `devN`
//! and `unusedN`, and how a wish is merged into one.

use super::formats;
use super::kind::Kind;
use super::settings::Felt;
use crate::plan::{Change, Refusal};
use crate::pve::property_string::PropertyString;
use crate::pve::schema;

/// A setting whose value is a property string.
pub(super) struct Family {
    /// The option; one of a series without its number.
    pub(super) option: &'static str,
    /// The part that may stand without its key.
    pub(super) leading: Leading,
    /// What `pct` says of anything that is wrong in it, if it is always the same.
    pub(super) refused_as: Option<&'static str>,
    /// Its sub-keys.
    pub(super) parts: &'static [Part],
}

/// Whether a part may stand without its key, and how it is written then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leading {
    /// None may.
    Nothing,
    /// This one may, and is written so.
    Bare(&'static str),
    /// This one may, and is written with its key.
    Named(&'static str),
}

/// One sub-key.
pub(super) struct Part {
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    /// What counts if it is not written.
    pub(super) default: Option<&'static str>,
    /// When a change of it is felt, or that none is made.
    pub(super) felt: Felt,
    /// Whether a wish that is exclusive and does not name it takes it away.
    pub(super) upkeep: Upkeep,
    /// Where the fact is from, beside the schema.
    pub(super) source: &'static str,
}

/// What an exclusive wish does to a sub-key that it does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Upkeep {
    /// It takes it away.
    Removed,
    /// It leaves it: without it there is no such thing, or another one.
    Kept,
}

use Felt::{AtCreation, AtRestart, Live, Never};
use Upkeep::{Kept, Removed};

const OFF: Option<&str> = Some("0");
const ON: Option<&str> = Some("1");
const SCHEMA: &str = "schema of Proxmox VE 9.2";
const NET: &str = "recorded: pct set --net0 on a stopped and a running container";
const DISK: &str = "recorded: pct set --mp0, --rootfs on a stopped and a running container";

const fn part(
    key: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    felt: Felt,
    upkeep: Upkeep,
    source: &'static str,
) -> Part {
    Part { key, kind, default, felt, upkeep, source }
}

#[rustfmt::skip]
pub(super) static FEATURES: Family = Family { option: "features", leading: Leading::Nothing, refused_as: None, parts: &[
    part("force_rw_sys", Kind::Boolean, OFF, AtRestart, Removed, SCHEMA),
    part("fuse", Kind::Boolean, OFF, AtRestart, Removed, "recorded: stored as it is typed, words and order"),
    part("keyctl", Kind::Boolean, OFF, AtRestart, Removed, "recorded: stored as it is typed, words and order"),
    part("mknod", Kind::Boolean, OFF, AtRestart, Removed, SCHEMA),
    part("mount", Kind::Text(formats::FILE_SYSTEMS), None, AtRestart, Removed, SCHEMA),
    part("nesting", Kind::Boolean, OFF, AtRestart, Removed, "recorded: stored as it is typed, words and order"),
] };

#[rustfmt::skip]
pub(super) static STARTUP: Family = Family { option: "startup", leading: Leading::Named("order"), refused_as: Some("invalid format - unable to parse startup options"), parts: &[
    part("order", Kind::Text(formats::DIGITS), None, Live, Removed, "recorded: `5` and `order=5` are stored as they are typed"),
    part("up", Kind::Text(formats::DIGITS), None, Live, Removed, "recorded: any order of the parts"),
    part("down", Kind::Text(formats::DIGITS), None, Live, Removed, "recorded: any order of the parts"),
] };

#[rustfmt::skip]
pub(super) static NETWORK: Family = Family { option: "net", leading: Leading::Nothing, refused_as: None, parts: &[
    part("name", Kind::Text(formats::INTERFACE), None, Live, Kept, NET),
    part("bridge", Kind::Text(formats::INTERFACE), None, Live, Kept, NET),
    part("firewall", Kind::Boolean, OFF, Live, Removed, NET),
    part("gw", Kind::Text(formats::IPV4), None, Live, Removed, NET),
    part("gw6", Kind::Text(formats::IPV6), None, Live, Removed, NET),
    part("host-managed", Kind::Boolean, OFF, Live, Removed, SCHEMA),
    part("hwaddr", Kind::Text(formats::MAC), None, Live, Kept, "recorded: a set without it rolls a new one; its case is kept"),
    part("ip", Kind::Text(formats::IPV4_CONFIGURATION), None, Live, Removed, NET),
    part("ip6", Kind::Text(formats::IPV6_CONFIGURATION), None, Live, Removed, "recorded: upper case and zeros are kept as typed"),
    part("link_down", Kind::Boolean, OFF, Live, Removed, NET),
    part("mtu", Kind::Integer { least: 64, most: 65535 }, None, Live, Removed, NET),
    part("rate", Kind::Number { least: f64::MIN, most: f64::MAX }, None, Live, Removed, NET),
    part("tag", Kind::Integer { least: 1, most: 4094 }, None, Live, Removed, NET),
    part("trunks", Kind::Text(formats::TRUNKS), None, Live, Removed, SCHEMA),
    part("type", Kind::Word(&["veth"]), Some("veth"), Never, Kept, "recorded: Proxmox appends it by itself"),
] };

#[rustfmt::skip]
pub(super) static MOUNT_POINT: Family = Family { option: "mp", leading: Leading::Bare("volume"), refused_as: None, parts: &[
    part("volume", Kind::Text(formats::MOUNT_PATH), None, AtCreation, Kept, "recorded: STORAGE:SIZE sent again makes another volume"),
    part("mp", Kind::Text(formats::MOUNT_PATH), None, AtRestart, Kept, DISK),
    part("acl", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("backup", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("idmap", Kind::Text(formats::ID_MAP), None, AtRestart, Removed, DISK),
    part("keepattrs", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("mountoptions", Kind::Text(formats::MOUNT_OPTIONS), None, AtRestart, Removed, DISK),
    part("quota", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("replicate", Kind::Boolean, ON, AtRestart, Removed, DISK),
    part("ro", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("shared", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("size", Kind::Text(formats::DISK_SIZE), None, Live, Kept, "recorded: pct set reads it from the storage; only pct resize grows"),
] };

#[rustfmt::skip]
pub(super) static ROOT: Family = Family { option: "rootfs", leading: Leading::Bare("volume"), refused_as: None, parts: &[
    part("volume", Kind::Text(formats::MOUNT_PATH), None, AtCreation, Kept, "recorded: pct set --rootfs STORAGE:SIZE breaks the container"),
    part("acl", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("idmap", Kind::Text(formats::ID_MAP), None, AtRestart, Removed, DISK),
    part("mountoptions", Kind::Text(formats::MOUNT_OPTIONS), None, AtRestart, Removed, DISK),
    part("quota", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("replicate", Kind::Boolean, ON, AtRestart, Removed, DISK),
    part("ro", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("shared", Kind::Boolean, OFF, AtRestart, Removed, DISK),
    part("size", Kind::Text(formats::DISK_SIZE), None, Live, Kept, "recorded: pct set loses it unless it is sent again; only pct resize grows"),
] };

#[rustfmt::skip]
pub(super) static DEVICE: Family = Family { option: "dev", leading: Leading::Bare("path"), refused_as: None, parts: &[
    part("path", Kind::Text(formats::DEVICE_PATH), None, AtRestart, Kept, "recorded: it must exist when it is set"),
    part("deny-write", Kind::Boolean, OFF, AtRestart, Removed, SCHEMA),
    part("gid", Kind::Integer { least: 0, most: u64::MAX }, None, AtRestart, Removed, "recorded: stored as it is typed, order too"),
    part("mode", Kind::Text(formats::DEVICE_MODE), None, AtRestart, Removed, "recorded: stored as it is typed, order too"),
    part("uid", Kind::Integer { least: 0, most: u64::MAX }, None, AtRestart, Removed, "recorded: stored as it is typed, order too"),
] };

#[rustfmt::skip]
pub(super) static UNUSED: Family = Family { option: "unused", leading: Leading::Bare("volume"), refused_as: None, parts: &[
    part("volume", Kind::Text(formats::VOLUME), None, Never, Kept, "recorded: Proxmox notes here what was detached; deleting it destroys the volume"),
] };

/// A property string with a wish merged into it, and what of it differs.
pub(super) struct Merged {
    pub(super) string: PropertyString,
    pub(super) changes: Vec<Change>,
}

impl Family {
    fn part(&self, key: &str) -> Option<&'static Part> {
        self.parts.iter().find(|part| part.key == key)
    }

    /// Returns the value of a key in a property string, written without its key too.
    pub(super) fn get<'a>(&self, string: &'a PropertyString, key: &str) -> Option<&'a str> {
        let may_be_bare = matches!(self.leading, Leading::Bare(bare) | Leading::Named(bare) if bare == key);
        string.get(key).or_else(|| string.leading().filter(|_| may_be_bare))
    }

    /// Returns what `pct` would refuse of a wish: an unknown key, a value that is none of its kind. `option` is `net0`.
    pub(super) fn refuse(&self, option: &str, wished: &[(&str, String)]) -> Vec<Refusal> {
        let fault = |(index, (key, value)): (usize, &(&str, String))| {
            let (why, remedy) = match self.part(key) {
                _ if wished[..index].iter().any(|(earlier, _)| earlier == key) => {
                    let why = format!("invalid format - duplicate key in comma-separated list property: {key}");
                    (why, "give it once".to_owned())
                }
                None => {
                    let known: Vec<&str> = self.parts.iter().map(|part| part.key).collect();
                    (schema::NOT_DEFINED.to_owned(), format!("there are {}", known.join(", ")))
                }
                Some(_) if value.contains(',') => {
                    let why = "a comma ends the value: the next word would be another key".to_owned();
                    (why, "Proxmox VE has no way to write one here".to_owned())
                }
                // An empty text takes the key away, if it can be.
                Some(part) if value.is_empty() && part.upkeep == Upkeep::Removed && self.refused_as.is_none() => {
                    return None;
                }
                Some(part) if value.is_empty() && part.kind.check("").is_ok() => {
                    let why = "property is missing and it is not optional".to_owned();
                    (why, format!("it takes {}", part.kind.takes()))
                }
                Some(part) => (part.kind.check(value).err()?, format!("it takes {}", part.kind.takes())),
            };
            let property = if self.refused_as.is_some() { option.to_owned() } else { format!("{option}.{key}") };
            let why = self.refused_as.map_or(why, str::to_owned);
            let found = "not compared".to_owned();
            Some(Refusal { property, wanted: value.clone(), found, why, remedy })
        };
        wished.iter().enumerate().filter_map(fault).collect()
    }

    /// Merges a wish into what stands there (`None`: nothing). What is not wished stays, unless the wish is exclusive.
    pub(super) fn merge(
        &self,
        option: &str,
        wished: &[(&str, String)],
        found: Option<&str>,
        is_exclusive: bool,
    ) -> Merged {
        let mut merged = Merged { string: PropertyString::parse(found.unwrap_or("")), changes: Vec::new() };
        if let Leading::Named(key) = self.leading {
            merged.string.name_leading(key);
        }
        for (key, value) in wished {
            if let Some(part) = self.part(key) {
                self.merge_part(option, part, value, &mut merged);
            }
        }
        if is_exclusive {
            self.drop_others(option, wished, &mut merged);
        }
        merged
    }

    fn merge_part(&self, option: &str, part: &Part, value: &str, merged: &mut Merged) {
        let key = part.key;
        let before = self.get(&merged.string, key).map(str::to_owned);
        let is_met = match before.as_deref().or(part.default) {
            _ if value.is_empty() => before.is_none(),
            Some(present) => part.kind.is_same(present, value),
            None => false,
        };
        let after = (!value.is_empty()).then(|| part.kind.typed(value));
        if !is_met {
            merged.changes.push(Change::new(&format!("{option}.{key}"), before.clone(), after.clone()));
        }
        match after {
            Some(after) if !is_met || before.is_none() => self.set(&mut merged.string, key, &after),
            Some(_) => {}
            None => merged.string.remove(key),
        }
    }

    fn set(&self, string: &mut PropertyString, key: &'static str, value: &str) {
        if self.leading == Leading::Bare(key) && string.get(key).is_none() {
            string.set_leading(value);
        } else {
            string.set(key, value);
        }
    }

    /// Takes away what an exclusive wish does not name. What equals its default is as good as not there.
    fn drop_others(&self, option: &str, wished: &[(&str, String)], merged: &mut Merged) {
        for part in self.parts.iter().filter(|part| part.upkeep == Upkeep::Removed) {
            let is_wished = wished.iter().any(|(key, _)| *key == part.key);
            let Some(present) = merged.string.get(part.key).filter(|_| !is_wished) else { continue };
            if part.default.is_some_and(|default| part.kind.is_same(default, present)) {
                continue;
            }
            merged.changes.push(Change::new(&format!("{option}.{}", part.key), Some(present.to_owned()), None));
            merged.string.remove(part.key);
        }
    }
}

#[cfg(test)]
mod tests;
