//! The rows of a report: what differs, what is refused, what failed, what is blocked.

use std::collections::HashSet;
use std::time::Duration;

use console::style;
use phoenix_modules::plan::{Change, Effect, Refusal, Risk};
use phoenix_modules::protocol::{FailureReply, ResourceReply, StepReply};

use super::hints::{AFTER_HEALTH, next_step};
use super::{Detail, counted, listed, shown_duration};
use crate::agenda::{Agenda, Module, Task};
use crate::config::At;
use crate::schedule::Wait;
use crate::status::{Block, Status};

/// The widest a resource's name may be before it pushes its row.
const WIDEST_NAME: usize = 40;

/// Returns the rows of everything that is not in sync, in the agenda's order: what differs, then what is refused, failed,
/// blocked and unknown.
pub fn rows(agenda: &Agenda, statuses: &[Status], detail: Detail) -> Vec<String> {
    let width = width(agenda);
    let makings = Makings::of(agenda, statuses);
    let mut rows = Vec::new();
    let mut refused: Groups<&Refusal, &Task> = Groups::default();
    let mut failures = Vec::new();
    let mut blocked: Groups<&Block> = Groups::default();
    let mut unknown: Groups<&str> = Groups::default();
    let mut later: Groups<&str> = Groups::default();
    for (task, status) in agenda.tasks.iter().zip(statuses) {
        match status {
            // What was passed by is noted.
            Status::Unseen | Status::PassedBy(_) => {}
            // Its start and its firewall are no news.
            Status::Later(_) if task.container().is_some_and(|container| container != task.id) => {}
            Status::Later(before) => later.add(before, task.id.clone()),
            Status::Refused(refusal) => refused.add(refusal, task),
            // The start and the firewall of a container that is blocked itself say nothing new.
            Status::Blocked(block) if task.container().is_some() && block.by == task.container() => {}
            Status::Blocked(block) => blocked.add(block, task.id.clone()),
            Status::Unknown(why) => unknown.add(why, task.id.clone()),
            Status::Told(reply) => {
                let is_told_with_its_making = task.id != task.resource() && makings.made.contains(task.resource());
                if !is_told_with_its_making {
                    let starts = status.makes() && makings.started.contains(task.resource());
                    rows.extend(told(task, reply, width, starts, detail));
                }
                reply.refusals.iter().for_each(|refusal| refused.add(refusal, task));
                failures.extend(reply.failure.iter().flat_map(|failure| failure_block(task, reply, failure)));
            }
        }
    }
    for (before, tasks) in later.0 {
        let what =
            format!("known once {before} is imported: what lies in it stays, no container is made beside its data");
        rows.push(format!("  {}  {}  {what}", style("?").green(), listed(&tasks)));
    }
    rows.extend(refused.0.into_iter().flat_map(|(refusal, tasks)| refusal_block(&tasks, refusal)));
    rows.extend(failures);
    for (block, tasks) in blocked.0 {
        rows.push(format!("  {}  {}  blocked: {}", style("--").yellow(), listed(&tasks), block.why));
    }
    for (why, tasks) in unknown.0 {
        rows.push(format!("  {}  not looked at: {}", style("XX").red().bold(), listed(&tasks)));
        rows.push(format!("      why     {why}"));
    }
    rows
}

/// Tasks that have the same thing to say, in the order in which it was first said.
pub(super) struct Groups<K, T = String>(pub(super) Vec<(K, Vec<T>)>);

impl<K, T> Default for Groups<K, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, T> Groups<K, T> {
    /// Adds a task to those that say the same.
    pub(super) fn add(&mut self, said: K, task: T) {
        match self.0.iter_mut().find(|(other, _)| *other == said) {
            Some((_, tasks)) => tasks.push(task),
            None => self.0.push((said, vec![task])),
        }
    }
}

fn width(agenda: &Agenda) -> usize {
    agenda.tasks.iter().map(|task| name(task).chars().count()).max().unwrap_or(0).min(WIDEST_NAME)
}

/// Which containers are made and which are started: one that is made and started has one row.
struct Makings<'a> {
    made: HashSet<&'a str>,
    started: HashSet<&'a str>,
}

impl<'a> Makings<'a> {
    fn of(agenda: &'a Agenda, statuses: &[Status]) -> Self {
        let tasks = || agenda.tasks.iter().zip(statuses);
        let is_start = |task: &Task| task.id != task.resource();
        Self {
            made: tasks().filter(|(_, status)| status.makes()).map(|(task, _)| task.resource()).collect(),
            started: tasks()
                .filter(|(task, status)| is_start(task) && status.has_steps())
                .map(|(task, _)| task.resource())
                .collect(),
        }
    }
}

/// Writes the lines about single tasks while they have their turns.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    agenda: &'a Agenda,
    width: usize,
}

impl<'a> Lines<'a> {
    /// Returns the writer of lines about these tasks.
    pub fn of(agenda: &'a Agenda) -> Self {
        Self { agenda, width: width(agenda) }
    }

    /// Returns the lines that say how a task went: `ok  lxc/101  pct set 101 --memory 4096  0.9 s`.
    pub fn ended(&self, index: usize, status: &Status, took: Duration) -> Vec<String> {
        task_line(&self.agenda.tasks[index], self.width, status, took)
    }

    /// Returns the sentence that says for whom a task waits: `lxc/105 waits for lxc/900: lxc/103 is being cloned from it`.
    pub fn waits(&self, index: usize, wait: Wait<'_>) -> String {
        let (task, holder, thing) = (&self.agenda.tasks[index], &self.agenda.tasks[wait.holder], wait.thing);
        let why = match thing.split_once('/') {
            _ if holder.container().as_deref() == Some(thing) || holder.resource() == thing => {
                format!("{} is at work", holder.id)
            }
            Some(("lxc", _)) => format!("{} is being cloned from it", holder.id),
            Some(("template", _)) => format!("{} fetches it", holder.id),
            _ => format!("{} is at work on it", holder.id),
        };
        format!("{} waits for {thing}: {why}", task.id)
    }
}

fn task_line(task: &Task, width: usize, status: &Status, took: Duration) -> Vec<String> {
    let took = shown_duration(took);
    match status {
        Status::Told(reply) => match &reply.failure {
            Some(failure) => failure_block(task, reply, failure),
            None if task.module == Module::LxcHealth => {
                let now = reply.now.as_deref().unwrap_or_default();
                vec![format!("  {}  {:width$}  {now}  {took}", style("ok").green(), task.id)]
            }
            None => {
                let mut lines: Vec<String> = Vec::new();
                for (index, step) in reply.steps.iter().enumerate() {
                    let id = if index == 0 { task.id.as_str() } else { "" };
                    let took =
                        step.milliseconds.map_or(took.clone(), |time| shown_duration(Duration::from_millis(time)));
                    lines.push(format!("  {}  {id:width$}  {}  {took}", style("ok").green(), step.command));
                }
                for step in &reply.not_begun {
                    lines.push(format!("  {}  {:width$}  not begun: {}", style("--").yellow(), task.id, step.command));
                }
                lines
            }
        },
        Status::Unknown(why) => {
            vec![
                format!("  {}  {}  {}", style("XX").red().bold(), task.id, style("FAILED").red().bold()),
                format!("      why     {why}"),
            ]
        }
        Status::Unseen | Status::Later(_) | Status::PassedBy(_) | Status::Refused(_) | Status::Blocked(_) => Vec::new(),
    }
}

fn name(task: &Task) -> String {
    match &task.label {
        Some(label) => format!("{} {label}", task.resource()),
        None => task.id.clone(),
    }
}

fn told(task: &Task, reply: &ResourceReply, width: usize, starts: bool, detail: Detail) -> Vec<String> {
    let mut lines = Vec::new();
    let creates = |step: &&StepReply| {
        step.changes.iter().any(|change| change.property == "state" && change.effect == Effect::Created)
    };
    if reply.steps.iter().any(|step| creates(&step)) {
        let summary = summary_of_making(reply.steps.iter().flat_map(|step| &step.changes), starts);
        lines.push(format!("  {} {:width$}  {summary}  {}", style("+").green(), name(task), place(task, "state")));
        if detail == Detail::Diff {
            let changes = reply.steps.iter().flat_map(|step| &step.changes).filter(|change| change.property != "state");
            lines.extend(changes.map(|change| format!("        {}", shown_change(change))));
        }
    } else {
        let changes = reply.steps.iter().flat_map(|step| &step.changes);
        let sign = if task.is_part() { style("+").green() } else { style("~").yellow() };
        lines.extend(change_rows(task, changes, width, &sign.to_string(), ""));
    }
    for step in &reply.held {
        let risk = step.changes.iter().map(|change| change.risk).max();
        let allow = risk.map_or(String::new(), |risk| format!("held: --allow {risk}"));
        if creates(&step) && detail == Detail::Short {
            let (sign, summary) = (style("=").magenta(), summary_of_making(step.changes.iter(), false));
            lines.push(format!("  {sign} {:width$}  {summary}  {allow}  {}", name(task), place(task, "state")));
            continue;
        }
        lines.extend(change_rows(task, step.changes.iter(), width, &style("=").magenta().to_string(), &allow));
    }
    if detail == Detail::Diff {
        lines.extend(reply.steps.iter().map(|step| {
            let expected = if step.predicted { "  (expected)" } else { "" };
            format!("        $ {}{expected}", step.command)
        }));
    }
    lines
}

fn change_rows<'a>(
    task: &Task,
    changes: impl Iterator<Item = &'a Change>,
    width: usize,
    sign: &str,
    allow: &str,
) -> Vec<String> {
    let row = |(index, change): (usize, &Change)| {
        let (sign, name) = if index == 0 { (sign, name(task)) } else { (" ", String::new()) };
        let when = match (allow, change.risk) {
            ("", Risk::Safe) => change.effect.to_string(),
            ("", risk) => format!("{}, {risk}", change.effect),
            (allow, _) => allow.to_owned(),
        };
        format!(
            "  {sign} {name:width$}  {:12} {:28} {when:20} {}",
            change.property,
            arrow(change),
            style(wished_at(task, change)).dim()
        )
    };
    changes.enumerate().map(row).collect()
}

/// Says in one line what is made: `filesystem with 5 properties`, `full clone of 900, then start`.
fn summary_of_making<'a>(changes: impl Iterator<Item = &'a Change>, starts: bool) -> String {
    let changes: Vec<&Change> = changes.collect();
    let value = |property: &str| {
        changes.iter().find(|change| change.property == property).and_then(|change| change.after.as_deref())
    };
    let state = value("state").filter(|state| *state != "present");
    let what = match (state, value("template"), value("type")) {
        (Some(clone), _, _) => clone.to_owned(),
        (None, Some(template), _) => format!("created from {template}"),
        (None, None, Some(kind)) => kind.to_owned(),
        (None, None, None) => "created".to_owned(),
    };
    let told = [
        "state",
        "template",
        "type",
        "template file",
        "disks",
        "stamp",
        "noted",
        "folders in the guest",
        "script in the guest",
    ];
    let is_told = |property: &str| told.contains(&property) || property.starts_with("rules.");
    let further = changes.iter().filter(|change| !is_told(&change.property)).count();
    let further = if further == 0 { String::new() } else { format!(" with {}", counted(further, "setting")) };
    let start = if starts { ", then start" } else { "" };
    format!("{what}{further}{start}")
}

/// What goes is in no line of the file; the list that wishes the others is (`rules` of `rules.4`).
fn wished_at(task: &Task, change: &Change) -> At {
    match &change.after {
        Some(after) => task.line_of_text(&change.property, after),
        None => task.line_of(change.property.split('.').next().unwrap_or(&change.property)),
    }
}

fn place(task: &Task, property: &str) -> String {
    style(task.line_of(property)).dim().to_string()
}

fn arrow(change: &Change) -> String {
    let unit = if matches!(change.property.as_str(), "memory" | "swap") { " MiB" } else { "" };
    let side = |value: &Option<String>| value.as_deref().unwrap_or("none").replace('\n', "\\n");
    format!("{} -> {}{unit}", side(&change.before), side(&change.after))
}

fn shown_change(change: &Change) -> String {
    format!("{:12} {}", change.property, arrow(change))
}

fn refusal_block(tasks: &[&Task], refusal: &Refusal) -> Vec<String> {
    let Refusal { property, wanted, found, why, remedy } = refusal;
    let names: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
    let place = match tasks.len() {
        1 => tasks[0].line_of_text(property, wanted).to_string(),
        more => format!("{} and {} more", tasks[0].line_of_text(property, wanted), more - 1),
    };
    vec![
        format!("  {}  {}  {}", style("!!").magenta().bold(), listed(&names), style("REFUSED").magenta().bold()),
        format!("      wanted  {property} {wanted} ({place})        there  {found}"),
        format!("      why     {why}"),
        format!("      do      {remedy}"),
    ]
}

fn failure_block(task: &Task, reply: &ResourceReply, failure: &FailureReply) -> Vec<String> {
    let took = shown_duration(Duration::from_millis(failure.milliseconds));
    let mut lines = Vec::new();
    for step in &reply.steps {
        lines.push(format!("  {}  {:22} {}", style("ok").green(), task.id, step.command));
    }
    let (sign, word) = (style("XX").red().bold(), style("FAILED").red().bold());
    lines.push(format!("  {sign}  {}  {word}    typed  {}   ({took})", task.id, failure.command));
    // A command that waits for a lock says the same line every second.
    let mut said: Vec<&str> = failure.said.lines().collect();
    said.dedup();
    lines.extend(said.iter().map(|line| format!("      said    {line}")));
    if let Some(now) = &reply.now {
        lines.push(format!("      now     {now}"));
    }
    if !reply.not_begun.is_empty() {
        let steps: Vec<&str> = reply.not_begun.iter().map(|step| step.command.as_str()).collect();
        lines.push(format!("      not begun  {}", steps.join("; ")));
    }
    let next = if task.module == Module::LxcHealth { AFTER_HEALTH } else { next_step(&failure.said) };
    lines.push(format!("      next    {next}"));
    lines
}
