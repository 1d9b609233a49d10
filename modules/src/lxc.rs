//! `phoenix_lxc`: LXC containers, from creation to run state.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use anyhow::Result;

use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::{Note, Plan, Refusal};
use crate::pve::cluster::{self, Cluster, GuestKind};
use crate::pve::guest_config::Config;
use crate::pve::storage::{self, Storages};
use crate::resource::{self, Now, Resource};

mod bridges;
mod cloning;
mod dependencies;
mod devices;
mod directories;
mod disks;
mod families;
mod finish;
mod formats;
mod graphics;
mod growth;
mod half_made;
mod idmap;
mod ids;
mod kind;
mod life;
mod native;
mod networks;
mod node;
mod oddities;
mod origin;
mod owners;
mod privilege;
mod raw;
mod readiness;
mod run_state;
mod seal;
mod series;
mod settings;
mod snapshots;
mod sources;
mod started;
mod surroundings;
mod templates;
mod undeclared;
mod volumes;
mod wish;

use node::{First, Node, places};
use readiness::Readiness;
pub use settings::{Fact, Felt, facts};
pub use snapshots::Snapshot;
use surroundings::Lacking;
pub use wish::{Desired, Device, Expecting, IdKind, IdMap, MountPoint, Network, Restart, RootDisk, State};

/// How long a lock of Proxmox is waited for unless it is wished otherwise, in seconds: a snapshot or a small clone has passed by then, a
/// backup has not.
const LOCK_TIMEOUT: u64 = 30;

/// LXC containers.
pub struct Lxc;

/// A container as the host has it, and what its making would need.
#[derive(Debug, Clone)]
pub struct Observed {
    cluster: Rc<Cluster>,
    guest: Guest,
    /// What the making of it needs; only looked at if it does not exist.
    origin: Option<Origin>,
    /// The storages; only looked at if what the container ends with depends on their types.
    storages: Rc<Storages>,
    /// What is to be known of it.
    oddities: Vec<Note>,
    /// What the wish needs of the host and cannot have.
    lacking: Lacking,
    /// What its isolation, its cards and its start need of the host.
    readiness: Readiness,
}

/// A guest id as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Guest {
    /// No guest has this id.
    Absent,
    /// The id is a VM's, or the container is on another node.
    Elsewhere(String),
    /// A container of this node; `locked_by` is the task that works on it, if it is locked and one does.
    Here { config: Box<Config>, is_running: bool, is_managed_by_ha: bool, locked_by: Option<String> },
}

/// What the making of a container needs.
#[derive(Debug, Clone)]
struct Origin {
    storages: Rc<Storages>,
    /// Its source, the source of that, and so on, up to the first that is there.
    lineage: Vec<Guest>,
    /// Why this node cannot use the storage of its root disk, if it is there.
    unusable: Option<String>,
    /// The template as `pct create` takes it: a volume, or a path.
    ostemplate: String,
    template: TemplateFile,
    /// Volumes that bear the container's id although it does not exist.
    volumes: Vec<String>,
}

/// Whether the template is there to create from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplateFile {
    /// None is wished.
    NotWished,
    /// It is there.
    Present,
    /// It is not there, and this container is the first of the call that needs it.
    Missing,
    /// It is not there, and this earlier container of the call fetches it.
    FetchedFor(Ctid),
    /// Its storage does not exist or holds no templates.
    NoStorage(String),
    /// It is not there, and `pveam` cannot fetch it: it knows so many others, of which this one is the nearest.
    Unknown { known: usize, nearest: Option<String> },
}

impl Resource for Lxc {
    const MODULE: &'static str = "phoenix_lxc";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("lxc/{}", desired.ctid)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        let node = match Node::inspect(desired, host) {
            Ok(node) => node,
            Err(error) => return resource::fail_each(desired, &error),
        };
        let mut first = First::default();
        desired.iter().map(|wished| node.observe(wished, &mut first)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        let plan = match &observed.guest {
            Guest::Elsewhere(place) => life::refuse_elsewhere(desired, place),
            Guest::Absent => match &observed.origin {
                Some(origin) if desired.state != State::Absent => make(desired, origin, observed),
                _ => Plan::settled(),
            },
            Guest::Here { config, is_running, is_managed_by_ha, locked_by } => match desired.state {
                State::Absent => {
                    let plan = life::destroy(desired, config, *is_running, *is_managed_by_ha);
                    life::naming_the_task(plan, config, locked_by.as_deref())
                }
                State::Present | State::Running | State::Stopped => {
                    let (wish, refusals) = without(desired, config, true, observed);
                    let directories = &observed.lacking.directories;
                    let around = life::Around { refusals, directories, storages: &observed.storages };
                    let mut plan = life::configure(&wish, config, around, *is_running, *is_managed_by_ha);
                    plan.refusals.extend(observed.readiness.refuse_restart(desired.restart, &wish, config, &plan));
                    let plan = life::naming_the_task(plan, config, locked_by.as_deref());
                    let note = observed.readiness.note(&plan.refusals);
                    Plan { notes: plan.notes.into_iter().chain(note).collect(), ..plan }
                }
            },
        };
        let notes = [plan.notes, observed.oddities.clone()].concat();
        let plan = Plan { notes, ..plan };
        cluster::refuse_without_quorum(plan, &observed.cluster)
    }

    /// A container, or the source of a clone, whose lock passes by itself: a backup, a snapshot, another clone.
    fn patience(desired: &Desired, observed: &Observed) -> Option<Duration> {
        let waits = Self::compare(desired, observed).refusals.iter().any(Refusal::is_of_a_lock);
        waits.then(|| Duration::from_secs(desired.lock_timeout.unwrap_or(LOCK_TIMEOUT)))
    }

    fn describe(observed: &Observed) -> Now {
        match &observed.guest {
            Guest::Absent => Now { exists: false, text: "does not exist".to_owned() },
            Guest::Elsewhere(place) => Now { exists: false, text: place.clone() },
            Guest::Here { config, is_running, .. } => {
                let state = if *is_running { "running" } else { "stopped" };
                let rootfs = config.main.settings.get("rootfs").map_or("no root disk", String::as_str);
                Now { exists: true, text: format!("{state}, {rootfs}") }
            }
        }
    }

    /// Containers of this node, virtual machines being nobody's wish here, and volumes that no guest names.
    fn others(desired: &[Desired], host: &dyn Probe) -> Result<Vec<String>> {
        let cluster = cluster::inspect(host)?;
        let wished: BTreeSet<Ctid> = desired.iter().map(|container| container.ctid).collect();
        let is_other = |(ctid, guest): &(&Ctid, &cluster::Guest)| {
            guest.kind == GuestKind::Container && guest.node == cluster.node && !wished.contains(ctid)
        };
        let containers = cluster.guests.iter().filter(is_other).map(|(ctid, _)| format!("lxc/{ctid}"));
        let mut seen = volumes::Seen::of(&storage::inspect(host)?, &cluster.node);
        places(desired).for_each(|place| seen.add(place));
        let orphans = seen.orphans(&wished, &cluster, host)?;
        Ok(containers.chain(orphans.iter().map(|path| format!("volume {path}"))).collect())
    }
}

/// Returns the wish without what the host does not give it, and the refusals of that. `is_set` tells that `pct set` will be
/// typed, and not `pct create`.
fn without(desired: &Desired, config: &Config, is_set: bool, observed: &Observed) -> (Desired, Vec<Refusal>) {
    let (wish, lacked) = surroundings::without(desired, config, &observed.lacking);
    let (wish, unready) = observed.readiness.without(wish, config, is_set);
    (wish, [lacked, unready].concat())
}

/// A container that would lack something is not made at all.
fn make(desired: &Desired, origin: &Origin, observed: &Observed) -> Plan {
    let (wish, lacked) = without(desired, &Config::default(), desired.clone_from.is_some(), observed);
    let mut plan = origin::make(&wish, origin, &observed.lacking.directories);
    plan.notes.extend(observed.readiness.note(&[]).filter(|_| !plan.steps.is_empty()));
    if lacked.is_empty() {
        return plan;
    }
    Plan { refusals: [plan.refusals, lacked].concat(), ..Plan::default() }
}
