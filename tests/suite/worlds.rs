//! The hosts that a pair may meet: whatever others have done to them, nothing is lost, doubled or moved, and twice is once.

use phoenix_run::report::Tally;
use phoenix_tests::SimHost;
use phoenix_tests::corpus::{self, Account, Pair, history, table};
use phoenix_tests::worlds::Kind;
use serde_json::{Value, json};

/// The example pair, which has every shape.
fn example() -> Pair {
    Pair {
        name: "example".to_owned(),
        hypervisor: include_str!("../../playbooks/example/phoenix_hypervisor_config.json").to_owned(),
        lxc: include_str!("../../playbooks/example/phoenix_lxc_configs.json").to_owned(),
    }
}

/// A pool with two storages, and these containers.
pub(crate) fn small(name: &str, containers: &Value) -> Pair {
    let dataset = |name: &str, kind: &str, content: &str| {
        json!({ "pool": "tank", "name": name, "properties": "compression=lz4", "proxmox_storage_type": kind,
                "proxmox_content_type": content })
    };
    let hypervisor = json!({
        "zfs": {
            "pools": [{ "name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"] }],
            "datasets": [dataset("disks", "zfspool", "images,rootdir"), dataset("iso", "dir", "iso,vztmpl"),
                { "pool": "tank", "name": "data", "properties": "" }],
        },
        "shared_volumes": { "firewall": { "enabled": true, "default_input_policy": "ACCEPT", "global_firewall_rules": [] } },
    });
    let lxc = json!({ "lxc_configs": containers });
    Pair { name: name.to_owned(), hypervisor: hypervisor.to_string(), lxc: lxc.to_string() }
}

pub(crate) fn guest(name: &str, more: &Value) -> Value {
    let mut guest = json!({
        "name": name, "memory_mb": 1024, "swap_mb": 0, "cores": 1, "storage_pool": "tank-disks", "storage_size_gb": 4,
        "unprivileged": true, "start_at_boot": false, "boot_order": 1, "boot_delay": 5,
        "network_config": { "name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.9/24", "gw": "10.0.0.1" },
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        guest[key] = value.clone();
    }
    guest
}

pub(crate) const TEMPLATE: &str = "/tank/iso/template/cache/debian.tar.zst";

/// A base with snapshots, and clones of it with mounts, volumes and raw lines.
fn snapshots() -> Pair {
    small(
        "snapshots",
        &json!({
            "900": guest("base", &json!({ "template": TEMPLATE, "template_snapshot_name": "final-form",
                "enable_lifecycle_snapshots": true, "lxc_options": ["lxc.mount.auto:sys:rw"] })),
            "101": guest("web", &json!({ "clone_from_ctid": "900", "start_at_boot": true,
                "mount_points": [{ "host_path": "/tank/data/101/ssl", "container_path": "/etc/ssl" }],
                "zfs_volumes": [{ "pool": "tank-disks", "size_gb": 2, "mount_point": "/models" }],
                "firewall": { "enabled": true, "rules": [{ "type": "in", "action": "ACCEPT", "proto": "icmp" }] } })),
            "102": guest("more", &json!({ "clone_from_ctid": "900", "memory_mb": 512 })),
        }),
    )
}

/// A sealed template, a template cloned from it, and a guest of that.
fn templates() -> Pair {
    small(
        "templates",
        &json!({
            "900": guest("base", &json!({ "template": TEMPLATE, "is_template": true })),
            "901": guest("middle", &json!({ "clone_from_ctid": "900", "is_template": true })),
            "101": guest("web", &json!({ "clone_from_ctid": "901", "start_at_boot": true })),
        }),
    )
}

pub(crate) fn pairs() -> [Pair; 3] {
    [example(), snapshots(), templates()]
}

fn judged(pair: &Pair, kind: Kind) -> Account {
    let account = corpus::judge(pair, pair.world(kind).unwrap()).1;
    let place = format!("{} on {}", pair.name, kind.name());
    assert!(account.is_sound() && account.tally.resources > 0, "{place}: {:#?}", account.faults());
    account
}

#[test]
fn a_second_run_types_nothing_and_nothing_is_lost_on_every_host() {
    for pair in &pairs() {
        for kind in Kind::ALL {
            judged(pair, *kind);
        }
    }
}

#[test]
fn a_blank_host_is_made_whole() {
    for pair in &pairs() {
        let Account { tally, reasons, .. } = judged(pair, Kind::Blank);
        assert_eq!(tally.in_sync, tally.resources, "{}: {reasons:?}", pair.name);
    }
}

/// Sound on a host where everything is to be made yet: the clone of what will be a template is none, and may have snapshots.
#[test]
fn the_check_of_a_blank_host_refuses_nothing() {
    for pair in &pairs() {
        let (_, seen) = pair.wish().check(SimHost::of(pair.world(Kind::Blank).unwrap()));
        let seen = seen.unwrap();
        let Tally { resources, differ, in_sync, .. } = seen.tally();
        assert_eq!(differ + in_sync, resources, "{}: {:#?}", pair.name, seen.report());
    }
}

#[test]
fn no_volume_is_allocated_where_the_old_shell_has_made_it() {
    for pair in &pairs() {
        let account = judged(pair, Kind::TakenOver);
        assert_eq!(account.volumes, Vec::<String>::new(), "{}", pair.name);
        // It forgot the storage that a linked clone was to have; nothing of a container is moved for that.
        let is_about_place = |(_, why): &(String, String)| why.starts_with("storage_pool: a root disk is never moved");
        let others: Vec<_> = account.reasons.iter().filter(|(id, _)| id.starts_with("lxc/")).collect();
        assert!(others.iter().all(|reason| is_about_place(reason)), "{}: {others:?}", pair.name);
    }
}

#[test]
fn what_the_old_shell_left_threefold_is_left_alone_and_named() {
    let pair = snapshots();
    let rows = table::rows(&pair, pair.world(Kind::TakenOver).unwrap());
    let row = rows.iter().find(|row| row.id == "lxc/101").unwrap();
    assert!(row.leaves.contains(&"6 mount points".to_owned()), "{row:?}");
    // The old shell never set swap.
    assert!(row.repairs.contains(&"swap 512 -> 0".to_owned()), "{row:?}");
}

#[test]
fn on_a_reinstalled_host_no_container_is_made_beside_its_data() {
    for pair in &pairs() {
        let account = judged(pair, Kind::Reinstalled);
        assert_eq!(account.volumes, Vec::<String>::new(), "{}", pair.name);
        let containers = account.reasons.iter().filter(|(id, _)| id.starts_with("lxc/") && !id.ends_with(" start"));
        let (beside, others): (Vec<_>, Vec<_>) = containers.partition(|(_, why)| why.starts_with("volumes: "));
        assert!(!beside.is_empty() && others.is_empty(), "{}: {others:?}", pair.name);
        let kinds = ["lxc/", "firewall/", "snapshot/", "template/"];
        let of_guests = |id: &str| kinds.iter().any(|kind| id.starts_with(kind));
        assert!(account.reasons.iter().all(|(id, _)| of_guests(id)), "{}: {:?}", pair.name, account.reasons);
    }
}

#[test]
fn a_pool_of_a_crashed_host_is_left_to_a_person() {
    let pair = snapshots();
    let account = judged(&pair, Kind::ReinstalledCrashed);
    let own: Vec<&String> = account.reasons.iter().filter(|(id, _)| id == "zpool/tank").map(|(_, why)| why).collect();
    assert_eq!(own, ["state: The pool was last accessed by another system."]);
    assert_eq!(account.typed, 1, "only the host's own rules need no pool: {account:#?}");
}

#[test]
fn what_is_in_others_hands_is_refused_or_left_alone() {
    let pair = snapshots();
    let account = judged(&pair, Kind::Foreign);
    let why = |id: &str| {
        account.reasons.iter().filter(|(about, _)| about == id).map(|(_, why)| why.as_str()).collect::<String>()
    };
    assert!(why("lxc/101").contains("an id belongs to one guest"), "{:?}", account.reasons);
    assert!(why("lxc/102").contains("an id belongs to one guest"), "{:?}", account.reasons);
    assert!(account.volumes.is_empty(), "{:?}", account.volumes);
}

#[test]
fn a_host_goes_through_all_pairs_in_order_and_loses_nothing() {
    for (name, account) in history::through(&[snapshots(), templates(), snapshots()]).unwrap() {
        assert!(account.is_sound(), "{name}: {:#?}", account.faults());
    }
}
