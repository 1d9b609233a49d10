//! What is around a dataset and decides about its properties: the release of ZFS, what it would inherit, the space above it.

use std::collections::BTreeMap;

use super::properties::{INHERIT, Release, row_of};
use super::text::Value;
use crate::names::DatasetName;

/// What is around a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// The release of OpenZFS.
    pub release: Release,
    /// What the dataset would have where it is wished to inherit.
    pub inherits: BTreeMap<String, Value>,
    /// The bytes that the dataset above could still give, where nothing but space limits them.
    pub free_above: Option<u64>,
    /// Whether the dataset above is, or will be, encrypted; `None` if that cannot be told.
    pub is_below_encrypted: Option<bool>,
}

impl Surroundings {
    /// Returns what is around the dataset `name`: `parent` is what stands above it, if that exists.
    pub(super) fn of(
        name: &DatasetName,
        wishes: &BTreeMap<String, String>,
        release: Release,
        parent: Option<&BTreeMap<String, Value>>,
    ) -> Self {
        let text = |property: &str| parent.and_then(|parent| parent.get(property)).map(|value| value.text.as_str());
        let wished = wishes.iter().filter(|(_, value)| *value == INHERIT).map(|(property, _)| property);
        let inherits =
            wished.filter_map(|property| Some((property.clone(), inherited(property, name, release, parent)?)));
        // A refquota limits what the dataset above says is available to itself, not what it can give.
        let is_told = text("refquota") == Some("0");
        Self {
            release,
            inherits: inherits.collect(),
            free_above: text("available").filter(|_| is_told).and_then(|bytes| bytes.parse().ok()),
            is_below_encrypted: text("encryption").map(|cipher| cipher != "off"),
        }
    }
}

/// Returns what a dataset has of a property that it does not set itself; nothing if that is nothing.
fn inherited(
    property: &str,
    name: &DatasetName,
    release: Release,
    parent: Option<&BTreeMap<String, Value>>,
) -> Option<Value> {
    let Some(parent) = parent else {
        let default = match property {
            "mountpoint" => format!("/{name}"),
            _ => row_of(property)?.default_in(release)?.to_owned(),
        };
        return Some(Value { text: default, source: "default".to_owned() });
    };
    let above = parent.get(property)?.clone();
    let above = name.parent().map_or(above.clone(), |parent| above.passed_on_by(&parent));
    let last = name.as_str().rsplit('/').next().unwrap_or_default();
    let text = match property {
        // As ZFS joins them: `/srv/fs/` gives `/srv/fs//child`, and `/` gives `/child`.
        "mountpoint" if above.text == "/" => format!("/{last}"),
        "mountpoint" if above.text.starts_with('/') => format!("{}/{last}", above.text),
        _ => above.text,
    };
    Some(Value { text, source: above.source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, source: &str) -> Value {
        Value { text: text.to_owned(), source: source.to_owned() }
    }

    fn around(name: &str, property: &str, parent: Option<&[(&str, &str, &str)]>) -> Surroundings {
        let wishes =
            BTreeMap::from([(property.to_owned(), INHERIT.to_owned()), ("sync".to_owned(), "always".to_owned())]);
        let parent: Option<BTreeMap<String, Value>> = parent.map(|properties| {
            properties.iter().map(|(name, text, source)| ((*name).to_owned(), value(text, source))).collect()
        });
        Surroundings::of(&name.parse().unwrap(), &wishes, Release::From24, parent.as_ref())
    }

    #[test]
    fn what_is_inherited_and_from_whom() {
        let of = |property: &str, text: &str, source: &str| {
            let around = around("tank/a/b", property, Some(&[(property, text, source)]));
            around.inherits.get(property).map(|value| (value.text.clone(), value.source.clone()))
        };
        let own = |text: &str, source: &str| Some((text.to_owned(), source.to_owned()));
        assert_eq!(of("compression", "lz4", "local"), own("lz4", "inherited from tank/a"));
        assert_eq!(of("compression", "lz4", "received"), own("lz4", "inherited from tank/a"));
        assert_eq!(of("compression", "lz4", "inherited from tank"), own("lz4", "inherited from tank"));
        assert_eq!(of("compression", "on", "default"), own("on", "default"));
        assert_eq!(of("mountpoint", "/srv/fs/", "local"), own("/srv/fs//b", "inherited from tank/a"));
        assert_eq!(of("mountpoint", "/", "local"), own("/b", "inherited from tank/a"));
        assert_eq!(of("mountpoint", "none", "local"), own("none", "inherited from tank/a"));
        assert_eq!(of("mountpoint", "/tank/a", "default"), own("/tank/a/b", "default"));
        assert!(!around("tank/a", "a:b", Some(&[])).inherits.contains_key("a:b"));
    }

    #[test]
    fn above_a_pool_there_are_defaults() {
        let of = |property: &str| around("tank", property, None).inherits.get(property).map(|value| value.text.clone());
        assert_eq!(of("xattr").as_deref(), Some("sa"));
        assert_eq!(of("mountpoint").as_deref(), Some("/tank"));
        assert_eq!(of("a:b"), None);
        assert_eq!(around("tank", "sync", None).inherits.len(), 0);
    }

    #[test]
    fn space_above_is_only_told_without_a_refquota() {
        let with = |refquota: &str| {
            let parent =
                [("available", "5000", "-"), ("refquota", refquota, "default"), ("encryption", "off", "default")];
            around("tank/a", "atime", Some(&parent))
        };
        assert_eq!(with("0").free_above, Some(5000));
        assert_eq!(with("9000").free_above, None);
        assert_eq!(with("0").is_below_encrypted, Some(false));
        let encrypted = around("tank/a", "atime", Some(&[("encryption", "aes-256-gcm", "-")]));
        assert_eq!(encrypted.is_below_encrypted, Some(true));
        assert_eq!(around("tank", "atime", None).free_above, None);
    }
}
