//! The recorded habits of `pct`, told as short stories on one host.

use super::*;
use crate::pvesm;
use crate::zfs::Pool;

const TEMPLATE: &str = "local:vztmpl/debian-12-tiny_12.0-1_amd64.tar.gz";

fn world() -> World {
    let mut world = World::blank();
    world.add_pool("rpool", Pool::default());
    typed(&mut world, "pvesm add zfspool local-zfs --pool rpool");
    world
        .files
        .write("/var/lib/vz/template/cache/debian-12-tiny_12.0-1_amd64.tar.gz", "");
    world.files.write("/dev/nvidia0", "");
    world.files.make_directory(Path::new("/srv"));
    world
}

/// Returns a host with a container of id 101.
fn furnished() -> World {
    let mut world = world();
    let line = format!("pct create 101 {TEMPLATE} --hostname web --memory 256 --rootfs local-zfs:2");
    assert_eq!(
        typed(
            &mut world,
            &format!("{line} --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01")
        )
        .status,
        0
    );
    world
}

fn typed(world: &mut World, line: &str) -> Answer {
    let words = shell_words::split(line).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[0] {
        "pvesm" => pvesm::run(world, &words[1..]),
        _ => run(world, &words[1..]),
    }
}

#[track_caller]
fn succeed(world: &mut World, line: &str) -> String {
    let answer = typed(world, line);
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""), "{line}");
    answer.stdout
}

#[track_caller]
fn fail(world: &mut World, line: &str) -> String {
    let answer = typed(world, line);
    assert_ne!(answer.status, 0, "{line}");
    answer.stderr
}

fn conf(world: &World, vmid: &str) -> String {
    world.read(&world.container_path(vmid)).unwrap_or_default()
}

fn setting(world: &World, name: &str) -> String {
    let text = conf(world, "101");
    let start = format!("{name}: ");
    text.lines()
        .find_map(|line| line.strip_prefix(&start))
        .unwrap_or("(none)")
        .to_owned()
}

#[test]
fn create_writes_its_defaults_down() {
    let mut world = world();
    let printed = succeed(&mut world, &format!("pct create 102 {TEMPLATE} --rootfs local-zfs:0.5"));
    assert!(
        printed.ends_with("Detected container architecture: amd64\n"),
        "{printed}"
    );
    let expected = "arch: amd64\nhostname: CT102\nmemory: 512\nostype: debian\nrootfs: local-zfs:subvol-102-disk-0,size=512M\nswap: 512\nunprivileged: 1\n";
    assert_eq!(conf(&world, "102"), expected);
    assert_eq!(
        world.zfs_get("rpool/subvol-102-disk-0", "refquota").unwrap(),
        (512 << 20).to_string()
    );
    assert!(
        world
            .read("/etc/pve/.vmlist")
            .unwrap()
            .contains("\"102\": { \"node\": \"pve1\", \"type\": \"lxc\"")
    );
}

#[test]
fn a_failed_create_takes_everything_back() {
    let mut world = world();
    for (rest, text) in [
        (
            "local:vztmpl/nope.tar.gz --rootfs local-zfs:1",
            "volume 'local:vztmpl/nope.tar.gz' does not exist\n",
        ),
        (
            &format!("{TEMPLATE} --rootfs local-zfs:2G"),
            "unable to parse zfs volume name '2G'\n",
        ),
        (
            &format!("{TEMPLATE} --rootfs local-zfs:1 --mp0 /nope,mp=/y"),
            "directory '/nope' does not exist\n",
        ),
    ] {
        let said = fail(&mut world, &format!("pct create 103 {rest}"));
        assert_eq!(said, format!("unable to create CT 103 - {text}"));
        assert_eq!(conf(&world, "103"), "");
        assert!(!world.zfs_exists("rpool/subvol-103-disk-0"));
    }
    world
        .state
        .faults
        .insert("pct create".to_owned(), "planted\n".to_owned());
    assert_eq!(
        fail(&mut world, &format!("pct create 103 {TEMPLATE}")),
        "unable to create CT 103 - planted\n"
    );
}

#[test]
fn create_is_refused_in_the_recorded_words() {
    let mut world = furnished();
    world.files.write("/etc/pve/nodes/pve2/lxc/201.conf", "");
    world.files.write("/etc/pve/nodes/pve1/qemu-server/200.conf", "");
    succeed(&mut world, "pvesm add dir isos --path /srv/isos --content iso");
    let end = "pct create <vmid> <ostemplate> [OPTIONS]\n";
    let bad = |line: &str| format!("400 Parameter verification failed.\n{line}\n{end}");
    for (rest, text) in [
        ("101 T", "CT 101 already exists on node 'pve1'\n".to_owned()),
        ("201 T", "CT 201 already exists on node 'pve2'\n".to_owned()),
        ("200 T", "VM 200 already exists on node 'pve1'\n".to_owned()),
        (
            "1000000000 T",
            bad("vmid: invalid format - value does not look like a valid VM ID\n"),
        ),
        ("103 nosuch:vztmpl/x", "storage 'nosuch' does not exist\n".to_owned()),
        (
            "103 T --rootfs nosuch:2",
            "storage 'nosuch' does not exist\n".to_owned(),
        ),
        (
            "103 T --rootfs isos:2",
            bad("storage: storage 'isos' does not support container directories"),
        ),
        (
            "103 T --mp0 local-zfs:1,mp=/x",
            "mount points configured, but 'rootfs' not set - aborting\n".to_owned(),
        ),
        (
            "103 T --rootfs local-zfs:1 --mp0 local-zfs:1",
            bad("mp0: invalid format - format error\nmp0.mp: property is missing and it is not optional\n"),
        ),
        ("103 T --dev0 /dev/nope", "Device /dev/nope does not exist\n".to_owned()),
        (
            "103 T --hookscript local:snippets/no.sh",
            "script 'local:snippets/no.sh' does not exist\n".to_owned(),
        ),
    ] {
        let line = format!("pct create {}", rest.replace(" T", &format!(" {TEMPLATE}")));
        assert_eq!(fail(&mut world, &line), text, "{line}");
    }
}

#[test]
fn set_is_refused_in_the_recorded_words() {
    let mut world = furnished();
    let end = "pct set <vmid> [OPTIONS]\n";
    let bad = |line: &str| format!("400 Parameter verification failed.\n{line}\n{end}");
    for (rest, text) in [
        ("", "no options specified\n".to_owned()),
        ("--memory 15", bad("memory: value must have a minimum value of 16")),
        ("--memory 1G", bad("memory: type check ('integer') failed - got '1G'")),
        (
            "--cmode foo",
            bad("cmode: value 'foo' does not have a value in the enumeration 'shell, console, tty'"),
        ),
        (
            "--startup foo=1",
            bad("startup: invalid format - unable to parse startup options\n"),
        ),
        (
            "--timezone Mars/Base",
            bad("timezone: invalid format - invalid time zone 'Mars/Base'\n"),
        ),
        ("--env 'not an env'", bad("env: value does not match the regex pattern")),
        (
            "--features nesting=1,nesting=0",
            bad("features: invalid format - duplicate key in comma-separated list property: nesting\n"),
        ),
        (
            "--net0 name=eth0,hwaddr=bc-24-11-00-00-aa",
            bad(
                "net0: invalid format - format error\nnet0.hwaddr: invalid format - value does not look like a valid unicast MAC address\n\n",
            ),
        ),
        (
            "--net0 'name=eth0, bridge=vmbr0'",
            bad(
                "net0: invalid format - format error\nnet0. bridge: property is not defined in schema and the schema does not allow additional properties\n",
            ),
        ),
        (
            "--net0 name=eth0,bridge=vmbr0,mtu=9000",
            "net0: MTU size '9000' is bigger than bridge MTU '1500'\n".to_owned(),
        ),
        (
            "--net0 name=eth0,bridge=vmbr77,mtu=1400",
            "bridge 'vmbr77' does not exist\n".to_owned(),
        ),
        (
            "--delete rootfs",
            "unable to delete required option 'rootfs'\n".to_owned(),
        ),
        (
            "--unprivileged 1",
            "unable to modify read-only option: 'unprivileged'\n".to_owned(),
        ),
        (
            "--delete unprivileged",
            "unable to delete read-only option: 'unprivileged'\n".to_owned(),
        ),
        (
            "--swap 100 --delete swap",
            bad("delete: you can't use '-swap' and -delete swap' at the same time"),
        ),
        ("--delete foo", bad("delete: unknown option 'foo'")),
        ("--mp10 srv,mp=/z10", "unable to parse volume ID 'srv'\n".to_owned()),
        ("--dev3 mode=0660", "Path has to be defined\n".to_owned()),
        (
            "--digest 0 --memory 512",
            "detected modified configuration - file changed by other user? Try again.\n".to_owned(),
        ),
    ] {
        let before = conf(&world, "101");
        assert_eq!(fail(&mut world, &format!("pct set 101 {rest}")), text, "{rest}");
        assert_eq!(conf(&world, "101"), before, "{rest}");
    }
}

#[test]
fn every_set_of_an_interface_without_a_mac_draws_a_new_one() {
    let mut world = furnished();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        succeed(&mut world, "pct set 101 --net0 name=eth0,bridge=vmbr0,firewall=on");
        seen.insert(setting(&world, "net0"));
    }
    assert_eq!(seen.len(), 3);
    assert!(
        seen.iter()
            .all(|net| net.starts_with("name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:")),
        "{seen:?}"
    );
}

#[test]
fn values_are_stored_in_their_own_forms() {
    let mut world = furnished();
    for (line, name, stored) in [
        ("--tags 'B b;a,,c  A;x.y+z'", "tags", "a;b;c;x.y+z"),
        ("--nameserver '1.1.1.1,9.9.9.9'", "nameserver", "1.1.1.1 9.9.9.9"),
        (
            "--features keyctl=yes,nesting=off",
            "features",
            "keyctl=yes,nesting=off",
        ),
        ("--startup down=3,order=9", "startup", "down=3,order=9"),
        ("--cpuunits 20000", "cpuunits", "10000"),
        ("--cpulimit 2.50", "cpulimit", "2.50"),
        (
            "--dev0 mode=0660,gid=104,path=/dev/nvidia0",
            "dev0",
            "mode=0660,gid=104,path=/dev/nvidia0",
        ),
        (
            "--mp1 /srv,mp=/srv,ro=yes,backup=0",
            "mp1",
            "/srv,mp=/srv,backup=0,ro=1",
        ),
    ] {
        succeed(&mut world, &format!("pct set 101 {line}"));
        assert_eq!(setting(&world, name), stored, "{line}");
    }
}

#[test]
fn a_mount_point_with_a_size_is_made_anew_each_time() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --mp0 local-zfs:1,mp=/data,backup=1");
    assert_eq!(
        setting(&world, "mp0"),
        "local-zfs:subvol-101-disk-1,mp=/data,backup=1,size=1G"
    );
    succeed(&mut world, "pct set 101 --mp0 local-zfs:1,mp=/data");
    assert_eq!(setting(&world, "mp0"), "local-zfs:subvol-101-disk-2,mp=/data,size=1G");
    assert_eq!(setting(&world, "unused0"), "local-zfs:subvol-101-disk-1");
    succeed(&mut world, "pct set 101 --delete unused0");
    assert!(!world.zfs_exists("rpool/subvol-101-disk-1"));
}

#[test]
fn a_root_with_a_size_is_stored_literally_and_breaks_the_container() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --rootfs local-zfs:2");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:2");
    assert_eq!(
        fail(&mut world, "pct start 101"),
        "unable to parse zfs volume name '2'\n"
    );
    assert_eq!(
        fail(&mut world, "pct destroy 101"),
        "unable to parse zfs volume name '2'\n"
    );
}

#[test]
fn a_missing_volume_is_only_warned_of() {
    let mut world = furnished();
    let answer = typed(&mut world, "pct set 101 --mp3 local-zfs:subvol-101-disk-99,mp=/z");
    let text =
        "Could not rescan volume size - zfs error: cannot open 'rpool/subvol-101-disk-99': dataset does not exist\n\n";
    assert_eq!((answer.status, answer.stderr.as_str()), (0, text));
    assert_eq!(setting(&world, "mp3"), "local-zfs:subvol-101-disk-99,mp=/z");
}

#[test]
fn some_failing_commands_have_written_all_the_same() {
    let mut world = furnished();
    let text = "missing 'arch' - internal error at /usr/share/perl5/PVE/LXC.pm line 730.\n";
    assert_eq!(fail(&mut world, "pct set 101 --delete arch"), text);
    assert_eq!(fail(&mut world, "pct set 101 --memory 640"), text);
    assert_eq!(
        (setting(&world, "arch").as_str(), setting(&world, "memory").as_str()),
        ("(none)", "640")
    );
}

#[test]
fn an_allocation_that_fails_writes_nothing() {
    let mut world = furnished();
    world.state.zfs.pools.get_mut("rpool").unwrap().read_only = true;
    let said = fail(&mut world, "pct set 101 --memory 777 --mp40 local-zfs:1,mp=/q");
    assert!(
        said.starts_with("unable to apply pending change mp40 : zfs error: "),
        "{said}"
    );
    assert!(
        said.contains("400 Parameter verification failed.\nmp40: unable to apply pending change mp40 : "),
        "{said}"
    );
    assert_eq!(setting(&world, "memory"), "256");
}

#[test]
fn a_locked_container_refuses_everything_but_unlock() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --lock backup");
    for line in [
        "set 101 --memory 700",
        "set 101 --delete lock",
        "start 101",
        "destroy 101",
        "snapshot 101 s1",
        "clone 101 102",
        "resize 101 rootfs +1G",
        "template 101",
    ] {
        assert_eq!(
            fail(&mut world, &format!("pct {line}")),
            "CT is locked (backup)\n",
            "{line}"
        );
    }
    let list = "VMID       Status     Lock         Name                \n101        stopped    backup       web                 \n";
    assert_eq!(succeed(&mut world, "pct list"), list);
    succeed(&mut world, "pct unlock 101");
    assert_eq!(
        fail(&mut world, "pct unlock 101"),
        "no lock found trying to remove any lock\n"
    );
}

#[test]
fn a_held_lock_file_fails_after_some_time() {
    let mut world = furnished();
    world.files.write("/run/lock/lxc/pve-config-101.lock", "held");
    let text = "trying to acquire lock...\ncan't lock file '/run/lock/lxc/pve-config-101.lock' - got timeout\n";
    assert_eq!(fail(&mut world, "pct set 101 --memory 513"), text);
    assert!(succeed(&mut world, "pct config 101").contains("memory: 256\n"));
}

#[test]
fn protection_holds_disks_and_destroy_but_not_the_rest() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --protection 1");
    assert_eq!(
        fail(&mut world, "pct set 101 --mp0 local-zfs:1,mp=/q"),
        "can't update CT 101 drive 'mp0' - protection mode enabled\n"
    );
    assert_eq!(
        fail(&mut world, "pct destroy 101"),
        "can't remove CT 101 - protection mode enabled\n"
    );
    succeed(&mut world, "pct start 101");
    succeed(&mut world, "pct set 101 --protection 0");
}

#[test]
fn starting_and_stopping_say_what_is_so_already() {
    let mut world = furnished();
    assert_eq!(succeed(&mut world, "pct status 101"), "status: stopped\n");
    succeed(&mut world, "pct start 101");
    assert_eq!(fail(&mut world, "pct start 101"), "CT 101 already running\n");
    assert_eq!(
        fail(&mut world, "pct destroy 101"),
        "unable to destroy CT 101 - container is running\n"
    );
    succeed(&mut world, "pct stop 101");
    assert_eq!(fail(&mut world, "pct stop 101"), "CT 101 not running\n");
    assert_eq!(fail(&mut world, "pct stop 777"), "CT 777 not running\n");
    let text = "Configuration file 'nodes/pve1/lxc/777.conf' does not exist\n";
    assert_eq!(fail(&mut world, "pct start 777"), text);
}

#[test]
fn a_running_container_takes_some_settings_and_lets_others_wait() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --mp0 /srv,mp=/srv");
    succeed(&mut world, "pct start 101");
    succeed(
        &mut world,
        "pct set 101 --memory 300 --hostname new --nameserver 9.9.9.9 --features nesting=1",
    );
    succeed(&mut world, "pct set 101 --mp0 /srv,mp=/srv,ro=1");
    succeed(&mut world, "pct set 101 --delete mp0");
    let text = conf(&world, "101");
    let pending = "\n[pve:pending]\ndelete: mp0\nfeatures: nesting=1\nmp0: /srv,mp=/srv,ro=1\nnameserver: 9.9.9.9\n";
    assert!(
        text.ends_with(pending) && text.contains("hostname: new\nmemory: 300\n"),
        "{text}"
    );
    let shown = succeed(&mut world, "pct pending 101");
    for line in [
        "cur memory: 300\n",
        "new features: nesting=1\n",
        "del mp0: /srv,mp=/srv\n",
        "new nameserver: 9.9.9.9\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(!succeed(&mut world, "pct config 101 --current").contains("features"));
    assert!(succeed(&mut world, "pct config 101").contains("features: nesting=1\n"));
    succeed(&mut world, "pct set 101 --revert features,mp0");
    succeed(&mut world, "pct stop 101");
    assert!(conf(&world, "101").ends_with("\n[pve:pending]\nnameserver: 9.9.9.9\n"));
    succeed(&mut world, "pct start 101");
    assert_eq!(
        (
            setting(&world, "nameserver").as_str(),
            conf(&world, "101").contains('[')
        ),
        ("9.9.9.9", false)
    );
}

#[test]
fn a_hot_plug_that_fails_writes_nothing() {
    let mut world = furnished();
    succeed(&mut world, "pct start 101");
    let said = fail(&mut world, "pct set 101 --memory 300 --net2 name=eth2,bridge=vmbr55");
    let text = "400 Parameter verification failed.\nnet2: unable to hotplug net2: bridge 'vmbr55' does not exist\n\npct set <vmid> [OPTIONS]\n";
    assert_eq!((said.as_str(), setting(&world, "memory").as_str()), (text, "256"));
    let said = fail(&mut world, "pct set 101 --mp3 /nope,mp=/x");
    assert!(
        said.contains("mp3: unable to hotplug mp3: directory '/nope' does not exist\n\n"),
        "{said}"
    );
}

#[test]
fn pending_is_written_even_if_the_start_fails() {
    let mut world = furnished();
    succeed(&mut world, "pct start 101");
    succeed(&mut world, "pct set 101 --nameserver 9.9.9.9");
    succeed(&mut world, "pct stop 101");
    world.state.bridges.clear();
    assert_eq!(fail(&mut world, "pct start 101"), "bridge 'vmbr0' does not exist\n");
    assert_eq!(
        (
            setting(&world, "nameserver").as_str(),
            conf(&world, "101").contains('[')
        ),
        ("9.9.9.9", false)
    );
}

#[test]
fn a_resize_that_the_storage_refuses_ends_well() {
    let mut world = furnished();
    succeed(&mut world, "pct resize 101 rootfs +1G");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:subvol-101-disk-0,size=3G");
    assert_eq!(
        fail(&mut world, "pct resize 101 rootfs 3G"),
        "disk is already at specified size\n"
    );
    assert_eq!(
        fail(&mut world, "pct resize 101 rootfs 1G"),
        "unable to shrink disk size\n"
    );
    world.state.faults.insert(
        "pct resize".to_owned(),
        "zfs error: cannot set: out of space".to_owned(),
    );
    let answer = typed(&mut world, "pct resize 101 rootfs 7.5G");
    assert_eq!(
        (answer.status, answer.stderr.as_str()),
        (0, "zfs error: cannot set: out of space\n")
    );
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
    world
        .files
        .write("/etc/pve/firewall/101.fw", "[OPTIONS]\n\nenable: 1\n");
    succeed(
        &mut world,
        "pct set 101 --onboot 1 --tags a --description top --mp0 local-zfs:1,mp=/d",
    );
    let printed = succeed(&mut world, "pct clone 101 301 --full");
    assert!(printed.starts_with("creating a clone of container 101 with ID 301\ncreate full clone of mountpoint rootfs (local-zfs:subvol-101-disk-0)\n"));
    let text = conf(&world, "301");
    assert!(
        !text.contains("BC:24:11:00:00:01") && text.contains("hwaddr=BC:24:11:"),
        "{text}"
    );
    for line in [
        "#top\n",
        "hostname: web\n",
        "onboot: 1\n",
        "tags: a\n",
        "mp0: local-zfs:subvol-301-disk-1,mp=/d,size=1G\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(world.read("/etc/pve/firewall/301.fw").is_some());
    assert!(!conf(&world, "101").contains("lock"));
    assert_eq!(
        fail(&mut world, "pct clone 101 301"),
        "CT 301 already exists on node 'pve1'\n"
    );
}

#[test]
fn a_clone_that_fails_leaves_nothing_behind() {
    let mut world = furnished();
    world
        .state
        .faults
        .insert("pct clone".to_owned(), "planted\n".to_owned());
    assert_eq!(fail(&mut world, "pct clone 101 301 --full"), "clone failed: planted\n");
    assert_eq!(
        (conf(&world, "301").as_str(), setting(&world, "lock").as_str()),
        ("", "(none)")
    );
    for (before, line, text) in [
        (
            "set 101 --mp3 /srv,mp=/s",
            "clone 101 301",
            "unable to clone mountpoint 'mp3' (type bind)\n",
        ),
        (
            "set 101 --delete mp3",
            "clone 101 301 --storage nosuch",
            "storage 'nosuch' does not exist\n",
        ),
        (
            "config 101",
            "clone 101 301 --snapname nope",
            "snapshot 'nope' does not exist\n",
        ),
        (
            "start 101",
            "clone 101 301",
            "Full clone of a running container is only possible from a snapshot\n",
        ),
    ] {
        succeed(&mut world, &format!("pct {before}"));
        assert_eq!(fail(&mut world, &format!("pct {line}")), text);
        assert_eq!(
            (conf(&world, "301").as_str(), setting(&world, "lock").as_str()),
            ("", "(none)")
        );
    }
}

#[test]
fn a_template_is_cloned_by_link_and_stays_while_it_is_used() {
    let mut world = furnished();
    succeed(&mut world, "pct template 101");
    assert_eq!(setting(&world, "rootfs"), "local-zfs:basevol-101-disk-0,size=2G");
    assert_eq!(
        fail(&mut world, "pct start 101"),
        "you can't start a CT if it's a template\n"
    );
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
    assert_eq!(
        fail(&mut world, "pct snapshot 101 second"),
        "snapshot name 'second' already used\n"
    );
    assert_eq!(
        fail(&mut world, "pct snapshot 101 current"),
        "unable to use snapshot name 'current' (reserved name)\n"
    );
    assert_eq!(
        fail(&mut world, "pct template 101"),
        "unable to create template, because CT contains snapshots\n"
    );
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
    assert_eq!(
        fail(&mut world, "pct snapshot 101 s1"),
        "snapshot feature is not available\n"
    );
    succeed(&mut world, &format!("pct create 102 {TEMPLATE}"));
    assert_eq!(
        fail(&mut world, "pct snapshot 102 s1"),
        "snapshot feature is not available\n"
    );
}

#[test]
fn destroy_takes_volumes_and_firewall_and_says_so_only_when_purging() {
    let mut world = furnished();
    world.files.write("/etc/pve/firewall/101.fw", "[OPTIONS]\n");
    succeed(&mut world, "pct snapshot 101 s1");
    succeed(&mut world, "pct start 101");
    let said = succeed(&mut world, "pct destroy 101 --force 1 --purge 1");
    assert_eq!(
        said,
        "forced to stop CT 101 before destroying!\npurging CT 101 from related configurations..\n"
    );
    assert!(!world.zfs_exists("rpool/subvol-101-disk-0"));
    assert!(world.read("/etc/pve/firewall/101.fw").is_none());
    assert_eq!(succeed(&mut world, "pct list"), "");
}

#[test]
fn one_mistyped_number_takes_down_the_whole_list() {
    let mut world = furnished();
    let path = world.container_path("101");
    let text = conf(&world, "101") + "cores: 4x\n";
    world.files.write(path, text);
    let said = fail(&mut world, "pct list");
    let warning = "vm 101 - unable to parse value of 'cores' - type check ('integer') failed - got '4x'\n";
    assert_eq!(
        said,
        format!(
            "{warning}400 Result verification failed\n[0].cpus: type check ('number') failed - got '4x'\npct list \n"
        )
    );
    let answer = typed(&mut world, "pct set 101 --cores 4");
    assert_eq!((answer.status, answer.stderr.as_str()), (0, warning));
}

#[test]
fn an_empty_file_is_a_container() {
    let mut world = world();
    world.files.write(world.container_path("141"), "");
    assert_eq!(succeed(&mut world, "pct config 141"), "");
    assert!(succeed(&mut world, "pct list").contains("141        stopped                 CT141"));
}

#[test]
fn deleting_what_is_not_set_is_only_warned_of() {
    let mut world = furnished();
    let answer = typed(&mut world, "pct set 101 --delete onboot --delete cores");
    let text = "cannot delete 'onboot' - not set in current configuration!\ncannot delete 'cores' - not set in current configuration!\n";
    assert_eq!((answer.status, answer.stderr.as_str()), (0, text));
}
