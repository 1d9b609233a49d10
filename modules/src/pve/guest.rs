//! A container as its file and the kernel tell of it: its settings, whether it runs, and where its own files are seen.
//!
//! What Proxmox's kinds compare of a container is more than this; this is what somebody needs who works inside of one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::cluster::{self, Cluster};
use super::guest_config;
use super::storage::Storages;
use crate::command::{pct_config, pct_status};
use crate::host::{FileKind, Probe, Way};
use crate::names::Ctid;

/// A guest id as the host has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guest {
    /// No guest has this id.
    Absent,
    /// The id is a VM's, or the container is on another node; a sentence.
    Elsewhere(String),
    /// A container of this node.
    Here(Here),
}

/// A container of this node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// What it has now, without what is pending and without its snapshots.
    pub settings: BTreeMap<String, String>,
    /// Whether it runs.
    pub is_running: bool,
}

impl Here {
    /// Returns whether it is sealed: a template does not start any more.
    pub fn is_template(&self) -> bool {
        self.settings.get("template").is_some_and(|text| text == "1")
    }
}

/// The containers of this node, looked at once for a whole call.
pub struct Guests {
    cluster: Cluster,
    running: BTreeSet<Ctid>,
}

impl Guests {
    /// Looks who is there and who runs.
    pub fn look(host: &dyn Probe) -> Result<Self> {
        let cluster = cluster::inspect(host)?;
        let running = match host.way() {
            Way::Auto => cluster::running(host)?,
            Way::Cli => BTreeSet::new(),
        };
        Ok(Self { cluster, running })
    }

    /// Looks at one container.
    pub fn guest(&self, ctid: Ctid, host: &dyn Probe) -> Result<Guest> {
        let node = &self.cluster.node;
        if !self.cluster.guests.contains_key(&ctid) {
            return Ok(Guest::Absent);
        }
        if let Some(place) = self.cluster.place_of_another(ctid) {
            return Ok(Guest::Elsewhere(place));
        }
        if host.way() == Way::Cli {
            return ask(ctid, host);
        }
        let settings = guest_config::read_listed(node, ctid, host)?.main.settings;
        Ok(Guest::Here(Here { settings, is_running: self.running.contains(&ctid) }))
    }
}

fn ask(ctid: Ctid, host: &dyn Probe) -> Result<Guest> {
    let query = pct_status(ctid);
    let status = host.query(&query)?;
    status.ensure_success(&query)?;
    let is_running = match status.stdout_text().trim() {
        "status: running" => true,
        "status: stopped" => false,
        other => bail!("`{query}` printed {other:?}, which tells no state"),
    };
    let query = pct_config(ctid);
    let config = host.query(&query)?;
    config.ensure_success(&query)?;
    // `pct config` prints settings as the main section of the file has them.
    let settings = guest_config::parse(&config.stdout_text()).main.settings;
    Ok(Guest::Here(Here { settings, is_running }))
}

/// Returns where the files of a running container are seen: below the root of its first process.
pub fn root_when_running(ctid: Ctid, host: &dyn Probe) -> Result<PathBuf> {
    let Some(process) = first_process(ctid, host) else {
        bail!(
            "container {ctid} runs, but its first process is not found below /sys/fs/cgroup/lxc.monitor/{ctid} and \
             /sys/fs/cgroup/lxc/{ctid}, so its files cannot be seen; run again, and if that does not help look with \
             `lxc-info -n {ctid} -p`"
        )
    };
    Ok(PathBuf::from(format!("/proc/{process}/root")))
}

/// Returns the number that a running container's first process has on the host; `None` if the kernel does not show it.
///
/// Proxmox has LXC put its monitor into the cgroup `lxc.monitor/ID` and the guest into `lxc/ID/ns` (pve-container 6.1,
/// `update_lxc_config`). The first process is the monitor's child; where systemd runs, it is in `init.scope`. Whoever is
/// number 1 in the innermost of his process namespaces is the one (proc_pid_status(5), `NSpid`). No process is started.
pub(crate) fn first_process(ctid: Ctid, host: &dyn Probe) -> Option<u32> {
    let groups = [
        format!("/sys/fs/cgroup/lxc/{ctid}/ns/init.scope/cgroup.procs"),
        format!("/sys/fs/cgroup/lxc/{ctid}/ns/cgroup.procs"),
    ];
    let monitors = numbers(&format!("/sys/fs/cgroup/lxc.monitor/{ctid}/cgroup.procs"), host);
    let children = monitors.iter().map(|monitor| format!("/proc/{monitor}/task/{monitor}/children"));
    let is_first = |process: &u32| {
        let status = shown(&format!("/proc/{process}/status"), host).unwrap_or_default();
        let spaces = status.lines().find_map(|line| line.strip_prefix("NSpid:")).unwrap_or_default();
        spaces.split_whitespace().skip(1).last() == Some("1")
    };
    children.chain(groups).flat_map(|path| numbers(&path, host)).find(is_first)
}

fn numbers(path: &str, host: &dyn Probe) -> Vec<u32> {
    let text = shown(path, host).unwrap_or_default();
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Returns what the kernel shows of a process, if it does: one may end while it is looked at. Nothing is concluded from what is
/// not shown.
pub(crate) fn shown(path: &str, host: &dyn Probe) -> Option<String> {
    let bytes = host.read(Path::new(path)).ok().flatten()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns where the files of a stopped container are seen, if that is plain: the mountpoint of its dataset, or a directory.
/// A raw image shows nothing, and an empty directory may be one where nothing is mounted: only what is found there counts.
pub fn root_when_stopped(here: &Here, storages: &Storages, host: &dyn Probe) -> Result<Option<PathBuf>> {
    let Some(root) = here.settings.get("rootfs").and_then(|rootfs| place(rootfs, storages)) else { return Ok(None) };
    let is_directory = host.stat(&root)?.is_some_and(|stat| stat.kind == FileKind::Directory);
    Ok(is_directory.then_some(root))
}

/// Returns the directory of a volume `STORAGE:NAME`: of a `zfspool` the dataset's mountpoint (pve-storage 9.1, `path`), of a
/// directory storage a volume without a size.
fn place(rootfs: &str, storages: &Storages) -> Option<PathBuf> {
    let volume = rootfs.split(',').next()?;
    let volume = volume.strip_prefix("volume=").unwrap_or(volume);
    if volume.starts_with('/') {
        return Some(PathBuf::from(volume));
    }
    let (id, name) = volume.split_once(':')?;
    let storage = storages.by_id.get(id)?;
    if storage.kind == "zfspool" {
        let own = name.rsplit('/').next()?;
        let top = storage.options.get("mountpoint").cloned();
        let top = top.or_else(|| Some(format!("/{}", storage.options.get("pool")?)))?;
        return (own.starts_with("subvol-") || own.starts_with("basevol-")).then(|| PathBuf::from(top).join(own));
    }
    name.ends_with(".subvol").then(|| Some(storage.path(id)?.join("images").join(name))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::storage::Storage;

    #[test]
    fn a_volume_that_is_a_filesystem_has_a_place_and_an_image_has_none() {
        let storage = |kind: &str, options: &[(&str, &str)]| Storage {
            kind: kind.to_owned(),
            options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        let mut storages = Storages::default();
        storages.by_id.insert("zfs".to_owned(), storage("zfspool", &[("pool", "tank/disks")]));
        storages.by_id.insert("away".to_owned(), storage("zfspool", &[("pool", "tank/a"), ("mountpoint", "/mnt/a")]));
        storages.by_id.insert("dir".to_owned(), storage("dir", &[("path", "/srv")]));
        for (rootfs, found) in [
            ("zfs:subvol-101-disk-0,size=8G", Some("/tank/disks/subvol-101-disk-0")),
            ("volume=zfs:basevol-900-disk-0/subvol-101-disk-0", Some("/tank/disks/subvol-101-disk-0")),
            ("away:subvol-101-disk-0", Some("/mnt/a/subvol-101-disk-0")),
            ("dir:101/subvol-101-disk-0.subvol", Some("/srv/images/101/subvol-101-disk-0.subvol")),
            ("dir:101/vm-101-disk-0.raw", None),
            ("gone:subvol-101-disk-0", None),
        ] {
            assert_eq!(place(rootfs, &storages), found.map(PathBuf::from), "{rootfs}");
        }
    }
}
