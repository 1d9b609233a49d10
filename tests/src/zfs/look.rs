//! `zfs get` and `zfs list`: they look, and change nothing.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::Path;

use super::properties;
use super::reading::{self, Reading};
use super::{Version, Zfs, names, usage};
use crate::options::Options;
use crate::table::{self, Align};
use crate::world::{Answer, World};

/// The types that `-t` can name, with their short names.
const TYPES: &[(&str, &str)] =
    &[("filesystem", "fs"), ("volume", "vol"), ("snapshot", "snap"), ("bookmark", "bookmark")];

/// Runs `zfs get`.
pub(super) fn get(world: &World, arguments: &[&str]) -> Answer {
    let zfs = &world.state.zfs;
    let misused = |complaint: &str| usage::misused("get", complaint, zfs.version);
    let options = match Options::parse(arguments, "Hprd:o:s:t:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint),
    };
    let Some((properties, operands)) = options.operands.split_first() else {
        return misused("missing property argument");
    };
    let wanted = match wanted_properties(properties, zfs.version) {
        Ok(wanted) => wanted,
        Err(complaint) => return misused(&complaint),
    };
    let types = match wanted_types(options.value('t'), &["filesystem", "volume", "snapshot", "bookmark"]) {
        Ok(types) => types,
        Err(complaint) => return misused(&complaint),
    };
    let fields = match fields(options.value('o')) {
        Ok(fields) => fields,
        Err(complaint) => return misused(&complaint),
    };
    let sources = match sources(options.value('s')) {
        Ok(sources) => sources,
        Err(complaint) => return misused(&complaint),
    };
    let depth = match depth(&options, &types) {
        Ok(depth) => depth,
        Err(complaint) => return misused(&complaint),
    };
    let (names, stderr) = select(world, operands, depth, &types);
    let mut rows = Vec::new();
    for name in &names {
        for reading in readings(zfs, name, wanted.as_deref()) {
            let kind = if reading.source == "-" { "none" } else { reading.source.split(' ').next().unwrap_or("none") };
            if sources.contains(&kind) {
                rows.push(fields.iter().map(|field| cell(zfs, name, &reading, field, options.has('p'))).collect());
            }
        }
    }
    let header: Vec<(String, Align)> = fields.iter().map(|field| (field.to_uppercase(), Align::Left(0))).collect();
    answer(&header, &rows, options.has('H'), stderr)
}

fn cell(zfs: &Zfs, name: &str, reading: &Reading, field: &str, exact: bool) -> String {
    match field {
        "name" => name.to_owned(),
        "property" => reading.property.clone(),
        "value" if exact => reading.value.clone(),
        "value" => reading::shown(&reading.property, &reading.value, zfs.version),
        "received" => {
            let received = zfs.datasets.get(name).and_then(|dataset| dataset.received.get(&reading.property));
            received.map_or("-", String::as_str).to_owned()
        }
        _ => reading.source.clone(),
    }
}

fn readings(zfs: &Zfs, name: &str, wanted: Option<&[String]>) -> Vec<Reading> {
    match wanted {
        None => zfs.read_all(name),
        Some(wanted) => wanted
            .iter()
            .filter_map(|property| match property.as_str() {
                "name" => Some(Reading::of_name(name)),
                _ => zfs.read(name, property),
            })
            .collect(),
    }
}

/// Runs `zfs list`.
pub(super) fn list(world: &World, arguments: &[&str]) -> Answer {
    let zfs = &world.state.zfs;
    let misused = |complaint: &str| usage::misused("list", complaint, zfs.version);
    let options = match Options::parse(arguments, "Hprd:o:s:S:t:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint),
    };
    let columns =
        match wanted_properties(options.value('o').unwrap_or("name,used,available,referenced,mountpoint"), zfs.version)
        {
            Ok(Some(columns)) => columns,
            Ok(None) => return misused("bad property list: invalid property 'all'"),
            Err(complaint) => return misused(&complaint),
        };
    let by_default: &[&str] = &["filesystem", "volume"];
    let mut types = match wanted_types(options.value('t'), by_default) {
        Ok(types) => types,
        Err(complaint) => return misused(&complaint),
    };
    if options.value('t').is_none() && options.operands.iter().any(|name| name.contains('@')) {
        types.push("snapshot");
    }
    if let Some(bad) = sorted_by(&options).find(|name| !is_known(name, zfs.version)) {
        return misused(&format!("invalid property '{bad}'"));
    }
    let depth = match depth(&options, &types) {
        Ok(depth) => depth,
        Err(complaint) => return misused(&complaint),
    };
    let (mut names, stderr) = select(world, &options.operands, depth, &types);
    sort(zfs, &mut names, &options);
    if names.is_empty() && stderr.is_empty() && !options.has('H') {
        return Answer { stderr: "no datasets available\n".to_owned(), ..Answer::default() };
    }
    let rows: Vec<Vec<String>> = names.iter().map(|name| row(zfs, name, &columns, options.has('p'))).collect();
    let header: Vec<(String, Align)> = columns.iter().map(|column| title(column, zfs.version)).collect();
    answer(&header, &rows, options.has('H'), stderr)
}

fn row(zfs: &Zfs, name: &str, columns: &[String], exact: bool) -> Vec<String> {
    let value = |property: &String| {
        let value = zfs.read(name, property).map_or("-".to_owned(), |reading| reading.value);
        if exact { value } else { reading::shown(property, &value, zfs.version) }
    };
    columns.iter().map(|column| if column == "name" { name.to_owned() } else { value(column) }).collect()
}

fn title(column: &str, version: Version) -> (String, Align) {
    match properties::find(column, version) {
        Some(row) if row.is_number() => (row.title(), Align::Right(5)),
        Some(row) => (row.title(), Align::Left(0)),
        None => (column.to_uppercase(), Align::Left(0)),
    }
}

/// Sorts by the properties of `-s` (rising) and `-S` (falling); a tie keeps the order of the names.
fn sort(zfs: &Zfs, names: &mut [String], options: &Options<'_>) {
    let key = |name: &String, property: &str| match property {
        "name" => name.clone(),
        _ => zfs.read(name, property).map(|reading| reading.value).unwrap_or_default(),
    };
    let compare = |left: &String, right: &String, property: &str| {
        let (left, right) = (key(left, property), key(right, property));
        match (left.parse::<u64>(), right.parse::<u64>()) {
            (Ok(left), Ok(right)) => left.cmp(&right),
            _ => left.cmp(&right),
        }
    };
    let rising: Vec<&str> = options.values('s').collect();
    let falling: Vec<&str> = options.values('S').collect();
    if rising.is_empty() && falling.is_empty() {
        return;
    }
    names.sort_by(|left, right| {
        let up = rising.iter().map(|property| compare(left, right, property));
        let down = falling.iter().map(|property| compare(right, left, property));
        up.chain(down).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
}

fn answer(header: &[(String, Align)], rows: &[Vec<String>], scripted: bool, stderr: String) -> Answer {
    let header: Vec<(&str, Align)> = header.iter().map(|(title, align)| (title.as_str(), *align)).collect();
    let stdout = match (scripted, rows.is_empty()) {
        (_, true) => String::new(),
        (true, _) => table::tabbed(rows),
        (false, _) => table::padded(&header, rows),
    };
    Answer { status: i32::from(!stderr.is_empty()), stdout, stderr }
}

/// Reads a list of properties; `None` means all. An unknown name spoils the whole list.
fn wanted_properties(list: &str, version: Version) -> Result<Option<Vec<String>>, String> {
    if list == "all" {
        return Ok(None);
    }
    let names = || list.split(',').flat_map(|name| if name == "space" { SPACE.to_vec() } else { vec![name] });
    match names().find(|name| !is_known(name, version)) {
        Some(bad) => Err(format!("bad property list: invalid property '{bad}'")),
        None => Ok(Some(names().map(|name| own_name(name, version)).collect())),
    }
}

/// What the word `space` stands for.
const SPACE: &[&str] =
    &["name", "available", "used", "usedbysnapshots", "usedbydataset", "usedbyrefreservation", "usedbychildren"];

fn is_known(name: &str, version: Version) -> bool {
    name == "name"
        || name == properties::SALT
        || properties::find(name, version).is_some()
        || properties::is_user_property(name)
        || properties::is_quota_of_somebody(name)
}

fn sorted_by<'a>(options: &Options<'a>) -> impl Iterator<Item = &'a str> {
    options.values('s').chain(options.values('S'))
}

fn own_name(name: &str, version: Version) -> String {
    properties::find(name, version).map_or(name, |row| row.name).to_owned()
}

fn wanted_types(list: Option<&str>, by_default: &[&'static str]) -> Result<Vec<&'static str>, String> {
    let Some(list) = list else {
        return Ok(by_default.to_vec());
    };
    let mut types = Vec::new();
    for word in list.split(',') {
        let named = TYPES.iter().filter(|(name, short)| word == "all" || *name == word || *short == word);
        let count = types.len();
        types.extend(named.map(|(name, _)| *name));
        if types.len() == count {
            return Err(format!("invalid type '{word}'"));
        }
    }
    Ok(types)
}

fn fields(list: Option<&str>) -> Result<Vec<&str>, String> {
    let known = ["name", "property", "value", "received", "source"];
    match list {
        None => Ok(vec!["name", "property", "value", "source"]),
        Some("all") => Ok(known.to_vec()),
        Some(list) => match list.split(',').find(|field| !known.contains(field)) {
            Some(bad) => Err(format!("invalid column name '{bad}'")),
            None => Ok(list.split(',').collect()),
        },
    }
}

fn sources(list: Option<&str>) -> Result<Vec<&str>, String> {
    let known = ["local", "default", "inherited", "received", "temporary", "none"];
    match list {
        None => Ok(known.to_vec()),
        Some(list) => match list.split(',').find(|source| !known.contains(source)) {
            Some(bad) => Err(format!("invalid source '{bad}'")),
            None => Ok(list.split(',').collect()),
        },
    }
}

/// Returns how many levels below what was named are shown too: what snapshots a dataset has is asked by its name alone.
/// `None` if nobody asks for what is below.
fn depth(options: &Options<'_>, types: &[&str]) -> Result<Option<usize>, String> {
    let Some(depth) = options.value('d') else {
        let of_one = matches!(types, ["snapshot"] | ["bookmark"]).then_some(1);
        return Ok(if options.has('r') { Some(usize::MAX) } else { of_one });
    };
    let depth: i64 = depth.parse().map_err(|_| format!("{depth} is not an integer"))?;
    depth.try_into().map(Some).map_err(|_| "Depth can not be negative.".to_owned())
}

/// Returns what is meant by the operands, sorted, and the complaints about those that are not there.
fn select(world: &World, operands: &[&str], depth: Option<usize>, types: &[&str]) -> (Vec<String>, String) {
    let zfs = &world.state.zfs;
    let mut names = BTreeSet::new();
    let mut complaints = String::new();
    if operands.is_empty() {
        names.extend(zfs.pools.keys().flat_map(|pool| with_below(zfs, pool, usize::MAX, types)));
    }
    // Whoever asks for what lies below may name anything.
    let any: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
    for operand in operands {
        match (open(world, operand, if depth.is_some() { &any } else { types }), depth) {
            (Ok(name), None) => drop(names.insert(order(&name, zfs))),
            (Ok(name), Some(depth)) => names.extend(with_below(zfs, &name, depth, types)),
            (Err(complaint), _) => complaints.push_str(&(complaint + "\n")),
        }
    }
    (names.into_iter().map(|(_, _, name)| name).collect(), complaints)
}

/// What `zfs list` sorts by: the dataset's name, then nothing, its snapshots and its bookmarks by their age.
type Order = (String, u64, String);

fn order(name: &str, zfs: &Zfs) -> Order {
    let dataset = name.split(['@', '#']).next().unwrap_or(name);
    let age = match zfs.find(name) {
        Some(reading::Found::Snapshot(_, snapshot)) => snapshot.createtxg * 2,
        Some(reading::Found::Bookmark(bookmark)) => bookmark.createtxg * 2 + 1,
        _ => 0,
    };
    (dataset.to_owned(), age, name.to_owned())
}

fn with_below(zfs: &Zfs, top: &str, depth: usize, types: &[&str]) -> Vec<Order> {
    let levels = |name: &str| name[top.len()..].matches(['/', '@', '#']).count();
    let mut all: Vec<String> = Vec::new();
    all.extend(top.contains(['@', '#']).then(|| top.to_owned()));
    for (name, dataset) in zfs.tree(top) {
        all.push(name.clone());
        all.extend(dataset.snapshots.keys().map(|snapshot| format!("{name}@{snapshot}")));
        all.extend(dataset.bookmarks.keys().map(|bookmark| format!("{name}#{bookmark}")));
    }
    let is_wanted =
        |name: &String| levels(name) <= depth && zfs.find(name).is_some_and(|found| types.contains(&found.type_name()));
    all.iter().filter(|name| is_wanted(name)).map(|name| order(name, zfs)).collect()
}

/// Returns the dataset that an operand names, perhaps by its mountpoint.
fn open(world: &World, operand: &str, types: &[&str]) -> Result<String, String> {
    let zfs = &world.state.zfs;
    if operand.starts_with('/') {
        if !world.files.exists(Path::new(operand)) {
            return Err(format!("cannot open '{operand}': No such file or directory"));
        }
        let mounted = zfs.datasets.keys().find(|name| zfs.mounted_at(name).is_some_and(|at| at == Path::new(operand)));
        return mounted.cloned().ok_or_else(|| format!("'{operand}': not a ZFS filesystem"));
    }
    let cannot = |reason: &str| format!("cannot open '{operand}': {reason}");
    let delimiter = |kind, delimiter| if types.contains(&kind) { delimiter } else { "" };
    let delimiters = delimiter("snapshot", "@").to_owned() + delimiter("bookmark", "#");
    names::check(operand, &delimiters).map_err(|reason| cannot(&reason))?;
    if zfs.pool_of(operand).is_some_and(|pool| pool.health == "SUSPENDED") {
        return Err(cannot("pool I/O is currently suspended"));
    }
    let found = zfs.find(operand).ok_or_else(|| cannot("dataset does not exist"))?;
    if !types.contains(&found.type_name()) {
        return Err(cannot("operation not applicable to datasets of this type"));
    }
    Ok(operand.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::SimHost;

    fn host() -> SimHost {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/fs", &[("compression", "gzip-6")]);
        for line in ["zfs create -V 100M tank/vol", "zfs create tank/fs/child", "zfs snapshot tank/fs@s1"] {
            assert_eq!(host.type_in(line).stderr, "", "{line}");
        }
        host
    }

    #[test]
    fn a_missing_name_does_not_hide_those_that_are_there() {
        let answer = host().type_in("zfs get -Hp quota tank/fs tank/nope tank/vol");
        assert_eq!(answer.status, 1);
        assert_eq!(answer.stdout, "tank/fs\tquota\t0\tdefault\ntank/vol\tquota\t-\t-\n");
        assert_eq!(answer.stderr, "cannot open 'tank/nope': dataset does not exist\n");
    }

    #[test]
    fn one_unknown_property_hides_all_others() {
        let answer = host().type_in("zfs get -Hp compression,bogus tank/fs");
        assert_eq!((answer.status, answer.stdout.as_str()), (2, ""));
        assert!(answer.stderr.starts_with("bad property list: invalid property 'bogus'\n"));
    }

    #[test]
    fn what_is_inherited_names_where_from() {
        let answer = host().type_in("zfs get -H -o name,value,source -r compression tank");
        let lines: Vec<&str> = answer.stdout.lines().collect();
        let expected = [
            "tank\ton\tdefault",
            "tank/fs\tgzip\tlocal",
            "tank/fs@s1\t-\t-",
            "tank/fs/child\tgzip\tinherited from tank/fs",
            "tank/vol\ton\tdefault",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_volume_that_nobody_set_a_reservation_on_reads_a_local_one() {
        let answer = host().type_in("zfs get -Hp -s local -o property,value all tank/vol");
        assert_eq!(answer.stdout, "volsize\t104857600\nrefreservation\t108789760\n");
    }

    #[test]
    fn a_snapshot_has_its_own_few_properties() {
        let host = host();
        let count = |name: &str| host.type_in(&format!("zfs get -Hp all {name}")).stdout.lines().count();
        assert_eq!(
            (count("tank/fs@s1"), count("tank/fs/child"), count("tank/fs"), count("tank/vol")),
            (32, 75, 76, 46)
        );
    }

    #[test]
    fn a_list_is_for_people_or_for_programs() {
        let host = SimHost::blank().with_pool("tank");
        assert_eq!(host.type_in("zfs list -Hpo name,mountpoint").stdout, "tank\t/tank\n");
        let listed = host.type_in("zfs list").stdout;
        assert_eq!(listed, "NAME   USED  AVAIL  REFER  MOUNTPOINT\ntank   110K  1.76T    24K  /tank\n");
        assert_eq!(SimHost::blank().type_in("zfs list").stderr, "no datasets available\n");
        assert_eq!(SimHost::blank().type_in("zfs list -H").stderr, "");
    }

    #[test]
    fn depth_and_types_choose_what_is_listed() {
        let host = host();
        let names = |line: &str| host.type_in(line).stdout.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names("zfs list -Ho name -d1 tank"), ["tank", "tank/fs", "tank/vol"]);
        assert_eq!(names("zfs list -Ho name -t snap,vol"), ["tank/fs@s1", "tank/vol"]);
        assert_eq!(names("zfs list -Ho name -t all -r tank/fs"), ["tank/fs", "tank/fs@s1", "tank/fs/child"]);
        assert_eq!(names("zfs list -Ho name /tank/fs"), ["tank/fs"]);
    }
}
