//! How disks are arranged: the words of `raid_level`, and a pool's parts compared with a wish.

use super::text::{Member, Pool, Vdev};
use super::{Desired, WishedDisk};
use crate::plan::Refusal;

/// An arrangement of disks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// ZFS's word for it; empty where each disk stands alone.
    pub(super) word: &'static str,
    /// How many disks it needs.
    pub(super) least: usize,
}

/// The words of `raid_level`. ZFS has no word for disks that stand alone.
const LAYOUTS: &[(&[&str], Layout)] = &[
    (&["single", "stripe"], Layout { word: "", least: 1 }),
    (&["mirror"], Layout { word: "mirror", least: 2 }),
    (&["raidz", "raidz1"], Layout { word: "raidz1", least: 2 }),
    (&["raidz2"], Layout { word: "raidz2", least: 3 }),
    (&["raidz3"], Layout { word: "raidz3", least: 4 }),
];

impl Layout {
    /// Returns the layout that a `raid_level` means, in any case of letters; `None` if it means none.
    pub(super) fn of(raid_level: &str) -> Option<Self> {
        let word = raid_level.trim().to_ascii_lowercase();
        LAYOUTS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, layout)| *layout)
    }

    /// Returns it in words with its disks: `mirror of 2 disks`.
    pub(super) fn told(self, disks: usize) -> String {
        told(self.word, disks)
    }
}

fn told(word: &str, disks: usize) -> String {
    match (word, disks) {
        ("", 1) => "one disk".to_owned(),
        ("", _) => format!("stripe of {disks} disks"),
        _ => format!("{word} of {disks} disks"),
    }
}

/// Refuses a wish that no disk could meet: a word that is no layout, too few disks, a disk twice.
pub(super) fn refuse_nonsense(desired: &Desired, disks: &[WishedDisk]) -> Option<Refusal> {
    let refuse = |property: &str, wanted: String, why: String, remedy: &str| {
        let found = "not looked at".to_owned();
        Some(Refusal { property: property.to_owned(), wanted, found, why, remedy: remedy.to_owned() })
    };
    let layout = match desired.raid_level.as_deref() {
        None => None,
        Some(word) => match Layout::of(word) {
            Some(layout) => Some(layout),
            None => {
                let why = "it is no layout of a pool".to_owned();
                return refuse("raid_level", word.to_owned(), why, "wish single, mirror, raidz1, raidz2 or raidz3");
            }
        },
    };
    for (index, disk) in disks.iter().enumerate() {
        if let Some(other) = disks[..index].iter().find(|other| other.device() == disk.device()) {
            let why = match other.name == disk.name {
                true => "it is named twice".to_owned(),
                false => format!("it is the same disk as {} ({})", other.name, disk.device()),
            };
            return refuse("disks", disk.name.clone(), why, "name each disk once");
        }
    }
    let layout = layout.filter(|layout| desired.disks.is_some() && disks.len() < layout.least)?;
    let why = match layout.word {
        "" => "a pool needs at least one disk".to_owned(),
        word => format!("{word} requires at least {} devices", layout.least),
    };
    let wanted = format!("{} with {} disks", desired.raid_level.as_deref().unwrap_or_default(), disks.len());
    refuse("disks", wanted, why, "name more disks, or wish another raid_level")
}

/// Where a pool is that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is imported.
    Imported,
    /// It lies on its disks, and is to be imported.
    OnItsDisks,
}

/// Refuses what a pool is made of where it is not what is wished: a pool's layout and disks are never changed.
pub(super) fn refuse_other(desired: &Desired, disks: &[WishedDisk], pool: &Pool, place: Place) -> Option<Refusal> {
    let data: Vec<&Vdev> = pool.data().filter(|vdev| vdev.layout != "indirect").collect();
    let refuse = |property: &str, wanted: String, found: String, why: &str| {
        let name = &desired.name;
        let remedy = match place {
            Place::Imported => format!(
                "mend the file; or look at `zpool status -P {name}`, and use `zpool attach`, `zpool replace` or `zpool add` by hand"
            ),
            Place::OnItsDisks => format!(
                "look at `zpool import`; mend the file if that is the pool you mean, or give yours another name than {name}"
            ),
        };
        Some(Refusal { property: property.to_owned(), wanted, found, why: why.to_owned(), remedy })
    };
    if let Some(layout) = desired.raid_level.as_deref().and_then(Layout::of)
        && !is_of(layout, &data)
    {
        let count = if desired.disks.is_some() { disks.len() } else { members(&data).count() };
        let why = "the layout of a pool that exists is never changed";
        return refuse("raid_level", layout.told(count), shape(&data), why);
    }
    desired.disks.as_ref()?;
    if are_the_disks(&data, disks) {
        return None;
    }
    let wanted: Vec<&str> = disks.iter().map(|disk| disk.name.as_str()).collect();
    let found: Vec<&str> = members(&data).flat_map(|member| &member.disks).map(|disk| disk.shown.as_str()).collect();
    refuse("disks", wanted.join(", "), found.join(", "), "the disks of a pool that exists are never changed")
}

fn members<'a>(data: &'a [&Vdev]) -> impl Iterator<Item = &'a Member> {
    data.iter().flat_map(|vdev| &vdev.members)
}

/// One part of that word with all disks; or, without a word, disks that each stand alone.
fn is_of(layout: Layout, data: &[&Vdev]) -> bool {
    data.iter().all(|vdev| vdev.layout == layout.word) && (layout.word.is_empty() || data.len() == 1)
}

/// Says what a pool's data lies on: `mirror of 2 disks and mirror of 2 disks`.
fn shape(data: &[&Vdev]) -> String {
    let alone = data.iter().filter(|vdev| vdev.layout.is_empty()).count();
    let groups = data.iter().filter(|vdev| !vdev.layout.is_empty());
    let mut parts: Vec<String> = groups.map(|vdev| told(&vdev.layout, vdev.members.len())).collect();
    if alone > 0 {
        parts.push(told("", alone));
    }
    parts.join(" and ")
}

/// Each place of the pool holds a wished disk, and each wished disk has its place.
fn are_the_disks(data: &[&Vdev], disks: &[WishedDisk]) -> bool {
    let is_in = |member: &Member, wished: &WishedDisk| member.disks.iter().any(|disk| wished.is(disk));
    members(data).count() == disks.len()
        && members(data).all(|member| disks.iter().any(|wished| is_in(member, wished)))
        && disks.iter().all(|wished| members(data).any(|member| is_in(member, wished)))
}

/// Tells what a pool has besides its data and no file names: logs, caches, spares.
pub(super) fn extras(pool: &Pool) -> Option<String> {
    let extras = pool.vdevs.iter().filter(|vdev| !vdev.role.is_empty());
    let told: Vec<String> = extras
        .map(|vdev| {
            let disks = vdev.members.iter().flat_map(|member| &member.disks);
            let disks: Vec<&str> = disks.map(|disk| disk.shown.as_str()).collect();
            format!("{} {}", vdev.role, disks.join(", "))
        })
        .collect();
    (!told.is_empty()).then(|| format!("it has more than its data disks, which is left alone: {}", told.join("; ")))
}
