//! The protocol of a module that only tells: the same file, the same line of ASCII JSON, facts in place of resources.

use std::process::ExitCode;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde_json::{Map, Value};

use super::call::Given;
use super::secrets::Secrets;
use super::{Answers, line, read, run};
use crate::arguments::{Coerced, Place, coerce_fields, into_typed};
use crate::host::Probe;
use crate::information::{Information, Told};

/// The whole answer of a module that only tells.
#[derive(Debug, Serialize, JsonSchema)]
struct Answer<F> {
    /// Never: it only looks.
    changed: bool,
    /// Whether something that was asked for could not be looked at, or the arguments cannot be meant.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(extend("x-returned" = "on failure"))]
    failed: bool,
    /// Why it failed: a sentence for each thing that could not be looked at, one a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-returned" = "on failure"))]
    msg: Option<String>,
    /// What a person should know, one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    /// The arguments as they were understood, under `module_args`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Map<String, Value>>", extend("x-returned" = "unless Ansible says no"))]
    invocation: Option<Value>,
    #[serde(flatten)]
    facts: Option<F>,
}

impl<F: Serialize> Answers for Answer<F> {
    fn failed(msg: String) -> Self {
        Self { changed: false, failed: true, msg: Some(msg), warnings: Vec::new(), invocation: None, facts: None }
    }

    fn warnings(&mut self) -> &mut Vec<String> {
        &mut self.warnings
    }
}

/// Runs the module of `I` as Ansible starts it; a module's whole `main`.
pub fn main<I: Information>() -> ExitCode {
    run(I::MODULE, |host, warnings| answer_to::<I>(read(I::MODULE, std::env::args_os()), host, warnings))
}

/// Returns the answer to the text of an arguments file, or to the reason why there is none. Never panics.
pub fn answer_to<I: Information>(file: Result<Vec<u8>, String>, host: &dyn Probe, warnings: Vec<String>) -> Vec<u8> {
    line(I::MODULE, file, warnings, |bytes, secrets| answer::<I>(bytes, host, secrets))
}

fn answer<I: Information>(bytes: &[u8], host: &dyn Probe, secrets: &mut Secrets) -> Answer<I::Facts> {
    let given = match Given::read(bytes, &schema::<I>(), secrets) {
        Ok(given) => given,
        Err(error) => return Answer::failed(error),
    };
    let (question, invocation, warnings) = match question::<I>(&given) {
        Ok(understood) => understood,
        Err(errors) => return Answer { invocation: given.shown_if_rejected(), ..Answer::failed(errors.join("\n")) },
    };
    let Told { facts, errors } = I::tell(&question, host);
    let msg = (!errors.is_empty()).then(|| errors.join("\n"));
    Answer { changed: false, failed: msg.is_some(), msg, warnings, invocation, facts: Some(facts) }
}

/// What was asked, what is shown of it, and what a person should know.
type Understood<Q> = (Q, Option<Value>, Vec<String>);

fn question<I: Information>(given: &Given) -> Result<Understood<I::Question>, Vec<String>> {
    let Given { arguments, fields, settings } = given;
    let (Coerced { arguments, warnings }, errors) =
        coerce_fields(arguments.clone(), fields, given.module(I::MODULE), settings.ignores_unknown);
    if !errors.is_empty() {
        return Err(errors);
    }
    let question = into_typed(&arguments, &Place::default())?;
    Ok((question, given.shown(&arguments), warnings))
}

/// Returns the schema of what the module of `I` is asked.
pub fn schema<I: Information>() -> Value {
    schema_for!(I::Question).to_value()
}

/// Returns the schema of what the module of `I` tells: what is required is always there.
pub fn reply_schema<I: Information>() -> Value {
    SchemaSettings::default().for_serialize().into_generator().into_root_schema_for::<Answer<I::Facts>>().to_value()
}
