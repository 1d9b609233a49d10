//! The words of a command that nobody gives to a shell.

use anyhow::{Context as _, Result, bail};

/// What a shell would act upon and a list of words cannot mean.
const OF_A_SHELL: &str = "|&;<>$`";

/// Splits a command at blanks, with quotes and backslashes as a shell reads them. What only a shell could do is an error that says
/// so: given to a program as a word, `&&` would ask something else than was meant, and might answer yes.
pub(super) fn split(command: &str) -> Result<Vec<String>> {
    if let Some(letter) = of_a_shell(command) {
        bail!(
            "the command has a `{letter}` that only a shell could read, and no shell is started: put quotes around it, or the whole \
             into a script"
        );
    }
    shell_words::split(command).with_context(|| format!("the command {command:?} cannot be split into words"))
}

/// Returns the first letter that a shell would act upon: outside of quotes; of `$` and a backtick also inside of double ones.
fn of_a_shell(command: &str) -> Option<char> {
    let mut quote = None;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => drop(letters.next()),
            (Some(_), '$' | '`') => return Some(letter),
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(letter),
            (None, _) if OF_A_SHELL.contains(letter) || letter == '\n' => return Some(letter),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_hold_words_together_and_a_shell_is_asked_for_by_name() {
        let words = split("curl -s --fail 'http://localhost/?a=1&b=2' \"x y\" a\\&b").unwrap();
        assert_eq!(words, ["curl", "-s", "--fail", "http://localhost/?a=1&b=2", "x y", "a&b"]);
        for text in ["a && b", "a | b", "a; b", "a > b", "test $X", "test \"$X\"", "a `b`", "a\nb"] {
            assert!(split(text).unwrap_err().to_string().contains("only a shell"), "{text}");
        }
        assert!(split("a 'b").unwrap_err().to_string().contains("cannot be split"));
    }

    proptest! {
        #[test]
        fn quoted_words_are_the_same_words_again(words in prop::collection::vec(".*", 0..6)) {
            let words: Vec<String> = words;
            prop_assert_eq!(split(&shell_words::join(&words)).unwrap(), words);
        }
    }
}
