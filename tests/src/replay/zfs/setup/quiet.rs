//! What was typed quietly between the records, as far as they were impossible without it.

use std::path::Path;

use super::super::super::{Case, Record};
use super::line::{Line, line};
use super::told::told;
use super::{FILE, datasets, lay_out_files};
use crate::disks::Disk;
use crate::options::Options;
use crate::world::World;
use crate::zfs::{Pool, names};

/// Lets happen what was typed quietly before a record, as far as it, or those that follow it, were impossible without.
pub(in super::super) fn before(world: &mut World, record: &Record, following: &[Record]) {
    let told = told(record);
    let Line::Command { words, .. } = line(&record.command) else { return };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["zpool", "create", rest @ ..] => before_a_pool(world, rest, record, following),
        ["zfs", "create", rest @ ..] if !rest.contains(&"-p") && !rest.contains(&"-n") => {
            let name = words.last().copied().unwrap_or_default();
            let is_gone = told.made.iter().any(|made| made == name)
                || (!record.stderr.contains("already exists") && is_missing_next(name, following));
            if is_gone && names::parent(name).is_some() {
                world.forget_tree(name);
            }
        }
        ["zfs", "destroy", ..] if record.exit == 0 => release(world, words.last().copied().unwrap_or_default()),
        ["zfs", "set", "canmount=on", name] => unmounted_before(world, name, following),
        _ => {}
    }
    lay_out_files(world, record);
    suspend(world, record, &words);
    // Made again after it was destroyed.
    let again = told.there.iter().filter(|name| !name.contains(['@', '#']) && names::parent(name).is_some());
    for name in again {
        let is_typed = words.contains(&name.as_str());
        if is_typed && !world.zfs_exists(name) && world.state.zfs.pools.contains_key(names::pool(name)) {
            let only = Case { name: String::new(), host: String::new(), records: vec![record.clone()] };
            let made = datasets::datasets(&only, std::slice::from_ref(&told), std::slice::from_ref(name));
            if let Some(dataset) = made.get(name) {
                datasets::add_dataset(world, name, dataset.clone());
            }
        }
    }
}

/// Returns whether the next record that tells of a dataset says that there is none.
fn is_missing_next(name: &str, following: &[Record]) -> bool {
    let told = following.iter().map(told);
    let tells = told.filter_map(|told| match told.missing.iter().any(|missing| missing == name) {
        true => Some(true),
        false => told.there.iter().any(|there| there == name).then_some(false),
    });
    tells.into_iter().next().unwrap_or(false)
}

/// A pool that is suspended has lost its disk.
fn suspend(world: &mut World, record: &Record, words: &[&str]) {
    let shows = record.stdout.contains("\tSUSPENDED") || record.stdout.contains(" state: SUSPENDED");
    if !shows && !record.stderr.contains("pool I/O is currently suspended") {
        return;
    }
    let named = words.iter().skip(2).map(|word| names::pool(word));
    let named: Vec<&str> = named.filter(|name| world.state.zfs.pools.contains_key(*name)).collect();
    for name in named {
        world.state.zfs.pools.entry(name.to_owned()).and_modify(|pool| "SUSPENDED".clone_into(&mut pool.health));
    }
}

/// A snapshot that could be destroyed was not held any more.
fn release(world: &mut World, name: &str) {
    let top = name.split('@').next().unwrap_or(name);
    let names: Vec<String> = world.state.zfs.tree(top).map(|(name, _)| name.clone()).collect();
    for name in names {
        let Some(dataset) = world.state.zfs.datasets.get_mut(&name) else { continue };
        dataset.snapshots.values_mut().filter(|snapshot| snapshot.deferred).for_each(|snapshot| snapshot.holds.clear());
    }
}

/// `canmount=on` neither mounts nor unmounts: what is not mounted after it was unmounted before.
fn unmounted_before(world: &mut World, name: &str, following: &[Record]) {
    let Some(next) = following.first().map(told) else { return };
    let reading = next.readings.iter().find(|reading| reading.name == name && reading.property == "mounted");
    if reading.is_some_and(|reading| reading.value == "no") {
        world.state.zfs.datasets.entry(name.to_owned()).and_modify(|dataset| dataset.unmounted = true);
    }
}

fn before_a_pool(world: &mut World, rest: &[&str], record: &Record, following: &[Record]) {
    let Ok(options) = Options::parse(rest, "fndo:O:m:R:t:") else { return };
    let name = options.operands.first().copied().unwrap_or_default();
    let missing = [format!("Cannot get properties of {name}: no such pool"), format!("cannot open '{name}': ")];
    let is_missing = |record: &Record| missing.iter().any(|text| record.stderr.starts_with(text.as_str()));
    let is_gone = record.exit == 0
        || (!record.stderr.contains("pool already exists") && following.first().is_some_and(is_missing));
    let devices: Vec<Option<String>> = options.operands.iter().skip(1).map(|word| world.device(word)).collect();
    let is_of = |pool: &Pool| {
        record.exit == 0
            && pool.disks().any(|disk| world.device(disk).is_some_and(|disk| devices.contains(&Some(disk))))
    };
    let pools = world.state.zfs.pools.iter();
    let gone: Vec<String> = pools
        .filter(|(other, pool)| (*other == name && is_gone) || is_of(pool))
        .map(|(name, _)| name.clone())
        .collect();
    for pool in gone {
        world.remove_pool(&pool);
    }
    if record.exit == 0 {
        world.state.zfs.exported.retain(|exported| !exported.pool.disks().any(|disk| options.operands.contains(&disk)));
    }
    for word in options.operands.iter().skip(1).filter(|word| word.starts_with('/')) {
        lay_out_disk(world, word, &record.stderr);
    }
}

/// Makes the file or link that a pool is to be made of. One that was too small once is then as small as it may be.
fn lay_out_disk(world: &mut World, path: &str, stderr: &str) {
    const LEAST: u64 = 64 << 20;
    if let Some(link) = path.strip_prefix("/dev/disk/by-id/virtio-disk").and_then(|number| number.parse::<u8>().ok()) {
        let letter = char::from(b'a' + link.saturating_sub(1));
        world.files.link(Path::new(path), Path::new(&format!("../../vd{letter}")));
        return;
    }
    let is_too_small = stderr.contains("less than the minimum size");
    let there = world.device(path).and_then(|kernel| world.state.disks.get(&kernel).map(|disk| disk.size));
    let size = match there {
        Some(size) if size < LEAST && !is_too_small => LEAST,
        Some(_) => return,
        None if is_too_small => LEAST / 2,
        None => FILE,
    };
    let is_there = !stderr.contains("cannot resolve path") && !stderr.contains("no such device");
    if is_there && path.starts_with("/tmp/") {
        world.add_disk(path, Disk { size, ..Disk::default() });
    }
}
