//! Merging: what is equal, what stays, what is taken away, whatever the order.

use proptest::prelude::*;

use super::*;

fn merged(family: &Family, wished: &[(&str, &str)], found: Option<&str>, is_exclusive: bool) -> (String, Vec<String>) {
    let wished: Vec<(&str, String)> = wished.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let Merged { string, changes } = family.merge("x", &wished, found, is_exclusive);
    let told = changes.iter().map(|change| {
        let word = |value: &Option<String>| value.clone().unwrap_or("none".to_owned());
        format!("{} {} -> {}", change.property, word(&change.before), word(&change.after))
    });
    (string.to_string(), told.collect())
}

#[test]
fn a_part_may_stand_without_its_key() {
    assert_eq!(
        merged(&STARTUP, &[("order", "2")], Some("1,up=7"), false),
        ("order=2,up=7".into(), vec!["x.order 1 -> 2".into()])
    );
    assert_eq!(merged(&DEVICE, &[("path", "/dev/b")], Some("/dev/a,uid=1"), false).0, "/dev/b,uid=1");
    assert_eq!(merged(&DEVICE, &[("path", "/dev/b")], Some("uid=1,path=/dev/a"), false).0, "uid=1,path=/dev/b");
    assert_eq!(merged(&DEVICE, &[("path", "/dev/b"), ("uid", "1")], None, false).0, "/dev/b,uid=1");
    // Of a family that has none, such a part is not read as one.
    assert_eq!(NETWORK.get(&PropertyString::parse("eth0"), "name"), None);
    assert_eq!(DEVICE.get(&PropertyString::parse("/dev/a"), "mode"), None);
    assert_eq!(STARTUP.get(&PropertyString::parse("5"), "order"), Some("5"));
}

#[test]
fn what_is_met_is_not_touched() {
    let found = "keyctl=yes,nesting=on,bogus=1";
    assert_eq!(merged(&FEATURES, &[("nesting", "1")], Some(found), false), (found.to_owned(), vec![]));
    assert_eq!(merged(&FEATURES, &[("fuse", "0")], None, false).1, NONE);
    assert_eq!(merged(&FEATURES, &[("fuse", "1")], None, false), ("fuse=1".into(), vec!["x.fuse none -> 1".into()]));
    assert_eq!(
        merged(&FEATURES, &[("mount", "")], Some("mount=nfs,fuse=1"), false),
        ("fuse=1".into(), vec!["x.mount nfs -> none".into()])
    );
    assert_eq!(merged(&FEATURES, &[("mount", "")], Some("fuse=1"), false), ("fuse=1".into(), vec![]));
}

const NONE: [String; 0] = [];

#[test]
fn only_what_is_removable_and_no_default_is_taken_away() {
    let found = "/dev/a,deny-write=0,gid=5,mode=0660";
    let (text, changes) = merged(&DEVICE, &[("mode", "0660")], Some(found), true);
    assert_eq!((text.as_str(), &changes[..]), ("/dev/a,deny-write=0,mode=0660", &["x.gid 5 -> none".to_owned()][..]));
    assert_eq!(merged(&DEVICE, &[], Some("/dev/a,deny-write=1"), true).0, "/dev/a");
    assert_eq!(merged(&DEVICE, &[], Some(found), false), (found.to_owned(), vec![]));
}

#[test]
fn a_key_is_refused_once_known_and_filled() {
    let refused = |family: &Family, wished: &[(&str, &str)]| {
        let wished: Vec<(&str, String)> = wished.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        family
            .refuse("x", &wished)
            .into_iter()
            .map(|refusal| format!("{}: {}", refusal.property, refusal.why))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        refused(&FEATURES, &[("fuse", "1"), ("fuse", "0")]),
        ["x.fuse: invalid format - duplicate key in comma-separated list property: fuse"]
    );
    assert_eq!(
        refused(&FEATURES, &[("x", "1")]),
        ["x.x: property is not defined in schema and the schema does not allow additional properties"]
    );
    assert_eq!(refused(&STARTUP, &[("up", "")]), ["x: invalid format - unable to parse startup options"]);
    assert_eq!(refused(&MOUNT_POINT, &[("mp", "")]), ["x.mp: property is missing and it is not optional"]);
    assert_eq!(
        refused(&MOUNT_POINT, &[("mp", "/a,b"), ("ro", "1")]),
        ["x.mp: a comma ends the value: the next word would be another key"]
    );
    assert_eq!(refused(&NETWORK, &[("rate", ""), ("ip", "dhcp"), ("trunks", "")]), NONE);
    assert_eq!(refused(&NETWORK, &[("bridge", "")]), ["x.bridge: value does not match the regex pattern"]);
}

proptest! {
    /// The order in which keys stand in the file, or are wished, changes nothing of what differs.
    #[test]
    fn the_order_of_keys_means_nothing(
        found in Just(vec!["name=eth0", "bridge=vmbr0", "ip=dhcp", "mtu=1400", "firewall=on", "trunks=3;4"]).prop_shuffle(),
        wished in Just(vec![("mtu", "1500"), ("firewall", "1"), ("trunks", "4;3"), ("tag", "7"), ("ip", "dhcp")]).prop_shuffle(),
        is_exclusive in any::<bool>(),
    ) {
        let (text, mut changes) = merged(&NETWORK, &wished, Some(&found.join(",")), is_exclusive);
        changes.sort();
        prop_assert_eq!(changes, ["x.mtu 1400 -> 1500", "x.tag none -> 7"]);
        let (again, changes) = merged(&NETWORK, &wished, Some(&text), is_exclusive);
        prop_assert_eq!(again, text);
        prop_assert!(changes.is_empty());
    }
}
