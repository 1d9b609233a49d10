//! The volume that a mount point shows and that is there already. `pct set` takes one that is not there, and another guest's,
//! without a word, and the container does not start any more (recorded with pve-container 6.1).

use anyhow::Result;

use super::{Desired, disks, formats, volumes};
use crate::host::Probe;
use crate::names::Ctid;
use crate::plan::Refusal;
use crate::pve::guest_config::Config;
use crate::pve::storage::{self, Storage};

use super::settings::not_taken;

/// Why a source cannot be had, and what a person could do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) why: String,
    pub(super) remedy: String,
}

impl Lost {
    /// Returns the refusal of the mount point `option`, whose source this is.
    pub(super) fn refusal(&self, option: &str, source: &str) -> Refusal {
        not_taken(&format!("{option}.volume"), source, self.why.clone(), self.remedy.clone())
    }
}

/// Returns the sources of mount points that do not stand there yet.
pub(super) fn new_ones(desired: &Desired, config: &Config) -> Vec<String> {
    let options = disks::mount_options(desired, config);
    let mounts = desired.mount_points.iter().flatten().zip(options);
    let new = mounts.filter(|(_, option)| config.standing(option).is_none());
    new.filter_map(|(mount, _)| mount.source.clone()).collect()
}

/// Returns the storage of a source that is a volume.
pub(super) fn storage_of(source: &str) -> Option<&str> {
    let is_volume = !source.starts_with('/') && (formats::VOLUME.check)(source).is_ok();
    source.split_once(':').map(|(id, _)| id).filter(|_| is_volume && !disks::makes_a_volume(source))
}

/// A volume is one guest's: whoever destroys that one destroys it, whoever else shows it.
pub(super) fn why_not_own(source: &str, ctid: Ctid) -> Option<Lost> {
    let owner = volumes::owner_of_any(source).filter(|owner| *owner != ctid)?;
    Some(Lost {
        why: format!("the volume is guest {owner}'s, and is destroyed with that one"),
        remedy: format!(
            "hand it over (`pct move-volume {owner} DISK --target-vmid {ctid} --target-volume mpN`, both stopped), or show a \
             directory of the host in both"
        ),
    })
}

/// Looks for a volume on a storage of this node; where neither a dataset nor a file is known to be it, `pct` says what it thinks.
pub(super) fn why_no_volume(source: &str, id: &str, storage: &Storage, host: &dyn Probe) -> Result<Option<Lost>> {
    let volume = source.split_once(':').map_or("", |(_, volume)| volume);
    let why = match storage.options.get("pool").filter(|_| storage.kind == "zfspool") {
        Some(pool) => {
            let own = volume.rsplit('/').next().unwrap_or(volume);
            storage::why_no_dataset(&format!("{pool}/{own}"), host)?.map(|said| format!("zfs error: {said}"))
        }
        None => match storage.path(id) {
            // Assumed: what `pct` says of a file was recorded of templates only.
            Some(path) if host.stat(&path.join("images").join(volume))?.is_none() => {
                Some(format!("volume '{source}' does not exist"))
            }
            _ => None,
        },
    };
    let remedy = format!("`pvesm list {id}` lists those there are; for a new volume wish storage and size_gb");
    Ok(why.map(|why| Lost { why, remedy }))
}
