//! Which file says what is mounted where, and in which dataset it lies.

use crate::config::{Configuration, Container, Mount, Mounted, read};

fn pair(host: &str, containers: &str) -> Configuration {
    let zfs = r#""zfs": {"pools": [{"name": "q"}], "datasets": [{"pool": "q", "name": "data"}, {"pool": "q", "name": "data/deep"},
        {"pool": "q", "name": "moved", "properties": "mountpoint=/srv/moved"}]}"#;
    let host = format!("{{{zfs}, \"mount_point_base\": \"/mnt/pve/\"{host}}}");
    read(host.as_bytes(), format!("{{\"lxc_configs\": {{{containers}}}}}").as_bytes()).unwrap()
}

fn bind(source: &str, target: &str, more: &str) -> String {
    format!(r#"{{"host_path": "{source}", "container_path": "{target}"{more}}}"#)
}

fn container(id: u16, mounts: &[String], more: &str) -> String {
    format!(r#""{id}": {{"mount_points": [{}]{more}}}"#, mounts.join(", "))
}

/// Tells each mount of the first container: `SOURCE in DATASET at TARGET`.
fn told(configuration: &Configuration) -> Vec<String> {
    let told = |mount: &Mount| match &mount.what {
        Mounted::Volume { storage, size_gb } => {
            format!("{}:{} at {}", storage.value, size_gb.value, mount.target.value)
        }
        Mounted::Directory(directory) => {
            let dataset = directory.dataset.as_ref().map_or(String::new(), |name| format!(" in {name}"));
            let otherwise = directory.otherwise.as_ref().map_or(String::new(), |otherwise| format!(" or {otherwise}"));
            format!("{}{dataset}{otherwise} at {}", directory.source.value, mount.target.value)
        }
    };
    configuration.containers[0].mounts.iter().map(told).collect()
}

fn owners(configuration: &Configuration) -> Vec<Option<(u64, u64)>> {
    let directories = configuration.containers.iter().flat_map(Container::directories);
    directories.map(|one| Some((one.uid.as_ref()?.value, one.gid.as_ref()?.value))).collect()
}

#[test]
fn directories_volumes_and_what_is_shared_are_mounts_of_the_container() {
    let shared = r#", "shared_volumes": {"a": {"host_path": "/q/data/a", "mounts": {"101": "/a", "999": "/a"}},
        "b": {"host_path": "/q/data/b", "mounts": {"101": "/own/"}}, "firewall": {"enabled": true}}"#;
    let volume = r#"[{"name": "v", "pool": "fast", "size_gb": "5", "mount_point": "/models"}]"#;
    let own = container(101, &[bind("/q/data/x", "/own", "")], &format!(r#", "zfs_volumes": {volume}"#));
    let configuration = pair(shared, &own);
    assert_eq!(told(&configuration), ["/q/data/x in q/data at /own", "fast:5 at /models", "/q/data/a in q/data at /a"]);
    assert_eq!(configuration.containers[0].mounts[2].target.key, "shared_volumes.a.mounts.101");
}

#[test]
fn a_path_lies_in_the_dataset_that_is_mounted_nearest_above_it() {
    let sources = ["/q/data", "/q/data/deep/x", "/q/database", "/srv/moved/y", "/q/moved/y"];
    let mounts: Vec<String> = sources.iter().map(|source| bind(source, &format!("/t{source}"), "")).collect();
    let configuration = pair("", &container(101, &mounts, ""));
    let datasets: Vec<Option<String>> =
        configuration.containers[0].directories().map(|one| one.dataset.as_ref().map(ToString::to_string)).collect();
    let some = |name: &str| Some(name.to_owned());
    assert_eq!(datasets, [some("q/data"), some("q/data/deep"), None, some("q/moved"), None]);
}

#[test]
fn the_base_is_mapped_only_where_the_file_says_so() {
    let mounts = [bind("/mnt/pve/q/data/x", "/x", ""), bind("/mnt/pve/other", "/y", "")];
    let containers = container(101, &mounts, "");
    let written = told(&pair("", &containers));
    assert_eq!(written, ["/mnt/pve/q/data/x or /q/data/x at /x", "/mnt/pve/other at /y"]);
    assert_eq!(told(&pair(r#", "mount_point_base_maps": false"#, &containers)), written);
    let mapped = told(&pair(r#", "mount_point_base_maps": true"#, &containers));
    assert_eq!(mapped, ["/q/data/x in q/data or /mnt/pve/q/data/x at /x", "/mnt/pve/other at /y"]);
}

#[test]
fn a_directory_has_one_owner_whoever_shows_it() {
    let owner = |uid: u8| format!(r#", "owner_uid": {uid}, "owner_gid": {uid}"#);
    let source = "/q/data/x";
    let of = |more: &str| [bind(source, "/x", more)];
    let agreed = pair("", &[container(101, &of(""), ""), container(102, &of(&owner(33)), "")].join(", "));
    assert_eq!(owners(&agreed), [Some((33, 33)); 2]);
    let quarrel = pair("", &[container(101, &of(&owner(0)), ""), container(102, &of(&owner(33)), "")].join(", "));
    assert_eq!(owners(&quarrel), [Some((0, 0)); 2]);
    assert!(quarrel.findings.iter().any(|finding| finding.rule == Some("V-65")));
    // The same number is another id of the host.
    let others = r#", "unprivileged": false"#;
    let apart = pair("", &[container(101, &of(&owner(0)), ""), container(102, &of(&owner(0)), others)].join(", "));
    assert_eq!(owners(&apart), [Some((0, 0)), None]);
}

#[test]
fn half_a_mount_refuses_its_container() {
    for half in [r#""mount_points": [{"host_path": "/a"}]"#, r#""volumes": [{"pool": "fast", "mount_point": "/a"}]"#] {
        let configuration = pair("", &format!(r#""101": {{{half}}}"#));
        assert!(configuration.findings.iter().any(|finding| finding.resource.as_deref() == Some("lxc/101")), "{half}");
    }
    let wrong = br#"{"lxc_configs": {"101": {"mount_points": [{"host_path": 5, "container_path": "/a"}]}}}"#;
    assert!(read(b"{}", wrong).is_err());
}
