//! What `pct` shows: `list`, `status`, `config`, `pending`.

use std::collections::BTreeSet;
use std::path::Path;

use super::conf::{self, Conf, Section};
use super::disks;
use super::{Arguments, Done, Failure, Run, VMID};
use crate::perl::{self, Kind, Parameter, Verb, formats};

pub(super) const LIST: Verb = Verb { usage: "pct list ", positionals: &[], options: &[] };

pub(super) const STATUS: Verb = Verb {
    usage: "pct status <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[Parameter::new("verbose", Kind::Boolean)]],
};

pub(super) const CONFIG: Verb = Verb {
    usage: "pct config <vmid> [OPTIONS]",
    positionals: &[VMID],
    options: &[&[
        Parameter::new("current", Kind::Boolean),
        Parameter::new("snapshot", Kind::Text(formats::configuration_id)),
    ]],
};

pub(super) const PENDING: Verb = Verb { usage: "pct pending <vmid>", positionals: &[VMID], options: &[] };

/// The cores of the host.
const HOST_CORES: &str = "2";

pub(super) fn list(run: &mut Run<'_>, _: &Arguments) -> Done {
    let mut listed = Vec::new();
    for vmid in containers(run) {
        listed.push((vmid.clone(), run.load_of(&vmid)?.current));
    }
    check_processors(run, &listed)?;
    let mut lines = String::new();
    for (vmid, conf) in &listed {
        let state = if run.world.is_running(vmid) { "running" } else { "stopped" };
        let lock = conf.get("lock").unwrap_or_default();
        lines.push_str(&format!("{vmid:<10} {state:<10} {lock:<12} {:<20}\n", name(vmid, conf)));
    }
    if !lines.is_empty() {
        run.printed = format!("{:<10} {:<10} {:<12} {:<20}\n{lines}", "VMID", "Status", "Lock", "Name");
    }
    Ok(())
}

/// One container with a mistyped number of cores takes down the whole list; it is named by its place in a Perl hash.
fn check_processors(run: &mut Run<'_>, listed: &[(String, Section)]) -> Done {
    let mut places: Vec<usize> = (0..listed.len()).collect();
    run.world.shuffle(&mut places);
    let complaint = |((_, conf), place): (&(String, Section), usize)| {
        let cpus = conf.get("cores").or_else(|| conf.get("cpulimit"))?;
        let bad = formats::number(cpus).is_none();
        bad.then(|| (format!("[{place}].cpus"), format!("type check ('number') failed - got '{cpus}'")))
    };
    let complaints: Vec<(String, String)> = listed.iter().zip(places).filter_map(complaint).collect();
    if complaints.is_empty() { Ok(()) } else { Err(perl::refuse_result(&LIST, &complaints).into()) }
}

/// Returns the ids of the containers on this node by number; files of other names are ignored.
fn containers(run: &Run<'_>) -> Vec<String> {
    let directory = format!("/etc/pve/nodes/{}/lxc", run.world.state.node);
    let names = run.world.files.list(Path::new(&directory)).unwrap_or_default();
    let ids = names.iter().filter_map(|name| name.strip_suffix(".conf")).filter(|id| formats::is_vmid(id));
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort_by_key(|id| (id.len(), id.clone()));
    ids
}

fn name(vmid: &str, conf: &Section) -> String {
    conf.get("hostname").map_or_else(|| format!("CT{vmid}"), str::to_owned)
}

pub(super) fn status(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    let conf = run.load()?.current;
    let state = if run.is_running() { "running" } else { "stopped" };
    if !arguments.is_set("verbose") {
        run.printed = format!("status: {state}\n");
        return Ok(());
    }
    let mebibytes = |name: &str| {
        let number = conf.get(name).and_then(|text| text.parse::<u64>().ok()).unwrap_or(512);
        (number << 20).to_string()
    };
    let root = conf.get("rootfs").and_then(|value| disks::Disk::parse("rootfs", value).ok());
    let size = root.and_then(|disk| formats::size(disk.properties.get("size")?)).unwrap_or(4 << 30);
    let zero = "0".to_owned();
    let mut lines = vec![
        ("cpus", conf.get("cores").or_else(|| conf.get("cpulimit")).unwrap_or(HOST_CORES).to_owned()),
        ("disk", zero.clone()),
        ("diskread", zero.clone()),
        ("diskwrite", zero.clone()),
        ("maxdisk", size.to_string()),
        ("maxmem", mebibytes("memory")),
        ("maxswap", mebibytes("swap")),
        ("mem", zero.clone()),
        ("name", name(&run.vmid, &conf)),
        ("netin", zero.clone()),
        ("netout", zero.clone()),
        ("status", state.to_owned()),
        ("swap", zero.clone()),
        ("type", "lxc".to_owned()),
        ("uptime", zero),
        ("vmid", run.vmid.clone()),
    ];
    for setting in ["lock", "tags", "template"] {
        lines.extend(conf.get(setting).map(|value| (setting, value.to_owned())));
    }
    if run.is_running() {
        lines.push(("pid", "1000".to_owned() + &run.vmid));
    }
    lines.sort();
    run.printed = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    Ok(())
}

pub(super) fn config(run: &mut Run<'_>, arguments: &Arguments) -> Done {
    if arguments.get("snapshot").is_some() && arguments.is_set("current") {
        // Read in `vm_config` of PVE::API2::LXC::Config (pve-container).
        let message = "cannot use 'snapshot' parameter with 'current'";
        let errors = ["snapshot", "current"].map(|name| (name.to_owned(), message.to_owned()));
        return Err(perl::refuse(run.world, &CONFIG, errors.to_vec()).into());
    }
    let conf = run.load()?;
    let shown = match arguments.get("snapshot") {
        Some(snapshot) => find_snapshot(&conf, snapshot)?.clone(),
        None if arguments.is_set("current") => conf.current,
        None => conf.merged(),
    };
    let complaints = conf::complaints(&shown);
    if !complaints.is_empty() {
        return Err(perl::refuse_result(&CONFIG, &complaints).into());
    }
    let setting = |(name, value): (&String, &String)| format!("{name}: {}\n", for_people(name, value));
    run.printed = shown.values.iter().map(setting).collect();
    shown.raw.iter().for_each(|(key, value)| run.printed.push_str(&format!("{key}: {value}\n")));
    Ok(())
}

pub(super) fn find_snapshot<'a>(conf: &'a Conf, name: &str) -> Result<&'a Section, Failure> {
    conf.snapshots.get(name).ok_or_else(|| format!("snapshot '{name}' does not exist\n").into())
}

fn for_people(name: &str, value: &str) -> String {
    if name == "description" { conf::encode(value) } else { value.to_owned() }
}

pub(super) fn pending(run: &mut Run<'_>, _: &Arguments) -> Done {
    let conf = run.load()?;
    let deletes = conf.pending_deletes();
    let names: BTreeSet<&String> = conf.current.values.keys().chain(conf.pending.values.keys()).collect();
    for name in names.into_iter().filter(|name| !matches!(name.as_str(), "delete" | "parent")) {
        let show = |value: &str| for_people(name, value);
        let (current, new) = (conf.current.get(name).map(show), conf.pending.get(name).map(show));
        let lines = match (current, new) {
            (Some(current), _) if deletes.contains(name) => format!("del {name}: {current}\n"),
            (Some(current), Some(new)) => format!("cur {name}: {current}\nnew {name}: {new}\n"),
            (Some(current), None) => format!("cur {name}: {current}\n"),
            (None, Some(new)) => format!("new {name}: {new}\n"),
            (None, None) => String::new(),
        };
        run.printed.push_str(&lines);
    }
    Ok(())
}
