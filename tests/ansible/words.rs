//! Everything else that a playbook may say of a module: lists, loops, defaults, secrets, much text, the background.

use serde_json::json;

use crate::host;
use crate::place::{Place, Reach, Said};
use crate::setup::Core;

/// What stands in `plays/words.yml` under a vault, and in `plays/mistakes.yml`.
const SECRET: &str = "TOPSECRET-42";

/// What a task with `no_log` sends.
const UNSEEN: &str = "4711-0815";

fn words(core: Core, reach: Reach, options: &[&str]) -> Said {
    let place = Place::of(&host(), core, reach);
    place.write("vault.txt", "cheese\n");
    let said = place.play("words.yml", &[&["--vault-password-file", "vault.txt"], options].concat()).ends_with(0);
    let typed = place.typed();
    assert!(typed.iter().any(|typed| typed == "pct config 101"), "the defaults of the group did not arrive: {typed:?}");
    let made = place.path("world/root/tank/disks/subvol-101-disk-0/srv/model");
    assert_eq!(std::fs::read_to_string(made).unwrap(), "here\n");
    said.never_says(SECRET)
}

#[test]
fn words_on_the_newest_ansible() {
    let said = words(Core::Newest, Reach::Local, &[]).never_says(UNSEEN);
    said.says("a handler is told of a change").never_says("WARN").shows("words");
}

#[test]
fn words_on_the_oldest_ansible() {
    words(Core::Oldest, Reach::Local, &[]).never_says(UNSEEN).shows("words");
}

/// The controller itself prints the arguments of a loop's items and of no task that has `no_log`.
#[test]
fn secrets_are_kept_however_much_is_told() {
    words(Core::Newest, Reach::Ssh, &["-vvvv"]).never_says(UNSEEN).says("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER");
}

#[test]
fn mistakes_are_told_in_words() {
    let mut host = host();
    host["faults"] = json!({ "zfs create": "cannot create 'tank/full': out of space" });
    let place = Place::of(&host, Core::Newest, Reach::Local);
    let said = place.play("mistakes.yml", &[]).ends_with(0).never_says(SECRET);
    said.shows("mistakes");
    let place = Place::of(&host, Core::Oldest, Reach::Ssh);
    place
        .play("mistakes.yml", &["-vvv"])
        .ends_with(0)
        .never_says(SECRET)
        .says("failed=0    skipped=0    rescued=0    ignored=6");
}

#[test]
fn one_command_without_a_playbook() {
    let place = Place::of(&host(), Core::Newest, Reach::Local);
    let module = |name: &str, arguments: &str, more: &[&str]| {
        let name = format!("thinkheads.phoenix.{name}");
        place.type_in("ansible", &[&["-i", "inventory.yml", "pve1", "-m", &name, "-a", arguments], more].concat())
    };
    module("phoenix_lxc", "ctid=101 memory_mb=1024 onboot=yes", &["--check", "--diff"])
        .ends_with(0)
        .shows("one_command");
    assert_eq!(place.mutations(), Vec::<String>::new());
    module("phoenix_lxc", r#"{"ctid": 101, "memory_mb": 1024, "onboot": true}"#, &[]).ends_with(0).says("CHANGED");
    module("phoenix_lxc", "ctid=101 memory_mb=1024 onboot=yes", &[]).ends_with(0).says("\"changed\": false");
    module("phoenix_lxc", "ctid=101 memory_mb=few", &[]).ends_with(2).says("FAILED").says("'few'");
    assert_eq!(place.mutations(), ["pct set 101 --memory 1024 --onboot 1"]);
}

/// Who may not do it is told so by the host, and his files stay his.
#[test]
fn who_is_not_root_looks_and_is_told_what_he_may_not() {
    let place = Place::of(&host(), Core::Newest, Reach::Ssh);
    place.open_to_all();
    let module = |more: &[&str]| {
        let ask =
            ["-i", "inventory.yml", "pve1", "-m", "thinkheads.phoenix.phoenix_zfs_dataset", "-a", "name=tank/media"];
        place.type_in("ansible", &[&ask, more].concat())
    };
    let environment = place.environment();
    place.write("nobody.json", &json!({ "ansible_become_user": "nobody", "simulated": environment }).to_string());
    module(&["--check"]).ends_with(0).says("\"changed\": false");
    place.play("nobody.yml", &["-e", "@nobody.json", "--check"]).ends_with(0).says("ok=1    changed=0");
}
