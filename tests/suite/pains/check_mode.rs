//! Check mode, diffs, plans.

use phoenix_modules::catalog::MODULES;
use phoenix_modules::protocol::Verdict;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use serde_json::{Value, json};

use super::{check, converge, picture, refused, with_web};

/// A wish for each module that the host of [`with_web`] does not meet.
fn wishes() -> Vec<(&'static str, Value)> {
    let disk = "/dev/disk/by-id/ata-1";
    vec![
        ("phoenix_zpool", json!({ "name": "cold", "raid_level": "single", "disks": [disk] })),
        ("phoenix_zfs_parameter", json!({ "name": "zfs_arc_max", "value": "2147483648" })),
        ("phoenix_zfs_dataset", json!({ "name": "tank/disks", "properties": { "compression": "zstd" } })),
        ("phoenix_pvesm", json!({ "storage": "disks", "content": ["rootdir"] })),
        ("phoenix_lxc", json!({ "ctid": 101, "memory_mb": 1024 })),
        ("phoenix_firewall", json!({ "scope": "guest", "ctid": 101, "enable": true })),
        ("phoenix_lxc_feature", json!({ "ctid": 102, "name": "docker", "script": "/srv/x.sh", "fresh": true })),
    ]
}

fn host() -> SimHost {
    with_web("net0: name=eth0,bridge=vmbr0,firewall=1,type=veth\n")
        .with_disk("/dev/disk/by-id/ata-1")
        .with_file("/srv/x.sh", "#!/bin/bash\n")
        .with_container("102", "arch: amd64\n")
        .running("102")
}

#[test]
fn cp_0502_an_enforcing_firewall_is_previewed() {
    let host = SimHost::blank().called_from("203.0.113.7");
    let host = host.with_file("/etc/pve/firewall/cluster.fw", "[OPTIONS]\nenable: 1\npolicy_in: ACCEPT\n");
    let before = picture(&host);
    let rules = json!([{ "type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443" }]);
    let seen = check(&host, "phoenix_firewall", &json!({ "scope": "cluster", "policy_in": "DROP", "rules": rules }));
    assert_eq!(seen.verdict, Verdict::Refused);
    let access = seen.refusals.iter().find(|refusal| refusal.property == "access").unwrap();
    assert!(access.wanted.contains("tcp 22") && access.wanted.contains("203.0.113.7"), "{access:?}");
    assert!(picture(&host) == before && host.mutations().is_empty());
}

#[test]
fn an_38781_no_module_skips_when_it_is_to_check() {
    // Whether a container is healthy is a look, in check mode and otherwise: there is nothing to skip.
    assert_eq!(wishes().len() + 1, MODULES.iter().filter(|module| module.keeps).count());
    let seen = check(&host(), "phoenix_lxc_health", &json!({ "ctid": 102, "command": "/missing", "retries": 1 }));
    assert_eq!(seen.verdict, Verdict::Failed, "{seen:?}");
    for (module, wish) in wishes() {
        let seen = check(&host(), module, &wish);
        assert_eq!(seen.verdict, Verdict::Differs, "{module}: {seen:?}");
        assert!(!seen.steps.is_empty() && seen.steps.iter().all(|step| !step.changes.is_empty()), "{module}: {seen:?}");
    }
}

#[test]
fn an_5614_a_check_changes_nothing() {
    let host = host();
    let before = picture(&host);
    for (module, wish) in wishes() {
        check(&host, module, &wish);
    }
    assert_eq!(host.mutations(), Vec::<String>::new());
    assert!(picture(&host) == before, "the host is not as it was");
}

#[test]
fn cg_2454_a_check_reports_what_a_run_does() {
    for (module, wish) in wishes() {
        let host = host();
        let seen = check(&host, module, &wish);
        let done = converge(&host, module, &wish);
        let commands = |steps: &[phoenix_modules::protocol::StepReply]| {
            steps.iter().map(|step| step.command.clone()).collect::<Vec<_>>()
        };
        assert_eq!(commands(&seen.steps), commands(&done.steps), "{module}");
        assert_eq!(check(&host, module, &wish).steps.len(), 0, "{module}: a check after the run reports a change");
    }
}

#[test]
fn salt_44404_a_check_does_not_say_that_it_was_done() {
    let (host, wish) = (host(), json!({ "ctid": 101, "memory_mb": 1024 }));
    let word = |mode: Mode| {
        let reply = super::ask(&host, "phoenix_lxc", &wish, mode);
        serde_json::to_value(reply.verdict).unwrap().as_str().unwrap().to_owned()
    };
    assert_eq!([word(Mode::Check), word(Mode::Converge), word(Mode::Converge)], ["differs", "changed", "in_sync"]);
}

#[test]
fn cg_11019_changed_is_what_changed() {
    for (module, wish) in wishes() {
        let host = host();
        let mut wish = wish.as_object().unwrap().clone();
        wish.insert("allow".to_owned(), json!(["all"]));
        for is_first in [true, false] {
            let before = picture(&host);
            let reply = call(&host, module, &wish, Mode::Converge);
            let is_touched = picture(&host) != before;
            assert_eq!((reply.changed, is_touched), (is_first, is_first), "{module}");
        }
    }
}

#[test]
fn cp_storage_a_diff_is_a_property_with_both_sides() {
    let wish = json!({ "storage": "disks", "content": ["rootdir"], "_ansible_diff": true });
    let reply = call(&host(), "phoenix_pvesm", wish.as_object().unwrap(), Mode::Check);
    let diff = serde_json::to_string(&reply.diff.unwrap()).unwrap();
    assert!(diff.contains("images,rootdir") && !diff.contains("tank/disks"), "{diff}");
    let change = &reply.resources[0].steps[0].changes[0];
    let sides = (change.property.as_str(), change.before.as_deref(), change.after.as_deref());
    assert_eq!(sides, ("content", Some("images,rootdir"), Some("rootdir")));
    assert_eq!(change.effect.to_string(), "live");
}

#[test]
fn bpg_3028_nothing_is_replaced_that_could_be_kept() {
    let host = with_web("").with_storage("dir: other\n\tpath /srv/other\n\tcontent rootdir");
    let wish = json!({ "ctid": 101, "storage_pool": "other", "storage_size_gb": 16, "memory_mb": 1024 });
    let refusal = refused(&host, "phoenix_lxc", &wish);
    assert_eq!(refusal.property, "storage_pool");
    assert!(refusal.remedy.contains("pct move-volume 101 rootfs other"), "{refusal:?}");
    let typed = host.mutations().join("\n");
    assert!(typed.contains("pct set 101 --memory 1024") && !typed.contains("destroy"), "{typed}");
}
