//! The report for a program: one JSON object.

use std::time::Duration;

use serde_json::{Value, json};

use super::Tally;
use crate::agenda::Agenda;
use crate::config::Configuration;
use crate::inspection::Inspection;
use crate::status::Status;

/// What a report is about, and how it ended.
pub struct Report<'a> {
    /// `check` or `converge`.
    pub command: &'a str,
    /// The tasks.
    pub agenda: &'a Agenda,
    /// What is known of each, by the last look, and what is known besides.
    pub inspection: &'a Inspection,
    /// The tasks that were called, with what became of them; empty for a check.
    pub called: &'a [(usize, Status)],
    /// What the files say.
    pub configuration: &'a Configuration,
    /// How long it took.
    pub took: Duration,
}

impl Report<'_> {
    /// Returns the report as one JSON object.
    pub fn to_json(&self, exit_code: u8) -> Value {
        let Self { command, agenda, inspection, called, configuration, took } = self;
        let Inspection { statuses, others, objections } = inspection;
        let tally = Tally::of(agenda, statuses);
        let tasks: Vec<Value> = agenda
            .tasks
            .iter()
            .zip(statuses)
            .map(|(task, status)| one(&task.id, &task.at.to_string(), status))
            .collect();
        let called: Vec<Value> = called
            .iter()
            .map(|(index, status)| one(&agenda.tasks[*index].id, &agenda.tasks[*index].at.to_string(), status))
            .collect();
        json!({
            "command": command,
            "exit_code": exit_code,
            "summary": {
                "resources": tally.resources,
                "in_sync": tally.in_sync,
                "differ": tally.differ,
                "not_known_yet": tally.not_known_yet,
                "refused": tally.refused,
                "blocked": tally.blocked,
                "failed": tally.failed,
                "waiting_for_restart": tally.waiting,
                "commands": tally.commands,
            },
            "tasks": tasks,
            "called": called,
            "objections": objections,
            "not_in_the_files": others,
            "not_managed": configuration.not_managed,
            "inert": configuration.inert,
            "findings": configuration.findings,
            "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        })
    }
}

fn one(id: &str, at: &str, status: &Status) -> Value {
    let mut value = match status {
        Status::Unseen => json!({ "verdict": "unseen" }),
        Status::Later(before) => json!({ "verdict": "not known yet", "known_after": before }),
        Status::Told(reply) => serde_json::to_value(reply).unwrap_or_default(),
        Status::PassedBy(why) => json!({ "verdict": "passed by", "why": why }),
        Status::Refused(refusal) => json!({ "verdict": "refused", "refusals": [refusal] }),
        Status::Blocked(block) => json!({ "verdict": "blocked", "blocked_by": block.by, "why": block.why }),
        Status::Unknown(why) => json!({ "verdict": "unknown", "error": why }),
    };
    if let Value::Object(object) = &mut value {
        object.insert("task".to_owned(), json!(id));
        object.insert("at".to_owned(), json!(at));
    }
    value
}
