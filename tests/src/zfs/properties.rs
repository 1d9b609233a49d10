//! The table of ZFS properties: what each applies to, what it takes, and what it reads when nobody set it.

use super::{Kind, Version};

mod table;

pub(crate) use table::TABLE;

/// What a property can be of, as a set of bits.
pub(super) type Applies = u8;
/// Filesystems.
pub(super) const F: Applies = 1;
/// Volumes.
pub(super) const V: Applies = 2;
/// Snapshots.
pub(super) const S: Applies = 4;
/// Bookmarks.
pub(super) const B: Applies = 8;

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Property {
    /// Its name.
    pub(crate) name: &'static str,
    /// Another name it answers to: `compress`.
    pub(crate) alias: &'static str,
    /// What it can be of.
    pub(super) applies: Applies,
    /// What it takes.
    pub(crate) takes: Takes,
    /// What it reads as if nobody set it, in the spelling of `zfs get -p`.
    pub(crate) default: &'static str,
    /// The values as the usage text and refusals name them.
    pub(crate) values: &'static str,
    /// Whether children inherit it.
    pub(crate) passes_down: bool,
}

/// What a property takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing: OpenZFS counts it.
    Statistic(Shown),
    /// A word at creation, never again.
    OnceWord(&'static [&'static str]),
    /// A number of bytes at creation, never again.
    OnceSize,
    /// One of these words; a word is `written=stored` where it reads back as another.
    Word(&'static [&'static str]),
    /// A number of bytes, or `none` for 0: quotas and reservations.
    Limit,
    /// A count, or `none`.
    Count,
    /// A number of bytes.
    Size,
    /// A power of two between 512 and 16M.
    BlockSize,
    /// A path, `none` or `legacy`.
    Path,
    /// Any text.
    Text,
}

/// How a statistic shows without `-p`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Bytes,
    Plain,
    Ratio,
    Date,
    DateWithSeconds,
}

impl Property {
    /// Returns whether it applies to datasets of this kind.
    pub(super) fn applies_to(&self, kind: Kind, version: Version) -> bool {
        self.applies_to_bit(bit(kind), version)
    }

    /// Returns whether it applies to what the bit stands for; 2.4.4 lets volumes have `special_small_blocks`.
    pub(super) fn applies_to_bit(&self, bit: Applies, version: Version) -> bool {
        let extra = if self.name == "special_small_blocks" && version >= Version::V2_4_4 { V } else { 0 };
        (self.applies | extra) & bit != 0
    }

    /// Returns whether OpenZFS counts it and nobody can give it.
    pub(crate) fn is_statistic(&self) -> bool {
        matches!(self.takes, Takes::Statistic(_))
    }

    /// Returns whether its values are numbers, which stand to the right in a list.
    pub(crate) fn is_number(&self) -> bool {
        let is_word = matches!(self.takes, Takes::Word(_) | Takes::OnceWord(_) | Takes::Path | Takes::Text);
        !is_word && !matches!(self.takes, Takes::Statistic(Shown::Plain | Shown::Date | Shown::DateWithSeconds))
    }

    /// Returns its title in `zfs list`: `AVAIL`, `COMPRESS`.
    pub(crate) fn title(&self) -> String {
        let name = if self.alias.is_empty() { self.name } else { self.alias };
        name.to_uppercase()
    }

    /// Returns whether `zfs set` can change it.
    pub(crate) fn is_editable(&self) -> bool {
        !matches!(self.takes, Takes::Statistic(_) | Takes::OnceWord(_) | Takes::OnceSize)
    }

    /// Returns what it reads as if nobody set it, in the spelling of `zfs get -p`.
    pub(crate) fn default_in(&self, version: Version) -> &'static str {
        // xattr=on means sa since 2.3; 2.3 reads `on` for both, 2.4 reads `sa` for both.
        if self.name == "xattr" && version >= Version::V2_4_4 { "sa" } else { self.default }
    }

    /// Returns whether this version knows it.
    pub(crate) fn is_known_to(&self, version: Version) -> bool {
        version >= Version::V2_4_4 || !self.is_default_quota()
    }

    /// Returns whether it is one of the `default*quota` properties of 2.4, whose source always reads `-`.
    pub(crate) fn is_default_quota(&self) -> bool {
        self.name.starts_with("default") && self.name.ends_with("quota")
    }
}

/// A property that can be asked for and that `all` leaves out.
pub(super) const SALT: &str = "pbkdf2salt";

/// Returns the bit of a kind of dataset.
pub(super) fn bit(kind: Kind) -> Applies {
    match kind {
        Kind::Filesystem => F,
        Kind::Volume => V,
    }
}

/// Returns a property by its name or alias.
pub(crate) fn find(name: &str, version: Version) -> Option<&'static Property> {
    let is_named = |property: &&Property| property.name == name || (!name.is_empty() && property.alias == name);
    TABLE.iter().filter(|property| property.is_known_to(version)).find(is_named)
}

/// Returns whether a name is one a person may give to a property of his own: a colon, lower case, digits, `._-`.
pub(crate) fn is_user_property(name: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._-:".contains(letter);
    name.contains(':') && name.chars().all(is_allowed)
}

/// Returns whether a name is the quota of a user, group or project: `userquota@root`.
pub(crate) fn is_quota_of_somebody(name: &str) -> bool {
    let Some((kind, who)) = name.split_once('@') else {
        return false;
    };
    let kinds = ["userquota", "groupquota", "projectquota", "userobjquota", "groupobjquota", "projectobjquota"];
    kinds.contains(&kind) && !who.is_empty()
}

/// Returns the name under which such a quota is kept: a number and its name are one. `None` if there is nobody of that name.
pub(crate) fn quota_of_somebody(name: &str) -> Option<String> {
    let (kind, who) = name.split_once('@')?;
    let is_project = kind.starts_with("project");
    let number = match who {
        "root" if !is_project => "0",
        "users" if kind.starts_with("group") => "100",
        _ => who,
    };
    number.parse::<u32>().ok().map(|number| format!("{kind}@{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(bit: Applies, version: Version) -> usize {
        // What only a clone, an encrypted dataset or one with snapshots has, `zfs get all` leaves out.
        let sometimes =
            ["origin", "encryptionroot", "keystatus", "snapshots_changed", "redact_snaps", "receive_resume_token"];
        let known = TABLE.iter().filter(|row| row.is_known_to(version) && row.applies_to_bit(bit, version));
        known.filter(|row| !sometimes.contains(&row.name)).count()
    }

    #[test]
    fn a_fresh_dataset_has_as_many_properties_as_recorded() {
        assert_eq!(fresh(F, Version::V2_3_9), 75);
        assert_eq!(fresh(V, Version::V2_3_9), 46);
        assert_eq!(fresh(F, Version::V2_4_4), 81);
        assert_eq!(fresh(V, Version::V2_4_4), 47);
    }

    #[test]
    fn defaults_are_values_that_could_be_set() {
        for row in TABLE {
            if let Takes::Word(words) | Takes::OnceWord(words) = row.takes {
                assert!(words.iter().any(|word| word.split('=').next_back() == Some(row.default)), "{}", row.name);
            }
        }
    }

    #[test]
    fn capital_letters_and_plus_make_no_user_property() {
        for good in ["com.example:foo", "a:b", ":b", "a:"] {
            assert!(is_user_property(good), "{good}");
        }
        for bad in ["foo", "COM.example:foo", "a b:c", "a:b+1"] {
            assert!(!is_user_property(bad), "{bad}");
        }
    }
}
