//! What a person reads, and what a program reads: pure, from what is known of each task.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use phoenix_modules::plan::{Change, NoteKind, Risk};
use phoenix_modules::protocol::Verdict;

use crate::agenda::Agenda;
use crate::config::{Configuration, Severity, Topic};
use crate::status::{Status, is_not_asked};

mod hints;
pub mod json;
mod rows;

use rows::Groups;
pub use rows::{Lines, rows};

/// As declared, nothing waits.
pub const AS_DECLARED: u8 = 0;
/// Something failed, or could not be looked at.
pub const FAILED: u8 = 1;
/// Check: something differs.
pub const DRIFT: u8 = 2;
/// Something is refused, held or blocked.
pub const REFUSED: u8 = 3;
/// As declared, but something waits for a restart.
pub const WAITS_FOR_RESTART: u8 = 4;
/// The command line cannot be meant.
pub const USAGE: u8 = 64;
/// The two files are rejected.
pub const FILES_REJECTED: u8 = 65;

/// How many names a line lists before it counts the rest.
const NAMES_IN_A_LINE: usize = 12;

/// How much a person wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// A line for each resource that differs.
    Short,
    /// Every property and every command.
    Diff,
}

/// How many resources are what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All resources of the files.
    pub resources: usize,
    /// As declared.
    pub in_sync: usize,
    /// Held by a person or owned by the HA manager, and not as declared.
    pub left_alone: usize,
    /// With steps planned.
    pub differ: usize,
    /// Behind a pool that is to be imported, and known after that.
    pub not_known_yet: usize,
    /// Refused, or held for their risk.
    pub refused: usize,
    /// Behind something that is not there.
    pub blocked: usize,
    /// Failed, or not to be looked at.
    pub failed: usize,
    /// The commands that are planned.
    pub commands: usize,
    /// Waiting for a restart.
    pub waiting: usize,
}

impl Tally {
    /// Counts resources: a container and its start are one, and the worst of its tasks counts.
    pub fn of(agenda: &Agenda, statuses: &[Status]) -> Self {
        let mut worst: HashMap<&str, Standing> = HashMap::new();
        let mut waiting = HashSet::new();
        let mut tally = Self::default();
        for (task, status) in agenda.tasks.iter().zip(statuses).filter(|(task, status)| !is_not_asked(task, status)) {
            let standing = worst.entry(task.resource()).or_insert(Standing::InSync);
            *standing = (*standing).max(Standing::of(status));
            if status.waits_for_restart() {
                waiting.insert(task.resource());
            }
            tally.commands += status.reply().map_or(0, |reply| reply.steps.len());
        }
        tally.resources = worst.len();
        tally.waiting = waiting.len();
        for standing in worst.into_values() {
            match standing {
                Standing::InSync => tally.in_sync += 1,
                Standing::LeftAlone => tally.left_alone += 1,
                Standing::NotKnownYet => tally.not_known_yet += 1,
                Standing::Differs => tally.differ += 1,
                Standing::Blocked => tally.blocked += 1,
                Standing::Refused => tally.refused += 1,
                Standing::Failed => tally.failed += 1,
            }
        }
        tally
    }

    /// Returns the exit code: the worst wins, in the order 1 > 3 > 2 > 4 > 0.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self { failed: 1.., .. } => FAILED,
            Self { refused: 1.., .. } | Self { blocked: 1.., .. } => REFUSED,
            Self { differ: 1.., .. } => DRIFT,
            Self { waiting: 1.., .. } => WAITS_FOR_RESTART,
            _ => AS_DECLARED,
        }
    }

    /// Returns the counts in words: `61 resources: 57 in sync, 4 differ`.
    pub fn sentence(&self) -> String {
        let Self {
            resources,
            in_sync,
            left_alone,
            not_known_yet,
            differ,
            refused,
            blocked,
            failed,
            waiting,
            commands: _,
        } = self;
        let counts = [
            (*in_sync, "in sync"),
            (*left_alone, "left alone"),
            (*differ, if *differ == 1 { "differs" } else { "differ" }),
            (*not_known_yet, "not known yet"),
            (*refused, "refused or held"),
            (*blocked, "blocked"),
            (*failed, "failed"),
            (*waiting, "waiting for a restart"),
        ];
        let parts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let parts = if parts.is_empty() { "nothing is wished".to_owned() } else { parts.join(", ") };
        format!("{}: {parts}", counted(*resources, "resource"))
    }
}

/// How a resource stands, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    InSync,
    LeftAlone,
    NotKnownYet,
    Differs,
    Blocked,
    Refused,
    Failed,
}

impl Standing {
    fn of(status: &Status) -> Self {
        match status {
            Status::Unseen | Status::PassedBy(_) => Self::InSync,
            Status::Later(_) => Self::NotKnownYet,
            Status::Refused(_) => Self::Refused,
            Status::Blocked(_) => Self::Blocked,
            Status::Unknown(_) => Self::Failed,
            Status::Told(reply) => match reply.verdict {
                Verdict::InSync if status.is_left_alone_differing() => Self::LeftAlone,
                Verdict::InSync | Verdict::Changed => Self::InSync,
                Verdict::Differs => Self::Differs,
                Verdict::Held | Verdict::Refused => Self::Refused,
                Verdict::Unknown | Verdict::Failed => Self::Failed,
            },
        }
    }
}

/// Returns the sign of what stands against a run as a whole.
pub fn objection_sign() -> String {
    console::style("!!").magenta().bold().to_string()
}

/// Returns the lines about what is on the host but in no file, what nobody manages yet, and what the files' reader said.
pub fn remarks(configuration: &Configuration, others: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if !others.is_empty() {
        lines.push(format!("  . not in the files, left alone: {}", listed(others)));
    }
    if !configuration.not_managed.is_empty() {
        let mut entries: Vec<(Topic, &str)> =
            configuration.not_managed.iter().map(|entry| (entry.topic, entry.resource.as_str())).collect();
        entries.sort_unstable();
        entries.dedup();
        let topic = |same: &[(Topic, &str)]| match same {
            [(topic, resource)] => format!("{topic} ({resource})"),
            [(topic, _), ..] => format!("{topic} ({})", same.len()),
            [] => String::new(),
        };
        let topics: Vec<String> = entries.chunk_by(|one, other| one.0 == other.0).map(topic).collect();
        lines.push(format!(
            "  . in the files, not managed yet: {} (`phoenix-run validate` lists them)",
            topics.join(", ")
        ));
    }
    if !configuration.inert.is_empty() {
        let keys = counted(configuration.inert.len(), "key");
        lines.push(format!("  . in the files, without any effect: {keys} (`phoenix-run validate` lists them)"));
    }
    let warnings = configuration.findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    if warnings > 0 {
        lines.push(format!("  . {} about the files (`phoenix-run validate`)", counted(warnings, "warning")));
    }
    lines
}

/// Returns the notes of all tasks, a line for each thing that is said, with all it is said of.
pub fn notes(agenda: &Agenda, statuses: &[Status]) -> Vec<String> {
    let mut said: Groups<(char, &str)> = Groups::default();
    let mut told = HashSet::new();
    for (task, status) in agenda.tasks.iter().zip(statuses) {
        if let Status::PassedBy(why) = status {
            said.add(('.', why), task.container().unwrap_or_else(|| task.id.clone()));
        }
        for note in status.reply().into_iter().flat_map(|reply| &reply.notes) {
            // Of a guest that is left alone one line is enough: its start is left alone too.
            if note.kind == NoteKind::LeftAlone && !told.insert(task.resource()) {
                continue;
            }
            let sign = if note.kind == NoteKind::Warning { '!' } else { '.' };
            said.add((sign, &note.text), task.resource().to_owned());
        }
    }
    let line = |((sign, text), resources): ((char, &str), Vec<String>)| {
        let mut seen = HashSet::new();
        let resources: Vec<String> = resources.into_iter().filter(|name| seen.insert(name.clone())).collect();
        format!("  {sign} {}  {text}", listed(&resources))
    };
    said.0.into_iter().map(line).collect()
}

/// Returns the risks of what is planned, counted: `2 irreversible, 1 interrupts`; empty if all is safe.
pub fn risks(agenda: &Agenda, statuses: &[Status]) -> String {
    let planned = agenda.tasks.iter().zip(statuses).filter_map(|(_, status)| status.reply());
    let changes: Vec<&Change> = planned.flat_map(|reply| &reply.steps).flat_map(|step| &step.changes).collect();
    let count = |(name, risk): &(&str, Risk)| {
        let count = changes.iter().filter(|change| change.risk == *risk).count();
        (count > 0).then(|| format!("{count} {name}"))
    };
    Risk::ALLOWABLE.iter().filter_map(count).collect::<Vec<_>>().join(", ")
}

/// Returns a count with its noun: `1 resource`, `2 resources`.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Returns a duration as a person reads it: `41 ms`, `1.9 s`.
pub fn shown_duration(took: Duration) -> String {
    if took < Duration::from_secs(1) {
        format!("{} ms", took.as_millis())
    } else {
        format!("{}.{} s", took.as_secs(), took.subsec_millis() / 100)
    }
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(NAMES_IN_A_LINE).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES_IN_A_LINE) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
