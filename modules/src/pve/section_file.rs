//! Proxmox's section files: `storage.cfg`, `ha/resources.cfg`.

/// A section file as Proxmox reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionFile {
    /// The sections, in the order of the file. Of a repeated id the last one that Proxmox understands wins.
    pub sections: Vec<Section>,
    /// Lines that Proxmox passes by whatever the sections mean, and that the next write by any of its commands drops.
    pub passed_by: Vec<PassedBy>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What stands before the colon, lower-cased: the type of a storage.
    pub kind: String,
    /// What stands behind it.
    pub id: String,
    /// The number of the line that begins it, from 1.
    pub line: usize,
    /// The options; of a repeated one only the first, which wins.
    pub options: Vec<SectionOption>,
}

impl Section {
    /// Returns an option's value.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|option| option.key == key).map(|option| option.value.as_str())
    }

    /// Returns its lines, for one that Proxmox passes by as a whole.
    pub fn lines(&self) -> impl Iterator<Item = PassedBy> {
        let header = PassedBy { line: Some(self.line), text: format!("{}: {}", self.kind, self.id) };
        std::iter::once(header).chain(self.options.iter().map(SectionOption::passed_by))
    }
}

/// An option of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionOption {
    /// The number of its line, from 1.
    pub line: usize,
    /// Its name.
    pub key: String,
    /// Its value; empty if it has none.
    pub value: String,
}

impl SectionOption {
    /// Returns its line, for one that Proxmox passes by.
    pub fn passed_by(&self) -> PassedBy {
        PassedBy { line: Some(self.line), text: format!("{} {}", self.key, self.value).trim_end().to_owned() }
    }
}

/// A line that Proxmox passes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedBy {
    /// Its number, from 1; `None` if who told of it did not say.
    pub line: Option<usize>,
    /// Its text.
    pub text: String,
}

impl std::fmt::Display for PassedBy {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.text.trim();
        match self.line {
            Some(line) => write!(formatter, "{line} ({text})"),
            None => write!(formatter, "({text})"),
        }
    }
}

/// Parses a section file by the rules of `PVE::SectionConfig` (pve-common 9.2.1): a header `TYPE: ID`, options with
/// leading white space, `#` lines ignored, a section ends at an empty line. A line of a file with DOS line ends is never empty,
/// so there the first section swallows all others. A header that follows an option line without
/// an empty line between is passed by, and its options fall to the section before it. A repeated option is passed by
/// ("duplicate attribute").
pub fn parse(text: &str) -> SectionFile {
    let mut file = SectionFile::default();
    let mut open: Option<Section> = None;
    for (index, line) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        let mut pass_by = || {
            let text = line.trim_end_matches('\r').to_owned();
            // With a line of blanks nothing is lost.
            file.passed_by.extend((!text.trim().is_empty()).then_some(PassedBy { line: Some(index + 1), text }));
        };
        if line.trim_start().starts_with('#') {
            pass_by();
        } else if line.is_empty() {
            file.sections.extend(open.take());
        } else if let Some(section) = &mut open {
            match option(index + 1, line) {
                Some(option) if section.get(&option.key).is_none() => section.options.push(option),
                _ => pass_by(),
            }
        } else {
            open = header(index + 1, line);
            if open.is_none() {
                pass_by();
            }
        }
    }
    file.sections.extend(open);
    file
}

fn header(number: usize, line: &str) -> Option<Section> {
    let (kind, id) = line.split_once(':')?;
    let id = id.trim();
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    let fits = is_word(kind) && is_word(id);
    let section = || Section { kind: kind.to_ascii_lowercase(), id: id.to_owned(), line: number, options: Vec::new() };
    fits.then(section)
}

fn option(number: usize, line: &str) -> Option<SectionOption> {
    let inner = line.trim();
    if inner.is_empty() || !line.starts_with(char::is_whitespace) {
        return None;
    }
    let (key, value) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    Some(SectionOption { line: number, key: key.to_owned(), value: value.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swallowed_section_is_passed_by() {
        let file = parse("dir: a\n\tpath /a\ndir: b\n\tpath /b\n\nzfspool:c\n  pool tank\n  sparse\n");
        let ids: Vec<&str> = file.sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["a", "c"]);
        let passed_by: Vec<(Option<usize>, &str)> =
            file.passed_by.iter().map(|line| (line.line, line.text.as_str())).collect();
        assert_eq!(passed_by, [(Some(3), "dir: b"), (Some(4), "\tpath /b")]);
        assert_eq!(file.sections[0].get("path"), Some("/a"));
        assert_eq!(file.sections[1].get("sparse"), Some(""));
    }

    #[test]
    fn with_dos_line_ends_the_first_section_swallows_the_others() {
        let file = parse("dir: a\r\n\tpath /a\r\n\r\ndir: b\r\n\tpath /b\r\n");
        assert_eq!((file.sections.len(), file.sections[0].get("path")), (1, Some("/a")));
        let passed_by: Vec<(usize, &str)> =
            file.passed_by.iter().map(|line| (line.line.unwrap(), line.text.as_str())).collect();
        assert_eq!(passed_by, [(4, "dir: b"), (5, "\tpath /b")]);
    }

    #[test]
    fn the_first_of_two_equal_options_wins() {
        let file = parse(
            "dir: a
	path /1
	path /2
",
        );
        assert_eq!(file.sections[0].get("path"), Some("/1"));
        assert_eq!(file.passed_by, [PassedBy { line: Some(3), text: "	path /2".to_owned() }]);
    }

    #[test]
    fn a_section_knows_its_lines() {
        let file = parse(
            "
foo: x
	server a b
	bare
",
        );
        let lines: Vec<(Option<usize>, String)> = file.sections[0].lines().map(|line| (line.line, line.text)).collect();
        assert_eq!(
            lines,
            [(Some(2), "foo: x".to_owned()), (Some(3), "server a b".to_owned()), (Some(4), "bare".to_owned())]
        );
    }

    #[test]
    fn comments_are_noticed_since_a_rewrite_drops_them() {
        let file = parse("# mine\ndir: a\n\tpath /a\n\t# inner\n");
        assert_eq!(file.passed_by.len(), 2);
        assert_eq!(file.sections[0].options.len(), 1);
    }
}
