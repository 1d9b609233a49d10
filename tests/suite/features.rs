//! The real module on a machine that has bash: real scripts, a `pct` that stands in for Proxmox's, and a folder for a guest.
#![expect(clippy::disallowed_methods, reason = "a binary is started and its files are made")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::binaries::folder;

/// Stands in for `pct`: what it runs in the guest it runs here, with the paths of the guest below a folder.
const PCT: &str = r#"#!/bin/sh
echo "pct $*" >> "$GUEST/../typed"
verb=$1; shift 2
case $verb in
exec)
    while [ "$1" != "--" ]; do shift; done
    shift; program=$1; shift
    for word in "$@"; do
        shift
        case $word in /dev/*) ;; /*) word=$GUEST$word ;; esac
        set -- "$@" "$word"
    done
    case $program in /*) program=$GUEST$program ;; esac
    exec "$program" "$@" ;;
push) cp "$1" "$GUEST$2" && chmod 755 "$GUEST$2" ;;
esac
"#;

/// What Proxmox and the kernel show of one container that runs.
const FILES: &[(&str, &str)] = &[
    ("etc/pve/.version", "{}"),
    ("etc/pve/.members", r#"{"nodename": "pve1"}"#),
    ("etc/pve/.vmlist", r#"{"ids": {"101": {"node": "pve1", "type": "lxc"}}}"#),
    ("etc/pve/nodes/pve1/lxc/101.conf", "arch: amd64\nrootfs: local:101/vm-101-disk-0.raw\n"),
    ("proc/net/unix", "Num\n0: 00000002 00000000 00010000 0001 01 4 @/var/lib/lxc/101/command\n"),
    ("sys/fs/cgroup/lxc.monitor/101/cgroup.procs", "11\n"),
    ("proc/11/task/11/children", "12 "),
    ("proc/12/status", "Name:\tsystemd\nNSpid:\t12\t1\n"),
];

pub(crate) struct Machine {
    directory: tempfile::TempDir,
}

impl Machine {
    /// Returns a machine whose script of the feature `docker` is this.
    pub(crate) fn with_script(script: &str) -> Self {
        let machine = Self { directory: tempfile::tempdir().unwrap() };
        for (path, text) in FILES {
            machine.write(&format!("root/{path}"), text);
        }
        symlink("../../../guest", machine.path("root/proc/12/root")).unwrap();
        fs::create_dir_all(machine.path("guest")).unwrap();
        machine.write_executable("bin/pct", PCT);
        machine.write_executable("root/srv/install.sh", script);
        machine
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn write_executable(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Converges the feature with these arguments beside its name, and returns what the module answers.
    fn converge(&self, more: &Value) -> Value {
        let mut arguments = json!({ "ctid": 101, "name": "docker", "script": "/srv/install.sh", "fresh": true });
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.call("phoenix_lxc_feature", &arguments)
    }

    /// Calls a module, and returns what it answers.
    pub(crate) fn call(&self, module: &str, arguments: &Value) -> Value {
        self.write("args", &arguments.to_string());
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new(folder().join(module));
        let command = command
            .arg(self.path("args"))
            .env("PATH", path)
            .env("GUEST", self.path("guest"))
            .env("PHOENIX_ROOT", self.path("root"))
            .env("PHOENIX_LOG", self.path("log"));
        let stdout = command.assert().success().get_output().stdout.clone();
        serde_json::from_slice(&stdout).unwrap()
    }

    fn failure(&self, more: &Value) -> String {
        let reply = self.converge(more);
        assert!(is_failed(&reply), "{reply}");
        reply["resources"][0]["failure"]["said"].as_str().unwrap().to_owned()
    }

    fn stamp(&self) -> String {
        self.read("guest/var/lib/phoenix/features/docker")
    }
}

fn is_failed(reply: &Value) -> bool {
    reply["failed"] == true
}

#[test]
fn a_script_is_run_once_and_its_stamp_is_its_sha1() {
    let script = "#!/bin/bash\nset -eu\necho \"for $1\" > \"$GUEST/installed\"\n";
    let machine = Machine::with_script(script);
    let reply = machine.converge(&json!({}));
    assert_eq!((&reply["changed"], is_failed(&reply)), (&json!(true), false), "{reply}");
    assert_eq!(machine.read("guest/installed"), "for 101\n");
    let sum = Command::new("sha1sum").arg(machine.path("root/srv/install.sh")).output().unwrap();
    let sum = String::from_utf8(sum.stdout).unwrap();
    assert_eq!(machine.stamp(), format!("installed {}\n", sum.split(' ').next().unwrap()));
    let typed = machine.read("typed");
    for fresh in [true, false] {
        let reply = machine.converge(&json!({ "fresh": fresh }));
        assert_eq!((&reply["changed"], is_failed(&reply)), (&json!(false), false), "{reply}");
    }
    assert_eq!(machine.read("typed"), typed, "nothing is started for what is installed");
}

#[test]
fn a_script_that_fails_tells_its_last_words_and_is_tried_again() {
    let machine = Machine::with_script("#!/bin/bash\necho to stdout\necho E: no network >&2\nexit 100\n");
    assert_eq!(machine.failure(&json!({})), "to stdout\nE: no network (exit 100)");
    assert_eq!(machine.stamp(), "");
    machine.write_executable("root/srv/install.sh", "#!/bin/bash\nexit 0\n");
    // Whoever does not know any more that the guest is fresh knows that this was begun.
    let reply = machine.converge(&json!({ "fresh": false }));
    assert!(!is_failed(&reply), "{reply}");
    assert!(machine.stamp().starts_with("installed "));
}

#[test]
fn a_script_that_hangs_is_ended_in_time_with_all_that_it_started() {
    let script = "#!/bin/bash\nsleep 600 &\necho $! > \"$GUEST/pid\"\necho waiting for apt\nwait\n";
    let machine = Machine::with_script(script);
    let begun = Instant::now();
    let said = machine.failure(&json!({ "timeout_seconds": 1 }));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(said.contains("did not end within 1 s") && said.ends_with("it had said:\nwaiting for apt"), "{said}");
    let pid = machine.read("guest/pid");
    let is_gone = |_: &u32| {
        std::thread::sleep(Duration::from_millis(50));
        let status = fs::read_to_string(format!("/proc/{}/status", pid.trim())).unwrap_or_default();
        status.is_empty() || status.contains("State:\tZ")
    };
    assert!((0..100).any(|attempt| is_gone(&attempt)), "its child {pid} goes on");
}

#[test]
fn a_hundred_megabytes_fill_no_memory_and_the_last_of_them_is_told() {
    let machine =
        Machine::with_script("#!/bin/bash\nyes 'noise and noise' | head -c 100000000\necho\necho the end\nexit 3\n");
    let said = machine.failure(&json!({}));
    assert!(said.starts_with("... the end of 100000009 bytes:\nnoise") && said.ends_with("the end (exit 3)"), "{said}");
    assert!(said.len() < 20_000, "{}", said.len());
    let log = machine.read("log");
    let peak = log.lines().find_map(|line| line.split("peak_kib=").nth(1)?.split(' ').next()?.parse::<u64>().ok());
    assert!(peak.is_some_and(|kib| kib < 60_000), "{peak:?} KiB");
}

#[test]
fn a_secret_is_in_no_answer_no_log_and_no_list_of_processes() {
    let script =
        "#!/bin/bash\necho \"token is $TOKEN\"\ntr '\\0' ' ' < /proc/$$/cmdline\n[ \"$TOKEN\" = hunter2 ] && exit 7\n";
    let machine = Machine::with_script(script);
    let reply = machine.converge(&json!({ "secrets": { "TOKEN": "hunter2" } }));
    let said = reply["resources"][0]["failure"]["said"].as_str().unwrap();
    assert!(said.starts_with("token is ********\n") && said.ends_with("(exit 7)"), "{said}");
    for text in [reply.to_string(), machine.read("log"), machine.read("typed")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_script_runs_inside_with_what_it_needs_and_its_variables() {
    let script = "#!/bin/bash\nset -eu\n. \"$(dirname \"$0\")/utils.sh\"\nsay \"$MODEL for $1, ${HOME-alone}\" > \"$GUEST/said\"\n";
    let machine = Machine::with_script(script);
    machine.write("root/srv/utils.sh", "say() { echo \"$@\"; }\n");
    // The stand-in copies from where the machine really has them, and gets no variable that tells it where that is.
    let [guest, root] = ["guest", "root"].map(|name| machine.path(name).display().to_string());
    let pct = PCT.replace("#!/bin/sh\n", &format!("#!/bin/sh\nexport GUEST={guest}\n"));
    machine.write_executable("bin/pct", &pct.replace("cp \"$1\"", &format!("cp \"{root}$1\"")));
    let reply = machine.converge(&json!({ "runs": "guest", "beside": ["utils.sh"], "inputs": { "MODEL": "qwen 3" } }));
    assert!(!is_failed(&reply), "{reply}");
    assert_eq!(machine.read("guest/said"), "qwen 3 for 101, alone\n");
}

#[test]
fn what_the_guest_lays_in_the_way_is_no_stamp_and_nobody_waits_for_it() {
    let machine = Machine::with_script("#!/bin/bash\n");
    let stamps = machine.path("guest/var/lib/phoenix/features");
    fs::create_dir_all(&stamps).unwrap();
    let outside = machine.path("outside");
    fs::write(&outside, "installed 1\n").unwrap();
    symlink(&outside, stamps.join("docker")).unwrap();
    let reply = machine.converge(&json!({ "fresh": false }));
    assert_eq!(reply["resources"][0]["verdict"], "refused", "a link does not lead out of the guest: {reply}");
    fs::remove_file(stamps.join("docker")).unwrap();
    make_pipe(&stamps.join("docker"));
    let reply = machine.converge(&json!({ "fresh": false }));
    assert_eq!(reply["resources"][0]["verdict"], "unknown", "{reply}");
}

fn make_pipe(path: &Path) {
    Command::new("mkfifo").arg(path).assert().success();
}
