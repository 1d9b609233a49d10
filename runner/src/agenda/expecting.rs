//! What a later task will find, told to the module when it checks: so the check of an empty host tells the whole story.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Agenda, Module, Task};
use crate::config::Configuration;

/// How many sources of sources are told: a reader of JSON has its limits, and far ancestors say little.
const DEEPEST_SOURCE: usize = 12;

/// Tells each container's task which storages and which source this run will have made before it.
pub(super) fn tell(agenda: &mut Agenda, configuration: &Configuration) {
    let storages: HashMap<String, String> = configuration
        .storages
        .iter()
        .map(|storage| (storage.id.to_string(), storage.storage_type.value.to_string()))
        .collect();
    for index in 0..agenda.tasks.len() {
        let expecting = match agenda.tasks[index].module {
            Module::ZfsDataset => json!(true),
            Module::Lxc => expectation(&agenda.tasks[index], &agenda.tasks, &storages),
            // A storage expects nothing; what a firewall expects its task says.
            Module::Pvesm | Module::Firewall => continue,
        };
        agenda.tasks[index].expecting = Some(expecting);
    }
}

fn expectation(task: &Task, tasks: &[Task], storages: &HashMap<String, String>) -> Value {
    let before: Vec<&Task> = task.after.iter().map(|edge| &tasks[edge.before]).collect();
    let mut known = Map::new();
    let mut expecting = Map::new();
    for other in before {
        if let Some(id) = other.id.strip_prefix("storage/") {
            known.extend(storages.get(id).map(|kind| (id.to_owned(), json!(kind))));
        } else if other.id == task.resource() {
            expecting.insert("container".to_owned(), json!(true));
        } else if is_source(other, task) {
            // A clone's storage is its source's, unless it wishes another.
            let wished = other.wish.get("storage_pool").and_then(Value::as_str);
            known.extend(wished.and_then(|id| Some((id.to_owned(), json!(storages.get(id)?)))));
            let mut source = other.wish.clone();
            let is_near = |expecting: &&Value| depth(expecting) < DEEPEST_SOURCE;
            source.extend(
                other.expecting.iter().filter(is_near).map(|expecting| ("expecting".to_owned(), expecting.clone())),
            );
            expecting.insert("source".to_owned(), Value::Object(source));
        }
    }
    expecting.insert("storages".to_owned(), json!(known));
    Value::Object(expecting)
}

/// Returns how many sources are nested in an expectation.
fn depth(expecting: &Value) -> usize {
    std::iter::successors(expecting.get("source"), |source| source.get("expecting")?.get("source")).count()
}

fn is_source(other: &Task, task: &Task) -> bool {
    task.wish.get("clone_from").is_some() && task.wish.get("clone_from") == other.wish.get("ctid")
}
