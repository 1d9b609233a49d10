//! What a host is told to have is what the modules find: wished as it is told, nothing is typed.

use phoenix_modules::protocol::ResourceReply;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::corpus;
use phoenix_tests::modules::{ask, call};
use phoenix_tests::worlds::Kind;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::laws::{DICE, drifted};
use crate::worlds::pairs;

/// The subjects whose arguments are told, and the modules that take them.
const KEPT: [(&str, &str); 3] =
    [("datasets", "phoenix_zfs_dataset"), ("storages", "phoenix_pvesm"), ("firewall", "phoenix_firewall")];

fn told(host: &SimHost, question: &Value) -> Map<String, Value> {
    ask(host, "phoenix_host_info", question.as_object().unwrap())
}

/// Wishes what is told, and returns what the modules say to it.
fn wished(host: &SimHost, there: &Map<String, Value>) -> Vec<ResourceReply> {
    let mut replies = Vec::new();
    for (subject, module) in KEPT {
        let arguments: Vec<&Value> = there[subject].as_array().unwrap().iter().map(|one| &one["arguments"]).collect();
        let reply = call(host, module, json!({ "resources": arguments }).as_object().unwrap(), Mode::Check);
        assert_eq!(reply.resources.len(), arguments.len(), "{module}: {:?}", reply.msg);
        replies.extend(reply.resources);
    }
    replies
}

fn assert_nothing_differs(host: &SimHost) -> Vec<ResourceReply> {
    let there = told(host, &json!({}));
    assert_eq!((&there["changed"], there.get("failed")), (&json!(false), None), "{there:?}");
    let replies = wished(host, &there);
    for reply in &replies {
        assert!(reply.steps.is_empty() && reply.held.is_empty(), "{reply:?}");
    }
    assert_eq!(host.mutations(), Vec::<String>::new());
    replies
}

#[test]
fn what_is_told_of_a_host_that_others_kept_changes_nothing_where_it_is_wished() {
    for pair in &pairs() {
        for kind in Kind::ALL {
            let (host, _) = corpus::judge(pair, pair.world(*kind).unwrap());
            host.forget_commands();
            let replies = assert_nothing_differs(&host);
            let refused = replies.iter().filter(|reply| !reply.refusals.is_empty());
            // What is not active is told so whoever wishes it.
            let refused: Vec<_> = refused.filter(|reply| !reply.name.starts_with("storage/")).collect();
            assert!(refused.is_empty(), "{} on {}: {refused:#?}", pair.name, kind.name());
        }
    }
}

#[test]
fn every_option_of_a_storage_is_told_where_phoenix_pvesm_takes_it() {
    let cfg = "dir: local\n\tpath /var/lib/vz\n\tcontent iso,vztmpl\n\tprune-backups keep-last=3\n\tnodes pve1\n\n\
        zfspool: guests\n\tpool tank\n\tcontent images,rootdir\n\tsparse 1\n\tblocksize 16k\n\tmountpoint /tank\n\n\
        dir: shared\n\tpath /srv\n\tcontent backup\n\tshared 1\n\tdisable\n\tnodes pve1,pve2\n\n\
        nfs: films\n\tpath /mnt/pve/films\n\tserver 192.0.2.9\n\texport /films\n\toptions vers=4.2\n\tcontent iso\n\n\
        cifs: media\n\tpath /mnt/pve/media\n\tserver 192.0.2.9\n\tshare films\n\tusername me\n\tdomain home\n\
        \tsmbversion 3.0\n\tcontent iso\n\n";
    let host = SimHost::blank().with_pool("tank").with_file("/etc/pve/storage.cfg", cfg);
    let replies = assert_nothing_differs(&host);
    let storages: Vec<&ResourceReply> = replies.iter().filter(|reply| reply.name.starts_with("storage/")).collect();
    assert_eq!(storages.len(), 5);
    // Nothing is mounted at the two; that is all there is to say.
    let refused = storages.iter().flat_map(|reply| &reply.refusals);
    assert!(refused.clone().all(|refusal| refusal.property == "active"), "{storages:#?}");
    assert_eq!(refused.count(), 2);
}

#[test]
fn no_perl_is_started_and_only_what_is_gathered_is_looked_at() {
    let (host, _) = corpus::judge(&pairs()[0], pairs()[0].world(Kind::Blank).unwrap());
    host.forget_commands();
    let there = told(&host, &json!({}));
    let asked = host.commands();
    let is_cheap = |command: &String| ["zfs ", "zpool "].iter().any(|program| command.starts_with(program));
    assert!(asked.len() == 4 && asked.iter().all(is_cheap), "{asked:?}");
    for subject in ["pools", "datasets", "storages", "containers", "firewall"] {
        assert!(there[subject].as_array().is_some_and(|all| !all.is_empty()), "{subject}: {there:?}");
        let alone = told(&host, &json!({ "gather": subject }));
        assert_eq!(alone[subject], there[subject]);
        let others = ["pools", "datasets", "storages", "containers", "firewall"];
        assert!(others.iter().all(|other| other == &subject || !alone.contains_key(*other)), "{alone:?}");
    }
    let one = told(&host, &json!({ "gather": ["containers"], "ctids": ["110"] }));
    assert_eq!(one["containers"].as_array().unwrap().len(), 1);
    let all = told(&host, &json!({ "gather": ["datasets"], "properties": "all", "below": "ember" }));
    let all = all["datasets"].as_array().unwrap();
    assert!(all.iter().all(|dataset| dataset["properties"]["creation"].is_string()), "{all:?}");
}

#[test]
fn what_cannot_be_looked_at_is_absent_and_fails_and_blinds_nobody() {
    let host = SimHost::blank().with_pool("tank");
    host.world_mut().files.remove("/etc/pve/.version");
    let there = told(&host, &json!({}));
    assert_eq!(there["failed"], json!(true));
    let msg = there["msg"].as_str().unwrap();
    assert!(msg.starts_with("Proxmox VE cannot be looked at: /etc/pve is not mounted"), "{msg}");
    assert!(there["pools"].is_array() && there["datasets"].is_array());
    for absent in ["node", "storages", "containers", "firewall"] {
        assert!(!there.contains_key(absent), "{absent}");
    }
    let there = told(&SimHost::blank().without_zfs(), &json!({}));
    let told: Vec<&str> = there["msg"].as_str().unwrap().lines().collect();
    assert!(
        told[0].starts_with("pools cannot be looked at: ") && told[1].starts_with("datasets cannot be"),
        "{told:?}"
    );
    assert!(there["storages"].is_array() && !there.contains_key("pools"));
}

#[test]
fn a_question_that_cannot_be_meant_is_answered_in_ansibles_words() {
    let there = told(&SimHost::blank(), &json!({ "gather": ["pools", "vms"], "resources": [], "ctids": ["x"] }));
    let told: Vec<&str> = there["msg"].as_str().unwrap().lines().collect();
    let expected = [
        "Elements value for option 'ctids' is of type str and we were unable to convert to int: \"'x'\" cannot be converted to an int",
        "value of gather must be one or more of: pools, datasets, storages, containers, firewall. Got no match for: vms",
        "Unsupported parameters for (phoenix_host_info) module: resources. Supported parameters include: below, ctids, gather, properties.",
    ];
    assert_eq!(told, expected);
}

proptest! {
    #![proptest_config(crate::over(16))]

    #[test]
    fn what_is_told_changes_nothing_where_it_is_wished(bytes in vec(any::<u8>(), 0..DICE)) {
        assert_nothing_differs(&drifted(&bytes));
    }
}
