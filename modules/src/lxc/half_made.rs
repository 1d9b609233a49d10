//! A container that a killed command left between two states: nothing in it is worth a start, and all of it may be somebody's data.

use std::collections::BTreeSet;

use super::Desired;
use super::life::refusal;
use crate::names::Ctid;
use crate::plan::Refusal;
use crate::pve::by_hand;
use crate::pve::guest_config::Config;

/// Refuses a container without a root disk, as a killed `pct create` or `pct clone` leaves it, and one that is locked by those.
pub(super) fn refuse(desired: &Desired, config: &Config) -> Option<Refusal> {
    let lock = config.main.settings.get("lock").map(String::as_str);
    let is_being_made = matches!(lock, Some("create" | "destroyed"));
    if config.effective("rootfs").is_some() && !is_being_made {
        return None;
    }
    let found = lock.map_or("no root disk".to_owned(), |lock| format!("locked ({lock})"));
    let why = "it is being made or destroyed, or whoever did so was killed: it is half-made";
    let storages = storages_named(config);
    let remedy = match storages.is_empty() {
        true => of_an_empty_one(desired.ctid, lock.is_some()),
        false => of_one_with_volumes(desired.ctid, &storages, lock.is_some()),
    };
    Some(refusal("state", "a whole container", found, why, remedy))
}

/// Nothing is offered here that destroys: a killed `pct restore --force` leaves the same lock on the old volumes.
fn of_one_with_volumes(ctid: Ctid, storages: &BTreeSet<&str>, is_locked: bool) -> String {
    let lists: Vec<String> = storages.iter().map(|storage| format!("`pvesm list {storage} --vmid {ctid}`")).collect();
    let unlock = if is_locked { format!("`pct unlock {ctid}`, and ") } else { String::new() };
    format!(
        "if nothing works on it ({}), look whether the volumes that it names hold data ({}): a killed `pct restore --force` leaves \
         a whole container like this; if they do, {unlock}see with `pct config {ctid}` what is missing before it is started; if they hold none, it may go",
        by_hand::whoever_works_on(ctid),
        lists.join(", ")
    )
}

fn of_an_empty_one(ctid: Ctid, is_locked: bool) -> String {
    let unlock = if is_locked { format!("`pct unlock {ctid}`, ") } else { String::new() };
    format!(
        "it names no volume: if nothing works on it ({}), look whether data of it is there all the same (`pvesm list STORAGE \
         --vmid {ctid}` of each storage): if so, restore /etc/pve/lxc/{ctid}.conf from a backup of the host; if not, {unlock}`pct \
         destroy {ctid}`, and run again",
        by_hand::whoever_works_on(ctid)
    )
}

/// Returns the storages of all volumes that it names, pending and detached ones too.
fn storages_named(config: &Config) -> BTreeSet<&str> {
    let is_of_a_volume = |key: &str| {
        let series = key.trim_end_matches(|letter: char| letter.is_ascii_digit());
        key == "rootfs" || matches!(series, "mp" | "unused")
    };
    let all = config.main.settings.iter().chain(&config.pending.settings);
    let texts = all.filter(|(key, _)| is_of_a_volume(key)).map(|(_, text)| text.as_str());
    texts.filter_map(storage).collect()
}

/// Returns the storage of a mount point's text; what is a path of the host has none.
fn storage(text: &str) -> Option<&str> {
    let first = text.split(',').next()?;
    let volume = first.strip_prefix("volume=").unwrap_or(first);
    volume.split_once(':').map(|(storage, _)| storage).filter(|storage| !storage.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config::parse;

    fn remedy(config: &str) -> Option<String> {
        let desired = serde_json::from_str(r#"{"ctid": 101}"#).unwrap();
        refuse(&desired, &parse(config)).map(|refusal| refusal.remedy)
    }

    #[test]
    fn what_names_a_volume_is_never_told_to_be_destroyed() {
        for (config, storage) in [
            ("lock: create\nrootfs: tank:subvol-101-disk-0,size=8G\n", "tank"),
            ("lock: destroyed\nunused0: volume=local:101/vm-101-disk-0.raw\n", "local"),
            ("mp3: nas:101/vm-101-disk-1.raw,mp=/data\n", "nas"),
            ("memory: 512\n\n[pve:pending]\nmp0: tank:subvol-101-disk-1,mp=/data\n", "tank"),
        ] {
            let remedy = remedy(config).unwrap();
            assert!(remedy.contains(&format!("`pvesm list {storage} --vmid 101`")), "{remedy}");
            assert!(!remedy.contains("destroy"), "{remedy}");
            assert_eq!(remedy.contains("pct unlock"), config.contains("lock"), "{remedy}");
        }
    }

    #[test]
    fn what_names_none_may_be_destroyed_and_is_unlocked_if_it_is_locked() {
        let text = remedy("lock: create\nmp0: /srv/data,mp=/data\n").unwrap();
        assert!(text.contains("`pct unlock 101`, `pct destroy 101`"), "{text}");
        let text = remedy("memory: 512\n").unwrap();
        assert!(text.contains("`pct destroy 101`") && !text.contains("unlock"), "{text}");
        assert_eq!(remedy("lock: backup\nrootfs: tank:subvol-101-disk-0,size=8G\n"), None);
    }
}
