//! Recordings of OpenZFS's commands: `$ COMMAND`, `exit: N`, then each line of standard output behind `1| ` and of standard
//! error behind `2| `; many in one file, in the order in which they ran on a fresh pool.

use std::path::Path;

use anyhow::Context as _;

use super::{Case, Record, Verdict, other_exit, other_text, shell};
use crate::dispatch;
use crate::world::{Answer, World};
use alike::is_alike;
pub(crate) use alike::is_decided;
use line::{Line, line};

mod alike;
mod line;
mod setup;
mod told;

/// Reads a recording.
pub(super) fn read(text: &str) -> anyhow::Result<Vec<Record>> {
    let mut records: Vec<Record> = Vec::new();
    for line in text.split('\n') {
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
pub(super) fn world(case: &Case) -> World {
    if is_of_a_script(case) { setup::world(case) } else { World::blank() }
}

/// Returns whether a case is one of a script, which typed some commands quietly: `zfs/VERSION/CASE`. Others say what they find.
fn is_of_a_script(case: &Case) -> bool {
    let mut parts = case.name.split('/').skip(1);
    let folder = parts.next().unwrap_or_default();
    let is_version = folder.starts_with("uml-") || folder.split('.').all(|number| number.parse::<u8>().is_ok());
    is_version && parts.next().is_some() && case.host.is_empty()
}

/// Plays a record. Of a case of a script what was typed quietly happens first.
pub(super) fn play(world: &mut World, case: &Case, record: &Record) -> Verdict {
    if case.name.starts_with("zfs/fuse/") {
        return Verdict::Apart("zfs-fuse 0.7.0, another implementation".to_owned());
    }
    let (stands_in, words) = match line(&record.command) {
        Line::Command { stands_in, words } => (stands_in, words),
        Line::Several => return play_several(world, record),
        Line::Apart(reason) => {
            meanwhile(world, record);
            return Verdict::Apart(reason);
        }
    };
    let place = case.records.iter().position(|other| std::ptr::eq(other, record)).unwrap_or(0);
    if words[0] == "zpool" && case.records[..place].iter().any(changes_a_pool) {
        return Verdict::Apart("a pool after a verb that is never typed".to_owned());
    }
    if is_of_a_script(case) {
        setup::before(world, record, &case.records[place + 1..]);
    }
    let Some(answer) = run(world, stands_in.as_deref(), &words) else {
        return Verdict::Apart(format!("the program {}", words[0]));
    };
    judged(record, &answer, |recorded, simulated| is_alike(&words, recorded, simulated))
}

fn run(world: &mut World, stands_in: Option<&str>, words: &[String]) -> Option<Answer> {
    if let Some(directory) = stands_in {
        world.stand_in(directory, true);
    }
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let ran = dispatch::run(world, &words[0], &arguments);
    if let Some(directory) = stands_in {
        world.stand_in(directory, false);
    }
    ran.map(|(answer, _)| answer)
}

/// Types a line of a shell on a world; the error says why it is not simulated.
pub(crate) fn type_in(world: &mut World, command: &str) -> Result<Answer, String> {
    match line(command) {
        Line::Command { stands_in, words } => {
            run(world, stands_in.as_deref(), &words).ok_or_else(|| format!("the program {}", words[0]))
        }
        Line::Several => {
            let played = shell::play(world, command, |_| false);
            played.map(|played| played.answer).map_err(|lack| format!("the line needs {lack}"))
        }
        Line::Apart(reason) => Err(reason),
    }
}

/// Returns whether two outputs of a line of a shell say the same.
pub(crate) fn says_alike(command: &str, one: &str, other: &str) -> bool {
    match line(command) {
        Line::Command { words, .. } => is_alike(&words, one, other),
        Line::Several | Line::Apart(_) => one.trim_end() == other.trim_end(),
    }
}

fn play_several(world: &mut World, record: &Record) -> Verdict {
    match shell::play(world, &record.command, |_| false) {
        Ok(played) => judged(record, &played.answer, |recorded, simulated| recorded.trim_end() == simulated.trim_end()),
        Err(lack) => Verdict::Apart(format!("the line needs {lack}")),
    }
}

fn judged(record: &Record, answer: &Answer, is_alike: impl Fn(&str, &str) -> bool) -> Verdict {
    let mut differences = Vec::new();
    if answer.status != record.exit {
        differences.push(other_exit(record, answer));
    }
    for (what, recorded, simulated) in
        [("stdout", &record.stdout, &answer.stdout), ("stderr", &record.stderr, &answer.stderr)]
    {
        if !is_alike(recorded, simulated) {
            differences.push(other_text(what, recorded, simulated));
        }
    }
    if differences.is_empty() { Verdict::Agrees } else { Verdict::Differs(differences) }
}

/// Returns whether a record changed what a pool is made of, by a verb that is not simulated.
fn changes_a_pool(record: &Record) -> bool {
    let verbs =
        ["add", "attach", "detach", "remove", "offline", "online", "replace", "split", "upgrade", "scrub", "trim"];
    let typed = verbs.iter().any(|verb| record.command.starts_with(&format!("zpool {verb} ")));
    typed && record.exit == 0
}

/// Lets a line of another program change what later ones see: `dd` writes data, `mount` mounts a filesystem by hand.
fn meanwhile(world: &mut World, record: &Record) {
    let words = line::words(&record.command).unwrap_or_default();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["dd", rest @ ..] => {
            let file = rest.iter().find_map(|word| word.strip_prefix("of="));
            let counted = record.stderr.lines().find(|line| line.contains(" bytes "));
            let bytes = counted.and_then(|line| line.split(' ').next()?.parse::<u64>().ok());
            if let (Some(file), Some(bytes)) = (file, bytes) {
                world.write_data(file, bytes);
            }
        }
        ["mount", "-t", "zfs", dataset, path] if record.exit == 0 => world.mount_by_hand(dataset, Path::new(path)),
        ["umount", path] if record.exit == 0 => world.unmount_by_hand(Path::new(path)),
        _ => {}
    }
}
