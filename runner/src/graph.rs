//! The graph of tasks, for a person, for Graphviz, for Mermaid, for a program.

use std::fmt::Write as _;

use crate::agenda::{Agenda, Needs, Task};
use crate::cli::GraphFormat;

mod json;

/// Returns the graph as text, ending with a line end.
pub fn render(agenda: &Agenda, format: GraphFormat) -> String {
    match format {
        GraphFormat::Text => text(agenda),
        GraphFormat::Dot => dot(agenda),
        GraphFormat::Mermaid => mermaid(agenda),
        GraphFormat::Json => json::json(agenda),
    }
}

fn title(task: &Task) -> String {
    match &task.label {
        Some(label) => format!("{} ({label})", task.id),
        None => task.id.clone(),
    }
}

fn text(agenda: &Agenda) -> String {
    let mut text = String::new();
    for task in &agenda.tasks {
        let names = |needs: Needs| -> Vec<&str> {
            let edges = task.after.iter().filter(|edge| edge.needs == needs);
            edges.map(|edge| agenda.tasks[edge.before].id.as_str()).collect()
        };
        let mut line = title(task);
        for (needs, word) in Needs::ALL {
            let names = names(needs);
            if !names.is_empty() {
                write!(line, "  {word} {}", names.join(", ")).expect("a text takes every text");
            }
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn dot(agenda: &Agenda) -> String {
    let mut text = "digraph phoenix {\n  rankdir=LR;\n  node [shape=box];\n".to_owned();
    for (index, task) in agenda.tasks.iter().enumerate() {
        writeln!(text, "  t{index} [label={:?}];", title(task)).expect("a text takes every text");
        for edge in &task.after {
            let style = match edge.needs {
                Needs::Existence => "",
                Needs::Order => " [style=dashed]",
                Needs::Settled => " [style=bold]",
                Needs::Turn => " [style=dotted]",
            };
            writeln!(text, "  t{} -> t{index}{style};", edge.before).expect("a text takes every text");
        }
    }
    text.push_str("}\n");
    text
}

fn mermaid(agenda: &Agenda) -> String {
    let mut text = "graph LR\n".to_owned();
    for (index, task) in agenda.tasks.iter().enumerate() {
        writeln!(text, "  t{index}[\"{}\"]", title(task)).expect("a text takes every text");
        for edge in &task.after {
            let arrow = match edge.needs {
                Needs::Existence => "-->",
                Needs::Order | Needs::Turn => "-.->",
                Needs::Settled => "==>",
            };
            writeln!(text, "  t{} {arrow} t{index}", edge.before).expect("a text takes every text");
        }
    }
    text
}
