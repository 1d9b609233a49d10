//! Storages.

use phoenix_modules::protocol::Verdict;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use serde_json::json;

use super::{assert_in_sync, check, converge, file_of, refused, settle, with_storage_cfg};

const PVESM: &str = "phoenix_pvesm";

#[test]
fn cp_0203_the_content_of_a_storage_that_exists_is_kept() {
    let host = with_storage_cfg("dir: media\n\tpath /srv/media\n\tcontent iso\n");
    let wish = json!({ "storage": "media", "type": "dir", "path": "/srv/media", "content": ["iso", "vztmpl"] });
    assert_eq!(settle(&host, PVESM, &wish), ["pvesm set media --content iso,vztmpl"]);
}

#[test]
fn cp_0213_every_option_that_is_wished_is_sent() {
    let options = json!({ "username": "backup", "domain": "office", "smbversion": "3.11", "subdir": "/pve" });
    let cifs = json!({ "storage": "nas", "type": "cifs", "server": "192.0.2.9", "share": "pve", "content": ["backup"],
        "nodes": ["pve1"], "options": options });
    let fingerprint = vec!["aa"; 32].join(":");
    let pbs = json!({ "storage": "far", "type": "pbs", "server": "192.0.2.8", "content": ["backup"],
        "options": { "datastore": "main", "fingerprint": fingerprint, "username": "root@pam", "namespace": "ns", "port": "8007" } });
    for wish in [cifs, pbs] {
        let planned = check(&SimHost::blank(), PVESM, &wish).steps[0].command.clone();
        for (name, value) in wish["options"].as_object().unwrap() {
            assert!(
                planned.contains(&format!("--{name} {}", value.as_str().unwrap())),
                "{name} is not sent: {planned}"
            );
        }
        assert!(planned.contains("--server 192.0.2."), "{planned}");
    }
}

#[test]
fn lae_0203_lists_in_any_order_and_flags_in_any_word_are_no_difference() {
    let host =
        with_storage_cfg("dir: media\n\tpath /srv/media\n\tcontent vztmpl,iso,backup\n\tnodes pve2,pve1\n\tshared 1\n");
    let wish = json!({ "storage": "media", "content": ["backup", "iso", "vztmpl"], "nodes": ["pve1", "pve2"], "shared": "yes",
        "options": { "disable": false } });
    for _ in 0..4 {
        assert_in_sync(&host, PVESM, &wish);
        // Every write by Proxmox throws the lists about.
        host.type_in("pvesm set media --prune-backups keep-last=3");
    }
}

#[test]
fn bpg_2465_absent_empty_and_default_are_not_taken_for_one_another() {
    let host = with_storage_cfg("dir: media\n\tpath /srv/media\n\tprune-backups keep-last=3\n");
    assert_in_sync(&host, PVESM, &json!({ "storage": "media" }));
    assert_in_sync(&host, PVESM, &json!({ "storage": "media", "content": ["images", "rootdir"] }));
    let emptied = json!({ "storage": "media", "options": { "prune-backups": "" } });
    assert_eq!(settle(&host, PVESM, &emptied), ["pvesm set media --delete prune-backups"]);
}

#[test]
fn cp_0304_content_is_not_asked_for_where_proxmox_has_a_default() {
    let host = SimHost::blank().with_pool("tank");
    assert_eq!(
        settle(&host, PVESM, &json!({ "storage": "tank", "type": "zfspool", "pool": "tank" })),
        ["pvesm add zfspool tank --pool tank"]
    );
    assert!(file_of(&host, "/etc/pve/storage.cfg").contains("zfspool: tank"));
}

#[test]
fn proxmox_a_storage_whose_ground_is_gone_is_told() {
    let text = "dir: usb\n\tpath /mnt/usb\n\tcontent backup\n\tis_mountpoint 1\n\nzfspool: cold\n\tpool cold/disks\n\tcontent rootdir\n";
    let host = with_storage_cfg(text);
    for (storage, what) in [("usb", "not mounted: '/mnt/usb'"), ("cold", "cold/disks")] {
        for inspect in ["auto", "cli"] {
            let refusal = refused(&host, PVESM, &json!({ "storage": storage, "inspect": inspect }));
            assert!(refusal.property == "active" && refusal.why.contains(what), "{inspect}: {refusal:?}");
        }
    }
    // What is there again is as declared.
    host.type_in("zpool create cold /dev/disk/by-id/nvme-cold");
    let host = host.with_pool("cold").with_dataset("cold/disks", &[]);
    assert_in_sync(&host, PVESM, &json!({ "storage": "cold" }));
}

#[test]
fn cp_password_is_neither_sent_each_run_nor_shown() {
    let wish = json!({ "storage": "nas", "type": "cifs", "server": "192.0.2.9", "share": "pve", "options": { "password": "hunter2" } });
    let host = SimHost::blank();
    let reply = call(&host, PVESM, wish.as_object().unwrap(), Mode::Converge);
    assert_eq!(reply.resources[0].verdict, Verdict::Refused);
    assert!(reply.resources[0].refusals[0].remedy.contains("pvesm set"), "{reply:?}");
    assert!(!serde_json::to_string(&reply).unwrap().contains("hunter2") && host.mutations().is_empty());
    let without = json!({ "storage": "local", "options": {} });
    assert_eq!(converge(&host, PVESM, &without).steps.len(), 0);
}
