//! The keys of raw `lxc.*` lines: which ones Proxmox keeps; a line with another one goes with its next write.

/// The keys of LXC itself (pve-container 6.1.10), without `lxc.`.
const LEGAL: &str = "
    apparmor.allow_incomplete apparmor.allow_nesting apparmor.profile apparmor.raw arch autodev cap.drop cap.keep
    console.logfile console.path devtty.dir environment environment.hooks environment.runtime group
    hook.autodev hook.clone hook.destroy hook.mount hook.post-stop hook.pre-mount hook.pre-start hook.start hook.stop
    hook.version idmap include init.cmd init.cwd init.gid init.groups init.uid kmsg log.file log.level
    mount.auto mount.entry mount.fstab pty.max rootfs.mount seccomp.notify.cookie seccomp.notify.proxy seccomp.profile
    selinux.context signal.halt signal.reboot signal.stop start.auto start.delay start.order
    sysctl.fs.mqueue sysctl.kernel.msgmax sysctl.kernel.msgmnb sysctl.kernel.msgmni sysctl.kernel.sem
    sysctl.kernel.shm_rmid_forced sysctl.kernel.shmall sysctl.kernel.shmmax sysctl.kernel.shmmni tty.max uts.name";

/// Names of before LXC 3 and what they are now (read in pve-container 6.1.10). Proxmox keeps them with a warning; LXC itself
/// does not know them any more. Proxmox would rename `devttydir` to a key that is none.
const RENAMED: [(&str, &str); 20] = [
    ("aa_allow_incomplete", "apparmor.allow_incomplete"),
    ("aa_profile", "apparmor.profile"),
    ("console", "console.path"),
    ("devttydir", "devtty.dir"),
    ("haltsignal", "signal.halt"),
    ("id_map", "idmap"),
    ("init_cmd", "init.cmd"),
    ("init_gid", "init.gid"),
    ("init_uid", "init.uid"),
    ("kill_signal", "signal.stop"),
    ("logfile", "log.file"),
    ("loglevel", "log.level"),
    ("mount", "mount.fstab"),
    ("pts", "pty.max"),
    ("rebootsignal", "signal.reboot"),
    ("se_context", "selinux.context"),
    ("seccomp", "seccomp.profile"),
    ("stopsignal", "signal.stop"),
    ("tty", "tty.max"),
    ("utsname", "uts.name"),
];

/// What any key may begin with; the last three with a warning.
const FAMILIES: [&str; 6] = ["cgroup2.", "prlimit.", "net.", "cgroup.", "limit.", "network."];

/// What becomes of a line with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Judged {
    /// It counts.
    Kept,
    /// It is kept and does not count; the key has this name now.
    Renamed(String),
    /// Proxmox makes such lines itself.
    OfProxmox { why: &'static str, instead: &'static str },
    /// It is kept and does nothing good, for this reason.
    Without(&'static str),
    /// It is dropped.
    Unknown,
}

/// Says what becomes of a line that is written with this key.
pub(crate) fn judge(key: &str) -> Judged {
    let Some(own) = key.strip_prefix("lxc.") else { return Judged::Unknown };
    if let Some((_, present)) = RENAMED.iter().find(|(former, _)| *former == own) {
        return Judged::Renamed(format!("lxc.{present}"));
    }
    if let Some(limit) = own.strip_prefix("limit.") {
        return Judged::Renamed(format!("lxc.prlimit.{limit}"));
    }
    match own {
        "rootfs.path" | "rootfs.options" => {
            Judged::OfProxmox { why: "it is auto generated from rootfs", instead: "rootfs or storage_pool" }
        }
        "environment.runtime" => Judged::OfProxmox { why: "these lines are the setting env", instead: "env" },
        _ if own.starts_with("cgroup.") => Judged::Without(
            "lxc.cgroup.* is of cgroup v1, which Proxmox VE 9 does not have: it would do nothing (lxc.cgroup2.*)",
        ),
        _ if own.starts_with("network.") => Judged::Without("lxc.network.* is of before LXC 3 (lxc.net.*)"),
        _ if is_kept(key) => Judged::Kept,
        _ => Judged::Unknown,
    }
}

/// Returns whether a line with this key outlives Proxmox's next write.
pub(super) fn is_kept(key: &str) -> bool {
    let Some(own) = key.strip_prefix("lxc.") else { return false };
    let is_legal = LEGAL.split_whitespace().any(|name| name == own);
    let is_renamed = RENAMED.iter().any(|(former, _)| *former == own);
    is_legal || is_renamed || FAMILIES.iter().any(|family| own.starts_with(family))
}
