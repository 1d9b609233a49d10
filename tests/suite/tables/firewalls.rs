//! Options of firewalls.

use phoenix_modules::protocol::Verdict;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use proptest::prelude::*;
use serde_json::json;

const FIREWALL: &str = include_str!("../../data/firewall_options.txt");

/// Values that are right for some option of a firewall and wrong for most.
const SETTINGS: [&str; 21] = [
    "",
    "0",
    "1",
    "2",
    "yes",
    "off",
    "maybe",
    "-1",
    "40",
    "61",
    "40000",
    "DROP",
    "drop",
    "REJECT",
    "info",
    "loud",
    "ftp,tftp",
    "ftp,x",
    "1,rate=5/second",
    "rate=5/second",
    "1,burst=x",
];

proptest! {
    #![proptest_config(crate::over(256))]

    #[test]
    fn an_option_of_a_firewall_that_is_not_refused_reads_back_as_wished(
        line in any::<prop::sample::Index>(),
        value in prop::sample::select(&SETTINGS[..]),
        before in prop::sample::select(&SETTINGS[..]),
    ) {
        let lines: Vec<Vec<&str>> =
            FIREWALL.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
        let [scope, option, ..] = line.get(&lines)[..] else { panic!("a line without an option") };
        let (file, api) = match scope {
            "cluster" => ("/etc/pve/firewall/cluster.fw", Some("/cluster/firewall/options")),
            "node" => ("/etc/pve/nodes/pve1/host.fw", None),
            _ => ("/etc/pve/firewall/101.fw", Some("/nodes/pve1/lxc/101/firewall/options")),
        };
        let host = SimHost::blank()
            .with_container("101", "arch: amd64\nnet0: name=eth0,bridge=vmbr0,firewall=1\n")
            .with_file(file, &format!("[OPTIONS]\n\n{option}: {before}\n"));
        let mut wish = json!({"scope": scope, "options": {option: value}, "allow": ["all", "lock-out"]});
        if scope == "guest" {
            wish["ctid"] = json!(101);
        }
        let told = call(&host, "phoenix_firewall", wish.as_object().unwrap(), Mode::Converge);
        let told = &told.resources[0];
        let story = format!("{scope} {option}={value} after {before}: {told:?}");
        match told.verdict {
            Verdict::Changed => {
                let again = call(&host, "phoenix_firewall", wish.as_object().unwrap(), Mode::Converge);
                prop_assert_eq!(again.resources[0].verdict, Verdict::InSync, "{}", story);
            }
            Verdict::InSync => {}
            Verdict::Refused => {
                prop_assert!(host.mutations().is_empty(), "{}", story);
                // The simulated `pvesh` takes a number for every `enable`; a guest's is a boolean.
                if let Some(api) = api.filter(|_| (scope, option) != ("guest", "enable")) {
                    let typed = host.type_in(&format!("pvesh set {api} --{option} {value}"));
                    prop_assert_ne!(typed.status, 0, "{}", story);
                }
            }
            _ => prop_assert!(false, "{}", story),
        }
    }
}
