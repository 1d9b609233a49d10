//! Looks at the firewall's files, the guests they are for, and whether anything applies them. No Perl is started.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::Utf8Error;

use anyhow::{Result, bail};

use super::evaluate::asks_for_nftables;
use super::network::Network;
use super::text::{Parsed, parse};
use super::values::FirewallFile;
use super::verify::Known;
use super::wish::Wished;
use super::{Desired, Firewall, Guest, Observed, Scope, Source, guard};
use crate::host::Probe;
use crate::names::Ctid;
use crate::pve::cluster::{self, Cluster, GuestKind};
use crate::pve::guest_config::{self, Section};
use crate::pve::hold;
use crate::pve::property_string::{PropertyString, parse_boolean};
use crate::resource::Resource as _;

/// The file of the cluster.
pub(crate) const CLUSTER_FW: &str = "/etc/pve/firewall/cluster.fw";

/// What is looked at once for all wishes of a call.
pub(crate) struct Look<'a> {
    host: &'a dyn Probe,
    cluster: Rc<Cluster>,
    cluster_text: Text,
    cluster_file: Rc<Parsed>,
    node_text: Text,
    node_file: Rc<Parsed>,
    running: BTreeSet<Ctid>,
    is_applied: Option<bool>,
    /// Whether the same call switches the cluster's firewall on.
    will_be_on: bool,
    known: Rc<Known>,
    /// Who works on this host.
    sight: Rc<guard::Sight>,
    /// host.fw as a wish of the same call makes it.
    node_to_be: Option<Rc<FirewallFile>>,
    /// The firewalls that the call wishes more than once.
    twice: BTreeSet<String>,
    waiting: Option<Rc<Waiting>>,
}

/// Guests whose own firewall is ready and waits for the cluster's to be switched on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Those that run on this node.
    pub(crate) running: Vec<Ctid>,
    /// Those of other nodes, of which it is not known whether they run.
    pub(crate) elsewhere: Vec<Ctid>,
}

impl<'a> Look<'a> {
    pub(crate) fn at(host: &'a dyn Probe, desired: &[Desired]) -> Result<Self> {
        let cluster = cluster::inspect(host)?;
        let cluster_text = read_text(host, Path::new(CLUSTER_FW))?;
        let node_text = read_text(host, &host_fw(&cluster.node))?;
        let node_file = parse(&node_text.text, Scope::Node);
        let switches_on = |wish: &Desired| {
            let option = wish.options.iter().find(|(name, _)| name.eq_ignore_ascii_case("enable"));
            let option = option.and_then(|(_, value)| parse_boolean(value.trim()));
            wish.scope == Scope::Cluster && wish.enable.or(option) == Some(true)
        };
        let is_about_the_host = desired.iter().any(|wish| wish.scope != Scope::Guest);
        let sight = if is_about_the_host { guard::look(host) } else { Ok(Network::default()) };
        let node_wish = desired.iter().find(|wish| wish.scope == Scope::Node);
        let node_wish = node_wish.and_then(|wish| guard::as_wished(wish, &node_text.text));
        let mut once = BTreeSet::new();
        let twice = desired.iter().map(Firewall::name).filter(|name| !once.insert(name.clone())).collect();
        let has_guests = desired.iter().any(|wish| wish.scope == Scope::Guest);
        let cluster_file = parse(&cluster_text.text, Scope::Cluster);
        let is_on = cluster_file.file.options.get("enable").is_some_and(|value| value == "1");
        let will_be_on = desired.iter().any(switches_on);
        let waiting = if will_be_on && !is_on { Some(Rc::new(waiting(host, &cluster, desired)?)) } else { None };
        Ok(Self {
            host,
            waiting,
            cluster_file: Rc::new(cluster_file),
            cluster_text,
            is_applied: daemon_runs(host, &node_file)?,
            node_file: Rc::new(node_file),
            node_text,
            running: if has_guests { cluster::running(host)? } else { BTreeSet::new() },
            will_be_on,
            known: Rc::new(known(host, desired)?),
            sight: Rc::new(sight),
            node_to_be: node_wish.map(Rc::new),
            twice,
            cluster: Rc::new(cluster),
        })
    }

    pub(crate) fn observe(&self, wished: &Desired) -> Result<Observed> {
        let name = Firewall::name(wished);
        if self.twice.contains(&name) {
            bail!("{name} is wished twice in one call, so what it will be cannot be judged; put both wishes into one");
        }
        let (path, text, file, guest) = match (wished.scope, wished.ctid) {
            (Scope::Cluster, _) => {
                (PathBuf::from(CLUSTER_FW), self.cluster_text.clone(), Rc::clone(&self.cluster_file), Guest::None)
            }
            (Scope::Node, _) => {
                (host_fw(&self.cluster.node), self.node_text.clone(), Rc::clone(&self.node_file), Guest::None)
            }
            (Scope::Guest, None) => (PathBuf::new(), Text::default(), Rc::default(), Guest::None),
            (Scope::Guest, Some(ctid)) => {
                let path = guest_fw(ctid);
                let guest = self.guest(ctid)?;
                let sources = wished.expecting.as_ref().map_or(&[][..], |expecting| &expecting.sources);
                let text = match guest {
                    Guest::Absent if !sources.is_empty() => self.copied(sources)?,
                    _ => read_text(self.host, &path)?,
                };
                let file = Rc::new(parse(&text.text, Scope::Guest));
                (path, text, file, guest)
            }
        };
        Ok(Observed {
            cluster: Rc::clone(&self.cluster),
            path,
            text: text.text,
            odd_bytes: text.odd_bytes,
            file,
            cluster_file: Rc::clone(&self.cluster_file),
            node_file: Rc::clone(&self.node_file),
            guest,
            is_applied: self.is_applied,
            will_be_on: self.will_be_on,
            known: Rc::clone(&self.known),
            sight: Rc::clone(&self.sight),
            node_to_be: self.node_to_be.clone(),
            waiting: self.waiting.clone(),
        })
    }

    /// Returns the file that a clone will have: that of the first source that is there, with all that is met on the way to it.
    fn copied(&self, sources: &[Source]) -> Result<Text> {
        let first = sources.iter().position(|source| self.cluster.guests.contains_key(&source.ctid));
        let made_of = &sources[..first.map_or(sources.len(), |first| first + 1)];
        let mut text =
            made_of.last().map_or(Ok(Text::default()), |source| read_text(self.host, &guest_fw(source.ctid)))?;
        let met = made_of.iter().rev().filter_map(|source| Wished::of(source.firewall.as_ref()?).ok());
        met.for_each(|wished| text.text = wished.text_to_be(&text.text));
        Ok(text)
    }

    fn guest(&self, ctid: Ctid) -> Result<Guest> {
        let node = &self.cluster.node;
        let Some(guest) = self.cluster.guests.get(&ctid) else { return Ok(Guest::Absent) };
        if guest.node != *node {
            return Ok(Guest::Elsewhere(guest.node.clone()));
        }
        let (directory, runs) = match guest.kind {
            GuestKind::Container => ("lxc", self.running.contains(&ctid)),
            GuestKind::VirtualMachine => ("qemu-server", virtual_machine_runs(self.host, ctid)?),
        };
        let path = PathBuf::from(format!("/etc/pve/nodes/{node}/{directory}/{ctid}.conf"));
        let Some(bytes) = self.host.read(&path)? else {
            bail!("{} vanished while it was looked at; run again", path.display());
        };
        let config = guest_config::parse(&String::from_utf8_lossy(&bytes)).main;
        let is_held = config.settings.get("tags").is_some_and(|tags| hold::is_held(tags));
        Ok(Guest::Here { runs, is_held, filtered: filtered_interfaces(&config) })
    }
}

/// Looks for guests that begin to be filtered with the cluster's firewall: `enable: 1` in their file, as it is or as it is wished
/// in the same call, and an interface with `firewall=1`.
fn waiting(host: &dyn Probe, cluster: &Cluster, desired: &[Desired]) -> Result<Waiting> {
    let running = cluster::running(host)?;
    let mut waiting = Waiting::default();
    for (ctid, guest) in &cluster.guests {
        let wished = desired.iter().find(|wish| wish.ctid == Some(*ctid)).and_then(|wish| wish.enable);
        let file = parse(&read_text(host, &guest_fw(*ctid))?.text, Scope::Guest).file;
        let is_enabled = wished.unwrap_or(file.options.get("enable").is_some_and(|value| value == "1"));
        if !is_enabled {
            continue;
        }
        let is_here = guest.node == cluster.node;
        let (directory, runs) = match guest.kind {
            GuestKind::Container => ("lxc", running.contains(ctid)),
            GuestKind::VirtualMachine => ("qemu-server", is_here && virtual_machine_runs(host, *ctid)?),
        };
        let path = PathBuf::from(format!("/etc/pve/nodes/{}/{directory}/{ctid}.conf", guest.node));
        // A guest that moves away meanwhile is its new node's.
        let Some(bytes) = host.read(&path)? else { continue };
        if filtered_interfaces(&guest_config::parse(&String::from_utf8_lossy(&bytes)).main).is_empty() {
            continue;
        }
        match is_here {
            true if runs => waiting.running.push(*ctid),
            true => {}
            false => waiting.elsewhere.push(*ctid),
        }
    }
    Ok(waiting)
}

/// Returns what nobody wishes: rules of files whose other parts are wished (`rules of firewall/cluster (36)`), and files with
/// something in them of containers of this node (`firewall/901`).
pub(crate) fn others(desired: &[Desired], host: &dyn Probe) -> Result<Vec<String>> {
    let cluster = cluster::inspect(host)?;
    let mut others = Vec::new();
    for wish in desired.iter().filter(|wish| wish.rules.is_none()) {
        let Some(path) = file_of(wish, &cluster.node) else { continue };
        let count = parse(&read_text(host, &path)?.text, wish.scope).file.rules.len();
        if count > 0 {
            others.push(format!("rules of {} ({count})", Firewall::name(wish)));
        }
    }
    let wished: BTreeSet<Ctid> = desired.iter().filter_map(|wish| wish.ctid).collect();
    let is_other = |ctid: &Ctid| {
        let is_here = |guest: &cluster::Guest| guest.node == cluster.node && guest.kind == GuestKind::Container;
        !wished.contains(ctid) && cluster.guests.get(ctid).is_some_and(is_here)
    };
    let names = host.list(Path::new("/etc/pve/firewall"))?.unwrap_or_default();
    let ids = names.iter().filter_map(|name| name.strip_suffix(".fw")?.parse().ok());
    for ctid in ids.filter(is_other).collect::<BTreeSet<Ctid>>() {
        if !read_text(host, &guest_fw(ctid))?.text.trim().is_empty() {
            others.push(format!("firewall/{ctid}"));
        }
    }
    Ok(others)
}

/// Returns the file that a wish is about; `None` for a guest that is not named.
fn file_of(wish: &Desired, node: &str) -> Option<PathBuf> {
    match wish.scope {
        Scope::Cluster => Some(PathBuf::from(CLUSTER_FW)),
        Scope::Node => Some(host_fw(node)),
        Scope::Guest => wish.ctid.map(guest_fw),
    }
}

pub(super) fn host_fw(node: &str) -> PathBuf {
    PathBuf::from(format!("/etc/pve/nodes/{node}/host.fw"))
}

pub(super) fn guest_fw(ctid: Ctid) -> PathBuf {
    PathBuf::from(format!("/etc/pve/firewall/{ctid}.fw"))
}

/// The text of a file; what is not UTF-8 stands in it as U+FFFD.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// The first line that is not UTF-8, from 1.
    odd_bytes: Option<usize>,
}

/// An absent file and an empty one are the same to Proxmox.
pub(super) fn read_text(host: &dyn Probe, path: &Path) -> Result<Text> {
    let bytes = host.read(path)?.unwrap_or_default();
    let line = |error: Utf8Error| 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
    let odd_bytes = std::str::from_utf8(&bytes).err().map(line);
    Ok(Text { text: String::from_utf8_lossy(&bytes).into_owned(), odd_bytes })
}

/// Returns the interfaces that the firewall filters: `net0` of `net0: name=eth0,firewall=1`.
fn filtered_interfaces(config: &Section) -> BTreeSet<String> {
    let interface = |(key, value): (&String, &String)| {
        let number = key.strip_prefix("net")?;
        let is_filtered = PropertyString::parse(value).get("firewall").and_then(parse_boolean).unwrap_or(false);
        (number.parse::<u8>().is_ok() && is_filtered).then(|| key.clone())
    };
    config.settings.iter().filter_map(interface).collect()
}

fn virtual_machine_runs(host: &dyn Probe, ctid: Ctid) -> Result<bool> {
    process_of(host, &format!("/run/qemu-server/{ctid}.pid"))
}

/// Returns whether the process that a pid file names is there.
fn process_of(host: &dyn Probe, pid_file: &str) -> Result<bool> {
    let Some(bytes) = host.read(Path::new(pid_file))? else { return Ok(false) };
    let Ok(pid) = String::from_utf8_lossy(&bytes).trim().parse::<u32>() else { return Ok(false) };
    Ok(host.stat(Path::new(&format!("/proc/{pid}")))?.is_some())
}

/// Returns whether the daemon runs that applies the files; `None` if that cannot be told.
///
/// `pve-firewall` writes `/run/pve-firewall.pid`; `proxmox-firewall` (nftables) writes none, so its control group is asked.
fn daemon_runs(host: &dyn Probe, node_file: &Parsed) -> Result<Option<bool>> {
    if !uses_nftables(node_file) {
        return process_of(host, "/run/pve-firewall.pid").map(Some);
    }
    let services = Path::new("/sys/fs/cgroup/system.slice");
    if host.stat(services)?.is_none() {
        return Ok(None);
    }
    Ok(Some(host.stat(&services.join("proxmox-firewall.service"))?.is_some()))
}

/// Returns whether this node's rules are applied by `proxmox-firewall`, the strict reader.
pub(crate) fn uses_nftables(node_file: &Parsed) -> bool {
    asks_for_nftables(&node_file.file)
}

/// Reads the host's names of ports and protocols, if a wish uses one that is no number.
fn known(host: &dyn Probe, desired: &[Desired]) -> Result<Known> {
    let groups = desired.iter().filter_map(|wish| wish.groups.as_ref()).flat_map(BTreeMap::values);
    let rules = desired.iter().filter_map(|wish| wish.rules.as_ref()).flatten();
    let rules = rules.chain(groups.flat_map(|group| &group.rules));
    let (mut names_ports, mut names_protocols) = (false, false);
    for rule in rules {
        let ports = [&rule.dport, &rule.sport].into_iter().flatten();
        names_ports |= ports.flat_map(|list| list.chars()).any(|letter| letter.is_ascii_alphabetic());
        names_protocols |= rule.proto.as_ref().is_some_and(|proto| !["tcp", "udp", "icmp"].contains(&proto.as_str()));
    }
    Ok(Known {
        services: if names_ports { words_of(host, "/etc/services", 1)? } else { None },
        protocols: if names_protocols { words_of(host, "/etc/protocols", 2)? } else { None },
    })
}

/// Returns the first words of every line of a table of the system.
fn words_of(host: &dyn Probe, path: &str, columns: usize) -> Result<Option<BTreeSet<String>>> {
    let Some(bytes) = host.read(Path::new(path))? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    Ok(Some(lines.flat_map(|line| line.split_whitespace().take(columns)).map(str::to_owned).collect()))
}
