//! Tasks before they stand in order: what they say of other tasks is still names.

use std::collections::HashMap;

use super::{Agenda, Edge, Needs, OnlyIf, Task, boot};
use crate::select::Selection;

/// The tasks of a configuration, in the order they were added.
#[derive(Default)]
pub(super) struct Drafts(Vec<Draft>);

struct Draft {
    task: Task,
    after: Vec<(String, Needs)>,
    only_if: OnlyIf<String>,
}

impl Drafts {
    pub(super) fn push(&mut self, task: Task, after: Vec<(String, Needs)>) {
        self.push_only_if(OnlyIf::Differing, task, after);
    }

    /// Adds a task that does not always have a turn.
    pub(super) fn push_only_if(&mut self, only_if: OnlyIf<String>, task: Task, after: Vec<(String, Needs)>) {
        self.0.push(Draft { task, after, only_if });
    }

    /// Returns the selected tasks, each behind those it needs, otherwise in the order they were added.
    pub(super) fn in_order(self, selection: &Selection) -> Agenda {
        let declared = self.0.iter().map(|draft| draft.task.resource().to_owned()).collect();
        let selected: Vec<Draft> = self.0.into_iter().filter(|draft| selection.covers(&draft.task.id)).collect();
        let by_id: HashMap<String, usize> =
            selected.iter().enumerate().map(|(index, draft)| (draft.task.id.clone(), index)).collect();
        let edge = |(id, needs): &(String, Needs)| Some((*by_id.get(id)?, *needs));
        let mut edges: Vec<Vec<(usize, Needs)>> =
            selected.iter().map(|draft| draft.after.iter().filter_map(edge).collect()).collect();
        let orders: Vec<Option<u64>> = selected.iter().map(|draft| draft.task.boot_order).collect();
        let unaware_of_boot = topological_order(&edges);
        boot::line_up(&mut edges, &orders, &unaware_of_boot);
        let order = topological_order(&edges);
        let mut position = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            position[old] = new;
        }
        let mut drafts: Vec<Option<Draft>> = selected.into_iter().map(Some).collect();
        let place = |old: &usize| {
            let Draft { mut task, only_if, .. } = drafts[*old].take().expect("each task stands in the order once");
            let edge = |&(before, needs): &(usize, Needs)| Edge { before: position[before], needs };
            task.after = edges[*old].iter().map(edge).collect();
            task.only_if = only_if.told_by(|name| by_id.get(name).map(|old| position[*old]));
            task
        };
        Agenda { tasks: order.iter().map(place).collect(), declared }
    }
}

impl OnlyIf<String> {
    /// Returns the same with the indices of the tasks in place of their names.
    fn told_by(self, index: impl Fn(&String) -> Option<usize>) -> OnlyIf {
        match self {
            Self::Differing => OnlyIf::Differing,
            Self::Wanted(others) => OnlyIf::Wanted(others.iter().filter_map(index).collect()),
            Self::Changed(other) => OnlyIf::Changed(other.as_ref().and_then(index)),
            Self::Made(container) => OnlyIf::Made(container.as_ref().and_then(index)),
        }
    }
}

/// Returns the tasks' indices so that each stands behind those it needs. The reader has rejected every cycle.
pub(super) fn topological_order(edges: &[Vec<(usize, Needs)>]) -> Vec<usize> {
    fn visit(index: usize, edges: &[Vec<(usize, Needs)>], is_seen: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut is_seen[index], true) {
            return;
        }
        for &(before, _) in &edges[index] {
            visit(before, edges, is_seen, order);
        }
        order.push(index);
    }
    let mut is_seen = vec![false; edges.len()];
    let mut order = Vec::with_capacity(edges.len());
    for index in 0..edges.len() {
        visit(index, edges, &mut is_seen, &mut order);
    }
    order
}
