//! What is odd in files that can be read: the table of rules, and the sight of the files that each of them has.
//!
//! These rules never reject a file: owners had files that break them, and what is odd may still be what they want. Rules that
//! decide whether a value can be read at all stand where it is read (V-01 to V-04, V-12 to V-14, V-16, V-51, V-53, V-59, V-62), and
//! so does V-32, which compares what was read.
//! Accepted without a word: `dhcp` (V-13), `icmp` (V-29), port ranges (V-31), `0.0.0.0/0` (V-37), `step_cli` (V-40), properties in
//! any shape (V-60). Nothing here looks at the host. So V-02 (is it a virtual machine?) is told as an assumption by V-01; V-26 and
//! V-27 give figures to compare; V-43 and V-44 judge names, not the scripts and profiles; V-57 takes the names of disks at their word.

mod addresses;
mod capacity;
mod clones;
mod firewall;
mod inside;
mod mounts;
mod paths;
mod scripts;
mod spellings;
mod storages;

use std::collections::{HashMap, HashSet};

use phoenix_modules::names::Ctid;

use super::finding::{Finding, Severity};
use super::json::Node;
use super::place::Place;
use super::{At, Configuration, Container, Located};

/// A rule: its number, how bad it is to break it, and who finds where it is broken.
struct Rule {
    id: &'static str,
    severity: Severity,
    judge: fn(&Facts<'_>, &mut Verdicts),
}

const fn refuse(id: &'static str, judge: fn(&Facts<'_>, &mut Verdicts)) -> Rule {
    Rule { id, severity: Severity::Refuse, judge }
}

const fn warn(id: &'static str, judge: fn(&Facts<'_>, &mut Verdicts)) -> Rule {
    Rule { id, severity: Severity::Warning, judge }
}

const fn tell(id: &'static str, judge: fn(&Facts<'_>, &mut Verdicts)) -> Rule {
    Rule { id, severity: Severity::Info, judge }
}

const RULES: &[Rule] = &[
    warn("V-05", clones::source_without_snapshot),
    warn("V-06", clones::both_or_neither_origin),
    refuse("V-07", clones::smaller_than_its_source),
    warn("V-08", clones::other_privilege_than_its_source),
    warn("V-09", clones::boots_before_its_dependency),
    refuse("V-10", addresses::address_of_the_host),
    warn("V-10", addresses::twofold_ip),
    tell("V-10", addresses::record_with_another_address),
    warn("V-11", addresses::twofold_mac),
    warn("V-11", addresses::twofold_name),
    warn("V-11", addresses::twofold_service),
    refuse("V-12", addresses::gateway_outside_the_network),
    warn("V-15", addresses::dotted_name),
    tell("V-17", storages::undeclared_storage_pool),
    warn("V-18", storages::undeclared_volume_pool),
    warn("V-19", paths::source_below_the_base),
    warn("V-20", paths::source_outside_datasets),
    tell("V-21", paths::source_of_another_container),
    warn("V-22", mounts::twofold_target),
    warn("V-23", mounts::bind_mount_with_snapshot),
    warn("V-24", mounts::shared_volume_of_nobody),
    warn("V-25", paths::shared_volume_outside_datasets),
    tell("V-26", capacity::memory_at_boot),
    tell("V-27", capacity::largest_container),
    warn("V-28", firewall::port_without_protocol),
    warn("V-30", firewall::too_many_ports),
    warn("V-33", firewall::rule_for_everything),
    tell("V-34", firewall::switch_and_rules_disagree),
    warn("V-35", firewall::host_rule_for_a_guest),
    tell("V-36", firewall::rule_with_iface),
    warn("V-38", firewall::among_the_volumes),
    tell("V-39", firewall::none_at_all),
    warn("V-41", scripts::feature_without_script),
    tell("V-42", scripts::feature_of_the_source),
    tell("V-43", scripts::script_of_another_container),
    tell("V-44", scripts::profile_of_the_host),
    warn("V-45", inside::unconfined_without_raw_option),
    tell("V-46", inside::unprivileged_and_unconfined),
    warn("V-47", inside::nesting_twice_managed),
    refuse("V-48", inside::unreadable_raw_option),
    tell("V-49", inside::spelling_of_devices),
    warn("V-50", inside::device_without_driver),
    tell("V-51", storages::size_in_quotes),
    tell("V-52", inside::swap_by_its_former_name),
    warn("V-54", inside::health_check_by_a_path_of_the_host),
    warn("V-55", storages::override_that_matches_nothing),
    refuse("V-56", storages::content_that_zfspool_cannot_hold),
    tell("V-57", capacity::quotas_above_the_pool),
    warn("V-58", paths::share_outside_datasets),
    tell("V-61", storages::id_that_begins_another),
    warn("V-63", inside::secret_in_the_file),
    warn("V-64", spellings::two_keys_that_disagree),
];

/// Judges the files by all rules.
pub(super) fn judge(configuration: &Configuration, host: &Place<'_>, guests: &Place<'_>, findings: &mut Vec<Finding>) {
    let facts = Facts::new(configuration, host, guests);
    for rule in RULES {
        let mut verdicts = Verdicts(Vec::new());
        (rule.judge)(&facts, &mut verdicts);
        findings.extend(verdicts.0.into_iter().map(|verdict| rule.finding(verdict)));
    }
}

impl Rule {
    fn finding(&self, verdict: Verdict) -> Finding {
        let Verdict { resource, at, key, message, remedy } = verdict;
        let resource = (self.severity == Severity::Refuse).then_some(resource);
        Finding {
            severity: self.severity,
            at: Some(at),
            key,
            message,
            remedy: remedy.to_owned(),
            resource,
            rule: Some(self.id),
        }
    }
}

/// One place where a rule is broken.
struct Verdict {
    resource: String,
    at: At,
    key: String,
    message: String,
    remedy: &'static str,
}

/// Where one rule is broken.
struct Verdicts(Vec<Verdict>);

impl Verdicts {
    fn say(&mut self, resource: String, (at, key): (At, &str), message: String, remedy: &'static str) {
        self.0.push(Verdict { resource, at, key: key.to_owned(), message, remedy });
    }

    /// Says something about a value of a container.
    fn say_of<T>(&mut self, guest: &Guest<'_>, value: &Located<T>, message: String, remedy: &'static str) {
        self.say(guest.container.resource(), (value.at, &value.key), message, remedy);
    }

    /// Says something about a key of a container.
    fn say_at(&mut self, guest: &Guest<'_>, place: &Place<'_>, message: String, remedy: &'static str) {
        self.say(guest.container.resource(), (place.at, &place.key), message, remedy);
    }

    /// Says something about a key of the host's file.
    fn say_of_host(&mut self, place: &Place<'_>, message: String, remedy: &'static str) {
        self.say("host".to_owned(), (place.at, &place.key), message, remedy);
    }
}

/// What a rule sees: the typed values, and the files as they are written.
struct Facts<'f> {
    configuration: &'f Configuration,
    host: &'f Place<'f>,
    /// The place of all containers.
    list: Option<Place<'f>>,
    guests: Vec<Guest<'f>>,
    positions: HashMap<Ctid, usize>,
    /// The names of all datasets.
    datasets: HashSet<&'f str>,
    rule_lists: Vec<firewall::RuleList<'f>>,
}

/// A container and where it is written.
struct Guest<'f> {
    container: &'f Container,
    place: Place<'f>,
}

impl<'f> Facts<'f> {
    fn new(configuration: &'f Configuration, host: &'f Place<'f>, file: &Place<'f>) -> Self {
        let list = file.member("lxc_configs");
        let places = list.iter().flat_map(Place::members);
        let mut places: HashMap<Ctid, Place<'f>> =
            places.filter_map(|(id, place)| Some((id.parse().ok()?, place))).collect();
        let guest = |container: &'f Container| Some(Guest { container, place: places.remove(&container.ctid)? });
        let guests: Vec<Guest<'f>> = configuration.containers.iter().filter_map(guest).collect();
        let positions = guests.iter().enumerate().map(|(position, guest)| (guest.container.ctid, position)).collect();
        let datasets = configuration.datasets.iter().map(|dataset| dataset.name.as_str()).collect();
        let mut facts = Self { configuration, host, list, guests, positions, datasets, rule_lists: Vec::new() };
        facts.rule_lists = firewall::lists(&facts);
        facts
    }

    fn guest(&self, ctid: Ctid) -> Option<&Guest<'f>> {
        self.positions.get(&ctid).map(|position| &self.guests[*position])
    }

    /// Returns the clone source of a guest, if the files declare it.
    fn source(&self, guest: &Guest<'_>) -> Option<&Guest<'f>> {
        self.guest(guest.container.clone_from.as_ref()?.value)
    }

    /// Returns the guests that others are clones of, each with the first of its clones.
    fn cloned(&self) -> Vec<(&Guest<'f>, &Guest<'f>)> {
        let mut first_clones: HashMap<Ctid, &Guest<'f>> = HashMap::new();
        for clone in &self.guests {
            if let Some(source) = self.source(clone) {
                first_clones.entry(source.container.ctid).or_insert(clone);
            }
        }
        self.guests.iter().filter_map(|guest| Some((guest, *first_clones.get(&guest.container.ctid)?))).collect()
    }
}

impl<'f> Guest<'f> {
    fn node(&self, key: &str) -> Option<&'f Node<'f>> {
        self.place.node.get(key).map(|member| &member.node)
    }

    fn text(&self, key: &str) -> Option<&'f str> {
        self.node(key)?.as_text()
    }

    fn says_true(&self, key: &str) -> bool {
        self.node(key).is_some_and(Node::is_true)
    }

    /// Returns the places of a list's elements.
    fn elements(&self, key: &str) -> Vec<Place<'f>> {
        self.place.member(key).iter().flat_map(Place::elements).collect()
    }
}

/// Reports every value that an earlier one already had.
fn report_repeats<'v, K: Eq + std::hash::Hash>(
    values: impl Iterator<Item = (K, (At, &'v str), String)>,
    verdicts: &mut Verdicts,
    message: impl Fn(&str, At) -> String,
    remedy: &'static str,
) {
    let mut seen: HashMap<K, (String, At)> = HashMap::new();
    for (value, (at, key), owner) in values {
        match seen.get(&value) {
            Some((first, first_at)) => verdicts.say(owner, (at, key), message(first, *first_at), remedy),
            None => {
                seen.insert(value, (owner, at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read;

    fn findings(rule: &str, host: &str, containers: &str) -> Vec<Finding> {
        let lxc = format!("{{\"lxc_configs\": {{{containers}}}}}");
        let configuration = read(format!("{{{host}}}").as_bytes(), lxc.as_bytes()).unwrap();
        configuration.findings.into_iter().filter(|finding| finding.rule == Some(rule)).collect()
    }

    /// Returns where a rule is broken, as `SEVERITY KEY`, in a pair of files that must be readable.
    pub(super) fn broken(rule: &str, host: &str, containers: &str) -> Vec<String> {
        let findings = findings(rule, host, containers);
        findings.iter().map(|finding| format!("{} {}", finding.severity, finding.key)).collect()
    }

    /// Returns what a rule says about a pair of files that must be readable.
    pub(super) fn messages(rule: &str, host: &str, containers: &str) -> Vec<String> {
        findings(rule, host, containers).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn no_rule_rejects_a_file() {
        assert!(RULES.iter().all(|rule| rule.severity != Severity::Error));
    }

    #[test]
    fn a_refusal_names_what_it_refuses_and_a_warning_refuses_nothing() {
        for rule in RULES {
            let at = At { file: super::super::File::Lxc, line: 1 };
            let verdict =
                Verdict { resource: "lxc/101".to_owned(), at, key: String::new(), message: String::new(), remedy: "" };
            assert_eq!(rule.finding(verdict).resource.is_some(), rule.severity == Severity::Refuse);
        }
    }
}
