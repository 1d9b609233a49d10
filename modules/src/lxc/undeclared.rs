//! Mount points of a container that no wish names: told, and detached only where the list is exclusive.

use std::collections::{BTreeMap, BTreeSet};

use super::settings::Difference;
use super::{Desired, disks, formats};
use crate::plan::{Change, Effect, Note, NoteKind};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Returns the mount points that are there, that no wish names and that the next start leaves, by their option.
fn undeclared<'c>(desired: &Desired, config: &'c Config) -> BTreeMap<String, &'c str> {
    if desired.mount_points.is_none() {
        return BTreeMap::new();
    }
    let wished: BTreeSet<String> = disks::mount_options(desired, config).into_iter().collect();
    let all = config.series("mp").into_iter().map(|(number, text)| (format!("mp{number}"), text));
    all.filter(|(option, _)| !wished.contains(option)).collect()
}

/// Returns what detaches them, if the list is exclusive: `pct set --delete` keeps a volume as `unusedN`.
pub(super) fn detached(desired: &Desired, config: &Config) -> Vec<Difference> {
    if !desired.exclusive_mounts {
        return Vec::new();
    }
    let detach = |(option, text): (String, &str)| {
        let change = Change::new(&option, Some(text.to_owned()), None).felt(Effect::AtRestart);
        Difference { option, typed: None, changes: vec![change] }
    };
    undeclared(desired, config).into_iter().map(detach).collect()
}

/// Returns the options that an exclusive list has detached already, and that wait for the next start.
pub(super) fn waiting(desired: &Desired, config: &Config) -> BTreeSet<String> {
    if !desired.exclusive_mounts || desired.mount_points.is_none() {
        return BTreeSet::new();
    }
    let is_mount = |option: &&str| option.strip_prefix("mp").is_some_and(|number| number.parse::<u16>().is_ok());
    config.pending_deletes().into_iter().filter(is_mount).map(str::to_owned).collect()
}

/// Tells of them, if they stay.
pub(super) fn note(desired: &Desired, config: &Config) -> Option<Note> {
    let mut undeclared = undeclared(desired, config);
    // Of several on a wished target it is told with the other oddities, in the wish that says where the root disk lies.
    if desired.storage_pool.is_some() {
        let wished = desired.mount_points.iter().flatten().filter_map(|mount| mount.target.as_deref());
        let wished: BTreeSet<String> = wished.map(formats::target).collect();
        undeclared.retain(|_, text| !wished.contains(&disks::target_of(text)));
    }
    if undeclared.is_empty() || desired.exclusive_mounts {
        return None;
    }
    let told = |(option, text): (&String, &&str)| {
        let text = PropertyString::parse(text);
        let source = text.leading().or(text.get("volume")).unwrap_or("nothing");
        format!("{option} ({source} at {})", formats::target(text.get("mp").unwrap_or("no target")))
    };
    let told: Vec<String> = undeclared.iter().map(told).collect();
    let text = format!("nobody wishes these mount points, they are left alone: {}", told.join(", "));
    Some(Note::new(NoteKind::Info, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config::parse;

    fn wish(json: &str) -> Desired {
        let mut wish: serde_json::Value = serde_json::from_str(json).unwrap();
        wish["ctid"] = 101.into();
        serde_json::from_value(wish).unwrap()
    }

    const THREE: &str = "mp0: /srv,mp=/srv\nmp1: tank:subvol-101-disk-1,mp=/data,size=1G\nmp7: /opt,mp=/opt/\n";

    #[test]
    fn what_is_in_no_wish_is_told_and_stays() {
        let desired = wish(r#"{"mount_points": [{"target": "/srv/"}]}"#);
        assert!(detached(&desired, &parse(THREE)).is_empty());
        let text = note(&desired, &parse(THREE)).unwrap().text;
        assert!(text.ends_with("left alone: mp1 (tank:subvol-101-disk-1 at /data), mp7 (/opt at /opt)"), "{text}");
        assert_eq!(note(&wish("{}"), &parse(THREE)), None);
        let doubled = wish(r#"{"storage_pool": "tank", "mount_points": [{"target": "/srv"}]}"#);
        assert_eq!(note(&doubled, &parse("mp0: /srv,mp=/srv\nmp1: /srv,mp=/srv/\n")), None);
        assert_eq!(note(&wish(r#"{"mount_points": []}"#), &parse("")), None);
    }

    #[test]
    fn an_exclusive_list_detaches_the_others_once() {
        let desired = wish(r#"{"mount_points": [{"id": 0}], "exclusive_mounts": true}"#);
        let options = |config: &str| -> Vec<String> {
            detached(&desired, &parse(config)).into_iter().map(|difference| difference.option).collect()
        };
        assert_eq!(options(THREE), ["mp1", "mp7"]);
        assert_eq!(note(&desired, &parse(THREE)), None);
        let waits = format!("{THREE}\n[pve:pending]\ndelete: mp1,mp7,tty\n");
        assert!(options(&waits).is_empty());
        assert_eq!(waiting(&desired, &parse(&waits)).len(), 2);
        assert!(detached(&wish(r#"{"exclusive_mounts": true}"#), &parse(THREE)).is_empty());
    }
}
