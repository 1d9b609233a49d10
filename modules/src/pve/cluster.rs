//! The node as pmxcfs shows it: is it mounted, has it quorum, and which guest is where.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::section_file;
use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::{Plan, Refusal};

/// What pmxcfs tells about this node and the guests of its cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// This node's name.
    pub node: String,
    /// Whether this node may write below `/etc/pve`.
    pub is_quorate: bool,
    /// Every guest of the cluster.
    pub guests: BTreeMap<Ctid, Guest>,
}

impl Cluster {
    /// Returns what an id is if it is no container of this node, as a sentence; `None` if nobody has it or it is one.
    pub fn place_of_another(&self, ctid: Ctid) -> Option<String> {
        let Guest { node, kind } = self.guests.get(&ctid)?;
        if *kind == GuestKind::VirtualMachine {
            return Some(format!("{ctid} is a virtual machine on node {node}"));
        }
        (*node != self.node).then(|| format!("container {ctid} is on node {node}, this is {}", self.node))
    }
}

/// Where a guest is and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// The node it is on.
    pub node: String,
    /// What it is.
    pub kind: GuestKind,
}

/// What a guest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestKind {
    /// An LXC container.
    Container,
    /// A virtual machine.
    VirtualMachine,
}

/// `/etc/pve/.members` (pve-cluster 9.1.6): a node that is in no cluster has no `cluster` key, and always quorum.
#[derive(Deserialize)]
struct Members {
    nodename: String,
    cluster: Option<MembersCluster>,
}

#[derive(Deserialize)]
struct MembersCluster {
    #[serde(default)]
    quorate: u8,
}

/// `/etc/pve/.vmlist` (pve-cluster 9.1.6).
#[derive(Deserialize)]
struct VmList {
    #[serde(default)]
    ids: BTreeMap<String, VmListEntry>,
}

#[derive(Deserialize)]
struct VmListEntry {
    node: String,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads what pmxcfs shows. An unmounted pmxcfs is an error: an empty `/etc/pve` says nothing about guests (law 7).
pub fn inspect(host: &dyn Probe) -> Result<Cluster> {
    let is_mounted = host.read(Path::new("/etc/pve/.version"))?.is_some();
    ensure!(
        is_mounted,
        "/etc/pve is not mounted (no /etc/pve/.version), so nothing is known about guests and storages; \
         see `systemctl status pve-cluster`"
    );
    let members: Members = read_json(host, "/etc/pve/.members")?;
    let list: VmList = read_json(host, "/etc/pve/.vmlist")?;
    let mut guests = BTreeMap::new();
    for (id, VmListEntry { node, kind }) in list.ids {
        let Ok(ctid) = id.parse::<Ctid>() else { continue };
        let kind = if kind == "lxc" { GuestKind::Container } else { GuestKind::VirtualMachine };
        guests.insert(ctid, Guest { node, kind });
    }
    let is_quorate = members.cluster.is_none_or(|cluster| cluster.quorate == 1);
    Ok(Cluster { node: members.nodename, is_quorate, guests })
}

fn read_json<T: serde::de::DeserializeOwned>(host: &dyn Probe, path: &str) -> Result<T> {
    let bytes =
        host.read(Path::new(path))?.with_context(|| format!("{path} is missing although /etc/pve is mounted"))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{path} is not what pmxcfs writes"))
}

/// Returns the containers whose run state the HA manager owns (`/etc/pve/ha/resources.cfg`, sections `ct: ID`).
pub fn managed_by_ha(host: &dyn Probe) -> Result<BTreeSet<Ctid>> {
    let Some(bytes) = host.read(Path::new("/etc/pve/ha/resources.cfg"))? else {
        return Ok(BTreeSet::new());
    };
    let file = section_file::parse(&String::from_utf8_lossy(&bytes));
    let containers = file.sections.iter().filter(|section| section.kind == "ct");
    Ok(containers.filter_map(|section| section.id.parse().ok()).collect())
}

/// Returns the containers that run, as Proxmox itself decides it: their abstract socket is in `/proc/net/unix`.
pub fn running(host: &dyn Probe) -> Result<BTreeSet<Ctid>> {
    let path = Path::new("/proc/net/unix");
    let bytes = host.read(path)?.context("/proc/net/unix is missing, so nothing is known about what runs")?;
    let text = String::from_utf8_lossy(&bytes);
    let socket = |line: &str| line.split_once(" @/var/lib/lxc/")?.1.strip_suffix("/command")?.parse().ok();
    Ok(text.lines().filter_map(socket).collect())
}

/// Returns whether a virtual machine of this node runs, as Proxmox itself decides it (qemu-server, `vm_running_locally`): the
/// process of its pid file is a QEMU that was started with that pid file.
pub fn runs_as_machine(id: Ctid, host: &dyn Probe) -> Result<bool> {
    let pid_file = format!("/var/run/qemu-server/{id}.pid");
    let Some(pid) = host.read(Path::new(&pid_file))? else { return Ok(false) };
    let pid = String::from_utf8_lossy(&pid);
    let Ok(pid) = pid.lines().next().unwrap_or_default().parse::<u32>() else { return Ok(false) };
    let Some(arguments) = host.read(Path::new(&format!("/proc/{pid}/cmdline")))? else { return Ok(false) };
    let arguments = String::from_utf8_lossy(&arguments);
    let mut words = arguments.split('\0');
    let program = words.next().unwrap_or_default();
    let is_qemu =
        program.ends_with("kvm") || program.rsplit('/').next().is_some_and(|name| name.starts_with("qemu-system-"));
    Ok(is_qemu && words.any(|word| word == "-pidfile") && arguments.split('\0').any(|word| word == pid_file))
}

/// Returns the plan as it is on a node without quorum: what it would do is refused, since `/etc/pve` is read-only.
pub fn refuse_without_quorum(plan: Plan, cluster: &Cluster) -> Plan {
    if cluster.is_quorate || plan.steps.is_empty() {
        return plan;
    }
    let mut refusals = plan.refusals;
    refusals.push(Refusal {
        property: "quorum".to_owned(),
        wanted: "a node with quorum".to_owned(),
        found: "no quorum".to_owned(),
        why: format!("node {} has no quorum, so /etc/pve is read-only", cluster.node),
        remedy: "bring the other nodes back (`pvecm status`), then run again".to_owned(),
    });
    Plan { refusals, notes: plan.notes, ..Plan::default() }
}
