//! Cases by hand, each argued from Proxmox's source, and laws over random files.

use std::net::IpAddr;

use proptest::prelude::*;

use super::super::Scope;
use super::super::address::Cidr;
use super::super::network::Route;
use super::super::text::parse;
use super::*;

/// The host is 192.168.8.2; vmbr0 leads to its network and everywhere else, vmbr1 to 10.9.0.0/16.
fn network() -> Network {
    let route =
        |network, interface: &str| Route { network: Cidr::parse(network).unwrap(), interface: interface.to_owned() };
    let routes = vec![
        route("0.0.0.0/0", "vmbr0"),
        route("192.168.8.0/24", "vmbr0"),
        route("10.9.0.0/16", "vmbr1"),
        route("fd00:8::/64", "vmbr0"),
    ];
    Network { routes, local: Cidr::parse("192.168.8.0/24"), ..Network::default() }
}

fn read(text: &str, scope: Scope) -> FirewallFile {
    parse(text, scope).file
}

fn judge(cluster: &FirewallFile, node: &FirewallFile, source: IpAddr, port: u16, doubt: Doubt) -> Verdict {
    let network = network();
    let dest: IpAddr = if source.is_ipv4() { [192, 168, 8, 2].into() } else { "fd00:8::2".parse().unwrap() };
    let packet = Packet { source, dest, port, interface: network.interface_to(source) };
    verdict(Files { cluster, node }, &network, &packet, doubt)
}

/// What a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Passes,
    Dropped,
}
use Is::{Dropped, Passes};

struct Case {
    /// Why it is so, in the words of whoever has read the source.
    because: &'static str,
    cluster: &'static str,
    node: &'static str,
    peer: &'static str,
    port: u16,
    is: Is,
    /// A part of what decides.
    by: &'static str,
}

const ON: &str = "[OPTIONS]\nenable: 1\n";
const LAN: &str = "192.168.8.20";
const FAR: &str = "203.0.113.7";

const fn case(
    because: &'static str,
    cluster: &'static str,
    node: &'static str,
    (peer, port): (&'static str, u16),
    is: Is,
    by: &'static str,
) -> Case {
    Case { because, cluster, node, peer, port, is, by }
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("no file: enable is 0 by default, and update removes all chains", "", "", (FAR, 22), Passes, "enable of cluster.fw"),
    case("enable: 0 removes all chains whatever the rules say", "[OPTIONS]\nenable: 0\n[RULES]\nIN DROP\n", "", (FAR, 22), Passes, "off"),
    case("`enable: yes` does not match \\d+ and is passed by", "[OPTIONS]\nenable: yes\n", "", (FAR, 22), Passes, "off"),
    case("a CRLF file has no header that matches, so it says nothing", "[OPTIONS]\r\nenable: 1\r\n", "", (FAR, 22), Passes, "off"),
    case("a time stamp enables for 60 s: whether they are over is not known, so it counts as on", "[OPTIONS]\nenable: 1795392000\n", "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
    case("... and one that is yet to come enables until then", "[OPTIONS]\nenable: 99999999999999999999\n", "", (FAR, 22), Dropped, "policy_in"),
    case("enable: 0 of host.fw makes no host chains", ON, "[OPTIONS]\nenable: 0\n", (FAR, 22), Passes, "enable of host.fw"),
    case("host.fw without enable is on", ON, "[OPTIONS]\nnosmurfs: 1\n", (FAR, 22), Dropped, "policy_in"),
    case("the policy's default is DROP", ON, "", (FAR, 22), Dropped, "policy_in is DROP (the default)"),
    case("policy ACCEPT accepts what no rule drops", "[OPTIONS]\nenable: 1\npolicy_in: ACCEPT\n", "", (FAR, 22), Passes, "policy_in is ACCEPT (cluster.fw)"),
    case("REJECT is no way in either", "[OPTIONS]\nenable: 1\npolicy_in: REJECT\n", "", (FAR, 22), Dropped, "policy_in is REJECT"),
    case("policy_in of host.fw is no option there: the line is passed by", ON, "[OPTIONS]\npolicy_in: ACCEPT\n", (FAR, 22), Dropped, "policy_in is DROP"),
    case("the local network is pushed into management when compiling", ON, "", (LAN, 22), Passes, "ipset management"),
    case("management may reach the API", ON, "", (LAN, 8006), Passes, "ipset management"),
    case("management may not reach another port", ON, "", (LAN, 443), Dropped, "policy_in"),
    case("management may reach ssh on 22 only, wherever sshd listens", ON, "", (LAN, 2222), Dropped, "policy_in"),
    case("a set management is added to, not replaced (iptables)", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n", "", (LAN, 22), Passes, "ipset management"),
    case("a member of management passes", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n", "", (FAR, 8006), Passes, "ipset management"),
    case("hash:net decides by the longest prefix: an excluded address is out", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.8.20\n", "", (LAN, 22), Dropped, "policy_in"),
    case("the implicit local network comes last and replaces an equal excluded one", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.8.0/24\n", "", (LAN, 22), Passes, "ipset management"),
    case("a shorter excluded network does not take the local one out", "[OPTIONS]\nenable: 1\n[IPSET management]\n!192.168.0.0/16\n", "", (LAN, 22), Passes, "ipset management"),
    case("an alias local_network overrides the node's own", "[OPTIONS]\nenable: 1\n[ALIASES]\nlocal_network 10.0.0.0/8\n", "", (LAN, 22), Dropped, "policy_in"),
    case("... and lets its own in", "[OPTIONS]\nenable: 1\n[ALIASES]\nlocal_network 203.0.113.0/24\n", "", (FAR, 22), Passes, "ipset management"),
    case("an entry of a set may be an alias, in any case", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n[IPSET management]\ndc/office\n", "", (FAR, 22), Passes, "ipset management"),
    case("an entry with an alias that is not there has errors and is skipped", "[OPTIONS]\nenable: 1\n[IPSET management]\noffice\n", "", (FAR, 22), Dropped, "policy_in"),
    case("rules stand before the management set (iptables)", ON, "[RULES]\nIN DROP -p tcp -dport 22\n", (LAN, 22), Dropped, "`IN DROP -p tcp -dport 22` (rules.0 of host.fw)"),
    case("REJECT is no way in", ON, "[RULES]\nIN REJECT -p tcp -dport 22\n", (LAN, 22), Dropped, "IN REJECT"),
    case("the blacklist stands before all rules", "[OPTIONS]\nenable: 1\n[IPSET blacklist]\n203.0.113.0/24\n[RULES]\nIN ACCEPT\n", "", (FAR, 22), Dropped, "ipset blacklist"),
    case("host rules stand before cluster rules", "[OPTIONS]\nenable: 1\n[RULES]\nIN DROP -p tcp -dport 22\n", "[RULES]\nIN ACCEPT -source 203.0.113.7\n", (FAR, 22), Passes, "rules.0 of host.fw"),
    case("cluster rules follow", "[OPTIONS]\nenable: 1\n[RULES]\nIN SSH(ACCEPT)\n", "[RULES]\nIN DROP -p udp\n", (FAR, 22), Passes, "`IN SSH(ACCEPT)` (rules.0 of cluster.fw)"),
    case("the first rule that matches decides", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22\nIN DROP\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a disabled rule is skipped", ON, "[RULES]\n|IN ACCEPT -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("OUT rules make no input rule", ON, "[RULES]\nOUT ACCEPT -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("an action in lower case is an error, and not applied", ON, "[RULES]\nIN accept -p tcp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("... nor does such a DROP drop", ON, "[RULES]\nIN drop\n", (LAN, 22), Passes, "ipset management"),
    case("a port needs a protocol", ON, "[RULES]\nIN ACCEPT -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("a protocol without ports takes none", ON, "[RULES]\nIN ACCEPT -p gre -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("udp is not tcp", ON, "[RULES]\nIN ACCEPT -p udp -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("6 is tcp, and has ports", ON, "[RULES]\nIN ACCEPT -p 6 -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("TCP is no name in the protocols' table", ON, "[RULES]\nIN ACCEPT -p TCP -dport 22\n", (FAR, 22), Dropped, "policy_in"),
    case("a range of ports", ON, "[RULES]\nIN ACCEPT -p tcp -dport 20:25\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a list of ports, by name", ON, "[RULES]\nIN ACCEPT -p tcp -dport http,ssh\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a backwards range is an error", ON, "[RULES]\nIN ACCEPT -p tcp -dport 25:20\n", (FAR, 22), Dropped, "policy_in"),
    case("a service that is not known here may be any port: no way in to rely on", ON, "[RULES]\nIN ACCEPT -p tcp -dport amanda\n", (FAR, 22), Dropped, "policy_in"),
    case("... and a DROP of it may hit", ON, "[RULES]\nIN DROP -p tcp -dport amanda\n", (LAN, 22), Dropped, "which may match"),
    case("a source port is drawn by the client: no way in to rely on", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22 -sport 1024:65535\n", (FAR, 22), Dropped, "policy_in"),
    case("every source port is any", ON, "[RULES]\nIN ACCEPT -p tcp -dport 22 -sport 1:65535\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a rule about icmp is not about tcp", ON, "[RULES]\nIN ACCEPT -p icmp -icmp-type echo-request\n", (FAR, 22), Dropped, "policy_in"),
    case("a macro in any spelling", ON, "[RULES]\nIN ssh(ACCEPT)\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a macro that does not exist is an error", ON, "[RULES]\nIN Sshd(ACCEPT)\n", (FAR, 22), Dropped, "policy_in"),
    case("a port beside the macro's is a conflict, and an error", ON, "[RULES]\nIN SSH(ACCEPT) -p tcp -dport 2222\n", (FAR, 2222), Dropped, "policy_in"),
    case("the same port beside the macro's is none", ON, "[RULES]\nIN SSH(ACCEPT) -p tcp -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("tcp beside a macro with udp is a conflict for the whole rule", ON, "[RULES]\nIN DNS(ACCEPT) -p tcp\n", (FAR, 53), Dropped, "policy_in"),
    case("a macro takes the rule's source", ON, "[RULES]\nIN PMG(ACCEPT) -source 203.0.113.0/24\n", (FAR, 8006), Passes, "(rules.0 of host.fw)"),
    case("a source in a network", ON, "[RULES]\nIN ACCEPT -source 203.0.113.0/24 -p tcp -dport 22\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a source with bits behind its prefix is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.7/24\n", (FAR, 22), Dropped, "policy_in"),
    case("a list of sources", ON, "[RULES]\nIN ACCEPT -source 10.0.0.1,203.0.113.7\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a list of both families is an error", ON, "[RULES]\nIN ACCEPT -source 203.0.113.7,fd00::1\n", (FAR, 22), Dropped, "policy_in"),
    case("a range of sources", ON, "[RULES]\nIN ACCEPT -source 203.0.113.1-203.0.113.9\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("there is no `!` in a rule: an error", ON, "[RULES]\nIN DROP -source !10.0.0.0/8\n", (LAN, 22), Passes, "ipset management"),
    case("an alias as source, in any case", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source OFFICE\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("dc/ names the cluster's", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source dc/office\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("guest/ names a guest's, and a host has none: the rule dies when it is made", "[OPTIONS]\nenable: 1\n[ALIASES]\nOffice 203.0.113.0/24\n", "[RULES]\nIN ACCEPT -source guest/office\n", (FAR, 22), Dropped, "policy_in"),
    case("an alias that is not there is an error", ON, "[RULES]\nIN ACCEPT -source office\n", (FAR, 22), Dropped, "policy_in"),
    case("a set as source", "[OPTIONS]\nenable: 1\n[IPSET admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a set's name counts as it is written: sets are kept in lower case", "[OPTIONS]\nenable: 1\n[IPSET Admins]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +Admins\n", (FAR, 22), Dropped, "policy_in"),
    case("an excluded member of a set is no source", "[OPTIONS]\nenable: 1\n[IPSET admins]\n203.0.113.0/24\n!203.0.113.7\n", "[RULES]\nIN ACCEPT -source +admins\n", (FAR, 22), Dropped, "policy_in"),
    case("+management is in error while no file defines it: the set is made after the rules are read", ON, "[RULES]\nIN ACCEPT -source +management -p tcp -dport 2222\n", (LAN, 2222), Dropped, "policy_in"),
    case("+management, defined, holds the local network too", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n", "[RULES]\nIN ACCEPT -source +management -p tcp -dport 2222\n", (LAN, 2222), Passes, "(rules.0 of host.fw)"),
    case("a set of the SDN is in no file: no way in to rely on", ON, "[RULES]\nIN ACCEPT -source +sdn/vnet0-all\n", (FAR, 22), Dropped, "policy_in"),
    case("a rule about the host's own address", ON, "[RULES]\nIN ACCEPT -dest 192.168.8.2\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("a rule about another's", ON, "[RULES]\nIN ACCEPT -dest 192.168.8.3\n", (FAR, 22), Dropped, "policy_in"),
    case("-i of the interface the route leads to", ON, "[RULES]\nIN ACCEPT -i vmbr0\n", (FAR, 22), Passes, "(rules.0 of host.fw)"),
    case("-i of another interface", ON, "[RULES]\nIN ACCEPT -i vmbr1\n", (FAR, 22), Dropped, "policy_in"),
    case("a DROP with -i of another interface", ON, "[RULES]\nIN DROP -i vmbr1\n", (LAN, 22), Passes, "ipset management"),
    case("the longest route tells where packets come from", ON, "[RULES]\nIN ACCEPT -i vmbr1\n", ("10.9.1.1", 22), Passes, "(rules.0 of host.fw)"),
    case("an interface without a route may be another name of one: no way in to rely on", ON, "[RULES]\nIN ACCEPT -i eno1\n", (FAR, 22), Dropped, "policy_in"),
    case("... and a DROP with it may hit", ON, "[RULES]\nIN DROP -i eno1\n", (LAN, 22), Dropped, "which may match"),
    case("a name of more than 15 letters is skipped", ON, "[RULES]\nIN DROP -i averylongbridge0\n", (LAN, 22), Passes, "ipset management"),
    case("a group's rules stand where it is named", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP admins\nIN DROP\n", (FAR, 22), Passes, "groups.admins.rules.0, for rules.0 of host.fw"),
    case("what a group does not decide goes on behind it", "[OPTIONS]\nenable: 1\n[group admins]\nIN HTTP(ACCEPT)\n", "[RULES]\nGROUP admins\nIN SSH(ACCEPT)\n", (FAR, 22), Passes, "rules.1 of host.fw"),
    case("a group with -i of another interface is not entered", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP admins -i vmbr1\n", (FAR, 22), Dropped, "policy_in"),
    case("a group that is not there is empty", ON, "[RULES]\nGROUP admins\n", (FAR, 22), Dropped, "policy_in"),
    case("a group's name counts as it is written: groups are kept in lower case", "[OPTIONS]\nenable: 1\n[group Admins]\nIN SSH(ACCEPT)\n", "[RULES]\nGROUP Admins\n", (FAR, 22), Dropped, "policy_in"),
    case("a disabled GROUP rule is skipped", "[OPTIONS]\nenable: 1\n[group admins]\nIN SSH(ACCEPT)\n", "[RULES]\n|GROUP admins\n", (FAR, 22), Dropped, "policy_in"),
    case("a group may drop", "[OPTIONS]\nenable: 1\n[group closed]\nIN DROP\n[RULES]\nGROUP closed\n", "", (LAN, 22), Dropped, "groups.closed.rules.0"),
    case("IPv6 has the same policy", ON, "", ("fd00:8::20", 22), Dropped, "policy_in"),
    case("a rule of IPv4 is not for IPv6", ON, "[RULES]\nIN ACCEPT -source 0.0.0.0/0\n", ("fd00:8::20", 22), Dropped, "policy_in"),
    case("a rule without addresses is for both", ON, "[RULES]\nIN SSH(ACCEPT)\n", ("fd00:8::20", 22), Passes, "(rules.0 of host.fw)"),
    case("a network of IPv6 in management", "[OPTIONS]\nenable: 1\n[IPSET management]\nfd00:8::/64\n", "", ("fd00:8::20", 22), Passes, "ipset management"),
    case("nftables: the set may come in before any rule, but the other daemon may run", ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN DROP -p tcp -dport 22\n", (LAN, 22), Dropped, "IN DROP"),
    case("nftables: a set management is all there is, without the local network", "[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.7\n", "[OPTIONS]\nnftables: 1\n", (LAN, 22), Dropped, "policy_in"),
    case("nftables: without one the local network is in it", ON, "[OPTIONS]\nnftables: 1\n", (LAN, 22), Passes, "ipset management"),
    case("nftables: what an excluded network holds is out, whatever the lengths", "[OPTIONS]\nenable: 1\n[IPSET management]\n192.168.8.20\n!192.168.0.0/16\n", "[OPTIONS]\nnftables: 1\n", (LAN, 22), Dropped, "policy_in"),
];

#[test]
fn the_cases_are_as_the_source_says() {
    for Case { because, cluster, node, peer, port, is, by } in CASES {
        let (cluster, node) = (read(cluster, Scope::Cluster), read(node, Scope::Node));
        let verdict = judge(&cluster, &node, peer.parse().unwrap(), *port, Doubt::Drops);
        let (found, cause) = match &verdict {
            Verdict::Passes(cause) => (Passes, cause.to_string()),
            Verdict::Dropped(cause) => (Dropped, cause.to_string()),
        };
        assert_eq!(found, *is, "{because}: {peer} to {port}, by {cause}");
        assert!(cause.contains(by), "{because}: {cause}");
    }
}

#[test]
fn what_is_not_known_counts_for_what_holds_today() {
    let passes = |cluster: &str, node: &str, doubt| {
        let (cluster, node) = (read(cluster, Scope::Cluster), read(node, Scope::Node));
        judge(&cluster, &node, LAN.parse().unwrap(), 22, doubt).passes()
    };
    for (cluster, node) in [
        (ON, "[RULES]\nIN DROP -i eno1\n"),
        (ON, "[RULES]\nIN DROP -p tcp -dport amanda\n"),
        (ON, "[RULES]\nIN ACCEPT -source +sdn/vnet0-all\nIN DROP\n"),
        (ON, "[OPTIONS]\nnftables: 1\n[RULES]\nIN DROP\n"),
        ("[OPTIONS]\nenable: 1795392000\n[RULES]\nIN DROP\n", ""),
    ] {
        assert!(passes(cluster, node, Doubt::Passes) && !passes(cluster, node, Doubt::Drops), "{cluster}{node}");
    }
}

/// Returns a file of random lines, some of them rules, of some sense.
fn file() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[OPTIONS]",
        "[RULES]",
        "[ALIASES]",
        "[IPSET management]",
        "[IPSET blacklist]",
        "[group web]",
        "enable: 1",
        "enable: 99999999999999999999",
        "policy_in: ACCEPT",
        "policy_in: drop",
        "nftables: 1",
        "office 10.0.0.0/8",
        "local_network 10.0.0.0/33",
        "10.0.0.0/8",
        "!192.168.8.20",
        "dc/office",
        "IN ACCEPT",
        "IN DROP",
        "|IN REJECT",
        "IN SSH(DROP)",
        "IN ACCEPT -source +management",
        "IN ACCEPT -source office -p tcp -dport 22,8006",
        "IN DROP -i vmbr0 -p 6",
        "GROUP web",
        "GROUP web -i vmbr1",
        "IN DROP -sport 1:2 -p tcp",
        "OUT DROP",
        "IN é(ACCEPT)",
        "IN ACCEPT -source ,,",
        "IN ACCEPT -source - -dest /",
        "IN ACCEPT -p tcp -dport :,99999:é",
        "GROUP é -i é",
        "",
    ]);
    let line = prop_oneof![9 => words.prop_map(str::to_owned), 1 => "\\PC{0,30}"];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

fn port() -> impl Strategy<Value = u16> {
    prop::sample::select(vec![22, 8006, 443])
}

fn peer() -> impl Strategy<Value = IpAddr> {
    let peers = [LAN, FAR, "10.0.0.9", "fd00:8::20", "2001:db8::1"];
    prop::sample::select(peers.to_vec()).prop_map(|peer| peer.parse().unwrap())
}

fn doubt() -> impl Strategy<Value = Doubt> {
    prop::sample::select(vec![Doubt::Drops, Doubt::Passes])
}

proptest! {
    #[test]
    fn a_rule_that_accepts_everything_on_top_of_host_fw_lets_everybody_in(
        cluster in file(), node in file(), peer in peer(), port in port(), doubt in doubt(),
    ) {
        let mut cluster = read(&cluster, Scope::Cluster);
        cluster.ipsets.remove("blacklist");
        let mut node = read(&node, Scope::Node);
        node.rules.insert(0, read("[RULES]\nIN ACCEPT\n", Scope::Node).rules.remove(0));
        prop_assert!(judge(&cluster, &node, peer, port, doubt).passes());
    }

    #[test]
    fn a_disabled_rule_changes_nothing(
        cluster in file(), node in file(), peer in peer(), port in port(), doubt in doubt(), place in 0_usize..14,
    ) {
        let (cluster, mut node) = (read(&cluster, Scope::Cluster), read(&node, Scope::Node));
        let before = judge(&cluster, &node, peer, port, doubt).passes();
        let place = place.min(node.rules.len());
        node.rules.insert(place, read("[RULES]\n|IN DROP\n", Scope::Node).rules.remove(0));
        prop_assert_eq!(judge(&cluster, &node, peer, port, doubt).passes(), before);
    }

    #[test]
    fn what_might_be_dropped_is_never_said_to_pass_and_then_said_to_be_dropped(
        cluster in file(), node in file(), peer in peer(), port in port(),
    ) {
        let (cluster, node) = (read(&cluster, Scope::Cluster), read(&node, Scope::Node));
        let for_sure = judge(&cluster, &node, peer, port, Doubt::Drops).passes();
        prop_assert!(!for_sure || judge(&cluster, &node, peer, port, Doubt::Passes).passes());
    }

    #[test]
    fn a_member_of_management_gets_in_unless_an_earlier_rule_drops_him(
        cluster in file(), node in file(), port in prop::sample::select(vec![22, 8006]),
    ) {
        let (mut cluster, node) = (read(&cluster, Scope::Cluster), read(&node, Scope::Node));
        let member = read("[IPSET management]\n203.0.113.7\n", Scope::Cluster).ipsets.remove("management").unwrap();
        cluster.ipsets.insert("management".to_owned(), member);
        let verdict = judge(&cluster, &node, FAR.parse().unwrap(), port, Doubt::Drops);
        let by_rule = matches!(&verdict, Verdict::Dropped(Cause::Rule { .. } | Cause::Set("blacklist")));
        prop_assert!(verdict.passes() || by_rule, "{verdict:?}");
    }
}
