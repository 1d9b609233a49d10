//! The two files as tasks and what must be done before what; pure.

use std::collections::{HashMap, HashSet};

use phoenix_modules::names::Ctid;
use phoenix_modules::plan::Refusal;
use serde_json::{Map, Value};

use self::drafts::Drafts;
use self::family::Family;
use self::features::Features;
use self::wishes::Wish;
use crate::config::{At, Configuration, Container, Dataset, Mounted, Pool, Severity, Storage};
use crate::select::Selection;

mod boot;
mod drafts;
pub(crate) mod expecting;
mod family;
mod features;
mod finish;
mod firewalls;
mod health;
mod lines;
mod wishes;

pub use self::features::Said;

/// The module that a task is done by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// `phoenix_zpool`.
    Zpool,
    /// `phoenix_zfs_parameter`.
    ZfsParameter,
    /// `phoenix_zfs_dataset`.
    ZfsDataset,
    /// `phoenix_pvesm`.
    Pvesm,
    /// `phoenix_lxc`.
    Lxc,
    /// `phoenix_firewall`.
    Firewall,
    /// `phoenix_lxc_feature`.
    LxcFeature,
    /// `phoenix_lxc_health`.
    LxcHealth,
}

impl Module {
    /// Every module, in the order in which the host is built.
    pub const ALL: [Self; 8] = [
        Self::Zpool,
        Self::ZfsParameter,
        Self::ZfsDataset,
        Self::Pvesm,
        Self::Lxc,
        Self::Firewall,
        Self::LxcFeature,
        Self::LxcHealth,
    ];

    /// Returns the name of the module's binary.
    pub fn binary(self) -> &'static str {
        match self {
            Self::Zpool => "phoenix_zpool",
            Self::ZfsParameter => "phoenix_zfs_parameter",
            Self::ZfsDataset => "phoenix_zfs_dataset",
            Self::Pvesm => "phoenix_pvesm",
            Self::Lxc => "phoenix_lxc",
            Self::Firewall => "phoenix_firewall",
            Self::LxcFeature => "phoenix_lxc_feature",
            Self::LxcHealth => "phoenix_lxc_health",
        }
    }
}

/// Why a task stands behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// It needs what the other makes: without that it is blocked.
    Existence,
    /// It comes after the other; it is blocked only if the other failed.
    Order,
    /// It has nothing to do before the other is as declared: a guest does not start without its firewall's rules. Whoever
    /// has started already is not blocked.
    Settled,
    /// It comes after the other, whatever became of it.
    Turn,
}

impl Needs {
    /// Every reason, with the word that stands before the other task's name.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Existence, "needs"),
        (Self::Order, "after"),
        (Self::Settled, "once as declared"),
        (Self::Turn, "in any case after"),
    ];
}

/// An edge of the graph: this task stands behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The index of the other task, always smaller than this one's.
    pub before: usize,
    /// Why.
    pub needs: Needs,
}

/// When a task has a turn at all. Other tasks are told by their indices; `None` is one that was not selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OnlyIf<Other = usize> {
    /// When it differs, or stands behind something that changed.
    #[default]
    Differing,
    /// Besides, one of these wants something: a container is started for its features.
    Wanted(Vec<Other>),
    /// Besides, this one has changed the host: who was started is stopped again.
    Changed(Option<Other>),
    /// Besides, this run makes its container, which is this task.
    Made(Option<Other>),
}

/// One wish, done by one call of a module.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its name: `zfs/quickOS/lxc-disks`, `lxc/101`, `lxc/101 start`, `snapshot/101/final-form`.
    pub id: String,
    /// A container's host name, for people.
    pub label: Option<String>,
    /// Which module does it.
    pub module: Module,
    /// The module's arguments.
    pub wish: Map<String, Value>,
    /// What earlier tasks of the run will have made; given to the module when it checks.
    pub expecting: Option<Value>,
    /// What is said of it for this run: given to the module when it plans and when it acts, not at the last look.
    pub said: Map<String, Value>,
    /// Where it is written.
    pub at: At,
    /// Where each of its properties is written, by the name that changes have.
    pub lines: HashMap<String, At>,
    /// What it stands behind.
    pub after: Vec<Edge>,
    /// What it must have to itself while it runs.
    pub exclusive: Vec<String>,
    /// What it must have to itself besides, while the resource does not exist and is made: a clone's source.
    pub exclusive_while_made: Vec<String>,
    /// The template it is made from; whoever fetches it has it to himself.
    pub template: Option<String>,
    /// Why it is not done at all.
    pub refusal: Option<Refusal>,
    /// When it has a turn at all.
    pub only_if: OnlyIf,
    /// When the host starts what this task starts.
    pub boot_order: Option<u64>,
}

impl Task {
    /// Returns the resource the task belongs to: `lxc/101` of `lxc/101 start`.
    pub fn resource(&self) -> &str {
        self.id.split(' ').next().unwrap_or(&self.id)
    }

    /// Returns the container that the task is about: `lxc/101` of `lxc/101 start`, `firewall/101`, `feature/101/docker` and
    /// `snapshot/101/base`.
    pub fn container(&self) -> Option<String> {
        container_of(&self.id)
    }

    /// Returns whether it stands for a part of a container that is there or is not: a snapshot, or the seal of a template. What
    /// its module says of existence is said of the container.
    pub fn is_part(&self) -> bool {
        ["snapshot/", "template/"].iter().any(|kind| self.id.starts_with(kind))
    }

    /// Returns where a property is written, the task's own place if it has none.
    pub fn line_of(&self, property: &str) -> At {
        let whole = property.split('.').next().unwrap_or(property);
        // `mp` of `mp3`: which number something has may be known on the host only.
        let series = whole.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let lines = [property, whole, series].into_iter().find_map(|name| self.lines.get(name));
        lines.copied().unwrap_or(self.at)
    }

    /// Returns where a mount point is written that has this text (`disks:2,mp=/data`) or source; else as for any property.
    pub fn line_of_text(&self, property: &str, text: &str) -> At {
        let is_mount =
            property.strip_prefix("mp").is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()));
        let mut words = text.split([',', ' ']).filter(|_| is_mount);
        // A target says more than a source, which may be shown twice.
        let told = words.clone().find_map(|word| self.lines.get(word).filter(|_| word.starts_with("mp=")));
        let told = told.or_else(|| self.lines.get(words.next()?));
        told.copied().unwrap_or_else(|| self.line_of(property))
    }
}

/// Returns the container that a task of this name is about.
pub fn container_of(task: &str) -> Option<String> {
    let (kind, id) = task.split(' ').next()?.split_once('/')?;
    let id = id.split('/').next().unwrap_or(id);
    let is_of_a_guest = match kind {
        "lxc" | "feature" | "health" | "snapshot" | "template" => true,
        "firewall" => id.starts_with(|letter: char| letter.is_ascii_digit()),
        _ => false,
    };
    is_of_a_guest.then(|| format!("lxc/{id}"))
}

/// What a person says to take care of: nobody looks at it, and nothing waits for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenCareOf {
    /// Install features and application scripts.
    pub features: bool,
    /// Ask containers for their health.
    pub health: bool,
}

/// The tasks in an order in which they can be done.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    /// The tasks; each stands behind those it needs.
    pub tasks: Vec<Task>,
    /// Every resource that the files declare, selected or not.
    pub declared: HashSet<String>,
}

/// Turns what the files say into tasks, the selected ones, each behind those it needs.
pub fn plan(configuration: &Configuration, selection: &Selection, taken_care_of: TakenCareOf) -> Agenda {
    let mut drafts = Drafts::default();
    for pool in &configuration.pools {
        drafts.add_pool(pool);
    }
    if let Some(arc_max) = &configuration.arc_max {
        let id = format!("zfs-parameter/{}", wishes::ARC_MAX);
        drafts.push(task(id, Module::ZfsParameter, wishes::of_arc_max(arc_max), arc_max.at), Vec::new());
    }
    for dataset in &configuration.datasets {
        drafts.add_dataset(dataset);
    }
    for storage in &configuration.storages {
        drafts.add_storage(storage);
    }
    firewalls::add_host(&mut drafts, configuration);
    let family = Family::of(configuration);
    let features = |container| {
        let all = Features::of(container, &family, configuration);
        if taken_care_of.features { all.none() } else { all }
    };
    let features: HashMap<Ctid, Features<'_>> =
        configuration.containers.iter().map(|container| (container.ctid, features(container))).collect();
    for container in &configuration.containers {
        drafts.add_container(container, configuration, &features);
        let (own, clones) = (&features[&container.ctid], family.clones_of(container.ctid));
        // What clones are made of is finished before them; the others are made of what has not yet started.
        let later = if finish::before_clones(container).is_some() { &[] } else { clones };
        firewalls::add_container(&mut drafts, container, &family, if own.is_empty() { later } else { &[] });
        let before = dependencies(container, &features);
        drafts.add_start(container, later, &before);
        own.add(&mut drafts, &before);
        finish::add(&mut drafts, container, own);
        if !taken_care_of.health {
            health::add(&mut drafts, container, own);
        }
    }
    let refused = refused_resources(configuration);
    let mut agenda = drafts.in_order(selection);
    for task in &mut agenda.tasks {
        let refusal = refused.get(task.resource()).cloned();
        task.refusal = task.refusal.take().or(refusal);
    }
    expecting::tell(&mut agenda, configuration);
    agenda
}

/// Returns what the start of a container stands behind: what it depends on is there, runs, and has its features.
fn dependencies(container: &Container, features: &HashMap<Ctid, Features<'_>>) -> Vec<(String, Needs)> {
    let tasks = container.dependencies.iter().flat_map(|dependency| {
        let ctid = dependency.value;
        let installed = features.get(&ctid).into_iter().flat_map(Features::ids);
        [lxc_id(ctid), start_id(ctid)].into_iter().chain(installed)
    });
    tasks.map(|id| (id, Needs::Order)).collect()
}

/// Returns the resources that the reader of the files refuses.
///
/// What only the making of a container needs (V-04, its source; V-07, its source's size) is left to the module, which
/// knows whether the container is there already.
fn refused_resources(configuration: &Configuration) -> HashMap<String, Refusal> {
    let concerns_making = |rule: Option<&str>| matches!(rule, Some("V-04" | "V-07"));
    let findings = configuration.findings.iter().filter(|finding| finding.severity == Severity::Refuse);
    let refusals = findings.filter(|finding| !concerns_making(finding.rule)).filter_map(|finding| {
        let place = finding.at.map_or(String::new(), |at| format!(" ({at})"));
        let refusal = Refusal {
            property: finding.key.clone(),
            wanted: format!("what the files say{place}"),
            found: "not looked at".to_owned(),
            why: finding.message.clone(),
            remedy: finding.remedy.clone(),
        };
        Some((finding.resource.clone()?, refusal))
    });
    refusals.collect()
}

impl Drafts {
    fn add_pool(&mut self, pool: &Pool) {
        let id = format!("zpool/{}", pool.name.value);
        let mut task = task(id, Module::Zpool, wishes::of_pool(pool), pool.name.at);
        // Whoever looks for pools on the disks must not see one half made.
        task.exclusive.push("zpool".to_owned());
        self.push(task, Vec::new());
    }

    fn add_dataset(&mut self, dataset: &Dataset) {
        let id = format!("zfs/{}", dataset.name);
        let pool = format!("zpool/{}", dataset.name.pool());
        let parents = dataset.name.ancestors().map(|parent| format!("zfs/{parent}"));
        let after = std::iter::once(pool).chain(parents).map(|before| (before, Needs::Existence));
        self.push(task(id, Module::ZfsDataset, wishes::of_dataset(dataset), dataset.at), after.collect());
    }

    fn add_storage(&mut self, storage: &Storage) {
        let id = format!("storage/{}", storage.id);
        let after = vec![(format!("zfs/{}", storage.dataset), Needs::Existence)];
        let mut task = task(id, Module::Pvesm, wishes::of_storage(storage), storage.at);
        task.exclusive.push("storage.cfg".to_owned());
        self.push(task, after);
    }

    fn add_container(
        &mut self,
        container: &Container,
        configuration: &Configuration,
        features: &HashMap<Ctid, Features<'_>>,
    ) {
        let wish = wishes::of_container(container, configuration);
        let template = wish.arguments.get("template").and_then(Value::as_str).map(str::to_owned);
        let mut task = task(lxc_id(container.ctid), Module::Lxc, wish, container.at);
        task.label = container.hostname.as_ref().map(|name| name.value.to_string());
        task.exclusive.push(lxc_id(container.ctid));
        let mut after = Vec::new();
        if let Some(storage) = &container.storage_pool {
            after.push((format!("storage/{}", storage.value), Needs::Existence));
        }
        for mount in &container.mounts {
            match &mount.what {
                Mounted::Volume { storage, .. } => after.push((format!("storage/{}", storage.value), Needs::Existence)),
                Mounted::Directory(directory) => {
                    after.extend(directory.dataset.iter().map(|name| (format!("zfs/{name}"), Needs::Existence)));
                }
            }
        }
        if let Some(volume) = template {
            let storage = volume.split(':').next().unwrap_or_default();
            after.push((format!("storage/{storage}"), Needs::Existence));
            // The first container that needs a missing template fetches it; the others find it there.
            task.template = Some(format!("template/{volume}"));
        }
        if let Some(source) = container.clone_from.as_ref().map(|source| source.value) {
            after.push((lxc_id(source), Needs::Existence));
            // `pct clone` puts `lock: disk` into its source for as long as it works, linked or in full; a second clone of it
            // does not wait, it fails at once (PVE::API2::LXC, clone_vm).
            task.exclusive_while_made.push(lxc_id(source));
            // A clone of a source without its features would be half-done for good (law 13).
            match configuration.container(source).and_then(finish::before_clones) {
                Some(before) => after.push((before, Needs::Existence)),
                None => after.extend(features.get(&source).into_iter().flat_map(Features::ends)),
            }
        }
        self.push(task, after);
    }

    /// A start is a task of its own: clones are made of a stopped source, and dependencies are about what runs.
    fn add_start(&mut self, container: &Container, clones: &[Ctid], dependencies: &[(String, Needs)]) {
        let Some(wish) = wishes::of_start(container) else { return };
        let mut task = task(start_id(container.ctid), Module::Lxc, wish, container.at);
        task.boot_order = container.boot_order.as_ref().map(|order| order.value);
        task.label = container.hostname.as_ref().map(|name| name.value.to_string());
        task.exclusive.push(lxc_id(container.ctid));
        let mut after =
            vec![(lxc_id(container.ctid), Needs::Existence), (firewalls::id_of(container.ctid), Needs::Settled)];
        after.extend(finish::first_snapshot(container));
        after.extend(dependencies.iter().cloned());
        after.extend(clones.iter().map(|clone| (lxc_id(*clone), Needs::Order)));
        self.push(task, after);
    }
}

fn task(id: String, module: Module, wish: Wish, at: At) -> Task {
    let Wish { arguments, lines } = wish;
    Task {
        id,
        label: None,
        module,
        wish: arguments,
        expecting: None,
        at,
        lines,
        after: Vec::new(),
        exclusive: Vec::new(),
        exclusive_while_made: Vec::new(),
        said: Map::new(),
        template: None,
        refusal: None,
        only_if: OnlyIf::Differing,
        boot_order: None,
    }
}

fn lxc_id(ctid: Ctid) -> String {
    format!("lxc/{ctid}")
}

fn start_id(ctid: Ctid) -> String {
    format!("lxc/{ctid} start")
}
