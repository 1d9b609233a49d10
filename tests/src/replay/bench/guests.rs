//! The guests of the bench: those that a case names without describing them, and which of them ran.

use std::collections::BTreeSet;

use super::Told;
use crate::pct::conf;
use crate::perl::formats;
use crate::world::World;

/// Adds the guests that the case names and no file of it describes.
pub(super) fn furnish(world: &mut World, told: &Told) {
    for ctid in named(told) {
        let is_recorded = Told::file_of(&told.files, &ctid).is_some();
        let is_missing = told.says(&format!("lxc/{ctid}.conf' does not exist"));
        if !is_recorded && !is_missing && !is_made(told, &ctid) {
            let text = cloned(told, &ctid).unwrap_or_else(|| ordinary(&ctid));
            world.files.write(world.container_path(&ctid), text);
        }
    }
    for (ctid, lock, name) in listed(told) {
        if !world.files.exists(std::path::Path::new(&world.container_path(&ctid))) && !is_made(told, &ctid) {
            world.files.write(world.container_path(&ctid), listed_text(&ctid, &lock, &name));
        }
    }
    for (node, directory, id) in met(told) {
        let path = format!("/etc/pve/nodes/{node}/{directory}/{id}.conf");
        let is_there = world.files.exists(std::path::Path::new(&path));
        if !is_there && !told.typed.contains(&format!("/{id}.conf")) && !is_made(told, &id) {
            world.files.make_directory(std::path::Path::new(&format!("/etc/pve/nodes/{node}/{directory}")));
            world.files.write(path, ordinary(&id));
        }
    }
}

/// Returns the ids of the containers that commands work on.
fn named(told: &Told) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for words in &told.commands {
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["pct", "create" | "restore" | "help" | "stop" | "status" | "config", ..] => {}
            ["pct", _, id, ..] if formats::is_vmid(id) => drop(ids.insert((*id).to_owned())),
            ["pvesh", _, path, ..] => ids.extend(of_path(path)),
            _ => {}
        }
    }
    ids
}

/// Returns the id in `/nodes/pve1/lxc/ID/...`.
fn of_path(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("/lxc/")?;
    let id = rest.split('/').next()?;
    formats::is_vmid(id).then(|| id.to_owned())
}

/// Returns whether the case makes a container itself.
fn is_made(told: &Told, ctid: &str) -> bool {
    let created = told.pct().any(|(verb, rest)| verb == "create" && rest.iter().any(|word| word == ctid));
    let through_the_api = told.commands.iter().any(|words| {
        let makes = words.windows(2).any(|pair| pair[0] == "--vmid" && pair[1] == ctid);
        makes && words.iter().any(|word| word == "create")
    });
    let exists = told.says(&format!("{ctid} already exists on node"));
    (created || through_the_api) && !exists
}

fn ordinary(ctid: &str) -> String {
    format!(
        "arch: amd64\nhostname: CT{ctid}\nmemory: 512\nostype: debian\nrootfs: local-zfs:subvol-{ctid}-disk-0,size=2G\n\
         swap: 512\nunprivileged: 1\n"
    )
}

/// Returns the source of a clone whose result the case holds: the same, with the disks that were copied.
fn cloned(told: &Told, source: &str) -> Option<String> {
    let target = told.pct().find_map(|(verb, rest)| match rest {
        [from, to, ..] if verb == "clone" && from == source => Some(to.clone()),
        _ => None,
    })?;
    let text = Told::file_of(&told.afterwards, &target).filter(|_| Told::file_of(&told.files, &target).is_none())?;
    let (mut conf, _) = conf::read(source, text);
    for line in told.said.lines() {
        let copied = line.strip_prefix("create full clone of mountpoint ");
        let Some(copied) = copied.or_else(|| line.strip_prefix("create linked clone of mount point ")) else {
            continue;
        };
        let (name, volume) = copied.trim_end_matches(')').split_once(" (")?;
        let old = conf.current.get(name).unwrap_or_default().to_owned();
        let rest = old.split_once(',').map_or("", |(_, rest)| rest);
        conf.current.put(name, format!("{volume},{rest}"));
        if volume.contains(":basevol-") || volume.contains(":base-") {
            conf.current.put("template", "1");
        }
    }
    Some(conf.text())
}

/// Returns the containers of a `pct list` with their locks and names.
fn listed(told: &Told) -> Vec<(String, String, String)> {
    let row = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [id, "running" | "stopped", name] if formats::is_vmid(id) => {
                Some(((*id).to_owned(), String::new(), (*name).to_owned()))
            }
            [id, "running" | "stopped", lock, name] if formats::is_vmid(id) => {
                Some(((*id).to_owned(), (*lock).to_owned(), (*name).to_owned()))
            }
            _ => None,
        }
    };
    told.said.lines().filter_map(row).collect()
}

fn listed_text(ctid: &str, lock: &str, name: &str) -> String {
    let (mut conf, _) = conf::read(ctid, &ordinary(ctid));
    conf.current.put("hostname", name);
    if !lock.is_empty() {
        conf.current.put("lock", lock);
    }
    conf.text()
}

/// Returns what refusals and `.vmlist` name: the node, the kind's directory and the id of guests.
fn met(told: &Told) -> Vec<(String, String, String)> {
    let mut met = Vec::new();
    for line in told.said.lines() {
        if let Some((guest, node)) = line.split_once(" already exists on node '")
            && let Some((kind, id)) = guest.split_once(' ')
        {
            let directory = if kind == "VM" { "qemu-server" } else { "lxc" };
            met.push((node.trim_end_matches('\'').to_owned(), directory.to_owned(), id.to_owned()));
        }
        let words: Vec<&str> = line.split('"').collect();
        if let ["", id, _, "node", _, node, _, "type", _, kind, ..] = words.as_slice() {
            let directory = if *kind == "qemu" { "qemu-server" } else { "lxc" };
            met.push(((*node).to_owned(), directory.to_owned(), (*id).to_owned()));
        }
    }
    met
}

/// Makes those containers run that ran when the case began.
pub(super) fn run(world: &mut World, told: &Told) {
    let node = world.state.node.clone();
    for id in world.guests(&node, "lxc") {
        let ctid = id.to_string();
        if ran(told, &ctid).unwrap_or_else(|| ran_by_its_group(told, &ctid)) {
            world.set_running(&ctid, true);
        }
    }
}

/// Returns what the first command says that answers otherwise in another state.
fn ran(told: &Told, ctid: &str) -> Option<bool> {
    let not_running = ["CT", "VM"].iter().any(|kind| told.says(&format!("{kind} {ctid} not running")));
    for (verb, rest) in told.pct() {
        let is_its = rest.iter().any(|word| word == ctid);
        match verb {
            "list" => {
                let row = told.said.lines().find(|line| line.split_whitespace().next() == Some(ctid))?;
                return Some(row.split_whitespace().nth(1) == Some("running"));
            }
            "start" if is_its => return Some(told.says(&format!("CT {ctid} already running"))),
            "stop" | "shutdown" | "reboot" | "suspend" | "exec" | "push" | "pull" if is_its => {
                return Some(!not_running);
            }
            "destroy" if is_its => return Some(told.says("container is running") || told.says("forced to stop")),
            "status" if is_its => {
                let line = told.said.lines().find_map(|line| line.strip_prefix("status: "))?;
                return Some(line == "running");
            }
            _ => {}
        }
    }
    told.says(": unable to hotplug ").then_some(true)
}

/// The containers of the groups `running` ran, unless something keeps them from it.
fn ran_by_its_group(told: &Told, ctid: &str) -> bool {
    let text = Told::file_of(&told.files, ctid).cloned().unwrap_or_default();
    let is_template = conf::read(ctid, &text).0.current.is_set("template");
    told.group.starts_with("running") && !text.is_empty() && !is_template
}
