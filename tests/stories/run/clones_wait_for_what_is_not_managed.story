A source whose features are not installed would make half a clone: it is made, the clone waits for a person's word.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "seed", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "features": ["docker"],
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512, "unprivileged": true},
      "301": {"name": "sprout", "clone_from_ctid": "300",
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 1024, "unprivileged": true}}}
> phoenix-run check
      + zfs/tank/disks      filesystem with 2 settings  hypervisor:2
      + storage/tank-disks  zfspool with 2 settings  hypervisor:2
      + lxc/300 seed        created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 3 settings  lxc:2
      --  lxc/301  blocked: its source 300 wants the features docker, which are not managed yet; --without features if you take care of them
    5 resources: 1 in sync, 3 differ, 1 blocked (exit 3)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/300
      --  lxc/301  blocked: its source 300 wants the features docker, which are not managed yet; --without features if you take care of them
    5 resources: 4 in sync, 1 blocked (exit 3)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 300 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname seed --unprivileged 1
> phoenix-run converge --without features
    ok lxc/301
    5 resources: 5 in sync (exit 0)
    typed pct clone 300 301 --full --hostname sprout
    typed pct set 301 --memory 1024
> phoenix-run converge --without features
    5 resources: 5 in sync (exit 0)
    typed nothing
