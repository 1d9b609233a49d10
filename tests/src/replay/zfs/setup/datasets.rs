//! The datasets that were there before the first record, as far as the records tell.

use std::collections::BTreeMap;

use super::super::super::{Case, Record};
use super::told::{FOLLOWED, Reading, Told};
use crate::world::World;
use crate::zfs::{Dataset, Kind, Snapshot, Version, names, properties, space, values};

pub(super) fn datasets(case: &Case, told: &[Told], there: &[String]) -> BTreeMap<String, Dataset> {
    let mut datasets: BTreeMap<String, Dataset> = BTreeMap::new();
    for name in there {
        let ends = name.match_indices('/').map(|(end, _)| end).chain([name.len()]);
        let full = name.split(['@', '#']).next().unwrap_or(name);
        for ancestor in ends.map(|end| &name[..end]).filter(|ancestor| !ancestor.contains(['@', '#'])).chain([full]) {
            datasets.entry(ancestor.to_owned()).or_insert_with(|| usual(case, ancestor));
        }
        if let Some((dataset, snapshot)) = name.split_once('@') {
            let snapshot = (snapshot.to_owned(), Snapshot::default());
            datasets.entry(dataset.to_owned()).or_default().snapshots.extend([snapshot]);
        }
        if let Some((dataset, bookmark)) = name.split_once('#') {
            let bookmark = (bookmark.to_owned(), Snapshot::default());
            datasets.entry(dataset.to_owned()).or_default().bookmarks.extend([bookmark]);
        }
    }
    let mut touched: Vec<(String, String, bool)> = Vec::new();
    let mut made: Vec<String> = Vec::new();
    for record in told {
        for reading in &record.readings {
            let is_new = made.iter().any(|name| names::is_at_or_below(&reading.name, name));
            let on = reading.source.strip_prefix("inherited from ").unwrap_or(&reading.name);
            let is_touched = touched.iter().any(|(name, property, below)| {
                let is_meant = *property == reading.property
                    || (property == FOLLOWED && reading.property == "refreservation" && reading.value != "0");
                is_meant && (name == on || (*below && names::is_at_or_below(on, name)))
            });
            if !is_new && !is_touched {
                learn(&mut datasets, on, reading);
                touched.push((on.to_owned(), reading.property.clone(), false));
            }
        }
        touched.extend(record.touched.iter().cloned());
        made.extend(record.made.iter().cloned());
        made.extend(record.perhaps_made.iter().filter(|name| !there.contains(name)).cloned());
    }
    datasets
}

/// Returns a dataset that nothing more is known of: the usual ones of the recordings are `vol`, a volume of 100 MiB, and `svol`,
/// a sparse one of 1 GiB.
fn usual(case: &Case, name: &str) -> Dataset {
    let last = name.rsplit('/').next().unwrap_or(name);
    let refuses = |record: &&Record| {
        let is_volume = "does not apply to datasets of this type";
        record.stderr.contains(is_volume) && record.stderr.contains(&format!("'{name}'"))
    };
    let of_filesystem = ["recordsize", "quota", "mountpoint", "atime", "canmount"];
    let is_volume = matches!(last, "vol" | "svol")
        || case.records.iter().any(|record| {
            let is_sized =
                record.command.starts_with("zfs set volsize=") && record.command.ends_with(&format!(" {name}"));
            is_sized && record.exit == 0
        })
        || case.records.iter().filter(refuses).any(|record| {
            of_filesystem.iter().any(|property| record.stderr.contains(&format!("'{property}' does not apply")))
        });
    let mut dataset = Dataset::default();
    if !is_volume || names::parent(name).is_none() {
        return dataset;
    }
    dataset.kind = Kind::Volume;
    let size: u64 = if last == "svol" { 1 << 30 } else { 100 << 20 };
    dataset.properties.insert("volsize".to_owned(), size.to_string());
    if last != "svol" {
        let reserved = space::automatic_reservation(size, 16 << 10, 1);
        dataset.properties.insert("refreservation".to_owned(), reserved.to_string());
    }
    dataset
}

/// Makes a dataset read what was read of it before anything was typed.
fn learn(datasets: &mut BTreeMap<String, Dataset>, on: &str, reading: &Reading) {
    let property = reading.property.as_str();
    if let Some((dataset, snapshot)) = on.split_once('@') {
        let snapshot = datasets.get_mut(dataset).and_then(|dataset| dataset.snapshots.get_mut(snapshot));
        let Some(snapshot) = snapshot else { return };
        match (property, reading.value.parse::<u64>()) {
            ("userrefs", Ok(count)) => snapshot.holds.extend((0..count).map(|number| format!("hold{number}"))),
            ("referenced", Ok(bytes)) => snapshot.referenced = bytes,
            _ if reading.source == "local" => {
                snapshot.properties.insert(property.to_owned(), reading.value.clone());
            }
            _ => {}
        }
        return;
    }
    let Some(dataset) = datasets.get_mut(on) else { return };
    let exact = exact(property, reading);
    match property {
        "type" if reading.value == "volume" => dataset.kind = Kind::Volume,
        "mounted" => dataset.unmounted = reading.value == "no",
        "referenced" | "usedbydataset" if reading.is_exact => dataset.data = exact.parse().unwrap_or_default(),
        "used"
            if reading.is_exact && exact.parse::<u64>().is_ok_and(|used| used < dataset.number("refreservation")) =>
        {
            dataset.properties.remove("refreservation");
        }
        "filesystem_count" | "snapshot_count" => dataset.counted |= reading.source == "local",
        // Nothing is written since a snapshot that no record names.
        "written" if exact == "0" && dataset.snapshots.is_empty() => {
            dataset.snapshots.insert("quietly".to_owned(), Snapshot::default());
        }
        "origin" if reading.value != "-" => dataset.origin = Some(reading.value.clone()),
        "volsize" | "refreservation" if reading.value != "-" && reading.is_exact && reading.source.is_empty() => {
            if exact != "0" {
                dataset.properties.insert(property.to_owned(), exact);
            } else {
                dataset.properties.remove(property);
            }
        }
        _ => match (reading.source.as_str(), properties::find(property, Version::V2_4_4)) {
            ("default", Some(_)) => drop(dataset.properties.remove(property)),
            ("local", _) => drop(dataset.properties.insert(property.to_owned(), exact)),
            ("received", _) => drop(dataset.received.insert(property.to_owned(), exact)),
            ("temporary", _) => drop(dataset.temporary.insert(property.to_owned(), exact)),
            (source, _) if source.starts_with("inherited") && property != "mountpoint" => {
                dataset.properties.insert(property.to_owned(), exact);
            }
            ("-", Some(row)) if !row.is_statistic() && !row.is_editable() && reading.value != "-" => {
                dataset.created_with.insert(property.to_owned(), exact);
            }
            _ => {}
        },
    }
    if property == "volsize" && reading.value != "-" {
        dataset.kind = Kind::Volume;
    }
}

/// Returns a value as it is kept, in the spelling of `-p`.
fn exact(property: &str, reading: &Reading) -> String {
    let row = properties::find(property, Version::V2_4_4);
    let is_none = reading.value == "none" && row.is_some_and(|row| row.takes == properties::Takes::Limit);
    let is_nice = !reading.is_exact && row.is_some_and(properties::Property::is_number);
    match values::parse_size(&reading.value) {
        _ if is_none => "0".to_owned(),
        Ok(bytes) if is_nice => bytes.to_string(),
        _ => reading.value.clone(),
    }
}

pub(super) fn add_dataset(world: &mut World, name: &str, mut dataset: Dataset) {
    let fresh = world.fresh_dataset(dataset.kind);
    (dataset.guid, dataset.createtxg, dataset.creation) = (fresh.guid, fresh.createtxg, fresh.creation);
    if dataset.data == 0 && dataset.origin.is_none() {
        dataset.data = fresh.data;
    }
    for snapshot in dataset.snapshots.values_mut().chain(dataset.bookmarks.values_mut()) {
        let fresh = world.fresh_dataset(dataset.kind);
        (snapshot.guid, snapshot.createtxg, snapshot.creation) = (fresh.guid, fresh.createtxg, fresh.creation);
        if snapshot.referenced == 0 {
            snapshot.referenced = dataset.data;
        }
    }
    if !dataset.snapshots.is_empty() {
        dataset.snapshots_changed = Some(world.state.clock);
    }
    world.add_dataset(name, dataset);
}
