//! What the file says of raw lines, confinement, ids and cards, as arguments of `phoenix_lxc`.

use std::collections::BTreeMap;

use super::wishes::Wish;
use crate::config::{Container, Lines};

/// Devices that a change of a card's can be about; their numbers are given by what is free.
const DEVICES: std::ops::Range<u8> = 0..16;

pub(super) fn add(wish: &mut Wish, container: &Container) {
    let Lines { options: _, profile, manages_nesting: _, id_maps, cards } = &container.lines;
    if let Some(cards) = cards {
        wish.fixed("gpu_assignment", &cards.value);
        let devices = DEVICES.map(|number| format!("dev{number}"));
        let lines = ["gpu_assignment", "lxc.mount.entry", "lxc.cgroup2.devices.allow"].map(str::to_owned);
        wish.lines.extend(devices.chain(lines).map(|property| (property, cards.at)));
    }
    add_options(wish, &container.lines);
    for property in ["apparmor_profile", "lxc.apparmor.profile"] {
        wish.add("apparmor_profile", property, profile.as_ref());
    }
    for property in ["id_maps", "lxc.idmap"] {
        wish.add("id_maps", property, id_maps.as_ref());
    }
}

/// A profile that manages nesting itself is one with a name, and says so in a line of its own.
fn add_options(wish: &mut Wish, lines: &Lines) {
    let mut options: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for option in &lines.options {
        let (key, value) = &option.value;
        options.entry(key).or_default().push(value);
        wish.lines.insert(key.clone(), option.at);
    }
    let is_named = |name: &str| !["generated", "unconfined"].contains(&name);
    let has_name = lines.profile.as_ref().is_some_and(|profile| is_named(&profile.value));
    let nesting = "lxc.apparmor.allow_nesting";
    if let Some(wished) = lines.manages_nesting.as_ref().filter(|wished| wished.value && has_name) {
        options.entry(nesting).or_insert_with(|| vec!["1"]);
        wish.lines.entry(nesting.to_owned()).or_insert(wished.at);
    }
    if !options.is_empty() {
        wish.fixed("lxc_options", options);
    }
}
