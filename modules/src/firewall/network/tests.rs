use std::collections::BTreeMap;

use super::*;
use crate::command::Query;
use crate::host::{HostError, Output, Stat};

const TCP: &str = "  sl  local_address rem_address   st tx_queue rx_queue\n";

/// Files by their path, and who calls.
#[derive(Default)]
struct Files {
    files: BTreeMap<&'static str, String>,
    caller: Option<&'static str>,
}

impl Probe for Files {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        unreachable!("nothing is asked of {}", query.program())
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.files.get(path.to_str().unwrap()).map(|text| text.clone().into_bytes()))
    }

    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        unreachable!("{} is not listed", directory.display())
    }

    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        unreachable!("{} is not looked at", path.display())
    }

    fn read_in_guest(&self, root: &Path, _path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        unreachable!("{} is not looked into", root.display())
    }

    fn ssh_connection(&self) -> Option<String> {
        self.caller.map(str::to_owned)
    }
}

/// A host with the address 10.0.0.13 of the network 10.0.0.0/24, and nobody connected.
fn host() -> Files {
    let routes = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
        vmbr0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n\
        vmbr0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n\
        vmbr1\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
    let files = [
        ("/proc/net/tcp", TCP.to_owned()),
        ("/proc/net/route", routes.to_owned()),
        ("/etc/pve/.members", "{\n\"nodename\": \"pve1\",\n\"version\": 0\n}\n".to_owned()),
        ("/etc/hosts", "127.0.0.1 localhost pve1\n10.0.0.13 pve1.local pve1 # the node\n".to_owned()),
    ];
    Files { files: BTreeMap::from(files), caller: None }
}

impl Files {
    fn with(mut self, path: &'static str, text: &str) -> Self {
        self.files.insert(path, text.to_owned());
        self
    }

    fn without(mut self, path: &'static str) -> Self {
        self.files.remove(path);
        self
    }
}

fn line(local: &str, peer: &str, state: &str) -> String {
    format!(
        "   0: {local} {peer} {state} 00000000:00000000 00:00000000 00000000     0        0 1605 1 0 100 0 0 10 0\n"
    )
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn who_is_connected_to_ssh_or_the_web_interface_is_a_peer() {
    let tcp = TCP.to_owned()
        + &line("00000000:0016", "00000000:0000", "0A")
        + &line("0D00000A:0016", "0500000A:9C40", "01")
        + &line("0D00000A:0016", "0600000A:9C40", "06")
        + &line("0D00000A:9C40", "0700000A:0016", "01")
        + &line("0100007F:1F46", "0100007F:9C40", "01")
        + &line("0D00000A:0016", "0D00000A:9C40", "01");
    let tcp6 = TCP.to_owned()
        + &line("0000000000000000FFFF00000D00000A:1F46", "0000000000000000FFFF00000800000A:9C41", "01")
        + &line("000000FD000000000000000001000000:1F46", "000000FD000000000000000009000000:9C41", "01");
    let network = inspect(&host().with("/proc/net/tcp", &tcp).with("/proc/net/tcp6", &tcp6)).unwrap();
    let peers: Vec<String> = network.peers.iter().map(|peer| format!("{} to {}", peer.address, peer.local)).collect();
    assert_eq!(peers, ["10.0.0.5 to 10.0.0.13", "10.0.0.8 to 10.0.0.13", "fd00::9 to fd00::1"]);
    assert_eq!(network.ports, BTreeSet::from([22, 8006]));
}

#[test]
fn the_caller_comes_first_and_his_port_counts() {
    let mut files = host().with("/proc/net/tcp", &(TCP.to_owned() + &line("0D00000A:08AE", "0300000A:9C40", "01")));
    files.caller = Some("10.0.0.50 40000 10.0.0.13 2222");
    let network = inspect(&files).unwrap();
    assert!(network.peers[0].is_caller && !network.peers[1].is_caller);
    assert_eq!((network.peers[0].address, network.peers[1].address), (address("10.0.0.50"), address("10.0.0.3")));
    assert_eq!(network.ports, BTreeSet::from([2222, 8006]));
    files.caller = Some("fe80::1%vmbr0 40000 fe80::2%vmbr0 22");
    assert_eq!(inspect(&files).unwrap().peers[0].address, address("fe80::1"));
    files.caller = Some("::ffff:10.0.0.9 40000 ::ffff:10.0.0.13 22");
    assert_eq!(inspect(&files).unwrap().peers[0].address, address("10.0.0.9"));
    files.caller = Some("UNKNOWN 65535 UNKNOWN 65535");
    assert!(inspect(&files).unwrap().peers.is_empty());
    files.caller = Some("127.0.0.1 40000 127.0.0.1 22");
    assert!(inspect(&files).unwrap().peers.is_empty());
}

#[test]
fn what_cannot_be_read_is_an_error_and_no_peers() {
    let error = |files: &Files| format!("{:#}", inspect(files).unwrap_err());
    assert_eq!(error(&host().without("/proc/net/tcp")), "/proc/net/tcp is missing");
    assert!(error(&host().with("/proc/net/tcp", "head\nodd\n")).contains("the line \"odd\" is not what the kernel"));
    assert!(error(&host().with("/proc/net/tcp", &(TCP.to_owned() + "0: éé:0016 x:1 01\n"))).contains("/proc/net/tcp"));
    assert!(error(&host().without("/proc/net/route")).contains("/proc/net/route"));
    assert!(error(&host().without("/etc/pve/.members")).contains(".members"));
    let mut files = host();
    files.caller = Some("me");
    assert_eq!(error(&files), "SSH_CONNECTION is \"me\", which tells no connection");
}

#[test]
fn the_local_network_is_the_first_route_that_holds_the_nodes_address() {
    let local = |files: &Files| inspect(files).unwrap().local.map(|network| network.to_string());
    assert_eq!(local(&host()).as_deref(), Some("10.0.0.0/24"));
    let members = r#"{ "nodename": "pve1", "cluster": {}, "nodelist": { "pve1": { "id": 1, "ip": "192.168.3.4" } } }"#;
    assert_eq!(local(&host().with("/etc/pve/.members", members)).as_deref(), Some("192.168.0.0/16"));
    let members = members.replace("192.168.3.4", "fd00::7");
    let routes = "00000000000000000000000000000000 00 0 00 0 00000400 00000002 00000000 00000003     vmbr0\n\
        fd000000000000000000000000000000 40 0 00 0 00000100 00000001 00000000 00000001    vmbr0\n";
    let v6 = host().with("/etc/pve/.members", &members).with("/proc/net/ipv6_route", routes);
    assert_eq!(local(&v6).as_deref(), Some("fd00::/64"));
    // Only a name server would know, and Proxmox asks it: it is not known here.
    assert_eq!(local(&host().with("/etc/hosts", "127.0.1.1 pve1\n")), None);
    assert_eq!(local(&host().without("/etc/hosts")), None);
}

#[test]
fn packets_come_from_where_the_longest_route_leads() {
    let network = inspect(&host()).unwrap();
    assert_eq!(network.interface_to(address("10.0.0.5")), Some("vmbr0"));
    assert_eq!(network.interface_to(address("192.168.9.9")), Some("vmbr1"));
    assert_eq!(network.interface_to(address("8.8.8.8")), Some("vmbr0"));
    assert_eq!(network.interface_to(address("fd00::1")), None);
    assert!(network.knows_interface("vmbr1") && !network.knows_interface("eno1"));
}
