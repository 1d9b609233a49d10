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
    #![proptest_config(crate::over(96))]

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

const CLUSTER_FW: &str = "/etc/pve/firewall/cluster.fw";

/// Wishes of the cluster, with everything allowed but a lock-out.
fn converge(host: &SimHost, wish: &Value) -> Reply {
    let mut wish = wish.clone();
    wish["allow"] = json!("all");
    call(host, "phoenix_firewall", wish.as_object().unwrap(), Mode::Converge)
}

fn with_bytes(bytes: &[u8]) -> SimHost {
    let host = SimHost::blank();
    host.world_mut().files.write(CLUSTER_FW, bytes);
    host
}

fn bytes_of(host: &SimHost) -> Vec<u8> {
    host.world().files.read(Path::new(CLUSTER_FW)).unwrap()
}

#[test]
fn letters_that_are_not_utf8_are_never_lost() {
    let latin = b"[OPTIONS]\nenable: 0\n[RULES]\nIN ACCEPT -p tcp -dport 22 # das B\xfcro\n";
    let host = with_bytes(latin);
    let reply = converge(&host, &json!({"scope": "cluster", "policy_out": "DROP"}));
    let refusal = &reply.resources[0].refusals[0];
    assert_eq!(refusal.found, "line 4 is not UTF-8: `IN ACCEPT -p tcp -dport 22 # das B\u{fffd}ro`");
    assert!(refusal.remedy.starts_with("save /etc/pve/firewall/cluster.fw as UTF-8"), "{refusal:?}");
    assert_eq!(bytes_of(&host), latin);
    // What is as wished needs no write, and the other files are none of its business.
    assert_eq!(converge(&host, &json!({"scope": "cluster", "enable": false})).resources[0].verdict, Verdict::InSync);
    let node = converge(&host, &json!({"scope": "node", "enable": true, "options": {"ndp": "0"}}));
    assert_eq!(node.resources[0].verdict, Verdict::Changed, "{node:?}");
    assert_eq!(bytes_of(&host), latin);
}

#[test]
fn a_last_line_without_an_end_stays_a_line_of_its_own() {
    let host = with_bytes(b"[OPTIONS]\nenable: 0\n[RULES]\nIN ACCEPT -p tcp -dport 22 # last");
    let rules = json!([
        {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "22", "comment": "last"},
        {"type": "in", "action": "DROP"},
    ]);
    let reply = converge(&host, &json!({"scope": "cluster", "rules": rules, "aliases": {"lan": "10.0.0.0/8"}}));
    assert_eq!(reply.resources[0].verdict, Verdict::Changed, "{reply:?}");
    let expected =
        "[OPTIONS]\nenable: 0\n\n[ALIASES]\n\nlan 10.0.0.0/8\n\n[RULES]\nIN ACCEPT -p tcp -dport 22 # last\nIN DROP\n";
    assert_eq!(String::from_utf8(bytes_of(&host)).unwrap(), expected);
}

#[test]
fn a_file_as_large_as_pmxcfs_takes_is_kept_whole_and_a_larger_one_is_refused() {
    let mut text = "[OPTIONS]\nenable: 0\n[RULES]\n".to_owned();
    for number in 0.. {
        let line =
            format!("# {number} of the lines that a person wrote, each as long as such lines are in files of people\n");
        if text.len() + line.len() > (1 << 20) - 40 {
            break;
        }
        text.push_str(&line);
    }
    let host = with_bytes(text.as_bytes());
    let rule = json!({"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "source": "10.0.0.0/8"}]});
    assert_eq!(converge(&host, &rule).resources[0].verdict, Verdict::Changed);
    let written = String::from_utf8(bytes_of(&host)).unwrap();
    assert_eq!(written.replacen("IN ACCEPT -source 10.0.0.0/8\n", "", 1), text);
    let more = json!({"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "comment": "x".repeat(200)}]});
    let reply = converge(&host, &more);
    assert!(reply.resources[0].refusals[0].why.starts_with("pmxcfs takes files of at most 1048576 bytes"), "{reply:?}");
    assert_eq!(bytes_of(&host), written.as_bytes());
}
