//! What each container is wished to have mounted, and what it has after one converge: mounts, devices, raw lines, snapshots.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use phoenix_modules::plan::Refusal;
use phoenix_modules::protocol::Verdict;
use phoenix_modules::pve::guest_config::{self, Config};
use phoenix_modules::pve::property_string::PropertyString;
use phoenix_run::agenda::Task;
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
    /// Mounts, lines, devices and snapshots that are wished and are not there, or are there several times or otherwise.
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
    let tasks: Vec<(&Task, &Status)> = seen.agenda.tasks.iter().zip(&seen.inspection.statuses).collect();
    let containers = tasks.iter().filter(|(task, _)| task.id == task.resource() && task.id.starts_with("lxc/"));
    let row = |(task, status): &(&Task, &Status)| {
        let mut row = row(&task.id, &task.wish, status, world);
        let ctid = task.id.trim_start_matches("lxc/");
        let snapshots = tasks.iter().filter_map(|(task, status)| {
            let name = task.id.strip_prefix("snapshot/")?.strip_prefix(ctid)?.strip_prefix('/')?;
            (task.id.starts_with("snapshot/") && !is_excused(status)).then_some(name)
        });
        row.differing.extend(
            snapshots
                .filter(|name| !row.present.contains(&format!("[{name}]")))
                .map(|name| format!("the snapshot {name} is wished, is not there, and nothing says why")),
        );
        row
    };
    containers.map(row).collect()
}

/// Returns whether something is said of a snapshot in place of taking it.
fn is_excused(status: &Status) -> bool {
    match status {
        Status::Told(reply) => reply.verdict != Verdict::InSync || !reply.notes.is_empty(),
        _ => true,
    }
}

fn row(id: &str, wish: &Map<String, Value>, status: &Status, world: &World) -> Row {
    let ctid = id.trim_start_matches("lxc/");
    let config = guest_config::parse(&world.read(&world.container_path(ctid)).unwrap_or_default());
    let notes = status.reply().map(|reply| reply.notes.iter().map(|note| note.text.clone()).collect());
    let notes: Vec<String> = notes.unwrap_or_default();
    // A container that is refused as a whole has nothing of its wish; of another each part has its own reason.
    let differing = match status {
        Status::Told(reply) if reply.exists => {
            let refused: Vec<&Refusal> = reply.refusals.iter().collect();
            let is_told = notes.iter().any(|note| note.contains("several"));
            [mounts(wish, &config, &refused, is_told), lines(wish, &config, &refused), devices(wish, &config, &refused)]
                .concat()
        }
        _ => Vec::new(),
    };
    Row {
        id: id.to_owned(),
        wished: wished(wish),
        present: present(&config),
        differing,
        refused: refused(status),
        notes,
    }
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

/// Names whatever the wish has that the host's file tells in lines.
fn wished(wish: &Map<String, Value>) -> Vec<String> {
    let elements = |key: &str| wish.get(key).and_then(Value::as_array).into_iter().flatten();
    let mut told: Vec<String> = elements("mount_points").map(|mount| format!("mount  {}", shown(mount))).collect();
    told.extend(elements("devices").map(|device| format!("device  {}", shown(device))));
    told.extend(elements("gpu_assignment").map(|card| format!("card  {card}")));
    told.extend(elements("id_maps").map(|map| format!("ids  {}", shown(map))));
    told.extend(wished_lines(wish).into_iter().map(|(key, value)| format!("{key}: {value}")));
    told
}

/// Returns the raw lines that are wished; those of ids are computed by the product and counted only.
fn wished_lines(wish: &Map<String, Value>) -> Vec<(String, String)> {
    let options = wish.get("lxc_options").and_then(Value::as_object).into_iter().flatten();
    let values = |(key, values): (&String, &Value)| {
        let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
        values.map(|value| (key.clone(), words(value))).collect::<Vec<_>>()
    };
    let profile = wish.get("apparmor_profile").and_then(Value::as_str).filter(|name| *name != "generated");
    let profile = profile.map(|name| ("lxc.apparmor.profile".to_owned(), name.to_owned()));
    let mut lines: Vec<(String, String)> = options.flat_map(values).collect();
    // By both arguments it is wished once.
    lines.extend(profile.filter(|line| !lines.contains(line)).into_iter().collect::<Vec<_>>());
    lines
}

/// Returns a value with single blanks, and without the zeros that an entry ends with if nobody says otherwise (fstab(5)).
fn words(value: &str) -> String {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    words.strip_suffix(" 0 0").map_or(words.clone(), str::to_owned)
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

/// Holds the wished mounts against those that are there, by target: each is there once, with its source or its storage. What the old
/// shell left several times is told.
fn mounts(wish: &Map<String, Value>, config: &Config, refused: &[&Refusal], is_told: bool) -> Vec<String> {
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
        let is_refused = |refusal: &&Refusal| {
            let wanted = [text("source"), text("storage"), text("target")];
            refusal.property.starts_with("mp") && wanted.contains(&refusal.wanted.as_str())
        };
        match there.get(target).map(Vec::as_slice) {
            Some([found]) if is_it(found) => {}
            Some([_, _, ..]) if is_told => {}
            None if refused.iter().any(is_refused) => {}
            found => told.push(format!("{target} is wished once, and there is {found:?}")),
        }
    }
    told
}

/// Holds the wished raw lines against those that are there: each is there once, and its key has no others but those of cards.
fn lines(wish: &Map<String, Value>, config: &Config, refused: &[&Refusal]) -> Vec<String> {
    let wished = wished_lines(wish);
    let is_of_a_card = |value: &str| value.contains("nvidia") || value.starts_with("c ");
    let keys: BTreeSet<&String> = wished.iter().map(|(key, _)| key).collect();
    let mut told = Vec::new();
    for key in keys {
        let is_refused = |refusal: &&Refusal| {
            refusal.property == *key || (refusal.property == "apparmor_profile" && key == "lxc.apparmor.profile")
        };
        if refused.iter().any(is_refused) {
            continue;
        }
        let of_key = |lines: &[(String, String)]| -> Vec<String> {
            lines.iter().filter(|(other, _)| other == key).map(|(_, value)| words(value)).collect()
        };
        let (wanted, mut found) = (of_key(&wished), of_key(&config.main.raw));
        found.retain(|value| wanted.contains(value) || !is_of_a_card(value));
        if found != wanted {
            told.push(format!("{key} is wished as {wanted:?}, and there is {found:?}"));
        }
    }
    told
}

/// Holds the wished devices and cards against those that are there: each is there once.
fn devices(wish: &Map<String, Value>, config: &Config, refused: &[&Refusal]) -> Vec<String> {
    let elements = |key: &str| wish.get(key).and_then(Value::as_array).into_iter().flatten();
    let paths = elements("devices").filter_map(|device| Some(device.get("path")?.as_str()?.to_owned()));
    let cards = elements("gpu_assignment").map(|card| format!("/dev/nvidia{card}"));
    let series = config.series("dev");
    let raw = |path: &str| {
        let entry = format!("{path} {}", path.trim_start_matches('/'));
        config
            .main
            .raw
            .iter()
            .filter(|(key, value)| key == "lxc.mount.entry" && words(value).starts_with(&entry))
            .count()
    };
    let mut told = Vec::new();
    for path in paths.chain(cards) {
        let of_path = |text: &&&str| text.split(',').any(|word| word.trim_start_matches("path=") == path);
        let count = series.values().filter(of_path).count() + raw(&path);
        if count != 1 && !refused.iter().any(|refusal| refusal.wanted == path) {
            told.push(format!("{path} is wished once, and there {count} times"));
        }
    }
    told
}
