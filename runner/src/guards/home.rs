//! Is this the host of the files? By the address that the files give it, and those that the kernel answers to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use phoenix_modules::host::Probe;

use crate::config::Configuration;

/// The kernel's routes as a tree, IPv4: each address of this host is a leaf `/32 host LOCAL` (proc_pid_net(5)).
const IPV4: &str = "/proc/net/fib_trie";

/// The IPv6 addresses of this host, a line each, the address in 32 hex digits first; absent without IPv6.
const IPV6: &str = "/proc/net/if_inet6";

/// Returns why this is not the host of the files, as far as can be told; `None` if it is, or if they give no address.
pub fn elsewhere(configuration: &Configuration, host: &dyn Probe) -> Option<String> {
    let wanted = configuration.host_address.as_ref()?;
    let (text, at) = (&wanted.value, wanted.at);
    if text == "dhcp" {
        return None;
    }
    let Ok(address) = text.split('/').next().unwrap_or_default().trim().parse::<IpAddr>() else {
        return Some(format!("the files give their host the address {text:?} ({at}), which is none"));
    };
    match addresses(host) {
        Ok(found) if found.contains(&address) => None,
        Ok(found) => {
            let found: Vec<String> = found.iter().map(IpAddr::to_string).collect();
            let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
            Some(format!(
                "this is not the host of the files: theirs has the address {address} ({at}), this one {found}"
            ))
        }
        Err(why) => Some(format!(
            "nobody knows whether this is the host of the files, which has the address {address} ({at}): {why}"
        )),
    }
}

/// Returns this host's own addresses, those without meaning beyond it left out.
fn addresses(host: &dyn Probe) -> Result<Vec<IpAddr>, String> {
    let read = |path: &str| host.read(Path::new(path)).map_err(|error| error.to_string());
    let ipv4 = read(IPV4)?.ok_or_else(|| format!("there is no {IPV4}"))?;
    let ipv6 = read(IPV6)?.unwrap_or_default();
    let mut found = local_ipv4(&String::from_utf8_lossy(&ipv4));
    found.extend(local_ipv6(&String::from_utf8_lossy(&ipv6)));
    Ok(found)
}

/// Parses the leaves `|-- ADDRESS` that `/32 host LOCAL` stands below; both tables of the file name them.
fn local_ipv4(text: &str) -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = Vec::new();
    let mut leaf = None;
    for line in text.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            leaf = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL"
            && let Some(address) = leaf.filter(|address| !address.is_loopback())
            && !found.contains(&address.into())
        {
            found.push(address.into());
        }
    }
    found
}

fn local_ipv6(text: &str) -> impl Iterator<Item = IpAddr> {
    let address = |line: &str| {
        let digits = line.split_whitespace().next().filter(|digits| digits.len() == 32)?;
        let address = Ipv6Addr::from(u128::from_str_radix(digits, 16).ok()?);
        (!address.is_loopback() && !address.is_unicast_link_local()).then_some(address.into())
    };
    text.lines().filter_map(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIB_TRIE: &str = "Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
     +-- 172.20.4.0/24 2 0 2
        |-- 172.20.4.0
           /24 link UNICAST
        |-- 172.20.4.2
           /32 host LOCAL
        |-- 172.20.4.255
           /32 link BROADCAST
Local:
  +-- 172.20.4.0/24 2 0 2
        |-- 172.20.4.2
           /32 host LOCAL
";

    #[test]
    fn an_address_of_the_host_is_a_local_leaf_and_told_once() {
        assert_eq!(local_ipv4(FIB_TRIE), ["172.20.4.2".parse::<IpAddr>().unwrap()]);
        assert!(local_ipv4("").is_empty());
    }

    #[test]
    fn addresses_without_meaning_beyond_the_host_or_the_link_are_left_out() {
        let text = "00000000000000000000000000000001 01 80 10 80       lo\n\
                    fd000000000000000000000000000002 04 40 00 82     eth0\n\
                    fe8000000000000000fc00fffe000001 04 40 20 80     eth0\nodd\n";
        let found: Vec<String> = local_ipv6(text).map(|address| address.to_string()).collect();
        assert_eq!(found, ["fd00::2"]);
    }
}
