//! `pct template`: seals a container. There is no way back.

use super::disks::{self, Kind as DiskKind};
use super::{Arguments, Done, Run, VMID};
use crate::perl::Verb;
use crate::pvesm::volumes;

pub(super) const VERB: Verb = Verb { usage: "pct template <vmid>", positionals: &[VMID], options: &[] };

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
    run.take_fault("pct template")?;
    let storages = run.storages();
    let disks = disks::all(&conf.current)?;
    if let Some(disk) = disks.iter().find(|disk| disk.kind != DiskKind::Volume) {
        return Err(format!("Template feature is not available for '{}'\n", disk.volume()).into());
    }
    for mut disk in disks {
        let base = volumes::make_base(run.world, &storages, disk.volume())?;
        disk.put("volume", base);
        conf.current.put(&disk.name, disk.print());
    }
    conf.current.put("template", "1");
    run.store(&conf);
    Ok(())
}
