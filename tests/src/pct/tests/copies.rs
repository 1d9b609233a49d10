//! Clones, templates, snapshots, sizes, and the end.

use super::*;

#[test]
fn a_resize_that_the_storage_refuses_ends_well() {
    let mut world = furnished();
    succeed(&mut world, "pct resize 101 rootfs +1G");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:subvol-101-disk-0,size=3G");
    assert_eq!(fail(&mut world, "pct resize 101 rootfs 3G"), "disk is already at specified size\n");
    assert_eq!(fail(&mut world, "pct resize 101 rootfs 1G"), "unable to shrink disk size\n");
    world.state.faults.insert("pct resize".to_owned(), "zfs error: cannot set: out of space".to_owned());
    let answer = typed(&mut world, "pct resize 101 rootfs 7.5G");
    assert_eq!((answer.status, answer.stderr.as_str()), (0, "zfs error: cannot set: out of space\n"));
    assert_eq!(setting(&world, "rootfs"), "local-zfs:subvol-101-disk-0,size=3G");
    succeed(&mut world, "pct resize 101 rootfs 7.5G");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:subvol-101-disk-0,size=7680M");
    let missing = "format error\nmp: property is missing and it is not optional\nvolume: property is missing and it is not optional\n";
    assert_eq!(fail(&mut world, "pct resize 101 mp5 +1G"), missing);
    assert!(fail(&mut world, "pct resize 101 scsi0 +1G").contains("in the enumeration 'rootfs, mp0, mp1, "));
}

#[test]
fn a_full_clone_gets_new_macs_and_its_sources_firewall() {
    let mut world = furnished();
    world.files.write("/etc/pve/firewall/101.fw", "[OPTIONS]\n\nenable: 1\n");
    succeed(&mut world, "pct set 101 --onboot 1 --tags a --description top --mp0 local-zfs:1,mp=/d");
    let printed = succeed(&mut world, "pct clone 101 301 --full");
    assert!(printed.starts_with("creating a clone of container 101 with ID 301\ncreate full clone of mountpoint rootfs (local-zfs:subvol-101-disk-0)\n"));
    let text = conf(&world, "301");
    assert!(!text.contains("BC:24:11:00:00:01") && text.contains("hwaddr=BC:24:11:"), "{text}");
    for line in
        ["#top\n", "hostname: web\n", "onboot: 1\n", "tags: a\n", "mp0: local-zfs:subvol-301-disk-1,mp=/d,size=1G\n"]
    {
        assert!(text.contains(line), "{text}");
    }
    assert!(world.read("/etc/pve/firewall/301.fw").is_some());
    assert!(!conf(&world, "101").contains("lock"));
    assert_eq!(fail(&mut world, "pct clone 101 301"), "CT 301 already exists on node 'pve1'\n");
}

#[test]
fn a_clone_that_fails_leaves_nothing_behind() {
    let mut world = furnished();
    world.state.faults.insert("pct clone".to_owned(), "planted\n".to_owned());
    assert_eq!(fail(&mut world, "pct clone 101 301 --full"), "clone failed: planted\n");
    assert_eq!((conf(&world, "301").as_str(), setting(&world, "lock").as_str()), ("", "(none)"));
    for (before, line, text) in [
        ("set 101 --mp3 /srv,mp=/s", "clone 101 301", "unable to clone mountpoint 'mp3' (type bind)\n"),
        ("set 101 --delete mp3", "clone 101 301 --storage nosuch", "storage 'nosuch' does not exist\n"),
        ("config 101", "clone 101 301 --snapname nope", "snapshot 'nope' does not exist\n"),
        ("start 101", "clone 101 301", "Full clone of a running container is only possible from a snapshot\n"),
    ] {
        succeed(&mut world, &format!("pct {before}"));
        assert_eq!(fail(&mut world, &format!("pct {line}")), text);
        assert_eq!((conf(&world, "301").as_str(), setting(&world, "lock").as_str()), ("", "(none)"));
    }
}

#[test]
fn a_template_is_cloned_by_link_and_stays_while_it_is_used() {
    let mut world = furnished();
    succeed(&mut world, "pct template 101");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:basevol-101-disk-0,size=2G");
    assert_eq!(fail(&mut world, "pct start 101"), "you can't start a CT if it's a template\n");
    let text = "parameter 'storage' not allowed for linked clones\n";
    assert_eq!(fail(&mut world, "pct clone 101 157 --storage local-zfs"), text);
    let printed = succeed(&mut world, "pct clone 101 157 --hostname linked");
    assert!(printed.ends_with("create linked clone of mount point rootfs (local-zfs:basevol-101-disk-0)\n"));
    let text = conf(&world, "157");
    assert!(
        text.contains("rootfs: local-zfs:basevol-101-disk-0/subvol-157-disk-0,size=2G\n") && !text.contains("template"),
        "{text}"
    );
    let text = "base volume 'basevol-101-disk-0' is still in use by linked clones\n";
    assert_eq!(fail(&mut world, "pct destroy 101"), text);
    succeed(&mut world, "pct destroy 157");
    succeed(&mut world, "pct destroy 101");
    assert_eq!(conf(&world, "101"), "");
}

#[test]
fn snapshots_are_taken_listed_and_deleted() {
    let mut world = furnished();
    world.state.clock = 1_795_392_986;
    succeed(&mut world, "pct snapshot 101 first");
    world.state.clock += 2;
    succeed(&mut world, "pct snapshot 101 second --description 'Multi\nline'");
    let list = "\
`-> first                       2026-11-23 00:16:26     no-description
 `-> second                     2026-11-23 00:16:28     Multi
  `-> current                                           You are here!
";
    assert_eq!(succeed(&mut world, "pct listsnapshot 101"), list);
    assert!(conf(&world, "101").contains("\n[second]\n#Multi\n#line\narch: amd64\n"));
    assert_eq!(fail(&mut world, "pct snapshot 101 second"), "snapshot name 'second' already used\n");
    assert_eq!(fail(&mut world, "pct snapshot 101 current"), "unable to use snapshot name 'current' (reserved name)\n");
    assert_eq!(fail(&mut world, "pct template 101"), "unable to create template, because CT contains snapshots\n");
    let text = "can't rollback, 'first' is not most recent snapshot on 'local-zfs:subvol-101-disk-0'\n";
    assert_eq!(fail(&mut world, "pct rollback 101 first"), text);
    succeed(&mut world, "pct set 101 --memory 999");
    succeed(&mut world, "pct rollback 101 second");
    assert_eq!(setting(&world, "memory"), "256");
    succeed(&mut world, "pct delsnapshot 101 first");
    succeed(&mut world, "pct delsnapshot 101 second");
    assert!(!conf(&world, "101").contains("parent") && !conf(&world, "101").contains('['));
    assert!(!world.zfs_exists("rpool/subvol-101-disk-0@first"));
}

#[test]
fn bind_mounts_and_images_have_no_snapshots() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --mp0 /srv,mp=/srv");
    assert_eq!(fail(&mut world, "pct snapshot 101 s1"), "snapshot feature is not available\n");
    succeed(&mut world, &format!("pct create 102 {TEMPLATE}"));
    assert_eq!(fail(&mut world, "pct snapshot 102 s1"), "snapshot feature is not available\n");
}

#[test]
fn destroy_takes_volumes_and_firewall_and_says_so_only_when_purging() {
    let mut world = furnished();
    world.files.write("/etc/pve/firewall/101.fw", "[OPTIONS]\n");
    succeed(&mut world, "pct snapshot 101 s1");
    succeed(&mut world, "pct start 101");
    let said = succeed(&mut world, "pct destroy 101 --force 1 --purge 1");
    assert_eq!(said, "forced to stop CT 101 before destroying!\npurging CT 101 from related configurations..\n");
    assert!(!world.zfs_exists("rpool/subvol-101-disk-0"));
    assert!(world.read("/etc/pve/firewall/101.fw").is_none());
    assert_eq!(succeed(&mut world, "pct list"), "");
}
