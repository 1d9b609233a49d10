//! Containers: what is compared, and what is sent.

use phoenix_modules::protocol::Verdict;
use serde_json::json;

use super::{assert_in_sync, check, converge, file_of, refused, settle, with_disks, with_web};

const LXC: &str = "phoenix_lxc";
const CONF: &str = "/etc/pve/lxc/101.conf";

#[test]
fn cp_0020_a_container_that_exists_is_updated() {
    let typed = settle(&with_web(""), LXC, &json!({ "ctid": 101, "memory_mb": 2048, "cores": 2, "onboot": true }));
    assert_eq!(typed, ["pct set 101 --memory 2048 --cores 2 --onboot 1"]);
}

#[test]
fn cp_0069_ok_means_that_it_is_so() {
    let host = with_web("").failing("pct resize", "zfs error: out of space");
    let reply = converge(&host, LXC, &json!({ "ctid": 101, "storage_size_gb": 16 }));
    assert_eq!(reply.verdict, Verdict::Failed, "`pct resize` ended with exit 0 and did nothing: {reply:?}");
    assert!(reply.failure.unwrap().said.contains("out of space"));
}

#[test]
fn cp_0415_tags_settle_in_any_case_and_order() {
    let host = with_web("tags: db;web\n");
    assert_in_sync(&host, LXC, &json!({ "ctid": 101, "tags": ["Web", "db"] }));
    settle(&host, LXC, &json!({ "ctid": 101, "tags": ["Zeta", "alpha"] }));
    assert!(file_of(&host, CONF).contains("tags: alpha;zeta\n"), "{}", file_of(&host, CONF));
}

#[test]
fn cp_0180_mounts_are_not_changed_by_each_run() {
    let mounts = "mp0: disks:subvol-101-disk-1,mp=/data,backup=1,size=4G\nmp1: /srv/media,mp=/media\n";
    let host = with_web(mounts).with_dataset("tank/disks/subvol-101-disk-1", &[("refquota", "4G")]);
    for memory in [512, 1024, 1024] {
        let typed = settle(&host, LXC, &json!({ "ctid": 101, "memory_mb": memory, "storage_size_gb": 8 }));
        assert!(typed.iter().all(|command| !command.contains("--mp")), "{typed:?}");
    }
    assert!(mounts.lines().all(|line| file_of(&host, CONF).contains(line)));
}

#[test]
fn cg_8407_no_run_makes_another_disk() {
    let host = with_web("");
    let datasets = |host: &phoenix_tests::SimHost| host.world().state.zfs.datasets.keys().cloned().collect::<Vec<_>>();
    let before = datasets(&host);
    for size in [8, 16, 16] {
        settle(&host, LXC, &json!({ "ctid": 101, "storage_pool": "disks", "storage_size_gb": size }));
    }
    assert_eq!(datasets(&host), before);
    assert!(!file_of(&host, CONF).contains("unused"));
}

#[test]
fn cp_0405_a_root_disk_is_never_written_as_storage_and_size() {
    let host = with_web("");
    let typed = settle(&host, LXC, &json!({ "ctid": 101, "storage_pool": "disks", "storage_size_gb": 16 }));
    assert_eq!(typed, ["pct resize 101 rootfs 16G"]);
    assert!(file_of(&host, CONF).contains("rootfs: disks:subvol-101-disk-0,size=16G\n"));
    let destroyed = host.type_in("pct destroy 101");
    assert_eq!(destroyed.status, 0, "{destroyed:?}");
}

#[test]
fn bpg_2490_the_size_of_a_volume_that_is_there_is_compared_in_bytes() {
    let host = with_web("rootfs: disks:subvol-101-disk-0,size=8192M\n");
    assert_in_sync(&host, LXC, &json!({ "ctid": 101, "storage_pool": "disks", "storage_size_gb": 8 }));
}

#[test]
fn cp_0178_what_exists_is_not_made_by_force() {
    let host = with_web("");
    let wish = json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks", "cores": 2 });
    assert_eq!(settle(&host, LXC, &wish), ["pct set 101 --cores 2"]);
}

#[test]
fn cp_0066_a_template_is_one_already() {
    let host = with_web("template: 1\n");
    assert_in_sync(&host, LXC, &json!({ "ctid": 101, "memory_mb": 512 }));
    assert_eq!(settle(&host, LXC, &json!({ "ctid": 101, "memory_mb": 1024 })), ["pct set 101 --memory 1024"]);
    assert_eq!(check(&host, LXC, &json!({ "ctid": 101, "state": "running" })).verdict, Verdict::Refused);
}

#[test]
fn tel_0497_what_is_decided_at_creation_destroys_nothing() {
    let host = with_web("");
    let refusal = refused(&host, LXC, &json!({ "ctid": 101, "unprivileged": false }));
    assert!(refusal.property == "unprivileged" && refusal.remedy.contains("pct restore FREE_ID BACKUP"), "{refusal:?}");
    assert_eq!(host.mutations(), Vec::<String>::new());
    // Keys and passwords are no arguments at all: nothing of them could be seen as changed.
    let wish = json!({ "ctid": 101, "password": "hunter2" });
    let reply = phoenix_tests::modules::call(&host, LXC, wish.as_object().unwrap(), phoenix_run::launcher::Mode::Check);
    assert!(reply.failed && !serde_json::to_string(&reply).unwrap().contains("hunter2"), "{reply:?}");
}

#[test]
fn cp_0276_raw_lines_stay_and_keep_their_order() {
    let raw = "lxc.mount.auto: sys:rw\nlxc.cgroup2.devices.allow: c 195:* rwm\nlxc.cgroup2.devices.allow: c 10:200 rwm\n\
               lxc.idmap: u 0 100000 65536\n";
    let host = with_web(raw);
    settle(&host, LXC, &json!({ "ctid": 101, "memory_mb": 1024, "tags": ["gpu"] }));
    assert!(file_of(&host, CONF).ends_with(raw), "{}", file_of(&host, CONF));
}

#[test]
fn bpg_0344_features_need_no_login_of_root() {
    let host = with_web("");
    let wish = json!({ "ctid": 101, "features": { "nesting": true, "keyctl": true, "fuse": true } });
    let typed = settle(&host, LXC, &wish);
    assert_eq!(typed, ["pct set 101 --features fuse=1,keyctl=1,nesting=1"]);
}

#[test]
fn bpg_2322_an_interface_is_known_by_its_key_and_others_stay() {
    let lines = "mp2: /srv/a,mp=/a\nmp7: /srv/b,mp=/b\n\
                 net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth\n\
                 net3: name=eth3,bridge=vmbr0,hwaddr=BC:24:11:00:00:03,ip=dhcp,type=veth\n";
    let host = with_web(lines);
    let typed = settle(&host, LXC, &json!({ "ctid": 101, "networks": [{ "id": 3, "ip": "10.0.0.9/24" }] }));
    assert!(typed.len() == 1 && typed[0].contains("--net3 ") && !typed[0].contains("--net0"), "{typed:?}");
    assert!(lines.lines().take(3).all(|line| file_of(&host, CONF).contains(line)), "{}", file_of(&host, CONF));
}

#[test]
fn bpg_2507_a_clone_is_made_and_configured_in_one_run() {
    let host = with_web("net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth\n");
    let wish =
        json!({ "ctid": 102, "clone_from": 101, "hostname": "copy", "memory_mb": 2048, "storage_pool": "disks" });
    let typed = settle(&host, LXC, &wish);
    assert_eq!(typed, ["pct clone 101 102 --full --hostname copy", "pct set 102 --memory 2048"]);
}

#[test]
fn cp_net_an_unrelated_change_draws_no_new_address() {
    let host = with_web("net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,firewall=1,ip=dhcp,tag=5,type=veth\n");
    settle(&host, LXC, &json!({ "ctid": 101, "networks": [{ "mtu": 1400 }], "memory_mb": 1024 }));
    let text = file_of(&host, CONF);
    let net0 = text.lines().find(|line| line.starts_with("net0: ")).unwrap();
    assert!(
        ["hwaddr=BC:24:11:00:00:01", "firewall=1", "tag=5", "mtu=1400"].iter().all(|part| net0.contains(part)),
        "{net0}"
    );
    assert_eq!(settle(&host, LXC, &json!({ "ctid": 101, "cores": 1 })), ["pct set 101 --cores 1"]);
}

#[test]
fn bpg_ha_a_guest_of_another_node_is_told_where_it_is() {
    let host = with_disks().with_file("/etc/pve/nodes/pve2/lxc/101.conf", "arch: amd64\n");
    let refusal = refused(&host, LXC, &json!({ "ctid": 101, "memory_mb": 1024 }));
    assert!(refusal.found.contains("on node pve2"), "{refusal:?}");
    assert_eq!(host.mutations(), Vec::<String>::new());
}

#[test]
fn tel_1458_a_container_that_a_person_deleted_is_just_not_there() {
    let host = with_web("");
    host.type_in("pct destroy 101");
    let wish =
        json!({ "ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks", "memory_mb": 512 });
    assert_eq!(check(&host, LXC, &wish).verdict, Verdict::Differs);
    assert!(settle(&host, LXC, &wish)[0].starts_with("pct create 101 "));
    host.type_in("pct destroy 101");
    assert_in_sync(&host, LXC, &json!({ "ctid": 101, "state": "absent" }));
}

#[test]
fn proxctl_the_wished_id_is_the_id() {
    let host = with_disks();
    let typed = settle(
        &host,
        LXC,
        &json!({ "ctid": 4711, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks" }),
    );
    assert_eq!(typed, ["pct create 4711 local:vztmpl/debian.tar.zst --storage disks"]);
    assert_eq!(host.world().guests("pve1", "lxc").iter().map(ToString::to_string).collect::<Vec<_>>(), ["4711"]);
}
