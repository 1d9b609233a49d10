//! Command lines as `getopt` reads them: one-letter options anywhere, bundled, with their value attached or apart.

/// A command line, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options<'a> {
    given: Vec<(char, &'a str)>,
    /// What is no option, in order.
    pub(crate) operands: Vec<&'a str>,
}

impl<'a> Options<'a> {
    /// Reads arguments; `known` holds the letters, each followed by `:` if it takes a value. The error is the line that
    /// zfs and zpool print before their usage.
    pub(crate) fn parse(arguments: &[&'a str], known: &str) -> Result<Self, String> {
        let mut options = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.strip_prefix('-') {
                Some("-") => {
                    options.operands.extend(rest);
                    break;
                }
                Some(letters) if !letters.is_empty() => options.take(letters, known, &mut rest)?,
                _ => options.operands.push(argument),
            }
        }
        Ok(options)
    }

    fn take(&mut self, letters: &'a str, known: &str, rest: &mut std::slice::Iter<'_, &'a str>) -> Result<(), String> {
        for (index, letter) in letters.char_indices() {
            let position = known.find(letter).filter(|_| letter != ':');
            let Some(position) = position else {
                // A long option that is not known shows as a zero byte (OpenZFS 2.3.9).
                let shown = if letter == '-' { '\0' } else { letter };
                return Err(format!("invalid option '{shown}'"));
            };
            if !known[position + 1..].starts_with(':') {
                self.given.push((letter, ""));
                continue;
            }
            let attached = &letters[index + letter.len_utf8()..];
            let value = if attached.is_empty() {
                rest.next().copied()
            } else {
                Some(attached)
            };
            self.given.push((
                letter,
                value.ok_or_else(|| format!("missing argument for '{letter}' option"))?,
            ));
            break;
        }
        Ok(())
    }

    /// Returns whether an option was given.
    pub(crate) fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// Returns the value of an option, the last one if it was given twice.
    pub(crate) fn value(&self, letter: char) -> Option<&'a str> {
        self.values(letter).last()
    }

    /// Returns every value of an option, in order.
    pub(crate) fn values(&self, letter: char) -> impl Iterator<Item = &'a str> {
        self.given
            .iter()
            .filter(move |(given, _)| *given == letter)
            .map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_bundled_and_values_attached_or_apart() {
        let options = Options::parse(&["-Hpo", "name", "tank", "-d1", "-r", "--", "-x"], "Hpro:d:").unwrap();
        assert!(options.has('H') && options.has('p') && options.has('r'));
        assert_eq!((options.value('o'), options.value('d')), (Some("name"), Some("1")));
        assert_eq!(options.operands, ["tank", "-x"]);
    }

    #[test]
    fn what_is_not_known_is_named() {
        let refused = |argument| Options::parse(&[argument], "Ho:").unwrap_err();
        assert_eq!(refused("-Z"), "invalid option 'Z'");
        assert_eq!(refused("--bogus"), "invalid option '\0'");
        assert_eq!(refused("-o"), "missing argument for 'o' option");
    }
}
