//! The runner: what blocks what, what is held, and the stories of whole runs, on a host in this process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use phoenix_run::agenda::Module;
use phoenix_run::inspection::{self, View};
use phoenix_run::launcher::{LaunchError, Launcher, Mode};
use phoenix_run::schedule::{Made, Walk, Witness};
use phoenix_run::status::Status;
use phoenix_tests::SimHost;
use phoenix_tests::modules::InProcess;
use phoenix_tests::run::{Seen, Wish};
use serde_json::{Map, Value, json};

fn host() -> SimHost {
    let host = SimHost::blank().with_pool("tank");
    host.world_mut().state.downloadable.insert("debian.tar.zst".to_owned());
    host
}

/// Two containers from a template on a storage, and one that is cloned from the first.
fn wish() -> Value {
    let container = |name: &str, origin: (&str, &str)| {
        json!({
            "name": name, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512, "cores": 1,
            "start_at_boot": true, "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": "dhcp" }, origin.0: origin.1,
        })
    };
    json!({
        "101": container("base", ("template", "local:vztmpl/debian.tar.zst")),
        "102": container("alone", ("template", "local:vztmpl/debian.tar.zst")),
        "103": container("copy", ("clone_from_ctid", "101")),
    })
}

fn files(containers: &Value) -> Wish {
    let dataset = json!({
        "pool": "tank", "name": "disks", "properties": "compression=lz4",
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir",
    });
    let pools = json!([{ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"] }]);
    Wish {
        hypervisor: json!({ "zfs": { "pools": pools, "datasets": [dataset] } }).to_string(),
        lxc: json!({ "lxc_configs": containers }).to_string(),
        ..Wish::default()
    }
}

fn converge(wish: &Wish, host: SimHost) -> (SimHost, Seen) {
    let (host, seen) = wish.converge(host);
    (host, seen.unwrap())
}

fn check(wish: &Wish, host: SimHost) -> (SimHost, Seen) {
    let (host, seen) = wish.check(host);
    (host, seen.unwrap())
}

fn status<'a>(seen: &'a Seen, id: &str) -> &'a Status {
    let index =
        seen.agenda.tasks.iter().position(|task| task.id == id).unwrap_or_else(|| panic!("there is no task {id}"));
    &seen.inspection.statuses[index]
}

/// What was known of a task when the walk ended.
fn walked(seen: &Seen, id: &str) -> Option<Status> {
    let is_it = |(index, _): &&(usize, Status)| seen.agenda.tasks[*index].id == id;
    seen.called.iter().find(is_it).map(|(_, status)| status.clone())
}

#[test]
fn a_failure_blocks_its_dependents_and_no_others() {
    let host = host();
    host.type_in("pveam download local debian.tar.zst");
    let (host, seen) = converge(&files(&wish()), host.failing("pct create", "zfs error: out of space"));
    let commands = host.mutations();
    assert!(seen.told.iter().any(|line| line.starts_with("FAILED lxc/101")), "{:?}", seen.told);
    assert!(walked(&seen, "lxc/103").is_none(), "the clone of a container that failed was called");
    assert!(walked(&seen, "lxc/101 start").is_none(), "a container that failed was started");
    assert!(status(&seen, "lxc/102").is_in_sync(), "an independent container did not go on");
    assert!(commands.iter().any(|command| command == "pct start 102"), "{commands:?}");
    // The next run goes on where this one stopped.
    let (_, seen) = converge(&files(&wish()), host);
    assert_eq!(seen.tally().in_sync, seen.tally().resources, "{:?}", seen.report());
}

#[test]
fn a_refusal_does_not_block_what_exists() {
    let (host, _) = converge(&files(&wish()), host());
    host.forget_commands();
    let mut changed = wish();
    changed["101"]["unprivileged"] = json!(false);
    changed["101"]["memory_mb"] = json!(1024);
    changed["103"]["memory_mb"] = json!(2048);
    let (host, seen) = converge(&files(&changed), host);
    let mut commands = host.mutations();
    commands.sort();
    assert_eq!(commands, ["pct set 101 --memory 1024", "pct set 103 --memory 2048"]);
    assert_eq!(seen.tally().exit_code(), 3);
}

#[test]
fn a_refusal_blocks_what_needs_it_to_exist() {
    let mut files = files(&wish());
    files.hypervisor = files.hypervisor.replace(r#""pool":"tank""#, r#""pool":"nobody""#);
    files.lxc = files.lxc.replace("tank-disks", "nobody-disks");
    let (host, seen) = converge(&files, host());
    assert_eq!(host.mutations(), Vec::<String>::new(), "{:?}", seen.report());
    for id in ["storage/nobody-disks", "lxc/101", "lxc/103", "lxc/102 start"] {
        assert!(matches!(status(&seen, id), Status::Blocked(_)), "{id}: {:?}", status(&seen, id));
    }
    assert_eq!(seen.tally().exit_code(), 3);
}

#[test]
fn risks_are_held_unless_allowed() {
    let (host, _) = converge(&files(&wish()), host());
    host.forget_commands();
    let mut changed = wish();
    changed["102"]["storage_size_gb"] = json!(16);
    changed["102"]["memory_mb"] = json!(1024);
    let (host, seen) = converge(&files(&changed), host);
    assert_eq!(host.mutations(), ["pct set 102 --memory 1024"]);
    assert_eq!(seen.tally().exit_code(), 3);
    let allowed = Wish { allow: vec!["irreversible".to_owned()], ..files(&changed) };
    let (host, seen) = converge(&allowed, host);
    assert_eq!(host.mutations().last().map(String::as_str), Some("pct resize 102 rootfs 16G"));
    assert_eq!(seen.tally().exit_code(), 0);
}

#[test]
fn a_change_of_most_of_a_large_host_asks_for_bulk() {
    let dataset =
        |index: usize| json!({ "pool": "tank", "name": format!("data{index}"), "properties": "compression=lz4" });
    let datasets: Vec<Value> = (0..12).map(dataset).collect();
    let mut wish = files(&json!({}));
    let mut hypervisor: Value = serde_json::from_str(&wish.hypervisor).unwrap();
    hypervisor["zfs"]["datasets"] = json!(datasets);
    wish.hypervisor = hypervisor.to_string();
    let (host, seen) = converge(&wish, host());
    assert_eq!(seen.tally().in_sync, 13, "a blank host is made as a whole: {:?}", seen.report());
    for index in 0..12 {
        host.type_in(&format!("zfs set compression=off tank/data{index}"));
    }
    host.forget_commands();
    let (mut host, seen) = converge(&wish, host);
    assert!(seen.inspection.objections[0].starts_with("12 of the 13 resources that exist here would be changed"));
    assert!(host.mutations().is_empty(), "{:?}", host.mutations());
    for word in ["bulk", "all"] {
        let seen;
        (host, seen) = check(&Wish { allow: vec![word.to_owned()], ..wish.clone() }, host);
        assert!(seen.inspection.objections.is_empty() && seen.tally().differ == 12, "{word}");
    }
    let (_, seen) = converge(&Wish { allow: vec!["bulk".to_owned()], ..wish }, host);
    assert_eq!(seen.tally().in_sync, 13);
}

#[test]
fn missing_features_block_the_clones() {
    let mut containers = wish();
    containers["101"]["features"] = json!(["base_setup"]);
    let blocked = files(&containers);
    let (host, seen) = converge(&blocked, host());
    assert!(matches!(status(&seen, "lxc/103"), Status::Blocked(block) if block.why.contains("base_setup")));
    assert!(status(&seen, "lxc/101").is_in_sync());
    assert!(!host.mutations().iter().any(|command| command.starts_with("pct clone")));
    let taken_care_of = Wish { without_features: true, ..files(&containers) };
    // The source runs by now: it is cloned when somebody has stopped it.
    host.type_in("pct stop 101");
    let (host, seen) = converge(&taken_care_of, host);
    assert_eq!(seen.tally().in_sync, 6, "{:?}", seen.report());
    // A clone that exists is not blocked by what its source lacks.
    host.forget_commands();
    containers["103"]["memory_mb"] = json!(1024);
    let (host, _) = converge(&files(&containers), host);
    assert_eq!(host.mutations(), ["pct set 103 --memory 1024"]);
}

#[test]
fn clones_are_made_before_their_source_starts() {
    let (host, seen) = converge(&files(&wish()), host());
    assert_eq!(seen.tally().in_sync, seen.tally().resources, "{:?}", seen.report());
    let commands = host.mutations();
    let place = |wanted: &str| commands.iter().position(|command| command.starts_with(wanted)).unwrap();
    assert!(place("pct clone 101 103") < place("pct start 101"), "{commands:?}");
}

#[test]
fn only_what_is_selected_is_looked_at_and_touched() {
    let selected = Wish { only: vec!["zfs/*".to_owned(), "storage/*".to_owned()], ..files(&wish()) };
    let (host, seen) = converge(&selected, host());
    assert_eq!(seen.agenda.tasks.len(), 2);
    assert!(host.mutations().iter().all(|command| !command.starts_with("pct")));
    let lonely = Wish { only: vec!["lxc/102".to_owned()], ..files(&wish()) };
    let (_, seen) = check(&lonely, SimHost::blank().with_pool("tank"));
    let refused = status(&seen, "lxc/102").reply().unwrap().refusals.len();
    assert_eq!(refused, 1, "a storage that is not selected is not counted on");
}

#[test]
fn what_stands_in_no_file_is_named_and_left_alone() {
    let other = "arch: amd64\nhostname: stranger\nrootfs: local:950/vm-950-disk-0.raw,size=4G\n";
    let storage = "dir: usb-backup\n\tpath /mnt/usb\n\tcontent backup\n";
    let host = host().with_container("950", other).with_storage(storage);
    let (host, seen) = check(&files(&wish()), host);
    assert_eq!(seen.inspection.others, ["storage/usb-backup", "lxc/950"]);
    let (host, _) = converge(&files(&wish()), host);
    assert_eq!(host.world().read("/etc/pve/lxc/950.conf").as_deref(), Some(other));
}

/// Stops everything as soon as a command of the host starts with this.
struct StopsAt<'a> {
    launcher: InProcess,
    when: &'a str,
    stop: &'a AtomicBool,
}

impl Launcher for StopsAt<'_> {
    fn call(
        &self,
        module: Module,
        arguments: Map<String, Value>,
        mode: Mode,
    ) -> Result<phoenix_modules::protocol::Reply, LaunchError> {
        let reply = self.launcher.call(module, arguments, mode);
        let is_time = self.launcher.host().mutations().iter().any(|command| command.starts_with(self.when));
        self.stop.fetch_or(is_time, Ordering::SeqCst);
        reply
    }

    fn interrupt(&self) {}
}

struct Deaf;

impl Witness for Deaf {
    fn begins(&mut self, _: usize) {}
    fn ends(&mut self, _: usize, _: &Status, _: std::time::Duration) {}
}

#[test]
fn a_stop_begins_nothing_new_and_says_what_was_not_begun() {
    let wish = files(&wish());
    let agenda = wish.agenda().unwrap();
    let stop = AtomicBool::new(false);
    let launcher = StopsAt { launcher: InProcess::on(host()), when: "pvesm add", stop: &stop };
    let mut statuses = inspection::look(&agenda, &launcher, &[], View::Ahead).statuses;
    let made = Made::default();
    let walk = Walk { agenda: &agenda, launcher: &launcher, allow: &[], jobs: 1, stop: &stop, made: &made };
    let walked = walk.run(&mut statuses, &mut Deaf);
    let not_begun: Vec<&str> = walked.not_begun.iter().map(|index| agenda.tasks[*index].id.as_str()).collect();
    assert_eq!(walked.called.len(), 2);
    assert!(not_begun.contains(&"lxc/101") && not_begun.contains(&"lxc/103 start"), "{not_begun:?}");
    assert!(!launcher.launcher.into_host().mutations().iter().any(|command| command.starts_with("pct")));
}

#[test]
fn a_run_that_was_stopped_before_any_feature_says_with_what_words_to_go_on() {
    let mut containers = wish();
    containers["101"]["features"] = json!(["docker"]);
    let script = "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh";
    let host = host().with_file(script, "#!/bin/bash\nwrite /usr/bin/docker 29\n");
    let mut files = Wish { only: vec!["*/101*".to_owned(), "*tank*".to_owned()], ..files(&containers) };
    let agenda = files.agenda().unwrap();
    let stop = AtomicBool::new(false);
    let launcher = StopsAt { launcher: InProcess::on(host), when: "pct create 101", stop: &stop };
    let made = Made::default();
    let walk = Walk { agenda: &agenda, launcher: &launcher, allow: &[], jobs: 1, stop: &stop, made: &made };
    let look = phoenix_run::converge::look(&walk);
    let ran = phoenix_run::converge::converge(&walk, look, &mut Deaf);
    assert_eq!(ran.fresh_and_not_begun(&agenda), ["lxc/101"]);
    let host = launcher.launcher.into_host();
    host.forget_commands();
    // Nobody knows any more that this guest is fresh.
    let (host, seen) = converge(&files, host);
    let unknown = seen.report().iter().any(|line| line.contains("--fresh lxc/101"));
    assert!(unknown && !host.mutations().iter().any(|command| command.contains(script)), "{:?}", seen.report());
    files.fresh = vec!["lxc/101".to_owned()];
    let (host, _) = converge(&files, host);
    assert!(host.mutations().contains(&format!("{script} 101")), "{:?}", host.mutations());
    host.forget_commands();
    files.fresh = Vec::new();
    let (host, seen) = converge(&files, host);
    assert!(host.mutations().is_empty() && seen.tally().exit_code() == 0, "{:?}", seen.report());
}

/// Is asked to stop as a module is started, and starts it only if it is not told so three times.
struct StartsLate<'a> {
    launcher: InProcess,
    stop: &'a AtomicBool,
    interrupts: AtomicUsize,
}

impl Launcher for StartsLate<'_> {
    fn call(
        &self,
        module: Module,
        arguments: Map<String, Value>,
        mode: Mode,
    ) -> Result<phoenix_modules::protocol::Reply, LaunchError> {
        if mode == Mode::Check {
            return self.launcher.call(module, arguments, mode);
        }
        self.stop.store(true, Ordering::SeqCst);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            if self.interrupts.load(Ordering::SeqCst) >= 3 {
                return Err(LaunchError::Stopped);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        self.launcher.call(module, arguments, mode)
    }

    fn interrupt(&self) {
        self.interrupts.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_stop_is_asked_for_at_each_look_and_what_it_forestalls_is_not_begun() {
    let wish = files(&wish());
    let agenda = wish.agenda().unwrap();
    let stop = AtomicBool::new(false);
    let launcher = StartsLate { launcher: InProcess::on(host()), stop: &stop, interrupts: AtomicUsize::new(0) };
    let mut statuses = inspection::look(&agenda, &launcher, &[], View::Ahead).statuses;
    let made = Made::default();
    let walk = Walk { agenda: &agenda, launcher: &launcher, allow: &[], jobs: 1, stop: &stop, made: &made };
    let walked = walk.run(&mut statuses, &mut Deaf);
    assert!(walked.called.is_empty(), "{:?}", walked.called);
    assert!(!walked.not_begun.is_empty());
    assert!(launcher.launcher.into_host().mutations().is_empty());
}

#[test]
fn without_quorum_nothing_is_touched_and_one_message_says_so() {
    let members =
        r#"{"nodename": "pve1", "version": 4, "cluster": {"name": "c", "version": 2, "nodes": 3, "quorate": 0}}"#;
    let host = host().with_file("/etc/pve/.members", members);
    let (host, seen) = converge(&files(&wish()), host);
    assert!(host.mutations().is_empty(), "{:?}", host.mutations());
    let report = seen.report().join("\n");
    assert_eq!(report.matches("has no quorum, so /etc/pve is read-only").count(), 1, "{report}");
    let storage = status(&seen, "storage/tank-disks").reply().unwrap();
    assert!(storage.refusals[0].why.contains("no quorum"), "{storage:?}");
    assert_eq!(seen.tally().exit_code(), 3);
}

#[test]
fn an_id_of_a_virtual_machine_or_of_another_node_is_refused() {
    let host = host()
        .with_file("/etc/pve/nodes/pve1/qemu-server/101.conf", "memory: 512\n")
        .with_file("/etc/pve/nodes/pve2/lxc/102.conf", "arch: amd64\n");
    host.world_mut().refresh_virtual_files();
    let (host, seen) = converge(&files(&wish()), host);
    for (id, word) in [("lxc/101", "virtual machine"), ("lxc/102", "node pve2")] {
        let refusal = &status(&seen, id).reply().unwrap().refusals[0];
        assert!(refusal.found.contains(word), "{refusal:?}");
    }
    assert!(!host.mutations().iter().any(|command| command.starts_with("pct")), "{:?}", host.mutations());
}
