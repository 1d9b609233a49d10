//! What a later task will find, told to the module when it checks: so the check of an empty host tells the whole story.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Agenda, Module, Task, firewalls};
use crate::config::{Configuration, Storage};
use crate::status::Status;

/// How many sources of sources are told: a reader of JSON has its limits, and far ancestors say little.
const DEEPEST_SOURCE: usize = 12;

/// Tells each container's task which storages and which source this run will have made before it.
pub(super) fn tell(agenda: &mut Agenda, configuration: &Configuration) {
    let storages: Storages<'_> =
        configuration.storages.iter().map(|storage| (storage.id.to_string(), storage)).collect();
    for index in 0..agenda.tasks.len() {
        let expecting = match agenda.tasks[index].module {
            Module::ZfsDataset => of_dataset(&agenda.tasks[index], &agenda.tasks),
            Module::Lxc => expectation(&agenda.tasks[index], &agenda.tasks, &storages),
            Module::Firewall => of_firewall(&agenda.tasks[index], &agenda.tasks),
            Module::LxcFeature => of_feature(&agenda.tasks[index], &agenda.tasks),
            // They expect nothing. What mends the place of a storage is known only when all are looked at.
            Module::Zpool | Module::ZfsParameter | Module::Pvesm | Module::LxcHealth => continue,
        };
        agenda.tasks[index].expecting = Some(expecting);
    }
}

/// Returns what a task expects, less what does not come about by what is known of the tasks before it; `None` if all of it does.
pub(crate) fn corrected(agenda: &Agenda, index: usize, statuses: &[Status]) -> Option<Value> {
    let task = &agenda.tasks[index];
    let told = task.expecting.as_ref()?;
    let before = || task.after.iter().map(|edge| (&agenda.tasks[edge.before], &statuses[edge.before]));
    let unsettled = before().filter(|(other, status)| other.module == Module::ZfsDataset && !status.will_be_settled());
    let unmounted: Vec<&Value> = unsettled.filter_map(|(dataset, _)| mountpoint(dataset)).collect();
    let missing = before().filter(|(other, status)| other.module == Module::Pvesm && !status.will_exist());
    let missing: Vec<&str> = missing.filter_map(|(storage, _)| storage.id.strip_prefix("storage/")).collect();
    // Where its content does not change, the storage itself tells it.
    let is_as_it_is = |status: &Status| {
        !status.will_be_settled()
            && !status.changes().any(|change| ["content", "state"].contains(&change.property.as_str()))
    };
    let as_they_are = before().filter(|(other, status)| other.module == Module::Pvesm && is_as_it_is(status));
    let as_they_are: Vec<&str> = as_they_are.filter_map(|(storage, _)| storage.id.strip_prefix("storage/")).collect();
    let unwritten = if task.module == Module::Firewall { unwritten(told, agenda, statuses) } else { Vec::new() };
    let is_not_inherited = || told["inherited"] == true && !comes_with_what_is_made(agenda, task, statuses);
    let is_not_inherited = task.module == Module::LxcFeature && is_not_inherited();
    let is_met = unmounted.is_empty() && missing.is_empty() && as_they_are.is_empty() && unwritten.is_empty();
    if is_met && !is_not_inherited {
        return None;
    }
    let mut expecting = told.clone();
    // Not each kind expects each of these.
    if let Some(mounted) = expecting.get_mut("mounted").and_then(Value::as_array_mut) {
        mounted.retain(|place| !unmounted.contains(&place));
    }
    if let Some(storages) = expecting.get_mut("storages").and_then(Value::as_object_mut) {
        storages.retain(|id, _| !missing.contains(&id.as_str()));
    }
    if let Some(content) = expecting.get_mut("content").and_then(Value::as_object_mut) {
        content.retain(|id, _| !as_they_are.contains(&id.as_str()));
    }
    for source in unwritten {
        expecting["sources"][source]["firewall"].take();
    }
    if is_not_inherited {
        expecting["inherited"] = json!(false);
    }
    (expecting != *told).then_some(expecting)
}

/// Returns the sources, by their place, whose own rules are expected and are not written.
fn unwritten(told: &Value, agenda: &Agenda, statuses: &[Status]) -> Vec<usize> {
    let is_unwritten = |source: &Value| {
        let wished = source.get("firewall").and_then(Value::as_object)?;
        let task = agenda.tasks.iter().position(|other| other.module == Module::Firewall && other.wish == *wished)?;
        (!statuses[task].will_be_settled()).then_some(())
    };
    let sources = told.get("sources").and_then(Value::as_array).into_iter().flatten();
    sources.enumerate().filter_map(|(place, source)| is_unwritten(source).map(|()| place)).collect()
}

/// Returns whether a feature comes with a source that has it in the files: not by way of a clone that is there already and may have
/// been made of anything.
fn comes_with_what_is_made(agenda: &Agenda, feature: &Task, statuses: &[Status]) -> bool {
    let Some(name) = feature.wish.get("name").and_then(Value::as_str) else { return false };
    let source_of =
        |task: &Task| task.after.iter().map(|edge| edge.before).find(|&other| is_source(&agenda.tasks[other], task));
    let own = feature
        .after
        .iter()
        .map(|edge| &agenda.tasks[edge.before])
        .find(|other| Some(&other.id) == feature.container().as_ref());
    let mut source = own.and_then(source_of);
    while let Some(index) = source {
        let task = &agenda.tasks[index];
        if task.id.strip_prefix("lxc/").is_some_and(|ctid| agenda.declared.contains(&format!("feature/{ctid}/{name}")))
        {
            return true;
        }
        if statuses[index].reply().is_some_and(|reply| reply.exists) {
            return false;
        }
        source = source_of(task);
    }
    // Who is not selected is not looked at.
    false
}

/// Returns where a dataset is wished to be mounted.
fn mountpoint(dataset: &Task) -> Option<&Value> {
    dataset.wish.get("properties")?.get("mountpoint")
}

/// A dataset will have its pool if an earlier task makes or imports it.
fn of_dataset(task: &Task, tasks: &[Task]) -> Value {
    let has_pool = task.after.iter().any(|edge| tasks[edge.before].module == Module::Zpool);
    json!({ "pool": has_pool })
}

/// Of what a firewall's task expects only that comes which is selected, and stands before it.
fn of_firewall(task: &Task, tasks: &[Task]) -> Value {
    let mut expecting = task.expecting.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let is_before = |id: &str| task.after.iter().any(|edge| tasks[edge.before].id == id);
    if !is_before(firewalls::NODE) {
        expecting.remove("node");
    }
    let container = task.container().filter(|container| is_before(container));
    if container.is_none() {
        expecting.remove("guest");
    }
    if let Some(sources) = expecting.get_mut("sources").and_then(Value::as_array_mut) {
        let mut clone = container;
        for source in sources.iter_mut().take(DEEPEST_SOURCE) {
            let own = clone.as_ref().and_then(|clone| rules_before(source, clone, tasks));
            source["firewall"] = json!(own);
            clone = Some(format!("lxc/{}", source["ctid"]));
        }
    }
    Value::Object(expecting)
}

/// Returns the wish of a source's own rules, if they are written before it is cloned.
fn rules_before<'a>(source: &Value, clone: &str, tasks: &'a [Task]) -> Option<&'a Map<String, Value>> {
    let is_its = |task: &&Task| task.module == Module::Firewall && task.wish.get("ctid") == source.get("ctid");
    let rules = tasks.iter().find(is_its)?;
    let comes_later = rules.after.iter().any(|edge| tasks[edge.before].id == clone);
    (!comes_later).then_some(&rules.wish)
}

/// A feature's container is made and started by earlier tasks, if they are selected.
fn of_feature(task: &Task, tasks: &[Task]) -> Value {
    let before = || task.after.iter().map(|edge| &tasks[edge.before]);
    let own = task.container();
    let is_made = before().any(|other| Some(&other.id) == own.as_ref());
    let is_started = before().any(|other| other.wish.get("state").is_some_and(|state| state == "running"));
    let mut expecting = task.expecting.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    expecting.insert("guest".to_owned(), json!(is_made));
    expecting.insert("running".to_owned(), json!(is_started));
    Value::Object(expecting)
}

/// The files' storages, by id.
type Storages<'a> = HashMap<String, &'a Storage>;

fn expectation(task: &Task, tasks: &[Task], storages: &Storages<'_>) -> Value {
    let kind =
        |id: &str| storages.get(id).map(|storage| (id.to_owned(), json!(storage.storage_type.value.to_string())));
    let before: Vec<&Task> = task.after.iter().map(|edge| &tasks[edge.before]).collect();
    let mut known = Map::new();
    let mut expecting = task.expecting.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let mut mounted = Vec::new();
    for other in before.iter().copied() {
        if let Some(id) = other.id.strip_prefix("storage/") {
            known.extend(kind(id));
        } else if is_the_container(other, task) {
            expecting.insert("container".to_owned(), json!(true));
            expecting.insert("bridges".to_owned(), json!(bridges(&other.wish)));
            if task.is_part() {
                expecting.insert("own".to_owned(), with_its_expectation(other));
            }
        } else if other.module == Module::ZfsDataset {
            mounted.extend(mountpoint(other).cloned());
        } else if is_source(other, task) {
            // A clone's storage is its source's, unless it wishes another.
            let wished = other.wish.get("storage_pool").and_then(Value::as_str);
            known.extend(wished.and_then(kind));
            expecting.insert("source".to_owned(), with_its_expectation(other));
        }
    }
    if let Some(Value::Object(source)) = expecting.get_mut("source") {
        let parts = before.iter().filter(|other| other.is_part() && is_of_source(other, task));
        source.extend(parts.flat_map(|part| part.wish.clone()));
    }
    let places: Vec<String> = known
        .keys()
        .filter_map(|id| storages.get(id))
        .map(|storage| storage.path().unwrap_or_else(|| storage.dataset.to_string()))
        .collect();
    expecting.insert("places".to_owned(), json!(places));
    let content = known.keys().filter_map(|id| Some((id.clone(), json!(storages.get(id)?.content.as_ref()?.value))));
    expecting.insert("content".to_owned(), Value::Object(content.collect()));
    expecting.insert("storages".to_owned(), json!(known));
    expecting.insert("mounted".to_owned(), json!(mounted));
    Value::Object(expecting)
}

/// Returns the bridges that are wished of a container, by the interface that hangs on each.
fn bridges(wish: &Map<String, Value>) -> Map<String, Value> {
    let networks = wish.get("networks").and_then(Value::as_array).into_iter().flatten();
    networks
        .filter_map(|network| Some((format!("net{}", network.get("id")?), network.get("bridge")?.clone())))
        .collect()
}

/// Returns how many sources are nested in an expectation.
fn depth(expecting: &Value) -> usize {
    std::iter::successors(expecting.get("source"), |source| source.get("expecting")?.get("source")).count()
}

/// Returns an earlier task's wish, with what that expects.
fn with_its_expectation(other: &Task) -> Value {
    let mut wish = other.wish.clone();
    let is_near = |expecting: &&Value| depth(expecting) < DEEPEST_SOURCE;
    wish.extend(other.expecting.iter().filter(is_near).map(|expecting| ("expecting".to_owned(), expecting.clone())));
    Value::Object(wish)
}

fn is_the_container(other: &Task, task: &Task) -> bool {
    other.id != task.id && task.container().as_ref() == Some(&other.id)
}

/// Returns whether the other task makes what this one clones.
pub(crate) fn is_source(other: &Task, task: &Task) -> bool {
    is_of_source(other, task) && other.container().as_ref() == Some(&other.id)
}

fn is_of_source(other: &Task, task: &Task) -> bool {
    task.wish.get("clone_from").is_some() && task.wish.get("clone_from") == other.wish.get("ctid")
}
