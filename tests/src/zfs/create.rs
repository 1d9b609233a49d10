//! `zfs create` and `zfs clone`.

use super::change::{New, Then};
use super::checks::{self, When};
use super::{Kind, Version, names, space, usage, values};
use crate::options::Options;
use crate::world::{Answer, World};

/// The smallest block size of a volume that draws no warning, in bytes.
const ADVISED_BLOCK: u64 = 16 << 10;

/// What a line asks to be made.
struct Wish<'a> {
    name: &'a str,
    new: New,
    properties: Vec<(&'a str, &'a str)>,
}

/// Runs `zfs create`.
pub(super) fn create(world: &mut World, arguments: &[&str]) -> Answer {
    let misused = |complaint: &str, version| usage::misused("create", complaint, version);
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "PnpsuvV:b:o:") {
        Ok(options) => options,
        Err(complaint) => return misused(&complaint, version),
    };
    let wish = match wish(&options) {
        Ok(wish) => wish,
        Err(Complaint::Misused(complaint)) => return misused(&complaint, version),
        Err(Complaint::Refused(sentence)) => return Answer::failed(1, sentence),
    };
    if options.has('n') {
        return rehearse(&wish, &options, version);
    }
    if options.has('p') && world.zfs_exists(wish.name) {
        return Answer::silent();
    }
    let advice = match check_before_making(world, &wish) {
        Ok(advice) => advice,
        Err(sentence) => return Answer::failed(1, sentence),
    };
    let then = if options.has('u') { Then::LeaveUnmounted } else { Then::Mount };
    let made = if options.has('p') { create_ancestors(world, wish.name) } else { Ok(()) };
    let made = made.and_then(|()| world.create_dataset(wish.name, wish.new, &wish.properties, then));
    match made {
        Ok(()) => {
            let stdout = if options.has('v') { announced(&wish, &options, version) } else { String::new() };
            created(world, &wish, stdout, advice)
        }
        Err(sentence) => Answer::failed(1, advice + &sentence),
    }
}

/// Looks at the pool and at the properties of a volume, as `zfs` does before it looks whether the volume could be made at
/// all. Returns what is said whatever comes after it: about a volume's block size, or about `special_small_blocks`.
fn check_before_making(world: &World, wish: &Wish<'_>) -> Result<String, String> {
    if wish.new == New::Filesystem {
        return Ok(special_warning(world, wish));
    }
    let (zfs, pool) = (&world.state.zfs, names::pool(wish.name));
    if !zfs.pools.contains_key(pool) {
        return Err(format!("cannot open '{pool}': no such pool"));
    }
    for pair in &wish.properties {
        let checked = checks::check(*pair, Kind::Volume, zfs.version, When::AtCreation);
        checked.map_err(|reason| format!("cannot create '{}': {reason}", wish.name))?;
    }
    let block = block_size(wish, zfs.version);
    Ok(match block {
        ADVISED_BLOCK.. => String::new(),
        _ => format!(
            "Warning: volblocksize ({block}) is less than the default minimum block size ({ADVISED_BLOCK}).\n\
             To reduce wasted space a volblocksize of {ADVISED_BLOCK} is recommended.\n"
        ),
    })
}

/// Returns what is said about `special_small_blocks` once there is something to be made.
fn special_warning(world: &World, wish: &Wish<'_>) -> String {
    match world.check_parent(wish.name).is_ok() && !world.zfs_exists(wish.name) {
        true => super::verbs::special_warning(world, wish.name, &wish.properties),
        false => String::new(),
    }
}

enum Complaint {
    /// Usage is shown, exit 2.
    Misused(String),
    /// One sentence, exit 1.
    Refused(String),
}

fn wish<'a>(options: &Options<'a>) -> Result<Wish<'a>, Complaint> {
    let misused = |complaint: &str| Err(Complaint::Misused(complaint.to_owned()));
    let mut properties = Vec::new();
    for option in options.values('o') {
        let Some((name, value)) = option.split_once('=') else {
            return Err(Complaint::Refused("missing '=' for property=value argument".to_owned()));
        };
        properties.push((name, value));
    }
    let size = options.value('V');
    if size.is_none() && (options.has('s') || options.has('b')) {
        return misused("'-s' and '-b' can only be used when creating a volume");
    }
    let new = match size {
        None => New::Filesystem,
        Some(size) => volume(size, options.has('s')).map_err(Complaint::Refused)?,
    };
    if let Some(block) = options.value('b') {
        let number = values::parse_size(block);
        number.map_err(|reason| Complaint::Refused(format!("bad volume block size '{block}': {reason}")))?;
        properties.push(("volblocksize", block));
    }
    let mut given: Vec<&str> = properties.iter().map(|(name, _)| *name).chain(size.map(|_| "volsize")).collect();
    given.sort_unstable();
    if let Some(pair) = given.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Complaint::Refused(format!("property '{}' specified multiple times", pair[0])));
    }
    match options.operands.as_slice() {
        [name] => Ok(Wish { name, new, properties }),
        [] if size.is_some() => misused("missing volume argument"),
        [] => misused("missing filesystem argument"),
        _ => misused("too many arguments"),
    }
}

fn volume(size: &str, sparse: bool) -> Result<New, String> {
    let bytes = values::parse_size(size).map_err(|reason| format!("bad volume size '{size}': {reason}"))?;
    Ok(if sparse { New::SparseVolume { bytes } } else { New::Volume { bytes } })
}

/// Makes what is missing above a dataset; it gets no properties.
pub(super) fn create_ancestors(world: &mut World, name: &str) -> Result<(), String> {
    names::check_new(name).map_err(|reason| format!("cannot create '{name}': {reason}"))?;
    let ends = name.match_indices('/').map(|(end, _)| end);
    for ancestor in ends.map(|end| &name[..end]) {
        if world.zfs_exists(ancestor) || names::parent(ancestor).is_none() {
            continue;
        }
        let made = world.create_dataset(ancestor, New::Filesystem, &[], Then::Mount);
        made.map_err(|sentence| sentence.replacen(&format!("'{ancestor}'"), &format!("'{name}'"), 1))?;
    }
    Ok(())
}

/// Answers for a dataset that now exists, mounted and shared or not.
fn created(world: &mut World, wish: &Wish<'_>, stdout: String, stderr: String) -> Answer {
    let share = |world: &World, property| super::verbs::unshared(world, wish.name, &wish.properties, property);
    let missed = match world.refuse_mount(wish.name) {
        Some(reason) => format!("{reason}\nfilesystem successfully created, but not mounted\n"),
        None => match share(world, "sharenfs") + &share(world, "sharesmb") {
            complaints if complaints.is_empty() => complaints,
            complaints => complaints + "filesystem successfully created, but not shared\n",
        },
    };
    // 2.3.9 fails although the dataset is there, 2.4.4 does not.
    let fails = !missed.is_empty() && world.state.zfs.version < Version::V2_4_4;
    Answer { status: i32::from(fails), stdout, stderr: stderr + &missed }
}

/// Answers `zfs create -n`: it checks the properties, but neither the name nor the parent.
fn rehearse(wish: &Wish<'_>, options: &Options<'_>, version: Version) -> Answer {
    let kind = if wish.new == New::Filesystem { Kind::Filesystem } else { Kind::Volume };
    for pair in &wish.properties {
        if let Err(reason) = checks::check(*pair, kind, version, When::AtCreation) {
            return Answer::failed(1, format!("cannot verify '{}': {reason}", wish.name));
        }
    }
    Answer::printed(announced(wish, options, version))
}

fn announced(wish: &Wish<'_>, options: &Options<'_>, version: Version) -> String {
    if !options.has('P') {
        let verb = if options.has('n') { "would create" } else { "create" };
        return if options.has('v') { format!("{verb} {}\n", wish.name) } else { String::new() };
    }
    let mut lines = format!("create\t{}\n", wish.name);
    for (property, value) in
        wish.properties.iter().copied().chain(sizes(wish, version).iter().map(|(name, bytes)| (*name, bytes.as_str())))
    {
        lines.push_str(&format!("property\t{property}\t{value}\n"));
    }
    lines
}

/// Returns the size and the reservation that a volume would get.
fn sizes(wish: &Wish<'_>, version: Version) -> Vec<(&'static str, String)> {
    let (New::Volume { bytes } | New::SparseVolume { bytes }) = wish.new else {
        return Vec::new();
    };
    let block = block_size(wish, version);
    let size = bytes.next_multiple_of(block);
    let mut sizes = vec![("volsize", size.to_string())];
    if matches!(wish.new, New::Volume { .. }) {
        sizes.push(("refreservation", space::automatic_reservation(size, block, 1).to_string()));
    }
    sizes
}

/// Returns the block size that a volume would get, in bytes.
fn block_size(wish: &Wish<'_>, version: Version) -> u64 {
    let asked = wish.properties.iter().find(|(name, _)| matches!(*name, "volblocksize" | "volblock"));
    let checked = asked.and_then(|pair| checks::check(*pair, Kind::Volume, version, When::AtCreation).ok());
    checked.and_then(|(_, value)| value.parse().ok()).unwrap_or(ADVISED_BLOCK)
}

/// Runs `zfs clone`.
pub(super) fn clone(world: &mut World, arguments: &[&str]) -> Answer {
    let version = world.state.zfs.version;
    let options = match Options::parse(arguments, "po:") {
        Ok(options) => options,
        Err(complaint) => return usage::misused("clone", &complaint, version),
    };
    let [snapshot, name] = options.operands.as_slice() else {
        let complaint = if options.operands.is_empty() {
            "missing source dataset argument"
        } else {
            "missing target dataset argument"
        };
        return usage::misused("clone", complaint, version);
    };
    if options.has('p') && world.zfs_exists(name) {
        return Answer::silent();
    }
    let ancestors = if options.has('p') { create_ancestors(world, name) } else { Ok(()) };
    if let Err(sentence) = ancestors.and_then(|()| world.zfs_clone(snapshot, name)) {
        return Answer::failed(1, sentence);
    }
    let pairs: Vec<(&str, &str)> = options.values('o').filter_map(|option| option.split_once('=')).collect();
    match world.set_properties(name, &pairs, Then::Mount) {
        Ok(()) => Answer::silent(),
        Err(sentence) => {
            world.forget(name);
            Answer::failed(1, sentence.replacen("cannot set property for", "cannot create", 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::SimHost;
    use crate::world::Answer;

    fn host() -> SimHost {
        SimHost::blank().with_pool("tank").with_dataset("tank/fs", &[])
    }

    #[test]
    fn minus_p_ignores_the_properties_of_what_exists() {
        let host = host();
        assert_eq!(host.type_in("zfs create -p -o atime=off tank/fs"), Answer::silent());
        assert_eq!(host.world().zfs_get("tank/fs", "atime").as_deref(), Some("on"));
        let again = host.type_in("zfs create tank/fs");
        assert_eq!(again, Answer::failed(1, "cannot create 'tank/fs': dataset already exists"));
    }

    #[test]
    fn minus_p_makes_parents_without_properties() {
        let host = host();
        assert_eq!(host.type_in("zfs create -p -o atime=off tank/a/b"), Answer::silent());
        assert_eq!(host.world().zfs_get("tank/a", "atime").as_deref(), Some("on"));
        assert_eq!(host.world().zfs_get("tank/a/b", "atime").as_deref(), Some("off"));
    }

    #[test]
    fn a_missing_pool_is_only_named_here() {
        let refused = |line: &str| host().type_in(line).stderr;
        assert_eq!(refused("zfs create nopool/x"), "cannot create 'nopool/x': no such pool 'nopool'\n");
        assert_eq!(refused("zfs create tank/a/b"), "cannot create 'tank/a/b': parent does not exist\n");
        assert_eq!(refused("zfs create tank"), "cannot create 'tank': missing dataset name\n");
        assert_eq!(
            refused("zfs create -o quota=1M -o reservation=2M tank/q"),
            "cannot create 'tank/q': out of space\n"
        );
    }

    #[test]
    fn a_filesystem_brings_its_directory_and_takes_it_along() {
        let host = host();
        let is_there = |path: &str| host.world().files.is_directory(Path::new(path));
        assert!(is_there("/tank/fs"));
        host.world_mut().files.write("/tank/fs/file", "text");
        assert_eq!(host.type_in("zfs set mountpoint=/srv/fs tank/fs"), Answer::silent());
        assert_eq!(host.world().read("/srv/fs/file").as_deref(), Some("text"));
        assert!(!is_there("/tank/fs"));
        host.type_in("zfs rename tank/fs tank/other");
        assert!(is_there("/srv/fs"));
        assert_eq!(host.type_in("zfs destroy tank/other"), Answer::silent());
        assert!(!is_there("/srv/fs"));
        host.type_in("zfs create -u tank/unmounted");
        assert!(!is_there("/tank/unmounted"));
    }

    #[test]
    fn a_mount_that_fails_leaves_the_dataset_there() {
        let host = host();
        host.world_mut().files.write("/srv/afile", "");
        let answer = host.type_in("zfs create -o mountpoint=/srv/afile tank/full");
        assert_eq!(answer.status, 1);
        let said = "cannot mount 'tank/full': Not a directory\nfilesystem successfully created, but not mounted\n";
        assert_eq!(answer.stderr, said);
        assert_eq!(host.world().zfs_get("tank/full", "mounted").as_deref(), Some("no"));
    }

    #[test]
    fn a_rehearsal_says_what_a_volume_would_take() {
        let answer = host().type_in("zfs create -nP -V 100000 tank/dryv");
        assert_eq!(answer.stdout, "create\ttank/dryv\nproperty\tvolsize\t114688\nproperty\trefreservation\t2211840\n");
        let refused = host().type_in("zfs create -nP -o bogus=1 tank/x");
        assert_eq!(refused, Answer::failed(1, "cannot verify 'tank/x': invalid property 'bogus'"));
    }

    #[test]
    fn a_clone_has_what_its_origin_has() {
        let host = host();
        host.world_mut().files.write("/tank/fs/etc/hostname", "base\n");
        for line in ["zfs snapshot tank/fs@s", "zfs clone tank/fs@s tank/clone"] {
            assert_eq!(host.type_in(line), Answer::silent(), "{line}");
        }
        assert_eq!(host.world().read("/tank/clone/etc/hostname").as_deref(), Some("base\n"));
        assert_eq!(host.world().zfs_get("tank/clone", "origin").as_deref(), Some("tank/fs@s"));
        host.type_in("zfs rename tank/fs tank/base");
        assert_eq!(host.world().zfs_get("tank/clone", "origin").as_deref(), Some("tank/base@s"));
    }
}
