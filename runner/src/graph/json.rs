//! The graph for a program that calls the modules itself, such as a playbook.

use serde_json::{Value, json};

use crate::agenda::{Agenda, Needs, OnlyIf, Task};

/// Returns the tasks as a list, in an order in which they can be done.
///
/// Tasks of one `rank` do not stand behind each other: those of them that have the same module can be one call of it. Whoever
/// checks before he converges gives the `check_arguments`, which say too what earlier tasks will have made.
pub(super) fn json(agenda: &Agenda) -> String {
    let ranks = ranks(agenda);
    let tasks = agenda.tasks.iter().zip(ranks).map(|(task, rank)| described(agenda, task, rank));
    let mut text = Value::Array(tasks.collect()).to_string();
    text.push('\n');
    text
}

/// Returns how many tasks stand in a row before each.
fn ranks(agenda: &Agenda) -> Vec<usize> {
    let mut ranks: Vec<usize> = Vec::with_capacity(agenda.tasks.len());
    for task in &agenda.tasks {
        let behind = task.after.iter().map(|edge| ranks[edge.before] + 1);
        ranks.push(behind.max().unwrap_or(0));
    }
    ranks
}

fn described(agenda: &Agenda, task: &Task, rank: usize) -> Value {
    let after = task.after.iter().map(|edge| {
        let needs = Needs::ALL.iter().find(|(needs, _)| *needs == edge.needs).map(|(_, word)| *word);
        json!({ "task": agenda.tasks[edge.before].id, "needs": needs })
    });
    let mut ahead = task.wish.clone();
    ahead.extend(task.expecting.iter().map(|expecting| ("expecting".to_owned(), expecting.clone())));
    json!({
        "task": task.id,
        "label": task.label,
        "module": task.module.binary(),
        "rank": rank,
        "arguments": task.wish,
        "check_arguments": ahead,
        "only_if": only_if(agenda, &task.only_if),
        "refusal": task.refusal,
        "at": task.at.to_string(),
        "after": after.collect::<Vec<_>>(),
    })
}

fn only_if(agenda: &Agenda, only_if: &OnlyIf) -> Value {
    let name = |index: &usize| &agenda.tasks[*index].id;
    match only_if {
        OnlyIf::Differing => json!("differing"),
        OnlyIf::Made(_) => json!("made"),
        OnlyIf::Wanted(tasks) => json!({ "wanted": tasks.iter().map(name).collect::<Vec<_>>() }),
        OnlyIf::Changed(task) => json!({ "changed": task.as_ref().map(name) }),
    }
}
