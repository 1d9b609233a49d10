//! The network of a simulated host, as the kernel and `/etc/hosts` show it: addresses, routes, who is connected.
//!
//! The texts have the kernel's columns (Linux 6.18). A host has one bridge for every address, `vmbr0`, and a default route
//! through the first address of the first network.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::World;

/// The address that a host has unless it is told another, with its network's prefix.
pub(super) const ADDRESS: &str = "192.0.2.11/24";

/// The interface that has the addresses unless it is told another.
pub const BRIDGE: &str = "vmbr0";

/// Where SSH and the web interface listen.
const SSH: u16 = 22;
const WEB: u16 = 8006;

/// An address of the host and the prefix of its network.
#[derive(Debug, Clone, Copy)]
struct Place {
    address: IpAddr,
    prefix: u8,
}

impl World {
    /// Gives the host one more bridge: its MTU is what Proxmox reads to know whether there is one (pve-common 9.2). A vnet of
    /// a software-defined network is such a bridge too, once it is applied.
    pub fn add_bridge(&mut self, name: &str) {
        self.files.write(mtu_of(name), "1500\n".to_owned());
    }

    /// Takes a bridge away.
    pub fn remove_bridge(&mut self, name: &str) {
        self.files.remove(mtu_of(name));
    }

    /// Returns whether the host has this bridge.
    pub fn has_bridge(&self, name: &str) -> bool {
        !name.is_empty() && self.read(&mtu_of(name)).is_some()
    }

    /// Gives the host these addresses, `192.0.2.11/24` each, on one bridge; the first is the node's. What is none is an error.
    pub fn set_addresses(&mut self, bridge: &str, addresses: &[&str]) -> Result<(), String> {
        let places: Vec<Place> = addresses.iter().map(|text| place(text)).collect::<Result<_, _>>()?;
        let v4: Vec<(Ipv4Addr, u8)> = places.iter().filter_map(Place::v4).collect();
        self.files.write("/proc/net/route", routes(bridge, &v4));
        self.files.write("/proc/net/fib_trie", fib_trie(&v4));
        let v6: Vec<(Ipv6Addr, u8)> = places.iter().filter_map(Place::v6).collect();
        self.files.write("/proc/net/ipv6_route", ipv6_routes(bridge, &v6));
        self.files.write("/proc/net/if_inet6", if_inet6(bridge, &v6));
        let node = &self.state.node;
        let own = places.first().map(|place| format!("{} {node}.local {node}\n", place.address)).unwrap_or_default();
        self.files.write("/etc/hosts", format!("127.0.0.1 localhost.localdomain localhost\n{own}"));
        self.state.addresses = addresses.iter().map(ToString::to_string).collect();
        let peers = self.state.peers.clone();
        self.set_peers(&peers.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Lets these be connected to the host: `192.0.2.50` to SSH, `192.0.2.50 8006` to another port. What is none is an error.
    pub fn set_peers(&mut self, peers: &[&str]) -> Result<(), String> {
        let own: Vec<IpAddr> =
            self.state.addresses.iter().filter_map(|text| place(text).ok()).map(|p| p.address).collect();
        let (mut tcp, mut tcp6) = (listening(false), listening(true));
        for (number, text) in peers.iter().enumerate() {
            let (address, port) = text.split_once(' ').unwrap_or((text, "22"));
            let wrong = || format!("the peer {text:?} is not ADDRESS or ADDRESS PORT");
            let (peer, port): (IpAddr, u16) =
                (address.parse().map_err(|_| wrong())?, port.parse().map_err(|_| wrong())?);
            let local = own.iter().find(|own| own.is_ipv4() == peer.is_ipv4());
            let local = *local.ok_or_else(|| format!("the host has no address that {peer} could be connected to"))?;
            let from = 40_000 + u16::try_from(number).unwrap_or(0);
            // The web interface listens on [::]: the kernel shows who is connected by IPv4 with a mapped address.
            let table = if port == WEB || peer.is_ipv6() { &mut tcp6 } else { &mut tcp };
            table.push(((local, port), (peer, from), ESTABLISHED));
        }
        self.files.write("/proc/net/tcp", sockets(&tcp, false));
        self.files.write("/proc/net/tcp6", sockets(&tcp6, true));
        self.state.peers = peers.iter().map(ToString::to_string).collect();
        Ok(())
    }
}

fn mtu_of(bridge: &str) -> String {
    format!("/sys/class/net/{bridge}/mtu")
}

impl Place {
    fn v4(&self) -> Option<(Ipv4Addr, u8)> {
        if let IpAddr::V4(address) = self.address { Some((address, self.prefix)) } else { None }
    }

    fn v6(&self) -> Option<(Ipv6Addr, u8)> {
        if let IpAddr::V6(address) = self.address { Some((address, self.prefix)) } else { None }
    }
}

fn place(text: &str) -> Result<Place, String> {
    let read = || {
        let (address, prefix) = text.split_once('/')?;
        let (address, prefix): (IpAddr, u8) = (address.parse().ok()?, prefix.parse().ok()?);
        let longest = if address.is_ipv4() { 32 } else { 128 };
        (1..=longest).contains(&prefix).then_some(Place { address, prefix })
    };
    read().ok_or_else(|| format!("the address {text:?} is not ADDRESS/PREFIX"))
}

fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0)
}

fn network(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    Ipv4Addr::from_bits(address.to_bits() & mask(prefix))
}

fn network6(address: Ipv6Addr, prefix: u8) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & u128::MAX.checked_shl(128 - u32::from(prefix)).unwrap_or(0))
}

/// `/proc/net/route`: addresses as the hex of a little-endian word.
fn routes(bridge: &str, places: &[(Ipv4Addr, u8)]) -> String {
    let hex = |bits: u32| format!("{:08X}", bits.swap_bytes());
    let mut lines =
        vec!["Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT".to_owned()];
    if let Some((address, prefix)) = places.first() {
        let gateway = network(*address, *prefix).to_bits() + 1;
        lines.push(format!("{bridge}\t00000000\t{}\t0003\t0\t0\t0\t00000000\t0\t0\t0", hex(gateway)));
    }
    for (address, prefix) in places {
        let (network, mask) = (hex(network(*address, *prefix).to_bits()), hex(mask(*prefix)));
        lines.push(format!("{bridge}\t{network}\t00000000\t0001\t0\t0\t0\t{mask}\t0\t0\t0"));
    }
    lines.iter().fold(String::new(), |text, line| text + &format!("{line:<127}\n"))
}

/// `/proc/net/fib_trie`: the same leaves in both tables, in a flatter tree than the kernel's.
fn fib_trie(places: &[(Ipv4Addr, u8)]) -> String {
    let loopback = Ipv4Addr::new(127, 0, 0, 0);
    let mut leaves = leaf(1, Ipv4Addr::UNSPECIFIED, "/0 universe UNICAST")
        + &leaf(2, loopback, "/8 host LOCAL")
        + &leaf(2, Ipv4Addr::LOCALHOST, "/32 host LOCAL")
        + &leaf(2, Ipv4Addr::new(127, 255, 255, 255), "/32 link BROADCAST");
    for (address, prefix) in places {
        let net = network(*address, *prefix);
        leaves += &leaf(2, net, &format!("/{prefix} link UNICAST"));
        leaves += &leaf(2, *address, "/32 host LOCAL");
        leaves += &leaf(2, Ipv4Addr::from_bits(net.to_bits() | !mask(*prefix)), "/32 link BROADCAST");
    }
    let root = "  +-- 0.0.0.0/0 3 0 5";
    format!("Main:\n{root}\n{leaves}Local:\n{root}\n{leaves}")
}

fn leaf(depth: usize, address: Ipv4Addr, kind: &str) -> String {
    let indent = "   ".repeat(depth);
    format!("  {indent}|-- {address}\n  {indent}   {kind}\n")
}

/// `/proc/net/ipv6_route`: the network of each address, and the address itself on the loopback.
fn ipv6_routes(bridge: &str, places: &[(Ipv6Addr, u8)]) -> String {
    let route = |net: Ipv6Addr, prefix: u8, metric: u32, interface: &str| {
        let none = "0".repeat(32);
        format!("{} {prefix:02x} {none} 00 {none} {metric:08x} 00000001 00000000 00000001 {interface:>8}\n", hex6(net))
    };
    let networks = places.iter().map(|(address, prefix)| route(network6(*address, *prefix), *prefix, 256, bridge));
    let own = places.iter().map(|(address, _)| route(*address, 128, 0, "lo"));
    networks.chain(own).collect()
}

/// `/proc/net/if_inet6`: address, interface number, prefix, scope, flags, interface.
fn if_inet6(bridge: &str, places: &[(Ipv6Addr, u8)]) -> String {
    let line = |address: Ipv6Addr, number: u8, prefix: u8, scope: u8, interface: &str| {
        format!("{} {number:02x} {prefix:02x} {scope:02x} 80 {interface:>8}\n", hex6(address))
    };
    let own = places.iter().map(|(address, prefix)| line(*address, 2, *prefix, 0, bridge));
    std::iter::once(line(Ipv6Addr::LOCALHOST, 1, 128, 0x10, "lo")).chain(own).collect()
}

fn hex6(address: Ipv6Addr) -> String {
    format!("{:032x}", address.to_bits())
}

/// One line of `/proc/net/tcp`: local and remote address and port, and the state.
type Socket = ((IpAddr, u16), (IpAddr, u16), &'static str);

const ESTABLISHED: &str = "01";
const LISTENING: &str = "0A";

/// Returns what listens on every host: sshd on both families, pveproxy on `[::]`.
fn listening(is_v6: bool) -> Vec<Socket> {
    let any: IpAddr = if is_v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
    let ports: &[u16] = if is_v6 { &[WEB, SSH] } else { &[SSH] };
    ports.iter().map(|port| ((any, *port), (any, 0), LISTENING)).collect()
}

/// `/proc/net/tcp` and `/proc/net/tcp6`: each 32 bits of an address as the hex of a little-endian word.
fn sockets(sockets: &[Socket], is_v6: bool) -> String {
    let header = match is_v6 {
        false => "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        true => {
            "  sl  local_address                         remote_address                        st tx_queue rx_queue \
             tr tm->when retrnsmt   uid  timeout inode"
        }
    };
    let mut text = format!("{header:<149}\n");
    for (number, ((local, port), (peer, from), state)) in sockets.iter().enumerate() {
        let line = format!(
            "{number:4}: {}:{port:04X} {}:{from:04X} {state} 00000000:00000000 00:00000000 00000000     0        0 {} 1 \
             0000000000000000 100 0 0 10 0",
            words(*local, is_v6),
            words(*peer, is_v6),
            20_000 + number
        );
        writeln!(text, "{line:<149}").expect("a text takes all");
    }
    text
}

fn words(address: IpAddr, is_v6: bool) -> String {
    let octets = match address {
        IpAddr::V4(address) if is_v6 => address.to_ipv6_mapped().octets().to_vec(),
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    octets.chunks(4).flat_map(|word| word.iter().rev()).map(|octet| format!("{octet:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_peers_are_shown_as_the_kernel_does() {
        let mut world = World::blank();
        world.set_addresses("vmbr0", &["10.0.0.13/24", "fd00::13/64"]).unwrap();
        let text = |path: &str| world.read(path).unwrap();
        assert!(text("/proc/net/route").contains("vmbr0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0 "));
        assert!(text("/proc/net/route").contains("vmbr0\t00000000\t0100000A\t0003\t"));
        assert!(text("/proc/net/fib_trie").contains("|-- 10.0.0.13\n           /32 host LOCAL\n"));
        assert_eq!(text("/proc/net/fib_trie").matches("|-- 10.0.0.255\n").count(), 2);
        assert!(text("/proc/net/ipv6_route").starts_with("fd000000000000000000000000000000 40 0000"));
        assert!(text("/etc/hosts").ends_with("10.0.0.13 pve1.local pve1\n"));
        world.set_peers(&["10.0.0.5", "10.0.0.6 8006", "fd00::5"]).unwrap();
        let text = |path: &str| world.read(path).unwrap();
        assert!(text("/proc/net/tcp").contains(": 0D00000A:0016 0500000A:9C40 01 "));
        let mapped = ": 0000000000000000FFFF00000D00000A:1F46 0000000000000000FFFF00000600000A:9C41 01 ";
        assert!(text("/proc/net/tcp6").contains(mapped));
        assert!(text("/proc/net/tcp6").contains(":0016 000000FD000000000000000005000000:9C42 01 "));
    }

    #[test]
    fn what_is_no_address_and_no_peer_is_named() {
        let mut world = World::blank();
        assert!(world.set_addresses("vmbr0", &["10.0.0.13"]).unwrap_err().contains("\"10.0.0.13\""));
        assert!(world.set_peers(&["here"]).unwrap_err().contains("\"here\""));
        assert!(world.set_peers(&["fd00::5"]).unwrap_err().contains("no address"));
    }
}
