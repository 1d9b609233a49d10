//! Addresses and networks as rules, sets and routes name them.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network, or one address: a network of full length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cidr {
    address: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// Returns the network that an address with this many bits lies in; `None` if it has not so many.
    pub(crate) fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        (prefix <= length(address)).then(|| Self { address: masked(address, prefix), prefix })
    }

    /// Reads `10.0.0.0/8` or `10.0.0.1`; bits behind the prefix are dropped, as the kernel does.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().ok()?;
        match prefix {
            None => Self::new(address, length(address)),
            Some(prefix) if prefix.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self::new(address, prefix.parse().ok()?)
            }
            Some(_) => None,
        }
    }

    /// Returns whether the address is in the network; one of the other family never is.
    pub(crate) fn contains(self, address: IpAddr) -> bool {
        address.is_ipv4() == self.address.is_ipv4() && masked(address, self.prefix) == self.address
    }

    /// Returns whether every address of the other network is in this one.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.prefix <= other.prefix && self.contains(other.address)
    }

    /// Returns the length of the prefix, in bits.
    pub(crate) fn prefix(self) -> u8 {
        self.prefix
    }

    /// Returns whether it is of IPv4.
    pub(crate) fn is_v4(self) -> bool {
        self.address.is_ipv4()
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.prefix == length(self.address) {
            return self.address.fmt(formatter);
        }
        write!(formatter, "{}/{}", self.address, self.prefix)
    }
}

fn length(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn masked(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(u32::from(32 - prefix.min(32))).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(u32::from(128 - prefix.min(128))).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

/// Returns the address with an IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) as what it is.
pub(crate) fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// Returns whether a text is an address of IPv4 to Proxmox's check (Net::IP) and to nobody else here: fewer than four numbers,
/// or zeros before one.
pub(crate) fn is_abbreviated(text: &str) -> bool {
    let (address, length) = text.split_once('/').unwrap_or((text, "0"));
    let is_below = |number: &str, most: u8| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<u8>().is_ok_and(|number| number <= most)
    };
    let numbers = address.split('.').count();
    let is_whole = Cidr::parse(text).is_some();
    !is_whole && numbers <= 4 && is_below(length, 32) && address.split('.').all(|number| is_below(number, 255))
}

/// The addresses that a rule's `-source` or `-dest` names without a name: a list, or one range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Addresses {
    /// Addresses and networks of one family.
    List(Vec<Cidr>),
    /// All from the first to the last.
    Range(IpAddr, IpAddr),
}

impl Addresses {
    /// Reads a list with commas, or a range; `None` where Proxmox puts the rule in error: mixed families, a range in a list,
    /// bits behind the prefix, an empty part (`parse_address_list` of `PVE/Firewall.pm`, pve-firewall 6.0).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some((first, last)) = text.split_once('-') {
            let (first, last): (IpAddr, IpAddr) = (first.parse().ok()?, last.parse().ok()?);
            return (first.is_ipv4() == last.is_ipv4() && first <= last).then_some(Self::Range(first, last));
        }
        let exact = |part: &str| {
            let network = Cidr::parse(part)?;
            let address: IpAddr = part.split('/').next()?.parse().ok()?;
            (network.address == address).then_some(network)
        };
        let list: Vec<Cidr> = text.split(',').map(exact).collect::<Option<_>>()?;
        let first = list.first()?.is_v4();
        list.iter().all(|network| network.is_v4() == first).then_some(Self::List(list))
    }

    /// Returns whether an address is among them.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match self {
            Self::List(list) => list.iter().any(|network| network.contains(address)),
            Self::Range(first, last) => first.is_ipv4() == address.is_ipv4() && (*first..=*last).contains(&address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_contains_its_own_and_no_other_family() {
        assert!(cidr("10.0.0.0/8").contains(address("10.255.0.1")));
        assert!(!cidr("10.0.0.0/8").contains(address("11.0.0.1")));
        assert!(cidr("0.0.0.0/0").contains(address("11.0.0.1")));
        assert!(!cidr("0.0.0.0/0").contains(address("::1")));
        assert!(!cidr("::/0").contains(address("11.0.0.1")));
        assert!(cidr("fd00::/8").contains(address("fd12::1")));
        assert!(cidr("10.0.0.1").contains(address("10.0.0.1")));
        assert!(cidr("10.0.0.0/8").covers(cidr("10.1.0.0/16")) && !cidr("10.1.0.0/16").covers(cidr("10.0.0.0/8")));
        assert_eq!(cidr("10.0.0.7/24").to_string(), "10.0.0.0/24");
        for wrong in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "fd00::/129", "net", ""] {
            assert_eq!(Cidr::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_list_is_read_as_strictly_as_proxmox_does() {
        let contains = |list: &str, text: &str| Addresses::parse(list).unwrap().contains(address(text));
        assert!(contains("10.0.0.1,10.1.0.0/16", "10.1.2.3"));
        assert!(contains("10.0.0.10-10.0.0.20", "10.0.0.20") && !contains("10.0.0.10-10.0.0.20", "10.0.0.21"));
        assert!(contains("fd00::1-fd00::9", "fd00::5"));
        for wrong in ["10.0.0.1,fd00::1", "10.0.0.5/24", "10.0.0.1,10.0.0.2-10.0.0.3", "10.0.0.2-10.0.0.1", "10.0.0.1,"]
        {
            assert_eq!(Addresses::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Addresses::parse("10.0.0.1-fd00::1"), None);
        assert_eq!(Addresses::parse("!10.0.0.1"), None);
    }

    #[test]
    fn an_ipv4_address_in_ipv6_is_ipv4() {
        assert_eq!(plain(address("::ffff:10.0.0.1")), address("10.0.0.1"));
        assert_eq!(plain(address("fd00::1")), address("fd00::1"));
    }
}
