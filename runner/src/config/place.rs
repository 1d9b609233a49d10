//! A place in a file: a value with its path and line, and how typed values are taken from it.

use super::finding::Finding;
use super::json::{Member, Node, Value};
use super::values::describe;
use super::{At, File, Located};

/// A value of the tree, where it is written and the path that leads to it.
#[derive(Debug, Clone)]
pub(super) struct Place<'t> {
    pub(super) node: &'t Node<'t>,
    pub(super) at: At,
    pub(super) key: String,
}

/// Returns the place of a whole file that could be parsed, or reports that it holds no object.
pub(super) fn root<'t>(file: File, node: Option<&'t Node<'t>>, findings: &mut Vec<Finding>) -> Option<Place<'t>> {
    let node = node?;
    let place = Place { node, at: At { file, line: node.line }, key: String::new() };
    place.is_object(findings).then_some(place)
}

impl<'t> Place<'t> {
    /// Returns the place of a key of this object, if it is there.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        Some(self.of(self.node.get(name)?))
    }

    /// Returns the places of all keys of this object, each with its name, in the order of the file.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'t str, Self)> + use<'_, 't> {
        self.node.members().iter().map(|member| (&*member.name, self.of(member)))
    }

    /// Returns the place of a member of this object.
    pub(super) fn of(&self, member: &'t Member<'t>) -> Self {
        self.below(self.path(&member.name), member.line, &member.node)
    }

    /// Returns the places of all elements of this array.
    pub(super) fn elements(&self) -> impl Iterator<Item = Self> + use<'_, 't> {
        let numbered = self.node.elements().iter().enumerate();
        numbered.map(|(index, node)| self.below(format!("{}[{index}]", self.key), node.line, node))
    }

    /// Returns a value that was taken from here.
    pub(super) fn locate<T>(&self, value: T) -> Located<T> {
        Located { value, at: self.at, key: self.key.clone() }
    }

    /// Returns the value as a type, or reports what was expected here.
    pub(super) fn read<T>(
        &self,
        parse: impl Fn(&Node<'_>) -> Result<T, String>,
        findings: &mut Vec<Finding>,
    ) -> Option<Located<T>> {
        match parse(self.node) {
            Ok(value) => Some(self.locate(value)),
            Err(wrong) => {
                findings.push(self.wrong(wrong));
                None
            }
        }
    }

    /// Returns whether an object stands here, or reports that it does not.
    pub(super) fn is_object(&self, findings: &mut Vec<Finding>) -> bool {
        let is_object = matches!(self.node.value, Value::Object(_));
        if !is_object {
            findings.push(self.wrong(format!("expected an object, found {}", describe(self.node))));
        }
        is_object
    }

    /// Returns whether an array stands here, or reports that it does not.
    pub(super) fn is_array(&self, findings: &mut Vec<Finding>) -> bool {
        let is_array = matches!(self.node.value, Value::Array(_));
        if !is_array {
            findings.push(self.wrong(format!("expected a list, found {}", describe(self.node))));
        }
        is_array
    }

    fn wrong(&self, message: String) -> Finding {
        let nothing = matches!(&self.node.value, Value::Null) || self.node.as_text().is_some_and(str::is_empty);
        let remedy = if nothing { "leave the key out if it is not to be managed" } else { "" };
        Finding::error(self.at, &self.key, message).remedy(remedy)
    }

    fn path(&self, name: &str) -> String {
        // A finding is one line, also of a key with a line break in it.
        let escaped = name.contains(char::is_control).then(|| name.escape_debug().to_string());
        let name = escaped.as_deref().unwrap_or(name);
        if self.key.is_empty() {
            return name.to_owned();
        }
        let mut path = String::with_capacity(self.key.len() + 1 + name.len());
        path.extend([&self.key, ".", name]);
        path
    }

    fn below(&self, key: String, line: u32, node: &'t Node<'t>) -> Self {
        Self { node, at: At { file: self.at.file, line }, key }
    }
}

/// Takes typed values out of one object and collects what is wrong with them.
pub(super) struct Reader<'r, 't> {
    pub(super) object: &'r Place<'t>,
    pub(super) findings: &'r mut Vec<Finding>,
}

impl Reader<'_, '_> {
    /// Returns the value of a key, typed; `None` if it is absent, or wrong and reported.
    pub(super) fn read<T>(&mut self, name: &str, parse: impl Fn(&Node<'_>) -> Result<T, String>) -> Option<Located<T>> {
        self.object.member(name)?.read(parse, self.findings)
    }

    /// Reads a key whose wrong values break a numbered rule.
    pub(super) fn read_by_rule<T>(
        &mut self,
        rule: &'static str,
        name: &str,
        parse: impl Fn(&Node<'_>) -> Result<T, String>,
    ) -> Option<Located<T>> {
        let before = self.findings.len();
        let value = self.read(name, parse);
        for finding in &mut self.findings[before..] {
            finding.rule = Some(rule);
        }
        value
    }

    /// Returns the elements of a list, each typed and located.
    pub(super) fn read_each<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&Node<'_>) -> Result<T, String>,
    ) -> Vec<Located<T>> {
        let Some(list) = self.object.member(name) else {
            return Vec::new();
        };
        if !list.is_array(self.findings) {
            return Vec::new();
        }
        list.elements().filter_map(|element| element.read(&parse, self.findings)).collect()
    }
}
