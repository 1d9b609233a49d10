//! What the lock-out guard looks at: who is connected, the network Proxmox counts as local, and where packets come from.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::address::{Cidr, plain};
use crate::host::Probe;

/// Where Proxmox's web interface and API listen.
pub(crate) const WEB: u16 = 8006;

/// Where sshd listens unless it is told otherwise.
pub(crate) const SSH: u16 = 22;

/// What is known of the host's network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Network {
    /// Who works on this host now: the caller first, then by address.
    pub(crate) peers: Vec<Peer>,
    /// The ports that must stay open for them.
    pub(crate) ports: BTreeSet<u16>,
    /// The network that Proxmox puts into the set `management` by itself; `None` if that could not be told.
    pub(crate) local: Option<Cidr>,
    /// The networks by the interface that leads there, in the kernel's order.
    pub(crate) routes: Vec<Route>,
}

/// Somebody who works on this host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The address he comes from.
    pub(crate) address: IpAddr,
    /// The host's address that he is connected to.
    pub(crate) local: IpAddr,
    /// Whether it is he who calls.
    pub(crate) is_caller: bool,
}

/// A route of the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    /// Where to.
    pub(crate) network: Cidr,
    /// The interface that leads there.
    pub(crate) interface: String,
}

impl Network {
    /// Returns the interface that a peer's packets arrive on, as far as the routes tell: by that of the longest prefix. Where
    /// several interfaces have one, as all have `fe80::/64`, they do not tell.
    pub(crate) fn interface_to(&self, address: IpAddr) -> Option<&str> {
        let routes = || self.routes.iter().filter(|route| route.network.contains(address) && route.interface != "lo");
        let longest = routes().map(|route| route.network.prefix()).max()?;
        let mut interfaces = routes().filter(|route| route.network.prefix() == longest).map(|route| &*route.interface);
        let first = interfaces.next()?;
        interfaces.all(|other| other == first).then_some(first)
    }

    /// Returns whether an interface of this name has a route.
    pub(crate) fn knows_interface(&self, name: &str) -> bool {
        name == "lo" || self.routes.iter().any(|route| route.interface == name)
    }
}

/// Looks at the host's network. What cannot be read is an error: nobody seen is not nobody there (law 7).
pub(crate) fn inspect(host: &dyn Probe) -> Result<Network> {
    let caller = host.ssh_connection().as_deref().map(caller).transpose()?.flatten();
    let mut sockets = established(&text(host, "/proc/net/tcp")?).context("read /proc/net/tcp")?;
    // Without IPv6 in the kernel there is no such file.
    sockets.extend(established(&optional_text(host, "/proc/net/tcp6")?).context("read /proc/net/tcp6")?);
    let mut routes = v4_routes(&text(host, "/proc/net/route")?).context("read /proc/net/route")?;
    let v6 = v6_routes(&optional_text(host, "/proc/net/ipv6_route")?).context("read /proc/net/ipv6_route")?;
    let local = node_address(host)?.and_then(|address| {
        let routes = if address.is_ipv4() { &routes } else { &v6 };
        local_network(address, routes)
    });
    routes.extend(v6);
    let ports = ports(caller.as_ref(), &sockets);
    Ok(Network { peers: peers(caller.as_ref(), &sockets, &ports), ports, local, routes })
}

fn text(host: &dyn Probe, path: &str) -> Result<String> {
    let bytes = host.read(Path::new(path))?.with_context(|| format!("{path} is missing"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn optional_text(host: &dyn Probe, path: &str) -> Result<String> {
    let bytes = host.read(Path::new(path))?.unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// One end of a connection.
type End = (IpAddr, u16);

/// A connection: this host's end, and the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Connection {
    local: End,
    peer: End,
}

/// Reads `SSH_CONNECTION`: client address and port, server address and port (session.c of OpenSSH). `UNKNOWN` stands there
/// where sshd was not reached by a socket; then nobody is known by it.
fn caller(variable: &str) -> Result<Option<Connection>> {
    if variable.starts_with("UNKNOWN") {
        return Ok(None);
    }
    let read = || {
        let words: Vec<&str> = variable.split_whitespace().collect();
        let [client, client_port, server, server_port] = words[..] else { return None };
        // A link-local address carries its interface: `fe80::1%vmbr0`.
        let end = |address: &str, port: &str| {
            let address = address.split('%').next()?.parse().ok()?;
            Some((plain(address), port.parse().ok()?))
        };
        Some(Connection { local: end(server, server_port)?, peer: end(client, client_port)? })
    };
    read().map(Some).with_context(|| format!("SSH_CONNECTION is {variable:?}, which tells no connection"))
}

/// Reads the established connections of `/proc/net/tcp` or `tcp6` (Linux 6.18): addresses as little-endian words in hex.
fn established(table: &str) -> Result<Vec<Connection>> {
    let mut connections = Vec::new();
    for line in table.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let read = || {
            let mut words = line.split_whitespace().skip(1);
            let (local, peer) = (end(words.next()?)?, end(words.next()?)?);
            Some((Connection { local, peer }, words.next()?))
        };
        let (connection, state) = read().with_context(|| format!("the line {line:?} is not what the kernel writes"))?;
        if state == "01" {
            connections.push(connection);
        }
    }
    Ok(connections)
}

fn end(text: &str) -> Option<End> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    if !address.is_ascii() || !matches!(address.len(), 8 | 32) {
        return None;
    }
    let words = (0..address.len()).step_by(8).map(|at| u32::from_str_radix(&address[at..at + 8], 16).ok());
    let words: Vec<u32> = words.map(|word| word.map(u32::swap_bytes)).collect::<Option<_>>()?;
    let address: IpAddr = match words[..] {
        [word] => Ipv4Addr::from_bits(word).into(),
        _ => Ipv6Addr::from_bits(words.iter().fold(0, |bits: u128, word| bits << 32 | u128::from(*word))).into(),
    };
    Some((plain(address), port))
}

/// Returns the ports to be kept open: the web interface, and where sshd is known to be reached; 22 if it is not known.
fn ports(caller: Option<&Connection>, sockets: &[Connection]) -> BTreeSet<u16> {
    let mut ports = BTreeSet::from([WEB]);
    ports.extend(caller.map(|connection| connection.local.1));
    if caller.is_none() || sockets.iter().any(|connection| connection.local.1 == SSH) {
        ports.insert(SSH);
    }
    ports
}

fn peers(caller: Option<&Connection>, sockets: &[Connection], ports: &BTreeSet<u16>) -> Vec<Peer> {
    let is_outside = |connection: &&Connection| {
        let Connection { local, peer } = connection;
        // A host that connects to itself goes over the loopback, whatever the address.
        !peer.0.is_loopback() && !local.0.is_loopback() && peer.0 != local.0
    };
    let peer =
        |connection: &Connection, is_caller| Peer { address: connection.peer.0, local: connection.local.0, is_caller };
    let mut peers: Vec<Peer> = caller.into_iter().filter(is_outside).map(|caller| peer(caller, true)).collect();
    let mut others: Vec<Peer> = sockets
        .iter()
        .filter(is_outside)
        .filter(|connection| ports.contains(&connection.local.1))
        .map(|connection| peer(connection, false))
        .collect();
    others.sort_by_key(|peer| (peer.address, peer.local));
    for other in others {
        if !peers.iter().any(|known| (known.address, known.local) == (other.address, other.local)) {
            peers.push(other);
        }
    }
    peers
}

/// Reads `/proc/net/route`: addresses and masks as the hex of a little-endian word.
fn v4_routes(table: &str) -> Result<Vec<Route>> {
    let word = |text: &str| u32::from_str_radix(text, 16).ok().map(u32::swap_bytes);
    let route = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (interface, network, mask) = (words.first()?, word(words.get(1)?)?, word(words.get(7)?)?);
        let prefix = u8::try_from(mask.leading_ones()).ok()?;
        let network = Cidr::new(Ipv4Addr::from_bits(network).into(), prefix)?;
        Some(Route { network, interface: (*interface).to_owned() })
    };
    read_routes(table.lines().skip(1), route)
}

/// Reads `/proc/net/ipv6_route`: network and prefix in hex first, the interface last.
fn v6_routes(table: &str) -> Result<Vec<Route>> {
    let route = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let bits = u128::from_str_radix(words.first()?, 16).ok()?;
        let prefix = u8::from_str_radix(words.get(1)?, 16).ok()?;
        let network = Cidr::new(Ipv6Addr::from_bits(bits).into(), prefix)?;
        Some(Route { network, interface: (*words.last()?).to_owned() })
    };
    read_routes(table.lines(), route)
}

fn read_routes<'a>(lines: impl Iterator<Item = &'a str>, route: impl Fn(&str) -> Option<Route>) -> Result<Vec<Route>> {
    let lines = lines.filter(|line| !line.trim().is_empty());
    let read = |line| route(line).with_context(|| format!("the line {line:?} is not what the kernel writes"));
    lines.map(read).collect()
}

/// Returns the network that Proxmox counts as local: the first route that holds the node's address.
///
/// `local_network` of `PVE/Firewall.pm` (pve-firewall 6.0): in the file's order, not by the longest prefix; of IPv4 only
/// prefixes from 8 on, of IPv6 all but the default route.
fn local_network(node: IpAddr, routes: &[Route]) -> Option<Cidr> {
    let least = if node.is_ipv4() { 8 } else { 1 };
    let networks = routes.iter().map(|route| route.network);
    networks.filter(|network| network.prefix() >= least).find(|network| network.contains(node))
}

/// `/etc/pve/.members` (pve-cluster 9.1): only a cluster's has a list of nodes.
#[derive(Deserialize)]
struct Members {
    nodename: String,
    #[serde(default)]
    nodelist: std::collections::BTreeMap<String, Member>,
}

#[derive(Deserialize)]
struct Member {
    ip: Option<String>,
}

/// Returns the node's address as Proxmox resolves it: from `.members`, else by its name; here by `/etc/hosts` alone, and
/// `None` if that has no address of it (`remote_node_ip` of `PVE/Cluster.pm`, `get_ip_from_hostname` of `PVE/Network.pm`).
fn node_address(host: &dyn Probe) -> Result<Option<IpAddr>> {
    let members = text(host, "/etc/pve/.members")?;
    let members: Members = serde_json::from_str(&members).context("/etc/pve/.members is not what pmxcfs writes")?;
    let ip = members.nodelist.get(&members.nodename).and_then(|member| member.ip.as_deref());
    if let Some(address) = ip.and_then(|ip| ip.parse().ok()) {
        return Ok(Some(address));
    }
    Ok(in_hosts(&optional_text(host, "/etc/hosts")?, &members.nodename))
}

/// Returns the first address of a name in `/etc/hosts` that is not of the loopback.
fn in_hosts(hosts: &str, name: &str) -> Option<IpAddr> {
    let address = |line: &str| {
        let line = line.split('#').next()?;
        let mut words = line.split_whitespace();
        let address: IpAddr = words.next()?.parse().ok()?;
        words.any(|word| word.eq_ignore_ascii_case(name)).then_some(address)
    };
    hosts.lines().filter_map(address).find(|address| !address.is_loopback())
}

#[cfg(test)]
mod tests;
