use std::path::Path;

use super::*;
use crate::SimHost;

const RULES: &str = "/nodes/pve1/lxc/101/firewall/rules";

fn rules(host: &SimHost) -> String {
    host.world().read("/etc/pve/firewall/101.fw").unwrap_or_default()
}

#[test]
fn a_rule_stands_on_top_and_is_off_unless_it_is_enabled() {
    let host = SimHost::blank();
    host.type_in(&format!("pvesh create {RULES} --type in --action ACCEPT --enable 1 --comment first"));
    host.type_in(&format!(
        "pvesh create {RULES} --pos 9 --type out --action DROP --proto tcp --dport 80,443 --dest 10.0.0.1"
    ));
    assert_eq!(rules(&host), "[RULES]\n\n|OUT DROP -dest 10.0.0.1 -p tcp -dport 80,443\nIN ACCEPT # first\n\n");
    assert_eq!(host.type_in(&format!("pvesh delete {RULES}/0")), Answer::silent());
    assert_eq!(rules(&host), "[RULES]\n\nIN ACCEPT # first\n\n");
    let digest = "caa5ed6b8933920953c36e2cbc409743ec68b920";
    let shown =
        format!(r#"[{{"action":"ACCEPT","comment":"first","digest":"{digest}","enable":1,"pos":0,"type":"in"}}]"#);
    assert_eq!(host.type_in(&format!("pvesh get {RULES}")).stdout, shown + "\n");
    host.type_in(&format!("pvesh delete {RULES}/0"));
    assert!(!host.world().files.exists(Path::new("/etc/pve/firewall/101.fw")));
    assert_eq!(host.type_in(&format!("pvesh delete {RULES}/0")).stderr, "no rule at position 0\n");
}

#[test]
fn a_file_with_a_rule_of_an_unknown_type_cannot_be_written() {
    let host = SimHost::blank().with_file("/etc/pve/firewall/101.fw", "[RULES]\nSIDEWAYS ACCEPT\n");
    let answer = host.type_in(&format!("pvesh create {RULES} --type in --action ACCEPT"));
    assert!(answer.stderr.starts_with("unknown rule type 'sideways' at "), "{answer:?}");
    assert_eq!(rules(&host), "[RULES]\nSIDEWAYS ACCEPT\n");
}

#[test]
fn what_makes_no_rule_is_refused() {
    let host = SimHost::blank();
    let said = |words: &str| {
        let answer = host.type_in(&format!("pvesh create {RULES} {words}"));
        assert_eq!(answer.status, REFUSED, "{words}");
        answer.stderr.lines().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(said("--type in"), "action: property is missing and it is not optional");
    assert_eq!(said("--type in --action accept"), "action: unknown action 'accept'");
    assert_eq!(said("--type forward --action DROP"), "type: invalid rule type 'forward' for rule_env 'ct'");
    let no_proto = said("--type in --action DROP --dport 80");
    assert_eq!(no_proto, "proto: missing property - 'dport' requires this property");
    let backwards = said("--type in --action DROP --proto tcp --dport 90:80");
    assert_eq!(backwards, "dport: invalid format - backwards range '90:80' not allowed, did you mean '80:90'?");
    assert_eq!(said("--type in --action DROP --source web"), "source: no such alias 'web'");
    let interface = said("--type in --action DROP --iface eth0");
    assert_eq!(interface, "iface: value does not match the regex pattern 'net\\d+'");
    let taken = said("--type in --action DROP --macro ssh --proto tcp --dport 80");
    assert_eq!(taken, "dport: parameter 'dport' already define in macro (value = '22')");
    assert_eq!(rules(&host), "");
}

#[test]
fn options_are_set_and_deleted_and_a_held_lock_is_waited_for() {
    let host = SimHost::blank();
    host.type_in("pvesh set /cluster/firewall/options --enable 1 --policy_in DROP");
    let text = host.world().read("/etc/pve/firewall/cluster.fw").unwrap();
    assert!(text.contains("enable: 1\n") && text.contains("policy_in: DROP\n"), "{text}");
    host.type_in("pvesh set /cluster/firewall/options --delete enable,policy_in");
    assert_eq!(host.world().read("/etc/pve/firewall/cluster.fw"), None);
    let unknown = host.type_in("pvesh set /cluster/firewall/options --delete foo");
    assert!(unknown.stderr.contains("delete: no such option 'foo'"));
    host.world_mut().files.make_directory(Path::new("/etc/pve/priv/lock/firewall-cluster"));
    assert_eq!(host.type_in("pvesh set /cluster/firewall/options --enable 1").status, 17);
}

#[test]
fn what_rules_name_is_listed_with_its_scope() {
    let host = SimHost::blank()
        .with_file("/etc/pve/firewall/cluster.fw", "[ALIASES]\nLan 10.0.0.0/8 # x\n[IPSET mgmt]\n10.0.0.1\n")
        .with_file("/etc/pve/firewall/101.fw", "[ALIASES]\nme 10.0.0.5\n");
    let printed = |line: &str| host.type_in(line).stdout;
    let sets = r#"[{"name":"mgmt","ref":"+mgmt","scope":"dc","type":"ipset"}]"#;
    assert_eq!(printed("pvesh get /cluster/firewall/refs --type ipset"), format!("{sets}\n"));
    let guest = printed("pvesh get /nodes/pve1/lxc/101/firewall/refs --type alias");
    assert!(
        guest.contains(r#""ref":"lan","scope":"dc""#) && guest.contains(r#""ref":"me","scope":"guest""#),
        "{guest}"
    );
    assert!(printed("pvesh get /cluster/firewall/ipset/mgmt/10.0.0.1").contains(r#""cidr":"10.0.0.1""#));
}

#[test]
fn a_member_is_changed_and_one_that_is_not_there_is_refused() {
    let host = SimHost::blank().with_file("/etc/pve/firewall/cluster.fw", "[IPSET mgmt]\n10.0.0.0/8 # old\n");
    let set = "pvesh set /cluster/firewall/ipset/mgmt";
    assert_eq!(host.type_in(&format!("{set}/10.0.0.0/8 --nomatch 1")), Answer::silent());
    let text = host.world().read("/etc/pve/firewall/cluster.fw");
    assert_eq!(text.as_deref(), Some("[IPSET mgmt]\n\n!10.0.0.0/8\n\n"), "its comment was not given again");
    assert!(host.type_in(&format!("{set}/10.9.0.0/16")).stderr.contains("\ncidr: no such IP/Network\n"));
    assert_eq!(host.type_in("pvesh get /cluster/firewall/ipset/nope").stderr, "no such IPSet 'nope'\n");
}

#[test]
fn words_of_a_path_are_checked_and_other_paths_have_no_handler() {
    let host = SimHost::blank();
    for (line, complaint) in [
        ("pvesh get /cluster/firewall/rules/x", "pos: type check ('integer') failed - got 'x'"),
        ("pvesh get /cluster/firewall/aliases/1a", "name: value does not match the regex pattern"),
        (
            "pvesh get /nodes/pve1/lxc/99/firewall/rules",
            "vmid: invalid format - value does not look like a valid VM ID",
        ),
        ("pvesh set /cluster/firewall/aliases/lan", "cidr: property is missing and it is not optional"),
    ] {
        assert!(host.type_in(line).stderr.contains(complaint), "{line}: {}", host.type_in(line).stderr);
    }
    for line in ["pvesh create /nodes/pve1/firewall/aliases --name a1", "pvesh get /nodes/pve1/firewall/groups"] {
        assert!(host.type_in(line).stderr.starts_with("No '"), "{line}");
    }
}

#[test]
fn the_first_word_is_the_path_and_who_answers_for_itself_must_be_known() {
    let host = SimHost::blank();
    let said = |line: &str| host.type_in(line).stderr;
    let option = said("pvesh get --output-format json /cluster/firewall/rules");
    assert_eq!(option, "No 'get' handler defined for '--output-format'\n");
    let unknown = said("pvesh set /nodes/pve9/firewall/options --enable 1");
    assert!(unknown.starts_with("hostname lookup 'pve9' failed - "), "{unknown}");
    assert_eq!(
        said("pvesh create /nodes/pve9/lxc/101/firewall/rules --type in --action DROP"),
        "",
        "any node writes them"
    );
    assert_eq!(host.type_in("pvesh get /cluster/firewall/rules --quiet"), Answer::silent());
}
