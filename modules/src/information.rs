//! What a module is that keeps nothing and only tells what a host has.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::host::Probe;

/// A module that only tells. It is handed a `Probe` in check mode and otherwise, so there is nothing that it could change.
pub trait Information {
    /// The module's name: `phoenix_host_info`.
    const MODULE: &'static str;
    /// What it is asked; its doc comments become the module's documentation.
    type Question: DeserializeOwned + JsonSchema;
    /// What it tells; so do theirs.
    type Facts: Serialize + JsonSchema;

    /// Looks. What cannot be looked at is told among the errors, and blinds nobody to the rest.
    fn tell(question: &Self::Question, host: &dyn Probe) -> Told<Self::Facts>;
}

/// What was found out.
#[derive(Debug)]
pub struct Told<F> {
    /// What there is; what could not be looked at is absent from it, and not empty.
    pub facts: F,
    /// What could not be looked at, and why: a sentence each.
    pub errors: Vec<String>,
}
