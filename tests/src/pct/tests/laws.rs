//! What holds for every file and every command line.

use proptest::prelude::*;

use super::*;

/// Lines from which configurations are made, well-formed and not.
const LINES: &[&str] = &[
    "arch: amd64",
    "memory: 0512",
    "cores: 4x",
    "tags: ",
    "tags:b;a",
    "onboot: yes",
    "net0: name=eth0,bridge=vmbr0,hwaddr=bc:24:11:0a:0b:0c",
    "net0: foo",
    "mp2: /srv,mp=/srv",
    "#a%20description %C3%BC",
    "#",
    "#%FF",
    "description: old%20style",
    "frobnicate: 1",
    "Foo: 2",
    " memory: 500",
    "delete: swap",
    "[snapx]",
    "[pve:pending]",
    "snapstate: delete",
    "lxc.cap.drop:",
    "lxc.net.0.foo = bar",
    "lxc.bogus: 1",
    "lxc.environment.runtime: A=1",
    "",
    "parent: a\r",
];

/// Words from which command lines are made, sensible and not.
const WORDS: &[&str] = &[
    "101",
    "102",
    "99",
    "--memory",
    "512",
    "--net0",
    "name=eth0,bridge=vmbr0",
    "--mp0",
    "local-zfs:1,mp=/data",
    "local:1,mp=/data",
    "/srv,mp=/srv",
    "--rootfs",
    "local-zfs:2",
    "--delete",
    "mp0,net0",
    "--revert",
    "--tags",
    "B;a",
    "--lock",
    "backup",
    "--full",
    "--onboot",
    "rootfs",
    "+1G",
    "snap1",
    "--current",
    "--purge",
    "--force",
    "local:vztmpl/debian-12-tiny_12.0-1_amd64.tar.gz",
    "--description",
    "a: b",
    "=",
    "-",
    "--",
];

const LOOKS: &[&str] = &["config", "list", "listsnapshot", "pending", "status"];

fn command_line(verbs: Vec<&'static str>) -> impl Strategy<Value = Vec<&'static str>> {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..6);
    (prop::sample::select(verbs), words).prop_map(|(verb, mut words)| {
        words.insert(0, verb);
        words
    })
}

fn any_verb() -> Vec<&'static str> {
    VERBS.iter().map(|(name, ..)| *name).collect()
}

proptest! {
    /// The first rewrite may leave an empty section behind (of one that held nothing but an empty description), which the
    /// second one drops.
    #[test]
    fn what_was_rewritten_twice_is_rewritten_the_same(lines in prop::collection::vec(prop::sample::select(LINES), 0..20)) {
        let (once, _) = conf::read("101", &lines.join("\n"));
        let (twice, _) = conf::read("101", &once.text());
        let (thrice, _) = conf::read("101", &twice.text());
        prop_assert_eq!(thrice.text(), twice.text());
    }

    #[test]
    fn whoever_fails_says_why(lines in prop::collection::vec(command_line(any_verb()), 1..12)) {
        let mut world = furnished();
        for line in &lines {
            let answer = run(&mut world, line);
            prop_assert_eq!(answer.status != 0 && answer.stderr.is_empty(), false, "{:?}", line);
        }
    }

    #[test]
    fn looking_changes_no_file(lines in prop::collection::vec(command_line(LOOKS.to_vec()), 1..12)) {
        let mut world = furnished();
        let before = world.files.picture(Path::new("/"));
        for line in &lines {
            run(&mut world, line);
        }
        prop_assert_eq!(world.files.picture(Path::new("/")), before);
    }

    #[test]
    fn a_container_that_is_gone_leaves_no_volume(lines in prop::collection::vec(command_line(vec!["set", "resize"]), 0..8)) {
        let mut world = furnished();
        for line in &lines {
            run(&mut world, line);
        }
        run(&mut world, &["unlock", "101"]);
        if run(&mut world, &["destroy", "101", "--destroy-unreferenced-disks", "1"]).status == 0 {
            prop_assert!(world.state.zfs.datasets.keys().all(|name| !name.contains("-101-")));
        }
    }
}
