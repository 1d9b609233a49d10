//! What a module is called with: one resource or a list of them, what is allowed, and Ansible's settings.

use schemars::{JsonSchema, schema_for};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::file;
use super::reply::Reply;
use super::secrets::Secrets;
use super::settings::Settings;
use crate::arguments::{Coerced, Fields, Place, broken_rules, coerce_fields, into_typed, mutually_exclusive};
use crate::host::Way;
use crate::plan::{Consent, Risk};

/// The argument that holds a list of resources.
const RESOURCES: &str = "resources";

/// The argument that holds the risks a person allows.
const ALLOW: &str = "allow";

/// The argument that asks for the resources nobody wishes; only phoenix-run gives it.
const OTHERS: &str = "others";

/// The argument that says by which way the host is looked at.
const INSPECT: &str = "inspect";

/// The arguments that are not a resource's own.
const CALLS_OWN: [&str; 4] = [RESOURCES, ALLOW, INSPECT, OTHERS];

/// A call that can be meant.
pub(super) struct Call<D> {
    pub(super) settings: Settings,
    pub(super) desired: Vec<D>,
    pub(super) consent: Consent,
    pub(super) way: Way,
    pub(super) wants_others: bool,
    pub(super) warnings: Vec<String>,
    /// The arguments to show, if they shall be shown.
    pub(super) invocation: Option<Value>,
}

impl<D: DeserializeOwned + JsonSchema> Call<D> {
    /// Reads an arguments file and collects its secrets; the error is the whole reply.
    pub(super) fn read(bytes: &[u8], module: &str, secrets: &mut Secrets) -> Result<Self, Box<Reply>> {
        let given =
            Given::read(bytes, &schema::<D>(), secrets).map_err(|sentence| Box::new(Reply::failed(sentence)))?;
        let rejected = |sentences: &[String]| {
            Box::new(Reply { invocation: given.shown_if_rejected(), ..Reply::failed(sentences.join("\n")) })
        };
        let (Coerced { arguments, warnings }, mut errors) = coerced(&given, module);
        secrets.collect(&arguments, &given.fields);
        if !errors.is_empty() {
            errors.extend(wishes(&arguments).iter().flat_map(|(wish, place)| broken_rules::<D>(wish, place)));
            return Err(rejected(&errors));
        }
        let consent = consent(&arguments).map_err(|sentence| rejected(&[sentence]))?;
        let way = arguments.get(INSPECT).and_then(|way| Way::deserialize(way).ok()).unwrap_or_default();
        let wants_others = arguments.get(OTHERS).and_then(Value::as_bool).unwrap_or(false);
        let desired = desired(&arguments).map_err(|errors| rejected(&errors))?;
        let invocation = given.shown(&arguments);
        let settings = given.settings;
        Ok(Self { settings, desired, consent, way, wants_others, warnings, invocation })
    }
}

/// What an arguments file holds, before anything of it is judged.
pub(super) struct Given {
    pub(super) settings: Settings,
    pub(super) arguments: Map<String, Value>,
    pub(super) fields: Fields,
}

impl Given {
    /// Reads an arguments file and collects its secrets; the error is a sentence.
    pub(super) fn read(bytes: &[u8], schema: &Value, secrets: &mut Secrets) -> Result<Self, String> {
        let mut arguments = file::parse(bytes)?;
        let fields = Fields::of(schema);
        secrets.collect(&arguments, &fields);
        let settings = Settings::take_from(&mut arguments)?;
        Ok(Self { settings, arguments, fields })
    }

    /// Returns the name that sentences call the module by.
    pub(super) fn module<'a>(&'a self, own: &'a str) -> &'a str {
        self.settings.module.as_deref().unwrap_or(own)
    }

    /// Returns arguments as they are shown, if they shall be shown.
    pub(super) fn shown(&self, arguments: &Map<String, Value>) -> Option<Value> {
        self.settings.shows_invocation.then(|| json!({"module_args": arguments}))
    }

    /// Returns what is shown of arguments that cannot be meant. What has a name that nobody knows may be a secret with a
    /// mistyped name.
    pub(super) fn shown_if_rejected(&self) -> Option<Value> {
        let known = self.arguments.iter().filter(|(name, _)| self.fields.find(name).is_some());
        self.shown(&known.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// Returns the schema of everything a module takes. No resource may have fields named as the call's own.
pub(super) fn schema<D: JsonSchema>() -> Value {
    let mut schema = schema_for!(D).to_value();
    let keywords = ["type", "properties", "required", "additionalProperties"];
    let one: Map<String, Value> =
        keywords.iter().filter_map(|word| Some(((*word).to_owned(), schema.get(*word)?.clone()))).collect();
    let properties = [
        (
            ALLOW,
            json!({
                "type": "array",
                "items": {"oneOf": allowable()},
                "description": "The risks that are allowed by name. A change whose risk is not allowed is held and reported.",
            }),
        ),
        (INSPECT, inspect()),
        (
            RESOURCES,
            json!({
                "type": "array",
                "items": one,
                "description": "A list of resources, in place of one resource's own arguments.",
            }),
        ),
    ];
    let others = json!({"type": "boolean", "x-internal": true});
    for (name, property) in properties.into_iter().chain([(OTHERS, others)]) {
        schema["properties"][name] = property;
    }
    schema
}

/// Returns the risks that a person can allow, each with what it means, and the word for all of them.
fn allowable() -> Vec<Value> {
    let is_allowable =
        |risk: &Value| Risk::ALLOWABLE.iter().any(|(name, _)| risk.get("const").is_some_and(|word| word == name));
    let mut risks = schema_for!(Risk).to_value()["oneOf"].as_array().cloned().unwrap_or_default();
    risks.retain(is_allowable);
    risks.push(json!({"type": "string", "const": "all", "description": "All of them but `lock-out`."}));
    risks
}

fn inspect() -> Value {
    let mut inspect = schema_for!(Way).to_value();
    inspect["description"] = "How the host is looked at; both ways see the same.".into();
    inspect["default"] = json!(Way::default());
    inspect
}

fn coerced(given: &Given, module: &str) -> (Coerced, Vec<String>) {
    let Given { arguments, fields, settings } = given;
    let coerce =
        |fields: &Fields| coerce_fields(arguments.clone(), fields, given.module(module), settings.ignores_unknown);
    if arguments.get(RESOURCES).is_none_or(Value::is_null) {
        return coerce(fields);
    }
    let mut fields = fields.clone();
    let rivals = rivals_of_the_list(arguments, &fields);
    fields.arguments.iter_mut().for_each(|argument| argument.is_required = false);
    let (coerced, errors) = coerce(&fields);
    (coerced, rivals.into_iter().chain(errors).collect())
}

/// Says which of one resource's own arguments stand beside a list of resources.
fn rivals_of_the_list(given: &Map<String, Value>, fields: &Fields) -> Option<String> {
    let own = |name: &&str| !CALLS_OWN.contains(name) && fields.find(name).is_some();
    let rivals: Vec<&str> = given.keys().map(String::as_str).filter(own).collect();
    (!rivals.is_empty()).then(|| mutually_exclusive(&[&rivals[..], &[RESOURCES]].concat()))
}

fn consent(arguments: &Map<String, Value>) -> Result<Consent, String> {
    let words = arguments.get(ALLOW).and_then(Value::as_array).into_iter().flatten();
    Consent::parse(words.filter_map(Value::as_str)).map_err(|error| format!("argument '{ALLOW}': {error}"))
}

fn desired<D: DeserializeOwned>(arguments: &Map<String, Value>) -> Result<Vec<D>, Vec<String>> {
    let mut desired = Vec::new();
    let mut errors = Vec::new();
    for (wish, place) in wishes(arguments) {
        match into_typed(&wish, &place) {
            Ok(wish) => desired.push(wish),
            Err(sentences) => errors.extend(sentences),
        }
    }
    if errors.is_empty() { Ok(desired) } else { Err(errors) }
}

/// Returns the arguments of each wished resource and where they stand.
fn wishes(arguments: &Map<String, Value>) -> Vec<(Map<String, Value>, Place)> {
    let Some(Value::Array(list)) = arguments.get(RESOURCES) else {
        let own = arguments.iter().filter(|(name, _)| !CALLS_OWN.contains(&name.as_str()));
        return vec![(own.map(|(name, value)| (name.clone(), value.clone())).collect(), Place::default())];
    };
    let place = |index: usize| Place::default().inside(format!("{RESOURCES}[{index}]"));
    let wishes = list.iter().map(|wish| wish.as_object().cloned().unwrap_or_default());
    wishes.enumerate().map(|(index, wish)| (wish, place(index))).collect()
}
