//! The options of a module, from the schema that its arguments are coerced by.

use serde_json::Value;

use super::markup::Markup;
use super::schema::{choices, is_required, paragraphs, resolved, told, type_of};
use super::yaml::Yaml;

/// The argument that holds a list of resources, each with the other arguments of the module.
const RESOURCES: &str = "resources";

/// Returns the options of a module.
pub(super) fn of(schema: &Value, markup: &Markup) -> Yaml {
    let reader = Reader { root: schema, markup };
    let takes_a_list = schema["properties"].get(RESOURCES).is_some();
    let option = |(name, property): (&String, &Value)| {
        let place = match (name.as_str(), takes_a_list && is_required(schema, name)) {
            (RESOURCES, _) => Place::List,
            (_, true) => Place::UnlessList,
            (_, false) => Place::Own { is_required: is_required(schema, name) },
        };
        (name.clone(), reader.option(property, name, place))
    };
    Yaml::Map(told(schema).map(option).collect())
}

/// Where an option stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the top or inside of another.
    Own { is_required: bool },
    /// At the top; needed unless a list of resources is given.
    UnlessList,
    /// It is the list of resources.
    List,
    /// In the list of resources; the option of the same name at the top says what it means.
    InList { is_required: bool },
}

struct Reader<'a> {
    root: &'a Value,
    markup: &'a Markup,
}

impl Reader<'_> {
    /// Returns an option; `path` is where it stands, or where the option stands that it is like: `networks[].ip`.
    fn option(&self, property: &Value, path: &str, place: Place) -> Yaml {
        let schema = resolved(property, self.root);
        let kind = type_of(&schema);
        let mut fields = vec![("description".to_owned(), self.description(&schema, path, place))];
        fields.push(("type".to_owned(), Yaml::text(kind)));
        if matches!(place, Place::Own { is_required: true } | Place::InList { is_required: true }) {
            fields.push(("required".to_owned(), Yaml::Word("true".to_owned())));
        }
        fields.extend(self.names(&schema).map(|aliases| ("aliases".to_owned(), aliases)));
        let item = resolved(&schema["items"], self.root);
        if kind == "list" {
            fields.push(("elements".to_owned(), Yaml::text(type_of(&item))));
        }
        let chosen = if kind == "list" { &item } else { &schema };
        fields.extend(self.choices(chosen).map(|choices| ("choices".to_owned(), choices)));
        fields.extend(default(&schema).map(|default| ("default".to_owned(), default)));
        fields
            .extend(self.inside(chosen, &of_items(path, kind), place).map(|inside| ("suboptions".to_owned(), inside)));
        Yaml::Map(fields)
    }

    fn description(&self, schema: &Value, path: &str, place: Place) -> Yaml {
        if matches!(place, Place::InList { .. }) {
            return Yaml::List(vec![Yaml::Text(format!("As O({path})."))]);
        }
        let mut all = paragraphs(schema);
        if matches!(schema["format"].as_str(), Some("mebibytes" | "gibibytes")) {
            all.push("A text may name another unit: `512M`, `1.5TiB`.".to_owned());
        }
        if schema["x-no-log"] == Value::Bool(true) {
            all.push("A secret: it is masked in everything that the module answers.".to_owned());
        }
        if place == Place::UnlessList {
            all.push(format!("Needed, unless `{RESOURCES}` is given."));
        }
        all.extend(self.of_values(schema));
        self.markup.paragraphs(&all)
    }

    /// Ansible has no word for a map whose keys are free: what its values take is said in sentences.
    fn of_values(&self, schema: &Value) -> Vec<String> {
        let free = &schema["additionalProperties"];
        let value = resolved(if free.is_object() { free } else { &schema["items"] }, self.root);
        let forms = value["anyOf"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        let with_keys = forms
            .iter()
            .filter(|form| free.is_object() || value.get("anyOf").is_some() && form["properties"].is_object());
        with_keys.flat_map(|form| self.keys(form)).collect()
    }

    fn keys(&self, form: &Value) -> Vec<String> {
        let key = |(name, property): (&String, &Value)| {
            let schema = resolved(property, self.root);
            let needed = if is_required(form, name) { ", needed" } else { "" };
            format!("Key V({name}) ({}{needed}): {}", type_of(&schema), paragraphs(&schema).join(" "))
        };
        told(form).filter(|_| form["additionalProperties"] == Value::Bool(false)).map(key).collect()
    }

    fn names(&self, schema: &Value) -> Option<Yaml> {
        let aliases = schema["x-aliases"].as_array()?;
        Some(Yaml::List(aliases.iter().filter_map(Value::as_str).map(Yaml::text).collect()))
    }

    fn choices(&self, schema: &Value) -> Option<Yaml> {
        let choices = choices(schema);
        if choices.is_empty() {
            return None;
        }
        let is_told = choices.iter().any(|(_, meaning)| meaning.is_some());
        Some(match is_told {
            true => {
                let choice = |(word, meaning): (String, Option<String>)| {
                    let meaning = meaning.unwrap_or_else(|| word.clone());
                    (word, Yaml::List(vec![self.markup.paragraph(&meaning)]))
                };
                Yaml::Map(choices.into_iter().map(choice).collect())
            }
            false => Yaml::List(choices.into_iter().map(|(word, _)| Yaml::text(word)).collect()),
        })
    }

    fn inside(&self, schema: &Value, path: &str, place: Place) -> Option<Yaml> {
        if schema["additionalProperties"] != Value::Bool(false) || !schema["properties"].is_object() {
            return None;
        }
        let option = |(name, property): (&String, &Value)| {
            let is_required = is_required(schema, name);
            let inner = match place {
                Place::List | Place::InList { .. } => Place::InList { is_required },
                Place::Own { .. } | Place::UnlessList => Place::Own { is_required },
            };
            let path = if place == Place::List { name.clone() } else { format!("{path}.{name}") };
            (name.clone(), self.option(property, &path, inner))
        };
        Some(Yaml::Map(told(schema).map(option).collect()))
    }
}

fn of_items(path: &str, kind: &str) -> String {
    if kind == "list" { format!("{path}[]") } else { path.to_owned() }
}

/// Returns what holds where nothing is given; null is no value.
fn default(schema: &Value) -> Option<Yaml> {
    match schema.get("default")? {
        Value::Null => None,
        Value::String(text) => Some(Yaml::text(text)),
        Value::Array(items) if items.is_empty() => Some(Yaml::List(Vec::new())),
        Value::Object(map) if map.is_empty() => Some(Yaml::Map(Vec::new())),
        other => Some(Yaml::Word(other.to_string())),
    }
}
