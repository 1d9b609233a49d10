//! Mounts of containers: targets, snapshots they forbid, and the volumes that containers share.

use std::collections::HashSet;

use super::{Facts, Guest, Place, Verdicts, report_repeats};

/// Returns the volumes that containers share; `firewall` among them is none.
fn shared_volumes<'f>(facts: &Facts<'f>) -> Vec<Place<'f>> {
    let all = facts.host.member("shared_volumes");
    all.iter().flat_map(Place::members).filter(|(name, _)| *name != "firewall").map(|(_, place)| place).collect()
}

/// Returns the places of all mount targets of a container.
fn targets<'f>(guest: &Guest<'f>, shared: &[Place<'f>]) -> Vec<Place<'f>> {
    let below =
        |list: &str, key: &'static str| guest.elements(list).into_iter().filter_map(move |element| element.member(key));
    let ctid = guest.container.ctid.to_string();
    let mut targets: Vec<Place<'f>> = below("mount_points", "container_path").collect();
    targets.extend(below("zfs_volumes", "mount_point"));
    targets.extend(below("volumes", "mount_point"));
    targets.extend(shared.iter().filter_map(|volume| volume.member("mounts")?.member(&ctid)));
    targets
}

/// V-22: two mounts of a container cannot have one target.
pub(super) fn twofold_target(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let shared = shared_volumes(facts);
    for guest in &facts.guests {
        let targets = targets(guest, &shared);
        let paths = targets.iter().filter_map(|place| {
            let path = place.node.as_text()?.trim_end_matches('/');
            Some((path, (place.at, place.key.as_str()), guest.container.resource()))
        });
        report_repeats(
            paths,
            verdicts,
            |first, at| format!("{first} already has a mount there ({at})"),
            "remove one of the two mounts",
        );
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

/// V-25: what containers share lies in a dataset, seen at `/POOL/NAME` or below `mount_point_base`.
pub(super) fn shared_volume_outside_datasets(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let base = facts.host.node.get("mount_point_base").and_then(|member| member.node.as_text()).unwrap_or_default();
    for volume in shared_volumes(facts) {
        let Some(source) = volume.member("host_path") else {
            continue;
        };
        let Some(path) = source.node.as_text() else { continue };
        let path = path.strip_prefix(base.trim_end_matches('/')).unwrap_or(path);
        let lies_in = |dataset: &super::super::Dataset| {
            let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(dataset.name.as_str()));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !facts.configuration.datasets.iter().any(lies_in) {
            verdicts.say_of_host(
                &source,
                "the path lies in no dataset of the file".to_owned(),
                "keep shared data in a dataset",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::broken;

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
    fn bind_mounts_forbid_snapshots() {
        let mounts = r#""mount_points": [{"container_path": "/c"}]"#;
        let guests = format!(
            r#""101": {{{mounts}, "enable_lifecycle_snapshots": true}}, "102": {{{mounts}}}, "103": {{{mounts}, "template_snapshot_name": "s"}}"#
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

    #[test]
    fn a_path_that_only_begins_like_a_dataset_lies_outside() {
        assert_eq!(broken("V-25", HOST, ""), ["warning shared_volumes.c.host_path"]);
    }
}
