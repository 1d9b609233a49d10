//! What LXC is given when a container starts, `/var/lib/lxc/ID/config`, and what `/proc` shows of the guest's init then.
//!
//! The order of the lines was recorded (running2/028); that of what was not recorded is read in pve-container 6.1.10.

use std::path::Path;

use super::conf::{self, Conf};
use super::settings::{FEATURES, is_one_of};
use super::{Done, Run, network, set};
use crate::guest::first_process;
use crate::perl::{property, split_list};
use crate::world::World;

const PROFILE: &str = "lxc.apparmor.profile";
const PROFILES: &str = "/sys/kernel/security/apparmor/profiles";

/// Checks what making the file needs, in the order of `update_lxc_config` (PVE::LXC, pve-container): an architecture, devices
/// that are there, and for every interface a bridge that takes its packets. For a template none is made.
pub(super) fn check(run: &mut Run<'_>, conf: &Conf) -> Done {
    let current = &conf.current;
    if current.is_set("template") {
        return Ok(());
    }
    if current.get("arch").is_none() {
        return Err("missing 'arch' - internal error at /usr/share/perl5/PVE/LXC.pm line 730.\n".into());
    }
    warn_of_own_profiles(run, conf)?;
    let series = |series: &'static str| current.values.iter().filter(move |(name, _)| is_one_of(name, series));
    for (_, device) in series("dev") {
        set::check_device(run.world, device)?;
    }
    for (name, net) in series("net") {
        network::check_bridge(run.world, &network::parse(net)?)?;
        network::check_mtu(run.world, name, net)?;
    }
    Ok(())
}

/// Features that are done by a profile do nothing where a raw line names another.
fn warn_of_own_profiles(run: &mut Run<'_>, conf: &Conf) -> Done {
    let features = property::parse(&FEATURES, "", conf.current.get("features").unwrap_or_default())?;
    let is_on = |feature: &&str| features.get(*feature).is_some_and(|value| !matches!(value.as_str(), "" | "0"));
    for (key, prefix, names) in [
        ("lxc.seccomp.profile", "", &["keyctl", "mknod"][..]),
        (PROFILE, "features:", &["fuse", "nesting", "mount"][..]),
    ] {
        let used: Vec<String> =
            names.iter().copied().filter(is_on).map(|feature| format!("{prefix}{feature}")).collect();
        if conf.current.raw.iter().any(|(other, _)| other == key) && !used.is_empty() {
            run.warn(&format!("explicitly configured {key} overrides the following settings: {}\n", used.join(", ")));
        }
    }
    Ok(())
}

/// Writes what LXC will read at the next start. A running container is not asked: what it was started with is forgotten.
pub(super) fn write(world: &mut World, vmid: &str, conf: &Conf) {
    if conf.current.is_set("template") {
        world.files.remove(format!("/var/lib/lxc/{vmid}/config"));
        return;
    }
    world.files.write(format!("/var/lib/lxc/{vmid}/config"), text(vmid, conf));
}

fn text(vmid: &str, conf: &Conf) -> String {
    let current = &conf.current;
    let has_raw = |key: &str| current.raw.iter().any(|(other, _)| other == key);
    let mut lines = vec![
        "lxc.cgroup.relative = 0".to_owned(),
        format!("lxc.cgroup.dir.monitor = lxc.monitor/{vmid}"),
        format!("lxc.cgroup.dir.container = lxc/{vmid}"),
        "lxc.cgroup.dir.container.inner = ns".to_owned(),
        format!("lxc.arch = {}", current.get("arch").unwrap_or_default()),
        "lxc.include = /usr/share/lxc/config/common.conf".to_owned(),
    ];
    if !has_raw(PROFILE) {
        lines.push(format!("{PROFILE} = generated"));
    }
    lines.push("lxc.monitor.unshare = 1".to_owned());
    if current.is_set("unprivileged") && !has_raw("lxc.idmap") {
        lines.extend(["u", "g"].map(|kind| format!("lxc.idmap = {kind} 0 100000 65536")));
    }
    lines.push(format!("lxc.tty.max = {}", current.get("tty").unwrap_or("2")));
    lines.push("lxc.environment = TERM=linux".to_owned());
    lines.push(format!("lxc.uts.name = {}", current.get("hostname").unwrap_or(vmid)));
    lines.push(format!("lxc.rootfs.path = /var/lib/lxc/{vmid}/rootfs"));
    for (name, net) in current.values.iter().filter(|(name, _)| is_one_of(name, "net")) {
        let number = name.trim_start_matches("net");
        let part = |key: &str| split_list(net).into_iter().find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
        lines.push(format!("lxc.net.{number}.type = veth"));
        lines.push(format!("lxc.net.{number}.veth.pair = veth{vmid}i{number}"));
        lines.extend(part("hwaddr").map(|address| format!("lxc.net.{number}.hwaddr = {address}")));
        lines.extend(part("name").map(|name| format!("lxc.net.{number}.name = {name}")));
        lines.push(format!("lxc.net.{number}.mtu = {}", part("mtu").unwrap_or("1500")));
        lines.push(format!("lxc.net.{number}.script.up = /usr/share/lxc/lxcnetaddbr"));
    }
    lines.extend(current.raw.iter().map(|(key, value)| format!("{key} = {value}")));
    if current.get("cores").is_some() {
        lines.push("lxc.cgroup2.cpuset.cpus = 0".to_owned());
    }
    lines.join("\n") + "\n"
}

/// Returns what LXC says in place of a start, if it cannot be: a profile that is not loaded, ids that root may not map, a
/// device that an entry does not call optional. The texts are assumed (LXC 6, apparmor.c, conf.c, utils.c).
pub(super) fn why_not_started(world: &World, conf: &Conf) -> Option<String> {
    let raw = &conf.current.raw;
    let is_legal =
        |key: &str| matches!(super::raw::judge(key), super::raw::Verdict::Legal) || key.starts_with("lxc.cgroup.");
    let former = raw.iter().find(|(key, _)| !is_legal(key));
    if let Some((key, _)) = former {
        return Some(format!("parse_line: 2956 Unknown configuration key \"{key}\"\n"));
    }
    if let Some((_, name)) = raw.iter().rfind(|(key, _)| key == PROFILE) {
        let loaded = world.read(PROFILES).unwrap_or_default();
        let is_loaded = loaded.lines().any(|line| line.split(" (").next() == Some(name));
        if !is_loaded && !["generated", "unconfined", "unchanged"].contains(&name.as_str()) {
            return Some(format!(
                "lsm_process_label_set_at: 174 No such file or directory - Failed to set AppArmor label \"{name}\"\n"
            ));
        }
    }
    for (_, map) in raw.iter().filter(|(key, _)| key == "lxc.idmap") {
        let file = if map.starts_with('u') { "/etc/subuid" } else { "/etc/subgid" };
        if !may_be_mapped(&world.read(file).unwrap_or_default(), map) {
            let program = if map.starts_with('u') { "newuidmap" } else { "newgidmap" };
            return Some(format!(
                "lxc_map_ids: 3701 {program} failed to write mapping \"{program}: range [{map}) not allowed\"\n"
            ));
        }
    }
    let entries = raw.iter().filter(|(key, _)| key == "lxc.mount.entry");
    entries.map(|(_, entry)| entry).find_map(|entry| {
        let source = entry.split_whitespace().next().filter(|source| source.starts_with("/dev/"))?;
        let is_optional = entry.contains("optional");
        let is_there = world.files.exists(Path::new(source));
        (!is_there && !is_optional)
            .then(|| format!("mount_entry: 2445 No such file or directory - Failed to mount \"{source}\"\n"))
    })
}

fn may_be_mapped(text: &str, map: &str) -> bool {
    let numbers = |text: &str, between: char| -> Vec<u64> {
        text.split(between).skip(1).filter_map(|word| word.parse().ok()).collect()
    };
    let [_, first, count] = numbers(map, ' ')[..] else { return true };
    text.lines()
        .filter(|line| line.starts_with("root:"))
        .any(|line| matches!(numbers(line, ':')[..], [from, many] if from <= first && first + count <= from + many))
}

/// Writes what LXC reads when it starts, and shows what its first process then is confined by and mapped to.
pub(crate) fn begin(world: &mut World, vmid: &str) {
    let Some(text) = world.read(&world.container_path(vmid)) else { return };
    let (conf, _) = conf::read(vmid, &text);
    write(world, vmid, &conf);
    let process = first_process(vmid);
    world.files.write(format!("/proc/{process}/attr/current"), confinement(vmid, &conf));
    for (kind, file) in [("u", "uid_map"), ("g", "gid_map")] {
        world.files.write(format!("/proc/{process}/{file}"), id_map(kind, &conf));
    }
}

/// The stacked profile of a generated one is assumed (apparmor namespaces, LXC 6).
fn confinement(vmid: &str, conf: &Conf) -> String {
    match conf.current.raw.iter().rfind(|(key, _)| key == PROFILE).map(|(_, name)| name.as_str()) {
        None | Some("generated") => {
            format!("lxc-{vmid}_</var/lib/lxc>//&:lxc-{vmid}_<-var-lib-lxc>:unconfined (enforce)\n")
        }
        Some("unconfined" | "unchanged") => "unconfined\n".to_owned(),
        Some(name) => format!("{name} (enforce)\n"),
    }
}

fn id_map(kind: &str, conf: &Conf) -> String {
    let own = conf.current.raw.iter().filter(|(key, map)| key == "lxc.idmap" && map.starts_with(kind));
    let mut maps: Vec<&str> = own.map(|(_, map)| map.as_str()).collect();
    if maps.is_empty() {
        maps.push(if conf.current.is_set("unprivileged") { "x 0 100000 65536" } else { "x 0 0 4294967295" });
    }
    let column = |map: &str| map.split_whitespace().skip(1).map(|number| format!("{number:>10}")).collect::<Vec<_>>();
    maps.iter().map(|map| column(map).join(" ") + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_lines_stand_behind_the_interfaces_and_before_the_processors() {
        let conf = "arch: amd64\ncores: 1\nhostname: run1\nnet0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:01:10,type=veth\n\
                    unprivileged: 1\nlxc.mount.auto: sys:rw\n";
        let text = text("111", &conf::read("111", conf).0);
        let end = "lxc.uts.name = run1\nlxc.rootfs.path = /var/lib/lxc/111/rootfs\nlxc.net.0.type = veth\n\
                   lxc.net.0.veth.pair = veth111i0\nlxc.net.0.hwaddr = BC:24:11:00:01:10\nlxc.net.0.name = eth0\n\
                   lxc.net.0.mtu = 1500\nlxc.net.0.script.up = /usr/share/lxc/lxcnetaddbr\nlxc.mount.auto = sys:rw\n\
                   lxc.cgroup2.cpuset.cpus = 0\n";
        assert!(text.ends_with(end), "{text}");
        assert!(text.contains("lxc.apparmor.profile = generated\n") && text.contains("lxc.idmap = g 0 100000 65536\n"));
    }

    #[test]
    fn own_lines_switch_off_what_proxmox_would_write() {
        let conf = "unprivileged: 1\nlxc.apparmor.profile: unconfined\nlxc.idmap: u 0 5 1\n";
        let text = text("111", &conf::read("111", conf).0);
        assert!(!text.contains("generated") && !text.contains("100000"), "{text}");
    }
}
