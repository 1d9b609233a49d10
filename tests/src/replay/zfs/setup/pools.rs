//! The pools that were imported before the first record, and what they are made of.

use std::collections::BTreeMap;

use super::super::super::{Case, Record};
use super::line::{Line, line};
use super::{BIG, DISK, FILE, told};
use crate::disks::Disk;
use crate::options::Options;
use crate::world::World;
use crate::zfs::{Pool, Vdev, names, values};
use crate::zpool;

/// Returns the pools that were imported before the first record.
pub(super) fn pools(records: &[Record], there: &[String]) -> Vec<String> {
    let mut known: BTreeMap<String, bool> = BTreeMap::new();
    for name in there {
        known.insert(names::pool(name).to_owned(), true);
    }
    for record in records {
        let Line::Command { words, .. } = line(&record.command) else { continue };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let is_fine = record.exit == 0;
        let operand = words.iter().skip(2).rfind(|word| !word.starts_with('-')).copied().unwrap_or_default();
        let mut tell = |name: &str, is_there: bool| {
            known.entry(name.to_owned()).or_insert(is_there);
        };
        match words.as_slice() {
            ["zpool", "create", rest @ ..] => {
                let Ok(options) = Options::parse(rest, "fndo:O:m:R:t:") else { continue };
                let name = options.operands.first().copied().unwrap_or_default();
                in_use(&record.stderr).for_each(|(_, pool)| tell(pool, true));
                tell(name, record.stderr.contains("pool already exists"));
            }
            ["zpool", "list", rest @ ..] => {
                let is_whole = !rest.iter().any(|word| word.starts_with("-o"));
                let lines = record.stdout.lines().filter(|line| !line.starts_with(['\t', ' ']));
                let names = lines.filter_map(|line| line.split(['\t', ' ']).next());
                let listed = names.filter(|name| is_whole && !matches!(*name, "NAME" | "no" | ""));
                listed.for_each(|name| tell(name, true));
            }
            ["zpool", "status", ..] => {
                let names = record.stdout.lines().filter_map(|line| line.strip_prefix("  pool: "));
                names.for_each(|name| tell(name, true));
            }
            ["zpool", "get", rest @ ..] => {
                let Some(table) = told::table(&owned(&words)) else { continue };
                let named = table.operands.iter().filter(|_| !rest.is_empty());
                named.for_each(|name| tell(name, is_fine));
            }
            ["zpool", "set" | "destroy" | "export" | "clear", ..] if !operand.contains('=') => {
                let is_there = is_fine || record.stderr.contains(&format!("for '{operand}'"));
                tell(operand, is_there || record.stderr.contains("could not unmount"));
            }
            ["zfs", "create", ..] if is_fine && !words.contains(&"-n") => tell(names::pool(operand), true),
            ["zfs", "mount", ..] => {
                let names = record.stdout.lines().filter_map(|line| line.split(' ').next());
                names.filter(|name| !name.is_empty()).for_each(|name| tell(names::pool(name), true));
            }
            _ => {}
        }
    }
    let there = known.into_iter().filter(|(name, is_there)| *is_there && zpool::is_name(name)).map(|(name, _)| name);
    let mut names: Vec<String> = there.collect();
    names.sort_by_key(|name| name != "tank");
    names
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Returns the disks that a complaint says to be of a pool, and the pool.
fn in_use(stderr: &str) -> impl Iterator<Item = (&str, &str)> {
    stderr.lines().filter_map(|line| {
        let (disk, pool) = line.split_once(" is part of active pool '")?;
        Some((disk, pool.trim_end_matches('\'')))
    })
}

pub(super) fn add_pool(world: &mut World, case: &Case, name: &str, has_disks: bool) {
    let mut pool = Pool { vdevs: shape(case, name), ..Pool::default() };
    let mut complaints = case.records.iter().flat_map(|record| in_use(&record.stderr));
    if let Some((disk, _)) = complaints.find(|(_, pool)| *pool == name)
        && pool.vdevs.is_empty()
    {
        // Of a whole disk the first partition is named.
        let whole = disk.strip_suffix('1').filter(|disk| world.device(disk).is_some() && disk.starts_with("/dev/"));
        pool.vdevs = vec![Vdev { disks: vec![whole.unwrap_or(disk).to_owned()], ..Vdev::default() }];
    }
    if pool.vdevs.is_empty() {
        let usual = match name {
            "tank" if has_disks => "/dev/vda".to_owned(),
            "big" if has_disks => "/dev/vdh".to_owned(),
            "tank" | "big" => format!("/tmp/{name}.img"),
            _ => unnamed_file(case),
        };
        pool.vdevs = vec![Vdev { disks: vec![usual], ..Vdev::default() }];
    }
    if !has_disks && matches!(name, "tank" | "big") {
        let size = if name == "big" { BIG } else { DISK };
        world.add_disk(&pool.vdevs[0].disks[0], Disk { size, ..Disk::default() });
    }
    for disk in pool.vdevs.iter().flat_map(|vdev| &vdev.disks) {
        if world.device(disk).is_none() {
            world.add_disk(disk, Disk { size: FILE, ..Disk::default() });
        }
    }
    pool.size = first_size(case, name).unwrap_or_else(|| world.size_of(&pool.vdevs));
    for record in &case.records {
        let Line::Command { words, .. } = line(&record.command) else { continue };
        if record.stdout.contains("  pool: ") && record.stdout.contains("requested by the 'compatibility' property") {
            pool.properties.entry("compatibility".to_owned()).or_insert_with(|| "openzfs-2.1-linux".to_owned());
        }
        if words.iter().take(2).eq(["zpool", "create"]) || words.iter().take(2).eq(["zpool", "set"]) {
            break;
        }
        if !words.iter().take(2).eq(["zpool", "get"]) {
            continue;
        }
        for reading in told::readings(&words, &record.stdout) {
            if reading.name == name && reading.source == "local" && !reading.property.starts_with("feature@") {
                pool.properties.insert(reading.property, reading.value);
            }
        }
    }
    world.add_pool(name, pool);
}

/// Returns the size that a pool first shows, unless its tree tells what it is made of.
fn first_size(case: &Case, name: &str) -> Option<u64> {
    if !shape(case, name).is_empty() {
        return None;
    }
    for record in &case.records {
        let Line::Command { words, .. } = line(&record.command) else { continue };
        if words.iter().take(2).eq(["zpool", "create"]) && words.iter().any(|word| word == name) {
            return None;
        }
        let readings = if words[0] == "zpool" { told::readings(&words, &record.stdout) } else { Vec::new() };
        let size = readings.into_iter().find(|reading| reading.name == name && reading.property == "size");
        if let Some(size) = size {
            return values::parse_size(&size.value).ok();
        }
    }
    None
}

/// Returns what a pool is made of, from the first tree of it before it is made or changed.
fn shape(case: &Case, name: &str) -> Vec<Vdev> {
    for record in &case.records {
        let Line::Command { words, .. } = line(&record.command) else { continue };
        if words.iter().take(2).eq(["zpool", "create"]) && words.iter().any(|word| word == name) {
            break;
        }
        let mut lines = record.stdout.lines().skip_while(|line| line.trim_start() != format!("pool: {name}"));
        let mut vdevs: Vec<Vdev> = Vec::new();
        let mut role = String::new();
        if lines.next().is_none() {
            continue;
        }
        for line in lines.skip_while(|line| !line.starts_with("\tNAME")).skip(2).take_while(|line| !line.is_empty()) {
            let line = line.trim_start_matches('\t');
            let depth = line.len() - line.trim_start().len();
            let word = line.split_whitespace().next().unwrap_or_default().to_owned();
            let path = if word.starts_with('/') { word.clone() } else { format!("/dev/{word}") };
            match depth {
                0 => role = word,
                4 => vdevs.last_mut().into_iter().for_each(|vdev| vdev.disks.push(path.clone())),
                _ => match word.rsplit_once('-').filter(|(layout, _)| !layout.starts_with('/')) {
                    Some((layout, _)) => {
                        vdevs.push(Vdev { layout: layout.to_owned(), role: role.clone(), disks: Vec::new() });
                    }
                    None => vdevs.push(Vdev { layout: String::new(), role: role.clone(), disks: vec![path] }),
                },
            }
        }
        return vdevs;
    }
    Vec::new()
}

/// Returns a file that no record makes a pool of.
fn unnamed_file(case: &Case) -> String {
    let is_named = |file: &String| case.records.iter().any(|record| record.command.contains(file.as_str()));
    let files = (1..=9).rev().map(|number| format!("/tmp/f{number}"));
    files.into_iter().find(|file| !is_named(file)).unwrap_or_else(|| "/tmp/f9".to_owned())
}
