//! What is known of each task: told by its module, refused by the files, or blocked by another.

use phoenix_modules::plan::{Change, Effect, NoteKind, Refusal};
use phoenix_modules::protocol::{ResourceReply, Verdict};

use crate::agenda::expecting::is_source;
use crate::agenda::{Agenda, Module, Needs, OnlyIf, Task};

/// The property that changes when a template is fetched.
const TEMPLATE_FILE: &str = "template file";

/// What is known of one task.
#[derive(Debug, Clone)]
pub enum Status {
    /// Nothing yet.
    Unseen,
    /// What its module answered.
    Told(Box<ResourceReply>),
    /// The files refuse it.
    Refused(Refusal),
    /// It stands behind something that is not there.
    Blocked(Block),
    /// What it is shows once this task has had its turn: a pool that is imported may hold it already.
    Later(String),
    /// It is only done in the run that makes its container, and that was another one: what is to be known of it.
    PassedBy(String),
    /// Its module gave no answer, or could not look.
    Unknown(String),
}

/// Why a task is blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The task that blocks it; `None` if it blocks itself.
    pub by: Option<String>,
    /// Why, in one sentence.
    pub why: String,
    /// Whether a failure is at the root of it.
    pub is_failure: bool,
}

impl Status {
    /// Returns what a module's answer about one resource means.
    pub fn told(reply: ResourceReply) -> Self {
        match (reply.verdict, &reply.error) {
            (Verdict::Unknown, Some(error)) => Self::Unknown(error.clone()),
            _ => Self::Told(Box::new(reply)),
        }
    }

    /// Returns the module's answer.
    pub fn reply(&self) -> Option<&ResourceReply> {
        match self {
            Self::Told(reply) => Some(reply),
            Self::Unseen
            | Self::Later(_)
            | Self::PassedBy(_)
            | Self::Refused(_)
            | Self::Blocked(_)
            | Self::Unknown(_) => None,
        }
    }

    /// Returns whether a step is planned or was done.
    pub fn has_steps(&self) -> bool {
        self.reply().is_some_and(|reply| !reply.steps.is_empty())
    }

    /// Returns whether it is refused for a lock of Proxmox: that passes by itself, and its module waits for it.
    pub fn is_locked(&self) -> bool {
        self.reply().is_some_and(|reply| reply.refusals.iter().any(Refusal::is_of_a_lock))
    }

    /// Returns whether the plan or the run makes the resource.
    pub fn makes(&self) -> bool {
        self.state_changes().next().is_some()
    }

    /// Returns whether the plan or the run brings back what was made before, with all it holds: an import.
    fn brings_back(&self) -> bool {
        self.state_changes().any(|change| change.before.is_some())
    }

    /// Returns the changes that are planned or were made.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.reply().into_iter().flat_map(|reply| &reply.steps).flat_map(|step| &step.changes)
    }

    /// Returns the changes by which the resource comes to be there.
    fn state_changes(&self) -> impl Iterator<Item = &Change> {
        self.changes().filter(|change| change.property == "state" && change.effect == Effect::Created)
    }

    /// Returns whether what lies on this pool or dataset is to be seen once it has had its turn, and was not before.
    pub fn mends_a_place(&self) -> bool {
        let mut properties = self.changes().map(|change| change.property.as_str());
        self.makes() || properties.any(|property| ["mounted", "mountpoint", "canmount"].contains(&property))
    }

    /// Returns whether it does what others need too, and do not do because of it: it fetches a template, or makes a directory.
    pub(crate) fn serves_others(&self) -> bool {
        let mut properties = self.changes().map(|change| change.property.as_str());
        properties.any(|property| property == TEMPLATE_FILE || property.ends_with(".directory"))
    }

    /// Returns whether its plan fetches its template; in a batch only the first that needs it says so.
    pub(crate) fn fetches(&self) -> bool {
        self.changes().any(|change| change.property == TEMPLATE_FILE)
    }

    /// Returns whether nothing is wanted.
    pub fn is_in_sync(&self) -> bool {
        self.reply().is_some_and(|reply| reply.verdict == Verdict::InSync)
    }

    /// Returns whether it is left alone although it is not as declared.
    pub fn is_left_alone_differing(&self) -> bool {
        let differs = |text: &str| text.contains("it differs in");
        let notes = self.reply().into_iter().flat_map(|reply| &reply.notes);
        notes.into_iter().any(|note| note.kind == NoteKind::LeftAlone && differs(&note.text))
    }

    /// Returns whether something waits for a restart.
    pub fn waits_for_restart(&self) -> bool {
        self.reply().is_some_and(|reply| reply.notes.iter().any(|note| note.kind == NoteKind::WaitsForRestart))
    }

    /// Returns whether it is refused for the sake of its own data, which counts whatever else it stands behind: who restores
    /// a host wants to read that of every container at once.
    pub fn guards_data(&self) -> bool {
        self.reply().is_some_and(|reply| reply.refusals.iter().any(|refusal| refusal.property == "volumes"))
    }

    /// Returns whether it is refused, by the files or by its module.
    fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_)) || self.reply().is_some_and(|reply| !reply.refusals.is_empty())
    }

    /// Returns whether the task failed, or is blocked by one that did.
    fn is_failure(&self) -> bool {
        match self {
            Self::Told(reply) => reply.verdict == Verdict::Failed,
            Self::Blocked(block) => block.is_failure,
            Self::Unknown(_) => true,
            Self::Unseen | Self::Later(_) | Self::PassedBy(_) | Self::Refused(_) => false,
        }
    }

    /// Returns whether it is as declared once this task has had its turn, as far as is known by now.
    pub(crate) fn will_be_settled(&self) -> bool {
        match self {
            Self::Told(reply) => !reply.verdict.is_failure() && !self.is_left_alone_differing(),
            Self::Unseen | Self::Later(_) | Self::PassedBy(_) => true,
            Self::Refused(_) | Self::Blocked(_) | Self::Unknown(_) => false,
        }
    }

    /// Returns whether the resource is there, and of use, once this task has had its turn: nothing can be made on a storage that
    /// is defined and not active.
    pub(crate) fn will_exist(&self) -> bool {
        let is_dead = |reply: &ResourceReply| reply.refusals.iter().any(|refusal| refusal.property == "active");
        match self {
            Self::Told(reply) => {
                (reply.exists && !is_dead(reply)) || (self.makes() && reply.verdict != Verdict::Failed)
            }
            Self::Unseen | Self::Later(_) | Self::PassedBy(_) => true,
            Self::Refused(_) | Self::Blocked(_) | Self::Unknown(_) => false,
        }
    }
}

/// Returns why a task cannot have its turn, by what is known of the tasks before it.
///
/// A failure blocks what stands behind it. A refusal does not, where the resource exists (law 10), unless the task asks
/// for what is before it to be as declared.
pub fn block(task: &Task, status: &Status, agenda: &Agenda, statuses: &[Status]) -> Option<Block> {
    // Of a part its module says whether the container exists.
    let exists = if task.is_part() { status.is_in_sync() } else { status.reply().is_some_and(|reply| reply.exists) };
    task.after.iter().filter(|edge| edge.needs != Needs::Turn).find_map(|edge| {
        let (before, other) = (&agenda.tasks[edge.before], &statuses[edge.before]);
        let is_failure = other.is_failure();
        // What its module finds of a guest's id may be another guest: what is said of the container itself counts.
        let is_there = exists && task.container().as_deref() != Some(&before.id);
        // What is refused or held has a better reason of its own.
        let is_wanted = status.has_steps() || matches!(status, Status::Later(_));
        // What is wrong with a source would be wrong with its clones for good: its disk, its privileges.
        let is_copied = before.is_part() || (is_wanted && is_source(before, task));
        let will_be_there = if is_copied { other.will_be_settled() } else { other.will_exist() };
        let is_missing = edge.needs == Needs::Existence && !is_there && !will_be_there;
        let is_unsettled = edge.needs == Needs::Settled && is_wanted && !other.will_be_settled();
        let why = match other {
            _ if !is_failure && !is_missing && !is_unsettled => return None,
            Status::Blocked(_) => format!("{} is blocked", before.id),
            Status::Unknown(_) => format!("{} could not be looked at", before.id),
            _ if is_failure => format!("{} failed", before.id),
            _ if is_missing && other.is_refused() => format!("{} is refused", before.id),
            _ if is_missing && before.module == Module::LxcFeature => {
                format!("whether {} is installed is not known", before.id)
            }
            _ if is_unsettled => format!("{} is not as declared, and has to be before this", before.id),
            _ if before.is_part() => format!("{} is not done", before.id),
            _ if other.will_exist() => format!("{} is not as declared, and its clone would not be either", before.id),
            _ => format!("{} does not exist and is not made", before.id),
        };
        Some(Block { by: Some(before.id.clone()), why, is_failure })
    })
}

/// Returns whether something that has to be as declared before this task is not and does not become so: the source of a container
/// that is not there yet, too.
pub(crate) fn is_premature(task: &Task, status: &Status, agenda: &Agenda, statuses: &[Status]) -> bool {
    let exists = status.reply().is_some_and(|reply| reply.exists);
    let is_copied = |before: usize| !exists && is_source(&agenda.tasks[before], task);
    let mut needed = task.after.iter().filter(|edge| edge.needs == Needs::Settled || is_copied(edge.before));
    needed.any(|edge| !statuses[edge.before].will_be_settled())
}

impl Agenda {
    /// Returns whether a task is to have a turn at all, as far as is known: who is started only for others is not started while
    /// they want nothing, and who is stopped afterwards was started before. `changes` tells whether a task changes the host.
    pub(crate) fn is_meant(&self, index: usize, statuses: &[Status], changes: impl Fn(usize) -> bool) -> bool {
        let wants = |other: &usize| statuses[*other].has_steps() || matches!(statuses[*other], Status::Later(_));
        match &self.tasks[index].only_if {
            // Where the run does not make its container, it is passed by, and said so.
            OnlyIf::Differing | OnlyIf::Made(_) => true,
            OnlyIf::Wanted(others) => others.iter().any(wants),
            OnlyIf::Changed(other) => other.is_some_and(changes),
        }
    }
}

/// Says nothing of tasks that are not to have a turn: what they would do is nobody's wish.
pub fn quiet_what_is_not_meant(agenda: &Agenda, statuses: &mut [Status]) {
    for index in 0..agenda.tasks.len() {
        let is_meant = agenda.is_meant(index, statuses, |other| statuses[other].has_steps());
        if let Status::Told(reply) = &mut statuses[index]
            && !is_meant
        {
            let exists = reply.exists;
            **reply = ResourceReply::quiet(reply.name.clone(), exists);
        }
    }
}

/// Returns whether a container's health was not asked for: that is no news of it, good or bad.
pub fn is_not_asked(task: &Task, status: &Status) -> bool {
    task.module == Module::LxcHealth && matches!(status, Status::Unseen)
}

/// Blocks, in the agenda's order, what cannot have its turn.
pub fn block_all(agenda: &Agenda, statuses: &mut [Status]) {
    for (index, task) in agenda.tasks.iter().enumerate() {
        // What is in sync needs no turn.
        if statuses[index].is_in_sync()
            || statuses[index].guards_data()
            || matches!(statuses[index], Status::Unknown(_) | Status::Refused(_) | Status::PassedBy(_))
            || is_not_asked(task, &statuses[index])
        {
            continue;
        }
        if let Some(block) = block(task, &statuses[index], agenda, statuses) {
            statuses[index] = Status::Blocked(block);
        }
    }
    put_off_what_may_be_there(agenda, statuses);
}

/// Puts off what would be made behind a pool that is imported: nobody knows yet what lies in it, and where the data of a
/// container does, that is never made blank beside it. A storage is a section of a file, and known.
fn put_off_what_may_be_there(agenda: &Agenda, statuses: &mut [Status]) {
    let mut pools: Vec<Option<usize>> = vec![None; agenda.tasks.len()];
    for (index, task) in agenda.tasks.iter().enumerate() {
        let mut needed = task.after.iter().filter(|edge| edge.needs == Needs::Existence).map(|edge| edge.before);
        let pool = needed.find_map(|before| if statuses[before].brings_back() { Some(before) } else { pools[before] });
        pools[index] = pool;
        let would_be_made = |reply: &ResourceReply| !reply.exists && !reply.steps.is_empty();
        if let Some(pool) = pool
            && task.module != Module::Pvesm
            && statuses[index].reply().is_some_and(would_be_made)
        {
            statuses[index] = Status::Later(agenda.tasks[pool].id.clone());
        }
    }
}
