//! What a dataset inherits once the datasets above it are as they are wished in the same call.
//!
//! Without it a check would tell a child to be set although its parent's change is enough, or the other way round.

use std::collections::BTreeMap;

use super::properties::{self, INHERIT, Release};
use super::text::{Reading, Value};
use crate::names::DatasetName;

/// The properties that are wished of each dataset of a call.
pub(super) type Wishes<'a> = BTreeMap<&'a DatasetName, &'a BTreeMap<String, String>>;

/// Returns the properties of a dataset that exists as they are once those above it are as wished.
pub(super) fn foresee(
    name: &DatasetName,
    properties: &BTreeMap<String, Value>,
    reading: &Reading,
    wishes: &Wishes<'_>,
    release: Release,
) -> BTreeMap<String, Value> {
    let passed = passed(name, reading, wishes, release);
    let mut foreseen = properties.clone();
    for property in passed.keys() {
        if let Some(value) = to_be(property, None, properties, &passed, release) {
            foreseen.insert(property.clone(), value);
        }
    }
    foreseen
}

/// Returns what is passed on to a dataset of the properties that are wished above it, once they are as wished.
pub(super) fn passed(
    name: &DatasetName,
    reading: &Reading,
    wishes: &Wishes<'_>,
    release: Release,
) -> BTreeMap<String, Value> {
    // From the top down, so that the nearest wish is the last one.
    let mut above: Vec<DatasetName> = name.ancestors().collect();
    above.reverse();
    let mut passed: BTreeMap<String, Value> = BTreeMap::new();
    for ancestor in &above {
        let Ok(Some(present)) = reading.of(ancestor) else { continue };
        let own = wishes.get(ancestor).into_iter().flat_map(|wish| wish.iter());
        // A change that interrupts may be held: it is not counted on.
        let own: BTreeMap<&str, &str> = own
            .map(|(property, wished)| (property.as_str(), wished.as_str()))
            .filter(|(property, _)| properties::is_inherited(property) && !properties::interrupts(property))
            .collect();
        let concerned: Vec<String> =
            passed.keys().map(String::as_str).chain(own.keys().copied()).map(str::to_owned).collect();
        for property in concerned {
            let to_be = to_be(&property, own.get(property.as_str()).copied(), present, &passed, release);
            match to_be.map(|value| value.passed_on_by(ancestor)) {
                Some(value) => drop(passed.insert(property, value)),
                None => drop(passed.remove(&property)),
            }
        }
    }
    passed
}

/// Returns what a dataset will have of a property: its own wish, what is passed on to it, or what it has.
fn to_be(
    property: &str,
    wished: Option<&str>,
    present: &BTreeMap<String, Value>,
    passed: &BTreeMap<String, Value>,
    release: Release,
) -> Option<Value> {
    let present = present.get(property);
    if let Some(wished) = wished.filter(|wished| *wished != INHERIT)
        && let Ok(text) = properties::normal(property, wished, release)
    {
        return Some(Value { text, source: "local".to_owned() });
    }
    let inherits =
        present.is_none_or(|present| present.source == "default" || present.source.starts_with("inherited from "));
    match passed.get(property) {
        Some(passed) if inherits || wished == Some(INHERIT) => Some(passed.clone()),
        None if wished == Some(INHERIT) && !inherits => {
            let default = properties::row_of(property)?.default_in(release)?;
            Some(Value { text: default.to_owned(), source: "default".to_owned() })
        }
        _ => present.cloned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::host::Output;
    use crate::zfs_dataset::text::parse_get;

    /// What `tank/a/b`, whose sync is always, is foreseen to have.
    fn foreseen(source: &str, wishes: &[(&str, &str)]) -> String {
        let name: DatasetName = "tank/a/b".parse().unwrap();
        let (tank, a) = match source.strip_prefix("inherited from ") {
            Some("tank") => ("always\tlocal", "always\tinherited from tank"),
            Some(_) => ("disabled\tlocal", "always\tlocal"),
            None => ("standard\tdefault", "standard\tdefault"),
        };
        let lines = format!("tank\tsync\t{tank}\ntank/a\tsync\t{a}\ntank/a/b\tsync\talways\t{source}\n");
        let output = Output { status: Some(0), stdout: lines.into(), stderr: Vec::new() };
        let asked = ["tank", "tank/a", "tank/a/b"].map(|name| name.parse().unwrap()).into();
        let reading = parse_get(&output, &asked);
        let owned: Vec<(DatasetName, BTreeMap<String, String>)> = wishes
            .iter()
            .map(|(name, sync)| (name.parse().unwrap(), BTreeMap::from([("sync".to_owned(), (*sync).to_owned())])))
            .collect();
        let wishes: Wishes<'_> = owned.iter().map(|(name, wish)| (name, wish)).collect();
        let properties = reading.of(&name).unwrap().unwrap();
        foresee(&name, properties, &reading, &wishes, Release::From24)["sync"].text.clone()
    }

    #[test]
    fn the_nearest_wish_above_is_inherited() {
        assert_eq!(foreseen("inherited from tank/a", &[("tank/a", "standard")]), "standard");
        assert_eq!(foreseen("default", &[("tank", "disabled"), ("tank/a", "standard")]), "standard");
        assert_eq!(foreseen("default", &[("tank", "disabled")]), "disabled");
    }

    #[test]
    fn what_something_nearer_sets_stays() {
        assert_eq!(foreseen("local", &[("tank/a", "standard")]), "always");
        assert_eq!(foreseen("inherited from tank/a", &[("tank", "standard")]), "always");
        assert_eq!(foreseen("received", &[("tank/a", "standard")]), "always");
        assert_eq!(foreseen("inherited from tank/a", &[("tank", "standard"), ("tank/a", "nonsense")]), "always");
        assert_eq!(foreseen("inherited from tank/a", &[("tank/a", "nonsense")]), "always");
    }

    #[test]
    fn what_is_taken_back_above_lets_the_next_one_through() {
        assert_eq!(foreseen("inherited from tank/a", &[("tank", "disabled"), ("tank/a", "inherit")]), "disabled");
        assert_eq!(foreseen("inherited from tank", &[("tank", "inherit")]), "standard");
        assert_eq!(foreseen("inherited from tank/a", &[("tank", "inherit")]), "always");
        assert_eq!(foreseen("local", &[("tank/a", "inherit")]), "always");
    }

    #[test]
    fn what_is_not_inherited_or_may_be_held_is_not_counted_on() {
        let output =
            Output { status: Some(0), stdout: b"tank\tsync\tstandard\tdefault\n".to_vec(), stderr: Vec::new() };
        let tank: DatasetName = "tank".parse().unwrap();
        let reading = parse_get(&output, &[tank.clone()].into());
        let wish = [("quota", "1073741824"), ("mountpoint", "/elsewhere"), ("sync", "always")];
        let wish = wish.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let wishes: Wishes<'_> = [(&tank, &wish)].into();
        let passed = passed(&"tank/a".parse().unwrap(), &reading, &wishes, Release::From24);
        assert_eq!(passed.keys().collect::<Vec<_>>(), ["sync"]);
    }
}
