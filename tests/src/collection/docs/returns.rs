//! What a module answers, from the types of its answer.

use serde_json::Value;

use super::markup::Markup;
use super::schema::{choices, is_required, paragraphs, resolved, told, type_of};
use super::yaml::Yaml;

/// How deep lists and maps are described in each other: a resource, its steps, their changes.
const DEPTH: usize = 4;

/// Returns the values that a module returns.
pub(super) fn of(schema: &Value, markup: &Markup) -> Yaml {
    Reader { root: schema, markup }.values(schema, 0)
}

struct Reader<'a> {
    root: &'a Value,
    markup: &'a Markup,
}

impl Reader<'_> {
    fn values(&self, schema: &Value, depth: usize) -> Yaml {
        let value = |(name, property): (&String, &Value)| {
            let when = match (property["x-returned"].as_str(), is_required(schema, name)) {
                (Some(when), _) => when,
                (None, true) => "always",
                (None, false) => "if there is any",
            };
            (name.clone(), self.value(property, when, depth))
        };
        Yaml::Map(told(schema).map(value).collect())
    }

    fn value(&self, property: &Value, when: &str, depth: usize) -> Yaml {
        let schema = resolved(property, self.root);
        let kind = type_of(&schema);
        let item = resolved(&schema["items"], self.root);
        let inner = if kind == "list" { &item } else { &schema };
        let mut description = paragraphs(&schema);
        for (word, meaning) in choices(inner) {
            description.push(format!("`{word}`: {}", meaning.unwrap_or_default()));
        }
        let like = schema["x-like"].as_str();
        description.extend(like.map(|other| format!("Each as one of `{other}`.")));
        let mut fields = vec![
            ("description".to_owned(), self.markup.paragraphs(&description)),
            ("type".to_owned(), Yaml::text(kind)),
            ("returned".to_owned(), Yaml::text(when)),
        ];
        if kind == "list" {
            fields.push(("elements".to_owned(), Yaml::text(type_of(inner))));
        }
        if inner["properties"].is_object() && like.is_none() && depth < DEPTH {
            fields.push(("contains".to_owned(), self.values(inner, depth + 1)));
        }
        Yaml::Map(fields)
    }
}
