//! Recordings of OpenZFS's commands: `$ COMMAND`, `exit: N`, then each line of standard output behind `1| ` and of standard
//! error behind `2| `; many in one file, in the order in which they ran on a fresh pool.

use anyhow::{Context as _, Result};

use super::{Case, Record};
use crate::world::World;

/// Reads a recording.
pub(super) fn read(text: &str) -> Result<Vec<Record>> {
    let mut records: Vec<Record> = Vec::new();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            records.push(Record { command: command.to_owned(), ..Record::default() });
            continue;
        }
        let Some(record) = records.last_mut() else { continue };
        if let Some(exit) = line.strip_prefix("exit: ") {
            record.exit = exit.trim().parse().context("an exit code is no number")?;
        } else if let Some(text) = line.strip_prefix("1| ") {
            record.stdout.push_str(text);
            record.stdout.push('\n');
        } else if let Some(text) = line.strip_prefix("2| ") {
            record.stderr.push_str(text);
            record.stderr.push('\n');
        }
    }
    Ok(records)
}

/// Returns the host that the case was recorded on.
pub(super) fn world(_case: &Case) -> World {
    World::blank()
}

/// Returns why a record is not compared, if it is not.
pub(super) fn apart(record: &Record) -> Option<String> {
    let is_of_the_shell = |letter: char| ";|&<>`".contains(letter);
    record.command.contains(is_of_the_shell).then(|| "a shell line".to_owned())
}
