//! The real binaries, started as a person or Ansible starts them, on a simulated host in a directory.
#![expect(clippy::disallowed_methods, reason = "binaries are started and their files are made")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use phoenix_modules::catalog::MODULES;
pub(crate) use phoenix_tests::binaries::folder;
use phoenix_tests::world::commands_log;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::{Value, json};

/// A simulated host in a directory of its own, and a pair of files.
pub(crate) struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::of(&json!({ "pools": { "tank": { "size": "2T" } }, "downloadable": ["debian.tar.zst"] }))
    }

    /// Makes the host that is described.
    pub(crate) fn of(description: &Value) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap() };
        place.write("host.json", &description.to_string());
        let (host, world) = (place.path("host.json"), place.path("world"));
        Command::new(folder().join("simhost")).arg("--from").args([&host, &world]).assert().success();
        place.write("phoenix_hypervisor_config.json", &hypervisor().to_string());
        place.write("phoenix_lxc_configs.json", &lxc().to_string());
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs a command on the simulated host.
    fn run(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Assert {
        let mut command = Command::new(folder().join("simhost"));
        command.arg(self.path("world")).arg("--").arg(program.as_ref()).args(arguments);
        command.env_remove("PHOENIX_LOG").env_remove("NO_COLOR").assert()
    }

    pub(crate) fn phoenix_run(&self, arguments: &[&str]) -> Assert {
        let file = self.path("phoenix_hypervisor_config.json");
        let arguments = [arguments, &["--hypervisor-config", file.to_str().unwrap()]].concat();
        self.run(folder().join("phoenix-run"), &arguments)
    }

    /// Calls a module with these arguments, and returns its one line of JSON.
    pub(crate) fn module(&self, module: &str, arguments: &Value) -> Value {
        self.write("args", &arguments.to_string());
        self.module_with_file(module, &["args"])
    }

    fn module_with_file(&self, module: &str, names: &[&str]) -> Value {
        let files: Vec<String> = names.iter().map(|name| self.path(name).to_string_lossy().into_owned()).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let answer = self.run(folder().join(module), &files).success().stderr(is_empty());
        let stdout = answer.get_output().stdout.clone();
        assert!(stdout.is_ascii(), "{stdout:?}");
        let text = String::from_utf8(stdout).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 1, "{text}");
        serde_json::from_str(lines[0]).unwrap()
    }

    pub(crate) fn mutations(&self) -> Vec<String> {
        let ran = commands_log(&self.path("world")).unwrap();
        ran.iter().filter(|ran| ran.mutates).map(|ran| ran.argv.join(" ")).collect()
    }

    /// Every byte of the world, its log aside.
    fn picture(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut picture = BTreeMap::new();
        collect(&self.path("world"), &mut picture);
        picture.retain(|path, _| !path.ends_with("commands.log"));
        picture
    }
}

fn collect(directory: &Path, picture: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let (path, file_type) = (entry.path(), entry.file_type().unwrap());
        if file_type.is_dir() {
            collect(&path, picture);
        } else if file_type.is_symlink() {
            picture.insert(path.clone(), fs::read_link(&path).unwrap().to_string_lossy().into_owned().into_bytes());
        } else {
            picture.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
}

fn hypervisor() -> Value {
    json!({ "zfs": {
        "pools": [{ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"] }],
        "datasets": [
            { "pool": "tank", "name": "disks", "properties": "compression=lz4,quota=1.4T",
              "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir" },
            { "pool": "tank", "name": "iso", "properties": "recordsize=1M",
              "proxmox_storage_type": "dir", "proxmox_content_type": "iso,vztmpl" },
        ],
    } })
}

fn lxc() -> Value {
    let container = |name: &str| {
        json!({
            "name": name, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512, "cores": 1,
            "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": "dhcp" },
        })
    };
    let (mut base, mut copy) = (container("base"), container("copy"));
    base["template"] = json!("/tank/iso/template/cache/debian.tar.zst");
    copy["clone_from_ctid"] = json!("900");
    copy["start_at_boot"] = json!(true);
    json!({ "lxc_configs": { "900": base, "101": copy } })
}

#[test]
fn a_whole_host_is_converged_and_the_second_run_changes_no_byte() {
    let place = Place::new();
    place.phoenix_run(&["check"]).code(2).stdout(contains("Nothing was changed"));
    assert_eq!(place.mutations(), Vec::<String>::new());
    place.phoenix_run(&["converge", "--yes"]).code(0).stdout(contains("7 of 7 as declared"));
    let (before, typed) = (place.picture(), place.mutations().len());
    place.phoenix_run(&["converge", "--yes"]).code(0).stdout(contains("Nothing was typed"));
    place.phoenix_run(&[]).code(0).stdout(contains("7 in sync"));
    assert!(place.picture() == before, "the second run changed a file");
    assert_eq!(place.mutations().len(), typed);
}

#[test]
fn health_is_asked_for_only_where_it_is_asked_to_be() {
    let place = Place::new();
    place.phoenix_run(&["converge", "--yes"]).code(0);
    let mut containers = lxc();
    containers["lxc_configs"]["101"]["health_check"] = json!({ "command": "/usr/bin/ready", "retries": 1 });
    place.write("phoenix_lxc_configs.json", &containers.to_string());
    let asked = || {
        let ran = commands_log(&place.path("world")).unwrap();
        ran.iter().filter(|ran| ran.argv.join(" ").starts_with("pct exec")).count()
    };
    place.phoenix_run(&["check"]).code(0).stdout(contains("7 resources: 7 in sync"));
    place.phoenix_run(&["converge", "--yes"]).code(0);
    assert_eq!(asked(), 0);
    let told = place.phoenix_run(&["check", "--health"]).code(1);
    told.stdout(contains("8 resources: 7 in sync, 1 failed").and(contains("not healthy after 1 try in 0 s")));
    assert_eq!(asked(), 1);
    place.phoenix_run(&["check", "--health", "--only", "lxc/900"]).code(0);
    place.phoenix_run(&["check", "--health", "--without", "health"]).code(0);
    assert_eq!(asked(), 1);
    containers["lxc_configs"]["101"]["memory_mb"] = json!(1024);
    place.write("phoenix_lxc_configs.json", &containers.to_string());
    place
        .phoenix_run(&["converge", "--yes"])
        .code(1)
        .stdout(contains("health/101  FAILED    typed  pct exec 101 -- /usr/bin/ready"));
    assert_eq!(asked(), 2);
}

#[test]
fn a_host_is_looked_at_by_the_commands_if_that_is_asked_for() {
    let place = Place::new();
    place.phoenix_run(&["converge", "--yes", "--inspect", "cli"]).code(0).stdout(contains("7 of 7 as declared"));
    place.phoenix_run(&["check"]).code(0);
    place.run("pct", &["set", "900", "--memory", "1024"]).success();
    let (before, asked) = (place.picture(), commands_log(&place.path("world")).unwrap().len());
    place.phoenix_run(&["check", "--inspect", "cli"]).code(2).stdout(contains("memory"));
    let ran = commands_log(&place.path("world")).unwrap();
    let asked: Vec<String> = ran[asked..].iter().map(|ran| ran.argv.join(" ")).collect();
    for command in ["zfs get -H -o property,value all tank/disks", "pct config 900", "pct pending 101", "pvesm status"]
    {
        assert!(asked.iter().any(|typed| typed == command), "{command} was not typed: {asked:?}");
    }
    assert!(place.picture() == before, "a check by the commands changed a file");
    place.phoenix_run(&["check", "--inspect", "files"]).code(64);
}

#[test]
fn drift_is_named_exactly_and_repaired_alone() {
    let place = Place::new();
    place.phoenix_run(&["converge", "--yes"]).code(0);
    place.run("pct", &["set", "101", "--memory", "1024"]).success();
    let typed = place.mutations().len();
    place
        .phoenix_run(&["check"])
        .code(2)
        .stdout(contains("memory").and(contains("1024 -> 512 MiB")).and(contains("1 differs")));
    place.phoenix_run(&["check", "--diff"]).code(2).stdout(contains("$ pct set 101 --memory 512"));
    place.phoenix_run(&["converge", "--yes"]).code(0);
    assert_eq!(place.mutations()[typed..], ["pct set 101 --memory 512"]);
}

#[test]
fn a_program_reads_json() {
    let place = Place::new();
    let answer = place.phoenix_run(&["check", "--output", "json"]).code(2);
    let report: Value = serde_json::from_slice(&answer.get_output().stdout).unwrap();
    assert_eq!(report["summary"]["differ"], 6);
    assert_eq!(report["exit_code"], 2);
    let answer = place.phoenix_run(&["converge", "--yes", "--output", "json"]).code(0);
    let report: Value = serde_json::from_slice(&answer.get_output().stdout).unwrap();
    assert_eq!(report["summary"]["in_sync"], 7);
    assert!(report["called"].as_array().unwrap().len() >= 6);
}

#[test]
fn nobody_to_ask_is_a_usage_error_and_nothing_is_changed() {
    let place = Place::new();
    place.phoenix_run(&["converge"]).code(64).stderr(contains("say --yes"));
    place.phoenix_run(&["check", "--only", "lxc/777"]).code(64).stderr(contains("lxc/777"));
    place.phoenix_run(&["check", "--allow", "everything"]).code(64).stderr(contains("irreversible"));
    place.phoenix_run(&["explode"]).code(64);
    assert_eq!(place.mutations(), Vec::<String>::new());
}

#[test]
fn rejected_files_stop_a_run_before_it_looks() {
    let place = Place::new();
    for (text, told) in [
        ("{\n  \"lxc_configs\": {\n", "lxc:"),
        (r#"{"lxc_configs": {"101": {"memory_mb": "much"}}}"#, "memory_mb"),
        (r#"{"lxc_configs": {"101": {"memory_mb": 512, "memory_mb": 1024}}}"#, "memory_mb"),
        (r#"{"lxc_configs": {"101": {"clone_from_ctid": "102"}, "102": {"clone_from_ctid": "101"}}}"#, "102"),
        (r#"{"lxc_configs": {"101": {"name": "under_score"}}}"#, "under_score"),
    ] {
        place.write("phoenix_lxc_configs.json", text);
        place.phoenix_run(&["converge", "--yes"]).code(65).stdout(contains(told).and(contains("rejected")));
    }
    fs::remove_file(place.path("phoenix_lxc_configs.json")).unwrap();
    place.phoenix_run(&["converge", "--yes"]).code(65).stderr(contains("phoenix_lxc_configs.json"));
    assert!(commands_log(&place.path("world")).unwrap().is_empty());
}

#[test]
fn what_is_no_json_is_named_with_its_line_and_nothing_is_looked_at() {
    let place = Place::new();
    let deep = "[".repeat(100_000);
    let cases: [(&[u8], &str); 9] = [
        (b"", "lxc:1: the file is empty"),
        (b"\xEF\xBB\xBF{}", "lxc:1: the file begins with a byte order mark"),
        (b"{\n// a comment\n}", "lxc:2: not JSON: a comment"),
        (b"{\"lxc_configs\": {},\n}", "lxc:2: not JSON: a comma"),
        (b"{\"lxc_configs\": {\n\"101\": {\"cores\": NaN}}}", "lxc:2: not JSON"),
        (b"{\"lxc_configs\": {\n\"101\": {\"cores\": 1e400}}}", "lxc:2 lxc_configs.101.cores: expected a whole number"),
        (
            b"{\"lxc_configs\": {\n\"101\": {\"cores\": 99999999999999999999}}}",
            "lxc:2 lxc_configs.101.cores: expected a",
        ),
        (b"{\"lxc_configs\":\n{\"\xFF\": {}}}", "lxc:2: byte 0xff is not UTF-8"),
        (deep.as_bytes(), "lxc:1: not JSON"),
    ];
    let lxc = place.path("phoenix_lxc_configs.json");
    for (bytes, told) in cases {
        fs::write(&lxc, bytes).unwrap();
        place.phoenix_run(&["converge", "--yes"]).code(65).stdout(contains(told)).stderr(is_empty());
    }
    fs::remove_file(&lxc).unwrap();
    for (target, told) in
        [("/", "Is a directory"), ("/dev/zero", "larger than 64 MiB"), (lxc.to_str().unwrap(), "symbolic")]
    {
        symlink(target, &lxc).unwrap();
        let told = contains("phoenix_lxc_configs.json").and(contains(told));
        place.phoenix_run(&["converge", "--yes"]).code(65).stderr(told);
        fs::remove_file(&lxc).unwrap();
    }
    assert!(commands_log(&place.path("world")).unwrap().is_empty());
}

/// Makes a folder of modules in which one is something else.
fn modules_with(place: &Place, module: &str, script: Option<&str>) -> String {
    let modules = place.path("modules");
    fs::create_dir_all(&modules).unwrap();
    for name in MODULES.iter().map(|module| module.name) {
        drop(fs::remove_file(modules.join(name)));
        if name != module {
            symlink(folder().join(name), modules.join(name)).unwrap();
        }
    }
    if let Some(script) = script {
        fs::write(modules.join(module), script).unwrap();
        fs::set_permissions(modules.join(module), fs::Permissions::from_mode(0o755)).unwrap();
    }
    modules.to_string_lossy().into_owned()
}

#[test]
fn a_module_that_is_missing_silent_or_hangs_is_one_clear_message() {
    let place = Place::new();
    let cases = [
        (None, "is missing"),
        (Some("#!/bin/sh\necho hello\n"), "gave no answer"),
        (Some("#!/bin/sh\nexec sleep 60\n"), "did not answer within 1 s"),
    ];
    for (script, told) in cases {
        let modules = modules_with(&place, "phoenix_lxc", script);
        let arguments = ["converge", "--yes", "--only", "lxc/*", "--modules", &modules, "--timeout", "1"];
        place.phoenix_run(&arguments).code(1).stdout(contains(told));
    }
    assert_eq!(place.mutations(), Vec::<String>::new());
}

#[test]
fn one_converge_at_a_time() {
    let place = Place::new();
    place.phoenix_run(&["converge", "--yes", "--only", "zfs/*"]).code(0);
    let lock = fs::File::options().append(true).open(place.path("world/root/run/lock/phoenix.lock")).unwrap();
    lock.lock().unwrap();
    let typed = place.mutations().len();
    let told = format!("another phoenix-run, process {}, ", std::process::id());
    place.phoenix_run(&["converge", "--yes"]).code(1).stderr(contains(told));
    // A check needs no lock.
    place.phoenix_run(&["check"]).code(2);
    assert_eq!(place.mutations().len(), typed);
}

/// Gives the host of the files an address; the simulated one has 192.0.2.11.
fn address(place: &Place, address: &str) {
    let mut hypervisor = hypervisor();
    hypervisor["network"] = json!({ "interfaces": { "name": "vmbr0", "address": address } });
    place.write("phoenix_hypervisor_config.json", &hypervisor.to_string());
}

#[test]
fn a_host_that_is_not_the_one_of_the_files_is_not_touched() {
    let place = Place::new();
    address(&place, "10.0.0.13/24");
    let told = "theirs has the address 10.0.0.13 (hypervisor:1), this one 192.0.2.11. If they are meant for it, say --any-host";
    place.phoenix_run(&["check"]).code(3).stdout(contains(told).and(contains("Nothing was changed")));
    place.phoenix_run(&["converge", "--yes"]).code(3).stderr(contains(told));
    let answer = place.phoenix_run(&["check", "--output", "json"]).code(3);
    let report: Value = serde_json::from_slice(&answer.get_output().stdout).unwrap();
    assert!(report["objections"][0].as_str().is_some_and(|text| text.contains(told)), "{report}");
    assert!(commands_log(&place.path("world")).unwrap().iter().all(|ran| !ran.mutates));
    // Whoever cannot look does not know (law 7).
    fs::remove_file(place.path("world/root/proc/net/fib_trie")).unwrap();
    place.phoenix_run(&["converge", "--yes"]).code(3).stderr(contains("nobody knows whether this is the host"));
    assert_eq!(place.mutations(), Vec::<String>::new());
    place.phoenix_run(&["converge", "--yes", "--any-host"]).code(0);
}

#[test]
fn the_host_of_the_files_is_known_by_its_address() {
    let place = Place::new();
    address(&place, "192.0.2.11/24");
    place.phoenix_run(&["converge", "--yes"]).code(0);
}

#[test]
fn an_unmounted_pmxcfs_and_a_missing_zfs_are_told_once() {
    let place = Place::new();
    fs::remove_file(place.path("world/root/etc/pve/.version")).unwrap();
    place.phoenix_run(&["check"]).code(1).stdout(contains("/etc/pve is not mounted").count(1));
    fs::remove_file(place.path("world/bin/zfs")).unwrap();
    place.phoenix_run(&["check", "--only", "zfs/*"]).code(1).stdout(contains("zfsutils-linux").count(1));
    assert_eq!(place.mutations(), Vec::<String>::new());
}

#[test]
fn a_reader_that_goes_away_ends_nothing() {
    let place = Place::new();
    let run = folder().join("phoenix-run");
    let file = place.path("phoenix_hypervisor_config.json");
    let line = format!("{} converge --yes --hypervisor-config {} | head -n 1", run.display(), file.display());
    place.run("sh", &["-c", &line]).success();
    place.phoenix_run(&["check"]).code(0);
}

#[test]
fn each_module_checks_tells_the_difference_and_converges() {
    let place = Place::new();
    place.phoenix_run(&["converge", "--yes"]).code(0);
    let cases = [
        (
            "phoenix_zfs_dataset",
            json!({ "name": "tank/disks", "properties": { "compression": "zstd" } }),
            "compression",
        ),
        ("phoenix_zpool", json!({ "name": "tank", "properties": { "autotrim": "on" } }), "autotrim"),
        ("phoenix_pvesm", json!({ "storage": "tank-iso", "content": ["iso"] }), "content"),
        ("phoenix_lxc", json!({ "ctid": 900, "memory_mb": 2048 }), "memory"),
    ];
    for (module, wish, property) in cases {
        let with = |key: &str| {
            let mut wish = wish.clone();
            wish["_ansible_diff"] = json!(true);
            wish[key] = json!(true);
            wish
        };
        let (before, typed) = (place.picture(), place.mutations().len());
        let checked = place.module(module, &with("_ansible_check_mode"));
        assert_eq!(checked["changed"], true, "{checked}");
        assert!(place.picture() == before, "{module} changed the host in check mode");
        let converged = place.module(module, &with("_ansible_debug"));
        assert_eq!(converged["changed"], true, "{converged}");
        assert_eq!(converged["diff"], checked["diff"]);
        assert_eq!(converged["commands"], checked["commands"]);
        assert_eq!(place.mutations()[typed..].len(), 1);
        assert!(converged["diff"]["after"][property].is_string(), "{converged}");
        let again = place.module(module, &wish);
        assert_eq!((&again["changed"], &again["diff"]), (&json!(false), &Value::Null), "{again}");
    }
}

#[test]
fn the_firewall_module_writes_a_file_under_the_lock_of_the_cluster() {
    let place = Place::new();
    let wish = json!({ "scope": "cluster", "policy_out": "REJECT", "allow": "exposes" });
    // On a node where nothing was ever locked the folder of the locks is missing.
    fs::remove_dir(place.path("world/root/etc/pve/priv/lock")).unwrap();
    fs::write(place.path("world/root/etc/pve/firewall/cluster.fw"), "# mine\n[OPTIONS]\nenable: 0\n").unwrap();
    let answer = place.module("phoenix_firewall", &wish);
    assert_eq!((&answer["changed"], &answer["failed"]), (&json!(true), &Value::Null), "{answer}");
    let written = fs::read_to_string(place.path("world/root/etc/pve/firewall/cluster.fw")).unwrap();
    assert_eq!(written, "# mine\n[OPTIONS]\nenable: 0\npolicy_out: REJECT\n");
    assert_eq!(fs::read_dir(place.path("world/root/etc/pve/priv/lock")).unwrap().count(), 0);
    assert_eq!(place.module("phoenix_firewall", &wish)["changed"], false);
}

#[test]
fn a_parameter_is_written_in_place_and_its_line_with_the_old_text_kept() {
    let place = Place::new();
    let file = |name: &str| place.path("world/root").join(name);
    let parameter = file("sys/module/zfs/parameters/zfs_arc_max");
    let line = "options zfs zfs_arc_max=1 l2arc_noprefetch=0\n";
    fs::write(file("etc/modprobe.d/zfs.conf"), line).unwrap();
    let before = fs::metadata(&parameter).unwrap().ino();
    let wish = json!({ "name": "zfs_arc_max", "value": 8_589_934_592_u64 });
    let answer = place.module("phoenix_zfs_parameter", &wish);
    assert_eq!((&answer["changed"], &answer["failed"]), (&json!(true), &Value::Null), "{answer}");
    assert_eq!(fs::read_to_string(&parameter).unwrap(), "8589934592\n");
    assert_eq!(fs::metadata(&parameter).unwrap().ino(), before, "the kernel's file was replaced");
    let text = fs::read_to_string(file("etc/modprobe.d/zfs.conf")).unwrap();
    assert_eq!(text, "options zfs zfs_arc_max=8589934592 l2arc_noprefetch=0\n");
    let kept: Vec<_> = fs::read_dir(file("var/backups/phoenix")).unwrap().flatten().collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(fs::read_to_string(kept[0].path()).unwrap(), line);
    assert_eq!(place.module("phoenix_zfs_parameter", &wish)["changed"], false);
}

#[test]
fn each_module_answers_what_cannot_be_meant() {
    let place = Place::new();
    for module in MODULES.iter().map(|module| module.name) {
        for bytes in ["", "[]", "not json", "{\"ctid\": NaN}", "{\"bogus\": 1}", "{\"resources\": 5}"] {
            place.write("args", bytes);
            let answer = place.module_with_file(module, &["args"]);
            assert_eq!(answer["failed"], true, "{module} {bytes}: {answer}");
            assert!(answer["msg"].as_str().is_some_and(|msg| !msg.is_empty()), "{module} {bytes}: {answer}");
        }
        for files in [&[][..], &["nothing-there"], &["args", "args"]] {
            assert_eq!(place.module_with_file(module, files)["failed"], true);
        }
    }
    assert_eq!(place.mutations(), Vec::<String>::new());
}

#[test]
fn a_log_is_written_only_where_somebody_asked_for_it() {
    let place = Place::new();
    let log = place.path("phoenix.log");
    let mut command = Command::new(folder().join("simhost"));
    command.arg(place.path("world")).arg("--").arg(folder().join("phoenix-run"));
    command.args(["check", "--hypervisor-config"]).arg(place.path("phoenix_hypervisor_config.json"));
    command.env("PHOENIX_LOG", &log).assert().code(2).stderr(is_empty());
    let text = fs::read_to_string(log).unwrap();
    assert!(text.contains("zfs get -Hp") && text.contains("peak_kib"), "{text}");
}

#[test]
fn who_types_by_ssh_is_known_to_the_binary_and_not_locked_out() {
    let arguments = json!({ "scope": "cluster", "enable": true, "allow": ["all"] });
    let place = Place::of(&json!({ "ssh_connection": "203.0.113.7 40000 192.0.2.11 2222" }));
    let reply = place.module("phoenix_firewall", &arguments);
    let refusal = &reply["resources"][0]["refusals"][0];
    assert_eq!(refusal["wanted"], "tcp 2222 and 8006 closed to 203.0.113.7 (you)", "{reply}");
    // At a console nobody is connected, and nobody can be locked out.
    let reply = Place::of(&json!({})).module("phoenix_firewall", &arguments);
    assert_eq!(reply["resources"][0]["verdict"], "changed", "{reply}");
}
