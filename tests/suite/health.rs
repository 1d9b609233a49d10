//! The real module that asks for health, on a machine that has bash, with the `pct` of the features' test.
#![expect(clippy::disallowed_methods, reason = "what a check left is looked at")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::features::Machine;

/// Asks a container whose check is this script, with these arguments beside its command.
fn ask(machine: &Machine, check: &str, more: &Value) -> Value {
    machine.write_executable("guest/check", check);
    let mut arguments = json!({ "ctid": 101, "command": "/check --port 9000", "interval_seconds": 1 });
    arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    machine.call("phoenix_lxc_health", &arguments)["resources"][0].clone()
}

fn machine() -> Machine {
    Machine::with_script("#!/bin/bash\n")
}

fn said(resource: &Value) -> &str {
    assert_eq!(resource["verdict"], "failed", "{resource}");
    resource["failure"]["said"].as_str().unwrap()
}

#[test]
fn a_check_is_tried_with_pauses_until_it_says_yes_in_check_mode_too() {
    let machine = machine();
    let third = "#!/bin/bash\necho x >> \"$GUEST/tries\"\n[ \"$(wc -l < \"$GUEST/tries\")\" -ge 3 ]\n";
    let begun = Instant::now();
    let resource = ask(&machine, third, &json!({ "retries": 5, "_ansible_check_mode": true }));
    assert_eq!(
        (&resource["verdict"], &resource["notes"][0]["text"]),
        (&json!("in_sync"), &json!("healthy at try 3 of 5"))
    );
    assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
    assert_eq!(machine.read("typed"), "pct exec 101 -- /check --port 9000\n".repeat(3));
}

#[test]
fn a_check_that_says_no_fails_with_its_last_words() {
    let resource = ask(&machine(), "#!/bin/bash\necho out\necho refused >&2\nexit 7\n", &json!({ "retries": 2 }));
    assert_eq!(said(&resource), "out\nrefused (exit 7)");
    assert_eq!(resource["failure"]["command"], "pct exec 101 -- /check --port 9000");
    assert_eq!(resource["now"], "not healthy after 2 tries in 1 s");
}

#[test]
fn a_check_that_hangs_is_ended_in_time_with_all_that_it_started() {
    let machine = machine();
    let hangs = "#!/bin/bash\nsleep 600 &\necho $! > \"$GUEST/pid\"\necho waiting\nwait\n";
    let begun = Instant::now();
    let resource = ask(&machine, hangs, &json!({ "retries": 1, "timeout_seconds": 1 }));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(said(&resource).ends_with("did not end within 1 s and was stopped; it had said:\nwaiting"), "{resource}");
    let status = || std::fs::read_to_string(format!("/proc/{}/status", machine.read("guest/pid").trim()));
    let is_gone = |_: u32| {
        std::thread::sleep(Duration::from_millis(50));
        status().map_or(true, |status| status.contains("State:\tZ"))
    };
    assert!((0..100).any(is_gone), "its child goes on");
}

#[test]
fn a_hundred_megabytes_fill_no_memory_and_no_answer() {
    let machine = machine();
    let talks = "#!/bin/bash\nyes 'noise and noise' | head -c 100000000\necho\necho no route\nexit 3\n";
    let resource = ask(&machine, talks, &json!({ "retries": 1 }));
    assert!(said(&resource).ends_with("no route (exit 3)") && said(&resource).len() < 20_000);
    let log = machine.read("log");
    let peak = log.lines().find_map(|line| line.split("peak_kib=").nth(1)?.split(' ').next()?.parse::<u64>().ok());
    assert!(peak.is_some_and(|kib| kib < 60_000), "{peak:?} KiB");
}
