//! Mounts of containers: targets, snapshots they forbid, and the volumes that containers share.

use std::collections::{HashMap, HashSet};

use super::{Facts, Guest, Place, Verdicts};

/// Returns the volumes that containers share; `firewall` among them is none.
pub(super) fn shared_volumes<'f>(facts: &Facts<'f>) -> Vec<Place<'f>> {
    let all = facts.host.member("shared_volumes");
    all.iter().flat_map(Place::members).filter(|(name, _)| *name != "firewall").map(|(_, place)| place).collect()
}

/// A mount of a container: where it is seen inside, and what is seen there.
struct Mount<'f> {
    target: Place<'f>,
    source: Option<Place<'f>>,
}

impl<'f> Mount<'f> {
    fn source(&self) -> Option<&'f str> {
        self.source.as_ref()?.node.as_text()
    }
}

/// Returns all mounts of a container, those of its own first: they win over what the other file shares with it.
fn mounts<'f>(guest: &Guest<'f>, shared: &[Place<'f>]) -> Vec<Mount<'f>> {
    let of_list = |list: &str, target: &'static str, source: &'static str| {
        let elements = guest.elements(list).into_iter();
        elements.filter_map(move |mount| Some(Mount { target: mount.member(target)?, source: mount.member(source) }))
    };
    let ctid = guest.container.ctid.to_string();
    let mut mounts: Vec<Mount<'f>> = of_list("mount_points", "container_path", "host_path").collect();
    mounts.extend(of_list("zfs_volumes", "mount_point", "name"));
    mounts.extend(of_list("volumes", "mount_point", "name"));
    mounts.extend(shared.iter().filter_map(|volume| {
        let target = volume.member("mounts")?.member(&ctid)?;
        Some(Mount { target, source: volume.member("host_path") })
    }));
    mounts
}

/// V-22: two mounts of a container cannot have one target, be they of one file or of both.
pub(super) fn twofold_target(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let shared = shared_volumes(facts);
    for guest in &facts.guests {
        let mounts = mounts(guest, &shared);
        let mut seen: HashMap<&str, &Mount<'_>> = HashMap::new();
        for mount in &mounts {
            let Some(path) = mount.target.node.as_text().map(|path| path.trim_end_matches('/')) else { continue };
            let Some(first) = seen.get(path) else {
                seen.insert(path, mount);
                continue;
            };
            let message = match (mount.source(), first.source()) {
                (Some(own), Some(other)) if own != other && mount.target.at.file == first.target.at.file => format!(
                    "{} has {other} mounted there ({}), and one of both would hide the other: {own} is refused",
                    guest.container.resource(),
                    first.target.at
                ),
                (Some(own), Some(other)) if own != other => format!(
                    "{} has {other} mounted there ({}), not {own}: the files disagree, and the first place wins",
                    guest.container.resource(),
                    first.target.at
                ),
                _ => format!("{} already has that mount there ({})", guest.container.resource(), first.target.at),
            };
            verdicts.say_at(guest, &mount.target, message, "remove one of the two mounts");
        }
    }
}

/// V-23: `snapshot feature is not available` is what Proxmox says of a container with a bind mount.
pub(super) fn bind_mount_with_snapshot(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for guest in &facts.guests {
        let Some(mounts) = guest.place.member("mount_points").filter(|mounts| !mounts.node.elements().is_empty())
        else {
            continue;
        };
        let snapshots =
            guest.says_true("enable_lifecycle_snapshots") || guest.container.template_snapshot_name.is_some();
        if snapshots {
            let message =
                "Proxmox takes no snapshot of a container with bind mounts, but snapshots are asked for".to_owned();
            verdicts.say_at(guest, &mounts, message, "do without one of them");
        }
    }
}

/// V-24: a shared volume is mounted in containers of the other file.
pub(super) fn shared_volume_of_nobody(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let ids: HashSet<String> = facts.guests.iter().map(|guest| guest.container.ctid.to_string()).collect();
    for mounts in shared_volumes(facts).iter().filter_map(|volume| volume.member("mounts")) {
        for (id, place) in mounts.members().filter(|(id, _)| !ids.contains(*id)) {
            verdicts.say_of_host(&place, format!("{id} is not a container of the files"), "remove the mount");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{broken, messages};

    const HOST: &str = r#""mount_point_base": "/mnt/pve/", "zfs": {"pools": [{"name": "q"}], "datasets": [{"pool": "q", "name": "data"}]}, "shared_volumes":
        {"a": {"host_path": "/mnt/pve/q/data/a", "mounts": {"101": "/a"}}, "b": {"host_path": "/q/data", "mounts": {"102": "/b"}},
         "c": {"host_path": "/q/database", "mounts": {}}, "firewall": {"enabled": true}}"#;

    #[test]
    fn a_target_is_mounted_once_whatever_mounts_it() {
        let guests = r#""101": {"volumes": [{"mount_point": "/a/"}], "mount_points": [{"container_path": "/c"}], "zfs_volumes": [{"mount_point": "/c"}]}"#;
        let found = broken("V-22", HOST, guests);
        assert_eq!(
            found,
            ["warning shared_volumes.a.mounts.101", "warning lxc_configs.101.zfs_volumes[0].mount_point"]
        );
    }

    #[test]
    fn files_that_disagree_about_a_mount_are_told_with_both_places_and_sources() {
        let guests = |source: &str| {
            format!(r#""101": {{"mount_points": [{{"container_path": "/a", "host_path": "{source}"}}]}}"#)
        };
        let told = messages("V-22", HOST, &guests("/q/data/mine"));
        let expected = "lxc/101 has /q/data/mine mounted there (lxc:1), not /mnt/pve/q/data/a: the files disagree, and the first place wins";
        assert_eq!(told, [expected]);
        assert_eq!(
            messages("V-22", HOST, &guests("/mnt/pve/q/data/a")),
            ["lxc/101 already has that mount there (lxc:1)"]
        );
    }

    #[test]
    fn a_file_that_disagrees_with_itself_about_a_mount_is_told_what_becomes_of_it() {
        let mount = |source: &str| format!(r#"{{"container_path": "/a", "host_path": "{source}"}}"#);
        let guests = format!(r#""103": {{"mount_points": [{}, {}]}}"#, mount("/q/data/x"), mount("/q/data/y"));
        let told = messages("V-22", HOST, &guests);
        let expected =
            "lxc/103 has /q/data/x mounted there (lxc:1), and one of both would hide the other: /q/data/y is refused";
        assert_eq!(told, [expected]);
    }

    #[test]
    fn bind_mounts_forbid_snapshots() {
        let mounts = r#""mount_points": [{"container_path": "/c"}]"#;
        let guests = format!(
            r#""101": {{{mounts}, "enable_lifecycle_snapshots": true}}, "102": {{{mounts}}}, "103": {{{mounts}, "template_snapshot_name": "base"}}"#
        );
        assert_eq!(
            broken("V-23", "", &guests),
            ["warning lxc_configs.101.mount_points", "warning lxc_configs.103.mount_points"]
        );
    }

    #[test]
    fn shared_volumes_are_mounted_by_declared_containers() {
        assert_eq!(broken("V-24", HOST, r#""101": {}"#), ["warning shared_volumes.b.mounts.102"]);
    }
}
