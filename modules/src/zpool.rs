//! `phoenix_zpool`: ZFS pools. A missing one is created or imported; what one is made of is never changed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::command::{self, Command};
use crate::host::{FileKind, Probe};
use crate::names::PoolName;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step};
use crate::resource::{self, Now, OnlyPresent, Resource};

mod disks;
mod layout;
pub mod properties;
pub mod text;

use disks::{Pools, Shelf};
use layout::{Layout, Place};
use text::{Disk, Pool};

/// Where the kernel shows a folder for each imported pool.
const KSTAT: &str = "/proc/spl/kstat/zfs";

/// How long an import may take: a pool that was not exported replays its log, and mounts every filesystem.
const IMPORT_TIME_LIMIT: Duration = Duration::from_secs(60 * 60);

/// ZFS pools.
pub struct Zpool;

/// A ZFS pool as it is wished.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The pool's name.
    pub name: PoolName,
    /// `present`; a pool is never destroyed.
    #[serde(default)]
    pub state: OnlyPresent,
    /// `single` (or `stripe`), `mirror`, `raidz1` (or `raidz`), `raidz2`, `raidz3`, in any case of letters. Needed to create
    /// it; another layout than the pool's is refused.
    #[serde(default)]
    pub raid_level: Option<String>,
    /// The disks, by their paths, best below `/dev/disk/by-id`. Needed to create it; other disks than the pool's are
    /// refused.
    #[serde(default)]
    pub disks: Option<Vec<String>>,
    /// Properties of the pool by name. What is not named is not managed, but a new pool gets `ashift=12` and `autotrim=on`.
    #[serde(default)]
    #[schemars(schema_with = "crate::arguments::on_off_map")]
    pub properties: BTreeMap<String, String>,
    /// Properties of a new pool's root dataset, `compression=lz4` and `atime=off` unless given; never compared afterwards.
    #[serde(default)]
    #[schemars(schema_with = "crate::arguments::on_off_map")]
    pub filesystem_properties: BTreeMap<String, String>,
}

/// A disk that is wished, and what its name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WishedDisk {
    /// The path as it is wished.
    pub name: String,
    /// The device, every link followed; `None` if there is none.
    pub device: Option<String>,
}

impl WishedDisk {
    /// Returns the device, or the name where it leads nowhere.
    pub fn device(&self) -> &str {
        self.device.as_deref().unwrap_or(&self.name)
    }

    /// Returns whether a pool's disk is this one.
    ///
    /// A disk that vanished may only show by its number, by its bare name, or by a path of before: it is taken for a wished
    /// one that is not there.
    pub fn is(&self, disk: &Disk) -> bool {
        let is_bare_name = || self.name.rsplit('/').next() == Some(&disk.shown);
        let has_vanished = self.device.is_none() && (disk.has_vanished || is_bare_name());
        has_vanished || disk.devices.iter().any(|device| device == self.device() || *device == self.name)
    }
}

/// A pool as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// The wished disks.
    pub disks: Vec<WishedDisk>,
    /// The pool.
    pub found: Found,
}

/// Where the pool is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is imported.
    Imported {
        /// What it is made of.
        pool: Pool,
        /// Its properties; only looked at when some are wished.
        properties: BTreeMap<String, String>,
    },
    /// It lies on disks and is not imported. Two pools may have one name.
    Importable {
        /// It, or all of that name.
        pools: Vec<Pool>,
        /// What lies where a pool of that name is mounted unless it says otherwise: `old.txt in that directory`.
        covers: Option<String>,
    },
    /// There is none.
    Absent {
        /// What speaks against taking the disks.
        refusals: Vec<Refusal>,
    },
}

impl Resource for Zpool {
    const MODULE: &'static str = "phoenix_zpool";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        format!("zpool/{}", desired.name)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        let pools = match Inspection::of(desired, host) {
            Ok(pools) => pools,
            Err(error) => return resource::fail_each(desired, &error),
        };
        desired.iter().map(|wish| pools.observe(wish, desired, host)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        let Observed { disks, found } = observed;
        if let Some(refusal) = layout::refuse_nonsense(desired, disks) {
            return Plan::refused(refusal);
        }
        match found {
            Found::Imported { pool, properties } => set(desired, disks, pool, properties),
            Found::Importable { pools, covers } => import(desired, disks, pools, covers.as_deref()),
            Found::Absent { refusals } => create(desired, refusals),
        }
    }

    fn describe(observed: &Observed) -> Now {
        match &observed.found {
            Found::Imported { pool, .. } => Now { exists: true, text: format!("the pool is {}", pool.state) },
            Found::Importable { .. } => Now { exists: false, text: "lies on its disks and is not imported".to_owned() },
            Found::Absent { .. } => Now { exists: false, text: "does not exist".to_owned() },
        }
    }

    fn others(desired: &[Desired], host: &dyn Probe) -> Result<Vec<String>> {
        let mut others = Vec::new();
        for name in host.list(Path::new(KSTAT))?.unwrap_or_default() {
            let is_wished = desired.iter().any(|wish| wish.name.as_str() == name);
            let stat = host.stat(&Path::new(KSTAT).join(&name))?;
            if !is_wished && stat.is_some_and(|stat| stat.kind == FileKind::Directory) {
                others.push(format!("zpool/{name}"));
            }
        }
        others.sort();
        Ok(others)
    }
}

/// What was looked at once for all wishes.
struct Inspection {
    imported: Vec<Pool>,
    properties: BTreeMap<String, BTreeMap<String, String>>,
    /// The pools that could be imported; only looked for if a wished one is missing.
    importable: Vec<Pool>,
}

impl Inspection {
    fn of(desired: &[Desired], host: &dyn Probe) -> Result<Self> {
        if desired.is_empty() {
            return Ok(Self { imported: Vec::new(), properties: BTreeMap::new(), importable: Vec::new() });
        }
        let mut imported = text::parse_status(&host.query(&command::zpool_status())?)?;
        let is_there = |wish: &&Desired| imported.iter().any(|pool| pool.name == wish.name.as_str());
        let asked: Vec<&PoolName> = desired
            .iter()
            .filter(|wish| is_there(wish) && !wish.properties.is_empty())
            .map(|wish| &wish.name)
            .collect();
        let properties = match asked.is_empty() {
            true => BTreeMap::new(),
            false => text::parse_get(&host.query(&command::zpool_get(asked))?)?,
        };
        let mut importable = match desired.iter().all(|wish| is_there(&wish)) {
            true => Vec::new(),
            false => text::parse_import_list(&host.query(&command::zpool_import_list())?)?,
        };
        imported.iter_mut().chain(&mut importable).try_for_each(|pool| disks::resolve(pool, host))?;
        Ok(Self { imported, properties, importable })
    }

    fn observe(&self, wish: &Desired, all: &[Desired], host: &dyn Probe) -> Result<Observed> {
        let names = wish.disks.iter().flatten();
        let disks: Vec<WishedDisk> = names.map(|name| wished(name, host)).collect::<Result<_>>()?;
        let name = wish.name.as_str();
        let found = if let Some(pool) = self.imported.iter().find(|pool| pool.name == name) {
            let properties = self.properties.get(name).cloned().unwrap_or_default();
            Found::Imported { pool: pool.clone(), properties }
        } else {
            let named: Vec<Pool> = self.importable.iter().filter(|pool| pool.name == name).cloned().collect();
            match named.is_empty() {
                true => {
                    let mut refusals = self.objections(wish, &disks, host)?;
                    refusals.extend(refuse_disputed(wish, all, &disks, host)?);
                    Found::Absent { refusals }
                }
                false => Found::Importable {
                    pools: named,
                    covers: refuse_full_mountpoint(wish, host)?.map(|full| full.found),
                },
            }
        };
        Ok(Observed { disks, found })
    }

    fn objections(&self, wish: &Desired, disks: &[WishedDisk], host: &dyn Probe) -> Result<Vec<Refusal>> {
        if wish.raid_level.is_none() || wish.disks.is_none() || layout::refuse_nonsense(wish, disks).is_some() {
            return Ok(Vec::new());
        }
        let pools = Pools { imported: &self.imported, importable: &self.importable };
        let mut refusals = Shelf::look(disks.iter(), host)?.refuse(wish, disks, &pools);
        refusals.extend(refuse_full_mountpoint(wish, host)?);
        Ok(refusals)
    }
}

fn wished(name: &str, host: &dyn Probe) -> Result<WishedDisk> {
    let stat = if name.starts_with("/dev/") { host.stat(Path::new(name))? } else { None };
    let device = stat.map(|stat| stat.canonical.to_string_lossy().into_owned());
    Ok(WishedDisk { name: name.to_owned(), device })
}

/// A disk that two missing pools wish, by whichever of its names, would go to the one that happens to be made first.
fn refuse_disputed(wish: &Desired, all: &[Desired], disks: &[WishedDisk], host: &dyn Probe) -> Result<Option<Refusal>> {
    for other in all.iter().filter(|other| other.name != wish.name) {
        for name in other.disks.iter().flatten() {
            let theirs = wished(name, host)?;
            let is_same =
                |disk: &&WishedDisk| disk.name == *name || (disk.device.is_some() && disk.device == theirs.device);
            if let Some(disk) = disks.iter().find(is_same) {
                return Ok(Some(Refusal {
                    property: "disks".to_owned(),
                    wanted: disk.name.clone(),
                    found: format!("wished for the pool {} too", other.name),
                    why: "a disk belongs to one pool".to_owned(),
                    remedy: "take it out of one of the two".to_owned(),
                }));
            }
        }
    }
    Ok(None)
}

/// A new pool would be mounted over what lies there, and hide it; `zpool create` refuses that too.
fn refuse_full_mountpoint(wish: &Desired, host: &dyn Probe) -> Result<Option<Refusal>> {
    let default = format!("/{}", wish.name);
    let mountpoint = wish.filesystem_properties.get("mountpoint").unwrap_or(&default);
    if !mountpoint.starts_with('/') {
        return Ok(None);
    }
    let inside = host.list(Path::new(mountpoint))?.unwrap_or_default();
    let Some(first) = inside.iter().min() else { return Ok(None) };
    Ok(Some(Refusal {
        property: "mountpoint".to_owned(),
        wanted: mountpoint.clone(),
        found: format!("{first}{} in that directory", if inside.len() > 1 { " and more" } else { "" }),
        why: "what lies there would be hidden below the pool".to_owned(),
        remedy: format!("move it away (`mv {mountpoint} {mountpoint}.before`), run again, and copy it back"),
    }))
}

fn create(desired: &Desired, refusals: &[Refusal]) -> Plan {
    let Desired { name, state: _, raid_level, disks, properties, filesystem_properties } = desired;
    let (Some(raid_level), Some(disks)) = (raid_level, disks) else {
        let missing = if raid_level.is_none() { "raid_level" } else { "disks" };
        return Plan::refused(Refusal {
            property: "state".to_owned(),
            wanted: "present".to_owned(),
            found: "absent".to_owned(),
            why: format!("it is on no disk of this host, and to create it {missing} is needed"),
            remedy: format!("say {missing}, or connect the disks of the pool"),
        });
    };
    let refused = properties.iter().filter_map(|(name, value)| properties::refuse_at_creation(name, value));
    let refusals: Vec<Refusal> = refusals.iter().cloned().chain(refused).collect();
    let Some(layout) = Layout::of(raid_level).filter(|_| refusals.is_empty()) else {
        return Plan { refusals, ..Plan::default() };
    };
    let created = |property: &str, value: &str| {
        Change::new(property, None, Some(value.to_owned())).felt(Effect::Created).risking(Risk::Irreversible)
    };
    let mut command = Command::new("zpool").arg("create");
    let mut changes = vec![created("state", &layout.told(disks.len())), created("disks", &disks.join(" "))];
    for (property, value) in properties::at_creation(properties, properties::AT_CREATION) {
        // `zpool create` takes no property of the owner's own (OpenZFS 2.3.9); the next look sets it.
        if property.contains(':') {
            continue;
        }
        command = command.args(["-o".to_owned(), format!("{property}={value}")]);
        changes.push(created(property, value));
    }
    for (property, value) in properties::at_creation(filesystem_properties, properties::FILESYSTEM_AT_CREATION) {
        command = command.args(["-O".to_owned(), format!("{property}={value}")]);
        changes.push(created(property, value));
    }
    command = command.arg(name.as_str());
    if !layout.word.is_empty() {
        command = command.arg(layout.word);
    }
    Plan { steps: vec![Step::run(command.args(disks.iter().cloned()), changes)], ..Plan::default() }
}

/// Importing is safe: nothing is forced, nothing is written but the pool's own log, and `zpool export` takes it back.
fn import(desired: &Desired, disks: &[WishedDisk], pools: &[Pool], covers: Option<&str>) -> Plan {
    let name = &desired.name;
    let refuse = |found: String, why: &str, remedy: String| {
        let (property, wanted) = ("state".to_owned(), "present".to_owned());
        Plan::refused(Refusal { property, wanted, found, why: why.to_owned(), remedy })
    };
    let [pool] = pools else {
        let ids: Vec<&str> = pools.iter().map(|pool| pool.id.as_str()).collect();
        let remedy = "`zpool import` shows them; `zpool import ID` imports the one that is meant".to_owned();
        return refuse(format!("the pools {}", ids.join(", ")), "several pools of that name can be imported", remedy);
    };
    let is_offered = pool.action.contains("can be imported") && !pool.action.contains("readonly");
    // Of a pool that misses a disk the action does not tell that it is foreign (OpenZFS 2.3.9).
    let is_foreign = pool.status.contains("last accessed by another system") || pool.action.contains("'-f'");
    if !is_offered || is_foreign {
        let missing: Vec<&str> =
            pool.disks().filter(|disk| disk.has_vanished).map(|disk| disk.shown.as_str()).collect();
        let remedy = match (is_foreign, missing.as_slice()) {
            (true, _) => format!("if no other host uses it, `zpool import -f {name}` by hand; then run again"),
            (false, []) => format!("ZFS says: {}", text_or(&pool.action, "nothing")),
            (false, _) => "connect the missing disks, and run again".to_owned(),
        };
        let without = if missing.is_empty() { String::new() } else { format!(", without {}", missing.join(", ")) };
        let found = format!("{}{without}, not imported", text_or(&pool.state, "there"));
        return refuse(found, text_or(&pool.status, "ZFS does not import it just so"), remedy);
    }
    if let Some(disk) = pool.missing_log() {
        let why = "without its log the pool may lack what was written last, and ZFS wants to be told so";
        let remedy =
            format!("connect the disk; or, if it is gone for good, `zpool import -m {name}` by hand; then run again");
        return refuse(format!("the log {} is missing", disk.shown), why, remedy);
    }
    if let Some(refusal) = layout::refuse_other(desired, disks, pool, Place::OnItsDisks) {
        return Plan::refused(refusal);
    }
    let change = Change::new("state", Some("not imported".to_owned()), Some("imported with its data".to_owned()))
        .felt(Effect::Created);
    let command = Command::new("zpool").args(["import", name.as_str()]).taking_up_to(IMPORT_TIME_LIMIT);
    let unseen =
        "what it holds is seen when it is imported: check again then; no container is made beside volumes of its own";
    let covers = covers.map(|found| format!("/{name}: {found}, which is hidden while the pool is mounted there"));
    let covers = covers.map(|text| Note::new(NoteKind::Warning, text));
    let notes = note_state(desired, &pool.state).into_iter().chain(covers);
    let notes = notes.chain([Note::new(NoteKind::Info, unseen)]).collect();
    Plan { steps: vec![Step::run(command, vec![change])], notes, ..Plan::default() }
}

fn text_or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn set(desired: &Desired, disks: &[WishedDisk], pool: &Pool, observed: &BTreeMap<String, String>) -> Plan {
    let name = &desired.name;
    if !matches!(pool.state.as_str(), "ONLINE" | "DEGRADED") {
        let why = match pool.state.as_str() {
            "SUSPENDED" => "pool I/O is currently suspended: it has lost a disk, and waits".to_owned(),
            _ => text_or(&pool.status, "it cannot be used").to_owned(),
        };
        return Plan::refused(Refusal {
            property: "health".to_owned(),
            wanted: "ONLINE".to_owned(),
            found: pool.state.clone(),
            why,
            remedy: format!("`zpool status {name}` shows the disk; connect it again, then `zpool clear {name}`"),
        });
    }
    let mut plan = Plan::settled();
    plan.refusals.extend(layout::refuse_other(desired, disks, pool, Place::Imported));
    for (property, wished) in &desired.properties {
        match properties::compare(name, property, wished, observed) {
            Ok(None) => {}
            Ok(Some(change)) => {
                // `zpool set` takes one property at a time (OpenZFS 2.3.9).
                let command = Command::new("zpool").args(["set", &format!("{property}={wished}"), name.as_str()]);
                plan.steps.push(Step::run(command, vec![change]));
            }
            Err(refusal) => plan.refusals.push(*refusal),
        }
    }
    plan.notes.extend(note_state(desired, &pool.state));
    plan.notes.extend(layout::extras(pool).map(|text| Note::new(NoteKind::Info, text)));
    plan
}

fn note_state(desired: &Desired, state: &str) -> Option<Note> {
    let name = &desired.name;
    (state == "DEGRADED").then(|| {
        let text = format!("the pool is DEGRADED: a disk is missing or broken; `zpool status {name}` shows which");
        Note::new(NoteKind::Warning, text)
    })
}
