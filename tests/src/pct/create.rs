//! `pct create`: first the disks, then the template, then the configuration; on failure all is taken back.

use std::path::Path;

use super::conf::Conf;
use super::disks::{self, Disk, Kind as DiskKind};
use super::settings::{OS_TYPES, SETTINGS, is_one_of};
use super::{Arguments, Done, Failure, Run, VMID, check_unused, life, network, refusal, set};
use crate::perl::{Kind, Parameter, Verb, formats, storage_formats};
use crate::pvesm::config::Configuration;
use crate::pvesm::place;

const TEMPLATE: Parameter = Parameter::new("ostemplate", Kind::Text(template_name));

pub(super) const VERB: Verb = Verb {
    usage: "pct create <vmid> <ostemplate> [OPTIONS]",
    positionals: &[VMID, TEMPLATE],
    options: &[
        SETTINGS,
        &[
            Parameter::new("bwlimit", Kind::Number(0.0, f64::MAX)),
            Parameter::new("force", Kind::Boolean),
            Parameter::new("ha-managed", Kind::Boolean),
            Parameter::new("ignore-unpack-errors", Kind::Boolean),
            Parameter::new("password", Kind::Text(formats::password)),
            Parameter::new("pool", Kind::Text(formats::anything)),
            Parameter::new("restore", Kind::Boolean),
            Parameter::new("ssh-public-keys", Kind::Text(formats::anything)),
            Parameter::new("start", Kind::Boolean),
            Parameter::new("storage", Kind::Text(storage_formats::storage_id)),
            Parameter::new("unique", Kind::Boolean),
        ],
    ],
};

fn template_name(value: &str) -> Result<(), String> {
    if value.chars().count() <= 255 { Ok(()) } else { Err("value may only be 255 characters long".to_owned()) }
}

/// Options that are no settings and leave no trace in the configuration.
const ASIDE: &[&str] = &[
    "bwlimit",
    "force",
    "ha-managed",
    "ignore-unpack-errors",
    "password",
    "pool",
    "restore",
    "ssh-public-keys",
    "unique",
];

/// The size of a root that nobody gave one, in GiB.
const DEFAULT_SIZE: &str = "4";

pub(super) fn run(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let mut arguments = arguments.clone();
    let template = arguments.positionals.remove(1);
    let keys = arguments.get("ssh-public-keys").map(|path| keys(run, path)).transpose()?;
    if arguments.get("unique").is_some() && arguments.get("restore").is_none() {
        return Err(run.refuse("restore", "missing property - 'unique' requires this property"));
    }
    check_unused(run.world, &run.vmid).map_err(refusal)?;
    check_aside(&arguments, keys.as_deref())?;
    ASIDE.iter().for_each(|option| drop(arguments.take(option)));
    let start = arguments.take("start").is_some_and(|start| start == "1");
    let storage = arguments.take("storage").unwrap_or_else(|| "local".to_owned());
    let mut conf = Conf::default();
    conf.current.values = arguments.options;
    drop_unused(run, &mut conf);
    complete_root(&mut conf, &storage);
    let storages = run.storages();
    check(run, &storages, &conf, &storage, &template)?;
    let root = format!("{storage}:{DEFAULT_SIZE}");
    conf.current.values.entry("rootfs".to_owned()).or_insert(root);
    run.lock()?;
    reserve(run);
    let mut made = Vec::new();
    if let Err(Failure { text, .. }) = build(run, &storages, &mut conf, &template, &mut made) {
        run.free_all(&storages, &made);
        give_up(run);
        return Err(format!("unable to create CT {} - {text}", run.vmid).into());
    }
    run.store(&conf);
    if start { life::start_new(run, &mut conf) } else { Ok(()) }
}

/// Reads a file of public keys, before anything is checked.
fn keys(run: &Run<'_>, path: &str) -> Result<String, Failure> {
    run.world.read(path).ok_or_else(|| format!("can't open '{path}' - No such file or directory\n").into())
}

/// Checks public keys, which `ssh-keygen` does on a real host, and the pool, of which there is none here.
fn check_aside(arguments: &Arguments, keys: Option<&str>) -> Done {
    let is_key = |line: &str| line.trim().is_empty() || line.starts_with("ssh-") || line.starts_with("ecdsa-");
    if keys.is_some_and(|keys| !keys.lines().all(is_key)) {
        return Err("SSH public key validation error\n".into());
    }
    let pool = arguments.get("pool");
    pool.map_or(Ok(()), |pool| Err(format!("403 Permission check failed (pool '{pool}' does not exist)\n").into()))
}

/// A volume that is used by nothing cannot be given at creation.
fn drop_unused(run: &mut Run<'_>, conf: &mut Conf) {
    let is_unused = |name: &&String| is_one_of(name, "unused");
    let names: Vec<String> = conf.current.values.keys().filter(is_unused).cloned().collect();
    for name in names {
        run.warn(&format!("ignoring '{name}', cannot create/restore with unused volume\n"));
        conf.current.values.remove(&name);
    }
}

/// A root that is a number only lies on the default storage.
fn complete_root(conf: &mut Conf, storage: &str) {
    let is_number = |value: &&str| {
        value.split('.').count() <= 2
            && value.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(size) = conf.current.get("rootfs").filter(is_number).map(str::to_owned) {
        conf.current.put("rootfs", format!("{storage}:{size}"));
    }
}

/// While it is made, a container is a file that holds nothing but a lock.
fn reserve(run: &mut Run<'_>) {
    let mut conf = Conf::default();
    conf.current.put("lock", "create");
    run.store(&conf);
    run.world.refresh_virtual_files();
}

fn give_up(run: &mut Run<'_>) {
    run.world.files.remove(run.world.container_path(&run.vmid));
    run.world.files.remove(format!("/etc/pve/firewall/{}.fw", run.vmid));
    run.world.refresh_virtual_files();
}

fn check(run: &mut Run<'_>, storages: &Configuration, conf: &Conf, storage: &str, template: &str) -> Done {
    let settings = &conf.current;
    check_template(storages, template)?;
    let disks = disks::all(settings)?;
    if settings.get("rootfs").is_none() {
        if !disks.is_empty() {
            return Err("mount points configured, but 'rootfs' not set - aborting\n".into());
        }
        check_storage(run, storages, storage)?;
    }
    for disk in disks.iter().filter(|disk| disk.kind == DiskKind::Volume) {
        check_storage(run, storages, place::split(disk.volume())?.0)?;
    }
    for (name, value) in &settings.values {
        match name.as_str() {
            "hookscript" => set::check_hook_script(run.world, storages, value)?,
            device if is_one_of(device, "dev") => set::check_device(run.world, value)?,
            net if is_one_of(net, "net") => network::check_mtu(run.world, name, value).map_err(refusal)?,
            _ => {}
        }
    }
    Ok(())
}

/// A template is a volume of that kind, or the path of a file, which is looked for only when the disks are made
/// (`check_volume_access` of PVE::Storage, pve-storage).
fn check_template(storages: &Configuration, template: &str) -> Done {
    if template == "-" {
        return Err("pipe can only be used with restore tasks\n".into());
    }
    if place::split(template).is_ok() && place::content(storages, template)? != "vztmpl" {
        return Err(format!("unable to use volume {template} - content type needs to be 'vztmpl'\n").into());
    }
    Ok(())
}

fn check_storage(run: &mut Run<'_>, storages: &Configuration, id: &str) -> Done {
    let storage = storages.find(id)?;
    storage.check_enabled(&run.world.state.node)?;
    if storage.holds("rootdir") {
        return Ok(());
    }
    Err(run.refuse("storage", &format!("storage '{id}' does not support container directories")))
}

fn build(run: &mut Run<'_>, storages: &Configuration, conf: &mut Conf, template: &str, made: &mut Vec<String>) -> Done {
    run.take_fault("pct create")?;
    for disk in disks::all(&conf.current)? {
        let disk = make_disk(run, storages, disk, made)?;
        conf.current.put(&disk.name, disk.print());
    }
    run.world.take_time("pct create");
    for disk in disks::all(&conf.current)? {
        if let Err(reason) = disks::check_bind(run.world, &disk) {
            run.printed.push_str("mounting container failed\n");
            return Err(reason.into());
        }
    }
    extract(run, storages, conf, template)?;
    fill_in(run, conf)
}

fn make_disk(
    run: &mut Run<'_>,
    storages: &Configuration,
    mut disk: Disk,
    made: &mut Vec<String>,
) -> Result<Disk, Failure> {
    if let Some((storage, bytes)) = disk.wanted().map(|(storage, bytes)| (storage.to_owned(), bytes)) {
        run.make_volume(&mut disk, storages.find(&storage)?, bytes)?;
        made.push(disk.volume().to_owned());
    } else if disk.kind == DiskKind::Volume {
        let bytes = place::size(run.world, &place::locate(storages, disk.volume())?)?;
        disk.put("size", formats::print_size(bytes));
    }
    Ok(disk)
}

fn extract(run: &mut Run<'_>, storages: &Configuration, conf: &mut Conf, template: &str) -> Done {
    let path = find_template(run, storages, template)?;
    run.printed.push_str(&format!("extracting archive '{path}'\nTotal bytes read: 2017280 (2.0MiB, 32MiB/s)\n"));
    let file = path.rsplit('/').next().unwrap_or_default();
    take_os_type(run, conf, os_type(file));
    if conf.current.get("arch").is_none() {
        let arch = architecture(file);
        run.printed.push_str(&format!("Detected container architecture: {arch}\n"));
        conf.current.put("arch", arch);
    }
    Ok(())
}

/// Returns the path of a template (`abs_filesystem_path` of PVE::Storage, pve-storage).
fn find_template(run: &mut Run<'_>, storages: &Configuration, template: &str) -> Result<String, Failure> {
    if place::split(template).is_err() {
        let path = Path::new(template);
        let is_file = run.world.files.exists(path) && !run.world.files.is_directory(path);
        return if is_file { Ok(template.to_owned()) } else { Err(format!("can't find file '{template}'\n").into()) };
    }
    let place = place::locate(storages, template)?;
    if !place::exists(run.world, &place) {
        let reason = format!("volume '{template}' does not exist\n");
        run.printed.push_str(&reason);
        return Err(reason.into());
    }
    match place {
        place::Place::File(path) => Ok(path),
        place::Place::Dataset(name) => Ok(format!("/dev/zvol/{name}")),
    }
}

/// What is found inside wins over what was asked for, unless nobody shall look (`new` of PVE::LXC::Setup, pve-container).
fn take_os_type(run: &mut Run<'_>, conf: &mut Conf, found: &str) {
    match conf.current.get("ostype") {
        Some("unmanaged") => return,
        Some(wanted) if wanted != found => {
            run.printed.push_str(&format!("got unexpected ostype ({found} != {wanted})\n"));
        }
        _ => {}
    }
    conf.current.put("ostype", found);
}

/// The real one looks at `/bin/sh` in the archive; here the archive's name says it.
fn architecture(file: &str) -> &'static str {
    let known = ["amd64", "arm64", "armhf", "i386", "riscv64"];
    known.into_iter().find(|arch| file.contains(&format!("_{arch}."))).unwrap_or("amd64")
}

fn os_type(file: &str) -> &'static str {
    let like_centos = ["almalinux", "rockylinux", "openeuler"];
    if like_centos.iter().any(|name| file.starts_with(name)) {
        return "centos";
    }
    OS_TYPES.iter().find(|name| file.starts_with(*name)).unwrap_or(&"unmanaged")
}

/// Brings the settings into the form in which they are stored, and writes down the defaults that Proxmox writes down.
fn fill_in(run: &mut Run<'_>, conf: &mut Conf) -> Done {
    let settings = std::mem::take(&mut conf.current.values);
    for (name, value) in settings {
        let value = match name.as_str() {
            net if is_one_of(net, "net") => network::reprint(run.world, &value)?,
            _ => set::normal(&name, value),
        };
        conf.current.put(&name, value);
    }
    let hostname = format!("CT{}", run.vmid);
    for (name, default) in [("hostname", hostname.as_str()), ("memory", "512"), ("swap", "512")] {
        conf.current.values.entry(name.to_owned()).or_insert_with(|| default.to_owned());
    }
    // A container is unprivileged unless told otherwise; the line of one that is privileged is left out.
    match conf.current.values.remove("unprivileged").as_deref() {
        Some("0") => {}
        _ => conf.current.put("unprivileged", "1"),
    }
    Ok(())
}
