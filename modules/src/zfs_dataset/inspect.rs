//! Looking: one `zfs get` for all datasets of a call and what is above them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::inheritance::{self, Wishes};
use super::properties::Release;
use super::surroundings::Surroundings;
use super::text::{self, Below, Reading};
use super::{Above, Desired, Observed, cover, native};
use crate::command;
use crate::host::{Probe, Way};
use crate::names::DatasetName;
use crate::resource::{self, Presence};

/// Properties that decide how much space there is for others.
const ABOUT_SPACE: [&str; 5] = ["quota", "refquota", "reservation", "refreservation", "volsize"];

/// What is known before one dataset is looked at.
struct Look<'a> {
    reading: Reading,
    /// The datasets that are wished to be there, by name.
    wished: BTreeMap<&'a DatasetName, &'a Desired>,
    wishes: Wishes<'a>,
    /// How many datasets of a pool have a wish about space.
    about_space: BTreeMap<DatasetName, usize>,
    host: &'a dyn Probe,
}

/// Asks once for all datasets and what is above them.
pub(super) fn inspect(desired: &[Desired], host: &dyn Probe) -> Vec<Result<Observed>> {
    let asked: BTreeSet<DatasetName> =
        desired.iter().flat_map(|dataset| dataset.name.ancestors().chain([dataset.name.clone()])).collect();
    let reading = match look(&asked, host) {
        Ok(reading) => reading,
        Err(error) => return resource::fail_each(desired, &error),
    };
    let present = desired.iter().filter(|dataset| dataset.state == Presence::Present);
    let wished: BTreeMap<&DatasetName, &Desired> = present.map(|dataset| (&dataset.name, dataset)).collect();
    let wishes = wished.values().map(|dataset| (&dataset.name, &dataset.properties)).collect();
    let mut about_space: BTreeMap<DatasetName, usize> = BTreeMap::new();
    for dataset in desired.iter().filter(|dataset| is_about_space(dataset)) {
        *about_space.entry(root_of(&dataset.name)).or_default() += 1;
    }
    let look = Look { reading, wished, wishes, about_space, host };
    desired.iter().map(|dataset| look.observe(dataset)).collect()
}

fn is_about_space(dataset: &Desired) -> bool {
    ABOUT_SPACE.iter().any(|name| dataset.properties.contains_key(*name))
}

fn root_of(name: &DatasetName) -> DatasetName {
    name.ancestors().last().unwrap_or_else(|| name.clone())
}

fn look(asked: &BTreeSet<DatasetName>, host: &dyn Probe) -> Result<Reading> {
    if asked.is_empty() {
        return Ok(Reading::default());
    }
    match host.way() {
        Way::Auto => Ok(text::parse_get(&host.query(&command::zfs_get(asked))?, asked)),
        Way::Cli => native::look(asked, host),
    }
}

impl Look<'_> {
    fn observe(&self, dataset: &Desired) -> Result<Observed> {
        let Look { reading, wished, wishes, host, .. } = self;
        let surroundings = self.surroundings(dataset);
        let Some(properties) = reading.of(&dataset.name)? else {
            let above = match self.above(&dataset.name)? {
                Above::Parent | Above::NoPool if self.will_have_its_pool(dataset)? => Above::PoolToCome,
                above => above,
            };
            // What a pool holds that is to come, nobody knows.
            let covered = match above {
                Above::Parent | Above::OnlyPool if dataset.state == Presence::Present => {
                    cover::look(dataset, wished, reading, *host)?
                }
                _ => None,
            };
            return Ok(Observed::Absent { above, covered, surroundings });
        };
        let (covered, below) = match dataset.state {
            Presence::Present => (cover::look(dataset, wished, reading, *host)?, Vec::new()),
            Presence::Absent => (None, self.look_below(&dataset.name)?),
        };
        let properties = match dataset.expecting {
            Some(_) => inheritance::foresee(&dataset.name, properties, reading, wishes, surroundings.release),
            None => properties.clone(),
        };
        Ok(Observed::Present { properties, below, covered, surroundings })
    }

    fn surroundings(&self, dataset: &Desired) -> Surroundings {
        let found = |name: &DatasetName| self.reading.of(name).ok().flatten();
        let release = found(&root_of(&dataset.name)).map_or(Release::From24, Release::of);
        let parent = dataset.name.parent().as_ref().and_then(found);
        let Desired { name, properties, .. } = dataset;
        let mut around = Surroundings::of(name, properties, release, parent);
        if dataset.expecting.is_some() && !around.inherits.is_empty() {
            let mut passed = inheritance::passed(name, &self.reading, &self.wishes, release);
            for (property, value) in &mut around.inherits {
                *value = passed.remove(property).unwrap_or_else(|| value.clone());
            }
        }
        // What others are wished to have changes what there is for this one.
        let others = self.about_space.get(&root_of(name)).copied().unwrap_or(0) - usize::from(is_about_space(dataset));
        let free_above = around.free_above.filter(|_| others == 0);
        Surroundings { free_above, is_below_encrypted: self.is_below_encrypted(name), ..around }
    }

    /// Returns whether the nearest dataset above that exists, or is wished to be encrypted or not, is or will be encrypted.
    fn is_below_encrypted(&self, name: &DatasetName) -> Option<bool> {
        name.ancestors().find_map(|ancestor| {
            let found = self.reading.of(&ancestor).ok().flatten().and_then(|found| found.get("encryption"));
            let cipher = found.map(|value| &value.text).or_else(|| self.wishes.get(&ancestor)?.get("encryption"));
            cipher.map(|cipher| cipher != "off")
        })
    }

    fn look_below(&self, dataset: &DatasetName) -> Result<Vec<Below>> {
        let query = command::zfs_list_below(dataset);
        let output = self.host.query(&query)?;
        output.ensure_success(&query)?;
        text::parse_below(&output.stdout_text(), dataset)
    }

    fn above(&self, dataset: &DatasetName) -> Result<Above> {
        let Some(parent) = dataset.parent() else {
            return Ok(Above::NoPool);
        };
        if self.wishes.contains_key(&parent) || self.reading.of(&parent)?.is_some() {
            return Ok(Above::Parent);
        }
        let pool_exists = self.reading.of(&root_of(dataset))?.is_some();
        Ok(if pool_exists { Above::OnlyPool } else { Above::NoPool })
    }

    fn will_have_its_pool(&self, dataset: &Desired) -> Result<bool> {
        let is_expected = dataset.expecting.as_ref().is_some_and(|expecting| expecting.pool);
        Ok(is_expected && self.reading.of(&root_of(&dataset.name))?.is_none())
    }
}
