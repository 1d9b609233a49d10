//! Walks the graph in parallel: each task in its turn, within Proxmox's lock domains.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use phoenix_modules::protocol::Reply;
use serde_json::Value;

use crate::agenda::Agenda;
use crate::inspection::{call_arguments, only_resource};
use crate::launcher::{LaunchError, Launcher, Mode};
use crate::status::{Status, block};

/// How often it is looked whether a person asked to stop.
const STOP_POLL: Duration = Duration::from_millis(100);

/// Is told what happens, as it happens.
pub trait Witness {
    /// A task begins.
    fn begins(&mut self, task: usize);
    /// A task has ended; its status is `Unseen` if a stop was asked for before its module was started.
    fn ends(&mut self, task: usize, status: &Status, took: Duration);
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Waiting,
    Running,
    Over,
}

impl Walk<'_> {
    /// Calls the module of each task that differs, or that stands behind one that changed, and updates the statuses.
    pub fn run(&self, statuses: &mut [Status], witness: &mut dyn Witness) -> Walked {
        let mut turns = vec![Turn::Waiting; self.agenda.tasks.len()];
        let mut changed = vec![false; self.agenda.tasks.len()];
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
                    let Some(index) = self.next(&mut turns, statuses, &changed) else { break };
                    turns[index] = Turn::Running;
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
                    turns[index] = Turn::Waiting;
                    witness.ends(index, &Status::Unseen, took);
                    continue;
                }
                turns[index] = Turn::Over;
                let status = only_resource(answer).map_or_else(Status::Unknown, Status::told);
                changed[index] = status.has_steps();
                witness.ends(index, &status, took);
                statuses[index] = status.clone();
                walked.called.push((index, status));
            }
        });
        let is_due = |index: &usize| turns[*index] == Turn::Waiting && self.is_due(*index, statuses, &changed);
        walked.not_begun = (0..turns.len()).filter(is_due).collect();
        walked
    }

    fn call(&self, index: usize) -> Ended {
        let task = &self.agenda.tasks[index];
        let begun = Instant::now();
        let arguments = call_arguments(vec![Value::Object(task.wish.clone())], self.allow);
        let answer = self.launcher.call(task.module, arguments, Mode::Converge);
        Ended { index, answer, took: begun.elapsed() }
    }

    /// Returns the next task whose turn it is, and ends the turns of those that have nothing to do or are blocked.
    fn next(&self, turns: &mut [Turn], statuses: &mut [Status], changed: &[bool]) -> Option<usize> {
        let mut taken: HashSet<&str> = HashSet::new();
        for (index, task) in self.agenda.tasks.iter().enumerate() {
            if turns[index] == Turn::Running {
                taken.extend(task.exclusive.iter().map(String::as_str));
            }
        }
        for (index, task) in self.agenda.tasks.iter().enumerate() {
            let stands_behind_an_open_one = task.after.iter().any(|edge| turns[edge.before] != Turn::Over);
            if turns[index] != Turn::Waiting || stands_behind_an_open_one {
                continue;
            }
            if !self.is_due(index, statuses, changed) {
                turns[index] = Turn::Over;
            } else if let Some(block) = block(task, &statuses[index], self.agenda, statuses) {
                statuses[index] = Status::Blocked(block);
                turns[index] = Turn::Over;
            } else if task.exclusive.iter().all(|thing| !taken.contains(thing.as_str())) {
                return Some(index);
            }
        }
        None
    }

    /// A module looks for itself right before it touches: it is called for what differs, and for what stands behind a
    /// change.
    fn is_due(&self, index: usize, statuses: &[Status], changed: &[bool]) -> bool {
        let task = &self.agenda.tasks[index];
        match &statuses[index] {
            Status::Refused(_) | Status::Blocked(_) | Status::Unknown(_) => false,
            Status::Told(_) | Status::Unseen => {
                statuses[index].has_steps() || task.after.iter().any(|edge| changed[edge.before])
            }
        }
    }
}

struct Ended {
    index: usize,
    answer: Result<Reply, LaunchError>,
    took: Duration,
}
