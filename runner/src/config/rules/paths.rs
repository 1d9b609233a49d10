//! Paths of the host: which dataset they lie in, if any.

use super::{Facts, Guest, Place, Verdicts};

/// Longer than this is no dataset's name (OpenZFS 2.3), and nobody needs to look for it.
const LONGEST_NAME: usize = 255;

/// Returns the name of the dataset that a path lies in, at its mountpoint `/POOL/NAME`: the nearest one above it.
fn dataset_of<'f>(facts: &Facts<'f>, path: &str) -> Option<&'f str> {
    let ancestors = std::iter::successors(path.strip_prefix('/'), |path| Some(path.rsplit_once('/')?.0));
    ancestors.filter(|name| name.len() <= LONGEST_NAME).find_map(|name| facts.datasets.get(name).copied())
}

/// Returns the rest of a path below `mount_point_base`, where early files looked for datasets.
fn below_base<'p>(facts: &Facts<'_>, path: &'p str) -> Option<&'p str> {
    let base = facts.host.node.get("mount_point_base")?.node.as_text()?.trim_end_matches('/');
    path.strip_prefix(base).filter(|rest| !base.is_empty() && rest.starts_with('/'))
}

/// Returns the sources of all bind mounts.
fn sources<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = (&'f Guest<'f>, Place<'f>, &'f str)> {
    facts.guests.iter().flat_map(|guest| {
        let sources = guest.elements("mount_points").into_iter().filter_map(|mount| mount.member("host_path"));
        sources.filter_map(move |source| Some((guest, source.clone(), source.node.as_text()?)))
    })
}

/// V-19: a dataset is mounted at `/POOL/NAME`; nothing links that with a path below `mount_point_base`, unless
/// `mount_point_base_maps` does.
pub(super) fn source_below_the_base(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    const REMEDY: &str =
        "write the path below the dataset's mountpoint, or let all be taken so (`mount_point_base_maps`)";
    if facts.host.node.get("mount_point_base_maps").is_some_and(|maps| maps.node.is_true()) {
        return;
    }
    let told = |path: &str| {
        let rest = below_base(facts, path).filter(|_| dataset_of(facts, path).is_none())?;
        let dataset = dataset_of(facts, rest)?;
        Some(format!("{dataset} is mounted at /{dataset}, so this lies in the root file system; meant is {rest}"))
    };
    for (guest, place, path) in sources(facts) {
        if let Some(message) = told(path) {
            verdicts.say_at(guest, &place, message, REMEDY);
        }
    }
    for source in super::mounts::shared_volumes(facts).iter().filter_map(|volume| volume.member("host_path")) {
        if let Some(message) = source.node.as_text().and_then(told) {
            verdicts.say_of_host(&source, message, REMEDY);
        }
    }
}

/// V-20: what a container keeps on the host lies in a dataset.
pub(super) fn source_outside_datasets(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    let is_outside = |path: &str| dataset_of(facts, path).is_none();
    for (guest, place, path) in sources(facts) {
        if is_outside(path) && below_base(facts, path).is_none_or(is_outside) {
            verdicts.say_at(
                guest,
                &place,
                "the path lies in no dataset of the file".to_owned(),
                "keep it in a dataset",
            );
        }
    }
}

/// V-21: a path with the id of another container in it is that container's directory.
pub(super) fn source_of_another_container(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for (guest, place, path) in sources(facts) {
        let owner = path.split('/').filter_map(|part| facts.guest(part.parse().ok()?)).next_back();
        if let Some(owner) = owner.filter(|owner| owner.container.ctid != guest.container.ctid) {
            verdicts.say_at(guest, &place, format!("the directory of the container {}", owner.container.ctid), "");
        }
    }
}

/// V-25: what containers share lies in a dataset, seen at `/POOL/NAME` or below `mount_point_base`.
pub(super) fn shared_volume_outside_datasets(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for source in super::mounts::shared_volumes(facts).iter().filter_map(|volume| volume.member("host_path")) {
        let Some(path) = source.node.as_text() else { continue };
        if dataset_of(facts, below_base(facts, path).unwrap_or(path)).is_none() {
            let message = "the path lies in no dataset of the file".to_owned();
            verdicts.say_of_host(&source, message, "keep shared data in a dataset");
        }
    }
}

/// V-58: what is shared by Samba or exported by NFS lies in a dataset; only exports are written with their first slash.
pub(super) fn share_outside_datasets(facts: &Facts<'_>, verdicts: &mut Verdicts) {
    for (section, list) in [("samba", "shares"), ("nfs", "exports"), ("nfs", "shares")] {
        let list = facts.host.member(section).and_then(|section| section.member(list));
        for place in list.iter().flat_map(Place::elements).filter_map(|share| share.member("path")) {
            let Some(path) = place.node.as_text() else { continue };
            if dataset_of(facts, &format!("/{}", path.trim_start_matches('/'))).is_none() {
                let message = "the path lies in no dataset of the file".to_owned();
                verdicts.say_of_host(&place, message, "declare the dataset, or correct the path");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{broken, messages};

    const HOST: &str = r#""mount_point_base": "/mnt/pve/", "zfs": {"pools": [{"name": "q"}], "datasets": [{"pool": "q", "name": "data"}]}, "shared_volumes":
        {"a": {"host_path": "/mnt/pve/q/data/a"}, "b": {"host_path": "/q/data"}, "c": {"host_path": "/q/database"}, "firewall": {"enabled": true}}"#;

    fn mounts(paths: &[&str]) -> String {
        let mounts: Vec<String> = paths.iter().map(|path| format!(r#"{{"host_path": "{path}"}}"#)).collect();
        format!(r#""101": {{"mount_points": [{}]}}, "103": {{}}"#, mounts.join(", "))
    }

    #[test]
    fn a_source_is_looked_for_where_its_dataset_is_mounted() {
        let guests = mounts(&["/q/data/101", "/mnt/pve/q/data/101", "/mnt/pve/q/other", "/q/database"]);
        let key = |index: u8| format!("warning lxc_configs.101.mount_points[{index}].host_path");
        assert_eq!(broken("V-19", HOST, &guests), ["warning shared_volumes.a.host_path".to_owned(), key(1)]);
        let maps = format!("{HOST}, \"mount_point_base_maps\": true");
        assert_eq!(broken("V-19", &maps, &guests), Vec::<String>::new());
        assert_eq!(broken("V-20", HOST, &guests), [key(2), key(3)]);
    }

    #[test]
    fn a_path_lies_in_the_nearest_dataset_above_it() {
        let host = r#""mount_point_base": "/mnt", "zfs": {"pools": [{"name": "q"}], "datasets": [{"pool": "q", "name": "a"}, {"pool": "q", "name": "a/b"}]}"#;
        let deep = format!("/mnt/q/{}", "x/".repeat(10_000));
        let guests = mounts(&["/mnt/q/a/b/c", "/mnt/q/a/bc", "/q/a/", "q/a", "/q", "/", &deep]);
        let told = messages("V-19", host, &guests);
        assert_eq!(told.len(), 2);
        assert!(told[0].starts_with("q/a/b is mounted at /q/a/b,"), "{told:?}");
        assert!(told[1].starts_with("q/a is mounted at /q/a,"), "{told:?}");
        let key = |index: u8| format!("warning lxc_configs.101.mount_points[{index}].host_path");
        assert_eq!(broken("V-20", host, &guests), [3, 4, 5, 6].map(key));
    }

    #[test]
    fn the_directory_of_another_container_is_mentioned() {
        let guests = mounts(&["/q/data/101/ssl", "/q/data/103/ssl", "/q/data/104/ssl"]);
        assert_eq!(broken("V-21", HOST, &guests), ["info lxc_configs.101.mount_points[1].host_path"]);
    }

    #[test]
    fn a_path_that_only_begins_like_a_dataset_lies_outside() {
        assert_eq!(broken("V-25", HOST, ""), ["warning shared_volumes.c.host_path"]);
    }

    #[test]
    fn what_is_shared_lies_in_a_dataset() {
        let shares = r#", "samba": {"shares": [{"path": "q/data"}, {"path": "q/gone"}]}, "nfs": {"exports": [{"path": "/q/data/x"}, {"path": "/srv"}]}"#;
        let expected = ["warning samba.shares[1].path", "warning nfs.exports[1].path"];
        assert_eq!(broken("V-58", &format!("{HOST}{shares}"), ""), expected);
    }
}
