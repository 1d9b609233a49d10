//! A firewall file is read by Phoenix as by Proxmox: the same lines are passed by, for the same reason.

use std::collections::BTreeMap;

use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Lines of firewall files, well-formed and not, as people wrote them.
const LINES: &[&str] = &[
    "stray line",
    "  [options]  ",
    "[OPTIONS]",
    "[OPTIONS] # main",
    "[Rules]",
    "[RULES]",
    "[ALIASES]",
    "[IPSET mgmt] # office",
    "[IPSET x]",
    "[ipset 9bad]",
    "[group G1] # web",
    "[group toolongnametoolongname]",
    "[FOO]",
    " ENABLE:1",
    "enable 1",
    "enable: yes",
    "enable: 5",
    "bogus: 1",
    "policy_in: maybe",
    "Policy_In:   drop",
    "policy_forward: DROP",
    "log_level_in: INFO",
    "nf_conntrack_helpers: ftp,sip",
    "dhcp: yes",
    "dhcp: 1",
    "lan 10.0.0.0/8 # the lan",
    "a1 10.0.0.3/33",
    "a2 nowhere",
    "10.0.0.1",
    "!10.0.0.8/32",
    "0.0.0.0/0",
    "10.0.0.300",
    "lan",
    "IN",
    "FOO BAR",
    "in accept -p tcp --dport 22",
    "In  ACCEPT   -p   tcp -dport 23",
    "\tIN\tACCEPT\t-p tcp",
    "IN ACCEPT -source 10.0.0.1 -p tcp -dport 24#nospace comment",
    "IN ssh(ACCEPT)",
    "IN SSH(accept)",
    "IN ACCEPT -i vmbr0 -p tcp -dport 27 -foo bar",
    "IN ACCEPT -p tcp -dport 29 -log WARNING",
    "IN ACCEPT -p tcp -dport 28 -log warning",
    "IN ACCEPT --source 10.0.0.2 --dest 10.0.0.3 --proto tcp --dport 31 --sport 99",
    "| IN ACCEPT -p tcp -dport 32",
    "|IN ACCEPT -p tcp -dport 33",
    "IN ACCEPT -p tcp -dport 99999",
    "IN ACCEPT -source +nosuch",
    "IN ACCEPT -source guest/me",
    "GROUP web -p tcp",
    "GROUP web -i net0",
    "FORWARD REJECT",
    "# IN ACCEPT",
    "",
];

/// Returns what is said of each line of a file: its number, and the reason.
fn said(text: &str, before: &str) -> BTreeMap<usize, String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(before)?.split_once(')'));
    lines.map(|(number, reason)| (number.parse().unwrap(), reason.to_owned())).collect()
}

/// Returns the lines that Phoenix notes as not understood.
fn noted(host: &SimHost, wish: &Value) -> BTreeMap<usize, String> {
    let reply = call(host, "phoenix_firewall", wish.as_object().unwrap(), Mode::Check);
    let reply = serde_json::to_value(&reply).unwrap().to_string();
    let Some((_, rest)) = reply.split_once("does not understand these lines of ") else { return BTreeMap::new() };
    let list = rest.split("; it passes them by").next().unwrap();
    let parts = list.split("line ").skip(1).filter_map(|part| part.split_once(" ("));
    parts.filter_map(|(number, reason)| Some((number.parse().ok()?, reason.to_owned()))).collect()
}

proptest! {
    #![proptest_config(crate::over(400))]

    #[test]
    fn what_proxmox_passes_by_phoenix_passes_by(lines in vec(select(LINES), 1..8), scope in 0..3_usize) {
        let (path, wish) = [
            ("/etc/pve/firewall/cluster.fw", json!({"scope": "cluster", "enable": true})),
            ("/etc/pve/nodes/pve1/host.fw", json!({"scope": "node", "enable": true})),
            ("/etc/pve/firewall/101.fw", json!({"scope": "guest", "ctid": 101, "enable": true})),
        ][scope].clone();
        let host = SimHost::blank().with_container("101", "arch: amd64\n").with_file(path, &lines.join("\n"));
        let told = host.type_in("pve-firewall compile").stderr;
        let all = said(&told, &format!("{path} (line "));
        let noted = noted(&host, &wish);
        for (number, reason) in &all {
            let is_passed_by = reason.starts_with(": ");
            let of_no_type = told.contains("  type: invalid rule type");
            prop_assert!(!is_passed_by || noted.contains_key(number), "line {number} {reason}: {noted:?}\n{told}\n{lines:?}");
            prop_assert!(is_passed_by || of_no_type || !noted.contains_key(number) || reason.contains("ipset"),
                "line {number} {reason}: {noted:?}\n{lines:?}");
        }
        for (number, reason) in &noted {
            // Of an alias without an address nothing is said; it leaves a line that is none.
            let is_ghost = reason.starts_with("unable to parse alias");
            prop_assert!(all.contains_key(number) || is_ghost, "line {number} {reason}: {told}\n{lines:?}");
        }
    }
}
