//! The containers of this node, as their files have them.

use std::collections::BTreeMap;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Question;
use super::masked::variable;
use crate::host::Probe;
use crate::names::Ctid;
use crate::pve::cluster::{self, Cluster, GuestKind};
use crate::pve::guest_config::{self, Config, Section};

/// Raw lines that hold a variable of the environment: `lxc.environment`, `lxc.environment.hooks`.
const ENVIRONMENT: &str = "lxc.environment";

/// A container.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ContainerFacts {
    /// Its id.
    pub ctid: Ctid,
    /// Whether it runs.
    pub running: bool,
    /// Whether it is a template.
    pub is_template: bool,
    /// Its settings by the names that `pct config` shows. Of variables of the environment only the names are told.
    pub settings: BTreeMap<String, String>,
    /// Its raw lines, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw: Vec<String>,
    /// Settings that it gets when it starts the next time.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pending: BTreeMap<String, String>,
    /// The names of its snapshots.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub snapshots: Vec<String>,
}

/// Tells of the containers of this node.
pub(super) fn tell(question: &Question, cluster: &Cluster, host: &dyn Probe) -> Result<Vec<ContainerFacts>> {
    let running = cluster::running(host)?;
    let is_asked = |ctid: &Ctid| question.ctids.as_ref().is_none_or(|ctids| ctids.contains(ctid));
    let is_here = |guest: &cluster::Guest| guest.kind == GuestKind::Container && guest.node == cluster.node;
    let here = cluster.guests.iter().filter(|(ctid, guest)| is_asked(ctid) && is_here(guest));
    let facts = |(ctid, _): (&Ctid, _)| {
        // Who was destroyed meanwhile is there no more.
        let config = guest_config::read(&cluster.node, *ctid, host)?;
        Ok(config.map(|config| facts(*ctid, running.contains(ctid), config)))
    };
    here.map(facts).filter_map(Result::transpose).collect()
}

fn facts(ctid: Ctid, running: bool, config: Config) -> ContainerFacts {
    let is_template = config.is_set("template");
    let Config { main, pending, snapshots, .. } = config;
    let raw = |(key, value): &(String, String)| {
        let value = if key.starts_with(ENVIRONMENT) { variable(value) } else { value.clone() };
        format!("{key}: {value}")
    };
    ContainerFacts {
        ctid,
        running,
        is_template,
        raw: main.raw.iter().map(raw).collect(),
        settings: settings(main),
        pending: settings(pending),
        snapshots: snapshots.into_keys().collect(),
    }
}

fn settings(section: Section) -> BTreeMap<String, String> {
    let shown = |(name, value): (String, String)| match name.as_str() {
        "env" => (name, value.split('\0').map(variable).collect::<Vec<_>>().join(" ")),
        _ => (name, value),
    };
    section.settings.into_iter().map(shown).collect()
}
