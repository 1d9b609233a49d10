//! What can be wished of a container: the arguments of the module.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::graphics::OnHost;
use super::snapshots::Snapshot;
use crate::names::{Ctid, Hostname, MacAddress, StorageId};

/// A container as it is wished. What is not given is not managed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Desired {
    /// The container's id.
    pub ctid: Ctid,
    /// `present` leaves the run state alone; `running` and `stopped` imply that it exists; `absent` destroys it only if it
    /// is stopped, unprotected, and has neither snapshots nor further volumes.
    #[serde(default)]
    pub state: State,
    /// What is done about settings that wait for the next start: `never` tells that they wait; `if_needed` shuts a running container
    /// down and starts it, which interrupts; `if_stopped` leaves a running one alone, and starts one that is found stopped once
    /// it is changed.
    #[serde(default)]
    pub restart: Restart,
    /// How long a shutdown may take, in seconds, 1 to 86400; Proxmox waits 60 unless told.
    #[serde(default)]
    pub shutdown_timeout: Option<u64>,
    /// How many seconds a lock of Proxmox (a snapshot, a backup) is waited for before the container is left as it is; 30 if it is not
    /// given. A check waits for none.
    #[serde(default)]
    pub lock_timeout: Option<u64>,
    /// Whether a container that has not shut down in time is killed, which interrupts; otherwise that is an error.
    #[serde(default)]
    pub force_stop: bool,
    /// The host name. A running guest gets it with its next start.
    #[serde(default)]
    pub hostname: Option<Hostname>,
    /// The template to create it from, `STORAGE:vztmpl/FILE`; fetched with `pveam download` if it is missing. Creation only.
    #[serde(default)]
    pub template: Option<String>,
    /// The container to clone it from. Creation only.
    #[serde(default)]
    pub clone_from: Option<Ctid>,
    /// The snapshot of the source to clone; used if the source has it. Creation only.
    #[serde(default)]
    pub clone_snapshot: Option<String>,
    /// The storage of the root disk. Another storage than the present one is refused.
    #[serde(default)]
    pub storage_pool: Option<StorageId>,
    /// The size of the root disk in GiB. It is grown, never shrunk.
    #[serde(default)]
    #[schemars(extend("format" = "gibibytes"))]
    pub storage_size_gb: Option<u64>,
    /// Memory in MiB.
    #[serde(default)]
    #[schemars(extend("format" = "mebibytes"))]
    pub memory_mb: Option<u64>,
    /// Swap in MiB.
    #[serde(default)]
    #[schemars(extend("format" = "mebibytes"))]
    pub swap_mb: Option<u64>,
    /// Number of cores.
    #[serde(default)]
    pub cores: Option<u64>,
    /// Whether the guest's root is an unprivileged user of the host. Creation only: a difference is refused.
    #[serde(default)]
    pub unprivileged: Option<bool>,
    /// Network interfaces; the first is net0. Keys that are not given stay as they are, the MAC address too.
    #[serde(default)]
    pub networks: Option<Vec<Network>>,
    /// Name servers in order. An empty list removes the setting.
    #[serde(default)]
    pub nameserver: Option<Vec<String>>,
    /// Search domains in order. An empty list removes the setting.
    #[serde(default)]
    pub searchdomain: Option<Vec<String>>,
    /// Whether it starts with the host.
    #[serde(default)]
    pub onboot: Option<bool>,
    /// Start order, `order=2,up=5,down=5`; parts that are not given stay. An empty text removes the setting.
    #[serde(default)]
    pub startup: Option<String>,
    /// Features by name: `nesting: 1`. Those that are not given stay.
    #[serde(default)]
    #[schemars(schema_with = "crate::arguments::on_off_map")]
    pub features: Option<BTreeMap<String, String>>,
    /// Tags, as a set. An empty list removes the setting.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// The description, at most 8192 characters. An empty text removes it.
    #[serde(default)]
    pub description: Option<String>,
    /// The processor architecture of the guest's programs.
    #[serde(default)]
    pub arch: Option<String>,
    /// What the console shows: `tty`, `console`, or a `shell` without a login.
    #[serde(default)]
    pub cmode: Option<String>,
    /// Whether there is a console device.
    #[serde(default)]
    pub console: Option<bool>,
    /// How many cores of time it may use, `1.5`; 0 is no limit.
    #[serde(default)]
    pub cpulimit: Option<String>,
    /// Its weight when processors are short. With cgroup v2 Proxmox keeps 10000 of anything larger.
    #[serde(default)]
    pub cpuunits: Option<u64>,
    /// Whether LXC logs in detail.
    #[serde(default)]
    pub debug: Option<bool>,
    /// The command that is started as init. An empty text removes the setting.
    #[serde(default)]
    pub entrypoint: Option<String>,
    /// Variables of init's environment, as a whole. An empty map removes them. They are no secrets: everybody can read them.
    #[serde(default)]
    pub env: Option<BTreeMap<String, String>>,
    /// The volume of a script that is run around start and stop, `STORAGE:snippets/FILE`. An empty text removes it.
    #[serde(default)]
    pub hookscript: Option<String>,
    /// The distribution inside, by which Proxmox sets it up.
    #[serde(default)]
    pub ostype: Option<String>,
    /// Whether its disks and itself are protected from removal.
    #[serde(default)]
    pub protection: Option<bool>,
    /// The time zone, `host` or a name such as `Europe/Vienna`. An empty text removes the setting.
    #[serde(default)]
    pub timezone: Option<String>,
    /// How many terminals it has, 0 to 6.
    #[serde(default)]
    pub tty: Option<u64>,
    /// Options of the root disk. Those that are not given stay.
    #[serde(default)]
    pub rootfs: Option<RootDisk>,
    /// Mount points. One that is not in the list is named and left, unless the list is exclusive.
    #[serde(default)]
    pub mount_points: Option<Vec<MountPoint>>,
    /// Whether mount points that are not in the list are detached; a volume is kept as unusedN.
    #[serde(default)]
    pub exclusive_mounts: bool,
    /// Devices of the host. One that is not in the list is not managed.
    #[serde(default)]
    pub devices: Option<Vec<Device>>,
    /// Raw `lxc.*` lines: the values of each key, in order. A key that is given has these and no others, an empty list takes
    /// it away; other keys stay. Write values as a list, since a text is split at its commas.
    #[serde(default)]
    pub lxc_options: Option<BTreeMap<String, Vec<String>>>,
    /// What confines the guest: `generated` (by LXC, as Proxmox has it), `unconfined`, or a profile that is loaded.
    #[serde(default)]
    pub apparmor_profile: Option<String>,
    /// Ids of the guest that are others on the host than usual. All others are mapped as Proxmox does it. An empty list
    /// leaves all to Proxmox.
    #[serde(default)]
    pub id_maps: Option<Vec<IdMap>>,
    /// The numbers of the NVIDIA cards that it has, `[0, 1]`; others are taken away. An empty list takes all away.
    #[serde(default)]
    pub gpu_assignment: Option<Vec<u32>>,
    /// What of the wished cards the host has.
    #[serde(skip)]
    pub(super) cards_on_host: OnHost,
    /// Snapshots that it has: each a name, or a map with `name`, `description` and `if_possible`. One that is missing is taken once
    /// all else is as wished; none is taken anew or removed. The guest goes on running.
    #[serde(default)]
    pub snapshots: Option<Vec<Snapshot>>,
    /// Whether it is a template. It is sealed (`pct template`) once all else is as wished, which cannot be taken back.
    #[serde(default)]
    pub is_template: Option<bool>,
    /// Guests that others look after and that it depends on. One that does not exist or does not run is told.
    #[serde(default)]
    pub dependencies: Option<Vec<Ctid>>,
    /// What earlier tasks of the same run will have made; only phoenix-run gives it, and only when it checks.
    #[serde(default)]
    #[schemars(extend("x-internal" = true))]
    pub expecting: Option<Box<Expecting>>,
}

impl Desired {
    /// Returns the wish of its source, if the run will have met it before.
    pub(super) fn expected_source(&self) -> Option<&Self> {
        self.expecting.as_ref()?.source.as_ref()
    }
}

/// What a container's state is wished to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It exists; whether it runs is not managed.
    #[default]
    Present,
    /// It exists and runs.
    Running,
    /// It exists and does not run.
    Stopped,
    /// It does not exist.
    Absent,
}

/// What is done about settings that wait for the next start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// Nothing: it is told that they wait.
    #[default]
    Never,
    /// A running container is shut down and started.
    IfNeeded,
    /// A running container is left alone; one that is found stopped and is changed is started.
    IfStopped,
}

/// A network interface as it is wished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Network {
    /// The number N of netN; not given: its place in the list.
    pub id: Option<u8>,
    /// The interface's name inside the guest; a new one is ethN unless it is given.
    pub name: Option<String>,
    /// The bridge on the host.
    pub bridge: Option<String>,
    /// The MAC address; compared without case, kept unless given.
    pub hwaddr: Option<MacAddress>,
    /// The IPv4 address with its prefix length, or `dhcp`, or `manual`.
    pub ip: Option<String>,
    /// The IPv4 gateway.
    pub gw: Option<String>,
    /// The IPv6 address with its prefix length, or `auto`, `dhcp`, `manual`.
    pub ip6: Option<String>,
    /// The IPv6 gateway.
    pub gw6: Option<String>,
    /// Whether the firewall filters this interface.
    pub firewall: Option<bool>,
    /// Whether the link is down.
    pub link_down: Option<bool>,
    /// The MTU in bytes.
    pub mtu: Option<u64>,
    /// The rate limit in MB/s.
    pub rate: Option<String>,
    /// The VLAN tag.
    pub tag: Option<u64>,
    /// The VLANs that pass, `20;30`; an empty text removes the key.
    pub trunks: Option<String>,
    /// Whether the host, and not the guest, sets up the addresses.
    #[schemars(extend("x-aliases" = ["host-managed"]))]
    pub host_managed: Option<bool>,
    /// Whether keys that are not given are taken away; its name, bridge and MAC address stay.
    pub exclusive: bool,
}

/// Options of the root disk as they are wished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RootDisk {
    /// Whether access control lists are on.
    pub acl: Option<bool>,
    /// How ids are mapped: `passthrough`, or `u:0:1000:1;g:0:1000:1`.
    pub idmap: Option<String>,
    /// Options of the mount, `noatime;nosuid`.
    pub mountoptions: Option<String>,
    /// Whether quotas of users are counted inside.
    pub quota: Option<bool>,
    /// Whether storage replication copies it.
    pub replicate: Option<bool>,
    /// Whether it cannot be written.
    pub ro: Option<bool>,
    /// Whether every node has it, by its own means.
    pub shared: Option<bool>,
    /// Whether options that are not given are taken away.
    pub exclusive: bool,
}

/// A mount point as it is wished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MountPoint {
    /// The number N of mpN; not given: that of the mount point with this target, else the lowest that is free.
    pub id: Option<u16>,
    /// Where it is seen inside the guest; told apart without a slash at the end.
    #[schemars(extend("x-aliases" = ["mp"]))]
    pub target: Option<String>,
    /// The storage of the volume. A new mount point gets a new volume there.
    pub storage: Option<StorageId>,
    /// The size of the volume in GiB. It is grown, never shrunk.
    #[schemars(extend("format" = "gibibytes"))]
    pub size_gb: Option<u64>,
    /// A directory or device of the host, or a volume that exists, in place of a new volume.
    #[schemars(extend("x-aliases" = ["volume"]))]
    pub source: Option<String>,
    /// Whether the directory at `source` is made if it is missing, the guest's root its owner unless `uid` and `gid` say otherwise.
    pub create: bool,
    /// The place of a file system of the host that must be mounted for `source` to be made or shown, and that it lies in;
    /// directories between both are made too.
    pub below: Option<String>,
    /// The user inside the guest that the directory at `source` belongs to; what lies in it stays as it is.
    pub uid: Option<u32>,
    /// The group inside the guest that the directory at `source` belongs to; what lies in it stays as it is.
    pub gid: Option<u32>,
    /// The mode of the directory at `source`, `0750`; what lies in it stays as it is.
    pub mode: Option<String>,
    /// The other place of a source below `mount_point_base`: in a dataset if `source` is as it is written, and as it is written
    /// if `source` lies in a dataset; only phoenix-run gives it.
    #[schemars(extend("x-internal" = true))]
    pub otherwise: Option<String>,
    /// Whether access control lists are on.
    pub acl: Option<bool>,
    /// Whether backups contain it.
    pub backup: Option<bool>,
    /// How ids are mapped: `passthrough`, or `u:0:1000:1;g:0:1000:1`.
    pub idmap: Option<String>,
    /// Whether the target keeps its own owner and mode when it is mounted the first time.
    pub keepattrs: Option<bool>,
    /// Options of the mount, `noatime;nosuid`.
    pub mountoptions: Option<String>,
    /// Whether quotas of users are counted inside.
    pub quota: Option<bool>,
    /// Whether storage replication copies it.
    pub replicate: Option<bool>,
    /// Whether it cannot be written.
    pub ro: Option<bool>,
    /// Whether every node has it, by its own means.
    pub shared: Option<bool>,
    /// Whether options that are not given are taken away.
    pub exclusive: bool,
}

/// A device of the host as it is wished inside the guest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Device {
    /// The number N of devN; not given: that of the device with this path, else the lowest that is free.
    pub id: Option<u16>,
    /// The device on the host, below `/dev`.
    pub path: Option<String>,
    /// Its group inside the guest.
    pub gid: Option<u64>,
    /// Its mode inside the guest, `0660`; quote it in YAML.
    pub mode: Option<String>,
    /// Its owner inside the guest.
    pub uid: Option<u64>,
    /// Whether the guest may not write to it.
    #[schemars(extend("x-aliases" = ["deny-write"]))]
    pub deny_write: Option<bool>,
    /// Whether keys that are not given are taken away.
    pub exclusive: bool,
}

/// Ids of the guest that are others on the host than usual.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdMap {
    /// Whether they are of users or of groups.
    #[serde(rename = "type")]
    pub kind: IdKind,
    /// The first id inside the guest.
    pub container_id: u64,
    /// The first id on the host.
    pub host_id: u64,
    /// How many.
    #[serde(default = "one")]
    pub size: u64,
}

fn one() -> u64 {
    1
}

/// Whose ids are mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// Users.
    Uid,
    /// Groups.
    Gid,
}

/// What earlier tasks of a run will have made when this one's turn comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Expecting {
    /// This container itself.
    pub container: bool,
    /// It runs, whatever it does now.
    pub running: bool,
    /// Storages, with their types.
    pub storages: BTreeMap<String, String>,
    /// What those of them are for whose content is wished.
    pub content: BTreeMap<String, Vec<String>>,
    /// This container, as an earlier task wishes it.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub own: Option<Desired>,
    /// The source of the clone, as it is wished.
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub source: Option<Desired>,
    /// The bridges of its interfaces, by their options: `net0`.
    pub bridges: BTreeMap<String, String>,
    /// Where storages that this container's root disk may lie on will keep volumes: datasets, or directories.
    pub places: Vec<String>,
    /// Where file systems will be mounted.
    pub mounted: Vec<String>,
}
