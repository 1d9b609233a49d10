//! Containers: start, stop, restart, and who they are.

use phoenix_modules::protocol::Verdict;
use phoenix_tests::SimHost;
use phoenix_tests::worlds::Kind;
use serde_json::json;

use super::{check, converge, file_of, settle, with_disks, with_web};
use crate::worlds::{TEMPLATE, guest, small};

const LXC: &str = "phoenix_lxc";

#[test]
fn cp_0098_start_comes_right_after_create_in_one_run() {
    let wish =
        json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks", "state": "running" });
    let typed = settle(&with_disks(), LXC, &wish);
    assert_eq!(typed, ["pct create 101 local:vztmpl/debian.tar.zst --storage disks", "pct start 101"]);
}

#[test]
fn bpg_1920_what_is_felt_live_restarts_nothing() {
    let host = with_web("").running("101");
    let wish = json!({ "ctid": 101, "state": "running", "memory_mb": 1024, "swap_mb": 0, "cores": 2, "onboot": true,
        "startup": "order=2", "tags": ["web"], "description": "the web", "restart": "if_needed" });
    let reply = check(&host, LXC, &wish);
    assert!(
        reply.steps.iter().flat_map(|step| &step.changes).all(|change| change.effect.to_string() == "live"),
        "{reply:?}"
    );
    let typed = settle(&host, LXC, &wish);
    assert!(typed.len() == 1 && typed[0].starts_with("pct set 101 "), "{typed:?}");
    assert!(host.world().is_running("101") && !file_of(&host, "/etc/pve/lxc/101.conf").contains("pve:pending"));
}

#[test]
fn bpg_3077_what_was_just_started_is_not_restarted() {
    let wish = json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks", "state": "running",
        "features": { "nesting": true }, "nameserver": ["10.0.0.1"], "hostname": "web" });
    let typed = settle(&with_disks(), LXC, &wish).join("\n");
    assert_eq!(typed.matches("pct start 101").count(), 1, "{typed}");
    assert!(!typed.contains("reboot") && !typed.contains("shutdown") && !typed.contains("stop"), "{typed}");
}

#[test]
fn bpg_2516_what_waits_for_a_restart_is_told_until_it_came() {
    let host = with_web("").running("101");
    let wish = json!({ "ctid": 101, "features": { "nesting": true } });
    let reply = converge(&host, LXC, &wish);
    assert_eq!(reply.steps[0].changes[0].effect.to_string(), "at restart");
    let waits = |host: &SimHost| {
        let notes = check(host, LXC, &wish).notes;
        notes.iter().any(|note| note.text.contains("wait") && note.text.contains("pct shutdown 101 --timeout"))
    };
    assert!(waits(&host));
    host.type_in("pct reboot 101");
    assert!(!waits(&host));
}

#[test]
fn cg_one_name_or_address_of_two_containers_is_told() {
    let pair = small(
        "twins",
        &json!({
            "101": guest("twin", &json!({ "template": TEMPLATE })),
            "102": guest("twin", &json!({ "template": TEMPLATE, "memory_mb": 512 })),
        }),
    );
    let configuration = pair.wish().read().unwrap();
    let told: Vec<String> = configuration.findings.iter().map(|finding| finding.message.clone()).collect();
    for what in
        ["the IPv4 address is already that of lxc/101", "the name before the first dot is already that of lxc/101"]
    {
        assert!(told.iter().any(|message| message.starts_with(what)), "{what}: {told:?}");
    }
    let by_id = pair.wish().agenda().unwrap();
    assert!(["lxc/101", "lxc/102"].iter().all(|id| by_id.tasks.iter().any(|task| task.id == *id)));
    let twice = pair.lxc.replace("\"102\"", "\"101\"");
    let wish = phoenix_tests::run::Wish { lxc: twice, ..pair.wish() };
    let rejected = wish.read().unwrap_err();
    assert!(rejected.iter().any(|finding| finding.to_string().contains("101")), "{rejected:?}");
}

#[test]
fn bpg_3021_a_guest_that_does_not_stop_is_told_and_never_cut_off() {
    let host = with_web("").running("101");
    let wish = |allow: &[&str]| json!({ "ctid": 101, "state": "stopped", "allow": allow });
    let host = host.failing("pct shutdown", "received interrupt");
    let reply = converge(&host, LXC, &wish(&["interrupts"]));
    assert_eq!(reply.verdict, Verdict::Failed, "{reply:?}");
    assert_eq!(host.mutations(), ["pct shutdown 101"]);
    assert!(reply.now.unwrap().starts_with("running") && reply.failure.unwrap().said.contains("received interrupt"));
    assert_eq!(converge(&host, LXC, &wish(&["interrupts"])).verdict, Verdict::Changed);
}

#[test]
fn bpg_0029_an_estate_of_others_is_taken_over_as_it_is() {
    let pair = small(
        "estate",
        &json!({
            "900": guest("base", &json!({ "template": TEMPLATE })),
            "101": guest("web", &json!({ "clone_from_ctid": "900", "start_at_boot": true })),
        }),
    );
    let host = SimHost::of(pair.world(Kind::TakenOver).unwrap());
    let volumes = |host: &SimHost| host.world().state.zfs.datasets.keys().cloned().collect::<Vec<_>>();
    let before = volumes(&host);
    let (host, seen) = pair.wish().converge(host);
    assert_eq!(seen.unwrap().tally().failed, 0);
    assert_eq!(volumes(&host), before, "a volume was made beside what is there");
    let makes = |typed: &String| ["pct create", "pct clone", "zpool create"].iter().any(|verb| typed.starts_with(verb));
    assert!(!host.mutations().iter().any(makes), "{:?}", host.mutations());
}
