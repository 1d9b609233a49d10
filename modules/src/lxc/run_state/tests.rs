//! What is typed to start, stop and restart.

use super::super::life::wanted;
use super::*;
use crate::plan::Consent;
use crate::pve::guest_config::parse;

const ROOT: &str = "rootfs: tank:a,size=8G\n";

fn plan(wish: &str, config: &str, is_running: bool) -> Plan {
    let desired: Desired = serde_json::from_str(&wish.replacen('{', r#"{"ctid": 101, "#, 1)).unwrap();
    wanted(&desired, &parse(config), is_running)
}

fn typed(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| step.action.to_string()).collect()
}

#[test]
fn a_restart_stands_behind_all_that_makes_it_necessary() {
    let wish = r#"{"restart": "if_needed", "cores": 2, "tty": 1}"#;
    let needed = plan(wish, ROOT, true);
    assert_eq!(typed(&needed), ["pct set 101 --cores 2 --tty 1", "pct shutdown 101", "pct start 101"]);
    assert_eq!(needed.steps[1].changes[0].before.as_deref(), Some("running, tty waits"));
    let held = needed.judged(&Consent::default());
    assert_eq!((typed(&held), held.held.len()), (vec!["pct set 101 --cores 2 --tty 1".to_owned()], 2));
    // What waits already is enough; what is live is not, nor is what somebody else has left waiting.
    let waits = format!("{ROOT}\n[pve:pending]\ntty: 1\n");
    assert_eq!(
        typed(&plan(r#"{"restart": "if_needed", "tty": 1}"#, &waits, true)),
        ["pct shutdown 101", "pct start 101"]
    );
    assert_eq!(typed(&plan(r#"{"restart": "if_needed", "cores": 2}"#, &waits, true)), ["pct set 101 --cores 2"]);
    assert_eq!(typed(&plan(wish, ROOT, false)), ["pct set 101 --cores 2 --tty 1"], "who does not run is not restarted");
    for restart in ["never", "if_stopped"] {
        let plan = plan(&format!(r#"{{"restart": "{restart}", "tty": 1}}"#), &waits, true);
        assert!(plan.is_settled(), "{restart}");
        assert_eq!(plan.notes[0].kind, NoteKind::WaitsForRestart, "{restart}");
    }
}

#[test]
fn a_restart_waits_for_what_is_written_after_another_look() {
    let wish = r#"{"restart": "if_needed", "storage_size_gb": 9, "rootfs": {"acl": true}}"#;
    let plan = plan(wish, ROOT, true);
    assert_eq!(typed(&plan), ["pct resize 101 rootfs 9G"]);
    let predicted: Vec<String> = plan.predicted().iter().map(|step| step.action.to_string()).collect();
    assert_eq!(predicted, ["pct set 101 --rootfs tank:a,size=8G,acl=1", "pct shutdown 101", "pct start 101"]);
}

#[test]
fn who_is_found_stopped_and_changed_is_started() {
    let wish = r#"{"restart": "if_stopped", "tty": 1}"#;
    assert_eq!(typed(&plan(wish, ROOT, false)), ["pct set 101 --tty 1", "pct start 101"]);
    assert!(plan(wish, &format!("{ROOT}tty: 1\n"), false).is_settled());
    assert_eq!(typed(&plan(wish, &format!("{ROOT}template: 1\n"), false)), ["pct set 101 --tty 1"]);
    let grows = r#"{"restart": "if_stopped", "storage_size_gb": 9}"#;
    assert_eq!(typed(&plan(grows, ROOT, false)), ["pct resize 101 rootfs 9G"], "a step that may be held starts nobody");
    assert_eq!(typed(&plan(r#"{"restart": "if_stopped", "state": "stopped", "tty": 1}"#, ROOT, false)).len(), 1);
}

#[test]
fn a_shutdown_has_its_time_and_kills_only_if_that_is_allowed() {
    let gentle = plan(r#"{"state": "stopped", "shutdown_timeout": 20}"#, ROOT, true);
    assert_eq!(typed(&gentle.judged(&Consent::default())), ["pct shutdown 101 --timeout 20"]);
    let wish = r#"{"state": "stopped", "shutdown_timeout": 20, "force_stop": true}"#;
    let held = plan(wish, ROOT, true).judged(&Consent::default());
    assert_eq!((typed(&held).len(), held.held.len()), (0, 1));
    let allowed = plan(wish, ROOT, true).judged(&Consent::parse(["interrupts"]).unwrap());
    assert_eq!(typed(&allowed), ["pct shutdown 101 --timeout 20 --forceStop 1"]);
    for wrong in [0, 86_401] {
        let plan = plan(&format!(r#"{{"state": "stopped", "shutdown_timeout": {wrong}}}"#), ROOT, true);
        assert!(plan.steps.is_empty());
        assert_eq!(plan.refusals[0].why, "it takes 1 to 86400 seconds");
    }
}
