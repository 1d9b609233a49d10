//! `pct template`: seals a container. There is no way back.

use super::{Arguments, Done, Run, VMID, disks};
use crate::perl::Verb;
use crate::pvesm::config::Configuration;
use crate::pvesm::{place, volumes};

pub(super) const VERB: Verb = Verb { usage: "pct template <vmid>", positionals: &[VMID], options: &[] };

/// Not recorded: PVE::API2::LXC takes the storage out of each disk (a directory of the host has none) and refuses a storage
/// with a path before anything else. Read in pve-container 3; assumed to be so still.
fn check_place(storages: &Configuration, volume: &str) -> Done {
    let (id, _) = place::split(volume)?;
    if storages.find(id)?.get("path").is_empty() {
        return Ok(());
    }
    Err(format!("Directory storage '{id}' does not support container templates!\n").into())
}

pub(super) fn run(run: &mut Run<'_>, _: &Arguments) -> Done {
    let mut conf = run.lock_and_load()?;
    if !conf.snapshots.is_empty() {
        return Err("unable to create template, because CT contains snapshots\n".into());
    }
    if conf.current.is_set("template") {
        return Err("you can't convert a template to a template\n".into());
    }
    if run.is_running() {
        return Err("you can't convert a CT to template if the CT is running\n".into());
    }
    let storages = run.storages();
    let disks = disks::all(&conf.current)?;
    for disk in &disks {
        check_place(&storages, disk.volume())?;
    }
    run.take_fault("pct template")?;
    for mut disk in disks {
        let base = volumes::make_base(run.world, &storages, disk.volume())?;
        disk.put("volume", base);
        conf.current.put(&disk.name, disk.print());
    }
    conf.current.put("template", "1");
    run.store(&conf);
    Ok(())
}
