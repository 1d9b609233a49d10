//! What comparing returns: changes, the steps that make them, and what is refused. Data, without a way to act.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::Command;

mod edit;
mod lines;
mod risk;

pub use edit::{Digest, Edit, EditError, Lock};
pub use lines::{raw_line, section_header};
pub use risk::{Consent, Risk};

/// The property of a container that is a template: whoever wishes it wishes the seal, which cannot be taken back.
pub const IS_TEMPLATE: &str = "is_template";

/// When a change is felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The resource, or a part of it, comes into being.
    Created,
    /// At once.
    Live,
    /// At once, for data written from now on; what is stored stays as it is.
    NewDataOnly,
    /// When the guest, or the host, starts the next time.
    AtRestart,
    /// The resource, or a part of it, goes away.
    Removed,
}

impl fmt::Display for Effect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Created => "new",
            Self::Live => "live",
            Self::NewDataOnly => "live, new data only",
            Self::AtRestart => "at restart",
            Self::Removed => "removed",
        })
    }
}

/// One property that differs, in the words of the tool it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The property: `memory`, `compression`, `state`.
    pub property: String,
    /// What the host has; null if nothing.
    pub before: Option<String>,
    /// What is wished; null if nothing.
    pub after: Option<String>,
    /// When it is felt.
    pub effect: Effect,
    /// How bad it can be.
    pub risk: Risk,
}

impl Change {
    /// Returns a safe change that is felt at once.
    pub fn new(property: &str, before: Option<String>, after: Option<String>) -> Self {
        Self { property: property.to_owned(), before, after, effect: Effect::Live, risk: Risk::Safe }
    }

    /// Returns the change with another effect.
    #[must_use]
    pub fn felt(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Returns the change with another risk.
    #[must_use]
    pub fn risking(mut self, risk: Risk) -> Self {
        self.risk = risk;
        self
    }
}

/// Something done to the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Run a native command.
    Run(Command),
    /// Edit a file for which no command exists, under Proxmox's own lock if it has one.
    Edit {
        /// The file, as an absolute path on the host.
        path: PathBuf,
        /// The lock that Proxmox's own tools take for it.
        lock: Lock,
        /// What to do to its text.
        edit: Edit,
    },
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(command) => command.fmt(formatter),
            Self::Edit { path, edit: Edit::Whole { .. }, .. } => write!(formatter, "write {}", path.display()),
            Self::Edit { path, edit: Edit::Lines { remove, append, .. }, .. } => {
                write!(formatter, "edit {} (-{} +{} lines)", path.display(), remove.len(), append.len())
            }
            Self::Edit { path, edit: Edit::Value { value, .. }, .. } => {
                write!(formatter, "write {value} to {}", path.display())
            }
        }
    }
}

/// An action and the changes it is done for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Why: a step carries its reasons.
    pub changes: Vec<Change>,
    /// What is said in place of the step where its risk is not allowed; without it the step is just held.
    pub objection: Option<Box<Refusal>>,
    /// How many of its first arguments its command shares with that of the step before it: where both may be taken, they
    /// are typed as one command. 0: it stands alone.
    pub shares: usize,
    /// What is to be known of the step where it may be taken; of one that is held or refused it would not be true.
    pub note: Option<Note>,
    /// It keeps the resource for good as it is then, so it is only taken where nothing else of the plan is refused or held.
    pub crowns: bool,
}

impl Step {
    /// Returns the step that runs `command` for these changes.
    pub fn run(command: Command, changes: Vec<Change>) -> Self {
        Self::of(Action::Run(command), changes)
    }

    /// Returns the step that performs `action` for these changes.
    pub fn of(action: Action, changes: Vec<Change>) -> Self {
        Self { action, changes, objection: None, shares: 0, note: None, crowns: false }
    }

    /// Returns the step as one that is only taken where nothing else of the plan is refused or held.
    #[must_use]
    pub fn crowning(mut self) -> Self {
        self.crowns = true;
        self
    }

    /// Returns the step with the refusal that stands in its place where its risk is not allowed.
    #[must_use]
    pub fn unless_allowed(mut self, objection: Refusal) -> Self {
        self.objection = Some(Box::new(objection));
        self
    }

    /// Returns the step with a note that is told where it may be taken.
    #[must_use]
    pub fn noting(mut self, note: Note) -> Self {
        self.note = Some(note);
        self
    }

    /// Returns the step as one that is typed together with the step before it, where both may be taken.
    #[must_use]
    pub fn sharing(mut self, arguments: usize) -> Self {
        self.shares = arguments;
        self
    }

    /// Returns whether the step is part of a restart.
    pub fn is_restart(&self) -> bool {
        self.changes.iter().any(|change| change.property == RESTART)
    }

    /// Returns the step as it is when the resource has just been made: nothing that existed can be harmed by it.
    #[must_use]
    pub fn as_part_of_creation(mut self) -> Self {
        for change in &mut self.changes {
            if matches!(change.risk, Risk::Irreversible | Risk::Interrupts) {
                change.risk = Risk::Safe;
            }
        }
        self
    }
}

/// A wish that cannot be met in place, and what a person could do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refusal {
    /// The property.
    pub property: String,
    /// What is wished.
    pub wanted: String,
    /// What the host has.
    pub found: String,
    /// Why it is refused.
    pub why: String,
    /// What a person could do about it.
    pub remedy: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { property, wanted, found, why, remedy } = self;
        write!(formatter, "{property}: wanted {wanted}, found {found}; {why}; {remedy}")
    }
}

/// A look whose answer is that the resource fails: neither drift, for no command of ours would mend it, nor a refusal, for nothing
/// is asked that could be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// The command, as it can be typed.
    pub command: String,
    /// What it said, and how it ended.
    pub said: String,
    /// How long was looked, in all.
    pub took: Duration,
}

/// Something to know that is neither a change nor a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What sort of note it is.
    pub kind: NoteKind,
    /// The note, one sentence.
    pub text: String,
}

/// What sort of note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Good to know.
    Info,
    /// Something may go wrong.
    Warning,
    /// The whole resource is left alone, for the reason in the text.
    LeftAlone,
    /// It is configured as wished, and works so after a restart.
    WaitsForRestart,
}

impl Note {
    /// Returns a note of this kind.
    pub fn new(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }
}

/// What follows when a plan's steps are done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Then {
    /// The resource is as wished.
    #[default]
    Done,
    /// Only another look can tell the next commands; these are expected.
    LookAgain {
        /// The steps that are expected, in order. Their changes are complete, their commands may differ.
        predicted: Vec<Step>,
    },
}

/// The property of a change by which something that stands or runs is stopped or started for other changes to be felt. The next
/// look cannot tell whether it succeeded: nothing waits any more.
pub const RESTART: &str = "restart";

/// The whole answer of comparing one resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct Plan {
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What would be done if its risk were allowed.
    pub held: Vec<Step>,
    /// What cannot be done in place.
    pub refusals: Vec<Refusal>,
    /// What the look itself found failing, and no step would mend.
    pub failing: Option<Failing>,
    /// What else to know.
    pub notes: Vec<Note>,
    /// What follows.
    pub then: Then,
}

impl Refusal {
    /// Returns whether a lock of Proxmox is the reason, of the container or of the source of a clone: that passes by itself.
    pub fn is_of_a_lock(&self) -> bool {
        self.property == "lock" || (self.property == "clone_from" && self.found.starts_with("CT is locked"))
    }
}

impl Plan {
    /// Returns the plan of a resource that is as wished.
    pub fn settled() -> Self {
        Self::default()
    }

    /// Returns a plan that does nothing but refuse.
    pub fn refused(refusal: Refusal) -> Self {
        Self { refusals: vec![refusal], ..Self::default() }
    }

    /// Returns the plan that leaves the resource alone, and says why and in what it differs.
    pub fn left_alone(self, why: &str) -> Self {
        let differing: Vec<&str> = self.changes().map(|change| change.property.as_str()).collect();
        let differs =
            if differing.is_empty() { String::new() } else { format!("; it differs in {}", differing.join(", ")) };
        let note = Note::new(NoteKind::LeftAlone, format!("left alone: {why}{differs}"));
        Self { notes: vec![note], ..Self::default() }
    }

    /// Returns whether nothing is to be done, held or refused, and nothing fails.
    pub fn is_settled(&self) -> bool {
        let is_left = self.failing.is_some() || !(self.held.is_empty() && self.refusals.is_empty());
        !is_left && self.steps.is_empty() && self.predicted().is_empty()
    }

    /// Returns the steps that are expected after another look.
    pub fn predicted(&self) -> &[Step] {
        match &self.then {
            Then::Done => &[],
            Then::LookAgain { predicted } => predicted,
        }
    }

    /// Returns every change that the plan would make, predicted ones included, held ones not.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.steps.iter().chain(self.predicted()).flat_map(|step| &step.changes)
    }

    /// Returns the plan with every step held that has a change which is not consented to.
    ///
    /// A wished run state or absence names its own risk, and so does the wish for a template: who writes it has consented to
    /// it. A making does not.
    pub fn judged(mut self, consent: &Consent) -> Self {
        let names_its_risk = |change: &Change| match change.property.as_str() {
            "state" => change.effect != Effect::Created,
            property => property == IS_TEMPLATE,
        };
        let may_be_made = |change: &Change| consent.covers(change.risk) || names_its_risk(change);
        let (steps, held): (Vec<Step>, Vec<Step>) =
            std::mem::take(&mut self.steps).into_iter().partition(|step: &Step| step.changes.iter().all(may_be_made));
        let is_all_held = steps.is_empty() && !held.is_empty();
        let Self { steps: allowed, notes, then, .. } = &mut self;
        notes.extend(steps.into_iter().filter_map(|step| take(allowed, step)));
        if let Then::LookAgain { predicted } = then {
            for step in std::mem::take(predicted) {
                notes.extend(take(predicted, step));
            }
        }
        for step in held {
            // Who has allowed the worst of it is told what else there is to allow.
            let worst = step.changes.iter().map(|change| change.risk).max().unwrap_or(Risk::Safe);
            match step.objection {
                Some(objection) if !consent.covers(worst) => self.refusals.push(*objection),
                _ => self.held.push(step),
            }
        }
        if is_all_held {
            self.then = Then::Done;
        }
        self.put_off_crowning();
        self
    }

    /// Takes out what would keep the resource for good before it is as wished.
    fn put_off_crowning(&mut self) {
        if self.held.is_empty() && self.refusals.is_empty() {
            return;
        }
        let put_off: Vec<Step> = self.steps.extract_if(.., |step| step.crowns).collect();
        let properties: Vec<String> =
            put_off.iter().flat_map(|step| &step.changes).map(|change| change.property.clone()).collect();
        if !properties.is_empty() {
            let text = format!("{} waits until nothing is refused or held any more", properties.join(", "));
            self.notes.push(Note::new(NoteKind::Info, text));
        }
    }
}

/// Puts a step behind others, or into the command before it that it shares words with. Returns what is noted of it.
fn take(steps: &mut Vec<Step>, mut step: Step) -> Option<Note> {
    let note = step.note.take();
    match (steps.last_mut(), step.action) {
        (Some(Step { action: Action::Run(before), changes, .. }), Action::Run(command)) if step.shares > 0 => {
            *before = before.clone().joined_with(command, step.shares);
            changes.extend(step.changes);
        }
        (_, action) => steps.push(Step { action, ..step }),
    }
    note
}

#[cfg(test)]
mod tests;
