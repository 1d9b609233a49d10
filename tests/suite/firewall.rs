//! The laws of the house for `phoenix_firewall` by itself, over random files and random wishes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use phoenix_modules::plan::Risk;
use phoenix_modules::protocol::{Reply, Verdict};
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::pair::Dice;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Bytes enough for three files and three wishes.
const DICE: usize = 120;

const LINES: [&str; 16] = [
    "[OPTIONS]",
    "[RULES]",
    "[ALIASES]",
    "",
    "# by hand",
    "enable: 1",
    "enable: 0",
    "policy_in: DROP",
    "IN SSH(ACCEPT)",
    "|IN ACCEPT -p tcp -dport 80",
    "in ACCEPT --proto tcp --dport 8006 # web",
    "IN ACCEPT -p   tcp",
    "OUT ACCEPT -dest 10.0.0.1/32",
    "SIDEWAYS ACCEPT",
    "lan 10.0.0.0/8",
    "dhcp: 1",
];

fn file(dice: &mut Dice<'_>) -> String {
    let end = dice.pick(&["\n", "\n", "\n", "\r\n"]);
    (0..dice.throw(12)).map(|_| format!("{}{end}", dice.pick(&LINES))).collect()
}

fn host(bytes: &[u8]) -> SimHost {
    let dice = &mut Dice::of(bytes);
    let host = SimHost::blank()
        .with_file("/etc/pve/firewall/cluster.fw", &file(dice))
        .with_file("/etc/pve/nodes/pve1/host.fw", &file(dice))
        .with_container("101", "arch: amd64\nnet0: name=eth0,bridge=vmbr0,firewall=1\n")
        .with_file("/etc/pve/firewall/101.fw", &file(dice));
    if dice.throw(2) == 0 { host.running("101") } else { host }
}

fn rule(dice: &mut Dice<'_>) -> Value {
    dice.pick(&[
        r#"{"type": "in", "action": "ACCEPT", "macro": "SSH"}"#,
        r#"{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": 8006, "comment": "web"}"#,
        r#"{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80", "enable": "no"}"#,
        r#"{"type": "out", "action": "ACCEPT", "dest": "10.0.0.1"}"#,
        r#"{"type": "in", "action": "accept"}"#,
    ])
    .parse()
    .unwrap()
}

/// A wish for the node, the cluster and a guest, allowing everything but a lock-out.
fn wish(bytes: &[u8]) -> Map<String, Value> {
    let dice = &mut Dice::of(bytes);
    let mut resources = Vec::new();
    for base in [json!({"scope": "node"}), json!({"scope": "cluster"}), json!({"scope": "guest", "ctid": 101})] {
        let mut resource = base;
        if dice.throw(3) > 0 {
            resource["enable"] = json!(dice.throw(2) == 0);
        }
        if dice.throw(3) > 0 && resource["scope"] != "node" {
            resource["policy_in"] = json!(dice.pick(&["ACCEPT", "REJECT"]));
        }
        if dice.throw(3) > 0 {
            resource["rules"] = (0..dice.throw(4)).map(|_| rule(dice)).collect();
        }
        resources.push(resource);
    }
    json!({"resources": resources, "allow": "all"}).as_object().unwrap().clone()
}

fn files(host: &SimHost) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    host.world().files.contents(Path::new("/"))
}

fn planned(reply: &Reply) -> Vec<String> {
    reply.commands.clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn check_changes_no_file_and_shows_what_is_written(
        world in vec(any::<u8>(), 0..DICE), wished in vec(any::<u8>(), 0..DICE)
    ) {
        let (host, wish) = (host(&world), wish(&wished));
        let before = files(&host);
        let checked = call(&host, "phoenix_firewall", &wish, Mode::Check);
        prop_assert!(files(&host) == before);
        let converged = call(&host, "phoenix_firewall", &wish, Mode::Converge);
        prop_assert_eq!(planned(&checked), host.mutations());
        prop_assert!(converged.resources.iter().all(|one| one.verdict != Verdict::Failed), "{converged:?}");
    }

    #[test]
    fn the_second_run_writes_nothing(world in vec(any::<u8>(), 0..DICE), wished in vec(any::<u8>(), 0..DICE)) {
        let (host, wish) = (host(&world), wish(&wished));
        call(&host, "phoenix_firewall", &wish, Mode::Converge);
        let before = files(&host);
        let again = call(&host, "phoenix_firewall", &wish, Mode::Converge);
        prop_assert!(!again.changed, "{again:?}");
        prop_assert!(files(&host) == before);
    }

    #[test]
    fn nothing_opens_or_closes_unless_it_is_allowed(
        world in vec(any::<u8>(), 0..DICE), wished in vec(any::<u8>(), 0..DICE)
    ) {
        let (host, mut wish) = (host(&world), wish(&wished));
        wish.remove("allow");
        let reply = call(&host, "phoenix_firewall", &wish, Mode::Converge);
        let changes = reply.resources.iter().flat_map(|one| &one.steps).flat_map(|step| &step.changes);
        prop_assert!(changes.clone().all(|change| change.risk == Risk::Safe && change.before != change.after));
    }
}

#[test]
fn failing_to_look_is_never_an_absent_file() {
    let host = host(&[]);
    host.world_mut().files.remove("/etc/pve");
    let reply = call(&host, "phoenix_firewall", &wish(&[1, 0, 1, 0, 1, 1]), Mode::Converge);
    assert!(reply.resources.iter().all(|one| one.verdict == Verdict::Unknown), "{reply:?}");
    assert_eq!(host.mutations(), Vec::<String>::new());
}

#[test]
fn files_of_containers_that_nobody_wishes_are_told() {
    let host = host(&[])
        .with_container("102", "arch: amd64\n")
        .with_file("/etc/pve/firewall/102.fw", "[RULES]\nIN ACCEPT\n")
        .with_container("103", "arch: amd64\n")
        .with_file("/etc/pve/firewall/103.fw", "\n")
        .with_file("/etc/pve/firewall/999.fw", "[RULES]\nIN ACCEPT\n");
    let wish = json!({"resources": [{"scope": "guest", "ctid": 101, "enable": false}], "others": true});
    let reply = call(&host, "phoenix_firewall", wish.as_object().unwrap(), Mode::Check);
    assert_eq!(reply.others, ["firewall/102"], "{reply:?}");
}
