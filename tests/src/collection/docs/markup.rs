//! From doc comments to Ansible's markup: what stands in backticks is an option, a module or a value.

use std::collections::BTreeSet;

use phoenix_modules::catalog;
use serde_json::Value;

use super::COLLECTION;
use super::schema;
use super::yaml::Yaml;

/// What the names in backticks mean.
pub(super) struct Markup {
    options: BTreeSet<String>,
}

impl Markup {
    /// Returns the markup of a module with these arguments.
    pub(super) fn of(schema: &Value) -> Self {
        Self { options: schema::told(schema).map(|(name, _)| name.clone()).collect() }
    }

    /// Returns the markup of an answer, which has no options of its own.
    pub(super) fn of_answer() -> Self {
        Self { options: BTreeSet::new() }
    }

    /// Returns paragraphs as a list of texts.
    pub(super) fn paragraphs(&self, paragraphs: &[String]) -> Yaml {
        Yaml::List(paragraphs.iter().map(|paragraph| self.paragraph(paragraph)).collect())
    }

    /// Returns a paragraph of Markdown as a text with Ansible's markup.
    pub(super) fn paragraph(&self, text: &str) -> Yaml {
        Yaml::Text(self.marked(text))
    }

    fn marked(&self, text: &str) -> String {
        let mut marked = String::new();
        for (index, part) in text.split('`').enumerate() {
            match index % 2 {
                0 => marked += part,
                _ if self.options.contains(part) => marked += &format!("O({part})"),
                _ if is_module(part) => marked += &format!("M({COLLECTION}.{part})"),
                // `C(...)` has no way to write a parenthesis.
                _ if part.contains(' ') && !part.contains(')') => marked += &format!("C({part})"),
                _ => marked += &format!("V({})", part.replace('\\', "\\\\").replace(')', "\\)")),
            }
        }
        marked
    }
}

/// A script of the host may begin like a module, too.
fn is_module(name: &str) -> bool {
    catalog::find(name).is_some()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_in_backticks_is_an_option_a_module_or_a_value() {
        let markup = Markup::of(&json!({ "properties": { "name": {}, "hidden": { "x-internal": true } } }));
        let marked = markup.marked("`name` of `phoenix_lxc`, `a(b)\\c`, `hidden`, `pct set`");
        assert_eq!(marked, "O(name) of M(thinkheads.phoenix.phoenix_lxc), V(a(b\\)\\\\c), V(hidden), C(pct set)");
    }
}
