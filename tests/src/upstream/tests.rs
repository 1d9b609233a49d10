use serde_json::json;

use super::*;
use crate::fixture;
use crate::inventory::Inventory;

fn played(hypervisor: &Value, containers: &Value) -> World {
    let mut world = World::blank();
    crate::worlds::Kind::TakenOver.furnish(&mut world, hypervisor, containers);
    world
}

fn hypervisor() -> Value {
    json!({
        "zfs": {
            "pools": [{ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/one"] }],
            "datasets": [
                { "pool": "tank", "name": "disks", "properties": "quota=600G", "proxmox_storage_type": "zfspool",
                  "proxmox_content_type": "images,rootdir" },
                { "pool": "tank", "name": "iso", "properties": "", "proxmox_storage_type": "dir",
                  "proxmox_content_type": "vztmpl" },
                { "pool": "tank", "name": "iso-more", "properties": "", "proxmox_storage_type": "dir",
                  "proxmox_content_type": "iso" },
            ],
        },
        "shared_volumes": { "firewall": { "enabled": true, "default_input_policy": "DROP",
            "global_firewall_rules": [{ "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80", "iface": "vmbr0" }] } },
    })
}

fn guest(name: &str, more: &Value) -> Value {
    let mut guest = json!({
        "name": name, "memory_mb": 1024, "cores": 1, "storage_pool": "tank-disks", "storage_size_gb": 4,
        "unprivileged": true, "start_at_boot": true, "boot_order": 1, "boot_delay": 5,
        "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.9/24", "gw": "10.0.0.1", "nameservers": "1.1.1.1" },
    });
    for (key, value) in more.as_object().unwrap() {
        guest[key] = value.clone();
    }
    guest
}

fn main_line() -> World {
    let rules = json!([
        { "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "22", "comment": "first" },
        { "type": "out", "action": "ACCEPT", "dest": "10.0.0.1", "comment": "second" },
    ]);
    let containers = json!({ "lxc_configs": {
        "101": guest("web", &json!({
            "clone_from_ctid": "900", "firewall": { "enabled": true, "rules": rules }, "lxc_options": ["lxc.mount.auto:sys:rw"],
            "mount_points": [{ "host_path": "/mnt/pve/tank/data/101/ssl", "container_path": "/etc/ssl" }],
            "zfs_volumes": [{ "name": "models", "pool": "tank-disks", "size_gb": 2, "mount_point": "/models" }],
            "id_maps": [{ "type": "gid" }], "enable_lifecycle_snapshots": true,
        })),
        "900": guest("base", &json!({
            "template": "/tank/iso/template/cache/debian.tar.zst", "template_snapshot_name": "final-form",
            "enable_lifecycle_snapshots": true, "apparmor_profile": "unconfined",
            "lxc_options": ["lxc.apparmor.profile=unconfined"],
        })),
    } });
    played(&hypervisor(), &containers)
}

#[test]
fn what_was_added_each_time_is_there_three_times() {
    let world = main_line();
    let text = world.read("/etc/pve/lxc/101.conf").unwrap();
    assert_eq!(text.matches("mp=/etc/ssl").count(), 3, "{text}");
    assert_eq!(text.matches("mp=/models").count(), 3, "{text}");
    assert_eq!(text.matches("lxc.mount.auto: sys:rw").count(), 3, "{text}");
    assert_eq!(text.matches("lxc.idmap").count(), 2, "{text}");
    for disk in 0..4 {
        assert!(world.zfs_exists(&format!("tank/disks/subvol-101-disk-{disk}")));
    }
    assert!(text.contains("net0: name=eth0,bridge=vmbr0,firewall=1,gw=10.0.0.1,hwaddr="), "{text}");
    assert!(!text.contains('['), "a container with bind mounts has snapshots: {text}");
    assert!(world.is_running("101"));
    assert_eq!(
        world.read("/mnt/pve/tank/data/101/ssl/ca.key").as_deref(),
        Some("a private key of the simulated host\n")
    );
}

#[test]
fn a_line_appended_behind_snapshots_is_lost_with_them() {
    let text = main_line().read("/etc/pve/lxc/900.conf").unwrap();
    assert!(text.contains("[final-form]") && text.contains("[pre-configured]"), "{text}");
    assert!(!text.contains("lxc.apparmor.profile"), "{text}");
}

#[test]
fn rules_are_reversed_and_inert_and_the_cluster_has_them_too() {
    let world = main_line();
    let rules = "[RULES]\n\nOUT ACCEPT -dest 10.0.0.1 # second\nIN ACCEPT -p tcp -dport 22 # first\n\n";
    assert_eq!(world.read("/etc/pve/firewall/101.fw").as_deref(), Some(rules));
    let cluster = world.read("/etc/pve/firewall/cluster.fw").unwrap();
    assert!(cluster.contains("policy_in: DROP") && cluster.contains("IN ACCEPT iface vmbr0 -p tcp"), "{cluster}");
    assert!(cluster.contains("# first"), "{cluster}");
}

#[test]
fn pools_and_storages_are_as_the_shell_made_them() {
    let world = main_line();
    let storages = world.read("/etc/pve/storage.cfg").unwrap();
    assert!(storages.contains("zfspool: tank-disks") && storages.contains("dir: tank-iso"), "{storages}");
    assert_eq!(world.zfs_get("tank", "atime").as_deref(), Some("off"));
    assert_eq!(world.zfs_get("tank/disks", "quota").as_deref(), Some("644245094400"));
    assert_eq!(world.state.zfs.pools["tank"].properties.get("ashift"), None);
}

#[test]
fn templates_are_sealed_and_their_clones_linked() {
    let mut files = hypervisor();
    files["firewall"] = files["shared_volumes"]["firewall"].clone();
    let containers = json!({ "lxc_configs": {
        "101": guest("web", &json!({ "clone_from_ctid": "900", "firewall": { "enabled": true, "rules": [
            { "type": "in", "action": "ACCEPT", "proto": "icmp" }] } })),
        "900": guest("base", &json!({ "template": "/tank/iso/template/cache/debian.tar.zst", "is_template": true,
            "lxc_options": ["lxc.apparmor.allow_nesting: 1"] })),
    } });
    let world = played(&files, &containers);
    let text = world.read("/etc/pve/lxc/900.conf").unwrap();
    assert!(text.contains("template: 1"), "{text}");
    let clone = world.read("/etc/pve/lxc/101.conf").unwrap();
    assert!(clone.contains("rootfs: tank-disks:basevol-900-disk-0/subvol-101-disk-0"), "{clone}");
    assert_eq!(world.read("/etc/pve/firewall/900.fw").as_deref(), Some(""));
    let rules = "[OPTIONS]\nenable: 1\n\n[RULES]\nIN ACCEPT -proto icmp\n";
    assert_eq!(world.read("/etc/pve/firewall/101.fw").as_deref(), Some(rules));
}

#[test]
fn the_shell_plays_the_same_each_time() {
    assert_eq!(Inventory::of(&main_line()), Inventory::of(&main_line()));
    let mut world = World::blank();
    fixture::prepare(&mut world, &json!({}), &json!({}));
    play(&mut world, &json!({}), &json!({ "lxc_configs": { "101": "no container" } }));
    assert_eq!(world.guests("pve1", "lxc"), Vec::<u32>::new());
}
