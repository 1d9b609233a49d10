//! Devices: told apart by path or number, compared key by key.

use super::super::settings;
use super::*;
use crate::plan::Effect;
use crate::pve::guest_config::parse;

fn compared(devices: &str, config: &str) -> Compared {
    let wish = format!(r#"{{"ctid": 101, "devices": [{devices}]}}"#);
    settings::compare(&serde_json::from_str(&wish).unwrap(), &parse(config))
}

fn typed(devices: &str, config: &str) -> Vec<String> {
    let Compared { differences, refusals } = compared(devices, config);
    assert!(refusals.is_empty(), "{refusals:?}");
    differences.into_iter().map(|difference| format!("{} {}", difference.option, difference.typed.unwrap())).collect()
}

const NOTHING: [&str; 0] = [];
const RENDER: &str = "dev2: mode=0660,gid=104,path=/dev/dri/renderD128\n";

#[test]
fn a_new_device_takes_the_lowest_number() {
    let wish = r#"{"path": "/dev/nvidia0", "deny_write": true, "gid": 104, "mode": "0660", "uid": 7}"#;
    let line = "/dev/nvidia0,deny-write=1,gid=104,mode=0660,uid=7";
    assert_eq!(typed(wish, ""), [format!("dev0 {line}")]);
    assert_eq!(typed(wish, &format!("dev0: /dev/null\n{RENDER}")), [format!("dev1 {line}")]);
    assert_eq!(typed(wish, &format!("dev9: {line}\n")), NOTHING);
    assert_eq!(compared(wish, "").differences[0].changes[0].effect, Effect::Live);
}

#[test]
fn each_key_is_compared_and_the_order_stays() {
    for (wish, typed_as) in [
        (r#""gid": 104"#, None),
        (r#""mode": "0660""#, None),
        (r#""deny_write": false"#, None),
        (r#""gid": 105"#, Some("mode=0660,gid=105,path=/dev/dri/renderD128")),
        (r#""mode": "0666""#, Some("mode=0666,gid=104,path=/dev/dri/renderD128")),
        (r#""uid": 0"#, Some("mode=0660,gid=104,path=/dev/dri/renderD128,uid=0")),
        (r#""deny_write": true"#, Some("mode=0660,gid=104,path=/dev/dri/renderD128,deny-write=1")),
        (r#""exclusive": true"#, Some("path=/dev/dri/renderD128")),
        (r#""exclusive": true, "gid": 104, "mode": "0660""#, None),
    ] {
        let wish = format!(r#"{{"path": "/dev/dri/renderD128", {wish}}}"#);
        let expected: Vec<String> = typed_as.iter().map(|text| format!("dev2 {text}")).collect();
        assert_eq!(typed(&wish, RENDER), expected, "{wish}");
        let changes = compared(&wish, RENDER).differences.into_iter().flat_map(|difference| difference.changes);
        assert!(changes.into_iter().all(|change| change.effect == Effect::AtRestart));
    }
    assert_eq!(typed(r#"{"id": 2, "path": "/dev/kvm"}"#, RENDER), ["dev2 mode=0660,gid=104,path=/dev/kvm"]);
    assert_eq!(typed(r#"{"id": 0, "path": "/dev/kvm"}"#, "dev0: /dev/null,uid=1\n"), ["dev0 /dev/kvm,uid=1"]);
    assert_eq!(typed(r#"{"id": 2, "gid": 104}"#, RENDER), NOTHING);
}

#[test]
fn what_pct_would_refuse_is_refused_at_its_key() {
    for (wish, property, words) in [
        (r#"{"mode": "0660"}"#, "dev0", "Path has to be defined"),
        (r#"{"path": "/etc/passwd"}"#, "dev0.path", "invalid format - /etc/passwd is not a valid device path"),
        (r#"{"path": "/dev/../etc"}"#, "dev0.path", "invalid format - /dev/../etc is not a valid device path"),
        (r#"{"path": "/dev/a", "mode": "660"}"#, "dev0.mode", "value does not match the regex pattern"),
        (r#"{"path": "/dev/a,b"}"#, "dev0.path", "a comma ends the value: the next word would be another key"),
        (r#"{"path": ""}"#, "dev0.path", "invalid format -  is not a valid device path"),
        (r#"{"id": 256, "path": "/dev/a"}"#, "dev256", "Proxmox VE has dev0 to dev255"),
        (r#"{"id": 0, "path": "/dev/dri/renderD128"}"#, "dev0.path", "dev2 is this device already"),
    ] {
        let Compared { differences, refusals } = compared(wish, RENDER);
        assert!(differences.is_empty());
        assert_eq!((refusals[0].property.as_str(), refusals[0].why.as_str()), (property, words), "{wish}");
    }
    let twice = compared(r#"{"path": "/dev/a"}, {"path": "/dev/a"}"#, "");
    assert_eq!(
        (twice.differences.len(), twice.refusals[0].why.as_str()),
        (1, "an earlier wish is this device already")
    );
}

#[test]
fn a_device_that_is_pending_to_be_taken_away_is_kept() {
    let config = "dev0: /dev/kvm,uid=1\n\n[pve:pending]\ndelete: dev0\n";
    assert_eq!(typed(r#"{"id": 0, "path": "/dev/kvm"}"#, config), ["dev0 /dev/kvm,uid=1"]);
    assert_eq!(typed(r#"{"path": "/dev/kvm"}"#, config), ["dev0 /dev/kvm,uid=1"]);
    assert_eq!(typed(r#"{"path": "/dev/kvm"}"#, "dev0: /dev/kvm\n\n[pve:pending]\ndev0: /dev/kvm,uid=1\n"), NOTHING);
}

#[test]
fn every_key_of_the_table_can_be_wished() {
    let all = r#"{"path": "a", "deny_write": true, "gid": 1, "mode": "b", "uid": 1}"#;
    let keys: Vec<&str> = wished_keys(&serde_json::from_str(all).unwrap()).iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, DEVICE.parts.iter().map(|part| part.key).collect::<Vec<_>>());
}
