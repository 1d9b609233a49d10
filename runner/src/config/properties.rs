//! The properties of a dataset, in the three shapes they have had.

use super::Located;
use super::finding::Finding;
use super::json::{Node, Value};
use super::place::Place;
use super::values;

/// Name and value of a property.
pub(super) type Property = (Located<String>, Located<String>);

/// Reads properties: an object, a text `recordsize=16K,quota=100G`, or an empty text for none.
pub(super) fn read(place: &Place<'_>, findings: &mut Vec<Finding>) -> Vec<Property> {
    match &place.node.value {
        Value::Object(_) => {
            place.members().filter_map(|(name, value)| property_of_object(name, &value, findings)).collect()
        }
        Value::Text(text) => properties_of_text(place, text, findings),
        _ => {
            let wrong =
                format!("expected properties (an object or `name=value,...`), found {}", values::describe(place.node));
            findings.push(Finding::error(place.at, &place.key, wrong));
            Vec::new()
        }
    }
}

fn property_of_object(name: &str, place: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Property> {
    // Numbers are taken as they are written (`"copies": 2`).
    let text_or_number = |node: &Node<'_>| match node.value {
        Value::Number(written) => Ok(written.to_owned()),
        _ => values::text(node),
    };
    let value = place.read(text_or_number, findings)?;
    let name = name.trim().to_owned();
    Some((place.locate(name), Located { value: value.value.trim().to_owned(), ..value }))
}

fn properties_of_text(place: &Place<'_>, text: &str, findings: &mut Vec<Finding>) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=').map(|(name, value)| (name.trim(), value.trim())) else {
            findings.push(Finding::error(place.at, &place.key, format!("expected `name=value`, found {part:?}")));
            continue;
        };
        if name.is_empty() || value.is_empty() {
            findings.push(Finding::error(place.at, &place.key, format!("a name or value is missing in {part:?}")));
            continue;
        }
        let property = (place.locate(name.to_owned()), place.locate(value.to_owned()));
        match properties.iter().find(|(earlier, _)| earlier.value == name) {
            None => properties.push(property),
            Some(earlier) => findings.push(repeated_property(earlier, &property)),
        }
    }
    properties
}

fn repeated_property(first: &Property, second: &Property) -> Finding {
    let (name, value) = second;
    if first.1.value == value.value {
        return Finding::warning(name.at, &name.key, format!("the property `{}` is written twice", name.value))
            .remedy("remove one of the two");
    }
    let message =
        format!("the property `{}` is written twice, as {} and as {}", name.value, first.1.value, value.value);
    Finding::error(name.at, &name.key, message).remedy("remove the one that is not meant")
}

#[cfg(test)]
mod tests {
    use crate::config::{Configuration, Dataset, Finding, Severity, read};

    fn host(datasets: &str) -> Result<Configuration, Vec<Finding>> {
        let zfs = format!("{{\"pools\": [{{\"name\": \"quickOS\"}}],\n\"datasets\": [{datasets}]}}");
        read(format!("{{\"zfs\":\n{zfs}}}").as_bytes(), b"{\"lxc_configs\": {}}")
    }

    fn pairs(dataset: &Dataset) -> Vec<(&str, &str)> {
        dataset.properties.iter().map(|(name, value)| (name.value.as_str(), value.value.as_str())).collect()
    }

    #[test]
    fn properties_come_as_text_as_object_and_as_nothing() {
        let configuration = host(
            r#"{"pool": "quickOS", "name": "a", "properties": "recordsize=16K, quota=1.4T"},
               {"pool": "quickOS", "name": "b", "properties": {"recordsize": "16K", "copies": 2}},
               {"pool": "quickOS", "name": "c", "properties": ""},
               {"pool": "quickOS", "name": "d"}"#,
        )
        .unwrap();
        let read: Vec<_> = configuration.datasets.iter().map(pairs).collect();
        assert_eq!(read[0], [("recordsize", "16K"), ("quota", "1.4T")]);
        assert_eq!(read[1], [("recordsize", "16K"), ("copies", "2")]);
        assert!(read[2].is_empty() && read[3].is_empty());
        assert_eq!(configuration.datasets[1].properties[0].0.key, "zfs.datasets[1].properties.recordsize");
        assert_eq!(configuration.datasets[1].properties[0].0.at.to_string(), "hypervisor:4");
        assert!(configuration.storages.is_empty());
    }

    #[test]
    fn wrong_properties_are_all_named() {
        let findings = host(
            r#"{"pool": "quickOS", "name": "a", "properties": "quota"},
               {"pool": "quickOS", "name": "b", "properties": "quota=1G,quota=2G"},
               {"pool": "quickOS", "name": "c", "properties": "quota=1G,quota=1G"},
               {"pool": "quickOS", "name": "d", "properties": "quota="},
               {"pool": "quickOS", "name": "e", "properties": ["quota=1G"]},
               {"pool": "quickOS", "name": "f", "properties": {"quota": true}}"#,
        )
        .unwrap_err();
        assert_eq!(findings.iter().filter(|finding| finding.severity == Severity::Error).count(), 5);
        assert_eq!(findings.iter().filter(|finding| finding.severity == Severity::Warning).count(), 1);
    }
}
