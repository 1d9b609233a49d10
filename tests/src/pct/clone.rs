//! `pct clone`: a full copy, or a linked clone of a template. Its source carries a lock all the while.

use std::path::Path;

use super::conf::{Conf, Section};
use super::disks::{self, Disk, Kind as DiskKind};
use super::settings::is_one_of;
use super::{Arguments, Done, Failure, Run, VMID, check_lock, check_unused, network, refusal, show};
use crate::perl::{Kind, Parameter, Verb, formats, storage_formats};
use crate::pvesm::config::{Configuration, Storage};
use crate::pvesm::{place, volumes};

pub(super) const VERB: Verb = Verb {
    usage: "pct clone <vmid> <newid> [OPTIONS]",
    positionals: &[VMID, Parameter::new("newid", formats::VMID)],
    options: &[&[
        Parameter::new("bwlimit", Kind::Number(0.0, f64::MAX)),
        Parameter::new("description", Kind::Text(formats::anything)),
        Parameter::new("full", Kind::Boolean),
        Parameter::new("hostname", Kind::Text(formats::dns_name)),
        Parameter::new("pool", Kind::Text(formats::anything)),
        Parameter::new("snapname", Kind::Text(formats::configuration_id)),
        Parameter::new("storage", Kind::Text(storage_formats::storage_id)),
        Parameter::new("target", Kind::Text(formats::anything)),
    ]],
};

/// What a clone is made of.
struct Plan {
    new: String,
    full: bool,
    storage: Option<String>,
    source: Section,
}

/// Settings of the source that its clone does not get.
const NOT_COPIED: &[&str] = &["lock", "parent", "snapstate", "snaptime", "template"];

pub(super) fn run(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let new = arguments.positionals[1].clone();
    check_place(run, arguments)?;
    let storages = run.storages();
    if let Some(storage) = arguments.get("storage") {
        check_target(run, storages.find(storage)?, arguments)?;
    }
    let mut conf = run.load()?;
    run.lock()?;
    check_lock(&conf)?;
    check_unused(run.world, &new)?;
    let plan = judge(run, &storages, &conf, arguments, new)?;
    run.is_task = true;
    conf.current.put("lock", "disk");
    run.store(&conf);
    let mut made = Vec::new();
    let cloned = copy(run, &storages, &plan, arguments, &mut made);
    let mut conf = run.load()?;
    conf.current.values.remove("lock");
    run.store(&conf);
    match cloned {
        Ok(clone) => {
            finish(run, &plan, &clone);
            Ok(())
        }
        Err(Failure { text, .. }) => {
            run.free_all(&storages, &made);
            run.world.files.remove(run.world.container_path(&plan.new));
            run.world.refresh_virtual_files();
            Err(format!("clone failed: {text}").into())
        }
    }
}

/// Returns the node that a clone is to stand on, if it is another one.
fn other_node<'a>(run: &Run<'_>, arguments: &'a Arguments) -> Option<&'a str> {
    arguments.get("target").filter(|target| !matches!(*target, "" | "localhost") && *target != run.world.state.node)
}

/// Checks that there is the pool of guests, and the node. Here are no pools. Read in pve-container 6.1 (`clone_vm`), not
/// recorded.
fn check_place(run: &Run<'_>, arguments: &Arguments) -> Done {
    if let Some(pool) = arguments.get("pool") {
        return Err(refusal(format!("403 Permission check failed (pool '{pool}' does not exist)\n")));
    }
    let known = |node: &str| run.world.files.is_directory(Path::new(&format!("/etc/pve/nodes/{node}")));
    match other_node(run, arguments).filter(|node| !known(node)) {
        Some(node) => Err(refusal(format!("no such cluster node '{node}'\n"))),
        None => Ok(()),
    }
}

/// Checks that the clone's storage can be used here and there (read likewise).
fn check_target(run: &Run<'_>, storage: &Storage, arguments: &Arguments) -> Done {
    storage.check_enabled(&run.world.state.node)?;
    if let Some(node) = other_node(run, arguments) {
        storage.check_enabled(node)?;
        if !storage.is_shared() {
            return Err(format!("can't clone to non-shared storage '{}'\n", storage.id).into());
        }
    }
    Ok(())
}

fn judge(
    run: &mut Run<'_>,
    storages: &Configuration,
    conf: &Conf,
    arguments: &Arguments,
    new: String,
) -> Result<Plan, Failure> {
    let is_template = conf.current.is_set("template");
    let full = arguments.get("full").map_or(!is_template, |full| full == "1");
    let storage = arguments.get("storage").map(str::to_owned);
    if storage.is_some() && !full {
        return Err("parameter 'storage' not allowed for linked clones\n".into());
    }
    let source = match arguments.get("snapname") {
        Some(snapshot) => show::find_snapshot(conf, snapshot)?.clone(),
        None => conf.current.clone(),
    };
    let mut disks = disks::all(&source)?;
    disks.sort_by(|one, other| one.name.cmp(&other.name));
    let mut is_local = false;
    for disk in disks {
        if disk.kind != DiskKind::Volume {
            return Err(format!("unable to clone mountpoint '{}' (type {})\n", disk.name, disk.kind.word()).into());
        }
        if full && run.is_running() && arguments.get("snapname").is_none() {
            return Err("Full clone of a running container is only possible from a snapshot\n".into());
        }
        let sid = storage.as_deref().unwrap_or(place::split(disk.volume())?.0);
        if !storages.find(sid)?.is_shared() {
            is_local = true;
            if other_node(run, arguments).is_some() {
                run.warn(&format!("found non-shared volume: {}\n", disk.volume()));
            }
        }
        let own = disk.volume().rsplit(['/', ':']).next().unwrap_or_default();
        let is_dataset = matches!(place::locate(storages, disk.volume())?, place::Place::Dataset(_));
        // A snapshot of a base is none, and a linked clone of an image would be of a format that no container has (read in
        // pve-storage 9.1, not recorded).
        let is_base = own.starts_with("base") && is_dataset && arguments.get("snapname").is_none();
        if !full && !is_base {
            return Err(format!("Linked clone feature for '{}' is not available\n", disk.volume()).into());
        }
    }
    if let Some(node) = other_node(run, arguments).filter(|_| is_local) {
        return Err(format!("can't clone CT to node '{node}' (CT uses local storage)\n").into());
    }
    Ok(Plan { new, full, storage, source })
}

fn copy(
    run: &mut Run<'_>,
    storages: &Configuration,
    plan: &Plan,
    arguments: &Arguments,
    made: &mut Vec<String>,
) -> Result<Conf, Failure> {
    let mut conf = Conf::default();
    conf.current.put("lock", "create");
    run.world.files.write(run.world.container_path(&plan.new), conf.text());
    run.world.refresh_virtual_files();
    run.printed.push_str(&format!("creating a clone of container {} with ID {}\n", run.vmid, plan.new));
    run.world.take_time("pct clone");
    run.take_fault("pct clone")?;
    conf.current = settings(run, plan, arguments)?;
    let mut disks = disks::all(&plan.source)?;
    // They are copied in the order of a Perl hash.
    run.world.shuffle(&mut disks);
    for mut disk in disks {
        copy_disk(run, storages, plan, &mut disk)?;
        made.push(disk.volume().to_owned());
        conf.current.put(&disk.name, disk.print());
    }
    Ok(conf)
}

fn settings(run: &mut Run<'_>, plan: &Plan, arguments: &Arguments) -> Result<Section, Failure> {
    let mut section = Section { raw: plan.source.raw.clone(), ..Section::default() };
    for (name, value) in &plan.source.values {
        if NOT_COPIED.contains(&name.as_str()) || is_one_of(name, "unused") || disks::is_disk(name) {
            continue;
        }
        let is_net = is_one_of(name, "net");
        section.put(name, if is_net { network::with_new_mac(run.world, value)? } else { value.clone() });
    }
    for name in ["description", "hostname"] {
        if let Some(value) = arguments.get(name).filter(|value| !value.is_empty()) {
            section.put(name, value);
        }
    }
    Ok(section)
}

fn copy_disk(run: &mut Run<'_>, storages: &Configuration, plan: &Plan, disk: &mut Disk) -> Done {
    let volume = disk.volume().to_owned();
    if !plan.full {
        run.printed.push_str(&format!("create linked clone of mount point {} ({volume})\n", disk.name));
        let linked = volumes::clone(run.world, storages, &volume, &plan.new)?;
        disk.put("volume", linked);
        return Ok(());
    }
    run.printed.push_str(&format!("create full clone of mountpoint {} ({volume})\n", disk.name));
    // Its size is read anew (`copy_volume` of pve-container 6.1; read, not recorded).
    let bytes = place::size(run.world, &place::locate(storages, &volume)?)?;
    disk.put("size", formats::print_size(bytes));
    let target = plan.storage.as_deref().unwrap_or(place::split(&volume)?.0);
    let made = volumes::copy(run.world, storages, &volume, storages.find(target)?, &plan.new)?;
    run.printed.push_str(&made.printed);
    run.printed.push_str(RSYNC);
    disk.put("volume", made.volume);
    Ok(())
}

/// Writes the clone's configuration, and a copy of the source's firewall.
fn finish(run: &mut Run<'_>, plan: &Plan, clone: &Conf) {
    run.world.files.write(run.world.container_path(&plan.new), clone.text());
    if let Some(firewall) = run.world.read(&format!("/etc/pve/firewall/{}.fw", run.vmid)) {
        run.world.files.write(format!("/etc/pve/firewall/{}.fw", plan.new), firewall);
    }
    run.world.refresh_virtual_files();
}

/// What rsync says of a small root file system.
const RSYNC: &str = "
Number of files: 55 (reg: 13, dir: 25, link: 17)
Number of created files: 54 (reg: 13, dir: 24, link: 17)
Number of deleted files: 0
Number of regular files transferred: 13
Total file size: 1,985,132 bytes
Total transferred file size: 1,985,013 bytes
Literal data: 1,985,013 bytes
Matched data: 0 bytes
File list size: 0
File list generation time: 0.001 seconds
File list transfer time: 0.000 seconds
Total bytes sent: 1,987,424
Total bytes received: 417

sent 1,987,424 bytes  received 417 bytes  3,975,682.00 bytes/sec
total size is 1,985,132  speedup is 1.00
";
