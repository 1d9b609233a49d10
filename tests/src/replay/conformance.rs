//! The project's own recordings, `tests/recordings/AREA/*.case`: what the real commands did, a case for each behaviour.
//!
//! ```text
//! # Where it was measured: a comment, as every line that begins so.
//! = memory has a minimum of 16 MiB
//! host {"running": ["101"]}
//! $ pct set 101 --memory 15
//! exit 2
//! 2| 400 Parameter verification failed.
//! 2| memory: value must have a minimum value of 16
//! 2| pct set <vmid> [OPTIONS]
//! file /etc/pve/lxc/101.conf
//! =| arch: amd64
//! -| memory: 512
//! +| memory: 1024
//! ```
//!
//! `=` begins a case and names the behaviour. `host` says of the host what no file of the case shows, in the keys of a host's
//! description. Commands follow, each with what it did: `exit` (0 if left out), `1|` standard output, `2|` standard error,
//! `file`: `=|` lines that were there and stay, `-|` that went, `+|` that came. A file without lines that were there was absent.
//! A further line of a command stands behind `> `. One blank follows `$`, `>` and `|`; a line of no text may leave it out.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::{Case, Record, Recorded};
use crate::world::Answer;

/// Reads a file of cases; `area` is the name of its folder. The error names the line that makes no sense.
pub(super) fn read(area: &str, text: &str) -> Result<Vec<Case>> {
    let mut cases: Vec<Case> = Vec::new();
    let mut file = PathBuf::new();
    for (line, number) in text.lines().zip(1..) {
        take(area, &mut cases, &mut file, line).with_context(|| format!("line {number}, {line:?}"))?;
    }
    match cases.iter().find(|case| case.records.is_empty()) {
        Some(case) => bail!("the case {:?} types nothing", case.name),
        None => Ok(cases),
    }
}

/// Returns a command and its answer as a case says them.
pub(crate) fn as_recorded(command: &str, answer: &Answer) -> String {
    let mut lines = vec![format!("$ {}", command.replace('\n', "\n> "))];
    if answer.status != 0 {
        lines.push(format!("exit {}", answer.status));
    }
    lines.extend(answer.stdout.lines().map(|line| format!("1| {line}")));
    lines.extend(answer.stderr.lines().map(|line| format!("2| {line}")));
    lines.join("\n")
}

fn take(area: &str, cases: &mut Vec<Case>, file: &mut PathBuf, line: &str) -> Result<()> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    if let Some(title) = line.strip_prefix("= ") {
        cases.push(Case { name: format!("{area}/{title}"), host: String::new(), records: Vec::new() });
        return Ok(());
    }
    let case = cases.last_mut().context("a case begins with `= TITLE`")?;
    if let Some(description) = line.strip_prefix("host ") {
        case.host.push_str(description);
        return Ok(());
    }
    if let Some(command) = line.strip_prefix("$ ") {
        case.records.push(Record { command: command.to_owned(), ..Record::default() });
        return Ok(());
    }
    let record = case.records.last_mut().context("the case types nothing before this")?;
    take_of_record(record, file, line)
}

fn take_of_record(record: &mut Record, file: &mut PathBuf, line: &str) -> Result<()> {
    if let Some(exit) = line.strip_prefix("exit ") {
        record.exit = exit.parse().context("an exit code is a number")?;
        return Ok(());
    }
    if let Some(path) = line.strip_prefix("file ") {
        *file = PathBuf::from(path);
        record.files.insert(file.clone(), Recorded { before: None, after: None });
        return Ok(());
    }
    if let Some(more) = line.strip_prefix('>') {
        record.command.push('\n');
        record.command.push_str(more.strip_prefix(' ').unwrap_or(more));
        return Ok(());
    }
    let Some((tag, text)) = line.split_once('|') else { bail!("nobody knows what it is") };
    let text = format!("{}\n", text.strip_prefix(' ').unwrap_or(text));
    if tag == "1" || tag == "2" {
        let output = if tag == "1" { &mut record.stdout } else { &mut record.stderr };
        output.push_str(&text);
        return Ok(());
    }
    let Some(recorded) = record.files.get_mut(file) else { bail!("no `file PATH` stands above it") };
    if matches!(tag, "=" | "-") {
        recorded.before.get_or_insert_default().push_str(&text);
    }
    if matches!(tag, "=" | "+") {
        recorded.after.get_or_insert_default().push_str(&text);
    }
    if matches!(tag, "=" | "-" | "+") { Ok(()) } else { bail!("nobody knows the mark `{tag}|`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# pve-container 6.1.10\n= a case\nhost {\"running\":\nhost  [\"101\"]}\n$ pct set 101 --description 'a\n> b'\nexit 2\n\
                        1| out\n1|\n2|  err\nfile /a\n=| x\n-| y\n+| z\n\nfile /b\n+| new\nfile /c\n-| gone\n$ pct list\n";

    #[test]
    fn commands_their_answers_and_files_are_read() {
        let cases = read("pct", TEXT).unwrap();
        let [case] = cases.as_slice() else { panic!("{cases:?}") };
        assert_eq!(case.name, "pct/a case");
        assert_eq!(case.host, r#"{"running": ["101"]}"#);
        let [set, list] = case.records.as_slice() else { panic!("{case:?}") };
        assert_eq!((set.command.as_str(), set.exit), ("pct set 101 --description 'a\nb'", 2));
        assert_eq!((set.stdout.as_str(), set.stderr.as_str()), ("out\n\n", " err\n"));
        let texts: Vec<_> = set.files.values().map(|file| (file.before.as_deref(), file.after.as_deref())).collect();
        assert_eq!(texts, [(Some("x\ny\n"), Some("x\nz\n")), (None, Some("new\n")), (Some("gone\n"), None)]);
        assert_eq!(list.command, "pct list");
    }

    #[test]
    fn what_is_said_is_read_again() {
        let answer = Answer { status: 1, stdout: "a\n\nb\n".to_owned(), stderr: " c\n".to_owned() };
        let text = as_recorded("zfs set 'x:y=1\n2' t", &answer);
        let [case] = &read("zfs", &format!("= a\n{text}\n")).unwrap()[..] else { panic!("{text}") };
        let [record] = &case.records[..] else { panic!("{text}") };
        assert_eq!(record.command, "zfs set 'x:y=1\n2' t");
        assert_eq!((record.exit, record.stdout.as_str(), record.stderr.as_str()), (1, "a\n\nb\n", " c\n"));
    }

    #[test]
    fn what_makes_no_sense_is_named_with_its_line() {
        for (text, reason) in [
            ("$ pct list\n", "a case begins with"),
            ("= a\n1| x\n", "the case types nothing before this"),
            ("= a\n", "types nothing"),
            ("= a\n$ b\n+| x\n", "no `file PATH` stands above it"),
            ("= a\n$ b\nfile /c\n!| x\n", "nobody knows the mark"),
            ("= a\n$ b\nhello\n", "line 3, \"hello\""),
        ] {
            let error = format!("{:#}", read("pct", text).unwrap_err());
            assert!(error.contains(reason), "{text:?}: {error}");
        }
    }
}
