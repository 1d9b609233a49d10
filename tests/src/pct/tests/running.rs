//! Locks, running containers, and what waits for a start.

use super::*;

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
        assert_eq!(fail(&mut world, &format!("pct {line}")), "CT is locked (backup)\n", "{line}");
    }
    let list = "VMID       Status     Lock         Name                \n101        stopped    backup       web                 \n";
    assert_eq!(succeed(&mut world, "pct list"), list);
    succeed(&mut world, "pct unlock 101");
    assert_eq!(fail(&mut world, "pct unlock 101"), "no lock found trying to remove any lock\n");
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
    assert_eq!(fail(&mut world, "pct destroy 101"), "can't remove CT 101 - protection mode enabled\n");
    succeed(&mut world, "pct start 101");
    succeed(&mut world, "pct set 101 --protection 0");
}

#[test]
fn starting_and_stopping_say_what_is_so_already() {
    let mut world = furnished();
    assert_eq!(succeed(&mut world, "pct status 101"), "status: stopped\n");
    succeed(&mut world, "pct start 101");
    assert_eq!(fail(&mut world, "pct start 101"), "CT 101 already running\n");
    assert_eq!(fail(&mut world, "pct destroy 101"), "unable to destroy CT 101 - container is running\n");
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
    succeed(&mut world, "pct set 101 --memory 300 --hostname new --nameserver 9.9.9.9 --features nesting=1");
    succeed(&mut world, "pct set 101 --mp0 /srv,mp=/srv,ro=1");
    succeed(&mut world, "pct set 101 --delete mp0");
    let text = conf(&world, "101");
    let pending = "\n[pve:pending]\ndelete: mp0\nfeatures: nesting=1\nmp0: /srv,mp=/srv,ro=1\nnameserver: 9.9.9.9\n";
    assert!(text.ends_with(pending) && text.contains("hostname: new\nmemory: 300\n"), "{text}");
    let shown = succeed(&mut world, "pct pending 101");
    for line in
        ["cur memory: 300\n", "new features: nesting=1\n", "del mp0: /srv,mp=/srv\n", "new nameserver: 9.9.9.9\n"]
    {
        assert!(shown.contains(line), "{shown}");
    }
    assert!(!succeed(&mut world, "pct config 101 --current").contains("features"));
    assert!(succeed(&mut world, "pct config 101").contains("features: nesting=1\n"));
    succeed(&mut world, "pct set 101 --revert features,mp0");
    assert!(conf(&world, "101").ends_with("\n[pve:pending]\nnameserver: 9.9.9.9\n"));
    succeed(&mut world, "pct stop 101");
    assert_eq!((setting(&world, "nameserver").as_str(), conf(&world, "101").contains('[')), ("9.9.9.9", false));
}

#[test]
fn a_hot_plug_that_fails_writes_nothing() {
    let mut world = furnished();
    succeed(&mut world, "pct start 101");
    let said = fail(&mut world, "pct set 101 --memory 300 --net2 name=eth2,bridge=vmbr55");
    let text = "400 Parameter verification failed.\nnet2: unable to hotplug net2: bridge 'vmbr55' does not exist\n\npct set <vmid> [OPTIONS]\n";
    assert_eq!((said.as_str(), setting(&world, "memory").as_str()), (text, "256"));
    let said = fail(&mut world, "pct set 101 --mp3 /nope,mp=/x");
    assert!(said.contains("mp3: unable to hotplug mp3: directory '/nope' does not exist\n\n"), "{said}");
}

#[test]
fn pending_is_written_even_if_the_start_fails() {
    let mut world = furnished();
    succeed(&mut world, "pct start 101");
    succeed(&mut world, "pct set 101 --nameserver 9.9.9.9");
    succeed(&mut world, "pct stop 101");
    world.remove_bridge("vmbr0");
    assert_eq!(fail(&mut world, "pct start 101"), "bridge 'vmbr0' does not exist\n");
    assert_eq!((setting(&world, "nameserver").as_str(), conf(&world, "101").contains('[')), ("9.9.9.9", false));
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
fn an_option_is_reverted_alone() {
    let mut world = furnished();
    for (options, words) in [
        ("--revert tty --delete tty", "delete: you can't use '-delete tty' and '-revert tty' at the same time"),
        ("--revert tty --tty 1", "revert: you can't use '-tty' and '-revert tty' at the same time"),
    ] {
        let said = fail(&mut world, &format!("pct set 101 {options}"));
        assert!(said.contains(words), "{said}");
    }
}
