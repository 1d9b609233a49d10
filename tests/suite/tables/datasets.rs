//! Properties of datasets.

use phoenix_modules::protocol::{Reply, Verdict};
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::zfs::Version;
use proptest::prelude::*;
use serde_json::json;

const PROPERTIES: &str = include_str!("../../data/zfs_properties.txt");

/// Values that are right for some property and wrong for most.
const VALUES: [&str; 32] = [
    "",
    "none",
    "0",
    "1",
    "5",
    "on",
    "off",
    "ON",
    "yes",
    "auto",
    "current",
    "inherit",
    "1.4T",
    "128K",
    "100K",
    "3000",
    "16M",
    "32M",
    "1 G",
    "16E",
    "gzip-6",
    "gzip-10",
    "zstd-fast-1",
    "sa",
    "posixacl",
    "secure",
    "geom",
    "all",
    "1k",
    "/srv/x",
    "legacy",
    "standard",
];

/// Every native property that can be set, the words that ZFS lists for it, and those that fit others.
fn properties() -> Vec<(&'static str, Vec<&'static str>)> {
    let rows = PROPERTIES.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let words =
            columns[7..].iter().flat_map(|values| values.split(" | ")).filter(|word| !word.contains(['<', '[', ',']));
        (columns[1] == "yes").then(|| (columns[0], words.chain(VALUES).collect()))
    };
    rows.filter_map(row).collect()
}

fn zfs(host: &SimHost, name: &str, property: &str, value: &str, mode: Mode) -> Reply {
    let wish = json!({"name": name, "properties": {property: value}, "allow": ["all"]});
    call(host, "phoenix_zfs_dataset", wish.as_object().unwrap(), mode)
}

/// A host with a filesystem and a volume, and a value that somebody set before.
fn host(version: Version, name: &str, property: &str, before: &str) -> SimHost {
    let host = SimHost::blank().with_pool("tank").with_dataset("tank/fs", &[]);
    host.world_mut().state.zfs.version = version;
    host.type_in("zfs create -V 1G tank/vol");
    host.type_in(&format!("zfs set {property}={} {name}", before.replace(' ', "_")));
    host.forget_commands();
    host
}

proptest! {
    #![proptest_config(crate::over(256))]

    #[test]
    fn a_property_that_is_not_refused_reads_back_as_wished(
        property in any::<prop::sample::Index>(),
        value in any::<prop::sample::Index>(),
        before in any::<prop::sample::Index>(),
        is_volume in any::<bool>(),
        is_new in any::<bool>(),
    ) {
        let properties = properties();
        let (property, values) = property.get(&properties);
        let (value, before) = (*value.get(values), *before.get(values));
        let name = if is_volume { "tank/vol" } else { "tank/fs" };
        let version = if is_new { Version::V2_4_4 } else { Version::V2_3_9 };
        let host = host(version, name, property, before);
        let told = zfs(&host, name, property, value, Mode::Converge);
        let told = &told.resources[0];
        let story = format!("{property}={value} on {name} after {before}: {told:?}");
        match told.verdict {
            Verdict::Changed => {
                let again = zfs(&host, name, property, value, Mode::Converge);
                prop_assert_eq!(again.resources[0].verdict, Verdict::InSync, "{}", story);
            }
            Verdict::InSync => {}
            Verdict::Refused => {
                prop_assert!(host.mutations().is_empty(), "{}", story);
                // Shrinking a volume is the one thing that ZFS would do and we do not.
                let is_shrinking = told.refusals[0].why.starts_with("a volume is never shrunk");
                if value != "inherit" && !value.contains(' ') && !is_shrinking {
                    let typed = host.type_in(&format!("zfs set {property}={value} {name}"));
                    prop_assert_ne!(typed.status, 0, "{}", story);
                }
            }
            _ => prop_assert!(false, "{}", story),
        }
    }
}
