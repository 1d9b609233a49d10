//! Proxmox's section files: `storage.cfg`, `ha/resources.cfg`.

/// A section file as Proxmox reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionFile {
    /// The sections, in the order of the file; of a repeated id only the last one, which wins.
    pub sections: Vec<Section>,
    /// Lines that Proxmox passes by, and that the next write by any of its commands drops.
    pub passed_by: Vec<PassedBy>,
}

/// One section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What stands before the colon, lower-cased: the type of a storage.
    pub kind: String,
    /// What stands behind it.
    pub id: String,
    /// The options; one without a value has an empty text.
    pub options: Vec<(String, String)>,
}

impl Section {
    /// Returns an option's value; a repeated one's last.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.options.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// A line that Proxmox passes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedBy {
    /// Its number, from 1.
    pub line: usize,
    /// Its text.
    pub text: String,
}

/// Parses a section file by the rules of `PVE::SectionConfig` (pve-common 9.2.1): a header `TYPE: ID`, options with
/// leading white space, `#` lines ignored, a section ends at an empty line. A header that follows an option line without
/// an empty line between is passed by, and its options fall to the section before it.
pub fn parse(text: &str) -> SectionFile {
    let mut file = SectionFile::default();
    let mut open: Option<Section> = None;
    for (index, line) in text.lines().enumerate() {
        let mut pass_by = || {
            let text = line.to_owned();
            file.passed_by.push(PassedBy { line: index + 1, text });
        };
        if line.trim_start().starts_with('#') {
            pass_by();
        } else if line.is_empty() {
            close(&mut open, &mut file.sections);
        } else if let Some(section) = &mut open {
            match option(line) {
                Some(option) => section.options.push(option),
                None => pass_by(),
            }
        } else {
            open = header(line);
            if open.is_none() {
                pass_by();
            }
        }
    }
    close(&mut open, &mut file.sections);
    file
}

fn close(open: &mut Option<Section>, sections: &mut Vec<Section>) {
    let Some(section) = open.take() else { return };
    sections.retain(|other| other.id != section.id);
    sections.push(section);
}

fn header(line: &str) -> Option<Section> {
    let (kind, id) = line.split_once(':')?;
    let id = id.trim();
    let is_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    let fits = is_word(kind) && is_word(id);
    fits.then(|| Section { kind: kind.to_ascii_lowercase(), id: id.to_owned(), options: Vec::new() })
}

fn option(line: &str) -> Option<(String, String)> {
    let inner = line.trim();
    if inner.is_empty() || !line.starts_with(char::is_whitespace) {
        return None;
    }
    let (key, value) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    Some((key.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swallowed_section_is_passed_by() {
        let file = parse("dir: a\n\tpath /a\ndir: b\n\tpath /b\n\nzfspool:c\n  pool tank\n  sparse\n");
        let ids: Vec<&str> = file.sections.iter().map(|section| section.id.as_str()).collect();
        assert_eq!(ids, ["a", "c"]);
        assert_eq!(file.passed_by, [PassedBy { line: 3, text: "dir: b".to_owned() }]);
        assert_eq!(file.sections[0].get("path"), Some("/b"));
        assert_eq!(file.sections[1].get("sparse"), Some(""));
    }

    #[test]
    fn the_last_of_two_equal_ids_wins() {
        let file = parse("dir: a\n\tpath /1\n\ndir: a\n\tpath /2\n");
        assert_eq!(file.sections.len(), 1);
        assert_eq!(file.sections[0].get("path"), Some("/2"));
    }

    #[test]
    fn comments_are_noticed_since_a_rewrite_drops_them() {
        let file = parse("# mine\ndir: a\n\tpath /a\n\t# inner\n");
        assert_eq!(file.passed_by.len(), 2);
        assert_eq!(file.sections[0].options.len(), 1);
    }
}
