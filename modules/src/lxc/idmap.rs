//! How the ids of a container are mapped to those of the host: ranges with holes, as `lxc.idmap` lines.

use std::fmt;
use std::path::Path;

use anyhow::Result;

use super::ids::{self, BASE, COUNT, ID_MAP, Ids, Range};
use super::settings::not_taken;
use super::{Desired, IdKind, IdMap, raw};
use crate::host::Probe;
use crate::plan::{Note, NoteKind, Refusal};
use crate::pve::guest_config::Config;

/// Returns the values of `lxc.idmap` that are wished: all ids of the container, those that are named as they are wished, all
/// others where Proxmox maps them. None are named: no line, which leaves the mapping to Proxmox.
pub(super) fn values(maps: &[IdMap]) -> Result<Vec<String>, Box<Refusal>> {
    if maps.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    for kind in ids::KINDS {
        let named = maps.iter().map(range).filter(|range| range.kind == kind).collect();
        let ranges = with_the_rest(kind, named).map_err(|why| {
            let remedy = format!("a container has the ids 0 to {}; name each once", COUNT - 1);
            Box::new(not_taken("id_maps", &shown(maps), why, remedy))
        })?;
        values.extend(ranges.iter().map(Range::to_string));
    }
    Ok(values)
}

fn range(map: &IdMap) -> Range {
    let kind = if map.kind == IdKind::Uid { 'u' } else { 'g' };
    Range { kind, inside: map.container_id, outside: map.host_id, count: map.size }
}

/// Returns all ranges of one kind in order, or why they cannot be.
fn with_the_rest(kind: char, mut named: Vec<Range>) -> Result<Vec<Range>, String> {
    named.sort_by_key(|range| range.inside);
    let mut ranges = Vec::new();
    let mut next = 0;
    for range in named {
        let end = range.inside.saturating_add(range.count);
        if range.count == 0 || end > COUNT {
            return Err(format!(
                "the ids from {} on, {} of them, are none of the container's",
                range.inside, range.count
            ));
        }
        if range.inside < next {
            return Err(format!("the id {} of the container is mapped twice", range.inside));
        }
        ranges.extend(usual(kind, next, range.inside));
        ranges.push(range);
        next = end;
    }
    ranges.extend(usual(kind, next, COUNT));
    let mut outside: Vec<&Range> = ranges.iter().collect();
    outside.sort_by_key(|range| range.outside);
    for pair in outside.windows(2) {
        if pair[0].outside.saturating_add(pair[0].count) > pair[1].outside {
            return Err(format!("two ids of the container would be the id {} of the host", pair[1].outside));
        }
    }
    Ok(ranges)
}

fn usual(kind: char, from: u64, to: u64) -> Option<Range> {
    (from < to).then(|| Range { kind, inside: from, outside: BASE + from, count: to - from })
}

fn shown(maps: &[IdMap]) -> String {
    maps.iter().map(|map| range(map).to_string()).collect::<Vec<_>>().join(", ")
}

/// Refuses to map the ids of a privileged container: its files belong to ids that it could not see any more (B-16).
pub(super) fn refuse_privileged(desired: &Desired, config: &Config) -> Option<Refusal> {
    let maps = desired.id_maps.as_ref().filter(|maps| !maps.is_empty())?;
    let is_unprivileged = desired.unprivileged.unwrap_or(false) || config.is_set("unprivileged");
    (!is_unprivileged).then(|| {
        let why = "it is privileged: its files belong to ids of the host that it would not see any more".to_owned();
        let remedy = "take id_maps away; an unprivileged container is made by `pct create` or `pct restore`".to_owned();
        not_taken("id_maps", &shown(maps), why, remedy)
    })
}

/// What is said where root's id is among those that move, for then it is no matter of a few files.
const OF_ROOT: &str = "; the id 0 is among them: that is root, to whom nearly every file belongs, and the container may not even \
                       start until they are handed over, so have a backup first";

/// How many ranges a note names.
const NAMED: usize = 3;

/// Warns that the files of a container stay whose they are on the host when its ids are mapped otherwise: nothing here looks
/// through them, let alone gives them to anybody.
pub(super) fn note_files(desired: &Desired, config: &Config) -> Option<Note> {
    raw::values(desired, ID_MAP)?;
    if refuse_privileged(desired, config).is_some() {
        return None;
    }
    let then = raw::applied(config.clone(), desired);
    let moved = moved(&Ids::of(&config.main), &Ids::of(&then.main));
    let first = moved.first()?;
    let mut list: Vec<String> = moved.iter().take(NAMED).map(Moved::to_string).collect();
    if moved.len() > NAMED {
        list.push(format!("{} ranges more", moved.len() - NAMED));
    }
    let ctid = desired.ctid;
    let root = format!("/var/lib/lxc/{ctid}/rootfs");
    let (test, verb) = if first.kind == 'u' { ("uid", "chown") } else { ("gid", "chgrp") };
    let hand_over = first.after.map_or(String::new(), |after| {
        format!(
            "; who is to keep his files gets them by hand, while it is stopped, id by id: `pct mount {ctid}`, `find {root} -xdev \
             -{test} {} -exec {verb} -h {after} {{}} +`, `pct unmount {ctid}`, and the volumes of its mount points likewise; \
             {verb} takes setuid, setgid and file capabilities away, so note them before, to set them again (`find {root} -xdev \
             -perm /6000 -printf '%m %p\\n'`, `getcap -n -r {root}`)",
            first.before
        )
    });
    let text = format!(
        "its files keep their owners on the host, so with its next start those of these ids are somebody else's in it, or \
         nobody's: {}{}{hand_over}",
        list.join(", "),
        moved.iter().find(|moved| moved.first == 0).map_or("", |_| OF_ROOT)
    );
    Some(Note::new(NoteKind::Warning, text))
}

/// Ids of a container that become others on the host.
struct Moved {
    kind: char,
    first: u32,
    last: u32,
    before: u32,
    after: Option<u32>,
}

impl fmt::Display for Moved {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, first, last, before, after } = self;
        write!(formatter, "{kind} {first}")?;
        if last > first {
            write!(formatter, " to {last}")?;
        }
        let after = after.map_or("none".to_owned(), |after| after.to_string());
        write!(formatter, " ({before} on the host, then {after})")
    }
}

fn moved(before: &Ids, after: &Ids) -> Vec<Moved> {
    let mut moved = Vec::new();
    for kind in ids::KINDS {
        let mut ends: Vec<u64> = [before, after].into_iter().flat_map(|ids| ids.ends(kind)).collect();
        ends.sort_unstable();
        ends.dedup();
        for pair in ends.windows(2) {
            let (Ok(first), Ok(last)) = (u32::try_from(pair[0]), u32::try_from(pair[1] - 1)) else { continue };
            let (was, after) = (before.on_host(kind, first), after.on_host(kind, first));
            let moves = |before| Moved { kind, first, last, before, after };
            moved.extend(was.filter(|was| after != Some(*was)).map(moves));
        }
    }
    moved
}

/// Returns why root may not map these ids, if it may not: the first range that `/etc/subuid` or `/etc/subgid` does not
/// give it. LXC asks `newuidmap`, which looks there (subuid(5)).
pub(super) fn why_not_allowed(values: &[String], host: &dyn Probe) -> Result<Option<(String, String)>> {
    for (kind, file) in [('u', "/etc/subuid"), ('g', "/etc/subgid")] {
        let text = host.read(Path::new(file))?.unwrap_or_default();
        let allowed = allowed(&String::from_utf8_lossy(&text));
        let ranges = values.iter().flat_map(|value| ids::parse(value)).filter(|range| range.kind == kind);
        for Range { outside, count, .. } in ranges {
            let end = outside.saturating_add(count);
            if !is_inside(outside, end, &allowed) {
                let why = format!("{file} does not let root map the ids {outside} to {}", end.saturating_sub(1));
                return Ok(Some((why, format!("add the line `root:{outside}:{count}` to {file}"))));
            }
        }
    }
    Ok(None)
}

/// Returns the ranges that root may map, `root:100000:65536`, sorted; the end is not part of them.
fn allowed(text: &str) -> Vec<(u64, u64)> {
    let range = |line: &str| {
        let mut words = line.trim().split(':');
        let is_root = words.next().is_some_and(|name| name == "root" || name == "0");
        let (first, count): (u64, u64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        is_root.then(|| (first, first.saturating_add(count)))
    };
    let mut ranges: Vec<(u64, u64)> = text.lines().filter_map(range).collect();
    ranges.sort_unstable();
    ranges
}

/// Returns whether a range lies in one of these, or in several that touch.
fn is_inside(mut from: u64, to: u64, sorted: &[(u64, u64)]) -> bool {
    for (first, end) in sorted {
        if (*first..*end).contains(&from) {
            from = *end;
        }
    }
    from >= to
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(kind: IdKind, container_id: u64, host_id: u64, size: u64) -> IdMap {
        IdMap { kind, container_id, host_id, size }
    }

    #[test]
    fn a_hole_is_cut_into_the_usual_range_and_the_other_kind_is_whole() {
        let values = values(&[map(IdKind::Gid, 33, 33, 1)]).unwrap();
        assert_eq!(values, ["u 0 100000 65536", "g 0 100000 33", "g 33 33 1", "g 34 100034 65502"]);
        assert_eq!(super::values(&[]).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn holes_at_both_ends_leave_no_empty_range() {
        let values = values(&[map(IdKind::Uid, 65535, 7, 1), map(IdKind::Uid, 0, 5, 1)]).unwrap();
        assert_eq!(values[..3], ["u 0 5 1", "u 1 100001 65534", "u 65535 7 1"]);
    }

    #[test]
    fn what_overlaps_or_lies_outside_is_refused() {
        let why = |maps: &[IdMap]| values(maps).unwrap_err().why;
        assert!(why(&[map(IdKind::Uid, 5, 5, 2), map(IdKind::Uid, 6, 60, 1)]).contains("the id 6 of the container"));
        assert!(why(&[map(IdKind::Uid, 5, 100_006, 1)]).contains("would be the id 100006 of the host"));
        assert!(why(&[map(IdKind::Uid, 65_536, 5, 1)]).contains("none of the container's"));
        assert!(why(&[map(IdKind::Uid, 5, 5, 0)]).contains("none of the container's"));
        // The same id of the host may be a user and a group.
        assert!(values(&[map(IdKind::Uid, 5, 5, 1), map(IdKind::Gid, 5, 5, 1)]).is_ok());
    }

    #[test]
    fn ranges_that_touch_allow_what_lies_across_them() {
        let text = "daemon:1:5\nroot:100000:33\nroot:100033:65503\n# root:5:5\n";
        assert!(is_inside(100_000, 165_536, &allowed(text)));
        assert!(!is_inside(33, 34, &allowed(text)));
        assert!(!is_inside(100_000, 165_537, &allowed(text)));
    }

    #[test]
    fn whose_files_become_somebody_elses_is_told_with_the_command_that_gives_them_over() {
        let note = |file: &str, maps: &str| {
            let wish = serde_json::from_str(&format!(r#"{{"ctid": 101, "id_maps": {maps}}}"#)).unwrap();
            note_files(&wish, &crate::pve::guest_config::parse(file)).map(|note| note.text)
        };
        let hole = r#"[{"type": "gid", "container_id": 33, "host_id": 33}]"#;
        let text = note("unprivileged: 1\n", hole).unwrap();
        assert!(text.contains("nobody's: g 33 (100033 on the host, then 33); who"), "{text}");
        assert!(text.contains("/var/lib/lxc/101/rootfs -xdev -gid 100033 -exec chgrp -h 33 {} +"), "{text}");
        assert!(text.contains("chgrp takes setuid, setgid and file capabilities away"), "{text}");
        assert!(text.contains(r"rootfs -xdev -perm /6000 -printf '%m %p\n'`, `getcap -n -r "), "{text}");
        assert!(!text.contains("that is root"), "{text}");
        let there = "unprivileged: 1\nlxc.idmap: b 0 100000 33\nlxc.idmap: u 33 100033 65503\nlxc.idmap: g 33 33 1\n";
        let text = note(there, "[]").unwrap();
        assert!(text.contains("nobody's: g 33 (33 on the host, then 100033); who"), "{text}");
        assert_eq!(note(&format!("{there}lxc.idmap: g 34 100034 65502\n"), hole), None);
        assert_eq!(note("unprivileged: 0\n", hole), None, "it is refused");
        let far = r#"[{"type": "uid", "container_id": 5, "host_id": 700, "size": 10}]"#;
        assert!(note("unprivileged: 1\n", far).unwrap().contains("u 5 to 14 (100005 on the host, then 700)"));
        let root = r#"[{"type": "uid", "container_id": 0, "host_id": 700, "size": 10}]"#;
        let text = note("unprivileged: 1\n", root).unwrap();
        assert!(text.contains("then 700); the id 0 is among them: that is root,"), "{text}");
    }

    proptest! {
        #[test]
        fn every_id_of_the_container_is_mapped_once(inside in 0..COUNT, count in 1..COUNT, outside in 0_u64..90_000) {
            let count = count.min(COUNT - inside).min(BASE - outside);
            let ranges = with_the_rest('u', vec![Range { kind: 'u', inside, outside, count }]).unwrap();
            let mut next = 0;
            for range in ranges {
                prop_assert_eq!(range.inside, next);
                next += range.count;
            }
            prop_assert_eq!(next, COUNT);
        }
    }
}
