//! Every shape that a value of the two files has had, a test for each that has none where it is read.

use super::{Configuration, Topic, read};

fn pair(host: &str, container: &str) -> Configuration {
    let lxc = format!("{{\"lxc_configs\": {{\"101\": {{{container}}}}}}}");
    read(format!("{{{host}}}").as_bytes(), lxc.as_bytes()).unwrap()
}

fn rules(configuration: &Configuration) -> Vec<&str> {
    configuration.findings.iter().filter_map(|finding| finding.rule).collect()
}

/// Returns the topics of what is not managed, and of what is inert.
fn topics(configuration: &Configuration) -> Vec<Topic> {
    configuration.not_managed.iter().chain(&configuration.inert).map(|entry| entry.topic).collect()
}

#[test]
fn a_mac_address_is_the_same_in_small_and_capital_letters_and_unmanaged_if_absent() {
    let small = pair("", r#""mac_address": "52:54:00:aa:bb:cc""#);
    let mac = small.containers[0].networks[0].hwaddr.as_ref().unwrap();
    assert!(mac.value.is_same("52:54:00:AA:BB:CC"));
    assert_eq!(pair("", r#""network_config": {"ip": "dhcp"}"#).containers[0].networks[0].hwaddr, None);
}

#[test]
fn an_interface_outside_of_the_two_is_listed_as_not_managed() {
    assert_eq!(topics(&pair("", r#""public_interface": {"enabled": true}"#)), [Topic::Network]);
}

#[test]
fn the_defaults_of_containers_are_inert_and_never_a_containers_features() {
    let configuration = pair(r#""proxmox_defaults": {"lxc": {"features": "nesting=1", "cores": 2}}"#, "");
    assert_eq!(configuration.containers[0].features_of_proxmox, None);
    assert_eq!((configuration.containers[0].cores.clone(), topics(&configuration)), (None, vec![Topic::Inert]));
}

#[test]
fn a_clone_source_and_a_dependency_are_texts_or_numbers() {
    for text in
        [r#""clone_from_ctid": "900", "dependencies": ["900"]"#, r#""clone_from_ctid": 900, "dependencies": [900]"#]
    {
        let configuration = pair("", text);
        let container = &configuration.containers[0];
        assert_eq!(container.clone_from.as_ref().unwrap().value, container.dependencies[0].value);
    }
}

#[test]
fn graphics_cards_are_read_in_every_spelling() {
    for (spelling, told) in [("none", 0), ("0", 0), ("0,1", 0), ("0, 1", 1), ("0 1", 1)] {
        let configuration = pair("", &format!(r#""gpu_assignment": "{spelling}""#));
        assert_eq!(rules(&configuration).iter().filter(|rule| **rule == "V-49").count(), told, "{spelling}");
    }
}

#[test]
fn raw_options_are_read_in_every_spelling() {
    let options = [
        "lxc.apparmor.profile=unconfined",
        "lxc.mount.auto:sys:rw",
        "lxc.apparmor.profile: unconfined",
        "lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file",
        "lxc.mount.auto=proc:rw sys:rw",
    ];
    let options: Vec<String> = options.iter().map(|option| format!("{option:?}")).collect();
    assert!(!rules(&pair("", &format!(r#""lxc_options": [{}]"#, options.join(", ")))).contains(&"V-48"));
}

#[test]
fn a_template_is_a_path_or_a_name_and_template_file_is_inert() {
    let configuration = pair("", r#""template": "u.tar.zst", "template_file": "v.tar.gz""#);
    assert_eq!(configuration.containers[0].template.as_ref().unwrap().value, "u.tar.zst");
    assert_eq!(topics(&configuration), [Topic::Inert]);
}

#[test]
fn settings_of_an_application_are_nobodys_business_in_every_shape() {
    let shapes = r#""vllm_model": "m", "vllm_args": ["-x"], "vllm_engine_config": {"ModelConfig": {"model": 5}}, "vllm": [{"name": "t"}]"#;
    let configuration = pair("", shapes);
    assert_eq!(topics(&configuration), [Topic::Application; 4]);
    assert!(!rules(&configuration).contains(&"V-62"));
}

#[test]
fn volumes_are_judged_under_both_names_together() {
    let volume = r#"[{"name": "v", "pool": "fast", "size_gb": 1, "mount_point": "/data"}]"#;
    let configuration = pair("", &format!(r#""volumes": {volume}, "zfs_volumes": {volume}"#));
    let of_rule = |rule: &str| rules(&configuration).iter().filter(|told| **told == rule).count();
    assert_eq!((of_rule("V-18"), of_rule("V-22")), (2, 1));
    assert_eq!(configuration.containers[0].mounts.len(), 1);
}

#[test]
fn bind_mounts_of_both_files_are_judged_together() {
    let shared = r#""shared_volumes": {"ssl": {"host_path": "/a", "mounts": {"101": "/ssl"}}}"#;
    let configuration = pair(shared, r#""mount_points": [{"host_path": "/b", "container_path": "/ssl"}]"#);
    assert!(rules(&configuration).contains(&"V-22"));
    let [own] = &configuration.containers[0].mounts[..] else { panic!("{:?}", configuration.containers[0].mounts) };
    assert_eq!(own.target.key, "lxc_configs.101.mount_points[0].container_path");
}

#[test]
fn health_checks_and_tests_are_accepted_in_every_shape() {
    let shapes = r#""health_check": {"command": "true"}, "health_checks": [{"name": "a", "script": "a.sh"}], "run_integration_tests": true,
                    "integration_tests": {"script": "x"}, "tests": {"integration_tests": [{"name": "a"}], "mine": []}"#;
    let configuration = pair("", shapes);
    assert!(!rules(&configuration).contains(&"V-62"));
    assert_eq!(topics(&configuration), [Topic::Inert; 3]);
}

#[test]
fn exports_are_judged_with_absolute_and_with_relative_paths() {
    let zfs = r#""zfs": {"pools": [{"name": "q"}], "datasets": [{"pool": "q", "name": "data"}]}"#;
    for nfs in [
        r#""exports": [{"path": "/q/data", "clients": ["*"], "options": ["rw"]}]"#,
        r#""shares": [{"path": "q/data", "options": "rw"}]"#,
    ] {
        let configuration = pair(&format!(r#"{zfs}, "nfs": {{{nfs}}}"#), "");
        assert!(!rules(&configuration).contains(&"V-58"), "{nfs}");
        assert_eq!(topics(&configuration), [Topic::Nfs]);
    }
}

#[test]
fn name_servers_of_the_host_are_a_text_or_a_list() {
    for servers in [r#""8.8.8.8""#, r#"["10.0.0.153", "8.8.8.8"]"#] {
        let configuration = pair(&format!(r#""network": {{"interfaces": {{"dns_nameservers": {servers}}}}}"#), "");
        assert!(!rules(&configuration).contains(&"V-62"), "{servers}");
        assert_eq!(topics(&configuration), [Topic::Network]);
    }
}

#[test]
fn virtual_machines_are_left_to_others_with_a_notice() {
    let configuration = pair(r#""vms": [{"name": "web"}], "vm_defaults": {"cores": 4}"#, "");
    assert_eq!(topics(&configuration), [Topic::Machines; 2]);
}
