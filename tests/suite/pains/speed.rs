//! How fast it is, what it needs, how it is delivered.

use std::path::Path;

use phoenix_modules::catalog::MODULES;
use phoenix_modules::protocol::Verdict;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::pair;
use phoenix_tests::run::Wish;
use serde_json::{Value, json};

use super::{check, file_of, settle, with_web};
use crate::laws::blank;

const LXC: &str = "phoenix_lxc";

/// The file of another container.
const OTHER: &str = "arch: amd64\nostype: debian\nrootfs: local:1/x.raw,size=1G\n";

/// A host that is as this wish says.
fn as_wished(wish: &Wish) -> SimHost {
    let (host, seen) = wish.converge(blank());
    assert_eq!(seen.unwrap().tally().failed, 0);
    host.forget_commands();
    host
}

#[test]
fn tel_1339_a_running_guest_costs_a_look_nothing() {
    let host = (101..141).fold(SimHost::blank(), |host, id| {
        host.with_container(&id.to_string(), "arch: amd64\nmemory: 512\nrootfs: local:1/x.raw,size=1G\n")
            .running(&id.to_string())
    });
    let wishes: Vec<Value> = (101..141).map(|id| json!({ "ctid": id, "memory_mb": 512, "state": "running" })).collect();
    let reply = call(&host, LXC, json!({ "resources": wishes }).as_object().unwrap(), Mode::Check);
    assert!(reply.resources.iter().all(|resource| resource.verdict == Verdict::InSync));
    assert_eq!(host.commands(), Vec::<String>::new());
}

#[test]
fn opentofu_4372_a_larger_estate_is_not_asked_about_more_often() {
    let commands = |containers: usize| {
        let wish = pair::large(containers);
        let (host, seen) = wish.check(as_wished(&wish));
        assert_eq!(seen.unwrap().tally().differ, 0);
        host.commands().len()
    };
    assert_eq!((commands(4), commands(24)), (2, 2));
}

#[test]
fn cp_0257_one_call_looks_at_all_of_a_kind() {
    let wish = pair::large(12);
    let host = as_wished(&wish);
    let wishes: Vec<Value> =
        host.world().guests("pve1", "lxc").iter().map(|id| json!({ "ctid": id, "memory_mb": 1 })).collect();
    assert!(wishes.len() >= 12);
    let reply = call(&host, LXC, json!({ "resources": wishes }).as_object().unwrap(), Mode::Check);
    assert_eq!((reply.resources.len(), host.commands().len()), (wishes.len(), 0));
}

#[test]
fn cs_12828_perl_is_started_once_for_each_change_and_for_no_look() {
    let host = with_web("").with_container("102", OTHER).with_container("103", OTHER);
    let wishes: Vec<Value> =
        [101, 102, 103].map(|id| json!({ "ctid": id, "memory_mb": 1024, "cores": 2, "tags": ["x"] })).to_vec();
    call(&host, LXC, json!({ "resources": wishes }).as_object().unwrap(), Mode::Converge);
    let perl: Vec<String> = host.commands().into_iter().filter(|command| command.starts_with("pct ")).collect();
    assert!(perl.len() == 3 && perl.iter().all(|command| command.starts_with("pct set ")), "{perl:?}");
}

#[test]
fn cs_14680_snapshots_keep_their_own_settings() {
    let snapshot = "\n[before]\narch: amd64\nhostname: old\nmemory: 256\nrootfs: disks:subvol-101-disk-0,size=8G\nsnaptime: 1795392986\n";
    let host = with_web(&format!("parent: before\n{snapshot}"));
    settle(&host, LXC, &json!({ "ctid": 101, "memory_mb": 1024, "hostname": "new" }));
    let text = file_of(&host, "/etc/pve/lxc/101.conf");
    assert!(text.contains("hostname: new\n") && text.ends_with(snapshot), "{text}");
    let unmanaged = json!({ "ctid": 101, "memory_mb": 256 });
    assert_eq!(check(&host, LXC, &unmanaged).verdict, Verdict::Differs, "a snapshot's memory is not the container's");
}

#[expect(clippy::disallowed_methods, reason = "the playbooks lie in the source tree")]
#[test]
fn engonzal_0002_nothing_but_the_binaries_is_needed() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../playbooks/collection/plugins/modules");
    let files = std::fs::read_dir(library).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    let files: Vec<std::path::PathBuf> = files.unwrap_or_default();
    assert!(files.iter().all(|file| file.extension().is_none_or(|extension| extension != "py")), "{files:?}");
    for module in MODULES {
        let line = (module.answer)(b"{}", &SimHost::blank());
        assert!(line.is_ascii() && serde_json::from_slice::<Value>(&line).is_ok(), "{}", module.name);
    }
}

#[test]
fn cp_0348_no_module_asks_for_a_login() {
    for module in MODULES {
        let schema = (module.schema)();
        let names: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        let is_login = |name: &String| ["api", "token", "user", "password", "host", "port"].contains(&name.as_str());
        assert!(!names.iter().any(is_login), "{}: {names:?}", module.name);
    }
}

#[test]
fn an_17528_many_small_things_are_one_call() {
    let host =
        (0..30).fold(SimHost::blank().with_pool("tank"), |host, n| host.with_dataset(&format!("tank/d{n}"), &[]));
    let wishes: Vec<Value> =
        (0..30).map(|n| json!({ "name": format!("tank/d{n}"), "properties": { "atime": "off" } })).collect();
    let reply = call(&host, "phoenix_zfs_dataset", json!({ "resources": wishes }).as_object().unwrap(), Mode::Converge);
    assert_eq!((reply.resources.len(), reply.commands.len()), (30, 30));
    assert_eq!(host.queries("zfs"), 2, "one look before, one after");
}

#[test]
fn catalyst_0002_there_is_no_state_to_keep() {
    let wish = pair::large(4);
    let host = as_wished(&wish);
    // The scripts of the owner are there, whoever looks.
    let owners = Path::new("/usr/local/phoenix_hypervisor");
    let ours = |path: &Path| path.to_string_lossy().contains("phoenix") && !path.starts_with(owners);
    let kept: Vec<_> = host.world().files.contents(Path::new("/")).into_keys().filter(|path| ours(path)).collect();
    assert_eq!(kept, Vec::<std::path::PathBuf>::new());
    // Whoever has the two files, and nothing of the first run, sees the same.
    let (_, seen) = wish.clone().check(host);
    assert_eq!(seen.unwrap().tally().differ, 0);
}

#[test]
fn nixos_what_was_changed_in_the_web_interface_is_seen_with_both_sides() {
    let wish = pair::large(4);
    let host = as_wished(&wish);
    let id = host.world().guests("pve1", "lxc")[0].to_string();
    assert_eq!(host.type_in(&format!("pct set {id} --memory 4242")).status, 0);
    let (_, seen) = wish.check(host);
    let seen = seen.unwrap();
    assert_eq!(seen.tally().differ, 1);
    assert!(seen.report().iter().any(|line| line.contains("memory") && line.contains("4242")), "{:?}", seen.report());
}
