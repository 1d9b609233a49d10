//! How wishes and files are compared, setting by setting.

use super::*;
use crate::pve::guest_config::parse;

pub(super) fn desired(json: &str) -> Desired {
    let mut object: serde_json::Value = serde_json::from_str(json).unwrap();
    object["ctid"] = 101.into();
    serde_json::from_value(object).unwrap()
}

pub(super) fn typed(json: &str, config: &str) -> Vec<String> {
    let Compared { differences, refusals } = compare(&desired(json), &parse(config));
    assert!(refusals.is_empty(), "{refusals:?}");
    let show = |difference: Difference| match difference.typed {
        Some(value) => format!("{} {value}", difference.option),
        None => format!("delete {}", difference.option),
    };
    differences.into_iter().map(show).collect()
}

pub(super) const NOTHING: [&str; 0] = [];

#[test]
fn a_default_that_is_not_written_is_equal() {
    let wish = r#"{"memory_mb": 512, "swap_mb": 512, "onboot": false, "features": {"nesting": "0"}}"#;
    assert_eq!(typed(wish, "arch: amd64\n"), NOTHING);
    assert_eq!(typed(r#"{"memory_mb": 4096}"#, "memory: 2048\n"), ["memory 4096"]);
    assert_eq!(typed(r#"{"memory_mb": 4096}"#, "memory: 4096\n"), NOTHING);
}

#[test]
fn what_proxmox_rewrites_is_equal() {
    let wish = r#"{"tags": ["Web", "alpha", "zeta"], "description": "hi", "nameserver": ["1.1.1.1,8.8.8.8"],
        "startup": "order=9,down=3", "networks": [{"hwaddr": "bc:24:11:aa:bb:cc", "ip": "10.0.0.5/24"}]}"#;
    let config = "#hi\ntags: alpha;web;zeta\nnameserver: 1.1.1.1 8.8.8.8\nstartup: down=3,order=9\n\
        net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,type=veth\n";
    assert_eq!(typed(wish, config), NOTHING);
}

#[test]
fn an_empty_wish_deletes_and_never_sets_an_empty_text() {
    let wish = r#"{"tags": [], "description": "", "nameserver": [], "startup": ""}"#;
    let config = "#x\ntags: a\nnameserver: 1.1.1.1\nstartup: order=1\n";
    assert_eq!(typed(wish, config), ["delete nameserver", "delete startup", "delete tags", "delete description"]);
    assert_eq!(typed(wish, "tags: \n"), NOTHING);
}

#[test]
fn parts_of_startup_and_features_that_are_not_wished_stay() {
    assert_eq!(typed(r#"{"startup": "order=2"}"#, "startup: 1,up=7\n"), ["startup order=2,up=7"]);
    assert_eq!(typed(r#"{"startup": "order=5"}"#, "startup: 5\n"), NOTHING);
    assert_eq!(typed(r#"{"features": {"nesting": "1"}}"#, "features: keyctl=yes\n"), ["features keyctl=yes,nesting=1"]);
    assert_eq!(typed(r#"{"features": {"nesting": "1"}}"#, "features: nesting=yes\n"), NOTHING);
    assert_eq!(typed(r#"{"features": {"mount": "cifs;nfs"}}"#, "features: mount=nfs;cifs\n"), NOTHING);
}

#[test]
fn a_mac_is_kept_and_sent_again_with_any_change_of_its_interface() {
    let config = "net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,gw=10.0.0.1,type=veth\n";
    assert_eq!(
        typed(r#"{"networks": [{"ip": "10.0.0.6/24"}]}"#, config),
        ["net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.6/24,gw=10.0.0.1"]
    );
}

#[test]
fn an_interface_is_foreseen_in_the_order_in_which_proxmox_writes_it() {
    let config = parse("net0: name=eth0,bridge=vmbr0,ip=dhcp,type=veth\n");
    let Compared { differences, .. } = compare(&desired(r#"{"networks": [{"firewall": false, "tag": 5}]}"#), &config);
    let after = applied(config, &differences);
    assert_eq!(after.main.settings["net0"], "name=eth0,bridge=vmbr0,firewall=0,ip=dhcp,tag=5");
}

#[test]
fn dhcp_takes_the_gateway_away() {
    let config = "net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,type=veth\n";
    assert_eq!(
        typed(r#"{"networks": [{"ip": "dhcp"}]}"#, config),
        ["net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=dhcp"]
    );
}

#[test]
fn a_new_interface_is_named_after_its_number_and_needs_a_bridge() {
    let wish = r#"{"networks": [{"bridge": "vmbr0"}, {"bridge": "vmbr1", "ip": "dhcp"}]}"#;
    assert_eq!(typed(wish, ""), ["net0 name=eth0,bridge=vmbr0", "net1 name=eth1,bridge=vmbr1,ip=dhcp"]);
    let Compared { refusals, .. } = compare(&desired(r#"{"networks": [{"ip": "dhcp"}]}"#), &parse(""));
    assert_eq!(refusals.len(), 1);
}

#[test]
fn a_pending_value_that_is_wished_is_not_sent_again() {
    let config = "features: nesting=0\n\n[pve:pending]\nfeatures: nesting=1\n";
    assert_eq!(typed(r#"{"features": {"nesting": "1"}}"#, config), NOTHING);
    assert_eq!(typed(r#"{"features": {"nesting": "0"}}"#, config), ["features nesting=0"]);
}
