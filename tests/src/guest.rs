//! The inside of a guest: where its files lie on the simulated host, and how the kernel shows its first process.

use std::path::{Path, PathBuf};

use crate::pct::conf;
use crate::pvesm::{config, place};
use crate::world::World;

/// The first process id that a simulated guest's monitor has; the guest's own first process has the next one.
const FIRST_PID: u64 = 2_000_000;

/// The number of a running container's first process on the host.
pub(crate) fn first_process(ctid: &str) -> u64 {
    FIRST_PID + 2 * ctid.parse::<u64>().unwrap_or(0) + 1
}

impl World {
    /// Returns the directory below which the files of a container lie: where its volume is seen, or, of an image that shows
    /// nothing on the host, where Proxmox mounts it while it runs.
    pub fn guest_root(&self, ctid: &str) -> PathBuf {
        let mounted = || PathBuf::from(format!("/var/lib/lxc/{ctid}/rootfs"));
        let Some(text) = self.read(&self.container_path(ctid)) else { return mounted() };
        let section = conf::read(ctid, &text).0.current;
        let volume = section.values.get("rootfs").and_then(|rootfs| rootfs.split(',').next());
        let place = volume.and_then(|volume| place::locate(&config::read(self), volume).ok());
        place.and_then(|place| place::contents(self, &place)).map_or_else(mounted, PathBuf::from)
    }

    /// Returns the text of a file inside a container, whose links never lead out of it.
    pub fn read_in_guest(&self, ctid: &str, path: &str) -> Option<String> {
        let bytes = self.files.read_inside(&self.guest_root(ctid), Path::new(path))?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Writes a file inside a container, making the folders above it.
    pub fn write_in_guest(&mut self, ctid: &str, path: &str, text: &str) {
        let path = self.in_guest(ctid, path);
        self.files.write(path, text);
    }

    /// Returns the path on the host of a path inside a container.
    pub fn in_guest(&self, ctid: &str, path: &str) -> PathBuf {
        self.guest_root(ctid).join(path.trim_start_matches('/'))
    }

    /// Shows a container's first process in the control groups and in `/proc`, or does so no more.
    ///
    /// The groups are those that Proxmox has LXC make (`lxc.cgroup.dir.*`); the numbers and the absence of all other processes
    /// are assumed.
    pub(crate) fn show_processes(&mut self, ctid: &str, running: bool) {
        let first = first_process(ctid);
        let monitor = first - 1;
        let [of_monitor, of_guest] = ["lxc.monitor", "lxc"].map(|group| format!("/sys/fs/cgroup/{group}/{ctid}"));
        for path in [&of_monitor, &of_guest, &format!("/proc/{monitor}"), &format!("/proc/{first}")] {
            self.files.remove(path);
        }
        if !running {
            return;
        }
        self.files.write(format!("{of_monitor}/cgroup.procs"), format!("{monitor}\n"));
        // Systemd puts itself into a group of its own.
        self.files.write(format!("{of_guest}/ns/init.scope/cgroup.procs"), format!("{first}\n"));
        self.files.write(format!("/proc/{monitor}/task/{monitor}/children"), format!("{first} "));
        self.files
            .write(format!("/proc/{first}/status"), format!("Name:\tsystemd\nPid:\t{first}\nNSpid:\t{first}\t1\n"));
        let root = self.guest_root(ctid);
        let root = root.strip_prefix("/").unwrap_or(&root).to_owned();
        // Relative, so that it holds too where the files lie below another directory.
        self.files.link(Path::new(&format!("/proc/{first}/root")), &Path::new("../..").join(root));
    }
}
