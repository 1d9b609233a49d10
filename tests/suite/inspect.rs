//! Two ways to look, one meaning: by the files and by the native commands the same is observed, planned and told.

use std::path::Path;

use phoenix_modules::host::{Looking, Probe, Way};
use phoenix_modules::lxc::Lxc;
use phoenix_modules::pvesm::Pvesm;
use phoenix_modules::resource::Resource;
use phoenix_modules::zfs_dataset::ZfsDataset;
use phoenix_run::cli::Inspect;
use phoenix_tests::pair;
use phoenix_tests::pvesm;
use phoenix_tests::run::Wish;
use phoenix_tests::worlds::Kind;
use phoenix_tests::{SimHost, story};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use crate::laws::{DICE, allowing_all, blank, check, drifted, odd};
use crate::worlds::pairs;

/// Stories that play otherwise when the commands are asked, each with the reason.
const OTHERWISE: &[(&str, &str)] = &[
    ("lxc/broken_files_blind_nobody.story", "`pct config` shows nothing of a file with a value that it cannot read"),
    ("pvesm/a_file_with_dos_line_ends.story", "the commands tell what is wrong with the lines that they pass by"),
    (
        "pvesm/a_section_without_a_required_option.story",
        "the commands name the last line of the section, and not its type",
    ),
    (
        "pvesm/lines_that_the_next_write_drops.story",
        "no command tells of comments; of other lines, what is wrong with them",
    ),
    ("pvesm/what_the_next_write_does_not_understand.story", "no command tells of the earlier of two sections"),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "the stories lie in the source tree")]
fn every_story_plays_the_same_by_either_way() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let mut wrong = Vec::new();
    for path in story::all_below(&folder) {
        let written = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let differs = story::play_inspecting(&written, Inspect::Cli) != story::play_inspecting(&written, Inspect::Auto);
        let is_known = OTHERWISE.iter().any(|(known, _)| *known == name);
        if differs != is_known {
            let difference = story::difference(&story::play(&written), &story::play_inspecting(&written, Inspect::Cli));
            wrong.push(format!("--- {name}\n{difference}"));
        }
    }
    assert!(wrong.is_empty(), "the two ways see different things:\n{}", wrong.join("\n"));
}

/// Everything that the modules of guests, storages and datasets observe of a host, by one way.
fn observed(host: &SimHost, way: Way) -> Vec<String> {
    let looking = Looking::at(host, way);
    let (guests, storages, datasets) = {
        let world = host.world();
        let mut storages = pvesm::config::read(&world).storages;
        // Of other types only Proxmox can tell whether they are active: the files do not.
        storages.retain(|storage| ["btrfs", "cifs", "dir", "nfs", "zfspool"].contains(&storage.kind.name));
        let datasets: Vec<String> = world.state.zfs.datasets.keys().cloned().collect();
        (world.guests("pve1", "lxc"), storages, datasets)
    };
    let guests = guests.iter().map(|id| json!({ "ctid": id, "storage_pool": "tank" }));
    let storages = storages.iter().map(|storage| json!({ "storage": storage.id }));
    let datasets = datasets.iter().map(|name| json!({ "name": name }));
    [
        told::<Lxc>(guests.chain([json!({ "ctid": 999, "template": "local:vztmpl/debian.tar.zst" })]), &looking),
        told::<Pvesm>(storages.chain([json!({ "storage": "nowhere" })]), &looking),
        told::<ZfsDataset>(datasets.chain([json!({ "name": "tank/nowhere" })]), &looking),
    ]
    .concat()
}

fn told<R: Resource>(wishes: impl Iterator<Item = serde_json::Value>, host: &dyn Probe) -> Vec<String>
where
    R::Observed: std::fmt::Debug,
{
    let desired: Vec<R::Desired> = wishes.map(|wish| serde_json::from_value(wish).unwrap()).collect();
    R::inspect(&desired, host).iter().map(|observed| format!("{observed:#?}")).collect()
}

fn assert_both_see_the_same(host: &SimHost, what: &str) {
    let (files, commands) = (observed(host, Way::Auto), observed(host, Way::Cli));
    assert_eq!(files.len(), commands.len());
    for (file, command) in files.iter().zip(&commands) {
        assert!(file == command, "{what}:\n{}", story::difference(file, command));
    }
}

/// A line of a configuration that Proxmox understands, with what may stand in it.
const LINES: &[&str] = &[
    "#a word%3A %C3%BC 100%25",
    "##hash",
    "#  indented ",
    "arch: amd64",
    "cores: 2",
    "cpulimit: 1.50",
    "features: keyctl=1,nesting=1",
    "hostname: web",
    "lock: backup",
    "lxc.apparmor.profile: unconfined",
    "lxc.cgroup2.devices.allow: c 195:* rwm",
    "lxc.environment.runtime: A=1",
    "lxc.environment.runtime: B=x: y",
    "lxc.mount.entry: /a b none bind 0 0",
    "memory: 512",
    "memory: 1024",
    "mp0: /mnt/x,mp=/x",
    "nameserver: 10.0.0.1 10.0.0.2",
    "net0: name=eth0,bridge=vmbr0,hwaddr=bc:24:11:0a:0b:0c,firewall=1,ip=dhcp,type=veth",
    "onboot: 1",
    "ostype: debian",
    "rootfs: tank:subvol-101-disk-0,size=4G",
    "startup: order=1,up=5",
    "swap: 0",
    "tags: a;b",
    "template: 0",
    "unprivileged: 1",
];

/// Settings of which a configuration has one each, as Proxmox writes them.
fn section(places: &[usize]) -> String {
    let mut seen = std::collections::BTreeSet::new();
    let lines = places.iter().map(|place| LINES[place % LINES.len()]);
    let is_first = |line: &&str| {
        let key = line.split(':').next().unwrap_or(line);
        line.starts_with(['#']) || line.starts_with("lxc.") || seen.insert(key.to_owned())
    };
    let mut lines: Vec<&str> = lines.filter(is_first).collect();
    // Proxmox writes the environment before all other raw lines.
    lines.sort_by_key(|line| (line.starts_with("lxc."), !line.starts_with("lxc.environment")));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(crate::over(96))]

    #[test]
    fn a_container_is_the_same_by_either_way(
        main in vec(any::<prop::sample::Index>(), 0..14),
        pending in vec(any::<prop::sample::Index>(), 0..4),
        deleted in vec(any::<prop::sample::Index>(), 0..3),
        snapshots in vec(vec(any::<prop::sample::Index>(), 0..6), 0..3),
        is_running in any::<bool>(),
    ) {
        let places = |list: &[prop::sample::Index]| list.iter().map(|index| index.index(LINES.len())).collect::<Vec<_>>();
        let main = section(&places(&main));
        // Nothing waits but settings; what is to go is there, and does not come at the same time.
        let is_setting = |line: &&str| !line.starts_with(['#']) && !line.starts_with("lxc.") && !line.starts_with("lock");
        let pending: String = section(&places(&pending)).lines().filter(is_setting).map(|line| format!("{line}\n")).collect();
        let keys: Vec<&str> = main.lines().filter(is_setting).filter_map(|line| line.split(':').next()).collect();
        let deleted: std::collections::BTreeSet<&str> = deleted.iter()
            .filter(|_| !keys.is_empty())
            .map(|index| keys[index.index(keys.len())])
            .filter(|key| !pending.contains(&format!("{key}:")))
            .collect();
        let deletes = if deleted.is_empty() { String::new() } else { format!("delete: {}\n", deleted.into_iter().collect::<Vec<_>>().join(",")) };
        let mut text = main;
        if !(pending.is_empty() && deletes.is_empty()) {
            text.push_str(&format!("\n[pve:pending]\n{deletes}{pending}"));
        }
        for (index, snapshot) in snapshots.iter().enumerate() {
            text.push_str(&format!("\n[snap{index}]\n{}snaptime: {}\n", section(&places(snapshot)), 1_700_000_000 + index));
        }
        let host = SimHost::blank().with_pool("tank").with_container("101", &text);
        let host = if is_running { host.running("101") } else { host };
        assert_both_see_the_same(&host, &text);
    }
}

proptest! {
    #![proptest_config(crate::over(16))]

    #[test]
    fn a_random_host_is_the_same_by_either_way(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let host = drifted(&host);
        assert_both_see_the_same(&host, "a random host");
        let wish = allowing_all(odd(&wish));
        let (host, by_files) = check(&wish, host);
        let (_, by_commands) = check(&Wish { inspect: Inspect::Cli, ..wish }, host);
        prop_assert_eq!(by_files.report(), by_commands.report());
        prop_assert_eq!(by_files.planned(), by_commands.planned());
    }
}

#[test]
fn every_kind_of_host_is_the_same_by_either_way() {
    for pair in &pairs() {
        for kind in Kind::ALL {
            let what = format!("{} on {}", pair.name, kind.name());
            let wish = Wish { inspect: Inspect::Cli, ..pair.wish() };
            let (host, by_commands) = wish.converge(SimHost::of(pair.world(*kind).unwrap()));
            let typed = host.mutations();
            assert_both_see_the_same(&host, &what);
            let (host, by_files) = pair.wish().converge(SimHost::of(pair.world(*kind).unwrap()));
            assert_eq!(by_files.unwrap().report(), by_commands.unwrap().report(), "{what}");
            assert_eq!(host.mutations(), typed, "{what}");
        }
    }
}

/// What the commands cannot tell apart from nothing is an error here too (law 7).
#[test]
fn a_command_that_fails_is_never_absence() {
    let wish = Wish { inspect: Inspect::Cli, ..pair::large(2) };
    for command in ["pct status", "pvesm status", "pvesh get", "zfs get"] {
        let (host, seen) = wish.check(blank());
        assert_eq!(seen.unwrap().tally().failed, 0);
        let (_, seen) = wish.check(host.failing(command, "ipcc_send_rec[1] failed: Connection refused\n"));
        assert!(seen.unwrap().tally().failed > 0, "{command} failed, and nobody noticed");
    }
}
