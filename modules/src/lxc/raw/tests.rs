use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::pve::guest_config;

fn wish(arguments: &serde_json::Value) -> Desired {
    let mut all = json!({ "ctid": 101 });
    all.as_object_mut().unwrap().extend(arguments.as_object().unwrap().clone());
    serde_json::from_value(all).unwrap()
}

fn options(options: &serde_json::Value) -> Desired {
    wish(&json!({ "lxc_options": options }))
}

/// Returns the file after the edit, or nothing if none is wanted.
fn edited(desired: &Desired, file: &str) -> Option<String> {
    let Action::Edit { edit, .. } = compare(desired, &guest_config::parse(file), false).edit?.action else {
        panic!("no edit")
    };
    Some(edit.apply(file).unwrap())
}

fn refused(desired: &Desired) -> Vec<String> {
    compare(desired, &guest_config::parse("unprivileged: 1\n"), false)
        .refusals
        .into_iter()
        .map(|one| one.property)
        .collect()
}

#[test]
fn a_line_in_another_spelling_is_no_difference() {
    let file = "memory: 5\nlxc.mount.auto:sys:rw\nlxc.mount.entry = /dev/fuse  dev/fuse none bind,create=file 0 0\n";
    let desired = options(&json!({
        "lxc.mount.auto": ["sys:rw"], "lxc.mount.entry": ["/dev/fuse dev/fuse none bind,create=file"],
    }));
    assert_eq!(edited(&desired, file), None);
}

#[test]
fn only_lines_of_the_wished_keys_change() {
    let file = "memory: 5\nlxc.cap.drop=x\nlxc.mount.auto: a\nlxc.mount.auto: b\nlxc.mount.auto: c\n\n[good]\nlxc.mount.auto: z\n";
    let desired = options(&json!({ "lxc.mount.auto": ["a", "c", "d"] }));
    let after = "memory: 5\nlxc.cap.drop=x\nlxc.mount.auto: a\nlxc.mount.auto: c\nlxc.mount.auto: d\n\n[good]\nlxc.mount.auto: z\n";
    assert_eq!(edited(&desired, file).unwrap(), after);
    assert_eq!(edited(&options(&json!({ "lxc.cap.drop": [] })), "lxc.cap.drop:x\nmemory: 5\n").unwrap(), "memory: 5\n");
}

#[test]
fn lines_that_accumulated_become_one() {
    let desired = wish(&json!({ "apparmor_profile": "unconfined" }));
    let line = "lxc.apparmor.profile: unconfined\n";
    assert_eq!(edited(&desired, &format!("{line}memory: 5\n{line}{line}")).unwrap(), format!("{line}memory: 5\n"));
}

#[test]
fn what_is_denied_stands_before_what_is_allowed() {
    let desired = options(&json!({ "lxc.cgroup2.devices.allow": ["c 1:3 rwm"], "lxc.cgroup2.devices.deny": ["a"] }));
    let right = "lxc.cgroup2.devices.deny: a\nlxc.cgroup2.devices.allow: c 1:3 rwm\n";
    assert_eq!(edited(&desired, "").unwrap(), right);
    assert_eq!(edited(&desired, "lxc.cgroup2.devices.allow: c 1:3 rwm\n").unwrap(), right);
}

#[test]
fn a_line_with_a_former_name_is_written_anew() {
    let desired = options(&json!({ "lxc.aa_profile": ["unconfined"] }));
    assert_eq!(edited(&desired, "lxc.aa_profile: unconfined\n").unwrap(), "lxc.apparmor.profile: unconfined\n");
    assert_eq!(edited(&desired, "lxc.apparmor.profile: unconfined\n"), None);
}

#[test]
fn the_usual_profile_is_no_line() {
    let desired = wish(&json!({ "apparmor_profile": "generated" }));
    assert_eq!(edited(&desired, "lxc.apparmor.profile: unconfined\n").unwrap(), "");
    assert_eq!(edited(&desired, "memory: 5\n"), None);
}

#[test]
fn what_proxmox_or_lxc_would_not_take_is_refused_and_the_rest_is_not() {
    let desired = options(&json!({
        "lxc.rootfs.path": ["/x"], "lxc.environment.runtime": ["A=1"], "lxc.bogus": ["1"], "memory": ["5"],
        "lxc.cgroup.devices.allow": ["a"], "lxc.network.type": ["veth"], "lxc.mount.auto": ["two\nlines"],
        "lxc.tty.max": ["1"], "lxc.tty": ["1"],
    }));
    let mut expected = [
        "lxc.bogus",
        "lxc.cgroup.devices.allow",
        "lxc.environment.runtime",
        "lxc.mount.auto",
        "lxc.network.type",
        "lxc.rootfs.path",
        "lxc.tty.max",
        "memory",
    ];
    expected.sort_unstable();
    let mut found = refused(&desired);
    found.sort();
    assert_eq!(found, expected);
    let desired = options(&json!({ "lxc.bogus": ["1"], "lxc.cap.drop": [""] }));
    assert_eq!(edited(&desired, "").unwrap(), "lxc.cap.drop: \n");
}

#[test]
fn one_key_is_not_wished_in_two_ways() {
    let both = |profile: &str| {
        wish(&json!({ "apparmor_profile": profile, "lxc_options": { "lxc.apparmor.profile": ["unconfined"] } }))
    };
    assert!(refused(&both("unconfined")).is_empty());
    assert_eq!(refused(&both("generated")), ["apparmor_profile"]);
    assert_eq!(edited(&both("generated"), "memory: 5\n"), None);
}

#[test]
fn ids_of_a_privileged_container_are_not_mapped() {
    let desired = wish(&json!({ "id_maps": [{ "type": "gid", "container_id": 33, "host_id": 33 }] }));
    let compared = compare(&desired, &guest_config::parse("memory: 5\n"), false);
    assert_eq!((compared.edit, compared.refusals.len()), (None, 1));
    let lines = edited(&desired, "unprivileged: 1\n").unwrap();
    assert!(
        lines.ends_with("lxc.idmap: g 0 100000 33\nlxc.idmap: g 33 33 1\nlxc.idmap: g 34 100034 65502\n"),
        "{lines}"
    );
}

#[test]
fn lines_of_cards_are_not_those_of_the_key() {
    let file = "lxc.mount.entry: /dev/fuse dev/fuse none bind\nlxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind\n\
                lxc.cgroup2.devices.allow: c 195:* rwm\n";
    let of_key = |cards: &str| {
        let cards: serde_json::Value = serde_json::from_str(cards).unwrap();
        let entry = json!({ "lxc.mount.entry": ["/dev/fuse dev/fuse none bind"] });
        wish(&json!({ "lxc_options": entry, "gpu_assignment": cards }))
    };
    assert_eq!(edited(&of_key("[0]"), file), None);
    assert_eq!(edited(&of_key("[]"), file).unwrap(), "lxc.mount.entry: /dev/fuse dev/fuse none bind\n");
}

/// Lines as somebody may have written them, among other things.
fn file() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "lxc.mount.auto",
        "lxc.cap.drop",
        "lxc.cgroup2.devices.allow",
        "lxc.cgroup2.devices.deny",
        "lxc.aa_profile",
    ]);
    let spelling = prop::sample::select(vec![": ", ":", "=", " = "]);
    let raw = (key, spelling, "[a-c]{1,2}").prop_map(|(key, spelling, value)| format!("{key}{spelling}{value}"));
    let other =
        prop::sample::select(vec!["memory: 5", "#a note", "", "not a line", "lxc.tty.max = 2"]).prop_map(str::to_owned);
    let section = prop::sample::select(vec!["[first]", "[pve:pending]", "[x]"]).prop_map(str::to_owned);
    let line = prop_oneof![5 => raw, 3 => other, 1 => section];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.into_iter().map(|line| line + "\n").collect())
}

proptest! {
    #[test]
    fn after_the_edit_all_is_as_wished_and_no_other_byte_has_changed(
        file in file(),
        values in prop::collection::btree_map(
            prop::sample::select(vec!["lxc.mount.auto", "lxc.cgroup2.devices.allow", "lxc.cgroup2.devices.deny", "lxc.apparmor.profile"]),
            prop::collection::vec("[a-c]{1,2}", 0..4), 0..4),
    ) {
        let desired = options(&json!(values));
        let after = edited(&desired, &file).unwrap_or_else(|| file.clone());
        let config = guest_config::parse(&after);
        prop_assert_eq!(edited(&desired, &after), None, "twice changes nothing");
        for (key, wished) in &values {
            let found: Vec<&String> = config.main.raw.iter().filter(|(other, _)| present(other) == *key).map(|(_, value)| value).collect();
            prop_assert_eq!(found, wished.iter().collect::<Vec<_>>());
        }
        let main = |text: &str| text.split_inclusive('\n').take_while(|line| crate::plan::section_header(line).is_none()).count();
        let untouched = |text: &str| {
            let managed = |line: &str| crate::plan::raw_line(line).is_some_and(|(key, _)| values.contains_key(present(key).as_str()));
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (own, rest) = lines.split_at(main(text));
            own.iter().filter(|line| !managed(line)).chain(rest).copied().collect::<String>()
        };
        prop_assert_eq!(untouched(&after), untouched(&file));
        prop_assert_eq!(applied(guest_config::parse(&file), &desired).main.raw, config.main.raw);
    }
}
