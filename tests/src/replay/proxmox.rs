//! Recordings of Proxmox's commands: `$ COMMAND`, `-- exit: N`, `-- stdout:`, `-- stderr:`, then for each recorded file
//! `-- file PATH before:` and `after:`, or `(unchanged):`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use super::{Record, Recorded};

/// What stands for a file that is not there.
const ABSENT: &str = "[absent]";

/// What stands behind a text that does not end with its line.
const UNENDED: &str = "\n[no newline at end]\n";

/// Reads a recording of one command.
pub(super) fn read(text: &str) -> Result<Vec<Record>> {
    let mut record = Record::default();
    let mut command = String::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n').flat_map(parts_of) {
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
    for (name, mut text) in parts {
        if let Some(end) = text.strip_suffix(UNENDED) {
            text.truncate(end.len());
        }
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

/// Splits a line that a file without a line end has in common with the heading that follows.
fn parts_of(line: &str) -> Vec<&str> {
    let place =
        line.rfind("-- file /").filter(|place| *place > 0 && is_part(&line[place + 3..]) && line.ends_with(":\n"));
    place.map_or_else(|| vec![line], |place| vec![&line[..place], &line[place..]])
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

/// Returns why a record is not compared, if it is not.
pub(super) fn apart(record: &Record) -> Option<String> {
    let cpu_weights = record.files.values().filter_map(|file| file.after.as_deref()).flat_map(str::lines);
    let mut cpu_weights = cpu_weights.filter_map(|line| line.strip_prefix("cpuunits: ")?.parse::<u32>().ok());
    if cpu_weights.any(|weight| weight > 10_000) {
        return Some("the machine's control groups were of version 1 at first".to_owned());
    }
    let is_mended =
        ["get /cluster/firewall/options", "get /cluster/firewall/macros"].iter().any(|it| record.command.contains(it));
    if is_mended && !record.stderr.contains("unknown schema type") {
        return Some("the machine's pvesh was mended: that version cannot get these".to_owned());
    }
    if let Some(reason) = super::firewall::apart(record) {
        return Some(reason);
    }
    if let Some(path) = elsewhere(&record.command) {
        return Some(format!("pvesh is simulated for storages and firewalls only, not for {path}"));
    }
    if record.files.is_empty() && record.command.contains("cat /etc/pve/lxc/") {
        return Some("the file of its container is not recorded".to_owned());
    }
    if record.command.contains("pct exec") && !record.stderr.is_empty() {
        return Some("nothing runs inside a simulated container, so nothing fails there".to_owned());
    }
    let said = format!("{}{}{}", record.command, record.stdout, record.stderr);
    let artefact = ARTEFACTS.iter().find(|(text, _)| said.contains(text));
    if let Some((_, reason)) = artefact {
        return Some((*reason).to_owned());
    }
    if !record.command.split(|c: char| c.is_whitespace() || ";|&()".contains(c)).any(|word| COMMANDS.contains(&word)) {
        return Some("it tries the file system and types none of the simulated commands".to_owned());
    }
    let typed = NEVER_TYPED.iter().find(|typed| record.command.contains(**typed));
    typed.map(|typed| format!("`{typed}` is never typed by Phoenix"))
}

/// The programs that recordings are about.
const COMMANDS: &[&str] = &["pct", "pvesm", "pvesh", "pveam", "pve-firewall"];

/// Returns what `pvesh` is asked for beside storages and firewalls: the kind of it.
fn elsewhere(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    while let Some(word) = words.next() {
        if word != "pvesh" {
            continue;
        }
        let path = words.nth(1)?.trim_end_matches(';');
        let is_of_a_node = path.starts_with("/nodes/") && path.split('/').count() == 4 && path.ends_with("/storage");
        if !path.contains("/firewall") && !path.starts_with("/storage") && !is_of_a_node {
            return Some(path.trim_start_matches('/').split('/').next().unwrap_or(path));
        }
    }
    None
}

/// Texts that only the recording machine gives rise to, and what they come from.
const ARTEFACTS: &[(&str, &str)] = &[
    ("failed to change apparmor profile", "the machine had no AppArmor"),
    ("Insecure dependency in exec", "that Perl refused what it is allowed to elsewhere"),
    ("short read on command socket", "the machine's monitor of containers was not up yet"),
    ("unable to get PID for CT ", "the container died at once: the machine cannot make its devices"),
    ("cannot set 'rpool/", "the machine's ZFS was a stand-in with words of its own"),
    ("command 'zfs list", "the machine's ZFS was a stand-in that cannot list everything"),
    ("unknown filesystem type 'zfs'", "the machine's ZFS was a stand-in that cannot be mounted"),
    ("lxc_setup_console", "the container died at once: the machine cannot give it a console"),
    ("lxc-checkpoint", "the machine had no criu"),
];

/// Verbs that are not simulated: nothing of Phoenix types them.
const NEVER_TYPED: &[&str] = &[
    "pct help",
    "pct pull",
    "pct push",
    "pct rescan",
    "pct resume",
    "pct suspend",
    "pve-firewall localnet",
    "pve-firewall restart",
    "pve-firewall simulate",
    "pve-firewall start",
    "pve-firewall stop",
    "pvesh ls",
    "pvesh usage",
    "pvesm apiinfo",
    "pvesm export",
    "pvesm extractconfig",
    "pvesm help",
    "pvesm import",
    "pvesm prune-backups",
    "pvesm scan",
];

/// Returns whether a command only shows what the recording machine had of its own: the lists of its stand-in for ZFS, its control
/// groups, the inside of its guests, and what LXC was given. What such a part prints cannot be compared, the rest of its line can.
pub(super) fn shows_the_machine(words: &[String]) -> bool {
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["zfs", "list", ..] | ["pct", "exec" | "df", ..] => true,
        ["cat", paths @ ..] => {
            paths.iter().any(|path| path.starts_with("/run/fakecg/") || path.starts_with("/var/lib/lxc/"))
        }
        _ => false,
    }
}
