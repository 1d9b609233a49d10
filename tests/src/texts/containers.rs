//! `ID.conf`: read as Proxmox reads it, and no line lost from sight.

use std::collections::BTreeMap;

use phoenix_modules::pve::guest_config::{self, Config, Section};

use crate::pct::conf;

/// Proxmox's reader and ours read the same; what Proxmox drops is in `passed_by`; what Proxmox writes is read whole.
pub(super) fn container(bytes: &[u8]) {
    let file = String::from_utf8_lossy(bytes);
    let config = guest_config::parse(&file);
    let (proxmox, said) = conf::read("101", &file);
    assert_same(&config, &proxmox);
    assert_no_line_is_lost(&config, &file, &said);

    let written = proxmox.text();
    let again = guest_config::parse(&written);
    assert_eq!(again.passed_by, [], "what Proxmox writes is passed by:\n{written}");
    assert_same(&again, &conf::read("101", &written).0);
    assert_eq!(raw(&again), raw(&config), "a rewrite by Proxmox changes the raw lines");
}

/// Each section of the one is that of the other, types of values aside: Proxmox turns `yes` into `1` and `08` into `8`.
fn assert_same(config: &Config, proxmox: &conf::Conf) {
    assert_section("the main section", &config.main, &proxmox.current);
    assert_section("[pve:pending]", &config.pending, &proxmox.pending);
    let names: Vec<&String> = config.snapshots.keys().collect();
    assert_eq!(names, proxmox.snapshots.keys().collect::<Vec<_>>(), "the snapshots differ");
    for (name, section) in &config.snapshots {
        assert_section(name, section, &proxmox.snapshots[name]);
    }
}

fn assert_section(name: &str, ours: &Section, theirs: &conf::Section) {
    let mut expected: BTreeMap<&str, &str> =
        theirs.values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    // The setting `env` itself is what Proxmox writes as those lines.
    let environment = expected.remove("env").filter(|_| !ours.settings.contains_key("env"));
    let keys: Vec<&str> = ours.settings.keys().map(String::as_str).filter(|key| *key != "env").collect();
    assert_eq!(keys, expected.keys().copied().collect::<Vec<_>>(), "{name}: the keys differ");
    for (key, value) in expected {
        let (ours, theirs) = (ours.settings[key].trim(), value.trim());
        let is_typed = ours.len() <= 40 && ["0", "1"].contains(&theirs)
            || theirs.parse::<u64>().is_ok_and(|_| ours.trim_start_matches('0') == theirs.trim_start_matches('0'));
        let is_same = if key == "description" {
            ours.trim_end_matches('\n') == theirs.trim_end_matches('\n')
        } else {
            ours == theirs || is_typed
        };
        assert!(is_same, "{name}: {key} is {ours:?} to us and {theirs:?} to Proxmox");
    }
    let is_environment = |(key, _): &&(String, String)| key == "lxc.environment.runtime";
    let (variables, raw): (Vec<_>, Vec<_>) = ours.raw.iter().partition(|line| is_environment(line));
    let variables: Vec<&str> = variables.iter().map(|(_, variable)| variable.as_str()).collect();
    assert!(environment.is_none_or(|all| all == variables.join("\0")), "{name}: the environment is {variables:?}");
    assert_eq!(raw, theirs.raw.iter().collect::<Vec<_>>(), "{name}: the raw lines differ");
}

/// The raw lines of each section. A variable with a zero byte in it is two to Proxmox.
fn raw(config: &Config) -> Vec<Vec<&(String, String)>> {
    fn plain(section: &Section) -> Vec<&(String, String)> {
        section.raw.iter().filter(|(key, _)| key != "lxc.environment.runtime").collect()
    }
    [&config.main, &config.pending].into_iter().chain(config.snapshots.values()).map(plain).collect()
}

/// What Proxmox's reader complains of and drops is remembered with its number and its bytes.
fn assert_no_line_is_lost(config: &Config, file: &str, said: &[String]) {
    let lines: Vec<&str> = file.split('\n').collect();
    for passed_by in &config.passed_by {
        assert_eq!(
            lines[passed_by.line.expect("a file has lines") - 1].trim_end_matches('\r'),
            passed_by.text.trim_end_matches('\r')
        );
    }
    let is_dropped = |complaint: &&String| {
        let what = complaint.strip_prefix("vm 101 - ").unwrap_or(complaint).trim_end();
        what.starts_with("unable to parse config: ")
            || (what.starts_with("lxc.") && what.ends_with(" is auto generated from rootfs"))
            || what == "property 'delete' is only allowed in [pve:pending]"
    };
    let dropped = said.iter().filter(is_dropped).count();
    assert_eq!(config.passed_by.len(), dropped, "{:?}\n{}", config.passed_by, said.concat());
}
