//! Confinement, devices, former names and secrets: what concerns one container, or one value of the host, alone.

use std::collections::HashSet;

use crate::config::json::Value;
use crate::config::lines::{cards, raw_option};

use super::{Facts, Guest, Verdicts};

/// Returns the value of a raw line of a container, the last of several.
fn raw_value<'f>(guest: &Guest<'f>, key: &str) -> Option<&'f str> {
    let options = guest.node("lxc_options")?.elements();
    let options = options.iter().filter_map(|option| raw_option(option.as_text()?));
    options.filter(|(name, _)| *name == key).map(|(_, value)| value).next_back()
}

const PROFILE: &str = "lxc.apparmor.profile";

/// V-45: `apparmor_profile: unconfined` alone was never written to a container; only the raw line was.
pub(super) fn unconfined_without_raw_option(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(place) =
            guest.place.member("apparmor_profile").filter(|place| place.node.as_text() == Some("unconfined"))
        else {
            continue;
        };
        if raw_value(guest, PROFILE).is_none() {
            let message =
                "the set-up of before never wrote `unconfined` to a container without a raw option; now it is unconfined"
                    .to_owned();
            verdicts.say_at(guest, &place, message, "write `generated` if Proxmox's own profile is meant");
        }
    }
}

/// V-46: an unprivileged container without AppArmor has given up half of its walls.
pub(super) fn unprivileged_and_unconfined(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(unprivileged) = guest.container.unprivileged.as_ref().filter(|unprivileged| unprivileged.value) else {
            continue;
        };
        if guest.text("apparmor_profile") == Some("unconfined") || raw_value(guest, PROFILE) == Some("unconfined") {
            verdicts.say_of(guest, unprivileged, "unprivileged, but not confined by AppArmor".to_owned(), "");
        }
    }
}

/// V-47: either the profile allows nesting, or Proxmox's feature does.
pub(super) fn nesting_twice_managed(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in facts.guests.iter().filter(|guest| guest.says_true("apparmor_manages_nesting")) {
        let Some(features) = &guest.container.features_of_proxmox else {
            continue;
        };
        if features.value.iter().any(|(name, value)| name == "nesting" && value == "1") {
            let message = "`nesting=1` beside `apparmor_manages_nesting`: both want to allow nesting".to_owned();
            verdicts.say_of(guest, features, message, "keep one of the two");
        }
    }
}

/// V-48: a raw option has a key of LXC and a value; every spelling that Proxmox reads is accepted.
pub(super) fn unreadable_raw_option(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        for option in guest.elements("lxc_options") {
            let is_readable = option.node.as_text().is_some_and(|text| raw_option(text).is_some());
            if !is_readable {
                verdicts.say_at(
                    guest,
                    &option,
                    "Proxmox cannot read this as a raw option".to_owned(),
                    "write `lxc.KEY: VALUE`",
                );
            }
        }
    }
}

/// V-49: graphics cards are written `0,1`.
pub(super) fn spelling_of_devices(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(place) = guest.place.member("gpu_assignment") else {
            continue;
        };
        let Some(text) = place.node.as_text() else { continue };
        let usual = |devices: Vec<u32>| devices.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        // What names none is refused where it is read.
        match cards(text).map(usual) {
            Some(usual) if text != usual && text != "none" && !text.is_empty() => {
                verdicts.say_at(guest, &place, format!("read as `{usual}`"), "");
            }
            _ => {}
        }
    }
}

/// V-50: a graphics card needs its driver in the container, installed there or in what it is a clone of.
pub(super) fn device_without_driver(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(place) = guest.place.member("gpu_assignment") else {
            continue;
        };
        let asks = place.node.as_text().and_then(cards).is_some_and(|devices| !devices.is_empty());
        if asks && lacks_driver(facts, guest) {
            let message =
                "a graphics card, but no `nvidia` among the features of the container and its clone sources".to_owned();
            verdicts.say_at(guest, &place, message, "add the feature `nvidia`");
        }
    }
}

/// Returns whether scripts are listed along the clone chain and the driver's is not among them.
///
/// Files of August 2025 list no install scripts at all: their `features` is absent or a text, and means Proxmox's.
fn lacks_driver(facts: &Facts<'_>, guest: &Guest<'_>) -> bool {
    let mut seen = HashSet::new();
    let mut scripts = Vec::new();
    let mut lists_scripts = false;
    let mut next = facts.guest(guest.container.ctid);
    // A circle of clones is reported elsewhere; here it only has to end.
    while let Some(guest) = next.filter(|guest| seen.insert(guest.container.ctid)) {
        let features = guest.node("features").map(|node| &node.value);
        lists_scripts |= matches!(features, Some(Value::Array(_)));
        scripts.extend(guest.container.install_features.iter().map(|feature| feature.value.as_str()));
        next = facts.source(guest);
    }
    lists_scripts && !scripts.contains(&"nvidia")
}

/// V-52: `swap` is the former name of `swap_mb`.
pub(super) fn swap_by_its_former_name(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        if let Some(place) = guest.place.member("swap") {
            verdicts.say_at(guest, &place, "the former name of `swap_mb`".to_owned(), "write `swap_mb`");
        }
    }
}

/// V-54: a `command` runs in the container, and there is no such path in it unless somebody has put it there.
pub(super) fn health_check_by_a_path_of_the_host(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(place) = guest.place.member("health_check").and_then(|check| check.member("command")) else {
            continue;
        };
        if place.node.as_text().is_some_and(|command| command.starts_with("/usr/local/phoenix_hypervisor/")) {
            let message = "it runs in the container, and this is a path of the host".to_owned();
            let remedy = "put the script into the container, or write it as a `script` in `health_checks`, which run on the host";
            verdicts.say_at(guest, &place, message, remedy);
        }
    }
}

/// V-63: a secret does not belong into a file that is kept with others; it is never quoted.
pub(super) fn secret_in_the_file(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    const SECRETS: [[&str; 2]; 3] =
        [["users", "password_hash"], ["portainer_api", "admin_password"], ["portainer_api", "api_key"]];
    for [section, key] in SECRETS {
        let Some(place) = facts.host.member(section).and_then(|section| section.member(key)) else {
            continue;
        };
        let is_set = place.node.as_text().is_some_and(|text| !text.is_empty() && text != "NOT_SET");
        if is_set {
            verdicts.say_of_host(&place, "a secret in the file".to_owned(), "keep it elsewhere; nothing here needs it");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;
    use super::*;

    #[test]
    fn raw_options_are_split_as_proxmox_does() {
        assert_eq!(raw_option("lxc.apparmor.profile=unconfined"), Some((PROFILE, "unconfined")));
        assert_eq!(raw_option("lxc.mount.auto:sys:rw"), Some(("lxc.mount.auto", "sys:rw")));
        assert_eq!(
            raw_option("lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file"),
            Some(("lxc.mount.entry", "/dev/fuse dev/fuse none bind,create=file"))
        );
        for bad in ["", "lxc.", "lxc.: x", "memory: 5", "lxc.a", "lxc.a : b", "lxc.Ä: b"] {
            assert_eq!(raw_option(bad), None, "{bad}");
        }
    }

    #[test]
    fn unconfined_needs_its_raw_option() {
        let guests = r#""101": {"apparmor_profile": "unconfined"}, "102": {"apparmor_profile": "unconfined", "lxc_options": ["lxc.apparmor.profile: unconfined"]},
                        "103": {"apparmor_profile": "lxc-phoenix-v2"}"#;
        assert_eq!(broken("V-45", "", guests), ["warning lxc_configs.101.apparmor_profile"]);
    }

    #[test]
    fn unprivileged_and_unconfined_is_mentioned() {
        let guests = r#""101": {"unprivileged": true, "lxc_options": ["lxc.apparmor.profile=unconfined"]}, "102": {"unprivileged": false, "apparmor_profile": "unconfined"}"#;
        assert_eq!(broken("V-46", "", guests), ["info lxc_configs.101.unprivileged"]);
    }

    #[test]
    fn nesting_has_one_owner() {
        let guests = r#""101": {"apparmor_manages_nesting": true, "pct_options": ["nesting=1"]}, "102": {"apparmor_manages_nesting": true, "pct_options": ["keyctl=1"]}"#;
        assert_eq!(broken("V-47", "", guests), ["warning lxc_configs.101.pct_options"]);
    }

    #[test]
    fn a_raw_option_that_proxmox_cannot_read_is_refused() {
        assert_eq!(
            broken("V-48", "", r#""101": {"lxc_options": ["lxc.a=b", "apparmor=x", 5]}"#),
            ["refused lxc_configs.101.lxc_options[1]", "refused lxc_configs.101.lxc_options[2]"]
        );
    }

    #[test]
    fn spellings_of_graphics_cards_are_read_alike() {
        for (text, findings) in [("none", 0), ("0", 0), ("0,1", 0), ("", 0), ("0, 1", 1), ("0 1", 1)] {
            assert_eq!(
                broken("V-49", "", &format!(r#""101": {{"gpu_assignment": "{text}"}}"#)).len(),
                findings,
                "{text}"
            );
        }
        assert_eq!(cards("0, 1"), Some(vec![0, 1]));
    }

    #[test]
    fn a_driver_may_come_from_the_source_of_the_source() {
        let guests = |feature: &str| {
            format!(
                r#""900": {{"features": ["{feature}"]}}, "901": {{"clone_from_ctid": 900}}, "101": {{"clone_from_ctid": 901, "gpu_assignment": "0"}}"#
            )
        };
        assert!(broken("V-50", "", &guests("nvidia")).is_empty());
        assert!(broken("V-50", "", r#""101": {"gpu_assignment": "0", "features": "nesting=1"}"#).is_empty());
        assert!(broken("V-50", "", r#""101": {"gpu_assignment": "0"}"#).is_empty());
        assert_eq!(broken("V-50", "", r#""101": {"gpu_assignment": "0", "features": []}"#).len(), 1);
        assert_eq!(broken("V-50", "", &guests("docker")), ["warning lxc_configs.101.gpu_assignment"]);
    }

    #[test]
    fn former_names_are_mentioned() {
        let guests = r#""101": {"swap": 512}, "102": {"swap_mb": 512}"#;
        assert_eq!(broken("V-52", "", guests), ["info lxc_configs.101.swap"]);
    }

    #[test]
    fn a_check_in_the_container_by_a_path_of_the_host_is_mentioned() {
        let check = |command: &str| format!(r#""101": {{"health_check": {{"command": "{command}"}}}}"#);
        let script = "/usr/local/phoenix_hypervisor/bin/health_checks/check_step_ca.sh";
        assert_eq!(broken("V-54", "", &check(script)), ["warning lxc_configs.101.health_check.command"]);
        assert!(broken("V-54", "", &check("nc -z localhost 9000")).is_empty());
    }

    #[test]
    fn a_secret_is_named_and_never_quoted() {
        let host =
            r#""users": {"password_hash": "hunter2"}, "portainer_api": {"admin_password": "NOT_SET", "api_key": null}"#;
        assert_eq!(broken("V-63", host, ""), ["warning users.password_hash"]);
        let configuration = crate::config::read(format!("{{{host}}}").as_bytes(), b"{\"lxc_configs\": {}}").unwrap();
        assert!(configuration.findings.iter().all(|finding| !finding.to_string().contains("hunter2")));
    }
}
