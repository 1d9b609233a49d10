//! The table of a container's settings: against the schema of Proxmox, and as laws on a simulated host.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use phoenix_modules::command::Query;
use phoenix_modules::host::{Host, HostError, Output, Probe, Stat};
use phoenix_modules::lxc::{self, Desired, Lxc};
use phoenix_modules::plan::{Action, Consent};
use phoenix_modules::protocol::{Reply, Verdict};
use phoenix_modules::resource;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::house;

/// Returns the names of the schema: options, and `OPTION.KEY`.
fn schema() -> BTreeSet<&'static str> {
    include_str!("../data/lxc_settings.txt").lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn every_setting_and_sub_key_of_the_schema_has_a_row() {
    let facts = lxc::facts();
    let rows: BTreeSet<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
    let options = schema().iter().filter(|name| !name.contains('.')).count();
    assert_eq!(options, 32, "the schema of Proxmox VE 9.2 has 32 options");
    let missing =
        schema().difference(&rows).map(|name| format!("{name} has no row in modules/src/lxc")).collect::<Vec<_>>();
    let unknown = rows.difference(&schema()).map(|name| format!("{name} is not in the schema")).collect::<Vec<_>>();
    house::complain(&[missing, unknown].concat());
}

#[test]
fn every_setting_and_sub_key_is_on_the_page() {
    let page = house::read("docs/modules/phoenix_lxc.md");
    let rows = house::rows(&page);
    let is_told = |name: &str| rows.iter().any(|cells| cells[0].split(", ").any(|cell| cell == format!("`{name}`")));
    let missing: Vec<String> = lxc::facts()
        .into_iter()
        .filter(|fact| !is_told(&fact.name))
        .map(|fact| format!("docs/modules/phoenix_lxc.md does not tell how {} is compared", fact.name))
        .collect();
    house::complain(&missing);
}

const TOLD: &str =
    "arch: amd64\nhostname: web\nmemory: 512\nostype: debian\nrootfs: tank:subvol-101-disk-0,size=8G\nswap: 512\n";

/// What stands there already, by hand and in other spellings than Proxmox's own.
const BY_HAND: &str = "arch: amd64\nconsole: no\ncpulimit: 2.50\ndebug: on\ndev3: mode=0666,path=/dev/kvm\n\
    features: fuse=yes,nesting=off\nhostname: web\nmemory: 0512\nmp4: /var/lib/vz,mp=/srv/,ro=yes\n\
    mp5: tank:subvol-101-disk-1,mp=/data,replicate=0,size=1G\nnameserver: 9.9.9.9,fe80::1%eth0\n\
    net0: name=lan0,bridge=vmbr0,gw=10.0.0.9,hwaddr=bc:24:11:00:00:01,ip=10.0.0.5/24,link_down=yes\nonboot: off\n\
    ostype: debian\nrootfs: tank:subvol-101-disk-0,size=8G\nstartup: 5\nswap: 512\ntags: b a\ntimezone: host\ntty: 1\n";

/// What waits for a start, removals too.
const PENDING: &str = "\n[pve:pending]\ncmode: shell\ndelete: debug,dev3,mp5,timezone\nfeatures: keyctl=1\n\
    nameserver: 1.1.1.1\nrootfs: tank:subvol-101-disk-0,ro=0,size=8G\n";

fn host(text: &str, is_running: bool) -> SimHost {
    let host = SimHost::blank()
        .with_pool("tank")
        .with_dataset("tank/subvol-101-disk-0", &[("refquota", "8G")])
        .with_dataset("tank/subvol-101-disk-1", &[("refquota", "1G")])
        .with_storage("zfspool: tank\n\tpool tank\n\tcontent images,rootdir")
        .with_file("/dev/kvm", "10:232\n")
        .with_file("/var/lib/vz/snippets/h.sh", "#!/bin/true\n")
        .with_container("101", text);
    if is_running { host.running("101") } else { host }
}

/// Returns one of several wishes for each argument; some are written otherwise than Proxmox stores them.
fn wishes() -> impl Strategy<Value = Value> {
    let choices: Vec<(&str, Vec<Value>)> = vec![
        ("hostname", vec![json!("Shop"), json!("a.example")]),
        ("memory_mb", vec![json!(16), json!(512), json!("2048")]),
        ("swap_mb", vec![json!(0), json!(512)]),
        ("cores", vec![json!(1), json!(8192)]),
        ("cpulimit", vec![json!(0), json!("2.50"), json!(1.5)]),
        ("cpuunits", vec![json!(0), json!(100), json!(20000)]),
        ("nameserver", vec![json!([]), json!("9.9.9.9;fe80::1%eth0"), json!(["1.1.1.1", "2606:4700::1111"])]),
        ("searchdomain", vec![json!([]), json!(["a.example", "b.example"])]),
        ("onboot", vec![json!("yes"), json!(false)]),
        ("startup", vec![json!(""), json!("5"), json!("down=3,order=9"), json!("up=007")]),
        ("features", vec![json!({"nesting": true, "fuse": "off"}), json!({"mount": "nfs;cifs", "keyctl": 1})]),
        ("tags", vec![json!([]), json!(["B b", "a", "A"])]),
        ("description", vec![json!(""), json!("ü: 50%\n\n# x \n")]),
        ("arch", vec![json!("amd64"), json!("arm64")]),
        ("cmode", vec![json!("tty"), json!("shell")]),
        ("console", vec![json!(true), json!("off")]),
        ("debug", vec![json!(true), json!(false)]),
        ("entrypoint", vec![json!(""), json!("/sbin/init --foo")]),
        ("env", vec![json!({}), json!({"A": "x=y z"})]),
        ("hookscript", vec![json!(""), json!("local:snippets/h.sh")]),
        ("ostype", vec![json!("debian"), json!("alpine")]),
        ("timezone", vec![json!(""), json!("host"), json!("Europe/Vienna")]),
        ("tty", vec![json!(0), json!(2), json!(6)]),
        ("rootfs", vec![json!({"acl": true, "mountoptions": "nosuid;noatime"}), json!({"replicate": false})]),
        (
            "devices",
            vec![json!([{"path": "/dev/kvm", "mode": "0660", "uid": 0}]), json!([{"id": 7, "path": "/dev/kvm"}])],
        ),
        (
            "mount_points",
            vec![
                json!([{"target": "/data/", "storage": "tank", "size_gb": 1, "backup": true, "mountoptions": "nosuid;nodev"}]),
                json!([{"target": "/srv", "source": "/var/lib/vz", "shared": true}, {"target": "/b", "storage": "tank", "size_gb": 2}]),
            ],
        ),
        (
            "networks",
            vec![
                json!([{"bridge": "vmbr0", "hwaddr": "bc:24:11:00:00:01", "ip": "10.0.0.5/24", "gw": "10.0.0.1", "mtu": 1400}]),
                json!([{"bridge": "vmbr0", "ip6": "2001:DB8:0:0::1/64", "firewall": "yes", "trunks": "4;3", "rate": 12.50}, {"bridge": "vmbr0", "exclusive": true, "tag": 4094}]),
            ],
        ),
    ];
    let one = |(name, values): (&'static str, Vec<Value>)| {
        prop::option::of(prop::sample::select(values)).prop_map(move |value| (name, value))
    };
    let all: Vec<_> = choices.into_iter().map(one).collect();
    all.prop_map(|arguments| {
        let wished = arguments.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let mut wish: serde_json::Map<String, Value> = wished.collect();
        wish.insert("ctid".to_owned(), json!(101));
        Value::Object(wish)
    })
}

/// Returns the same wish, said otherwise: sets turned round.
fn turned(wish: &Value) -> Value {
    let mut wish = wish.clone();
    if let Some(tags) = wish.get_mut("tags").and_then(Value::as_array_mut) {
        tags.reverse();
    }
    for (list, key) in [("mount_points", "mountoptions"), ("networks", "trunks")] {
        for entry in wish.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(Value::String(text)) = entry.get_mut(key) {
                *text = text.split(';').rev().collect::<Vec<_>>().join(";");
            }
        }
    }
    wish
}

proptest! {
    #![proptest_config(crate::over(48))]

    #[test]
    fn what_is_read_back_after_a_converge_equals_the_wish(wish in wishes(), is_running in any::<bool>()) {
        let host = host(TOLD, is_running);
        let first = converge(&host, &wish);
        let one = &first.resources[0];
        prop_assert!(one.refusals.is_empty() && one.verdict != Verdict::Failed, "{first:?}");
        host.forget_commands();
        let again = converge(&host, &wish);
        prop_assert!(!again.changed && host.mutations().is_empty(), "{:?} {again:?}", host.mutations());
        // Who says it otherwise says the same.
        let turned = converge(&host, &turned(&wish));
        prop_assert!(!turned.changed, "{turned:?}");
    }

    #[test]
    fn what_was_written_by_hand_or_waits_is_met_in_one_run(
        wish in wishes(), is_running in any::<bool>(), waits in any::<bool>(),
    ) {
        let host = host(&format!("{BY_HAND}{}", if waits { PENDING } else { "" }), is_running);
        let volumes = host.type_in("zfs list -Ho name -r tank").stdout;
        let first = converge(&host, &wish);
        prop_assert!(first.resources[0].verdict != Verdict::Failed, "{first:?}");
        host.forget_commands();
        let again = converge(&host, &wish);
        prop_assert!(!again.changed && host.mutations().is_empty(), "{:?} {again:?}", host.mutations());
        let left = host.type_in("zfs list -Ho name -r tank").stdout;
        prop_assert!(left.starts_with(&volumes), "a volume is lost: {left}");
    }

    #[test]
    fn what_is_made_at_once_equals_the_wish(wish in wishes()) {
        let template = "/var/lib/vz/template/cache/debian-13-standard_13.1-2_amd64.tar.zst";
        let host = host(TOLD, false).with_file(template, "");
        let mut wish = wish;
        wish["ctid"] = json!(102);
        wish["template"] = json!("local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst");
        wish["storage_pool"] = json!("tank");
        // Of another system than the one inside, Proxmox writes down what it finds; it can be told only afterwards.
        if wish.get("ostype").is_some() {
            wish["ostype"] = json!("debian");
        }
        let first = converge(&host, &wish);
        prop_assert!(first.resources[0].refusals.is_empty() && first.resources[0].verdict != Verdict::Failed, "{first:?}");
        prop_assert_eq!(host.mutations().len(), 1, "{:?}", host.mutations());
        prop_assert!(!converge(&host, &wish).changed);
    }
}

fn converge(host: &SimHost, wish: &Value) -> Reply {
    let mut wish = wish.clone();
    wish["allow"] = json!("all");
    call(host, "phoenix_lxc", wish.as_object().unwrap(), Mode::Converge)
}

/// A host on which a backup ends while somebody waits.
struct BackedUp<'a> {
    host: &'a SimHost,
    pauses: Cell<u64>,
    /// After so many pauses the lock is gone.
    ends_after: u64,
}

impl Probe for BackedUp<'_> {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        self.host.query(query)
    }
    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.host.read(path)
    }
    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        self.host.list(directory)
    }
    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        self.host.stat(path)
    }
    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        self.host.read_in_guest(root, path)
    }
    fn pause(&self, time: Duration) -> bool {
        self.pauses.set(self.pauses.get() + time.as_secs());
        if self.pauses.get() >= self.ends_after {
            self.host.type_in("pct unlock 101");
        }
        true
    }
}

impl Host for BackedUp<'_> {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        self.host.perform(action)
    }
}

#[test]
fn a_lock_that_passes_in_time_is_waited_for_and_no_longer_than_wished() {
    let wishes = |timeout: u64| -> Vec<Desired> {
        let wish =
            json!([{ "ctid": 101, "memory_mb": 600, "lock_timeout": timeout }, { "ctid": 102, "memory_mb": 600 }]);
        serde_json::from_value(wish).unwrap()
    };
    let waited = |timeout: u64, ends_after: u64| {
        let host = SimHost::blank()
            .with_container("101", "arch: amd64\nlock: backup\nmemory: 512\nrootfs: local:101/a.raw,size=4G\n")
            .with_container("102", "arch: amd64\nmemory: 512\nrootfs: local:102/a.raw,size=4G\n");
        let busy = BackedUp { host: &host, pauses: Cell::new(0), ends_after };
        let outcomes = resource::converge::<Lxc>(&wishes(timeout), &Consent::default(), &busy);
        let done: Vec<usize> = outcomes.iter().map(|outcome| outcome.done.len()).collect();
        (done, busy.pauses.get())
    };
    assert_eq!(waited(60, 10), (vec![1, 1], 10));
    assert_eq!(waited(6, 10), (vec![0, 1], 6));
    assert_eq!(waited(0, 10), (vec![0, 1], 0));
}
