//! What the numbers of a dataset allow: what the kernel would refuse of a quota, a reservation or a volume's size, and what would
//! lose data, told before anything is typed.

use std::collections::BTreeMap;

use super::{Form, INHERIT, Row, Situation, Why, row_of, why};
use crate::plan::Refusal;
use crate::zfs_dataset::DatasetType;
use crate::zfs_dataset::surroundings::Surroundings;
use crate::zfs_dataset::text::Value;

/// Said of a quota that is too small (`zfs set`, exit 255).
const TOO_SMALL: &str = "size is less than current used or reserved space";
/// Said of a reservation that is too large (`zfs set`, exit 255).
const TOO_LARGE: &str = "size is greater than available space";

fn number(properties: &BTreeMap<String, Value>, name: &str) -> Option<u64> {
    properties.get(name)?.text.parse().ok()
}

/// Returns a normal value as this dataset stores it.
pub(super) fn as_stored(row: &Row, wanted: String, observed: &BTreeMap<String, Value>) -> Result<String, Why> {
    match (row.name, wanted.as_str()) {
        // `zfs create -V` rounds up to the block size, `zfs set volsize` refuses what is no multiple.
        ("volsize", _) => {
            let block = number(observed, "volblocksize").filter(|block| *block > 0);
            let rounded = block.and_then(|block| wanted.parse::<u64>().ok()?.checked_next_multiple_of(block));
            Ok(rounded.map_or(wanted, |bytes| bytes.to_string()))
        }
        ("refreservation", "auto") => {
            let volume = number(observed, "volsize");
            if volume.is_none() {
                return refuse_auto(DatasetType::Filesystem).map(|()| wanted);
            }
            let found = number(observed, "refreservation").unwrap_or(0);
            let whole = volume.map_or(u64::MAX, |size| whole_volume(size, observed));
            // On raidz ZFS reserves more than that, for the parity.
            Ok(if found >= whole { found.to_string() } else { wanted })
        }
        _ => Ok(wanted),
    }
}

pub(super) fn refuse_auto(dataset_type: DatasetType) -> Result<(), Why> {
    match dataset_type {
        DatasetType::Volume => Ok(()),
        DatasetType::Filesystem => Err(why("'refreservation=auto' only allowed on volumes", "mend the value")),
    }
}

/// Returns what ZFS reserves for a volume of this size and its metadata, on mirrors and single disks
/// (`zvol_volsize_to_reservation` of OpenZFS 2.3.9: 108789760 for 100M in blocks of 16K).
fn whole_volume(size: u64, observed: &BTreeMap<String, Value>) -> u64 {
    const BLOCKS_PER_INDIRECT: u64 = 1024;
    const INDIRECT_BYTES: u64 = 128 << 10;
    let block = number(observed, "volblocksize").filter(|block| *block > 0).unwrap_or(16 << 10);
    let copies = number(observed, "copies").unwrap_or(1);
    let mut blocks = size / block;
    let mut indirect: u64 = 7;
    while blocks > 1 {
        blocks = blocks.div_ceil(BLOCKS_PER_INDIRECT);
        indirect += blocks;
    }
    let metadata = indirect.saturating_mul((copies + 1).min(3)).saturating_mul(INDIRECT_BYTES);
    size.saturating_mul(copies).saturating_add(metadata)
}

/// Returns a limit as it will be once all is as wished; 0 if there is none.
fn to_be(name: &str, situation: Situation<'_>) -> u64 {
    let present = number(situation.observed, name).unwrap_or(0);
    let wished = situation.wishes.get(name).filter(|value| *value != INHERIT);
    let wished =
        wished.and_then(|value| row_of(name)?.normal(value, situation.surroundings.release).ok()?.parse().ok());
    wished.unwrap_or(present)
}

/// Returns why a property of what belongs to a container (`zoned`) is not set.
///
/// ZFS refuses to say where it is mounted or shared (`zfs set`, exit 255; `zfs inherit`, exit 1; OpenZFS 2.3.9, run), but for
/// `mountpoint=none` and `legacy`. What stops to be the container's is mounted by the host, where the container may have said.
pub(super) fn refuse_zoned(row: &Row, wanted: &str, situation: Situation<'_>) -> Result<(), Why> {
    let observed = situation.observed;
    if observed.get("zoned").is_none_or(|zoned| zoned.text != "on") {
        return Ok(());
    }
    let reason = match row.name {
        "zoned" => return refuse_mountpoint_of_a_container(situation),
        "mountpoint" if wanted == INHERIT => "dataset is used in a non-global zone".to_owned(),
        "mountpoint" if !wanted.starts_with('/') => return Ok(()),
        "mountpoint" | "sharenfs" | "sharesmb" if wanted != INHERIT => {
            format!("'{}' cannot be set on dataset in a non-global zone", row.name)
        }
        _ => return Ok(()),
    };
    let is_to_end = situation.wishes.get("zoned").is_some_and(|zoned| zoned != "on");
    let remedy =
        if is_to_end { "run again once `zoned` is off" } else { "wish `zoned` off too, and run twice; or take it out" };
    Err(why(reason, remedy))
}

fn refuse_mountpoint_of_a_container(situation: Situation<'_>) -> Result<(), Why> {
    let own =
        situation.observed.get("mountpoint").filter(|value| value.source == "local" && value.text.starts_with('/'));
    let Some(place) = own.filter(|_| !situation.wishes.contains_key("mountpoint")) else { return Ok(()) };
    let reason = format!("it would be mounted at {}, which whoever is root in its container may have set", place.text);
    Err(why(
        reason,
        "wish that mountpoint too, if it is right; or `zfs set mountpoint=none` first, which is allowed while it is zoned",
    ))
}

/// Returns why a new value would be refused by the kernel or lose data.
pub(super) fn refuse(row: &Row, wanted: &str, found: &str, situation: Situation<'_>) -> Result<(), Why> {
    let observed = situation.observed;
    refuse_zoned(row, wanted, situation)?;
    match row.name {
        "keylocation" => return refuse_key_location(wanted, observed),
        "version" if wanted < found => {
            let reason = format!("Can not downgrade; already at version {found}");
            return Err(why(reason, "take it out of the properties"));
        }
        _ => {}
    }
    let Ok(wanted) = wanted.parse::<u64>() else { return Ok(()) };
    let present = found.parse::<u64>().unwrap_or(0);
    match row.name {
        "volsize" => refuse_shrinking(wanted, present),
        "quota" => refuse_too_small(wanted, &["used", "reservation"], situation),
        "refquota" => refuse_too_small(wanted, &["referenced", "refreservation"], situation),
        "reservation" => {
            let used = number(observed, "used").unwrap_or(0);
            let more = wanted.max(used) - present.max(used).min(wanted.max(used));
            refuse_too_large(wanted, "quota", situation)?;
            let free = situation.surroundings.free_above.filter(|free| more > *free);
            free.map_or(Ok(()), |free| Err(too_large(&format!("{more} bytes more, and {free} are available above"))))
        }
        "refreservation" => {
            refuse_too_large(wanted, "refquota", situation)?;
            // What it holds is part of its reservation already.
            let held = number(observed, "referenced").unwrap_or(0).max(present);
            let more = wanted.saturating_sub(held);
            let free = number(observed, "available").filter(|free| more > *free);
            free.map_or(Ok(()), |free| Err(too_large(&format!("{more} bytes more, and {free} are available"))))
        }
        _ => Ok(()),
    }
}

/// `zfs set volsize` shrinks in silence: exit 0, no prompt, and the data past the end is gone.
fn refuse_shrinking(wanted: u64, present: u64) -> Result<(), Why> {
    match wanted < present {
        false => Ok(()),
        true => {
            let lost = present - wanted;
            let reason = format!("a volume is never shrunk: {lost} bytes at its end would be lost");
            Err(why(reason, "make a smaller volume and copy what is needed"))
        }
    }
}

fn refuse_too_small(wanted: u64, floors: &[&str], situation: Situation<'_>) -> Result<(), Why> {
    if wanted == 0 {
        return Ok(());
    }
    let floor = |name: &str| match row_of(name).map(|row| row.form) {
        Some(Form::SizeOrNone) => to_be(name, situation),
        _ => number(situation.observed, name).unwrap_or(0),
    };
    let above = floors.iter().map(|name| (name, floor(name))).find(|(_, bytes)| *bytes > wanted);
    let Some((name, bytes)) = above else { return Ok(()) };
    Err(why(format!("{TOO_SMALL} ({name} is {bytes} bytes)"), "free space first, or wish a larger one"))
}

fn refuse_too_large(wanted: u64, ceiling: &str, situation: Situation<'_>) -> Result<(), Why> {
    let limit = to_be(ceiling, situation);
    match limit > 0 && wanted > limit {
        true => Err(too_large(&format!("{ceiling} is {limit} bytes"))),
        false => Ok(()),
    }
}

fn too_large(numbers: &str) -> Why {
    why(format!("{TOO_LARGE} ({numbers})"), "wish a smaller one, or make room first")
}

fn refuse_key_location(wanted: &str, observed: &BTreeMap<String, Value>) -> Result<(), Why> {
    let is_encrypted = observed.get("encryption").is_some_and(|value| value.text != "off");
    match (is_encrypted, wanted == "none") {
        (false, false) => {
            Err(why("keylocation must be 'none' for unencrypted datasets", "take it out of the properties"))
        }
        (true, true) => Err(why("keylocation must not be 'none' for encrypted datasets", "mend the value")),
        _ => Ok(()),
    }
}

/// Returns why properties that could each be given to a new dataset cannot be given together, or not at this place.
pub(in crate::zfs_dataset) fn refuse_together(
    wishes: &BTreeMap<String, String>,
    dataset_type: DatasetType,
    surroundings: &Surroundings,
) -> Vec<Refusal> {
    let new = Situation { observed: &BTreeMap::new(), wishes, surroundings };
    let checks = [refuse_space(new, dataset_type), refuse_encryption(new), refuse_normalization(new)];
    let refusal = |(property, (why, remedy)): (&str, Why)| {
        let wanted = wishes.get(property).map_or("not given", String::as_str).to_owned();
        Refusal { property: property.to_owned(), wanted, found: "absent".to_owned(), why, remedy }
    };
    checks.into_iter().filter_map(Result::err).map(refusal).collect()
}

/// What is refused, and why.
type Named = (&'static str, Why);

/// `zfs create` says `out of space`; with one CPU and no preemption it never comes back for a volume that does not fit.
fn refuse_space(new: Situation<'_>, dataset_type: DatasetType) -> Result<(), Named> {
    let out_of_space = |numbers: String| why(format!("out of space: {numbers}"), "wish less, or make room first");
    for (reserved, limit) in [("reservation", "quota"), ("refreservation", "refquota")] {
        let (bytes, limit_bytes) = (to_be(reserved, new), to_be(limit, new));
        if limit_bytes > 0 && bytes > limit_bytes {
            return Err((reserved, out_of_space(format!("{limit} is {limit_bytes} bytes, {reserved} {bytes}"))));
        }
    }
    let is_thick =
        dataset_type == DatasetType::Volume && new.wishes.get("refreservation").is_none_or(|it| it == "auto");
    let volume = if is_thick { to_be("volsize", new) } else { 0 };
    let needs = [
        ("volsize", volume),
        ("reservation", to_be("reservation", new)),
        ("refreservation", to_be("refreservation", new)),
    ];
    let Some(free) = new.surroundings.free_above else { return Ok(()) };
    match needs.into_iter().find(|(_, bytes)| *bytes > free) {
        Some((name, bytes)) => Err((name, out_of_space(format!("{bytes} bytes, and {free} are available above")))),
        None => Ok(()),
    }
}

fn refuse_encryption(new: Situation<'_>) -> Result<(), Named> {
    let wished = |name: &str| new.wishes.get(name).map(String::as_str);
    let Some(is_below_encrypted) = new.surroundings.is_below_encrypted else { return Ok(()) };
    let is_encrypted = wished("encryption").map_or(is_below_encrypted, |cipher| cipher != "off");
    let of_a_key = ["keyformat", "keylocation", "pbkdf2iters"].into_iter().find(|name| wished(name).is_some());
    if !is_encrypted {
        let Some(name) = of_a_key.filter(|name| wished(name) != Some("none")) else { return Ok(()) };
        let reason = "Encryption must be turned on to set encryption properties.";
        return Err((name, why(reason, "wish encryption too, or take it out")));
    }
    if wished("keyformat").is_none() {
        return match wished("encryption").is_some() && !is_below_encrypted {
            true => {
                let reason = "Keyformat required for new encryption root.";
                Err(("encryption", why(reason, "wish keyformat and keylocation too")))
            }
            false => Ok(()),
        };
    }
    match wished("keylocation").unwrap_or("prompt") {
        "prompt" => {
            let reason = "encryption failure: ZFS would ask for the key on a terminal, and there is none";
            Err(("keyformat", why(reason, "wish a keylocation (file:///...), or create it by hand")))
        }
        _ => Ok(()),
    }
}

fn refuse_normalization(new: Situation<'_>) -> Result<(), Named> {
    let wished = |name: &str| new.wishes.get(name).map(String::as_str);
    let is_chosen = wished("normalization").is_some_and(|form| form != "none");
    match is_chosen && wished("utf8only") == Some("off") {
        true => Err(("utf8only", why("'utf8only' must be set 'on' if normalization chosen", "mend the value"))),
        false => Ok(()),
    }
}
