//! What a plan is: all that changes and no more, nothing in it too much, and the same however the wish is written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use phoenix_modules::plan::Change;
use phoenix_modules::pve::storage::split_list;
use phoenix_run::status::Status;
use phoenix_tests::SimHost;
use phoenix_tests::pair::Dice;
use phoenix_tests::pct::conf;
use phoenix_tests::pvesm::config;
use phoenix_tests::run::Seen;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::laws::{DICE, KnownLater, allowing_all, check, converge, drifted, odd};

/// A property of a resource: `("lxc/101", "memory")`.
type Property = (String, String);

/// What is planned for resources that exist, beside their run state.
fn planned(seen: &Seen) -> BTreeSet<Property> {
    let replies = seen.inspection.statuses.iter().filter_map(Status::reply).filter(|reply| reply.exists);
    let properties = replies.flat_map(|reply| {
        let changes = reply.steps.iter().flat_map(|step| &step.changes);
        // The picture does not show directories of the host.
        let is_of_a_directory = |change: &&Change| {
            ["directory", "owner", "mode"].iter().any(|end| change.property.ends_with(&format!(".{end}")))
        };
        let changes = changes.filter(move |change| !is_of_a_directory(change));
        changes.map(|change| (reply.name.clone(), setting(&change.property).to_owned()))
    });
    properties.filter(|(_, property)| property != "state").collect()
}

/// Returns the setting that a property is of: `net0` of `net0.ip`. The key of a raw line is one.
fn setting(property: &str) -> &str {
    let is_raw = property.starts_with("lxc.");
    property.split('.').next().filter(|_| !is_raw).unwrap_or(property)
}

/// What a host has of everything that odd pairs manage, found without Phoenix's own parsers.
fn picture(host: &SimHost) -> BTreeMap<Property, String> {
    let mut found = BTreeMap::new();
    let mut put =
        |resource: String, property: &str, value: String| found.insert((resource, property.to_owned()), value);
    let own_settings = |command: &str, prefix: &str| -> Vec<(String, String, String)> {
        let answer = host.type_in(command).stdout;
        let rows = answer.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let own = rows.filter(|columns| columns.len() == 4 && columns[3] == "local");
        // A container's own volume changes with the container.
        let own = own.filter(|columns| !["/subvol-", "/basevol-"].iter().any(|volume| columns[0].contains(volume)));
        own.map(|columns| (format!("{prefix}/{}", columns[0]), columns[1].to_owned(), columns[2].to_owned())).collect()
    };
    for (resource, property, value) in own_settings("zfs get -Hp -o name,property,value,source all", "zfs") {
        put(resource, &property, value);
    }
    for (resource, property, value) in own_settings("zpool get -Hp -o name,property,value,source all", "zpool") {
        put(resource, &property, value);
    }
    let world = host.world();
    for storage in config::read(&world).storages {
        for (option, value) in &storage.options {
            let value = split_list(value).into_iter().collect::<Vec<_>>().join(",");
            put(format!("storage/{}", storage.id), option, value);
        }
    }
    for ctid in world.guests("pve1", "lxc") {
        let text = world.read(&format!("/etc/pve/lxc/{ctid}.conf")).unwrap_or_default();
        let merged = conf::read(&ctid.to_string(), &text).0.merged();
        // What was detached is noted by Proxmox itself.
        for (setting, value) in merged.values.into_iter().filter(|(setting, _)| !setting.starts_with("unused")) {
            // A snapshot shows as the new parent, a seal as a flag and another name of each volume.
            let property = match setting.as_str() {
                "parent" => "snapshots",
                "template" => "is_template",
                other => other,
            };
            put(format!("lxc/{ctid}"), property, value.replacen(":basevol-", ":subvol-", 1));
        }
        let keys: BTreeSet<&String> = merged.raw.iter().map(|(key, _)| key).collect();
        for key in keys {
            let values: Vec<&str> =
                merged.raw.iter().filter(|(other, _)| other == key).map(|(_, value)| value.as_str()).collect();
            put(format!("lxc/{ctid}"), key, values.join("\n"));
        }
    }
    drop(world);
    found
}

/// Returns what differs of resources that both pictures have.
fn differences(before: &BTreeMap<Property, String>, after: &BTreeMap<Property, String>) -> BTreeSet<Property> {
    let resources: BTreeSet<&String> = before.keys().map(|(resource, _)| resource).collect();
    let all = before.keys().chain(after.keys());
    let differing = all.filter(|key| before.get(*key) != after.get(*key));
    differing.filter(|(resource, _)| resources.contains(resource)).cloned().collect()
}

/// The kinds that the picture shows property by property.
fn is_pictured(property: &&Property) -> bool {
    ["zfs/", "zpool/", "storage/", "lxc/"].iter().any(|kind| property.0.starts_with(kind))
}

/// Writes JSON with the members of every object, and the elements of lists that are sets, in an order that the dice decide.
fn reordered(value: &Value, key: &str, dice: &mut Dice<'_>) -> String {
    let shuffled = |mut texts: Vec<String>, dice: &mut Dice<'_>| {
        for index in (1..texts.len()).rev() {
            let sides = u8::try_from(index + 1).unwrap_or(u8::MAX);
            texts.swap(index, usize::from(dice.throw(sides)));
        }
        texts.join(",")
    };
    match value {
        Value::Object(members) => {
            let texts = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), reordered(value, name, dice)));
            let texts = texts.collect();
            format!("{{{}}}", shuffled(texts, dice))
        }
        Value::Array(elements) => {
            let texts: Vec<String> = elements.iter().map(|element| reordered(element, "", dice)).collect();
            let is_set = ["pools", "datasets", "pct_options"].contains(&key);
            if is_set { format!("[{}]", shuffled(texts, dice)) } else { format!("[{}]", texts.join(",")) }
        }
        Value::String(list) if ["proxmox_content_type", "properties"].contains(&key) => {
            let texts = list.split(',').map(str::to_owned).collect();
            Value::from(shuffled(texts, dice)).to_string()
        }
        other => other.to_string(),
    }
}

/// What is planned for each task, by its name.
fn plans(seen: &Seen) -> BTreeMap<&str, Vec<String>> {
    let tasks = seen.agenda.tasks.iter().map(|task| task.id.as_str()).zip(&seen.inspection.statuses);
    let told = |status: &Status| match status.reply() {
        Some(reply) => {
            let commands = reply.steps.iter().map(|step| without_order(&step.command));
            let refusals = reply.refusals.iter().map(|refusal| format!("{} {}", refusal.property, refusal.why));
            commands.chain(refusals).filter(|told| !told.starts_with("pveam")).collect()
        }
        None => vec![format!("{status:?}")],
    };
    tasks.map(|(id, status)| (id, told(status))).collect()
}

/// A command with the content of a storage, which is a set, in one order.
fn without_order(command: &str) -> String {
    let mut words: Vec<String> = command.split(' ').map(str::to_owned).collect();
    if let Some(option) = words.iter().position(|word| word == "--content") {
        words[option + 1] = split_list(&words[option + 1]).into_iter().collect::<Vec<_>>().join(",");
    }
    words.join(" ")
}

/// What is fetched, which falls to the first container of the file that needs it.
fn fetched(seen: &Seen) -> BTreeSet<String> {
    seen.planned().into_iter().filter(|command| command.starts_with("pveam")).collect()
}

proptest! {
    #![proptest_config(crate::over(12))]

    /// Of what exists: every planned change is one that the host then shows, and it shows no other.
    #[test]
    fn what_is_planned_is_what_changes(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let wish = allowing_all(odd(&wish));
        let (host, seen) = check(&wish, drifted(&host));
        let before = picture(&host);
        let files = |host: &SimHost| host.world().files.contents(Path::new("/etc/pve/firewall"));
        let firewalls = files(&host);
        let (host, _) = converge(&wish, host);
        let later = KnownLater::said_by(&seen);
        let foretold = |properties: BTreeSet<Property>| -> BTreeSet<Property> {
            properties.into_iter().filter(|(resource, property)| !later.covers_property(resource, property)).collect()
        };
        let planned = planned(&seen);
        let pictured: BTreeSet<Property> = planned.iter().filter(is_pictured).cloned().collect();
        prop_assert_eq!(foretold(pictured), foretold(differences(&before, &picture(&host))));
        let commands = seen.planned();
        // A clone brings the rules of its source, whoever wishes some.
        let is_cloned = |path: &str| {
            let clones = commands.iter().filter_map(|command| command.strip_prefix("pct clone ")?.split(' ').nth(1));
            clones.into_iter().any(|ctid| path.ends_with(&format!("/{ctid}.fw")))
        };
        let planned: Vec<&String> = commands.iter().filter(|command| command.contains("/etc/pve/firewall")).collect();
        let now = files(&host);
        for path in firewalls.keys().chain(now.keys()).filter(|path| firewalls.get(*path) != now.get(*path)) {
            let path = path.to_string_lossy();
            let is_told = later.covers(&path) || is_cloned(&path) || planned.iter().any(|command| command.contains(&*path));
            prop_assert!(is_told, "{} is written", path);
        }
        for command in &planned {
            let is_done = |path: &&PathBuf| command.contains(&*path.to_string_lossy()) && firewalls.get(*path) != now.get(*path);
            prop_assert!(firewalls.keys().chain(now.keys()).any(|path| is_done(&path)), "{} is not done", command);
        }
    }

    /// Nothing in a plan is too much: with any one action left out, the run does not end as declared. A stamp beside a check that
    /// says yes is for a run that is interrupted, and its folder may be there.
    #[test]
    fn no_action_can_be_left_out(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE), which in any::<prop::sample::Index>()) {
        let wish = allowing_all(odd(&wish));
        let (whole, _) = converge(&wish, drifted(&host));
        let actions = whole.mutations();
        let is_needed = |index: &usize| !actions[*index].contains("/var/lib/phoenix/features");
        if !actions.is_empty() && is_needed(&which.index(actions.len())) {
            let left_out = which.index(actions.len());
            let (_, seen) = converge(&wish, drifted(&host).lying_after(left_out));
            let tally = seen.tally();
            let is_noticed = tally.failed + tally.differ > 0;
            prop_assert!(is_noticed, "without `{}`: {:?}\n{}", actions[left_out], tally, seen.report().join("\n"));
        }
    }

    /// The order of keys, and of lists that are sets, means nothing.
    #[test]
    fn the_order_of_keys_and_sets_changes_no_plan(
        host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE), order in vec(any::<u8>(), 0..200)
    ) {
        let wish = allowing_all(odd(&wish));
        let (host, one) = check(&wish, drifted(&host));
        let mut other = wish.clone();
        let dice = &mut Dice::of(&order);
        for text in [&mut other.hypervisor, &mut other.lxc] {
            *text = reordered(&serde_json::from_str(text).unwrap(), "", dice);
        }
        let (_, other) = check(&other, host);
        prop_assert_eq!(plans(&one), plans(&other));
        prop_assert_eq!(fetched(&one), fetched(&other));
    }
}
