//! The making of a container: created from a template, or cloned from another container (`cloning`); and what an earlier task of
//! a run will have made.

use std::time::Duration;

use super::directories::Directories;
use super::disks::{self, DEFAULT_SIZE, GIB};
use super::life::{self, refusal};
use super::settings::{self, Compared, Difference};
use super::{Desired, Guest, Origin, TemplateFile, cloning, finish, idmap, raw, run_state, seal, snapshots};
use super::{surroundings, undeclared, volumes};
use crate::command::Command;
use crate::names::StorageId;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Step, Then};
use crate::pve::guest_config::Config;
use crate::pve::property_string::{PropertyString, format_size, parse_size};

/// Copying or fetching a large disk takes hours at worst.
pub(super) const COPY_TIME_LIMIT: Duration = Duration::from_secs(6 * 60 * 60);

/// The storage of a root disk that nobody gave one (`pct create`).
const DEFAULT_STORAGE: &str = "local";

/// Returns the plan that makes the container.
pub(super) fn make(desired: &Desired, origin: &Origin, directories: &Directories) -> Plan {
    let is_expected = desired.expecting.as_ref().is_some_and(|expecting| expecting.container);
    if is_expected {
        return after_it_is_made(desired, origin);
    }
    let refusals = [volumes::refuse_beside(desired, &origin.volumes), refuse_storage(desired, origin)];
    let refusals: Vec<Refusal> = refusals.into_iter().flatten().collect();
    if !refusals.is_empty() {
        return Plan { refusals, ..Plan::default() };
    }
    match (desired.clone_from, &desired.template) {
        (Some(source), _) => match cloning::find_source(desired, source, origin) {
            Ok(found) => cloning::clone(desired, source, &found, origin, directories),
            Err(refusal) => Plan::refused(*refusal),
        },
        (None, Some(_)) => create(desired, &origin.ostemplate, origin, directories),
        (None, None) => {
            let remedy = "add template or clone_from";
            let why = "it does not exist, and nothing says what to make it from";
            Plan::refused(refusal("state", "present", "absent", why, remedy))
        }
    }
}

/// An earlier task of the run makes it; only what this task adds to it is told.
fn after_it_is_made(desired: &Desired, origin: &Origin) -> Plan {
    let own = desired.expecting.as_ref().and_then(|expecting| expecting.own.as_ref());
    let config = own.map(|own| as_it_will_be(own, &origin.lineage)).unwrap_or_default();
    let plan = Plan { steps: run_state::expected(desired).into_iter().collect(), ..Plan::default() };
    finish::add(plan, desired, &config, false, &origin.storages)
}

/// Returns the storage that the root disk of a new container will lie on: the one that is wished, that of its source, or the one
/// that `pct create` takes.
pub(super) fn root_storage(desired: &Desired, lineage: &[Guest]) -> Option<String> {
    if let Some(wished) = &desired.storage_pool {
        return Some(wished.to_string());
    }
    match (desired.clone_from, lineage.first()) {
        (Some(_), Some(Guest::Here { config, .. })) => {
            config.main.settings.get("rootfs")?.split_once(':').map(|(id, _)| id.to_owned())
        }
        (Some(_), _) => None,
        (None, _) => desired.template.as_ref().map(|_| DEFAULT_STORAGE.to_owned()),
    }
}

/// Looks for the storage on the host first, then among those that the run will have made.
fn refuse_storage(desired: &Desired, origin: &Origin) -> Option<Refusal> {
    let id = root_storage(desired, &origin.lineage)?;
    let storage = origin.storages.by_id.get(&id);
    // That of a source is the source's matter.
    let is_met = desired.storage_pool.is_none() || surroundings::is_expected(desired, &id);
    if storage.is_none() && !is_met {
        let remedy = "declare it (and select it, if --only is given), or add it with `pvesm add`; `pvesm status` lists those there are";
        let why = format!("storage '{id}' does not exist");
        return Some(refusal("storage_pool", id, "no such storage", why, remedy));
    }
    if let Some(why) = &origin.unusable {
        let remedy = format!(
            "mend it (`pvesm status --storage {id}` tells whether it is active; `pvesm set {id} --disable 0` or `--delete \
             nodes` if it is not for this node), or wish another storage"
        );
        let full = format!("storage '{id}': {why}");
        return Some(refusal("storage_pool", id, why.clone(), full, remedy));
    }
    let content: Vec<String> = surroundings::content(desired, &id, storage)?.into_iter().collect();
    let remedy = format!("`pvesm set {id} --content {},rootdir`", content.join(","));
    let why = format!("storage '{id}' does not support container directories");
    let holds_containers = content.iter().any(|word| word == "rootdir");
    (!holds_containers).then(|| refusal("storage_pool", id, content.join(","), why, remedy))
}

fn create(desired: &Desired, template: &str, origin: &Origin, directories: &Directories) -> Plan {
    let mut plan = Plan::settled();
    match &origin.template {
        TemplateFile::Present | TemplateFile::NotWished => {}
        TemplateFile::NoStorage(why) => {
            let remedy = "wish a template as STORAGE:vztmpl/FILE; `pveam list STORAGE` lists those there are";
            return Plan::refused(refusal("template", template, "no such template", why.clone(), remedy));
        }
        TemplateFile::Unknown { known, nearest } => {
            return Plan::refused(refuse_unknown(template, *known, nearest.as_deref()));
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
    plan = life::with_directories(desired, &created(desired), directories, |_| plan);
    if !plan.refusals.is_empty() {
        return Plan { refusals: plan.refusals, ..Plan::default() };
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
    plan.notes.extend(idmap::note_files(desired, &created(desired)));
    match raw::compare(desired, &created(desired), false) {
        raw::Compared { refusals, .. } if !refusals.is_empty() => return Plan { refusals, ..Plan::default() },
        // No command writes raw lines: they follow when there is a file, and before the first start.
        raw::Compared { edit: Some(edit), .. } => {
            plan.then =
                Then::LookAgain { predicted: std::iter::once(edit).chain(run_state::expected(desired)).collect() };
        }
        raw::Compared { edit: None, .. } => plan.steps.extend(run_state::expected(desired)),
    }
    let bare = Desired { snapshots: None, is_template: None, ..desired.clone() };
    let plan = finish::add(plan, desired, &as_it_will_be(&bare, &[]), false, &origin.storages);
    // A container that is to end as what it cannot be is not made at all.
    if plan.refusals.is_empty() { plan } else { Plan { steps: Vec::new(), then: Then::Done, ..plan } }
}

/// `pveam download` says "template: no such template" of what its lists do not have.
fn refuse_unknown(template: &str, known: usize, nearest: Option<&str>) -> Refusal {
    let (storage, file) = template.split_once(":vztmpl/").unwrap_or((template, ""));
    let nearest = nearest.map_or("`pveam available` shows them".to_owned(), |name| format!("the nearest is {name}"));
    let found = format!("none of the {known} templates that pveam knows; {nearest}");
    let remedy =
        format!("wish one of those, or `pveam update` for newer lists, or put {file} into the templates of {storage}");
    refusal("template", template, found, "template: no such template", remedy)
}

/// Returns what is known of a container before `pct create` makes it: unprivileged, unless told otherwise.
fn created(desired: &Desired) -> Config {
    let mut config = Config::default();
    let unprivileged = i32::from(desired.unprivileged.unwrap_or(true)).to_string();
    config.main.settings.insert("unprivileged".to_owned(), unprivileged);
    config
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
    let storage = desired.storage_pool.as_ref().map_or(DEFAULT_STORAGE, StorageId::as_str);
    match (desired.storage_size_gb, is_told_in_full) {
        (Some(size), _) => Some(("rootfs", format!("{storage}:{size}{options}"))),
        (None, true) => Some(("rootfs", format!("{storage}:{DEFAULT_SIZE}{options}"))),
        (None, false) => desired.storage_pool.as_ref().map(|storage| ("storage", storage.to_string())),
    }
}

/// Returns the configuration of a container's source when the container is made, as far as the run knows it.
pub(super) fn source_as_it_will_be(wished: &Desired, lineage: &[Guest]) -> Option<Config> {
    match (lineage.first(), wished.expected_source()) {
        (Some(Guest::Here { config, is_running, .. }), Some(met)) => {
            Some(once_met(Config::clone(config), met, *is_running))
        }
        (Some(Guest::Here { config, .. }), None) => Some(Config::clone(config)),
        (_, Some(made)) => Some(as_it_will_be(made, lineage.get(1..).unwrap_or_default())),
        (_, None) => None,
    }
}

/// Returns the configuration of a container that does not exist yet, once its wish is met, as far as the run knows it.
fn as_it_will_be(wished: &Desired, lineage: &[Guest]) -> Config {
    let mut config = source_as_it_will_be(wished, lineage).unwrap_or_default();
    let of_its_source = matches!(lineage.first(), Some(Guest::Here { .. })).then(|| config.is_set("unprivileged"));
    // A clone brings neither the snapshots of its source nor its seal.
    config.snapshots.clear();
    let settings = &mut config.main.settings;
    settings.retain(|option, _| !["parent", "template"].contains(&option.as_str()));
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
    once_met(config, wished, false)
}

/// Returns a configuration once all that is wished of it is met.
fn once_met(config: Config, wished: &Desired, is_running: bool) -> Config {
    let mut config = settings_met(config, wished, is_running);
    snapshots::put_in(&mut config, wished);
    seal::put_in(&mut config, wished);
    config
}

/// Returns a configuration once what may be changed of it is as wished: its settings, its mount points, which a running container
/// keeps until its next start, and a larger root disk.
pub(super) fn settings_met(config: Config, wished: &Desired, is_running: bool) -> Config {
    let Compared { mut differences, .. } = settings::compare(wished, &config);
    if !is_running && !config.is_set("protection") {
        differences.extend(undeclared::detached(wished, &config));
    }
    let mut config = raw::applied(settings::applied(config, &differences), wished);
    if let (Some(rootfs), Some(size)) = (config.main.settings.get_mut("rootfs"), wished.storage_size_gb) {
        let mut disk = PropertyString::parse(rootfs);
        let present = disk.get("size").and_then(parse_size).unwrap_or(0);
        disk.set("size", &format_size(present.max(size.saturating_mul(GIB))));
        *rootfs = disk.to_string();
    }
    config
}
