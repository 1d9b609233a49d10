//! What is looked at once for all containers of a call, and then each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use anyhow::{Result, bail};

use super::surroundings::{self, Lacking, Shelf};
use super::templates::{self, Place};
use super::volumes::{self, Places};
use super::{Desired, Guest, Lxc, Observed, Origin, State, TemplateFile};
use super::{dependencies, native, oddities, origin, readiness, started};
use crate::host::{Probe, Way};
use crate::names::Ctid;
use crate::plan::Note;
use crate::pve::cluster::{self, Cluster};
use crate::pve::guest_config::{self, Config};
use crate::pve::storage::{self, Storage, Storages};
use crate::pve::tasks;
use crate::resource::Resource as _;

/// What is mounted on the host, a line each: device, place, type (proc_pid_mounts(5)).
const MOUNTS: &str = "/proc/mounts";

/// Returns where storages that the run will have made keep volumes.
pub(super) fn places(desired: &[Desired]) -> impl Iterator<Item = &str> {
    let expecting = desired.iter().filter_map(|wished| wished.expecting.as_ref());
    expecting.flat_map(|expecting| expecting.places.iter().map(String::as_str))
}

/// Which container of a call is the first that needs something that all need.
#[derive(Default)]
pub(super) struct First {
    /// Templates that are fetched.
    fetching: BTreeMap<String, Ctid>,
    /// Directories of the host that are made.
    making: BTreeMap<String, Ctid>,
}

impl First {
    /// Forgets a container: it fetches and makes nothing.
    fn forget(&mut self, ctid: Ctid) {
        self.fetching.retain(|_, first| *first != ctid);
        self.making.retain(|_, first| *first != ctid);
    }
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
pub(super) struct Node<'a> {
    host: &'a dyn Probe,
    cluster: Rc<Cluster>,
    managed_by_ha: BTreeSet<Ctid>,
    /// What the files tell of all containers; not looked at if the commands are asked.
    files: Option<Files>,
    /// What `pct` told, since each of its answers takes a second.
    told: std::cell::RefCell<BTreeMap<Ctid, Guest>>,
    storages: std::cell::OnceCell<Rc<Storages>>,
    /// Which storages are active, if that must be known and is asked for.
    states: std::cell::OnceCell<storage::States>,
    /// Where volumes may lie, and those that lie on ZFS.
    volumes: std::cell::OnceCell<(Places, BTreeMap<Ctid, Vec<String>>)>,
    /// Where storages that the run will have made keep volumes.
    places: BTreeSet<String>,
    /// The templates that can be fetched.
    appliances: std::cell::OnceCell<BTreeSet<String>>,
}

impl<'a> Node<'a> {
    pub(super) fn inspect(desired: &[Desired], host: &'a dyn Probe) -> Result<Self> {
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
            states: std::cell::OnceCell::new(),
            volumes: std::cell::OnceCell::new(),
            places: places(desired).map(str::to_owned).collect(),
            appliances: std::cell::OnceCell::new(),
        })
    }

    pub(super) fn observe(&self, wished: &Desired, first: &mut First) -> Result<Observed> {
        let guest = self.with_what_waits(wished, self.guest(wished.ctid)?)?;
        let mut guest = self.with_who_locked_it(wished, guest)?;
        if let Guest::Here { is_running, .. } = &mut guest {
            *is_running |= wished.expecting.as_ref().is_some_and(|expecting| expecting.running);
        }
        let is_made = guest == Guest::Absent && wished.state != State::Absent;
        let origin = if is_made { Some(self.origin(wished, &mut first.fetching)?) } else { None };
        let mut oddities = self.oddities(wished, &guest)?;
        oddities.extend(dependencies::notes(wished, &self.cluster, self.host)?);
        let is_finished = wished.snapshots.is_some() || wished.is_template == Some(true);
        let storages = if is_finished { self.storages()? } else { Rc::default() };
        let lacking = self.lacking(wished, &guest, &mut first.making)?;
        let readiness = readiness::inspect(wished, &guest, origin.as_ref(), self.host)?;
        let cluster = Rc::clone(&self.cluster);
        let observed = Observed { cluster, guest, origin, storages, oddities, lacking, readiness };
        // What is refused makes no directory and fetches no template for others. Parts, such as a snapshot, claim none.
        let is_part = wished.expecting.as_ref().is_some_and(|expecting| expecting.container);
        if is_made && !is_part && Lxc::compare(wished, &observed).steps.is_empty() {
            first.forget(wished.ctid);
        }
        Ok(observed)
    }

    /// Returns a guest with the raw lines of the wish that wait for its next start.
    fn with_what_waits(&self, wished: &Desired, mut guest: Guest) -> Result<Guest> {
        if let Guest::Here { config, is_running: true, .. } = &mut guest {
            let started = started::inspect(wished, self.host)?;
            config.raw_waiting = started.waiting(&config.main).into_iter().map(str::to_owned).collect();
        }
        Ok(guest)
    }

    fn with_who_locked_it(&self, wished: &Desired, mut guest: Guest) -> Result<Guest> {
        if let Guest::Here { config, locked_by, .. } = &mut guest
            && config.main.settings.contains_key("lock")
        {
            *locked_by = tasks::working_on(wished.ctid, self.host)?;
        }
        Ok(guest)
    }

    fn lacking(&self, wished: &Desired, guest: &Guest, making: &mut BTreeMap<String, Ctid>) -> Result<Lacking> {
        let nothing = Config::default();
        let config = match guest {
            Guest::Here { config, .. } => &**config,
            Guest::Absent | Guest::Elsewhere(_) => &nothing,
        };
        let storages = || self.storages();
        let why_unusable = |id: &str, storage: &Storage| self.why_unusable(id, storage);
        let shelf = Shelf { storages: &storages, why_unusable: &why_unusable };
        surroundings::inspect(wished, config, making, &shelf, self.host)
    }

    /// Returns why a storage cannot be used on this node: it is not for it, or not active.
    fn why_unusable(&self, id: &str, storage: &Storage) -> Result<Option<String>> {
        let node = &self.cluster.node;
        if let Some(why) = storage.why_not_here(node) {
            return Ok(Some(why));
        }
        if self.states.get().is_none() {
            drop(self.states.set(storage::States::look(self.host)?));
        }
        let Some(states) = self.states.get() else { return Ok(None) };
        states.why_inactive(id, storage, node, self.host)
    }

    fn guest(&self, ctid: Ctid) -> Result<Guest> {
        if let Some(place) = self.cluster.place_of_another(ctid) {
            return Ok(Guest::Elsewhere(place));
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
        let config = guest_config::read_listed(&self.cluster.node, ctid, self.host)?;
        Ok(self.here(ctid, config, files.running.contains(&ctid)))
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
        let is_managed_by_ha = self.managed_by_ha.contains(&ctid);
        Guest::Here { config: Box::new(config), is_running, is_managed_by_ha, locked_by: None }
    }

    fn origin(&self, wished: &Desired, fetching: &mut BTreeMap<String, Ctid>) -> Result<Origin> {
        let storages = self.storages()?;
        // Of a container that an earlier task makes, that task's wish tells where it comes from.
        let own = wished.expecting.as_ref().and_then(|expecting| expecting.own.as_ref());
        let lineage = self.lineage(own.unwrap_or(wished))?;
        let is_expected = wished.expecting.as_ref().is_some_and(|expecting| expecting.container);
        let is_made = !is_expected && (wished.clone_from.is_some() || wished.template.is_some());
        let volumes = if is_made { self.volumes_of(wished.ctid, &storages)? } else { Vec::new() };
        // What is refused anyway fetches no template for others.
        let (ostemplate, template) = match &wished.template {
            Some(spelling) if wished.clone_from.is_none() && volumes.is_empty() => {
                match templates::volume(spelling, &storages, &self.cluster.node, self.host)? {
                    Ok(Place::Volume(volume)) => {
                        let file = self.template(&volume, wished, &storages, fetching)?;
                        (volume, file)
                    }
                    Ok(Place::File(path)) => (path, TemplateFile::Present),
                    Err(why) => (spelling.clone(), TemplateFile::NoStorage(why)),
                }
            }
            _ => (String::new(), TemplateFile::NotWished),
        };
        let unusable = match origin::root_storage(wished, &lineage).and_then(|id| storages.by_id.get_key_value(&id)) {
            Some((id, storage)) if !surroundings::is_expected(wished, id) => self.why_unusable(id, storage)?,
            Some((_, storage)) => storage.why_not_here(&self.cluster.node),
            None => None,
        };
        Ok(Origin { storages, lineage, unusable, ostemplate, template, volumes })
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
        let holds_templates = |storage: &Storage| {
            surroundings::content(wished, id, Some(storage)).is_some_and(|content| content.contains("vztmpl"))
        };
        if let Some(storage) = storages.by_id.get(id) {
            let Some(path) = storage.path(id).filter(|_| holds_templates(storage)) else {
                return Ok(TemplateFile::NoStorage(format!("storage '{id}' does not hold templates (content vztmpl)")));
            };
            if self.host.stat(&path.join("template/cache").join(file))?.is_some() {
                return Ok(TemplateFile::Present);
            }
        } else if !wished.expecting.as_ref().is_some_and(|expecting| expecting.storages.contains_key(id)) {
            return Ok(TemplateFile::NoStorage(format!("storage '{id}' does not exist")));
        }
        if let Some(first) = fetching.get(volume) {
            return Ok(TemplateFile::FetchedFor(*first));
        }
        let available = self.appliances()?;
        if !available.is_empty() && !available.contains(file) {
            let nearest = templates::nearest(file, available).map(str::to_owned);
            return Ok(TemplateFile::Unknown { known: available.len(), nearest });
        }
        fetching.insert(volume.to_owned(), wished.ctid);
        Ok(TemplateFile::Missing)
    }

    /// Looks which templates can be fetched when the first one is missing, and once for all containers.
    fn appliances(&self) -> Result<&BTreeSet<String>> {
        if self.appliances.get().is_none() {
            drop(self.appliances.set(templates::available(self.host)?));
        }
        Ok(self.appliances.get_or_init(BTreeSet::new))
    }
}
