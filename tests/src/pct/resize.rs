//! `pct resize`: grows a disk. Its task has no exit code: when the storage fails, it ends with 0 all the same.

use super::disks::Disk;
use super::{Arguments, DIGEST, Done, Run, VMID, check_digest};
use crate::perl::{Kind, Parameter, Verb, formats};
use crate::pvesm::{place, volumes};

pub(super) const VERB: Verb = Verb {
    usage: "pct resize <vmid> <disk> <size> [OPTIONS]",
    positionals: &[
        VMID,
        Parameter::new("disk", Kind::Text(disk_name)),
        Parameter::new("size", Kind::Text(formats::new_size)),
    ],
    options: &[&[DIGEST]],
};

fn disk_name(value: &str) -> Result<(), String> {
    let mount = Parameter::series("mp", 256, Kind::Boolean);
    if value == "rootfs" || mount.is_named(value) {
        return Ok(());
    }
    let mounts: Vec<String> = (0..256).map(|number| format!("mp{number}")).collect();
    let names = mounts.join(", ");
    Err(format!("value '{value}' does not have a value in the enumeration 'rootfs, {names}'"))
}

pub(super) fn run(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let (name, size) = (&arguments.positionals[1], &arguments.positionals[2]);
    let mut conf = run.lock_and_load()?;
    check_digest(&conf, arguments.get("digest"))?;
    let mut disk = Disk::parse(name, conf.current.get(name).unwrap_or_default())?;
    let storages = run.storages();
    let place = place::locate(&storages, disk.volume())?;
    if let Some(owner) = place::owner(place::split(disk.volume())?.1).filter(|owner| *owner != run.vmid) {
        let source = "/usr/share/perl5/PVE/API2/LXC.pm line 2122.";
        return Err(format!("can't resize mount point owned by another container ({owner}) at {source}\n").into());
    }
    storages.find(place::split(disk.volume())?.0)?.check_enabled(&run.world.state.node)?;
    let is_directory = matches!(&place, place::Place::File(path) if path.ends_with(".subvol"));
    let before = place::size(run.world, &place)?;
    let after = match size.strip_prefix('+') {
        Some(more) => before.saturating_add(formats::size(more).unwrap_or(0)),
        None => formats::size(size).unwrap_or(0),
    };
    if after < before {
        return Err("unable to shrink disk size\n".into());
    }
    if after == before {
        return Err("disk is already at specified size\n".into());
    }
    let resized = match run.world.take_fault("pct resize") {
        Some(text) => Err(text),
        // Read in pve-storage 9.1 (`volume_resize`), not recorded.
        None if is_directory => Err("can't resize this image format\n".to_owned()),
        None => volumes::resize(run.world, &place, after),
    };
    if let Err(reason) = resized {
        run.warn(&format!("{}\n", reason.trim_end()));
        return Ok(());
    }
    disk.put("size", formats::print_size(after));
    conf.current.put(name, disk.print());
    run.store(&conf);
    Ok(())
}
