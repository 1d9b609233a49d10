//! What a wish needs of the host that no file of the container tells: devices, directories, storages for new volumes, scripts.
//!
//! `pct` refuses all of a call for one of them, so a wish that lacks its own is taken out and refused for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use anyhow::Result;

use super::directories::{self, Directories};
use super::settings::not_taken;
use super::sources::{self, Lost};
use super::{Desired, devices, disks};
use crate::host::{FileKind, Probe};
use crate::names::Ctid;
use crate::plan::Refusal;
use crate::pve::guest_config::Config;
use crate::pve::storage::{Storage, Storages};

/// What is wished and cannot be had, with the words of `pct` (pve-container 6.1.10).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lacking {
    /// Devices, by path.
    devices: BTreeMap<String, String>,
    /// Volumes that mount points show, by the wish.
    volumes: BTreeMap<String, Lost>,
    /// What the host has where mount points have their sources; not all of it is lacking.
    pub(super) directories: Directories,
    /// Storages for volumes of mount points, by id.
    storages: BTreeMap<String, String>,
    /// The script.
    script: Option<String>,
}

/// How storages are looked at, each only if it must be known.
pub(super) struct Shelf<'a> {
    /// Reads `storage.cfg`.
    pub(super) storages: &'a dyn Fn() -> Result<Rc<Storages>>,
    /// Returns why a storage of this node cannot be used.
    pub(super) why_unusable: &'a dyn Fn(&str, &Storage) -> Result<Option<String>>,
}

/// Looks for all that is wished; `config` is the container's as it is. `made` remembers for which container of the call a
/// directory is made.
pub(super) fn inspect(
    desired: &Desired,
    config: &Config,
    made: &mut BTreeMap<String, Ctid>,
    shelf: &Shelf<'_>,
    host: &dyn Probe,
) -> Result<Lacking> {
    let mut lacking = Lacking::default();
    for path in desired.devices.iter().flatten().filter_map(|device| device.path.as_ref()) {
        let why = why_no_device(path, host)?;
        lacking.devices.extend(why.map(|why| (path.clone(), why)));
    }
    lacking.directories = directories::inspect(desired, made, host)?;
    for source in sources::new_ones(desired, config) {
        let lost = why_no_volume(desired, &source, shelf, host)?;
        lacking.volumes.extend(lost.map(|lost| (source, lost)));
    }
    let options = disks::mount_options(desired, config);
    let mounts = desired.mount_points.iter().flatten().zip(options);
    let new = mounts.filter(|(_, option)| config.standing(option).is_none());
    for storage in new.filter_map(|(mount, _)| mount.storage.as_ref()) {
        let why = why_no_storage(desired, storage.as_str(), shelf)?;
        lacking.storages.extend(why.map(|why| (storage.to_string(), why)));
    }
    if let Some(script) = desired.hookscript.as_ref().filter(|script| !script.is_empty()) {
        lacking.script = why_no_script(script, &*(shelf.storages)()?, host)?;
    }
    Ok(lacking)
}

pub(super) fn is_expected(desired: &Desired, storage: &str) -> bool {
    desired.expecting.as_ref().is_some_and(|expecting| expecting.storages.contains_key(storage))
}

fn why_no_device(path: &str, host: &dyn Probe) -> Result<Option<String>> {
    // What is no path of a device at all is refused as a value.
    if !path.starts_with("/dev/") {
        return Ok(None);
    }
    Ok(match host.stat(Path::new(path))?.map(|stat| stat.kind) {
        None => Some(format!("Device {path} does not exist")),
        Some(FileKind::Directory) => Some(format!("{path} is not a device")),
        Some(_) => None,
    })
}

/// A stopped container takes what is not there, and does not start any more. What lies on a storage that the run will have
/// made, imported or mounted, only a later look can tell.
fn why_no_volume(desired: &Desired, source: &str, shelf: &Shelf<'_>, host: &dyn Probe) -> Result<Option<Lost>> {
    let Some(id) = sources::storage_of(source) else { return Ok(None) };
    if let Some(lost) = sources::why_not_own(source, desired.ctid) {
        return Ok(Some(lost));
    }
    let is_expected = is_expected(desired, id);
    if let Some(why) = why_no_storage(desired, id, shelf)? {
        return Ok(Some(Lost { why, remedy: remedy_for_storage(id) }));
    }
    match (shelf.storages)()?.by_id.get(id) {
        Some(storage) if !is_expected => sources::why_no_volume(source, id, storage, host),
        _ => Ok(None),
    }
}

/// Returns what a storage is for when the container's turn comes: as an earlier task wishes it, else as it is. `None` if nobody knows.
pub(super) fn content(desired: &Desired, id: &str, present: Option<&Storage>) -> Option<BTreeSet<String>> {
    let expected = desired.expecting.as_ref().and_then(|expecting| expecting.content.get(id));
    expected.map(|words| words.iter().cloned().collect()).or_else(|| present.map(Storage::content))
}

fn why_no_storage(desired: &Desired, id: &str, shelf: &Shelf<'_>) -> Result<Option<String>> {
    let storages = (shelf.storages)()?;
    let (storage, is_expected) = (storages.by_id.get(id), is_expected(desired, id));
    if storage.is_none() && !is_expected {
        return Ok(Some(format!("storage '{id}' does not exist")));
    }
    if content(desired, id, storage).is_some_and(|content| !content.contains("rootdir")) {
        return Ok(Some(format!("storage '{id}' does not allow content type 'rootdir' (Container)")));
    }
    // What an earlier task mends is told by that one.
    let why = match storage {
        Some(storage) if !is_expected => (shelf.why_unusable)(id, storage)?,
        _ => None,
    };
    Ok(why.map(|why| format!("storage '{id}': {why}")))
}

fn remedy_for_storage(id: &str) -> String {
    format!(
        "wish another storage, or mend this one (`pvesm set {id} --content ...,rootdir` if it does not take containers); \
         `pvesm status` lists those there are"
    )
}

/// Of a storage without a directory nothing is known here: `pct` says what it thinks.
fn why_no_script(volume: &str, storages: &Storages, host: &dyn Probe) -> Result<Option<String>> {
    let Some((id, file)) = volume.split_once(':') else { return Ok(None) };
    let Some(storage) = storages.by_id.get(id) else {
        return Ok(Some(format!("storage '{id}' does not exist")));
    };
    let Some(directory) = storage.path(id) else { return Ok(None) };
    let is_there = host.stat(&directory.join(file))?.is_some();
    Ok((!is_there).then(|| format!("script '{volume}' does not exist")))
}

/// Returns the wish without what cannot be had and is not there already, and the refusals of that.
pub(super) fn without(desired: &Desired, config: &Config, lacking: &Lacking) -> (Desired, Vec<Refusal>) {
    let mut wish = desired.clone();
    let mut refusals: Vec<Refusal> = take_script(&mut wish, config, lacking).into_iter().collect();
    refusals.extend(take_devices(&mut wish, config, lacking));
    refusals.extend(take_mount_points(&mut wish, config, lacking));
    (wish, refusals)
}

fn take_script(wish: &mut Desired, config: &Config, lacking: &Lacking) -> Option<Refusal> {
    let why = lacking.script.clone()?;
    let script = wish.hookscript.take_if(|script| config.effective("hookscript") != Some(script))?;
    let remedy = "put the script there and make it executable (`pvesm path VOLUME` tells where)";
    Some(not_taken("hookscript", &script, why, remedy.to_owned()))
}

fn take_devices(wish: &mut Desired, config: &Config, lacking: &Lacking) -> Vec<Refusal> {
    let options = devices::options(wish, config);
    let mut refusals = Vec::new();
    let mut kept = Vec::new();
    for (mut device, option) in wish.devices.iter().flatten().cloned().zip(options) {
        let path = device.path.clone().unwrap_or_default();
        let is_there = config.standing(&option).is_some_and(|text| devices::path_of(text).as_ref() == Some(&path));
        if let Some(why) = lacking.devices.get(&path).filter(|_| !is_there) {
            let remedy = "load its driver, or plug it in; `ls -l /dev` shows what there is".to_owned();
            refusals.push(not_taken(&format!("{option}.path"), &path, why.clone(), remedy));
            continue;
        }
        // Its number does not depend on what else is taken out.
        device.id = option.trim_start_matches("dev").parse().ok();
        kept.push(device);
    }
    wish.devices = wish.devices.as_ref().map(|_| kept);
    refusals
}

fn take_mount_points(wish: &mut Desired, config: &Config, lacking: &Lacking) -> Vec<Refusal> {
    let options = disks::mount_options(wish, config);
    let mut refusals = Vec::new();
    let mut kept = Vec::new();
    for (mut mount, option) in wish.mount_points.iter().flatten().cloned().zip(options) {
        let storage = mount.storage.as_ref().map(ToString::to_string).unwrap_or_default();
        let is_there = config.standing(&option).is_some();
        if let Some(why) = lacking.storages.get(&storage).filter(|_| !is_there) {
            refusals.push(not_taken(&format!("{option}.volume"), &storage, why.clone(), remedy_for_storage(&storage)));
            continue;
        }
        let source = mount.source.clone().unwrap_or_default();
        if let Some(lost) = lacking.volumes.get(&source).filter(|_| !is_there) {
            refusals.push(lost.refusal(&option, &source));
            continue;
        }
        let is_new = !is_there || lacking.directories.is_to_be_made(&mount, &option, config);
        let refusal = lacking.directories.refuse(&mount, &option).filter(|_| is_new);
        let is_refused = refusal.is_some();
        refusals.extend(refusal);
        // What stands there stays in the wish: who is in none might be detached.
        if is_refused && !is_there {
            continue;
        }
        mount.id = option.trim_start_matches("mp").parse().ok();
        kept.push(mount);
    }
    wish.mount_points = wish.mount_points.as_ref().map(|_| kept);
    refusals
}

#[cfg(test)]
mod tests;
