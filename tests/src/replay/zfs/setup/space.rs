//! How full the pools were before the first record, and in which order their filesystems were mounted.

use super::super::super::Case;
use super::line;
use super::told::{Reading, Told};
use crate::world::World;
use crate::zfs::{names, values};

/// Mounts filesystems in the order in which the first list of mounts shows them.
pub(super) fn learn_mounts(world: &mut World, case: &Case) {
    let Some(list) = case.records.iter().find(|record| record.command == "zfs mount") else { return };
    for (name, number) in list.stdout.lines().filter_map(|line| line.split(' ').next()).zip(1..) {
        world.state.zfs.datasets.entry(name.to_owned()).and_modify(|dataset| dataset.mounted_in = number);
    }
}

/// Takes the reservations of volumes away of which nothing is told, where they leave less than was available.
fn drop_guessed_reservations(world: &mut World, told: &[Told], pool: &str, recorded: u64, name: &str) {
    let free = world.state.zfs.read(name, "available").and_then(|reading| reading.value.parse::<u64>().ok());
    if free.is_none_or(|free| free >= recorded - recorded / 20) {
        return;
    }
    let is_of_size = |reading: &&Reading| matches!(reading.property.as_str(), "refreservation" | "used" | "volsize");
    let readings: Vec<&Reading> = told.iter().flat_map(|told| &told.readings).filter(is_of_size).collect();
    let names: Vec<String> = world.state.zfs.tree(pool).map(|(name, _)| name.clone()).collect();
    for name in names.iter().filter(|name| !readings.iter().any(|reading| reading.name == **name)) {
        world.state.zfs.datasets.entry(name.clone()).and_modify(|dataset| {
            dataset.properties.remove("refreservation");
        });
    }
}

/// Fills pools and datasets as far as the records tell: by what was available first, and by a quota that was refused.
pub(super) fn learn_space(world: &mut World, case: &Case, told: &[Told]) {
    let refused = case.records.iter().filter(|record| record.stderr.contains("size is less than current used"));
    for record in refused {
        let Some(words) = line::words(&record.command) else { continue };
        let bytes = words
            .iter()
            .filter_map(|word| word.split_once("quota="))
            .filter_map(|(_, text)| values::parse_size(text).ok());
        let (Some(bytes), Some(name)) = (bytes.max(), words.last()) else { continue };
        let Some(dataset) = world.state.zfs.datasets.get_mut(name) else { continue };
        let is_told = told.iter().flat_map(|told| &told.readings).any(|reading| reading.property.starts_with("ref"));
        if dataset.data < bytes && dataset.number("reservation") == 0 && !is_told {
            dataset.data = bytes + (1 << 20);
        }
    }
    world.state.zfs.complete();
    learn_used(world, told);
    let mut known: Vec<&str> = Vec::new();
    for record in told {
        for reading in
            record.readings.iter().filter(|reading| matches!(reading.property.as_str(), "available" | "avail"))
        {
            let pool = names::pool(&reading.name);
            let holds = |reading: &Reading| reading.name == pool && reading.property.contains("used");
            let is_root_read = told.iter().flat_map(|told| &told.readings).any(holds);
            let Ok(recorded) = values::parse_size(&reading.value) else { continue };
            if known.contains(&pool) || is_root_read || !world.state.zfs.datasets.contains_key(pool) {
                continue;
            }
            known.push(pool);
            drop_guessed_reservations(world, told, pool, recorded, &reading.name);
            let free =
                world.state.zfs.read(&reading.name, "available").and_then(|reading| reading.value.parse::<u64>().ok());
            if let (Some(free), Some(root)) = (free, world.state.zfs.datasets.get_mut(pool)) {
                // What others hold, whom no record names.
                root.data += free.saturating_sub(recorded);
            }
        }
        let takes_space = ["quota", "reservation", "volsize"];
        let mut touched = record.touched.iter().map(|(_, property, _)| property);
        if !record.made.is_empty()
            || touched.any(|property| takes_space.iter().any(|taking| property.ends_with(taking)))
        {
            break;
        }
    }
}

/// Fills a pool as far as its own dataset shows first: what the records do not name lies in it.
fn learn_used(world: &mut World, told: &[Told]) {
    let untouched = told.iter().take_while(|record| record.made.is_empty());
    let readings = untouched.flat_map(|record| &record.readings).filter(|reading| reading.property == "used");
    let roots = readings.filter(|reading| reading.is_exact && !reading.name.contains(['/', '@', '#']));
    let used: Vec<(&str, u64)> =
        roots.filter_map(|reading| Some((reading.name.as_str(), reading.value.parse().ok()?))).collect();
    for (pool, recorded) in used {
        let here = world.state.zfs.read(pool, "used").and_then(|reading| reading.value.parse::<u64>().ok());
        if let (Some(here), Some(root)) = (here, world.state.zfs.datasets.get_mut(pool)) {
            root.data += recorded.saturating_sub(here);
        }
    }
}
