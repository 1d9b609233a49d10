//! The life of a container that exists: configure, grow, start, stop, destroy. Which step when.

use std::collections::BTreeSet;

use super::settings::{self, Difference};
use super::text::Config;
use super::{Desired, State, disks};
use crate::command::Command;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, Refusal, Risk, Step, Then};
use crate::pve::hold;
use crate::pve::property_string::PropertyString;

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

/// Returns the plan for a container that exists and is wished; `refusals` are of what was taken out of the wish.
pub(super) fn configure(
    desired: &Desired,
    config: &Config,
    refusals: Vec<Refusal>,
    is_running: bool,
    is_managed_by_ha: bool,
) -> Plan {
    if let Some(refusal) = refuse_half_made(desired, config) {
        return Plan::refused(refusal);
    }
    let mut plan = wanted(desired, config, is_running);
    plan.refusals.extend(refusals);
    leave_alone_if_somebody_elses(plan, config, is_managed_by_ha)
}

/// A container without a root disk is what a killed `pct create` or `pct clone` leaves: nothing in it is worth a start.
fn refuse_half_made(desired: &Desired, config: &Config) -> Option<Refusal> {
    let ctid = desired.ctid;
    let lock = config.main.settings.get("lock").map(String::as_str);
    let is_being_made = matches!(lock, Some("create" | "destroyed"));
    if config.effective("rootfs").is_some() && !is_being_made {
        return None;
    }
    let found = lock.map_or("no root disk".to_owned(), |lock| format!("locked ({lock})"));
    let why = "it is being made or destroyed, or whoever did so was killed: it is half-made";
    let remedy = format!(
        "if nothing works on it (`ps ax | grep {ctid}`), look whether data of it is there (`zfs list -r -t all | grep -- \
         -{ctid}-disk-`): if so, restore /etc/pve/lxc/{ctid}.conf from a backup of the host; if not, `pct unlock {ctid}`, \
         `pct destroy {ctid}`, and run again"
    );
    Some(refusal("state", "a whole container", found, why, remedy))
}

/// Returns what is wanted of the container, whoever may be using it.
pub(super) fn wanted(desired: &Desired, config: &Config, is_running: bool) -> Plan {
    let mut plan = Plan::settled();
    let settings::Compared { differences, refusals } = settings::compare(desired, config);
    plan.refusals.extend(refusals);
    plan.refusals.extend(refuse_unprivileged(desired, config));
    plan.refusals.extend(refuse_storage(desired, config));
    let (growth, refusals) = disks::grow(desired, config);
    plan.refusals.extend(refusals);
    let (later, differences) = put_off(differences, &growth, is_running);
    // What opens or closes a running guest is a step of its own, so that nothing else is held with it.
    let opens = |difference: &Difference| difference.changes.iter().any(|change| change.risk != Risk::Safe);
    let (opening, harmless): (Vec<_>, Vec<_>) = differences.into_iter().partition(|one| is_running && opens(one));
    let shared = if harmless.is_empty() { 0 } else { 2 };
    let (reverted, harmless) = revert(desired, config, harmless);
    let shared = if harmless.is_empty() { 0 } else { shared };
    plan.steps.extend(reverted);
    plan.steps.extend(set(desired, harmless, is_running));
    plan.steps.extend(set(desired, opening, is_running).map(|step| step.sharing(shared)));
    plan.steps.extend(growth);
    if let Some(step) = set(desired, later, is_running) {
        plan.then = Then::LookAgain { predicted: vec![step] };
    }
    match run_state(desired, config, is_running) {
        Ok(step) => plan.steps.extend(step),
        Err(refusal) => plan.refusals.push(*refusal),
    }
    plan.notes.extend(notes(desired, config, is_running, !plan.steps.is_empty()));
    plan
}

/// A pending value outlives the deletion of its option, and would come back with it: it is taken back first. Both in one call
/// are refused ("you can't use '-delete tty' and '-revert tty' at the same time", pve-container 6.1). Returns that step and
/// what is left to be typed.
fn revert(desired: &Desired, config: &Config, differences: Vec<Difference>) -> (Option<Step>, Vec<Difference>) {
    let (mut options, mut changes, mut left) = (Vec::new(), Vec::new(), Vec::new());
    for mut difference in differences {
        let option = difference.option.clone();
        if difference.typed.is_some() || !config.pending.settings.contains_key(&option) {
            left.push(difference);
            continue;
        }
        let present = config.main.settings.get(&option).filter(|text| !text.is_empty());
        for change in &mut difference.changes {
            changes.push(Change { after: present.cloned(), ..change.clone() }.felt(Effect::Live));
            change.before = present.cloned();
        }
        if present.is_some() {
            left.push(difference);
        }
        options.push(option);
    }
    let command = Command::new("pct").args(["set", &desired.ctid.to_string(), "--revert", &options.join(",")]);
    ((!options.is_empty()).then(|| Step::run(command, changes)), left)
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
        let effect = |change: Change| if is_running { change } else { change.felt(Effect::Live).risking(Risk::Safe) };
        changes.extend(why.into_iter().map(effect));
    }
    if !deleted.is_empty() {
        command = command.args(["--delete".to_owned(), deleted.join(",")]);
    }
    Some(Step::run(command, changes))
}

fn refuse_unprivileged(desired: &Desired, config: &Config) -> Option<Refusal> {
    let wished = desired.unprivileged?;
    let found = config.is_set("unprivileged");
    let word = |unprivileged: bool| if unprivileged { "unprivileged" } else { "privileged" };
    let remedy = format!(
        "back it up and restore it by hand (`vzdump {0}`, `pct restore {0} ... --unprivileged {1}`), or wish what it is",
        desired.ctid,
        i32::from(wished)
    );
    let why = "Proxmox VE decides it when the container is created";
    (wished != found).then(|| refusal("unprivileged", word(wished), word(found), why, remedy))
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

pub(super) fn run_state(desired: &Desired, config: &Config, is_running: bool) -> Result<Option<Step>, Box<Refusal>> {
    let ctid = desired.ctid.to_string();
    match (desired.state, is_running) {
        (State::Running, false) if config.is_set("template") => {
            let remedy = "clone it, or wish state present";
            let why = "you can't start a CT if it's a template";
            Err(Box::new(refusal("state", "running", "a template", why, remedy)))
        }
        (State::Running, false) => {
            let change = Change::new("state", Some("stopped".to_owned()), Some("running".to_owned()));
            Ok(Some(Step::run(Command::new("pct").args(["start", &ctid]), vec![change])))
        }
        (State::Stopped, true) => {
            let change = Change::new("state", Some("running".to_owned()), Some("stopped".to_owned()));
            // Whom this run has started nobody uses yet.
            let is_started_here = desired.expecting.as_ref().is_some_and(|expecting| expecting.running);
            let change = if is_started_here { change } else { change.risking(Risk::Interrupts) };
            Ok(Some(Step::run(Command::new("pct").args(["shutdown", &ctid]), vec![change])))
        }
        _ => Ok(None),
    }
}

fn notes(desired: &Desired, config: &Config, is_running: bool, is_touched: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(text) = settings::made_of(desired) {
        notes.push(Note::new(NoteKind::Info, text));
    }
    let declared = settings::wished_options(desired, config);
    let (waiting, others): (Vec<&str>, Vec<&str>) =
        config.waiting().into_iter().partition(|option| declared.contains(*option));
    if is_running && !waiting.is_empty() {
        let text = format!("{} wait for a restart (`pct reboot {}`)", waiting.join(", "), desired.ctid);
        notes.push(Note::new(NoteKind::WaitsForRestart, text));
    }
    if is_running && !others.is_empty() {
        let text = format!("somebody's {} wait for a restart too", others.join(", "));
        notes.push(Note::new(NoteKind::Info, text));
    }
    if is_touched && !config.passed_by.is_empty() {
        let lines: Vec<String> = config.passed_by.iter().map(ToString::to_string).collect();
        let text =
            format!("the next pct set drops these lines, which Proxmox VE does not understand: {}", lines.join(", "));
        notes.push(Note::new(NoteKind::Warning, text));
    }
    notes
}

/// A container that is locked, held or managed by HA is left alone. Of these only a lock is a refusal: it passes, and the
/// wish stays unmet until then.
fn leave_alone_if_somebody_elses(plan: Plan, config: &Config, is_managed_by_ha: bool) -> Plan {
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
        let remedy = "run again when the task behind it is done; if none runs, `pct unlock` takes a stale lock away";
        let why = "Proxmox VE refuses every change of a locked container";
        let wanted = format!("no lock, to change {}", differing.join(", "));
        alone.notes.clear();
        alone.refusals.push(refusal("lock", wanted, format!("locked ({lock})"), why, remedy));
    }
    alone
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
    leave_alone_if_somebody_elses(plan, config, is_managed_by_ha)
}

#[cfg(test)]
mod tests;
