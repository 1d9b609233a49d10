//! What a property reads, and where the value comes from.

use super::properties::{self, B, F, Property, S, Shown, TABLE, Takes, V, bit};
use super::values::{self, Seconds};
use super::{Dataset, Kind, Snapshot, Version, Zfs, names, space};

/// A property's value in the spelling of `zfs get -p`, and its source as `zfs get` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) property: String,
    pub(crate) value: String,
    pub(crate) source: String,
}

impl Reading {
    /// What the word `name` reads, where it stands among properties.
    pub(crate) fn of_name(name: &str) -> Self {
        reading("name", name, "-")
    }
}

/// A filesystem, volume, snapshot or bookmark, found by its name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'a> {
    Dataset(&'a Dataset),
    Snapshot(&'a Dataset, &'a Snapshot),
    Bookmark(&'a Snapshot),
}

impl Found<'_> {
    /// Returns its type, as `zfs list -t` names it.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Dataset(dataset) if dataset.kind == Kind::Volume => "volume",
            Self::Dataset(_) => "filesystem",
            Self::Snapshot(..) => "snapshot",
            Self::Bookmark(_) => "bookmark",
        }
    }

    fn has(&self, row: &Property, version: Version) -> bool {
        match self {
            Self::Dataset(dataset) => row.applies_to(dataset.kind, version),
            // A snapshot has what snapshots and its dataset's kind have.
            Self::Snapshot(dataset, _) => {
                let own = row.applies & (F | V) == 0 || row.applies & bit(dataset.kind) != 0;
                row.applies_to_bit(S, version) && own
            }
            Self::Bookmark(_) => row.applies_to_bit(B, version),
        }
    }
}

fn reading(property: &str, value: impl Into<String>, source: impl Into<String>) -> Reading {
    Reading { property: property.to_owned(), value: value.into(), source: source.into() }
}

impl Zfs {
    /// Returns a filesystem, volume, snapshot or bookmark.
    pub(crate) fn find(&self, name: &str) -> Option<Found<'_>> {
        if let Some((dataset, bookmark)) = name.split_once('#') {
            return self.datasets.get(dataset)?.bookmarks.get(bookmark).map(Found::Bookmark);
        }
        let Some((dataset, snapshot)) = name.split_once('@') else {
            return self.datasets.get(name).map(Found::Dataset);
        };
        let dataset = self.datasets.get(dataset)?;
        dataset.snapshots.get(snapshot).map(|snapshot| Found::Snapshot(dataset, snapshot))
    }

    /// Returns one property by its name or alias; what does not apply, or is not set, reads `-`.
    pub(crate) fn read(&self, name: &str, property: &str) -> Option<Reading> {
        let found = self.find(name)?;
        let Some(row) = properties::find(property, self.version) else {
            return Some(self.read_unlisted(name, property));
        };
        let unset = || reading(row.name, "-", "-");
        if !found.has(row, self.version) {
            return Some(unset());
        }
        Some(self.read_row(name, &found, row).unwrap_or_else(unset))
    }

    /// Returns everything that `zfs get all` prints, user properties last.
    pub(crate) fn read_all(&self, name: &str) -> Vec<Reading> {
        let Some(found) = self.find(name) else {
            return Vec::new();
        };
        let rows = TABLE.iter().filter(|row| row.is_known_to(self.version) && found.has(row, self.version));
        let mut readings: Vec<Reading> = rows.filter_map(|row| self.read_row(name, &found, row)).collect();
        for property in self.user_properties(name) {
            readings.push(self.read_unlisted(name, &property));
        }
        readings
    }

    /// Returns the names of the user properties that a dataset or snapshot has, sorted.
    fn user_properties(&self, name: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        if let Some(Found::Snapshot(_, snapshot)) = self.find(name) {
            all.extend(snapshot.properties.keys().filter(|property| property.contains(':')).cloned());
        }
        let mut above = (!name.contains('#')).then(|| dataset_of(name));
        while let Some(ancestor) = above {
            let set = self.datasets.get(ancestor).into_iter().flat_map(|dataset| dataset.properties.keys());
            all.extend(set.filter(|property| property.contains(':')).cloned());
            above = names::parent(ancestor);
        }
        all.sort();
        all.dedup();
        all
    }

    fn read_unlisted(&self, name: &str, property: &str) -> Reading {
        if property == properties::SALT {
            let is_root = self.encryption_root(name) == Some(name);
            let salt = if is_root { names::number(&format!("salt of {name}")).to_string() } else { "-".to_owned() };
            return reading(property, salt, "-");
        }
        if properties::is_quota_of_somebody(property) {
            let Some(kept) = properties::quota_of_somebody(property) else {
                return reading(property, "-", "-");
            };
            let set = self.datasets.get(name).and_then(|dataset| dataset.properties.get(&kept));
            return reading(property, set.map_or("0", String::as_str), "local");
        }
        if let Some(Found::Snapshot(_, snapshot)) = self.find(name)
            && let Some(value) = snapshot.properties.get(property)
        {
            return reading(property, value, "local");
        }
        self.inherited(name, property).unwrap_or_else(|| reading(property, "-", "-"))
    }

    /// Returns a value set on a dataset or the nearest above it.
    fn inherited(&self, name: &str, property: &str) -> Option<Reading> {
        let mut above = Some(dataset_of(name));
        while let Some(ancestor) = above {
            if let Some(dataset) = self.datasets.get(ancestor) {
                let from = |own: &str| {
                    if ancestor == name { own.to_owned() } else { format!("inherited from {ancestor}") }
                };
                if let Some(value) = dataset.properties.get(property) {
                    return Some(reading(property, value, from("local")));
                }
                if let Some(value) = dataset.received.get(property).filter(|_| !dataset.set_aside.contains(property)) {
                    return Some(reading(property, value, from("received")));
                }
            }
            above = names::parent(ancestor);
        }
        None
    }

    /// Returns a property of the table; `None` for one that this dataset has no value for, so that `all` leaves it out.
    fn read_row(&self, name: &str, found: &Found<'_>, row: &Property) -> Option<Reading> {
        if let Takes::Statistic(_) = row.takes {
            let value = self.statistic(name, found, row.name)?;
            let source = match (row.default, value.as_str()) {
                ("none", "none") => "default",
                ("none", _) => "local",
                _ => "-",
            };
            return Some(reading(row.name, value, source));
        }
        if let Found::Dataset(dataset) = found
            && let Some(value) = dataset.temporary.get(row.name)
        {
            return Some(reading(row.name, value, "temporary"));
        }
        if row.name == "readonly" && self.pool_of(name).is_some_and(|pool| pool.read_only) {
            return Some(reading(row.name, "on", "temporary"));
        }
        Some(match row.name {
            "mountpoint" => self.read_mountpoint(name),
            "volsize" => self.read_volsize(name, found)?,
            "version" => {
                let made = self.datasets.get(name).and_then(|dataset| dataset.properties.get("version"));
                reading(row.name, made.map_or("5", String::as_str), "-")
            }
            _ if row.is_default_quota() => self.read_default_quota(name, row),
            _ if matches!(row.takes, Takes::OnceWord(_) | Takes::OnceSize) => Self::read_once(found, row),
            _ => self.read_settable(name, row),
        })
    }

    fn read_settable(&self, name: &str, row: &Property) -> Reading {
        let is_own = |found: &Reading| row.passes_down || !found.source.starts_with("inherited");
        let set = self.inherited(name, row.name).filter(is_own);
        set.unwrap_or_else(|| reading(row.name, row.default_in(self.version), "default"))
    }

    fn read_mountpoint(&self, name: &str) -> Reading {
        let mountpoint = self.mountpoint(name);
        let source = match mountpoint.set_on {
            None => "default".to_owned(),
            Some(set_on) if set_on == name => "local".to_owned(),
            Some(set_on) => format!("inherited from {set_on}"),
        };
        reading("mountpoint", mountpoint.value, source)
    }

    fn read_volsize(&self, name: &str, found: &Found<'_>) -> Option<Reading> {
        match found {
            Found::Snapshot(dataset, snapshot) => {
                let then = snapshot.properties.get("volsize").or_else(|| dataset.properties.get("volsize"))?;
                Some(reading("volsize", then, "local"))
            }
            _ => self.inherited(name, "volsize").filter(|reading| reading.source == "local"),
        }
    }

    /// Reads what is decided at creation: encryption and its like read `default` while they are off, a volume's block
    /// size while it is the default; the rest has no source.
    fn read_once(found: &Found<'_>, row: &Property) -> Reading {
        let own = match found {
            Found::Dataset(dataset) | Found::Snapshot(dataset, _) => dataset.created_with.get(row.name),
            Found::Bookmark(_) => None,
        };
        let value = own.map_or(row.default, String::as_str);
        let says_default = ["volblocksize", "encryption", "keyformat", "pbkdf2iters"].contains(&row.name);
        let source = if says_default && value == row.default { "default" } else { "-" };
        reading(row.name, value, source)
    }

    fn read_default_quota(&self, name: &str, row: &Property) -> Reading {
        let set = self.datasets.get(name).and_then(|dataset| dataset.properties.get(row.name));
        reading(row.name, set.map_or("0", String::as_str), "-")
    }

    fn statistic(&self, name: &str, found: &Found<'_>, property: &str) -> Option<String> {
        match found {
            Found::Dataset(dataset) => self.dataset_statistic(name, dataset, property),
            Found::Snapshot(_, snapshot) | Found::Bookmark(snapshot) => {
                self.snapshot_statistic(name, found.type_name(), snapshot, property)
            }
        }
    }

    fn dataset_statistic(&self, name: &str, dataset: &Dataset, property: &str) -> Option<String> {
        let number = match property {
            "creation" => dataset.creation,
            "used" => self.used(name),
            "available" => self.available(name),
            "referenced" => self.referenced(name),
            "logicalreferenced" => space::logical(self.referenced(name)),
            "createtxg" => dataset.createtxg,
            "guid" => dataset.guid,
            "usedbysnapshots" => dataset.used_by_snapshots(),
            "usedbydataset" => dataset.data,
            "usedbychildren" => self.used_by_children(name),
            "usedbyrefreservation" => dataset.kept_free(),
            // Object sets are numbered as they are made.
            "objsetid" => 53 + dataset.createtxg,
            "written" => {
                if dataset.snapshots.is_empty() {
                    dataset.data
                } else {
                    0
                }
            }
            "logicalused" => space::logical(self.used(name).saturating_sub(self.kept_free_below(name))),
            "snapshots_changed" => dataset.snapshots_changed?,
            _ => return self.dataset_word(name, dataset, property),
        };
        Some(number.to_string())
    }

    fn dataset_word(&self, name: &str, dataset: &Dataset, property: &str) -> Option<String> {
        Some(match property {
            "type" if dataset.kind == Kind::Volume => "volume".to_owned(),
            "type" => "filesystem".to_owned(),
            "compressratio" | "refcompressratio" => "1.00".to_owned(),
            "mounted" => {
                let is_mounted = self.is_mounted(name) || dataset.mounted_by_hand.is_some();
                if is_mounted { "yes" } else { "no" }.to_owned()
            }
            "origin" => dataset.origin.clone()?,
            "filesystem_count" | "snapshot_count" if !dataset.counted => "none".to_owned(),
            "filesystem_count" => (self.tree(name).count() - 1).to_string(),
            "snapshot_count" => self.tree(name).map(|(_, dataset)| dataset.snapshots.len()).sum::<usize>().to_string(),
            "encryptionroot" => self.encryption_root(name)?.to_owned(),
            "keystatus" if self.encryption_root(name).is_some() => {
                if self.is_locked(name) { "unavailable" } else { "available" }.to_owned()
            }
            _ => return None,
        })
    }

    fn snapshot_statistic(&self, name: &str, kind: &str, snapshot: &Snapshot, property: &str) -> Option<String> {
        Some(match property {
            "type" => kind.to_owned(),
            "creation" => snapshot.creation.to_string(),
            "used" => snapshot.used.to_string(),
            "referenced" | "written" => snapshot.referenced.to_string(),
            "logicalreferenced" => space::logical(snapshot.referenced).to_string(),
            "compressratio" | "refcompressratio" => "1.00".to_owned(),
            "createtxg" => snapshot.createtxg.to_string(),
            "guid" => snapshot.guid.to_string(),
            "defer_destroy" => if snapshot.deferred { "on" } else { "off" }.to_owned(),
            "userrefs" => snapshot.holds.len().to_string(),
            "objsetid" => (53 + snapshot.createtxg).to_string(),
            "clones" => Some(self.clones(name).collect::<Vec<_>>().join(",")).filter(|list| !list.is_empty())?,
            _ => return None,
        })
    }
}

fn dataset_of(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// Shows a value as `zfs get` does without `-p`.
pub(crate) fn shown(property: &str, value: &str, version: Version) -> String {
    let Ok(number) = value.parse::<u64>() else {
        let is_ratio = property.ends_with("ratio") && value != "-";
        return if is_ratio { format!("{value}x") } else { value.to_owned() };
    };
    let takes = match properties::find(property, version) {
        Some(row) => row.takes,
        None if properties::is_quota_of_somebody(property) => Takes::Limit,
        None => return value.to_owned(),
    };
    match takes {
        // OpenZFS 2.3.9 shows `written 0`, but `used 0B`.
        Takes::Statistic(Shown::Bytes) if property == "written" && number == 0 => "0".to_owned(),
        Takes::Statistic(Shown::Bytes) => values::nice_bytes(number),
        Takes::Statistic(Shown::Date) => values::date(number, Seconds::Left),
        Takes::Statistic(Shown::DateWithSeconds) => values::date(number, Seconds::Shown),
        Takes::Limit if number == 0 && property.starts_with("default") => "0".to_owned(),
        Takes::Limit if number == 0 => "none".to_owned(),
        Takes::Limit => values::nice_bytes(number),
        Takes::Size | Takes::Count | Takes::BlockSize | Takes::OnceSize => values::nice_number(number),
        _ => value.to_owned(),
    }
}
