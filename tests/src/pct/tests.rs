//! The recorded habits of `pct`, told as short stories on one host.

use super::*;
use crate::pvesm;
use crate::zfs::Pool;

mod copies;
mod laws;
mod running;

const TEMPLATE: &str = "local:vztmpl/debian-12-tiny_12.0-1_amd64.tar.gz";

fn world() -> World {
    let mut world = World::blank();
    world.add_pool("rpool", Pool::default());
    typed(&mut world, "pvesm add zfspool local-zfs --pool rpool");
    world.files.write("/var/lib/vz/template/cache/debian-12-tiny_12.0-1_amd64.tar.gz", "");
    world.files.write("/dev/nvidia0", "");
    world.files.make_directory(Path::new("/srv"));
    world
}

/// Returns a host with a container of id 101.
fn furnished() -> World {
    let mut world = world();
    let line = format!("pct create 101 {TEMPLATE} --hostname web --memory 256 --rootfs local-zfs:2");
    assert_eq!(typed(&mut world, &format!("{line} --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01")).status, 0);
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
    text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("(none)").to_owned()
}

#[test]
fn create_writes_its_defaults_down() {
    let mut world = world();
    let printed = succeed(&mut world, &format!("pct create 102 {TEMPLATE} --rootfs local-zfs:0.5"));
    assert!(printed.ends_with("Detected container architecture: amd64\n"), "{printed}");
    let expected = "arch: amd64\nhostname: CT102\nmemory: 512\nostype: debian\nrootfs: local-zfs:subvol-102-disk-0,size=512M\nswap: 512\nunprivileged: 1\n";
    assert_eq!(conf(&world, "102"), expected);
    assert_eq!(world.zfs_get("rpool/subvol-102-disk-0", "refquota").unwrap(), (512 << 20).to_string());
    assert!(world.read("/etc/pve/.vmlist").unwrap().contains("\"102\": { \"node\": \"pve1\", \"type\": \"lxc\""));
}

#[test]
fn a_failed_create_takes_everything_back() {
    let mut world = world();
    for (rest, text) in [
        ("local:vztmpl/nope.tar.gz --rootfs local-zfs:1", "volume 'local:vztmpl/nope.tar.gz' does not exist\n"),
        (&format!("{TEMPLATE} --rootfs local-zfs:2G"), "unable to parse zfs volume name '2G'\n"),
        (&format!("{TEMPLATE} --rootfs local-zfs:1 --mp0 /nope,mp=/y"), "directory '/nope' does not exist\n"),
    ] {
        let said = fail(&mut world, &format!("pct create 103 {rest}"));
        assert_eq!(said, format!("unable to create CT 103 - {text}"));
        assert_eq!(conf(&world, "103"), "");
        assert!(!world.zfs_exists("rpool/subvol-103-disk-0"));
    }
    world.state.faults.insert("pct create".to_owned(), "planted\n".to_owned());
    assert_eq!(fail(&mut world, &format!("pct create 103 {TEMPLATE}")), "unable to create CT 103 - planted\n");
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
        ("1000000000 T", bad("vmid: invalid format - value does not look like a valid VM ID\n")),
        ("103 nosuch:vztmpl/x", "storage 'nosuch' does not exist\n".to_owned()),
        ("103 T --rootfs nosuch:2", "storage 'nosuch' does not exist\n".to_owned()),
        ("103 T --rootfs isos:2", bad("storage: storage 'isos' does not support container directories")),
        ("103 T --mp0 local-zfs:1,mp=/x", "mount points configured, but 'rootfs' not set - aborting\n".to_owned()),
        (
            "103 T --rootfs local-zfs:1 --mp0 local-zfs:1",
            bad("mp0: invalid format - format error\nmp0.mp: property is missing and it is not optional\n"),
        ),
        ("103 T --dev0 /dev/nope", "Device /dev/nope does not exist\n".to_owned()),
        ("103 T --hookscript local:snippets/no.sh", "script 'local:snippets/no.sh' does not exist\n".to_owned()),
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
        ("--cmode foo", bad("cmode: value 'foo' does not have a value in the enumeration 'shell, console, tty'")),
        ("--startup foo=1", bad("startup: invalid format - unable to parse startup options\n")),
        ("--timezone Mars/Base", bad("timezone: invalid format - invalid time zone 'Mars/Base'\n")),
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
        ("--net0 name=eth0,bridge=vmbr77,mtu=1400", "bridge 'vmbr77' does not exist\n".to_owned()),
        ("--delete rootfs", "unable to delete required option 'rootfs'\n".to_owned()),
        ("--unprivileged 1", "unable to modify read-only option: 'unprivileged'\n".to_owned()),
        ("--delete unprivileged", "unable to delete read-only option: 'unprivileged'\n".to_owned()),
        ("--swap 100 --delete swap", bad("delete: you can't use '-swap' and -delete swap' at the same time")),
        ("--delete foo", bad("delete: unknown option 'foo'")),
        ("--mp10 srv,mp=/z10", "unable to parse volume ID 'srv'\n".to_owned()),
        ("--dev3 mode=0660", "Path has to be defined\n".to_owned()),
        (
            "--digest 00 --memory 512",
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
    assert!(seen.iter().all(|net| net.starts_with("name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:")), "{seen:?}");
}

#[test]
fn values_are_stored_in_their_own_forms() {
    let mut world = furnished();
    for (line, name, stored) in [
        ("--tags 'B b;a,,c  A;x.y+z'", "tags", "a;b;c;x.y+z"),
        ("--nameserver '1.1.1.1,9.9.9.9'", "nameserver", "1.1.1.1 9.9.9.9"),
        ("--features keyctl=yes,nesting=off", "features", "keyctl=yes,nesting=off"),
        ("--startup down=3,order=9", "startup", "down=3,order=9"),
        ("--cpuunits 20000", "cpuunits", "10000"),
        ("--cpulimit 2.50", "cpulimit", "2.50"),
        ("--dev0 mode=0660,gid=104,path=/dev/nvidia0", "dev0", "mode=0660,gid=104,path=/dev/nvidia0"),
        ("--mp1 /srv,mp=/srv,ro=yes,backup=0", "mp1", "/srv,mp=/srv,backup=0,ro=1"),
    ] {
        succeed(&mut world, &format!("pct set 101 {line}"));
        assert_eq!(setting(&world, name), stored, "{line}");
    }
}

#[test]
fn a_mount_point_with_a_size_is_made_anew_each_time() {
    let mut world = furnished();
    succeed(&mut world, "pct set 101 --mp0 local-zfs:1,mp=/data,backup=1");
    assert_eq!(setting(&world, "mp0"), "local-zfs:subvol-101-disk-1,mp=/data,backup=1,size=1G");
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
    assert_eq!(fail(&mut world, "pct start 101"), "unable to parse zfs volume name '2'\n");
    assert_eq!(fail(&mut world, "pct destroy 101"), "unable to parse zfs volume name '2'\n");
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
    assert_eq!((setting(&world, "arch").as_str(), setting(&world, "memory").as_str()), ("(none)", "640"));
}

#[test]
fn an_allocation_that_fails_writes_nothing() {
    let mut world = furnished();
    world.state.zfs.pools.get_mut("rpool").unwrap().read_only = true;
    let said = fail(&mut world, "pct set 101 --memory 777 --mp40 local-zfs:1,mp=/q");
    assert!(said.starts_with("unable to apply pending change mp40 : zfs error: "), "{said}");
    assert!(
        said.contains("400 Parameter verification failed.\nmp40: unable to apply pending change mp40 : "),
        "{said}"
    );
    assert_eq!(setting(&world, "memory"), "256");
}

#[test]
fn deleting_what_is_not_set_is_only_warned_of() {
    let mut world = furnished();
    let answer = typed(&mut world, "pct set 101 --delete onboot --delete cores");
    let text = "cannot delete 'onboot' - not set in current configuration!\ncannot delete 'cores' - not set in current configuration!\n";
    assert_eq!((answer.status, answer.stderr.as_str()), (0, text));
}
