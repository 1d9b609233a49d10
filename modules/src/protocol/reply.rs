//! What a module answers, as the runner reads it and as Ansible shows it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Answers;
use super::diff::Diff;
use crate::plan::{Change, Note, Refusal};

/// The whole answer of a module.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reply {
    /// Whether the host was changed, or would be.
    pub changed: bool,
    /// Whether a resource is not as wished and does not become so, or the arguments cannot be meant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(extend("x-returned" = "on failure"))]
    pub failed: bool,
    /// Why it failed: a sentence for each resource, one a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "on failure"))]
    pub msg: Option<String>,
    /// What became of each wished resource, in the order of the wishes; empty if the arguments cannot be meant.
    pub resources: Vec<ResourceReply>,
    /// What was typed, or would be, in order.
    #[serde(default)]
    pub commands: Vec<String>,
    /// What differs: `before` and `after` of one resource, a list of these for several. A side is null where the resource is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "with --diff, if anything differs"))]
    pub diff: Option<Diff>,
    /// What a person should know, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Resources of this kind that the host has and nobody wishes, if `others` asked for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-internal" = true))]
    pub others: Vec<String>,
    /// The arguments as they were understood, under `module_args`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>", extend("x-returned" = "unless Ansible says no"))]
    pub invocation: Option<Value>,
}

impl Reply {
    /// Returns the answer that nothing was done, and why.
    pub fn failed(msg: impl Into<String>) -> Self {
        Self { failed: true, msg: Some(msg.into()), ..Self::default() }
    }
}

impl Answers for Reply {
    fn failed(msg: String) -> Self {
        Self::failed(msg)
    }

    fn warnings(&mut self) -> &mut Vec<String> {
        &mut self.warnings
    }
}

/// What became of one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceReply {
    /// The resource: `lxc/101`.
    pub name: String,
    /// The whole of it in one word.
    pub verdict: Verdict,
    /// The steps that were done; in check mode those that would be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepReply>,
    /// The steps whose risk is not allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-like" = "steps"))]
    pub held: Vec<StepReply>,
    /// What cannot be done in place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
    /// What else to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// The step that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if one failed"))]
    pub failure: Option<FailureReply>,
    /// The steps that were planned and not begun.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-like" = "steps"))]
    pub not_begun: Vec<StepReply>,
    /// Whether the resource exists by the last look; false too if it could not be looked at.
    #[serde(default)]
    pub exists: bool,
    /// What the host has by the last look, in one line; absent in check mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "after a run"))]
    pub now: Option<String>,
    /// Why it could not be looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if it could not"))]
    pub error: Option<String>,
}

impl ResourceReply {
    /// Takes back refusals of what was only looked at; the verdict is that of what is left.
    pub fn excuse(&mut self, is_excused: impl Fn(&Refusal) -> bool) {
        let before = self.refusals.len();
        self.refusals.retain(|refusal| !is_excused(refusal));
        if self.refusals.len() == before || !self.refusals.is_empty() || self.verdict != Verdict::Refused {
            return;
        }
        self.verdict = match (self.held.is_empty(), self.steps.is_empty()) {
            (false, _) => Verdict::Held,
            (true, true) => Verdict::InSync,
            (true, false) => Verdict::Differs,
        };
    }

    /// Returns the answer about a resource of which nothing is wanted.
    pub fn quiet(name: impl Into<String>, exists: bool) -> Self {
        Self {
            name: name.into(),
            verdict: Verdict::InSync,
            steps: Vec::new(),
            held: Vec::new(),
            refusals: Vec::new(),
            notes: Vec::new(),
            failure: None,
            not_begun: Vec::new(),
            exists,
            now: None,
            error: None,
        }
    }
}

/// A step of one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepReply {
    /// What is done, as it can be typed.
    pub command: String,
    /// Why it is done.
    pub changes: Vec<Change>,
    /// The command is known only after another look; its changes are complete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(extend("x-returned" = "if true"))]
    pub predicted: bool,
    /// How long it took, if it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "if it was done"))]
    pub milliseconds: Option<u64>,
}

/// A step that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FailureReply {
    /// What was done, as it can be typed.
    pub command: String,
    /// What the tool said, or why it could not be run.
    pub said: String,
    /// How long it took.
    pub milliseconds: u64,
}

/// A resource in one word. The worst that is true wins; they are listed and ordered from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As wished before anything was done.
    InSync,
    /// Check mode: steps are planned, and all of them may be taken.
    Differs,
    /// As wished, after steps that were done.
    Changed,
    /// A step's risk is not allowed. What may be done is done.
    Held,
    /// A wish cannot be met in place. What may be done beside it is done.
    Refused,
    /// The host could not be looked at, so nobody knows.
    Unknown,
    /// A step failed and the last look still wants it, or a stop was asked for before the last step.
    Failed,
}

impl Verdict {
    /// Returns whether the resource is not as wished and does not become so.
    pub fn is_failure(self) -> bool {
        self >= Self::Held
    }
}
