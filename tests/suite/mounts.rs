//! Mount points of a container, as laws: none is lost, none is doubled, and neither their order nor a third run means anything.

use std::collections::BTreeMap;

use phoenix_modules::pve::guest_config;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use proptest::prelude::*;
use serde_json::{Value, json};

const TARGETS: [&str; 4] = ["/a", "/b", "/c", "/d"];

/// What may stand there, by hand or from the old shell: several on one target too.
const STANDING: [&str; 4] =
    ["/srv/x,mp=/a", "/srv/x,mp=/a/", "tank:subvol-101-disk-1,mp=/b,size=2G", "tank:subvol-101-disk-2,mp=/b,size=2G"];

fn host(standing: &[bool], is_running: bool) -> SimHost {
    let there = STANDING.iter().zip(standing).enumerate().filter(|(_, (_, there))| **there);
    let mounts: String = there.map(|(number, (text, _))| format!("mp{}: {text}\n", 2 * number)).collect();
    let host = SimHost::blank().with_pool("tank").with_storage("zfspool: tank\n\tpool tank\n\tcontent images,rootdir");
    let volumes = ["tank/subvol-101-disk-0", "tank/subvol-101-disk-1", "tank/subvol-101-disk-2"];
    let host = volumes.iter().fold(host, |host, name| host.with_dataset(name, &[("refquota", "2G")]));
    let config = format!("arch: amd64\n{mounts}rootfs: tank:subvol-101-disk-0,size=2G\nunprivileged: 1\n");
    let host = host.with_directory("/srv/x", "100000:100000", "0755").with_container("101", &config);
    if is_running { host.running("101") } else { host }
}

fn wish(kinds: &[usize]) -> Vec<Value> {
    let one = |(target, kind): (&&str, &usize)| match kind {
        1 => Some(json!({ "target": target, "source": "/srv/x" })),
        2 => Some(json!({ "target": target, "source": format!("/srv{target}"), "create": true, "uid": 5 })),
        3 => Some(json!({ "target": format!("{target}/"), "storage": "tank", "size_gb": 2 })),
        _ => None,
    };
    TARGETS.iter().zip(kinds).filter_map(one).collect()
}

/// Converges and returns what was typed.
fn converge(host: &SimHost, mounts: &[Value], is_exclusive: bool) -> Vec<String> {
    host.forget_commands();
    let wish = json!({ "ctid": 101, "mount_points": mounts, "exclusive_mounts": is_exclusive, "allow": ["all"] });
    let reply = call(host, "phoenix_lxc", wish.as_object().unwrap(), Mode::Converge);
    assert!(reply.resources.iter().all(|resource| resource.failure.is_none()), "{reply:?}");
    host.mutations()
}

/// What is mounted after the next start: target and source of each number.
fn mounted(host: &SimHost) -> BTreeMap<u16, (String, String)> {
    let config = guest_config::parse(&host.world().read("/etc/pve/lxc/101.conf").unwrap());
    let parts = |text: &str| {
        let (source, rest) = text.split_once(",mp=").unwrap();
        (rest.split(',').next().unwrap().trim_end_matches('/').to_owned(), source.to_owned())
    };
    config.series("mp").into_iter().map(|(number, text)| (number, parts(text))).collect()
}

proptest! {
    #![proptest_config(crate::over(96))]

    #[test]
    fn no_mount_is_lost_or_doubled_and_their_order_means_nothing(
        standing in proptest::collection::vec(any::<bool>(), 4), kinds in proptest::collection::vec(0..4_usize, 4),
        is_running in any::<bool>(), is_exclusive in any::<bool>(), turn in 0..4_usize,
    ) {
        let host = host(&standing, is_running);
        let before = mounted(&host);
        let mut mounts = wish(&kinds);
        let typed = converge(&host, &mounts, is_exclusive);
        let after = mounted(&host);
        let on = |of: &BTreeMap<u16, (String, String)>, target: &str| of.values().filter(|(at, _)| at == target).count();
        for (target, kind) in TARGETS.iter().zip(&kinds) {
            let is_wished = *kind > 0;
            let expected = match (is_wished, on(&before, target), is_exclusive) {
                (false, _, true) => 0,
                (false, there, false) => there,
                (true, 0, _) | (true, _, true) => 1,
                (true, there, false) => there,
            };
            prop_assert_eq!(on(&after, target), expected, "{} {:?}", target, typed);
        }
        // What stays is what it was.
        let kept = before.iter().filter(|(number, _)| after.contains_key(number));
        prop_assert!(kept.clone().all(|(number, mount)| after[number].1 == mount.1), "{before:?} {after:?}");
        prop_assert!(!typed.iter().any(|command| command.contains("-R ")), "{typed:?}");
        let volumes = |host: &SimHost| host.world().state.zfs.datasets.len();
        let allocated = volumes(&host);
        for _ in 0..2 {
            let middle = turn.min(mounts.len());
            mounts.rotate_left(middle);
            prop_assert_eq!(converge(&host, &mounts, is_exclusive), Vec::<String>::new());
        }
        prop_assert_eq!(volumes(&host), allocated);
    }
}
