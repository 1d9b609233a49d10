//! What no schedule can be faster than: the longest chain of native commands, what one lock domain lets through one after the
//! other, and the whole work over the number of jobs.

use std::collections::HashMap;
use std::time::Duration;

use phoenix_run::agenda::{Agenda, Task};

/// How long each command takes: `pct set` and its time.
pub(crate) type Durations = &'static [(&'static str, Duration)];

/// The bounds of a run in which each task types its one command.
pub(crate) struct Bounds {
    chain: Duration,
    domain: Duration,
    work: Duration,
}

impl Bounds {
    /// Returns the bounds of these tasks, so many at once.
    pub(crate) fn of(agenda: &Agenda, durations: Durations, jobs: u32) -> Self {
        let mut chains: Vec<Duration> = Vec::with_capacity(agenda.tasks.len());
        let mut domains: HashMap<&str, Duration> = HashMap::new();
        let mut work = Duration::ZERO;
        for task in &agenda.tasks {
            let own = duration(task, durations);
            let before = task.after.iter().map(|edge| chains[edge.before]).max().unwrap_or_default();
            chains.push(before + own);
            task.exclusive.iter().for_each(|thing| *domains.entry(thing).or_default() += own);
            work += own;
        }
        Self {
            chain: chains.into_iter().max().unwrap_or_default(),
            domain: domains.into_values().max().unwrap_or_default(),
            work: work / jobs,
        }
    }

    /// Returns the largest of the bounds.
    pub(crate) fn critical_path(&self) -> Duration {
        self.chain.max(self.domain).max(self.work)
    }
}

fn duration(task: &Task, durations: Durations) -> Duration {
    let command = match task.id.split_once('/') {
        Some(("zfs", _)) => "zfs set",
        Some(("storage", _)) => "pvesm set",
        Some(("lxc", start)) if start.ends_with(" start") => "pct start",
        Some(("lxc", _)) => "pct set",
        _ => "",
    };
    durations.iter().find(|(name, _)| *name == command).map_or(Duration::ZERO, |(_, duration)| *duration)
}
