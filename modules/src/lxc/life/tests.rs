//! Which step is typed when.

use super::*;
use crate::pve::guest_config::parse;

fn plan(wish: &str, config: &str, is_running: bool) -> Plan {
    let desired: Desired = serde_json::from_str(&wish.replacen('{', r#"{"ctid": 101, "#, 1)).unwrap();
    wanted(&desired, &parse(config), is_running)
}

fn typed(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| step.action.to_string()).collect()
}

const ROOT: &str = "rootfs: tank:a,size=8G\nnet0: name=eth0,bridge=vmbr0,type=veth\n";

#[test]
fn options_of_a_running_root_disk_are_set_after_it_has_grown() {
    let wish = r#"{"storage_size_gb": 9, "cores": 2, "rootfs": {"acl": true}}"#;
    let running = plan(wish, ROOT, true);
    assert_eq!(typed(&running.steps), ["pct set 101 --cores 2", "pct resize 101 rootfs 9G"]);
    assert_eq!(typed(running.predicted()), ["pct set 101 --rootfs tank:a,size=8G,acl=1"]);
    let stopped = plan(wish, ROOT, false);
    assert_eq!(
        typed(&stopped.steps),
        ["pct set 101 --cores 2 --rootfs tank:a,size=8G,acl=1", "pct resize 101 rootfs 9G"]
    );
    assert!(stopped.predicted().is_empty());
    let same_size = plan(r#"{"storage_size_gb": 8, "rootfs": {"acl": true}}"#, ROOT, true);
    assert_eq!(typed(&same_size.steps), ["pct set 101 --rootfs tank:a,size=8G,acl=1"]);
    // Another disk that grows is no reason to wait.
    let other = plan(
        r#"{"rootfs": {"acl": true}, "mount_points": [{"id": 0, "size_gb": 2}]}"#,
        &format!("{ROOT}mp0: tank:b,mp=/b,size=1G\n"),
        true,
    );
    assert_eq!(typed(&other.steps), ["pct set 101 --rootfs tank:a,size=8G,acl=1", "pct resize 101 mp0 2G"]);
}

#[test]
fn a_misplaced_root_disk_is_refused_and_does_not_grow() {
    let plan = plan(r#"{"storage_pool": "other", "storage_size_gb": 9}"#, ROOT, false);
    assert!(plan.steps.is_empty());
    let [refusal] = &plan.refusals[..] else { panic!("{:?}", plan.refusals) };
    assert_eq!(
        (refusal.property.as_str(), refusal.wanted.as_str(), refusal.found.as_str()),
        ("storage_pool", "other", "tank")
    );
}

#[test]
fn effects_and_notes_are_those_of_the_run_state() {
    let wish = r#"{"timezone": "UTC", "tty": 1, "cpuunits": 20000, "networks": [{"firewall": true}]}"#;
    let running = plan(wish, ROOT, true);
    assert_eq!(running.steps.len(), 2, "what opens or closes a guest is a step of its own");
    let effects: Vec<Effect> = running.changes().map(|change| change.effect).collect();
    assert_eq!(effects, [Effect::Live, Effect::AtRestart, Effect::AtRestart, Effect::Live]);
    let stopped = plan(wish, ROOT, false);
    assert_eq!(stopped.steps.len(), 1);
    assert!(stopped.changes().all(|change| change.effect == Effect::Live && change.risk == Risk::Safe));
    let notes: Vec<&str> = stopped.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["of cpuunits 20000 Proxmox VE keeps 10000 (cgroup v2)"]);
}

#[test]
fn what_is_pending_is_told_and_not_typed_again() {
    let config = format!(
        "{ROOT}mp0: tank:b,mp=/b,size=1G\ndev0: /dev/kvm\n\n[pve:pending]\ndelete: debug,dev0\nmp0: tank:b,mp=/b,ro=1\ntty: 1\n"
    );
    let wish = r#"{"tty": 1, "mount_points": [{"target": "/b", "ro": true, "size_gb": 1}]}"#;
    let running = plan(wish, &config, true);
    assert!(running.is_settled(), "{running:?}");
    let notes: Vec<&str> = running.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        notes,
        [
            "mp0, tty wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)",
            "somebody's debug, dev0 wait for a restart too"
        ]
    );
    assert!(plan(wish, &config, false).notes.is_empty(), "a stopped container has nothing that waits");
}

#[test]
fn a_pending_value_is_taken_back_before_its_option_is_deleted() {
    let config = format!("{ROOT}timezone: UTC\nhookscript: local:a\n\n[pve:pending]\nentrypoint: /x\ntimezone: host\n");
    let plan = plan(r#"{"timezone": "", "entrypoint": "", "hookscript": "", "cores": 2}"#, &config, true);
    let expected = ["pct set 101 --revert entrypoint,timezone", "pct set 101 --cores 2 --delete hookscript,timezone"];
    assert_eq!(typed(&plan.steps), expected);
    let told: Vec<(&str, Option<&str>, Option<&str>)> = plan.steps[0]
        .changes
        .iter()
        .map(|change| (change.property.as_str(), change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert_eq!(told, [("entrypoint", Some("/x"), None), ("timezone", Some("host"), Some("UTC"))]);
    assert_eq!(plan.steps[1].changes.last().unwrap().before.as_deref(), Some("UTC"));
    assert_eq!(plan.steps[0].changes[1].effect, Effect::Live);
}
