//! Whether a storage that is defined can be used: what Proxmox finds out when it activates it (pve-storage 9.1.7).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::{Storage, native};
use crate::command;
use crate::host::mounts::mounts;
use crate::host::{FileKind, Probe, Way};
use crate::names::DatasetName;
use crate::pve::property_string::parse_boolean;

/// What `pvesm` tells of which storages are active, if the host is looked at by the commands.
#[derive(Debug, Default)]
pub struct States(Option<BTreeMap<String, String>>);

impl States {
    /// Asks once for all storages; by the files each is judged when its turn comes.
    pub fn look(host: &dyn Probe) -> Result<Self> {
        Ok(Self(match host.way() {
            Way::Auto => None,
            Way::Cli => Some(native::states(host)?),
        }))
    }

    /// Returns why this node cannot use a storage that is defined for it; `None` if it can, if it is not for this node, or,
    /// by the files, if its type cannot be judged without Proxmox.
    pub fn why_inactive(&self, id: &str, storage: &Storage, node: &str, host: &dyn Probe) -> Result<Option<String>> {
        if storage.why_not_here(node).is_some() {
            return Ok(None);
        }
        match &self.0 {
            None => seen_inactive(id, storage, host),
            Some(states) if states.get(id).is_some_and(|state| state == "inactive") => {
                Ok(Some(seen_inactive(id, storage, host)?.unwrap_or_else(|| "`pvesm status` says so".to_owned())))
            }
            Some(_) => Ok(None),
        }
    }
}

fn seen_inactive(id: &str, storage: &Storage, host: &dyn Probe) -> Result<Option<String>> {
    match storage.kind.as_str() {
        "dir" | "btrfs" => directory(id, storage, host),
        "nfs" | "cifs" | "cephfs" => {
            let path = storage.path(id).map(|path| path.display().to_string()).unwrap_or_default();
            Ok((!is_mounted_at(&path, host)?).then(|| format!("nothing is mounted at {path}")))
        }
        "zfspool" => dataset(storage, host),
        _ => Ok(None),
    }
}

fn directory(id: &str, storage: &Storage, host: &dyn Probe) -> Result<Option<String>> {
    let option = |name: &str| storage.options.get(name).map(String::as_str);
    let Some(path) = storage.path(id) else { return Ok(None) };
    let path = path.display().to_string();
    let mount_point = match option("is_mountpoint") {
        Some(other) if other.starts_with('/') => Some(other.to_owned()),
        flag => flag.and_then(parse_boolean).unwrap_or(false).then(|| path.clone()),
    };
    if let Some(place) = mount_point
        && !is_mounted_at(&place, host)?
    {
        return Ok(Some(format!("directory is expected to be a mount point but is not mounted: '{place}'")));
    }
    // Otherwise Proxmox makes the directory when it next looks.
    let is_made = ["create-base-path", "mkdir"].iter().all(|name| option(name).and_then(parse_boolean) != Some(false));
    let is_there = host.stat(Path::new(&path))?.is_some_and(|stat| stat.kind == FileKind::Directory);
    Ok((!is_there && !is_made).then(|| format!("directory '{path}' does not exist or is unreachable")))
}

/// A dataset that is mounted is there; of any other, only ZFS knows.
fn dataset(storage: &Storage, host: &dyn Probe) -> Result<Option<String>> {
    let Some(name) = storage.options.get("pool") else { return Ok(None) };
    why_no_dataset(name, host)
}

/// Returns what ZFS says of a dataset that does not exist; `None` of one that does. What else it says is an error.
pub fn why_no_dataset(name: &str, host: &dyn Probe) -> Result<Option<String>> {
    if mounts(host)?.iter().any(|mount| mount.device == name) {
        return Ok(None);
    }
    let dataset: DatasetName = name.parse().with_context(|| format!("the dataset {name:?}"))?;
    let query = command::zfs_get([&dataset]);
    let output = host.query(&query)?;
    if output.is_success() {
        return Ok(None);
    }
    let said = output.said();
    let missing = format!("cannot open '{name}': dataset does not exist");
    match said == missing {
        true => Ok(Some(missing)),
        false => bail!("`{query}` said: {said} ({})", output.ending()),
    }
}

fn is_mounted_at(place: &str, host: &dyn Probe) -> Result<bool> {
    let place = place.trim_end_matches('/');
    Ok(mounts(host)?.iter().any(|mount| mount.place == place))
}
