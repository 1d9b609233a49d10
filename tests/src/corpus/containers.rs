//! What each container is wished to have mounted, and what it has after one converge: mounts, devices, raw lines, snapshots.

use std::collections::BTreeMap;

use anyhow::Result;
use phoenix_modules::lxc::text::{self, Config};
use phoenix_modules::pve::property_string::PropertyString;
use phoenix_run::status::Status;
use serde_json::{Map, Value};

use super::Pair;
use crate::SimHost;
use crate::run::Seen;
use crate::world::World;
use crate::worlds::Kind;

/// One container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The container: `lxc/101`.
    pub id: String,
    /// What its wish has: `mount /ssl  /tank/data/ssl`, `device {...}`.
    pub wished: Vec<String>,
    /// What the host has: `mp0 /ssl  /tank/data/ssl`, `dev0 ...`, raw lines, snapshots.
    pub present: Vec<String>,
    /// Mounts that are wished and are not there, or are there several times or from elsewhere.
    pub differing: Vec<String>,
    /// Why it is not as wished.
    pub refused: Vec<String>,
    /// What else is told of it.
    pub notes: Vec<String>,
}

/// What became of the containers of a pair.
#[derive(Debug, Default)]
pub struct Table {
    /// The containers.
    pub rows: Vec<Row>,
    /// What the second and the third run typed; nothing, if all is well.
    pub again: Vec<String>,
}

/// Converges a host of this kind three times and returns what the containers have.
pub fn table(pair: &Pair, kind: Kind) -> Result<Table> {
    let wish = pair.wish();
    let (mut host, first) = wish.converge(SimHost::of(pair.world(kind)?));
    let Ok(seen) = first else { return Ok(Table::default()) };
    let rows = rows(&seen, &host.world());
    host.forget_commands();
    for _ in 0..2 {
        (host, _) = wish.converge(host);
    }
    Ok(Table { rows, again: host.mutations() })
}

fn rows(seen: &Seen, world: &World) -> Vec<Row> {
    let tasks = seen.agenda.tasks.iter().zip(&seen.inspection.statuses);
    let containers = tasks.filter(|(task, _)| task.id == task.resource() && task.id.starts_with("lxc/"));
    containers.map(|(task, status)| row(&task.id, &task.wish, status, world)).collect()
}

fn row(id: &str, wish: &Map<String, Value>, status: &Status, world: &World) -> Row {
    let ctid = id.trim_start_matches("lxc/");
    let config = text::parse(&world.read(&world.container_path(ctid)).unwrap_or_default());
    let refused = refused(status);
    let notes = status.reply().map(|reply| reply.notes.iter().map(|note| note.text.clone()).collect());
    let notes: Vec<String> = notes.unwrap_or_default();
    // What is refused is explained, and what the old shell left several times is told.
    let is_told = !refused.is_empty() || notes.iter().any(|note| note.contains("several"));
    let differing = if is_told { Vec::new() } else { differing(wish, &config) };
    Row { id: id.to_owned(), wished: wished(wish), present: present(&config), differing, refused, notes }
}

fn refused(status: &Status) -> Vec<String> {
    match status {
        Status::Refused(refusal) => vec![format!("{}: {}", refusal.property, refusal.why)],
        Status::Blocked(block) => vec![format!("blocked: {}", block.why)],
        Status::Told(reply) => {
            let refusals = reply.refusals.iter().map(|refusal| format!("{}: {}", refusal.property, refusal.why));
            let held = reply.held.iter().map(|step| format!("held: {}", step.command));
            refusals.chain(held).collect()
        }
        other => vec![format!("{other:?}")],
    }
}

/// Names whatever the wish has in lists that the host's file tells in lines.
fn wished(wish: &Map<String, Value>) -> Vec<String> {
    let elements = |key: &str| wish.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut told: Vec<String> = elements("mount_points").map(|mount| format!("mount  {}", shown(mount))).collect();
    for key in ["devices", "lines", "raw_lines", "snapshots"] {
        told.extend(elements(key).map(|element| format!("{key}  {}", shown(element))));
    }
    told
}

fn shown(value: &Value) -> String {
    let Some(members) = value.as_object() else { return value.to_string().trim_matches('"').to_owned() };
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    members.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect::<Vec<_>>().join(" ")
}

fn present(config: &Config) -> Vec<String> {
    let is_told = |key: &str| ["mp", "dev", "unused"].iter().any(|series| numbered(key, series));
    let settings = config.main.settings.iter().filter(|(key, _)| is_told(key));
    let mut told: Vec<String> = settings.map(|(key, value)| format!("{key}  {value}")).collect();
    told.extend(config.main.raw.iter().map(|(key, value)| format!("{key}: {value}")));
    told.extend(config.snapshots.keys().map(|name| format!("[{name}]")));
    told
}

fn numbered(key: &str, series: &str) -> bool {
    key.strip_prefix(series)
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Holds the wished mounts against those that are there, by target: each is there once, with its source or its storage.
fn differing(wish: &Map<String, Value>, config: &Config) -> Vec<String> {
    let mut there: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, text) in config.mount_points() {
        let text = PropertyString::parse(text);
        let target = text.get("mp").unwrap_or_default().trim_end_matches('/').to_owned();
        there.entry(target).or_default().push(text.leading().unwrap_or_default().to_owned());
    }
    let mut told = Vec::new();
    for mount in wish.get("mount_points").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| mount.get(key).and_then(Value::as_str).unwrap_or_default();
        let target = text("target").trim_end_matches('/');
        let is_it = |found: &String| match mount.get("storage") {
            Some(_) => found.starts_with(&format!("{}:", text("storage"))),
            None => found == text("source"),
        };
        match there.get(target).map(Vec::as_slice) {
            Some([found]) if is_it(found) => {}
            found => told.push(format!("{target} is wished once, and there is {found:?}")),
        }
    }
    told
}
