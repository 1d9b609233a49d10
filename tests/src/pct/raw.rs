//! The raw `lxc.*` lines of a configuration: which keys pass, which are warned of, which are refused.

/// What becomes of a raw line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is kept.
    Legal,
    /// It is kept, with this warning.
    Deprecated(String),
    /// It is dropped, for this reason.
    Forbidden(&'static str),
    /// It is dropped.
    Unknown,
    /// It is a variable of the setting `env`.
    Environment,
}

const LEGAL: &[&str] = &[
    "lxc.apparmor.allow_incomplete",
    "lxc.apparmor.allow_nesting",
    "lxc.apparmor.profile",
    "lxc.apparmor.raw",
    "lxc.arch",
    "lxc.autodev",
    "lxc.cap.drop",
    "lxc.cap.keep",
    "lxc.console.logfile",
    "lxc.console.path",
    "lxc.devtty.dir",
    "lxc.environment",
    "lxc.environment.hooks",
    "lxc.group",
    "lxc.hook.autodev",
    "lxc.hook.clone",
    "lxc.hook.destroy",
    "lxc.hook.mount",
    "lxc.hook.post-stop",
    "lxc.hook.pre-mount",
    "lxc.hook.pre-start",
    "lxc.hook.start",
    "lxc.hook.stop",
    "lxc.hook.version",
    "lxc.idmap",
    "lxc.include",
    "lxc.init.cmd",
    "lxc.init.cwd",
    "lxc.init.gid",
    "lxc.init.groups",
    "lxc.init.uid",
    "lxc.kmsg",
    "lxc.log.file",
    "lxc.log.level",
    "lxc.mount.auto",
    "lxc.mount.entry",
    "lxc.mount.fstab",
    "lxc.pty.max",
    "lxc.rootfs.mount",
    "lxc.seccomp.notify.cookie",
    "lxc.seccomp.notify.proxy",
    "lxc.seccomp.profile",
    "lxc.selinux.context",
    "lxc.signal.halt",
    "lxc.signal.reboot",
    "lxc.signal.stop",
    "lxc.start.auto",
    "lxc.start.delay",
    "lxc.start.order",
    "lxc.sysctl.fs.mqueue",
    "lxc.sysctl.kernel.msgmax",
    "lxc.sysctl.kernel.msgmnb",
    "lxc.sysctl.kernel.msgmni",
    "lxc.sysctl.kernel.sem",
    "lxc.sysctl.kernel.shm_rmid_forced",
    "lxc.sysctl.kernel.shmall",
    "lxc.sysctl.kernel.shmmax",
    "lxc.sysctl.kernel.shmmni",
    "lxc.tty.max",
    "lxc.uts.name",
];

const LEGAL_BELOW: &[&str] = &["lxc.cgroup2.", "lxc.prlimit.", "lxc.net."];

/// The names from before LXC 3, and what they are now: the table of PVE::LXC::Config (pve-container).
const RENAMED: &[(&str, &str)] = &[
    ("lxc.aa_allow_incomplete", "lxc.apparmor.allow_incomplete"),
    ("lxc.aa_profile", "lxc.apparmor.profile"),
    ("lxc.console", "lxc.console.path"),
    ("lxc.devttydir", "lxc.tty.dir"),
    ("lxc.haltsignal", "lxc.signal.halt"),
    ("lxc.id_map", "lxc.idmap"),
    ("lxc.init_cmd", "lxc.init.cmd"),
    ("lxc.logfile", "lxc.log.file"),
    ("lxc.loglevel", "lxc.log.level"),
    ("lxc.mount", "lxc.mount.fstab"),
    ("lxc.network.flags", "lxc.net.INDEX.flags"),
    ("lxc.network.hwaddr", "lxc.net.INDEX.hwaddr"),
    ("lxc.network.ipv4", "lxc.net.INDEX.ipv4.address"),
    ("lxc.network.ipv4.gateway", "lxc.net.INDEX.ipv4.gateway"),
    ("lxc.network.ipv6", "lxc.net.INDEX.ipv6.address"),
    ("lxc.network.ipv6.gateway", "lxc.net.INDEX.ipv6.gateway"),
    ("lxc.network.link", "lxc.net.INDEX.link"),
    ("lxc.network.mtu", "lxc.net.INDEX.mtu"),
    ("lxc.network.name", "lxc.net.INDEX.name"),
    ("lxc.network.script.down", "lxc.net.INDEX.script.down"),
    ("lxc.network.script.up", "lxc.net.INDEX.script.up"),
    ("lxc.network.type", "lxc.net.INDEX.type"),
    ("lxc.pts", "lxc.pty.max"),
    ("lxc.rebootsignal", "lxc.signal.reboot"),
    ("lxc.se_context", "lxc.selinux.context"),
    ("lxc.seccomp", "lxc.seccomp.profile"),
    ("lxc.stopsignal", "lxc.signal.stop"),
    ("lxc.tty", "lxc.tty.max"),
    ("lxc.utsname", "lxc.uts.name"),
];

/// Splits a raw line: `lxc.x.y: value`, `lxc.x.y = value` or `lxc.x.y=value`.
pub(super) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    if !line.starts_with("lxc.") {
        return None;
    }
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c);
    let end = line.find(|c| !is_part(c))?;
    let rest = line[end..].strip_prefix(':').or_else(|| line[end..].trim_start().strip_prefix('='))?;
    (end > 4).then(|| (&line[..end], rest.trim()))
}

/// Says what becomes of a raw line with this key.
pub(super) fn judge(key: &str) -> Verdict {
    match key {
        "lxc.environment.runtime" => return Verdict::Environment,
        "lxc.rootfs.path" => return Verdict::Forbidden("lxc.rootfs.path is auto generated from rootfs"),
        "lxc.rootfs.options" => {
            let reason = "lxc.rootfs.options is not supported, please use mount point options in the \"rootfs\" key";
            return Verdict::Forbidden(reason);
        }
        _ => {}
    }
    if LEGAL.contains(&key) || LEGAL_BELOW.iter().any(|prefix| key.starts_with(prefix)) {
        return Verdict::Legal;
    }
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == key) {
        return Verdict::Deprecated(format!("{key} is deprecated and was renamed to {new}"));
    }
    let below = |prefix: &str| key.starts_with(prefix);
    if below("lxc.limit.") {
        return Verdict::Deprecated(format!("{key}: lxc.limit.* was renamed to lxc.prlimit.*"));
    }
    if below("lxc.cgroup.") {
        return Verdict::Deprecated(format!("{key} is deprecated, this will be a hard error in the future!"));
    }
    Verdict::Unknown
}
