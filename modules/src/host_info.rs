//! `phoenix_host_info`: what a host has, without a wish: pools, datasets, storages, containers, firewalls.
//!
//! Files are read where files tell it, so no Perl is started; of ZFS `zpool` and `zfs` are asked, once for all.

use std::collections::BTreeSet;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::firewall::{self, FirewallFacts};
use crate::host::Probe;
use crate::information::{Information, Told};
use crate::names::{Ctid, DatasetName};
use crate::pve::cluster::{self, Cluster};

mod containers;
mod masked;
mod storages;
mod zfs;

use containers::ContainerFacts;
use storages::StorageFacts;
use zfs::{DatasetFacts, PoolFacts};

/// What a host has.
pub struct HostInfo;

/// What is asked about a host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Question {
    /// What is told of; everything, unless given.
    pub gather: Option<BTreeSet<Subject>>,
    /// Only these datasets, and what lies below them.
    pub below: Option<Vec<DatasetName>>,
    /// Properties of datasets that are told wherever they come from: `compressratio`, `usedbysnapshots`; `all` is all of them.
    pub properties: BTreeSet<String>,
    /// Only these containers.
    pub ctids: Option<BTreeSet<Ctid>>,
}

/// What can be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// ZFS pools, by `zpool`.
    Pools,
    /// ZFS filesystems and volumes, by `zfs`.
    Datasets,
    /// Storages of Proxmox VE, by `storage.cfg`.
    Storages,
    /// LXC containers of this node, by their files.
    Containers,
    /// Firewalls of the cluster, this node and all guests, by their files.
    Firewall,
}

/// What a host has. What was not asked for is absent, and so is what could not be looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Facts {
    /// The pools that are imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if gathered"))]
    pub pools: Option<Vec<PoolFacts>>,
    /// The filesystems and volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if gathered"))]
    pub datasets: Option<Vec<DatasetFacts>>,
    /// The name of this node.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if storages, containers or firewall are gathered"))]
    pub node: Option<String>,
    /// The storages of the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if gathered"))]
    pub storages: Option<Vec<StorageFacts>>,
    /// The containers of this node.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if gathered"))]
    pub containers: Option<Vec<ContainerFacts>>,
    /// The firewalls in whose files something stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if gathered"))]
    pub firewall: Option<Vec<Firewall>>,
}

/// A firewall.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Firewall {
    /// Whose it is: `cluster`, `node`, or the id of a guest.
    pub name: String,
    /// The arguments with which `phoenix_firewall` keeps it as it is.
    pub arguments: FirewallFacts,
}

impl Information for HostInfo {
    const MODULE: &'static str = "phoenix_host_info";
    type Question = Question;
    type Facts = Facts;

    fn tell(question: &Question, host: &dyn Probe) -> Told<Facts> {
        let mut gathering = Gathering { question, errors: Vec::new() };
        let pools = gathering.ask(Subject::Pools, "pools", || zfs::pools(host));
        let datasets = gathering.ask(Subject::Datasets, "datasets", || zfs::datasets(question, host));
        let is_of_proxmox = |subject: &Subject| question.wants(*subject);
        let of_proxmox = [Subject::Storages, Subject::Containers, Subject::Firewall];
        let cluster = match of_proxmox.iter().any(is_of_proxmox) {
            true => gathering.keep("Proxmox VE", cluster::inspect(host)),
            false => None,
        };
        let mut facts = Facts { pools, datasets, ..Facts::default() };
        if let Some(cluster) = cluster {
            facts.storages = gathering.ask(Subject::Storages, "storages", || storages::tell(&cluster, host));
            facts.containers =
                gathering.ask(Subject::Containers, "containers", || containers::tell(question, &cluster, host));
            facts.firewall = gathering.ask(Subject::Firewall, "firewall", || firewalls(&cluster, host));
            facts.node = Some(cluster.node);
        }
        Told { facts, errors: gathering.errors }
    }
}

impl Question {
    fn wants(&self, subject: Subject) -> bool {
        self.gather.as_ref().is_none_or(|subjects| subjects.contains(&subject))
    }
}

/// Looks at one thing after the other; what could not be looked at is remembered.
struct Gathering<'a> {
    question: &'a Question,
    errors: Vec<String>,
}

impl Gathering<'_> {
    fn ask<T>(&mut self, subject: Subject, name: &str, look: impl FnOnce() -> Result<T>) -> Option<T> {
        self.question.wants(subject).then(look).and_then(|told| self.keep(name, told))
    }

    fn keep<T>(&mut self, name: &str, told: Result<T>) -> Option<T> {
        told.map_err(|error| self.errors.push(format!("{name} cannot be looked at: {error:#}"))).ok()
    }
}

fn firewalls(cluster: &Cluster, host: &dyn Probe) -> Result<Vec<Firewall>> {
    let named = |arguments: FirewallFacts| {
        let name = match (arguments.scope, arguments.ctid) {
            (_, Some(ctid)) => ctid.to_string(),
            (firewall::Scope::Node, None) => "node".to_owned(),
            (firewall::Scope::Cluster | firewall::Scope::Guest, None) => "cluster".to_owned(),
        };
        Firewall { name, arguments }
    };
    Ok(firewall::tell(cluster, host)?.into_iter().map(named).collect())
}
