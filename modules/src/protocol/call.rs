//! What a module is called with: one resource or a list of them, what is allowed, and Ansible's settings.

use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::file;
use super::reply::Reply;
use super::secrets::Secrets;
use super::settings::Settings;
use crate::arguments::{Coerced, Fields, Place, coerce_fields, into_typed, mutually_exclusive};
use crate::plan::{Consent, Risk};

/// The argument that holds a list of resources.
const RESOURCES: &str = "resources";

/// The argument that holds the risks a person allows.
const ALLOW: &str = "allow";

/// A call that can be meant.
pub(super) struct Call<D> {
    pub(super) settings: Settings,
    pub(super) desired: Vec<D>,
    pub(super) consent: Consent,
    pub(super) warnings: Vec<String>,
    /// The arguments to show, if they shall be shown.
    pub(super) invocation: Option<Value>,
}

impl<D: DeserializeOwned + JsonSchema> Call<D> {
    /// Reads an arguments file and collects its secrets; the error is the whole reply.
    pub(super) fn read(bytes: &[u8], module: &str, secrets: &mut Secrets) -> Result<Self, Box<Reply>> {
        let fail = |sentence: String| Box::new(Reply::failed(sentence));
        let mut given = file::parse(bytes).map_err(fail)?;
        let fields = Fields::of(&schema::<D>());
        secrets.collect(&given, &fields);
        let settings = Settings::take_from(&mut given).map_err(fail)?;
        let shown =
            |arguments: &Map<String, Value>| settings.shows_invocation.then(|| json!({"module_args": arguments}));
        let rejected = |sentences: Vec<String>| {
            // What has a name that nobody knows may be a secret with a mistyped name.
            let known = given
                .iter()
                .filter(|(name, _)| fields.arguments.iter().any(|argument| argument.name == **name));
            let known = known.map(|(name, value)| (name.clone(), value.clone())).collect();
            Box::new(Reply {
                invocation: shown(&known),
                ..Reply::failed(sentences.join("\n"))
            })
        };
        let name = settings.module.as_deref().unwrap_or(module);
        let Coerced { arguments, warnings } =
            coerced(&given, &fields, name, settings.ignores_unknown).map_err(rejected)?;
        secrets.collect(&arguments, &fields);
        let consent = consent(&arguments).map_err(|sentence| rejected(vec![sentence]))?;
        let desired = desired(&arguments).map_err(rejected)?;
        let invocation = shown(&arguments);
        Ok(Self {
            settings,
            desired,
            consent,
            warnings,
            invocation,
        })
    }
}

/// Returns the schema of everything a module takes. No resource may have fields named `allow` or `resources`.
pub(super) fn schema<D: JsonSchema>() -> Value {
    let mut schema = schema_for!(D).to_value();
    let keywords = ["type", "properties", "required", "additionalProperties"];
    let one: Map<String, Value> = keywords
        .iter()
        .filter_map(|word| Some(((*word).to_owned(), schema.get(*word)?.clone())))
        .collect();
    let risks: Vec<&str> = Risk::ALLOWABLE.iter().map(|(name, _)| *name).chain(["all"]).collect();
    let properties = [
        (
            ALLOW,
            json!({
                "type": "array",
                "items": {"type": "string", "enum": risks},
                "description": "The risks that are allowed by name. A change whose risk is not allowed is held and reported.",
            }),
        ),
        (
            RESOURCES,
            json!({
                "type": "array",
                "items": one,
                "description": "A list of resources, in place of one resource's own arguments.",
            }),
        ),
    ];
    for (name, property) in properties {
        schema["properties"][name] = property;
    }
    schema
}

fn coerced(
    given: &Map<String, Value>,
    fields: &Fields,
    module: &str,
    ignore_unknown: bool,
) -> Result<Coerced, Vec<String>> {
    if given.get(RESOURCES).is_none_or(Value::is_null) {
        return coerce_fields(given.clone(), fields, module, ignore_unknown);
    }
    let mut fields = fields.clone();
    let own = |name: &String| *name != ALLOW && *name != RESOURCES;
    let is_argument = |name: &&String| {
        fields
            .arguments
            .iter()
            .any(|argument| argument.name == **name || argument.aliases.contains(name))
    };
    let rivals: Vec<&str> = given
        .keys()
        .filter(|name| own(name))
        .filter(is_argument)
        .map(String::as_str)
        .collect();
    let rivalry = (!rivals.is_empty()).then(|| mutually_exclusive(&[&rivals[..], &[RESOURCES]].concat()));
    fields
        .arguments
        .iter_mut()
        .for_each(|argument| argument.is_required = false);
    let coerced = coerce_fields(given.clone(), &fields, module, ignore_unknown);
    match (rivalry, coerced) {
        (None, coerced) => coerced,
        (Some(rivalry), coerced) => Err([rivalry].into_iter().chain(coerced.err().unwrap_or_default()).collect()),
    }
}

fn consent(arguments: &Map<String, Value>) -> Result<Consent, String> {
    let words = arguments.get(ALLOW).and_then(Value::as_array).into_iter().flatten();
    Consent::parse(words.filter_map(Value::as_str)).map_err(|error| format!("argument '{ALLOW}': {error}"))
}

fn desired<D: DeserializeOwned>(arguments: &Map<String, Value>) -> Result<Vec<D>, Vec<String>> {
    let Some(Value::Array(list)) = arguments.get(RESOURCES) else {
        let mut own = arguments.clone();
        own.remove(ALLOW);
        return into_typed(&own, &Place::default()).map(|desired| vec![desired]);
    };
    let mut desired = Vec::new();
    let mut errors = Vec::new();
    for (index, one) in list.iter().enumerate() {
        let place = Place::default().inside(format!("{RESOURCES}[{index}]"));
        match into_typed(one.as_object().unwrap_or(&Map::new()), &place) {
            Ok(one) => desired.push(one),
            Err(sentences) => errors.extend(sentences),
        }
    }
    if errors.is_empty() { Ok(desired) } else { Err(errors) }
}
