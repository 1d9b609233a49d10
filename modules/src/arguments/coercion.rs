//! Walks arguments and fields side by side; collects everything that is wrong in `AnsibleModule`'s order.

use std::mem;

use serde_json::{Map, Value};

use super::Coerced;
use super::containers::{is_omitted, to_dictionary, to_list};
use super::scalars::{to_boolean, to_choice, to_integer, to_number, to_size, to_text};
use super::schema::{Argument, Fields, Form, Kind, Shape};
use super::words::{self, Place, Role};

/// What is wrong with one dictionary, by the order in which it is told.
#[derive(Default)]
struct Findings {
    missing: Vec<String>,
    types: Vec<String>,
    choices: Vec<String>,
    inner: Vec<String>,
    unsupported: Vec<String>,
}

impl Findings {
    /// Takes in what is wrong with a dictionary inside; what is unsupported is told last, wherever it lies.
    fn absorb(&mut self, inner: Self) {
        let Self { missing, types, choices, inner: deeper, unsupported } = inner;
        self.inner.extend(missing.into_iter().chain(types).chain(choices).chain(deeper));
        self.unsupported.extend(unsupported);
    }
}

pub(super) struct Coercion<'a> {
    module: &'a str,
    ignore_unknown: bool,
    findings: Findings,
    warnings: Vec<String>,
}

impl<'a> Coercion<'a> {
    pub(super) fn new(module: &'a str, ignore_unknown: bool) -> Self {
        Self { module, ignore_unknown, findings: Findings::default(), warnings: Vec::new() }
    }

    pub(super) fn of(mut self, given: Map<String, Value>, fields: &Fields) -> (Coerced, Vec<String>) {
        let arguments = self.dictionary(given, fields, &Place::default());
        let mut all = Findings::default();
        all.absorb(self.findings);
        let errors = all.inner.into_iter().chain(all.unsupported).collect();
        let warnings = self.warnings;
        (Coerced { arguments, warnings }, errors)
    }

    fn dictionary(&mut self, mut given: Map<String, Value>, fields: &Fields, place: &Place) -> Map<String, Value> {
        self.rename_aliases(&mut given, fields);
        let mut coerced = Map::new();
        let mut missing = Vec::new();
        for Argument { name, is_required, shape, .. } in &fields.arguments {
            let value = given.remove(name).filter(|value| !value.is_null() && !is_omitted(value));
            let Some(value) = value else {
                missing.extend(is_required.then_some(name.as_str()));
                continue;
            };
            coerced.extend(self.value(value, shape, Role::Argument, name, place).map(|value| (name.clone(), value)));
        }
        if !missing.is_empty() {
            self.findings.missing.push(words::missing(&missing, place));
        }
        self.others(given, fields, place, &mut coerced);
        coerced
    }

    /// Moves what was given under an alias to the argument's name; the alias wins.
    fn rename_aliases(&mut self, given: &mut Map<String, Value>, fields: &Fields) {
        for Argument { name, aliases, .. } in &fields.arguments {
            for alias in aliases {
                let Some(value) = given.remove(alias) else { continue };
                if given.insert(name.clone(), value).is_some() {
                    self.warnings.push(words::both_names(name, alias));
                }
            }
        }
    }

    fn others(&mut self, rest: Map<String, Value>, fields: &Fields, place: &Place, coerced: &mut Map<String, Value>) {
        let Some(shape) = &fields.others else {
            let unknown: Vec<&str> = rest.keys().map(String::as_str).collect();
            if !unknown.is_empty() && !self.ignore_unknown {
                self.findings.unsupported.push(words::unsupported(&unknown, fields, self.module, place));
            }
            return;
        };
        for (name, value) in rest {
            if value.is_null() && shape.is_nullable {
                coerced.insert(name, value);
            } else if !value.is_null() && !is_omitted(&value) {
                let value = self.value(value, shape, Role::Argument, &name, place);
                coerced.extend(value.map(|value| (name, value)));
            }
        }
    }

    /// Returns the value as its shape asks for it, or `None` and a finding.
    fn value(&mut self, value: Value, shape: &Shape, role: Role, name: &str, place: &Place) -> Option<Value> {
        let result = match &shape.kind {
            Kind::Boolean => to_boolean(&value).map(Value::from),
            Kind::Integer => to_integer(&value).map(Value::from),
            Kind::Size(unit) => to_size(&value, *unit).map(Value::from),
            Kind::Number => to_number(&value).map(Value::from),
            Kind::Text(form) => to_text(&value, *form).map(Value::from),
            Kind::Choice(choices) => match to_text(&value, Form::Name) {
                Ok(text) => return self.choice(&text, choices, name, place),
                Err(reason) => Err(reason),
            },
            Kind::List(element) => match to_list(&value, element) {
                Ok(items) => return self.list(items, element, name, place),
                Err(reason) => Err(reason),
            },
            Kind::Dictionary(fields) => match to_dictionary(&value) {
                Ok(given) => return Some(self.inside(given, fields, &place.inside(name))),
                Err(reason) => Err(reason),
            },
            Kind::Anything => return Some(value),
        };
        let wanted = words::wanted_name(&shape.kind);
        let unable = |reason: String| words::unable(role, name, place, &value, wanted, &reason);
        result.map_err(|reason| self.findings.types.push(unable(reason))).ok()
    }

    fn inside(&mut self, given: Map<String, Value>, fields: &Fields, place: &Place) -> Value {
        let outer = mem::take(&mut self.findings);
        let coerced = self.dictionary(given, fields, place);
        let inner = mem::replace(&mut self.findings, outer);
        self.findings.absorb(inner);
        Value::Object(coerced)
    }

    fn choice(&mut self, text: &str, choices: &[String], name: &str, place: &Place) -> Option<Value> {
        let choice = to_choice(text, choices);
        if choice.is_none() {
            self.findings.choices.push(words::no_choice(name, place, choices, text));
        }
        choice.map(Value::from)
    }

    fn list(&mut self, items: Vec<Value>, element: &Shape, name: &str, place: &Place) -> Option<Value> {
        if let Kind::Choice(choices) = &element.kind {
            return self.list_of_choices(&items, choices, name, place);
        }
        let mut coerced = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            coerced.push(self.element(item, index, element, name, place));
        }
        coerced.into_iter().collect::<Option<Vec<Value>>>().map(Value::from)
    }

    fn element(&mut self, item: Value, index: usize, shape: &Shape, name: &str, place: &Place) -> Option<Value> {
        if item.is_null() && shape.is_nullable {
            return Some(item);
        }
        // Dictionaries in a list are told apart by their place in it; `AnsibleModule` leaves one guessing.
        if let (Kind::Dictionary(fields), Ok(given)) = (&shape.kind, to_dictionary(&item)) {
            return Some(self.inside(given, fields, &place.inside(format!("{name}[{index}]"))));
        }
        self.value(item, shape, Role::Element, name, place)
    }

    fn list_of_choices(&mut self, items: &[Value], choices: &[String], name: &str, place: &Place) -> Option<Value> {
        let mut chosen = Vec::new();
        let mut unmatched = Vec::new();
        for item in items {
            match to_text(item, Form::Name) {
                Err(reason) => {
                    self.findings.types.push(words::unable(Role::Element, name, place, item, "str", &reason));
                }
                Ok(text) => match to_choice(&text, choices) {
                    Some(choice) => chosen.push(Value::from(choice)),
                    None => unmatched.push(text),
                },
            }
        }
        if !unmatched.is_empty() {
            self.findings.choices.push(words::no_choices(name, place, choices, &unmatched));
        }
        (chosen.len() == items.len()).then(|| Value::from(chosen))
    }
}
