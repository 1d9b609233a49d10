//! Storages through the API: `/storage` and `/nodes/NODE/storage` (pve-storage 9.1).

use serde_json::{Value, json};

use super::firewall::Scope;
use super::{Died, FORMAT, GET, Method, Outcome, Session};
use crate::perl::{Kind, Parameter, find};
use crate::pvesm::config::{self, Configuration, Storage};
use crate::pvesm::{self, types};

fn any(_: &Scope) -> bool {
    true
}

#[rustfmt::skip]
pub(super) const METHODS: &[Method] = &[
    Method { verb: "get", place: "storage", scope: any, required: &[], options: &[FORMAT, TYPE], usage: GET, run: list },
    Method { verb: "get", place: "storage/{storage}", scope: any, required: &[], options: &[FORMAT], usage: GET, run: one },
    Method { verb: "get", place: "nodes/{node}/storage", scope: any, required: &[], options: &[FORMAT, pvesm::WANTED], usage: GET, run: status },
];

const TYPE: &[Parameter] = &[Parameter::new("type", types::TYPE)];

fn read(session: &mut Session<'_>) -> Configuration {
    let configuration = config::read(session.world);
    session.said.push_str(&configuration.warnings);
    configuration
}

/// Returns a storage as its section says it; lists in a random order.
fn shown(session: &mut Session<'_>, storage: &Storage, digest: &str) -> Value {
    let mut shown = json!({ "digest": digest, "storage": storage.id, "type": storage.kind.name });
    for (name, value) in &storage.options {
        let parameter = find(&[types::ONLY_NEW, types::OPTIONS], name);
        let is_number = parameter.is_some_and(|it| matches!(it.kind, Kind::Boolean | Kind::Integer(..)));
        let number = value.parse::<i64>().ok().filter(|_| is_number);
        shown[name] = match name.as_str() {
            "content" | "nodes" => config::shuffled(session.world, value).into(),
            _ => number.map_or_else(|| json!(value), Value::from),
        };
    }
    shown
}

fn list(session: &mut Session<'_>) -> Outcome {
    let configuration = read(session);
    let wanted = session.arguments.get("type").map(str::to_owned);
    let mut list = Vec::new();
    for storage in &configuration.storages {
        if wanted.as_deref().is_none_or(|wanted| wanted == storage.kind.name) {
            list.push(shown(session, storage, &configuration.digest));
        }
    }
    session.world.shuffle(&mut list);
    Ok(Some(Value::Array(list)))
}

fn one(session: &mut Session<'_>) -> Outcome {
    let configuration = read(session);
    let id = session.value("storage").unwrap_or_default().to_owned();
    let storage = configuration.find(&id).map_err(Died::Because)?;
    Ok(Some(shown(session, storage, &configuration.digest)))
}

fn status(session: &mut Session<'_>) -> Outcome {
    let arguments = session.arguments.clone();
    let configuration = config::read(session.world);
    let (found, said) = pvesm::look(session.world, &configuration, &arguments)
        .map_err(|no_such| Died::parameter("storage", no_such))?;
    session.said.push_str(&said);
    let mut list = Vec::new();
    for (storage, state, [total, used, available]) in found {
        let content = config::shuffled(session.world, storage.get("content"));
        let mut shown = json!({
            "active": i32::from(state == "active"),
            "content": content,
            "avail": available,
            "enabled": i32::from(storage.check_enabled(&session.world.state.node).is_ok()),
            "shared": i32::from(storage.is_shared()),
            "storage": storage.id,
            "total": total,
            "type": storage.kind.name,
            "used": used,
        });
        if total > 0 {
            shown["used_fraction"] = (used as f64 / total as f64).into();
        }
        list.push(shown);
    }
    session.world.shuffle(&mut list);
    Ok(Some(Value::Array(list)))
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    #[test]
    fn numbers_are_numbers_and_every_storage_has_a_digest() {
        let text = "dir: dd\n\tpath /srv/d\n\tcontent iso\n\tis_mountpoint 0\n\tshared 1\n\tdisable\n";
        let host = SimHost::blank().with_file("/etc/pve/storage.cfg", text);
        let answer = host.type_in("pvesh get /storage --output-format json");
        let mut list: Vec<serde_json::Value> = serde_json::from_str(&answer.stdout).unwrap();
        list.sort_by_key(|section| section["storage"].to_string());
        assert_eq!(list.len(), 2);
        assert_eq!((&list[0]["shared"], &list[0]["disable"]), (&1.into(), &1.into()));
        assert_eq!((&list[0]["is_mountpoint"], &list[0]["content"]), (&"0".into(), &"iso".into()));
        assert_eq!(list[0]["digest"], list[1]["digest"]);
    }
}
