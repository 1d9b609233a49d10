//! The collection, installed from its archive, played by the real ansible-core against simulated hosts.
#![expect(clippy::unwrap_used, reason = "a test that unwraps in vain fails, and says where")]
#![expect(clippy::disallowed_methods, reason = "programs are started and their files are made")]

mod lifecycle;
mod place;
mod readme;
mod roles;
mod setup;
mod sshd;
mod words;

use serde_json::{Value, json};

/// A host with a pool, a storage and a running container.
fn host() -> Value {
    json!({
        "pools": { "tank": { "size": "2T" } },
        "datasets": { "tank/disks": {}, "tank/disks/subvol-101-disk-0": { "refquota": "8G" }, "tank/media": {} },
        "storages": ["zfspool: tank-disks", "\tpool tank/disks", "\tcontent rootdir,images"],
        "containers": { "101": ["arch: amd64", "hostname: old", "memory: 512", "rootfs: tank-disks:subvol-101-disk-0,size=8G"] },
        "running": ["101"],
        "files": {
            "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh":
                ["#!/bin/bash", "print Setting up docker", "write /usr/bin/docker docker 29"],
            "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_model.sh":
                ["#!/bin/bash", "tell TOKEN", "write /srv/model here"],
            "/usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_broken.sh":
                ["#!/bin/bash", "tell TOKEN", "exit 3"],
            "/tank/disks/subvol-101-disk-0/usr/bin/ready": ["#!/bin/sh", "print ready"],
        },
    })
}
