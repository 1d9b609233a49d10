//! The firewall of the host and of a container: switch, policies, and the ordered rules.

use std::collections::HashMap;

use super::finding::Finding;
use super::json::{Node, Value};
use super::place::{Place, Reader};
use super::values::{self, boolean, text};
use super::{At, Located, Network};

/// What a file says about one firewall; what it does not say is `None` and unmanaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Firewall {
    /// Where it is written.
    pub at: At,
    /// The path of its place: `firewall`, `lxc_configs.101.firewall`.
    pub key: String,
    /// `enabled`.
    pub enabled: Option<Located<bool>>,
    /// `default_input_policy` of the host, in capitals.
    pub policy_in: Option<Located<String>>,
    /// `default_output_policy` of the host, in capitals.
    pub policy_out: Option<Located<String>>,
    /// The rules in the order of the file, each once; an empty list is no rules.
    pub rules: Option<Located<Vec<FirewallRule>>>,
}

/// A rule of a firewall, its values as Proxmox writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirewallRule {
    /// Where it is written.
    pub at: At,
    /// `in` or `out`.
    pub direction: String,
    /// `ACCEPT`, `DROP` or `REJECT`.
    pub action: String,
    /// The protocol.
    pub proto: Option<String>,
    /// The ports it is sent to: numbers, ranges (`80:85`) and names between commas; `port` of the files.
    pub dport: Option<String>,
    /// The ports it comes from.
    pub sport: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Where it goes to.
    pub dest: Option<String>,
    /// The interface: of the host by its name, of a container as `netN`.
    pub iface: Option<String>,
    /// What a person said about it.
    pub comment: Option<String>,
}

impl FirewallRule {
    /// Returns what the rule says; its comment and its place say nothing.
    fn says(&self) -> [Option<&str>; 8] {
        let Self { direction, action, proto, dport, sport, source, dest, iface, comment: _, at: _ } = self;
        let [proto, dport, sport, source, dest, iface] =
            [proto, dport, sport, source, dest, iface].map(Option::as_deref);
        [Some(direction), Some(action), proto, dport, sport, source, dest, iface]
    }
}

/// Returns the section of the host's firewall: `firewall`, else the one that early files kept among the volumes.
pub(super) fn section<'t>(host: &Place<'t>) -> Option<Place<'t>> {
    host.member("firewall").or_else(|| host.member("shared_volumes")?.member("firewall"))
}

/// Reads the host's firewall.
pub(super) fn of_host(host: &Place<'_>, findings: &mut Vec<Finding>) -> Option<Firewall> {
    let place = section(host).filter(|place| place.is_object(findings))?;
    let rules = rules(&place, "global_firewall_rules", "firewall/node", &[], findings);
    let mut reader = Reader { object: &place, findings };
    let enabled = reader.read("enabled", boolean);
    let [policy_in, policy_out] = ["default_input_policy", "default_output_policy"].map(|key| policy(&mut reader, key));
    Some(Firewall { at: place.at, key: place.key.clone(), enabled, policy_in, policy_out, rules })
}

/// Reads the firewall of a container, whose interfaces are known by the names they have inside.
pub(super) fn of_container(
    container: &Place<'_>,
    id: &str,
    networks: &[Network],
    findings: &mut Vec<Finding>,
) -> Option<Firewall> {
    let place = container.member("firewall").filter(|place| place.is_object(findings))?;
    let rules = rules(&place, "rules", &format!("firewall/{id}"), networks, findings);
    let enabled = Reader { object: &place, findings }.read("enabled", boolean);
    Some(Firewall { at: place.at, key: place.key.clone(), enabled, policy_in: None, policy_out: None, rules })
}

fn policy(reader: &mut Reader<'_, '_>, key: &str) -> Option<Located<String>> {
    let mut policy = reader.read(key, text)?;
    policy.value.make_ascii_uppercase();
    if !ACTIONS.contains(&policy.value.as_str()) {
        let message = format!("no policy of Proxmox is called `{}`", policy.value);
        let refusal = Finding::refusal("firewall/cluster", policy.at, &policy.key, message);
        reader.findings.push(refusal.remedy("write ACCEPT, DROP or REJECT"));
    }
    Some(policy)
}

/// What Proxmox does with a packet.
const ACTIONS: [&str; 3] = ["ACCEPT", "DROP", "REJECT"];

/// Reads an ordered list of rules.
fn rules(
    section: &Place<'_>,
    key: &str,
    resource: &str,
    networks: &[Network],
    findings: &mut Vec<Finding>,
) -> Option<Located<Vec<FirewallRule>>> {
    let list = section.member(key).filter(|list| list.is_array(findings))?;
    let mut rules: Vec<(FirewallRule, Place<'_>)> = Vec::new();
    for place in list.elements().filter(|place| place.is_object(findings)).collect::<Vec<_>>() {
        match rule(&place, networks, findings) {
            Ok(rule) => rules.push((rule, place)),
            // A list without one of its rules would be another list: all of it is refused.
            Err(why) => {
                let refusal = Finding::refusal(resource, place.at, &place.key, why);
                findings.push(refusal.remedy("correct the rule; the list is taken as a whole"));
            }
        }
    }
    Some(list.locate(each_once(rules, findings)))
}

/// V-32: a rule that says what an earlier one says, its comment aside, does nothing: it is told and left out.
///
/// Compared is what Proxmox would be told, so `80, 443` is `80,443` and `accept` is `ACCEPT`.
fn each_once(rules: Vec<(FirewallRule, Place<'_>)>, findings: &mut Vec<Finding>) -> Vec<FirewallRule> {
    let mut firsts: HashMap<[Option<&str>; 8], At> = HashMap::new();
    let mut is_new = Vec::with_capacity(rules.len());
    for (rule, place) in &rules {
        let first = firsts.get(&rule.says());
        is_new.push(first.is_none());
        if let Some(first) = first {
            let message = format!("says the same as the rule at {first}");
            let warning = Finding::warning(place.at, &place.key, message);
            findings.push(warning.rule("V-32").remedy("keep one of them"));
        } else {
            firsts.insert(rule.says(), rule.at);
        }
    }
    rules.into_iter().zip(is_new).filter_map(|((rule, _), is_new)| is_new.then_some(rule)).collect()
}

fn rule(place: &Place<'_>, networks: &[Network], findings: &mut Vec<Finding>) -> Result<FirewallRule, String> {
    let mut reader = Reader { object: place, findings };
    let mut of = |key: &str| reader.read(key, text).map(|text| text.value.trim().to_owned());
    let (direction, action) = (of("type"), of("action"));
    let [proto, source, dest, iface, comment] = ["proto", "source", "dest", "iface", "comment"].map(of);
    let [dport, sport] = ["port", "sport"].map(|key| reader.read(key, ports).map(|ports| ports.value));
    let direction = direction.map(|direction| direction.to_ascii_lowercase());
    let direction = direction.filter(|direction| ["in", "out"].contains(&direction.as_str()));
    let action = action.map(|action| action.to_ascii_uppercase());
    Ok(FirewallRule {
        at: place.at,
        direction: direction.ok_or("the `type` of a rule is `in` or `out`")?,
        action: action
            .filter(|action| ACTIONS.contains(&action.as_str()))
            .ok_or("the `action` of a rule is ACCEPT, DROP or REJECT")?,
        iface: iface.map(|name| in_proxmoxs_words(name, networks)),
        proto,
        dport,
        sport,
        source,
        dest,
        comment,
    })
}

/// Returns the name that Proxmox has for a container's interface: `net0` for the one that is called `eth0` inside.
fn in_proxmoxs_words(name: String, networks: &[Network]) -> String {
    let called_so = |network: &&Network| network.name.as_ref().is_some_and(|own| own.value == name);
    networks.iter().find(called_so).map(|network| format!("net{}", network.id)).unwrap_or(name)
}

/// Parses ports: a number, or a text of numbers, ranges and names between commas.
fn ports(node: &Node<'_>) -> Result<String, String> {
    let written = match &node.value {
        Value::Number(written) => written,
        Value::Text(text) => &**text,
        _ => "",
    };
    let parts: Vec<&str> = written.split(',').map(str::trim).collect();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_:".contains(letter);
    let is_port = |part: &&str| !part.is_empty() && part.chars().all(allowed);
    if !parts.iter().all(is_port) {
        return Err(format!("expected ports (`80`, `80,443`, `8000:8010`), found {}", values::describe(node)));
    }
    Ok(parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Configuration, Severity, read};

    fn host(text: &str) -> Configuration {
        read(format!("{{{text}}}").as_bytes(), b"{\"lxc_configs\": {}}").unwrap()
    }

    fn guest(text: &str) -> Configuration {
        read(b"{}", format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}").as_bytes()).unwrap()
    }

    fn rules_of(firewall: Option<&Firewall>) -> &[FirewallRule] {
        &firewall.unwrap().rules.as_ref().unwrap().value
    }

    fn refused(configuration: &Configuration) -> Vec<&str> {
        configuration.findings.iter().filter_map(|finding| finding.resource.as_deref()).collect()
    }

    fn twofold(configuration: &Configuration) -> Vec<&str> {
        let findings = configuration.findings.iter().filter(|finding| finding.rule == Some("V-32"));
        findings.map(|finding| finding.key.as_str()).collect()
    }

    const SECTION: &str = r#""firewall": {"enabled": true, "default_input_policy": "DROP", "default_output_policy": "accept",
        "global_firewall_rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80, 443", "iface": "vmbr0"},
                                  {"type": "in", "action": "ACCEPT", "proto": "icmp", "source": "10.0.0.0/24", "comment": "ping"}]}"#;

    #[test]
    fn the_hosts_firewall_is_read_with_its_policies_and_rules() {
        let configuration = host(SECTION);
        let firewall = configuration.firewall.as_ref().unwrap();
        assert_eq!((firewall.key.as_str(), firewall.enabled.as_ref().unwrap().value), ("firewall", true));
        assert_eq!(firewall.policy_in.as_ref().unwrap().value, "DROP");
        assert_eq!(firewall.policy_out.as_ref().unwrap().value, "ACCEPT");
        let rules = rules_of(Some(firewall));
        assert_eq!(rules[0].dport.as_deref(), Some("80,443"));
        assert_eq!(rules[0].iface.as_deref(), Some("vmbr0"));
        assert_eq!((rules[1].proto.as_deref(), rules[1].comment.as_deref()), (Some("icmp"), Some("ping")));
    }

    #[test]
    fn the_section_among_the_volumes_is_read_unless_there_is_one_of_its_own() {
        let nested = format!("\"shared_volumes\": {{{SECTION}}}");
        assert_eq!(host(&nested).firewall.unwrap().key, "shared_volumes.firewall");
        let both = host(&format!("{nested}, \"firewall\": {{\"enabled\": false}}")).firewall.unwrap();
        assert_eq!((both.key.as_str(), both.policy_in, both.rules), ("firewall", None, None));
        assert_eq!(host("").firewall, None);
    }

    #[test]
    fn a_rule_that_was_already_said_is_kept_once() {
        let rule = r#"{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": 443"#;
        let list = format!(
            r#""firewall": {{"rules": [{rule}}}, {rule}, "comment": "again"}}, {rule}, "source": "10.0.0.1"}}]}}"#
        );
        let configuration = guest(&list);
        let rules = rules_of(configuration.containers[0].firewall.as_ref());
        assert_eq!(rules.iter().map(|rule| rule.source.as_deref()).collect::<Vec<_>>(), [None, Some("10.0.0.1")]);
        assert_eq!(rules[0].dport.as_deref(), Some("443"));
        assert_eq!(twofold(&configuration), ["lxc_configs.101.firewall.rules[1]"]);
    }

    #[test]
    fn no_rule_is_left_out_without_a_word_however_it_is_written() {
        let rules = r#"{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80,443"},
            {"port": "80, 443", "proto": "tcp", "action": "accept", "type": "IN", "comment": "again"},
            {"type": "in", "action": "ACCEPT", "proto": "tcp", "sport": "80,443"},
            {"type": "out", "action": "ACCEPT", "iface": "eth0"}, {"type": "out", "action": "ACCEPT", "iface": "net0"}"#;
        let configuration =
            guest(&format!(r#""network_config": {{"name": "eth0"}}, "firewall": {{"rules": [{rules}]}}"#));
        assert_eq!(rules_of(configuration.containers[0].firewall.as_ref()).len(), 3);
        let key = |index: u8| format!("lxc_configs.101.firewall.rules[{index}]");
        assert_eq!(twofold(&configuration), [key(1), key(4)]);
        let configuration = host(&format!(r#""firewall": {{"global_firewall_rules": [{rules}]}}"#));
        assert_eq!(twofold(&configuration), ["firewall.global_firewall_rules[1]"]);
    }

    #[test]
    fn an_interface_of_a_container_is_called_as_proxmox_calls_it() {
        let rule = |iface: &str| format!(r#"{{"type": "out", "action": "ACCEPT", "iface": "{iface}"}}"#);
        let rules = ["eth0", "wan", "net3", "eth7"].map(rule).join(", ");
        let configuration = guest(&format!(
            r#""network_config": {{"name": "eth0"}}, "secondary_network_config": {{"name": "wan"}}, "firewall": {{"rules": [{rules}]}}"#
        ));
        let rules = rules_of(configuration.containers[0].firewall.as_ref());
        let ifaces: Vec<_> = rules.iter().filter_map(|rule| rule.iface.as_deref()).collect();
        assert_eq!(ifaces, ["net0", "net1", "net3", "eth7"]);
    }

    #[test]
    fn a_rule_for_everywhere_is_read_as_it_is_written() {
        let rule = r#"{"type": "in", "action": "ACCEPT", "proto": "udp", "port": "5000:5010", "source": "0.0.0.0/0", "dest": "0.0.0.0/0"}"#;
        let configuration = host(&format!(r#""firewall": {{"global_firewall_rules": [{rule}]}}"#));
        let [rule] = rules_of(configuration.firewall.as_ref()) else { panic!("one rule is read") };
        assert_eq!((rule.source.as_deref(), rule.dport.as_deref()), (Some("0.0.0.0/0"), Some("5000:5010")));
        assert!(configuration.findings.iter().all(|finding| !finding.key.contains("rules")));
    }

    #[test]
    fn each_key_of_a_rule_is_read_wherever_its_list_stands() {
        let rule = r#"{"type": "in", "action": "DROP", "proto": "udp", "port": 53, "sport": "1024:65535, 53", "source": "10.0.0.0/24",
            "dest": "10.0.0.13", "iface": "vmbr0", "comment": "names"}"#;
        let section = format!(r#""firewall": {{"global_firewall_rules": [{rule}]}}"#);
        let of_guest = guest(&format!(r#""firewall": {{"rules": [{rule}]}}"#)).containers.remove(0).firewall;
        let of_host = host(&section).firewall;
        let among_volumes = host(&format!(r#""shared_volumes": {{{section}}}"#)).firewall;
        for firewall in [&of_guest, &of_host, &among_volumes] {
            let [rule] = rules_of(firewall.as_ref()) else { panic!("one rule is read") };
            let said = rule.says().map(Option::unwrap_or_default);
            let expected = ["in", "DROP", "udp", "53", "1024:65535,53", "10.0.0.0/24", "10.0.0.13", "vmbr0"];
            assert_eq!((said, rule.comment.as_deref()), (expected, Some("names")));
        }
    }

    #[test]
    fn no_list_is_unmanaged_and_an_empty_list_is_no_rules() {
        assert_eq!(guest(r#""firewall": {"enabled": true}"#).containers[0].firewall.as_ref().unwrap().rules, None);
        let empty = guest(r#""firewall": {"enabled": true, "rules": []}"#);
        assert_eq!(rules_of(empty.containers[0].firewall.as_ref()), []);
        assert_eq!(guest("").containers[0].firewall, None);
    }

    #[test]
    fn a_list_with_a_rule_that_cannot_be_is_refused_as_a_whole() {
        for rule in [r#"{"action": "ACCEPT"}"#, r#"{"type": "in"}"#, r#"{"type": "on", "action": "ACCEPT"}"#] {
            assert_eq!(refused(&guest(&format!(r#""firewall": {{"rules": [{rule}]}}"#))), ["firewall/101"]);
            let list = format!(r#""firewall": {{"global_firewall_rules": [{rule}]}}"#);
            assert_eq!(refused(&host(&list)), ["firewall/node"]);
        }
        assert_eq!(refused(&host(r#""firewall": {"default_input_policy": "ALLOW"}"#)), ["firewall/cluster"]);
    }

    #[test]
    fn wrong_types_are_errors_with_their_keys() {
        let text = r#"{"lxc_configs": {"101": {"firewall": {"enabled": "yes", "rules": [5, {"type": "in", "action": "ACCEPT", "port": true, "source": ""}]}}}}"#;
        let findings = read(b"{\"firewall\": []}", text.as_bytes()).unwrap_err();
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let keys: Vec<_> = errors.map(|finding| finding.key.trim_start_matches("lxc_configs.101.firewall.")).collect();
        assert_eq!(keys, ["firewall", "rules[0]", "rules[1].source", "rules[1].port", "enabled"]);
    }
}
