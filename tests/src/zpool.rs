//! The simulated `zpool`: what a fixture, or a person looking around, needs of it (texts of OpenZFS 2.3.9).

use std::collections::BTreeSet;

use crate::options::Options;
use crate::table::{self, Align};
use crate::world::{Answer, World};
use crate::zfs::values::{nice_bytes, parse_size};
use crate::zfs::{Pool, Vdev, Version, Zfs};

mod create;
mod geometry;
mod import;
mod list;
mod properties;
mod replication;
mod status;

pub use import::Exported;

/// Runs `zpool` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((verb, rest)) = arguments.split_first() else {
        return unknown("missing command");
    };
    if let Some(text) = world.take_fault(&format!("zpool {verb}")) {
        return Answer::failed(1, text);
    }
    world.take_time(&format!("zpool {verb}"));
    if world.state.zfs.not_loaded {
        return Answer::failed(1, crate::zfs::NOT_LOADED);
    }
    match *verb {
        "list" => list(world, rest),
        "status" => status::status(world, rest),
        "get" => get(world, rest),
        "version" | "--version" | "-V" => crate::zfs::version(world.state.zfs.version),
        "create" => create::create(world, rest),
        "set" => set(world, rest),
        "destroy" => create::destroy(world, rest),
        "import" => import::import(world, rest),
        "export" => import::export(world, rest),
        "clear" => clear(world, rest),
        other => unknown(&format!("unrecognized command '{other}'")),
    }
}

/// The verbs that are simulated, with their usage lines.
const VERBS: &str = "\tversion [-j]

\tcreate [-fnd] [-o property=value] ... 
\t    [-O file-system-property=value] ... 
\t    [-m mountpoint] [-R root] <pool> <vdev> ...
\tdestroy [-f] <pool>

\tlist [-gHLpPv] [-o property[,...]] [-j [--json-int, --json-pool-key-guid]] ...
\t    [-T d|u] [pool] [interval [count]]
\tstatus [-DdegiLPpstvx] [-c script1[,script2,...]] ...
\t    [-j|--json [--json-flat-vdevs] [--json-int] [--json-pool-key-guid]] ...
\t    [-T d|u] [--power] [pool] [interval [count]]

\tclear [[--power]|[-nF]] <pool> [device]

\timport [-d dir] [-D]
\timport [-o mntopts] [-o property=value] ... 
\t    [-d dir | -c cachefile] [-D] [-l] [-f] [-m] [-N] [-R root] [-F [-n]] -a
\timport [-o mntopts] [-o property=value] ... 
\t    [-d dir | -c cachefile] [-D] [-l] [-f] [-m] [-N] [-R root] [-F [-n]]
\t    [--rewind-to-checkpoint] <pool | id> [newpool]
\texport [-af] <pool> ...

\tget [-Hp] [-j [--json-int, --json-pool-key-guid]] ...
\t    [-o \"all\" | field[,...]] <\"all\" | property[,...]> <pool> ...
\tset <property=value> <pool>
\tset <vdev_property=value> <pool> <vdev>
";

/// Returns the answer to a verb that was typed wrongly: the complaint, then its usage; exit 2.
fn misused(verb: &str, complaint: &str) -> Answer {
    let table = match verb {
        "get" | "set" | "list" => properties::listed(),
        _ => String::new(),
    };
    Answer::failed(2, format!("{complaint}\nusage:\n{}{table}", usage(verb)))
}

/// Returns the usage lines of a verb.
fn usage(verb: &str) -> String {
    let mut is_its = false;
    let lines = VERBS.lines().filter(|line| {
        if !line.starts_with("\t    ") {
            is_its = line.trim_start().split(' ').next() == Some(verb);
        }
        is_its
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Returns the answer to a line without a verb that is known; exit 2.
fn unknown(complaint: &str) -> Answer {
    let head = "usage: zpool command args ...\nwhere 'command' is one of the following:\n";
    let hint = "For further help on a command or topic, run: zpool help [<topic>]";
    Answer::failed(2, format!("{complaint}\n{head}\n{VERBS}\n{hint}"))
}

/// Returns the names of the pools that are asked for, all if none is, and what is said about those that are missing.
fn chosen(world: &World, names: &[&str]) -> (Vec<String>, String) {
    let pools = &world.state.zfs.pools;
    if names.is_empty() {
        return (pools.keys().cloned().collect(), String::new());
    }
    let (there, missing): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| pools.contains_key(**name));
    let complaint = |name: &&str| format!("cannot open '{name}': no such pool\n");
    let there: BTreeSet<&str> = there.into_iter().collect();
    (there.into_iter().map(str::to_owned).collect(), missing.iter().map(complaint).collect())
}

/// The columns of `zpool list`: the property, its title, how it stands.
const COLUMNS: &[(&str, &str, Align)] = &[
    ("name", "NAME", Align::Left(0)),
    ("size", "SIZE", Align::Right(5)),
    ("allocated", "ALLOC", Align::Right(5)),
    ("free", "FREE", Align::Right(5)),
    ("checkpoint", "CKPOINT", Align::Right(7)),
    ("expandsize", "EXPANDSZ", Align::Right(8)),
    ("fragmentation", "FRAG", Align::Right(5)),
    ("capacity", "CAP", Align::Right(5)),
    ("dedupratio", "DEDUP", Align::Right(5)),
    ("health", "HEALTH", Align::Right(8)),
    ("altroot", "ALTROOT", Align::Left(0)),
];

fn list(world: &World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "gHLpPvo:T:") {
        Ok(options) => options,
        Err(complaint) => return misused("list", &complaint),
    };
    let wanted: Vec<String> = match options.value('o') {
        None => COLUMNS.iter().map(|(property, _, _)| (*property).to_owned()).collect(),
        Some(list) => list.split(',').map(str::to_owned).collect(),
    };
    let version = world.state.zfs.version;
    if let Some(bad) = wanted.iter().find(|name| *name != "name" && !properties::is_known(name, version)) {
        return misused("list", &format!("bad property list: invalid property '{bad}'"));
    }
    let (pools, stderr) = chosen(world, &options.operands);
    if pools.is_empty() && !stderr.is_empty() {
        return Answer { status: 1, stdout: String::new(), stderr };
    }
    let printed = |stdout: String| Answer { status: 0, stdout, stderr: stderr.clone() };
    let value = |pool: &String, property: &String| match property.as_str() {
        "name" => pool.clone(),
        _ => properties::read(&world.state.zfs, pool, property, exactness(&options))
            .map_or("-".to_owned(), |found| found.0),
    };
    let rows: Vec<Vec<String>> =
        pools.iter().map(|pool| wanted.iter().map(|property| value(pool, property)).collect()).collect();
    if options.has('H') {
        let names = if options.has('P') { status::Names::Paths } else { status::Names::Short };
        let below = |pool: &String| match options.has('v') {
            true => list::parts(world, pool, names, exactness(&options)),
            false => String::new(),
        };
        let lines = rows.iter().zip(&pools).map(|(row, pool)| table::tabbed(std::slice::from_ref(row)) + &below(pool));
        return printed(lines.collect::<String>());
    }
    if rows.is_empty() {
        // On standard output, unlike `zpool status` (OpenZFS 2.3.9).
        return Answer::printed("no pools available\n");
    }
    let titles: Vec<(String, Align)> = wanted.iter().map(|name| title(name, version)).collect();
    let header: Vec<(&str, Align)> = titles.iter().map(|(title, align)| (title.as_str(), *align)).collect();
    printed(table::padded(&header, &rows))
}

fn title(property: &str, version: Version) -> (String, Align) {
    let own = properties::own_name(property, version);
    let column = COLUMNS.iter().find(|(name, _, _)| *name == own);
    column.map_or((property.to_uppercase(), Align::Left(0)), |(_, title, align)| ((*title).to_owned(), *align))
}

/// Whether numbers are shown as bytes or for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exactness {
    Exact,
    Nice,
}

fn exactness(options: &Options<'_>) -> Exactness {
    if options.has('p') { Exactness::Exact } else { Exactness::Nice }
}

fn get(world: &World, arguments: &[&str]) -> Answer {
    let options = match Options::parse(arguments, "Hpo:") {
        Ok(options) => options,
        Err(complaint) => return misused("get", &complaint),
    };
    let Some((list, names)) = options.operands.split_first() else {
        return misused("get", "missing property argument");
    };
    let zfs = &world.state.zfs;
    let wanted: Vec<String> = if *list == "all" { Vec::new() } else { list.split(',').map(str::to_owned).collect() };
    let fields: Vec<&str> = options.value('o').unwrap_or("name,property,value,source").split(',').collect();
    let fields = if fields == ["all"] { vec!["name", "property", "value", "source"] } else { fields };
    if let Some(bad) = fields.iter().find(|field| !["name", "property", "value", "source"].contains(*field)) {
        return misused("get", &format!("invalid column name '{bad}'"));
    }
    if let Some(answer) = refuse_names(zfs, names) {
        return answer;
    }
    if let Some(bad) = wanted.iter().find(|name| !properties::is_known(name, zfs.version)) {
        return misused("get", &format!("bad property list: invalid property '{bad}'"));
    }
    let (pools, _) = chosen(world, names);
    let mut rows = Vec::new();
    for pool in &pools {
        let of_pool = if wanted.is_empty() { properties::all(zfs, pool) } else { wanted.clone() };
        for property in of_pool {
            let Some((value, source)) = properties::read(zfs, pool, &property, exactness(&options)) else {
                continue;
            };
            let cell = |field: &&str| match *field {
                "name" => pool.clone(),
                "property" => properties::own_name(&property, zfs.version).to_owned(),
                "value" => value.clone(),
                _ => source.to_owned(),
            };
            rows.push(fields.iter().map(cell).collect::<Vec<String>>());
        }
    }
    if options.has('H') || rows.is_empty() {
        return Answer::printed(table::tabbed(&rows));
    }
    let titles: Vec<String> = fields.iter().map(|field| field.to_uppercase()).collect();
    let least = |field: &str| {
        if field == "VALUE" { Align::Left(8) } else { Align::Left(0) }
    };
    let header: Vec<(&str, Align)> = titles.iter().map(|title| (title.as_str(), least(title))).collect();
    Answer::printed(table::padded(&header, &rows))
}

/// Tells why the kernel or `zpool` itself does not take a dataset to boot from.
fn refuse_bootfs(zfs: &Zfs, pool: &str, dataset: &str) -> Option<String> {
    if dataset.is_empty() {
        return None;
    }
    if crate::zfs::names::pool(dataset) != pool {
        return Some(format!("'{dataset}' is an invalid name"));
    }
    match zfs.datasets.get(dataset).map(|found| found.kind) {
        None if zfs.snapshot(dataset).is_none() => Some("no such pool or dataset".to_owned()),
        Some(crate::zfs::Kind::Volume) => Some("operation not supported on this type of pool".to_owned()),
        _ => None,
    }
}

/// Refuses names that are no pools; behind a pool they are taken for its parts.
fn refuse_names(zfs: &Zfs, names: &[&str]) -> Option<Answer> {
    let missing: Vec<&&str> = names.iter().filter(|name| !zfs.pools.contains_key(**name)).collect();
    let (first, unknown) = (names.first()?, missing.first()?);
    if first == *unknown {
        return Some(Answer::failed(1, format!("Cannot get properties of {first}: no such pool available.")));
    }
    let state = |name: &&str| if zfs.pools.contains_key(*name) { "pool" } else { "unknown" };
    let list: String = names[1..].iter().map(|name| format!("\t{name} ({})\n", state(name))).collect();
    Some(misused("get", &format!("Expected a list of vdevs in \"{first}\", but got:\n{list}")))
}

fn set(world: &mut World, arguments: &[&str]) -> Answer {
    // What follows the pool is a part of it; with a second assignment there the pool is the second (ran 2.3.9).
    let [assignment, name, ..] = arguments else {
        let complaint = if arguments.is_empty() { "missing property=value argument" } else { "missing pool name" };
        return misused("set", complaint);
    };
    let Some((property, value)) = assignment.split_once('=') else {
        return misused("set", "missing value in property=value argument");
    };
    let version = world.state.zfs.version;
    let unbootable = if property == "bootfs" { refuse_bootfs(&world.state.zfs, name, value) } else { None };
    let Some(pool) = world.state.zfs.pools.get_mut(*name) else {
        // 22 is EINVAL (OpenZFS 2.3.9).
        return Answer::failed(22, format!("cannot open '{name}': is not a pool"));
    };
    let cannot = |reason: String| Answer::failed(1, format!("cannot set property for '{name}': {reason}"));
    if pool.read_only {
        return cannot("pool is read-only".to_owned());
    }
    if pool.health == "SUSPENDED" {
        return cannot("pool I/O is currently suspended".to_owned());
    }
    if let Some(reason) = unbootable {
        return cannot(reason);
    }
    match properties::check(property, value, version) {
        Ok((property, value)) if property == "compatibility" && !properties::is_compatibility(&value) => {
            let bad = value.split(',').find(|set| !properties::is_compatibility(set)).unwrap_or(&value);
            Answer::failed(1, format!("Error: could not read/parse feature file(s): {bad} "))
        }
        Ok((property, value)) => {
            let is_narrow = property == "compatibility" && value != "off";
            pool.properties.insert(property, value);
            let warning = format!(
                "Warning: one or more features already enabled on pool '{name}'\nare not present in this compatibility set.\n"
            );
            Answer { stderr: if is_narrow { warning } else { String::new() }, ..Answer::silent() }
        }
        Err(reason) => cannot(reason),
    }
}

/// Brings a suspended pool back; its disk is there again.
fn clear(world: &mut World, arguments: &[&str]) -> Answer {
    match arguments.first().and_then(|name| world.state.zfs.pools.get_mut(*name)) {
        None => Answer::failed(1, "cannot open the pool: no such pool"),
        Some(pool) => {
            "ONLINE".clone_into(&mut pool.health);
            Answer::silent()
        }
    }
}

impl Zfs {
    /// Returns the bytes that a pool has written: what its datasets hold and what it needs itself.
    fn allocated(&self, pool: &str) -> u64 {
        let held = |(_, dataset): (&String, &crate::zfs::Dataset)| {
            dataset.data + dataset.snapshots.values().map(|snapshot| snapshot.used).sum::<u64>()
        };
        // A fresh pool of one disk has 136704 bytes allocated, 24576 of them its root's (OpenZFS 2.3.9).
        112_128 + self.tree(pool).map(held).sum::<u64>()
    }

    /// Returns what of it lies in a part: what is written goes to all parts with data alike, metadata to a special one.
    fn allocated_in(&self, name: &str, vdev: &Vdev) -> u64 {
        let Some(pool) = self.pools.get(name) else { return 0 };
        let has_special = pool.vdevs.iter().any(|vdev| vdev.role == "special");
        let taking = if has_special { "special" } else { "" };
        let count = pool.vdevs.iter().filter(|vdev| vdev.role == taking).count() as u64;
        if vdev.role == taking { self.allocated(name) / count.max(1) } else { 0 }
    }
}

/// Returns a pool's size from its disks, of which ZFS is given `disk` bytes each: a mirror has that of one, a raidz counts its parity.
pub(crate) fn size_of(vdevs: &[Vdev], disk: u64) -> u64 {
    let data = vdevs.iter().filter(|vdev| matches!(vdev.role.as_str(), "" | "special" | "dedup"));
    data.map(|vdev| geometry::part_size(vdev, disk)).sum()
}

/// Returns whether a pool can be called so.
pub(crate) fn is_name(name: &str) -> bool {
    create::check_name(name).is_ok()
}

impl World {
    /// Returns the size of a pool of these parts, by its disks.
    pub(crate) fn size_of(&self, vdevs: &[Vdev]) -> u64 {
        let of = |vdev: &Vdev| size_of(std::slice::from_ref(vdev), self.smallest_disk(vdev).unwrap_or(create::DISK));
        vdevs.iter().map(of).sum()
    }
}

/// Returns a size as it is shown with or without `-p`.
fn bytes(number: u64, exactness: Exactness) -> String {
    match exactness {
        Exactness::Exact => number.to_string(),
        Exactness::Nice => nice_bytes(number),
    }
}

/// Reads a size; the error is OpenZFS's own.
fn size(text: &str) -> Result<u64, String> {
    parse_size(text)
}

impl Pool {
    /// Returns the disks of a pool, by the path they were given as.
    pub fn disks(&self) -> impl Iterator<Item = &str> {
        self.vdevs.iter().flat_map(|vdev| vdev.disks.iter().map(String::as_str))
    }
}
