//! Laws of reading and writing, over files as Proxmox and people write them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::text::{Kind, Section, parse, would_count};
use super::wish::Wished;
use super::{Desired, Scope};

/// Lines that Proxmox's API writes, by their section.
const RULES: [&str; 12] = [
    "IN ACCEPT",
    "|IN ACCEPT -p tcp -dport http,https",
    "IN REJECT # at-pos-2",
    "IN SSH(ACCEPT) -source 10.2.0.0/16",
    "IN ACCEPT -p icmp -icmp-type echo-request",
    "IN ACCEPT -source 10.0.0.0/8 -p tcp -dport 22 -log info # ssh from LAN",
    "GROUP webs2 -i vmbr0",
    "|FORWARD ACCEPT -p tcp",
    "OUT DROP -dest 1.2.3.4",
    "IN ACCEPT -source +dc/blacklist -p tcp -dport 80,443 -sport 1 # web",
    "|OUT SMTP(REJECT)",
    "IN ACCEPT -source fd00::/8",
];

/// Lines of people: odd spellings, comments, what is not understood.
const ODD: [&str; 14] = [
    "# a comment",
    "",
    "   ",
    "[FOO]",
    "bogus: 1",
    "in ACCEPT --proto tcp --dport 8006 # kept",
    "IN ACCEPT -p   tcp",
    "SIDEWAYS ACCEPT",
    "IN accept",
    "enable 1",
    "Policy_In:   drop",
    "a2  10.0.0.3",
    "10.0.0.300",
    "[IPSET 9bad]",
];

const HEADERS: [&str; 7] =
    ["[OPTIONS]", " [rules] ", "[RULES]", "[ALIASES]", "[IPSET office]", "[group web]", "[GROUP Web]"];
const OPTIONS: [&str; 5] =
    ["enable: 1", "policy_in: DROP", "policy_out: ACCEPT", "ebtables: 1", "log_ratelimit: enable=1,rate=5/second"];
const ALIASES: [&str; 3] = ["host1 10.0.0.5", "v6 FD00::1", "Lan 10.0.0.0/8 # the lan"];
const ENTRIES: [&str; 3] = ["!10.0.0.8", "192.168.1.0/24 # office", "dc/host1"];

/// A file as the API writes it.
fn written() -> impl Strategy<Value = String> {
    let some = |lines: &'static [&'static str]| vec(select(lines), 0..5);
    (some(&OPTIONS), some(&ALIASES), some(&ENTRIES), some(&RULES), some(&RULES)).prop_map(
        |(options, aliases, entries, rules, group)| {
            let mut text = String::new();
            for (header, lines) in [
                ("[OPTIONS]", once(options)),
                ("[ALIASES]", once(aliases)),
                ("[IPSET office] # desks", once(entries)),
                ("[RULES]", rules),
                ("[group web] # the webs", group.into_iter().filter(|rule| !rule.contains("GROUP")).collect()),
            ] {
                if !lines.is_empty() {
                    text.push_str(&format!("{header}\n\n{}\n\n", lines.join("\n")));
                }
            }
            text
        },
    )
}

fn once(mut lines: Vec<&'static str>) -> Vec<&'static str> {
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// A file as people leave it: anything anywhere, now and then without a line end.
fn handwritten() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        3 => select(&HEADERS[..]),
        2 => select(&OPTIONS[..]),
        1 => select(&ALIASES[..]),
        1 => select(&ENTRIES[..]),
        4 => select(&RULES[..]),
        4 => select(&ODD[..]),
    ]
    .prop_map(str::to_owned)
    .boxed();
    (vec(line, 0..24), any::<bool>()).prop_map(|(lines, ends)| {
        let text = lines.join("\n");
        if ends { text + "\n" } else { text }
    })
}

fn rule() -> impl Strategy<Value = Value> {
    select(vec![
        json!({"type": "in", "action": "ACCEPT"}),
        json!({"type": "in", "action": "REJECT", "comment": "at-pos-2"}),
        json!({"type": "in", "action": "ACCEPT", "macro": "ssh", "source": "10.2.0.0/16"}),
        json!({"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443,80"}),
        json!({"type": "out", "action": "DROP", "dest": "1.2.3.4/32"}),
        json!({"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "8006", "comment": "# kept\n"}),
        json!({"type": "forward", "action": "ACCEPT", "proto": "tcp", "enable": false}),
    ])
}

/// A wish for the cluster.
fn wish() -> impl Strategy<Value = Desired> {
    let rules = || prop::option::of(vec(rule(), 0..6));
    let policy = || prop::option::of(select(vec!["DROP", "REJECT", "ACCEPT"]));
    let alias = select(vec![json!("10.9.0.0/16"), json!({"cidr": "10.0.0.5", "comment": "c"}), json!("fd00::1/128")]);
    let entries = select(vec![json!([]), json!(["!10.0.0.8"]), json!(["10.9.9.9/24", "dc/host1"])]);
    let options =
        prop::option::of(select(vec![("ebtables", "off"), ("ebtables", ""), ("log_ratelimit", "1,rate=1/day")]));
    (
        prop::option::of(any::<bool>()),
        policy(),
        rules(),
        prop::option::of(alias),
        prop::option::of(entries),
        rules(),
        options,
    )
        .prop_map(|(enable, policy, rules, alias, entries, group, option)| {
            let mut wish = json!({"scope": "cluster"});
            let mut put = |key: &str, value: Option<Value>| {
                wish.as_object_mut().unwrap().extend(value.map(|value| (key.to_owned(), value)));
            };
            put("enable", enable.map(Value::from));
            put("policy_in", policy.map(Value::from));
            put("rules", rules.map(Value::from));
            put("aliases", alias.map(|alias| json!({"lan": alias})));
            put("ipsets", entries.map(|entries| json!({"office": {"entries": entries}})));
            put(
                "groups",
                group
                    .filter(|rules| rules.iter().all(|rule| rule["type"] != "group"))
                    .map(|rules| json!({"Web": {"rules": rules}})),
            );
            put("options", option.map(|(name, value)| json!({name: value})));
            serde_json::from_value(wish).unwrap()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_api_writes_is_read_and_written_alike(text in written()) {
        let parsed = parse(&text, Scope::Cluster);
        prop_assert_eq!(&parsed.warnings, &[]);
        for line in &parsed.lines {
            match &line.kind {
                Kind::Rule(rule) => prop_assert_eq!(rule.to_string(), line.text.trim_end()),
                Kind::Entry(entry) => prop_assert_eq!(entry.to_string(), line.text.trim_end()),
                Kind::Alias(name) => prop_assert_eq!(parsed.file.aliases[name].to_string(), line.text.trim_end()),
                _ => {}
            }
        }
    }

    #[test]
    fn the_lines_are_the_file(text in handwritten()) {
        let lines: String = parse(&text, Scope::Cluster).lines.into_iter().map(|line| line.text).collect();
        prop_assert_eq!(lines, text);
    }

    #[test]
    fn a_written_file_is_as_wished_and_writing_it_again_changes_no_byte(
        text in prop_oneof![written(), handwritten()], wish in wish()
    ) {
        let wished = Wished::of(&wish).unwrap();
        let once = wished.applied_to(&text);
        let file = parse(&once, Scope::Cluster).file;
        // A section of the file's own may stand above what is wished in it to be named: that is refused before it is written.
        prop_assert!(wished.is_met_by(&file) || !wished.below(&file).is_empty(), "{once}");
        prop_assert_eq!(wished.applied_to(&once), once);
    }

    #[test]
    fn a_member_that_is_there_twice_goes_with_both_lines(member in "10\\.0\\.0\\.[1-9]") {
        let wish = serde_json::from_value(json!({ "scope": "cluster", "ipsets": { "office": { "entries": [] } } }));
        let wished = Wished::of(&wish.unwrap()).unwrap();
        let after = wished.applied_to(&format!("[IPSET office]\n{member}\n{member} # again\n"));
        prop_assert_eq!(after, "[IPSET office]\n");
    }

    #[test]
    fn a_file_that_is_as_wished_keeps_every_byte(text in handwritten(), wish in wish()) {
        let wished = Wished::of(&wish).unwrap();
        let file = parse(&text, Scope::Cluster).file;
        let has_content = !text.trim().is_empty();
        if wished.is_met_by(&file) && has_content && file != super::values::FirewallFile::default() {
            prop_assert_eq!(wished.applied_to(&text), text);
        }
    }

    #[test]
    fn nothing_that_a_person_wrote_beside_the_managed_parts_is_lost(text in handwritten(), wish in wish()) {
        let wished = Wished::of(&wish).unwrap();
        let before = parse(&text, Scope::Cluster);
        let after = wished.applied_to(&text);
        let mut rest: Vec<&str> = after.lines().collect();
        for line in &before.lines {
            let is_managed = match (&line.kind, &line.section) {
                (Kind::Option(name), _) => match name.as_str() {
                    "enable" => wish.enable.is_some(),
                    "policy_in" => wish.policy_in.is_some(),
                    name => wish.options.contains_key(name),
                },
                (Kind::Alias(name), _) => name == "lan" && wish.aliases.is_some(),
                (Kind::Entry(_), _) => wish.ipsets.is_some(),
                // A member that is there twice goes with its first line.
                (Kind::PassedBy, Section::IpSet(_)) => wish.ipsets.is_some() && would_count(line),
                (Kind::Rule(_), Section::Rules) => wish.rules.is_some(),
                (Kind::Rule(_), _) => wish.groups.is_some(),
                // A file without content goes as a whole.
                (Kind::Header, _) => after.is_empty(),
                (Kind::Blank, _) => true,
                (Kind::Comment | Kind::PassedBy, _) => false,
            };
            if is_managed {
                continue;
            }
            let text = line.text.trim_end_matches('\n');
            let place = rest.iter().position(|other| *other == text || other.strip_prefix("# ") == Some(text));
            prop_assert!(place.is_some(), "{text:?} is lost in\n{after}");
            rest.remove(place.unwrap());
        }
    }
}

#[test]
fn a_new_section_goes_below_what_its_lines_may_name() {
    let wish = |wish: Value| Wished::of(&serde_json::from_value(wish).unwrap()).unwrap();
    let office = wish(json!({ "scope": "cluster", "ipsets": { "office": { "entries": ["dc/host1"] } } }));
    assert_eq!(
        office.applied_to("[rules]\n[ALIASES]\nhost1 10.0.0.5"),
        "[rules]\n[ALIASES]\nhost1 10.0.0.5\n\n[IPSET office]\n\ndc/host1\n"
    );
    let rules = wish(json!({
        "scope": "cluster", "rules": [{ "type": "in", "action": "ACCEPT", "source": "+office" }]
    }));
    assert_eq!(
        rules.applied_to("[group web]\n\n[IPSET office]\n\n10.0.0.5\n"),
        "[group web]\n\n[IPSET office]\n\n10.0.0.5\n\n[RULES]\n\nIN ACCEPT -source +office\n"
    );
}

/// The parameters of a rule, as the API declares them.
const PARAMETERS: &str = include_str!("../../../tests/data/firewall_rule_parameters.txt");

#[test]
fn every_parameter_of_a_rule_can_be_wished_and_is_written() {
    let mut count = 0;
    for line in PARAMETERS.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split('\t').next().unwrap();
        let (value, written) = match name {
            "type" | "action" => (json!("ACCEPT"), "IN ACCEPT"),
            "comment" => (json!("why"), "IN ACCEPT # why"),
            "dest" => (json!("10.0.0.1/32"), "IN ACCEPT -dest 10.0.0.1"),
            "dport" => (json!(80), "IN ACCEPT -dport 80"),
            "enable" => (json!(false), "|IN ACCEPT"),
            "icmp-type" => (json!("echo-reply"), "IN ACCEPT -icmp-type echo-reply"),
            "iface" => (json!("vmbr0"), "IN ACCEPT -i vmbr0"),
            "log" => (json!("info"), "IN ACCEPT -log info"),
            "macro" => (json!("ssh"), "IN SSH(ACCEPT)"),
            "proto" => (json!("tcp"), "IN ACCEPT -p tcp"),
            "source" => (json!("+Office"), "IN ACCEPT -source +office"),
            "sport" => (json!("1:1024"), "IN ACCEPT -sport 1:1024"),
            other => panic!("nobody can wish {other}"),
        };
        let mut rule = json!({"type": "in", "action": "ACCEPT"});
        if name != "type" {
            let value = if value.is_number() { json!(value.to_string()) } else { value };
            rule[name.replace('-', "_")] = value;
        }
        let wish = serde_json::from_value(json!({"scope": "cluster", "rules": [rule]})).unwrap();
        let text = Wished::of(&wish).unwrap().applied_to("");
        assert_eq!(text, format!("[RULES]\n\n{written}\n"), "{name}");
        count += 1;
    }
    assert_eq!(count, 13);
}

#[test]
fn many_members_and_aliases_are_written_at_once() {
    let address = |number: u32| std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string();
    let members: Vec<String> = (1..=8000).map(address).collect();
    let aliases: serde_json::Map<String, Value> =
        (1..=1500).map(|number| (format!("host{number}"), json!(address(number)))).collect();
    let wish = json!({"scope": "cluster", "aliases": aliases, "ipsets": {"office": {"entries": members}}});
    let wished = Wished::of(&serde_json::from_value(wish).unwrap()).unwrap();
    let once = wished
        .applied_to("[ALIASES]\n\nHost7 10.9.9.9\nhost7 10.9.9.8 # kept\n\n[IPSET office]\n\n10.0.0.2\n10.9.9.9\n");
    let file = parse(&once, Scope::Cluster).file;
    assert!(wished.is_met_by(&file));
    assert_eq!((file.aliases.len(), file.ipsets["office"].entries.len()), (1500, 8000));
    assert!(once.starts_with("[ALIASES]\n\nhost7 10.0.0.7 # kept\nhost1 10.0.0.1\nhost10 "), "{}", &once[..80]);
    assert!(once.contains("[IPSET office]\n\n10.0.0.2\n10.0.0.1\n10.0.0.3\n"));
    assert_eq!(wished.applied_to(&once), once);
}
