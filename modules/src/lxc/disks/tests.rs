//! Mount points and the root disk: what is theirs for good, what is compared, what grows.

use std::collections::BTreeSet;

use super::super::growth::grow;
use super::super::settings;
use super::*;
use crate::plan::Effect;
use crate::plan::Risk;
use crate::pve::guest_config::parse;

fn wish(json: &str) -> Desired {
    serde_json::from_str(&json.replacen('{', r#"{"ctid": 101, "#, 1)).unwrap()
}

fn mounts(json: &str) -> Desired {
    wish(&format!(r#"{{"mount_points": [{json}]}}"#))
}

fn compared(desired: &Desired, config: &str) -> Compared {
    settings::compare(desired, &parse(config))
}

fn typed(desired: &Desired, config: &str) -> Vec<String> {
    let Compared { differences, refusals } = compared(desired, config);
    assert!(refusals.is_empty(), "{refusals:?}");
    differences.into_iter().map(|difference| format!("{} {}", difference.option, difference.typed.unwrap())).collect()
}

fn refused(desired: &Desired, config: &str) -> (String, String) {
    let Compared { differences, refusals } = compared(desired, config);
    assert!(differences.is_empty(), "{differences:?}");
    let [refusal] = &refusals[..] else { panic!("{refusals:?}") };
    assert!(!refusal.remedy.is_empty());
    (refusal.property.clone(), refusal.why.clone())
}

const DATA: &str = "mp0: tank:subvol-101-disk-1,mp=/data,backup=1,size=2G\n";
const NOTHING: [&str; 0] = [];

#[test]
fn a_new_volume_takes_the_lowest_number_and_is_allocated_once() {
    let desired =
        mounts(r#"{"target": "/logs", "storage": "tank", "size_gb": 3, "backup": true, "mountoptions": "noatime"}"#);
    let line = "tank:3,mp=/logs,backup=1,mountoptions=noatime";
    assert_eq!(typed(&desired, ""), [format!("mp0 {line}")]);
    assert_eq!(typed(&desired, DATA), [format!("mp1 {line}")]);
    let made = "mp1: tank:subvol-101-disk-2,mp=/logs/,backup=1,mountoptions=noatime,size=3G\n";
    assert_eq!(typed(&desired, &format!("{DATA}{made}")), NOTHING);
    // One that is pending is there too: typed again it would be another volume.
    assert_eq!(
        typed(&desired, &format!("{DATA}\n[pve:pending]\nmp4: tank:3,mp=/logs,backup=1,mountoptions=noatime\n")),
        NOTHING
    );
    assert_eq!(options(&desired, &parse(&format!("{DATA}{made}"))), ["mp1"]);
    for root in [r#"{"rootfs": {"acl": true}}"#, r#"{"storage_size_gb": 8}"#] {
        assert_eq!(options(&wish(root), &parse(DATA)), ["rootfs"], "{root}");
    }
    assert_eq!(compared(&desired, "").differences[0].changes[0].effect, Effect::Live);
}

#[test]
fn of_several_on_one_target_the_wished_one_counts_or_the_one_that_is_seen() {
    let doubled = "mp0: tank:a,mp=/data,size=2G\nmp3: tank:b,mp=/data/,size=2G\nmp1: /srv/x,mp=/x\nmp9: /srv/x,mp=/x\nmp2: /srv/y,mp=/x\n";
    let config = parse(doubled);
    let volume = mounts(r#"{"target": "/data", "storage": "tank", "size_gb": 2}"#);
    assert_eq!((typed(&volume, doubled), options(&volume, &config)), (vec![], vec!["mp3".to_owned()]));
    assert_eq!(options(&mounts(r#"{"target": "/x", "source": "/srv/y"}"#), &config), ["mp2"]);
    assert_eq!(options(&mounts(r#"{"target": "/x", "source": "/srv/x"}"#), &config), ["mp1"]);
    assert_eq!(typed(&mounts(r#"{"target": "/x", "source": "/srv/x"}"#), doubled), NOTHING);
    // Another one on that target is refused all the same.
    assert_eq!(refused(&mounts(r#"{"id": 5, "target": "/x", "source": "/srv/z"}"#), doubled).0, "mp5.mp");
}

#[test]
fn a_volume_that_will_be_made_has_its_size() {
    assert_eq!(once_made("disks:2,mp=/data"), "disks:new,mp=/data,size=2G");
    assert_eq!(once_made("/srv,mp=/data"), "/srv,mp=/data");
    assert_eq!(once_made("disks:subvol-101-disk-1,mp=/data,size=1G"), "disks:subvol-101-disk-1,mp=/data,size=1G");
}

#[test]
fn options_of_what_stands_there_are_compared_and_its_volume_is_typed_without_a_size() {
    for (option, equal, differing, after) in [
        (r#""acl": true"#, "acl=1", "", "backup=1,acl=1"),
        (r#""acl": false"#, "", "acl=1", "backup=1,acl=0"),
        (r#""backup": true"#, "", "", ""),
        (r#""idmap": "passthrough""#, "idmap=passthrough", "", "backup=1,idmap=passthrough"),
        (r#""keepattrs": true"#, "keepattrs=yes", "", "backup=1,keepattrs=1"),
        (
            r#""mountoptions": "nosuid;noatime""#,
            "mountoptions=noatime;nosuid",
            "",
            "backup=1,mountoptions=nosuid;noatime",
        ),
        (r#""mountoptions": """#, "", "mountoptions=nodev", "backup=1"),
        (r#""quota": true"#, "quota=1", "", "backup=1,quota=1"),
        (r#""replicate": true"#, "", "replicate=0", "backup=1,replicate=1"),
        (r#""replicate": false"#, "replicate=0", "", "backup=1,replicate=0"),
        (r#""ro": true"#, "ro=1", "ro=0", "backup=1,ro=1"),
        (r#""shared": true"#, "shared=1", "", "backup=1,shared=1"),
    ] {
        let desired = mounts(&format!(r#"{{"target": "/data/", {option}}}"#));
        let config = |more: &str| format!("mp0: tank:subvol-101-disk-1,mp=/data,backup=1,{more},size=2G\n");
        assert_eq!(typed(&desired, &config(equal)), NOTHING, "{option}");
        if !after.is_empty() {
            assert_eq!(typed(&desired, &config(differing)), [format!("mp0 tank:subvol-101-disk-1,mp=/data,{after}")]);
            let differences = compared(&desired, &config(differing)).differences;
            assert_eq!(differences[0].changes[0].effect, Effect::AtRestart);
        }
    }
    assert_eq!(
        typed(&mounts(r#"{"target": "/data", "backup": false}"#), DATA),
        ["mp0 tank:subvol-101-disk-1,mp=/data,backup=0"]
    );
}

#[test]
fn every_key_of_the_tables_can_be_wished() {
    let own = r#""acl": true, "idmap": "a", "mountoptions": "b", "quota": true, "replicate": true, "ro": true, "shared": true"#;
    let not_ours = ["volume", "size"];
    let table = |family: &Family| {
        family.parts.iter().map(|part| part.key).filter(|key| !not_ours.contains(key)).collect::<BTreeSet<&str>>()
    };
    let root: RootDisk = serde_json::from_str(&format!("{{{own}}}")).unwrap();
    assert_eq!(root_keys(&root).iter().map(|(key, _)| *key).collect::<BTreeSet<_>>(), table(&ROOT));
    let mount = format!(r#"{{{own}, "target": "/a", "backup": true, "keepattrs": true}}"#);
    let mount: MountPoint = serde_json::from_str(&mount).unwrap();
    assert_eq!(mount_keys(&mount).iter().map(|(key, _)| *key).collect::<BTreeSet<_>>(), table(&MOUNT_POINT));
}

#[test]
fn what_is_mounted_is_never_moved_and_nothing_else_of_it_is_written() {
    let moved = mounts(r#"{"id": 0, "target": "/srv", "ro": true, "size_gb": 3}"#);
    let Compared { differences, refusals } = compared(&moved, DATA);
    assert!(differences.is_empty(), "{differences:?}");
    let [refusal] = &refusals[..] else { panic!("{refusals:?}") };
    assert_eq!(
        (refusal.property.as_str(), refusal.wanted.as_str(), refusal.found.as_str()),
        ("mp0.mp", "/srv", "/data")
    );
    assert!(refusal.why.starts_with("what is mounted is never moved to converge"));
    assert!(refusal.remedy.contains("`pct set 101 --mp0 'tank:subvol-101-disk-1,mp=/srv,backup=1'`"), "{refusal}");
    assert_eq!(grown(&moved, DATA), (vec![], vec![]), "it does not grow either");
    assert_eq!(typed(&mounts(r#"{"id": 0}"#), DATA), NOTHING);
    // Another one beside it wishes the place that it has: that one is not wished away.
    let beside =
        mounts(r#"{"id": 0, "target": "/srv"}, {"id": 1, "target": "/data", "storage": "tank", "size_gb": 2}"#);
    let Compared { differences, refusals } = compared(&beside, DATA);
    assert!(differences.is_empty(), "{differences:?}");
    assert_eq!(refusals.iter().map(|one| one.property.as_str()).collect::<Vec<_>>(), ["mp0.mp", "mp1.mp"]);
}

#[test]
fn where_one_key_of_a_mount_point_is_refused_the_others_are_not_written() {
    let smaller = mounts(r#"{"target": "/data", "ro": true, "size_gb": 1}"#);
    assert!(compared(&smaller, DATA).differences.is_empty());
    assert_eq!(grown(&smaller, DATA), (vec![], vec!["mp0.size: unable to shrink disk size".to_owned()]));
    let larger = mounts(r#"{"target": "/data", "mountoptions": "foo", "size_gb": 3}"#);
    assert_eq!(refused(&larger, DATA).0, "mp0.mountoptions");
    assert_eq!(grown(&larger, DATA), (vec![], vec![]));
    let protected = mounts(r#"{"target": "/data", "ro": true, "size_gb": 3}"#);
    assert_eq!(grown(&protected, &format!("{DATA}protection: 1\n")), (vec![], vec![]));
    assert_eq!(grown(&protected, DATA).0, ["pct resize 101 mp0 3G"]);
}

#[test]
fn an_exclusive_wish_takes_options_away_and_nothing_else() {
    let config = "mp0: tank:subvol-101-disk-1,mp=/data,acl=0,backup=1,replicate=1,ro=1,size=2G\n";
    let desired = mounts(r#"{"target": "/data", "backup": true, "exclusive": true}"#);
    assert_eq!(typed(&desired, config), ["mp0 tank:subvol-101-disk-1,mp=/data,acl=0,backup=1,replicate=1"]);
    assert_eq!(typed(&desired, DATA), NOTHING);
}

#[test]
fn a_bind_mount_keeps_its_size_and_is_told_by_its_source() {
    let config = "mp6: /srv,mp=/zz,size=5G\n";
    assert_eq!(
        typed(&mounts(r#"{"target": "/zz", "source": "/srv/", "ro": true}"#), config),
        ["mp6 /srv,mp=/zz,size=5G,ro=1"]
    );
    assert_eq!(typed(&mounts(r#"{"target": "/y", "source": "/srv"}"#), config), ["mp0 /srv,mp=/y"]);
    assert_eq!(
        typed(&mounts(r#"{"target": "/y", "source": "tank:subvol-101-disk-9"}"#), ""),
        ["mp0 tank:subvol-101-disk-9,mp=/y"]
    );
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let missing = "property is missing and it is not optional";
    let exchanged = "what is mounted is never exchanged to converge";
    for (mount, config, property, why) in [
        (r#"{"storage": "tank", "size_gb": 1}"#, "", "mp0.mp", missing),
        (r#"{"target": "/a"}"#, "", "mp0.volume", missing),
        (r#"{"target": "/a", "storage": "tank"}"#, "", "mp0.volume", missing),
        (
            r#"{"target": "/a", "source": "/srv", "size_gb": 1}"#,
            "",
            "mp0.volume",
            "a source has its own storage and size",
        ),
        (r#"{"target": "/data", "source": "/srv"}"#, DATA, "mp0.volume", exchanged),
        (r#"{"target": "/data", "storage": "other"}"#, DATA, "mp0.volume", exchanged),
        (r#"{"target": "/zz", "storage": "tank"}"#, "mp0: /srv,mp=/zz\n", "mp0.volume", exchanged),
        (
            r#"{"id": 3, "target": "/data", "source": "/srv"}"#,
            DATA,
            "mp3.mp",
            "mp0 is mounted there already, and one of both would hide the other",
        ),
        (
            r#"{"target": "/a/../b", "source": "/srv"}"#,
            "",
            "mp0.mp",
            "invalid format - /a/../b contains illegal character sequences",
        ),
        (
            r#"{"target": "/a,b", "source": "/srv"}"#,
            "",
            "mp0.mp",
            "a comma ends the value: the next word would be another key",
        ),
        (r#"{"target": "", "source": "/srv"}"#, "", "mp0.mp", "property is missing and it is not optional"),
        (r#"{"target": "/a", "source": "srv"}"#, "", "mp0.volume", "unable to parse volume ID 'srv'"),
        (r#"{"target": "/a", "source": "tank:8"}"#, "", "mp0.volume", "pct would make a new volume of it each time"),
        (r#"{"target": "/a", "source": "tank:0.5"}"#, "", "mp0.volume", "pct would make a new volume of it each time"),
        (
            r#"{"target": "/a", "source": "/srv,ro=1"}"#,
            "",
            "mp0.volume",
            "a comma ends the value: the next word would be another key",
        ),
        (
            r#"{"target": "/a", "source": "/srv/../x"}"#,
            "",
            "mp0.volume",
            "invalid format - /srv/../x contains illegal character sequences",
        ),
        (
            r#"{"target": "/a", "source": "/srv", "mountoptions": "foo"}"#,
            "",
            "mp0.mountoptions",
            "value does not match the regex pattern",
        ),
        (
            r#"{"target": "/a", "source": "/srv", "idmap": "x"}"#,
            "",
            "mp0.idmap",
            "value does not match the regex pattern",
        ),
        (r#"{"id": 256, "target": "/a", "source": "/srv"}"#, "", "mp256", "Proxmox VE has mp0 to mp255"),
    ] {
        assert_eq!(refused(&mounts(mount), config), (property.to_owned(), why.to_owned()), "{mount}");
    }
    let twice = mounts(r#"{"target": "/a", "source": "/srv"}, {"target": "/a/", "source": "/opt"}"#);
    let refusals = compared(&twice, "").refusals;
    assert_eq!(refusals[0].why, "mp0 is mounted there already, and one of both would hide the other");
    assert_eq!(refusals[0].property, "mp1.mp");
}

#[test]
fn targets_are_not_exchanged_by_number() {
    let config = "mp0: /srv,mp=/a\nmp1: /opt,mp=/b\n";
    let desired = mounts(r#"{"id": 0, "target": "/b"}, {"id": 1, "target": "/a"}"#);
    let Compared { differences, refusals } = compared(&desired, config);
    assert!(differences.is_empty(), "{differences:?}");
    assert!(refusals.iter().all(|refusal| refusal.why.contains("never moved")), "{refusals:?}");
    assert_eq!(refusals.len(), 2);
}

#[test]
fn protection_blocks_every_change_of_a_disk() {
    let desired = wish(r#"{"cores": 2, "rootfs": {"acl": true}, "mount_points": [{"target": "/data", "ro": true}]}"#);
    let Compared { differences, refusals } =
        compared(&desired, &format!("protection: 1\nrootfs: tank:x,size=8G\n{DATA}"));
    assert_eq!(differences.len(), 1);
    let why: Vec<&str> = refusals.iter().map(|refusal| refusal.why.as_str()).collect();
    assert_eq!(
        why,
        [
            "can't update CT 101 drive 'rootfs' - protection mode enabled",
            "can't update CT 101 drive 'mp0' - protection mode enabled"
        ]
    );
}

#[test]
fn a_mount_point_that_is_pending_to_be_detached_is_kept() {
    let config = format!("{DATA}\n[pve:pending]\ndelete: mp0\n");
    assert_eq!(
        typed(&mounts(r#"{"id": 0, "target": "/data"}"#), &config),
        ["mp0 tank:subvol-101-disk-1,mp=/data,backup=1"]
    );
}

#[test]
fn what_a_running_guest_has_until_its_next_start_is_known_by_its_target_and_never_hidden() {
    let by_target = mounts(r#"{"target": "/data", "storage": "tank", "size_gb": 2}"#);
    let by_number = mounts(r#"{"id": 3, "target": "/data", "storage": "tank", "size_gb": 2}"#);
    for pending in ["delete: mp0", "mp0: tank:subvol-101-disk-1,mp=/logs,backup=1"] {
        let config = format!("{DATA}\n[pve:pending]\n{pending}\n");
        assert_eq!(typed(&by_target, &config), ["mp0 tank:subvol-101-disk-1,mp=/data,backup=1"], "{pending}");
        let (property, why) = refused(&by_number, &config);
        assert_eq!(property, "mp3.mp", "{pending}");
        assert!(why.contains("mp0 is mounted there already"), "{why}");
        // What a person put there already is left alone.
        let config = format!("mp3: tank:subvol-101-disk-2,mp=/data,size=2G\n{config}");
        assert_eq!(typed(&by_target, &config), NOTHING, "{pending}");
        assert_eq!(typed(&by_number, &config), NOTHING, "{pending}");
    }
}

#[test]
fn the_root_disk_is_typed_with_the_size_it_has() {
    let config = "rootfs: tank:subvol-101-disk-0,size=8G\n";
    for (root, equal, typed_as) in [
        (r#"{"acl": true}"#, "acl=1", "acl=1"),
        (r#"{"idmap": "passthrough"}"#, "idmap=passthrough", "idmap=passthrough"),
        (r#"{"mountoptions": "noatime"}"#, "mountoptions=noatime", "mountoptions=noatime"),
        (r#"{"quota": true}"#, "quota=on", "quota=1"),
        (r#"{"replicate": false}"#, "replicate=0", "replicate=0"),
        (r#"{"ro": true}"#, "ro=1", "ro=1"),
        (r#"{"shared": true}"#, "shared=1", "shared=1"),
    ] {
        let desired = wish(&format!(r#"{{"rootfs": {root}}}"#));
        assert_eq!(typed(&desired, &format!("rootfs: tank:subvol-101-disk-0,{equal},size=8G\n")), NOTHING, "{root}");
        assert_eq!(typed(&desired, config), [format!("rootfs tank:subvol-101-disk-0,size=8G,{typed_as}")]);
        assert_eq!(compared(&desired, config).differences[0].changes[0].effect, Effect::AtRestart);
    }
    let exclusive = wish(r#"{"rootfs": {"exclusive": true}}"#);
    assert_eq!(typed(&exclusive, "rootfs: tank:a,acl=1,replicate=1,size=8G\n"), ["rootfs tank:a,replicate=1,size=8G"]);
    // The size of the running container counts, not that of a pending line.
    let pending = "rootfs: tank:a,size=9G\n\n[pve:pending]\nrootfs: tank:a,acl=1,size=8G\n";
    assert_eq!(typed(&wish(r#"{"rootfs": {"ro": true}}"#), pending), ["rootfs tank:a,acl=1,size=9G,ro=1"]);
    let (property, why) = refused(&wish(r#"{"rootfs": {"mountoptions": "x"}}"#), config);
    assert_eq!((property.as_str(), why.as_str()), ("rootfs.mountoptions", "value does not match the regex pattern"));
    let root: RootDisk = serde_json::from_str(r#"{"acl": true, "mountoptions": ""}"#).unwrap();
    assert_eq!(root_options(&root), ",acl=1");
}

fn grown(desired: &Desired, config: &str) -> (Vec<String>, Vec<String>) {
    let (steps, refusals) = grow(desired, &parse(config));
    assert!(steps.iter().flat_map(|step| &step.changes).all(|change| change.risk == Risk::Irreversible));
    let typed = steps.iter().map(|step| step.action.to_string()).collect();
    (typed, refusals.into_iter().map(|refusal| format!("{}: {}", refusal.property, refusal.why)).collect())
}

#[test]
fn volumes_grow_by_resize_and_never_shrink() {
    let root = "rootfs: tank:subvol-101-disk-0,size=8G\n";
    let config = format!("{root}{DATA}");
    let sizes = |size_root: u64, size_data: u64| {
        wish(&format!(
            r#"{{"storage_size_gb": {size_root}, "mount_points": [{{"target": "/data", "size_gb": {size_data}}}]}}"#
        ))
    };
    assert_eq!(grown(&sizes(8, 2), &config), (vec![], vec![]));
    let (typed, refused) = grown(&sizes(16, 3), &config);
    assert_eq!(typed, ["pct resize 101 rootfs 16G", "pct resize 101 mp0 3G"]);
    assert!(refused.is_empty());
    let (typed, refused) = grown(&sizes(7, 1), &config);
    assert!(typed.is_empty());
    assert_eq!(refused, ["storage_size_gb: unable to shrink disk size", "mp0.size: unable to shrink disk size"]);
    // A pending line has lost the size; the volume has not.
    assert_eq!(
        grown(&sizes(8, 2), &format!("{config}\n[pve:pending]\nmp0: tank:subvol-101-disk-1,mp=/data,ro=1\n")),
        (vec![], vec![])
    );
    let (_, refused) = grown(&sizes(8, 2), &format!("{root}mp0: tank:a,mp=/data\n"));
    assert_eq!(refused, ["mp0.size: the file does not tell the disk's size"]);
    let (_, refused) = grown(&sizes(8, 2), &format!("{root}mp0: /srv,mp=/data,size=1G\n"));
    assert_eq!(refused, ["mp0.size: unable to parse volume ID '/srv'"]);
    // What is not there yet is made as large as it is wished.
    assert_eq!(grown(&sizes(8, 2), root), (vec![], vec![]));
}

#[test]
fn a_volume_is_in_one_place_and_nothing_lies_over_the_root_disk() {
    let config = format!("rootfs: tank:subvol-101-disk-0,size=8G\n{DATA}");
    for (mount, property, why) in [
        (r#"{"source": "/srv", "target": "/"}"#, "mp1.mp", "it would be mounted over the whole root disk"),
        (r#"{"source": "tank:subvol-101-disk-1", "target": "/again"}"#, "mp1.volume", "mp0 is this volume already"),
        (r#"{"source": "tank:subvol-101-disk-0", "target": "/again"}"#, "mp1.volume", "rootfs is this volume already"),
    ] {
        assert_eq!(refused(&mounts(mount), &config), (property.to_owned(), why.to_owned()), "{mount}");
    }
    let another = mounts(r#"{"source": "tank:subvol-101-disk-2", "target": "/again"}"#);
    assert_eq!(typed(&another, &config), ["mp1 tank:subvol-101-disk-2,mp=/again"]);
    // A directory of the host may be seen in many places.
    let twice = mounts(r#"{"source": "/srv", "target": "/b"}"#);
    assert_eq!(typed(&twice, "mp0: /srv,mp=/a\n"), ["mp1 /srv,mp=/b"]);
}

#[test]
fn the_new_volumes_are_those_that_are_not_there() {
    let desired = mounts(
        r#"{"target": "/data", "storage": "tank", "size_gb": 2}, {"target": "/logs", "storage": "tank", "size_gb": 3},
           {"target": "/srv", "source": "/srv"}"#,
    );
    assert_eq!(new_volumes(&desired, &parse(DATA)), [("mp1".to_owned(), "/logs".to_owned())]);
    let all = [("mp0".to_owned(), "/data".to_owned()), ("mp1".to_owned(), "/logs".to_owned())];
    assert_eq!(new_volumes(&desired, &parse("")), all);
}

#[test]
fn a_template_gets_no_volume_that_is_none_of_its_base() {
    let template = "template: 1\nrootfs: tank:basevol-101-disk-0,size=8G\n";
    let new = mounts(r#"{"target": "/data", "storage": "tank", "size_gb": 2}"#);
    let (property, why) = refused(&new, template);
    assert_eq!(property, "mp0");
    assert!(why.starts_with("it is a sealed template"), "{why}");
    assert_eq!(typed(&new, "rootfs: tank:subvol-101-disk-0,size=8G\n"), ["mp0 tank:2,mp=/data"]);
    let bound = mounts(r#"{"target": "/data", "source": "/srv"}"#);
    assert_eq!(typed(&bound, template), ["mp0 /srv,mp=/data"]);
}
