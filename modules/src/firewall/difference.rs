//! What Proxmox understands otherwise after a write: one change for each option, rule, alias, set and group.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::{Turn, normal, way, without_comment};
use super::values::{FirewallFile, Group, IpSet, Rule};
use crate::plan::{Change, Effect, Risk};

/// How the changes of one file are felt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Felt {
    pub(crate) effect: Effect,
    /// The risk of what opens or closes something.
    pub(crate) risk: Risk,
}

/// Returns what differs between two readings of a file.
pub(crate) fn between(before: &FirewallFile, after: &FirewallFile, felt: Felt) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut push = |property: String, before: Option<String>, after: Option<String>, is_safe: bool| {
        if before != after {
            let risk = if is_safe { Risk::Safe } else { felt.risk };
            changes.push(Change::new(&property, before, after).felt(felt.effect).risking(risk));
        }
    };
    for name in names(&before.options, &after.options) {
        // What is logged opens nothing.
        let is_safe = name.contains("log");
        push(name.clone(), before.options.get(name).cloned(), after.options.get(name).cloned(), is_safe);
    }
    for name in names(&before.aliases, &after.aliases) {
        let (one, other) = (before.aliases.get(name), after.aliases.get(name));
        let is_safe = one.map(|alias| &alias.cidr) == other.map(|alias| &alias.cidr);
        let shown = |alias: &super::values::Alias| match &alias.comment {
            Some(comment) => format!("{} # {comment}", alias.cidr),
            None => alias.cidr.clone(),
        };
        push(format!("aliases.{name}"), one.map(shown), other.map(shown), is_safe);
    }
    for name in names(&before.ipsets, &after.ipsets) {
        let (one, other) = (before.ipsets.get(name), after.ipsets.get(name));
        let is_safe = one.map(members) == other.map(members);
        push(format!("ipsets.{name}"), one.map(shown_set), other.map(shown_set), is_safe);
    }
    for (property, before, after, is_safe) in rules_between("rules", &before.rules, &after.rules) {
        push(property, before, after, is_safe);
    }
    for name in names(&before.groups, &after.groups) {
        let nothing = Group::default();
        let (one, other) = (before.groups.get(name), after.groups.get(name));
        let present = |group: Option<&Group>| group.map(|_| "present".to_owned());
        push(format!("groups.{name}"), present(one), present(other), false);
        let (one, other) = (one.unwrap_or(&nothing), other.unwrap_or(&nothing));
        push(format!("groups.{name}.comment"), one.comment.clone(), other.comment.clone(), true);
        for (property, before, after, is_safe) in
            rules_between(&format!("groups.{name}.rules"), &one.rules, &other.rules)
        {
            push(property, before, after, is_safe);
        }
    }
    changes
}

fn names<'a, T>(one: &'a BTreeMap<String, T>, other: &'a BTreeMap<String, T>) -> BTreeSet<&'a String> {
    one.keys().chain(other.keys()).collect()
}

fn members(set: &IpSet) -> BTreeSet<(bool, &str)> {
    set.entries.iter().map(|entry| (entry.is_excluded, entry.cidr.as_str())).collect()
}

fn shown_set(set: &IpSet) -> String {
    let entries: Vec<String> = set.entries.iter().map(ToString::to_string).collect();
    let comment = set.comment.as_ref().map_or(String::new(), |comment| format!(" # {comment}"));
    format!("[{}]{comment}", entries.join(", "))
}

/// A change of a list of rules: its property, what was, what is, and whether packets feel nothing of it.
type RuleChange = (String, Option<String>, Option<String>, bool);

/// Returns one change for each rule that comes, goes or moves. The numbers count from 0, as Proxmox's `pos` does: those of
/// rules that go in the old list, all others in the new one.
fn rules_between(list: &str, before: &[Rule], after: &[Rule]) -> Vec<RuleChange> {
    let (old, new): (Vec<Rule>, Vec<Rule>) = (before.iter().map(normal).collect(), after.iter().map(normal).collect());
    let turns = way(&old, &new);
    let mut removed: Vec<usize> = Vec::new();
    let mut added: Vec<usize> = Vec::new();
    for turn in &turns {
        match *turn {
            Turn::Keep(..) => {}
            Turn::Remove(index) => removed.push(index),
            Turn::Add(index) => added.push(index),
        }
    }
    let mut changes: Vec<(usize, RuleChange)> = Vec::new();
    let name = |index: usize| format!("{list}.{index}");
    let mut pair = |is_one: &dyn Fn(usize, usize) -> bool, make: &dyn Fn(usize, usize) -> RuleChange| {
        added.retain(|&to| {
            let Some(place) = removed.iter().position(|&from| is_one(from, to)) else { return true };
            let from = removed.remove(place);
            changes.push((to, make(from, to)));
            false
        });
    };
    pair(&|from, to| from == to && without_comment(&old[from]) == without_comment(&new[to]), &|from, to| {
        (name(to), Some(before[from].to_string()), Some(after[to].to_string()), true)
    });
    pair(&|from, to| old[from] == new[to], &|from, to| {
        let was = format!("at {}", name(from));
        (name(to), Some(was), Some(after[to].to_string()), false)
    });
    let gone = removed.into_iter().map(|index| (index, (name(index), Some(before[index].to_string()), None, false)));
    let come = added.into_iter().map(|index| (index, (name(index), None, Some(after[index].to_string()), false)));
    changes.extend(gone.chain(come));
    changes.sort_by_key(|(index, (_, before, ..))| (*index, before.is_none()));
    changes.into_iter().map(|(_, change)| change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firewall::Scope;
    use crate::firewall::text::parse;

    /// Each change as a line; `!` stands before what opens or closes something.
    fn told(before: &str, after: &str) -> Vec<String> {
        let read = |text: &str| parse(text, Scope::Cluster).file;
        let felt = Felt { effect: Effect::Live, risk: Risk::Exposes };
        let line = |change: &Change| {
            let sign = if change.risk == Risk::Safe { "" } else { "!" };
            let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
            format!("{sign}{}: {} -> {}", change.property, shown(&change.before), shown(&change.after))
        };
        between(&read(before), &read(after), felt).iter().map(line).collect()
    }

    #[test]
    fn only_what_is_logged_or_said_of_it_is_safe() {
        assert_eq!(
            told(
                "[OPTIONS]\nenable: 1\npolicy_in: DROP\n\n[ALIASES]\none 10.0.0.1 # a\ntwo 10.0.0.2\ngone 10.0.0.3\n",
                "[OPTIONS]\nlog_ratelimit: 1\npolicy_in: REJECT\n\n[ALIASES]\none 10.0.0.1 # b\ntwo 10.0.0.9\n",
            ),
            [
                "!enable: 1 -> none",
                "log_ratelimit: none -> 1",
                "!policy_in: DROP -> REJECT",
                "!aliases.gone: 10.0.0.3 -> none",
                "aliases.one: 10.0.0.1 # a -> 10.0.0.1 # b",
                "!aliases.two: 10.0.0.2 -> 10.0.0.9",
            ]
        );
    }

    #[test]
    fn a_set_is_its_members_and_what_they_exclude() {
        let set = |lines: &str| format!("[IPSET mine]\n\n{lines}");
        assert_eq!(told(&set("10.0.0.1\n10.0.0.2\n"), &set("10.0.0.2\n10.0.0.1\n")).len(), 1);
        assert!(!told(&set("10.0.0.1\n10.0.0.2\n"), &set("10.0.0.2\n10.0.0.1\n"))[0].starts_with('!'));
        assert_eq!(
            told(&set("10.0.0.1\n"), &set("!10.0.0.1\n10.0.0.2 # x\n")),
            ["!ipsets.mine: [10.0.0.1] -> [!10.0.0.1, 10.0.0.2 # x]"]
        );
        assert_eq!(told(&set("10.0.0.1\n"), ""), ["!ipsets.mine: [10.0.0.1] -> none"]);
    }

    #[test]
    fn rules_come_go_move_and_are_said_otherwise() {
        let rules = |lines: &[&str]| format!("[RULES]\n\n{}\n", lines.join("\n"));
        let (ssh, web, ping) = ("IN ACCEPT -p tcp -dport 22", "IN ACCEPT -p tcp -dport 80", "IN ACCEPT -p icmp");
        assert_eq!(told(&rules(&[ssh, web]), &rules(&[ssh, web])), Vec::<String>::new());
        assert_eq!(
            told(&rules(&[ssh, web]), &rules(&[web, ssh])),
            ["!rules.1: at rules.0 -> IN ACCEPT -p tcp -dport 22"]
        );
        assert_eq!(
            told(&rules(&[ssh, web]), &rules(&[&format!("{ssh} # mine"), ping])),
            [
                "rules.0: IN ACCEPT -p tcp -dport 22 -> IN ACCEPT -p tcp -dport 22 # mine",
                "!rules.1: IN ACCEPT -p tcp -dport 80 -> none",
                "!rules.1: none -> IN ACCEPT -p icmp",
            ]
        );
        let group = |line: &str| format!("[group web] # {}\n\n{line}\n", line.len());
        assert_eq!(
            told(&group(ssh), &group(ping)),
            [
                "groups.web.comment: 26 -> 17",
                "!groups.web.rules.0: IN ACCEPT -p tcp -dport 22 -> none",
                "!groups.web.rules.0: none -> IN ACCEPT -p icmp",
            ]
        );
    }
}
