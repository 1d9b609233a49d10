//! The runner in this process: the two files on a simulated host, without a process and without a terminal.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use phoenix_run::agenda::{self, Agenda, Module, Said, TakenCareOf};
use phoenix_run::cli::Inspect;
use phoenix_run::config::{self, Configuration, Finding};
use phoenix_run::converge::{self, Ran, why_nothing_is_touched};
use phoenix_run::guards::{self, Allowed};
use phoenix_run::health;
use phoenix_run::inspection::{self, Inspection, View};
use phoenix_run::report::{self, Detail, Tally};
use phoenix_run::schedule::{Made, Walk, Witness};
use phoenix_run::select::Selection;
use phoenix_run::status::Status;

use crate::SimHost;
use crate::modules::InProcess;

/// The two files, and what is said on the command line.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The text of the host's file.
    pub hypervisor: String,
    /// The text of the containers' file.
    pub lxc: String,
    /// `--allow`.
    pub allow: Vec<String>,
    /// `--only`.
    pub only: Vec<String>,
    /// `--without features`.
    pub without_features: bool,
    /// `--without health`.
    pub without_health: bool,
    /// `--fresh`.
    pub fresh: Vec<String>,
    /// `--adopt`.
    pub adopt: Vec<String>,
    /// `--inspect`.
    pub inspect: Inspect,
}

/// What a run saw and did.
#[derive(Debug)]
pub struct Seen {
    /// The tasks.
    pub agenda: Agenda,
    /// What is known of each at the end.
    pub inspection: Inspection,
    /// The tasks that were called, with what became of them; none if it was a check.
    pub called: Vec<(usize, Status)>,
    /// How the tasks went, without times.
    pub told: Vec<String>,
}

impl Wish {
    /// Reads the two files.
    pub fn read(&self) -> Result<Configuration, Vec<Finding>> {
        config::read(self.hypervisor.as_bytes(), self.lxc.as_bytes())
    }

    /// Returns the tasks of the files.
    pub fn agenda(&self) -> Result<Agenda, Vec<Finding>> {
        let taken_care_of = TakenCareOf { features: self.without_features, health: self.without_health };
        let said = |patterns: &[String]| (!patterns.is_empty()).then(|| Selection::new(patterns.to_vec()));
        let said = Said { fresh: said(&self.fresh), adopt: said(&self.adopt) };
        Ok(agenda::plan(&self.read()?, &Selection::new(self.only.clone()), taken_care_of).saying(&said))
    }

    /// Returns what is allowed; words that nobody knows are a mistake of the test.
    fn allowed(&self) -> Allowed {
        Allowed::parse(&self.allow).expect("tests allow what can be allowed")
    }

    /// Checks the host, and hands it back.
    pub fn check(&self, host: SimHost) -> (SimHost, Result<Seen, Vec<Finding>>) {
        let agenda = match self.agenda() {
            Ok(agenda) => agenda,
            Err(findings) => return (host, Err(findings)),
        };
        let launcher = InProcess::on(host).inspecting(self.inspect);
        let allowed = self.allowed();
        let mut inspection = inspection::look(&agenda, &launcher, &allowed.risks, View::Ahead);
        inspection.objections.extend(guards::bulk(&agenda, &inspection.statuses, &allowed));
        (launcher.into_host(), Ok(Seen { agenda, inspection, called: Vec::new(), told: Vec::new() }))
    }

    /// Checks the host and asks its containers for their health, and hands it back.
    pub fn check_health(&self, host: SimHost) -> (SimHost, Result<Seen, Vec<Finding>>) {
        let (host, seen) = self.check(host);
        let launcher = InProcess::on(host).inspecting(self.inspect);
        let seen = seen.map(|mut seen| {
            health::ask(&seen.agenda, &launcher, 1, &mut seen.inspection.statuses);
            seen
        });
        (launcher.into_host(), seen)
    }

    /// Converges the host as the command does, one module at a time, and hands it back.
    pub fn converge(&self, host: SimHost) -> (SimHost, Result<Seen, Vec<Finding>>) {
        let agenda = match self.agenda() {
            Ok(agenda) => agenda,
            Err(findings) => return (host, Err(findings)),
        };
        let launcher = InProcess::on(host).inspecting(self.inspect);
        let stop = AtomicBool::new(false);
        let allowed = self.allowed();
        let made = Made::default();
        let walk =
            Walk { agenda: &agenda, launcher: &launcher, allow: &allowed.risks, jobs: 1, stop: &stop, made: &made };
        let mut look = converge::look(&walk);
        look.objections.extend(guards::bulk(&agenda, &look.statuses, &allowed));
        let mut listener = Listener { agenda: &agenda, lines: Vec::new() };
        let ran = match why_nothing_is_touched(&agenda, &look) {
            None if look.objections.is_empty() => converge::converge(&walk, look, &mut listener),
            _ => Ran::nothing(look),
        };
        let told = listener.lines;
        let inspection = Inspection { statuses: ran.verdicts(), ..ran.inspection };
        (launcher.into_host(), Ok(Seen { agenda, inspection, called: ran.called, told }))
    }
}

impl Seen {
    /// Returns the commands that a converge would type, in the agenda's order.
    pub fn planned(&self) -> Vec<String> {
        let steps = self.inspection.statuses.iter().filter_map(Status::reply).flat_map(|reply| &reply.steps);
        steps.map(|step| step.command.clone()).collect()
    }

    /// Returns the report as a person reads it, without times and colours.
    pub fn report(&self) -> Vec<String> {
        let statuses = &self.inspection.statuses;
        let mut lines = self.told.clone();
        lines.extend(report::rows(&self.agenda, statuses, Detail::Short).into_iter().map(|line| without_time(&line)));
        lines.extend(report::notes(&self.agenda, statuses));
        lines.extend(self.inspection.objections.iter().map(|objection| format!("!! {objection}")));
        if !self.inspection.others.is_empty() {
            lines.push(format!("not in the files: {}", self.inspection.others.join(", ")));
        }
        let tally = self.tally();
        lines.push(format!("{} (exit {})", tally.sentence(), tally.exit_code()));
        lines
    }

    /// Returns how many resources are what.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.agenda, &self.inspection.statuses)
    }
}

/// Returns a row without how long a failure took: `(0 ms)` instead of `(3 ms)`.
fn without_time(row: &str) -> String {
    let time = row.strip_suffix(" ms)").and_then(|row| row.rsplit_once('('));
    let is_time = |(_, number): &(&str, &str)| number.chars().all(|letter| letter.is_ascii_digit());
    time.filter(is_time).map_or(row.to_owned(), |(before, _)| format!("{before}(0 ms)"))
}

/// Hears how the tasks went.
struct Listener<'a> {
    agenda: &'a Agenda,
    lines: Vec<String>,
}

impl Witness for Listener<'_> {
    fn begins(&mut self, _task: usize) {}

    fn ends(&mut self, task: usize, status: &Status, _took: Duration) {
        let id = &self.agenda.tasks[task].id;
        let Some(reply) = status.reply() else { return self.lines.push(format!("{id}: {status:?}")) };
        let Some(failure) = &reply.failure else {
            let word = if reply.steps.is_empty() { "saw" } else { "ok" };
            let is_health = self.agenda.tasks[task].module == Module::LxcHealth;
            let now = reply.now.iter().filter(|_| is_health).map(|now| format!(": {now}"));
            return self.lines.push(format!("{word} {id}{}", now.collect::<String>()));
        };
        self.lines.push(format!("FAILED {id}: {}", failure.command));
        self.lines.extend(failure.said.lines().map(|line| format!("  said {line}")));
        self.lines.push(format!("  now {}", reply.now.as_deref().unwrap_or("unknown")));
    }
}
