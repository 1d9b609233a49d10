//! Locks, time limits, and what a failure leaves.

use std::path::Path;
use std::time::Duration;

use phoenix_modules::command::{self, Command, Query};
use phoenix_modules::host::{Host, HostError, Output, Probe, Stat};
use phoenix_modules::lxc::Lxc;
use phoenix_modules::plan::{Action, Consent, Then};
use phoenix_modules::protocol::{Reply, Verdict};
use phoenix_modules::resource;
use phoenix_run::launcher::Mode;
use phoenix_run::status::Status;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::worlds::Kind;
use serde_json::json;

use super::{converge, settle, with_disks, with_storage_cfg, with_web};
use crate::worlds::{TEMPLATE, guest, small};

const LXC: &str = "phoenix_lxc";

#[test]
fn tel_0173_many_guests_get_their_locks_and_a_held_one_is_named() {
    let clone = |name: &str| {
        guest(
            name,
            &json!({ "clone_from_ctid": "900", "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": "dhcp" } }),
        )
    };
    let pair = small(
        "many",
        &json!({
            "900": guest("base", &json!({ "template": TEMPLATE })),
            "101": clone("a"), "102": clone("b"), "103": clone("c"), "104": clone("d"),
        }),
    );
    let agenda = pair.wish().agenda().unwrap();
    let clones = agenda.tasks.iter().filter(|task| task.wish.contains_key("clone_from"));
    for task in clones.filter(|task| !task.id.ends_with("start")) {
        assert!(task.exclusive_while_made.contains(&"lxc/900".to_owned()), "{}: {:?}", task.id, task.exclusive);
    }
    let (_, seen) = pair.wish().converge(SimHost::of(pair.world(Kind::Blank).unwrap()));
    assert_eq!(seen.unwrap().tally().failed, 0);
    let host = with_storage_cfg("").with_lock_left_behind("file-storage_cfg", 5);
    let reply = converge(&host, "phoenix_pvesm", &json!({ "storage": "tank", "type": "zfspool", "pool": "tank" }));
    assert!(reply.verdict == Verdict::Failed && reply.failure.unwrap().said.contains("file-storage_cfg"));
}

/// A host whose commands do what they shall and then say that they failed.
struct Liar<'a>(&'a SimHost);

impl Probe for Liar<'_> {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        self.0.query(query)
    }
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.0.read(path)
    }
    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        self.0.list(directory)
    }
    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        self.0.stat(path)
    }
    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.0.read_in_guest(root, path)
    }
}

impl Host for Liar<'_> {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        let output = self.0.perform(action)?;
        Ok(Output { status: Some(255), stderr: b"got timeout".to_vec(), ..output })
    }
}

#[test]
fn danitso_0040_what_was_made_is_made_whatever_the_exit_code_says() {
    let host = with_disks();
    let wish = json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks" });
    let module = phoenix_modules::catalog::find(LXC).unwrap();
    let reply: Reply = serde_json::from_slice(&(module.answer)(wish.to_string().as_bytes(), &Liar(&host))).unwrap();
    let resource = &reply.resources[0];
    assert!(resource.exists && resource.verdict != Verdict::Failed, "{resource:?}");
    assert!(reply.changed && !reply.failed, "{reply:?}");
    assert_eq!(settle(&host, LXC, &wish), Vec::<String>::new());
}

#[test]
fn cp_0045_a_busy_host_has_time() {
    assert!(Command::new("pct").time_limit() >= Duration::from_secs(600));
    assert!(command::pvesm_status().time_limit() >= Duration::from_secs(60));
    // A clone of a large disk takes hours.
    let wish = serde_json::from_value(json!({ "ctid": 102, "clone_from": 101 })).unwrap();
    let look = resource::check::<Lxc>(&[wish], &Consent::default(), &with_web("")).remove(0).unwrap();
    let Some(Action::Run(clone)) = look.plan.steps.first().map(|step| &step.action).or(match &look.plan.then {
        Then::LookAgain { predicted } => predicted.first().map(|step| &step.action),
        Then::Done => None,
    }) else {
        panic!("a clone is a command: {:?}", look.plan)
    };
    assert!(clone.to_string().starts_with("pct clone") && clone.time_limit() >= Duration::from_secs(3600), "{clone}");
}

#[test]
fn cp_0096_a_warning_is_no_failure() {
    let host = SimHost::blank().with_file("/etc/pve/storage.cfg", "dir: media\n\tpath /srv/media\n\tbogus 1\n");
    let complaint = host.type_in("pvesm status").stderr;
    assert!(complaint.contains("unable to parse value of 'bogus'"), "{complaint}");
    let wish = json!({ "storage": "media", "content": ["iso"] });
    let reply = call(&host, "phoenix_pvesm", wish.as_object().unwrap(), Mode::Converge);
    assert!(reply.changed && !reply.failed, "{reply:?}");
    assert!(
        reply.resources[0].notes.iter().any(|note| note.text.contains("bogus")),
        "what the tool warned of is told: {reply:?}"
    );
}

#[test]
fn bpg_2084_nothing_is_waited_for_that_nobody_asked_for() {
    let host = with_disks();
    let net = json!([{ "bridge": "vmbr0", "ip": "dhcp" }]);
    let wish = json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks", "state": "running", "networks": net });
    settle(&host, LXC, &wish);
    host.forget_commands();
    assert_eq!(super::check(&host, LXC, &wish).verdict, Verdict::InSync);
    assert_eq!(host.commands(), Vec::<String>::new(), "an address that has not come is nobody's to wait for");
}

#[test]
fn tf_16615_what_a_killed_run_left_does_not_stop_the_next() {
    let wish = json!({ "storage": "tank", "type": "zfspool", "pool": "tank" });
    let host = with_storage_cfg("").with_lock_left_behind("file-storage_cfg", 200);
    settle(&host, "phoenix_pvesm", &wish);
    // Half of a clone is told and not taken for a container.
    let host = with_disks().with_container("101", "lock: create\n");
    let reply = converge(&host, LXC, &json!({ "ctid": 101, "clone_from": 900 }));
    assert!(reply.verdict == Verdict::Refused && reply.refusals[0].why.contains("half-made"), "{reply:?}");
}

#[test]
fn general_one_failure_stops_only_what_stands_behind_it() {
    let pair = small(
        "branches",
        &json!({
            "101": guest("a", &json!({ "template": TEMPLATE })),
            "102": guest("b", &json!({ "clone_from_ctid": "101" })),
        }),
    );
    let host = SimHost::of(pair.world(Kind::Blank).unwrap()).failing("pct create", "out of space");
    let (_, seen) = pair.wish().converge(host);
    let seen = seen.unwrap();
    let status = |id: &str| {
        let place = seen.agenda.tasks.iter().position(|task| task.id == id).unwrap();
        &seen.inspection.statuses[place]
    };
    assert!(matches!(status("lxc/102"), Status::Blocked(_)), "{:?}", status("lxc/102"));
    for done in ["zfs/tank/iso", "storage/tank-iso", "storage/tank-disks", "firewall/cluster"] {
        assert!(status(done).is_in_sync(), "{done}: {:?}", status(done));
    }
}

#[test]
fn bpg_0675_the_tools_own_words_are_kept() {
    let host = with_web("").failing("pct set", "400 Parameter verification failed.\nmemory: out of range");
    let failure = converge(&host, LXC, &json!({ "ctid": 101, "memory_mb": 1024 })).failure.unwrap();
    assert_eq!(failure.command, "pct set 101 --memory 1024");
    assert!(failure.said.contains("memory: out of range") && failure.said.contains("exit "), "{failure:?}");
}
