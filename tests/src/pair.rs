//! Pairs of files made by rule: as large as a benchmark needs, or as odd as a law needs.

use serde_json::{Map, Value, json};

use crate::run::Wish;

/// Draws choices from bytes, zero when they are used up; so a smaller text of bytes is a simpler pair.
#[derive(Debug)]
pub struct Dice<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> Dice<'a> {
    /// Returns the dice that fall as these bytes say.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// Returns a number below `sides`.
    pub fn throw(&mut self, sides: u8) -> u8 {
        self.bytes.next().copied().unwrap_or(0) % sides
    }

    /// Returns one of these.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::from(self.throw(u8::try_from(choices.len()).expect("a handful of choices")))]
    }

    /// Returns one of these, or nothing.
    fn maybe<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        (self.throw(3) > 0).then(|| self.pick(choices))
    }
}

/// Returns an odd pair: a few datasets, storages and containers, as the dice fall. What it wishes can be met, or is refused
/// for a named reason; it is never rejected.
pub fn odd(dice: &mut Dice<'_>) -> Wish {
    let datasets: Vec<Value> =
        ["disks", "iso", "data", "data/inner"].iter().filter_map(|name| dataset(name, dice)).collect();
    let mut containers = Map::new();
    for ctid in 101..106 {
        if dice.throw(4) > 0 {
            containers.insert(ctid.to_string(), container(ctid, dice));
        }
    }
    let mut hypervisor = json!({ "zfs": zfs(datasets, dice), "mount_point_base": "/mnt/pve" });
    if let Some(maps) = dice.maybe(&[true, false]) {
        hypervisor["mount_point_base_maps"] = json!(maps);
    }
    if dice.throw(3) > 0 {
        let ctid = dice.pick(&["101", "103", "105"]);
        let mounts = json!({ ctid: dice.pick(&["/a", "/shared"]) });
        let shared = json!({ "host_path": format!("/tank/data/shared-{ctid}"), "mounts": mounts });
        hypervisor["shared_volumes"] = json!({ "shared": shared });
    }
    if dice.throw(3) > 0 {
        hypervisor["firewall"] = host_firewall(dice);
    }
    Wish {
        hypervisor: hypervisor.to_string(),
        lxc: json!({ "lxc_configs": containers }).to_string(),
        ..Wish::default()
    }
}

/// The features that odd pairs wish; each brings a check, so that nothing it does goes by unnoticed.
pub const FEATURES: [&str; 2] = ["base_setup", "docker"];

/// The script that says of a container of odd pairs that it is healthy, where `health_checks` lie.
pub const HEALTHY: &str = "is_up.sh";

/// The disks that odd pairs make a second pool of.
pub const COLD_DISKS: [&str; 3] = ["/dev/disk/by-id/ata-1", "/dev/disk/by-id/ata-2", "/dev/disk/by-id/ata-3"];

/// The pool that every host of the laws has, and perhaps another that is made of free disks, and a limit of the cache.
fn zfs(mut datasets: Vec<Value>, dice: &mut Dice<'_>) -> Value {
    let mut pools = vec![json!({ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"] })];
    if let Some(autotrim) = dice.maybe(&["on", "off"]) {
        pools[0]["properties"] = json!(format!("autotrim={autotrim}"));
    }
    if let Some(raid_level) = dice.maybe(&["mirror", "single", "RAIDZ1"]) {
        let disks = &COLD_DISKS[..dice.pick(&[2, 3])];
        let properties = dice.pick(&["", "autotrim=off", "comment=cold,failmode=continue"]);
        pools.push(json!({ "name": "cold", "raid_level": raid_level, "disks": disks, "properties": properties }));
        datasets.push(json!({ "pool": "cold", "name": "attic", "properties": "compression=zstd" }));
    }
    let mut zfs = json!({ "pools": pools, "datasets": datasets });
    if let Some(limit) = dice.maybe(&[4, 16, 4096]) {
        zfs["arc_max_gb"] = json!(limit);
    }
    zfs
}

fn host_firewall(dice: &mut Dice<'_>) -> Value {
    let mut section = json!({});
    for (key, values) in [
        ("enabled", vec![json!(true), json!(false)]),
        ("default_input_policy", vec![json!("ACCEPT"), json!("DROP")]),
        ("default_output_policy", vec![json!("ACCEPT"), json!("REJECT")]),
    ] {
        if dice.throw(3) > 0 {
            section[key] = values[usize::from(dice.throw(2))].clone();
        }
    }
    if dice.throw(3) > 0 {
        section["global_firewall_rules"] = firewall_rules(dice);
    }
    section
}

fn firewall_rules(dice: &mut Dice<'_>) -> Value {
    let rules = [
        json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "22" }),
        json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "8006,80", "source": "10.0.0.0/24" }),
        json!({ "type": "in", "action": "DROP", "source": "10.0.0.7/32", "comment": "not # that one" }),
        json!({ "type": "out", "action": "ACCEPT", "proto": "icmp" }),
    ];
    let picked = (0..dice.throw(4)).map(|_| rules[usize::from(dice.throw(4))].clone());
    picked.collect()
}

fn dataset(name: &str, dice: &mut Dice<'_>) -> Option<Value> {
    if name != "disks" && dice.throw(4) == 0 {
        return None;
    }
    let mut properties = Vec::new();
    for (property, values) in [
        ("compression", &["lz4", "zstd", "gzip-6", "off", "on"][..]),
        ("recordsize", &["16K", "128K", "1M"]),
        ("quota", &["600G", "1.4T", "none"]),
        ("sync", &["standard", "always"]),
        ("atime", &["on", "off"]),
        ("acltype", &["posixacl", "off"]),
    ] {
        properties.extend(dice.maybe(values).map(|value| format!("{property}={value}")));
    }
    let mut entry = json!({ "pool": "tank", "name": name, "properties": properties.join(",") });
    if !name.contains('/') {
        let (kind, contents) = match name {
            "disks" => ("zfspool", &["images,rootdir", "rootdir,images", "rootdir"][..]),
            _ => ("dir", &["iso,vztmpl", "vztmpl", "backup,vztmpl,iso"][..]),
        };
        entry["proxmox_storage_type"] = json!(kind);
        entry["proxmox_content_type"] = json!(dice.pick(contents));
    }
    Some(entry)
}

fn container(ctid: u32, dice: &mut Dice<'_>) -> Value {
    let mut entry = json!({
        "name": format!("guest{ctid}"),
        "storage_pool": "tank-disks",
        "storage_size_gb": dice.pick(&[4_u64, 8, 16]),
        "memory_mb": dice.pick(&[512_u64, 1024, 2048]),
        "cores": dice.pick(&[1_u64, 2, 4]),
        "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": dice.pick(&["10.0.0.5/24", "10.0.0.6/24", "dhcp"]) },
    });
    let templates = ["/tank/iso/template/cache/debian.tar.zst", "local:vztmpl/debian.tar.zst"];
    if ctid > 101 && dice.throw(2) > 0 {
        entry["clone_from_ctid"] = json!(dice.pick(&[101, ctid - 1]).to_string());
    } else {
        entry["template"] = json!(dice.pick(&templates));
    }
    for (key, values) in [
        ("swap_mb", vec![json!(0), json!(512), json!(1024)]),
        (
            "mac_address",
            vec![
                json!(format!("BC:24:11:00:00:{:02x}", ctid % 100)),
                json!(format!("bc:24:11:00:01:{:02X}", ctid % 100)),
            ],
        ),
        ("unprivileged", vec![json!(true), json!(true), json!(false)]),
        ("start_at_boot", vec![json!(true), json!(false)]),
        ("boot_order", vec![json!(0), json!(3)]),
        ("boot_delay", vec![json!(5), json!(0)]),
        ("pct_options", vec![json!([]), json!(["nesting=1"]), json!(["keyctl=1", "nesting=1"])]),
        ("apparmor_profile", vec![json!("unconfined"), json!("generated"), json!("lxc-of-nobody")]),
        ("gpu_assignment", vec![json!("none"), json!("0")]),
        (
            "lxc_options",
            vec![
                json!(["lxc.mount.auto:sys:rw"]),
                json!(["lxc.cap.drop = mac_admin", "lxc.mount.auto=sys:rw", "lxc.cap.drop: sys_time"]),
                json!(["lxc.cgroup2.devices.allow: c 10:* rwm", "lxc.cgroup2.devices.deny: a", "lxc.bogus: 1"]),
            ],
        ),
    ] {
        if dice.throw(3) > 0 {
            entry[key] = values[usize::from(dice.throw(u8::try_from(values.len()).unwrap_or(1)))].clone();
        }
    }
    if dice.throw(3) > 0 {
        entry["firewall"] = json!({ "enabled": dice.throw(2) > 0 });
        if dice.throw(3) > 0 {
            entry["firewall"]["rules"] = firewall_rules(dice);
        }
    }
    // Most have neither; a template has no snapshots.
    match dice.throw(8) {
        1 => entry["is_template"] = json!(true),
        2 | 3 => entry["template_snapshot_name"] = json!(dice.pick(&["base", "final-form", "pre-configured"])),
        4 => entry["enable_lifecycle_snapshots"] = json!(true),
        _ => {}
    }
    add_mounts(&mut entry, ctid, dice);
    if dice.throw(3) > 1 {
        entry["features"] = dice.pick(&[&["docker"][..], &["base_setup", "docker"], &["docker", "base_setup"]]).into();
    }
    if dice.throw(3) > 0 {
        entry["health_checks"] = json!([{ "name": "Is it up", "script": HEALTHY, "args": ctid.to_string() }]);
    }
    if dice.throw(3) > 0 {
        entry["network_config"]["nameservers"] = json!(dice.pick(&["1.1.1.1", "1.1.1.1, 8.8.8.8"]));
    }
    entry
}

/// Mounts of each kind, some of them refused: a target twice, a source that nobody makes, one below the base.
fn add_mounts(entry: &mut Value, ctid: u32, dice: &mut Dice<'_>) {
    let sources = [
        format!("/tank/data/{ctid}/a"),
        format!("/tank/data/inner/{ctid}"),
        format!("/mnt/pve/tank/data/{ctid}/b"),
        format!("/srv/{ctid}"),
    ];
    let mut mounts = Vec::new();
    for _ in 0..dice.throw(3) {
        let place = usize::from(dice.throw(4));
        let mut mount = json!({ "host_path": sources[place], "container_path": dice.pick(&["/a", "/b", "/c/"]) });
        if place == 0 {
            mount["owner_uid"] = json!(33);
            mount["owner_gid"] = json!(33);
        }
        mounts.push(mount);
    }
    if !mounts.is_empty() {
        entry["mount_points"] = json!(mounts);
    }
    if let Some(size_gb) = dice.maybe(&[1, 2, 3]) {
        let (key, target) = (dice.pick(&["zfs_volumes", "volumes"]), dice.pick(&["/a", "/v"]));
        entry[key] = json!([{ "name": "v", "pool": "tank-disks", "size_gb": size_gb, "mount_point": target }]);
    }
    if let Some(exclusive) = dice.maybe(&[true, false]) {
        entry["exclusive_mounts"] = json!(exclusive);
    }
}

/// Returns a pair of this many containers, twice as many datasets, and a storage for every fifth container.
pub fn large(containers: usize) -> Wish {
    let (datasets, storages) = (2 * containers, containers.div_ceil(5));
    let dataset = |index: usize| {
        let properties = "recordsize=128K,compression=lz4,sync=standard,quota=1.4T,atime=off";
        let mut entry = json!({ "pool": "tank", "name": format!("data-{index}"), "properties": properties });
        if index < storages {
            entry["proxmox_storage_type"] = json!("zfspool");
            entry["proxmox_content_type"] = json!("images,rootdir");
        }
        entry
    };
    let container = |index: usize| {
        let entry = json!({
            "name": format!("guest-{index}"),
            "template": "local:vztmpl/debian.tar.zst",
            "storage_pool": format!("tank-data-{}", index % storages),
            "storage_size_gb": 8,
            "memory_mb": 1024,
            "swap_mb": 512,
            "cores": 2,
            "unprivileged": true,
            "start_at_boot": index.is_multiple_of(2),
            "boot_order": 3,
            "boot_delay": 5,
            "pct_options": ["nesting=1"],
            "mac_address": format!("BC:24:11:{:02X}:{:02X}:01", index / 256, index % 256),
            "network_config": {
                "name": "eth0", "bridge": "vmbr0", "gw": "10.1.0.1", "nameservers": "10.1.0.1",
                "ip": format!("10.1.{}.{}/16", index / 200, index % 200 + 2),
            },
        });
        ((1000 + index).to_string(), entry)
    };
    let pools = json!([{ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"] }]);
    let datasets: Vec<Value> = (0..datasets).map(dataset).collect();
    let containers: Map<String, Value> = (0..containers).map(container).collect();
    Wish {
        hypervisor: json!({ "zfs": { "pools": pools, "datasets": datasets } }).to_string(),
        lxc: json!({ "lxc_configs": containers }).to_string(),
        ..Wish::default()
    }
}

/// Returns the pair of [`large`], each container with a firewall of its own that has this many rules.
pub fn with_firewalls(containers: usize, rules: usize) -> Wish {
    let mut wish = large(containers);
    let mut lxc: Value = serde_json::from_str(&wish.lxc).expect("it was just written");
    let rule = |number: usize| {
        let port = (8000 + number).to_string();
        json!({ "type": "in", "action": "ACCEPT", "proto": "tcp", "port": port, "source": "10.1.0.0/16", "comment": "a port" })
    };
    let rules: Vec<Value> = (0..rules).map(rule).collect();
    for container in lxc["lxc_configs"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        container["firewall"] = json!({ "enabled": true, "rules": rules });
    }
    wish.lxc = lxc.to_string();
    wish
}
