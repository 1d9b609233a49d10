//! Gives account of what was planned or done: the verdicts, and the sentences for what went wrong.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Result;

use super::diff;
use super::reply::{FailureReply, Reply, ResourceReply, StepReply, Verdict};
use crate::plan::{Change, Consent, Failing, Note, NoteKind, Plan, Risk, Step};
use crate::resource::{Failure, Look, Outcome, Performed};

/// Returns the reply of a call whose resources ended like this.
pub(super) fn reply(resources: Vec<ResourceReply>, consent: &Consent) -> Reply {
    let sentences: Vec<String> = resources.iter().filter_map(|resource| why_failed(resource, consent)).collect();
    Reply {
        changed: resources.iter().any(|resource| !resource.steps.is_empty() || resource.verdict == Verdict::Changed),
        failed: resources.iter().any(|resource| resource.verdict.is_failure()),
        msg: (!sentences.is_empty()).then(|| sentences.join("\n")),
        commands: resources.iter().flat_map(commands).collect(),
        diff: diff::of(&resources),
        warnings: resources.iter().flat_map(warnings).collect(),
        others: Vec::new(),
        invocation: None,
        resources,
    }
}

/// Returns what check mode found out about a resource.
pub(super) fn of_look(name: String, look: Result<Look>) -> ResourceReply {
    let Look { plan, now } = match look {
        Ok(look) => look,
        Err(error) => {
            return ResourceReply { error: Some(format!("{error:#}")), ..blank(name, Verdict::Unknown) };
        }
    };
    let predicted = plan.predicted().iter().map(|step| StepReply { predicted: true, ..planned(step) });
    let steps: Vec<StepReply> = plan.steps.iter().map(planned).chain(predicted).collect();
    let best = if steps.is_empty() { Verdict::InSync } else { Verdict::Differs };
    let reply = left_open(name, best, plan);
    let text = reply.failure.is_some().then_some(now.text);
    ResourceReply { steps, exists: now.exists, now: text, ..reply }
}

/// Returns what became of a resource.
pub(super) fn of_outcome(name: String, outcome: Outcome) -> ResourceReply {
    let Outcome { done, failed, not_begun, last } = outcome;
    let is_touched = !done.is_empty() || failed.is_some();
    let best = if is_touched { Verdict::Changed } else { Verdict::InSync };
    let mut reply = match last {
        Ok(Look { plan, now }) => {
            let still_wanted = plan.changes().map(|change| format!("{} {}", change.property, arrow(change)));
            let still_wanted = still_wanted.collect::<Vec<_>>().join(", ");
            let mut reply = ResourceReply { now: Some(now.text), exists: now.exists, ..left_open(name, best, plan) };
            let is_left_alone = reply.notes.iter().any(|note| note.kind == NoteKind::LeftAlone);
            let is_open = reply.verdict != best || is_left_alone;
            if !still_wanted.is_empty() {
                reply.verdict = Verdict::Failed;
                reply.notes.push(Note::new(NoteKind::Info, format!("still wanted: {still_wanted}")));
            } else if failed.as_ref().is_some_and(|failure| is_open || failure.step.is_restart()) {
                // A step that failed and left a lock or a held risk behind has failed all the same, and so has what was stopped
                // and did not start again.
                reply.verdict = Verdict::Failed;
            } else {
                reply.notes.extend(failed.as_ref().map(failed_yet_as_wished));
            }
            reply
        }
        Err(error) => {
            let verdict = if failed.is_some() { Verdict::Failed } else { Verdict::Unknown };
            ResourceReply { error: Some(format!("{error:#}")), ..blank(name, verdict) }
        }
    };
    reply.notes.extend(done.iter().filter_map(said_beside));
    reply.steps = done.iter().map(performed).collect();
    reply.failure = failed.map(failure).or(reply.failure);
    reply.not_begun = not_begun.iter().map(planned).collect();
    reply
}

/// The world decides success (law 11): a step failed, and what it was for is there all the same.
fn failed_yet_as_wished(failure: &Failure) -> Note {
    let text = format!("`{}` failed, and nothing more is wanted all the same", failure.step.action);
    Note::new(NoteKind::Warning, text)
}

/// How many lines of what a tool said are told; more are progress and not warnings.
const LINES_TOLD: usize = 3;

/// A tool that warns and ends well has done its work; what it warned of is told.
fn said_beside(performed: &Performed) -> Option<Note> {
    let lines: Vec<&str> = performed.warned.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let told = lines.iter().take(LINES_TOLD).copied().collect::<Vec<_>>().join("; ");
    let more = if lines.len() > LINES_TOLD { "; ..." } else { "" };
    let text = format!("`{}` ended well and said: {told}{more}", performed.step.action);
    (!lines.is_empty()).then(|| Note::new(NoteKind::Info, text))
}

fn blank(name: String, verdict: Verdict) -> ResourceReply {
    ResourceReply { verdict, ..ResourceReply::quiet(name, false) }
}

/// Returns what a plan leaves open, steps aside; `best` is the verdict if it leaves nothing open.
fn left_open(name: String, best: Verdict, plan: Plan) -> ResourceReply {
    let Plan { steps: _, held, refusals, failing, notes, then: _ } = plan;
    let refused = (!refusals.is_empty()).then_some(Verdict::Refused);
    let is_held = (!held.is_empty()).then_some(Verdict::Held);
    let fails = failing.is_some().then_some(Verdict::Failed);
    let verdict = fails.or(refused).or(is_held).unwrap_or(best);
    let failure = failing.map(found_failing);
    ResourceReply { held: held.iter().map(planned).collect(), refusals, notes, failure, ..blank(name, verdict) }
}

fn planned(step: &Step) -> StepReply {
    let changes = step.changes.clone();
    StepReply { command: step.action.to_string(), changes, predicted: false, milliseconds: None }
}

fn performed(performed: &Performed) -> StepReply {
    StepReply { milliseconds: Some(milliseconds(performed.took)), ..planned(&performed.step) }
}

fn failure(failure: Failure) -> FailureReply {
    let Failure { step, said, took } = failure;
    FailureReply { command: step.action.to_string(), said, milliseconds: milliseconds(took) }
}

fn found_failing(failing: Failing) -> FailureReply {
    let Failing { command, said, took } = failing;
    FailureReply { command, said, milliseconds: milliseconds(took) }
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}

/// Returns what was typed, or would be.
fn commands(resource: &ResourceReply) -> impl Iterator<Item = String> {
    let failed = resource.failure.iter().map(|failure| &failure.command);
    resource.steps.iter().map(|step| &step.command).chain(failed).cloned()
}

fn warnings(resource: &ResourceReply) -> impl Iterator<Item = String> {
    let warns = |note: &&Note| note.kind != NoteKind::Info;
    resource.notes.iter().filter(warns).map(|note| format!("{}: {}", resource.name, note.text))
}

/// Returns the sentence for a resource that is not as wished and does not become so.
fn why_failed(resource: &ResourceReply, consent: &Consent) -> Option<String> {
    let name = &resource.name;
    match resource.verdict {
        Verdict::InSync | Verdict::Differs | Verdict::Changed => None,
        Verdict::Held => Some(format!("{name}: {}", held(&resource.held, consent))),
        Verdict::Refused => {
            let refusals: Vec<String> = resource.refusals.iter().map(ToString::to_string).collect();
            let also =
                if resource.held.is_empty() { String::new() } else { format!("; {}", held(&resource.held, consent)) };
            Some(format!("{name}: refused: {}{also}", refusals.join("; ")))
        }
        Verdict::Unknown => {
            Some(format!("{name}: cannot be looked at: {}", resource.error.as_deref().unwrap_or("no reason was given")))
        }
        Verdict::Failed => Some(format!("{name}: {}", failed(resource))),
    }
}

fn failed(resource: &ResourceReply) -> String {
    let mut sentence = match (&resource.failure, resource.not_begun.first()) {
        (Some(FailureReply { command, said, .. }), _) => format!("`{command}` failed: {said}"),
        (None, Some(step)) => format!("stopped, as was asked for, before `{}`; run again", step.command),
        (None, None) => "it is not as wished".to_owned(),
    };
    if let Some(now) = &resource.now {
        write!(sentence, "; now: {now}").expect("a text takes every text");
    }
    if let Some(error) = &resource.error {
        write!(sentence, "; and it cannot be looked at: {error}").expect("a text takes every text");
    }
    sentence
}

/// Says what is held, why, and how to allow it.
fn held(steps: &[StepReply], consent: &Consent) -> String {
    let changes = steps.iter().flat_map(|step| &step.changes);
    let risky: Vec<&Change> = changes.filter(|change| !consent.covers(change.risk)).collect();
    let shown: Vec<String> = risky.iter().map(|change| how_risky(change)).collect();
    let names = Risk::ALLOWABLE.iter().filter(|(_, risk)| risky.iter().any(|change| change.risk == *risk));
    let names: Vec<&str> = names.map(|(name, _)| *name).collect();
    format!("held: {}; allow it with `allow: [{}]`", shown.join(", "), names.join(", "))
}

fn arrow(change: &Change) -> String {
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    format!("{} -> {}", side(&change.before), side(&change.after))
}

fn how_risky(change: &Change) -> String {
    let verb = match change.risk {
        Risk::Safe => "is safe",
        Risk::Interrupts => "interrupts",
        Risk::Exposes => "exposes",
        Risk::Irreversible => "is irreversible",
        Risk::LockOut => "locks out",
    };
    format!("{} {} {verb}", change.property, arrow(change))
}
