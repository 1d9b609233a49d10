//! Which id of the host a user or group of a guest is, by ranges as `lxc.idmap` has them (lxc.container.conf(5)).

use std::collections::BTreeSet;
use std::fmt;

use crate::pve::guest_config::Section;

/// The key of the lines.
pub(super) const ID_MAP: &str = "lxc.idmap";

/// What Proxmox maps an unprivileged guest's ids to, and how many (pve-container 6.1.10).
pub(super) const BASE: u64 = 100_000;
pub(super) const COUNT: u64 = 65_536;

/// The kinds of ids, as the lines name them: users and groups.
pub(super) const KINDS: [char; 2] = ['u', 'g'];

/// A range of ids: `u 0 100000 65536`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Range {
    /// `u` of users, `g` of groups.
    pub(super) kind: char,
    /// The first one of the guest.
    pub(super) inside: u64,
    /// The first one of the host.
    pub(super) outside: u64,
    pub(super) count: u64,
}

impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, inside, outside, count } = self;
        write!(formatter, "{kind} {inside} {outside} {count}")
    }
}

/// Reads a line, which maps users (`u`), groups (`g`) or both (`b`); what cannot be read maps nothing.
pub(super) fn parse(value: &str) -> Vec<Range> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let [kind, inside, outside, count] = words[..] else { return Vec::new() };
    let kinds = match kind {
        "u" => "u",
        "g" => "g",
        "b" => "ug",
        _ => return Vec::new(),
    };
    let (Ok(inside), Ok(outside), Ok(count)) = (inside.parse(), outside.parse(), count.parse()) else {
        return Vec::new();
    };
    kinds.chars().map(|kind| Range { kind, inside, outside, count }).collect()
}

/// How the ids of a guest are those of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ids {
    /// They are the same: of a privileged guest, or where a mount says `passthrough`.
    Same,
    /// Ranges of them are shifted.
    Mapped(Vec<Range>),
}

impl Ids {
    /// Returns the ids of a guest with this main section after its next start: those of its own `lxc.idmap` lines, which switch
    /// Proxmox's mapping off, else that.
    pub(super) fn of(main: &Section) -> Self {
        let lines = main.raw.iter().filter(|(key, _)| key == ID_MAP);
        let own: Vec<Range> = lines.flat_map(|(_, value)| parse(value)).collect();
        match (own.is_empty(), main.is_set("unprivileged")) {
            (false, _) => Self::Mapped(own),
            (true, true) => {
                Self::Mapped(KINDS.map(|kind| Range { kind, inside: 0, outside: BASE, count: COUNT }).to_vec())
            }
            (true, false) => Self::Same,
        }
    }

    /// Returns the ranges as the kernel shows them of the guest's first process: the same ids are all there are.
    pub(super) fn shown(self) -> BTreeSet<Range> {
        let all = |kind| Range { kind, inside: 0, outside: 0, count: u64::from(u32::MAX) };
        match self {
            Self::Same => KINDS.map(all).into(),
            Self::Mapped(ranges) => ranges.into_iter().collect(),
        }
    }

    /// Returns which id of the host it is; `None` if the guest has no such id. `kind` is `u` or `g`.
    pub(super) fn on_host(&self, kind: char, id: u32) -> Option<u32> {
        let Self::Mapped(ranges) = self else { return Some(id) };
        let range = ranges.iter().find(|range| range.kind == kind && within(range.inside, range.count, id))?;
        u32::try_from(u64::from(id) - range.inside + range.outside).ok()
    }

    /// Returns where ranges of the guest's ids begin and end.
    pub(super) fn ends(&self, kind: char) -> Vec<u64> {
        let Self::Mapped(ranges) = self else { return Vec::new() };
        let ranges = ranges.iter().filter(|range| range.kind == kind);
        ranges.flat_map(|range| [range.inside, range.inside.saturating_add(range.count)]).collect()
    }

    /// Returns whether an id of the host is one of the guest's.
    pub(super) fn has(&self, kind: char, id: u32) -> bool {
        let Self::Mapped(ranges) = self else { return true };
        ranges.iter().any(|range| range.kind == kind && within(range.outside, range.count, id))
    }
}

fn within(first: u64, count: u64, id: u32) -> bool {
    let id = u64::from(id);
    id >= first && id - first < count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pve::guest_config;

    fn config(text: &str) -> Section {
        guest_config::parse(text).main
    }

    #[test]
    fn an_unprivileged_guest_has_proxmoxs_usual_ids_and_a_privileged_one_those_of_the_host() {
        let usual = Ids::of(&config("unprivileged: 1\n"));
        assert_eq!((usual.on_host('u', 33), usual.on_host('g', 65_536)), (Some(100_033), None));
        assert!(usual.has('u', 165_535) && !usual.has('u', 0) && !usual.has('g', 165_536));
        let privileged = Ids::of(&config("unprivileged: 0\n"));
        assert_eq!((privileged.on_host('u', 33), privileged.has('g', 0)), (Some(33), true));
    }

    #[test]
    fn a_hole_in_its_own_map_is_where_the_map_says() {
        let lines = "lxc.idmap: u 0 100000 33\nlxc.idmap: u 33 33 1\nlxc.idmap = u 34 100034 65502\nlxc.idmap: g 0 100000 65536\n";
        let ids = Ids::of(&config(&format!("unprivileged: 1\n{lines}lxc.idmap: x 1 2 3\n")));
        assert_eq!([32, 33, 34].map(|id| ids.on_host('u', id)), [Some(100_032), Some(33), Some(100_034)]);
        assert_eq!(ids.on_host('g', 33), Some(100_033));
        assert_eq!(Ids::of(&config("lxc.idmap: b 0 5 2\n")).on_host('g', 1), Some(6));
    }

    #[test]
    fn ids_beyond_all_numbers_are_nobodys() {
        let ids = Ids::of(&config(
            "lxc.idmap: u 0 4294967290 100\nlxc.idmap: g 18446744073709551615 1 18446744073709551615\n",
        ));
        assert_eq!((ids.on_host('u', 5), ids.on_host('u', 6), ids.on_host('g', 0)), (Some(4_294_967_295), None, None));
    }
}
