//! Every sub-key of an interface, what stays, and what is taken away.

use super::super::settings::{self, Compared};
use super::*;
use crate::plan::Effect;
use crate::pve::guest_config::parse;

fn compared(network: &str, config: &str) -> Compared {
    let wish = format!(r#"{{"ctid": 101, "networks": [{network}]}}"#);
    settings::compare(&serde_json::from_str(&wish).unwrap(), &parse(config))
}

fn typed(network: &str, present: &str) -> Option<String> {
    let config = if present.is_empty() { String::new() } else { format!("net0: {present}\n") };
    let Compared { differences, refusals } = compared(network, &config);
    assert!(refusals.is_empty(), "{refusals:?}");
    differences.into_iter().next().map(|difference| difference.typed.unwrap())
}

const BASE: &str = "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC";

#[test]
fn each_key_knows_what_is_equal_and_types_what_is_not() {
    for (wish, equal, typed_as) in [
        (r#""name": "lan0""#, None, ""),
        (r#""bridge": "vmbr1""#, None, ""),
        (r#""firewall": false"#, Some(""), "firewall=0"),
        (r#""firewall": true"#, Some("firewall=yes"), "firewall=1"),
        (r#""gw": "10.0.0.1", "ip": "10.0.0.5/24""#, Some("gw=10.0.0.1,ip=10.0.0.5/24"), "gw=10.0.0.1,ip=10.0.0.5/24"),
        (
            r#""gw6": "fd00::1", "ip6": "fd00::2/64""#,
            Some("gw6=FD00:0::1,ip6=fd00:0::2/64"),
            "gw6=fd00::1,ip6=fd00::2/64",
        ),
        (r#""host_managed": true"#, Some("host-managed=on"), "host-managed=1"),
        (r#""host_managed": false"#, Some(""), "host-managed=0"),
        (r#""hwaddr": "bc:24:11:aa:bb:cc""#, Some(""), ""),
        (r#""ip": "dhcp""#, Some("ip=dhcp"), "ip=dhcp"),
        (r#""ip6": "auto""#, Some("ip6=auto"), "ip6=auto"),
        (r#""link_down": true"#, Some("link_down=1"), "link_down=1"),
        (r#""link_down": false"#, Some("link_down=no"), "link_down=0"),
        (r#""mtu": 1400"#, Some("mtu=01400"), "mtu=1400"),
        (r#""rate": "12.5""#, Some("rate=12.50"), "rate=12.5"),
        (r#""tag": 5"#, Some("tag=5"), "tag=5"),
        (r#""trunks": "4;3""#, Some("trunks=3;4"), "trunks=4;3"),
        (r#""trunks": """#, Some(""), ""),
    ] {
        let wish = format!("{{{wish}}}");
        if let Some(equal) = equal {
            assert_eq!(typed(&wish, &format!("{BASE},{equal},type=veth")), None, "{wish} is {equal}");
        }
        // With another difference beside it, each key is typed as it is wished.
        if !typed_as.is_empty() {
            let wish = wish.replacen('{', r#"{"hwaddr": "BC:24:11:00:00:01", "#, 1);
            let base = BASE.replace("AA:BB:CC", "00:00:01");
            assert_eq!(typed(&wish, &format!("{BASE},type=veth")).unwrap(), format!("{base},{typed_as}"));
        }
    }
    assert_eq!(typed(r#"{"tag": 5}"#, BASE).unwrap(), format!("{BASE},tag=5"));
    assert_eq!(typed(r#"{"name": "lan0"}"#, BASE).unwrap(), BASE.replace("eth0", "lan0"));
    assert_eq!(typed(r#"{"bridge": "vmbr1"}"#, BASE).unwrap(), BASE.replace("vmbr0", "vmbr1"));
    assert_eq!(typed(r#"{"hwaddr": "BC:24:11:00:00:01"}"#, BASE).unwrap(), BASE.replace("AA:BB:CC", "00:00:01"));
    assert_eq!(typed(r#"{"trunks": ""}"#, &format!("{BASE},trunks=3")).unwrap(), BASE);
}

#[test]
fn every_key_of_the_table_can_be_wished() {
    let all = r#"{"name": "a", "bridge": "b", "firewall": true, "gw": "c", "gw6": "d", "host_managed": true,
        "hwaddr": "BC:24:11:00:00:01", "ip": "e", "ip6": "f", "link_down": true, "mtu": 1, "rate": "1", "tag": 1, "trunks": "1"}"#;
    let keys: Vec<&str> = wished_keys(&serde_json::from_str(all).unwrap()).iter().map(|(key, _)| *key).collect();
    let table: Vec<&str> = NETWORK.parts.iter().map(|part| part.key).filter(|key| *key != "type").collect();
    assert_eq!(keys, table);
}

#[test]
fn what_pct_would_refuse_is_refused_at_its_key() {
    let pattern = "value does not match the regex pattern";
    let format = |words: &str| format!("invalid format - value does not look like a valid {words}");
    for (wish, key, words) in [
        (r#"{"name": "a b"}"#, "name", pattern.to_owned()),
        (r#"{"name": ""}"#, "name", pattern.to_owned()),
        (r#"{"bridge": "vm br0"}"#, "bridge", pattern.to_owned()),
        (r#"{"gw": "foo"}"#, "gw", format("IPv4 address")),
        (r#"{"gw6": "10.0.0.1"}"#, "gw6", format("IPv6 address")),
        (r#"{"ip": "192.0.2.5/33"}"#, "ip", format("ipv4 network configuration")),
        (r#"{"ip6": "none"}"#, "ip6", format("ipv6 network configuration")),
        (r#"{"mtu": 63}"#, "mtu", "value must have a minimum value of 64".to_owned()),
        (r#"{"mtu": 65536}"#, "mtu", "value must have a maximum value of 65535".to_owned()),
        (r#"{"rate": "x"}"#, "rate", "type check ('number') failed - got 'x'".to_owned()),
        (r#"{"tag": 0}"#, "tag", "value must have a minimum value of 1".to_owned()),
        (r#"{"tag": 4095}"#, "tag", "value must have a maximum value of 4094".to_owned()),
        (r#"{"trunks": "a"}"#, "trunks", pattern.to_owned()),
    ] {
        let Compared { differences, refusals } = compared(wish, &format!("net0: {BASE}\n"));
        assert!(differences.is_empty(), "{wish} would be typed");
        assert_eq!((refusals[0].property.clone(), refusals[0].why.clone()), (format!("net0.{key}"), words), "{wish}");
    }
    for fine in [r#"{"mtu": 64}"#, r#"{"mtu": 65535}"#, r#"{"tag": 1}"#, r#"{"tag": 4094}"#, r#"{"rate": "0"}"#] {
        assert!(compared(fine, &format!("net0: {BASE}\n")).refusals.is_empty(), "{fine}");
    }
}

#[test]
fn numbers_are_0_to_31_and_each_once() {
    let why =
        |networks: &str| compared(networks, "").refusals.into_iter().map(|refusal| refusal.why).collect::<Vec<_>>();
    assert_eq!(why(r#"{"id": 32, "bridge": "vmbr0"}"#), ["Proxmox VE has net0 to net31"]);
    assert_eq!(why(r#"{"id": 1, "bridge": "a"}, {"bridge": "b"}"#), ["two interfaces have this number"]);
    assert!(why(r#"{"id": 31, "bridge": "vmbr0"}"#).is_empty());
}

#[test]
fn only_an_exclusive_wish_takes_keys_away() {
    let present = format!("{BASE},firewall=1,ip=10.0.0.5/24,gw=10.0.0.1,link_down=0,mtu=1400,type=veth");
    assert_eq!(typed(r#"{"ip": "10.0.0.5/24"}"#, &present), None);
    let wish = r#"{"ip": "10.0.0.5/24", "exclusive": true}"#;
    // A value that equals its default is as good as not there.
    assert_eq!(typed(wish, &present).unwrap(), format!("{BASE},ip=10.0.0.5/24,link_down=0"));
    let differences = compared(wish, &format!("net0: {present}\n")).differences;
    let changes: Vec<(&str, Risk)> =
        differences[0].changes.iter().map(|change| (change.property.as_str(), change.risk)).collect();
    assert_eq!(changes, [("net0.firewall", Risk::Exposes), ("net0.gw", Risk::Safe), ("net0.mtu", Risk::Safe)]);
    assert_eq!(typed(wish, &format!("{BASE},ip=10.0.0.5/24,link_down=0,type=veth")), None);
}

#[test]
fn an_interface_that_is_pending_to_be_deleted_is_kept_with_its_address() {
    let config = format!("net10: {BASE},type=veth\n\n[pve:pending]\ndelete: net10\n");
    let differences = compared(r#"{"id": 10, "bridge": "vmbr0"}"#, &config).differences;
    assert_eq!(differences[0].typed.as_deref(), Some(BASE));
    assert_eq!(differences[0].changes.len(), 1);
    assert_eq!(differences[0].changes[0].effect, Effect::Live);
}

#[test]
fn a_gateway_leaves_with_its_address_unless_it_is_wished() {
    let present = format!("{BASE},ip6=fd00::2/64,gw6=fd00::1,ip=10.0.0.5/24,gw=10.0.0.1");
    assert_eq!(typed(r#"{"ip": "manual", "ip6": "auto"}"#, &present).unwrap(), format!("{BASE},ip6=auto,ip=manual"));
    assert_eq!(typed(r#"{"ip": "dhcp", "gw": "10.0.0.1"}"#, &present).unwrap(), present.replace("10.0.0.5/24", "dhcp"));
}
