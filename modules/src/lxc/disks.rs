//! Disks of a container: options of `rootfs`, and mount points `mpN`.
//!
//! A volume is allocated once, by `STORAGE:SIZE`; typed again, that would make another one and detach the first. What
//! stands there is therefore always typed with its own volume (recorded with pve-container 6.1.10).

use std::collections::BTreeMap;

use super::families::{Family, MOUNT_POINT, ROOT};
use super::formats;
use super::growth;
use super::life::refusal;
use super::series;
use super::settings::{Compared, Difference, Felt, boolean, given, not_taken};
use super::{Desired, MountPoint, RootDisk};
use crate::names::Ctid;
use crate::plan::{Change, Refusal, Step};
use crate::pve::guest_config::Config;
use crate::pve::property_string::{PropertyString, format_size};

/// One GiB in bytes.
pub(super) const GIB: u64 = 1 << 30;

/// The size of a root disk that nobody gave one, in GiB (`pct create`).
pub(super) const DEFAULT_SIZE: u64 = 4;

/// Returns the options of the disks that are wished.
pub(super) fn options(desired: &Desired, config: &Config) -> Vec<String> {
    let is_root_wished = desired.storage_size_gb.is_some() || desired.rootfs.is_some();
    is_root_wished.then(|| ROOT.option.to_owned()).into_iter().chain(mount_options(desired, config)).collect()
}

/// Mount points are told apart by number, or by where they are seen in the guest.
pub(super) fn mount_options(desired: &Desired, config: &Config) -> Vec<String> {
    let (lasting, present) = (config.series("mp"), config.present_series("mp"));
    // What a running guest has there until its next start is that mount point still: another one would hide its data. Of
    // several it is the first with the wished source, else the one that is seen: the last hides the others.
    let at = |mount: &MountPoint| {
        let target = formats::target(mount.target.as_deref()?);
        let is_wished =
            |text: &str| mount.source.as_ref().is_some_and(|source| *source == source_of(&MOUNT_POINT, text));
        [&lasting, &present].into_iter().find_map(|series| {
            let there = series.iter().filter(|(_, text)| target_of(text) == target);
            let rank = |(number, text): &(&u16, &&str)| match is_wished(text) {
                true => (true, i32::from(u16::MAX - **number)),
                false => (false, i32::from(**number)),
            };
            there.max_by_key(rank).map(|(number, _)| *number)
        })
    };
    let numbers = |mount: &MountPoint| (mount.id, at(mount));
    let numbers: Vec<_> = desired.mount_points.iter().flatten().map(numbers).collect();
    series::options("mp", &numbers, config)
}

pub(super) fn target_of(text: &str) -> String {
    formats::target(PropertyString::parse(text).get("mp").unwrap_or(""))
}

/// Returns the volume, directory or device of a disk.
pub(super) fn source_of(family: &Family, text: &str) -> String {
    family.get(&PropertyString::parse(text), "volume").unwrap_or("").to_owned()
}

/// Compares the options of the root disk and every mount point that is wished.
pub(super) fn compare(desired: &Desired, config: &Config, compared: &mut Compared) {
    let mut disks = Compared::default();
    if let Some(root) = &desired.rootfs {
        disks.add(compare_root(root, config));
    }
    if config.is_set("protection") {
        let protected = |difference: Difference| refuse_protected(desired, &difference);
        disks.refusals.extend(disks.differences.drain(..).map(protected));
    }
    for Judged { options, size } in judge_mounts(desired, config) {
        match options {
            Ok(difference) => disks.differences.extend(difference.filter(|_| size.is_ok())),
            Err(refusals) => disks.refusals.extend(refusals),
        }
    }
    compared.differences.extend(disks.differences);
    compared.refusals.extend(disks.refusals);
}

/// A mount point as it is judged, its options and its size: where one of both is refused, nothing of it is written.
pub(super) struct Judged {
    pub(super) options: Result<Option<Difference>, Vec<Refusal>>,
    pub(super) size: Result<Option<Step>, Box<Refusal>>,
}

pub(super) fn judge_mounts(desired: &Desired, config: &Config) -> Vec<Judged> {
    let options = mount_options(desired, config);
    let mounts: Vec<&MountPoint> = desired.mount_points.iter().flatten().collect();
    let judge = |(index, mount): (usize, &&MountPoint)| {
        let option = &options[index];
        let refusal = series::refuse_number("mp", &options, index)
            .or_else(|| refuse_move(desired.ctid, mount, option, config))
            .or_else(|| refuse_target(&mounts, index, &options, config))
            .or_else(|| refuse_root_or_twice(mount, option, config));
        let compared = match refusal {
            Some(refusal) => Err(vec![refusal]),
            None => compare_mount(desired.ctid, mount, option, config),
        };
        let compared = match compared {
            Ok(Some(difference)) if config.is_set("protection") => Err(vec![refuse_protected(desired, &difference)]),
            compared => compared,
        };
        Judged { options: compared, size: growth::grow_mount(desired, config, mount, option) }
    };
    mounts.iter().enumerate().map(judge).collect()
}

pub(super) fn refuse_protected(desired: &Desired, difference: &Difference) -> Refusal {
    let (ctid, option) = (desired.ctid, &difference.option);
    let why = format!("can't update CT {ctid} drive '{option}' - protection mode enabled");
    let wanted = difference.typed.clone().unwrap_or_default();
    refusal(option, wanted, "protected", why, format!("`pct set {ctid} --protection 0` first"))
}

/// Without a container there is nothing to compare: these options go into the value that makes the disk.
pub(super) fn root_options(root: &RootDisk) -> String {
    let pairs = root_keys(root).into_iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(key, value)| format!(",{key}={value}")).collect()
}

fn compare_root(root: &RootDisk, config: &Config) -> Result<Option<Difference>, Vec<Refusal>> {
    let wished = root_keys(root);
    let refusals = ROOT.refuse(ROOT.option, &wished);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let Some(found) = config.standing(ROOT.option) else { return Ok(None) };
    let mut merged = ROOT.merge(ROOT.option, &wished, Some(found), root.exclusive);
    // `pct set --rootfs` forgets the size unless it is told again, and a pending line may have an older one.
    if let Some(size) = growth::size_of(ROOT.option, config) {
        merged.string.set("size", &size);
    }
    Ok(waiting(ROOT.option, &merged.string, merged.changes))
}

fn waiting(option: &str, string: &PropertyString, changes: Vec<Change>) -> Option<Difference> {
    let changes: Vec<Change> = changes.into_iter().map(|change| change.felt(Felt::AtRestart.effect())).collect();
    (!changes.is_empty()).then(|| Difference { option: option.to_owned(), typed: Some(string.to_string()), changes })
}

/// A guest finds its data where it left it: what is mounted is never moved to another place to converge. Taking back a move
/// that waits for the next start moves nothing.
fn refuse_move(ctid: Ctid, mount: &MountPoint, option: &str, config: &Config) -> Option<Refusal> {
    let wished = mount.target.as_deref().filter(|target| !target.is_empty())?;
    let standing = config.standing(option)?;
    let present = config.main.settings.get(option).map(String::as_str);
    if [Some(standing), present].into_iter().flatten().any(|text| target_of(text) == formats::target(wished)) {
        return None;
    }
    let mut moved = MOUNT_POINT.merge(option, &[("mp", wished.to_owned())], Some(standing), false).string;
    if !source_of(&MOUNT_POINT, standing).starts_with('/') {
        moved.remove("size");
    }
    let why = "what is mounted is never moved to converge: a guest would no more find its data where it left it";
    let remedy = format!(
        "leave its number (id) out to have another mount point there; if it is to be moved, end what writes to it and type \
         `pct set {ctid} --{option} '{moved}'`"
    );
    Some(refusal(&format!("{option}.mp"), wished, target_of(standing), why, remedy))
}

/// `pct` takes both without a word: a mount over the whole root disk, and one volume in two places (recorded).
fn refuse_root_or_twice(mount: &MountPoint, option: &str, config: &Config) -> Option<Refusal> {
    if config.standing(option).is_some() {
        return None;
    }
    if mount.target.as_deref().map(formats::target).as_deref() == Some("/") {
        let why = "it would be mounted over the whole root disk".to_owned();
        return Some(not_taken(&format!("{option}.mp"), "/", why, "wish a place below it".to_owned()));
    }
    let source = mount.source.as_deref().filter(|source| !source.starts_with('/'))?;
    let rootfs = config.standing(ROOT.option).map(|text| (ROOT.option.to_owned(), text));
    let mounts = config.series("mp").into_iter().map(|(number, text)| (format!("mp{number}"), text));
    let mut disks = rootfs.into_iter().chain(mounts);
    let (other, _) = disks.find(|(_, text)| source_of(&MOUNT_POINT, text) == source)?;
    let why = format!("{other} is this volume already");
    Some(not_taken(&format!("{option}.volume"), source, why, "wish it once, by the target that it has".to_owned()))
}

/// Returns the mount points that will get a new volume, and where each is seen.
pub(super) fn new_volumes(desired: &Desired, config: &Config) -> Vec<(String, String)> {
    let mounts = desired.mount_points.iter().flatten().zip(mount_options(desired, config));
    let new = mounts.filter(|(mount, option)| mount.storage.is_some() && config.standing(option).is_none());
    new.filter_map(|(mount, option)| Some((option, mount.target.clone()?))).collect()
}

/// Two mount points on one target: the later hides the earlier.
fn refuse_target(mounts: &[&MountPoint], index: usize, options: &[String], config: &Config) -> Option<Refusal> {
    let target = formats::target(mounts[index].target.as_deref()?);
    // Where it stands it hides no more than it did: that several do is told (`oddities`), and nobody's to mend unasked.
    let stands_there = config.standing(&options[index]).is_some_and(|text| target_of(text) == target);
    let same = |mount: &&&MountPoint| mount.target.as_deref().is_some_and(|other| formats::target(other) == target);
    let earlier = mounts[..index].iter().position(|mount| same(&mount)).map(|earlier| options[earlier].clone());
    let is_other = |(number, text): &(u16, &str)| format!("mp{number}") != options[index] && target_of(text) == target;
    // A new one is mounted at once, over what a running guest has there until its next start.
    let is_new = config.standing(&options[index]).is_none();
    let until_start = if is_new { config.present_series("mp") } else { BTreeMap::new() };
    let mut all = config.series("mp").into_iter().chain(until_start);
    let present = || all.find(is_other).filter(|_| !stands_there).map(|(number, _)| format!("mp{number}"));
    let other = earlier.or_else(present)?;
    let why = format!("{other} is mounted there already, and one of both would hide the other");
    let remedy = "wish another target, or the number that is there";
    Some(not_taken(&format!("{}.mp", options[index]), &target, why, remedy.to_owned()))
}

fn compare_mount(
    ctid: Ctid,
    mount: &MountPoint,
    option: &str,
    config: &Config,
) -> Result<Option<Difference>, Vec<Refusal>> {
    let wished = mount_keys(mount);
    let mut refusals = MOUNT_POINT.refuse(option, &wished);
    refusals.extend(mount.source.as_ref().and_then(|source| refuse_source_text(option, source)));
    if !refusals.is_empty() {
        return Err(refusals);
    }
    match config.standing(option) {
        None => match refuse_beside_base_volumes(ctid, mount, option, config) {
            Some(refusal) => Err(vec![refusal]),
            None => new_mount(mount, option, &wished).map(Some).map_err(|refusal| vec![refusal]),
        },
        Some(found) => {
            if let Some(refusal) = refuse_other_source(ctid, mount, option, found) {
                return Err(vec![refusal]);
            }
            let mut merged = MOUNT_POINT.merge(option, &wished, Some(found), mount.exclusive);
            let source = source_of(&MOUNT_POINT, found);
            if !source.starts_with('/') {
                // Proxmox reads it from the storage; an old one in a pending line would overwrite a new one.
                merged.string.remove("size");
            }
            if config.effective(option).is_none() {
                let kept =
                    Change::new(option, Some("detached with the next start".to_owned()), Some("kept".to_owned()));
                merged.changes.push(kept);
            }
            Ok(waiting(option, &merged.string, merged.changes))
        }
    }
}

fn refuse_source_text(option: &str, source: &str) -> Option<Refusal> {
    let property = format!("{option}.volume");
    let format = formats::MOUNT_PATH;
    let takes = "it takes a path of the host, or STORAGE:VOLUME";
    let (why, remedy) = match (format.check)(source) {
        Err(why) => (why, takes),
        Ok(()) if source.contains(',') => {
            ("a comma ends the value: the next word would be another key".to_owned(), takes)
        }
        Ok(()) if source.starts_with('/') => return None,
        Ok(()) if makes_a_volume(source) => {
            ("pct would make a new volume of it each time".to_owned(), "wish `storage` and `size_gb` for a new volume")
        }
        Ok(()) => ((formats::VOLUME.check)(source).err()?.trim_start_matches("invalid format - ").to_owned(), takes),
    };
    Some(not_taken(&property, source, why, remedy.to_owned()))
}

/// `STORAGE:SIZE` is how `pct` is asked for a new volume.
pub(super) fn makes_a_volume(source: &str) -> bool {
    source.split_once(':').is_some_and(|(_, size)| size.parse::<f64>().is_ok())
}

/// Returns the text of a mount point once its volume is made (`disks:2,mp=/data`); its name is known only then.
pub(super) fn once_made(text: &str) -> String {
    let mut string = PropertyString::parse(text);
    let wished = string.leading().filter(|source| makes_a_volume(source)).and_then(|source| source.split_once(':'));
    let Some((storage, size)) = wished.map(|(storage, size)| (storage.to_owned(), size.parse::<u64>())) else {
        return text.to_owned();
    };
    string.set_leading(&format!("{storage}:new"));
    if let Ok(size) = size {
        string.set("size", &format_size(size.saturating_mul(GIB)));
    }
    string.to_string()
}

/// What is mounted is never exchanged for something else: a guest's data would be gone from where it was.
fn refuse_other_source(ctid: Ctid, mount: &MountPoint, option: &str, found: &str) -> Option<Refusal> {
    let present = source_of(&MOUNT_POINT, found);
    let why = "what is mounted is never exchanged to converge";
    if let Some(wished) = mount.source.as_ref().filter(|wished| formats::target(wished) != formats::target(&present)) {
        let remedy = format!(
            "wish another target or number, or detach it by hand (`pct set {ctid} --delete {option}`; a volume is kept as unusedN)"
        );
        return Some(refusal(&format!("{option}.volume"), wished, present, why, remedy));
    }
    let storage = mount.storage.as_ref()?;
    if present.split_once(':').is_some_and(|(id, _)| id == storage.as_str()) {
        return None;
    }
    let remedy = if present.starts_with('/') {
        "wish another target or number".to_owned()
    } else {
        format!("`pct move-volume {ctid} {option} {storage}` moves it (the container must be stopped)")
    };
    Some(refusal(&format!("{option}.volume"), format!("a volume of {storage}"), present, why, remedy))
}

/// `pct set` makes a template's new volume an ordinary one, and then `pct clone` makes no linked clone of it any more: "Linked
/// clone feature for '...' is not available" (pve-container 6.1).
fn refuse_beside_base_volumes(ctid: Ctid, mount: &MountPoint, option: &str, config: &Config) -> Option<Refusal> {
    let is_allocated = mount.source.as_deref().is_none_or(makes_a_volume);
    let wanted = mount.target.as_deref().unwrap_or("a mount point");
    let why = "it is a sealed template, and beside a volume that is none of its base no linked clone of it can be made";
    let remedy = format!("clone {ctid} in full, let the clone have the volume, and seal that");
    (is_allocated && config.is_set("template")).then(|| not_taken(option, wanted, why.to_owned(), remedy))
}

fn new_mount(mount: &MountPoint, option: &str, wished: &[(&'static str, String)]) -> Result<Difference, Refusal> {
    let refuse = |key: &str, why: &str, remedy: &str| {
        Err(not_taken(&format!("{option}.{key}"), "a mount point", why.to_owned(), remedy.to_owned()))
    };
    let missing = "property is missing and it is not optional";
    if mount.target.is_none() {
        return refuse("mp", missing, "add its target inside the guest");
    }
    let volume = match (&mount.source, &mount.storage, mount.size_gb) {
        (Some(source), None, None) => source.clone(),
        (Some(_), _, _) => {
            return refuse("volume", "a source has its own storage and size", "wish a source, or storage and size_gb");
        }
        (None, Some(storage), Some(size)) => format!("{storage}:{size}"),
        (None, _, _) => return refuse("volume", missing, "add storage and size_gb for a new volume, or a source"),
    };
    let mut string = MOUNT_POINT.merge(option, wished, None, false).string;
    string.set_leading(&volume);
    let typed = string.to_string();
    let changes = vec![Change::new(option, None, Some(typed.clone()))];
    Ok(Difference { option: option.to_owned(), typed: Some(typed), changes })
}

/// Returns the storage that the root disk is wished on and the one that it is on, if they are two.
pub(super) fn misplaced_root(desired: &Desired, config: &Config) -> Option<(String, String)> {
    let wished = desired.storage_pool.as_ref()?.to_string();
    let volume = source_of(&ROOT, config.effective(ROOT.option).unwrap_or(""));
    let found = volume.split(':').next().unwrap_or("").to_owned();
    (found != wished).then_some((wished, found))
}

fn root_keys(root: &RootDisk) -> Vec<(&'static str, String)> {
    let RootDisk { acl, idmap, mountoptions, quota, replicate, ro, shared, exclusive: _ } = root;
    let keys = [
        ("acl", boolean(*acl)),
        ("idmap", idmap.clone()),
        ("mountoptions", mountoptions.clone()),
        ("quota", boolean(*quota)),
        ("replicate", boolean(*replicate)),
        ("ro", boolean(*ro)),
        ("shared", boolean(*shared)),
    ];
    given(keys)
}

/// Returns the keys of a mount point that are wished, in the order they are typed in.
fn mount_keys(mount: &MountPoint) -> Vec<(&'static str, String)> {
    let MountPoint {
        id: _,
        target,
        storage: _,
        size_gb: _,
        source: _,
        create: _,
        below: _,
        uid: _,
        gid: _,
        mode: _,
        otherwise: _,
        acl,
        backup,
        idmap,
        keepattrs,
        mountoptions,
        quota,
        replicate,
        ro,
        shared,
        exclusive: _,
    } = mount;
    let keys = [
        ("mp", target.clone()),
        ("acl", boolean(*acl)),
        ("backup", boolean(*backup)),
        ("idmap", idmap.clone()),
        ("keepattrs", boolean(*keepattrs)),
        ("mountoptions", mountoptions.clone()),
        ("quota", boolean(*quota)),
        ("replicate", boolean(*replicate)),
        ("ro", boolean(*ro)),
        ("shared", boolean(*shared)),
    ];
    given(keys)
}

#[cfg(test)]
mod tests;
