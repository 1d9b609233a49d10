//! What a JSON schema says about arguments, reduced to what coercion needs.

use serde_json::{Map, Value};

/// How deep dictionaries may lie in each other; what lies deeper is passed on as it is.
const DEPTH: usize = 12;

/// The arguments of a module, or of a dictionary inside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields {
    /// The named arguments, in the schema's order.
    pub(crate) arguments: Vec<Argument>,
    /// What any other name may hold; `None` if there is no other name.
    pub(crate) others: Option<Box<Shape>>,
}

/// One named argument.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) is_required: bool,
    /// One program gives it to another: no person is told of it (`x-internal`).
    pub(crate) is_internal: bool,
    pub(crate) shape: Shape,
}

/// What a value must be.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) kind: Kind,
    /// Null is a value of its own (in a list or under any name; a named argument that is null is absent).
    pub(crate) is_nullable: bool,
    pub(crate) is_secret: bool,
}

/// The kinds of values.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Boolean,
    Integer,
    /// A whole number of a unit; a text may name another unit.
    Size(Unit),
    Number,
    Text(Form),
    Choice(Vec<String>),
    List(Box<Shape>),
    Dictionary(Fields),
    /// Passed on as it is; the type behind it decides.
    Anything,
}

/// What a size counts, by the power of two that it is of a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Mebibyte = 20,
    Gibibyte = 30,
}

/// How a text takes what YAML made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// A name: it is written on one line, whose end is no part of it.
    Name,
    /// True is `on`, false is `off`.
    OnOff,
    /// A number is a MAC address that was not quoted.
    Mac,
}

impl Fields {
    /// Reads the fields of a schema's root object.
    pub(crate) fn of(schema: &Value) -> Self {
        let reader = Reader { root: schema };
        reader.fields(&reader.resolve(schema).0, None, 0)
    }

    /// Returns the argument with this name or alias.
    pub(crate) fn find(&self, name: &str) -> Option<&Argument> {
        let is_called =
            |argument: &&Argument| argument.name == name || argument.aliases.iter().any(|alias| alias == name);
        self.arguments.iter().find(is_called)
    }
}

/// The keywords of one schema.
type Keywords = Map<String, Value>;

struct Reader<'a> {
    root: &'a Value,
}

impl Reader<'_> {
    /// Follows references and takes the only alternative beside null. Returns whether null is one, too.
    fn resolve(&self, schema: &Value) -> (Keywords, bool) {
        let mut keywords = schema.as_object().cloned().unwrap_or_default();
        let mut is_nullable = false;
        for _ in 0..DEPTH {
            let target = if let Some(Value::String(reference)) = keywords.remove("$ref") {
                // A wish inside of a wish comes from a program that knows its types. Its fields, and those of the wish inside
                // of that, twelve deep, would be most of what a module does when it is started.
                if reference == "#" {
                    return (Keywords::new(), is_nullable);
                }
                self.root.pointer(reference.trim_start_matches('#')).cloned()
            } else if let Some((target, beside_null)) = only_alternative(&mut keywords) {
                is_nullable |= beside_null;
                Some(target)
            } else {
                break;
            };
            // What stands beside a reference speaks of this one use, and goes before what the reference says.
            let mut merged = target.and_then(|target| target.as_object().cloned()).unwrap_or_default();
            merged.append(&mut keywords);
            keywords = merged;
        }
        let says_null =
            keywords.get("type").and_then(Value::as_array).is_some_and(|types| types.iter().any(is_null_word));
        (keywords, is_nullable || says_null)
    }

    fn shape(&self, schema: &Value, inherited: Option<Form>, depth: usize) -> Shape {
        let (keywords, is_nullable) = self.resolve(schema);
        let kind = if depth > DEPTH { Kind::Anything } else { self.kind(&keywords, inherited, depth) };
        Shape { kind, is_nullable, is_secret: says_yes(&keywords, "x-no-log") }
    }

    fn kind(&self, keywords: &Keywords, inherited: Option<Form>, depth: usize) -> Kind {
        if let Some(choices) = self.choices(keywords) {
            return Kind::Choice(choices);
        }
        let form = form(keywords).or(inherited);
        match only_type(keywords) {
            Some("boolean") => Kind::Boolean,
            Some("integer") => unit(keywords).map_or(Kind::Integer, Kind::Size),
            Some("number") => Kind::Number,
            Some("string") => Kind::Text(form.unwrap_or(Form::Plain)),
            Some("array") => {
                let items = keywords.get("items").unwrap_or(&Value::Bool(true));
                Kind::List(Box::new(self.shape(items, form, depth + 1)))
            }
            Some("object") => Kind::Dictionary(self.fields(keywords, form, depth)),
            _ => form.map_or(Kind::Anything, Kind::Text),
        }
    }

    fn fields(&self, keywords: &Keywords, form: Option<Form>, depth: usize) -> Fields {
        let required = keywords.get("required").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let argument = |(name, schema): (&String, &Value)| {
            let own = self.resolve(schema).0;
            Argument {
                name: name.clone(),
                aliases: texts(own.get("x-aliases")),
                is_required: required.iter().any(|word| word == name),
                is_internal: says_yes(&own, "x-internal"),
                shape: self.shape(schema, None, depth + 1),
            }
        };
        let properties = keywords.get("properties").and_then(Value::as_object);
        let arguments = properties.into_iter().flatten().map(argument).collect();
        let others = others(keywords).map(|schema| Box::new(self.shape(schema, form, depth + 1)));
        Fields { arguments, others }
    }

    /// Returns the texts that a value must be one of; a variant with a doc comment is an alternative of its own.
    fn choices(&self, keywords: &Keywords) -> Option<Vec<String>> {
        if let Some(Value::String(only)) = keywords.get("const") {
            return Some(vec![only.clone()]);
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            let choices = texts(keywords.get("enum"));
            let all_are_texts = choices.len() == values.iter().filter(|value| !value.is_null()).count();
            return all_are_texts.then_some(choices);
        }
        let alternatives = keywords.get("oneOf").or_else(|| keywords.get("anyOf"))?.as_array()?;
        let choices = alternatives.iter().filter(|schema| !is_null_schema(schema));
        let choices: Option<Vec<Vec<String>>> = choices.map(|schema| self.choices(&self.resolve(schema).0)).collect();
        choices.map(|choices| choices.concat())
    }
}

/// Takes the one alternative that is not null out of `anyOf`, `oneOf` or `allOf`. Returns whether it stood beside null.
fn only_alternative(keywords: &mut Keywords) -> Option<(Value, bool)> {
    for word in ["anyOf", "oneOf", "allOf"] {
        let Some(Value::Array(alternatives)) = keywords.get(word) else {
            continue;
        };
        let mut real = alternatives.iter().filter(|schema| !is_null_schema(schema));
        if let (Some(only), None) = (real.next(), real.next()) {
            let taken = (only.clone(), alternatives.len() > 1);
            keywords.remove(word);
            return Some(taken);
        }
    }
    None
}

/// Returns what names beside the named ones may hold. Maps with keys of a pattern say it by that pattern.
fn others(keywords: &Keywords) -> Option<&Value> {
    let patterned = keywords.get("patternProperties").and_then(Value::as_object).and_then(|map| map.values().next());
    patterned.or_else(|| keywords.get("additionalProperties").filter(|schema| **schema != Value::Bool(false)))
}

fn only_type(keywords: &Keywords) -> Option<&str> {
    match keywords.get("type")? {
        Value::String(word) => Some(word),
        Value::Array(words) => {
            let mut words = words.iter().filter(|word| !is_null_word(word)).filter_map(Value::as_str);
            words.next().filter(|_| words.next().is_none())
        }
        _ => None,
    }
}

fn form(keywords: &Keywords) -> Option<Form> {
    match keywords.get("format")?.as_str()? {
        "name" => Some(Form::Name),
        "on-off" => Some(Form::OnOff),
        "mac" => Some(Form::Mac),
        _ => None,
    }
}

fn unit(keywords: &Keywords) -> Option<Unit> {
    match keywords.get("format")?.as_str()? {
        "mebibytes" => Some(Unit::Mebibyte),
        "gibibytes" => Some(Unit::Gibibyte),
        _ => None,
    }
}

fn says_yes(keywords: &Keywords, word: &str) -> bool {
    keywords.get(word) == Some(&Value::Bool(true))
}

fn is_null_word(word: &Value) -> bool {
    word == "null"
}

fn is_null_schema(schema: &Value) -> bool {
    schema.get("type").is_some_and(is_null_word) || schema.get("const") == Some(&Value::Null)
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
