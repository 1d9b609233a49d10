//! What a mount would cover: OpenZFS mounts a dataset over a directory that holds files, or over what is mounted there, and
//! they are seen no more. And what would cover it: a dataset above it that belongs there and is not mounted yet.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::properties::INHERIT;
use super::text::Reading;
use super::{DatasetType, Desired, mount};
use crate::host::mounts::{Mount, mounts};
use crate::host::{FileKind, Probe};
use crate::names::DatasetName;
use crate::plan::Refusal;

/// How many directories are looked into for a file; more than Proxmox makes below the path of a storage.
const DIRECTORIES: usize = 200;

/// What would be covered, and the place that would cover it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    mountpoint: String,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    File(PathBuf),
    Mount(Mount),
    /// Nothing yet: a dataset above it, that belongs to this place above it, and what a person types to mount that.
    Above {
        dataset: DatasetName,
        place: String,
        why: &'static str,
        remedy: String,
    },
}

impl Covered {
    pub(super) fn refusal(&self, desired: &Desired) -> Refusal {
        let Self { mountpoint, what } = self;
        let (found, remedy) = match what {
            What::File(file) => {
                let away = format!("{}.before", mountpoint.trim_end_matches('/'));
                let remedy = format!("move it away (`mv {mountpoint} {away}`), run again, and copy it back");
                (format!("{} in that directory", file.display()), remedy)
            }
            What::Mount(Mount { device, place }) if place == "/" => {
                (format!("{device} mounted at /"), "wish another mountpoint".to_owned())
            }
            What::Mount(Mount { device, place }) => {
                let remedy = format!(
                    "end what writes to {place}, `umount {place}`, run again, and mount {device} again if it belongs there"
                );
                (format!("{device} mounted at {place}"), remedy)
            }
            What::Above { dataset, place, why, remedy } => {
                return Refusal {
                    property: "mountpoint".to_owned(),
                    wanted: mountpoint.clone(),
                    found: format!("{dataset} not mounted at {place}{why}"),
                    why: format!(
                        "what is written to {mountpoint} would be hidden as soon as {dataset} is mounted above it"
                    ),
                    remedy: format!("{remedy}; then run again"),
                };
            }
        };
        Refusal {
            property: "mountpoint".to_owned(),
            wanted: mountpoint.clone(),
            found,
            why: format!("what lies there would be hidden below {}", desired.name),
            remedy,
        }
    }
}

/// Looks for a mount or a file where the dataset will be mounted and is not yet: `None` if there is none, or if nothing is
/// mounted. `wished` are the datasets that are wished in the same call, by name.
pub(super) fn look(
    desired: &Desired,
    wished: &BTreeMap<&DatasetName, &Desired>,
    reading: &Reading,
    host: &dyn Probe,
) -> Result<Option<Covered>> {
    let Some(mountpoint) = mountpoint(desired, reading)? else { return Ok(None) };
    if let Some(what) = first_left_above(desired, &mountpoint, wished, reading, host)? {
        return Ok(Some(Covered { mountpoint, what }));
    }
    let present = reading.of(&desired.name)?.and_then(|found| found.get("mountpoint"));
    let is_moving = present.is_some_and(|present| present.text != mountpoint);
    let what = match first_mount(desired, &mountpoint, is_moving, host)? {
        Some(mount) => Some(mount),
        None => first_file(Path::new(&mountpoint), host)?.map(What::File),
    };
    Ok(what.map(|what| Covered { mountpoint, what }))
}

/// Returns the uppermost dataset above that belongs to a place above this one, is not mounted, and will not be by this call.
fn first_left_above(
    desired: &Desired,
    mountpoint: &str,
    wished: &BTreeMap<&DatasetName, &Desired>,
    reading: &Reading,
    host: &dyn Probe,
) -> Result<Option<What>> {
    let nothing = BTreeMap::new();
    let mut above: Vec<DatasetName> = desired.name.ancestors().collect();
    above.reverse();
    for dataset in above {
        let Some(observed) = reading.of(&dataset)? else { continue };
        let wish = wished.get(&dataset).copied();
        let wishes = wish.map_or(&nothing, |wish| &wish.properties);
        let Some(place) = mount::left_unmounted(wishes, observed) else { continue };
        if !mountpoint.starts_with(&format!("{}/", place.trim_end_matches('/'))) {
            continue;
        }
        let will_be = match wish {
            Some(wish) => mount::is_mounted_as_it_is(wish, observed) && look(wish, wished, reading, host)?.is_none(),
            None => false,
        };
        if !will_be {
            let (why, remedy) = mount::why_not_mounted(&dataset, observed);
            // Where nothing but what lies there keeps it from its place, its own refusal tells what to do.
            let remedy = match wish {
                Some(wish) if mount::is_mounted_as_it_is(wish, observed) => {
                    format!("mend first what is refused of zfs/{dataset}")
                }
                _ => remedy,
            };
            return Ok(Some(What::Above { place: place.to_owned(), dataset, why, remedy }));
        }
    }
    Ok(None)
}

/// Returns what is mounted at a place or below it. A dataset that moves takes along what is below it.
fn first_mount(desired: &Desired, mountpoint: &str, is_moving: bool, host: &dyn Probe) -> Result<Option<What>> {
    let below = format!("{}/", mountpoint.trim_end_matches('/'));
    let own = format!("{}/", desired.name);
    let is_covered = |Mount { device, place }: &Mount| {
        let is_own = *device == desired.name.as_str() || (is_moving && device.starts_with(&own));
        (place == mountpoint || place.starts_with(&below)) && !is_own
    };
    Ok(mounts(host)?.into_iter().find(is_covered).map(What::Mount))
}

/// Returns where the dataset will be mounted, if it will be and is not there now.
fn mountpoint(desired: &Desired, reading: &Reading) -> Result<Option<String>> {
    let wished = |name: &str| desired.properties.get(name).map(String::as_str);
    let is_volume = desired.dataset_type == Some(DatasetType::Volume) || wished("volsize").is_some();
    if is_volume || matches!(wished("canmount"), Some("off" | "noauto")) {
        return Ok(None);
    }
    let parent = desired.name.parent().map(|parent| reading.of(&parent)).transpose()?.flatten();
    let inherited = || {
        let above = parent?.get("mountpoint")?;
        let last = desired.name.as_str().rsplit('/').next()?;
        Some(format!("{}/{last}", above.text.trim_end_matches('/')))
    };
    let own = match wished("mountpoint") {
        Some(INHERIT) => inherited(),
        Some(path) if path.starts_with('/') && path.trim_end_matches('/').is_empty() => Some("/".to_owned()),
        own => own.map(|path| path.trim_end_matches('/').to_owned()),
    };
    let mountpoint = match reading.of(&desired.name)? {
        Some(found) => {
            let text = |name: &str| found.get(name).map_or("", |value| value.text.as_str());
            let can_be_mounted = text("type") == "filesystem" && mount::is_to_mount(&desired.properties, found);
            let place = own.unwrap_or_else(|| text("mountpoint").to_owned());
            let is_there = text("mounted") != "no" && text("mountpoint") == place;
            Some(place).filter(|_| can_be_mounted && !is_there)
        }
        None if own.is_some() => own,
        None => inherited(),
    };
    Ok(mountpoint.filter(|path| path.starts_with('/')))
}

/// Returns a file in a directory or below; directories alone, as Proxmox makes them for a storage, are nothing to miss.
fn first_file(directory: &Path, host: &dyn Probe) -> Result<Option<PathBuf>> {
    let mut open = vec![directory.to_owned()];
    let mut looked_into = 0;
    while let Some(directory) = open.pop() {
        looked_into += 1;
        if looked_into > DIRECTORIES {
            return Ok(Some(directory));
        }
        let mut names = host.list(&directory)?.unwrap_or_default();
        names.sort();
        let own = host.stat(&directory)?.map(|stat| stat.canonical);
        for name in names {
            let path = directory.join(&name);
            let stat = host.stat(&path)?;
            // A link is something to miss too, wherever it leads.
            let is_directory = stat.is_some_and(|stat| {
                stat.kind == FileKind::Directory && own.as_ref().is_some_and(|own| stat.canonical == own.join(&name))
            });
            if !is_directory {
                return Ok(Some(path));
            }
            open.push(path);
        }
    }
    Ok(None)
}
