//! What cannot be had is taken out of the wish, unless it is there already.

use super::super::Expecting;
use super::*;
use crate::pve::guest_config::parse;

fn lacking() -> Lacking {
    let told = |key: &str, why: &str| BTreeMap::from([(key.to_owned(), why.to_owned())]);
    Lacking {
        devices: told("/dev/nope", "Device /dev/nope does not exist"),
        volumes: BTreeMap::new(),
        directories: Directories::missing("/gone"),
        storages: told("nosuch", "storage 'nosuch' does not exist"),
        script: Some("script 'local:snippets/no.sh' does not exist".to_owned()),
    }
}

fn wish() -> Desired {
    let json = r#"{"ctid": 101, "cores": 2, "hookscript": "local:snippets/no.sh",
        "devices": [{"path": "/dev/nope"}, {"path": "/dev/kvm"}],
        "mount_points": [{"target": "/a", "storage": "nosuch", "size_gb": 1}, {"target": "/b", "source": "/srv"},
            {"target": "/c", "source": "/gone"}]}"#;
    serde_json::from_str(json).unwrap()
}

#[test]
fn what_is_not_there_is_refused_at_its_key_and_the_rest_keeps_its_number() {
    let (left, refusals) = without(&wish(), &Config::default(), &lacking());
    let told: Vec<(&str, &str)> =
        refusals.iter().map(|refusal| (refusal.property.as_str(), refusal.wanted.as_str())).collect();
    let expected = [
        ("hookscript", "local:snippets/no.sh"),
        ("dev0.path", "/dev/nope"),
        ("mp0.volume", "nosuch"),
        ("mp2.volume", "/gone"),
    ];
    assert_eq!(told, expected);
    assert_eq!(refusals[1].why, "Device /dev/nope does not exist");
    assert_eq!((left.hookscript, left.cores), (None, Some(2)));
    let devices = left.devices.unwrap();
    assert_eq!((devices.len(), devices[0].id), (1, Some(1)));
    let mounts = left.mount_points.unwrap();
    assert_eq!((mounts.len(), mounts[0].id), (1, Some(1)));
}

#[test]
fn what_stands_there_already_is_not_refused() {
    let config = parse(
        "hookscript: local:snippets/no.sh\ndev3: /dev/nope\nmp7: nosuch:subvol-101-disk-1,mp=/a,size=1G\nmp8: /gone,mp=/c\n",
    );
    let (left, refusals) = without(&wish(), &config, &lacking());
    assert!(refusals.is_empty(), "{refusals:?}");
    assert_eq!(left.hookscript, wish().hookscript);
    assert_eq!(left.devices.unwrap().iter().map(|device| device.id).collect::<Vec<_>>(), [Some(3), Some(0)]);
    assert_eq!(
        left.mount_points.unwrap().iter().map(|mount| mount.id).collect::<Vec<_>>(),
        [Some(7), Some(0), Some(8)]
    );
}

#[test]
fn a_wish_that_lacks_nothing_is_left_as_it_is() {
    let plain: Desired = serde_json::from_str(r#"{"ctid": 101, "hookscript": "local:snippets/a.sh"}"#).unwrap();
    assert_eq!(without(&plain, &Config::default(), &Lacking::default()), (plain, vec![]));
}

#[test]
fn a_storage_for_a_volume_is_there_here_and_takes_it() {
    let storage = |options: &[(&str, &str)]| crate::pve::storage::Storage {
        kind: "zfspool".to_owned(),
        options: options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
    };
    let by_id = BTreeMap::from([
        ("good".to_owned(), storage(&[("content", "rootdir")])),
        ("isos".to_owned(), storage(&[("content", "images")])),
        ("off".to_owned(), storage(&[("content", "rootdir"), ("disable", "1")])),
        ("dead".to_owned(), storage(&[("content", "rootdir")])),
        ("mended".to_owned(), storage(&[("content", "images")])),
        ("spoilt".to_owned(), storage(&[("content", "rootdir")])),
    ]);
    let storages = Rc::new(Storages { by_id, ..Storages::default() });
    let shelf = Shelf {
        storages: &|| Ok(Rc::clone(&storages)),
        why_unusable: &|id, storage| Ok(storage.why_not_here("pve1").or((id == "dead").then(|| "gone".to_owned()))),
    };
    let why = |id: &str, is_expected: bool| {
        let storages =
            if is_expected { BTreeMap::from([(id.to_owned(), "zfspool".to_owned())]) } else { BTreeMap::new() };
        let content =
            BTreeMap::from([("mended".to_owned(), vec!["rootdir".to_owned()]), ("spoilt".to_owned(), vec![])]);
        let expecting = Some(Box::new(Expecting { storages, content, ..Expecting::default() }));
        why_no_storage(&Desired { expecting, ..wish() }, id, &shelf).unwrap()
    };
    assert_eq!(why("good", false), None);
    assert_eq!(why("isos", false).unwrap(), "storage 'isos' does not allow content type 'rootdir' (Container)");
    assert_eq!(why("off", false).unwrap(), "storage 'off': it is disabled");
    assert_eq!(why("dead", false).unwrap(), "storage 'dead': gone");
    assert_eq!(why("dead", true), None, "an earlier task mends what it lies on, or tells of it");
    assert_eq!(why("nosuch", false).unwrap(), "storage 'nosuch' does not exist");
    assert_eq!(why("nosuch", true), None);
    assert_eq!(why("mended", true), None, "an earlier task says what it is for");
    assert_eq!(why("spoilt", true).unwrap(), "storage 'spoilt' does not allow content type 'rootdir' (Container)");
}
