//! What a dataset inherits once the datasets above it are as they are wished in the same call.
//!
//! Without it a check would tell a child to be set although its parent's change is enough, or the other way round.

use std::collections::BTreeMap;

use super::properties::{self, Spelling};
use super::text::Value;
use crate::names::DatasetName;

/// The properties that are wished of each dataset of a call.
pub(super) type Wishes<'a> = BTreeMap<&'a DatasetName, &'a BTreeMap<String, String>>;

/// Returns a dataset's properties as they are once those above it are as wished.
pub(super) fn foresee(
    name: &DatasetName,
    properties: &BTreeMap<String, Value>,
    wishes: &Wishes<'_>,
) -> BTreeMap<String, Value> {
    let mut foreseen = properties.clone();
    // From the top down, so that the nearest wish is the last one.
    let mut above: Vec<DatasetName> = name.ancestors().collect();
    above.reverse();
    for ancestor in above {
        for (property, wished) in wishes.get(&ancestor).into_iter().flat_map(|wish| wish.iter()) {
            // A change that interrupts may be held: it is not counted on.
            let is_counted_on = properties::is_inherited(property) && !properties::interrupts(property);
            let inherits = is_counted_on && reaches(&ancestor, foreseen.get(property));
            let Ok(value) = properties::normal(property, wished, Spelling::Wished) else { continue };
            if inherits {
                let source = format!("inherited from {ancestor}");
                foreseen.insert(property.clone(), Value { text: value, source });
            }
        }
    }
    foreseen
}

/// Returns whether a value set on `ancestor` reaches the dataset: nothing nearer sets the property.
fn reaches(ancestor: &DatasetName, present: Option<&Value>) -> bool {
    let Some(present) = present else { return true };
    match present.source.strip_prefix("inherited from ") {
        Some(giver) => giver == ancestor.as_str() || ancestor.as_str().starts_with(&format!("{giver}/")),
        None => present.source == "default",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreseen(source: &str, wishes: &[(&str, &str)]) -> String {
        let name: DatasetName = "tank/a/b".parse().unwrap();
        let value = Value { text: "always".to_owned(), source: source.to_owned() };
        let properties = BTreeMap::from([("sync".to_owned(), value)]);
        let owned: Vec<(DatasetName, BTreeMap<String, String>)> = wishes
            .iter()
            .map(|(name, sync)| (name.parse().unwrap(), BTreeMap::from([("sync".to_owned(), (*sync).to_owned())])))
            .collect();
        let wishes: Wishes<'_> = owned.iter().map(|(name, wish)| (name, wish)).collect();
        foresee(&name, &properties, &wishes)["sync"].text.clone()
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
    }
}
