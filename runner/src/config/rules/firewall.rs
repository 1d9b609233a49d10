//! Firewall rules of host and containers, as far as the files alone can tell.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use crate::config::firewall;

use super::{Facts, Place, Verdicts, addresses};

fn of_host<'f>(facts: &Facts<'f>) -> Option<Place<'f>> {
    firewall::section(facts.host)
}

fn rules_of_host<'f>(facts: &Facts<'f>) -> Vec<Place<'f>> {
    let list = of_host(facts).and_then(|section| section.member("global_firewall_rules"));
    list.iter().flat_map(Place::elements).collect()
}

/// The firewall rules of the host or of one container, in order.
pub(super) struct RuleList<'f> {
    owner: String,
    rules: Vec<Place<'f>>,
}

/// Returns all lists of rules, the host's first.
pub(super) fn lists<'f>(facts: &Facts<'f>) -> Vec<RuleList<'f>> {
    let guests = facts.guests.iter().filter_map(|guest| {
        let rules = guest.place.member("firewall")?.member("rules")?.elements().collect();
        Some(RuleList { owner: guest.container.resource(), rules })
    });
    let host = RuleList { owner: "host".to_owned(), rules: rules_of_host(facts) };
    std::iter::once(host).chain(guests).collect()
}

fn each_rule(
    facts: &Facts<'_>,
    verdicts: &mut Verdicts,
    judge: impl Fn(&Place<'_>) -> Option<String>,
    remedy: &'static str,
) {
    for list in &facts.rule_lists {
        for rule in &list.rules {
            if let Some(message) = judge(rule) {
                verdicts.say(list.owner.clone(), (rule.at, &rule.key), message, remedy);
            }
        }
    }
}

/// The keys of a rule that hold ports.
const PORTS: [&str; 2] = ["port", "sport"];

fn has(rule: &Place<'_>, key: &str) -> bool {
    rule.node.get(key).is_some()
}

fn has_ports(rule: &Place<'_>) -> bool {
    PORTS.iter().any(|key| has(rule, key))
}

/// V-28: Proxmox refuses a port without a protocol.
pub(super) fn port_without_protocol(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let judge =
        |rule: &Place<'_>| (has_ports(rule) && !has(rule, "proto")).then(|| "a port without a protocol".to_owned());
    each_rule(facts, verdicts, judge, "add `proto`, tcp or udp");
}

/// V-30: a list of ports has at most 15 numbers (pve-firewall 6.0; a range counts as two, a name not at all).
pub(super) fn too_many_ports(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let is_number = |port: &&str| port.trim().parse::<u32>().is_ok();
    let count = |rule: &Place<'_>, key: &str| {
        let ports = rule.node.get(key)?.node.as_text()?;
        Some(ports.split([',', ':']).filter(is_number).count())
    };
    let judge = |rule: &Place<'_>| {
        let most = PORTS.iter().filter_map(|key| count(rule, key)).max()?;
        (most > 15).then(|| format!("{most} numbers in one list of ports, Proxmox takes 15"))
    };
    each_rule(facts, verdicts, judge, "split the rule");
}

/// V-33: a rule without protocol and port opens everything for its peer.
pub(super) fn rule_for_everything(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let judge = |rule: &Place<'_>| {
        (!has_ports(rule) && !has(rule, "proto")).then(|| "a rule for every protocol and port".to_owned())
    };
    each_rule(facts, verdicts, judge, "name protocol and port, unless everything is meant");
}

/// V-34: a firewall that is on has rules; rules of one that is off have no effect.
pub(super) fn switch_and_rules_disagree(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(section) = guest.place.member("firewall") else {
            continue;
        };
        let enabled = section.node.get("enabled").is_some_and(|member| member.node.is_true());
        let has_rules = section.node.get("rules").is_some_and(|member| !member.node.elements().is_empty());
        match (enabled, has_rules) {
            (true, false) => verdicts.say_at(guest, &section, "the firewall is on, but has no rules".to_owned(), ""),
            (false, true) => verdicts.say_at(guest, &section, "the firewall has rules, but is off".to_owned(), ""),
            _ => {}
        }
    }
}

/// V-35: an incoming rule of the host has no effect on what is sent to a container.
pub(super) fn host_rule_for_a_guest(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let guests: HashSet<Ipv4Addr> = addresses::addresses(facts).map(|(address, _, _)| address).collect();
    for rule in rules_of_host(facts) {
        let text = |key: &str| rule.node.get(key).and_then(|member| member.node.as_text());
        let to: Option<Ipv4Addr> = text("dest").and_then(|dest| dest.parse().ok());
        if let Some(to) = to.filter(|to| text("type") == Some("in") && guests.contains(to)) {
            verdicts.say_of_host(
                &rule,
                format!("a rule of the host has no effect on what reaches the container with {to}"),
                "move the rule to the container",
            );
        }
    }
}

/// V-36: `iface` of a host's rule is what Proxmox calls `-i`.
pub(super) fn rule_with_iface(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for place in rules_of_host(facts).iter().filter_map(|rule| rule.member("iface")) {
        verdicts.say_of_host(&place, "Proxmox writes this as `-i`".to_owned(), "");
    }
}

/// V-38: the host's firewall is no shared volume.
pub(super) fn among_the_volumes(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let nested = facts.host.member("shared_volumes").and_then(|volumes| volumes.member("firewall"));
    let Some(nested) = nested else { return };
    let message = match facts.host.member("firewall") {
        Some(section) => format!("the firewall among the volumes has no effect beside `firewall` ({})", section.at),
        None => "the firewall is written among the volumes".to_owned(),
    };
    verdicts.say_of_host(&nested, message, "move it to `firewall`, beside `shared_volumes`");
}

/// V-39: without a section, the host's firewall is not managed.
pub(super) fn none_at_all(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    if of_host(facts).is_none() {
        verdicts.say_of_host(facts.host, "the file says nothing about the host's firewall".to_owned(), "");
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

    fn guest(rules: &str) -> String {
        format!(
            r#""101": {{"network_config": {{"ip": "10.0.0.5/24"}}, "firewall": {{"enabled": true, "rules": [{rules}]}}}}"#
        )
    }

    fn host(rules: &str) -> String {
        format!(r#""firewall": {{"enabled": true, "global_firewall_rules": [{rules}]}}"#)
    }

    #[test]
    fn a_port_needs_a_protocol_in_every_list() {
        let rules = r#"{"port": "22"}, {"port": "22", "proto": "tcp"}"#;
        assert_eq!(
            broken("V-28", &host(rules), &guest(rules)),
            ["warning firewall.global_firewall_rules[0]", "warning lxc_configs.101.firewall.rules[0]"]
        );
    }

    #[test]
    fn the_ports_that_a_packet_comes_from_are_ports_too() {
        let rules = r#"{"type": "in", "sport": "53"}, {"type": "in", "sport": "53", "proto": "udp"}"#;
        assert_eq!(broken("V-28", "", &guest(rules)), ["warning lxc_configs.101.firewall.rules[0]"]);
        assert!(broken("V-33", "", &guest(rules)).is_empty());
        let many = format!(r#"{{"proto": "tcp", "port": "1", "sport": "{}"}}"#, vec!["1"; 16].join(","));
        assert_eq!(broken("V-30", "", &guest(&many)).len(), 1);
        // Each list has its own fifteen.
        let both = format!(r#"{{"proto": "tcp", "port": "{0}", "sport": "{0}"}}"#, ["1"; 10].join(","));
        assert!(broken("V-30", "", &guest(&both)).is_empty());
    }

    #[test]
    fn names_of_services_are_not_counted_among_the_ports() {
        let ports = format!("{}, 1:2, {}", vec!["http"; 20].join(","), vec!["3"; 13].join(", "));
        let rule = |ports: &str| format!(r#"{{"proto": "tcp", "port": "{ports}"}}"#);
        assert!(broken("V-30", "", &guest(&rule(&ports))).is_empty());
        assert_eq!(broken("V-30", "", &guest(&rule(&format!("{ports}, 4")))).len(), 1);
    }

    #[test]
    fn fifteen_ports_are_enough() {
        let ports = |count: usize| format!(r#"{{"proto": "tcp", "port": "{}"}}"#, vec!["1"; count].join(","));
        assert!(broken("V-30", "", &guest(&ports(15))).is_empty());
        assert_eq!(broken("V-30", "", &guest(&ports(16))).len(), 1);
        assert_eq!(broken("V-30", "", &guest(&ports(14).replace("1,1,1", "1:2,1:2,1"))).len(), 1);
    }

    #[test]
    fn a_rule_without_protocol_and_port_is_for_everything() {
        assert_eq!(
            broken("V-33", "", &guest(r#"{"type": "in", "source": "10.0.0.1"}, {"type": "in", "proto": "icmp"}"#)),
            ["warning lxc_configs.101.firewall.rules[0]"]
        );
    }

    #[test]
    fn switch_and_rules_go_together() {
        let guests = r#""101": {"firewall": {"enabled": true, "rules": []}}, "102": {"firewall": {"enabled": false, "rules": [{"proto": "tcp"}]}},
                        "103": {"firewall": {"enabled": true, "rules": [{"proto": "tcp"}]}}, "104": {"firewall": {"enabled": false}}"#;
        assert_eq!(broken("V-34", "", guests), ["info lxc_configs.101.firewall", "info lxc_configs.102.firewall"]);
    }

    #[test]
    fn the_host_does_not_filter_what_reaches_a_container() {
        let rules = r#"{"type": "in", "dest": "10.0.0.5"}, {"type": "out", "dest": "10.0.0.5"}, {"type": "in", "dest": "10.0.0.13"}"#;
        assert_eq!(broken("V-35", &host(rules), &guest("")), ["warning firewall.global_firewall_rules[0]"]);
    }

    #[test]
    fn an_iface_is_mentioned() {
        assert_eq!(
            broken("V-36", &host(r#"{"type": "in", "iface": "vmbr0"}"#), ""),
            ["info firewall.global_firewall_rules[0].iface"]
        );
    }

    #[test]
    fn rules_among_the_volumes_count_unless_the_section_is_there() {
        let nested = format!(r#""shared_volumes": {{{}}}"#, host(r#"{"port": "22"}"#));
        assert_eq!(broken("V-38", &nested, ""), ["warning shared_volumes.firewall"]);
        assert_eq!(broken("V-28", &nested, ""), ["warning shared_volumes.firewall.global_firewall_rules[0]"]);
        let both = format!("{nested}, {}", host(""));
        assert!(broken("V-28", &both, "").is_empty());
        assert_eq!(broken("V-38", &both, "").len(), 1);
    }

    #[test]
    fn no_firewall_at_all_is_mentioned() {
        assert_eq!(broken("V-39", "", ""), ["info "]);
        assert!(broken("V-39", &host(""), "").is_empty());
    }
}
