//! START HERE: what a kind of resource is, and the one loop that checks and converges every kind.
//!
//! A kind owns its `Desired`, its `Observed` and one pure `compare`. It never writes an "apply" of its own and never
//! asks whether it runs in check mode: [`check`] is handed a `Probe`, [`converge`] a `Host`.

use std::time::{Duration, Instant};

use anyhow::Result;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::host::{Host, Output, Probe};
use crate::plan::{Change, Consent, Effect, Plan, Refusal, Step};

/// How often [`converge`] looks: a clone is made after the first look, configured after the second, verified by the third.
const LOOKS: usize = 3;

/// How long is waited between two looks at what passes by itself.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// Whether a resource exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It exists.
    #[default]
    Present,
    /// It does not exist.
    Absent,
}

/// The state of what is made and never unmade: a pool holds everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlyPresent {
    /// It exists.
    #[default]
    Present,
}

/// Returns the fate of all where what they share could not be looked at.
pub(crate) fn fail_each<D, T>(desired: &[D], error: &anyhow::Error) -> Vec<Result<T>> {
    desired.iter().map(|_| Err(anyhow::anyhow!("{error:#}"))).collect()
}

/// A kind of resource.
pub trait Resource {
    /// The module's name: `phoenix_lxc`.
    const MODULE: &'static str;
    /// What a person wishes; its doc comments become the module's documentation.
    type Desired: DeserializeOwned + JsonSchema + Clone;
    /// What the host has.
    type Observed;

    /// Returns the resource's name for reports: `lxc/101`.
    fn name(desired: &Self::Desired) -> String;

    /// Looks at many at once, each its own fate: one that cannot be looked at blinds nobody to the others.
    fn inspect(desired: &[Self::Desired], host: &dyn Probe) -> Vec<Result<Self::Observed>>;

    /// Compares one; pure.
    fn compare(desired: &Self::Desired, observed: &Self::Observed) -> Plan;

    /// Returns how long to wait for what stands in the way and passes by itself, before the wish is given up: a backup that locks a
    /// guest. `None` if nothing does. Only a run waits.
    fn patience(_desired: &Self::Desired, _observed: &Self::Observed) -> Option<Duration> {
        None
    }

    /// Returns whether one has its turn behind another of the same call, and none if that one failed: a dataset below it.
    /// Whoever stands behind one stands behind all that that one stands behind.
    fn stands_behind(_desired: &Self::Desired, _other: &Self::Desired) -> bool {
        false
    }

    /// Says what the host has: whether the resource exists, and one line for the report after a failure.
    fn describe(observed: &Self::Observed) -> Now;

    /// Returns the resources of this kind that the host has and nobody wishes; a kind that cannot tell returns none.
    fn others(_desired: &[Self::Desired], _host: &dyn Probe) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// What the host has, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Now {
    /// Whether the resource exists.
    pub exists: bool,
    /// One line about it.
    pub text: String,
}

/// One look at a resource: what is wanted of it, and what the host has.
#[derive(Debug)]
pub struct Look {
    /// What is wanted.
    pub plan: Plan,
    /// What the host has.
    pub now: Now,
}

/// Looks and compares; nothing on a `Probe` could change the host.
pub fn check<R: Resource>(desired: &[R::Desired], consent: &Consent, host: &dyn Probe) -> Vec<Result<Look>> {
    let observed = R::inspect(desired, host);
    let compare = |(desired, observed): (&R::Desired, Result<R::Observed>)| {
        let observed = observed?;
        let plan = R::compare(desired, &observed).judged(consent);
        Ok(Look { plan, now: R::describe(&observed) })
    };
    desired.iter().zip(observed).map(compare).collect()
}

/// What became of one resource.
#[derive(Debug)]
pub struct Outcome {
    /// The steps that were performed with success, in order.
    pub done: Vec<Performed>,
    /// The step that failed, if one did.
    pub failed: Option<Failure>,
    /// The steps that were planned and not begun, because one failed or a stop was asked for.
    pub not_begun: Vec<Step>,
    /// The last look: the world decides success.
    pub last: Result<Look>,
}

/// A step that was performed.
#[derive(Debug)]
pub struct Performed {
    /// The step.
    pub step: Step,
    /// What the tool said on standard error although it succeeded; mostly nothing.
    pub warned: String,
    /// How long it took.
    pub took: Duration,
}

/// A step that failed.
#[derive(Debug)]
pub struct Failure {
    /// The step.
    pub step: Step,
    /// What the tool said, or why it could not be run.
    pub said: String,
    /// How long it took.
    pub took: Duration,
}

impl Outcome {
    fn unseen() -> Self {
        let last = Err(anyhow::anyhow!("it was not looked at"));
        Self { done: Vec::new(), failed: None, not_begun: Vec::new(), last }
    }

    /// Returns whether this run made the resource, so that nothing in it is older than the run.
    fn is_made_here(&self) -> bool {
        // What was there before, such as a pool that is imported, is older than the run.
        let creates =
            |change: &Change| change.property == "state" && change.effect == Effect::Created && change.before.is_none();
        self.done.iter().any(|performed| performed.step.changes.iter().any(creates))
    }

    fn was_done(&self, step: &Step) -> bool {
        self.done.iter().any(|performed| performed.step.action == step.action)
    }
}

/// Looks, compares and performs until nothing is wanted, at most three looks; the last one is the verdict.
pub fn converge<R: Resource>(desired: &[R::Desired], consent: &Consent, host: &dyn Host) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = desired.iter().map(|_| Outcome::unseen()).collect();
    let in_the_way = converge_those::<R>(desired, in_turn::<R>(desired), &mut outcomes, consent, host);
    wait_for::<R>(desired, in_the_way, &mut outcomes, consent, host);
    outcomes.iter_mut().for_each(say_what_success_hid);
    outcomes
}

/// What stands in the way of a wish and passes by itself: the place of the wish, and how long to wait.
type InTheWay = Vec<(usize, Duration)>;

/// Waits, once all else is done, for what passes by itself, and converges each wish when it has.
fn wait_for<R: Resource>(
    desired: &[R::Desired],
    mut in_the_way: InTheWay,
    outcomes: &mut [Outcome],
    consent: &Consent,
    host: &dyn Host,
) {
    let mut waited = Duration::ZERO;
    loop {
        in_the_way.retain(|(_, patience)| *patience > waited);
        if in_the_way.is_empty() || !host.pause(BETWEEN_LOOKS) {
            return;
        }
        waited += BETWEEN_LOOKS;
        let wanted: Vec<R::Desired> = in_the_way.iter().map(|(index, _)| desired[*index].clone()).collect();
        let observed = R::inspect(&wanted, host);
        let stays = |(wish, observed): (&R::Desired, Result<R::Observed>)| {
            observed.is_ok_and(|observed| R::patience(wish, &observed).is_some())
        };
        let mut stay = wanted.iter().zip(observed).map(stays).collect::<Vec<_>>().into_iter();
        let passed = in_the_way.extract_if(.., |_| !stay.next().unwrap_or(false)).map(|(index, _)| index).collect();
        // What comes in the way after that is waited for no more.
        converge_those::<R>(desired, passed, outcomes, consent, host);
    }
}

/// Looks, compares and performs for these wishes; returns those that something stands in the way of that passes by itself.
fn converge_those<R: Resource>(
    desired: &[R::Desired],
    mut open: Vec<usize>,
    outcomes: &mut [Outcome],
    consent: &Consent,
    host: &dyn Host,
) -> InTheWay {
    let mut in_the_way = InTheWay::new();
    for look in 1..=LOOKS {
        let wanted: Vec<R::Desired> = open.iter().map(|&index| desired[index].clone()).collect();
        let observed = R::inspect(&wanted, host);
        let mut touched = Vec::new();
        for (&index, observed) in open.iter().zip(observed) {
            let blocked_by = first_failed_before::<R>(desired, index, outcomes);
            let outcome = &mut outcomes[index];
            in_the_way.retain(|(other, _)| *other != index);
            let patience = observed.as_ref().ok().and_then(|observed| R::patience(&desired[index], observed));
            in_the_way.extend(patience.map(|patience| (index, patience)));
            let compare = |observed: R::Observed| {
                let plan = R::compare(&desired[index], &observed);
                let plan = if outcome.is_made_here() { made_here(plan) } else { plan };
                let plan = match &blocked_by {
                    Some(other) => blocked(plan, other),
                    None => plan,
                };
                Look { plan: plan.judged(consent), now: R::describe(&observed) }
            };
            outcome.last = observed.map(compare);
            if look < LOOKS && perform(outcome, host) {
                touched.push(index);
            }
        }
        open = touched;
        if open.is_empty() {
            break;
        }
    }
    in_the_way
}

/// Returns the places of all wishes, each behind those that it stands behind.
fn in_turn<R: Resource>(desired: &[R::Desired]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..desired.len()).collect();
    let before = |&index: &usize| desired.iter().filter(|other| R::stands_behind(&desired[index], other)).count();
    order.sort_by_cached_key(before);
    order
}

/// Returns the name of the first that a wish stands behind and that failed.
fn first_failed_before<R: Resource>(desired: &[R::Desired], index: usize, outcomes: &[Outcome]) -> Option<String> {
    let has_failed = |outcome: &Outcome| outcome.failed.is_some() || outcome.last.is_err();
    let mut failed = desired.iter().zip(outcomes).filter(|(_, outcome)| has_failed(outcome));
    failed.find(|(other, _)| R::stands_behind(&desired[index], other)).map(|(other, _)| R::name(other))
}

/// Returns the plan of a resource behind one that failed: nothing of it is done.
fn blocked(mut plan: Plan, other: &str) -> Plan {
    let Some(change) = plan.changes().next().cloned() else { return plan };
    plan.refusals.push(Refusal {
        property: change.property,
        wanted: change.after.unwrap_or_else(|| "none".to_owned()),
        found: change.before.unwrap_or_else(|| "none".to_owned()),
        why: format!("it stands behind {other}, which failed"),
        remedy: "mend that first, and run again".to_owned(),
    });
    Plan { refusals: plan.refusals, notes: plan.notes, ..Plan::default() }
}

/// Returns the plan of a resource that this run has made: nothing older than the run can be lost by it, and what never ran is not
/// started anew.
fn made_here(mut plan: Plan) -> Plan {
    plan.steps.retain(|step| !step.is_restart());
    plan.steps = plan.steps.into_iter().map(Step::as_part_of_creation).collect();
    plan
}

/// Performs what the last look wants. Returns whether the host was touched, so that another look is due.
fn perform(outcome: &mut Outcome, host: &dyn Host) -> bool {
    let Ok(last) = &outcome.last else { return false };
    // Typing a command again that has just succeeded without effect would only hide that it lies (`pct resize`).
    let goes_on = outcome.failed.is_none() && outcome.not_begun.is_empty();
    let is_new = |step: &&Step| goes_on && !outcome.was_done(step);
    let steps: Vec<Step> = last.plan.steps.iter().take_while(is_new).cloned().collect();
    let mut steps = steps.into_iter();
    let mut touched = false;
    for step in steps.by_ref() {
        if host.is_interrupted() {
            outcome.not_begun.push(step);
            break;
        }
        touched = true;
        let begun = Instant::now();
        let result = host.perform(&step.action);
        let took = begun.elapsed();
        let said = match result {
            Ok(output) if output.is_success() => {
                let warned = output.stderr_text().trim().to_owned();
                outcome.done.push(Performed { step, warned, took });
                continue;
            }
            Ok(output) => failed_saying(&output),
            Err(error) => error.to_string(),
        };
        outcome.failed = Some(Failure { step, said, took });
        break;
    }
    outcome.not_begun.extend(steps);
    touched
}

fn failed_saying(output: &Output) -> String {
    format!("{} ({})", output.said(), output.ending())
}

/// Turns a step that succeeded and is wanted all the same into a failure: the world decides success (law 11).
fn say_what_success_hid(outcome: &mut Outcome) {
    let Ok(last) = &outcome.last else { return };
    if outcome.failed.is_some() || !outcome.not_begun.is_empty() {
        return;
    }
    // Of several the one is named that makes the resource: what stands around it is done for its sake.
    let makes = |step: &&Step| step.changes.iter().any(|change| change.property == "state");
    let steps = &last.plan.steps;
    let Some(step) = steps.iter().find(makes).or(steps.first()).cloned() else { return };
    let lied = outcome.done.iter().position(|performed| performed.step.action == step.action);
    outcome.failed = Some(match lied.map(|position| outcome.done.remove(position)) {
        Some(Performed { step, warned, took }) => {
            let said = format!("{}it ended with exit 0, and the host is as it was before", with_line_end(&warned));
            Failure { step, said, took }
        }
        None => Failure { step, said: format!("still wanted after {LOOKS} looks; run again"), took: Duration::ZERO },
    });
}

fn with_line_end(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}
