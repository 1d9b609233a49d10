//! Check, converge, converge, check: every module, on both lines of ansible-core, here and over ssh.

use serde_json::json;

use crate::host;
use crate::place::{Place, Reach};
use crate::setup::Core;

/// What is typed that changes something, once each. Firewalls and parameters are files.
const TYPED: [&str; 10] = [
    "zpool set autotrim=on tank",
    "zfs create -o compression=lz4 -o notes.birch:of=für 日本 🧀 -o quota=1.4T tank/cheese",
    "pvesm add dir cheese --content iso,vztmpl --path /tank/media",
    "pct set 101 --hostname web --memory 1024 --tags front",
    "pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/931665109db4",
    "pct exec 101 -- tee /var/lib/phoenix/features/docker.begun",
    "pct push 101 /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh \
     /var/lib/phoenix/run/931665109db4/phoenix_hypervisor_feature_install_docker.sh --perms 0755",
    "pct exec 101 -- /var/lib/phoenix/run/931665109db4/phoenix_hypervisor_feature_install_docker.sh 101",
    "pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker",
    // Whether it is a look, the host of the tests cannot know.
    "pct exec 101 -- /usr/bin/ready",
];

fn lifecycle(core: Core, reach: Reach) {
    let place = Place::of(&host(), core, reach);
    place.play("lifecycle.yml", &[]).ends_with(0).shows("lifecycle");
    assert_eq!(place.mutations(), TYPED);
}

#[test]
fn each_module_on_the_newest_ansible() {
    lifecycle(Core::Newest, Reach::Local);
}

#[test]
fn each_module_on_the_oldest_ansible() {
    lifecycle(Core::Oldest, Reach::Local);
}

#[test]
fn each_module_over_ssh() {
    lifecycle(Core::Newest, Reach::Ssh);
}

/// `sudo` forgets the environment in which the simulated host is found, so the play says it.
#[test]
fn modules_over_ssh_and_sudo() {
    for core in [Core::Newest, Core::Oldest] {
        let place = Place::of(&host(), core, Reach::SshAndSudo);
        let only = ["phoenix_zfs_dataset", "phoenix_firewall"];
        let variables = json!({ "simulated": place.environment(), "only": only }).to_string();
        place
            .play("lifecycle.yml", &["-e", &variables])
            .ends_with(0)
            .says("ok=13   changed=4    unreachable=0    failed=0");
        assert_eq!(place.mutations(), [TYPED[1], TYPED[9]]);
    }
}
