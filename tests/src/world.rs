//! The world of a simulated Proxmox host: its files, and what no file shows. The verbs change it; nothing else does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::coreutils::Attributes;
use crate::disks::Disk;
use crate::files::Files;
use crate::pct::generated;
use crate::perl::formats::is_vmid;
use crate::zfs::Zfs;

mod network;
mod place;

pub use network::BRIDGE;
pub use place::{Ran, commands_log};

/// A simulated host.
#[derive(Debug)]
pub struct World {
    /// The host's files, by their path on the host: `/etc/pve/storage.cfg`.
    pub files: Files,
    /// What no file shows.
    pub state: State,
    /// A query runs: nothing is saved, whatever it does.
    pub(crate) is_looked_at: bool,
    /// What is known of the command that runs beside its arguments.
    pub typed: Typed,
    /// Where the world lives, unless in memory.
    place: Option<place::Place>,
}

/// What is known of the command that runs, beside its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// What it reads on its standard input.
    pub stdin: Vec<u8>,
    /// The variables of its environment, as far as they were given.
    pub environment: BTreeMap<String, String>,
    /// The command that is to run inside of a guest.
    pub(crate) command: Vec<String>,
    /// What it had said when it began to hang, if it does.
    pub(crate) hangs: Option<String>,
}

/// What no file of the host shows; kept as `state.json` beside the files when the world lives in a directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// The node's name.
    pub node: String,
    /// Seconds since 1970; goes on by one with each mutating command, so that a world is reproducible.
    pub clock: u64,
    /// The state of the generator that draws MACs, GUIDs and the orders of lists.
    pub seed: u64,
    /// The pools and datasets.
    pub zfs: Zfs,
    /// The disks, by the kernel's names for them: `/dev/sda`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub disks: BTreeMap<String, Disk>,
    /// File names of the templates that `pveam download` can fetch.
    pub downloadable: BTreeSet<String>,
    /// The addresses of the host with their network's prefix; the first is the node's.
    pub addresses: Vec<String>,
    /// Who is connected: `ADDRESS` to SSH, or `ADDRESS PORT`.
    pub peers: Vec<String>,
    /// The variable `SSH_CONNECTION` of whoever calls: client, its port, the host's address and port.
    pub ssh_connection: Option<String>,
    /// How long a command takes, in milliseconds, by its first two words: `pct clone`.
    pub durations: BTreeMap<String, u64>,
    /// The next run of a command, by its first two words, fails with this text on standard error: `pct resize`.
    pub faults: BTreeMap<String, String>,
    /// How often scripts have failed that fail only a few times.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub failed: BTreeMap<String, u32>,
    /// Files that a shell made and nobody made executable.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub not_executable: BTreeSet<String>,
    /// Owners and modes of directories, by their path; the others are root's.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Attributes>,
    /// When a cluster lock was last used, in seconds since 1970, by its name; one that is not here is in use.
    pub lock_times: BTreeMap<String, u64>,
}

/// What the kernel shows of itself and of ZFS, and what Proxmox VE ships for modprobe (Proxmox VE 9, 96 GiB of memory).
const KERNEL: &[(&str, &str)] = &[
    ("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.14.8-2-pve root=/dev/mapper/pve-root ro quiet\n"),
    ("/proc/meminfo", "MemTotal:       100663296 kB\nMemFree:        90000000 kB\n"),
    ("/proc/mounts", "/dev/mapper/pve-root / ext4 rw,relatime,errors=remount-ro 0 0\n"),
    (
        "/proc/spl/kstat/zfs/arcstats",
        "9 1 0x01 147 39984 5157064327 1122334455\nname                            type data\n\
         c_min                           4    3221225472\nc_max                           4    102005473280\n",
    ),
    ("/sys/class/net/vmbr0/mtu", "1500\n"),
    ("/proc/devices", "Character devices:\n  1 mem\n 10 misc\n\nBlock devices:\n  8 sd\n230 zvol\n"),
    // As LXC and the package lxc-pve load them.
    (
        "/sys/kernel/security/apparmor/profiles",
        "lxc-container-default-with-nesting (enforce)\nlxc-container-default-cgns (enforce)\n/usr/bin/lxc-start (enforce)\n",
    ),
    ("/etc/subuid", "root:100000:65536\n"),
    ("/etc/subgid", "root:100000:65536\n"),
    ("/sys/module/zfs/parameters/zfs_arc_max", "0\n"),
    ("/sys/module/zfs/parameters/zfs_arc_min", "0\n"),
    (
        "/etc/modprobe.d/pve-blacklist.conf",
        "# This file contains a list of modules which are not supported by Proxmox VE\n\nblacklist nvidiafb\n",
    ),
];

impl Default for State {
    fn default() -> Self {
        Self {
            node: "pve1".to_owned(),
            clock: 1_795_392_000,
            seed: 1,
            zfs: Zfs::default(),
            disks: BTreeMap::new(),
            downloadable: BTreeSet::new(),
            addresses: vec![network::ADDRESS.to_owned()],
            peers: Vec::new(),
            ssh_connection: None,
            durations: BTreeMap::new(),
            faults: BTreeMap::new(),
            failed: BTreeMap::new(),
            not_executable: BTreeSet::new(),
            attributes: BTreeMap::new(),
            lock_times: BTreeMap::new(),
        }
    }
}

/// What a simulated command answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The exit code.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Answer {
    /// Returns the answer of a command that succeeded and printed `stdout`.
    pub fn printed(stdout: impl Into<String>) -> Self {
        Self { status: 0, stdout: stdout.into(), stderr: String::new() }
    }

    /// Returns the answer of a command that succeeded in silence.
    pub fn silent() -> Self {
        Self::default()
    }

    /// Returns the answer of a command that failed; a missing line end is added to `stderr`.
    pub fn failed(status: i32, stderr: impl Into<String>) -> Self {
        let mut stderr = stderr.into();
        if !stderr.ends_with('\n') {
            stderr.push('\n');
        }
        Self { status, stdout: String::new(), stderr }
    }
}

impl World {
    /// Returns a blank Proxmox host in memory: pmxcfs mounted, one node, the implicit storage `local`, no guests.
    pub fn blank() -> Self {
        let mut world = Self {
            files: Files::in_memory(),
            state: State::default(),
            is_looked_at: false,
            typed: Typed::default(),
            place: None,
        };
        world.lay_out();
        world
    }

    /// Becomes a copy of another host, wherever this one lives.
    pub fn take_over(&mut self, other: &Self) {
        self.files.take_over(&other.files);
        self.state = other.state.clone();
    }

    /// Writes what pmxcfs and the kernel show on a host without guests.
    pub fn lay_out(&mut self) {
        let node = self.state.node.clone();
        self.files.make_directory(Path::new(&format!("/etc/pve/nodes/{node}/lxc")));
        self.files.make_directory(Path::new(&format!("/etc/pve/nodes/{node}/qemu-server")));
        self.files.make_directory(Path::new("/etc/pve/priv/lock"));
        self.files.make_directory(Path::new("/etc/pve/firewall"));
        self.files.make_directory(Path::new("/var/lib/vz/template/cache"));
        self.files.link(Path::new("/etc/pve/local"), Path::new(&format!("nodes/{node}")));
        self.files.link(Path::new("/etc/pve/lxc"), Path::new(&format!("nodes/{node}/lxc")));
        self.files.link(Path::new("/etc/pve/qemu-server"), Path::new(&format!("nodes/{node}/qemu-server")));
        self.files.write("/etc/pve/.members", format!("{{\n\"nodename\": \"{node}\",\n\"version\": 0\n}}\n"));
        self.files.write("/etc/hostname", format!("{node}\n"));
        self.set_firewall_daemon(true);
        self.files.write("/proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n".to_owned());
        self.files.write("/proc/meminfo", "MemTotal:        8388608 kB\nMemAvailable:    6291456 kB\n".to_owned());
        let addresses = self.state.addresses.clone();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        self.set_addresses(network::BRIDGE, &addresses).expect("a state holds addresses and peers that were taken");
        for (path, text) in KERNEL {
            self.files.write(path, *text);
        }
        self.refresh_virtual_files();
    }

    /// Returns the text of a file, or `None` if there is none.
    pub fn read(&self, path: &str) -> Option<String> {
        let bytes = self.files.read(Path::new(path))?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Returns the path of a container's configuration on this node.
    pub fn container_path(&self, ctid: &str) -> String {
        format!("/etc/pve/nodes/{}/lxc/{ctid}.conf", self.state.node)
    }

    /// Returns the ids of the guests on this node whose files lie in `kind` (`lxc` or `qemu-server`), sorted.
    pub fn guests(&self, node: &str, kind: &str) -> Vec<u32> {
        let directory = PathBuf::from(format!("/etc/pve/nodes/{node}/{kind}"));
        let ids = self.files.list(&directory).unwrap_or_default();
        let id = |name: String| name.strip_suffix(".conf").filter(|id| is_vmid(id)).and_then(|id| id.parse().ok());
        let mut ids: Vec<u32> = ids.into_iter().filter_map(id).collect();
        ids.sort_unstable();
        ids
    }

    /// Returns whether a container runs: as Proxmox decides it, by the abstract socket in `/proc/net/unix`.
    pub fn is_running(&self, ctid: &str) -> bool {
        let wanted = format!(" @/var/lib/lxc/{ctid}/command");
        self.read("/proc/net/unix").is_some_and(|text| text.lines().any(|line| line.ends_with(&wanted)))
    }

    /// Makes `pve-firewall` run, or not: its pid file stays when it is killed.
    pub fn set_firewall_daemon(&mut self, running: bool) {
        self.files.write("/run/pve-firewall.pid", "771\n");
        if running {
            self.files.write("/proc/771/comm", "pve-firewall\n");
        } else {
            self.files.remove("/proc/771");
        }
    }

    /// Makes a container run, or not.
    pub fn set_running(&mut self, ctid: &str, running: bool) {
        let text = self.read("/proc/net/unix").unwrap_or_default();
        let socket = format!(" @/var/lib/lxc/{ctid}/command");
        let mut lines: Vec<String> = text.lines().filter(|line| !line.ends_with(&socket)).map(str::to_owned).collect();
        if running {
            let inode = 400_000 + ctid.parse::<u64>().unwrap_or(0);
            lines.push(format!("0000000000000000: 00000002 00000000 00010000 0001 01 {inode}{socket}"));
        }
        self.files.write("/proc/net/unix", lines.join("\n") + "\n");
        self.show_processes(ctid, running);
        if running {
            generated::begin(self, ctid);
        }
    }

    /// Rewrites `.vmlist` and `.version` after a change below `/etc/pve`, as pmxcfs shows them.
    pub fn refresh_virtual_files(&mut self) {
        let version = self.next_pmxcfs_version();
        let mut ids = Vec::new();
        for node in self.files.list(Path::new("/etc/pve/nodes")).unwrap_or_default() {
            for (kind, directory) in [("lxc", "lxc"), ("qemu", "qemu-server")] {
                for id in self.guests(&node, directory) {
                    ids.push(format!("\"{id}\": {{ \"node\": \"{node}\", \"type\": \"{kind}\", \"version\": 2 }}"));
                }
            }
        }
        let body = if ids.is_empty() { String::new() } else { format!("\n{}", ids.join(",\n")) };
        let vmlist = format!("{{\n\"version\": {version},\n\"ids\": {{{body}}}\n\n}}\n");
        self.files.write("/etc/pve/.vmlist", vmlist);
        let text = format!(
            "{{\n\"starttime\": 1795391478,\n\"clinfo\": 0,\n\"vmlist\": {version},\n\"storage.cfg\": {version}\n}}\n"
        );
        self.files.write("/etc/pve/.version", text);
    }

    fn next_pmxcfs_version(&self) -> u64 {
        let text = self.read("/etc/pve/.vmlist").unwrap_or_default();
        let version = text.lines().find_map(|line| line.strip_prefix("\"version\": "));
        version.and_then(|number| number.trim_end_matches(',').parse::<u64>().ok()).map_or(1, |number| number + 1)
    }

    /// Returns the next number of the generator (splitmix64).
    pub fn random(&mut self) -> u64 {
        self.state.seed = self.state.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.state.seed;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    /// Shuffles a list, as the order of a Perl hash does.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = usize::try_from(self.random() % (last as u64 + 1)).unwrap_or(0);
            list.swap(last, other);
        }
    }

    /// Returns a new MAC address as Proxmox draws it, in upper case; the prefix is BC:24:11 if `datacenter.cfg` names none.
    pub fn random_mac(&mut self) -> String {
        let number = self.random();
        let options = self.read("/etc/pve/datacenter.cfg").unwrap_or_default();
        let prefix = options.lines().find_map(|line| line.strip_prefix("mac_prefix:"));
        let prefix = prefix.map_or("BC:24:11", str::trim).to_uppercase();
        format!("{prefix}:{:02X}:{:02X}:{:02X}", number & 0xff, (number >> 8) & 0xff, (number >> 16) & 0xff)
    }

    /// Returns whether a cluster lock is held. Who waits for it asks pmxcfs with `utime(0, 0)` to drop it; pmxcfs does so 120 s
    /// after its last use (pve-cluster 9.1.6).
    pub fn is_cluster_locked(&mut self, name: &str) -> bool {
        let directory = PathBuf::from("/etc/pve/priv/lock").join(name);
        let last_used = self.state.lock_times.get(name).copied().unwrap_or(self.state.clock);
        if self.files.exists(&directory) && self.state.clock.saturating_sub(last_used) > 120 {
            self.files.remove(&directory);
            self.state.lock_times.remove(name);
        }
        self.files.exists(&directory)
    }

    /// Takes a planted fault of this command (`pct resize`) out of the world, if there is one.
    pub fn take_fault(&mut self, command: &str) -> Option<String> {
        self.state.faults.remove(command)
    }
}
