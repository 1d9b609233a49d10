A feature comes with a source that has it in the files. A clone that was there before may have been made of anything: then nobody knows.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: one
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    unprivileged: 1
given container 102
    arch: amd64
    hostname: two
    rootfs: tank-disks:subvol-102-disk-0,size=8G
    unprivileged: 1
given file /tank/disks/subvol-101-disk-0/var/lib/phoenix/features/docker
    installed c41697843a506299f85edad8663147c03067df58
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply
    #!/bin/bash
    write /usr/bin/docker docker 29
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "one", "start_at_boot": false, "features": ["docker"], "storage_pool": "tank-disks", "storage_size_gb": 8},
      "102": {"name": "two", "clone_from_ctid": "101", "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8},
      "103": {"name": "three", "clone_from_ctid": "102", "start_at_boot": false, "features": ["docker"], "storage_pool": "tank-disks", "storage_size_gb": 8}}}
> phoenix-run check
      + lxc/103 three             full clone of 102 with 1 setting, then start  lxc:4
      + feature/103/docker three  installed  lxc:4
      . feature/103/docker  whether its source brings it is not known until the container runs; then it is not installed again
    8 resources: 6 in sync, 2 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/103
    ok lxc/103 start for features
    ok feature/103/docker
    ok lxc/103 stop after features
    8 resources: 8 in sync (exit 0)
    typed pct clone 102 103 --full --hostname three
    typed pct start 103
    typed pct exec 103 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 103 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed c41697843a506299f85edad8663147c03067df58'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 103
    typed pct exec 103 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct shutdown 103
