//! The storages of the cluster, as `storage.cfg` defines them.

use std::collections::BTreeMap;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::masked::{MASKED, mount_options};
use crate::host::Probe;
use crate::pve::cluster::Cluster;
use crate::pve::storage::{self, States, Storage};
use crate::pve::storage_options;

/// Options that `phoenix_pvesm` has arguments of their own for.
const TEXTS: [&str; 5] = ["pool", "path", "server", "export", "share"];

/// A storage.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StorageFacts {
    /// Its id.
    pub storage: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Why this node cannot use it: it is disabled, for other nodes, or not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if it cannot"))]
    pub unusable: Option<String>,
    /// Its options as Proxmox VE has them, secrets masked.
    pub options: BTreeMap<String, String>,
    /// The arguments with which `phoenix_pvesm` keeps it as it is.
    pub arguments: StorageArguments,
}

/// The arguments of `phoenix_pvesm` for a storage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct StorageArguments {
    /// Its id.
    pub storage: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it may hold.
    pub content: Vec<String>,
    /// The nodes it is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<String>,
    /// Further options, secrets left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// Its place, by the option of its type.
    #[serde(flatten)]
    pub place: BTreeMap<String, String>,
}

/// Tells of every storage.
pub(super) fn tell(cluster: &Cluster, host: &dyn Probe) -> Result<Vec<StorageFacts>> {
    let states = States::look(host)?;
    let facts = |(id, storage): (String, Storage)| {
        let inactive = states.why_inactive(&id, &storage, &cluster.node, host)?;
        Ok(StorageFacts {
            unusable: storage.why_not_here(&cluster.node).or(inactive),
            options: storage.options.iter().map(|(name, value)| (name.clone(), shown(name, value))).collect(),
            arguments: arguments(&id, &storage),
            kind: storage.kind,
            storage: id,
        })
    };
    storage::inspect(host)?.by_id.into_iter().map(facts).collect()
}

fn shown(name: &str, value: &str) -> String {
    match name {
        _ if storage_options::is_secret(name) => MASKED.to_owned(),
        "options" => mount_options(value),
        _ => value.to_owned(),
    }
}

fn arguments(id: &str, storage: &Storage) -> StorageArguments {
    let list = |name: &str| {
        let text = storage.options.get(name).map(String::as_str);
        text.into_iter().flat_map(storage::split_list).collect::<Vec<_>>()
    };
    let mut arguments = StorageArguments {
        storage: id.to_owned(),
        kind: storage.kind.clone(),
        content: storage.content().into_iter().collect(),
        nodes: list("nodes"),
        ..StorageArguments::default()
    };
    for (name, value) in &storage.options {
        let is_left_out = ["content", "nodes"].contains(&name.as_str())
            || storage_options::is_secret(name)
            || shown(name, value) != *value;
        match TEXTS.contains(&name.as_str()) {
            _ if is_left_out => continue,
            true => drop(arguments.place.insert(name.clone(), value.clone())),
            false => drop(arguments.options.insert(name.clone(), value.clone())),
        }
    }
    arguments
}
