//! The files of `/etc/modprobe.d`: which value of a parameter modprobe would load, and where it stands.

use std::ops::Range;

/// A value of a parameter in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// The value.
    pub(super) value: String,
    /// Its bytes in the file.
    pub(super) place: Range<usize>,
}

/// A letter of a line, and its bytes in the file.
type Letter = (char, Range<usize>);

/// Returns the last value that a file gives a parameter of a module; the last one counts.
///
/// The lines are read as kmod reads them (libkmod 30): a backslash at the end of a line joins it with the next, without a
/// blank, comments too; a backslash elsewhere is dropped. A line that begins with `#` is a comment. Names are equal where
/// only `-` and `_` differ.
pub(super) fn last_setting(text: &str, module: &str, parameter: &str) -> Option<Setting> {
    let lines = logical_lines(text);
    lines.iter().filter_map(|line| setting_in(line, module, parameter)).next_back()
}

fn logical_lines(text: &str) -> Vec<Vec<Letter>> {
    let mut lines = vec![Vec::new()];
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let line = lines.last_mut().expect("there is always a line");
        match letter {
            '\n' => lines.push(Vec::new()),
            '\\' => match letters.next() {
                Some((_, '\n')) | None => {}
                Some((next, letter)) => line.push((letter, start..next + letter.len_utf8())),
            },
            _ => line.push((letter, start..start + letter.len_utf8())),
        }
    }
    lines
}

fn setting_in(line: &[Letter], module: &str, parameter: &str) -> Option<Setting> {
    let mut words = line.split(|(letter, _)| matches!(letter, ' ' | '\t')).filter(|word| !word.is_empty());
    if text_of(words.next()?) != "options" || !is_name(&text_of(words.next()?), module) {
        return None;
    }
    let setting = |word: &[Letter]| {
        let equals = word.iter().position(|(letter, _)| *letter == '=')?;
        let value = unquoted(&word[equals + 1..]);
        let end = word[equals].1.end;
        let place = match (value.first(), value.last()) {
            (Some(first), Some(last)) => first.1.start..last.1.end,
            _ => end..end,
        };
        is_name(&text_of(&word[..equals]), parameter).then(|| Setting { value: text_of(value), place })
    };
    words.filter_map(setting).next_back()
}

fn text_of(letters: &[Letter]) -> String {
    letters.iter().map(|(letter, _)| letter).collect()
}

fn is_name(text: &str, name: &str) -> bool {
    text.replace('-', "_") == name.replace('-', "_")
}

/// The kernel takes a value in double quotes.
fn unquoted(value: &[Letter]) -> &[Letter] {
    match value {
        [('"', _), inner @ .., ('"', _)] => inner,
        _ => value,
    }
}

/// Returns a file's text with one more line, whatever its last line is.
pub(super) fn with_line(text: &str, line: &str) -> String {
    // A backslash joins whatever line comes next, so an empty one comes.
    let gap = match text.strip_suffix('\n') {
        Some(last) if last.ends_with('\\') => "\n",
        Some(_) => "",
        None if text.ends_with('\\') => "\n\n",
        None if text.is_empty() => "",
        None => "\n",
    };
    format!("{text}{gap}{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let setting = last_setting(text, "zfs", "zfs_arc_max")?;
        assert!(text.is_char_boundary(setting.place.start) && text.is_char_boundary(setting.place.end));
        Some(setting.value)
    }

    #[test]
    fn the_last_option_of_the_module_counts() {
        let text = "options zfs zfs_arc_max=1\noptions zfs zfs_arc_min=5 zfs_arc_max=2 zfs_arc_max=3 x=4\noptions other zfs_arc_max=9\n";
        assert_eq!(found(text).unwrap(), "3");
        assert_eq!(found("options zfs zfs_arc_maximum=1\nblacklist zfs\n"), None);
        assert_eq!(found("\toptions  zfs\tzfs-arc-max=\"7\"").unwrap(), "7");
        assert_eq!(found("options zfs zfs_arc_max=").unwrap(), "");
    }

    #[test]
    fn lines_are_joined_before_comments_are_told() {
        assert_eq!(found("# a comment \\\noptions zfs zfs_arc_max=1\n"), None);
        assert_eq!(found("options zfs \\\n  zfs_arc_max=12\\\n34\n").unwrap(), "1234");
        assert_eq!(found("options zfs zfs_arc_max=1 #zfs_arc_max=2\n").unwrap(), "1");
        assert_eq!(found("#options zfs zfs_arc_max=1\n"), None);
    }

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        let text = "# mine\noptions zfs zfs_arc_max=\"12\\\n34\" l2arc_noprefetch=0 # ü\n";
        let place = last_setting(text, "zfs", "zfs_arc_max").unwrap().place;
        let edited = format!("{}5{}", &text[..place.start], &text[place.end..]);
        assert_eq!(edited, "# mine\noptions zfs zfs_arc_max=\"5\" l2arc_noprefetch=0 # ü\n");
    }

    #[test]
    fn a_further_line_is_a_line_of_its_own() {
        for (text, expected) in
            [("", "x\n"), ("a\n", "a\nx\n"), ("a", "a\nx\n"), ("# a \\\n", "# a \\\n\nx\n"), ("a\\", "a\\\n\nx\n")]
        {
            assert_eq!(with_line(text, "x"), expected, "{text:?}");
        }
    }
}
