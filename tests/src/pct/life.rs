//! The life of a container: `start`, `stop`, `shutdown`, `reboot`, `destroy`, `unlock`.

use std::path::Path;

use super::conf::Conf;
use super::disks::{self, Disk, Kind as DiskKind};
use super::{Arguments, Done, Run, VMID, check_lock, check_protection, generated};
use crate::perl::{Kind, Parameter, Verb};
use crate::pvesm::config::Configuration;
use crate::pvesm::{place, volumes};

const SKIP_LOCK: Parameter = Parameter::new("skiplock", Kind::Boolean);

pub(super) const START: Verb = Verb {
    usage: "pct start <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[SKIP_LOCK, Parameter::new("debug", Kind::Boolean)]],
};

pub(super) const STOP: Verb = Verb {
    usage: "pct stop <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[SKIP_LOCK, Parameter::new("overrule-shutdown", Kind::Boolean)]],
};

pub(super) const SHUTDOWN: Verb = Verb {
    usage: "pct shutdown <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[Parameter::new("forceStop", Kind::Boolean), Parameter::new("timeout", Kind::Integer(0, i64::MAX))]],
};

pub(super) const REBOOT: Verb = Verb {
    usage: "pct reboot <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[Parameter::new("timeout", Kind::Integer(0, i64::MAX))]],
};

pub(super) const UNLOCK: Verb = Verb { usage: "pct unlock <vmid>", positionals: &[VMID], options: &[] };

pub(super) const DESTROY: Verb = Verb {
    usage: "pct destroy <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[
        Parameter::new("destroy-unreferenced-disks", Kind::Boolean),
        Parameter::new("force", Kind::Boolean),
        Parameter::new("purge", Kind::Boolean),
    ]],
};

pub(super) fn start(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    if run.is_running() {
        return Err(format!("CT {} already running\n", run.vmid).into());
    }
    run.is_task = true;
    let mut conf = run.load()?;
    check_no_template(&conf)?;
    run.lock()?;
    if !arguments.is_set("skiplock") {
        check_lock_unless_mounted(&conf)?;
    }
    let has_quota = |disk: &Disk| disk.properties.get("quota").is_some_and(|quota| quota == "1");
    if conf.current.is_set("unprivileged") && disks::all(&conf.current)?.iter().any(has_quota) {
        return Err("Quotas are not supported by unprivileged containers.\n".into());
    }
    boot(run, &mut conf)
}

/// The lock of a container that `pct mount` has mounted forbids neither start nor stop (PVE::API2::LXC::Status).
fn check_lock_unless_mounted(conf: &Conf) -> Done {
    if conf.current.get("lock") == Some("mounted") { Ok(()) } else { check_lock(conf) }
}

/// Starts a container that was just made. That the command fails with its start is assumed.
pub(super) fn start_new(run: &mut Run<'_>, conf: &mut Conf) -> Done {
    check_no_template(conf)?;
    check_lock(conf)?;
    boot(run, conf)
}

fn check_no_template(conf: &Conf) -> Done {
    if conf.current.is_set("template") { Err("you can't start a CT if it's a template\n".into()) } else { Ok(()) }
}

/// Applies all that is pending, writes it, and only then finds out whether the container can start.
pub(super) fn boot(run: &mut Run<'_>, conf: &mut Conf) -> Done {
    if conf.pending != super::conf::Section::default() {
        run.apply(conf, |_| true);
        run.store(conf);
        *conf = run.load()?;
    }
    generated::check(run, conf)?;
    check_disks(run, conf)?;
    if let Some(said) = generated::why_not_started(run.world, conf) {
        run.printed.push_str(&said);
        return Err(format!("startup for container '{}' failed\n", run.vmid).into());
    }
    run.take_fault("pct start")?;
    run.world.take_time("pct start");
    let vmid = run.vmid.clone();
    run.world.set_running(&vmid, true);
    Ok(())
}

fn check_disks(run: &mut Run<'_>, conf: &Conf) -> Done {
    let storages = run.storages();
    for disk in disks::all(&conf.current)? {
        match disk.kind {
            DiskKind::Volume => check_volume(run, &storages, &disk)?,
            DiskKind::Bind if disks::check_bind(run.world, &disk).is_err() => return refused_by_hook(run),
            DiskKind::Bind | DiskKind::Device => {}
        }
    }
    Ok(())
}

/// What follows when Proxmox's hook before the start dies: of its words none is told.
fn refused_by_hook(run: &mut Run<'_>) -> Done {
    let vmid = &run.vmid;
    run.printed.push_str(&format!(
        "run_buffer: 322 Script exited with status 2\n\
         lxc_init: 844 Failed to run lxc.hook.pre-start for container \"{vmid}\"\n\
         __lxc_start: 2027 Failed to initialize container \"{vmid}\"\n"
    ));
    Err(format!("startup for container '{vmid}' failed\n").into())
}

fn check_volume(run: &Run<'_>, storages: &Configuration, disk: &Disk) -> Done {
    let place = place::locate(storages, disk.volume())?;
    if place::exists(run.world, &place) {
        return Ok(());
    }
    Err(place::size(run.world, &place).err().unwrap_or_default().into())
}

pub(super) fn stop(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    check_running(run)?;
    if !arguments.is_set("skiplock") {
        check_lock_unless_mounted(&run.load()?)?;
    }
    end(run, "pct stop")
}

/// A planted fault is a guest that does not stop: `--forceStop` kills it when its time is up (read in pve-container 6.1: `lxc-stop`
/// without `--nokill`).
pub(super) fn shutdown(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    check_running(run)?;
    check_lock(&run.load()?)?;
    if arguments.is_set("forceStop") {
        run.world.state.faults.remove("pct shutdown");
    }
    end(run, "pct shutdown")
}

/// Nobody looks for a lock before (`vm_reboot` of PVE::LXC); the hook before the start does, when the container has stopped.
pub(super) fn reboot(run: &mut Run<'_>, _: &Arguments) -> Done {
    if !run.is_running() {
        return Err(format!("VM {} not running\n", run.vmid).into());
    }
    end(run, "pct reboot")?;
    let mut conf = run.load()?;
    if check_lock_unless_mounted(&conf).is_err() {
        return refused_by_hook(run);
    }
    boot(run, &mut conf)
}

fn check_running(run: &Run<'_>) -> Done {
    if run.is_running() { Ok(()) } else { Err(format!("CT {} not running\n", run.vmid).into()) }
}

fn end(run: &mut Run<'_>, verb: &str) -> Done {
    run.is_task = true;
    run.lock()?;
    run.take_fault(verb)?;
    run.world.take_time(verb);
    has_stopped(run)
}

/// What follows when a container has stopped: all that is pending is applied, and nobody hears of what is wrong with it.
pub(super) fn has_stopped(run: &mut Run<'_>) -> Done {
    let vmid = run.vmid.clone();
    run.world.set_running(&vmid, false);
    let (printed, warned) = (run.printed.clone(), run.warned.clone());
    let mut conf = run.load()?;
    if conf.pending != super::conf::Section::default() {
        run.apply(&mut conf, |_| true);
        run.store(&conf);
    }
    (run.printed, run.warned) = (printed, warned);
    Ok(())
}

pub(super) fn unlock(run: &mut Run<'_>, _: &Arguments) -> Done {
    let mut conf = run.load()?;
    if conf.current.values.remove("lock").is_none() {
        return Err("no lock found trying to remove any lock\n".into());
    }
    run.lock()?;
    run.store(&conf);
    Ok(())
}

pub(super) fn destroy(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let vmid = run.vmid.clone();
    let conf = run.load()?;
    check_protection(&conf, &format!("can't remove CT {vmid}"))?;
    check_lock(&conf)?;
    if is_ha_resource(run) && !arguments.is_set("purge") {
        return Err(format!("unable to remove CT {vmid} - used in HA resources and purge parameter not set.\n").into());
    }
    if run.is_running() {
        if !arguments.is_set("force") {
            return Err(format!("unable to destroy CT {vmid} - container is running\n").into());
        }
        run.printed.push_str(&format!("forced to stop CT {vmid} before destroying!\n"));
        run.world.set_running(&vmid, false);
    }
    run.is_task = true;
    run.lock()?;
    run.take_fault("pct destroy")?;
    free_volumes(run, &conf, arguments.is_set("destroy-unreferenced-disks"))?;
    run.world.files.remove(run.world.container_path(&vmid));
    run.world.files.remove(format!("/etc/pve/firewall/{vmid}.fw"));
    run.world.refresh_virtual_files();
    if arguments.is_set("purge") {
        run.printed.push_str(&format!("purging CT {vmid} from related configurations..\n"));
    }
    Ok(())
}

fn is_ha_resource(run: &Run<'_>) -> bool {
    let resources = run.world.read("/etc/pve/ha/resources.cfg").unwrap_or_default();
    resources.lines().any(|line| line.trim_end() == format!("ct: {}", run.vmid))
}

/// Removes the container's volumes; a volume of another guest only loses its mention.
fn free_volumes(run: &mut Run<'_>, conf: &Conf, unreferenced_too: bool) -> Done {
    let storages = run.storages();
    for volume in disks::own_volumes(conf)? {
        run.free_own(&storages, &volume)?;
    }
    if unreferenced_too {
        for storage in &storages.storages {
            let names = volumes::names(run.world, storage).into_iter();
            for name in names.filter(|name| place::owner(name) == Some(&run.vmid)).collect::<Vec<_>>() {
                volumes::free(run.world, &storages, &format!("{}:{name}", storage.id))?;
            }
        }
    }
    if run.world.files.list(Path::new(&format!("/var/lib/lxc/{}", run.vmid))).is_some() {
        run.world.files.remove(format!("/var/lib/lxc/{}", run.vmid));
    }
    Ok(())
}
