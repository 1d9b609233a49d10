//! Firewall files as their reader sees them, for whoever wants to know what it says about them.

use std::path::Path;

use super::file::File;
use super::firewall::{Scope, read_one};
use super::rule::Environment;
use crate::world::World;

/// A file that was read.
#[derive(Debug)]
pub struct Read {
    file: File,
    /// What `enable` is if nobody says.
    default: bool,
    /// Nothing passes by it: a guest without an interface that has `firewall=1`.
    is_idle: bool,
}

impl Read {
    /// Returns whether the firewall of this file is on.
    pub fn is_enabled(&self) -> bool {
        !self.is_idle && self.file.options.get("enable").map_or(self.default, |value| value != "0")
    }

    /// Returns what the reader says on standard error: what cannot be read and is passed by, and what makes no sense.
    pub fn said(&self) -> &str {
        &self.file.complaints
    }

    /// Returns what whoever reads the file dies of.
    pub fn fatal(&self) -> Option<String> {
        self.file.fatal()
    }

    /// Returns the security groups that rules use which apply.
    pub fn groups_in_use(&self) -> Vec<String> {
        let applies = |rule: &&super::rule::Rule| rule.get("enable") != "0" && rule.errors.is_empty();
        let rules = self.file.rules.iter().filter(applies).filter(|rule| rule.get("type") == "group");
        rules.map(|rule| rule.get("action").to_owned()).collect()
    }

    /// Returns whether the file defines a group.
    pub fn has_group(&self, name: &str) -> bool {
        self.file.groups.contains_key(name)
    }
}

/// Reads the cluster's file.
pub fn cluster(world: &World) -> Read {
    Read { file: read_one(world, &Scope::Cluster, None), default: false, is_idle: false }
}

/// Reads this node's file.
pub fn host(world: &World, cluster: &Read) -> Read {
    let scope = Scope::Node(world.state.node.clone());
    Read { file: read_one(world, &scope, Some(&cluster.file)), default: true, is_idle: false }
}

/// Reads the files of the guests of this node.
pub fn guests(world: &World, cluster: &Read) -> Vec<Read> {
    let node = &world.state.node;
    let mut found = Vec::new();
    for (kind, environment) in [("qemu-server", Environment::Machine), ("lxc", Environment::Container)] {
        for id in world.guests(node, kind) {
            let scope = Scope::Guest(environment, id.to_string());
            if world.files.exists(Path::new(&scope.path())) {
                let text = world.read(&format!("/etc/pve/nodes/{node}/{kind}/{id}.conf")).unwrap_or_default();
                let is_idle = !text.lines().any(|line| line.starts_with("net") && line.contains("firewall=1"));
                found.push(Read { file: read_one(world, &scope, Some(&cluster.file)), default: false, is_idle });
            }
        }
    }
    found
}
