//! What `zfs get` and `zfs list` print, as values.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use crate::host::Output;
use crate::names::DatasetName;

/// A property's value and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The value as `-p` prints it: sizes in bytes.
    pub text: String,
    /// `-`, `default`, `local`, `received`, `temporary` or `inherited from DATASET`.
    pub source: String,
}

impl Value {
    /// Returns the value as those below `giver` have it.
    pub(super) fn passed_on_by(self, giver: &DatasetName) -> Self {
        let is_own = matches!(self.source.as_str(), "local" | "received" | "temporary");
        let source = if is_own { format!("inherited from {giver}") } else { self.source };
        Self { source, ..self }
    }
}

/// What one `zfs get` told about many datasets.
#[derive(Debug, Default)]
pub struct Reading {
    found: BTreeMap<DatasetName, BTreeMap<String, Value>>,
    missing: BTreeSet<DatasetName>,
    complaint: Option<String>,
}

impl Reading {
    /// Adds what another answer told.
    pub(super) fn join(&mut self, other: Self) {
        self.found.extend(other.found);
        self.missing.extend(other.missing);
        let complaints: Vec<String> = [self.complaint.take(), other.complaint].into_iter().flatten().collect();
        self.complaint = (!complaints.is_empty()).then(|| complaints.join("; "));
    }

    /// Holds what was read of a dataset against what `zfs get -H -o property,value all` showed just before: what changed in
    /// between is not known.
    pub(super) fn hold_against(&mut self, name: &DatasetName, shown: &str) {
        let Some(properties) = self.found.get(name) else { return };
        let Some((property, before)) = disagreement(shown, properties) else { return };
        let now = &properties[property].text;
        let text =
            format!("'{name}' changed while it was looked at ({property} was {before}, and is {now}); run again");
        self.found.remove(name);
        self.join(Self { complaint: Some(text), ..Self::default() });
    }

    /// Returns a dataset's properties, `None` if it does not exist; an error if `zfs get` told neither.
    pub fn of(&self, name: &DatasetName) -> Result<Option<&BTreeMap<String, Value>>> {
        if let Some(properties) = self.found.get(name) {
            return Ok(Some(properties));
        }
        if self.missing.contains(name) {
            return Ok(None);
        }
        let complaint = self.complaint.as_deref().unwrap_or("it printed nothing about it");
        // Of many sentences the one about this dataset is enough.
        let quoted = format!("'{name}'");
        let own = complaint.split("; ").find(|sentence| sentence.contains(&quoted)).unwrap_or(complaint);
        bail!("`zfs get` could not tell whether {name} exists: {own}")
    }
}

/// Parses the answer of `zfs get -Hp -o name,property,value,source all NAME...`.
///
/// With several names, those that exist are printed and the others are named on standard error, exit 1 (OpenZFS 2.3.9):
/// `cannot open 'tank/nope': dataset does not exist`. Any other complaint means that its dataset is unknown, not absent.
pub fn parse_get(output: &Output, asked: &BTreeSet<DatasetName>) -> Reading {
    let mut reading = Reading::default();
    let names: BTreeMap<&str, &DatasetName> = asked.iter().map(|name| (name.as_str(), name)).collect();
    for record in records(&output.stdout_text(), &names) {
        let Some((name, rest)) = record.split_once('\t') else {
            continue;
        };
        let Some((property, rest)) = rest.split_once('\t') else {
            continue;
        };
        let Some((text, source)) = rest.rsplit_once('\t') else {
            continue;
        };
        let Some(name) = names.get(name) else {
            continue;
        };
        let value = Value { text: text.to_owned(), source: source.to_owned() };
        // Hundreds of lines are about one dataset: its name is copied once.
        match reading.found.get_mut(*name) {
            Some(properties) => drop(properties.insert(property.to_owned(), value)),
            None => {
                reading.found.insert((*name).clone(), BTreeMap::from([(property.to_owned(), value)]));
            }
        }
    }
    let mut complaints = Vec::new();
    for line in output.stderr_text().lines().filter(|line| !line.trim().is_empty()) {
        let missing =
            line.strip_prefix("cannot open '").and_then(|rest| rest.strip_suffix("': dataset does not exist"));
        match missing.and_then(|name| name.parse::<DatasetName>().ok()) {
            Some(name) if asked.contains(&name) => drop(reading.missing.insert(name)),
            _ => complaints.push(line.to_owned()),
        }
    }
    if !complaints.is_empty() {
        reading.complaint = Some(format!("{} ({})", complaints.join("; "), output.ending()));
    }
    reading
}

/// Returns a property, and its value, that is another by `-p`. Numbers are: they are rounded without it.
fn disagreement<'a>(shown: &'a str, exact: &BTreeMap<String, Value>) -> Option<(&'a str, &'a str)> {
    // A value with line breaks could look like other properties.
    if exact.values().any(|value| value.text.contains('\n')) {
        return None;
    }
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    shown.lines().filter_map(|line| line.split_once('\t')).find(|(property, shown)| {
        exact.get(*property).is_some_and(|value| value.text != *shown && !is_number(&value.text))
    })
}

/// Splits into records: a user property's value may hold line breaks, so a record begins where a line begins with an
/// asked name and a tab.
fn records(text: &str, asked: &BTreeMap<&str, &DatasetName>) -> Vec<String> {
    let begins =
        |line: &str| line.split_once('\t').is_some_and(|(name, rest)| rest.contains('\t') && asked.contains_key(name));
    let mut records: Vec<String> = Vec::new();
    for line in text.split('\n') {
        match (begins(line), records.last_mut()) {
            (true, _) => records.push(line.to_owned()),
            (false, Some(last)) => {
                last.push('\n');
                last.push_str(line);
            }
            (false, None) => {}
        }
    }
    if let Some(last) = records.last_mut()
        && last.ends_with('\n')
    {
        last.pop();
    }
    records
}

/// Something at or below a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    /// Its full name.
    pub name: String,
    /// `filesystem`, `volume`, `snapshot` or `bookmark`.
    pub kind: String,
    /// The bytes it uses.
    pub used: Option<u64>,
}

impl Below {
    /// Returns whether it is a snapshot or bookmark of the dataset rather than a dataset.
    pub fn is_snapshot(&self) -> bool {
        self.kind == "snapshot" || self.kind == "bookmark"
    }
}

/// Parses the answer of `zfs list -Hp -o name,type,used -r DATASET`, without the dataset itself.
pub fn parse_below(text: &str, dataset: &DatasetName) -> Result<Vec<Below>> {
    let parse = |line: &str| -> Result<Below> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, kind, used] = columns[..] else {
            bail!("`zfs list` printed a line of {} columns where 3 are meant: {line:?}", columns.len());
        };
        let used = match used {
            "-" => None,
            bytes => Some(bytes.parse().with_context(|| format!("`zfs list` printed {bytes:?} as used bytes"))?),
        };
        Ok(Below { name: name.to_owned(), kind: kind.to_owned(), used })
    };
    let all: Result<Vec<Below>> = text.lines().map(parse).collect();
    Ok(all?.into_iter().filter(|entry| entry.name != dataset.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(names: &[&str]) -> BTreeSet<DatasetName> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn output(stdout: &str, stderr: &str, status: i32) -> Output {
        Output { status: Some(status), stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn found_missing_and_unknown_are_three_things() {
        let stdout = "tank/a\tcompression\tlz4\tlocal\n";
        let stderr =
            "cannot open 'tank/b': dataset does not exist\ncannot open 'sick/c': pool I/O is currently suspended\n";
        let names = asked(&["tank/a", "tank/b", "sick/c"]);
        let reading = parse_get(&output(stdout, stderr, 1), &names);
        let of = |name: &str| reading.of(&name.parse().unwrap());
        assert_eq!(of("tank/a").unwrap().unwrap()["compression"].text, "lz4");
        assert!(of("tank/b").unwrap().is_none());
        assert!(of("sick/c").unwrap_err().to_string().contains("suspended"));
    }

    #[test]
    fn a_missing_zfs_module_is_unknown_and_not_absent() {
        let stderr =
            "The ZFS modules cannot be auto-loaded.\nTry running 'modprobe zfs' as root to manually load them.\n";
        let reading = parse_get(&output("", stderr, 1), &asked(&["tank/a"]));
        assert!(reading.of(&"tank/a".parse().unwrap()).is_err());
    }

    #[test]
    fn values_hold_tabs_and_line_breaks() {
        let stdout = "tank/a\tcom.x:y\tone\ntwo\tthree\ntank\n\tlocal\ntank/a\tatime\ton\tdefault\n";
        let reading = parse_get(&output(stdout, "", 0), &asked(&["tank/a", "tank"]));
        let properties = reading.of(&"tank/a".parse().unwrap()).unwrap().unwrap();
        assert_eq!(properties["com.x:y"].text, "one\ntwo\tthree\ntank\n");
        assert_eq!(properties["atime"].source, "default");
    }

    #[test]
    fn what_changed_between_two_looks_is_not_known() {
        let name: DatasetName = "tank/a".parse().unwrap();
        let exact = "tank/a\tcompression\tzstd\tlocal\ntank/a\tquota\t1649267441664\tlocal\n";
        let reading = |shown: &str| {
            let mut reading = parse_get(&output(exact, "", 0), &asked(&["tank/a"]));
            reading.hold_against(&name, shown);
            reading.of(&name).map(|found| found.is_some()).map_err(|error| error.to_string())
        };
        assert_eq!(reading("compression\tzstd\nquota\t1.50T\n"), Ok(true));
        assert!(reading("compression\tlz4\nquota\t1.50T\n").unwrap_err().contains("compression was lz4, and is zstd"));
    }

    #[test]
    fn surplus_columns_of_a_list_are_refused() {
        let dataset = "tank/a".parse().unwrap();
        assert!(parse_below("tank/a\tfilesystem\t1\textra\n", &dataset).is_err());
        let below = parse_below("tank/a\tfilesystem\t98304\ntank/a@s\tsnapshot\t0\n", &dataset).unwrap();
        assert_eq!(below.len(), 1);
        assert!(below[0].is_snapshot());
    }
}
