//! Every key that the two files have ever had, and what it is about.

use super::{Key, Level, Meaning, Others};
use crate::config::Topic;

/// The host's file.
pub(in crate::config) static HYPERVISOR: Level = level(&[
    known("$schema"),
    inert("version"),
    inert("author"),
    inert("core_paths").with(&CORE_PATHS),
    about("network", Topic::Network).with(&HOST_NETWORK),
    inert("proxmox_defaults"),
    inert("behavior"),
    about("docker", Topic::Application).with(&DOCKER),
    about("vms", Topic::Machines),
    about("vm_defaults", Topic::Machines),
    about("users", Topic::Users).with(&USERS),
    known("zfs").with(&ZFS),
    about("nfs", Topic::Nfs).with(&NFS),
    about("samba", Topic::Samba).with(&SAMBA),
    about("nvidia_driver", Topic::Driver).with(&NVIDIA_DRIVER),
    known("proxmox_storage_ids"),
    known("mount_point_base"),
    known("mount_point_base_maps"),
    about("timezone", Topic::System),
    about("domain_name", Topic::Dns),
    about("dns_server", Topic::Dns).with(&DNS_SERVER),
    known("shared_volumes").with(&SHARED_VOLUMES),
    about("shared_zfs_volumes", Topic::Volumes),
    about("lxc_templates", Topic::Template),
    known("firewall").with(&HOST_FIREWALL),
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
    inert("external_registry_url"),
    known("portainer_server_ip"),
    inert("portainer_server_port"),
    known("portainer_agent_port"),
    known("interfaces").with(&HOST_INTERFACES),
    known("nfs_server"),
    inert("default_subnet"),
    inert("fallback_dns"),
    inert("public_bridge"),
    known("macvlan_vlan_tag"),
    known("public_vlan_tag"),
    known("internal_bridge").with(&INTERNAL_BRIDGE),
]);

static HOST_INTERFACES: Level = level(&[known("name"), known("address"), known("gateway"), known("dns_nameservers")]);
static INTERNAL_BRIDGE: Level = level(&[known("name"), known("subnet")]);
static DOCKER: Level = level(&[inert("portainer_server_image"), known("portainer_agent_image")]);
static USERS: Level =
    level(&[known("username"), known("password_hash"), known("sudo_access"), known("ssh_public_key")]);

static ZFS: Level = level(&[
    known("pools").with(&POOL),
    known("datasets").with(&DATASET),
    known("arc_max_gb"),
    known("arc_max"),
    inert("settings"),
]);

static POOL: Level =
    level(&[known("name"), known("raid_level"), known("disks"), known("properties"), known("filesystem_properties")]);

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
    inert("options"),
    known("valid_users"),
    known("browsable"),
    known("read_only"),
    known("guest_ok"),
]);

static NVIDIA_DRIVER: Level = level(&[
    known("install"),
    known("version"),
    known("runfile_url"),
    inert("cuda_version"),
    inert("install_vllm_libs"),
]);

static DNS_SERVER: Level = level(&[known("enabled"), known("upstream_servers"), inert("authoritative_zones")]);

static SHARED_VOLUMES: Level =
    Level { keys: &[known("firewall").with(&HOST_FIREWALL)], others: Others::Chosen(Some(&SHARED_VOLUME)) };

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
    known("sport"),
    known("iface"),
    known("comment"),
]);

static HOST_TESTS: Level =
    Level { keys: &[known("system_validation"), known("hypervisor_health_check")], others: Others::Chosen(None) };

/// The containers' file.
pub(in crate::config) static LXC: Level = level(&[
    known("$schema"),
    known("lxc_configs"),
    about("nvidia_driver_version", Topic::Driver),
    about("nvidia_repo_url", Topic::Driver),
    about("nvidia_runfile_url", Topic::Driver),
]);

/// One container.
pub(in crate::config) static CONTAINER: Level = level(&[
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
    known("secondary_network_config").with(&SECOND_INTERFACE),
    known("mac_address"),
    known("start_at_boot"),
    known("boot_order"),
    known("boot_delay"),
    known("pct_options"),
    known("dependencies"),
    known("features"),
    known("application_script"),
    about("setup_script", Topic::Application),
    about("vllm_*", Topic::Application),
    about("vllm", Topic::Application),
    about("bootstrap_ca_url", Topic::Application),
    about("trigger_sync_on_completion", Topic::Application),
    about("traefik_service", Topic::Dns).with(&TRAEFIK_SERVICE),
    about("dns_records", Topic::Dns),
    known("gpu_assignment"),
    known("lxc_options"),
    known("apparmor_profile"),
    known("apparmor_manages_nesting"),
    known("id_maps").with(&ID_MAP),
    known("mount_points").with(&MOUNT_POINT),
    known("zfs_volumes").with(&VOLUME),
    known("volumes").with(&VOLUME),
    known("exclusive_mounts"),
    known("firewall").with(&FIREWALL),
    known("template_snapshot_name"),
    known("enable_lifecycle_snapshots"),
    known("is_template"),
    known("health_check").with(&HEALTH_CHECK),
    known("health_checks").with(&NAMED_HEALTH_CHECK),
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

static SECOND_INTERFACE: Level = level(&[known("name"), known("bridge"), known("ip"), known("gw"), known("hwaddr")]);
static TRAEFIK_SERVICE: Level = level(&[known("name"), known("port"), known("scheme")]);
static ID_MAP: Level = level(&[known("type"), known("host_id"), known("container_id"), known("size")]);
static MOUNT_POINT: Level =
    level(&[known("host_path"), known("container_path"), known("owner_uid"), known("owner_gid")]);
static VOLUME: Level = level(&[known("name"), known("pool"), known("size_gb"), known("mount_point")]);
static FIREWALL: Level = level(&[known("enabled"), known("rules").with(&FIREWALL_RULE)]);

static HEALTH_CHECK: Level = level(&[known("command"), known("retries"), known("interval"), known("timeout")]);
static NAMED_HEALTH_CHECK: Level = level(&[
    known("name"),
    known("type"),
    known("command"),
    known("script"),
    known("args"),
    known("retries"),
    known("interval"),
    known("timeout"),
]);

static TESTS: Level =
    Level { keys: &[known("integration_tests"), known("health_checks")], others: Others::Chosen(None) };

const fn known(name: &'static str) -> Key {
    Key { name, meaning: Meaning::Known, inside: None }
}

const fn about(name: &'static str, topic: Topic) -> Key {
    Key { name, meaning: Meaning::NotManaged(topic), inside: None }
}

const fn inert(name: &'static str) -> Key {
    about(name, Topic::Inert)
}

impl Key {
    const fn with(self, level: &'static Level) -> Self {
        Self { inside: Some(level), ..self }
    }
}

const fn level(keys: &'static [Key]) -> Level {
    Level { keys, others: Others::Unknown }
}
