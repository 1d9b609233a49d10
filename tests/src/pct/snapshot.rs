//! Snapshots of containers: `snapshot`, `delsnapshot`, `rollback`, `listsnapshot`.

use std::collections::BTreeMap;

use super::conf::{Conf, Section};
use super::disks::{self, Disk, Kind as DiskKind};
use super::settings::is_one_of;
use super::{Arguments, Done, Failure, Run, VMID, check_lock, life, refusal, show};
use crate::perl::{Kind, Parameter, Verb, formats};
use crate::pvesm::config::Configuration;
use crate::pvesm::place::{self, Place};
use crate::pvesm::volumes::{self, from_zfs};

const NAME: Parameter = Parameter::new("snapname", Kind::Text(formats::configuration_id));

pub(super) const TAKE: Verb = Verb {
    usage: "pct snapshot <vmid> <snapname> [OPTIONS]",
    positionals: &[VMID, NAME],
    options: &[&[Parameter::new("description", Kind::Text(formats::anything))]],
};

pub(super) const DELETE: Verb = Verb {
    usage: "pct delsnapshot <vmid> <snapname> [OPTIONS]",
    positionals: &[VMID, NAME],
    options: &[&[Parameter::new("force", Kind::Boolean)]],
};

pub(super) const ROLLBACK: Verb = Verb {
    usage: "pct rollback <vmid> <snapname> [OPTIONS]",
    positionals: &[VMID, NAME],
    options: &[&[Parameter::new("start", Kind::Boolean)]],
};

pub(super) const LIST: Verb = Verb { usage: "pct listsnapshot <vmid>", positionals: &[VMID], options: &[] };

const RESERVED: &[&str] = &["current", "pending", "vzdump"];

/// What a snapshot does not take over from the configuration.
const NOT_TAKEN: &[&str] = &["description", "lock", "snapstate", "snaptime"];

pub(super) fn take(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let name = &arguments.positionals[1];
    if RESERVED.contains(&name.as_str()) {
        return Err(refusal(format!("unable to use snapshot name '{name}' (reserved name)\n")));
    }
    let mut conf = run.load()?;
    run.lock()?;
    // The order was read in pve-guest-common 6.0 (`__snapshot_prepare`), not recorded.
    if conf.current.is_set("template") {
        return Err("you can't take a snapshot if it's a template\n".into());
    }
    check_lock(&conf)?;
    if conf.snapshots.contains_key(name) {
        return Err(format!("snapshot name '{name}' already used\n").into());
    }
    let storages = run.storages();
    let datasets = datasets(&storages, &conf.current)?;
    let mut section = taken(&conf.current);
    section.put("snaptime", run.world.state.clock.to_string());
    if let Some(description) = arguments.get("description").filter(|text| !text.is_empty()) {
        section.put("description", description);
    }
    orphan(run, &mut conf, name);
    prepare(run, &mut conf, name, &section);
    let taken = snapshot_all(run, name, &datasets);
    match (&taken, conf.snapshots.get_mut(name)) {
        (Ok(()), Some(section)) => {
            section.values.remove("snapstate");
            conf.current.put("parent", name);
        }
        _ => drop(conf.snapshots.remove(name)),
    }
    conf.current.values.remove("lock");
    run.store(&conf);
    taken
}

/// Returns the datasets behind all disks; a snapshot needs every disk to be one.
fn datasets(storages: &Configuration, section: &Section) -> Result<Vec<(Disk, String)>, Failure> {
    let unavailable = || Failure::from("snapshot feature is not available\n");
    let dataset = |disk: Disk| {
        if disk.kind != DiskKind::Volume {
            return Err(unavailable());
        }
        match place::locate(storages, disk.volume())? {
            Place::Dataset(name) => Ok((disk, name)),
            Place::File(_) => Err(unavailable()),
        }
    };
    disks::all(section)?.into_iter().map(dataset).collect()
}

/// Of a name that is only now taken nobody is a child (`__snapshot_prepare` of pve-guest-common 6.0; read, not recorded).
fn orphan(run: &mut Run<'_>, conf: &mut Conf, name: &str) {
    for (child, section) in &mut conf.snapshots {
        if section.get("parent") == Some(name) {
            section.values.remove("parent");
            let text = format!("deleting parent '{name}' reference from '{child}' to avoid bogus snapshot cycle.\n");
            run.printed.push_str(&text);
        }
    }
}

fn taken(current: &Section) -> Section {
    let is_taken = |name: &str| !NOT_TAKEN.contains(&name) && !is_one_of(name, "unused");
    let values = current.values.iter().filter(|(name, _)| is_taken(name));
    Section { values: values.map(|(name, value)| (name.clone(), value.clone())).collect(), raw: current.raw.clone() }
}

/// While it is taken, the snapshot is in preparation and the container is locked.
fn prepare(run: &mut Run<'_>, conf: &mut Conf, name: &str, section: &Section) {
    let mut section = section.clone();
    section.put("snapstate", "prepare");
    conf.snapshots.insert(name.to_owned(), section);
    conf.current.put("lock", "snapshot");
    run.store(conf);
    run.world.take_time("pct snapshot");
}

/// Takes a snapshot of every dataset; if one fails, those already taken are removed.
fn snapshot_all(run: &mut Run<'_>, name: &str, datasets: &[(Disk, String)]) -> Done {
    let mut taken: Vec<String> = Vec::new();
    let fault = run.world.take_fault("pct snapshot");
    for (_, dataset) in datasets {
        let snapshot = format!("{dataset}@{name}");
        let result = match &fault {
            Some(text) => Err(text.clone()),
            None => run.world.zfs_snapshot(&snapshot).map_err(from_zfs),
        };
        if let Err(reason) = result {
            run.printed.push_str("snapshot create failed: starting cleanup\n");
            taken.iter().for_each(|snapshot| drop(run.world.zfs_destroy(snapshot)));
            // The end of a task is told in one line: the end of this one within has become a blank.
            return Err(format!("{} \n", reason.trim_end()).into());
        }
        taken.push(snapshot);
    }
    Ok(())
}

/// The order, and what is left when the storage refuses, was read in pve-guest-common 6.0 (`snapshot_delete`), not recorded: the
/// container stays locked, and the section says what was going on.
pub(super) fn delete(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let name = &arguments.positionals[1];
    let mut conf = run.load()?;
    let mut section = show::find_snapshot(&conf, name)?.clone();
    run.lock()?;
    check_lock(&conf)?;
    let storages = run.storages();
    let datasets = datasets(&storages, &section)?;
    run.take_fault("pct delsnapshot")?;
    conf.current.put("lock", "snapshot-delete");
    run.store(&conf);
    if conf.current.is_set("template") {
        return Err("you can't delete a snapshot if vm is a template\n".into());
    }
    mark_deleted(&mut conf, name, None);
    run.store(&conf);
    let is_forced = arguments.is_set("force");
    for (disk, dataset) in datasets {
        match run.world.zfs_destroy(&format!("{dataset}@{name}")).map_err(from_zfs) {
            Ok(()) => {}
            Err(reason) if is_forced => {
                run.printed.push_str(&reason);
                section.values.remove(&disk.name);
            }
            Err(reason) => return Err(reason.into()),
        }
        mark_deleted(&mut conf, name, Some(&disk).filter(|_| !is_forced));
        run.store(&conf);
    }
    conf.current.values.remove("lock");
    conf.snapshots.remove(name);
    let parent = section.get("parent").map(str::to_owned);
    adopt(&mut conf.current, name, parent.as_deref());
    conf.snapshots.values_mut().for_each(|child| adopt(child, name, parent.as_deref()));
    remember_volumes(&mut conf, &section)?;
    run.store(&conf);
    Ok(())
}

/// Notes in a snapshot's section that it is being deleted, and forgets the disk that is done with.
fn mark_deleted(conf: &mut Conf, name: &str, disk: Option<&Disk>) {
    if let Some(section) = conf.snapshots.get_mut(name) {
        section.put("snapstate", "delete");
        disk.map(|disk| section.values.remove(&disk.name));
    }
}

/// What had the deleted snapshot as its parent gets the parent's own.
fn adopt(section: &mut Section, deleted: &str, parent: Option<&str>) {
    if section.get("parent") != Some(deleted) {
        return;
    }
    match parent {
        Some(parent) => section.put("parent", parent),
        None => drop(section.values.remove("parent")),
    }
}

/// A volume that only the deleted snapshot had becomes unused. Proxmox first numbers all volumes of the snapshot and
/// then drops those in use, so that the number need not be the first free one.
fn remember_volumes(conf: &mut Conf, deleted: &Section) -> Done {
    let volumes: Vec<String> = disks::all(deleted)?.iter().map(|disk| disk.volume().to_owned()).collect();
    let mut numbered = conf.current.clone();
    volumes.iter().for_each(|volume| disks::add_unused(&mut numbered, volume));
    let used: Vec<&String> = volumes.iter().filter(|volume| disks::uses(&conf.current, volume)).collect();
    numbered.values.retain(|name, value| {
        conf.current.values.contains_key(name) || !is_one_of(name, "unused") || !used.contains(&&*value)
    });
    conf.current = numbered;
    Ok(())
}

pub(super) fn rollback(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let name = &arguments.positionals[1];
    let mut conf = run.load()?;
    // The order was read in pve-guest-common 6.0 (`snapshot_rollback`), not recorded.
    if conf.current.is_set("template") {
        return Err("you can't rollback if vm is a template\n".into());
    }
    let section = show::find_snapshot(&conf, name)?.clone();
    run.lock()?;
    let storages = run.storages();
    let datasets = datasets(&storages, &section)?;
    for (disk, dataset) in &datasets {
        check_newest(run, disk, dataset, name)?;
    }
    if let Some(state) = section.get("snapstate") {
        return Err(format!("unable to rollback to incomplete snapshot (snapstate = {state})\n").into());
    }
    check_lock(&conf)?;
    run.take_fault("pct rollback")?;
    let vmid = run.vmid.clone();
    run.world.set_running(&vmid, false);
    give_sizes_back(run, &datasets)?;
    keep_newer_volumes(&mut conf, &section)?;
    let stays = |name: &str| name == "description" || is_one_of(name, "unused");
    let mut values = without_bookkeeping(&section);
    values.extend(std::mem::take(&mut conf.current.values).into_iter().filter(|(name, _)| stays(name)));
    conf.current = Section { values, raw: section.raw.clone() };
    conf.current.put("parent", name);
    conf.pending = Section::default();
    run.store(&conf);
    if arguments.is_set("start") { life::boot(run, &mut conf) } else { Ok(()) }
}

/// The size of a filesystem is no part of its snapshot; Proxmox notes it there and sets it again.
fn give_sizes_back(run: &mut Run<'_>, datasets: &[(Disk, String)]) -> Done {
    for (disk, dataset) in datasets {
        if let Some(bytes) = disk.properties.get("size").and_then(|size| formats::size(size)) {
            volumes::resize(run.world, &Place::Dataset(dataset.clone()), bytes)?;
        }
    }
    Ok(())
}

/// A volume that the snapshot does not know becomes unused (`__snapshot_rollback_get_unused` of pve-container 6.1; read, not
/// recorded).
fn keep_newer_volumes(conf: &mut Conf, section: &Section) -> Done {
    for disk in disks::all(&conf.current)? {
        if disk.kind == DiskKind::Volume && !disks::uses(section, disk.volume()) {
            disks::add_unused(&mut conf.current, disk.volume());
        }
    }
    Ok(())
}

fn without_bookkeeping(section: &Section) -> BTreeMap<String, String> {
    let mut values = section.values.clone();
    ["description", "parent", "snaptime", "snapstate"].iter().for_each(|name| drop(values.remove(*name)));
    values
}

fn check_newest(run: &Run<'_>, disk: &Disk, dataset: &str, name: &str) -> Done {
    let snapshots = run.world.state.zfs.datasets.get(dataset).map(|dataset| &dataset.snapshots);
    let newest = snapshots.and_then(|all| all.iter().max_by_key(|(_, snapshot)| snapshot.createtxg));
    if newest.is_some_and(|(newest, _)| newest == name) {
        return Ok(());
    }
    if snapshots.is_none_or(|all| !all.contains_key(name)) {
        // Read in pve-storage 9.1, not recorded.
        return Err(format!("can't rollback, snapshot '{name}' does not exist on '{}'\n", disk.volume()).into());
    }
    Err(format!("can't rollback, '{name}' is not most recent snapshot on '{}'\n", disk.volume()).into())
}

pub(super) fn list(run: &mut Run<'_>, _: &Arguments) -> Done {
    let conf = run.load()?;
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut entries: Vec<(&str, &Section)> =
        conf.snapshots.iter().map(|(name, section)| (name.as_str(), section)).collect();
    entries.sort_by_key(|(_, section)| {
        section.get("snaptime").and_then(|time| time.parse::<u64>().ok()).unwrap_or(u64::MAX)
    });
    entries.push(("current", &conf.current));
    for (name, section) in &entries {
        let parent = section.get("parent").filter(|parent| conf.snapshots.contains_key(*parent)).unwrap_or_default();
        children.entry(parent).or_default().push(name);
    }
    run.printed = tree(&conf, &children, "", "`->");
    Ok(())
}

fn tree(conf: &Conf, children: &BTreeMap<&str, Vec<&str>>, parent: &str, prefix: &str) -> String {
    let mut text = String::new();
    for name in children.get(parent).into_iter().flatten() {
        let section = conf.snapshots.get(*name);
        let width = 30usize.saturating_sub(prefix.len());
        let time = section.and_then(|section| section.get("snaptime")?.parse().ok()).map_or_else(String::new, date);
        let description = match section {
            None => "You are here!",
            Some(section) => {
                section.get("description").and_then(|text| text.lines().next()).unwrap_or("no-description")
            }
        };
        text.push_str(&format!("{prefix} {name:<width$} {time:<23} {description}\n"));
        if section.is_some() {
            text.push_str(&tree(conf, children, name, &format!(" {prefix}")));
        }
    }
    text
}

/// Returns a time as `YYYY-mm-dd HH:MM:SS`, UTC.
fn date(seconds: u64) -> String {
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    // Days are counted from 0000-03-01, so that the leap day is the last of its year.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
