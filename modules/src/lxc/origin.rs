//! The making of a container: created from a template, or cloned from another container.

use std::time::Duration;

use super::disks::{self, DEFAULT_SIZE, GIB};
use super::life::{self, refusal};
use super::settings::{self, Compared, Difference};
use super::text::Config;
use super::volumes;
use super::{Desired, Guest, Origin, TemplateFile};
use crate::command::Command;
use crate::names::{Ctid, StorageId};
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Step, Then};
use crate::pve::hold;
use crate::pve::property_string::{PropertyString, format_size, parse_size};

/// Copying or fetching a large disk takes hours at worst.
const COPY_TIME_LIMIT: Duration = Duration::from_secs(6 * 60 * 60);

/// Returns the plan that makes the container.
pub(super) fn make(desired: &Desired, origin: &Origin) -> Plan {
    let is_expected = desired.expecting.as_ref().is_some_and(|expecting| expecting.container);
    if is_expected {
        return after_it_is_made(desired);
    }
    let refusals = [volumes::refuse_beside(desired, &origin.volumes), refuse_storage(desired, origin)];
    let refusals: Vec<Refusal> = refusals.into_iter().flatten().collect();
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    match (desired.clone_from, &desired.template) {
        (Some(source), _) => match find_source(desired, source, origin) {
            Ok(found) => clone(desired, source, &found, origin),
            Err(refusal) => Plan::refused(*refusal),
        },
        (None, Some(template)) => create(desired, template, &origin.template),
        (None, None) => {
            let remedy = "add template or clone_from";
            let why = "it does not exist, and nothing says what to make it from";
            Plan::refused(refusal("state", "present", "absent", why, remedy))
        }
    }
}

/// An earlier task of the run makes it; only what this task adds to it is told.
fn after_it_is_made(desired: &Desired) -> Plan {
    let will_run = desired.expecting.as_ref().is_some_and(|expecting| expecting.running);
    let step = life::run_state(desired, &Config::default(), will_run);
    Plan { steps: step.ok().flatten().into_iter().collect(), ..Plan::default() }
}

/// Looks for the wished storage on the host first, then among those that the run will have made.
fn refuse_storage(desired: &Desired, origin: &Origin) -> Option<Refusal> {
    let wished = desired.storage_pool.as_ref()?;
    let Some(storage) = origin.storages.by_id.get(wished.as_str()) else {
        let is_expected =
            desired.expecting.as_ref().is_some_and(|expecting| expecting.storages.contains_key(wished.as_str()));
        let remedy = "declare it (and select it, if --only is given), or add it with `pvesm add`; `pvesm status` lists those there are";
        let why = format!("storage '{wished}' does not exist");
        return (!is_expected).then(|| refusal("storage_pool", wished.to_string(), "no such storage", why, remedy));
    };
    if let Some(why) = storage.why_not_here(&origin.node) {
        let remedy = format!("`pvesm set {wished} --disable 0`, or `--delete nodes`; or wish another storage");
        return Some(refusal(
            "storage_pool",
            wished.to_string(),
            why.clone(),
            format!("storage '{wished}': {why}"),
            remedy,
        ));
    }
    let content: Vec<String> = storage.content().into_iter().collect();
    let remedy = format!("`pvesm set {wished} --content {},rootdir`", content.join(","));
    let why = format!("storage '{wished}' does not support container directories");
    let holds_containers = content.iter().any(|word| word == "rootdir");
    (!holds_containers).then(|| refusal("storage_pool", wished.to_string(), content.join(","), why, remedy))
}

fn create(desired: &Desired, template: &str, file: &TemplateFile) -> Plan {
    let mut plan = Plan::settled();
    match file {
        TemplateFile::Present | TemplateFile::NotWished => {}
        TemplateFile::NoStorage(why) => {
            let remedy = "wish a template as STORAGE:vztmpl/FILE; `pveam list STORAGE` lists those there are";
            return Plan::refused(refusal("template", template, "no such template", why.clone(), remedy));
        }
        TemplateFile::Missing => plan.steps.push(download(template)),
        TemplateFile::FetchedFor(first) => {
            let text = format!("the template is fetched once, for lxc/{first}");
            plan.notes.push(Note::new(NoteKind::Info, text));
        }
    }
    let Compared { differences, refusals } = settings::compare(desired, &Config::default());
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    let ctid = desired.ctid.to_string();
    let mut command = Command::new("pct").args(["create", &ctid, template]).taking_up_to(COPY_TIME_LIMIT);
    let mut changes = vec![
        Change::new("state", None, Some("present".to_owned())).felt(Effect::Created),
        Change::new("template", None, Some(template.to_owned())).felt(Effect::Created),
    ];
    if let Some((option, value)) = root_disk(desired) {
        command = command.args([format!("--{option}"), value.clone()]);
        changes.push(Change::new(option, None, Some(value)).felt(Effect::Created));
    }
    for Difference { option, typed, changes: why } in differences {
        let Some(value) = typed else { continue };
        command = command.args([format!("--{option}"), value]);
        changes.extend(why.into_iter().map(|change| change.felt(Effect::Created)));
    }
    if let Some(unprivileged) = desired.unprivileged {
        let value = i32::from(unprivileged).to_string();
        command = command.args(["--unprivileged".to_owned(), value.clone()]);
        changes.push(Change::new("unprivileged", None, Some(value)).felt(Effect::Created));
    }
    plan.steps.push(Step::run(command, changes));
    plan.steps.extend(after_it_is_made(desired).steps);
    plan
}

fn download(template: &str) -> Step {
    let (storage, file) = template.split_once(":vztmpl/").unwrap_or((template, ""));
    let command = Command::new("pveam").args(["download", storage, file]).taking_up_to(COPY_TIME_LIMIT);
    let change = Change::new("template file", None, Some(template.to_owned())).felt(Effect::Created);
    Step::run(command, vec![change])
}

/// Returns the option that says where the root disk lies. With options of its own, or beside mount points, it is told in
/// full ("mount points configured, but 'rootfs' not set - aborting").
fn root_disk(desired: &Desired) -> Option<(&'static str, String)> {
    let options = desired.rootfs.as_ref().map(disks::root_options).unwrap_or_default();
    let is_told_in_full = !options.is_empty() || desired.mount_points.iter().flatten().next().is_some();
    let storage = desired.storage_pool.as_ref().map_or("local", StorageId::as_str);
    match (desired.storage_size_gb, is_told_in_full) {
        (Some(size), _) => Some(("rootfs", format!("{storage}:{size}{options}"))),
        (None, true) => Some(("rootfs", format!("{storage}:{DEFAULT_SIZE}{options}"))),
        (None, false) => desired.storage_pool.as_ref().map(|storage| ("storage", storage.to_string())),
    }
}

/// The source of a clone: as the host has it, or as an earlier task will have made it.
struct Source {
    config: Config,
    is_running: bool,
    /// It is not there yet: what its configuration does not tell is not known.
    is_expected: bool,
}

fn find_source(desired: &Desired, source: Ctid, origin: &Origin) -> Result<Source, Box<Refusal>> {
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

/// Returns the configuration of a container's source when the container is made, as far as the run knows it.
fn source_as_it_will_be(wished: &Desired, lineage: &[Guest]) -> Option<Config> {
    match (lineage.first(), wished.expected_source()) {
        (Some(Guest::Here { config, .. }), Some(met)) => Some(once_met(Config::clone(config), met)),
        (Some(Guest::Here { config, .. }), None) => Some(Config::clone(config)),
        (_, Some(made)) => Some(as_it_will_be(made, lineage.get(1..).unwrap_or_default())),
        (_, None) => None,
    }
}

/// Returns the configuration of a container that does not exist yet, once its wish is met, as far as the run knows it.
fn as_it_will_be(wished: &Desired, lineage: &[Guest]) -> Config {
    let mut config = source_as_it_will_be(wished, lineage).unwrap_or_default();
    let of_its_source = matches!(lineage.first(), Some(Guest::Here { .. })).then(|| config.is_set("unprivileged"));
    let settings = &mut config.main.settings;
    if let Some(storage) = &wished.storage_pool {
        // A clone has its source's size, wherever it lies.
        let copied = PropertyString::parse(settings.get("rootfs").map_or("", String::as_str));
        let size = copied.get("size").unwrap_or("0T");
        settings.insert("rootfs".to_owned(), format!("{storage}:subvol-{}-disk-0,size={size}", wished.ctid));
    }
    // A clone is as privileged as its source; `pct create` makes unprivileged containers unless told otherwise.
    let unprivileged = of_its_source.or(wished.unprivileged).or(wished.clone_from.is_none().then_some(true));
    if let Some(unprivileged) = unprivileged {
        settings.insert("unprivileged".to_owned(), i32::from(unprivileged).to_string());
    }
    once_met(config, wished)
}

/// Returns a configuration once what may be changed of it is as wished: its settings, and a larger root disk.
fn once_met(config: Config, wished: &Desired) -> Config {
    let Compared { differences, .. } = settings::compare(wished, &config);
    let mut config = settings::applied(config, &differences);
    if let (Some(rootfs), Some(size)) = (config.main.settings.get_mut("rootfs"), wished.storage_size_gb) {
        let mut disk = PropertyString::parse(rootfs);
        let present = disk.get("size").and_then(parse_size).unwrap_or(0);
        disk.set("size", &format_size(present.max(size.saturating_mul(GIB))));
        *rootfs = disk.to_string();
    }
    config
}

fn clone(desired: &Desired, source_id: Ctid, source: &Source, origin: &Origin) -> Plan {
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
    let afterwards = afterwards(desired, source, &way);
    if !afterwards.refusals.is_empty() {
        // What will be refused then is refused before anything is copied.
        return Plan { refusals: afterwards.refusals, ..Plan::default() };
    }
    let predicted = afterwards.steps.into_iter().map(Step::as_part_of_creation).collect();
    let notes = note_what_else_is_copied(desired, source_id, source).into_iter().collect();
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

fn usable_snapshot<'a>(desired: &'a Desired, source: &Source) -> Option<&'a str> {
    let wished = desired.clone_snapshot.as_deref()?;
    let is_template = source.config.is_set("template");
    (!is_template && source.config.snapshots.contains_key(wished)).then_some(wished)
}

fn refuse_clone(desired: &Desired, source_id: Ctid, source: &Source) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let config = &source.config;
    if hold::is_held(config.main.settings.get("tags").map_or("", String::as_str)) {
        let why = format!("a clone copies the tag {}, and would be left alone half-made", hold::TAG);
        let remedy = format!("take the tag from {source_id} while it is cloned");
        refusals.push(refusal("clone_from", source_id.to_string(), "held by its tag", why, remedy));
    }
    if source.is_running && usable_snapshot(desired, source).is_none() {
        let remedy =
            format!("stop {source_id} while it is cloned, or take a snapshot (`pct snapshot {source_id} NAME`)");
        let why = "Full clone of a running container is only possible from a snapshot";
        refusals.push(refusal("clone_from", source_id.to_string(), "running", why, remedy));
    }
    for (name, text) in config.mount_points().filter(|(_, text)| text.starts_with('/')) {
        let kind = if text.starts_with("/dev/") { "device" } else { "bind" };
        let remedy = format!("take {name} from {source_id} while it is cloned, or clone another container");
        let why = format!("unable to clone mountpoint '{name}' (type {kind})");
        refusals.push(refusal("clone_from", source_id.to_string(), text, why, remedy));
    }
    let found = config.is_set("unprivileged");
    let is_known = !source.is_expected || config.main.settings.contains_key("unprivileged");
    if let Some(wished) = desired.unprivileged
        && is_known
        && wished != found
    {
        let why = "a clone is as privileged as its source, for good";
        let remedy = "wish what the source is, or clone another container";
        let word = |unprivileged: bool| if unprivileged { "unprivileged" } else { "privileged" };
        refusals.push(refusal("unprivileged", word(wished), word(found), why, remedy));
    }
    let size = PropertyString::parse(config.main.settings.get("rootfs").map_or("", String::as_str));
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

/// Settings that every container has, so that a copy of them is no news.
const COMMON: [&str; 8] = ["arch", "cores", "hostname", "memory", "ostype", "rootfs", "swap", "unprivileged"];

/// Names what a clone copies that nobody wishes of it: an interface with its address, protection, mount points.
fn note_what_else_is_copied(desired: &Desired, source_id: Ctid, source: &Source) -> Option<Note> {
    let wished = settings::wished_options(desired, &source.config);
    let dropped = |option: &str| ["template", "parent", "lock"].contains(&option) || option.starts_with("unused");
    let is_news =
        |option: &&String| !COMMON.contains(&option.as_str()) && !wished.contains(option.as_str()) && !dropped(option);
    let mut copied: Vec<String> = source.config.main.settings.keys().filter(is_news).cloned().collect();
    if !source.config.main.raw.is_empty() {
        copied.push(format!("{} raw lxc lines", source.config.main.raw.len()));
    }
    let text = format!("the clone also has these of {source_id}, which nobody wishes here: {}", copied.join(", "));
    (!copied.is_empty()).then(|| Note::new(NoteKind::Info, text))
}

/// What is wanted after the clone: it has what its source has, with new MAC addresses.
fn afterwards(desired: &Desired, source: &Source, way: &Way) -> Plan {
    let mut config = Config { main: source.config.main.clone(), ..Config::default() };
    let settings = &mut config.main.settings;
    for dropped in ["template", "parent", "lock"] {
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
    if let (Way::Full { storage: Some(storage) }, Some(rootfs)) = (way, settings.get_mut("rootfs")) {
        let rest = rootfs.split_once(':').map_or("", |(_, rest)| rest).to_owned();
        *rootfs = format!("{storage}:{rest}");
    }
    life::wanted(desired, &config, false)
}
