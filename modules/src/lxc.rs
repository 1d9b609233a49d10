//! `phoenix_lxc`: LXC containers, from creation to run state.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Result, anyhow, bail};

use crate::host::{Probe, Way};
use crate::names::Ctid;
use crate::plan::{Note, Plan};
use crate::pve::cluster::{self, Cluster, GuestKind};
use crate::pve::storage::{self, Storages};
use crate::resource::{Now, Resource};

mod devices;
mod disks;
mod families;
mod formats;
mod kind;
mod life;
mod native;
mod networks;
mod oddities;
mod origin;
mod series;
mod settings;
mod surroundings;
pub mod text;
mod volumes;
mod wish;

pub use settings::{Fact, Felt, facts};
use surroundings::Lacking;
use text::Config;
use volumes::Places;
pub use wish::{Desired, Device, Expecting, MountPoint, Network, RootDisk, State};

/// What is mounted on the host, a line each: device, place, type (proc_pid_mounts(5)).
const MOUNTS: &str = "/proc/mounts";

/// LXC containers.
pub struct Lxc;

/// A container as the host has it, and what its making would need.
#[derive(Debug, Clone)]
pub struct Observed {
    cluster: Rc<Cluster>,
    guest: Guest,
    /// What the making of it needs; only looked at if it does not exist.
    origin: Option<Origin>,
    /// What is to be known of it, if it exists.
    oddities: Vec<Note>,
    /// What the wish needs of the host and cannot have.
    lacking: Lacking,
}

/// A guest id as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Guest {
    /// No guest has this id.
    Absent,
    /// The id is a VM's, or the container is on another node.
    Elsewhere(String),
    /// A container of this node.
    Here { config: Box<Config>, is_running: bool, is_managed_by_ha: bool },
}

/// What the making of a container needs.
#[derive(Debug, Clone)]
struct Origin {
    node: String,
    storages: Rc<Storages>,
    /// Its source, the source of that, and so on, up to the first that is there.
    lineage: Vec<Guest>,
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
            Err(error) => return desired.iter().map(|_| Err(anyhow!("{error:#}"))).collect(),
        };
        let mut fetching = BTreeMap::new();
        desired.iter().map(|wished| node.observe(wished, &mut fetching)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        let plan = match &observed.guest {
            Guest::Elsewhere(place) => life::refuse_elsewhere(desired, place),
            Guest::Absent => match &observed.origin {
                Some(origin) if desired.state != State::Absent => make(desired, origin, &observed.lacking),
                _ => Plan::settled(),
            },
            Guest::Here { config, is_running, is_managed_by_ha } => match desired.state {
                State::Absent => life::destroy(desired, config, *is_running, *is_managed_by_ha),
                State::Present | State::Running | State::Stopped => {
                    let (wish, refusals) = surroundings::without(desired, config, &observed.lacking);
                    life::configure(&wish, config, refusals, *is_running, *is_managed_by_ha)
                }
            },
        };
        let notes = [plan.notes, observed.oddities.clone()].concat();
        let plan = Plan { notes, ..plan };
        cluster::refuse_without_quorum(plan, &observed.cluster)
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

/// A container that would lack something is not made at all.
fn make(desired: &Desired, origin: &Origin, lacking: &Lacking) -> Plan {
    let (wish, lacked) = surroundings::without(desired, &Config::default(), lacking);
    let plan = origin::make(&wish, origin);
    if lacked.is_empty() {
        return plan;
    }
    Plan { refusals: [plan.refusals, lacked].concat(), ..Plan::default() }
}

/// Returns where storages that the run will have made keep volumes.
fn places(desired: &[Desired]) -> impl Iterator<Item = &str> {
    let expecting = desired.iter().filter_map(|wished| wished.expecting.as_ref());
    expecting.flat_map(|expecting| expecting.places.iter().map(String::as_str))
}

/// The containers of this node as the files tell of them.
struct Files {
    names: BTreeSet<String>,
    running: BTreeSet<Ctid>,
}

impl Files {
    fn list(node: &str, host: &dyn Probe) -> Result<Self> {
        let directory = format!("/etc/pve/nodes/{node}/lxc");
        let Some(names) = host.list(Path::new(&directory))? else {
            bail!("{directory} does not exist although /etc/pve is mounted");
        };
        Ok(Self { names: names.into_iter().collect(), running: cluster::running(host)? })
    }
}

/// What is looked at once for all containers of a call.
struct Node<'a> {
    host: &'a dyn Probe,
    cluster: Rc<Cluster>,
    managed_by_ha: BTreeSet<Ctid>,
    /// What the files tell of all containers; not looked at if the commands are asked.
    files: Option<Files>,
    /// What `pct` told, since each of its answers takes a second.
    told: std::cell::RefCell<BTreeMap<Ctid, Guest>>,
    storages: std::cell::OnceCell<Rc<Storages>>,
    /// Where volumes may lie, and those that lie on ZFS.
    volumes: std::cell::OnceCell<(Places, BTreeMap<Ctid, Vec<String>>)>,
    /// Where storages that the run will have made keep volumes.
    places: BTreeSet<String>,
}

impl<'a> Node<'a> {
    fn inspect(desired: &[Desired], host: &'a dyn Probe) -> Result<Self> {
        let cluster = cluster::inspect(host)?;
        let files = match host.way() {
            Way::Auto => Some(Files::list(&cluster.node, host)?),
            Way::Cli => None,
        };
        Ok(Self {
            host,
            cluster: Rc::new(cluster),
            managed_by_ha: cluster::managed_by_ha(host)?,
            files,
            told: std::cell::RefCell::default(),
            storages: std::cell::OnceCell::new(),
            volumes: std::cell::OnceCell::new(),
            places: places(desired).map(str::to_owned).collect(),
        })
    }

    fn observe(&self, wished: &Desired, fetching: &mut BTreeMap<String, Ctid>) -> Result<Observed> {
        let mut guest = self.guest(wished.ctid)?;
        if let Guest::Here { is_running, .. } = &mut guest {
            *is_running |= wished.expecting.as_ref().is_some_and(|expecting| expecting.running);
        }
        let origin = match guest {
            Guest::Absent if wished.state != State::Absent => Some(self.origin(wished, fetching)?),
            _ => None,
        };
        let oddities = self.oddities(wished, &guest)?;
        let lacking = surroundings::inspect(wished, &self.cluster.node, || self.storages(), self.host)?;
        Ok(Observed { cluster: Rc::clone(&self.cluster), guest, origin, oddities, lacking })
    }

    fn guest(&self, ctid: Ctid) -> Result<Guest> {
        let node = &self.cluster.node;
        if let Some(known) = self.cluster.guests.get(&ctid) {
            if known.kind == GuestKind::VirtualMachine {
                return Ok(Guest::Elsewhere(format!("{ctid} is a virtual machine on node {}", known.node)));
            }
            if known.node != *node {
                return Ok(Guest::Elsewhere(format!("container {ctid} is on node {}, this is {node}", known.node)));
            }
        }
        match &self.files {
            Some(files) => self.read(ctid, files),
            None => self.ask(ctid),
        }
    }

    fn read(&self, ctid: Ctid, files: &Files) -> Result<Guest> {
        if !self.cluster.guests.contains_key(&ctid) && !files.names.contains(&format!("{ctid}.conf")) {
            return Ok(Guest::Absent);
        }
        let path = PathBuf::from(format!("/etc/pve/nodes/{}/lxc/{ctid}.conf", self.cluster.node));
        let Some(bytes) = self.host.read(&path)? else {
            bail!("{} vanished while it was looked at; run again", path.display());
        };
        Ok(self.here(ctid, text::parse(&String::from_utf8_lossy(&bytes)), files.running.contains(&ctid)))
    }

    fn ask(&self, ctid: Ctid) -> Result<Guest> {
        if let Some(guest) = self.told.borrow().get(&ctid) {
            return Ok(guest.clone());
        }
        let guest = match native::look(ctid, self.host)? {
            Some(native::Seen { config, is_running }) => self.here(ctid, config, is_running),
            None if self.cluster.guests.contains_key(&ctid) => {
                bail!("{ctid} vanished while it was looked at; run again")
            }
            None => Guest::Absent,
        };
        self.told.borrow_mut().insert(ctid, guest.clone());
        Ok(guest)
    }

    fn here(&self, ctid: Ctid, config: Config, is_running: bool) -> Guest {
        Guest::Here { config: Box::new(config), is_running, is_managed_by_ha: self.managed_by_ha.contains(&ctid) }
    }

    fn origin(&self, wished: &Desired, fetching: &mut BTreeMap<String, Ctid>) -> Result<Origin> {
        let storages = self.storages()?;
        let lineage = self.lineage(wished)?;
        let is_expected = wished.expecting.as_ref().is_some_and(|expecting| expecting.container);
        let is_made = !is_expected && (wished.clone_from.is_some() || wished.template.is_some());
        let volumes = if is_made { self.volumes_of(wished.ctid, &storages)? } else { Vec::new() };
        // What is refused anyway fetches no template for others.
        let template = match &wished.template {
            Some(volume) if wished.clone_from.is_none() && volumes.is_empty() => {
                self.template(volume, wished, &storages, fetching)?
            }
            _ => TemplateFile::NotWished,
        };
        Ok(Origin { node: self.cluster.node.clone(), storages, lineage, template, volumes })
    }

    /// Looks for volumes that bear the id; `zfs` is asked when the first container is to be made, and once for all.
    fn volumes_of(&self, ctid: Ctid, storages: &Storages) -> Result<Vec<String>> {
        if self.volumes.get().is_none() {
            let mut places = Places::of(storages, &self.cluster.node);
            self.places.iter().for_each(|place| places.add(place));
            let found = places.volumes(self.host)?;
            drop(self.volumes.set((places, found)));
        }
        let Some((places, on_zfs)) = self.volumes.get() else { return Ok(Vec::new()) };
        let mut volumes = on_zfs.get(&ctid).cloned().unwrap_or_default();
        volumes.extend(places.files(ctid, self.host)?);
        Ok(volumes)
    }

    /// Tells of a lost root disk and whatever else is odd, once, in the wish that says where the root disk lies.
    fn oddities(&self, wished: &Desired, guest: &Guest) -> Result<Vec<Note>> {
        let Guest::Here { config, .. } = guest else { return Ok(Vec::new()) };
        if wished.storage_pool.is_none() {
            return Ok(Vec::new());
        }
        let mounted = if oddities::needs_mounts(config) { self.host.read(Path::new(MOUNTS))? } else { None };
        let lost = volumes::note_lost_root(config, &*self.storages()?, self.host)?;
        let others = oddities::notes(config, &String::from_utf8_lossy(&mounted.unwrap_or_default()));
        Ok(lost.into_iter().chain(others).collect())
    }

    fn lineage(&self, wished: &Desired) -> Result<Vec<Guest>> {
        let mut lineage = Vec::new();
        let mut youngest = Some(wished);
        while let Some(source) = youngest.and_then(|wished| wished.clone_from) {
            let guest = self.guest(source)?;
            let is_there = guest != Guest::Absent;
            lineage.push(guest);
            if is_there {
                break;
            }
            youngest = youngest.and_then(Desired::expected_source);
        }
        Ok(lineage)
    }

    /// Reads `storage.cfg` when something is to be known of a storage, and once for all containers.
    fn storages(&self) -> Result<Rc<Storages>> {
        if let Some(storages) = self.storages.get() {
            return Ok(Rc::clone(storages));
        }
        let read = Rc::new(storage::inspect(self.host)?);
        Ok(Rc::clone(self.storages.get_or_init(|| read)))
    }

    fn template(
        &self,
        volume: &str,
        wished: &Desired,
        storages: &Storages,
        fetching: &mut BTreeMap<String, Ctid>,
    ) -> Result<TemplateFile> {
        let Some((id, file)) = volume.split_once(":vztmpl/") else {
            return Ok(TemplateFile::NoStorage(format!("{volume:?} is not of the form STORAGE:vztmpl/FILE")));
        };
        if let Some(storage) = storages.by_id.get(id) {
            let Some(path) = storage.path(id).filter(|_| storage.content().contains("vztmpl")) else {
                return Ok(TemplateFile::NoStorage(format!("storage '{id}' does not hold templates (content vztmpl)")));
            };
            if self.host.stat(&path.join("template/cache").join(file))?.is_some() {
                return Ok(TemplateFile::Present);
            }
        } else if !wished.expecting.as_ref().is_some_and(|expecting| expecting.storages.contains_key(id)) {
            return Ok(TemplateFile::NoStorage(format!("storage '{id}' does not exist")));
        }
        Ok(match fetching.get(volume) {
            Some(first) => TemplateFile::FetchedFor(*first),
            None => {
                fetching.insert(volume.to_owned(), wished.ctid);
                TemplateFile::Missing
            }
        })
    }
}
