//! Mounting what was left unmounted.

use std::collections::BTreeMap;

use super::Desired;
use super::cover::Covered;
use super::text::Value;
use crate::command::Command;
use crate::plan::{Change, Refusal, Step};

/// Mounts a filesystem that ZFS would mount by itself and that is not mounted, unless something lies below it.
pub(super) fn step(
    desired: &Desired,
    observed: &BTreeMap<String, Value>,
    covered: Option<&Covered>,
) -> Option<Result<Step, Box<Refusal>>> {
    let is = |property: &str, text: &str| observed.get(property).is_some_and(|value| value.text == text);
    let wished = |name: &str| desired.properties.get(name).map(String::as_str);
    let place = observed.get("mountpoint").map(|value| value.text.as_str()).filter(|place| place.starts_with('/'))?;
    let is_left = is("mounted", "no") && is("canmount", "on") && wished("canmount").is_none_or(|word| word == "on");
    // A new mountpoint is mounted when it is set; without its key nothing can be mounted.
    let will_be =
        wished("mountpoint").is_some_and(|wished| wished.trim_end_matches('/') != place.trim_end_matches('/'));
    if !is_left || will_be || is("keystatus", "unavailable") || is("zoned", "on") {
        return None;
    }
    if let Some(covered) = covered {
        return Some(Err(Box::new(covered.refusal(desired))));
    }
    let change = Change::new("mounted", Some("no".to_owned()), Some("yes".to_owned()));
    Some(Ok(Step::run(Command::new("zfs").args(["mount", desired.name.as_str()]), vec![change])))
}
