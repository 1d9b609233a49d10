//! What the graph itself costs: tasks made from files, and walked through with modules that answer at once.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use phoenix_modules::plan::Change;
use phoenix_modules::protocol::{Reply, ResourceReply, StepReply, Verdict};
use phoenix_run::agenda::{self, Module, TakenCareOf};
use phoenix_run::launcher::{LaunchError, Launcher, Mode};
use phoenix_run::schedule::{Made, Walk, Witness};
use phoenix_run::select::Selection;
use phoenix_run::status::Status;
use phoenix_tests::pair;
use serde_json::{Map, Value};

/// What a graph cost.
pub(crate) struct Cost {
    pub(crate) tasks: usize,
    pub(crate) read: Duration,
    pub(crate) planned: Duration,
    pub(crate) walked: Duration,
}

struct AtOnce;

impl Launcher for AtOnce {
    fn call(&self, _: Module, _: Map<String, Value>, _: Mode) -> Result<Reply, LaunchError> {
        Ok(Reply { resources: vec![reply(Verdict::Changed)], ..Reply::default() })
    }

    fn interrupt(&self) {}
}

struct Deaf;

impl Witness for Deaf {
    fn begins(&mut self, _: usize) {}
    fn ends(&mut self, _: usize, _: &Status, _: Duration) {}
}

/// Returns what the graph of a pair with so many containers costs, each task of which differs.
pub(crate) fn cost(containers: usize) -> Result<Cost> {
    let wish = pair::large(containers);
    let begun = Instant::now();
    let files = wish.read().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let read = begun.elapsed();
    let begun = Instant::now();
    let agenda = agenda::plan(&files, &Selection::default(), TakenCareOf::default());
    let planned = begun.elapsed();
    let mut statuses: Vec<Status> = agenda.tasks.iter().map(|_| Status::told(reply(Verdict::Differs))).collect();
    let stop = AtomicBool::new(false);
    let made = Made::default();
    let walk = Walk { agenda: &agenda, launcher: &AtOnce, allow: &[], jobs: 4, stop: &stop, made: &made };
    let begun = Instant::now();
    let called = walk.run(&mut statuses, &mut Deaf).called.len();
    let walked = begun.elapsed();
    ensure!(called == agenda.tasks.len(), "{called} tasks were called");
    Ok(Cost { tasks: called, read, planned, walked })
}

fn reply(verdict: Verdict) -> ResourceReply {
    let change = Change::new("memory", Some("1".to_owned()), Some("2".to_owned()));
    let step = StepReply { command: "pct set".to_owned(), changes: vec![change], predicted: false, milliseconds: None };
    ResourceReply {
        name: "made up".to_owned(),
        verdict,
        steps: vec![step],
        held: Vec::new(),
        refusals: Vec::new(),
        notes: Vec::new(),
        failure: None,
        not_begun: Vec::new(),
        exists: true,
        now: None,
        error: None,
    }
}
