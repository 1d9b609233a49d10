//! The two JSON files as types: every shape they have had, each value with the line it came from, and what is wrong with them.
//!
//! Reading is pure: bytes in, values and findings out. A file that is wrong in ten places gives ten findings, not the first.

mod containers;
mod finding;
mod firewall;
mod graph;
mod health;
mod hypervisor;
mod json;
mod keys;
#[cfg(test)]
mod laws;
mod lines;
mod machines;
mod mounts;
mod network;
mod place;
mod pools;
mod properties;
mod rules;
#[cfg(test)]
mod shapes;
mod values;

use std::fmt;
use std::path::PathBuf;

use phoenix_modules::names::{Ctid, DatasetName, Hostname, MacAddress, PoolName, SnapshotName, StorageId};
use serde::{Serialize, Serializer};

pub use self::finding::{Finding, NotManaged, Severity, Topic};
pub use self::firewall::{Firewall, FirewallRule};
pub use self::keys::{KnownKey, known_keys};
pub use self::lines::{IdMap, Lines};
pub use self::machines::Machines;

/// One of the files; prints as `hypervisor`, `lxc` or `vm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum File {
    /// `phoenix_hypervisor_config.json`: the host, its pools, datasets and storages.
    Hypervisor,
    /// `phoenix_lxc_configs.json`: the containers.
    Lxc,
    /// `phoenix_vm_configs.json`: virtual machines, which others look after.
    Machines,
}

impl fmt::Display for File {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Hypervisor => "hypervisor",
            Self::Lxc => "lxc",
            Self::Machines => "vm",
        })
    }
}

/// A line of one of the files; prints as `hypervisor:97`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: File,
    /// The line, from 1.
    pub line: u32,
}

impl fmt::Display for At {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value, typed.
    pub value: T,
    /// The line of its key.
    pub at: At,
    /// The path of its key: `lxc_configs.101.memory_mb`.
    pub key: String,
}

/// A pool of `zfs.pools`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: Located<PoolName>,
    /// The layout as it is written: `mirror`, `single`, `RAIDZ1`.
    pub raid_level: Option<Located<String>>,
    /// The disks, in the order of the file.
    pub disks: Option<Located<Vec<String>>>,
    /// `properties` of the pool, in the order of the file, as written.
    pub properties: Vec<(Located<String>, Located<String>)>,
    /// `filesystem_properties`: what its root dataset begins with.
    pub filesystem_properties: Vec<(Located<String>, Located<String>)>,
}

/// A dataset of `zfs.datasets`; its mountpoint is `/POOL/NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// `POOL/NAME`.
    pub name: DatasetName,
    /// The properties in the order of the file, names and values trimmed, otherwise as written; none is "nothing managed".
    pub properties: Vec<(Located<String>, Located<String>)>,
    /// Where the dataset is written.
    pub at: At,
    /// The path of its place: `zfs.datasets[3]`.
    pub key: String,
}

impl Dataset {
    /// Returns where it is mounted: `/POOL/NAME` unless its properties say otherwise; `None` if nowhere that is known.
    pub fn mountpoint(&self) -> Option<PathBuf> {
        let written = self.properties.iter().find(|(name, _)| name.value == "mountpoint");
        match written.map(|(_, value)| value.value.as_str()) {
            None => Some(PathBuf::from(format!("/{}", self.name))),
            Some(path) => path.starts_with('/').then(|| PathBuf::from(path)),
        }
    }
}

/// What stands behind a storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StorageType {
    /// Volumes are datasets below the dataset (`pool POOL/NAME`).
    ZfsPool,
    /// Files in the dataset's mountpoint (`path /POOL/NAME`, `shared 1`).
    Dir,
}

impl fmt::Display for StorageType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ZfsPool => "zfspool",
            Self::Dir => "dir",
        })
    }
}

/// The Proxmox storage that a dataset of the file is offered as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// Its id: that of `proxmox_storage_ids` for the key `POOL_NAME` (dashes of NAME as underscores), else `POOL-NAME`.
    pub id: StorageId,
    /// `proxmox_storage_type`.
    pub storage_type: Located<StorageType>,
    /// `proxmox_content_type`, in the order of the file; absent is unmanaged.
    pub content: Option<Located<Vec<String>>>,
    /// The dataset it stands on.
    pub dataset: DatasetName,
    /// Where the dataset is written.
    pub at: At,
}

impl Storage {
    /// Returns the directory of a `dir` storage, the dataset's mountpoint.
    pub fn path(&self) -> Option<String> {
        (self.storage_type.value == StorageType::Dir).then(|| format!("/{}", self.dataset))
    }

    /// Returns whether the file lets it hold this kind of content.
    fn allows(&self, content: &str) -> bool {
        self.content.as_ref().is_some_and(|listed| listed.value.iter().any(|word| word == content))
    }
}

/// The snapshot that `enable_lifecycle_snapshots` asks for before a guest's features are installed.
pub const PRE_CONFIGURED: &str = "pre-configured";

/// A container of `lxc_configs`; what the file does not say is `None` and unmanaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its id.
    pub ctid: Ctid,
    /// Where it is written.
    pub at: At,
    /// `name`.
    pub hostname: Option<Located<Hostname>>,
    /// `memory_mb`, in MiB.
    pub memory_mb: Option<Located<u64>>,
    /// `swap_mb` or `swap`, in MiB; 0 is none.
    pub swap_mb: Option<Located<u64>>,
    /// `cores`.
    pub cores: Option<Located<u64>>,
    /// `storage_pool`: the storage of the root file system.
    pub storage_pool: Option<Located<StorageId>>,
    /// `storage_size_gb`: the size of the root file system, in GiB.
    pub storage_size_gb: Option<Located<u64>>,
    /// `unprivileged`.
    pub unprivileged: Option<Located<bool>>,
    /// `network_config` as 0, `secondary_network_config` as 1.
    pub networks: Vec<Network>,
    /// The name servers, in order.
    pub nameservers: Option<Located<Vec<String>>>,
    /// `start_at_boot`.
    pub start_at_boot: Option<Located<bool>>,
    /// `boot_order`.
    pub boot_order: Option<Located<u64>>,
    /// `boot_delay`, in seconds, before the next start and the next stop.
    pub boot_delay: Option<Located<u64>>,
    /// Features of Proxmox (`nesting=1`) from `pct_options` or a `features` that is a text; an empty list is unmanaged.
    pub features_of_proxmox: Option<Located<Vec<(String, String)>>>,
    /// `template`, as it is written; see [`Configuration::template_volume`].
    pub template: Option<Located<String>>,
    /// `clone_from_ctid`: the container it is a clone of.
    pub clone_from: Option<Located<Ctid>>,
    /// `template_snapshot_name`: the snapshot that clones of this container are made from.
    pub template_snapshot_name: Option<Located<SnapshotName>>,
    /// `enable_lifecycle_snapshots`: whether there are snapshots of it as it was made, and as it was finished.
    pub lifecycle_snapshots: Option<Located<bool>>,
    /// `is_template`: whether it ends as a template.
    pub is_template: Option<Located<bool>>,
    /// `dependencies`: what is there before it.
    pub dependencies: Vec<Located<Ctid>>,
    /// The install scripts of a `features` that is a list, in order.
    pub install_features: Vec<Located<String>>,
    /// `application_script`.
    pub application_script: Option<Located<String>>,
    /// `health_check` and the elements of `health_checks`, in order.
    pub health_checks: Vec<HealthCheck>,
    /// `firewall`.
    pub firewall: Option<Firewall>,
    /// `lxc_options`, `apparmor_profile`, `id_maps`, `gpu_assignment`.
    pub lines: Lines,
    /// `mount_points`, `zfs_volumes` and `volumes`, and what `shared_volumes` of the host's file mount into it.
    pub mounts: Vec<Mount>,
    /// `exclusive_mounts`: whether other mount points than these are detached.
    pub exclusive_mounts: Option<Located<bool>>,
}

/// Something that is mounted into a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Where it is seen inside.
    pub target: Located<String>,
    /// What is seen there.
    pub what: Mounted,
}

/// What is mounted into a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mounted {
    /// A directory of the host.
    Directory(Directory),
    /// A volume of its own.
    Volume {
        /// The storage it is made in.
        storage: Located<StorageId>,
        /// Its size in GiB.
        size_gb: Located<u64>,
    },
}

/// A directory of the host that a container shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    /// Its path on the host, as it is written, or below the dataset where `mount_point_base_maps` says so.
    pub source: Located<String>,
    /// `owner_uid`: the user inside the container that it belongs to.
    pub uid: Option<Located<u64>>,
    /// `owner_gid`: the group inside the container that it belongs to.
    pub gid: Option<Located<u64>>,
    /// The dataset of the files that it lies in.
    pub dataset: Option<DatasetName>,
    /// The other place of what is written below `mount_point_base`: in the dataset, or, where it is mapped, as it is written.
    pub otherwise: Option<String>,
}

impl Directory {
    /// Returns whether an owner of it is written.
    fn has_owner(&self) -> bool {
        self.uid.is_some() || self.gid.is_some()
    }
}

/// A check of a container's health; what is run may not be said at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthCheck {
    /// Where it is written.
    pub at: At,
    /// Its path in the file.
    pub key: String,
    /// Whether it is `health_check`, of which there is one.
    pub is_alone: bool,
    /// `name`.
    pub name: Option<Located<String>>,
    /// `type`: `command` or `script`.
    pub method: Option<Located<String>>,
    /// `command`: what runs in the container.
    pub command: Option<Located<String>>,
    /// `script`: what runs on the host.
    pub script: Option<Located<String>>,
    /// `args`: the words behind the script.
    pub args: Option<Located<String>>,
    /// `retries`: how often it is tried.
    pub retries: Option<Located<u64>>,
    /// `interval`: how long is waited between two tries, in seconds.
    pub interval: Option<Located<u64>>,
    /// `timeout`: how long one try may take, in seconds.
    pub timeout: Option<Located<u64>>,
}

impl Container {
    /// Returns the name that a report has for it: `lxc/101`.
    pub fn resource(&self) -> String {
        format!("lxc/{}", self.ctid)
    }

    /// Returns the directories of the host that it shows.
    pub fn directories(&self) -> impl Iterator<Item = &Directory> {
        self.mounts.iter().filter_map(|mount| match &mount.what {
            Mounted::Directory(directory) => Some(directory),
            Mounted::Volume { .. } => None,
        })
    }

    fn directories_mut(&mut self) -> impl Iterator<Item = &mut Directory> {
        self.mounts.iter_mut().filter_map(|mount| match &mut mount.what {
            Mounted::Directory(directory) => Some(directory),
            Mounted::Volume { .. } => None,
        })
    }
}

/// A network interface of a container, `net0` or `net1`; what the file does not say is `None` and unmanaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The number behind `net`.
    pub id: u8,
    /// The name inside the container: `eth0`.
    pub name: Option<Located<String>>,
    /// The bridge of the host.
    pub bridge: Option<Located<String>>,
    /// An IPv4 address with its prefix, `dhcp` or `manual`.
    pub ip: Option<Located<String>>,
    /// The IPv4 gateway; never beside `dhcp`.
    pub gw: Option<Located<String>>,
    /// The MAC address; absent, it is not managed.
    pub hwaddr: Option<Located<MacAddress>>,
}

/// Everything the two files say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The pools, in the order of the file.
    pub pools: Vec<Pool>,
    /// The datasets, in the order of the file, each once.
    pub datasets: Vec<Dataset>,
    /// The storages, in the order of the datasets they stand on.
    pub storages: Vec<Storage>,
    /// The containers, in the order of the file.
    pub containers: Vec<Container>,
    /// The host's firewall: `firewall`, or of early files `shared_volumes.firewall`.
    pub firewall: Option<Firewall>,
    /// `network.interfaces.address`: the host's own address, as it is written.
    pub host_address: Option<Located<String>>,
    /// The largest size of the ZFS cache, in bytes: `zfs.arc_max_gb`, or of early files `zfs.arc_max`.
    pub arc_max: Option<Located<u64>>,
    /// What dependencies name and the files do not declare (virtual machines), ascending.
    pub external: Vec<Ctid>,
    /// What the files ask for and nobody manages.
    pub not_managed: Vec<NotManaged>,
    /// What the files say and nothing ever acted on, nor will: keys without any effect.
    pub inert: Vec<NotManaged>,
    /// What is odd in the files, by file and line; no error among them.
    pub findings: Vec<Finding>,
}

impl Configuration {
    /// Returns the container of this id.
    pub fn container(&self, ctid: Ctid) -> Option<&Container> {
        self.containers.iter().find(|container| container.ctid == ctid)
    }

    /// Returns the dataset of this name.
    pub fn dataset(&self, name: &DatasetName) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.name == *name)
    }

    /// Returns the volume id of a `template` (`STORAGE:vztmpl/FILE`), or `None` if no storage of the files holds it.
    ///
    /// The files name templates by absolute path (below a `dir` storage, in `template/cache`) or by bare file name.
    pub fn template_volume(&self, template: &str) -> Option<String> {
        if template.contains(":vztmpl/") {
            return Some(template.to_owned());
        }
        let (directory, name) = template.rsplit_once('/').unwrap_or(("", template));
        let holds_it = |storage: &&Storage| match storage.path() {
            Some(_) if directory.is_empty() => storage.allows("vztmpl"),
            Some(path) => directory == format!("{path}/template/cache"),
            None => false,
        };
        let mut holders = self.storages.iter().filter(holds_it);
        let (Some(storage), None) = (holders.next(), holders.next()) else {
            return None;
        };
        Some(format!("{}:vztmpl/{name}", storage.id))
    }
}

/// Reads the two files.
///
/// # Errors
///
/// All findings, when at least one of them is an error: then the files are rejected and nothing of them is used.
pub fn read(hypervisor: &[u8], lxc: &[u8]) -> Result<Configuration, Vec<Finding>> {
    read_beside(hypervisor, lxc, None)
}

/// Reads the two files, knowing the virtual machines of a third one.
///
/// # Errors
///
/// All findings, when at least one of them is an error.
pub fn read_beside(hypervisor: &[u8], lxc: &[u8], machines: Option<&Machines>) -> Result<Configuration, Vec<Finding>> {
    let mut findings = Vec::new();
    let mut configuration = Configuration::default();
    let hypervisor = json::parse(File::Hypervisor, hypervisor, &mut findings);
    let lxc = json::parse(File::Lxc, lxc, &mut findings);

    let host = place::root(File::Hypervisor, hypervisor.as_ref(), &mut findings);
    if let Some(host) = &host {
        keys::walk(host, &keys::HYPERVISOR, "host", &mut findings, &mut configuration.not_managed);
        hypervisor::read(host, &mut configuration, &mut findings);
    }
    let guests = place::root(File::Lxc, lxc.as_ref(), &mut findings);
    if let Some(guests) = &guests {
        keys::walk(guests, &keys::LXC, "host", &mut findings, &mut configuration.not_managed);
        containers::read(guests, &mut configuration, &mut findings);
        graph::judge(&mut configuration, machines, &mut findings);
    }
    if let (Some(host), Some(guests)) = (&host, &guests) {
        mounts::complete(host, &mut configuration, &mut findings);
        rules::judge(&configuration, host, guests, &mut findings);
    }
    let all = std::mem::take(&mut configuration.not_managed);
    (configuration.inert, configuration.not_managed) = all.into_iter().partition(|entry| entry.topic == Topic::Inert);
    verdict(configuration, findings)
}

/// Returns the configuration with its findings, or the findings alone if one of them is an error.
fn verdict(configuration: Configuration, mut findings: Vec<Finding>) -> Result<Configuration, Vec<Finding>> {
    findings.sort_by_key(|finding| finding.at);
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(findings);
    }
    Ok(Configuration { findings, ..configuration })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_in_both_files_is_told_at_once_in_the_order_of_the_lines() {
        let lxc = "{\"lxc_configs\": {\n\"101\": {\"cores\": 0,\n\"dependencies\": [101]},\n\"x\": {}}}";
        let findings = read(b"[", lxc.as_bytes()).unwrap_err();
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let lines: Vec<String> = errors.map(|finding| finding.at.unwrap().to_string()).collect();
        assert_eq!(lines, ["hypervisor:1", "lxc:2", "lxc:3", "lxc:4"]);
    }

    #[test]
    fn a_finding_prints_as_one_line_with_its_rule_place_and_remedy() {
        let findings = read(b"{}", b"{\"lxc_configs\": {\"101\": {\"name\": \"a_b\"}}}").unwrap_err();
        let name = findings.iter().find(|finding| finding.rule == Some("V-14")).unwrap().to_string();
        assert!(name.starts_with("error V-14 lxc:1 lxc_configs.101.name: \"a_b\" is not a host name"), "{name}");
    }

    #[test]
    fn a_key_with_a_line_break_does_not_break_the_line_of_its_finding() {
        let findings = read(b"{\"a\\nb\": 1}", b"{}").unwrap_err();
        assert!(findings.iter().any(|finding| finding.key == "a\\nb" && !finding.to_string().contains('\n')));
    }

    #[test]
    fn findings_are_data_for_other_programs() {
        let findings = read(b"{}", b"{}").unwrap_err();
        let json = serde_json::to_value(findings.last().unwrap()).unwrap();
        assert_eq!((&json["severity"], &json["at"]), (&"error".into(), &"lxc:1".into()));
    }
}
