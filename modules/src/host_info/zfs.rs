//! Pools and datasets, as `zpool` and `zfs` tell of them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Question;
use crate::command;
use crate::host::Probe;
use crate::names::{DatasetName, PoolName};
use crate::zfs_dataset::text::{Value, parse_get};
use crate::zpool::text;

/// The word for every property.
const ALL: &str = "all";

/// A pool.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PoolFacts {
    /// Its name.
    pub name: String,
    /// `ONLINE`, `DEGRADED`, `SUSPENDED`, `FAULTED` or `UNAVAIL`.
    pub state: String,
    /// What is odd about it, in ZFS's words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// What it is made of.
    pub vdevs: Vec<VdevFacts>,
    /// Its properties, features aside, numbers exact.
    pub properties: BTreeMap<String, String>,
}

/// A part of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VdevFacts {
    /// `mirror`, `raidz1`, `raidz2`, `raidz3`, or `single` for a disk that stands alone.
    pub layout: String,
    /// `data`, `logs`, `cache`, `spares`, `special` or `dedup`.
    pub role: String,
    /// Its disks, by their paths.
    pub disks: Vec<String>,
}

/// A filesystem or volume.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DatasetFacts {
    /// Its name.
    pub name: String,
    /// What it and all below it use, in bytes.
    pub used: Option<u64>,
    /// What it may still take, in bytes.
    pub available: Option<u64>,
    /// What it refers to, in bytes.
    pub referenced: Option<u64>,
    /// Whether it is mounted; null for a volume.
    pub mounted: Option<bool>,
    /// Where it is mounted; null for a volume.
    pub mountpoint: Option<String>,
    /// The properties that were asked for, wherever they come from, numbers exact.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// The arguments with which `phoenix_zfs_dataset` keeps it as it is.
    pub arguments: DatasetArguments,
}

/// The arguments of `phoenix_zfs_dataset` for a dataset.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DatasetArguments {
    /// Its name.
    pub name: String,
    /// `filesystem` or `volume`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The properties that are set on itself, numbers exact.
    pub properties: BTreeMap<String, String>,
}

/// Tells of every pool that is imported.
pub(super) fn pools(host: &dyn Probe) -> Result<Vec<PoolFacts>> {
    let pools = text::parse_status(&host.query(&command::zpool_status())?)?;
    let names: Vec<PoolName> = pools.iter().filter_map(|pool| pool.name.parse().ok()).collect();
    let mut properties = match names.is_empty() {
        true => BTreeMap::new(),
        false => text::parse_get(&host.query(&command::zpool_get(&names))?)?,
    };
    let is_told = |property: &str| !property.starts_with("feature@");
    properties.values_mut().for_each(|of_one| of_one.retain(|property, _| is_told(property)));
    let facts = |pool: text::Pool| PoolFacts {
        vdevs: pool.vdevs.iter().map(vdev).collect(),
        properties: properties.remove(&pool.name).unwrap_or_default(),
        name: pool.name,
        state: pool.state,
        status: pool.status,
    };
    Ok(pools.into_iter().map(facts).collect())
}

fn vdev(vdev: &text::Vdev) -> VdevFacts {
    let or = |word: &str, usual: &str| if word.is_empty() { usual } else { word }.to_owned();
    VdevFacts {
        layout: or(&vdev.layout, "single"),
        role: or(&vdev.role, "data"),
        disks: vdev.members.iter().flat_map(|member| &member.disks).map(|disk| disk.shown.clone()).collect(),
    }
}

/// Tells of every filesystem and volume that is asked for.
pub(super) fn datasets(question: &Question, host: &dyn Probe) -> Result<Vec<DatasetFacts>> {
    let query = command::zfs_list_datasets();
    let listed = host.query(&query)?;
    listed.ensure_success(&query)?;
    let names = listed.stdout_text().lines().filter_map(|line| line.parse().ok()).collect::<Vec<DatasetName>>();
    let names: BTreeSet<DatasetName> = names.into_iter().filter(|name| is_asked(name, question)).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let reading = parse_get(&host.query(&command::zfs_get(&names))?, &names);
    let mut facts = Vec::new();
    for name in &names {
        // One that was destroyed meanwhile is not there.
        facts.extend(reading.of(name)?.map(|properties| dataset(name, properties, question)));
    }
    Ok(facts)
}

fn is_asked(name: &DatasetName, question: &Question) -> bool {
    let lies_at_or_below = |top: &DatasetName| name == top || name.ancestors().any(|above| above == *top);
    question.below.as_ref().is_none_or(|tops| tops.iter().any(lies_at_or_below))
}

fn dataset(name: &DatasetName, properties: &BTreeMap<String, Value>, question: &Question) -> DatasetFacts {
    let text = |property: &str| Some(properties.get(property)?.text.as_str()).filter(|text| *text != "-");
    let bytes = |property: &str| text(property)?.parse().ok();
    let is_asked = |property: &str| question.properties.contains(property) || question.properties.contains(ALL);
    let is_own = |value: &Value| ["local", "received"].contains(&value.source.as_str());
    let told = |is_told: &dyn Fn(&str, &Value) -> bool| {
        let told = properties.iter().filter(|(property, value)| is_told(property, value));
        told.map(|(property, value)| (property.clone(), value.text.clone())).collect::<BTreeMap<_, _>>()
    };
    DatasetFacts {
        name: name.to_string(),
        used: bytes("used"),
        available: bytes("available"),
        referenced: bytes("referenced"),
        mounted: text("mounted").map(|word| word == "yes"),
        mountpoint: text("mountpoint").map(str::to_owned),
        properties: told(&|property, _| is_asked(property)),
        arguments: DatasetArguments {
            name: name.to_string(),
            kind: text("type").unwrap_or_default().to_owned(),
            properties: told(&|_, value| is_own(value)),
        },
    }
}
