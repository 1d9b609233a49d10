//! Proxmox's tasks that run on this node: who works on a guest, for the message.

use std::path::Path;

use anyhow::Result;

use super::guest::shown;
use crate::host::Probe;
use crate::names::Ctid;

/// The tasks that run and those that ended last, a line each: `UPID SAVED [ENDTIME [STATUS]]` (PVE::INotify, pve-common). One that runs
/// has no end.
const ACTIVE: &str = "/var/log/pve/tasks/active";

/// Returns the task that works on a guest now: `vzdump by root@pam (UPID:...)`. A backup of many guests names none of them, so it is
/// taken for one of this guest where no other is.
pub(crate) fn working_on(ctid: Ctid, host: &dyn Probe) -> Result<Option<String>> {
    let text = host.read(Path::new(ACTIVE))?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let running: Vec<Task<'_>> = text.lines().filter_map(parse).filter(|task| task.runs(host)).collect();
    let own = running.iter().find(|task| task.about == ctid.to_string());
    let found = own.or_else(|| running.iter().find(|task| task.about.is_empty() && task.kind == "vzdump"));
    Ok(found.map(|task| format!("{} by {} ({})", task.kind, task.user, task.upid)))
}

/// `UPID:NODE:PID:PSTART:STARTTIME:TYPE:ID:USER:`, numbers in hex (PVE::UPID).
struct Task<'a> {
    upid: &'a str,
    process: u32,
    started: u64,
    kind: &'a str,
    about: &'a str,
    user: &'a str,
}

/// Reads a line of a task that has no end.
fn parse(line: &str) -> Option<Task<'_>> {
    let mut words = line.split(' ');
    let (upid, _saved, None) = (words.next()?, words.next()?, words.next()) else { return None };
    let fields: Vec<&str> = upid.split(':').collect();
    let ["UPID", _, process, started, _, kind, about, user, ""] = fields[..] else { return None };
    let (process, started) = (u32::from_str_radix(process, 16).ok()?, u64::from_str_radix(started, 16).ok()?);
    Some(Task { upid, process, started, kind, about, user })
}

impl Task<'_> {
    /// A task that was killed has no end either: its process is asked for, and when that began (proc_pid_stat(5), field 22).
    fn runs(&self, host: &dyn Probe) -> bool {
        let Some(stat) = shown(&format!("/proc/{}/stat", self.process), host) else { return false };
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        fields.split_whitespace().nth(19).and_then(|text| text.parse().ok()) == Some(self.started)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_ended_is_none_and_one_of_many_guests_names_none() {
        let upid = "UPID:pve1:0000E292:00C3F2E1:6924A1B0:vzdump:101:root@pam:";
        let line = format!("{upid} 0");
        let task = parse(&line).map(|task| (task.process, task.started, task.kind, task.about, task.user));
        assert_eq!(task, Some((58_002, 12_841_697, "vzdump", "101", "root@pam")));
        assert!(parse(&format!("{upid} 1 6924A1FF OK")).is_none());
        assert_eq!(parse("UPID:pve1:1:2:3:vzdump::root@pam: 0").map(|task| task.about), Some(""));
        assert!(parse("").is_none() && parse("UPID:pve1:x:2:3:vzdump::root@pam: 0").is_none());
    }
}
