//! Whose turn it is: what stands behind what, who waits for a lock domain, and who goes first.
//!
//! Each task is looked at when the last one before it has had its turn, and when something it waits for is given back;
//! so a walk costs about as much as the graph has edges.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::costs::chains;
use super::{Wait, Witness};
use crate::agenda::{Agenda, Task};
use crate::status::{Status, block, is_premature};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Waiting,
    Running,
    Over,
}

/// Tasks that could begin: the longest chain behind them first, among equals the first of the agenda.
type Line = BinaryHeap<(u64, Reverse<usize>)>;

/// Something that one task at a time has to itself.
struct Thing<'a> {
    name: &'a str,
    holder: Option<usize>,
    waiting: Line,
    /// A template that nobody has fetched yet; once it is there, nobody must have it to himself.
    is_to_be_fetched: bool,
}

/// The turns of a walk.
pub(super) struct Turns<'a> {
    agenda: &'a Agenda,
    turns: Vec<Turn>,
    changed: Vec<bool>,
    /// How many edges lead to tasks that have not had their turn.
    open: Vec<usize>,
    behind: Vec<Vec<usize>>,
    chains: Vec<u64>,
    ready: Line,
    things: Vec<Thing<'a>>,
    numbers: HashMap<&'a str, usize>,
    held: Vec<Vec<usize>>,
}

impl<'a> Turns<'a> {
    /// Returns the turns of these tasks, with those in line that can begin.
    pub(super) fn of(agenda: &'a Agenda, statuses: &mut [Status]) -> Self {
        let count = agenda.tasks.len();
        let mut behind = vec![Vec::new(); count];
        for (index, task) in agenda.tasks.iter().enumerate() {
            task.after.iter().for_each(|edge| behind[edge.before].push(index));
        }
        let mut turns = Self {
            agenda,
            turns: vec![Turn::Waiting; count],
            changed: vec![false; count],
            open: agenda.tasks.iter().map(|task| task.after.len()).collect(),
            behind,
            chains: chains(agenda, statuses),
            ready: Line::new(),
            things: Vec::new(),
            numbers: HashMap::new(),
            held: vec![Vec::new(); count],
        };
        for (task, status) in agenda.tasks.iter().zip(&*statuses) {
            turns.add_things(task, status);
        }
        let free: Vec<usize> = (0..count).filter(|&index| turns.open[index] == 0).collect();
        turns.line_up(free, statuses);
        turns
    }

    fn add_things(&mut self, task: &'a Task, status: &Status) {
        let number = |things: &mut Vec<Thing<'a>>, numbers: &mut HashMap<&'a str, usize>, name: &'a str| {
            *numbers.entry(name).or_insert_with(|| {
                things.push(Thing { name, holder: None, waiting: Line::new(), is_to_be_fetched: false });
                things.len() - 1
            })
        };
        for name in task.exclusive.iter().chain(&task.exclusive_while_made) {
            number(&mut self.things, &mut self.numbers, name);
        }
        if let Some(template) = &task.template {
            let template = number(&mut self.things, &mut self.numbers, template);
            self.things[template].is_to_be_fetched |= status.fetches();
        }
    }

    /// Returns the next task that begins, and says of those before it in line for what they wait.
    pub(super) fn next(&mut self, statuses: &[Status], witness: &mut dyn Witness) -> Option<usize> {
        while let Some(first) = self.ready.pop() {
            let index = first.1.0;
            let claims = self.claims(index, &statuses[index]);
            let taken = claims.iter().find_map(|&thing| Some((thing, self.things[thing].holder?)));
            let Some((thing, holder)) = taken else {
                claims.iter().for_each(|&thing| self.things[thing].holder = Some(index));
                self.held[index] = claims;
                self.turns[index] = Turn::Running;
                return Some(index);
            };
            self.things[thing].waiting.push(first);
            witness.waits(index, Wait { thing: self.things[thing].name, holder });
            // It was let forward for one of these and does not take it.
            claims.iter().for_each(|&thing| self.let_forward(thing));
        }
        None
    }

    /// Ends a task's turn: what it held is free, what stood behind it may be in line.
    pub(super) fn end(&mut self, index: usize, status: Status, statuses: &mut [Status]) {
        self.turns[index] = Turn::Over;
        self.changed[index] = status.has_steps();
        let exists = status.reply().is_some_and(|reply| reply.exists);
        statuses[index] = status;
        for thing in std::mem::take(&mut self.held[index]) {
            let given_back = &mut self.things[thing];
            given_back.holder = None;
            if exists && std::mem::replace(&mut given_back.is_to_be_fetched, false) {
                self.ready.append(&mut given_back.waiting);
            }
            self.let_forward(thing);
        }
        let mut free = Vec::new();
        self.open_behind(index, &mut free);
        self.line_up(free, statuses);
    }

    /// Ends a task's turn that was not begun after all, because of a stop.
    pub(super) fn give_up(&mut self, index: usize) {
        self.turns[index] = Turn::Waiting;
    }

    /// Returns the tasks that are due and were not begun.
    pub(super) fn not_begun(&self, statuses: &[Status]) -> Vec<usize> {
        let is_open = |index: &usize| self.turns[*index] == Turn::Waiting && self.is_due(*index, statuses);
        (0..self.turns.len()).filter(is_open).collect()
    }

    /// What a task must have to itself, as things stand.
    fn claims(&self, index: usize, status: &Status) -> Vec<usize> {
        let task = &self.agenda.tasks[index];
        let makes = status.reply().is_none_or(|reply| !reply.exists);
        let mut claims: Vec<usize> = task.exclusive.iter().map(|name| self.numbers[name.as_str()]).collect();
        if makes {
            claims.extend(task.exclusive_while_made.iter().map(|name| self.numbers[name.as_str()]));
            let template = task.template.as_ref().map(|name| self.numbers[name.as_str()]);
            claims.extend(template.filter(|template| self.things[*template].is_to_be_fetched));
        }
        claims
    }

    /// Lets the first that waits for a thing try again, if the thing is free.
    fn let_forward(&mut self, thing: usize) {
        let thing = &mut self.things[thing];
        if thing.holder.is_none() {
            self.ready.extend(thing.waiting.pop());
        }
    }

    /// Puts tasks in line that have nothing open before them; ends the turns of those that have nothing to do or are
    /// blocked, and goes on with what stands behind them.
    fn line_up(&mut self, mut free: Vec<usize>, statuses: &mut [Status]) {
        while let Some(index) = free.pop() {
            if self.is_due(index, statuses) && !self.has_only_come_near(index, statuses) {
                let Some(block) = block(&self.agenda.tasks[index], &statuses[index], self.agenda, statuses) else {
                    self.ready.push((self.chains[index], Reverse(index)));
                    continue;
                };
                statuses[index] = Status::Blocked(block);
            }
            self.turns[index] = Turn::Over;
            self.open_behind(index, &mut free);
        }
    }

    /// A seal or a clone that was refused because of what is taken away meanwhile would be made by its next look, whatever else of
    /// its container, or of its source, is refused: what had nothing to do is called only when all before it is as it has to be.
    fn has_only_come_near(&self, index: usize, statuses: &[Status]) -> bool {
        let had_nothing_to_do = statuses[index].reply().is_some_and(|reply| reply.steps.is_empty());
        had_nothing_to_do && is_premature(&self.agenda.tasks[index], &statuses[index], self.agenda, statuses)
    }

    fn open_behind(&mut self, index: usize, free: &mut Vec<usize>) {
        for &behind in &self.behind[index] {
            self.open[behind] -= 1;
            if self.open[behind] == 0 {
                free.push(behind);
            }
        }
    }

    /// A module looks for itself right before it touches: it is called for what differs, and for what stands behind a
    /// change.
    fn is_due(&self, index: usize, statuses: &[Status]) -> bool {
        let status = &statuses[index];
        match status {
            Status::Refused(_) | Status::Blocked(_) | Status::PassedBy(_) | Status::Unknown(_) => false,
            Status::Told(_) | Status::Unseen | Status::Later(_) => {
                let after = &self.agenda.tasks[index].after;
                let differs =
                    status.has_steps() || status.is_locked() || after.iter().any(|edge| self.changed[edge.before]);
                differs && self.agenda.is_meant(index, statuses, |other| self.changed[other])
            }
        }
    }
}
