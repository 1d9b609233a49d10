//! Datasets as `zfs` shows them one by one, as a person would ask.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::text::{self, Reading};
use crate::command;
use crate::host::Probe;
use crate::names::DatasetName;

/// Asks for each dataset by itself, and then, what those answers round and do not tell the source of, for all that exist.
pub(super) fn look(asked: &BTreeSet<DatasetName>, host: &dyn Probe) -> Result<Reading> {
    let mut reading = Reading::default();
    let mut present = BTreeSet::new();
    let mut shown = BTreeMap::new();
    for dataset in asked {
        let output = host.query(&command::zfs_get_of_one(dataset))?;
        if output.is_success() {
            present.insert(dataset.clone());
            shown.insert(dataset, output.stdout_text().into_owned());
        } else {
            reading.join(text::parse_get(&output, &BTreeSet::from([dataset.clone()])));
        }
    }
    if !present.is_empty() {
        reading.join(text::parse_get(&host.query(&command::zfs_get(&present))?, &present));
    }
    shown.into_iter().for_each(|(dataset, shown)| reading.hold_against(dataset, &shown));
    Ok(reading)
}
