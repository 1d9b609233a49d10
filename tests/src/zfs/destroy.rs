//! `zfs destroy`, of one dataset or of all below it.

use super::{Dataset, Kind, names, usage, values};
use crate::options::Options;
use crate::world::{Answer, World};

/// Runs `zfs destroy`.
pub(super) fn destroy(world: &mut World, arguments: &[&str]) -> Answer {
    let misused = |complaint: &str, world: &World| usage::misused("destroy", complaint, world.state.zfs.version);
    let options = match Options::parse(arguments, "dfnpRrv") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint, world),
    };
    let [name] = options.operands.as_slice() else {
        let complaint = if options.operands.is_empty() { "missing dataset argument" } else { "too many arguments" };
        return misused(complaint, world);
    };
    match doomed(world, name, &options) {
        Ok(names) if options.has('n') => Answer::printed(announced(world, &names, &options)),
        Ok(names) if options.has('d') => {
            names.iter().for_each(|name| world.destroy_later(name));
            Answer::silent()
        }
        Ok(names) => {
            let stdout = if options.has('v') { announced(world, &names, &options) } else { String::new() };
            perform(world, &names, stdout)
        }
        Err(sentence) => Answer::failed(1, sentence),
    }
}

impl World {
    /// Destroys a snapshot, or marks it if somebody holds it or it has clones.
    fn destroy_later(&mut self, name: &str) {
        let Err(_) = self.zfs_destroy(name) else { return };
        let Some((dataset, snapshot)) = name.split_once('@') else { return };
        let dataset = self.state.zfs.datasets.get_mut(dataset);
        if let Some(snapshot) = dataset.and_then(|dataset| dataset.snapshots.get_mut(snapshot)) {
            snapshot.deferred = true;
        }
    }
}

fn perform(world: &mut World, names: &[String], stdout: String) -> Answer {
    // A filesystem that somebody stands in stops everything before it begins.
    if let Some(busy) = names.iter().filter(|name| !name.contains(['@', '#'])).find_map(|name| world.busy_mount(name)) {
        return Answer::failed(1, busy);
    }
    for name in names {
        if let Err(sentence) = world.zfs_destroy(name) {
            return Answer { stdout, ..Answer::failed(1, sentence) };
        }
    }
    Answer::printed(stdout)
}

/// Returns what would go, in the order of going; the error says why nothing does.
fn doomed(world: &World, name: &str, options: &Options<'_>) -> Result<Vec<String>, String> {
    let recursive = options.has('r') || options.has('R');
    if let Some((dataset, snapshots)) = name.split_once('@') {
        return doomed_snapshots(world, dataset, snapshots, options);
    }
    if name.contains('#') {
        return Ok(vec![name.to_owned()]);
    }
    world.check_open(name)?;
    if !recursive {
        return if options.has('n') { rehearse(world, name) } else { Ok(vec![name.to_owned()]) };
    }
    let mut below = world.dependents(name);
    if let Some(held) =
        below.iter().find(|name| world.state.zfs.snapshot(name).is_some_and(|found| !found.holds.is_empty()))
    {
        let hint = format!("Run 'zfs holds -r {held}' to see holders.");
        return Err(format!("cannot destroy snapshot {held}: it's being held. {hint}"));
    }
    let clones = clones_outside(world, name, &below);
    if !clones.is_empty() && !options.has('R') {
        let kind = if world.state.zfs.datasets[name].kind == Kind::Volume { "volume" } else { "filesystem" };
        let hint = "use '-R' to destroy the following datasets:";
        return Err(format!("cannot destroy '{name}': {kind} has dependent clones\n{hint}\n{}", clones.join("\n")));
    }
    // A pool's own dataset stays: only what is below it goes.
    if names::parent(name).is_some() {
        below.push(name.to_owned());
    }
    Ok(clones.into_iter().chain(bottom_up(world, below)).collect())
}

/// Orders datasets so that each goes after its clones, its snapshots and all below it.
fn bottom_up(world: &World, mut names: Vec<String>) -> Vec<String> {
    let depth = |name: &str| name.matches('/').count();
    let is_clone = |name: &str| world.state.zfs.datasets.get(name).is_some_and(|dataset| dataset.origin.is_some());
    let key = |name: &String| (!is_clone(name), std::cmp::Reverse(depth(name)), !name.contains('@'));
    names.sort_by_key(key);
    names
}

fn clones_outside(world: &World, top: &str, below: &[String]) -> Vec<String> {
    let snapshots = below.iter().filter(|name| name.contains('@'));
    let clones = snapshots.flat_map(|snapshot| world.with_clones(snapshot));
    clones.filter(|clone| !names::is_at_or_below(names::dataset(clone), top)).collect()
}

fn rehearse(world: &World, name: &str) -> Result<Vec<String>, String> {
    let below = world.dependents(name);
    if below.is_empty() {
        return Ok(vec![name.to_owned()]);
    }
    let hint = "use '-r' to destroy the following datasets:";
    Err(format!("cannot destroy '{name}': filesystem has children\n{hint}\n{}", below.join("\n")))
}

/// Returns the snapshots that a list names, `a,b%d`, with their clones before each if they are to go too (`-R`).
fn doomed_snapshots(world: &World, top: &str, list: &str, options: &Options<'_>) -> Result<Vec<String>, String> {
    world.check_open(top)?;
    let (recursive, with_clones) = (options.has('r') || options.has('R'), options.has('R'));
    let zfs = &world.state.zfs;
    let mut found: Vec<String> = Vec::new();
    for (name, dataset) in zfs.tree(top).take(if recursive { usize::MAX } else { 1 }) {
        for snapshot in list.split(',').flat_map(|named| in_range(dataset, named)) {
            let snapshot = format!("{name}@{snapshot}");
            if with_clones {
                found.extend(world.with_clones(&snapshot));
            } else if !options.has('d') {
                world.check_uncloned(&snapshot)?;
            }
            found.push(snapshot);
        }
    }
    if found.is_empty() {
        return Err("could not find any snapshots to destroy; check snapshot names.".to_owned());
    }
    Ok(found)
}

/// Returns the snapshots of a dataset from one to another by age, `a%b`; without one of them from the first, to the last.
fn in_range<'a>(dataset: &'a Dataset, named: &str) -> Vec<&'a str> {
    let Some((first, last)) = named.split_once('%') else {
        return dataset.snapshots.get_key_value(named).map(|(name, _)| name.as_str()).into_iter().collect();
    };
    let mut by_age: Vec<_> = dataset.snapshots.iter().map(|(name, snapshot)| (snapshot.createtxg, name)).collect();
    by_age.sort_unstable();
    let place = |wanted: &str| by_age.iter().position(|(_, name)| *name == wanted);
    let first = if first.is_empty() { Some(0) } else { place(first) };
    let last = if last.is_empty() { by_age.len().checked_sub(1) } else { place(last) };
    match (first, last) {
        (Some(first), Some(last)) if first <= last => {
            by_age[first..=last].iter().map(|(_, name)| name.as_str()).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns what is said about what goes; of snapshots also what comes free.
fn announced(world: &World, names: &[String], options: &Options<'_>) -> String {
    if !options.has('v') {
        return String::new();
    }
    let zfs = &world.state.zfs;
    let (top, of_snapshots) =
        options.operands.first().map_or(("", false), |name| (names::dataset(name), name.contains('@')));
    let freed: u64 = names.iter().filter_map(|name| zfs.snapshot(name)).map(|snapshot| snapshot.used).sum();
    let end = match (of_snapshots, options.has('p'), options.has('n')) {
        (false, _, _) => String::new(),
        (true, true, _) => format!("reclaim\t{freed}\n"),
        (true, false, true) => format!("would reclaim {}\n", values::nice_bytes(freed)),
        (true, false, false) => format!("will reclaim {}\n", values::nice_bytes(freed)),
    };
    let line = |name: &String| match (options.has('p'), options.has('n')) {
        (true, _) => format!("destroy\t{name}\n"),
        (false, true) => format!("would destroy {name}\n"),
        (false, false) => format!("will destroy {name}\n"),
    };
    // Clones that go along are told last, although they go first.
    let (own, clones): (Vec<&String>, Vec<&String>) =
        names.iter().partition(|name| end.is_empty() || names::is_at_or_below(names::dataset(name), top));
    own.into_iter().map(line).collect::<String>() + &end + &clones.into_iter().map(line).collect::<String>()
}

#[cfg(test)]
mod tests {
    use crate::SimHost;
    use crate::world::Answer;

    fn host() -> SimHost {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/d", &[]).with_dataset("tank/d/e", &[]);
        assert_eq!(host.type_in("zfs snapshot tank/d@s"), Answer::silent());
        host
    }

    #[test]
    fn what_has_children_stays_and_they_are_named() {
        let answer = host().type_in("zfs destroy tank/d");
        let said = "cannot destroy 'tank/d': filesystem has children\n\
                    use '-r' to destroy the following datasets:\ntank/d/e\ntank/d@s";
        assert_eq!(answer, Answer::failed(1, said));
    }

    #[test]
    fn a_rehearsal_destroys_nothing() {
        let host = host();
        let answer = host.type_in("zfs destroy -rnv tank/d");
        assert_eq!(answer.stdout, "would destroy tank/d/e\nwould destroy tank/d@s\nwould destroy tank/d\n");
        assert!(host.world().zfs_exists("tank/d@s"));
        assert_eq!(host.type_in("zfs destroy -r tank/d"), Answer::silent());
        assert!(!host.world().zfs_exists("tank/d"));
    }

    #[test]
    fn a_clone_elsewhere_holds_its_origin() {
        let host = host();
        host.type_in("zfs clone tank/d@s tank/clone");
        let answer = host.type_in("zfs destroy -r tank/d");
        assert!(answer.stderr.contains("filesystem has dependent clones\nuse '-R'"), "{}", answer.stderr);
        assert_eq!(host.type_in("zfs destroy -R tank/d"), Answer::silent());
        assert!(!host.world().zfs_exists("tank/clone"));
    }

    #[test]
    fn what_a_running_container_uses_is_busy() {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/subvol-101-disk-0", &[]).running("101");
        let busy = "cannot unmount '/tank/subvol-101-disk-0': pool or dataset is busy";
        assert_eq!(host.type_in("zfs destroy tank/subvol-101-disk-0"), Answer::failed(1, busy));
        assert_eq!(host.type_in("zfs set mountpoint=/x tank/subvol-101-disk-0"), Answer::failed(255, busy));
        assert_eq!(host.type_in("zfs set refquota=8G tank/subvol-101-disk-0"), Answer::silent());
    }

    #[test]
    fn a_missing_snapshot_is_looked_for_by_its_name() {
        let answer = host().type_in("zfs destroy tank/d@nope");
        assert_eq!(answer, Answer::failed(1, "could not find any snapshots to destroy; check snapshot names."));
    }
}
