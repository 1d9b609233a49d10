//! `pct set`: checks what is wanted, notes it as pending, and applies of it what can be applied.

use super::conf::Conf;
use super::disks::{self, Disk};
use super::settings::{BOOKKEEPING, DEVICE, SETTINGS, is_one_of};
use super::{DIGEST, Done, Failure, Run, VMID, check_digest, check_protection, generated, network, refusal};
use crate::perl::property;
use crate::perl::{self, Arguments, Kind, Parameter, Verb, find, formats, split_list};
use crate::pvesm::config::Configuration;
use crate::pvesm::place::{self, Place};
use crate::world::World;

pub(super) const VERB: Verb = Verb {
    usage: "pct set <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[
        SETTINGS,
        &[
            Parameter::new("delete", Kind::List(formats::configuration_ids)),
            Parameter::new("revert", Kind::List(formats::configuration_ids)),
            DIGEST,
        ],
    ],
};

/// What a `pct set` wants.
pub(super) struct Wanted {
    pub(super) settings: std::collections::BTreeMap<String, String>,
    pub(super) delete: Vec<String>,
    pub(super) revert: Vec<String>,
}

pub(super) fn run(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let mut arguments = arguments.clone();
    let digest = arguments.take("digest");
    if arguments.options.is_empty() {
        return Err(refusal("no options specified\n"));
    }
    let mut list = |name: &str| -> Vec<String> {
        let text = arguments.take(name).unwrap_or_default();
        split_list(&text).into_iter().map(str::to_owned).collect()
    };
    let (delete, revert) = (list("delete"), list("revert"));
    let wanted = Wanted { settings: arguments.options, delete, revert };
    let mut conf = run.lock_and_load()?;
    check_digest(&conf, digest.as_deref())?;
    check_names(run, &wanted)?;
    run.take_fault("pct set")?;
    let selected = note(run, &mut conf, wanted)?;
    let errors = run.apply_or_hotplug(&mut conf, &selected);
    if !errors.is_empty() {
        return Err(perl::refuse(run.world, &VERB, errors).into());
    }
    run.store(&conf);
    let written = run.load()?;
    generated::check(run, &written)?;
    generated::write(run.world, &run.vmid, &written);
    Ok(())
}

/// Checks the names of what is to be reverted and deleted, in the order of `update_vm` (PVE::API2::LXC::Config).
fn check_names(run: &mut Run<'_>, wanted: &Wanted) -> Done {
    for name in &wanted.revert {
        if !is_known(name) {
            return Err(run.refuse("revert", &format!("unknown option '{name}'")));
        }
        if wanted.settings.contains_key(name) {
            let reason = format!("you can't use '-{name}' and '-revert {name}' at the same time");
            return Err(run.refuse("revert", &reason));
        }
    }
    for name in &wanted.delete {
        if !is_known(name) {
            return Err(run.refuse("delete", &format!("unknown option '{name}'")));
        }
        if wanted.settings.contains_key(name) {
            return Err(run.refuse("delete", &format!("you can't use '-{name}' and -delete {name}' at the same time")));
        }
        if wanted.revert.contains(name) {
            let reason = format!("you can't use '-delete {name}' and '-revert {name}' at the same time");
            return Err(run.refuse("delete", &reason));
        }
    }
    Ok(())
}

/// Returns whether the schema knows a name, of what nobody can set too.
fn is_known(name: &str) -> bool {
    find(&[SETTINGS, BOOKKEEPING], name).is_some()
}

/// Notes all that is wanted as pending. Returns the names of the settings it touched.
fn note(run: &mut Run<'_>, conf: &mut Conf, wanted: Wanted) -> Result<Vec<String>, Failure> {
    // Of a value this is recorded (misc2/005); that it takes back a deletion that waits, too, is read in `update_pct_config` of
    // PVE::LXC::Config ("also remove from deletion queue", pve-container).
    for name in &wanted.revert {
        conf.pending.values.remove(name);
        conf.keep(name);
    }
    let mut selected = Vec::new();
    for name in wanted.delete {
        if conf.current.get(&name).is_none() && conf.pending.get(&name).is_none() {
            run.warned.push_str(&format!("cannot delete '{name}' - not set in current configuration!\n"));
            continue;
        }
        check_deletable(run, conf, &name)?;
        conf.delete_later(&name);
        selected.push(name);
    }
    let storages = run.storages();
    for (name, value) in wanted.settings {
        let value = judge(run, conf, &storages, &name, value)?;
        conf.pending.put(&name, value);
        conf.keep(&name);
        selected.push(name);
    }
    clean_up(conf);
    Ok(selected)
}

fn check_deletable(run: &Run<'_>, conf: &Conf, name: &str) -> Done {
    match name {
        "memory" | "rootfs" | "ostype" => Err(format!("unable to delete required option '{name}'\n").into()),
        "unprivileged" => Err(format!("unable to delete read-only option: '{name}'\n").into()),
        _ if is_one_of(name, "unused") || is_one_of(name, "mp") => {
            check_protection(conf, &format!("can't remove CT {} drive '{name}'", run.vmid))
        }
        _ => Ok(()),
    }
}

/// Checks a wanted value by its own rules, and returns it as it will be noted.
fn judge(run: &Run<'_>, conf: &Conf, storages: &Configuration, name: &str, value: String) -> Result<String, Failure> {
    match name {
        "unprivileged" => return Err(format!("unable to modify read-only option: '{name}'\n").into()),
        "hookscript" => check_hook_script(run.world, storages, &value)?,
        _ if disks::is_disk(name) => {
            check_protection(conf, &format!("can't update CT {} drive '{name}'", run.vmid))?;
            disks::check_content(storages, &Disk::parse(name, &value)?)?;
        }
        _ if is_one_of(name, "net") => network::check_mtu(run.world, name, &value).map_err(refusal)?,
        _ if is_one_of(name, "dev") => check_device(run.world, &value)?,
        _ => {}
    }
    Ok(normal(name, value))
}

/// Returns a value in the form in which it is stored; most stay as they were typed.
pub(super) fn normal(name: &str, value: String) -> String {
    match name {
        "nameserver" | "searchdomain" => split_list(&value).join(" "),
        "tags" => unique_tags(&value),
        // With cgroup v2 the weight ends at 10000.
        "cpuunits" => value.parse::<u64>().map_or(value, |units| units.clamp(1, 10_000).to_string()),
        _ => value,
    }
}

/// Tags are a set: in lower case, sorted, joined by semicolons.
fn unique_tags(value: &str) -> String {
    let lower = value.to_lowercase();
    let mut tags = split_list(&lower);
    tags.sort_unstable();
    tags.dedup();
    tags.join(";")
}

pub(super) fn check_device(world: &World, value: &str) -> Done {
    let device = property::parse(&DEVICE, "", value)?;
    let path = device.get("path").ok_or("Path has to be defined\n")?;
    disks::check_device(world, path).map_err(refusal)
}

pub(super) fn check_hook_script(world: &World, storages: &Configuration, volume: &str) -> Done {
    let place = place::locate(storages, volume)?;
    // Read in `check_hookscript` of PVE::GuestHelpers (pve-guest-common).
    if place::content(storages, volume)? != "snippets" {
        return Err(format!("'{volume}' is not in the snippets directory\n").into());
    }
    if !place::exists(world, &place) {
        return Err(refusal(format!("script '{volume}' does not exist\n")));
    }
    let is_executable = !matches!(&place, Place::File(path) if world.state.not_executable.contains(path));
    if is_executable { Ok(()) } else { Err(format!("script '{volume}' is not executable\n").into()) }
}

/// Forgets what is pending but changes nothing.
pub(super) fn clean_up(conf: &mut Conf) {
    let current = conf.current.clone();
    conf.pending.values.retain(|name, value| name == "delete" || current.get(name) != Some(value));
    for name in conf.pending_deletes() {
        if current.get(&name).is_none() {
            conf.keep(&name);
        }
    }
}
