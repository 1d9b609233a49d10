use super::super::Scope;
use proptest::prelude::*;

use super::super::address::Cidr;
use super::super::evaluate::tests::{self as compiler, CLUSTER, DOUBTFUL, NODE, by_the_compiler, known_peer, sections};
use super::super::network::Route;
use super::super::text::parse;
use super::super::values::FirewallFile;
use super::*;
use crate::command::Command;
use crate::plan::{Consent, Plan};

const ON: &str = "[OPTIONS]\nenable: 1\n";
const CLOSED: &str = "[OPTIONS]\nenable: 1\npolicy_in: DROP\n";

fn cluster(text: &str) -> FirewallFile {
    parse(text, Scope::Cluster).file
}

fn node(text: &str) -> FirewallFile {
    parse(text, Scope::Node).file
}

fn peer(address: &str, is_caller: bool) -> Peer {
    let address: IpAddr = address.parse().unwrap();
    let local = if address.is_ipv4() { "192.168.8.2" } else { "fd00:8::2" };
    Peer { address, local: local.parse().unwrap(), is_caller }
}

fn network(peers: Vec<Peer>) -> Network {
    let route = |text: &str| Route { network: Cidr::parse(text).unwrap(), interface: "vmbr0".to_owned() };
    let routes = vec![route("0.0.0.0/0"), route("192.168.8.0/24")];
    Network { peers, ports: BTreeSet::from([22, 8006]), local: Cidr::parse("192.168.8.0/24"), routes }
}

/// Judges a change from files to files, cluster.fw and host.fw each.
fn judged(before: (&str, &str), after: (&str, &str), sight: &Sight) -> Judgement {
    let (old, new) = ((cluster(before.0), node(before.1)), (cluster(after.0), node(after.1)));
    judge(Files { cluster: &old.0, node: &old.1 }, Files { cluster: &new.0, node: &new.1 }, sight)
}

fn refusal(judgement: &Judgement) -> &Refusal {
    &judgement.objection.as_ref().expect("an objection").1
}

#[test]
fn whoever_would_be_cut_off_is_named_with_what_drops_him_and_what_to_add() {
    let sight = Ok(network(vec![peer("203.0.113.7", true), peer("192.168.8.20", false), peer("2001:db8::1", false)]));
    let judgement = judged(("", ""), (CLOSED, ""), &sight);
    let refusal = refusal(&judgement);
    assert_eq!(refusal.wanted, "tcp 22 and 8006 closed to 203.0.113.7 (you), 2001:db8::1");
    let why = "new connections would be dropped: no rule accepts them, and policy_in is DROP (cluster.fw)";
    assert_eq!(refusal.why, why);
    assert_eq!(
        refusal.remedy,
        "add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 203.0.113.7 -p tcp -dport \
         22,8006` and `IN ACCEPT -source 2001:db8::1 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`"
    );
    assert!(judgement.notes.is_empty());
}

#[test]
fn who_stays_welcome_is_no_matter() {
    let harmless = |before, after, peers| judged(before, after, &Ok(network(peers))) == Judgement::default();
    let far = || vec![peer("203.0.113.7", true)];
    assert!(harmless(("", ""), (CLOSED, ""), vec![peer("192.168.8.20", true)]));
    assert!(harmless(("", ""), ("[OPTIONS]\nenable: 1\n[IPSET management]\n203.0.113.0/24\n", ""), far()));
    assert!(harmless(("", ""), (CLOSED, "[RULES]\nIN ACCEPT -p tcp -dport 22,8006\n"), far()));
    assert!(harmless((CLOSED, ""), ("[OPTIONS]\nenable: 0\n", ""), far()));
    assert!(harmless(("", ""), (CLOSED, "[OPTIONS]\nenable: 0\n"), far()));
}

#[test]
fn a_rule_of_the_node_can_lock_out_as_well() {
    let sight = Ok(network(vec![peer("192.168.8.20", true)]));
    let judgement = judged((CLOSED, ""), (CLOSED, "[RULES]\nIN DROP -p tcp -dport 22\n"), &sight);
    let refusal = refusal(&judgement);
    assert_eq!(refusal.wanted, "tcp 22 closed to 192.168.8.20 (you)");
    assert!(refusal.why.contains("`IN DROP -p tcp -dport 22` (rules.0 of host.fw)"), "{refusal}");
    let remedy = "put `IN ACCEPT -source 192.168.8.20 -p tcp -dport 22` above what drops them";
    assert!(refusal.remedy.starts_with(remedy), "{refusal}");
}

#[test]
fn who_is_shut_out_today_is_told_and_no_reason_to_refuse() {
    let sight = || Ok(network(vec![peer("203.0.113.7", false)]));
    let judgement = judged((CLOSED, ""), (CLOSED, "[RULES]\nIN HTTP(ACCEPT)\n"), &sight());
    assert_eq!(judgement.objection, None);
    let text =
        "203.0.113.7 could not connect anew today either: no rule accepts them, and policy_in is DROP (cluster.fw)";
    assert_eq!(judgement.notes, [Note::new(NoteKind::Warning, text)]);
    // Where it is in doubt whether he is shut out today, he counts as one who is not.
    let doubtful = judged((ON, "[RULES]\nIN ACCEPT -i eno1\n"), (ON, ""), &sight());
    assert!(doubtful.objection.is_some());
}

#[test]
fn several_causes_are_told_apart() {
    let sight = Ok(network(vec![peer("192.168.8.20", true), peer("203.0.113.7", false)]));
    let rules = "[RULES]\nIN DROP -source 192.168.8.20\n";
    let judgement = judged(("", ""), ("[OPTIONS]\nenable: 1\n[IPSET blacklist]\n203.0.113.7\n", rules), &sight);
    let refusal = refusal(&judgement);
    assert!(refusal.why.contains("to tcp 22 and 8006 from 203.0.113.7: the ipset blacklist (cluster.fw)"), "{refusal}");
    assert!(
        refusal.why.contains("from 192.168.8.20: `IN DROP -source 192.168.8.20` (rules.0 of host.fw)"),
        "{refusal}"
    );
    assert!(refusal.remedy.contains("take them out of the ipset blacklist"), "{refusal}");
}

#[test]
fn of_many_a_few_are_named() {
    let peers = (1..=9).map(|number| peer(&format!("203.0.113.{number}"), false)).collect();
    let judgement = judged(("", ""), (CLOSED, ""), &Ok(network(peers)));
    assert!(refusal(&judgement).wanted.ends_with("203.0.113.5, 4 more"));
}

#[test]
fn not_to_see_who_is_connected_is_no_reason_to_go_on() {
    let blind = || Err("/proc/net/tcp is missing".to_owned());
    let judgement = judged(("", ""), (ON, ""), &blind());
    assert!(
        refusal(&judgement)
            .why
            .starts_with("it cannot be seen who is connected (/proc/net/tcp is missing), so whoever")
    );
    assert_eq!(judged((ON, ""), ("", ""), &blind()), Judgement::default());
}

#[test]
fn nobody_connected_is_told() {
    let judgement = judged(("", ""), (ON, ""), &Ok(network(Vec::new())));
    assert_eq!(judgement.objection, None);
    assert!(judgement.notes[0].text.starts_with("nobody is connected to tcp 22 and 8006 of this host"));
    assert_eq!(judged((ON, ""), ("", ""), &Ok(network(Vec::new()))), Judgement::default());
}

#[test]
fn the_step_is_refused_unless_a_lock_out_is_allowed_by_name() {
    let judgement = judged(("", ""), (CLOSED, ""), &Ok(network(vec![peer("203.0.113.7", true)])));
    let change = Change::new("enable", None, Some("1".to_owned())).risking(Risk::Exposes);
    let step = judgement.guard(Step::run(Command::new("write"), vec![change]));
    let plan = |allowed: &[&str]| {
        let plan = Plan { steps: vec![step.clone()], ..Plan::default() };
        plan.judged(&Consent::parse(allowed.iter().copied()).unwrap())
    };
    assert_eq!((plan(&["all"]).refusals.len(), plan(&["all"]).steps.len()), (1, 0));
    assert_eq!(plan(&["exposes", "lock-out"]).steps.len(), 1);
    // Who has allowed the lock-out is told what else to allow, and not the lock-out again.
    assert_eq!((plan(&["lock-out"]).refusals.len(), plan(&["lock-out"]).held.len()), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_shut_out_by_a_change_that_is_not_objected_to(
        (old, new) in (sections(CLUSTER, DOUBTFUL), sections(CLUSTER, DOUBTFUL)),
        (old_node, new_node) in (sections(NODE, DOUBTFUL), sections(NODE, DOUBTFUL)),
        peers in prop::collection::vec(known_peer(), 1..4),
    ) {
        let peers: Vec<Peer> = peers.iter().map(|address| peer(&address.to_string(), false)).collect();
        let ports = BTreeSet::from([22, 8006]);
        let sight = Ok(Network { peers: peers.clone(), ports: ports.clone(), ..compiler::network() });
        let judgement = judged((&old, &old_node), (&new, &new_node), &sight);
        let is_shut_out = |peer: &Peer, port| {
            by_the_compiler(&old, &old_node, peer.address, port) && !by_the_compiler(&new, &new_node, peer.address, port)
        };
        let is_any = peers.iter().any(|peer| ports.iter().any(|&port| is_shut_out(peer, port)));
        prop_assert!(!is_any || judgement.objection.is_some());
    }
}
