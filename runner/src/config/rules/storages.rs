//! Storages: which are declared, what they are called, what they can hold.

use std::collections::HashSet;

use crate::config::json::Value;
use crate::config::{StorageType, hypervisor};

use super::{Facts, Verdicts};

fn is_declared(facts: &Facts<'_>, id: &str) -> bool {
    facts.configuration.storages.iter().any(|storage| storage.id.as_str() == id)
}

/// V-17: a root file system lies on a storage of the files, or on one that the host has anyway.
pub(super) fn undeclared_storage_pool(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(storage) = guest.container.storage_pool.as_ref() else {
            continue;
        };
        if !is_declared(facts, storage.value.as_str()) {
            let message =
                format!("no dataset is offered as the storage `{}`; it is looked for on the host", storage.value);
            verdicts.say_of(guest, storage, message, "");
        }
    }
}

/// V-18: a volume lies on a storage of the files, or on one that the host has anyway.
pub(super) fn undeclared_volume_pool(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        for volume in ["volumes", "zfs_volumes"].iter().flat_map(|key| guest.elements(key)) {
            let Some(pool) = volume.member("pool") else { continue };
            if let Some(id) = pool.node.as_text().filter(|id| !is_declared(facts, id)) {
                verdicts.say_at(
                    guest,
                    &pool,
                    format!("no dataset is offered as the storage `{id}`"),
                    "declare it, or correct the id",
                );
            }
        }
    }
}

/// V-51: a size is a number; the container's own upper limit is the pool's business.
pub(super) fn size_in_quotes(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let in_quotes = matches!(guest.node("storage_size_gb").map(|node| &node.value), Some(Value::Text(_)));
        if let Some(size) = guest.container.storage_size_gb.as_ref().filter(|_| in_quotes) {
            verdicts.say_of(
                guest,
                size,
                format!("the size is written as a text, read as {}", size.value),
                "write it without quotes",
            );
        }
    }
}

/// V-55: an override is found by its exact key, `POOL_NAME` with the dashes of NAME as underscores.
pub(super) fn override_that_matches_nothing(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let looked_up: HashSet<String> =
        facts.configuration.datasets.iter().map(|dataset| hypervisor::lookup_key(&dataset.name)).collect();
    let overrides = facts.host.member("proxmox_storage_ids");
    let overrides = overrides.iter().flat_map(super::Place::members);
    for (key, place) in overrides.filter(|(key, _)| !looked_up.contains(*key)) {
        let meant = looked_up.iter().find(|other| other.eq_ignore_ascii_case(key));
        let message = match meant {
            Some(meant) => {
                format!("no dataset is looked up by this key, but one by `{meant}`: upper and lower case count")
            }
            None => "no dataset is looked up by this key, so it has no effect".to_owned(),
        };
        verdicts.say_of_host(&place, message, "write POOL_NAME, with underscores for the dashes of NAME");
    }
}

/// V-56: pve-storage 9.1 lets a `zfspool` hold `images` and `rootdir` alone.
pub(super) fn content_that_zfspool_cannot_hold(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for storage in
        facts.configuration.storages.iter().filter(|storage| storage.storage_type.value == StorageType::ZfsPool)
    {
        let Some(content) = &storage.content else { continue };
        let strange: Vec<&str> = content
            .value
            .iter()
            .map(String::as_str)
            .filter(|word| !["images", "rootdir", "none"].contains(word))
            .collect();
        if !strange.is_empty() {
            let message = format!("a `zfspool` cannot hold {}, only images and rootdir", strange.join(" and "));
            let resource = format!("storage/{}", storage.id);
            verdicts.say(resource, (content.at, &content.key), message, "use the type `dir`, or take the content away");
        }
    }
}

/// V-61: two ids of which one begins the other are told apart here, but not by everyone's search for a text.
pub(super) fn id_that_begins_another(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let storages = &facts.configuration.storages;
    for storage in storages {
        let longer = |other: &&crate::config::Storage| {
            other.id != storage.id && other.id.as_str().starts_with(storage.id.as_str())
        };
        if let Some(other) = storages.iter().find(longer) {
            let message = format!("the storage id `{}` is also the beginning of `{}`", storage.id, other.id);
            verdicts.say(format!("storage/{}", storage.id), (storage.at, &storage.storage_type.key), message, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

    fn host(datasets: &str) -> String {
        format!(r#""zfs": {{"pools": [{{"name": "quickOS"}}], "datasets": [{datasets}]}}"#)
    }

    const DISKS: &str = r#"{"pool": "quickOS", "name": "lxc-disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"}"#;

    #[test]
    fn a_storage_that_no_dataset_offers_is_only_mentioned() {
        let guests = r#""101": {"storage_pool": "quickOS-lxc-disks"}, "102": {"storage_pool": "lxc-disks"}"#;
        assert_eq!(broken("V-17", &host(DISKS), guests), ["info lxc_configs.102.storage_pool"]);
    }

    #[test]
    fn the_pool_of_a_volume_is_a_storage_id() {
        let guests =
            r#""101": {"volumes": [{"pool": "quickOS-lxc-disks"}, {"pool": "aa"}], "zfs_volumes": [{"pool": "bb"}]}"#;
        assert_eq!(
            broken("V-18", &host(DISKS), guests),
            ["warning lxc_configs.101.volumes[1].pool", "warning lxc_configs.101.zfs_volumes[0].pool"]
        );
    }

    #[test]
    fn a_size_in_quotes_is_mentioned() {
        assert_eq!(
            broken("V-51", "", r#""101": {"storage_size_gb": "64"}, "102": {"storage_size_gb": 64}"#),
            ["info lxc_configs.101.storage_size_gb"]
        );
    }

    #[test]
    fn an_override_in_another_case_matches_nothing() {
        let ids = r#", "proxmox_storage_ids": {"quickos_lxc_disks": "abc", "quickOS_lxc_disks": "abd", "quickos_lxc": "abe"}"#;
        let expected = ["warning proxmox_storage_ids.quickos_lxc_disks", "warning proxmox_storage_ids.quickos_lxc"];
        assert_eq!(broken("V-55", &(host(DISKS) + ids), ""), expected);
    }

    #[test]
    fn a_zfspool_holds_no_files() {
        let snippets = DISKS.replace("images,rootdir", "images,snippets");
        assert_eq!(broken("V-56", &host(&snippets), ""), ["refused zfs.datasets[0].proxmox_content_type"]);
        assert!(broken("V-56", &host(&snippets.replace("zfspool", "dir")), "").is_empty());
        assert!(broken("V-56", &host(DISKS), "").is_empty());
    }

    #[test]
    fn an_id_that_begins_another_is_mentioned_once() {
        let sync = DISKS.replace("lxc-disks", "lxc-disks-sync");
        assert_eq!(
            broken("V-61", &host(&format!("{sync}, {DISKS}")), ""),
            ["info zfs.datasets[1].proxmox_storage_type"]
        );
    }
}
