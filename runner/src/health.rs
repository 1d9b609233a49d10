//! `check --health`: the containers that run are asked whether they do what they are for, some at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::agenda::{Agenda, Module};
use crate::inspection::{call_arguments, only_resource};
use crate::launcher::{Launcher, Mode};
use crate::status::{Status, is_not_asked};

/// Asks for the health that nobody has asked for yet, each check by a call of its own, `jobs` at once: one that needs all its tries
/// keeps no other waiting.
pub fn ask(agenda: &Agenda, launcher: &dyn Launcher, jobs: usize, statuses: &mut [Status]) {
    let tasks = agenda.tasks.iter().zip(&*statuses).enumerate();
    let open: Vec<usize> =
        tasks.filter(|(_, (task, status))| is_not_asked(task, status)).map(|(index, _)| index).collect();
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, open.len().max(1)) {
            scope.spawn(|| {
                while let Some(&index) = open.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let wish = Value::Object(agenda.tasks[index].wish.clone());
                    let answer = launcher.call(Module::LxcHealth, call_arguments(vec![wish], &[]), Mode::Check);
                    let status = only_resource(answer).map_or_else(Status::Unknown, Status::told);
                    answers.lock().expect("no holder panics").push((index, status));
                }
            });
        }
    });
    for (index, status) in answers.into_inner().expect("no holder panics") {
        statuses[index] = status;
    }
}
