//! Firewalls.

use phoenix_modules::protocol::Verdict;
use phoenix_tests::SimHost;
use serde_json::{Value, json};

use super::{assert_in_sync, check, converge, file_of, refused, settle};

const FIREWALL: &str = "phoenix_firewall";
const CLUSTER: &str = "/etc/pve/firewall/cluster.fw";

fn port(port: u16) -> Value {
    json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "dport": port.to_string() })
}

fn wish(rules: &[Value]) -> Value {
    json!({ "scope": "cluster", "rules": rules })
}

fn ports(host: &SimHost) -> Vec<String> {
    let text = file_of(host, CLUSTER);
    text.lines().filter_map(|line| Some(line.split_once("-dport ")?.1.to_owned())).collect()
}

#[test]
fn cp_0501_a_rule_is_known_by_what_it_says_and_not_by_its_place() {
    let host = SimHost::blank();
    settle(&host, FIREWALL, &wish(&[port(10), port(20), port(30)]));
    let reply = converge(&host, FIREWALL, &wish(&[port(5), port(10), port(20), port(30)]));
    let changes: Vec<_> = reply.steps.iter().flat_map(|step| &step.changes).collect();
    assert_eq!(changes.len(), 1, "one rule in front is one change: {changes:?}");
    assert_eq!(ports(&host), ["5", "10", "20", "30"]);
}

#[test]
fn cp_place_new_rules_stand_in_the_wished_order_and_none_is_lost() {
    let host = SimHost::blank();
    let rules: Vec<Value> = [9, 10, 11, 33, 64, 10].map(port).to_vec();
    assert_eq!(settle(&host, FIREWALL, &wish(&rules)).len(), 1);
    assert_eq!(ports(&host), ["9", "10", "11", "33", "64", "10"]);
}

#[test]
fn bpg_2575_a_rule_goes_above_a_group() {
    let groups = json!({ "web": { "rules": [port(80)] } });
    let group = json!({ "type": "group", "action": "web" });
    let host = SimHost::blank();
    settle(&host, FIREWALL, &json!({ "scope": "cluster", "groups": groups, "rules": [group] }));
    settle(&host, FIREWALL, &json!({ "scope": "cluster", "groups": groups, "rules": [port(22), group] }));
    let text = file_of(&host, CLUSTER);
    assert!(text.find("-dport 22").unwrap() < text.find("GROUP web").unwrap(), "{text}");
}

#[test]
fn bpg_2178_a_rule_that_a_person_took_away_or_changed_is_noticed() {
    let host = SimHost::blank();
    let rules =
        [port(80), json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443", "source": "10.0.0.0/8" })];
    settle(&host, FIREWALL, &wish(&rules));
    host.type_in("pvesh delete /cluster/firewall/rules/0");
    assert_eq!(check(&host, FIREWALL, &wish(&rules)).verdict, Verdict::Differs);
    settle(&host, FIREWALL, &wish(&rules));
    let without_source = [port(80), port(443)];
    assert_eq!(
        settle(&host, FIREWALL, &wish(&without_source)).len(),
        1,
        "an attribute that is not wished any more goes, once"
    );
}

#[test]
fn cp_0485_no_firewall_needs_pvesh() {
    let host = SimHost::blank().failing("pvesh get", "unknown schema type (not an object?)");
    for inspect in ["auto", "cli"] {
        let wish = json!({ "scope": "node", "inspect": inspect, "rules": [port(22)], "options": { "nosmurfs": "1" } });
        settle(&host, FIREWALL, &wish);
    }
    assert!(host.commands().iter().all(|command| !command.contains("pvesh")), "{:?}", host.commands());
}

#[test]
fn cp_0246_a_set_of_a_guest_is_written_to_the_guest() {
    let host =
        SimHost::blank().with_container("101", "arch: amd64\nnet0: name=eth0,bridge=vmbr0,firewall=1,type=veth\n");
    let wish = json!({ "scope": "guest", "ctid": 101, "ipsets": { "friends": { "entries": ["10.0.0.0/8"] } } });
    settle(&host, FIREWALL, &wish);
    assert!(file_of(&host, "/etc/pve/firewall/101.fw").contains("[IPSET friends]"));
    assert_eq!(file_of(&host, CLUSTER), "");
}

#[test]
fn cp_0248_addresses_are_compared_as_addresses() {
    let host = SimHost::blank();
    let from = |source: &str| wish(&[json!({ "type": "in", "action": "ACCEPT", "source": source })]);
    settle(&host, FIREWALL, &from("10.0.0.11/32"));
    for same in ["10.0.0.11", "10.0.0.11/32"] {
        assert_in_sync(&host, FIREWALL, &from(same));
    }
    assert_ne!(check(&host, FIREWALL, &from("10.0.0.0/24")).verdict, Verdict::InSync);
}

#[test]
fn sovereign_0330_nobody_is_locked_out_by_his_own_run() {
    let host = SimHost::blank().called_from("203.0.113.7");
    let wish = json!({ "scope": "cluster", "enable": true, "policy_in": "DROP", "rules": [port(443)] });
    let refusal = refused(&host, FIREWALL, &wish);
    assert!(refusal.wanted.contains("203.0.113.7 (you)") && refusal.remedy.contains("lock-out"), "{refusal:?}");
    assert_eq!((host.mutations(), file_of(&host, CLUSTER)), (Vec::new(), String::new()));
}

#[test]
fn qubes_2869_policy_and_rules_come_into_force_together() {
    let host = SimHost::blank();
    let wish = json!({ "scope": "cluster", "enable": true, "policy_in": "REJECT", "rules": [port(22), port(8006)] });
    assert_eq!(settle(&host, FIREWALL, &wish), ["write /etc/pve/firewall/cluster.fw"]);
    let text = file_of(&host, CLUSTER);
    assert!(
        ["enable: 1", "policy_in: REJECT", "-dport 22", "-dport 8006"].iter().all(|line| text.contains(line)),
        "{text}"
    );
}

#[test]
fn bpg_1597_the_order_of_the_rules_stays_and_is_the_wish() {
    let host = SimHost::blank();
    let (first, second) = ([port(1), port(2), port(3)], [port(3), port(1), port(2)]);
    settle(&host, FIREWALL, &wish(&first));
    for _ in 0..3 {
        assert_in_sync(&host, FIREWALL, &wish(&first));
    }
    assert_eq!(settle(&host, FIREWALL, &wish(&second)).len(), 1);
    assert_eq!(ports(&host), ["3", "1", "2"]);
}
