//! How volumes of a container grow: the root disk and mount points, by `pct resize`, and never smaller.

use super::disks::{GIB, Judged, judge_mounts, misplaced_root, source_of};
use super::families::{MOUNT_POINT, ROOT};
use super::life::refusal;
use super::{Desired, MountPoint};
use crate::command::Command;
use crate::plan::{Change, Refusal, Risk, Step};
use crate::pve::guest_config::Config;
use crate::pve::property_string::{PropertyString, format_size, parse_size};

/// Returns the steps that grow volumes, and what is refused of sizes.
pub(super) fn grow(desired: &Desired, config: &Config) -> (Vec<Step>, Vec<Refusal>) {
    // One that is refused for its place is not grown there.
    let is_in_place = misplaced_root(desired, config).is_none();
    let root = desired
        .storage_size_gb
        .filter(|_| is_in_place)
        .map(|size| grow_one(desired, config, "storage_size_gb", ROOT.option, size.saturating_mul(GIB)));
    // One whose options are refused does not grow, and is told all that is wrong with it.
    let size_of_mount = |Judged { options, size }: Judged| size.map(|step| step.filter(|_| options.is_ok()));
    let mounts = judge_mounts(desired, config).into_iter().map(size_of_mount);
    let (mut steps, mut refusals) = (Vec::new(), Vec::new());
    for grown in root.into_iter().chain(mounts) {
        match grown {
            Ok(step) => steps.extend(step),
            Err(refusal) => refusals.push(*refusal),
        }
    }
    (steps, refusals)
}

pub(super) fn grow_mount(
    desired: &Desired,
    config: &Config,
    mount: &MountPoint,
    option: &str,
) -> Result<Option<Step>, Box<Refusal>> {
    match mount.size_gb {
        // What is not there yet is made as large as it is wished.
        Some(size) if config.standing(option).is_some() => {
            grow_one(desired, config, &format!("{option}.size"), option, size.saturating_mul(GIB))
        }
        _ => Ok(None),
    }
}

fn grow_one(
    desired: &Desired,
    config: &Config,
    property: &str,
    option: &str,
    wished: u64,
) -> Result<Option<Step>, Box<Refusal>> {
    let ctid = desired.ctid;
    let refuse = |found: String, why: &str, remedy: String| {
        Err(Box::new(refusal(property, format_size(wished), found, why, remedy)))
    };
    let source = source_of(&MOUNT_POINT, config.standing(option).unwrap_or(""));
    if source.starts_with('/') {
        let why = format!("unable to parse volume ID '{source}'");
        return refuse(source, &why, "what is not a volume has no size: leave it out".to_owned());
    }
    let Some(found) = size_of(option, config).as_deref().and_then(parse_size) else {
        let remedy = format!("`pct rescan --vmid {ctid}` reads it from the storage again");
        return refuse("no size".to_owned(), "the file does not tell the disk's size", remedy);
    };
    if wished < found {
        let remedy = "wish the size it has, or make a smaller container and move the data".to_owned();
        return refuse(format_size(found), "unable to shrink disk size", remedy);
    }
    if wished == found {
        return Ok(None);
    }
    let change = Change::new(option, Some(format_size(found)), Some(format_size(wished))).risking(Risk::Irreversible);
    let command = Command::new("pct").args(["resize", &ctid.to_string(), option, &format_size(wished)]);
    Ok(Some(Step::run(command, vec![change])))
}

/// Returns the present size of a disk as it is written, the running container's before a pending one.
pub(super) fn size_of(option: &str, config: &Config) -> Option<String> {
    let written = [config.main.settings.get(option), config.pending.settings.get(option)];
    written.into_iter().flatten().find_map(|text| PropertyString::parse(text).get("size").map(str::to_owned))
}
