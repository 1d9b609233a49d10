//! `pvesh get /storage` and `/storage/ID`: every storage, or one, with its options, in no order, lists in no order either.

use serde_json::{Map, Value, json};

use crate::perl::{FAILED, Kind};
use crate::pvesm::config::{self, Storage};
use crate::pvesm::types::OPTIONS;
use crate::world::{Answer, World};

/// Shows one storage, or all of them if none is named.
pub(super) fn get(world: &mut World, id: &str) -> Answer {
    let configuration = config::read(world);
    if !id.is_empty() {
        return match configuration.find(id) {
            Ok(storage) => {
                let stdout = section(world, storage, &configuration.digest).to_string();
                Answer { status: 0, stdout, stderr: configuration.warnings }
            }
            Err(reason) => Answer::failed(FAILED, configuration.warnings.clone() + &reason),
        };
    }
    let mut sections: Vec<Value> =
        configuration.storages.iter().map(|storage| section(world, storage, &configuration.digest)).collect();
    world.shuffle(&mut sections);
    Answer { status: 0, stdout: Value::Array(sections).to_string(), stderr: configuration.warnings }
}

fn section(world: &mut World, storage: &Storage, digest: &str) -> Value {
    let mut section = Map::new();
    for (name, value) in &storage.options {
        section.insert(name.clone(), option(world, name, value));
    }
    section.extend(
        [("storage", &*storage.id), ("type", storage.kind.name)].map(|(key, text)| (key.to_owned(), json!(text))),
    );
    section.insert("digest".to_owned(), json!(digest));
    Value::Object(section)
}

/// Booleans and integers are numbers, everything else is text.
fn option(world: &mut World, name: &str, value: &str) -> Value {
    match crate::perl::find(&[OPTIONS], name).map(|parameter| &parameter.kind) {
        Some(Kind::Boolean) => crate::perl::formats::boolean(value)
            .and_then(|digit| digit.parse::<i64>().ok())
            .map_or_else(|| json!(value), |digit| json!(digit)),
        Some(Kind::Integer(..)) => value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number)),
        _ if matches!(name, "content" | "nodes") => json!(config::shuffled(world, value)),
        _ => json!(value),
    }
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    #[test]
    fn numbers_are_numbers_and_every_storage_has_a_digest() {
        let text = "dir: d\n\tpath /srv/d\n\tcontent iso\n\tis_mountpoint 0\n\tshared 1\n\tdisable\n";
        let host = SimHost::blank().with_file("/etc/pve/storage.cfg", text);
        let answer = host.type_in("pvesh get /storage --output-format json");
        let mut list: Vec<serde_json::Value> = serde_json::from_str(&answer.stdout).unwrap();
        list.sort_by_key(|section| section["storage"].to_string());
        assert_eq!(list.len(), 2);
        assert_eq!((&list[0]["shared"], &list[0]["disable"]), (&1.into(), &1.into()));
        assert_eq!((&list[0]["is_mountpoint"], &list[0]["content"]), (&"0".into(), &"iso".into()));
        assert_eq!(list[0]["digest"], list[1]["digest"]);
        let one = host.type_in("pvesh get /storage/d --output-format json");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&one.stdout).unwrap(), list[0]);
        let nobody = host.type_in("pvesh get /storage/nosuch --output-format json");
        assert_eq!((nobody.status, nobody.stderr.as_str()), (255, "storage 'nosuch' does not exist\n"));
    }
}
