//! What holds for whatever bytes the two files have.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Configuration, Finding, Severity, read};

/// A pair of files in which most keys occur.
fn pair() -> [Value; 2] {
    let host = json!({
        "network": {"interfaces": {"name": "vmbr0", "address": "10.0.0.13/24"}},
        "zfs": {
            "pools": [{"name": "quickOS", "raid_level": "mirror", "disks": ["/dev/disk/by-id/a", "/dev/disk/by-id/b"]}],
            "datasets": [
                {"pool": "quickOS", "name": "lxc-disks", "properties": "recordsize=16K,quota=600G",
                 "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"},
                {"pool": "quickOS", "name": "iso", "properties": {"recordsize": "1M"}, "proxmox_storage_type": "dir", "proxmox_content_type": "iso"}
            ]
        },
        "proxmox_storage_ids": {"quickOS_iso": "isos"},
        "shared_volumes": {"ssl": {"host_path": "/quickOS/iso/ssl", "mounts": {"101": "/ssl"}}},
        "firewall": {"enabled": true, "global_firewall_rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "22"}]},
        "users": {"username": "phoenix_admin", "password_hash": "x"}
    });
    let lxc = json!({
        "lxc_configs": {
            "900": {"name": "base", "template": "/quickOS/iso/template/cache/u.tar.zst", "storage_size_gb": "16", "network_config": "10.0.0.200/24,10.0.0.1,8.8.8.8",
                    "features": "nesting=1", "is_template": true},
            "101": {"name": "web", "clone_from_ctid": "900", "memory_mb": 2048, "swap_mb": 512, "cores": 2, "storage_pool": "quickOS-lxc-disks",
                    "storage_size_gb": 32, "unprivileged": true, "dependencies": ["1002"], "mac_address": "52:54:00:AA:BB:CC",
                    "network_config": {"name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.5/24", "gw": "10.0.0.1", "nameservers": "8.8.8.8"},
                    "start_at_boot": true, "boot_order": 1, "boot_delay": 5, "pct_options": ["nesting=1"], "features": ["nvidia"],
                    "gpu_assignment": "0,1", "lxc_options": ["lxc.apparmor.profile=unconfined"],
                    "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80"}]}}
        }
    });
    [host, lxc]
}

/// Any small JSON value, among them those that come close to what the files hold.
fn any_value() -> impl Strategy<Value = Value> {
    let words = ["", "none", "dhcp", "101", "900", "10.0.0.5/24", "nesting=1", "a=b,c", "zfspool", "quickOS", "ü\u{0}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(words.to_vec()).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{0,6}|101|name|rules", inner), 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Returns the paths of all values.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                pointers(element, &format!("{here}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn replace_one(value: &mut Value, index: prop::sample::Index, by: Value) {
    let mut paths = Vec::new();
    pointers(value, "", &mut paths);
    let path: &String = index.get(&paths);
    *value.pointer_mut(path).unwrap() = by;
}

/// Checks what every answer promises, and returns whether the files were readable.
fn keeps_its_promises(answer: &Result<Configuration, Vec<Finding>>, lines: usize) -> bool {
    let findings = match answer {
        Ok(configuration) => &configuration.findings,
        Err(findings) => findings,
    };
    assert_eq!(answer.is_err(), findings.iter().any(|finding| finding.severity == Severity::Error));
    for finding in findings {
        let at = finding.at.expect("every finding has a line");
        assert!((1..=lines).contains(&(at.line as usize)), "{finding}");
        assert_eq!(finding.severity == Severity::Refuse, finding.resource.is_some(), "{finding}");
        assert!(!finding.message.is_empty() && !finding.to_string().contains('\n'), "{finding}");
    }
    answer.is_ok()
}

#[test]
fn the_pair_itself_is_readable() {
    let [host, lxc] = pair().map(|file| serde_json::to_vec_pretty(&file).unwrap());
    assert!(keeps_its_promises(&read(&host, &lxc), 200));
}

proptest! {
    #[test]
    fn no_bytes_crash_the_reader(host in any::<Vec<u8>>(), lxc in any::<Vec<u8>>()) {
        let lines = host.len().max(lxc.len()) + 1;
        keeps_its_promises(&read(&host, &lxc), lines);
    }

    #[test]
    fn no_value_in_any_place_crashes_the_reader(
        changes in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any_value()), 1..4),
    ) {
        let [mut host, mut lxc] = pair();
        for (of_host, index, by) in changes {
            replace_one(if of_host { &mut host } else { &mut lxc }, index, by);
        }
        let [host, lxc] = [host, lxc].map(|file| serde_json::to_vec_pretty(&file).unwrap());
        keeps_its_promises(&read(&host, &lxc), 2_000);
    }

    #[test]
    fn a_file_cut_anywhere_is_an_error_with_a_line(at in any::<prop::sample::Index>()) {
        let [host, lxc] = pair().map(|file| serde_json::to_vec_pretty(&file).unwrap());
        let cut = &lxc[..at.index(lxc.len() - 1)];
        prop_assert!(!keeps_its_promises(&read(&host, cut), 200));
    }

    #[test]
    fn a_flipped_byte_never_crashes_the_reader(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let [host, mut lxc] = pair().map(|file| serde_json::to_vec_pretty(&file).unwrap());
        let index = at.index(lxc.len());
        lxc[index] = byte;
        keeps_its_promises(&read(&host, &lxc), 500);
    }

    #[test]
    fn indentation_changes_lines_and_nothing_else(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_value()), 0..3),
    ) {
        let [host, mut lxc] = pair();
        for (index, by) in changes {
            replace_one(&mut lxc, index, by);
        }
        let host = host.to_string();
        let told = |lxc: String| {
            let answer = read(host.as_bytes(), lxc.as_bytes());
            let findings = answer.map_or_else(|findings| findings, |configuration| configuration.findings);
            let mut told: Vec<String> = findings.into_iter().map(|finding| format!("{} {}", finding.severity, finding.key)).collect();
            told.sort();
            told
        };
        prop_assert_eq!(told(lxc.to_string()), told(serde_json::to_string_pretty(&lxc).unwrap()));
    }
}
