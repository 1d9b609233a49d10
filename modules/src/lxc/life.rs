//! The life of a container that exists: configure, grow, start, stop, destroy. Which step when.

use std::collections::BTreeSet;

use super::directories::{Directories, Prepared};
use super::ids::ID_MAP;
use super::settings::{self, Difference};
use super::{Desired, State, disks, finish, growth, half_made, idmap, privilege, raw, run_state, undeclared};
use crate::command::Command;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step, Then};
use crate::pve::by_hand;
use crate::pve::guest_config::Config;
use crate::pve::hold;
use crate::pve::property_string::PropertyString;
use crate::pve::storage::Storages;

pub(super) fn refusal(
    property: &str,
    wanted: impl Into<String>,
    found: impl Into<String>,
    why: impl Into<String>,
    remedy: impl Into<String>,
) -> Refusal {
    let property = property.to_owned();
    Refusal { property, wanted: wanted.into(), found: found.into(), why: why.into(), remedy: remedy.into() }
}

/// Returns the plan for an id that is a VM's, or a container's of another node.
pub(super) fn refuse_elsewhere(desired: &Desired, place: &str) -> Plan {
    let wanted = match desired.state {
        State::Absent => "absent",
        State::Present | State::Running | State::Stopped => "a container of this node",
    };
    let remedy = "give the container another id, or run on that node";
    Plan::refused(refusal("ctid", wanted, place, "an id belongs to one guest of the whole cluster", remedy))
}

/// What the host has that a wish needs.
pub(super) struct Around<'a> {
    /// Of what was taken out of the wish, for the host has it not.
    pub(super) refusals: Vec<Refusal>,
    /// The directories that mount points show.
    pub(super) directories: &'a Directories,
    /// The storages, if they must be known.
    pub(super) storages: &'a Storages,
}

/// Returns the plan for a container that exists and is wished.
pub(super) fn configure(
    desired: &Desired,
    config: &Config,
    around: Around<'_>,
    is_running: bool,
    is_managed_by_ha: bool,
) -> Plan {
    if let Some(refusal) = half_made::refuse(desired, config) {
        return Plan::refused(refusal);
    }
    let mut plan = with_directories(desired, config, around.directories, |wish| wanted(wish, config, is_running));
    plan.refusals.extend(around.refusals);
    let plan = finish::add(plan, desired, config, is_running, around.storages);
    leave_alone_if_somebody_elses(desired, plan, config, is_managed_by_ha)
}

/// Returns the plan of a wish with what its directories on the host need: first of all, for `pct` looks for them.
pub(super) fn with_directories(
    desired: &Desired,
    config: &Config,
    directories: &Directories,
    plan_of: impl FnOnce(&Desired) -> Plan,
) -> Plan {
    // Whose a directory is on the host, the ids say as they are wished.
    let config = &raw::applied(config.clone(), desired);
    let Prepared { wish, steps, refusals } = directories.prepare(desired, config);
    let plan = plan_of(&wish);
    Plan {
        steps: [steps, plan.steps].concat(),
        refusals: [plan.refusals, refusals].concat(),
        notes: [plan.notes, directories.notes(desired, config)].concat(),
        ..plan
    }
}

/// Returns what is wanted of the container, whoever may be using it.
pub(super) fn wanted(desired: &Desired, config: &Config, is_running: bool) -> Plan {
    let mut plan = Plan::settled();
    let settings::Compared { differences, refusals } = settings::compare(desired, config);
    plan.refusals.extend(refusals);
    plan.refusals.extend(privilege::refuse(desired, config));
    plan.refusals.extend(refuse_storage(desired, config));
    let (growth, refusals) = growth::grow(desired, config);
    plan.refusals.extend(refusals);
    let (detaching, refusals) = detach(desired, config, is_running);
    plan.refusals.extend(refusals);
    let (later, differences) = put_off(differences, &growth, is_running);
    // What opens or closes a running guest is a step of its own, so that nothing else is held with it.
    let opens = |difference: &Difference| difference.changes.iter().any(|change| change.risk != Risk::Safe);
    let (opening, harmless): (Vec<_>, Vec<_>) = differences.into_iter().partition(|one| is_running && opens(one));
    let shared = if harmless.is_empty() { 0 } else { 2 };
    let (reverted, harmless) = revert(desired, config, harmless);
    let shared = if harmless.is_empty() { 0 } else { shared };
    let taken_back: BTreeSet<String> = reverted.iter().flat_map(|step| &step.changes).map(option_of).collect();
    plan.steps.extend(reverted);
    // Two lists of what is deleted cannot stand in one command.
    let deletes = harmless.iter().any(|difference| difference.typed.is_none());
    plan.steps.extend(set(desired, harmless, is_running));
    let shares = if deletes || detaching.len() > 1 { 0 } else { shared };
    plan.steps.extend(detaching.into_iter().map(|step| step.sharing(shares)));
    plan.steps.extend(set(desired, opening, is_running).map(|step| step.sharing(shared)));
    plan.steps.extend(growth);
    // Last of all: a `pct set` behind it would hide what the running guest was started with (see `started`).
    let raw::Compared { edit, refusals } = raw::compare(desired, config, is_running);
    plan.refusals.extend(refusals);
    plan.steps.extend(edit);
    if let Some(step) = set(desired, later, is_running) {
        plan.then = Then::LookAgain { predicted: vec![step] };
    }
    let mut waiting = waiting(desired, config, is_running);
    waiting.wished.retain(|option| !taken_back.contains(*option));
    let mut plan = run_state::add(plan, desired, config, is_running, &waiting.wished);
    plan.notes.extend(notes(desired, config, &waiting, &plan));
    plan.notes.extend(note_detached(desired, config, &plan));
    plan
}

/// Returns the steps that detach what an exclusive list of mount points does not name: of a running guest with its next
/// start. Whatever works there loses its data then, so it is held until it is allowed.
fn detach(desired: &Desired, config: &Config, is_running: bool) -> (Vec<Step>, Vec<Refusal>) {
    let detached = undeclared::detached(desired, config);
    if config.is_set("protection") {
        return (Vec::new(), detached.iter().map(|one| disks::refuse_protected(desired, one)).collect());
    }
    let (reverted, detached) = revert(desired, config, detached);
    let mut steps: Vec<Step> = reverted.into_iter().chain(set(desired, detached, is_running)).collect();
    for change in steps.iter_mut().flat_map(|step| &mut step.changes) {
        change.risk = Risk::Interrupts;
    }
    (steps, Vec::new())
}

/// Takes back what waits for the next start, where that is all there is to do, or must be done first. Returns that step and what
/// is left to be typed.
///
/// A pending value outlives the deletion of its option, and would come back with it. Both in one call are refused ("you can't use
/// '-delete tty' and '-revert tty' at the same time", pve-container 6.1). And where an option is wished as it is now, typing its
/// text anew would let it wait: Proxmox takes it for a change if a size is written otherwise.
fn revert(desired: &Desired, config: &Config, differences: Vec<Difference>) -> (Option<Step>, Vec<Difference>) {
    let (mut options, mut changes, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for mut difference in differences {
        let option = difference.option.clone();
        let present = config.main.settings.get(&option).filter(|text| !text.is_empty());
        let is_set = config.pending.settings.contains_key(&option);
        let waits = is_set || config.pending_deletes().contains(option.as_str());
        match &difference.typed {
            Some(wished) if waits && present.is_some_and(|present| is_same(&option, present, wished)) => {
                changes.extend(difference.changes.into_iter().map(|change| change.felt(Effect::Live)));
            }
            None if is_set => {
                for change in &mut difference.changes {
                    changes.push(Change { after: present.cloned(), ..change.clone() }.felt(Effect::Live));
                    change.before = present.cloned();
                }
                left.extend(present.is_some().then_some(difference));
            }
            _ => {
                left.push(difference);
                continue;
            }
        }
        options.push(option);
    }
    let command = Command::new("pct").args(["set", &desired.ctid.to_string(), "--revert", &options.join(",")]);
    ((!options.is_empty()).then(|| Step::run(command, changes)), left)
}

/// Returns the option that a change is of: `mp0` of `mp0.backup`.
fn option_of(change: &Change) -> String {
    change.property.split('.').next().unwrap_or_default().to_owned()
}

/// Returns whether two texts of an option are the same. A disk's size is what its storage says, however it is written.
fn is_same(option: &str, one: &str, other: &str) -> bool {
    if option != "rootfs" && !option.starts_with("mp") {
        return one == other;
    }
    let keys = |text: &str| -> BTreeSet<(String, String)> {
        let text = PropertyString::parse(text);
        let leading = text.leading().map(|volume| ("volume", volume));
        let pairs = text.pairs().chain(leading).filter(|(key, _)| *key != "size");
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    };
    keys(one) == keys(other)
}

/// One `pct set` for all that differs.
fn set(desired: &Desired, differences: Vec<Difference>, is_running: bool) -> Option<Step> {
    if differences.is_empty() {
        return None;
    }
    let mut command = Command::new("pct").args(["set", &desired.ctid.to_string()]);
    let mut deleted = Vec::new();
    let mut changes = Vec::new();
    for Difference { option, typed, changes: why } in differences {
        match typed {
            Some(value) => command = command.args([format!("--{option}"), value]),
            None => deleted.push(option),
        }
        // A stopped container has nothing that waits: it feels everything with its next start.
        let judged = |change: Change| if is_running { change } else { of_a_stopped_one(change) };
        changes.extend(why.into_iter().map(judged));
    }
    if !deleted.is_empty() {
        command = command.args(["--delete".to_owned(), deleted.join(",")]);
    }
    Some(Step::run(command, changes))
}

/// Nothing of a stopped container can be interrupted or exposed; what cannot be taken back, cannot be then either.
fn of_a_stopped_one(change: Change) -> Change {
    let risk = match change.risk {
        Risk::Safe | Risk::Interrupts | Risk::Exposes => Risk::Safe,
        Risk::Irreversible | Risk::LockOut => change.risk,
    };
    change.felt(Effect::Live).risking(risk)
}

/// A root disk is never moved to converge.
fn refuse_storage(desired: &Desired, config: &Config) -> Option<Refusal> {
    let (wished, found) = disks::misplaced_root(desired, config)?;
    let remedy = format!("`pct move-volume {} rootfs {wished}` moves it (the container must be stopped)", desired.ctid);
    let why = "a root disk is never moved to converge";
    Some(refusal("storage_pool", wished, found, why, remedy))
}

/// Options of a running container's root disk wait with the disk's size beside them: they are set after it has grown, or
/// the old size would come back with the next start.
fn put_off(differences: Vec<Difference>, growth: &[Step], is_running: bool) -> (Vec<Difference>, Vec<Difference>) {
    let grows = is_running && growth.iter().flat_map(|step| &step.changes).any(|change| change.property == "rootfs");
    differences.into_iter().partition(|difference| grows && difference.option == "rootfs")
}

/// The options that wait for a running container's next start.
struct Waiting<'c> {
    wished: Vec<&'c str>,
    somebodys: Vec<&'c str>,
}

fn waiting<'c>(desired: &Desired, config: &'c Config, is_running: bool) -> Waiting<'c> {
    let declared = &settings::wished_options(desired, config) | &undeclared::waiting(desired, config);
    let all = config.waiting().into_iter().filter(|_| is_running);
    let (wished, somebodys) = all.partition(|option| declared.contains(*option));
    Waiting { wished, somebodys }
}

fn notes(desired: &Desired, config: &Config, waiting: &Waiting<'_>, plan: &Plan) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(text) = settings::made_of(desired) {
        notes.push(Note::new(NoteKind::Info, text));
    }
    if !waiting.wished.is_empty() && !run_state::restarts(plan) {
        let text = format!("{} wait for a restart (`{}`)", waiting.wished.join(", "), by_hand::restart(desired.ctid));
        notes.push(Note::new(NoteKind::WaitsForRestart, text));
    }
    if !waiting.somebodys.is_empty() {
        let text = format!("somebody's {} wait for a restart too", waiting.somebodys.join(", "));
        notes.push(Note::new(NoteKind::Info, text));
    }
    notes.extend(undeclared::note(desired, config));
    if plan.changes().any(|change| change.property == ID_MAP) {
        notes.extend(idmap::note_files(desired, config));
    }
    if !plan.steps.is_empty() && !config.passed_by.is_empty() {
        let lines: Vec<String> = config.passed_by.iter().map(ToString::to_string).collect();
        let text =
            format!("the next pct set drops these lines, which Proxmox VE does not understand: {}", lines.join(", "));
        notes.push(Note::new(NoteKind::Warning, text));
    }
    notes
}

/// Proxmox keeps what was detached as `unusedN` and tells neither where it was seen nor how large it is: whether a new volume is
/// meant in its stead, only a person knows. Nobody is kept from making one.
fn note_detached(desired: &Desired, config: &Config, plan: &Plan) -> Option<Note> {
    let is_made = |option: &str| plan.changes().any(|change| change.property == option);
    let new: Vec<_> = disks::new_volumes(desired, config).into_iter().filter(|(option, _)| is_made(option)).collect();
    let (option, target) = new.first()?;
    let detached = config.series("unused");
    let first = detached.values().next().map(|text| text.split(',').next().unwrap_or(text).to_owned())?;
    let list: Vec<String> = detached.iter().map(|(number, volume)| format!("unused{number} ({volume})")).collect();
    let new: Vec<String> = new.iter().map(|(option, target)| format!("{option} ({target})")).collect();
    let text = format!(
        "a new, empty volume is made for {}, and {} of this container is detached: if that is its data, type `pct set {} \
         --{option} {first},mp={target}` first, and no new one is made",
        new.join(", "),
        list.join(", "),
        desired.ctid
    );
    Some(Note::new(NoteKind::Warning, text))
}

/// A container that is locked, held or managed by HA is left alone. Of these only a lock is a refusal: it passes, and the
/// wish stays unmet until then.
fn leave_alone_if_somebody_elses(desired: &Desired, plan: Plan, config: &Config, is_managed_by_ha: bool) -> Plan {
    let tags = config.main.settings.get("tags").map_or("", String::as_str);
    if hold::is_held(tags) {
        return plan.left_alone(&hold::why());
    }
    if is_managed_by_ha {
        return plan.left_alone("the HA manager owns it");
    }
    let Some(lock) = config.main.settings.get("lock") else {
        return plan;
    };
    let differing: Vec<String> = plan.changes().map(|change| change.property.clone()).collect();
    let mut alone = plan.left_alone(&format!("it is locked ({lock})"));
    if !differing.is_empty() {
        let remedy = format!("no task of this node works on it: {}", by_hand::lock(desired.ctid, lock));
        let why = LOCKED;
        let wanted = format!("no lock, to change {}", differing.join(", "));
        alone.notes.clear();
        alone.refusals.push(refusal("lock", wanted, format!("locked ({lock})"), why, remedy));
    }
    alone
}

const LOCKED: &str = "Proxmox VE refuses every change of a locked container";

/// Returns the plan with the task that holds the lock named where it is refused for it.
pub(super) fn naming_the_task(mut plan: Plan, config: &Config, task: Option<&str>) -> Plan {
    let lock = config.main.settings.get("lock").map_or("", String::as_str);
    for refusal in plan.refusals.iter_mut().filter(|refusal| refusal.property == "lock") {
        if let Some(task) = task {
            refusal.found = format!("locked ({lock}), by the task {task}");
            refusal.remedy = "run again when that task is done, or wish a longer lock_timeout".to_owned();
        }
    }
    plan
}

/// Counts the volumes that `pct destroy` takes away with the root disk: mount points, and volumes that are detached
/// (`unusedN`), pending ones too.
fn further_volumes(config: &Config) -> usize {
    let all = config.main.settings.iter().chain(&config.pending.settings);
    let is_volume = |(key, text): &(&String, &String)| {
        let name = key.trim_end_matches(|letter: char| letter.is_ascii_digit());
        (name == "mp" || name == "unused") && !text.starts_with('/')
    };
    let volumes: BTreeSet<&str> =
        all.filter(is_volume).map(|(_, text)| text.split(',').next().unwrap_or(text)).collect();
    volumes.len()
}

/// Returns the plan that destroys a container, or refuses with what would be lost.
pub(super) fn destroy(desired: &Desired, config: &Config, is_running: bool, is_managed_by_ha: bool) -> Plan {
    let volumes = further_volumes(config);
    let mut reasons = Vec::new();
    if is_running {
        reasons.push("it is running".to_owned());
    }
    if config.is_set("protection") {
        reasons.push("protection is on".to_owned());
    }
    if !config.snapshots.is_empty() {
        reasons.push(format!("snapshots {}", config.snapshots.len()));
    }
    if volumes > 0 {
        reasons.push(format!("further volumes {volumes}"));
    }
    let rootfs = PropertyString::parse(config.effective("rootfs").unwrap_or(""));
    let disk = format!("root disk {}", rootfs.get("size").unwrap_or("of unknown size"));
    if !reasons.is_empty() {
        let found = format!("{}; {disk}", reasons.join(", "));
        let remedy = format!(
            "look with `pct config {0}`; stop, unprotect and empty it, or `pct destroy {0}` by hand",
            desired.ctid
        );
        return Plan::refused(refusal("state", "absent", found, "nothing is ever destroyed by force", remedy));
    }
    let change = Change::new("state", Some(format!("stopped, {disk}")), Some("absent".to_owned()))
        .felt(Effect::Removed)
        .risking(Risk::Irreversible);
    let command = Command::new("pct").args(["destroy", &desired.ctid.to_string()]);
    let plan = Plan { steps: vec![Step::run(command, vec![change])], ..Plan::default() };
    leave_alone_if_somebody_elses(desired, plan, config, is_managed_by_ha)
}

#[cfg(test)]
mod tests;
