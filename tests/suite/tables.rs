//! What the tables say of properties and options, held against the tools: what is not refused is taken, and reads back as wished.

use phoenix_modules::protocol::{Reply, Verdict};
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::zfs::Version;
use proptest::prelude::*;
use serde_json::json;

const PROPERTIES: &str = include_str!("../data/zfs_properties.txt");

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

const FIREWALL: &str = include_str!("../data/firewall_options.txt");

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

const STORAGES: &str = include_str!("../data/storage_types.txt");
const OPTIONS: &str = include_str!("../data/storage_options.txt");

/// Values that are right for some option of a storage and wrong for most.
const TEXTS: [&str; 29] = [
    "",
    "0",
    "1",
    "yes",
    "maybe",
    "5",
    "70000",
    "-1",
    "raw",
    "iso",
    "iso,backup",
    "images",
    "none",
    "iso,none",
    "foo",
    "pve1",
    "pve1,pve2",
    "-x",
    "keep-last=3",
    "keep-all=1,keep-last=3",
    "keep-best=3",
    "move=10",
    "move=-1",
    "copy=1",
    "8k",
    "5k",
    "/srv/x",
    "aa:bb",
    "text",
];

/// What each type cannot be without, and each option of it.
fn storages() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let mut storages: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for line in STORAGES.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, option, need, _] = columns[..] else { panic!("{line}") };
        if option == "content:" {
            storages.push((kind, format!("{kind}: some\n"), Vec::new()));
            continue;
        }
        let storage = storages.last_mut().unwrap();
        storage.2.push(option);
        let value = match option {
            "path" | "export" => "/srv/some",
            "blocksize" => "4k",
            "server" | "portal" => "10.0.0.9",
            _ => "tank",
        };
        if need == "required" {
            storage.1 += &format!("\t{option} {value}\n");
        }
    }
    storages
}

/// The words of an option, and texts that fit others.
fn texts(option: &str) -> Vec<&'static str> {
    let lines = OPTIONS.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let words =
        lines.filter(|columns| columns[0] == option).flat_map(|columns| columns[6].split(',').collect::<Vec<_>>());
    words.filter(|word| !word.contains(['.', '(', '[', '{'])).chain(TEXTS).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: phoenix_tests::cases(256), failure_persistence: None, ..ProptestConfig::default() })]

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

    #[test]
    fn an_option_of_a_storage_that_is_not_refused_reads_back_as_wished(
        kind in any::<prop::sample::Index>(),
        option in any::<prop::sample::Index>(),
        value in any::<prop::sample::Index>(),
        is_foreign in 0..8,
    ) {
        let storages = storages();
        let (kind, text, own) = kind.get(&storages);
        let (_, _, foreign) = option.get(&storages);
        let option = *option.get(if is_foreign == 0 { foreign } else { own });
        let texts = texts(option);
        let value = *value.get(&texts);
        let host = SimHost::blank().with_storage(text);
        let wish = json!({"storage": "some", "options": {option: value}, "allow": ["all"]});
        let told = call(&host, "phoenix_pvesm", wish.as_object().unwrap(), Mode::Converge);
        let told = &told.resources[0];
        let story = format!("{kind} {option}={value}: {told:?}");
        // Nothing stands behind these storages, so none is active: that is refused beside whatever else there is to say.
        let about_the_option: Vec<_> = told.refusals.iter().filter(|refusal| refusal.property != "active").collect();
        let verdict = match told.verdict {
            Verdict::Refused if about_the_option.is_empty() && told.steps.is_empty() => Verdict::InSync,
            Verdict::Refused if about_the_option.is_empty() => Verdict::Changed,
            verdict => verdict,
        };
        match verdict {
            Verdict::Changed => {
                let again = call(&host, "phoenix_pvesm", wish.as_object().unwrap(), Mode::Converge);
                prop_assert!(again.resources[0].steps.is_empty(), "{}", story);
            }
            Verdict::InSync => {}
            Verdict::Refused => {
                prop_assert!(host.mutations().is_empty(), "{}", story);
                // A secret is refused for being seen; content that the type cannot hold `pvesm` drops, with a warning.
                let why = &about_the_option[0].why;
                if !why.starts_with("a secret") && !why.starts_with("storage does not support content type") {
                    let set = if value.is_empty() { format!("--delete {option}") } else { format!("--{option} {value}") };
                    prop_assert_ne!(host.type_in(&format!("pvesm set some {set}")).status, 0, "{}", story);
                }
            }
            _ => prop_assert!(false, "{}", story),
        }
    }

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
