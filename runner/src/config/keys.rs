//! Every key that the two files have ever had, what it is about, and what is said of those that nobody knows.

use super::finding::{Finding, NotManaged, Topic};
use super::json::{Node, Value};
use super::place::Place;

/// What becomes of a key.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    /// Read, or part of something that is listed as a whole.
    Known,
    /// Read or not, something it asks for is not managed.
    NotManaged(Topic),
}

/// A key of an object.
#[derive(Debug)]
struct Key {
    /// A name; `vllm_*` stands for all that begin so.
    name: &'static str,
    meaning: Meaning,
    /// The keys of the objects below it, `None` if they are nobody's business.
    inside: Option<&'static Level>,
}

/// The keys of one kind of object.
#[derive(Debug)]
pub(super) struct Level {
    keys: &'static [Key],
    others: Others,
}

/// What a key means that is not in the table.
#[derive(Debug)]
enum Others {
    /// Probably a slip.
    Unknown,
    /// A name that the owner chose; what is near to a key of the table is a slip.
    Chosen(Option<&'static Level>),
}

const fn known(name: &'static str) -> Key {
    Key {
        name,
        meaning: Meaning::Known,
        inside: None,
    }
}

const fn about(name: &'static str, topic: Topic) -> Key {
    Key {
        name,
        meaning: Meaning::NotManaged(topic),
        inside: None,
    }
}

const fn inert(name: &'static str) -> Key {
    about(name, Topic::Inert)
}

impl Key {
    const fn with(self, level: &'static Level) -> Self {
        Self {
            inside: Some(level),
            ..self
        }
    }

    fn is_beginning_of(&self, name: &str) -> bool {
        self.name
            .strip_suffix('*')
            .is_some_and(|beginning| name.starts_with(beginning))
    }
}

impl Level {
    fn key(&self, name: &str) -> Option<&'static Key> {
        let exact = self.keys.iter().find(|key| key.name == name);
        exact.or_else(|| self.keys.iter().find(|key| key.is_beginning_of(name)))
    }
}

const fn level(keys: &'static [Key]) -> Level {
    Level {
        keys,
        others: Others::Unknown,
    }
}

/// The host's file.
pub(super) static HYPERVISOR: Level = level(&[
    known("$schema"),
    inert("version"),
    inert("author"),
    inert("core_paths").with(&CORE_PATHS),
    about("network", Topic::Network).with(&HOST_NETWORK),
    inert("proxmox_defaults"),
    inert("behavior"),
    about("docker", Topic::Application),
    about("vms", Topic::Machines),
    about("vm_defaults", Topic::Machines),
    about("users", Topic::Users).with(&USERS),
    known("zfs").with(&ZFS),
    about("nfs", Topic::Nfs).with(&NFS),
    about("samba", Topic::Samba).with(&SAMBA),
    about("nvidia_driver", Topic::Driver).with(&NVIDIA_DRIVER),
    known("proxmox_storage_ids"),
    inert("mount_point_base"),
    about("timezone", Topic::System),
    about("domain_name", Topic::Dns),
    about("dns_server", Topic::Dns).with(&DNS_SERVER),
    about("shared_volumes", Topic::Mounts).with(&SHARED_VOLUMES),
    about("shared_zfs_volumes", Topic::Volumes),
    about("lxc_templates", Topic::Template),
    about("firewall", Topic::Firewall).with(&HOST_FIREWALL),
    about("portainer_api", Topic::Application),
    inert("step_ca"),
    inert("tests").with(&HOST_TESTS),
]);

static CORE_PATHS: Level = level(&[
    known("lxc_config_file"),
    known("lxc_config_schema_file"),
    known("vm_config_file"),
    known("hf_token_file"),
    known("docker_token_file"),
    known("docker_images_path"),
    known("hypervisor_marker_dir"),
    known("hypervisor_marker"),
]);

static HOST_NETWORK: Level = level(&[
    known("hostname"),
    known("workgroup"),
    known("external_registry_url"),
    known("portainer_server_ip"),
    known("portainer_server_port"),
    known("portainer_agent_port"),
    known("interfaces").with(&HOST_INTERFACES),
    known("nfs_server"),
    known("default_subnet"),
    known("fallback_dns"),
    known("public_bridge"),
    known("macvlan_vlan_tag"),
    known("public_vlan_tag"),
    known("internal_bridge").with(&INTERNAL_BRIDGE),
]);

static HOST_INTERFACES: Level = level(&[
    known("name"),
    known("address"),
    known("gateway"),
    known("dns_nameservers"),
]);
static INTERNAL_BRIDGE: Level = level(&[known("name"), known("subnet")]);
static USERS: Level = level(&[
    known("username"),
    known("password_hash"),
    known("sudo_access"),
    known("ssh_public_key"),
]);

static ZFS: Level = level(&[
    about("pools", Topic::Pools).with(&POOL),
    known("datasets").with(&DATASET),
    about("arc_max_gb", Topic::Arc),
    about("arc_max", Topic::Arc),
    inert("settings"),
]);

static POOL: Level = level(&[known("name"), known("raid_level"), known("disks")]);

static DATASET: Level = level(&[
    known("name"),
    known("pool"),
    known("properties"),
    known("proxmox_storage_type"),
    known("proxmox_content_type"),
    inert("storage_class"),
]);

static NFS: Level = level(&[known("exports").with(&NFS_EXPORT), known("shares").with(&NFS_SHARE)]);
static NFS_EXPORT: Level = level(&[known("path"), known("clients"), known("options")]);
static NFS_SHARE: Level = level(&[known("path"), known("options")]);
static SAMBA: Level = level(&[known("user"), known("shares").with(&SAMBA_SHARE)]);

static SAMBA_SHARE: Level = level(&[
    known("name"),
    known("path"),
    known("options"),
    known("valid_users"),
    known("browsable"),
    known("read_only"),
    known("guest_ok"),
]);

static NVIDIA_DRIVER: Level = level(&[
    known("install"),
    known("version"),
    known("runfile_url"),
    known("cuda_version"),
    known("install_vllm_libs"),
]);

static DNS_SERVER: Level = level(&[
    known("enabled"),
    known("upstream_servers"),
    known("authoritative_zones"),
]);

static SHARED_VOLUMES: Level = Level {
    keys: &[about("firewall", Topic::Firewall).with(&HOST_FIREWALL)],
    others: Others::Chosen(Some(&SHARED_VOLUME)),
};

static SHARED_VOLUME: Level = level(&[known("host_path"), known("mounts")]);

static HOST_FIREWALL: Level = level(&[
    known("enabled"),
    known("default_input_policy"),
    known("default_output_policy"),
    known("global_firewall_rules").with(&FIREWALL_RULE),
]);

static FIREWALL_RULE: Level = level(&[
    known("type"),
    known("action"),
    known("source"),
    known("dest"),
    known("proto"),
    known("port"),
    known("iface"),
    known("comment"),
]);

static HOST_TESTS: Level = Level {
    keys: &[known("system_validation"), known("hypervisor_health_check")],
    others: Others::Chosen(None),
};

/// The containers' file.
pub(super) static LXC: Level = level(&[
    known("$schema"),
    known("lxc_configs"),
    about("nvidia_driver_version", Topic::Driver),
    about("nvidia_repo_url", Topic::Driver),
    about("nvidia_runfile_url", Topic::Driver),
]);

/// One container.
pub(super) static CONTAINER: Level = level(&[
    known("name"),
    known("memory_mb"),
    known("swap_mb"),
    known("swap"),
    known("cores"),
    known("template"),
    known("clone_from_ctid"),
    known("clone_from_template_ctid"),
    known("storage_pool"),
    known("storage_size_gb"),
    known("unprivileged"),
    known("network_config").with(&INTERFACE),
    known("secondary_network_config").with(&INTERFACE),
    known("mac_address"),
    known("start_at_boot"),
    known("boot_order"),
    known("boot_delay"),
    known("pct_options"),
    known("dependencies"),
    about("features", Topic::Features),
    about("application_script", Topic::Application),
    about("setup_script", Topic::Application),
    about("vllm_*", Topic::Application),
    about("vllm", Topic::Application),
    about("bootstrap_ca_url", Topic::Application),
    about("trigger_sync_on_completion", Topic::Application),
    about("traefik_service", Topic::Dns).with(&TRAEFIK_SERVICE),
    about("dns_records", Topic::Dns),
    about("gpu_assignment", Topic::Devices),
    about("lxc_options", Topic::Raw),
    about("apparmor_profile", Topic::Raw),
    about("apparmor_manages_nesting", Topic::Raw),
    about("id_maps", Topic::Raw).with(&ID_MAP),
    about("mount_points", Topic::Mounts).with(&MOUNT_POINT),
    about("zfs_volumes", Topic::Volumes).with(&VOLUME),
    about("volumes", Topic::Volumes).with(&VOLUME),
    about("firewall", Topic::Firewall).with(&FIREWALL),
    about("template_snapshot_name", Topic::Snapshots),
    about("enable_lifecycle_snapshots", Topic::Snapshots),
    about("is_template", Topic::Template),
    about("health_check", Topic::Health),
    about("health_checks", Topic::Health),
    about("public_interface", Topic::Network),
    inert("static_ip"),
    inert("balloon_min_mb"),
    inert("nvidia_pci_ids"),
    inert("portainer_role"),
    inert("ports"),
    inert("tests").with(&TESTS),
    inert("run_integration_tests"),
    inert("integration_tests"),
    inert("template_file"),
]);

static INTERFACE: Level = level(&[
    known("name"),
    known("bridge"),
    known("ip"),
    known("gw"),
    known("hwaddr"),
    known("nameserver"),
    known("nameservers"),
]);

static TRAEFIK_SERVICE: Level = level(&[known("name"), known("port"), known("scheme")]);
static ID_MAP: Level = level(&[known("type"), known("host_id"), known("container_id"), known("size")]);
static MOUNT_POINT: Level = level(&[
    known("host_path"),
    known("container_path"),
    known("owner_uid"),
    known("owner_gid"),
]);
static VOLUME: Level = level(&[known("name"), known("pool"), known("size_gb"), known("mount_point")]);
static FIREWALL: Level = level(&[known("enabled"), known("rules").with(&FIREWALL_RULE)]);

static TESTS: Level = Level {
    keys: &[known("integration_tests"), known("health_checks")],
    others: Others::Chosen(None),
};

/// Lists what is not managed below a place and warns about keys that nobody knows.
pub(super) fn walk(
    place: &Place<'_>,
    level: &Level,
    resource: &str,
    findings: &mut Vec<Finding>,
    not_managed: &mut Vec<NotManaged>,
) {
    if matches!(place.node.value, Value::Array(_)) {
        let elements = place.elements();
        elements.for_each(|element| walk(&element, level, resource, findings, not_managed));
        return;
    }
    for member in place.node.members() {
        let key = level.key(&member.name);
        let inside = match (key, &level.others) {
            (Some(key), _) => key.inside,
            (None, Others::Chosen(inside)) => *inside,
            (None, Others::Unknown) => None,
        };
        if key.is_none() {
            findings.extend(unknown(&member.name, &place.of(member), level));
        }
        if let Some(Meaning::NotManaged(topic)) = key.map(|key| key.meaning)
            && asks_for_something(&member.node, topic)
        {
            let Place { key, at, .. } = place.of(member);
            not_managed.push(NotManaged {
                resource: resource.to_owned(),
                key,
                at,
                topic,
            });
        }
        if let Some(inside) = inside {
            walk(&place.of(member), inside, resource, findings, not_managed);
        }
    }
}

/// Returns whether a value asks for anything: `"none"`, `false` and what is empty do not, except that inert keys never do anything.
fn asks_for_something(node: &Node<'_>, topic: Topic) -> bool {
    match &node.value {
        _ if topic == Topic::Inert => true,
        Value::Null | Value::Boolean(false) => false,
        Value::Text(text) if topic == Topic::Features => text.contains(char::is_alphanumeric) && !text.contains('='),
        Value::Text(text) if topic == Topic::Devices => !text.trim().is_empty() && text != "none",
        Value::Text(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Boolean(true) | Value::Number(_) => true,
    }
}

fn unknown(name: &str, place: &Place<'_>, level: &Level) -> Option<Finding> {
    let suggestion = nearest(name, level);
    if suggestion.is_none() && matches!(level.others, Others::Chosen(_)) {
        return None;
    }
    let rule = if matches!(level.others, Others::Chosen(_)) {
        "V-53"
    } else {
        "V-62"
    };
    let remedy = suggestion
        .map(|known| format!("did you mean `{known}`?"))
        .unwrap_or_default();
    Some(
        Finding::warning(place.at, &place.key, "nothing reads this key")
            .rule(rule)
            .remedy(remedy),
    )
}

/// Returns the known key that was probably meant: at most two slips away, or beginning alike (`memory` for `memory_mb`).
fn nearest(name: &str, level: &Level) -> Option<&'static str> {
    let similarity = |key: &Key| strsim::jaro_winkler(name, key.name);
    let is_near = |key: &&Key| {
        let slips = strsim::damerau_levenshtein(name, key.name);
        (slips <= 2 && slips * 2 < key.name.len()) || similarity(key) > 0.9
    };
    let near = level.keys.iter().filter(|key| !key.name.ends_with('*')).filter(is_near);
    near.max_by(|one, two| similarity(one).total_cmp(&similarity(two)))
        .map(|key| key.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Configuration, read};

    fn container(text: &str) -> Configuration {
        read(
            b"{}",
            format!("{{\"lxc_configs\": {{\"101\": {{{text}}}}}}}").as_bytes(),
        )
        .unwrap()
    }

    fn host(text: &str) -> Configuration {
        read(format!("{{{text}}}").as_bytes(), b"{\"lxc_configs\": {}}").unwrap()
    }

    fn topics(configuration: &Configuration) -> Vec<(String, Topic)> {
        configuration
            .not_managed
            .iter()
            .map(|entry| (entry.key.clone(), entry.topic))
            .collect()
    }

    fn suggestion(configuration: &Configuration, key: &str) -> Option<String> {
        configuration
            .findings
            .iter()
            .find(|finding| finding.key == key && finding.message == "nothing reads this key")
            .map(|finding| finding.remedy.clone())
    }

    #[test]
    fn a_slip_is_answered_with_the_key_that_was_meant() {
        for (slip, meant) in [
            ("memmory_mb", "memory_mb"),
            ("memory", "memory_mb"),
            ("core", "cores"),
            ("dependancies", "dependencies"),
        ] {
            let configuration = container(&format!("\"{slip}\": 1"));
            assert_eq!(
                suggestion(&configuration, &format!("lxc_configs.101.{slip}")),
                Some(format!("did you mean `{meant}`?"))
            );
        }
        let inside = container("\"network_config\": {\"brige\": \"vmbr0\"}");
        assert_eq!(
            suggestion(&inside, "lxc_configs.101.network_config.brige").unwrap(),
            "did you mean `bridge`?"
        );
    }

    #[test]
    fn a_strange_key_warns_without_a_suggestion() {
        assert_eq!(suggestion(&container("\"zzz\": 1"), "lxc_configs.101.zzz").unwrap(), "");
        assert_eq!(suggestion(&container("\"xy\": 1"), "lxc_configs.101.xy").unwrap(), "");
    }

    #[test]
    fn names_that_the_owner_chooses_are_not_unknown_unless_nearly_known() {
        let configuration = host(
            r#""tests": {"mine": [], "hypervisor_health_.check": []}, "shared_volumes": {"ssl": {"host_path": "/a", "mount": {}}, "firewal": {}}"#,
        );
        assert_eq!(suggestion(&configuration, "tests.mine"), None);
        assert_eq!(
            suggestion(&configuration, "tests.hypervisor_health_.check").unwrap(),
            "did you mean `hypervisor_health_check`?"
        );
        assert_eq!(
            suggestion(&configuration, "shared_volumes.ssl.mount").unwrap(),
            "did you mean `mounts`?"
        );
        assert_eq!(
            suggestion(&configuration, "shared_volumes.firewal").unwrap(),
            "did you mean `firewall`?"
        );
    }

    #[test]
    fn what_is_asked_for_and_not_managed_is_listed_under_its_resource() {
        let configuration = container(
            r#""gpu_assignment": "0,1", "features": ["docker"], "vllm_model": "m", "ports": [], "is_template": true"#,
        );
        let key = |name: &str| format!("lxc_configs.101.{name}");
        let expected = [
            ("gpu_assignment", Topic::Devices),
            ("features", Topic::Features),
            ("vllm_model", Topic::Application),
            ("ports", Topic::Inert),
            ("is_template", Topic::Template),
        ];
        assert_eq!(topics(&configuration), expected.map(|(name, topic)| (key(name), topic)));
        assert!(
            configuration
                .not_managed
                .iter()
                .all(|entry| entry.resource == "lxc/101")
        );
    }

    #[test]
    fn what_asks_for_nothing_is_not_listed() {
        let configuration = container(
            r#""gpu_assignment": "none", "features": "nesting=1", "lxc_options": [], "is_template": false, "vllm_model": null, "apparmor_profile": """#,
        );
        assert_eq!(topics(&configuration), []);
    }

    #[test]
    fn the_hosts_sections_are_listed_with_their_topics() {
        let configuration = host(
            r#""zfs": {"pools": [{"name": "p"}], "datasets": [{"pool": "p", "name": "d", "storage_class": "x"}], "arc_max_gb": 32},
               "shared_volumes": {"firewall": {"enabled": true}}, "nfs": {"exports": []}, "samba": {"user": "u"}, "behavior": {}"#,
        );
        let listed: Vec<Topic> = topics(&configuration).into_iter().map(|(_, topic)| topic).collect();
        let expected = [
            Topic::Pools,
            Topic::Inert,
            Topic::Arc,
            Topic::Mounts,
            Topic::Firewall,
            Topic::Nfs,
            Topic::Samba,
            Topic::Inert,
        ];
        assert_eq!(listed, expected);
        assert!(configuration.not_managed.iter().all(|entry| entry.resource == "host"));
    }

    #[test]
    fn no_level_has_a_key_twice() {
        for level in [&HYPERVISOR, &LXC, &CONTAINER, &HOST_NETWORK, &FIREWALL_RULE, &DATASET] {
            for (index, key) in level.keys.iter().enumerate() {
                assert!(
                    level.keys[..index].iter().all(|earlier| earlier.name != key.name),
                    "{}",
                    key.name
                );
            }
        }
    }
}
