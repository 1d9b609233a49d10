//! Guests that others look after and that a container depends on: whether they are there, and run.

use anyhow::Result;

use super::Desired;
use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::{Note, NoteKind};
use crate::pve::cluster::{self, Cluster, Guest, GuestKind};

/// Returns what is to be known of the guests that a container depends on; nothing of those that run.
pub(super) fn notes(desired: &Desired, cluster: &Cluster, host: &dyn Probe) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    for &dependency in desired.dependencies.iter().flatten() {
        notes.extend(note(dependency, cluster, host)?);
    }
    Ok(notes)
}

fn note(dependency: Ctid, cluster: &Cluster, host: &dyn Probe) -> Result<Option<Note>> {
    let Some(Guest { node, kind }) = cluster.guests.get(&dependency) else {
        let text = format!("it depends on {dependency}, and the cluster has no guest of that id");
        return Ok(Some(Note::new(NoteKind::Warning, text)));
    };
    if *node != cluster.node {
        let text = format!("it depends on {dependency}, which is on node {node}: whether it runs is not looked at");
        return Ok(Some(Note::new(NoteKind::Info, text)));
    }
    let (what, command, is_running) = match kind {
        GuestKind::Container => ("container", "pct", cluster::running(host)?.contains(&dependency)),
        GuestKind::VirtualMachine => ("virtual machine", "qm", cluster::runs_as_machine(dependency, host)?),
    };
    let text = format!("it depends on the {what} {dependency}, which does not run (`{command} start {dependency}`)");
    Ok((!is_running).then(|| Note::new(NoteKind::Warning, text)))
}
