//! Starting, stopping and restarting: what a wished state and a wished restart type.
//!
//! A restart is typed as a shutdown and a start. `pct reboot` would kill what has not stopped when its time is up (pve-container
//! 6.1, read), and nobody has asked for that.

use std::collections::BTreeSet;
use std::time::Duration;

use super::life::refusal;
use super::settings::not_taken;
use super::wish::Restart;
use super::{Desired, State};
use crate::command::Command;
use crate::plan::{Change, Effect, Note, NoteKind, Plan, RESTART, Refusal, Risk, Step};
use crate::pve::guest_config::Config;

/// How long `pct shutdown` waits unless it is told, in seconds (pve-container 6.1).
const DEFAULT_TIMEOUT: u64 = 60;

/// The longest that may be waited, in seconds: a day.
const LONGEST_TIMEOUT: u64 = 24 * 60 * 60;

/// What Proxmox needs besides the waiting: to end what is left, and to unmount.
const BEYOND_TIMEOUT: u64 = 10 * 60;

/// Adds to a plan what a wished state and a wished restart type, after all else that is planned. `waiting` are options that are
/// wished and wait for the next start by now.
pub(super) fn add(mut plan: Plan, desired: &Desired, config: &Config, is_running: bool, waiting: &[&str]) -> Plan {
    if let Some(refusal) = refuse_timeout(desired) {
        plan.refusals.push(refusal);
        return plan;
    }
    let is_template = config.is_set("template");
    match desired.state {
        State::Running if !is_running && is_template => {
            let remedy = "clone it, or wish state present";
            let why = "you can't start a CT if it's a template";
            plan.refusals.push(refusal("state", "running", "a template", why, remedy));
        }
        State::Running if !is_running => plan.steps.push(start(desired, to_running())),
        State::Stopped if is_running => {
            // Whom this run has started nobody uses yet.
            let (risk, note) = match is_started_here(desired) {
                true => (Risk::Safe, None),
                false => (Risk::Interrupts, Some(note_how_it_is_stopped(desired))),
            };
            plan.steps.push(shutdown(desired, to_stopped().risking(risk)));
            plan.notes.extend(note);
        }
        State::Present | State::Running if is_running && desired.restart == Restart::IfNeeded => {
            restart(&mut plan, desired, waiting);
        }
        State::Present if !is_running && !is_template && desired.restart == Restart::IfStopped => {
            // What is only held is no reason to start it.
            let is_changed = |step: &Step| step.changes.iter().all(|change| change.risk == Risk::Safe);
            if plan.steps.iter().any(is_changed) {
                let change = Change::new(RESTART, Some("stopped".to_owned()), Some("running".to_owned()));
                plan.steps.push(start(desired, change));
            }
        }
        State::Present | State::Running | State::Stopped | State::Absent => {}
    }
    plan
}

/// Returns what a wished state types of a container that is made by then: it is stopped, unless this run will have started it.
pub(super) fn expected(desired: &Desired) -> Option<Step> {
    match (desired.state, is_started_here(desired)) {
        (State::Running, false) => Some(start(desired, to_running())),
        (State::Stopped, true) => Some(shutdown(desired, to_stopped())),
        _ => None,
    }
}

fn is_started_here(desired: &Desired) -> bool {
    desired.expecting.as_ref().is_some_and(|expecting| expecting.running)
}

fn to_running() -> Change {
    Change::new("state", Some("stopped".to_owned()), Some("running".to_owned()))
}

fn to_stopped() -> Change {
    Change::new("state", Some("running".to_owned()), Some("stopped".to_owned()))
}

/// A container is restarted when all else is written: what waits already, and what this plan makes wait. Where something is
/// written only after another look, it is restarted after that.
fn restart(plan: &mut Plan, desired: &Desired, waiting: &[&str]) {
    let is_waiting = |change: &&Change| change.effect == Effect::AtRestart && change.risk == Risk::Safe;
    let option = |change: &Change| change.property.split('.').next().unwrap_or_default().to_owned();
    let mut reasons: BTreeSet<String> = plan.changes().filter(is_waiting).map(option).collect();
    reasons.extend(waiting.iter().map(|option| (*option).to_owned()));
    if reasons.is_empty() {
        return;
    }
    let reasons: Vec<String> = reasons.into_iter().collect();
    let change = |before: String, after: &str| {
        Change::new(RESTART, Some(before), Some(after.to_owned())).risking(Risk::Interrupts)
    };
    let down = change(format!("running, {} waits", reasons.join(", ")), "stopped");
    let steps = [shutdown(desired, down), start(desired, change("stopped".to_owned(), "running"))];
    match &mut plan.then {
        crate::plan::Then::LookAgain { predicted } => predicted.extend(steps),
        crate::plan::Then::Done => plan.steps.extend(steps),
    }
    plan.notes.push(note_how_it_is_stopped(desired));
}

/// Returns whether a plan restarts the container, now or after another look.
pub(super) fn restarts(plan: &Plan) -> bool {
    plan.changes().any(|change| change.property == RESTART)
}

fn start(desired: &Desired, change: Change) -> Step {
    Step::run(Command::new("pct").args(["start", &desired.ctid.to_string()]), vec![change])
}

/// The shutdown ends with an error where the guest has not stopped in time, unless it is wished to be ended by force then.
fn shutdown(desired: &Desired, change: Change) -> Step {
    let mut command = Command::new("pct").args(["shutdown", &desired.ctid.to_string()]);
    let mut changes = vec![change];
    if let Some(timeout) = desired.shutdown_timeout {
        command = command.args(["--timeout", &timeout.to_string()]);
    }
    if desired.force_stop {
        command = command.args(["--forceStop", "1"]);
        let after = format!("after {} s", timeout(desired));
        changes.push(Change::new("force_stop", None, Some(after)).risking(Risk::Interrupts));
    }
    // Proxmox waits as long again where the shutdown was refused.
    let limit = Duration::from_secs(2 * timeout(desired) + BEYOND_TIMEOUT);
    Step::run(command.taking_up_to(limit), changes)
}

fn timeout(desired: &Desired) -> u64 {
    desired.shutdown_timeout.unwrap_or(DEFAULT_TIMEOUT)
}

fn refuse_timeout(desired: &Desired) -> Option<Refusal> {
    let wished = desired.shutdown_timeout.filter(|wished| !(1..=LONGEST_TIMEOUT).contains(wished))?;
    let why = format!("it takes 1 to {LONGEST_TIMEOUT} seconds");
    Some(not_taken("shutdown_timeout", &wished.to_string(), why, "mend the value".to_owned()))
}

/// Stands beside the step, and so beside its failure: what a person does about a guest that does not stop.
fn note_how_it_is_stopped(desired: &Desired) -> Note {
    let (seconds, ctid) = (timeout(desired), desired.ctid);
    let text = match desired.force_stop {
        true => format!("it has {seconds} s to shut down; what has not stopped then is killed (force_stop)"),
        false => format!(
            "it has {seconds} s to shut down; if it has not stopped then, it goes on running and is left as it is: look what \
             holds it (`pct exec {ctid} -- ps ax`), wish a longer shutdown_timeout or force_stop, or `pct stop {ctid}` kills it"
        ),
    };
    Note::new(NoteKind::Info, text)
}

#[cfg(test)]
mod tests;
