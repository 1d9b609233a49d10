//! What somebody should know of a container that no wish is about: mounts and raw lines that stand there several times,
//! and data that lies where a mount would hide it.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::{Note, NoteKind};
use crate::pve::guest_config::Config;
use crate::pve::property_string::PropertyString;

/// Where other file systems are mounted by custom: what lies there on the root disk was hardly meant to.
const FOR_MOUNTS: [&str; 2] = ["/mnt/", "/media/"];

/// A mount point of a container: its key, what is mounted, and where it is seen inside.
struct Mount<'c> {
    key: &'c str,
    source: String,
    target: String,
}

fn mounts(config: &Config) -> Vec<Mount<'_>> {
    let mount = |(key, text)| {
        let text = PropertyString::parse(text);
        let source = text.leading().or(text.get("volume"))?.to_owned();
        let target = text.get("mp")?.trim_end_matches('/').to_owned();
        Some(Mount { key, source, target })
    };
    let mut mounts: Vec<Mount<'_>> = config.mount_points().filter_map(mount).collect();
    // Proxmox mounts them by their numbers.
    mounts.sort_by_key(|mount| mount.key.trim_start_matches("mp").parse::<u16>().unwrap_or(u16::MAX));
    mounts
}

/// Returns whether it must be known what is mounted on the host, to tell of this container.
pub(super) fn needs_mounts(config: &Config) -> bool {
    mounts(config).iter().any(|mount| FOR_MOUNTS.iter().any(|folder| mount.source.starts_with(folder)))
}

/// Returns what is odd; `mounted` is the text of `/proc/mounts`, empty if it need not be known.
pub(super) fn notes(config: &Config, mounted: &str) -> Vec<Note> {
    let mounts = mounts(config);
    let info = |text| Note::new(NoteKind::Info, text);
    let warning = |text| Note::new(NoteKind::Warning, text);
    let repeated = repeated_mounts(&mounts);
    let told = [
        repeated.harmless.map(info),
        repeated.hiding.map(warning),
        repeated_raw_lines(config).map(info),
        raw_lines_of_snapshots(config).map(info),
        on_the_root_disk(&mounts, mounted).map(warning),
    ];
    told.into_iter().flatten().collect()
}

/// Mounts of one target: of one thing, or of several, of which the last one hides the others.
struct Repeated {
    harmless: Option<String>,
    hiding: Option<String>,
}

fn repeated_mounts(mounts: &[Mount<'_>]) -> Repeated {
    let mut by_target: BTreeMap<&str, Vec<&Mount<'_>>> = BTreeMap::new();
    for mount in mounts {
        by_target.entry(&mount.target).or_default().push(mount);
    }
    let (mut harmless, mut hiding) = (Vec::new(), Vec::new());
    for (target, mounts) in by_target.into_iter().filter(|(_, mounts)| mounts.len() > 1) {
        let keys: Vec<&str> = mounts.iter().map(|mount| mount.key).collect();
        let sources: BTreeSet<&str> = mounts.iter().map(|mount| mount.source.as_str()).collect();
        let sources: Vec<&str> = sources.into_iter().collect();
        match sources[..] {
            [_] => harmless.push(format!("{target} ({})", keys.join(", "))),
            _ => hiding.push(format!("{target} ({}: {})", keys.join(", "), sources.join(", "))),
        }
    }
    let joined = |list: Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    Repeated {
        harmless: joined(harmless)
            .map(|list| format!("the same is mounted several times: {list}; one of each is enough")),
        hiding: joined(hiding)
            .map(|list| format!("several are mounted on one place: {list}; the last hides what is in the others")),
    }
}

fn repeated_raw_lines(config: &Config) -> Option<String> {
    let mut counts: BTreeMap<&(String, String), usize> = BTreeMap::new();
    for line in &config.main.raw {
        *counts.entry(line).or_default() += 1;
    }
    let repeated = counts.into_iter().filter(|(_, count)| *count > 1);
    let told: Vec<String> = repeated.map(|((key, value), count)| format!("`{key}: {value}` ({count})")).collect();
    (!told.is_empty()).then(|| format!("raw lines that stand there several times: {}", told.join(", ")))
}

/// What was appended to the end of the file when it had a snapshot belongs to that snapshot.
fn raw_lines_of_snapshots(config: &Config) -> Option<String> {
    let lines = config.snapshots.iter().flat_map(|(name, section)| section.raw.iter().map(move |line| (line, name)));
    let strange = lines.filter(|(line, _)| !config.main.raw.contains(line));
    let told: BTreeSet<String> =
        strange.map(|((key, value), name)| format!("`{key}: {value}` (snapshot {name})")).collect();
    let told: Vec<String> = told.into_iter().collect();
    (!told.is_empty())
        .then(|| format!("raw lines of a snapshot only, without effect on what runs: {}", told.join(", ")))
}

fn on_the_root_disk(mounts: &[Mount<'_>], mounted: &str) -> Option<String> {
    let is_suspect = |source: &str| FOR_MOUNTS.iter().any(|folder| source.starts_with(folder));
    let sources: BTreeSet<&str> = mounts.iter().map(|mount| mount.source.as_str()).collect();
    let sources = sources.into_iter().filter(|source| is_suspect(source) && lies_on_root(source, mounted));
    let sources: Vec<&str> = sources.collect();
    (!sources.is_empty()).then(|| {
        format!(
            "its data lies on the root disk, nothing is mounted above it: {}; a mount there, or another path in the \
             container, hides it: move the data first",
            sources.join(", ")
        )
    })
}

/// Returns whether a path lies in the root file system, by the longest place of `/proc/mounts` that it is below.
fn lies_on_root(path: &str, mounted: &str) -> bool {
    // Blanks in a place are written as \040, and no path that a mount point may have has one.
    let places = mounted.lines().filter_map(|line| line.split(' ').nth(1));
    let holds = |place: &&str| {
        path.strip_prefix(place.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/') || rest.is_empty())
    };
    places.filter(holds).max_by_key(|place| place.len()) == Some("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config;

    fn told(config: &str, mounted: &str) -> Vec<String> {
        notes(&guest_config::parse(config), mounted).into_iter().map(|note| note.text).collect()
    }

    #[test]
    fn what_is_mounted_several_times_is_told_and_what_is_hidden_by_it() {
        let told = told(
            "mp0: /srv/logs,mp=/var/log\nmp10: t:subvol-101-disk-2,mp=/data\nmp2: t:subvol-101-disk-1,mp=/data/\nmp3: /srv/logs,mp=/var/log\n",
            "",
        );
        assert_eq!(told[0], "the same is mounted several times: /var/log (mp0, mp3); one of each is enough");
        assert!(
            told[1].contains("/data (mp2, mp10: t:subvol-101-disk-1, t:subvol-101-disk-2); the last hides"),
            "{told:?}"
        );
    }

    #[test]
    fn raw_lines_are_told_that_are_repeated_or_lost_in_a_snapshot() {
        let told = told("lxc.net.a: b\nlxc.net.a = b\nlxc.net.c: d\n\n[good]\nlxc.net.a: b\nlxc.net.lost: x\n", "");
        assert_eq!(told[0], "raw lines that stand there several times: `lxc.net.a: b` (2)");
        assert_eq!(
            told[1],
            "raw lines of a snapshot only, without effect on what runs: `lxc.net.lost: x` (snapshot good)"
        );
    }

    #[test]
    fn data_below_mnt_on_the_root_disk_is_told() {
        let config =
            "mp0: /mnt/pve/tank/a,mp=/a\nmp1: /mnt/nas/b,mp=/b\nmp2: /srv/c,mp=/c\nmp3: t:subvol-101-disk-1,mp=/d\n";
        let mounted = "/dev/sda1 / ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n/dev/sdb1 /mnt/pve/tan ext4 rw 0 0\n";
        let told = told(config, mounted);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("above it: /mnt/pve/tank/a; a mount"), "{told:?}");
        assert!(
            needs_mounts(&guest_config::parse(config)) && !needs_mounts(&guest_config::parse("mp0: /srv/c,mp=/c\n"))
        );
        // Who does not see what is mounted does not know.
        assert!(super::tests::told(config, "").is_empty());
    }

    #[test]
    fn a_container_as_it_should_be_needs_no_word() {
        assert!(
            told("mp0: /srv/c,mp=/c\nlxc.net.a: b\n\n[good]\nlxc.net.a: b\n", "/dev/sda1 / ext4 rw 0 0\n").is_empty()
        );
    }
}
