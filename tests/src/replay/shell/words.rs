//! A line of a shell as data: pipelines of simple commands, their words and redirections.

/// When a pipeline runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Joint {
    /// In any case.
    Then,
    /// If the one before succeeded.
    And,
    /// If the one before failed.
    Or,
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::replay) enum Piece {
    /// As it stands.
    Text(String),
    /// The value of a variable.
    Variable(String),
    /// What a line prints.
    Output(String),
}

/// A word, to be expanded.
pub(in crate::replay) type Word = Vec<Piece>;

/// Where a stream of a command goes to or comes from.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::replay) enum Redirection {
    /// Standard input is this text.
    Input(String),
    /// Standard output goes into a file.
    Output {
        /// The file.
        path: Word,
        /// Behind what is there.
        append: bool,
    },
    /// Standard error goes away.
    Error(Word),
    /// Standard error goes where standard output goes.
    ErrorToOutput,
}

/// A command with its words and redirections.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::replay) struct Simple {
    pub(in crate::replay) words: Vec<Word>,
    pub(in crate::replay) redirections: Vec<Redirection>,
}

type Pipeline = Vec<Simple>;

const KEYWORDS: &[&str] = &["case", "do", "for", "function", "if", "until", "while", "{"];

/// Parses a line; `Err` names what it has that this shell does not know.
pub(in crate::replay) fn parse(line: &str) -> Result<Vec<(Joint, Pipeline)>, String> {
    let mut parser =
        Parser { rest: line, joint: Joint::Then, done: Vec::new(), pipeline: Vec::new(), simple: Simple::default() };
    while !parser.rest.is_empty() {
        parser.step()?;
    }
    parser.end_pipeline(Joint::Then);
    Ok(parser.done)
}

/// Returns whether a text may name a variable.
pub(in crate::replay) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

struct Parser<'a> {
    rest: &'a str,
    joint: Joint,
    done: Vec<(Joint, Pipeline)>,
    pipeline: Pipeline,
    simple: Simple,
}

impl Parser<'_> {
    fn take(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn step(&mut self) -> Result<(), String> {
        let blank = |c: char| c == ' ' || c == '\t';
        if self.rest.starts_with(blank) {
            self.rest = self.rest.trim_start_matches(blank);
        } else if self.rest.starts_with('#') {
            self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
        } else if self.take("&&") {
            self.end_pipeline(Joint::And);
        } else if self.take("||") {
            self.end_pipeline(Joint::Or);
        } else if self.take(";") || self.take("\n") {
            self.end_pipeline(Joint::Then);
        } else if self.take("|") {
            self.end_command();
        } else if self.take("&") {
            return Err("a command in the background".to_owned());
        } else if self.rest.starts_with(['(', ')']) {
            return Err("a group of commands".to_owned());
        } else if !self.redirection()? {
            self.command_word()?;
        }
        Ok(())
    }

    fn command_word(&mut self) -> Result<(), String> {
        let word = self.word()?;
        if let ([Piece::Text(text)], true) = (word.as_slice(), self.simple.words.is_empty())
            && KEYWORDS.contains(&text.as_str())
        {
            return Err("a loop or a condition".to_owned());
        }
        self.simple.words.push(word);
        Ok(())
    }

    fn redirection(&mut self) -> Result<bool, String> {
        if self.take("2>&1") {
            self.simple.redirections.push(Redirection::ErrorToOutput);
        } else if self.take("2>") {
            let path = self.operand()?;
            if path != [Piece::Text("/dev/null".to_owned())] {
                return Err("a file of what is said on standard error".to_owned());
            }
            self.simple.redirections.push(Redirection::Error(path));
        } else if self.take("<<") {
            self.here_document()?;
        } else if self.take(">>") || self.rest.starts_with('>') {
            let append = !self.take(">");
            let path = self.operand()?;
            self.simple.redirections.push(Redirection::Output { path, append });
        } else if self.rest.starts_with('<') {
            return Err("a file as standard input".to_owned());
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn operand(&mut self) -> Result<Word, String> {
        self.rest = self.rest.trim_start_matches(' ');
        self.word()
    }

    /// Takes the lines up to the one that holds only the delimiter; they begin behind the end of this one.
    fn here_document(&mut self) -> Result<(), String> {
        let delimiter = self.operand()?;
        let [Piece::Text(delimiter)] = delimiter.as_slice() else {
            return Err("a here-document without end".to_owned());
        };
        let (same_line, body) = self.rest.split_once('\n').ok_or("a here-document without end")?;
        if !same_line.trim().is_empty() {
            return Err("a here-document with more behind it".to_owned());
        }
        let mut text = String::new();
        let mut rest = body;
        loop {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            if line == delimiter {
                self.rest = after;
                self.simple.redirections.push(Redirection::Input(text));
                self.end_pipeline(Joint::Then);
                return Ok(());
            }
            if rest.is_empty() {
                return Err("a here-document without end".to_owned());
            }
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
    }

    fn end_command(&mut self) {
        let command = std::mem::take(&mut self.simple);
        if command != Simple::default() {
            self.pipeline.push(command);
        }
    }

    fn end_pipeline(&mut self, next: Joint) {
        self.end_command();
        let pipeline = std::mem::take(&mut self.pipeline);
        if !pipeline.is_empty() {
            self.done.push((self.joint, pipeline));
            self.joint = Joint::Then;
        }
        if next != Joint::Then || self.rest.is_empty() || self.joint == Joint::Then {
            self.joint = next;
        }
    }

    fn word(&mut self) -> Result<Word, String> {
        let mut word = Word::new();
        let mut text = String::new();
        let mut is_quoted = false;
        while let Some(letter) = self.rest.chars().next() {
            if " \t\n;|&<>()".contains(letter) {
                break;
            }
            self.rest = &self.rest[letter.len_utf8()..];
            match letter {
                '\'' => {
                    is_quoted = true;
                    let (inside, rest) = self.rest.split_once('\'').ok_or("a quote without end")?;
                    text.push_str(inside);
                    self.rest = rest;
                }
                '"' => {
                    is_quoted = true;
                    self.double_quoted(&mut word, &mut text)?;
                }
                '$' if self.take("'") => {
                    is_quoted = true;
                    let inside = self.escaped().ok_or("a quote without end")?;
                    // A word of a shell ends at a NUL.
                    text.push_str(inside.split('\0').next().unwrap_or_default());
                }
                '$' => self.dollar(&mut word, &mut text)?,
                '\\' => {
                    if let Some(next) = self.rest.chars().next() {
                        text.push(next);
                        self.rest = &self.rest[next.len_utf8()..];
                    }
                }
                '*' | '?' if !is_quoted && text.starts_with('/') => return Err("a pattern of file names".to_owned()),
                '`' => return Err("a command in backticks".to_owned()),
                other => text.push(other),
            }
        }
        if !text.is_empty() || word.is_empty() {
            word.push(Piece::Text(text));
        }
        Ok(word)
    }

    fn double_quoted(&mut self, word: &mut Word, text: &mut String) -> Result<(), String> {
        loop {
            let letter = self.rest.chars().next().ok_or("a quote without end")?;
            self.rest = &self.rest[letter.len_utf8()..];
            match letter {
                '"' => return Ok(()),
                '$' => self.dollar(word, text)?,
                '\\' if self.rest.starts_with(['"', '$', '\\', '`']) => {
                    text.push_str(&self.rest[..1]);
                    self.rest = &self.rest[1..];
                }
                '`' => return Err("a command in backticks".to_owned()),
                other => text.push(other),
            }
        }
    }

    /// Takes the rest of `$'...'`; bytes are put together as UTF-8.
    fn escaped(&mut self) -> Option<String> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut letters = self.rest.chars().peekable();
        loop {
            match letters.next()? {
                '\'' => break,
                '\\' => bytes.push(match letters.next()? {
                    'n' => b'\n',
                    't' => b'\t',
                    'r' => b'\r',
                    'E' | 'e' => 27,
                    'a' => 7,
                    'b' => 8,
                    'f' => 12,
                    'v' => 11,
                    digit if digit.is_digit(8) => {
                        let mut number = digit.to_digit(8)?;
                        while let Some(next) = letters.peek().and_then(|next| next.to_digit(8)).filter(|_| number < 32)
                        {
                            number = number * 8 + next;
                            letters.next();
                        }
                        u8::try_from(number).ok()?
                    }
                    other => u8::try_from(other).ok()?,
                }),
                letter => bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
        let left: usize = letters.map(char::len_utf8).sum();
        self.rest = &self.rest[self.rest.len() - left..];
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Takes what stands behind a `$`: a name, a name in braces, `?`, or a line in parentheses.
    fn dollar(&mut self, word: &mut Word, text: &mut String) -> Result<(), String> {
        let mut put = |piece: Piece| {
            if !text.is_empty() {
                word.push(Piece::Text(std::mem::take(text)));
            }
            word.push(piece);
        };
        if self.take("(") {
            let end = closing(self.rest).ok_or("parentheses without end")?;
            put(Piece::Output(self.rest[..end].to_owned()));
            self.rest = &self.rest[end + 1..];
            return Ok(());
        }
        if self.take("?") {
            put(Piece::Variable("?".to_owned()));
            return Ok(());
        }
        let in_braces = self.take("{");
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let name = self.rest[..end].to_owned();
        self.rest = &self.rest[end..];
        if in_braces && !self.take("}") {
            return Err("a changed variable".to_owned());
        }
        if name.is_empty() {
            text.push('$');
        } else {
            put(Piece::Variable(name));
        }
        Ok(())
    }
}

/// Returns where the parenthesis ends that was opened before this text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(place),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns a text with the escapes of `printf` taken for what they mean; bytes that are no UTF-8 become U+FFFD, as they do
/// where Proxmox reads them.
pub(in crate::replay) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = if byte == b'\\' { escape(after) } else { None };
        let (byte, length) = escaped.unwrap_or((byte, 0));
        bytes.push(byte);
        rest = &after[length..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns the byte that is meant by what stands behind a backslash, and how much of it.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let letter = *text.first()?;
    match letter {
        b'n' => Some((b'\n', 1)),
        b't' => Some((b'\t', 1)),
        b'r' => Some((b'\r', 1)),
        b'\\' | b'\'' | b'"' => Some((letter, 1)),
        b'x' => number(&text[1..], 2, 16).map(|(byte, length)| (byte, length + 1)),
        _ => number(text, 3, 8),
    }
}

/// Returns the number that a text begins with, of so many digits at most.
fn number(text: &[u8], most: usize, radix: u32) -> Option<(u8, usize)> {
    let digits = text.iter().take(most).map_while(|byte| char::from(*byte).to_digit(radix));
    let digits: Vec<u32> = digits.collect();
    let number = digits.iter().fold(0, |number, digit| number * radix + digit);
    (!digits.is_empty()).then_some((number.to_le_bytes()[0], digits.len()))
}
