//! The sentences of `AnsibleModule`, as ansible-core 2.19 and 2.21 say them, odd dots included.

use serde_json::Value;

use super::schema::{Fields, Kind};

/// Where an argument lies: the names of the dictionaries around it, the outermost first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place(Vec<String>);

impl Place {
    /// Returns the place inside the dictionary `name`.
    pub(crate) fn inside(&self, name: impl Into<String>) -> Self {
        let mut names = self.0.clone();
        names.push(name.into());
        Self(names)
    }

    /// Returns the tail of a sentence: ` found in sub -> deep`, or nothing at the top.
    pub(crate) fn found_in(&self) -> String {
        if self.0.is_empty() { String::new() } else { format!(" found in {}", self.arrows()) }
    }

    fn arrows(&self) -> String {
        self.0.join(" -> ")
    }

    fn dotted(&self, name: &str) -> String {
        self.0.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".")
    }
}

/// Whether a value is an argument's own or one of a list's elements.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    Argument,
    Element,
}

/// Says that a value cannot be made what is wanted, and why.
pub(super) fn unable(role: Role, name: &str, place: &Place, value: &Value, wanted: &str, reason: &str) -> String {
    let is = type_name(value);
    let found = |dot: &str| {
        if place.0.is_empty() { String::new() } else { format!(" found in '{}'{dot}", place.arrows()) }
    };
    let subject = match role {
        Role::Argument => format!("argument '{name}' is of type {is}{}", found(".")),
        Role::Element => format!("Elements value for option '{name}'{} is of type {is}", found("")),
    };
    format!("{subject} and we were unable to convert to {wanted}: {reason}")
}

/// Says which required arguments are missing.
pub(super) fn missing(names: &[&str], place: &Place) -> String {
    format!("missing required arguments: {}{}", sorted(names).join(", "), place.found_in())
}

/// Says that arguments exclude each other.
pub(crate) fn mutually_exclusive(names: &[&str]) -> String {
    format!("parameters are mutually exclusive: {}", names.join("|"))
}

/// Says that a value is none of the choices.
pub(super) fn no_choice(name: &str, place: &Place, choices: &[String], got: &str) -> String {
    format!("value of {name} must be one of: {}, got: {got}{}", choices.join(", "), place.found_in())
}

/// Says that elements of a list are none of the choices.
pub(super) fn no_choices(name: &str, place: &Place, choices: &[String], got: &[String]) -> String {
    let (choices, got) = (choices.join(", "), got.join(", "));
    format!("value of {name} must be one or more of: {choices}. Got no match for: {got}{}", place.found_in())
}

/// Says which arguments are unknown, and which are known.
pub(super) fn unsupported(unknown: &[&str], fields: &Fields, module: &str, place: &Place) -> String {
    let unknown: Vec<String> = sorted(unknown).iter().map(|name| place.dotted(name)).collect();
    let told = || fields.arguments.iter().filter(|argument| !argument.is_internal);
    let names: Vec<&str> = told().map(|argument| argument.name.as_str()).collect();
    let aliases: Vec<&str> = told().flat_map(|argument| &argument.aliases).map(String::as_str).collect();
    let aliases = if aliases.is_empty() { String::new() } else { format!(" ({})", sorted(&aliases).join(", ")) };
    format!(
        "Unsupported parameters for ({module}) module: {}. Supported parameters include: {}{aliases}.",
        unknown.join(", "),
        sorted(&names).join(", "),
    )
}

/// Warns that one argument was given under two names.
pub(super) fn both_names(name: &str, alias: &str) -> String {
    format!("Both option {name} and its alias {alias} are set.")
}

/// Returns what Ansible calls the kind of value that is wanted.
pub(super) fn wanted_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Boolean => "bool",
        Kind::Integer | Kind::Size(_) => "int",
        Kind::Number => "float",
        Kind::Text(_) | Kind::Choice(_) => "str",
        Kind::List(_) => "list",
        Kind::Dictionary(_) => "dict",
        Kind::Anything => "raw",
    }
}

/// Returns what Python calls the type of a value.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// Says that a value of this class has no such form: `<class 'list'> cannot be converted to a bool`.
pub(super) fn class_cannot(value: &Value, wanted: &str) -> String {
    format!("<class '{}'> cannot be converted to a {wanted}", type_name(value))
}

/// Returns a value as Python's `repr` shows it.
pub(super) fn python(value: &Value) -> String {
    let pair = |(name, value): (&String, &Value)| format!("{}: {}", quoted(name), python(value));
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => format!("{{{}}}", map.iter().map(pair).collect::<Vec<_>>().join(", ")),
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            letter if letter == quote => shown.extend(['\\', letter]),
            letter => shown.push(letter),
        }
    }
    shown.push(quote);
    shown
}

fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}
