//! Directories of the host that mount points show: whether they are there, what makes them, whom they belong to.
//!
//! Of a directory only itself is looked at and changed, never what lies in it: that may be a private key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::families::MOUNT_POINT;
use super::owners::{Owner, make, note_strange_owner, refuse_owner_of_no_directory};
use super::settings::not_taken;
use super::{Desired, MountPoint, disks};
use crate::host::mounts::mounts;
use crate::host::{FileKind, Probe, Stat};
use crate::names::Ctid;
use crate::plan::{Note, NoteKind, Refusal, Step};
use crate::pve::guest_config::Config;

/// What the host has where the wished mount points have their sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Directories {
    seen: BTreeMap<String, Seen>,
    /// Where file systems are mounted.
    mounted: BTreeSet<PathBuf>,
    /// Where file systems will be mounted before it is this container's turn.
    expected: BTreeSet<PathBuf>,
}

/// What the host has at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    There(Stat),
    Missing {
        /// The nearest directory above it that is there, and what that is.
        above: PathBuf,
        stat: Option<Stat>,
        /// The earlier container of the call that makes it.
        made_for: Option<Ctid>,
    },
}

/// Looks at the source of every mount point that is wished; `made` remembers for which container a directory is made.
pub(super) fn inspect(desired: &Desired, made: &mut BTreeMap<String, Ctid>, host: &dyn Probe) -> Result<Directories> {
    let mut directories = Directories::default();
    for mount in desired.mount_points.iter().flatten() {
        let Some(source) = mount.source.as_deref().filter(|source| source.starts_with('/')) else { continue };
        let seen = look(source, host)?;
        let seen = match seen {
            Seen::Missing { above, stat, .. } if mount.create => {
                let first = *made.entry(source.to_owned()).or_insert(desired.ctid);
                Seen::Missing { above, stat, made_for: Some(first).filter(|first| *first != desired.ctid) }
            }
            seen => seen,
        };
        directories.seen.insert(source.to_owned(), seen);
        if let Some(otherwise) = mount.otherwise.as_ref().filter(|_| mount.create) {
            directories.seen.entry(otherwise.clone()).or_insert(look(otherwise, host)?);
        }
    }
    let needs_mounts = |mount: &MountPoint| mount.below.is_some() || mount.otherwise.is_some();
    if desired.mount_points.iter().flatten().any(needs_mounts) {
        directories.mounted = mounts(host)?.into_iter().map(|mount| PathBuf::from(mount.place)).collect();
    }
    let expected = desired.expecting.iter().flat_map(|expecting| &expecting.mounted);
    directories.expected = expected.map(PathBuf::from).collect();
    Ok(directories)
}

fn look(source: &str, host: &dyn Probe) -> Result<Seen> {
    if let Some(stat) = host.stat(Path::new(source))? {
        return Ok(Seen::There(stat));
    }
    for above in Path::new(source).ancestors().skip(1) {
        if let Some(stat) = host.stat(above)? {
            return Ok(Seen::Missing { above: above.to_owned(), stat: Some(stat), made_for: None });
        }
    }
    Ok(Seen::Missing { above: PathBuf::from("/"), stat: None, made_for: None })
}

/// Returns the directory that a mount point shows; a path below `/dev` is a device to Proxmox.
pub(super) fn directory(mount: &MountPoint) -> Option<&str> {
    mount.source.as_deref().filter(|source| source.starts_with('/') && !source.starts_with("/dev/"))
}

/// Returns a path without what makes no difference: doubled slashes, and those at its end.
fn plain(path: &str) -> PathBuf {
    Path::new(path).components().collect()
}

/// What directories need before they are shown.
pub(super) struct Prepared {
    /// The wish without new mount points whose directory cannot have its owner.
    pub(super) wish: Desired,
    /// What makes directories, and gives them their owners and modes.
    pub(super) steps: Vec<Step>,
    /// The owners and modes that cannot be.
    pub(super) refusals: Vec<Refusal>,
}

/// Why something cannot be, and what a person can do.
type Reason = (String, String);

impl Directories {
    /// Refuses what cannot be shown in the guest, or cannot be made; `option` is its `mpN`.
    pub(super) fn refuse(&self, mount: &MountPoint, option: &str) -> Option<Refusal> {
        let source = mount.source.as_deref()?;
        let seen = self.seen.get(source)?;
        let (why, remedy) = self.why_not_mounted(mount).or_else(|| match seen {
            Seen::There(stat) => why_not_shown(directory(mount)?, stat),
            Seen::Missing { above, stat, .. } if mount.create => {
                self.why_hidden(mount, source).or_else(|| self.why_not_made(mount, above, stat.as_ref()))
            }
            Seen::Missing { .. } => Some(missing(mount, source)),
        })?;
        Some(not_taken(&format!("{option}.volume"), source, why, remedy))
    }

    /// Returns whether a directory is to be made and is not there.
    pub(super) fn is_to_be_made(&self, mount: &MountPoint, option: &str, config: &Config) -> bool {
        let seen = mount.source.as_ref().and_then(|source| self.seen.get(source));
        mount.create && is_shown(mount, option, config) && matches!(seen, Some(Seen::Missing { .. }))
    }

    /// What is made where the file system is not mounted would be hidden by it later.
    fn why_not_mounted(&self, mount: &MountPoint) -> Option<Reason> {
        let below = mount.below.as_deref()?;
        let place = plain(below);
        if !plain(mount.source.as_deref()?).starts_with(&place) {
            let remedy = "wish a source that lies in it, or leave `below` out".to_owned();
            return Some((format!("it does not lie below {below}"), remedy));
        }
        if self.mounted.contains(&place) || self.expected.contains(&place) {
            return None;
        }
        let why = format!("nothing is mounted at {below}, so it would lie in what is below that, and be hidden later");
        Some((
            why,
            format!("mount it (`zfs mount -a` mounts every dataset; `findmnt {below}` shows it), and run again"),
        ))
    }

    /// What lies where the path was written would not be seen in a new, empty directory elsewhere: a private key, perhaps.
    fn why_hidden(&self, mount: &MountPoint, source: &str) -> Option<Reason> {
        let written = mount.otherwise.as_ref()?;
        let is_there = matches!(self.seen.get(written), Some(Seen::There(_)));
        let why = format!("what lies at {written}, as it is written, would not be seen in a new directory here");
        let remedy = format!(
            "move it here while no guest uses it (`mv {written} {source}`, its directory made before), and run again"
        );
        is_there.then_some((why, remedy))
    }

    fn why_not_made(&self, mount: &MountPoint, above: &Path, stat: Option<&Stat>) -> Option<Reason> {
        let source = mount.source.as_deref()?;
        let below = mount.below.as_deref().map(plain);
        if below.as_ref().is_some_and(|below| self.expected.contains(below)) {
            return None;
        }
        let stat = stat?;
        if stat.kind != FileKind::Directory {
            let remedy = "wish a path that leads through directories".to_owned();
            return Some((format!("{} is not a directory", above.display()), remedy));
        }
        if stat.canonical != above {
            return Some(by_a_link(above, &stat.canonical, source));
        }
        let parent = plain(source).parent().map(Path::to_owned)?;
        if below.is_none() && above != parent {
            let parent = parent.display();
            let why = format!("the directory above it, {parent}, does not exist");
            let remedy = format!(
                "mount what belongs there, or make that (`mkdir -p {parent}`); or say with `below` which file system it lies in"
            );
            return Some((why, remedy));
        }
        None
    }

    /// Returns what the directories need before they are shown. `config` is the container's as it is, or as it will be when it
    /// is made.
    pub(super) fn prepare(&self, desired: &Desired, config: &Config) -> Prepared {
        let mut prepared = Prepared { wish: desired.clone(), steps: Vec::new(), refusals: Vec::new() };
        let mounts: Vec<MountPoint> = desired.mount_points.iter().flatten().cloned().collect();
        let options = disks::mount_options(desired, config);
        let (mut met, mut kept) = (BTreeSet::new(), Vec::new());
        for (mount, option) in mounts.into_iter().zip(&options) {
            match self.steps_of(&mount, option, config, &mut met) {
                Ok(steps) => prepared.steps.extend(steps),
                Err(refusal) => {
                    prepared.refusals.push(refusal);
                    if config.standing(option).is_none() {
                        continue;
                    }
                }
            }
            kept.push(mount);
        }
        prepared.wish.mount_points = desired.mount_points.as_ref().map(|_| kept);
        prepared
    }

    fn steps_of(
        &self,
        mount: &MountPoint,
        option: &str,
        config: &Config,
        met: &mut BTreeSet<String>,
    ) -> Result<Vec<Step>, Refusal> {
        if let Some(refusal) = refuse_owner_of_no_directory(mount, option) {
            return Err(refusal);
        }
        let Some(source) = directory(mount).filter(|_| is_shown(mount, option, config)) else { return Ok(Vec::new()) };
        let owner = Owner::wished(mount, option, config)?;
        // A directory that is shown at two places has one owner.
        if !met.insert(source.to_owned()) {
            return Ok(Vec::new());
        }
        let can_be_made = mount.create && self.refuse(mount, option).is_none();
        Ok(match self.seen.get(source) {
            Some(Seen::Missing { made_for: None, .. }) if can_be_made => vec![make(source, option, owner)],
            // Where its file system is not mounted, it is another directory.
            Some(Seen::There(stat)) if stat.kind == FileKind::Directory && self.why_not_mounted(mount).is_none() => {
                owner.changes(source, option, stat)
            }
            _ => Vec::new(),
        })
    }

    /// Returns what is to be known of the directories: whom the guest does not know, and what lies on the root disk.
    pub(super) fn notes(&self, desired: &Desired, config: &Config) -> Vec<Note> {
        let options = disks::mount_options(desired, config);
        let mut notes = Vec::new();
        for (mount, option) in desired.mount_points.iter().flatten().zip(&options) {
            let Some(source) = directory(mount) else { continue };
            let Some(Seen::There(stat)) = self.seen.get(source) else { continue };
            notes.extend(note_strange_owner(mount, option, stat, config));
            // Of what stands there already it is told with the other oddities.
            if config.standing(option).is_none() {
                notes.extend(self.note_root_disk(mount, source, option));
            }
        }
        notes
    }

    fn note_root_disk(&self, mount: &MountPoint, source: &str, option: &str) -> Option<Note> {
        let meant = mount.otherwise.as_ref().filter(|_| !mount.create)?;
        let holder = plain(source).ancestors().find(|place| self.mounted.contains(*place)).map(Path::to_owned);
        let is_on_root = holder.is_some_and(|holder| holder == Path::new("/"));
        let text =
            format!("{option} shows {source}, which lies on the root disk and not in the dataset, where {meant} is");
        is_on_root.then(|| Note::new(NoteKind::Warning, text))
    }
}

/// What stands there with another source is not ours to make anything for.
fn is_shown(mount: &MountPoint, option: &str, config: &Config) -> bool {
    let same =
        |text: &str| plain(&disks::source_of(&MOUNT_POINT, text)) == plain(mount.source.as_deref().unwrap_or(""));
    config.standing(option).is_none_or(same)
}

/// A stopped container takes a directory that is not there, and does not start any more.
fn missing(mount: &MountPoint, source: &str) -> Reason {
    let why = format!("directory '{source}' does not exist");
    let remedy = match &mount.otherwise {
        None => {
            format!("make it (`mkdir -p {source}`), or mount what belongs there; wish another if that is not meant")
        }
        Some(meant) => format!(
            "write {meant}, which lies in the dataset, or let all such paths be taken so (`\"mount_point_base_maps\": true` in \
             the host's file); or, to keep it on the root disk as it is written, `mkdir -p {source}`"
        ),
    };
    (why, remedy)
}

/// `pct start` takes no other than a directory, and follows no link on the way to it (pve-container 6.1, `walk_tree_nofollow`).
fn why_not_shown(source: &str, stat: &Stat) -> Option<Reason> {
    if stat.kind != FileKind::Directory {
        let why = format!("directory '{source}' does not exist: what is there is none");
        return Some((why, "wish the directory that holds it".to_owned()));
    }
    (stat.canonical != plain(source)).then(|| by_a_link(Path::new(source), &stat.canonical, source))
}

fn by_a_link(path: &Path, leads_to: &Path, source: &str) -> Reason {
    let (path, leads_to) = (path.display(), leads_to.display());
    let why = format!("symlink encountered: {path} leads to {leads_to}, and `pct start` follows no link");
    (why, format!("wish the path itself in place of {source}"))
}

#[cfg(test)]
impl Directories {
    /// Returns what is seen where nothing is at a path.
    pub(super) fn missing(path: &str) -> Self {
        let seen = Seen::Missing { above: PathBuf::from("/"), stat: None, made_for: None };
        Self { seen: BTreeMap::from([(path.to_owned(), seen)]), ..Self::default() }
    }
}

#[cfg(test)]
mod tests;
