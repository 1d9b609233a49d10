//! A node of a cluster where others work too: their guests, storages and rules stand beside what the files name, and some of
//! what the files name is in their hands.

use serde_json::{Value, json};

use crate::fixture;
use crate::world::World;
use crate::{dispatch, upstream};

/// What a person wrote for the whole cluster.
const CLUSTER: &str = "# The office's rules. Ask Dana before you change anything.
[OPTIONS]

enable: 1
policy_in: DROP
log_ratelimit: enable=1,rate=1/second,burst=5

[ALIASES]

office 198.51.100.0/24 # the office

[IPSET management] # who may log in

198.51.100.7 # Dana
10.0.0.0/24
192.0.2.0/24

[RULES]

# Metrics first, they are noisy.
IN ACCEPT -p tcp -dport 9100 -source +management -log nolog # metrics
GROUP admins -i vmbr0

[group admins] # from the office

IN SSH(ACCEPT) -source office
IN ACCEPT -p tcp -dport 8006 -source office # the web interface

";

/// What a person wrote for this node.
const NODE: &str = "[OPTIONS]
log_level_in: info
nosmurfs: 1

[RULES]
IN ACCEPT -p tcp -dport 8006 -source 198.51.100.0/24 # the web interface
|IN DROP -p udp -dport 5355 # off until the printer is gone
";

/// What a person wrote for a guest.
const GUEST: &str = "[OPTIONS]
enable: 1
macfilter: 0

[IPSET ipfilter-net0] # its own addresses

10.0.0.0/24

[RULES]
# written by hand
IN HTTPS(ACCEPT) -source 198.51.100.0/24
";

/// Storages that no file names.
const STORAGES: &str = "nfs: nas
\texport /volume1/backup
\tpath /mnt/pve/nas
\tserver 192.0.2.50
\tcontent backup,iso
\tprune-backups keep-last=3

pbs: offsite
\tdatastore main
\tserver pbs.example
\tcontent backup
\tusername phoenix@pbs

zfspool: elsewhere
\tpool rpool/data
\tcontent rootdir,images
\tnodes pve2,pve3

";

type Hand = fn(&mut World, &str);

/// In whose hands guests of the files are, the first that nothing is cloned from and on.
const HANDS: &[Hand] = &[give_to_another_node, give_to_a_virtual_machine, give_to_ha, lock, hold, protect];

/// Turns a host with disks into this one.
pub(super) fn furnish(world: &mut World, hypervisor: &Value, containers: &Value) {
    upstream::play(world, hypervisor, containers);
    for (ctid, hand) in nobodys_sources(world).into_iter().zip(HANDS) {
        hand(world, &ctid);
    }
    let node = world.state.node.clone();
    let described = json!({
        "vms": { "9100": "name: windows\nmemory: 4096\ncores: 2\nboot: order=scsi0\nprotection: 1\n" },
        "nodes": {
            "pve2": { "containers": { "7301": "arch: amd64\nhostname: theirs\nmemory: 512\n" } },
            "pve3": { "vms": { "7302": "name: database\nmemory: 8192\n" } },
        },
        "files": {
            "/etc/pve/firewall/cluster.fw": CLUSTER,
            "/etc/pve/firewall/9100.fw": GUEST,
            format!("/etc/pve/nodes/{node}/host.fw"): NODE,
            "/mnt/pve/nas/dump/vzdump-lxc-7301-2026_11_01.tar.zst": "a backup\n",
        },
    });
    let description = serde_json::from_value(described).expect("it is described as fixtures are");
    fixture::furnish(world, description).expect("nothing of it needs a pool");
    let storages = world.read("/etc/pve/storage.cfg").unwrap_or_default();
    world.files.write("/etc/pve/storage.cfg", storages + STORAGES);
    for ctid in world.guests(&node, "lxc").into_iter().take(1) {
        world.files.write(format!("/etc/pve/firewall/{ctid}.fw"), GUEST);
    }
    world.refresh_virtual_files();
}

/// Returns the containers whose volumes nothing is a clone of, in order.
fn nobodys_sources(world: &World) -> Vec<String> {
    let datasets = &world.state.zfs.datasets;
    let has_clones = |ctid: &u32| {
        let origins = datasets.values().filter_map(|dataset| dataset.origin.as_deref());
        origins.into_iter().any(|origin| origin.contains(&format!("vol-{ctid}-disk-")))
    };
    let guests = world.guests(&world.state.node, "lxc");
    guests.into_iter().filter(|ctid| !has_clones(ctid)).map(|ctid| ctid.to_string()).collect()
}

fn destroy(world: &mut World, ctid: &str) -> String {
    let text = world.read(&world.container_path(ctid)).unwrap_or_default();
    for words in [&["stop", ctid][..], &["destroy", ctid]] {
        dispatch::run(world, "pct", words);
    }
    text
}

fn give_to_another_node(world: &mut World, ctid: &str) {
    let text = destroy(world, ctid);
    world.files.write(format!("/etc/pve/nodes/pve2/lxc/{ctid}.conf"), text);
}

fn give_to_a_virtual_machine(world: &mut World, ctid: &str) {
    destroy(world, ctid);
    let node = world.state.node.clone();
    world.files.write(format!("/etc/pve/nodes/{node}/qemu-server/{ctid}.conf"), "name: taken\nmemory: 2048\n");
}

fn give_to_ha(world: &mut World, ctid: &str) {
    world.files.write("/etc/pve/ha/resources.cfg", format!("ct: {ctid}\n\tgroup both\n\tstate started\n\n"));
    change_memory(world, ctid, &[]);
}

fn lock(world: &mut World, ctid: &str) {
    change_memory(world, ctid, &["lock: backup"]);
}

fn hold(world: &mut World, ctid: &str) {
    change_memory(world, ctid, &["tags: phoenix-hold;web"]);
}

fn protect(world: &mut World, ctid: &str) {
    change_memory(world, ctid, &["protection: 1"]);
}

/// Gives a container another memory than the files wish, and further lines, in its main section.
fn change_memory(world: &mut World, ctid: &str, further: &[&str]) {
    let path = world.container_path(ctid);
    let text = world.read(&path).unwrap_or_default();
    let (main, rest) = text.split_once("\n[").map_or((text.as_str(), None), |(main, rest)| (main, Some(rest)));
    let kept = main.lines().filter(|line| !line.starts_with("memory:"));
    let mut lines: Vec<&str> = kept.chain(further.iter().copied()).chain(["memory: 777"]).collect();
    // Proxmox sorts them, raw lines last.
    lines.sort_by_key(|line| line.starts_with("lxc."));
    let rest = rest.map_or_else(String::new, |rest| format!("\n[{rest}"));
    world.files.write(path, format!("{}\n{rest}", lines.join("\n")));
}
