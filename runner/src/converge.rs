//! Converge: walk the graph, look again, at most three times; the last look is the verdict.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use phoenix_modules::plan::Change;
use phoenix_modules::protocol::Verdict;

use crate::agenda::{Agenda, Module, OnlyIf};
use crate::inspection::{self, Inspection, View};
use crate::schedule::{Walk, Witness};
use crate::status::Status;

/// How often the graph is walked: what a change brings to light is converged too, and then it is enough.
const ROUNDS: usize = 3;

/// What a converge did, and what the last look saw.
#[derive(Debug, Default)]
pub struct Ran {
    /// The tasks that were called, with what became of them, in order.
    pub called: Vec<(usize, Status)>,
    /// The tasks that were due and not begun, because a person asked to stop.
    pub not_begun: Vec<usize>,
    /// Whether a person asked to stop.
    pub is_stopped: bool,
    /// What the last look saw.
    pub inspection: Inspection,
    /// What was known of each task when the last walk ended.
    walked: Vec<Status>,
    /// The tasks that are done for others only: of what they failed in, no last look tells.
    for_others: HashSet<usize>,
    /// The tasks inside of guests: of a guest that is stopped again no last look tells.
    inside: HashSet<usize>,
}

/// Returns what the host has and what would be done.
pub fn look(walk: &Walk<'_>) -> Inspection {
    inspection::look(walk.agenda, walk.launcher, walk.allow, View::Ahead)
}

/// Does what the look found, and looks again.
pub fn converge(walk: &Walk<'_>, look: Inspection, witness: &mut dyn Witness) -> Ran {
    let is_for_others =
        |index: &usize| matches!(walk.agenda.tasks[*index].only_if, OnlyIf::Wanted(_) | OnlyIf::Changed(_));
    let is_inside = |index: &usize| walk.agenda.tasks[*index].module == Module::LxcFeature;
    let all = 0..walk.agenda.tasks.len();
    let for_others = all.clone().filter(is_for_others).collect();
    let mut ran = Ran { inspection: look, for_others, inside: all.filter(is_inside).collect(), ..Ran::default() };
    for _ in 0..ROUNDS {
        let mut statuses = std::mem::take(&mut ran.inspection.statuses);
        let walked = walk.run(&mut statuses, witness);
        let changed = walked.changed();
        ran.called.extend(walked.called);
        ran.not_begun = walked.not_begun;
        ran.walked = statuses;
        ran.inspection = inspection::look(walk.agenda, walk.launcher, walk.allow, View::AsItIs);
        ran.is_stopped = walk.stop.load(Ordering::SeqCst);
        // After a failure a person looks first: what stands behind it must not be tried as if nothing had been.
        let has_failed = ran.called.iter().any(|(_, status)| has_failed(status));
        let is_open = ran.inspection.statuses.iter().any(Status::has_steps);
        if !changed || !is_open || has_failed || ran.is_stopped {
            break;
        }
    }
    ran
}

impl Ran {
    /// Returns what a run ends with that did nothing after its look.
    pub fn nothing(look: Inspection) -> Self {
        Self { inspection: look, ..Self::default() }
    }

    /// Returns what stands at the end: the last look, and what failed or was blocked by that and is still wanted.
    pub fn verdicts(&self) -> Vec<Status> {
        let mut statuses = self.inspection.statuses.clone();
        for (index, status) in &self.called {
            // No last look asks for a container's health again.
            if matches!(statuses[*index], Status::Unseen) {
                statuses[*index] = status.clone();
            }
        }
        let failed =
            self.called.iter().filter(|(_, status)| has_failed(status)).map(|(index, status)| (*index, status));
        let blocked = self.walked.iter().enumerate().filter(|(_, status)| matches!(status, Status::Blocked(_)));
        for (index, status) in blocked.chain(failed) {
            let is_open = !statuses[index].is_in_sync() && !statuses[index].guards_data();
            let is_seen = statuses[index].reply().is_some_and(|reply| reply.exists);
            let is_hidden = self.inside.contains(&index) && !is_seen;
            if is_open || is_hidden || (self.for_others.contains(&index) && has_failed(status)) {
                statuses[index] = status.clone();
            }
        }
        statuses
    }

    /// Returns the containers that this run has made and in which no feature was begun: the next run cannot know that any more.
    pub fn fresh_and_not_begun(&self, agenda: &Agenda) -> Vec<String> {
        let is_feature = |index: &usize| agenda.tasks[*index].module == Module::LxcFeature;
        let made = self.called.iter().filter(|(index, status)| !is_feature(index) && status.makes());
        let made: HashSet<&str> = made.map(|(index, _)| agenda.tasks[*index].resource()).collect();
        // Whoever looks into the guest sees a stamp, and nothing else that was done there.
        let is_seen = |change: &Change| change.property == "stamp" || change.property == "noted";
        let leaves_a_stamp = |status: &Status| {
            let steps = status.reply().into_iter().flat_map(|reply| &reply.steps);
            steps.flat_map(|step| &step.changes).any(is_seen)
        };
        let begun = self.called.iter().filter(|(index, status)| is_feature(index) && leaves_a_stamp(status));
        let begun: HashSet<String> = begun.filter_map(|(index, _)| agenda.tasks[*index].container()).collect();
        let waiting = self.not_begun.iter().filter(|index| is_feature(index));
        let mut fresh: Vec<String> = waiting.filter_map(|index| agenda.tasks[*index].container()).collect();
        fresh.retain(|container| made.contains(container.as_str()) && !begun.contains(container));
        fresh.dedup();
        fresh
    }

    /// Returns what stands at the end, without what failed before everybody's eyes.
    pub fn left_to_tell(&self) -> Vec<Status> {
        let mut statuses = self.verdicts();
        for (index, status) in &self.called {
            if has_failed(status) {
                statuses[*index] = Status::Unseen;
            }
        }
        statuses
    }
}

fn has_failed(status: &Status) -> bool {
    match status {
        Status::Unknown(_) => true,
        Status::Told(reply) => reply.verdict == Verdict::Failed,
        Status::Unseen | Status::Later(_) | Status::PassedBy(_) | Status::Refused(_) | Status::Blocked(_) => false,
    }
}

/// Returns why nothing may be touched: a module could look at none of its resources, or the node has no quorum. Then the
/// host is not what a plan could be made for. One resource that cannot be looked at stops nobody else.
pub fn why_nothing_is_touched(agenda: &Agenda, inspection: &Inspection) -> Option<String> {
    let of = |module: Module| {
        let tasks = agenda.tasks.iter().zip(&inspection.statuses);
        tasks.filter(move |(task, _)| task.module == module && task.refusal.is_none()).map(|(_, status)| status)
    };
    let blind = |module: Module| {
        let mut whys = of(module).map(|status| match status {
            Status::Unknown(why) => Some(why),
            _ => None,
        });
        let first = whys.next()??;
        whys.all(|why| why.is_some()).then(|| first.clone())
    };
    let refusals = inspection.statuses.iter().filter_map(Status::reply).flat_map(|reply| &reply.refusals);
    let mut quorum = refusals.filter(|refusal| refusal.property == "quorum").map(|refusal| refusal.why.clone());
    // What a feature's own check says concerns that feature.
    let of_the_host = Module::ALL.into_iter().filter(|module| *module != Module::LxcFeature);
    of_the_host.into_iter().find_map(blind).or_else(|| quorum.next())
}
