//! The recorded complaints and habits of `pvesm add`, `set`, `remove` and `status`.

use super::*;
use crate::zfs::{Dataset, Pool};

fn world() -> World {
    let mut world = World::blank();
    for pool in ["rpool", "tank"] {
        world.state.zfs.pools.insert(pool.to_owned(), Pool::default());
        world.state.zfs.datasets.insert(pool.to_owned(), Dataset::default());
    }
    world
}

fn typed(world: &mut World, line: &str) -> Answer {
    run(world, &shell_words::split(line).unwrap().iter().map(String::as_str).collect::<Vec<_>>())
}

fn refused(line: &str) -> String {
    let mut world = world();
    typed(&mut world, "add dir d1 --path /srv/d1");
    typed(&mut world, "add zfspool zfull --pool tank");
    let answer = typed(&mut world, line);
    assert_ne!(answer.status, 0, "{line}");
    answer.stderr
}

#[test]
fn a_pool_is_added_with_the_mountpoint_that_it_has() {
    let mut world = world();
    assert_eq!(typed(&mut world, "add zfspool zmin --pool rpool"), Answer::silent());
    let text = world.read(config::PATH).unwrap();
    assert!(text.contains("zfspool: zmin\n\tpool rpool\n\tmountpoint /rpool\n\n"), "{text}");
    let warned = "warning for zwm - mountpoint: /other does not match current mount point: /tank\n";
    let answer = typed(&mut world, "add zfspool zwm --pool tank --mountpoint /other");
    assert_eq!((answer.status, answer.stderr.as_str()), (0, warned));
}

#[test]
fn adding_is_refused_in_the_recorded_words() {
    for (line, text) in [
        ("add zfspool zfull --pool rpool", "create storage failed: storage ID 'zfull' already defined\n"),
        ("add dir local --path /x", "create storage failed: storage ID 'local' already defined\n"),
        ("add zfspool znp", "missing value for required option 'pool'\n"),
        ("add zfspool zsh --pool tank --shared 1", "unexpected property 'shared'\n"),
        (
            "add zfspool zc --pool tank --content iso",
            "storage does not support content type 'iso'\nstorage does not support content type 'none'\n",
        ),
        ("add dir d4 --path /srv/d4 --content none", "create storage failed: unknown vtype 'none'\n"),
        ("add dir d5 --path /srv/d5 --content iso,none", "unable to combine 'none' with other content types\n"),
        (
            "add dir d6 --path relative/path",
            "400 Parameter verification failed.\npath: invalid format - value does not look like a valid absolute path\n\npvesm add <type> <storage> [OPTIONS]\n",
        ),
        ("add dir d8 --path '/srv/bench/d 8'", "illegal path for directory storage: /srv/bench/d 8\n"),
        (
            "add dir d10 --path /srv/d10 --is_mountpoint yes",
            "create storage failed: unable to activate storage 'd10' - directory is expected to be a mount point but is not mounted: '/srv/d10'\n",
        ),
        ("add nfs n1 --server 10.99.0.200 --export /exp", "create storage failed: storage 'n1' is not online\n"),
        (
            "add dir 1abc --path /x",
            "400 Parameter verification failed.\nstorage: invalid format - storage ID '1abc' contains illegal characters\n\npvesm add <type> <storage> [OPTIONS]\n",
        ),
        (
            "add dir a --path /x",
            "400 Parameter verification failed.\nstorage: invalid format - storage ID 'a' cannot be shorter than 2 characters\n\npvesm add <type> <storage> [OPTIONS]\n",
        ),
        (
            "add zfspool zbad --pool nopool",
            "zfs error: cannot open 'nopool': no such pool\n\nzfs error: cannot open 'nopool': no such pool\n\ncreate storage failed: could not activate storage 'zbad', zfs error: cannot import 'nopool': no such pool available\n\n",
        ),
    ] {
        assert_eq!(refused(line), text, "{line}");
    }
}

#[test]
fn setting_is_refused_in_the_recorded_words() {
    for (line, text) in [
        ("set d1 --path /x", "Unknown option: path\n400 unable to parse option\npvesm set <storage> [OPTIONS]\n"),
        ("set zfull --pool rpool", "update storage failed: can't change value of fixed parameter 'pool'\n"),
        ("set d1 --delete path", "update storage failed: unable to delete required option 'path'\n"),
        ("set d1 --sparse 1", "update storage failed: unexpected property 'sparse'\n"),
        ("set nosuch --content iso", "update storage failed: storage 'nosuch' does not exist\n"),
        (
            "set d1 --digest 0000000000000000000000000000000000000000 --content iso",
            "update storage failed: detected modified configuration - file changed by other user? Try again.\n",
        ),
        ("remove d3", "delete storage failed: storage 'd3' does not exist\n"),
    ] {
        assert_eq!(refused(line), text, "{line}");
    }
}

#[test]
fn setting_nothing_and_deleting_what_is_not_there_succeed() {
    let mut world = world();
    typed(&mut world, "add dir d1 --path /srv/d1");
    for line in ["set d1", "set d1 --delete disable", "set d1 --disable 0", "remove local"] {
        assert_eq!(typed(&mut world, line), Answer::silent(), "{line}");
    }
    assert!(typed(&mut world, "status").stdout.contains("\nlocal "));
}

#[test]
fn directories_are_made_for_the_content_only() {
    let mut world = world();
    typed(&mut world, "add dir d3 --path /srv/d3/ --content 'iso, backup;rootdir'");
    let there = ["dump", "private", "template"].map(str::to_owned);
    assert_eq!(world.files.list(Path::new("/srv/d3")).unwrap(), there);
    assert!(world.read(config::PATH).unwrap().contains("\tpath /srv/d3\n"));
}

#[test]
fn a_held_lock_fails_after_ten_seconds_of_words() {
    let mut world = world();
    world.files.make_directory(Path::new("/etc/pve/priv/lock/file-storage_cfg"));
    let answer = typed(&mut world, "set local --content iso");
    let line = "trying to acquire cfs lock 'file-storage_cfg' ...\n";
    let end = "update storage failed: cfs-lock 'file-storage_cfg' error: got lock request timeout\n";
    assert_eq!(answer.stderr, line.repeat(9) + end);
}

#[test]
fn the_columns_of_status_are_as_wide_as_the_longest_name() {
    let mut world = world();
    typed(&mut world, "add dir d11 --path /srv/d11 --nodes nonode");
    let lines = "\
Name         Type     Status     Total (KiB)      Used (KiB) Available (KiB)        %
d11           dir   disabled               0               0               0      N/A
local         dir     active       264212084        21528248        73757640    8.15%
";
    assert_eq!(typed(&mut world, "status").stdout, lines);
    let text = "400 Parameter verification failed.\nstorage: No such storage.\npvesm status  [OPTIONS]\n";
    assert_eq!(typed(&mut world, "status --storage nosuch").stderr, text);
}

#[test]
fn volumes_are_allocated_listed_and_freed() {
    let mut world = world();
    typed(&mut world, "add zfspool local-zfs --pool tank");
    let answer = typed(&mut world, "alloc local-zfs 300 '' 1G");
    assert_eq!(answer.stdout, "successfully created 'local-zfs:vm-300-disk-0'\n");
    typed(&mut world, "alloc local-zfs 300 '' 1G --format subvol");
    let list = "\
Volid                       Format  Type            Size VMID
local-zfs:subvol-300-disk-1 subvol  images    1073741824 300
local-zfs:vm-300-disk-0     raw     images    1073741824 300
";
    assert_eq!(typed(&mut world, "list local-zfs").stdout, list);
    assert_eq!(typed(&mut world, "path local-zfs:vm-300-disk-0").stdout, "/dev/zvol/tank/vm-300-disk-0\n");
    assert_eq!(typed(&mut world, "path local-zfs:subvol-999-disk-0").stdout, "/tank/subvol-999-disk-0\n");
    let answer = typed(&mut world, "free local-zfs:vm-300-disk-0");
    assert_eq!(answer.stdout, "Removed volume 'local-zfs:vm-300-disk-0'\n");
    let text = "illegal name 'subvol-300-disk-9' - should be 'vm-300-*'\n";
    assert_eq!(typed(&mut world, "alloc local-zfs 300 subvol-300-disk-9 1G").stderr, text);
}

#[test]
fn volumes_get_the_name_and_the_format_that_are_asked_for() {
    let mut world = world();
    typed(&mut world, "add zfspool zz --pool tank");
    let said = |world: &mut World, line: &str| {
        let answer = typed(world, line);
        format!("{}{}", answer.stdout, answer.stderr)
    };
    let named = "alloc zz 300 subvol-300-disk-7 1G --format subvol";
    assert_eq!(said(&mut world, named), "successfully created 'zz:subvol-300-disk-7'\n");
    assert!(said(&mut world, named).ends_with("'tank/subvol-300-disk-7': dataset already exists\n"));
    assert!(said(&mut world, "alloc local 300 vm-300-disk-4.qcow2 1M").contains("fmt=qcow2 "));
    assert!(typed(&mut world, "list local").stdout.contains("local:300/vm-300-disk-4.qcow2 qcow2   images"));
    for (line, end) in [
        ("alloc local 300 vm-300-disk-4.qcow2 1M", "/vm-300-disk-4.qcow2' already exists\n"),
        ("alloc local 300 foo 1M", "unable to parse volume filename 'foo'\n"),
        ("alloc local 300 '' 1M --format subvol", "storage does not support subvol quotas\n"),
        ("alloc zz 300 '' 1M --format qcow2", "/ZFSPoolPlugin.pm line 250.\n"),
    ] {
        assert!(said(&mut world, line).ends_with(end), "{line}: {}", said(&mut world, line));
    }
    let gone = "Removed volume 'local:300/x.raw'\ndisk image '/var/lib/vz/images/300/x.raw' does not exist\n";
    assert_eq!(said(&mut world, "free local:300/x.raw"), gone);
}

#[test]
fn what_is_disabled_or_for_others_is_not_looked_into() {
    let mut world = world();
    typed(&mut world, "add dir off --path /off --disable 1");
    typed(&mut world, "add dir other --path /other --nodes pve2");
    for verb in ["list off", "alloc off 300 '' 1M", "free off:300/vm-300-disk-0.raw"] {
        assert_eq!(typed(&mut world, verb).stderr, "storage 'off' is disabled\n", "{verb}");
    }
    assert_eq!(typed(&mut world, "list other").stderr, "storage 'other' is not available on node 'pve1'\n");
    assert!(!typed(&mut world, "status --enabled 1").stdout.contains("other"));
    assert!(typed(&mut world, "status --storage off --content images").stderr.contains("storage: No such storage."));
}

#[test]
fn an_old_option_is_noted_and_a_base_stays() {
    let mut world = world();
    let answer = typed(&mut world, "add dir old --path /srv//old/./x/ --mkdir 1");
    assert!(answer.stderr.starts_with("NOTE: The 'mkdir' option set for 'old' is deprecated"), "{answer:?}");
    assert!(world.read(config::PATH).unwrap().contains("\tpath /srv/old/x\n"));
    assert_eq!(typed(&mut world, "set old --delete mkdir").stderr, "");
    typed(&mut world, "add iscsi target --portal 192.0.2.9 --target x");
    typed(&mut world, "add lvm group --vgname vg0 --base target:0.0.0.scsi-1");
    let kept = "delete storage failed: can't remove storage - storage is used as base of another storage\n";
    assert_eq!(typed(&mut world, "remove target").stderr, kept);
    assert_eq!(typed(&mut world, "remove group"), Answer::silent());
    assert_eq!(typed(&mut world, "remove target"), Answer::silent());
}
