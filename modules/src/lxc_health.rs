//! `phoenix_lxc_health`: whether containers do what they are for, by commands that their owner declares. It only looks.

use std::num::NonZeroU32;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Query, health_in_guest, health_on_host};
use crate::host::{FileKind, HostError, Output, Probe};
use crate::names::{Ctid, FeatureName};
use crate::plan::{Failing, Note, NoteKind, Plan, Refusal};
use crate::pve::guest::{Guest, Guests};
use crate::resource::{self, Now, Resource};

mod words;

/// Whether containers do what they are for.
pub struct LxcHealth;

/// A check of a container's health.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The container's id.
    pub ctid: Ctid,
    /// What is checked, where a container has several checks.
    #[serde(default)]
    pub name: Option<FeatureName>,
    /// `healthy`; nothing is ever done to make it so.
    #[serde(default)]
    pub state: OnlyHealthy,
    /// The command that ends with 0 if the container is healthy, as it is typed; it must only look. Its words are split at blanks, with
    /// quotes as a shell reads them, and nothing else of a shell is known.
    pub command: String,
    /// Where the command runs: in the `guest`, or on the `host`, where it begins with the absolute path of a script.
    #[serde(default)]
    pub runs: Runs,
    /// How often it is tried before the container counts as not healthy.
    #[serde(default = "usual_retries")]
    pub retries: NonZeroU32,
    /// How long is waited between two tries, in seconds.
    #[serde(default = "usual_interval")]
    pub interval_seconds: NonZeroU32,
    /// How long one try may take, in seconds; then it is ended, and has failed.
    #[serde(default = "usual_timeout")]
    pub timeout_seconds: NonZeroU32,
    /// A container that does not run is passed by, and said so.
    #[serde(default)]
    pub only_if_running: bool,
}

/// The state of what is only looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlyHealthy {
    /// It does what it is for.
    #[default]
    Healthy,
}

/// Where a command runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// In the guest.
    #[default]
    Guest,
    /// On the host.
    Host,
}

fn usual_retries() -> NonZeroU32 {
    const { NonZeroU32::new(3).unwrap() }
}

fn usual_interval() -> NonZeroU32 {
    const { NonZeroU32::new(5).unwrap() }
}

fn usual_timeout() -> NonZeroU32 {
    const { NonZeroU32::new(30).unwrap() }
}

/// What a container answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed {
    /// It runs, and was asked.
    Asked(Asked),
    /// It does not run.
    Stopped,
    /// No container of this node has the id; a sentence.
    NotHere(String),
}

/// The answer to a check, after all its tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    command: String,
    tries: u32,
    took: Duration,
    /// What the last try said and how it ended; `None` if it said yes.
    failed: Option<String>,
    /// A person asked to stop before all tries were made.
    is_interrupted: bool,
}

impl Resource for LxcHealth {
    const MODULE: &'static str = "phoenix_lxc_health";
    type Desired = Desired;
    type Observed = Observed;

    fn name(desired: &Desired) -> String {
        let name = desired.name.as_ref().map_or(String::new(), |name| format!("/{name}"));
        format!("health/{}{name}", desired.ctid)
    }

    fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
        if desired.is_empty() {
            return Vec::new();
        }
        let guests = match Guests::look(host) {
            Ok(guests) => guests,
            Err(error) => return resource::fail_each(desired, &error),
        };
        desired.iter().map(|wish| look(wish, &guests, host)).collect()
    }

    fn compare(desired: &Desired, observed: &Observed) -> Plan {
        match observed {
            Observed::Asked(asked) => judged(desired, asked),
            Observed::Stopped if desired.only_if_running => {
                let note = Note::new(NoteKind::Info, "not asked whether it is healthy: it does not run");
                Plan { notes: vec![note], ..Plan::default() }
            }
            Observed::Stopped => {
                let remedy = format!("`pct start {}`, or say `only_if_running: true`", desired.ctid);
                refuse("stopped", "whoever does not run does nothing", remedy)
            }
            Observed::NotHere(found) => {
                refuse(found, "nobody can be asked", "make the container first, or take its check out".to_owned())
            }
        }
    }

    fn describe(observed: &Observed) -> Now {
        let (exists, text) = match observed {
            Observed::Asked(asked) => (true, asked.in_words()),
            Observed::Stopped => (true, "not asked, it does not run".to_owned()),
            Observed::NotHere(found) => (false, found.clone()),
        };
        Now { exists, text }
    }
}

impl Asked {
    fn in_words(&self) -> String {
        let tries = if self.tries == 1 { "1 try".to_owned() } else { format!("{} tries", self.tries) };
        let word = if self.failed.is_some() { "not healthy" } else { "healthy" };
        let stopped = if self.is_interrupted { ", then stopped as was asked for" } else { "" };
        format!("{word} after {tries} in {} s{stopped}", self.took.as_secs())
    }
}

fn look(wish: &Desired, guests: &Guests, host: &dyn Probe) -> Result<Observed> {
    let query = query(wish)?;
    let ctid = wish.ctid;
    match guests.guest(ctid, host)? {
        Guest::Absent => Ok(Observed::NotHere(format!("no container {ctid}"))),
        Guest::Elsewhere(place) => Ok(Observed::NotHere(place)),
        Guest::Here(here) if !here.is_running => Ok(Observed::Stopped),
        Guest::Here(_) => {
            check_script(wish, &query, host)?;
            ask(wish, &query, host).map(Observed::Asked)
        }
    }
}

/// A script that cannot be started says nothing of the container.
fn check_script(wish: &Desired, query: &Query, host: &dyn Probe) -> Result<()> {
    let script = query.program();
    let stat = if wish.runs == Runs::Host { host.stat(Path::new(script))? } else { return Ok(()) };
    match stat {
        None => bail!("there is no script {script} on this host; put it there, or take the check out"),
        Some(stat) if stat.kind != FileKind::File => bail!("{script} is no file; name a script"),
        Some(stat) if stat.mode & 0o111 == 0 => bail!("{script} is not executable; `chmod +x {script}`"),
        Some(_) => Ok(()),
    }
}

fn query(wish: &Desired) -> Result<Query> {
    let words = words::split(&wish.command)?;
    let limit = seconds(wish.timeout_seconds);
    match (wish.runs, &words[..]) {
        (_, []) => bail!("the command is empty"),
        (Runs::Guest, _) => Ok(health_in_guest(wish.ctid, &words, limit)),
        (Runs::Host, [script, arguments @ ..]) if script.starts_with('/') => {
            Ok(health_on_host(script, arguments, limit))
        }
        (Runs::Host, [script, ..]) => bail!("{script:?} is no absolute path of a script of the host"),
    }
}

/// Tries until it says yes. What cannot be started at all is not tried again.
fn ask(wish: &Desired, query: &Query, host: &dyn Probe) -> Result<Asked> {
    let begun = Instant::now();
    let mut asked =
        Asked { command: query.to_string(), tries: 0, took: Duration::ZERO, failed: None, is_interrupted: false };
    loop {
        asked.tries += 1;
        asked.failed = match host.query(query) {
            Ok(output) if output.is_success() => None,
            Ok(output) => Some(answer(wish, &output)),
            Err(error @ HostError::TimedOut { .. }) => Some(error.to_string()),
            Err(error) => return Err(error.into()),
        };
        let is_last = asked.failed.is_none() || asked.tries == wish.retries.get();
        asked.is_interrupted = !is_last && !host.pause(seconds(wish.interval_seconds));
        if is_last || asked.is_interrupted {
            asked.took = begun.elapsed();
            return Ok(asked);
        }
    }
}

/// `lxc-attach` ends with 127 if the guest has no such command (Proxmox VE 9.2, recorded).
fn answer(wish: &Desired, output: &Output) -> String {
    let is_missing = output.status == Some(127) && wish.runs == Runs::Guest;
    let hint = if is_missing { "; the command is looked for in the container, not on the host" } else { "" };
    format!("{} ({}){hint}", output.said(), output.ending())
}

fn judged(desired: &Desired, asked: &Asked) -> Plan {
    let Some(said) = asked.failed.clone() else {
        let text = format!("healthy at try {} of {}", asked.tries, desired.retries);
        let note = (asked.tries > 1).then(|| Note::new(NoteKind::Info, text));
        return Plan { notes: note.into_iter().collect(), ..Plan::default() };
    };
    let failing = Failing { command: asked.command.clone(), said, took: asked.took };
    Plan { failing: Some(failing), ..Plan::default() }
}

fn refuse(found: &str, why: &str, remedy: String) -> Plan {
    Plan::refused(Refusal {
        property: "state".to_owned(),
        wanted: "a healthy container".to_owned(),
        found: found.to_owned(),
        why: why.to_owned(),
        remedy,
    })
}

fn seconds(number: NonZeroU32) -> Duration {
    Duration::from_secs(number.get().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wish(more: &serde_json::Value) -> Result<Desired, serde_json::Error> {
        let mut wish = json!({ "ctid": 101, "command": "/usr/bin/check" });
        wish.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(wish)
    }

    #[test]
    fn nothing_is_tried_never_or_without_a_pause_or_without_an_end() {
        for key in ["retries", "interval_seconds", "timeout_seconds"] {
            assert!(wish(&json!({ key: 0 })).is_err(), "{key}");
            assert!(wish(&json!({ key: 1 })).is_ok(), "{key}");
        }
        assert!(wish(&json!({ "runs": "nowhere" })).is_err());
    }

    #[test]
    fn a_script_of_the_host_is_named_by_its_whole_path() {
        let shown =
            |more| query(&wish(&more).unwrap()).map(|query| query.to_string()).map_err(|error| error.to_string());
        assert_eq!(shown(json!({})).unwrap(), "pct exec 101 -- /usr/bin/check");
        assert_eq!(shown(json!({ "runs": "host", "command": "/srv/a.sh 'b c'" })).unwrap(), "/srv/a.sh 'b c'");
        assert!(shown(json!({ "runs": "host", "command": "a.sh" })).unwrap_err().contains("no absolute path"));
        assert!(shown(json!({ "command": " " })).unwrap_err().contains("empty"));
    }

    #[test]
    fn a_stopped_container_is_refused_unless_it_may_be_passed_by() {
        let compared = |more| LxcHealth::compare(&wish(&more).unwrap(), &Observed::Stopped);
        assert_eq!(compared(json!({})).refusals.len(), 1);
        let passed = compared(json!({ "only_if_running": true }));
        assert_eq!((passed.refusals.len(), passed.notes.len(), passed.is_settled()), (0, 1, true));
    }
}
