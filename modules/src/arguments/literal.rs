//! Python's way to write lists and dictionaries, which a task's text may hold: `{'atime': False, 'tags': ['a', "b"]}`.

use serde_json::{Map, Number, Value};

/// How deep lists and dictionaries may lie in each other.
const DEPTH: usize = 32;

/// Reads a Python literal; `None` if the text is none. Numbers are whole ones or with a point.
pub(super) fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.skip_blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_blanks();
        match self.rest.chars().next().filter(|_| depth < DEPTH)? {
            '[' => self.items('[', ']', |reader| reader.value(depth + 1)).map(Value::Array),
            '(' => self.items('(', ')', |reader| reader.value(depth + 1)).map(Value::Array),
            '{' => {
                let pairs = self.items('{', '}', |reader| reader.pair(depth + 1))?;
                Some(Value::Object(Map::from_iter(pairs)))
            }
            quote @ ('\'' | '"') => self.text(quote).map(Value::from),
            _ => self.word(),
        }
    }

    fn pair(&mut self, depth: usize) -> Option<(String, Value)> {
        let name = match self.value(depth)? {
            Value::String(name) => name,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        self.take(':')?;
        Some((name, self.value(depth)?))
    }

    fn items<T>(&mut self, open: char, close: char, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.take(open)?;
        let mut items = Vec::new();
        while self.take(close).is_none() {
            items.push(item(self)?);
            if self.take(',').is_none() {
                self.take(close)?;
                break;
            }
        }
        Some(items)
    }

    /// Reads a text in quotes; a backslash stands before a quote, another backslash, or the letter of a blank.
    fn text(&mut self, quote: char) -> Option<String> {
        self.take(quote)?;
        let mut text = String::new();
        let mut letters = self.rest.char_indices();
        while let Some((place, letter)) = letters.next() {
            match letter {
                _ if letter == quote => {
                    self.rest = &self.rest[place + quote.len_utf8()..];
                    return Some(text);
                }
                '\\' => text.push(match letters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    plain @ ('\\' | '\'' | '"') => plain,
                    _ => return None,
                }),
                _ => text.push(letter),
            }
        }
        None
    }

    fn word(&mut self) -> Option<Value> {
        let end = self.rest.find(|letter: char| ",:]}) \t\n".contains(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(match word {
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "None" => Value::Null,
            _ if word.contains('.') => Value::Number(Number::from_f64(word.parse().ok()?)?),
            _ => Value::from(word.parse::<i64>().ok()?),
        })
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        self.skip_blanks();
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::arguments::words::python;

    #[test]
    fn what_python_prints_is_read() {
        for (text, value) in [
            ("{'a': 1, \"b\": [True, None, 'it\\'s'],}", json!({"a": 1, "b": [true, null, "it's"]})),
            (" [ 'a' , -2, 1.5 ] ", json!(["a", -2, 1.5])),
            ("('x',)", json!(["x"])),
            ("{}", json!({})),
            ("{1: 'é'}", json!({"1": "é"})),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in ["{'a'}", "{a: 1}", "['a'", "['a'] x", "[a]", "['\\x41']", "", "[[]"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"[".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_as_python_does_is_read_again(texts in prop::collection::vec("[^\u{0}-\u{1f}\u{7f}]{0,8}", 0..4), number: i64, flag: bool) {
            let value = json!({"texts": texts, "number": number, "flag": flag, "none": null});
            prop_assert_eq!(parse(&python(&value)), Some(value));
        }
    }
}
