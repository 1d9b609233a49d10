//! The laws of every text that Phoenix reads or edits, over any bytes. The fuzzer and the suite both call them here
//! (docs/testing.md).

mod altered;
mod answers;
mod cluster;
mod commands;
mod containers;
mod files;
mod firewall;
mod property_strings;
mod storages;
mod wishes;

pub use altered::Altered;

/// A law over any bytes; it panics where the bytes break it.
pub type Law = fn(&[u8]);

/// Every text, by the name of its fuzz target and of its folder in `tests/fuzz/corpus`, with its law.
pub const LAWS: &[(&str, Law)] = &[
    ("container", containers::container),
    ("property_string", property_strings::property_string),
    ("section_file", storages::section_file),
    ("storage_cfg", storages::storage_cfg),
    ("firewall_cluster", firewall::cluster),
    ("firewall_node", firewall::node),
    ("firewall_guest", firewall::guest),
    ("zfs_get", answers::zfs_get),
    ("zfs_list", answers::zfs_list),
    ("zpool_status", answers::zpool_status),
    ("zpool_import", answers::zpool_import),
    ("zpool_get", answers::zpool_get),
    ("block_devices", answers::block_devices),
    ("pct", commands::pct),
    ("storages", commands::storages),
    ("vmlist", cluster::vmlist),
    ("members", cluster::members),
    ("proc", cluster::proc),
    ("modprobe", files::modprobe),
    ("container_edit", files::container_edit),
    ("arguments", wishes::arguments),
    ("config", wishes::config),
];

/// Returns one of these; which, the bytes decide.
fn chosen<'a, T>(bytes: &[u8], choices: &'a [T]) -> &'a T {
    let sum: usize = bytes.iter().map(|byte| usize::from(*byte)).sum();
    &choices[sum % choices.len()]
}

/// Holds these bytes to the law of a text.
///
/// # Panics
/// If they break it, or if there is no such law.
pub fn hold(name: &str, bytes: &[u8]) {
    let law = LAWS.iter().find(|(other, _)| *other == name);
    let (_, law) = law.unwrap_or_else(|| panic!("no law of texts is called {name}"));
    law(bytes);
}
