//! Recordings of Proxmox's commands: `$ COMMAND`, `-- exit: N`, `-- stdout:`, `-- stderr:`, then for each recorded file
//! `-- file PATH before:` and `after:`, or `(unchanged):`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::{Case, Record, Recorded};
use crate::world::World;

/// What stands for a file that is not there.
const ABSENT: &str = "[absent]";

/// Reads a recording of one command.
pub(super) fn read(text: &str) -> Result<Vec<Record>> {
    let mut record = Record::default();
    let mut command = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("-- ").filter(|name| is_part(name)) {
            parts.push((name.trim_end().to_owned(), String::new()));
        } else if let Some((_, text)) = parts.last_mut() {
            text.push_str(line);
        } else {
            command.push_str(line);
        }
    }
    let first = command.strip_prefix("$ ").context("it does not begin with `$ `")?;
    record.command = first.replace("\n> ", "\n").trim_end_matches('\n').to_owned();
    for (name, text) in parts {
        if let Some(exit) = name.strip_prefix("exit: ") {
            record.exit = exit.trim().parse().context("its exit code is no number")?;
        } else if name == "stdout:" {
            record.stdout = text;
        } else if name == "stderr:" {
            record.stderr = text;
        } else if let Some(file) = name.strip_prefix("file ") {
            file_of(&mut record, file, text)?;
        }
    }
    Ok(vec![record])
}

fn is_part(name: &str) -> bool {
    let name = name.trim_end();
    name.starts_with("exit: ") || name == "stdout:" || name == "stderr:" || name.starts_with("file /")
}

fn file_of(record: &mut Record, heading: &str, text: String) -> Result<()> {
    let text = (text.trim_end() != ABSENT).then_some(text);
    let Some((path, when)) = heading.rsplit_once(' ') else { bail!("nobody knows the part `file {heading}`") };
    let entry = record.files.entry(PathBuf::from(path)).or_insert(Recorded { before: None, after: None });
    match when {
        "before:" => entry.before = text,
        "after:" => entry.after = text,
        "(unchanged):" => *entry = Recorded { before: text.clone(), after: text },
        other => bail!("nobody knows the part `file {path} {other}`"),
    }
    Ok(())
}

/// Returns the host that the case was recorded on.
pub(super) fn world(case: &Case) -> World {
    let mut world = World::blank();
    for record in case.records.iter().take(1) {
        for (path, file) in &record.files {
            if let Some(text) = &file.before {
                world.files.write(path.display().to_string(), text.clone());
            }
        }
    }
    world
}

/// Returns why a record is not compared, if it is not.
pub(super) fn apart(_: &Record) -> Option<String> {
    None
}
