//! The command `converge`: show, ask, converge, say how it ended.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::Context as _;
use phoenix_modules::host::real::RealHost;

use super::{RunError, elsewhere, launcher, show};
use crate::agenda::Agenda;
use crate::cli::{Options, OutputFormat};
use crate::config::Configuration;
use crate::converge::{self, Ran, why_nothing_is_touched};
use crate::guards::{self, Allowed};
use crate::report::{self, Tally};
use crate::schedule::{self, Made, Walk};
use crate::status::Status;
use crate::terminal::{self, Loudness, say};

pub(super) fn converge(
    configuration: &Configuration,
    agenda: &Agenda,
    options: &Options,
    allowed: &Allowed,
) -> Result<u8, RunError> {
    let begun = Instant::now();
    let is_silent = options.output == OutputFormat::Json;
    if !options.yes && !terminal::can_ask() {
        let text = "converge asks before it begins, and nobody can be asked here: say --yes; nothing was changed";
        return Err(RunError::Usage(text.to_owned()));
    }
    if let Some(why) = elsewhere(configuration, options) {
        return Err(RunError::Refused(format!("{why}; nothing was looked at or changed")));
    }
    let host = RealHost::from_environment();
    let Some(lock) = host.lock_for_converge().map_err(anyhow::Error::from)? else {
        let who = host.who_converges().map_or(String::new(), |holder| format!(", {holder},"));
        return Err(RunError::Failed(anyhow::anyhow!(
            "another phoenix-run{who} converges this host (it holds /run/lock/phoenix.lock); nothing was changed"
        )));
    };
    let launcher = launcher(options)?.holding(lock);
    let stop = Arc::new(AtomicBool::new(false));
    let jobs = options.jobs.map_or_else(|| schedule::jobs(&host), usize::from);
    let made = Made::default();
    let walk = Walk { agenda, launcher: &launcher, allow: &allowed.risks, jobs, stop: &stop, made: &made };
    let mut look = converge::look(&walk);
    look.objections.extend(guards::bulk(agenda, &look.statuses, allowed));
    let tally = Tally::of(agenda, &look.statuses);
    if !is_silent {
        show::show_plan(configuration, agenda, &look, options);
    }
    if let Some(why) = why_nothing_is_touched(agenda, &look) {
        if !is_silent {
            say(format_args!("Nothing was touched: {why}. Mend that first, or leave it out with --only."));
        }
        return Ok(show::finish(configuration, agenda, &Ran::nothing(look), options, begun));
    }
    if tally.commands == 0 || !look.objections.is_empty() {
        return Ok(show::finish(configuration, agenda, &Ran::nothing(look), options, begun));
    }
    if !options.yes && !terminal::ask(&question(agenda, &tally, &look.statuses)).map_err(anyhow::Error::from)? {
        say("Nothing was changed.");
        return Ok(tally.exit_code());
    }
    // Only now: at the question Ctrl-C ends everything at once.
    stop_between_steps(&stop)?;
    let mut progress = terminal::Progress::of(agenda, &look.statuses, Loudness::of(options));
    let ran = converge::converge(&walk, look, &mut progress);
    Ok(show::finish(configuration, agenda, &ran, options, begun))
}

/// Asks for all that would be done, the worst of it by name.
fn question(agenda: &Agenda, tally: &Tally, statuses: &[Status]) -> String {
    let resources = report::counted(tally.differ, "resource");
    let risks = report::risks(agenda, statuses);
    let risks = if risks.is_empty() { "All changes are safe.".to_owned() } else { format!("Allowed risks: {risks}.") };
    format!("{}. Converge {resources} on {}? {risks}", tally.sentence(), show::node_name())
}

/// Ctrl-C finishes the running steps and begins no new one.
fn stop_between_steps(stop: &Arc<AtomicBool>) -> anyhow::Result<()> {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM, signal_hook::consts::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(stop)).context("listen for Ctrl-C")?;
    }
    Ok(())
}
