//! The other verbs that change something: `set`, `inherit`, `snapshot`, `bookmark`, `rename`.

use std::collections::BTreeSet;

use super::change::Then;
use super::properties::{self, Takes};
use super::{Dataset, Snapshot, Version, names, usage};
use crate::options::Options;
use crate::world::{Answer, World};

/// The exit code of every refused `zfs set` (-1 of a C program).
const SET_REFUSED: i32 = 255;

/// Runs `zfs set`.
pub(super) fn set(world: &mut World, arguments: &[&str]) -> Answer {
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "u") {
        Ok(options) => options,
        Err(complaint) => return usage::misused("set", &complaint, version),
    };
    let split = options.operands.iter().position(|operand| !operand.contains('=')).unwrap_or(options.operands.len());
    let (assignments, datasets) = options.operands.split_at(split);
    let complaint = match (assignments, datasets) {
        ([], []) => Some("missing arguments"),
        ([], [_]) => Some("missing property=value argument(s)"),
        (_, []) => Some("missing dataset name(s)"),
        _ => None,
    };
    if let Some(complaint) = complaint {
        return usage::misused("set", complaint, version);
    }
    let pairs: Vec<(&str, &str)> = assignments.iter().filter_map(|pair| pair.split_once('=')).collect();
    if let Some(twice) = given_twice(&pairs) {
        return Answer::failed(SET_REFUSED, format!("property '{twice}' specified multiple times"));
    }
    let mut answer = Answer::silent();
    let then = if options.has('u') { Then::LeaveUnmounted } else { Then::Mount };
    for name in datasets {
        set_on(world, name, &pairs, then, &mut answer);
    }
    answer
}

fn given_twice<'a>(pairs: &[(&'a str, &str)]) -> Option<&'a str> {
    let is_earlier =
        |(index, (name, _)): &(usize, &(&str, &str))| pairs[..*index].iter().any(|(other, _)| other == name);
    pairs.iter().enumerate().find(is_earlier).map(|(_, (name, _))| *name)
}

fn set_on(world: &mut World, name: &str, pairs: &[(&str, &str)], then: Then, answer: &mut Answer) {
    if let Err(sentence) = world.check_open(name) {
        answer.status = answer.status.max(1);
        answer.stderr.push_str(&(sentence + "\n"));
        return;
    }
    let was_mounted = world.state.zfs.is_mounted(name);
    answer.stderr.push_str(&special_warning(world, name, pairs));
    let result =
        if name.contains('@') { set_on_snapshot(world, name, pairs) } else { world.set_properties(name, pairs, then) };
    if let Err(sentence) = result {
        answer.status = SET_REFUSED;
        answer.stderr.push_str(&(sentence + "\n"));
        return;
    }
    let touches_mount = pairs.iter().any(|(property, _)| *property == "mountpoint");
    if touches_mount && let Some(reason) = world.refuse_mount(name) {
        answer.stderr.push_str(&format!("{reason}\nproperty may be set but unable to remount filesystem\n"));
    }
    if was_mounted {
        answer.stderr.push_str(&unshared(world, name, pairs, "sharesmb"));
        let nfs = unshared(world, name, pairs, "sharenfs");
        let end = if nfs.is_empty() { "" } else { "property may be set but unable to reshare filesystem\n" };
        answer.stderr.push_str(&(nfs + end));
    }
}

/// Returns what is said of a share, of `name` and of each that inherits it: nothing on this host can share. It is set all the same.
pub(super) fn unshared(world: &World, name: &str, pairs: &[(&str, &str)], property: &str) -> String {
    if !pairs.iter().any(|(named, value)| *named == property && *value != "off") {
        return String::new();
    }
    let zfs = &world.state.zfs;
    let is_its = |below: &str| {
        let own = |(between, dataset): (&String, &Dataset)| {
            *between != name && names::is_at_or_below(below, between) && dataset.properties.contains_key(property)
        };
        zfs.is_mounted(below) && !zfs.tree(name).any(own)
    };
    let kind = if property == "sharesmb" { "SMB" } else { "NFS" };
    let shared = zfs.tree(name).map(|(below, _)| below).filter(|below| is_its(below));
    shared.map(|below| format!("cannot share '{below}: system error': {kind} share creation failed\n")).collect()
}

/// Returns what 2.3.9 says about `special_small_blocks` in a pool without a special vdev, before it judges the value.
pub(super) fn special_warning(world: &World, name: &str, pairs: &[(&str, &str)]) -> String {
    let zfs = &world.state.zfs;
    let is_asked = pairs.iter().any(|(property, _)| *property == "special_small_blocks");
    let has_special = zfs.pool_of(name).is_some_and(|pool| pool.vdevs.iter().any(|vdev| vdev.role == "special"));
    if !is_asked || has_special || zfs.version >= Version::V2_4_4 {
        return String::new();
    }
    "special_small_blocks: property requires a special device in the pool\n".to_owned()
}

fn set_on_snapshot(world: &mut World, name: &str, pairs: &[(&str, &str)]) -> Result<(), String> {
    let cannot = |reason: &str| Err(format!("cannot set property for '{name}': {reason}"));
    let version = world.state.zfs.version;
    for (property, _) in pairs {
        if properties::find(property, version).is_some() {
            return cannot("this property can not be modified for snapshots");
        }
        if !properties::is_user_property(property) {
            return cannot(&format!("invalid property '{property}'"));
        }
    }
    if let Some(snapshot) = snapshot_mut(world, name) {
        snapshot.properties.extend(pairs.iter().map(|(property, value)| ((*property).to_owned(), (*value).to_owned())));
    }
    Ok(())
}

fn snapshot_mut<'a>(world: &'a mut World, name: &str) -> Option<&'a mut Snapshot> {
    let (dataset, snapshot) = name.split_once('@')?;
    world.state.zfs.datasets.get_mut(dataset)?.snapshots.get_mut(snapshot)
}

/// Runs `zfs inherit`.
pub(super) fn inherit(world: &mut World, arguments: &[&str]) -> Answer {
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "rS") {
        Ok(options) => options,
        Err(complaint) => return usage::misused("inherit", &complaint, version),
    };
    let (property, datasets) = match options.operands.as_slice() {
        [] => return usage::misused("inherit", "missing property argument", version),
        [_] => return usage::misused("inherit", "missing dataset argument", version),
        [property, datasets @ ..] => (*property, datasets),
    };
    let property = match inheritable(property, options.has('S'), version) {
        Ok(property) => property,
        Err(answer) => return answer,
    };
    let mut answer = Answer::silent();
    for name in datasets {
        let result = world.check_open(name).and_then(|()| inherit_on(world, name, property, &options));
        if let Err(sentence) = result {
            answer = Answer { stderr: answer.stderr + &sentence + "\n", status: 1, ..answer };
        }
    }
    answer
}

fn inheritable(name: &str, received: bool, version: Version) -> Result<&str, Answer> {
    let Some(row) = properties::find(name, version) else {
        if properties::is_user_property(name) {
            return Ok(name);
        }
        return Err(usage::misused("inherit", &format!("invalid property '{name}'"), version));
    };
    if !row.is_editable() {
        return Err(Answer::failed(1, format!("{} property is read-only", row.name)));
    }
    if row.passes_down || received {
        return Ok(row.name);
    }
    let name = row.name;
    let first = format!("'{name}' property cannot be inherited");
    if row.takes != Takes::Limit || row.is_default_quota() {
        return Err(Answer::failed(1, first));
    }
    let set = format!("use 'zfs set {name}=none' to clear");
    let revert = format!("use 'zfs inherit -S {name}' to revert to received value");
    Err(Answer::failed(1, format!("{first}\n{set}\n{revert}")))
}

fn inherit_on(world: &mut World, top: &str, property: &str, options: &Options<'_>) -> Result<(), String> {
    let recursive = options.has('r');
    let cannot = |reason: &str| Err(format!("cannot inherit {property} for '{top}': {reason}"));
    if let Some(row) = properties::find(property, world.state.zfs.version) {
        let kind = world.state.zfs.datasets.get(top).map(|dataset| dataset.kind);
        if !kind.is_some_and(|kind| row.applies_to(kind, world.state.zfs.version)) {
            return cannot("property doesn't apply to datasets of this type");
        }
        if property == "mlslabel" {
            return cannot("permission denied");
        }
    }
    if property == "mountpoint" && world.state.zfs.is_zoned(top) {
        return cannot("dataset is used in a non-global zone");
    }
    if property == "mountpoint"
        && let Some(busy) = world.busy_mount(top)
    {
        return Err(busy);
    }
    if let Some(snapshot) = snapshot_mut(world, top) {
        snapshot.properties.remove(property);
        return Ok(());
    }
    let below: Vec<String> = world.state.zfs.tree(top).map(|(name, _)| name.clone()).collect();
    let names = if recursive { below } else { vec![top.to_owned()] };
    world.with_places(|world| {
        for name in &names {
            let Some(dataset) = world.state.zfs.datasets.get_mut(name) else {
                continue;
            };
            dataset.properties.remove(property);
            match options.has('S') {
                true => drop(dataset.set_aside.remove(property)),
                false if dataset.received.contains_key(property) => drop(dataset.set_aside.insert(property.to_owned())),
                false => {}
            }
        }
        if property == "mountpoint" {
            world.mount_where_it_belongs(top);
        }
    });
    Ok(())
}

/// Runs `zfs snapshot`: all or nothing.
pub(super) fn snapshot(world: &mut World, arguments: &[&str]) -> Answer {
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "ro:") {
        Ok(options) => options,
        Err(complaint) => return usage::misused("snapshot", &complaint, version),
    };
    if options.operands.is_empty() {
        return usage::misused("snapshot", "missing snapshot argument", version);
    }
    let names = match snapshots_meant(world, &options) {
        Ok(names) => names,
        Err(complaint) => return usage::misused("snapshot", &complaint, version),
    };
    let several = options.has('r') || options.operands.len() > 1;
    let refused = |sentences: String| {
        let end = if several { "\nno snapshots were created" } else { "" };
        Answer::failed(1, sentences + end)
    };
    for name in &names {
        if let Err(reason) = names::check_snapshot(name) {
            return refused(format!("cannot create snapshot '{name}': {reason}"));
        }
    }
    if options.values('o').any(|option| !option.contains('=')) {
        return Answer::failed(1, "missing '=' for property=value argument");
    }
    let native = |option: &str| !properties::is_user_property(option.split('=').next().unwrap_or(option));
    if options.values('o').any(native) {
        return refused("cannot create snapshots : this property can not be modified for snapshots".to_owned());
    }
    let filesystems: BTreeSet<&str> = names.iter().filter_map(|name| Some(name.split_once('@')?.0)).collect();
    if filesystems.len() < names.len() {
        return refused("cannot create snapshots : multiple snapshots of same fs not allowed".to_owned());
    }
    let taken = names.iter().filter(|name| world.state.zfs.snapshot(name).is_some());
    let taken: Vec<String> =
        taken.map(|name| format!("cannot create snapshot '{name}': dataset already exists")).collect();
    if !taken.is_empty() {
        return refused(taken.join("\n"));
    }
    for name in &names {
        if let Err(sentence) = world.zfs_snapshot(name) {
            return refused(sentence);
        }
        let pairs = options.values('o').filter_map(|option| option.split_once('='));
        if let Some(snapshot) = snapshot_mut(world, name) {
            snapshot.properties.extend(pairs.map(|(property, value)| (property.to_owned(), value.to_owned())));
        }
    }
    Answer::silent()
}

/// Returns each snapshot that a line asks for, once; the error is what is said before the usage.
fn snapshots_meant(world: &World, options: &Options<'_>) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    for operand in &options.operands {
        let Some((dataset, snapshot)) = operand.split_once('@') else {
            return Err(String::new());
        };
        let is_there = world.state.zfs.datasets.contains_key(dataset);
        if !is_there && names::check(operand, "@").is_ok() {
            return Err(format!("cannot open '{dataset}': dataset does not exist"));
        }
        if !is_there {
            names.insert((*operand).to_owned());
            continue;
        }
        // Whatever cannot be opened brings the usage.
        world.check_open(dataset)?;
        let below = world.state.zfs.tree(dataset).map(|(name, _)| format!("{name}@{snapshot}"));
        names.extend(below.take(if options.has('r') { usize::MAX } else { 1 }));
    }
    Ok(names)
}

/// Runs `zfs bookmark`.
pub(super) fn bookmark(world: &mut World, arguments: &[&str]) -> Answer {
    let [snapshot, new] = arguments else {
        return usage::misused("bookmark", "missing snapshot argument", world.state.zfs.version);
    };
    let Some(found) = world.state.zfs.snapshot(snapshot).cloned() else {
        return Answer::failed(1, format!("cannot open '{snapshot}': dataset does not exist"));
    };
    let Some((dataset, bookmark)) = new.split_once('#') else {
        return usage::misused(
            "bookmark",
            &format!("invalid bookmark name '{new}': must contain a '#'"),
            world.state.zfs.version,
        );
    };
    let Some(dataset) = world.state.zfs.datasets.get_mut(dataset) else {
        return Answer::failed(1, format!("cannot create bookmark '{new}': dataset does not exist"));
    };
    if dataset.bookmarks.contains_key(bookmark) {
        return Answer::failed(1, format!("cannot create bookmark '{new}': bookmark exists"));
    }
    let remembered = Snapshot { properties: Default::default(), holds: Default::default(), ..found };
    dataset.bookmarks.insert(bookmark.to_owned(), remembered);
    Answer::silent()
}

/// Runs `zfs rename`.
pub(super) fn rename(world: &mut World, arguments: &[&str]) -> Answer {
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "fpru") {
        Ok(options) => options,
        Err(complaint) => return usage::misused("rename", &complaint, version),
    };
    let [old, new] = options.operands.as_slice() else {
        let complaint = if options.operands.is_empty() {
            "missing source dataset argument"
        } else {
            "missing target dataset argument"
        };
        return usage::misused("rename", complaint, version);
    };
    if options.has('r') && !old.contains('@') {
        return usage::misused("rename", "source dataset for recursive rename must be a snapshot", version);
    }
    if options.has('p')
        && let Err(sentence) = super::create::create_ancestors(world, new)
    {
        return Answer::failed(1, sentence);
    }
    for (old, new) in renamed(world, old, new, &options) {
        if let Err(sentence) = world.zfs_rename(&old, &new) {
            return Answer::failed(1, sentence);
        }
    }
    Answer::silent()
}

/// Returns what becomes what: with `-r` the snapshots of that name of everything below too.
fn renamed(world: &World, old: &str, new: &str, options: &Options<'_>) -> Vec<(String, String)> {
    let Some((dataset, from)) = old.split_once('@').filter(|_| options.has('r')) else {
        return vec![(old.to_owned(), new.to_owned())];
    };
    let to = new.rsplit('@').next().unwrap_or(new);
    let below = world.state.zfs.tree(dataset).filter(|(_, dataset)| dataset.snapshots.contains_key(from));
    let mut pairs: Vec<_> = below.map(|(name, _)| (format!("{name}@{from}"), format!("{name}@{to}"))).collect();
    if pairs.is_empty() {
        pairs.push((old.to_owned(), new.to_owned()));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimHost;

    fn host() -> SimHost {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/m", &[]).with_dataset("tank/m/n", &[]);
        host.world_mut().state.zfs.datasets.get_mut("tank/m").unwrap().data = 20 << 20;
        host
    }

    fn read(host: &SimHost, line: &str) -> String {
        host.type_in(line).stdout
    }

    #[test]
    fn what_the_kernel_refuses_leaves_the_others_set() {
        let host = host();
        let answer = host.type_in("zfs set atime=off quota=1M compression=gzip tank/m");
        let said = "cannot set property for 'tank/m': size is less than current used or reserved space";
        assert_eq!(answer, Answer::failed(255, said));
        let left = read(&host, "zfs get -Hpo value,source atime,quota,compression tank/m");
        assert_eq!(left, "off\tlocal\n0\tdefault\ngzip\tlocal\n");
    }

    #[test]
    fn what_zfs_itself_refuses_leaves_all_as_it_was() {
        let host = host();
        let answer = host.type_in("zfs set atime=off recordsize=100K tank/m");
        assert!(answer.stderr.ends_with("'recordsize' must be power of 2 from 512B to 16M\n"));
        assert_eq!(read(&host, "zfs get -Hpo value atime tank/m"), "on\n");
    }

    #[test]
    fn a_missing_dataset_does_not_keep_the_others_from_being_set() {
        let host = host();
        let answer = host.type_in("zfs set exec=off tank/m tank/nope");
        assert_eq!(answer, Answer::failed(1, "cannot open 'tank/nope': dataset does not exist"));
        assert_eq!(read(&host, "zfs get -Hpo value exec tank/m"), "off\n");
    }

    #[test]
    fn a_volume_is_resized_in_blocks_and_its_reservation_follows() {
        let host = host();
        host.type_in("zfs create -V 100M tank/vol");
        let refused = host.type_in("zfs set volsize=100000000 tank/vol");
        let said = "cannot set property for 'tank/vol': 'volsize' must be a multiple of volume block size (16K)";
        assert_eq!(refused, Answer::failed(255, said));
        assert_eq!(host.type_in("zfs set volsize=1G tank/vol"), Answer::silent());
        assert_eq!(read(&host, "zfs get -Hpo value refreservation tank/vol"), "1092616192\n");
    }

    #[test]
    fn inheriting_brings_back_what_is_above() {
        let host = host();
        host.type_in("zfs set atime=off mountpoint=/srv tank/m");
        host.type_in("zfs set atime=on tank/m/n");
        assert_eq!(host.type_in("zfs inherit atime tank/m/n"), Answer::silent());
        let inherited = read(&host, "zfs get -Hpo value,source atime,mountpoint tank/m/n");
        assert_eq!(inherited, "off\tinherited from tank/m\n/srv/n\tinherited from tank/m\n");
        let quota = host.type_in("zfs inherit quota tank/m");
        assert!(quota.stderr.starts_with("'quota' property cannot be inherited\nuse 'zfs set quota=none' to clear\n"));
        assert_eq!(host.type_in("zfs inherit bogus tank/m").status, 2);
        host.type_in("zfs set quota=none tank/m");
        assert_eq!(read(&host, "zfs get -Hpo value,source quota tank/m"), "0\tlocal\n");
        host.type_in("zfs inherit -S quota tank/m");
        assert_eq!(read(&host, "zfs get -Hpo value,source quota tank/m"), "0\tdefault\n");
    }

    #[test]
    fn what_was_unmounted_by_canmount_stays_unmounted_until_it_is_mounted() {
        let host = host();
        let mounted = |line: &str| {
            host.type_in(line);
            read(&host, "zfs get -Hpo value mounted tank/m/n")
        };
        assert_eq!(mounted("zfs set canmount=off tank/m/n"), "no\n");
        assert_eq!(mounted("zfs set canmount=on tank/m/n"), "no\n");
        assert_eq!(mounted("zfs mount tank/m/n"), "yes\n");
        assert_eq!(mounted("zfs unmount tank/m/n"), "no\n");
        assert_eq!(mounted("zfs set -u mountpoint=/x tank/m/n"), "no\n");
        assert_eq!(mounted("zfs set mountpoint=/y tank/m/n"), "yes\n");
    }

    #[test]
    fn a_parent_that_is_mounted_over_its_child_hides_it_and_neither_can_be_unmounted() {
        let host = host();
        assert_eq!(host.type_in("zfs set canmount=off tank/m"), Answer::silent());
        host.type_in("zfs set canmount=noauto tank/m");
        assert_eq!(host.type_in("zfs mount tank/m"), Answer::silent());
        let said = "cannot unmount '/tank/m/n': unmount failed";
        assert_eq!(host.type_in("zfs unmount tank/m"), Answer::failed(1, said));
        assert_eq!(host.type_in("zfs set mountpoint=/srv tank/m"), Answer::failed(255, said));
    }

    #[test]
    fn versions_differ_where_they_were_seen_to_differ() {
        let host = host();
        let special = host.type_in("zfs set special_small_blocks=3000 tank/m");
        assert_eq!(special.status, 255);
        assert!(special.stderr.starts_with("special_small_blocks: property requires a special device in the pool\n"));
        host.world_mut().state.zfs.version = Version::V2_4_4;
        assert_eq!(host.type_in("zfs set special_small_blocks=3000 xattr=on tank/m"), Answer::silent());
        assert_eq!(read(&host, "zfs get -Hpo value xattr,special_small_blocks tank/m"), "sa\n3000\n");
        assert_eq!(read(&host, "zfs get -Hpo value,source defaultuserquota tank/m"), "0\t-\n");
    }

    #[test]
    fn a_snapshot_of_nothing_shows_the_usage() {
        let answer = host().type_in("zfs snapshot tank/x@a");
        assert_eq!(answer.status, 2);
        assert!(answer.stderr.starts_with("cannot open 'tank/x': dataset does not exist\nusage:\n\tsnapshot"));
    }
}
