//! One batch check for each module: what the host has and what would be done, without touching it.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use phoenix_modules::protocol::{Reply, ResourceReply};
use serde_json::{Map, Value, json};

use crate::agenda::{Agenda, Module, OnlyIf, Task, expecting};
use crate::launcher::{LaunchError, Launcher, Mode};
use crate::status::{self, Status};

/// Whether the check tells what this run will have made, or only what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Before a run: later tasks count on earlier ones.
    Ahead,
    /// After a run: only what is there counts.
    AsItIs,
}

/// What the batch checks told.
#[derive(Debug, Default)]
pub struct Inspection {
    /// By task, in the agenda's order.
    pub statuses: Vec<Status>,
    /// Resources of the host that no file names.
    pub others: Vec<String>,
    /// What stands against a run as a whole: another host, too large a change.
    pub objections: Vec<String>,
}

/// Calls each module once for all its tasks, the modules side by side; those that expected of others what does not come about are
/// asked again, without that.
pub fn look(agenda: &Agenda, launcher: &dyn Launcher, allow: &[String], view: View) -> Inspection {
    let batches: Vec<(Module, Vec<usize>)> =
        Module::ALL.iter().map(|module| (*module, batch(agenda, *module))).filter(is_asked).collect();
    let mut inspection = Inspection { statuses: vec![Status::Unseen; agenda.tasks.len()], ..Inspection::default() };
    for (index, task) in agenda.tasks.iter().enumerate() {
        if let Some(refusal) = &task.refusal {
            inspection.statuses[index] = Status::Refused(refusal.clone());
        }
    }
    let questions = batches.into_iter().map(|(module, tasks)| {
        let expecting = |index: usize| agenda.tasks[index].expecting.clone().filter(|_| view == View::Ahead);
        let mut arguments = arguments(agenda, &tasks, allow, view, &expecting);
        arguments.insert("others".to_owned(), json!(true));
        Question { module, tasks, arguments }
    });
    inspection.ask(launcher, questions.collect());
    if view == View::Ahead {
        excuse_what_is_mended_before(agenda, &mut inspection.statuses);
        let mut corrections = Corrections::default();
        for _ in 0..CORRECTIONS {
            let questions = corrections.next(agenda, allow, &inspection.statuses);
            if questions.is_empty() {
                break;
            }
            inspection.ask(launcher, questions);
        }
    }
    settle(agenda, &mut inspection.statuses);
    inspection.others.retain(|other| !agenda.declared.contains(other));
    inspection
}

/// One call of a module: about these tasks, in their order.
struct Question {
    module: Module,
    tasks: Vec<usize>,
    arguments: Map<String, Value>,
}

/// Says of each task what the others mean for it.
fn settle(agenda: &Agenda, statuses: &mut [Status]) {
    pass_by_what_came_too_late(agenda, statuses);
    status::quiet_what_is_not_meant(agenda, statuses);
    status::block_all(agenda, statuses);
    // Who is blocked starts nothing, and nothing is started for him.
    status::quiet_what_is_not_meant(agenda, statuses);
}

/// How often is asked again: what does not come about by one answer takes something from others, and they from nobody.
const CORRECTIONS: usize = 2;

/// What was asked again: what expected of earlier tasks what they do not bring about, such as a mount point on a dataset that is
/// refused.
#[derive(Default)]
struct Corrections {
    /// What is expected, by task, in place of what was.
    expecting: BTreeMap<usize, Value>,
    /// The tasks that do nothing for others, since they have no turn.
    idle: BTreeSet<usize>,
}

impl Corrections {
    /// Returns what is to be asked again, by what is known by now.
    fn next(&mut self, agenda: &Agenda, allow: &[String], statuses: &[Status]) -> Vec<Question> {
        let mut foreseen = statuses.to_vec();
        settle(agenda, &mut foreseen);
        let may_be_wrong = |index: usize| {
            // What these find of others they do not have to do themselves.
            let finds = matches!(agenda.tasks[index].module, Module::LxcFeature | Module::Firewall);
            agenda.tasks[index].refusal.is_none() && (finds || foreseen[index].has_steps())
        };
        let corrected: BTreeMap<usize, Value> = (0..agenda.tasks.len())
            .filter(|&index| may_be_wrong(index))
            .filter_map(|index| Some((index, expecting::corrected(agenda, index, &foreseen)?)))
            .filter(|(index, expecting)| self.expecting.get(index) != Some(expecting))
            .collect();
        let has_no_turn = |index: &usize| statuses[*index].has_steps() && !foreseen[*index].has_steps();
        let idle = (0..agenda.tasks.len()).filter(|index| statuses[*index].serves_others() && has_no_turn(index));
        let are_idle = self.idle.len();
        self.idle.extend(idle);
        let is_to_be_shared_anew = self.idle.len() > are_idle;
        let is_corrected = |index: &usize| corrected.contains_key(index);
        let questions = Module::ALL.into_iter().map(|module| {
            let mut tasks = batch(agenda, module);
            // Of containers the first of a call fetches a template for all, and the cluster's firewall decides what the others
            // do; a feature's own check is not run twice for nothing.
            let is_shared = matches!(module, Module::Lxc | Module::Firewall);
            let is_to_be_asked = tasks.iter().any(is_corrected) || (module == Module::Lxc && is_to_be_shared_anew);
            tasks.retain(|index| is_to_be_asked && (is_shared || is_corrected(index)) && !has_no_turn(index));
            (module, tasks)
        });
        let questions: Vec<(Module, Vec<usize>)> = questions.filter(|(_, tasks)| !tasks.is_empty()).collect();
        self.expecting.extend(corrected);
        let expecting = |index: usize| self.expecting.get(&index).or(agenda.tasks[index].expecting.as_ref()).cloned();
        let question = |(module, tasks): (Module, Vec<usize>)| {
            let arguments = arguments(agenda, &tasks, allow, View::Ahead, &expecting);
            Question { module, tasks, arguments }
        };
        questions.into_iter().map(question).collect()
    }
}

/// A storage that cannot be used is excused where this run makes, imports or mounts what it lies on before its turn comes: then
/// only a later look can tell. Where nothing of that is done, it is as dead after the run as before.
fn excuse_what_is_mended_before(agenda: &Agenda, statuses: &mut [Status]) {
    for (index, task) in agenda.tasks.iter().enumerate().filter(|(_, task)| task.module == Module::Pvesm) {
        if task.after.iter().any(|edge| statuses[edge.before].mends_a_place())
            && let Status::Told(reply) = &mut statuses[index]
        {
            reply.excuse(|refusal| refusal.property == "active");
        }
    }
}

/// What is only done in the run that makes its container is passed by in every other one.
fn pass_by_what_came_too_late(agenda: &Agenda, statuses: &mut [Status]) {
    for (index, task) in agenda.tasks.iter().enumerate() {
        let OnlyIf::Made(container) = task.only_if else { continue };
        let is_made = container.is_some_and(|container| statuses[container].makes());
        if statuses[index].has_steps() && !is_made {
            let name = task.id.rsplit('/').next().unwrap_or(&task.id);
            let why = format!("has no snapshot {name}: it is only taken in the run that makes the container");
            statuses[index] = Status::PassedBy(why);
        }
    }
}

/// A module without a task is asked for what no file names. Nobody sets a parameter behind our back, and what else is installed in
/// a guest is nobody's business. A container's health is asked for behind a change, or by `check --health`.
fn is_asked((module, tasks): &(Module, Vec<usize>)) -> bool {
    match module {
        Module::LxcHealth => false,
        Module::ZfsParameter | Module::LxcFeature => !tasks.is_empty(),
        _ => true,
    }
}

impl Inspection {
    /// Calls modules side by side, and takes what they answer.
    fn ask(&mut self, launcher: &dyn Launcher, questions: Vec<Question>) {
        let answers: Vec<_> = thread::scope(|scope| {
            let call = |Question { module, tasks, arguments }| {
                (tasks, scope.spawn(move || launcher.call(module, arguments, Mode::Check)))
            };
            let calls: Vec<_> = questions.into_iter().map(call).collect();
            calls.into_iter().map(|(tasks, call)| (tasks, call.join().expect("a call does not panic"))).collect()
        });
        for (tasks, answer) in answers {
            self.take(&tasks, answer);
        }
    }

    fn take(&mut self, tasks: &[usize], answer: Result<Reply, LaunchError>) {
        let reply = match answer {
            Ok(reply) if reply.resources.len() == tasks.len() => reply,
            Ok(reply) => {
                return self.lose(tasks, &reply.msg.unwrap_or("the module answered about other resources".to_owned()));
            }
            Err(error) => return self.lose(tasks, &error.to_string()),
        };
        self.others.extend(reply.others);
        for (&index, resource) in tasks.iter().zip(reply.resources) {
            self.statuses[index] = Status::told(resource);
        }
    }

    fn lose(&mut self, tasks: &[usize], why: &str) {
        for &index in tasks {
            self.statuses[index] = Status::Unknown(why.to_owned());
        }
    }
}

fn batch(agenda: &Agenda, module: Module) -> Vec<usize> {
    let is_of = |(_, task): &(usize, &Task)| task.module == module && task.refusal.is_none();
    agenda.tasks.iter().enumerate().filter(is_of).map(|(index, _)| index).collect()
}

fn arguments(
    agenda: &Agenda,
    tasks: &[usize],
    allow: &[String],
    view: View,
    expecting: &dyn Fn(usize) -> Option<Value>,
) -> Map<String, Value> {
    let wish = |&index: &usize| {
        let task = &agenda.tasks[index];
        let mut wish = task.wish.clone();
        wish.extend(expecting(index).map(|expecting| ("expecting".to_owned(), expecting)));
        if view == View::Ahead {
            wish.extend(task.said.clone());
        }
        Value::Object(wish)
    };
    call_arguments(tasks.iter().map(wish).collect(), allow)
}

/// Returns a module's arguments for these wishes.
pub fn call_arguments(resources: Vec<Value>, allow: &[String]) -> Map<String, Value> {
    let mut arguments = Map::new();
    arguments.insert("resources".to_owned(), Value::Array(resources));
    arguments.insert("allow".to_owned(), json!(allow));
    arguments
}

/// Returns the one resource of an answer, or why there is none.
pub fn only_resource(answer: Result<Reply, LaunchError>) -> Result<ResourceReply, String> {
    let reply = answer.map_err(|error| error.to_string())?;
    let msg = reply.msg.clone().unwrap_or("the module answered about no resource".to_owned());
    reply.resources.into_iter().next().ok_or(msg)
}
