//! Laws over random files, some of them held against Proxmox's compiler told once more ([`oracle`]).

use std::net::IpAddr;

use proptest::prelude::*;

use super::super::Scope;
use super::super::address::Cidr;
use super::super::network::Route;
use super::super::text::parse;
use super::*;

/// The host is 192.168.8.2; vmbr0 leads to its network and everywhere else, vmbr1 to 10.9.0.0/16.
pub(in super::super) fn network() -> Network {
    let route =
        |network, interface: &str| Route { network: Cidr::parse(network).unwrap(), interface: interface.to_owned() };
    let routes = vec![
        route("0.0.0.0/0", "vmbr0"),
        route("192.168.8.0/24", "vmbr0"),
        route("10.9.0.0/16", "vmbr1"),
        route("fd00:8::/64", "vmbr0"),
        route("fe80::/64", "vmbr0"),
        route("fe80::/64", "vmbr1"),
    ];
    Network { routes, local: Cidr::parse("192.168.8.0/24"), ..Network::default() }
}

pub(super) fn read(text: &str, scope: Scope) -> FirewallFile {
    parse(text, scope).file
}

pub(super) fn judge(cluster: &FirewallFile, node: &FirewallFile, source: IpAddr, port: u16, doubt: Doubt) -> Verdict {
    let network = network();
    let dest: IpAddr = if source.is_ipv4() { [192, 168, 8, 2].into() } else { "fd00:8::2".parse().unwrap() };
    let packet = Packet { source, dest, port, interface: network.interface_to(source) };
    verdict(Files { cluster, node }, &network, &packet, doubt)
}

pub(super) const ON: &str = "[OPTIONS]\nenable: 1\n";
pub(super) const LAN: &str = "192.168.8.20";
pub(super) const FAR: &str = "203.0.113.7";

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

/// Sections of a file, in order or not; `more` are further rules.
pub(in super::super) fn sections(
    begin: &'static [(&'static str, &'static [&'static str])],
    more: &'static [&'static str],
) -> BoxedStrategy<String> {
    let lines = |words: Vec<&'static str>, most| prop::collection::vec(prop::sample::select(words), 0..most);
    let section = |(header, words): &(&'static str, &'static [&'static str])| {
        let header = *header;
        let section = lines(words.to_vec(), 5).prop_map(move |lines| format!("{header}\n{}\n", lines.join("\n")));
        prop::option::weighted(if header.contains("enable") { 0.95 } else { 0.7 }, section).boxed()
    };
    let rules = |header: &'static str| {
        let rules = lines([RULES, more].concat(), 8).prop_map(move |lines| format!("{header}\n{}\n", lines.join("\n")));
        prop::option::weighted(0.9, rules).boxed()
    };
    let mut all: Vec<BoxedStrategy<Option<String>>> = begin.iter().map(section).collect();
    all.push(rules("[RULES]"));
    if begin.len() > 1 {
        all.push(rules("[group web]"));
    }
    prop_oneof![2 => all.clone(), 1 => all.prop_shuffle()]
        .prop_map(|all: Vec<Option<String>>| all.into_iter().flatten().collect())
        .boxed()
}

/// Rules about which nothing is in doubt.
const RULES: &[&str] = &[
    "IN ACCEPT",
    "IN DROP -p udp",
    "|IN DROP",
    "in REJECT -p tcp -dport 22 # closed",
    "IN accept",
    "IN SSH(ACCEPT)",
    "IN SSH(DROP) -source 10.0.0.0/8",
    "IN ssh(ACCEPT) -p tcp -dport 22",
    "IN Web(ACCEPT) -p tcp -dport 80",
    "IN PMG(ACCEPT) -source +admins",
    "IN DNS(ACCEPT) -p tcp",
    "IN Ping(DROP)",
    "IN ACCEPT -p tcp -dport 8000:9000,ssh",
    "IN DROP -p tcp -dport 0",
    "IN SSH(DROP) -p 0",
    "IN ACCEPT -source 0 -p 6 -dport 443",
    "IN ACCEPT -dport 22",
    "IN DROP -p gre",
    "IN ACCEPT -source 203.0.113.0/24",
    "IN DROP -source 203.0.113.7,192.168.8.20 -p tcp",
    "IN ACCEPT -source 192.168.8.10-192.168.8.30",
    "IN DROP -source 192.168.8.20/24",
    "IN DROP -source 203.0.113.7,fd00:8::20",
    "IN DROP -source fd00:8::/64",
    "IN ACCEPT -source ::/0",
    "IN ACCEPT -source office",
    "IN DROP -source dc/Office -dest 192.168.8.2",
    "IN DROP -source office -dest fd00:8::2",
    "IN DROP -source +admins -p tcp",
    "IN ACCEPT -source +dc/admins",
    "IN DROP -source +Admins",
    "IN DROP -source nowhere",
    "IN ACCEPT -dest +admins",
    "IN DROP -i vmbr1",
    "IN ACCEPT -i vmbr0 -p tcp -dport 22",
    "OUT DROP",
    "GROUP web",
    "GROUP web -i vmbr1",
    "|GROUP web",
    "GROUP Web",
    "GROUP other",
    "IN DROP -p   tcp",
];

pub(in super::super) const CLUSTER: &[(&str, &[&str])] = &[
    ("[OPTIONS]\nenable: 1", &["policy_in: ACCEPT", "Policy_In: reject", "# enable: 0", "enable: yes"]),
    (
        "[ALIASES]",
        &["Office 203.0.113.0/24", "office 192.168.0.0/16", "office fd00:8::/64", "local_network 10.0.0.0/8"],
    ),
    ("[IPSET admins]", ENTRIES),
    ("[IPSET management]", ENTRIES),
    ("[IPSET blacklist]", &["203.0.113.8", "office", "!203.0.113.8"]),
    ("[group other]", &["IN SSH(ACCEPT)", "IN DROP", "IN ACCEPT -i vmbr0", "GROUP web"]),
];

pub(in super::super) const NODE: &[(&str, &[&str])] =
    &[("[OPTIONS]", &["enable: 1", "policy_in: ACCEPT", "enable: 0", "nosmurfs: 1"])];

const ENTRIES: &[&str] = &[
    "203.0.113.7",
    "!203.0.113.7",
    "192.168.8.0/24",
    "!192.168.8.20",
    "!192.168.0.0/16",
    "office",
    "!dc/Office",
    "fd00:8::/64",
    "0.0.0.0/0",
    "nowhere",
];

/// What the compiler tells, and the evaluator cannot: it may say either.
pub(in super::super) const DOUBTFUL: &[&str] = &[
    "IN DROP -source guest/office",
    "OUT DROP -source guest/office",
    "GROUP web",
    "IN ACCEPT -source +management",
    "IN DROP -source local_network",
    "IN DROP -source guest/office",
    "IN ACCEPT -source +guest/admins",
];

pub(in super::super) fn by_the_compiler(cluster: &str, node: &str, peer: IpAddr, port: u16) -> bool {
    let cluster = oracle::read(cluster, None);
    let node = oracle::read(node, Some(&cluster));
    let tables = oracle::compile(&cluster, &node, "192.168.8.0/24", if peer.is_ipv4() { 4 } else { 6 });
    let dest: IpAddr = if peer.is_ipv4() { [192, 168, 8, 2].into() } else { "fd00:8::2".parse().unwrap() };
    tables.lets(peer, dest, port, network().interface_to(peer).unwrap_or("vmbr9"))
}

pub(in super::super) fn known_peer() -> impl Strategy<Value = IpAddr> {
    let peers = [LAN, "192.168.8.77", FAR, "203.0.113.8", "10.9.0.9", "fd00:8::20"];
    prop::sample::select(peers.to_vec()).prop_map(|peer| peer.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_nothing_is_in_doubt_it_says_what_proxmoxs_compiler_says(
        cluster in sections(CLUSTER, &[]), node in sections(NODE, &[]), peer in known_peer(), port in port(),
    ) {
        let (one, other) = (read(&cluster, Scope::Cluster), read(&node, Scope::Node));
        let told = judge(&one, &other, peer, port, Doubt::Drops);
        prop_assert_eq!(told.passes(), by_the_compiler(&cluster, &node, peer, port), "{:?}\n{}\n{}", told, cluster, node);
    }

    #[test]
    fn what_it_calls_open_is_open_and_what_it_calls_closed_is_closed(
        cluster in sections(CLUSTER, DOUBTFUL), node in sections(NODE, DOUBTFUL), peer in known_peer(), port in port(),
    ) {
        let (one, other) = (read(&cluster, Scope::Cluster), read(&node, Scope::Node));
        let is_open = by_the_compiler(&cluster, &node, peer, port);
        prop_assert!(is_open || !judge(&one, &other, peer, port, Doubt::Drops).passes(), "{}\n{}", cluster, node);
        prop_assert!(!is_open || judge(&one, &other, peer, port, Doubt::Passes).passes(), "{}\n{}", cluster, node);
    }
}
