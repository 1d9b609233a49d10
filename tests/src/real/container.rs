//! Containers of the guest: a real LXC, with a stand-in for `pct` (`tests/real/lxc`).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::machine::Machine;
use crate::story::Unplayed::{self, Broken};

/// What is put into a play's root, and where. The `bash` there is the guest's own, by another name.
const PROGRAMS: &[(&str, &str)] = &[
    ("/usr/sbin/pct", include_str!("../../real/lxc/pct")),
    (BASH.0, include_str!("../../real/lxc/bash")),
    (MAKES_ONE, include_str!("../../real/lxc/container")),
];
const MAKES_ONE: &str = "/usr/local/sbin/container";
const BASH: (&str, &str) = ("/usr/bin/bash", "/usr/bin/bash.debian");

/// Makes a container, and starts it if it runs; `settings` are the lines of its configuration.
pub(super) fn make(machine: &Machine, ctid: &str, runs: bool, settings: &str) -> Result<(), Unplayed> {
    install().map_err(|error| Broken(format!("what a container needs cannot be made: {error}")))?;
    if !runs {
        return Ok(());
    }
    let setting = |name: &str| settings.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let root = place(machine, ctid, setting("rootfs"))?;
    let unprivileged = if setting("unprivileged") == Some("1") { "yes" } else { "no" };
    machine.must(MAKES_ONE, &[&root, ctid, unprivileged])
}

fn install() -> std::io::Result<()> {
    if Path::new(BASH.1).exists() {
        return Ok(());
    }
    fs::rename(BASH.0, BASH.1)?;
    for (path, text) in PROGRAMS {
        fs::write(path, text)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// Returns where the files of a container lie: where its dataset is mounted, or where it has none, apart.
fn place(machine: &Machine, ctid: &str, rootfs: Option<&str>) -> Result<String, Unplayed> {
    let volume = rootfs.and_then(|rootfs| rootfs.split([':', ',']).nth(1)).unwrap_or("none");
    let listed = machine.asked("zfs", &["list", "-Ho", "name,mountpoint"])?;
    let of_dataset = listed.lines().find_map(|line| {
        let (name, mountpoint) = line.split_once('\t')?;
        name.ends_with(&format!("/{volume}")).then(|| mountpoint.to_owned())
    });
    Ok(of_dataset.unwrap_or_else(|| format!("/var/lib/lxc/{ctid}/rootfs")))
}
