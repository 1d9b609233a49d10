//! The simulated `zpool`: what a fixture, or a person looking around, needs of it (texts of OpenZFS 2.3.9).

use std::collections::BTreeMap;

use crate::options::Options;
use crate::table::{self, Align};
use crate::world::{Answer, World};
use crate::zfs::values::{nice_bytes, parse_size};
use crate::zfs::{Pool, Vdev, Version, Zfs};

mod create;
mod import;
mod properties;
mod status;

pub use import::Exported;

/// Runs `zpool` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((verb, rest)) = arguments.split_first() else {
        return misused("missing command");
    };
    if let Some(text) = world.take_fault(&format!("zpool {verb}")) {
        return Answer::failed(1, text);
    }
    world.take_time(&format!("zpool {verb}"));
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
        other => misused(&format!("unrecognized command '{other}'")),
    }
}

const VERBS: &str = "\tversion [-j]

\tcreate [-fnd] [-o property=value] ... 
\t    [-O file-system-property=value] ... 
\t    [-m mountpoint] [-R root] <pool> <vdev> ...
\tdestroy [-f] <pool>

\timport [-d dir] [-f] [-N] <pool | id>
\texport [-f] <pool>
\tclear <pool>

\tlist [-gHLpPv] [-o property[,...]] [-j [--json-int, --json-pool-key-guid]] ...
\t    [-T d|u] [pool] [interval [count]]
\tstatus [-DdegiLPpstvx] [-c script1[,script2,...]] ...
\t    [-T d|u] [--power] [-j [--json-int, --json-flat-vdevs, ...
\t    --json-pool-key-guid]] [pool] ...  [interval [count]]

\tget [-Hp] [-j [--json-int, --json-pool-key-guid]] ...
\t    [-o \"all\" | field[,...]] <\"all\" | property[,...]> <pool> ...
\tset <property=value> <pool>
";

/// Returns the answer to a line that was typed wrongly; exit 2.
fn misused(complaint: &str) -> Answer {
    let head = "usage: zpool command args ...\nwhere 'command' is one of the following:\n";
    Answer::failed(2, format!("{complaint}\n{head}\n{VERBS}"))
}

/// Returns the names of the pools that are asked for, all if none is; the error is the answer for one that is missing.
fn chosen(world: &World, names: &[&str]) -> Result<Vec<String>, Answer> {
    let pools = &world.state.zfs.pools;
    if names.is_empty() {
        return Ok(pools.keys().cloned().collect());
    }
    match names.iter().find(|name| !pools.contains_key(**name)) {
        Some(missing) => Err(Answer::failed(1, format!("cannot open '{missing}': no such pool"))),
        None => Ok(names.iter().map(|name| (*name).to_owned()).collect()),
    }
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
        Err(complaint) => return misused(&complaint),
    };
    let wanted: Vec<String> = match options.value('o') {
        None => COLUMNS.iter().map(|(property, _, _)| (*property).to_owned()).collect(),
        Some(list) => list.split(',').map(str::to_owned).collect(),
    };
    let version = world.state.zfs.version;
    if let Some(bad) = wanted.iter().find(|name| *name != "name" && !properties::is_known(name, version)) {
        return misused(&format!("bad property list: invalid property '{bad}'"));
    }
    let pools = match chosen(world, &options.operands) {
        Ok(pools) => pools,
        Err(answer) => return answer,
    };
    let value = |pool: &String, property: &String| match property.as_str() {
        "name" => pool.clone(),
        _ => properties::read(&world.state.zfs, pool, property, exactness(&options))
            .map_or("-".to_owned(), |found| found.0),
    };
    let rows: Vec<Vec<String>> =
        pools.iter().map(|pool| wanted.iter().map(|property| value(pool, property)).collect()).collect();
    if options.has('H') {
        return Answer::printed(table::tabbed(&rows));
    }
    if rows.is_empty() {
        // On standard output, unlike `zpool status` (OpenZFS 2.3.9).
        return Answer::printed("no pools available\n");
    }
    let titles: Vec<(String, Align)> = wanted.iter().map(|name| title(name, version)).collect();
    let header: Vec<(&str, Align)> = titles.iter().map(|(title, align)| (title.as_str(), *align)).collect();
    Answer::printed(table::padded(&header, &rows))
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
        Err(complaint) => return misused(&complaint),
    };
    let Some((list, names)) = options.operands.split_first() else {
        return misused("missing property argument");
    };
    let zfs = &world.state.zfs;
    let wanted: Vec<String> = if *list == "all" { Vec::new() } else { list.split(',').map(str::to_owned).collect() };
    if let Some(bad) = wanted.iter().find(|name| !properties::is_known(name, zfs.version)) {
        return properties::bad_list(bad, zfs.version);
    }
    if let Some(missing) = names.iter().find(|name| !zfs.pools.contains_key(**name)) {
        return Answer::failed(1, format!("Cannot get properties of {missing}: no such pool available."));
    }
    let fields: Vec<&str> = options.value('o').unwrap_or("name,property,value,source").split(',').collect();
    let fields = if fields == ["all"] { vec!["name", "property", "value", "source"] } else { fields };
    let pools = chosen(world, names).unwrap_or_default();
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

fn set(world: &mut World, arguments: &[&str]) -> Answer {
    // What follows the pool is a part of it; with a second assignment there the pool is the second (ran 2.3.9).
    let [assignment, name, ..] = arguments else {
        let complaint = if arguments.is_empty() { "missing property=value argument" } else { "missing pool name" };
        return misused(complaint);
    };
    let Some((property, value)) = assignment.split_once('=') else {
        return misused("missing value in property=value argument");
    };
    let version = world.state.zfs.version;
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
    match properties::check(property, value, version) {
        Ok((property, value)) => {
            pool.properties.insert(property, value);
            Answer::silent()
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
}

/// Returns a pool's size from its disks: a mirror has that of one, a raidz counts its parity.
pub(crate) fn size_of(vdevs: &[Vdev], disk: u64) -> u64 {
    let data = vdevs.iter().filter(|vdev| vdev.role.is_empty() || vdev.role == "special");
    data.map(|vdev| if vdev.layout == "mirror" { disk } else { disk * vdev.disks.len() as u64 }).sum()
}

/// Returns properties given as `a=b`, or the argument that is not of that form.
fn assignments<'a>(given: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, String>, String> {
    let pair = |argument: &'a str| {
        argument.split_once('=').ok_or_else(|| format!("missing '=' for property=value argument '{argument}'"))
    };
    given.map(|argument| pair(argument).map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
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
