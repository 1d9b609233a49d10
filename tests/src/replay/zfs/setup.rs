//! The host that a case of zfs was recorded on. The commands that prepared it were typed quietly; what they left is told by the
//! records: a dataset that is opened was there, and what is first read of a property that no record changed before was so.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::{Case, Record};
use super::line::{self, Line, line};
use super::told::{self, Told, told};
use crate::disks::Disk;
use crate::world::World;
use crate::zfs::{Kind, Version, names};

mod datasets;
mod pools;
mod quiet;
mod space;

pub(super) use quiet::before;

/// A disk of the recorded host, in bytes.
const DISK: u64 = 1 << 30;

/// `big` of the hosts in User Mode Linux, in bytes.
const BIG: u64 = 4 << 40;

/// The files that pools were made of, in bytes.
const FILE: u64 = 128 << 20;

/// Returns the host of a case.
pub(super) fn world(case: &Case) -> World {
    let mut world = World::blank();
    let host = case.name.split('/').nth(1).unwrap_or_default();
    // The recordings were made from this second on; a date shows as wide as theirs.
    world.state.clock = 1_795_391_690;
    world.state.zfs.version = if host == "2.4.4" { Version::V2_4_4 } else { Version::V2_3_9 };
    // 2.4.4 and uml-* ran in User Mode Linux, without disks.
    let has_disks = host == "2.3.9";
    lay_out_disks(&mut world, has_disks);
    let mut told: Vec<Told> = case.records.iter().map(told).collect();
    call_by_first_names(&mut told);
    let there = there_at_the_start(&told);
    for name in pools::pools(&case.records, &there) {
        pools::add_pool(&mut world, case, &name, has_disks);
    }
    for (name, dataset) in datasets::datasets(case, &told, &there) {
        datasets::add_dataset(&mut world, &name, dataset);
    }
    case.records.iter().for_each(|record| lay_out_files(&mut world, record));
    space::learn_mounts(&mut world, case);
    space::learn_space(&mut world, case, &told);
    world
}

/// Gives what was renamed the name that it had at the start, in everything that is told later.
fn call_by_first_names(told: &mut [Told]) {
    let mut renamed: Vec<(String, String)> = Vec::new();
    for record in told {
        let first = |name: &mut String| {
            for (old, new) in renamed.iter().rev() {
                if let Some(rest) =
                    name.strip_prefix(new.as_str()).filter(|rest| rest.is_empty() || rest.starts_with(['/', '@']))
                {
                    *name = format!("{old}{rest}");
                }
            }
        };
        record.there.iter_mut().chain(&mut record.missing).chain(&mut record.made).for_each(first);
        record.readings.iter_mut().for_each(|reading| first(&mut reading.name));
        record.touched.iter_mut().for_each(|(name, _, _)| first(name));
        renamed.extend(record.renamed.clone());
    }
}

/// Returns the datasets, snapshots and bookmarks that were there before the first record.
fn there_at_the_start(told: &[Told]) -> Vec<String> {
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    let mut ordered = Vec::new();
    for record in told {
        for name in &record.missing {
            known.entry(name.clone()).or_insert(false);
        }
        for name in &record.there {
            if !known.contains_key(name) && names::check(name, "@#").is_ok() {
                known.insert(name.clone(), true);
                ordered.push(name.clone());
            }
        }
        for name in record.made.iter().chain(&record.perhaps_made) {
            known.entry(name.clone()).or_insert(false);
        }
    }
    ordered
}

fn lay_out_disks(world: &mut World, has_disks: bool) {
    if has_disks {
        for letter in 'a'..='h' {
            world.add_disk(&format!("/dev/vd{letter}"), Disk { size: DISK, ..Disk::default() });
        }
    }
    for number in 1..=9 {
        world.add_disk(&format!("/tmp/f{number}"), Disk { size: FILE, ..Disk::default() });
    }
}

/// Writes the files and directories that a complaint speaks of, and the key files that were read.
fn lay_out_files(world: &mut World, record: &Record) {
    let Line::Command { words, .. } = line(&record.command) else { return };
    let complains = |reason: &str| record.stderr.contains(reason);
    if complains("/dev/zfs and /proc/self/mounts are required") {
        world.state.zfs.not_loaded = true;
    }
    if let Some((_, rest)) = record.stderr.split_once("mountpoint '")
        && let Some((path, _)) = rest.split_once("' exists and is not empty")
    {
        world.files.write(format!("{path}/file"), "text");
    }
    if let Some(rest) = record.stderr.strip_prefix("cannot mount '/") {
        let path = format!("/{}", rest.split('\'').next().unwrap_or_default());
        if complains("directory is not empty") {
            world.files.write(format!("{path}/file"), "text");
        }
        if complains("Read-only file system")
            && let Some((directory, _)) = path.rsplit_once('/')
        {
            world.files.make_directory(Path::new(directory));
            world.state.zfs.read_only_directories.insert(directory.into());
        }
    }
    if let Some(path) =
        words.iter().find_map(|word| word.strip_prefix("mountpoint=")).filter(|_| complains(": Not a directory"))
    {
        world.files.remove(path);
        world.files.write(path, "text");
    }
    if let Some(path) =
        words.iter().find_map(|word| word.strip_prefix("keylocation=file://")).filter(|_| record.exit == 0)
    {
        world.files.write(path, "a passphrase of a test");
    }
    let is_volume =
        words.last().and_then(|name| world.state.zfs.datasets.get(name)).is_some_and(|it| it.kind == Kind::Volume);
    if complains("': dataset is busy") && is_volume {
        world.state.zfs.datasets.entry(words[words.len() - 1].clone()).and_modify(|dataset| dataset.busy = true);
    }
}
