//! Names of things on a Proxmox VE host, parsed at the border and never again.
//!
//! Each type holds a text (or number) that the tool it belongs to accepts; the error says which rule was broken.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A text that is not a name of its kind; prints as one sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {kind}: {rule}")]
pub struct NameError {
    kind: &'static str,
    text: String,
    rule: String,
}

impl NameError {
    fn new(kind: &'static str, text: &str, rule: impl Into<String>) -> Self {
        Self { kind, text: text.to_owned(), rule: rule.into() }
    }
}

/// The id of a container (or VM), 100 to 999999999 (pve-common 9.2, format `pve-vmid`: `[1-9][0-9]{2,8}`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Ctid(u32);

impl Ctid {
    /// Returns the id as a number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl TryFrom<u64> for Ctid {
    type Error = NameError;

    fn try_from(number: u64) -> Result<Self, NameError> {
        match u32::try_from(number) {
            Ok(small) if (100..=999_999_999).contains(&small) => Ok(Self(small)),
            _ => Err(NameError::new("a container id", &number.to_string(), "it must be between 100 and 999999999")),
        }
    }
}

impl From<Ctid> for u64 {
    fn from(ctid: Ctid) -> Self {
        ctid.0.into()
    }
}

impl FromStr for Ctid {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let rule = "it must be a number between 100 and 999999999, without a leading zero";
        if text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NameError::new("a container id", text, rule));
        }
        let number: u64 = text.parse().map_err(|_| NameError::new("a container id", text, rule))?;
        Self::try_from(number)
    }
}

impl fmt::Display for Ctid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl JsonSchema for Ctid {
    fn schema_name() -> Cow<'static, str> {
        "Ctid".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer" })
    }
}

/// Makes the common parts of a name that is a checked `String`.
macro_rules! checked_text {
    ($name:ident, $schema:tt) => {
        impl $name {
            /// Returns the name as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

/// The name of a ZFS filesystem or volume, its pool first: `quickOS/lxc-disks`. A pool's root dataset is its pool's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetName(String);

checked_text!(DatasetName, { "type": "string", "format": "name" });

impl DatasetName {
    /// Returns the pool the dataset lies in.
    pub fn pool(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }

    /// Returns the dataset above this one, or `None` for a pool's root dataset.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Returns the datasets above this one, the nearest first, the pool's root dataset last.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Checks the rules that OpenZFS 2.3.9 and 2.4.4 answered with (length, depth, characters, reserved pool names).
    fn check(text: &str) -> Result<(), NameError> {
        let wrong = |rule: String| Err(NameError::new("a dataset name", text, rule));
        if text.len() > 255 {
            return wrong(format!("it is {} bytes long, at most 255 are allowed", text.len()));
        }
        let components: Vec<&str> = text.split('/').collect();
        if components.len() > 50 {
            return wrong(format!("it is {} levels deep, at most 50 are allowed", components.len()));
        }
        for component in &components {
            if component.is_empty() {
                return wrong("a part between slashes is empty".to_owned());
            }
            if *component == "." || *component == ".." {
                return wrong("`.` and `..` cannot be part of it".to_owned());
            }
        }
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_.: /".contains(letter);
        if let Some(bad) = text.chars().find(|letter| !allowed(*letter)) {
            return wrong(format!("the character {bad:?} is not allowed"));
        }
        let pool = components[0];
        if !pool.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return wrong("a pool's name begins with a letter".to_owned());
        }
        let reserved = ["mirror", "raidz", "draid", "spare"].iter().any(|word| pool.starts_with(word)) || pool == "log";
        if reserved {
            return wrong(format!("the pool name {pool:?} is reserved by ZFS"));
        }
        Ok(())
    }
}

/// The name of a ZFS pool: a dataset's name without a slash, that of its root dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolName(String);

checked_text!(PoolName, { "type": "string", "format": "name" });

impl PoolName {
    fn check(text: &str) -> Result<(), NameError> {
        if text.contains('/') {
            return Err(NameError::new("a pool name", text, "it has no slash"));
        }
        DatasetName::check(text).map_err(|error| NameError { kind: "a pool name", ..error })
    }
}

/// The id of a Proxmox storage: letters, digits, `-_.`, beginning with a letter and ending with a letter or digit.
///
/// Case matters (`ABC` and `abc` are two storages) and there is no upper limit to its length (`pvesm`, pve-storage 9.1.7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StorageId(String);

checked_text!(StorageId, { "type": "string", "format": "name" });

impl StorageId {
    fn check(text: &str) -> Result<(), NameError> {
        let wrong = |rule: &str| Err(NameError::new("a storage ID", text, rule));
        if text.len() < 2 {
            return wrong("it cannot be shorter than 2 characters");
        }
        let first_is_letter = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let last_is_alphanumeric = text.ends_with(|letter: char| letter.is_ascii_alphanumeric());
        let inner = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
        if !(first_is_letter && last_is_alphanumeric && inner) {
            return wrong(
                "it contains illegal characters (letters, digits, `-`, `_` and `.` between a letter and a letter or digit)",
            );
        }
        Ok(())
    }
}

/// A host name as Proxmox accepts it (`dns-name`): labels of letters, digits and inner dashes, joined by dots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hostname(String);

checked_text!(Hostname, { "type": "string", "format": "name" });

impl Hostname {
    fn check(text: &str) -> Result<(), NameError> {
        let wrong = |rule: &str| Err(NameError::new("a host name", text, rule));
        if text.len() > 255 {
            return wrong("it is longer than 255 characters");
        }
        let label_is_fine = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        };
        if !text.split('.').all(label_is_fine) {
            return wrong(
                "value does not look like a valid DNS name (letters, digits and inner dashes, joined by dots)",
            );
        }
        Ok(())
    }
}

/// The name of a guest's snapshot (pve-common 9.2, format `pve-configid`, at most 40 characters).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SnapshotName(String);

checked_text!(SnapshotName, { "type": "string", "format": "name" });

impl SnapshotName {
    /// Names that Proxmox keeps to itself: the present state, what is pending, a backup under way (pve-guest-common 6.0).
    const RESERVED: [&str; 3] = ["current", "pending", "vzdump"];

    fn check(text: &str) -> Result<(), NameError> {
        let wrong = |rule: String| Err(NameError::new("a snapshot name", text, rule));
        let is_inner = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        let begins_well = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if text.len() < 2 || !begins_well || !text.chars().all(is_inner) {
            return wrong(format!("invalid configuration ID '{text}' (a letter, then letters, digits, `-` and `_`)"));
        }
        if text.len() > 40 {
            return wrong("value may only be 40 characters long".to_owned());
        }
        if Self::RESERVED.contains(&text) {
            return wrong(format!("unable to use snapshot name '{text}' (reserved name)"));
        }
        Ok(())
    }
}

/// A unicast MAC address with colons, in the case it was written in; compare it with [`MacAddress::is_same`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MacAddress(String);

checked_text!(MacAddress, { "type": "string", "format": "mac" });

impl MacAddress {
    /// Returns whether both are one address; Proxmox keeps the case it was given.
    pub fn is_same(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other)
    }

    fn check(text: &str) -> Result<(), NameError> {
        let wrong = |rule: &str| Err(NameError::new("a MAC address", text, rule));
        let octets: Vec<&str> = text.split(':').collect();
        let is_octet = |octet: &&str| octet.len() == 2 && octet.bytes().all(|byte| byte.is_ascii_hexdigit());
        if octets.len() != 6 || !octets.iter().all(is_octet) {
            return wrong("six pairs of hex digits joined by colons are needed (in YAML, quote it)");
        }
        let first = u8::from_str_radix(octets[0], 16).unwrap_or(1);
        if first & 1 == 1 {
            return wrong("value does not look like a valid unicast MAC address");
        }
        Ok(())
    }
}

/// The name of what is installed in a guest, which is the name of its stamp's file there too: letters, digits, `_`, `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FeatureName(String);

checked_text!(FeatureName, { "type": "string", "format": "name" });

impl FeatureName {
    fn check(text: &str) -> Result<(), NameError> {
        let inner = text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
        let is_fine = inner && text.len() <= 64 && text.starts_with(|letter: char| letter.is_ascii_alphanumeric());
        let rule = "1 to 64 letters, digits, `_` and `-` are needed, a letter or digit first";
        if is_fine { Ok(()) } else { Err(NameError::new("a name of a feature", text, rule)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn container_ids_have_three_to_nine_digits() {
        assert!("100".parse::<Ctid>().is_ok());
        assert!("999999999".parse::<Ctid>().is_ok());
        for bad in ["99", "1000000000", "0100", "", "10a", "-5", "99999999999999999999"] {
            assert!(bad.parse::<Ctid>().is_err(), "{bad}");
        }
    }

    #[test]
    fn dataset_names_follow_openzfs() {
        for good in ["tank", "quickOS/lxc-disks", "tank/a b", "tank/-x", "tank/.x", "special", "c0/x:y"] {
            assert!(good.parse::<DatasetName>().is_ok(), "{good}");
        }
        for bad in
            ["", "/tank", "tank/", "tank//a", "tank/../a", "tank/a@s", "tank/ü", "1tank", "mirror1", "log", "tank/a+b"]
        {
            assert!(bad.parse::<DatasetName>().is_err(), "{bad}");
        }
        assert!(format!("tank/{}", "x".repeat(250)).parse::<DatasetName>().is_ok());
        assert!(format!("tank/{}", "x".repeat(251)).parse::<DatasetName>().is_err());
        assert!(vec!["t"; 50].join("/").parse::<DatasetName>().is_ok());
        assert!(vec!["t"; 51].join("/").parse::<DatasetName>().is_err());
    }

    #[test]
    fn a_pools_name_is_that_of_its_root_dataset() {
        assert!("tank".parse::<PoolName>().is_ok() && "special".parse::<PoolName>().is_ok());
        for bad in ["tank/a", "mirror", "raidz9", "log", "sparepool", "9tank", "a%b", ""] {
            let error = bad.parse::<PoolName>().unwrap_err().to_string();
            assert!(error.contains("is not a pool name"), "{error}");
        }
    }

    #[test]
    fn ancestors_end_with_the_pool() {
        let name: DatasetName = "tank/a/b".parse().unwrap();
        assert_eq!(name.ancestors().map(String::from).collect::<Vec<_>>(), ["tank/a", "tank"]);
    }

    #[test]
    fn storage_ids_follow_pvesm() {
        for good in ["ab", "a_b", "a.b", "ABC", "quickOS-lxc-disks", "x1"] {
            assert!(good.parse::<StorageId>().is_ok(), "{good}");
        }
        for bad in ["a", "1abc", "ab-", "a b", "", "a/b"] {
            assert!(bad.parse::<StorageId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn host_names_follow_dns_name() {
        for good in ["WEB01", "granite-3.3-8b-fp8", "My.Host.example"] {
            assert!(good.parse::<Hostname>().is_ok(), "{good}");
        }
        for bad in ["a_b", "foo.", "-a", "a-", "", "a..b"] {
            assert!(bad.parse::<Hostname>().is_err(), "{bad}");
        }
    }

    #[test]
    fn names_of_snapshots_follow_pct() {
        for good in ["ab", "pre-configured", "final_form", "V2", &format!("a{}", "b".repeat(39))] {
            assert!(good.parse::<SnapshotName>().is_ok(), "{good}");
        }
        let long = format!("a{}", "b".repeat(40));
        for (bad, words) in [
            ("", "invalid configuration ID ''"),
            ("a", "invalid configuration ID 'a'"),
            ("1abc", "invalid configuration ID '1abc'"),
            ("a b", "invalid configuration ID 'a b'"),
            ("a.b", "invalid configuration ID 'a.b'"),
            ("current", "unable to use snapshot name 'current' (reserved name)"),
            ("pending", "(reserved name)"),
            ("vzdump", "(reserved name)"),
            (long.as_str(), "value may only be 40 characters long"),
        ] {
            let error = bad.parse::<SnapshotName>().unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn mac_addresses_are_unicast_and_compared_without_case() {
        let mac: MacAddress = "bc:24:11:aa:bb:cc".parse().unwrap();
        assert!(mac.is_same("BC:24:11:AA:BB:CC"));
        for bad in ["01:00:5e:00:00:01", "bc-24-11-aa-bb-cc", "bc:24:11:aa:bb", "41135085296"] {
            assert!(bad.parse::<MacAddress>().is_err(), "{bad}");
        }
    }
}
