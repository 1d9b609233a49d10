//! Raw `lxc.*` lines of a container: an ordered multimap of its main section, compared by meaning and edited line by line.
//!
//! No command of Proxmox sets them. A key that is wished has exactly the wished values; every other line stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::ids::ID_MAP;
use super::settings::not_taken;
use super::started::PROFILE;
use super::{Desired, graphics, idmap};
use crate::plan::{Action, Change, Edit, Effect, Lock, Refusal, Step};
use crate::pve::guest_config::Config;
use crate::pve::guest_config::raw_keys::{self, Judged};

/// Keys whose values are words between blanks: how many blanks is no difference.
const OF_WORDS: [&str; 5] = ["lxc.mount.entry", "lxc.mount.auto", "lxc.idmap", "lxc.cap.drop", "lxc.cap.keep"];

/// Rules for devices: the one that comes later counts, so both keys are one list.
const DENY: &str = "lxc.cgroup2.devices.deny";
const ALLOW: &str = "lxc.cgroup2.devices.allow";

type Line = (String, String);

/// Values by key.
type Wished = BTreeMap<String, Vec<String>>;

/// Returns the form in which two values of a key are compared.
pub(super) fn normal(key: &str, value: &str) -> String {
    if !OF_WORDS.contains(&key) && !key.starts_with("lxc.cgroup2.devices.") {
        return value.trim().to_owned();
    }
    let mut words: Vec<&str> = value.split_whitespace().collect();
    // Both last fields of an entry are 0 if they are not given (fstab(5)).
    if key == "lxc.mount.entry" && words.len() > 4 && words[4..].iter().all(|word| *word == "0") {
        words.truncate(4);
    }
    words.join(" ")
}

/// What comparing the raw lines returns.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) edit: Option<Step>,
    pub(super) refusals: Vec<Refusal>,
}

/// Returns the edit that gives the container the lines that are wished of it, and what is refused.
pub(super) fn compare(desired: &Desired, config: &Config, is_running: bool) -> Compared {
    let (mut wished, mut refusals) = wished(desired);
    if let Some(refusal) = idmap::refuse_privileged(desired, config) {
        wished.remove(ID_MAP);
        refusals.push(refusal);
    }
    let Difference { found, remove, append } = difference(&wished, desired, config);
    if remove.is_empty() && append.is_empty() {
        return Compared { edit: None, refusals };
    }
    let changes = changes(&found, &remove, &append, is_running);
    let written = |line: &Line| format!("{}: {}", line.0, line.1);
    let edit = Edit::Lines {
        found: found.into_iter().map(written).collect(),
        remove,
        append: append.iter().map(written).collect(),
    };
    let path = format!("/etc/pve/lxc/{}.conf", desired.ctid).into();
    let action = Action::Edit { path, lock: Lock::Container(desired.ctid), edit };
    Compared { edit: Some(Step::of(action, changes)), refusals }
}

/// Returns the configuration once its raw lines are as wished.
pub(super) fn applied(mut config: Config, desired: &Desired) -> Config {
    let (wished, _) = wished(desired);
    let Difference { found, remove, append } = difference(&wished, desired, &config);
    let gone: Vec<*const Line> = remove.iter().map(|index| std::ptr::from_ref(found[*index])).collect();
    let stays = |line: &&Line| !gone.contains(&std::ptr::from_ref(*line));
    let kept = config.main.raw.iter().filter(stays).cloned();
    config.main.raw = kept.chain(append).collect();
    config
}

/// Returns the keys that are wished.
pub(super) fn keys(desired: &Desired) -> Vec<String> {
    let graphics = desired.gpu_assignment.iter().flat_map(|_| [ALLOW.to_owned(), "lxc.mount.entry".to_owned()]);
    wished(desired).0.into_keys().chain(graphics).collect()
}

/// Returns the values that are wished of a key.
pub(super) fn values(desired: &Desired, key: &str) -> Option<Vec<String>> {
    wished(desired).0.remove(key)
}

/// Takes a key out of the wish, by whatever argument it is wished.
pub(super) fn take_away(desired: &mut Desired, key: &str) {
    if let Some(options) = &mut desired.lxc_options {
        options.retain(|other, _| present(other) != key);
    }
    match key {
        PROFILE => desired.apparmor_profile = None,
        ID_MAP => desired.id_maps = None,
        _ => {}
    }
}

/// Returns the values that are wished of each key, by its present name, without what is refused.
fn wished(desired: &Desired) -> (Wished, Vec<Refusal>) {
    let (mut wished, mut refusals) = (BTreeMap::new(), Vec::new());
    for (key, values) in desired.lxc_options.iter().flatten() {
        match judge(key, values) {
            Ok(key) if wished.contains_key(&key) => {
                let why = format!("{key} is wished under two names");
                refusals.push(not_taken(&key, &values.join(", "), why, "wish it once".to_owned()));
            }
            Ok(key) => drop(wished.insert(key, values.iter().map(|value| value.trim().to_owned()).collect())),
            Err(refusal) => refusals.push(*refusal),
        }
    }
    let profile = desired.apparmor_profile.as_deref().map(|name| (PROFILE, profile(name), "apparmor_profile"));
    let ids = desired.id_maps.as_deref().map(|maps| (ID_MAP, idmap::values(maps), "id_maps"));
    for (key, values, argument) in profile.into_iter().chain(ids) {
        let values = match values {
            Ok(values) => values,
            Err(refusal) => {
                refusals.push(*refusal);
                continue;
            }
        };
        let other = wished.insert(key.to_owned(), values.clone()).filter(|other| *other != values);
        if let Some(other) = other {
            wished.remove(key);
            let why = format!("lxc_options wishes {key} {}", shown(&other));
            refusals.push(not_taken(argument, &shown(&values), why, "wish one of the two".to_owned()));
        }
    }
    (wished, refusals)
}

fn shown(values: &[String]) -> String {
    if values.is_empty() { "no line".to_owned() } else { values.join(", ") }
}

/// Returns the lines that a profile is: none is the one that Proxmox has LXC generate.
fn profile(name: &str) -> Result<Vec<String>, Box<Refusal>> {
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_control) {
        let remedy = "wish `generated`, `unconfined`, or the name of a profile".to_owned();
        return Err(Box::new(not_taken("apparmor_profile", name, "that is no name of a profile".to_owned(), remedy)));
    }
    Ok(if name == "generated" { Vec::new() } else { vec![name.to_owned()] })
}

/// Returns the present name of a key, or refuses what Proxmox or LXC would not take, or would take for something else.
fn judge(key: &str, values: &[String]) -> Result<String, Box<Refusal>> {
    let refuse = |why: &str, remedy: String| Err(Box::new(not_taken(key, &shown(values), why.to_owned(), remedy)));
    if values.iter().any(|value| value.contains(char::is_control)) {
        return refuse("a value is one line", "take line ends and tabs out".to_owned());
    }
    match raw_keys::judge(key) {
        Judged::Kept => Ok(key.to_owned()),
        Judged::Renamed(present) => Ok(present),
        Judged::OfProxmox { why, instead } => refuse(why, format!("wish {instead}")),
        Judged::Without(why) => refuse(why, "take it away, or write its present name".to_owned()),
        Judged::Unknown => refuse(
            "Proxmox VE knows no such key: the next pct set would drop the line",
            "see lxc.container.conf(5) for those there are".to_owned(),
        ),
    }
}

/// Returns a key's present name: a line with its former one is of that key.
fn present(key: &str) -> String {
    match raw_keys::judge(key) {
        Judged::Renamed(present) => present,
        _ => key.to_owned(),
    }
}

fn is_same(one: &Line, other: &Line) -> bool {
    one.0 == other.0 && normal(&one.0, &one.1) == normal(&other.0, &other.1)
}

/// The lines whose order counts among each other are of one list.
fn list_of(key: &str) -> String {
    let present = present(key);
    if present == DENY || present == ALLOW { "lxc.cgroup2.devices".to_owned() } else { present }
}

/// The lines of the keys that may change, which of them go, and what is appended.
struct Difference<'a> {
    found: Vec<&'a Line>,
    remove: BTreeSet<usize>,
    append: Vec<Line>,
}

/// In each list the lines that stay are the first of those that are wished, and what comes behind them is appended: so the
/// order is that of the wish.
fn difference<'a>(wished: &Wished, desired: &Desired, config: &'a Config) -> Difference<'a> {
    let has_cards = desired.gpu_assignment.is_some();
    let is_touched = |key: &str| wished.contains_key(&present(key)) || (has_cards && graphics::may_be_of_a_card(key));
    let found: Vec<&Line> = config.main.raw.iter().filter(|(key, _)| is_touched(key)).collect();
    let lines = lines(wished);
    let of_cards = graphics::Lines::of(desired, config);
    // What concerns graphics cards is their wish's, not that of the key, unless it names the very line.
    let is_of_a_card =
        |line: &Line| has_cards && of_cards.is_of_a_card(line) && !lines.iter().any(|wished| is_same(wished, line));
    let mut remove: BTreeSet<usize> =
        (0..found.len()).filter(|index| is_of_a_card(found[*index]) && of_cards.goes(found[*index])).collect();
    let mut append = Vec::new();
    let lists: BTreeSet<String> = wished.keys().map(|key| list_of(key)).collect();
    for list in lists {
        let mut wanted = lines.iter().filter(|line| list_of(&line.0) == list).peekable();
        for (index, line) in found.iter().enumerate() {
            let is_compared = wished.contains_key(&present(&line.0)) && list_of(&line.0) == list && !is_of_a_card(line);
            if is_compared && wanted.next_if(|wanted| is_same(wanted, line)).is_none() {
                remove.insert(index);
            }
        }
        append.extend(wanted.cloned());
    }
    Difference { found, remove, append }
}

/// Returns the wished lines in the order they are written in.
fn lines(wished: &Wished) -> Vec<Line> {
    let mut keys: Vec<&String> = wished.keys().collect();
    keys.sort_by_key(|key| *key != DENY);
    let lines = |key: &String| wished[key].iter().map(|value| (key.clone(), value.clone())).collect::<Vec<_>>();
    keys.into_iter().flat_map(lines).collect()
}

/// A change for each key: the lines that go, and those that come.
fn changes(found: &[&Line], remove: &BTreeSet<usize>, append: &[Line], is_running: bool) -> Vec<Change> {
    let gone: Vec<&Line> = remove.iter().map(|index| found[*index]).collect();
    let keys: BTreeSet<&String> = gone.iter().map(|line| &line.0).chain(append.iter().map(|line| &line.0)).collect();
    let values = |lines: &[&Line], key: &String| {
        let values: Vec<&str> = lines.iter().filter(|line| line.0 == *key).map(|line| line.1.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    let coming: Vec<&Line> = append.iter().collect();
    let change = |key: &String| {
        let after = values(&coming, key).map(|after| with_warning(key, after));
        let effect = if is_running { Effect::AtRestart } else { Effect::Live };
        Change::new(key, values(&gone, key), after).felt(effect)
    };
    keys.into_iter().map(change).collect()
}

/// What takes a wall of the container away is said where it is seen.
fn with_warning(key: &str, value: String) -> String {
    let warning = match (key, value.as_str()) {
        (PROFILE, "unconfined") => "no AppArmor around the guest",
        (ALLOW, "a") => "every device of the host",
        _ => return value,
    };
    format!("{value} ({warning})")
}

#[cfg(test)]
mod tests;
