//! Mounting what was left unmounted, from the top down: a dataset that is mounted before the one above it is hidden by that
//! one's mount, and what is written to it until then lands on the disk below.

use std::collections::BTreeMap;

use super::Desired;
use super::cover::Covered;
use super::properties::{INHERIT, is_own};
use super::text::Value;
use crate::command::Command;
use crate::names::DatasetName;
use crate::plan::{Change, Refusal, Risk, Step};

/// Mounts a filesystem that ZFS would mount by itself and that is not mounted, unless something lies below it.
pub(super) fn step(
    desired: &Desired,
    observed: &BTreeMap<String, Value>,
    covered: Option<&Covered>,
) -> Option<Result<Step, Box<Refusal>>> {
    if !is_mounted_as_it_is(desired, observed) {
        return None;
    }
    if let Some(covered) = covered {
        return Some(Err(Box::new(covered.refusal(desired))));
    }
    let change = Change::new("mounted", Some("no".to_owned()), Some("yes".to_owned()));
    // What stops to be zoned in this run can be mounted only if that is allowed: one is held with the other.
    let change = if is(observed, "zoned", "on") { change.risking(Risk::Interrupts) } else { change };
    Some(Ok(Step::run(Command::new("zfs").args(["mount", desired.name.as_str()]), vec![change])))
}

/// Returns whether a filesystem is to be mounted where it belongs by now, if nothing lies there.
pub(super) fn is_mounted_as_it_is(desired: &Desired, observed: &BTreeMap<String, Value>) -> bool {
    let wished = |name: &str| desired.properties.get(name).map(String::as_str);
    let Some(place) = left_unmounted(&desired.properties, observed) else { return false };
    // A new mountpoint is mounted when it is set, or inherited again; without its key nothing can be mounted.
    let is_its_own = observed.get("mountpoint").is_some_and(is_own);
    let will_be = wished("mountpoint").is_some_and(|wished| match wished {
        INHERIT => is_its_own,
        _ => wished.trim_end_matches('/') != place.trim_end_matches('/'),
    });
    !will_be && !is(observed, "keystatus", "unavailable")
}

/// Returns where a filesystem belongs that ZFS would mount by itself, that is not wished otherwise, and that is not mounted.
pub(super) fn left_unmounted<'a>(
    wishes: &BTreeMap<String, String>,
    observed: &'a BTreeMap<String, Value>,
) -> Option<&'a str> {
    let is_left = is(observed, "mounted", "no") && is_to_mount(wishes, observed);
    let place = observed.get("mountpoint").map(|value| value.text.as_str())?;
    Some(place).filter(|place| is_left && place.starts_with('/'))
}

/// The properties that decide whether and where a filesystem is mounted.
pub(super) const DECIDING: [&str; 3] = ["canmount", "mountpoint", "zoned"];

/// Returns whether a filesystem that is not mounted will be, now or at the next start of the host, once this is set.
pub(super) fn lets_mount(property: &str, wished: &str) -> bool {
    match property {
        "mountpoint" => true,
        "canmount" => wished == "on",
        "zoned" => wished != "on",
        _ => false,
    }
}

/// Returns whether ZFS will mount a filesystem by itself, as it is wished and else as it is.
///
/// It does so when the host starts and when a mountpoint is set, but not when `canmount` becomes `on` or `zoned` becomes `off`
/// (OpenZFS 2.3.9 and 2.4.4, run).
pub(super) fn is_to_mount(wishes: &BTreeMap<String, String>, observed: &BTreeMap<String, Value>) -> bool {
    let will_be = |property: &str, text: &str| match wishes.get(property) {
        Some(wished) if wished != INHERIT => wished == text,
        _ => is(observed, property, text),
    };
    will_be("canmount", "on") && !will_be("zoned", "on")
}

/// Returns why a filesystem is not mounted, to follow that it is not, and what a person types to mount it.
pub(super) fn why_not_mounted(name: &DatasetName, observed: &BTreeMap<String, Value>) -> (&'static str, String) {
    match () {
        () if is(observed, "keystatus", "unavailable") => {
            // One key opens the dataset that it was given to and all below it that have none of their own.
            let root = observed.get("encryptionroot").map(|value| value.text.as_str()).filter(|root| *root != "-");
            let root = root.unwrap_or(name.as_str());
            (", its key is not loaded", format!("`zfs load-key {root}`, then `zfs mount {name}`"))
        }
        () if is(observed, "canmount", "off") => {
            (", canmount is off", format!("`zfs set canmount=on {name}`, or wish that"))
        }
        () => ("", format!("try `zfs mount {name}`")),
    }
}

fn is(observed: &BTreeMap<String, Value>, property: &str, text: &str) -> bool {
    observed.get(property).is_some_and(|value| value.text == text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// An unmounted filesystem of its own mountpoint, with these properties besides; `inherited` are not its own.
    fn observed(pairs: &[(&str, &str)], inherited: &[&str]) -> BTreeMap<String, Value> {
        let mut all = BTreeMap::from([("mounted", "no"), ("mountpoint", "/t/a"), ("canmount", "on"), ("zoned", "off")]);
        all.extend(pairs.iter().copied());
        let source = |name: &str| if inherited.contains(&name) { "inherited from t" } else { "local" };
        let value = |name: &str, text: &str| Value { text: text.to_owned(), source: source(name).to_owned() };
        all.into_iter().map(|(name, text)| (name.to_owned(), value(name, text))).collect()
    }

    fn desired(wishes: &[(&str, &str)]) -> Desired {
        let wishes: BTreeMap<&str, &str> = wishes.iter().copied().collect();
        serde_json::from_value(json!({ "name": "t/a", "properties": wishes })).unwrap()
    }

    #[test]
    fn what_zfs_would_mount_by_itself_is_mounted_and_nothing_else() {
        for (wishes, found, inherited, is_mounted) in [
            (&[][..], &[][..], &[][..], true),
            (&[], &[("mounted", "yes")], &[], false),
            (&[], &[("canmount", "noauto")], &[], false),
            (&[("canmount", "on")], &[("canmount", "noauto")], &[], true),
            (&[("canmount", "off")], &[], &[], false),
            (&[("canmount", "inherit")], &[], &[], true),
            (&[], &[("zoned", "on")], &[], false),
            (&[("zoned", "off")], &[("zoned", "on")], &[], true),
            (&[("zoned", "on")], &[], &[], false),
            (&[], &[("mountpoint", "legacy")], &[], false),
            (&[], &[("keystatus", "unavailable")], &[], false),
            // ZFS mounts what gets a mountpoint.
            (&[("mountpoint", "/t/b")], &[], &[], false),
            (&[("mountpoint", "/t/a/")], &[], &[], true),
            (&[("mountpoint", "inherit")], &[], &[], false),
            (&[("mountpoint", "inherit")], &[], &["mountpoint"], true),
        ] {
            let observed = observed(found, inherited);
            let step = step(&desired(wishes), &observed, None).map(Result::unwrap);
            let typed = step.map(|step| step.action.to_string());
            assert_eq!(typed, is_mounted.then(|| "zfs mount t/a".to_owned()), "{wishes:?} {found:?}");
        }
    }

    #[test]
    fn who_stops_to_be_a_containers_is_mounted_at_the_same_risk() {
        let risk = |zoned: &str| {
            let step = step(&desired(&[("zoned", "off")]), &observed(&[("zoned", zoned)], &[]), None);
            step.unwrap().unwrap().changes[0].risk
        };
        assert_eq!((risk("on"), risk("off")), (Risk::Interrupts, Risk::Safe));
    }

    #[test]
    fn a_property_lets_mount_by_some_of_its_values() {
        for (property, wished, lets) in [
            ("mountpoint", "/srv", true),
            ("mountpoint", INHERIT, true),
            ("canmount", "on", true),
            ("canmount", "noauto", false),
            ("zoned", "off", true),
            ("zoned", INHERIT, true),
            ("zoned", "on", false),
            ("atime", "on", false),
        ] {
            assert_eq!(lets_mount(property, wished), lets, "{property}={wished}");
        }
    }
}
