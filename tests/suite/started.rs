//! Modules started as ansible-core starts them: by another name, on a terminal, without a home, and stopped in the middle.
#![expect(clippy::disallowed_methods, reason = "modules are started as ansible-core starts them")]

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::{Value, json};

use crate::binaries::{Place, folder};

/// More than any answer takes; whoever needs longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// A wish of which nothing is there, and that a check answers without touching anything.
fn wish() -> Value {
    json!({ "name": "tank/a", "_ansible_check_mode": true, "_ansible_diff": true, "_ansible_tmpdir": null })
}

/// Returns the command that starts a module on the simulated host, its arguments in a file.
fn module(place: &Place, binary: &Path, wish: &Value) -> Command {
    place.write("args", &wish.to_string());
    let mut command = Command::new(binary);
    command.arg(place.path("args"));
    on_the_host(place, &mut command);
    command
}

fn on_the_host(place: &Place, command: &mut Command) {
    let world = place.path("world");
    command.env_clear().env("PHOENIX_ROOT", world.join("root")).env("PHOENIX_WORLD", &world);
    command.env("PATH", format!("{}:/usr/bin:/bin", world.join("bin").display()));
}

fn binary() -> PathBuf {
    folder().join("phoenix_zfs_dataset")
}

fn answered(output: &Output) -> Value {
    assert_eq!((output.status.code(), &output.stderr[..]), (Some(0), &b""[..]), "{output:?}");
    assert!(output.stdout.starts_with(b"\n{") && output.stdout.ends_with(b"}\n"), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn usual(place: &Place) -> Vec<u8> {
    let output = module(place, &binary(), &wish()).stdin(Stdio::null()).output().unwrap();
    assert_eq!(answered(&output)["changed"], true);
    output.stdout
}

#[test]
fn the_name_that_ansible_gives_the_file_is_not_looked_at() {
    let place = Place::new();
    let usual = usual(&place);
    for name in ["AnsiballZ_phoenix_zfs_dataset", "AnsiballZ_phoenix_zfs_dataset.x86_64", "AnsiballZ_other"] {
        fs::copy(binary(), place.path(name)).unwrap();
        assert_eq!(module(&place, &place.path(name), &wish()).output().unwrap().stdout, usual, "{name}");
    }
}

#[test]
fn neither_a_home_nor_a_directory_nor_a_language_is_needed() {
    let place = Place::new();
    let usual = usual(&place);
    for (language, terminal) in [("C.UTF-8", "dumb"), ("xx_XX.ISO-8859-1", "xterm")] {
        let mut command = module(&place, &binary(), &wish());
        command.env("LANG", language).env("LC_ALL", language).env("TERM", terminal);
        assert_eq!(command.output().unwrap().stdout, usual, "{language}");
    }
    // A directory that is gone can only be left behind by somebody who was in it.
    let gone = place.path("gone");
    fs::create_dir(&gone).unwrap();
    let line = format!("rmdir {0} && exec {1} {2}", gone.display(), binary().display(), place.path("args").display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &line]);
    on_the_host(&place, &mut shell);
    assert_eq!(shell.current_dir(&gone).output().unwrap().stdout, usual);
}

#[test]
fn standard_input_is_never_read() {
    let place = Place::new();
    let usual = usual(&place);
    let endless = File::open("/dev/zero").unwrap();
    assert_eq!(module(&place, &binary(), &wish()).stdin(endless).output().unwrap().stdout, usual);
    // A pipe into which nobody writes, and that nobody closes.
    let (reader, _writer) = std::io::pipe().unwrap();
    assert_eq!(module(&place, &binary(), &wish()).stdin(reader).output().unwrap().stdout, usual);
}

/// Over ssh all three streams are one terminal, which turns each line end into two letters.
#[test]
fn on_a_terminal_the_same_bytes_are_written() {
    let place = Place::new();
    let usual = usual(&place);
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let side = || File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    let mut child = module(&place, &binary(), &wish()).stdin(side()).stdout(side()).stderr(side()).spawn().unwrap();
    let mut shown = Vec::new();
    // The last side that is closed ends it with an error (EIO).
    drop(File::from(terminal).read_to_end(&mut shown));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(String::from_utf8(shown).unwrap().replace("\r\n", "\n").into_bytes(), usual);
}

/// ansible-core takes 1 to 6 and 255 for a broken connection.
#[test]
fn a_reply_that_cannot_be_written_is_no_panic_and_no_broken_connection() {
    let place = Place::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let (reader, closed) = std::io::pipe().unwrap();
    drop(reader);
    for stdout in [Stdio::from(full), Stdio::from(closed)] {
        let output = module(&place, &binary(), &wish()).stdout(stdout).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), &output.stderr[..]), (Some(70), &b""[..]));
    }
    let mut silent = module(&place, &binary(), &json!({ "bogus": 1 }));
    assert_eq!(answered(&silent.output().unwrap())["failed"], true, "a failure ends with 0 too");
}

#[test]
fn an_arguments_file_that_cannot_be_read_is_a_reply() {
    let place = Place::new();
    for (file, told) in [
        ("nothing", "No such file"),
        (".", "Is a directory"),
        ("args/below", "Not a directory"),
        ("loop", "symbolic links"),
    ] {
        place.write("args", "{}");
        drop(symlink("loop", place.path("loop")));
        let mut command = Command::new(binary());
        command.arg(place.path(file));
        on_the_host(&place, &mut command);
        let reply = answered(&command.output().unwrap());
        let msg = reply["msg"].as_str().unwrap();
        assert!(msg.starts_with("cannot read the arguments file ") && msg.contains(told), "{file}: {msg}");
    }
}

/// Puts a `zfs` in place of the simulated one that says when it sets something, and takes its time for it.
fn slow_zfs(place: &Place) -> PathBuf {
    let (bin, begun) = (place.path("world/bin"), place.path("begun"));
    let behind = place.path("behind");
    fs::create_dir(&behind).unwrap();
    fs::rename(bin.join("zfs"), behind.join("zfs")).unwrap();
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = set ]; then : > {}; sleep 0.4; fi\nexec {} \"$@\"\n",
        begun.display(),
        behind.join("zfs").display()
    );
    fs::write(bin.join("zfs"), script).unwrap();
    fs::set_permissions(bin.join("zfs"), fs::Permissions::from_mode(0o755)).unwrap();
    begun
}

fn wait_for(file: &Path, child: &mut Child) {
    let begun = Instant::now();
    while !file.exists() {
        assert!(begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "no step was begun");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What the end of `ansible-playbook` sends: HUP over ssh, INT and TERM locally.
#[test]
fn a_signal_ends_a_module_between_two_steps() {
    for signal in [Signal::HUP, Signal::INT, Signal::TERM] {
        let place = Place::new();
        place.phoenix_run(&["converge", "--yes", "--only", "zfs/*"]).code(0);
        let typed = place.mutations().len();
        let begun = slow_zfs(&place);
        let set = |name: &str| json!({ "name": name, "properties": { "compression": "zstd" } });
        let both = json!({ "resources": [set("tank/disks"), set("tank/iso")] });
        let mut command = module(&place, &binary(), &both);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(&begun, &mut child);
        kill_process(Pid::from_child(&child), signal).unwrap();
        let reply = answered(&child.wait_with_output().unwrap());
        assert_eq!(place.mutations()[typed..], ["zfs set compression=zstd tank/disks"], "{signal:?}");
        assert_eq!((&reply["changed"], &reply["failed"]), (&json!(true), &json!(true)), "{reply}");
        assert_eq!(reply["resources"][0]["verdict"], "changed", "{reply}");
        let told = "zfs/tank/iso: stopped, as was asked for, before `zfs set compression=zstd tank/iso`; run again";
        assert!(reply["msg"].as_str().unwrap().starts_with(told), "{reply}");
        // Whoever runs it again ends what was begun.
        let again = answered(&module(&place, &binary(), &both).output().unwrap());
        assert_eq!(again["commands"], json!(["zfs set compression=zstd tank/iso"]), "{again}");
    }
}
