//! Turns the loosely typed arguments of an Ansible task into what a schema asks for, in Ansible's own words.
//!
//! Ad-hoc calls, `k=v` tasks and ansible-core up to 2.18 send strings for everything; YAML 1.1 reads `on` as true and a
//! MAC address as a number. [`coerce`] does what `AnsibleModule` does with an argument specification (ansible-core 2.19
//! and 2.21), with the schema of a Rust type in its place, and tells everything that is wrong at once. It also takes what
//! `AnsibleModule` does not: spaces around list items, lists as JSON or Python text; and it refuses to turn a list or a
//! dictionary into a text.
//!
//! Beyond JSON Schema these keywords are understood: `x-no-log` (a secret), `x-aliases` (other names of an argument),
//! `x-internal` (an argument that one program gives to another, and no person is told of), and the formats `name` (a text of
//! one line), `on-off` (a text that takes booleans as `on` and `off`), `mac` (a text that is never a number), `mebibytes` and
//! `gibibytes` (a number of these, or a text that names its unit).

use serde_json::{Map, Value};

mod coercion;
mod containers;
mod literal;
mod scalars;
mod schema;
mod typed;
mod words;

pub(crate) use containers::{to_dictionary, to_list};
pub(crate) use scalars::to_boolean;
pub(crate) use schema::{Fields, Kind, Shape};
pub(crate) use typed::{broken_rules, into_typed};
pub(crate) use words::{Place, mutually_exclusive};

/// Arguments as the schema asks for them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coerced {
    /// The arguments by their canonical names; what was null or omitted is absent.
    pub arguments: Map<String, Value>,
    /// What a person should know, in `AnsibleModule`'s words.
    pub warnings: Vec<String>,
}

/// Coerces arguments to a schema as `schemars::schema_for!` makes it.
///
/// The error holds one sentence for each thing that is wrong, in the order in which `AnsibleModule` looks: the first is
/// the one that it would have said.
pub fn coerce(
    arguments: Map<String, Value>,
    schema: &Value,
    module: &str,
    ignore_unknown: bool,
) -> Result<Coerced, Vec<String>> {
    let (coerced, errors) = coerce_fields(arguments, &Fields::of(schema), module, ignore_unknown);
    if errors.is_empty() { Ok(coerced) } else { Err(errors) }
}

/// Coerces arguments to fields that were read from a schema before. Returns what could be coerced, and what is wrong.
pub(crate) fn coerce_fields(
    arguments: Map<String, Value>,
    fields: &Fields,
    module: &str,
    ignore_unknown: bool,
) -> (Coerced, Vec<String>) {
    coercion::Coercion::new(module, ignore_unknown).of(arguments, fields)
}

#[cfg(test)]
mod tests;

/// Returns the schema of a map whose values take JSON booleans as `on` and `off`: properties of ZFS, options of Proxmox.
pub fn on_off_map(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": ["object", "null"],
        "additionalProperties": { "type": "string", "format": "on-off" }
    })
}
