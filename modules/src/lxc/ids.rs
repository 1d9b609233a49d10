//! Which id of the host a user or group of a guest is.

use super::idmap;
use super::started::ID_MAP;
use super::text::Config;

/// How Proxmox maps the ids of an unprivileged guest.
const USUAL: [Map; 2] = [
    Map { kind: 'u', guest: 0, host: idmap::BASE, count: idmap::COUNT },
    Map { kind: 'g', guest: 0, host: idmap::BASE, count: idmap::COUNT },
];

/// How the ids of a guest are those of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ids {
    /// They are the same: of a privileged guest, or where a mount says `passthrough`.
    Same,
    /// Ranges of them are shifted.
    Mapped(Vec<Map>),
}

/// A range of ids: `u 0 100000 65536` of `lxc.idmap` (lxc.container.conf(5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Map {
    /// `u` of users, `g` of groups.
    kind: char,
    guest: u64,
    host: u64,
    count: u64,
}

impl Ids {
    /// Returns the ids of a container: those of its own `lxc.idmap` lines, else Proxmox's usual ones.
    pub(super) fn of(config: &Config) -> Self {
        let lines = config.main.raw.iter().filter(|(key, _)| key == ID_MAP);
        let maps: Vec<Map> = lines.flat_map(|(_, value)| parse(value)).collect();
        match (maps.is_empty(), config.is_set("unprivileged")) {
            (false, _) => Self::Mapped(maps),
            (true, true) => Self::Mapped(USUAL.to_vec()),
            (true, false) => Self::Same,
        }
    }

    /// Returns which id of the host it is; `None` if the guest has no such id. `kind` is `u` or `g`.
    pub(super) fn on_host(&self, kind: char, id: u32) -> Option<u32> {
        let Self::Mapped(maps) = self else { return Some(id) };
        let map = maps.iter().find(|map| map.kind == kind && within(map.guest, map.count, id))?;
        u32::try_from(u64::from(id) - map.guest + map.host).ok()
    }

    /// Returns whether an id of the host is one of the guest's.
    pub(super) fn has(&self, kind: char, id: u32) -> bool {
        let Self::Mapped(maps) = self else { return true };
        maps.iter().any(|map| map.kind == kind && within(map.host, map.count, id))
    }
}

fn within(first: u64, count: u64, id: u32) -> bool {
    let id = u64::from(id);
    id >= first && id - first < count
}

/// A line maps users (`u`), groups (`g`) or both (`b`); what cannot be read maps nothing.
fn parse(value: &str) -> Vec<Map> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let [kind, guest, host, count] = words[..] else { return Vec::new() };
    let kinds = match kind {
        "u" => "u",
        "g" => "g",
        "b" => "ug",
        _ => return Vec::new(),
    };
    let (Ok(guest), Ok(host), Ok(count)) = (guest.parse(), host.parse(), count.parse()) else { return Vec::new() };
    kinds.chars().map(|kind| Map { kind, guest, host, count }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text::parse as config;
    use super::*;

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
