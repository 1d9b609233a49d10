//! Walks the graph in parallel: each task in its turn, within Proxmox's lock domains.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use phoenix_modules::protocol::Reply;
use serde_json::{Value, json};

use crate::agenda::{Agenda, Module, Task};
use crate::inspection::{call_arguments, only_resource};
use crate::launcher::{LaunchError, Launcher, Mode};
use crate::status::Status;

use self::turns::Turns;

mod costs;
mod jobs;
#[cfg(test)]
pub(crate) mod tests;
mod turns;

pub use jobs::jobs;

/// How often it is looked whether a person asked to stop.
const STOP_POLL: Duration = Duration::from_millis(100);

/// Is told what happens, as it happens.
pub trait Witness {
    /// A task begins.
    fn begins(&mut self, task: usize);
    /// A task has ended; its status is `Unseen` if a stop was asked for before its module was started.
    fn ends(&mut self, task: usize, status: &Status, took: Duration);
    /// A task could begin, but another has what it must have to itself; told once for each thing that it waits for in vain.
    fn waits(&mut self, _task: usize, _wait: Wait<'_>) {}
}

/// What a task waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait<'a> {
    /// The lock domain: `lxc/900`, `storage.cfg`.
    pub thing: &'a str,
    /// The task that has it.
    pub holder: usize,
}

/// What is needed to walk.
pub struct Walk<'a> {
    /// The tasks.
    pub agenda: &'a Agenda,
    /// Calls the modules.
    pub launcher: &'a dyn Launcher,
    /// The risks that are allowed, by name.
    pub allow: &'a [String],
    /// How many modules run at once, at least 1.
    pub jobs: usize,
    /// Set when a person asks to stop.
    pub stop: &'a AtomicBool,
    /// The containers that this run has made.
    pub made: &'a Made,
}

/// The containers that a run has made, all of its walks together: what has no stamp in them is not installed. Nobody else can say
/// that, and nobody will know it after the run.
#[derive(Debug, Default)]
pub struct Made(Mutex<HashSet<String>>);

impl Made {
    fn note(&self, task: &Task, status: &Status) {
        if task.module == Module::Lxc && status.makes() {
            self.0.lock().expect("no holder panics").insert(task.resource().to_owned());
        }
    }

    fn has(&self, container: Option<String>) -> bool {
        container.is_some_and(|container| self.0.lock().expect("no holder panics").contains(&container))
    }
}

/// What a walk did.
#[derive(Debug, Default)]
pub struct Walked {
    /// The tasks that were called, with what became of them.
    pub called: Vec<(usize, Status)>,
    /// The tasks that were due and not begun, because a person asked to stop.
    pub not_begun: Vec<usize>,
}

impl Walked {
    /// Returns whether any task changed the host.
    pub fn changed(&self) -> bool {
        self.called.iter().any(|(_, status)| status.has_steps())
    }
}

impl Walk<'_> {
    /// Calls the module of each task that differs, or that stands behind one that changed, and updates the statuses.
    pub fn run(&self, statuses: &mut [Status], witness: &mut dyn Witness) -> Walked {
        let mut turns = Turns::of(self.agenda, statuses);
        let mut walked = Walked::default();
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel::<Ended>();
            let mut running = 0;
            loop {
                let is_told_to_stop = self.stop.load(Ordering::SeqCst);
                if is_told_to_stop {
                    // Each time: a module that was just started does not listen at first.
                    self.launcher.interrupt();
                }
                while running < self.jobs.max(1) && !is_told_to_stop {
                    let Some(index) = turns.next(statuses, witness) else { break };
                    running += 1;
                    witness.begins(index);
                    let sender = sender.clone();
                    scope.spawn(move || drop(sender.send(self.call(index))));
                }
                if running == 0 {
                    break;
                }
                let Ok(Ended { index, answer, took }) = receiver.recv_timeout(STOP_POLL) else { continue };
                running -= 1;
                if matches!(answer, Err(LaunchError::Stopped)) {
                    turns.give_up(index);
                    witness.ends(index, &Status::Unseen, took);
                    continue;
                }
                let status = only_resource(answer).map_or_else(Status::Unknown, Status::told);
                self.made.note(&self.agenda.tasks[index], &status);
                witness.ends(index, &status, took);
                walked.called.push((index, status.clone()));
                turns.end(index, status, statuses);
            }
        });
        walked.not_begun = turns.not_begun(statuses);
        walked
    }

    fn call(&self, index: usize) -> Ended {
        let task = &self.agenda.tasks[index];
        let begun = Instant::now();
        let mut wish = task.wish.clone();
        wish.extend(task.said.clone());
        if task.module == Module::LxcFeature && self.made.has(task.container()) {
            wish.insert("fresh".to_owned(), json!(true));
        }
        let arguments = call_arguments(vec![Value::Object(wish)], self.allow);
        let answer = self.launcher.call(task.module, arguments, Mode::Converge);
        Ended { index, answer, took: begun.elapsed() }
    }
}

struct Ended {
    index: usize,
    answer: Result<Reply, LaunchError>,
    took: Duration,
}
