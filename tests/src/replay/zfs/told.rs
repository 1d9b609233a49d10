//! What a recorded command tells of the host that it ran on: what is there, what is not, what properties read.

use super::super::Record;
use super::line::{Line, line};
use crate::options::Options;
use crate::zfs::names;

/// One value that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) property: String,
    pub(super) value: String,
    /// Where the value comes from; empty if it was not asked for.
    pub(super) source: String,
    /// Whether numbers are exact (`-p`).
    pub(super) is_exact: bool,
}

/// What a record tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Datasets, snapshots, bookmarks that are there before the command.
    pub(super) there: Vec<String>,
    /// Those that are not.
    pub(super) missing: Vec<String>,
    /// Those that the command makes.
    pub(super) made: Vec<String>,
    /// Those that it makes unless they are there (`zfs create -p`).
    pub(super) perhaps_made: Vec<String>,
    /// What `zfs get` and `zfs list` read.
    pub(super) readings: Vec<Reading>,
    /// What the command changes: dataset and property; below it too if the third says so.
    pub(super) touched: Vec<(String, String, bool)>,
    /// What it renames: the old name, the new one.
    pub(super) renamed: Option<(String, String)>,
}

/// The columns of `zfs get`, `zfs list`, `zpool get` or `zpool list`, and the rows that it printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    /// The properties that were asked for, of a `get`; empty for all.
    pub(super) properties: Vec<String>,
    pub(super) operands: Vec<String>,
    pub(super) is_scripted: bool,
    pub(super) is_exact: bool,
    pub(super) is_get: bool,
}

const GET: &str = "name,property,value,source";
const ZFS_LIST: &str = "name,used,available,referenced,mountpoint";
const ZPOOL_LIST: &str =
    "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity,dedupratio,health,altroot";

/// Returns how the output of a command is laid out, if it is a table.
pub(super) fn table(words: &[String]) -> Option<Table> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (letters, usual) = match words.as_slice() {
        ["zfs", "get", ..] => ("Hprd:o:s:t:", GET),
        ["zpool", "get", ..] => ("Hpo:", GET),
        ["zfs", "list", ..] => ("Hprd:o:s:S:t:", ZFS_LIST),
        ["zpool", "list", ..] => ("gHLpPvo:T:", ZPOOL_LIST),
        _ => return None,
    };
    let options = Options::parse(&words[2..], letters).ok()?;
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let is_get = words[1] == "get";
    let columns = match options.value('o') {
        Some("all") if is_get && words[0] == "zfs" => list("name,property,value,received,source"),
        Some("all") if is_get => list(GET),
        given => list(given.unwrap_or(usual)),
    };
    let mut operands: Vec<String> = options.operands.iter().map(|word| (*word).to_owned()).collect();
    let properties = match is_get && !operands.is_empty() {
        true => Some(operands.remove(0)).filter(|word| word != "all").map(|word| list(&word)).unwrap_or_default(),
        false => Vec::new(),
    };
    let (is_scripted, is_exact) = (options.has('H'), options.has('p'));
    Some(Table { columns, properties, operands, is_scripted, is_exact, is_get })
}

impl Table {
    /// Splits a printed line into its cells.
    pub(super) fn cells<'a>(&self, line: &'a str) -> Vec<&'a str> {
        match self.is_scripted {
            true => line.split('\t').collect(),
            false => line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect(),
        }
    }

    /// Returns the property that a cell of a row shows; a title has none.
    pub(super) fn property(&self, cells: &[&str], row: usize, cell: usize) -> Option<String> {
        // The parts of a pool (`zpool list -v`) stand behind a tab.
        let shift = usize::from(cells.first() == Some(&"") && !self.is_get);
        let column = self.columns.get(cell.checked_sub(shift)?)?;
        if !self.is_get {
            return Some(column.clone());
        }
        if column != "value" {
            return None;
        }
        match self.columns.iter().position(|column| column == "property") {
            Some(position) => cells.get(position).map(|name| (*name).to_owned()),
            None => self.properties.get(row % self.properties.len().max(1)).cloned(),
        }
    }

    fn readings(&self, stdout: &str) -> Vec<Reading> {
        let mut readings = Vec::new();
        let header = usize::from(!self.is_scripted);
        for (row, text) in stdout.lines().skip(header).enumerate() {
            let cells = self.cells(text);
            if cells.len() != self.columns.len() {
                continue;
            }
            let column =
                |wanted: &str| self.columns.iter().position(|column| column == wanted).map(|index| cells[index]);
            let name = column("name").or_else(|| (self.operands.len() == 1).then(|| self.operands[0].as_str()));
            let Some(name) = name else { continue };
            for cell in 0..cells.len() {
                let Some(property) = self.property(&cells, row, cell) else { continue };
                let (name, value) = (name.to_owned(), cells[cell].to_owned());
                let source = if self.is_get { column("source").unwrap_or_default() } else { "" }.to_owned();
                readings.push(Reading { name, property, value, source, is_exact: self.is_exact });
            }
        }
        readings
    }
}

/// Returns what `zfs get`, `zfs list`, `zpool get` or `zpool list` read.
pub(super) fn readings(words: &[String], stdout: &str) -> Vec<Reading> {
    table(words).map(|table| table.readings(stdout)).unwrap_or_default()
}

/// Returns what a record tells.
pub(super) fn told(record: &Record) -> Told {
    let mut told = Told::default();
    let words = match line(&record.command) {
        Line::Command { words, .. } => words,
        Line::Several => return told_of_several(record),
        Line::Apart(_) => return told,
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["zfs", "get" | "list", ..] => looked(record, &mut told),
        ["zfs", verb, rest @ ..] => changed(record, verb, rest, &mut told),
        _ => {}
    }
    told
}

/// Of several commands it is known what is there, and what the last of them says.
fn told_of_several(record: &Record) -> Told {
    let simple = record.command.split([';', '&', '|']).map(str::trim).filter(|part| part.starts_with("zfs "));
    let mut all = Told::default();
    for part in simple {
        let told = told(&Record { command: part.to_owned(), ..record.clone() });
        all.there.extend(told.there);
        all.missing.extend(told.missing);
        all.made.extend(told.made);
        all.touched.extend(told.touched);
    }
    all
}

fn looked(record: &Record, told: &mut Told) {
    let Line::Command { words, .. } = line(&record.command) else { return };
    told.readings = readings(&words, &record.stdout);
    let named = told.readings.iter().map(|reading| reading.name.clone()).filter(|name| !name.starts_with('/'));
    told.there.extend(named);
    told.missing.extend(complained(&record.stderr, "cannot open '", "': dataset does not exist"));
}

/// Returns the names in the lines of a text that begin and end so.
fn complained<'a>(text: &'a str, begin: &'a str, end: &'a str) -> impl Iterator<Item = String> + 'a {
    text.lines().filter_map(move |line| Some(line.strip_prefix(begin)?.strip_suffix(end)?.to_owned()))
}

fn changed(record: &Record, verb: &str, rest: &[&str], told: &mut Told) {
    let letters = match verb {
        "create" => "PnpsuvV:b:o:",
        "destroy" => "fnpRrvd",
        "snapshot" | "snap" => "ro:",
        "clone" => "po:",
        "rename" => "fpru",
        "inherit" => "rS",
        "set" => "u",
        "mount" | "unmount" | "umount" => "fualRvOo:",
        _ => "",
    };
    let Ok(options) = Options::parse(rest, letters) else { return };
    let operands: Vec<String> = options.operands.iter().map(|word| (*word).to_owned()).collect();
    let (stderr, is_fine) = (record.stderr.as_str(), record.exit == 0);
    told.missing.extend(complained(stderr, "cannot open '", "': dataset does not exist"));
    let is_missing = |name: &String| told.missing.contains(name);
    match (verb, operands.as_slice()) {
        ("set", _) => {
            let (pairs, names): (Vec<String>, Vec<String>) = operands.into_iter().partition(|word| word.contains('='));
            for name in names {
                let is_told = is_fine || stderr.contains(&format!("for '{name}'"));
                if is_told && !is_missing(&name) {
                    told.there.push(name.clone());
                }
                let properties = pairs.iter().filter_map(|pair| pair.split_once('='));
                // One property that is refused stays as it was.
                let touched = properties.filter(|_| is_fine || pairs.len() > 1);
                told.touched.extend(touched.flat_map(|(property, value)| touches(&name, property, value)));
            }
        }
        ("inherit", [property, names @ ..]) => {
            for name in names {
                if is_fine {
                    told.there.push(name.clone());
                }
                let touched = touches(name, property, "").into_iter();
                told.touched.extend(touched.map(|(name, property, _)| (name, property, options.has('r'))));
            }
        }
        ("create", [_]) if options.has('n') => {}
        ("create", [name]) => {
            if stderr.contains("already exists") {
                told.there.push(name.clone());
            } else if (is_fine && !options.has('p')) || stderr.contains("successfully created") {
                told.missing.push(name.clone());
                told.made.push(name.clone());
                told.there
                    .extend(name.rsplit_once('/').filter(|_| !options.has('p')).map(|(parent, _)| parent.to_owned()));
            } else if is_fine {
                told.made.push(name.clone());
                let ends = name.match_indices('/').skip(1).map(|(end, _)| name[..end].to_owned());
                told.perhaps_made.extend(ends);
            } else if stderr.contains("parent does not exist") || stderr.contains("no such pool") {
                told.missing.extend(name.rsplit_once('/').map(|(parent, _)| parent.to_owned()));
            } else if let Some((parent, _)) = name.rsplit_once('/').filter(|_| names::check_new(name).is_ok()) {
                told.there.push(parent.to_owned());
            }
        }
        ("destroy", [name]) => {
            let is_named = ["destroy '", "unmount '", "destroy snapshot "]
                .iter()
                .any(|deed| stderr.contains(&format!("cannot {deed}")));
            if is_fine || (is_named && !is_missing(name) && !stderr.contains("does not exist")) {
                told.there.push(name.clone());
            }
            let mut lines = stderr.lines();
            if lines.any(|line| line.ends_with("to destroy the following datasets:")) {
                told.there.extend(lines.map(str::to_owned));
            }
        }
        ("rename", [old, new]) => {
            if !is_missing(old) && (is_fine || stderr.contains("already exists")) {
                told.there.push(old.clone());
            }
            if stderr.contains("already exists") {
                told.there.push(new.clone());
            } else if is_fine {
                let dataset = old.split('@').next().unwrap_or_default();
                let new = if new.starts_with('@') { format!("{dataset}{new}") } else { new.clone() };
                told.renamed = Some((old.clone(), new));
                told.touched.push((old.clone(), "mounted".to_owned(), true));
            }
        }
        ("clone", [snapshot, name]) => {
            if !is_missing(snapshot) {
                told.there.push(snapshot.clone());
            }
            if stderr.contains("already exists") {
                told.there.push(name.clone());
            } else if is_fine {
                told.made.push(name.clone());
            }
        }
        ("snapshot" | "snap", names) => {
            for name in names {
                let list = if stderr.contains("already exists") { &mut told.there } else { &mut told.made };
                if is_fine || stderr.contains("already exists") {
                    list.push(name.clone());
                }
                let dataset = name.split('@').next().unwrap_or_default().to_owned();
                if is_fine {
                    told.there.push(dataset);
                }
            }
        }
        ("bookmark", [snapshot, bookmark]) if is_fine => {
            told.there.push(snapshot.clone());
            told.made.push(bookmark.clone());
        }
        ("mount" | "unmount" | "umount", [name]) if !name.starts_with('/') => {
            if is_fine || (stderr.contains("mount '") && !is_missing(name)) {
                told.there.push(name.clone());
            }
            told.touched.push((name.clone(), "mounted".to_owned(), false));
        }
        _ => {}
    }
}

/// A reservation that may have followed the size of its volume; none that was 0 did.
pub(super) const FOLLOWED: &str = "refreservation, if it follows volsize";

/// Returns what setting a property changes with it.
fn touches(name: &str, property: &str, value: &str) -> Vec<(String, String, bool)> {
    let also = match property {
        "volsize" => Some(FOLLOWED),
        "mountpoint" => Some("mounted"),
        // `on` and `noauto` neither mount nor unmount.
        "canmount" if value == "off" => Some("mounted"),
        _ => None,
    };
    let is_below = |property: &str| property == "mounted";
    let own = |property: &str| (name.to_owned(), property.to_owned(), is_below(property));
    std::iter::once(own(property)).chain(also.map(own)).collect()
}
