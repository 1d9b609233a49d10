//! A container that is cloned from another one: what is copied, how, and what is wanted after it.

use super::directories::Directories;
use super::disks::GIB;
use super::life::{self, refusal};
use super::origin::{COPY_TIME_LIMIT, source_as_it_will_be};
use super::settings;
use super::{Desired, Guest, Origin, finish, idmap};
use crate::command::Command;
use crate::names::Ctid;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Step, Then};
use crate::pve::guest_config::{Config, Section};
use crate::pve::hold;
use crate::pve::property_string::{PropertyString, format_size, parse_size};

/// The source of a clone: as the host has it, or as an earlier task will have made it.
pub(super) struct Source {
    config: Config,
    is_running: bool,
    /// It is not there yet: what its configuration does not tell is not known.
    is_expected: bool,
}

pub(super) fn find_source(desired: &Desired, source: Ctid, origin: &Origin) -> Result<Source, Box<Refusal>> {
    let refuse = |found: &str, why: &str, remedy: String| {
        Err(Box::new(refusal("clone_from", source.to_string(), found, why, remedy)))
    };
    let is_locked = |config: &Config| config.main.settings.get("lock").cloned();
    let will_be = source_as_it_will_be(desired, &origin.lineage);
    match origin.lineage.first() {
        Some(Guest::Here { config, is_running, .. }) => match is_locked(config) {
            Some(lock) => {
                let remedy = format!("run again when the {lock} is done");
                refuse(&format!("CT is locked ({lock})"), "a locked container cannot be cloned", remedy)
            }
            None => Ok(Source { config: will_be.unwrap_or_default(), is_running: *is_running, is_expected: false }),
        },
        Some(Guest::Elsewhere(place)) => {
            refuse(place, "only a container of this node can be cloned here", "clone it on its own node".to_owned())
        }
        Some(Guest::Absent) | None => match will_be {
            Some(config) => Ok(Source { config, is_running: false, is_expected: true }),
            None => {
                let remedy = "declare it in the files, or make it first".to_owned();
                refuse("no such container", "the source of the clone does not exist", remedy)
            }
        },
    }
}

pub(super) fn clone(
    desired: &Desired,
    source_id: Ctid,
    source: &Source,
    origin: &Origin,
    directories: &Directories,
) -> Plan {
    let refusals = refuse_clone(desired, source_id, source);
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    let ctid = desired.ctid.to_string();
    let way = way_to_clone(desired, source, origin);
    let mut command = Command::new("pct").args(["clone", &source_id.to_string(), &ctid]).taking_up_to(COPY_TIME_LIMIT);
    if let Some(snapshot) = usable_snapshot(desired, source) {
        command = command.args(["--snapname", snapshot]);
    }
    let after = match &way {
        Way::Linked => format!("linked clone of {source_id}"),
        Way::Full { storage } => {
            command = command.arg("--full");
            if let Some(storage) = storage {
                command = command.args(["--storage", storage]);
            }
            format!("full clone of {source_id}")
        }
    };
    let mut changes = vec![Change::new("state", None, Some(after)).felt(Effect::Created)];
    if let Some(hostname) = &desired.hostname {
        command = command.args(["--hostname", hostname.as_str()]);
        changes.push(Change::new("hostname", None, Some(hostname.to_string())).felt(Effect::Created));
    }
    let clone = Step::run(command, changes);
    let afterwards = afterwards(desired, source, &way, origin, directories);
    if !afterwards.refusals.is_empty() {
        // What will be refused then is refused before anything is copied.
        return Plan { refusals: afterwards.refusals, ..Plan::default() };
    }
    let predicted = afterwards.steps.into_iter().filter(|step| !step.is_restart());
    let predicted = predicted.map(Step::as_part_of_creation).collect();
    let copied = note_what_else_is_copied(desired, source_id, source);
    let notes = copied.into_iter().chain(afterwards.notes).collect();
    Plan { steps: vec![clone], notes, then: Then::LookAgain { predicted }, ..Plan::default() }
}

/// How Proxmox lets this source be cloned.
enum Way {
    Linked,
    Full {
        /// Given only if it is another than the source's.
        storage: Option<String>,
    },
}

/// A template is cloned linked, without `--storage` (Proxmox refuses it), if its storage can; everything else in full.
fn way_to_clone(desired: &Desired, source: &Source, origin: &Origin) -> Way {
    let present = source_storage(source);
    let other = desired.storage_pool.as_ref().map(ToString::to_string).filter(|wished| *wished != present);
    let known = origin.storages.by_id.get(&present).map(|storage| storage.kind.as_str());
    let expected = desired.expecting.as_ref().and_then(|expecting| expecting.storages.get(&present));
    let kind = known.or(expected.map(String::as_str)).unwrap_or("");
    let can_link = ["zfspool", "lvmthin", "rbd", "btrfs"].contains(&kind);
    if source.config.is_set("template") && other.is_none() && can_link {
        return Way::Linked;
    }
    Way::Full { storage: other }
}

fn source_storage(source: &Source) -> String {
    let rootfs = source.config.main.settings.get("rootfs").map_or("", String::as_str);
    rootfs.split(':').next().unwrap_or("").to_owned()
}

/// Returns the snapshot that is cloned; a template is its own.
fn usable_snapshot<'a>(desired: &'a Desired, source: &Source) -> Option<&'a str> {
    let wished = desired.clone_snapshot.as_deref()?;
    let is_template = source.config.is_set("template");
    (!is_template && source.config.snapshots.contains_key(wished)).then_some(wished)
}

/// Returns what is copied: the source as it is, or as it was when the snapshot was taken.
fn copied<'a>(desired: &Desired, source: &'a Source) -> &'a Section {
    let snapshot = usable_snapshot(desired, source).and_then(|name| source.config.snapshots.get(name));
    snapshot.unwrap_or(&source.config.main)
}

/// A clone of the source as it happens to be now is not what was wished.
fn refuse_missing_snapshot(desired: &Desired, source_id: Ctid, source: &Source) -> Option<Refusal> {
    let wished = desired.clone_snapshot.as_deref()?;
    if source.config.is_set("template") || usable_snapshot(desired, source).is_some() {
        return None;
    }
    let names: Vec<&str> = source.config.snapshots.keys().map(String::as_str).collect();
    let found = if names.is_empty() { "no snapshots".to_owned() } else { format!("snapshots {}", names.join(", ")) };
    let remedy = format!("`pct snapshot {source_id} {wished}` takes it of {source_id} as it is now; or wish another");
    Some(refusal("clone_snapshot", wished, found, format!("snapshot '{wished}' does not exist"), remedy))
}

fn refuse_clone(desired: &Desired, source_id: Ctid, source: &Source) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let config = &source.config;
    if hold::is_held(config.main.settings.get("tags").map_or("", String::as_str)) {
        let why = format!("a clone copies the tag {}, and would be left alone half-made", hold::TAG);
        let remedy = format!("take the tag from {source_id} while it is cloned");
        refusals.push(refusal("clone_from", source_id.to_string(), "held by its tag", why, remedy));
    }
    let missing = refuse_missing_snapshot(desired, source_id, source);
    if source.is_running && missing.is_none() && usable_snapshot(desired, source).is_none() {
        let remedy =
            format!("stop {source_id} while it is cloned, or take a snapshot (`pct snapshot {source_id} NAME`)");
        let why = "Full clone of a running container is only possible from a snapshot";
        refusals.push(refusal("clone_from", source_id.to_string(), "running", why, remedy));
    }
    refusals.extend(missing);
    let copied = Config { main: copied(desired, source).clone(), ..Config::default() };
    for (name, text) in copied.mount_points().filter(|(_, text)| text.starts_with('/')) {
        let kind = if text.starts_with("/dev/") { "device" } else { "bind" };
        let remedy = format!("take {name} from {source_id} while it is cloned, or clone another container");
        let why = format!("unable to clone mountpoint '{name}' (type {kind})");
        refusals.push(refusal("clone_from", source_id.to_string(), text, why, remedy));
    }
    let found = copied.is_set("unprivileged");
    let is_known = !source.is_expected || copied.main.settings.contains_key("unprivileged");
    if let Some(wished) = desired.unprivileged
        && is_known
        && wished != found
    {
        let why = "a clone is as privileged as its source, for good";
        let remedy = "wish what the source is, or clone another container";
        let word = |unprivileged: bool| if unprivileged { "unprivileged" } else { "privileged" };
        refusals.push(refusal("unprivileged", word(wished), word(found), why, remedy));
    }
    let size = PropertyString::parse(copied.main.settings.get("rootfs").map_or("", String::as_str));
    let size = size.get("size").and_then(parse_size);
    if let (Some(wished), Some(found)) = (desired.storage_size_gb.map(|size| size.saturating_mul(GIB)), size)
        && wished < found
    {
        let why = format!("a clone has its source's disk, and that of {source_id} is larger");
        refusals.push(refusal(
            "storage_size_gb",
            format_size(wished),
            format_size(found),
            why,
            "wish at least the source's size",
        ));
    }
    refusals
}

/// Settings of a source, or of its snapshot, that `pct clone` leaves out.
const NOT_COPIED: [&str; 5] = ["template", "parent", "lock", "snaptime", "snapstate"];

/// Settings that every container has, so that a copy of them is no news.
const COMMON: [&str; 8] = ["arch", "cores", "hostname", "memory", "ostype", "rootfs", "swap", "unprivileged"];

/// Names what a clone copies that nobody wishes of it: an interface with its address, protection, mount points.
fn note_what_else_is_copied(desired: &Desired, source_id: Ctid, source: &Source) -> Option<Note> {
    let wished = settings::wished_options(desired, &source.config);
    let dropped = |option: &str| NOT_COPIED.contains(&option) || option.starts_with("unused");
    let is_news =
        |option: &&String| !COMMON.contains(&option.as_str()) && !wished.contains(option.as_str()) && !dropped(option);
    let section = copied(desired, source);
    let mut copied: Vec<String> = section.settings.keys().filter(is_news).cloned().collect();
    let nobodys = section.raw.iter().filter(|(key, _)| !wished.contains(key.as_str())).count();
    if nobodys > 0 {
        copied.push(format!("{nobodys} raw lxc lines"));
    }
    let text = format!("the clone also has these of {source_id}, which nobody wishes here: {}", copied.join(", "));
    (!copied.is_empty()).then(|| Note::new(NoteKind::Info, text))
}

/// What is wanted after the clone: it has what its source has, with new MAC addresses.
fn afterwards(desired: &Desired, source: &Source, way: &Way, origin: &Origin, directories: &Directories) -> Plan {
    let mut config = Config { main: copied(desired, source).clone(), ..Config::default() };
    let settings = &mut config.main.settings;
    for dropped in NOT_COPIED {
        settings.remove(dropped);
    }
    if let Some(hostname) = &desired.hostname {
        settings.insert("hostname".to_owned(), hostname.to_string());
    }
    for (_, value) in settings.iter_mut().filter(|(key, _)| key.starts_with("net")) {
        let mut network = PropertyString::parse(value);
        network.remove("hwaddr");
        *value = network.to_string();
    }
    if let Way::Full { storage: Some(storage) } = way {
        // All volumes are copied there, those of mount points too.
        let is_disk = |key: &str| key == "rootfs" || key.starts_with("mp");
        for (_, disk) in settings.iter_mut().filter(|(key, text)| is_disk(key) && !text.starts_with('/')) {
            let rest = disk.split_once(':').map_or("", |(_, rest)| rest).to_owned();
            *disk = format!("{storage}:{rest}");
        }
    }
    // What is noted of the source is no news of the clone.
    let ids = || idmap::note_files(desired, &config).into_iter().collect();
    let wanted = |wish: &Desired| Plan { notes: ids(), ..life::wanted(wish, &config, false) };
    let plan = life::with_directories(desired, &config, directories, wanted);
    finish::add(plan, desired, &config, false, &origin.storages)
}
