//! Converge: show, ask, walk, look again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use phoenix_modules::host::real::RealHost;
use phoenix_modules::protocol::Verdict;

use super::{RunError, launcher, show};
use crate::agenda::Agenda;
use crate::cli::{Options, OutputFormat};
use crate::config::Configuration;
use crate::inspection::{self, Inspection, View};
use crate::report::{self, Tally};
use crate::schedule::Walk;
use crate::status::Status;
use crate::terminal::{self, say};

/// How often the graph is walked: what a change brings to light is converged too, and then it is enough.
const ROUNDS: usize = 3;

pub(super) fn converge(configuration: &Configuration, agenda: &Agenda, options: &Options) -> Result<u8, RunError> {
    let begun = Instant::now();
    let is_silent = options.output == OutputFormat::Json;
    if !options.yes && !terminal::can_ask() {
        let text = "converge asks before it begins, and nobody can be asked here: say --yes; nothing was changed";
        return Err(RunError::Usage(text.to_owned()));
    }
    let Some(_lock) = RealHost::from_environment().lock_for_converge().map_err(anyhow::Error::from)? else {
        let text = "another phoenix-run converges this host (it holds /run/lock/phoenix.lock); nothing was changed";
        return Err(RunError::Failed(anyhow::anyhow!(text)));
    };
    let launcher = launcher(options)?;
    let stop = stop_flag()?;
    let mut inspection = inspection::look(agenda, &launcher, &options.allow, View::Ahead);
    let tally = Tally::of(agenda, &inspection.statuses);
    if !is_silent {
        show::show_plan(configuration, agenda, &inspection, options);
    }
    if tally.commands == 0 {
        return Ok(show::finish(configuration, agenda, &Ran { inspection, ..Ran::default() }, options, begun));
    }
    if !options.yes {
        let question = format!(
            "{} Converge {} on {}?",
            tally.sentence(),
            report::counted(tally.differ, "resource"),
            show::node_name()
        );
        if !terminal::ask(&question).map_err(anyhow::Error::from)? {
            say("Nothing was changed.");
            return Ok(tally.exit_code());
        }
    }
    let mut ran = Ran::default();
    for _ in 0..ROUNDS {
        let walk = Walk { agenda, launcher: &launcher, allow: &options.allow, jobs: options.jobs.into(), stop: &stop };
        let mut progress = terminal::Progress::of(agenda, &inspection.statuses, is_silent);
        let walked = walk.run(&mut inspection.statuses, &mut progress);
        let changed = walked.changed();
        ran.called.extend(walked.called);
        ran.not_begun = walked.not_begun;
        ran.walked.clone_from(&inspection.statuses);
        inspection = inspection::look(agenda, &launcher, &options.allow, View::AsItIs);
        let is_open = ran.is_open(&inspection.statuses);
        if !changed || !is_open || stop.load(Ordering::SeqCst) {
            break;
        }
    }
    ran.is_stopped = stop.load(Ordering::SeqCst);
    ran.inspection = inspection;
    Ok(show::finish(configuration, agenda, &ran, options, begun))
}

/// What a converge did, and what the last look saw.
#[derive(Default)]
pub(super) struct Ran {
    pub(super) called: Vec<(usize, Status)>,
    pub(super) not_begun: Vec<usize>,
    /// What was known of each task when the last walk ended.
    walked: Vec<Status>,
    pub(super) is_stopped: bool,
    pub(super) inspection: Inspection,
}

impl Ran {
    /// Returns whether something differs that has not failed in this run: another round may mend it.
    fn is_open(&self, statuses: &[Status]) -> bool {
        let has_failed =
            |index: usize| self.called.iter().any(|(called, status)| *called == index && has_failed(status));
        statuses.iter().enumerate().any(|(index, status)| status.has_steps() && !has_failed(index))
    }

    /// Returns what stands at the end: the last look, and what failed or was blocked by that and is still wanted.
    pub(super) fn verdicts(&self) -> Vec<Status> {
        let mut statuses = self.inspection.statuses.clone();
        let failed = self.called.iter().filter(|(_, status)| has_failed(status)).map(|(index, status)| (*index, status));
        let blocked = self.walked.iter().enumerate().filter(|(_, status)| matches!(status, Status::Blocked(_)));
        for (index, status) in blocked.chain(failed) {
            if !statuses[index].is_in_sync() {
                statuses[index] = status.clone();
            }
        }
        statuses
    }

    /// Returns what stands at the end, without what failed before everybody's eyes.
    pub(super) fn left_to_tell(&self) -> Vec<Status> {
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
        Status::Unseen | Status::Refused(_) | Status::Blocked(_) => false,
    }
}

/// Ctrl-C finishes the running steps and begins no new one.
fn stop_flag() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("listen for Ctrl-C")?;
    }
    Ok(stop)
}
