//! ZFS.

use std::collections::BTreeMap;

use phoenix_modules::protocol::Verdict;
use phoenix_tests::SimHost;
use phoenix_tests::worlds::Kind;
use serde_json::json;

use super::{assert_in_sync, check, converge, refused, settle};
use crate::worlds::{TEMPLATE, guest, small};

const ZFS: &str = "phoenix_zfs_dataset";
const POOL: &str = "phoenix_zpool";

fn tank(properties: &[(&str, &str)]) -> SimHost {
    SimHost::blank().with_pool("tank").with_dataset("tank/data", properties)
}

#[test]
fn cg_0975_a_size_is_a_number_in_every_spelling() {
    let host = tank(&[]);
    let wish = |quota: &str| json!({ "name": "tank/data", "properties": { "quota": quota } });
    assert_eq!(settle(&host, ZFS, &wish("1.5T")), ["zfs set quota=1.5T tank/data"]);
    for spelling in ["1.50T", "1536G", "1.5t", "1649267441664", "1.5TB"] {
        assert_in_sync(&host, ZFS, &wish(spelling));
    }
}

#[test]
fn cg_4699_what_is_decided_at_creation_is_not_tried_again() {
    let host = SimHost::blank().with_pool("tank");
    host.type_in("zfs create -V 1G -o volblocksize=8K tank/vol");
    let wish = |size: &str| json!({ "name": "tank/vol", "properties": { "volblocksize": size } });
    assert_in_sync(&host, ZFS, &wish("8K"));
    let refusal = refused(&host, ZFS, &wish("64K"));
    assert!(refusal.property == "volblocksize" && host.mutations().is_empty(), "{refusal:?}");
}

#[test]
fn an_29422_a_received_value_that_is_wished_is_no_difference() {
    let host = tank(&[]);
    let received = BTreeMap::from([
        ("compression".to_owned(), "zstd".to_owned()),
        ("mountpoint".to_owned(), "/tank/data".to_owned()),
    ]);
    host.world_mut().state.zfs.datasets.get_mut("tank/data").unwrap().received = received;
    let shown = host.type_in("zfs get -Ho value,source compression tank/data").stdout;
    assert_eq!(shown, "zstd\treceived\n");
    assert_in_sync(
        &host,
        ZFS,
        &json!({ "name": "tank/data", "properties": { "compression": "zstd", "mountpoint": "/tank/data" } }),
    );
}

#[test]
fn salt_62390_an_active_feature_is_an_enabled_one() {
    let host = SimHost::blank().with_pool("tank");
    let shown = host.type_in("zpool get -Ho property,value all tank").stdout;
    let feature = shown.lines().find_map(|line| line.strip_suffix("\tactive")).unwrap().to_owned();
    assert_in_sync(&host, POOL, &json!({ "name": "tank", "properties": { feature: "enabled" } }));
}

#[test]
fn omicron_10662_a_quota_that_is_as_wished_is_not_sent_again() {
    let host = tank(&[("quota", "1G")]);
    host.world_mut().state.zfs.datasets.get_mut("tank/data").unwrap().data = 2 << 30;
    assert_ne!(host.type_in("zfs set quota=1G tank/data").status, 0, "ZFS takes no quota below what is used");
    let wish = json!({ "name": "tank/data", "properties": { "quota": "1G", "atime": false } });
    assert_eq!(settle(&host, ZFS, &wish), ["zfs set atime=off tank/data"]);
}

#[test]
fn an_19689_a_mountpoint_does_not_move_unless_that_is_allowed() {
    let host = tank(&[]);
    let wish = |allow: &[&str]| json!({ "name": "tank/data", "allow": allow, "properties": { "mountpoint": "/srv", "atime": "off" } });
    let reply = converge(&host, ZFS, &wish(&[]));
    assert_eq!((reply.verdict, host.mutations()), (Verdict::Held, vec!["zfs set atime=off tank/data".to_owned()]));
    assert_eq!(reply.held[0].changes[0].risk.to_string(), "interrupts");
    assert_eq!(converge(&host, ZFS, &wish(&["interrupts"])).verdict, Verdict::Changed);
}

#[test]
fn cg_1588_nothing_below_an_unwanted_dataset_is_destroyed() {
    let host = tank(&[]).with_dataset("tank/data/below", &[]);
    host.type_in("zfs snapshot tank/data@before");
    host.type_in("zfs clone tank/data@before tank/clone");
    let refusal = refused(&host, ZFS, &json!({ "name": "tank/data", "state": "absent" }));
    assert!(refusal.found.contains("children 1, snapshots 1") && refusal.remedy.contains("zfs list -r"), "{refusal:?}");
    assert!(host.world().state.zfs.datasets.contains_key("tank/clone") && host.mutations().is_empty());
}

#[test]
fn cg_zfs_a_pool_that_is_not_there_is_not_an_empty_one() {
    let wish = json!({ "name": "tank/data", "create_parents": true, "properties": { "mountpoint": "/srv" } });
    let exported = tank(&[]);
    exported.world_mut().export_pool("tank");
    assert!(refused(&exported, ZFS, &wish).why.contains("not imported"));
    let suspended = tank(&[]);
    suspended.world_mut().state.zfs.pools.get_mut("tank").unwrap().health = "SUSPENDED".to_owned();
    let reply = converge(&suspended, ZFS, &wish);
    let without = tank(&[]).without_zfs();
    let unseen = converge(&without, ZFS, &wish);
    assert_eq!(unseen.verdict, Verdict::Unknown, "{unseen:?}");
    let creates = |host: &SimHost| host.mutations().iter().any(|typed| typed.starts_with("zfs create"));
    assert!(![&exported, &suspended, &without].into_iter().any(creates), "{reply:?}");
}

#[test]
fn openzfs_11491_all_datasets_are_asked_for_in_one_process() {
    let pair = small("one", &json!({ "101": guest("web", &json!({ "template": TEMPLATE })) }));
    let (host, seen) = pair.wish().converge(SimHost::of(pair.world(Kind::Blank).unwrap()));
    assert_eq!(seen.unwrap().tally().failed, 0);
    host.forget_commands();
    let (host, _) = pair.wish().check(host);
    assert_eq!(host.queries("zfs"), 1, "{:?}", host.commands());
}

#[test]
fn cg_10771_a_pool_that_exists_settles_and_keeps_all_its_disks() {
    let disks = ["/dev/disk/by-id/ata-1", "/dev/disk/by-id/ata-2"];
    let host = SimHost::blank().with_pool_of("tank", "mirror", &disks);
    let vdevs = |host: &SimHost| format!("{:?}", host.world().state.zfs.pools["tank"].vdevs);
    let before = vdevs(&host);
    assert_in_sync(&host, POOL, &json!({ "name": "tank", "raid_level": "mirror", "disks": disks }));
    let reply = converge(&host, POOL, &json!({ "name": "tank", "raid_level": "single", "disks": [disks[0]] }));
    assert!(reply.verdict == Verdict::Refused && host.mutations().is_empty(), "{reply:?}");
    assert_eq!(vdevs(&host), before);
}

#[test]
fn oxide_a_dataset_is_not_mounted_over_files() {
    let host = tank(&[]).with_file("/srv/films/one.mkv", "kept");
    let wish = json!({ "name": "tank/films", "properties": { "mountpoint": "/srv/films" } });
    let refusal = refused(&host, ZFS, &wish);
    assert!(refusal.found.contains("/srv/films/one.mkv") && refusal.remedy.contains("mv /srv/films"), "{refusal:?}");
    host.world_mut().files.remove("/srv/films/one.mkv");
    assert_eq!(check(&host, ZFS, &wish).verdict, Verdict::Differs);
}

#[test]
fn salt_60091_what_was_mounted_otherwise_for_now_is_not_fought() {
    let host = tank(&[("atime", "off")]);
    host.world_mut()
        .state
        .zfs
        .datasets
        .get_mut("tank/data")
        .unwrap()
        .temporary
        .insert("atime".to_owned(), "on".to_owned());
    assert_eq!(host.type_in("zfs get -Ho value,source atime tank/data").stdout, "on\ttemporary\n");
    let wish = json!({ "name": "tank/data", "properties": { "atime": "off" } });
    let typed = [converge(&host, ZFS, &wish), converge(&host, ZFS, &wish)].map(|reply| reply.steps.len());
    assert_eq!(typed[1], 0, "each run sends what a mount option hides");
}
