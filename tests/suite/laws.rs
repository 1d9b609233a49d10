//! The laws of the house, over random hosts and random wishes.
//!
//! A random host is one that another random pair was converged on: so it drifts as real hosts do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use phoenix_modules::catalog::MODULES;
use phoenix_modules::host::Probe as _;
use phoenix_modules::protocol::Verdict;
use phoenix_run::agenda::Module;
use phoenix_run::launcher::Mode;
use phoenix_run::status::Status;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use phoenix_tests::pair::{self, Dice};
use phoenix_tests::run::{Seen, Wish};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

/// Bytes enough for one odd pair.
pub(crate) const DICE: usize = 360;

/// A host with an empty pool, and the free disks and the template that odd pairs name.
pub(crate) fn blank() -> SimHost {
    let host = SimHost::blank().with_pool("tank");
    let host = pair::COLD_DISKS.iter().fold(host, |host, disk| host.with_disk(disk));
    host.world_mut().state.downloadable.insert("debian.tar.zst".to_owned());
    let script = format!("/usr/local/phoenix_hypervisor/bin/health_checks/{}", pair::HEALTHY);
    let host = host.with_file(&script, "#!/bin/bash\nprint it is\n");
    pair::FEATURES.iter().fold(host, |host, name| {
        let folder = format!("/usr/local/phoenix_hypervisor/bin/lxc_setup/{name}");
        let host =
            host.with_file(&format!("{folder}/apply"), &format!("#!/bin/bash\nwrite /usr/bin/{name} installed\n"));
        host.with_file(&format!("{folder}/check"), &format!("#!/bin/bash\nneeds /usr/bin/{name}\n"))
    })
}

pub(crate) fn odd(bytes: &[u8]) -> Wish {
    pair::odd(&mut Dice::of(bytes))
}

pub(crate) fn allowing_all(mut wish: Wish) -> Wish {
    wish.allow = vec!["all".to_owned()];
    wish
}

/// A host that somebody converged to another wish before.
pub(crate) fn drifted(bytes: &[u8]) -> SimHost {
    let (host, seen) = allowing_all(odd(bytes)).converge(blank());
    seen.expect("odd pairs can be read");
    host.forget_commands();
    host
}

pub(crate) fn check(wish: &Wish, host: SimHost) -> (SimHost, Seen) {
    let (host, seen) = wish.check(host);
    (host, seen.expect("odd pairs can be read"))
}

pub(crate) fn converge(wish: &Wish, host: SimHost) -> (SimHost, Seen) {
    let (host, seen) = wish.converge(host);
    (host, seen.expect("odd pairs can be read"))
}

/// Everything of the host that a command could have changed.
fn picture(host: &SimHost) -> (String, BTreeMap<PathBuf, Option<Vec<u8>>>) {
    let world = host.world();
    (format!("{:?}", world.state), world.files.contents(Path::new("/")))
}

fn assert_nothing_failed(seen: &Seen) {
    for (index, status) in &seen.called {
        let id = &seen.agenda.tasks[*index].id;
        match status {
            Status::Told(reply) if reply.verdict != Verdict::Failed => {}
            Status::Told(reply) => panic!("{id} failed: {:?} {:?}", reply.failure, reply.notes),
            other => panic!("{id}: {other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(crate::over(48))]

    #[test]
    fn check_changes_nothing(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let host = drifted(&host);
        let before = picture(&host);
        let (host, _) = check(&allowing_all(odd(&wish)), host);
        prop_assert_eq!(host.mutations(), Vec::<String>::new());
        prop_assert!(picture(&host) == before, "the host is not as it was");
    }

    #[test]
    fn second_run_types_nothing(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let wish = allowing_all(odd(&wish));
        let (host, first) = converge(&wish, drifted(&host));
        assert_nothing_failed(&first);
        let before = picture(&host);
        host.forget_commands();
        let (host, second) = converge(&wish, host);
        prop_assert_eq!(host.mutations(), Vec::<String>::new());
        prop_assert!(picture(&host) == before, "the host is not as it was");
        prop_assert_eq!(second.tally().differ, 0);
    }

    #[test]
    fn what_check_prints_is_what_converge_types(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let wish = allowing_all(odd(&wish));
        let (host, seen) = check(&wish, drifted(&host));
        let later = KnownLater::said_by(&seen);
        let (host, run) = converge(&wish, host);
        assert_nothing_failed(&run);
        let sorted = |commands: Vec<String>| {
            let mut commands: Vec<String> = commands.iter().map(|command| without_macs(command)).collect();
            commands.sort();
            commands
        };
        let foretold = |commands: Vec<String>| {
            sorted(commands.into_iter().filter(|command| !later.covers(command)).collect())
        };
        prop_assert_eq!(foretold(seen.planned()), foretold(host.mutations()), "{}", run.report().join("\n"));
    }

    #[test]
    fn only_the_difference_is_sent(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let (host, seen) = converge(&allowing_all(odd(&wish)), drifted(&host));
        let mut sets: BTreeMap<String, usize> = BTreeMap::new();
        for command in host.mutations() {
            let words: Vec<&str> = command.split(' ').collect();
            // `zpool set` takes one property at a time, of one pool.
            let resource = match words[0] {
                "zfs" => words.last().map(ToString::to_string),
                "zpool" => words.get(2..).map(|words| words.join(" ")),
                _ => words.get(2).map(ToString::to_string),
            };
            if words[1] == "set" {
                *sets.entry(format!("{} {}", words[0], resource.unwrap_or_default())).or_default() += 1;
            }
        }
        // A moved mountpoint is the one thing that goes by itself; odd pairs move none.
        prop_assert!(sets.values().all(|count| *count == 1), "{sets:?}");
        for reply in seen.called.iter().filter_map(|(_, status)| status.reply()) {
            for change in reply.steps.iter().flat_map(|step| &step.changes) {
                prop_assert_ne!(&change.before, &change.after, "{}", reply.name);
            }
        }
    }

    #[test]
    fn nothing_is_destroyed_to_converge(host in vec(any::<u8>(), 0..DICE), wish in vec(any::<u8>(), 0..DICE)) {
        let host = drifted(&host);
        // The seal of a template renames a volume, and keeps what is in it.
        let volumes = |host: &SimHost| -> BTreeSet<String> {
            volumes(host).into_iter().map(|name| name.replacen("/basevol-", "/subvol-", 1)).collect()
        };
        let (before, pools) = (volumes(&host), pools(&host));
        let (host, _) = converge(&allowing_all(odd(&wish)), host);
        let after = volumes(&host);
        prop_assert!(before.iter().all(|name| after.contains(name)), "{before:?} {after:?}");
        let now = self::pools(&host);
        prop_assert!(pools.iter().all(|pool| now.contains(pool)), "a pool was rebuilt: {pools:?} {now:?}");
        let destroys = ["destroy", "remove", "free", "rollback", "delsnapshot"];
        let destroyed = host.mutations().iter().any(|command| destroys.iter().any(|verb| command.contains(verb)));
        prop_assert!(!destroyed, "{:?}", host.mutations());
    }
}

/// What can lie on a disk, in the words of stories.
const ON_DISKS: [&str; 6] =
    ["has=ext4", "has=zfs_member", "part=/dev/sdx1", "lvm=/dev/mapper/vg-x", "mounted=/srv", "size=64000000000"];

proptest! {
    #[test]
    fn what_lies_on_a_disk_stays(facts in vec(0..=ON_DISKS.len() + 1, 4), layout in 0..3_usize, chosen in 1..=4_usize) {
        let disks = ["/dev/disk/by-id/ata-1", "/dev/disk/by-id/ata-2", "/dev/disk/by-id/ata-3", "/dev/disk/by-id/ata-4"];
        let mut host = SimHost::blank().with_pool("tank");
        for (path, fact) in disks.iter().zip(&facts) {
            host = host.with_disk(path);
            match ON_DISKS.get(*fact) {
                Some(fact) => host = host.where_disk(path, fact),
                None if *fact == ON_DISKS.len() => {
                    host = host.with_pool_of("old", "single", &[path]);
                    host.world_mut().export_pool("old");
                }
                None => {}
            }
        }
        let before = host.world().state.clone();
        let chosen = &disks[..chosen];
        let raid_level = ["single", "mirror", "raidz1"][layout];
        let wish = json!({ "name": "new", "raid_level": raid_level, "disks": chosen, "allow": ["all"] });
        let reply = call(&host, "phoenix_zpool", wish.as_object().unwrap(), Mode::Converge);
        let after = host.world().state.clone();
        prop_assert_eq!(&after.disks, &before.disks);
        prop_assert_eq!(&after.zfs.exported, &before.zfs.exported);
        prop_assert_eq!(&after.zfs.pools["tank"], &before.zfs.pools["tank"]);
        prop_assert!(!host.mutations().iter().any(|command| command.contains(" -f ")));
        let sizes: std::collections::BTreeSet<usize> = facts[..chosen.len()].iter().copied().collect();
        let are_free = sizes.iter().all(|fact| *fact > ON_DISKS.len() || *fact == ON_DISKS.len() - 1);
        let is_enough = chosen.len() > 1 || layout == 0;
        let are_alike = sizes.len() == 1 || layout == 0;
        let is_made = after.zfs.pools.contains_key("new");
        prop_assert_eq!(is_made, are_free && is_enough && are_alike, "{:?}", reply);
        // A failure would say that zpool refused what we did not foresee.
        prop_assert!(reply.resources.iter().all(|resource| resource.failure.is_none()), "{:?}", reply);
    }
}

/// What check says is known only once guests run: what is in them, and what stands behind that.
#[derive(Default)]
pub(crate) struct KnownLater {
    tasks: BTreeSet<String>,
    /// Guests in which something is not known.
    guests: BTreeSet<String>,
    /// Guests that stand behind that as a whole: clones.
    clones: BTreeSet<String>,
    /// Guests that end with something behind that: a snapshot, or the seal.
    ends: BTreeSet<String>,
}

impl KnownLater {
    pub(crate) fn said_by(seen: &Seen) -> Self {
        let mut later = Self::default();
        // A task stands behind its cause in the agenda, so one pass finds them all.
        for (task, status) in seen.agenda.tasks.iter().zip(&seen.inspection.statuses) {
            let notes = status.reply().into_iter().flat_map(|reply| &reply.notes);
            let is_later = notes.into_iter().any(|note| note.text.contains("not known until the container runs"));
            let is_behind =
                matches!(status, Status::Blocked(block) if block.by.iter().any(|by| later.tasks.contains(by)));
            if is_later || is_behind {
                later.tasks.insert(task.id.clone());
                let container = task.container().unwrap_or_default();
                let guests = match () {
                    () if is_later => &mut later.guests,
                    () if task.id == container => &mut later.clones,
                    () => &mut later.ends,
                };
                guests.insert(container.trim_start_matches("lxc/").to_owned());
            }
        }
        later
    }

    /// Returns whether check could not tell of this command, or of this file.
    pub(crate) fn covers(&self, command: &str) -> bool {
        let inside = |guest: &String| {
            command.starts_with(&format!("pct exec {guest} ")) || (command.starts_with('/') && command.ends_with(guest))
        };
        let of = |guest: &String| command.split([' ', '/', '.']).any(|word| word == guest);
        let is_end = command.starts_with("pct snapshot ") || command.starts_with("pct template ");
        self.guests.iter().any(inside) || self.clones.iter().any(of) || (is_end && self.ends.iter().any(of))
    }

    /// Returns whether check could not tell of this property of a resource.
    pub(crate) fn covers_property(&self, resource: &str, property: &str) -> bool {
        let is_end = property == "snapshots" || property == "is_template";
        is_end && self.ends.iter().any(|guest| resource == format!("lxc/{guest}"))
    }
}

/// Every pool with what it is made of.
fn pools(host: &SimHost) -> Vec<String> {
    host.world().state.zfs.pools.values().map(|pool| format!("{} {:?}", pool.guid, pool.vdevs)).collect()
}

/// A clone's new MAC address is known only when it is made: what is typed afterwards keeps it, and could not be foreseen.
fn without_macs(command: &str) -> String {
    let words = command.split(' ').map(|word| {
        let parts: Vec<&str> = word.split(',').filter(|part| !part.starts_with("hwaddr=")).collect();
        parts.join(",")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Every dataset and every guest of the host.
fn volumes(host: &SimHost) -> Vec<String> {
    let world = host.world();
    let guests = world.guests("pve1", "lxc").into_iter().map(|id| id.to_string());
    world.state.zfs.datasets.keys().cloned().chain(guests).collect()
}

#[test]
fn an_in_sync_host_starts_zfs_once_and_no_perl() {
    let wish = pair::large(20);
    let (host, seen) = converge(&wish, blank());
    assert_nothing_failed(&seen);
    host.forget_commands();
    let (host, seen) = check(&wish, host);
    assert_eq!(seen.tally().in_sync, seen.tally().resources);
    assert_eq!((host.queries("zfs"), host.queries("zpool")), (1, 1));
    assert_eq!(host.commands().len(), 2, "{:?}", host.commands());
}

/// The laws hold of what odd pairs wish: a kind that none of them has would be held to nothing.
#[test]
fn odd_pairs_wish_something_of_every_module() {
    let agendas = (0..12).map(|byte| odd(&[byte; DICE]).agenda().expect("odd pairs can be read"));
    let wished: BTreeSet<Module> = agendas.flat_map(|agenda| agenda.tasks).map(|task| task.module).collect();
    let strange: Vec<&str> =
        Module::ALL.into_iter().filter(|module| !wished.contains(module)).map(Module::binary).collect();
    assert!(
        strange.is_empty(),
        "pair::odd (tests/src/pair.rs) wishes nothing of {strange:?}, so no law is held over it"
    );
}

/// The runner and the catalog know the same modules, those aside that only tell.
#[test]
fn the_agenda_has_every_module_of_the_catalog() {
    let agenda: BTreeSet<&str> = Module::ALL.into_iter().map(Module::binary).collect();
    let catalog: BTreeSet<&str> = MODULES.iter().filter(|module| module.keeps).map(|module| module.name).collect();
    assert_eq!(agenda, catalog, "agenda::Module and modules/src/catalog.rs differ");
}

#[test]
fn failing_to_look_is_never_absence() {
    let wish = pair::large(2);
    let hosts = [
        ("no zfs", blank().without_zfs()),
        ("pmxcfs is not mounted", without(blank(), "/etc/pve")),
        ("no list of guests", without(blank(), "/etc/pve/.vmlist")),
        ("no list of sockets", without(blank(), "/proc/net/unix")),
    ];
    for (what, host) in hosts {
        let (host, seen) = converge(&wish, host);
        assert!(seen.tally().failed > 0, "{what}: {:?}", seen.tally());
        let guests = host.mutations().iter().filter(|command| command.starts_with("pct")).count();
        assert_eq!(guests, 0, "{what}: {:?}", host.mutations());
        assert_eq!(seen.tally().exit_code(), 1, "{what}");
    }
}

fn without(host: SimHost, path: &str) -> SimHost {
    host.world_mut().files.remove(path);
    assert!(host.read(Path::new(path)).unwrap().is_none());
    host
}
