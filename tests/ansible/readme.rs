//! What `playbooks/README.md` shows is what happens: the archive, installed in an empty folder, and played.

use std::fs;

use crate::place::Place;
use crate::setup::{self, Core};

/// The page, and what stands before and behind what it shows.
const PAGE: &str = "playbooks/README.md";
const BEGIN: &str = "<!-- played by tests/ansible/readme.rs -->\n```text\n";
const END: &str = "```\n";

/// What is typed, and how it ends.
const TYPED: [(&str, &[&str], i32); 4] = [
    ("ansible-galaxy", &["collection", "install", "thinkheads-phoenix-0.1.0.tar.gz"], 0),
    ("ansible-doc", &["-s", "-t", "module", "thinkheads.phoenix.phoenix_zfs_parameter"], 0),
    ("ansible-playbook", &["-i", "inventory.yml", "zfs_dataset.yml", "--check", "--diff"], 0),
    ("ansible-playbook", &["-i", "inventory.yml", "zfs_dataset.yml"], 0),
];

#[test]
fn what_the_page_shows_is_what_happens() {
    let place = Place::of_the_example(Core::Newest).with_its_own_collections();
    fs::copy(setup::archive(), place.path("thinkheads-phoenix-0.1.0.tar.gz")).unwrap();
    let example = setup::workspace().join("playbooks");
    fs::copy(example.join("zfs_dataset.yml"), place.path("zfs_dataset.yml")).unwrap();
    for pool in ["ember", "cellar"] {
        let disk =
            if pool == "ember" { "nvme-EXAMPLE_FLASH_2TB_A00000000001" } else { "ata-EXAMPLE_DISK_8TB_B00000000003" };
        place.type_on_the_host("zpool", &["create", pool, &format!("/dev/disk/by-id/{disk}")]);
    }
    let mut shown = String::new();
    for (program, arguments, code) in TYPED {
        shown += &place.type_in(program, arguments).ends_with(code).printed();
    }
    let path = setup::workspace().join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for it");
    let (_, after) = rest.split_once(END).expect("it ends");
    let right = format!("{before}{BEGIN}{shown}{END}{after}");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &right).unwrap();
        return;
    }
    assert!(right == page, "{PAGE} is not what happens; UPDATE_EXPECT=1 writes it.\n{shown}");
}
