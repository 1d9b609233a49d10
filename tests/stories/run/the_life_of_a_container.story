The whole life of a container: made with all that belongs to it, installed, kept, repaired; the second run types nothing.

given pool tank
given file /var/lib/vz/template/cache/debian.tar.zst
    a template
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
    write /usr/bin/docker docker 29
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [
      {"pool": "tank", "name": "disks", "properties": "compression=lz4", "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"}]}}
given lxc
    {"lxc_configs": {"130": {"name": "web", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "tank-disks", "storage_size_gb": 8,
      "memory_mb": 1024, "unprivileged": true, "start_at_boot": true, "features": ["docker"], "lxc_options": ["lxc.mount.auto: sys:rw"],
      "network_config": {"name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.30/24", "gw": "10.0.0.1"},
      "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "443"}]},
      "zfs_volumes": [{"name": "models", "pool": "tank-disks", "size_gb": 4, "mount_point": "/models"}], "template_snapshot_name": "delivered"}}}
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/130
    ok firewall/130
    ok lxc/130 start
    ok feature/130/docker
    ok snapshot/130/delivered
      . firewall/130  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    7 resources: 7 in sync (exit 0)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content images,rootdir --pool tank/disks
    typed pct create 130 local:vztmpl/debian.tar.zst --rootfs tank-disks:8 --hostname web --memory 1024 --onboot 1 --net0 name=eth0,bridge=vmbr0,firewall=1,gw=10.0.0.1,ip=10.0.0.30/24 --mp0 tank-disks:4,mp=/models --unprivileged 1
    typed edit /etc/pve/lxc/130.conf (-0 +1 lines)
    typed write /etc/pve/firewall/130.fw
    typed pct start 130
    typed pct exec 130 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 130 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 2bd1aa4a96ce526e643582bc22b288575f98aeef'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 130
    typed pct exec 130 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct snapshot 130 delivered
> phoenix-run converge
      . firewall/130  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    7 resources: 7 in sync (exit 0)
    typed nothing
> type pct set 130 --memory 512 --features nesting=1
    exit 0
> phoenix-run check
      ~ lxc/130 web             memory       512 -> 1024 MiB              live                 lxc:2
      . lxc/130, snapshot/130/delivered  somebody's features wait for a restart too
      . firewall/130  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    7 resources: 6 in sync, 1 differs (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/130
    saw firewall/130
    saw lxc/130 start
    saw feature/130/docker
    saw snapshot/130/delivered
      . lxc/130, snapshot/130/delivered  somebody's features wait for a restart too
      . firewall/130  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    7 resources: 7 in sync (exit 0)
    typed pct set 130 --memory 1024
