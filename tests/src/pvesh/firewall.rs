//! The firewall through the API: options, rules, aliases, sets and groups, of the cluster, a node and a guest
//! (pve-firewall 6.0).

use std::collections::BTreeMap;

use serde_json::Value;
use sha1::{Digest as _, Sha1};

use super::file::File;
use super::rule::{self, Environment, Names};
use super::{Died, Method, Outcome, Session};
use crate::perl;
use crate::world::World;

mod names;
mod options;
mod rules;

/// The methods below `/cluster/firewall`, `/nodes/NODE/firewall` and `/nodes/NODE/lxc/ID/firewall`.
pub(super) const METHODS: &[&[Method]] = &[options::METHODS, rules::METHODS, names::METHODS];

/// Whose firewall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    Cluster,
    Node(String),
    Guest(Environment, String),
}

impl Scope {
    /// Splits a path into whose firewall it is about and what of it.
    pub(super) fn split(path: &str) -> Option<(Self, &str)> {
        let (whose, what) = match path.split_once("/firewall/") {
            Some(parts) => parts,
            None => (path.strip_suffix("/firewall")?, ""),
        };
        let words: Vec<&str> = whose.split('/').collect();
        let scope = match words[..] {
            ["cluster"] => Self::Cluster,
            ["nodes", node] => Self::Node(node.to_owned()),
            ["nodes", _, "lxc", vmid] => Self::Guest(Environment::Container, vmid.to_owned()),
            ["nodes", _, "qemu", vmid] => Self::Guest(Environment::Machine, vmid.to_owned()),
            _ => return None,
        };
        Some((scope, what))
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Cluster => "/etc/pve/firewall/cluster.fw".to_owned(),
            Self::Node(node) => format!("/etc/pve/nodes/{node}/host.fw"),
            Self::Guest(_, vmid) => format!("/etc/pve/firewall/{vmid}.fw"),
        }
    }

    /// Returns the scope with the name of this node where it says `localhost`.
    pub(super) fn of_this_node(self, node: &str) -> Self {
        match self {
            Self::Node(name) if name == "localhost" => Self::Node(node.to_owned()),
            other => other,
        }
    }

    /// Returns the cluster-wide lock below which the file is written.
    pub(super) fn lock(&self) -> String {
        match self {
            Self::Cluster => "firewall-cluster".to_owned(),
            Self::Node(node) => format!("firewall-host-{node}"),
            Self::Guest(_, vmid) => format!("firewall-vm-{vmid}"),
        }
    }

    fn environment(&self) -> Environment {
        match self {
            Self::Cluster => Environment::Cluster,
            Self::Node(_) => Environment::Host,
            Self::Guest(environment, _) => *environment,
        }
    }
}

/// The files that a call is about: the cluster's is read first, whoever asks.
struct Files {
    cluster: Option<File>,
    own: File,
}

impl Files {
    fn names(&self) -> Names<'_> {
        Names { cluster: self.cluster.as_ref(), own: Some(&self.own) }
    }
}

/// Reads the file of a scope.
pub(super) fn read_one(world: &World, scope: &Scope, cluster: Option<&File>) -> File {
    let path = scope.path();
    File::parse(&world.read(&path).unwrap_or_default(), &path, scope.environment(), cluster, world.state.clock)
}

fn read(session: &mut Session<'_>) -> Result<Files, Died> {
    let is_cluster = session.scope == Scope::Cluster;
    let cluster = (!is_cluster).then(|| read_one(session.world, &Scope::Cluster, None));
    if let Some(cluster) = &cluster {
        heed(session, cluster)?;
    }
    let own = read_one(session.world, &session.scope, cluster.as_ref());
    heed(session, &own)?;
    Ok(Files { cluster, own })
}

fn heed(session: &mut Session<'_>, file: &File) -> Result<(), Died> {
    session.said.push_str(&file.warnings);
    file.fatal().map_or(Ok(()), |complaint| Err(Died::Because(complaint)))
}

fn write(session: &mut Session<'_>, file: &File) -> Outcome {
    let scope = session.scope.clone();
    write_as(session, &scope, file)
}

fn write_as(session: &mut Session<'_>, scope: &Scope, file: &File) -> Outcome {
    let mut warnings = String::new();
    let text = file.text(session.world, &mut warnings);
    session.said.push_str(&warnings);
    match text {
        Err(kind) => {
            return Err(Died::Because(format!(
                "unknown rule type '{kind}' at /usr/share/perl5/PVE/Firewall.pm line 3729."
            )));
        }
        Ok(nothing) if nothing.is_empty() => session.world.files.remove(scope.path()),
        Ok(text) => session.world.files.write(scope.path(), text),
    }
    Ok(None)
}

/// Returns the digest of a list, or of one object: its keys in order, what is no text left out.
fn digest<'a>(list: impl IntoIterator<Item = &'a BTreeMap<String, String>>) -> String {
    let mut sha = Sha1::new();
    for (key, value) in list.into_iter().flatten() {
        sha.update(format!("{key}:{value}\n"));
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn refuse_modified(session: &Session<'_>, digest: &str) -> Result<(), Died> {
    perl::refuse_modified(digest, session.arguments.get("digest")).map_err(Died::Because)
}

/// Returns a list as it is shown: each entry with the digest of all.
fn listed(list: &[BTreeMap<String, String>]) -> Value {
    let digest = digest(list);
    let entries = list.iter().map(|entry| {
        let mut shown = rule::shown(entry);
        shown["digest"] = digest.clone().into();
        shown
    });
    entries.collect()
}

fn properties(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let present = pairs.iter().filter(|(_, value)| !value.is_empty());
    present.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
