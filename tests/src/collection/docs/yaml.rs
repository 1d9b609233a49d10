//! The little of YAML that the documentation is written in: the order of keys is kept, long texts are folded.

/// How long a line of a folded text may be.
const WIDTH: usize = 120;

/// A value of YAML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Yaml {
    /// A text.
    Text(String),
    /// A number, a boolean, `{}` or `[]`: written as it is.
    Word(String),
    /// A text of several lines, each kept as it is.
    Block(String),
    /// A list.
    List(Vec<Yaml>),
    /// A map, in this order.
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// Returns a text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns the text of a document with this value.
    pub(super) fn document(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, 0, Before::Line);
        text
    }

    fn write(&self, out: &mut String, depth: usize, before: Before) {
        match self {
            Self::Map(pairs) if !pairs.is_empty() => {
                *out += before.begins_a_map();
                for (index, (key, value)) in pairs.iter().enumerate() {
                    // The first key stands on the line of its dash.
                    if index > 0 || before != Before::Dash {
                        *out += &" ".repeat(depth);
                    }
                    *out += &format!("{}:", quoted(key));
                    value.write(out, depth + 2, Before::Key);
                }
            }
            Self::List(items) if !items.is_empty() => {
                *out += "\n";
                for item in items {
                    *out += &format!("{}-", " ".repeat(depth));
                    item.write(out, depth + 2, Before::Dash);
                }
            }
            Self::Map(_) => *out += " {}\n",
            Self::List(_) => *out += " []\n",
            Self::Word(word) => *out += &format!(" {word}\n"),
            Self::Block(text) => *out += &format!(" |\n{}", indented(text.lines(), depth)),
            Self::Text(text) => {
                let width = WIDTH.saturating_sub(depth);
                *out += &match text.chars().count() <= width {
                    true => format!(" {}\n", quoted(text)),
                    false => format!(" >-\n{}", indented(folded(text, width).iter().map(String::as_str), depth)),
                };
            }
        }
    }
}

/// What stands on the line before a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing.
    Line,
    /// `KEY:`
    Key,
    /// `-`
    Dash,
}

impl Before {
    fn begins_a_map(self) -> &'static str {
        match self {
            Self::Line => "",
            Self::Key => "\n",
            Self::Dash => " ",
        }
    }
}

fn indented<'a>(lines: impl Iterator<Item = &'a str>, depth: usize) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{}{line}\n", " ".repeat(depth)) };
    lines.map(line).collect()
}

/// Returns a text as it stands on one line, in quotes if it would be read as something else.
fn quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// YAML 1.1 takes these for booleans or nothing, in any case of letters.
const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"];

fn is_plain(text: &str) -> bool {
    let begins_well = text.starts_with(|first: char| first.is_ascii_alphabetic());
    let misleads = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    begins_well && !misleads && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Returns the lines of a folded text; YAML joins them with blanks again.
fn folded(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                *line += " ";
                *line += word;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_yaml_would_read_otherwise_is_quoted_and_what_is_long_is_folded() {
        let text = |text: &str| Yaml::text(text);
        let long = format!("{} end", "word ".repeat(30).trim_end());
        let map = Yaml::Map(vec![
            ("on".to_owned(), text("off")),
            ("a".to_owned(), text("it's: b")),
            ("list".to_owned(), Yaml::List(vec![text("plain"), text(&long), Yaml::Map(vec![])])),
            ("map".to_owned(), Yaml::Map(vec![("x".to_owned(), Yaml::Word("1".to_owned()))])),
            (
                "maps".to_owned(),
                Yaml::List(vec![Yaml::Map(vec![("y".to_owned(), text("1")), ("z".to_owned(), text("2"))])]),
            ),
            ("block".to_owned(), Yaml::Block("one\n\n  two\n".to_owned())),
        ]);
        let folded = format!("{}\n    {} end", "word ".repeat(23).trim_end(), "word ".repeat(7).trim_end());
        let expected = format!(
            "'on': 'off'\na: 'it''s: b'\nlist:\n  - plain\n  - >-\n    {folded}\n  - {{}}\nmap:\n  x: 1\nmaps:\n  - 'y': '1'\n    z: '2'\nblock: |\n  one\n\n    two\n"
        );
        assert_eq!(map.document(), expected);
    }
}
