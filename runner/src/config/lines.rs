//! What a container's raw lines, confinement, ids and graphics cards are wished to be, in every shape their keys have had.

use serde::Serialize;

use super::Located;
use super::json::{Node, Value};
use super::place::{Place, Reader};
use super::values::{boolean, describe, integer, text};

/// What becomes raw lines of a container, or devices of graphics cards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// `lxc_options`: key and value of each line, in the order of the file.
    pub options: Vec<Located<(String, String)>>,
    /// `apparmor_profile`; an empty text is unmanaged.
    pub profile: Option<Located<String>>,
    /// `apparmor_manages_nesting`.
    pub manages_nesting: Option<Located<bool>>,
    /// `id_maps`.
    pub id_maps: Option<Located<Vec<IdMap>>>,
    /// `gpu_assignment`: the numbers of the cards, none for `none`; an empty text is unmanaged.
    pub cards: Option<Located<Vec<u32>>>,
}

/// Ids of a container that are others on the host than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdMap {
    /// `uid` or `gid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The first id inside.
    pub container_id: u64,
    /// The first id on the host.
    pub host_id: u64,
    /// How many.
    pub size: u64,
}

/// Returns key and value of a raw line as Proxmox splits them: `lxc.KEY: VALUE` or `lxc.KEY = VALUE`, blanks around aside.
pub(super) fn raw_option(text: &str) -> Option<(&str, &str)> {
    phoenix_modules::plan::raw_line(text).filter(|(key, _)| key.len() > "lxc.".len())
}

/// Returns the graphics cards asked for: numbers between commas and blanks, `none` for none, or `None` if it is neither.
pub(super) fn cards(text: &str) -> Option<Vec<u32>> {
    if text.trim() == "none" {
        return Some(Vec::new());
    }
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    words.map(|word| word.parse().ok()).collect()
}

pub(super) fn read(reader: &mut Reader<'_, '_>) -> Lines {
    Lines {
        options: options(reader),
        profile: given(reader, "apparmor_profile").and_then(|place| place.read(text, reader.findings)),
        manages_nesting: reader.read("apparmor_manages_nesting", boolean),
        id_maps: reader.read("id_maps", id_maps),
        cards: given(reader, "gpu_assignment").and_then(|place| {
            let before = reader.findings.len();
            let cards = place.read(assignment, reader.findings);
            reader.findings[before..].iter_mut().for_each(|finding| finding.rule = Some("V-49"));
            cards
        }),
    }
}

/// Returns the place of a key, unless it is an empty text, which early files had for what is not managed.
fn given<'t>(reader: &Reader<'_, 't>, name: &str) -> Option<Place<'t>> {
    reader.object.member(name).filter(|place| place.node.as_text().is_none_or(|text| !text.trim().is_empty()))
}

/// Reads the lines that can be read; V-48 refuses the others.
fn options(reader: &mut Reader<'_, '_>) -> Vec<Located<(String, String)>> {
    let list = reader.object.member("lxc_options");
    let Some(list) = list.filter(|list| list.is_array(reader.findings)) else { return Vec::new() };
    let option = |place: Place<'_>| {
        let (key, value) = raw_option(place.node.as_text()?)?;
        Some(place.locate((key.to_owned(), value.to_owned())))
    };
    list.elements().filter_map(option).collect()
}

fn assignment(node: &Node<'_>) -> Result<Vec<u32>, String> {
    if let Value::Number(written) = &node.value {
        return written.parse().map(|card| vec![card]).map_err(|_| format!("{written} names no graphics card"));
    }
    let cards = node.as_text().and_then(cards);
    cards.ok_or_else(|| format!("expected `none`, or numbers of graphics cards (`0,1`), found {}", describe(node)))
}

fn id_maps(node: &Node<'_>) -> Result<Vec<IdMap>, String> {
    let Value::Array(elements) = &node.value else {
        return Err(format!("expected a list of id maps, found {}", describe(node)));
    };
    elements.iter().map(id_map).collect()
}

fn id_map(node: &Node<'_>) -> Result<IdMap, String> {
    let member = |name: &str| node.get(name).map(|member| &member.node);
    let number = |name: &str| match member(name) {
        Some(node) => integer(0..=u64::from(u32::MAX))(node).map_err(|wrong| format!("`{name}`: {wrong}")),
        None => Err(format!("`{name}` is missing")),
    };
    let kind = match member("type").and_then(Node::as_text) {
        Some("uid" | "u") => "uid",
        Some("gid" | "g") => "gid",
        _ => return Err("expected `type` to be `uid` or `gid`".to_owned()),
    };
    let size = if member("size").is_some() { number("size")? } else { 1 };
    let (container_id, host_id) = (number("container_id")?, number("host_id")?);
    Ok(IdMap { kind: kind.to_owned(), container_id, host_id, size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Finding, read as read_files};

    fn lines(text: &str) -> Result<Lines, Vec<Finding>> {
        let lxc = format!("{{\"lxc_configs\": {{\n\"101\": {{{text}}}}}}}");
        read_files(b"{}", lxc.as_bytes()).map(|mut configuration| configuration.containers.remove(0).lines)
    }

    #[test]
    fn every_line_keeps_its_own() {
        let read = lines("\"lxc_options\": [\n\"lxc.mount.auto:sys:rw\",\n\"lxc.cap.drop = \"]").unwrap();
        let found: Vec<_> = read.options.iter().map(|option| (option.at.line, option.value.1.as_str())).collect();
        assert_eq!(found, [(3, "sys:rw"), (4, "")]);
    }

    #[test]
    fn cards_are_numbers_in_every_spelling_and_none_is_a_wish() {
        let cards = |text: &str| lines(&format!("\"gpu_assignment\": {text}")).unwrap().cards.map(|cards| cards.value);
        assert_eq!(cards("\"none\""), Some(vec![]));
        assert_eq!(cards("\"0, 1\""), Some(vec![0, 1]));
        assert_eq!(cards("1"), Some(vec![1]));
        assert_eq!(cards("\"\""), None);
        let findings = lines("\"gpu_assignment\": \"two\"").unwrap_err();
        let is_error = |told: &&Finding| told.severity == crate::config::Severity::Error;
        assert_eq!(findings.iter().filter(is_error).map(|told| told.rule).collect::<Vec<_>>(), [Some("V-49")]);
    }

    #[test]
    fn maps_of_ids_are_typed() {
        let maps = |text: &str| lines(&format!("\"id_maps\": {text}")).map(|lines| lines.id_maps.unwrap().value);
        let expected = IdMap { kind: "gid".to_owned(), container_id: 33, host_id: 34, size: 1 };
        assert_eq!(maps(r#"[{"type": "gid", "host_id": 34, "container_id": 33}]"#).unwrap(), [expected]);
        for wrong in [r#""x""#, r#"[{"type": "gid"}]"#, r#"[{"type": "pid", "host_id": 1, "container_id": 1}]"#] {
            assert!(maps(wrong).is_err(), "{wrong}");
        }
    }
}
