//! What only a process of its own can show: a panic that nothing catches, and one behind a reply.
#![expect(clippy::disallowed_methods, reason = "this test binary starts itself")]

use std::process::{Command, Output};

use serde_json::Value;

use crate::protocol::{ascii, broken_off, run, write};

/// Says to this test binary, started by itself, how to end.
const ENDING: &str = "PHOENIX_TEST_ENDING";

/// Ends as it is told to; by itself it is no test.
#[test]
fn an_ending() {
    let reply = || ascii::line(&serde_json::json!({"changed": true}));
    match std::env::var(ENDING).as_deref() {
        Ok("panic") => _ = run("phoenix_label", |_, _| panic!("hunter2 was in the way")),
        Ok("panic of another thread") => {
            _ = run("phoenix_label", |_, _| {
                drop(std::thread::spawn(|| panic!("hunter2 was in the way")).join());
                reply()
            });
        }
        Ok("panic behind the reply") => {
            _ = run("phoenix_label", |_, _| reply());
            panic!("hunter2 was in the way");
        }
        Ok("two replies") => {
            write(&reply());
            write(&reply());
        }
        _ => assert!(broken_off("phoenix_label", "here").contains("a defect of its own")),
    }
}

fn ended(how: &str) -> Output {
    let mut own = Command::new(std::env::current_exe().unwrap());
    own.args(["protocol::tests::process::an_ending", "--exact", "--nocapture", "--test-threads=1"]);
    own.env(ENDING, how).output().unwrap()
}

/// Returns the replies among what the test harness prints.
fn replies(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().filter(|line| line.starts_with('{')).map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_panic_is_the_reply_and_nothing_is_said_beside_it() {
    for how in ["panic", "panic of another thread"] {
        let output = ended(how);
        assert_eq!((output.status.code(), &output.stderr[..]), (Some(0), &b""[..]), "{how}: {output:?}");
        let [reply] = &replies(&output)[..] else { panic!("{how}: {output:?}") };
        let msg = reply["msg"].as_str().unwrap();
        assert!(reply["failed"] == true && msg.starts_with("phoenix_label broke off, a defect of its own: "), "{msg}");
        assert!(msg.contains("process.rs") && !msg.contains("hunter2"), "{msg}");
    }
}

#[test]
fn there_is_never_a_second_reply() {
    for how in ["panic behind the reply", "two replies"] {
        let output = ended(how);
        assert_eq!(output.status.code(), Some(0), "{how}: {output:?}");
        assert_eq!(replies(&output), [serde_json::json!({"changed": true})], "{how}: {output:?}");
    }
}
