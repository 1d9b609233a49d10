//! Which recordings about firewalls cannot be played: those about files that they do not hold.

use super::Record;

/// Returns why a record about firewalls is not compared, if it is not.
pub(super) fn apart(record: &Record) -> Option<String> {
    let names: Vec<&str> = files_in(&record.command).chain(files_in(&record.stderr)).collect();
    let unknown = names.into_iter().find(|name| !is_recorded(record, name) && !is_written_first(&record.command, name));
    unknown.map(|_| "the firewall file that it reads is not recorded".to_owned())
}

/// Returns the firewall files that a text names.
fn files_in(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| letter.is_whitespace() || ";'\"()".contains(letter));
    words.filter(|word| word.starts_with("/etc/pve/") && word.ends_with(".fw") && !word.contains('*'))
}

fn is_recorded(record: &Record, name: &str) -> bool {
    record.files.keys().any(|path| path.as_os_str() == name)
}

/// Returns whether the command writes, or takes away, the file before anything reads it.
fn is_written_first(command: &str, name: &str) -> bool {
    let Some((before, _)) = command.split_once(name) else { return false };
    let before = before.trim_end();
    before.ends_with('>') && !before.ends_with(">>") || before.ends_with("rm -f") || before.ends_with("rm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_a_file_that_nobody_recorded_is_apart() {
        const FILE: &str = "/etc/pve/firewall/cluster.fw";
        let of = |command: &str| Record { command: command.to_owned(), ..Record::default() };
        assert!(apart(&of(&format!("cat {FILE}"))).is_some());
        assert!(apart(&of(&format!("printf x >> {FILE}; pve-firewall compile"))).is_some());
        assert_eq!(apart(&of(&format!("printf x > {FILE}; cat {FILE}"))), None);
        assert_eq!(apart(&of(&format!("rm -f {FILE}"))), None);
        let mut recorded = of(&format!("cat {FILE}"));
        recorded.files.insert(FILE.into(), super::super::Recorded { before: None, after: None });
        assert_eq!(apart(&recorded), None);
        let told =
            Record { stderr: format!("{FILE} (line 1): skip line - no section\n"), ..of("pve-firewall compile") };
        assert!(apart(&told).is_some());
    }
}
