//! The keys of raw `lxc.*` lines that Proxmox keeps; a line with another one goes with its next write.

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

/// Names of before LXC 3, which are kept with a warning.
const RENAMED: &str = "
    aa_allow_incomplete aa_profile console devttydir haltsignal id_map init_cmd init_gid init_uid kill_signal logfile
    loglevel mount pts rebootsignal se_context seccomp stopsignal tty utsname";

/// What any key may begin with; the last three with a warning.
const FAMILIES: [&str; 6] = ["cgroup2.", "prlimit.", "net.", "cgroup.", "limit.", "network."];

/// Returns whether a line with this key outlives Proxmox's next write.
pub(super) fn is_kept(key: &str) -> bool {
    let Some(own) = key.strip_prefix("lxc.") else { return false };
    let is_among = |names: &str| names.split_whitespace().any(|name| name == own);
    is_among(LEGAL) || is_among(RENAMED) || FAMILIES.iter().any(|family| own.starts_with(family))
}
