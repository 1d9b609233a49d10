//! How the ids of a container are mapped to those of the host: ranges with holes, as `lxc.idmap` lines.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use super::settings::not_taken;
use super::started::ID_MAP;
use super::text::{Config, Section};
use super::{Desired, IdKind, IdMap};
use crate::host::Probe;
use crate::plan::Refusal;

/// What Proxmox maps an unprivileged container's ids to, and how many (pve-container 6.1.10).
pub(super) const BASE: u64 = 100_000;
pub(super) const COUNT: u64 = 65_536;

/// A range of ids: the first one inside, the first one on the host, how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    inside: u64,
    outside: u64,
    count: u64,
}

/// Returns the values of `lxc.idmap` that are wished: all ids of the container, those that are named as they are wished, all
/// others where Proxmox maps them. None are named: no line, which leaves the mapping to Proxmox.
pub(super) fn values(maps: &[IdMap]) -> Result<Vec<String>, Box<Refusal>> {
    if maps.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    for (kind, letter) in [(IdKind::Uid, "u"), (IdKind::Gid, "g")] {
        let named = maps.iter().filter(|map| map.kind == kind);
        let named: Vec<Range> =
            named.map(|map| Range { inside: map.container_id, outside: map.host_id, count: map.size }).collect();
        let ranges = with_the_rest(named).map_err(|why| {
            let remedy = format!("a container has the ids 0 to {}; name each once", COUNT - 1);
            Box::new(not_taken("id_maps", &shown(maps), why, remedy))
        })?;
        values.extend(
            ranges.iter().map(|Range { inside, outside, count }| format!("{letter} {inside} {outside} {count}")),
        );
    }
    Ok(values)
}

/// Returns all ranges of one kind in order, or why they cannot be.
fn with_the_rest(mut named: Vec<Range>) -> Result<Vec<Range>, String> {
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
        ranges.extend(usual(next, range.inside));
        ranges.push(range);
        next = end;
    }
    ranges.extend(usual(next, COUNT));
    let mut outside: Vec<&Range> = ranges.iter().collect();
    outside.sort_by_key(|range| range.outside);
    for pair in outside.windows(2) {
        if pair[0].outside.saturating_add(pair[0].count) > pair[1].outside {
            return Err(format!("two ids of the container would be the id {} of the host", pair[1].outside));
        }
    }
    Ok(ranges)
}

fn usual(from: u64, to: u64) -> Option<Range> {
    (from < to).then(|| Range { inside: from, outside: BASE + from, count: to - from })
}

fn shown(maps: &[IdMap]) -> String {
    let one = |map: &IdMap| {
        let kind = if map.kind == IdKind::Uid { "u" } else { "g" };
        format!("{kind} {} {} {}", map.container_id, map.host_id, map.size)
    };
    maps.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Returns how the ids are mapped after the next start. Lines of its own switch Proxmox's mapping off.
pub(super) fn in_effect(main: &Section) -> BTreeSet<String> {
    let words = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let own: BTreeSet<String> =
        main.raw.iter().filter(|(key, _)| key == ID_MAP).map(|(_, value)| words(value)).collect();
    if !own.is_empty() {
        return own;
    }
    let is_unprivileged = main.settings.get("unprivileged").is_some_and(|text| text == "1");
    let (outside, count) = if is_unprivileged { (BASE, COUNT) } else { (0, u64::from(u32::MAX)) };
    ["u", "g"].iter().map(|letter| format!("{letter} 0 {outside} {count}")).collect()
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

/// Returns why root may not map these ids, if it may not: the first range that `/etc/subuid` or `/etc/subgid` does not
/// give it. LXC asks `newuidmap`, which looks there (subuid(5)).
pub(super) fn why_not_allowed(values: &[String], host: &dyn Probe) -> Result<Option<(String, String)>> {
    for (letter, file) in [("u", "/etc/subuid"), ("g", "/etc/subgid")] {
        let text = host.read(Path::new(file))?.unwrap_or_default();
        let allowed = allowed(&String::from_utf8_lossy(&text));
        for value in values.iter().filter(|value| value.starts_with(letter)) {
            let numbers: Vec<u64> = value.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
            let [_, outside, count] = numbers[..] else { continue };
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

    proptest! {
        #[test]
        fn every_id_of_the_container_is_mapped_once(inside in 0..COUNT, count in 1..COUNT, outside in 0_u64..90_000) {
            let count = count.min(COUNT - inside).min(BASE - outside);
            let ranges = with_the_rest(vec![Range { inside, outside, count }]).unwrap();
            let mut next = 0;
            for range in ranges {
                prop_assert_eq!(range.inside, next);
                next += range.count;
            }
            prop_assert_eq!(next, COUNT);
        }
    }
}
