//! JSON text as a tree that knows its lines; strict, bounded, and with no key twice.

use std::borrow::Cow;
use std::collections::HashSet;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde::de::IgnoredAny;

use super::finding::Finding;
use super::{At, File};

/// The largest file that is read, in bytes; 1,000 containers take about two million.
const SIZE_LIMIT: usize = 16 * 1024 * 1024;

/// A value and its line.
#[derive(Debug, Clone)]
pub(super) struct Node<'t> {
    pub(super) line: u32,
    pub(super) value: Value<'t>,
}

#[derive(Debug, Clone)]
pub(super) enum Value<'t> {
    Null,
    Boolean(bool),
    /// As it is written, so that a report can quote it.
    Number(&'t str),
    Text(Cow<'t, str>),
    Array(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// A key of an object, its line and its value.
#[derive(Debug, Clone)]
pub(super) struct Member<'t> {
    pub(super) name: Cow<'t, str>,
    pub(super) line: u32,
    pub(super) node: Node<'t>,
}

impl<'t> Node<'t> {
    /// Returns the value of a key, or `None` for an absent key and for what is not an object.
    pub(super) fn get(&self, name: &str) -> Option<&Member<'t>> {
        match &self.value {
            Value::Object(members) => members.iter().find(|member| member.name == name),
            _ => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self.value, Value::Boolean(true))
    }

    /// Returns the elements of an array, none for anything else.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// Returns the members of an object, none for anything else.
    pub(super) fn members(&self) -> &[Member<'t>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns whether both say the same, wherever they are written; members in another order are a difference.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Boolean(one), Value::Boolean(two)) => one == two,
            (Value::Number(one), Value::Number(two)) => one == two,
            (Value::Text(one), Value::Text(two)) => one == two,
            (Value::Array(one), Value::Array(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.says_the_same(two))
            }
            (Value::Object(one), Value::Object(two)) => {
                let same =
                    |(one, two): (&Member<'_>, &Member<'_>)| one.name == two.name && one.node.says_the_same(&two.node);
                one.len() == two.len() && one.iter().zip(two).all(same)
            }
            _ => false,
        }
    }
}

/// Parses a file, or reports why it cannot be.
pub(super) fn parse<'t>(file: File, bytes: &'t [u8], findings: &mut Vec<Finding>) -> Option<Node<'t>> {
    let refused = |line: u32, message: String| Finding::error(At { file, line }, "", message);
    if bytes.len() > SIZE_LIMIT {
        let message = format!("the file has {} bytes, at most {SIZE_LIMIT} are read", bytes.len());
        findings.push(refused(1, message));
        return None;
    }
    match text_of(bytes).and_then(check_syntax).and_then(tree_of) {
        Err(Syntax { line, message }) => {
            findings.push(refused(line, message).remedy("nothing of a file that is not JSON is used"));
            None
        }
        Ok(ast) => {
            let lines = Lines { bytes, offset: 0, line: 1 };
            let mut builder = Builder { file, lines, path: Vec::new(), findings };
            Some(builder.node(ast))
        }
    }
}

/// Why a text is not JSON.
struct Syntax {
    line: u32,
    message: String,
}

fn text_of(bytes: &[u8]) -> Result<&str, Syntax> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        let message = "the file begins with a byte order mark (EF BB BF), which JSON does not allow: save it as UTF-8 without one";
        return Err(Syntax { line: 1, message: message.to_owned() });
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let (before, rest) = bytes.split_at(error.valid_up_to());
        let message =
            format!("byte 0x{:02x} is not UTF-8: save the file as UTF-8", rest.first().copied().unwrap_or_default());
        Syntax { line: line_number(1 + before.iter().filter(|byte| **byte == b'\n').count()), message }
    })
}

/// Checks the grammar with serde_json: its messages say what was expected, and it needs no stack for deep nesting here.
fn check_syntax(text: &str) -> Result<&str, Syntax> {
    if text.trim_ascii().is_empty() {
        return Err(Syntax { line: 1, message: "the file is empty: is it the one you mean?".to_owned() });
    }
    serde_json::from_str::<IgnoredAny>(text).map(|_| text).map_err(|error| {
        let whole = error.to_string();
        let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
        let byte = line.as_bytes().get(error.column().saturating_sub(1));
        let what = match byte {
            Some(b'/' | b'#') => "a comment, and JSON has none: take it out,",
            Some(b'}' | b']') if whole.starts_with("key must be") || whole.starts_with("expected value") => {
                "a comma (or a colon) with nothing behind it: take it out, before the bracket"
            }
            _ => whole.split(" at line ").next().unwrap_or(&whole),
        };
        let message = format!("not JSON: {what} in column {}", error.column());
        Syntax { line: line_number(error.line().max(1)), message }
    })
}

/// Builds the tree with jsonc-parser 0.34, which stops at 512 levels, before the stack does.
fn tree_of(text: &str) -> Result<ast::Value<'_>, Syntax> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| {
        let message = format!("not JSON: {} in column {}", error.kind(), error.column_display());
        Syntax { line: line_number(error.line_display()), message }
    })?;
    parsed.value.ok_or_else(|| Syntax { line: 1, message: "the file is empty".to_owned() })
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// A step from a value to one below it.
enum Step<'t> {
    Name(Cow<'t, str>),
    Index(usize),
}

/// Turns the parser's tree into ours: offsets into lines, twofold keys into findings.
struct Builder<'t, 'f> {
    file: File,
    lines: Lines<'t>,
    path: Vec<Step<'t>>,
    findings: &'f mut Vec<Finding>,
}

/// Counts lines along the text; offsets are asked for in ascending order, as the tree is walked from the front.
struct Lines<'t> {
    bytes: &'t [u8],
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, offset: usize) -> u32 {
        let passed = self.bytes.get(self.offset..offset).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.offset = self.offset.max(offset);
        u32::try_from(self.line).unwrap_or(u32::MAX)
    }
}

impl<'t> Builder<'t, '_> {
    fn node(&mut self, value: ast::Value<'t>) -> Node<'t> {
        let line = self.lines.at(value.range().start);
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Boolean(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(literal.value),
            ast::Value::StringLit(literal) => Value::Text(literal.value),
            ast::Value::Array(array) => Value::Array(self.elements(array)),
            ast::Value::Object(object) => Value::Object(self.members(object)),
        };
        Node { line, value }
    }

    fn elements(&mut self, array: ast::Array<'t>) -> Vec<Node<'t>> {
        let mut nodes = Vec::with_capacity(array.elements.len());
        for (index, element) in array.elements.into_iter().enumerate() {
            self.path.push(Step::Index(index));
            nodes.push(self.node(element));
            self.path.pop();
        }
        nodes
    }

    fn members(&mut self, object: ast::Object<'t>) -> Vec<Member<'t>> {
        let mut members = Vec::with_capacity(object.properties.len());
        for property in object.properties {
            let line = self.lines.at(property.range.start);
            let name = match property.name {
                ast::ObjectPropName::String(literal) => literal.value,
                ast::ObjectPropName::Word(word) => Cow::Borrowed(word.value),
            };
            self.path.push(Step::Name(name.clone()));
            let node = self.node(property.value);
            self.path.pop();
            members.push(Member { name, line, node });
        }
        self.without_repeats(members)
    }

    /// Keeps the first of equal keys: those that say the same warn, those that differ reject the file.
    fn without_repeats(&mut self, members: Vec<Member<'t>>) -> Vec<Member<'t>> {
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|one, two| members[*one].name.cmp(&members[*two].name));
        let is_repeat = |pair: &&[usize]| members[pair[0]].name == members[pair[1]].name;
        let repeats: Vec<&[usize]> = order.windows(2).filter(is_repeat).collect();
        if repeats.is_empty() {
            return members;
        }
        let findings = repeats.iter().map(|pair| self.repeat(&members[pair[0]], &members[pair[1]]));
        let findings: Vec<Finding> = findings.collect();
        self.findings.extend(findings);
        let repeated: HashSet<usize> = repeats.iter().map(|pair| pair[1]).collect();
        let numbered = members.into_iter().enumerate();
        numbered.filter(|(index, _)| !repeated.contains(index)).map(|(_, member)| member).collect()
    }

    /// Returns the path of a key of the object at hand: `zfs.datasets[3].name`.
    fn path_of(&self, name: &str) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Name(name) if path.is_empty() => path.push_str(name),
                Step::Name(name) => path.extend([".", name]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
    }

    fn repeat(&self, first: &Member<'_>, second: &Member<'_>) -> Finding {
        let key = self.path_of(&second.name);
        let at = At { file: self.file, line: second.line };
        let earlier = At { file: self.file, line: first.line };
        if first.node.says_the_same(&second.node) {
            return Finding::warning(
                at,
                &key,
                format!("the key was already written at {earlier}, with the same value"),
            )
            .remedy("remove one of the two");
        }
        Finding::error(at, &key, format!("the key was already written at {earlier}, with another value"))
            .remedy("remove the one that is not meant; parsers differ in which of them counts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Severity;

    fn errors(text: &[u8]) -> Vec<String> {
        let mut findings = Vec::new();
        parse(File::Lxc, text, &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_missing_comma_is_named_with_line_and_column() {
        let findings = errors(b"{\n  \"a\": 1\n  \"b\": 2\n}");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].starts_with("error lxc:3: not JSON: expected `,` or `}` in column 3"), "{}", findings[0]);
    }

    #[test]
    fn what_other_readers_of_json_allow_is_named() {
        for (text, told) in [
            ("", "lxc:1: the file is empty"),
            (" \n\t\n", "lxc:1: the file is empty"),
            ("{\n// x\n\"a\": 1}", "lxc:2: not JSON: a comment, and JSON has none: take it out, in column 1"),
            ("{\"a\": 1, # x\n\"b\": 2}", "lxc:1: not JSON: a comment"),
            ("{\"a\": 1,\n}", "lxc:2: not JSON: a comma (or a colon) with nothing behind it"),
            (
                "{\"a\": [1, 2, ]}",
                "lxc:1: not JSON: a comma (or a colon) with nothing behind it: take it out, before the bracket in column 14",
            ),
        ] {
            assert!(
                errors(text.as_bytes())[0].starts_with(&format!("error {told}")),
                "{text}: {:?}",
                errors(text.as_bytes())
            );
        }
    }

    #[test]
    fn nothing_loose_is_json() {
        for text in [
            "{a: 1}",
            "{'a': 1}",
            "{\"a\": 1,}",
            "[1 2]",
            "[{} {}]",
            "[[] []]",
            "// x\n{}",
            "{\"a\": +1}",
            "{\"a\": 0x1}",
        ] {
            assert_eq!(errors(text.as_bytes()).len(), 1, "{text}");
        }
        for text in
            ["", " ", "{\"a\": .5}", "{\"a\": NaN}", "{\"a\": \"\\x41\"}", "{} {}", "{\"a\": 01}", "\"\\ud800\""]
        {
            assert_eq!(errors(text.as_bytes()).len(), 1, "{text}");
        }
    }

    #[test]
    fn ten_thousand_brackets_are_an_error_and_no_crash() {
        for text in [
            "[".repeat(10_000),
            "[".repeat(10_000) + &"]".repeat(10_000),
            "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000),
        ] {
            assert_eq!(errors(text.as_bytes()).len(), 1);
        }
    }

    #[test]
    fn a_file_without_end_is_not_read() {
        assert!(errors(&vec![b' '; SIZE_LIMIT + 1])[0].contains("at most 16777216 are read"));
    }

    #[test]
    fn a_byte_order_mark_is_named() {
        assert!(errors(b"\xEF\xBB\xBF{}")[0].contains("byte order mark"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_named_with_their_line() {
        assert!(errors(b"{\n\"a\":\n\"\xFF\"}")[0].starts_with("error lxc:3: byte 0xff is not UTF-8"));
    }

    #[test]
    fn a_key_twice_with_one_value_warns_and_counts_once() {
        let mut findings = Vec::new();
        let node = parse(File::Lxc, b"{\"a\": {\"b\": [1],\n\"b\": [1]}}", &mut findings).unwrap();
        assert_eq!(node.get("a").unwrap().node.members().len(), 1);
        assert_eq!((findings[0].severity, findings[0].key.as_str()), (Severity::Warning, "a.b"));
    }

    #[test]
    fn a_key_twice_with_two_values_rejects_the_file_and_names_both_lines() {
        let findings = errors(b"{\"list\": [\n{\"b\": 1,\n\"b\": \"1\"}]}");
        assert!(
            findings[0].starts_with("error lxc:3 list[0].b: the key was already written at lxc:2"),
            "{}",
            findings[0]
        );
    }

    #[test]
    fn a_key_written_with_an_escape_is_the_same_key() {
        assert!(errors(b"{\"ab\": 1, \"a\\u0062\": 2}")[0].starts_with("error"));
    }

    #[test]
    fn a_member_knows_the_line_of_its_key() {
        let mut findings = Vec::new();
        let node = parse(File::Lxc, b"{\n\n\"a\":\n{}}", &mut findings).unwrap();
        let member = node.get("a").unwrap();
        assert_eq!((member.line, member.node.line), (3, 4));
    }
}
