//! Scripts of a simulated host. A file that begins with `#!` is one; its lines are few words that say what it does:
//!
//! * `write PATH TEXT`: writes a file inside the container that its argument names, or inside the one it runs in;
//! * `needs PATH`: ends with exit 1 unless the container has this file;
//! * `print TEXT`, `tell VARIABLE`, `flood BYTES`: says something, says a variable of its environment, says very much;
//! * `fails TIMES TEXT`: says it and ends with exit 1 as many times, and then is passed by;
//! * `exit NUMBER`: ends; `hang`: never does.

use crate::perl::FAILED;
use crate::world::{Answer, World};

/// How a script ended that was not told how to end.
const WELL: i32 = 0;

/// Runs the text of a script on a container; `None` if it is no script.
pub fn run(world: &mut World, text: &str, ctid: &str) -> Option<Answer> {
    let (first, rest) = text.split_once('\n')?;
    if !first.starts_with("#!") {
        return None;
    }
    let mut said = String::new();
    for line in rest.lines() {
        let (word, more) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match word {
            "" => {}
            "print" => said.push_str(&format!("{more}\n")),
            "tell" => {
                let value = world.typed.environment.get(more).cloned().unwrap_or_default();
                said.push_str(&format!("{more}={value}\n"));
            }
            "flood" => {
                let bytes: usize = more.parse().expect("bytes are a number");
                said.push_str(&"noise and noise\n".repeat(bytes / 16));
            }
            "fails" => {
                let (times, text) = more.split_once(' ').unwrap_or((more, ""));
                let times: u32 = times.parse().expect("how many times is a number");
                let failed = world.state.failed.entry(format!("{ctid} {text}")).or_default();
                if *failed < times {
                    *failed += 1;
                    return Some(Answer { status: 1, stdout: format!("{said}{text}\n"), stderr: String::new() });
                }
            }
            "needs" if world.read_in_guest(ctid, more).is_some() => {}
            "needs" => return Some(Answer { status: 1, stdout: said, stderr: String::new() }),
            "write" if !world.is_running(ctid) => {
                return Some(Answer { stdout: said, ..Answer::failed(FAILED, not_running(ctid)) });
            }
            "write" => {
                let (path, text) = more.split_once(' ').unwrap_or((more, ""));
                world.write_in_guest(ctid, path, &format!("{text}\n"));
            }
            "exit" => {
                let status = more.parse().expect("an exit code is a number");
                return Some(Answer { status, stdout: said, stderr: String::new() });
            }
            "hang" => {
                world.typed.hangs = Some(said.clone());
                return Some(Answer { status: WELL, stdout: said, stderr: String::new() });
            }
            other => panic!("a script of the test says what nobody knows: {other}"),
        }
    }
    Some(Answer { status: WELL, stdout: said, stderr: String::new() })
}

/// What `pct exec` says of a container that does not run (pve-container, `src/PVE/CLI/pct.pm`; not run).
pub fn not_running(ctid: &str) -> String {
    format!("container '{ctid}' not running!\n")
}
