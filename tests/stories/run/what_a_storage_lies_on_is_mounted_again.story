Somebody has unmounted a dataset on which a storage lies: the dataset is told and mounted again, the storage stands behind it.

given pool tank single /dev/disk/by-id/nvme-one
given dataset tank/iso
> type zfs unmount tank/iso
    exit 0
given file /etc/pve/storage.cfg
    dir: tank-iso
    \tpath /tank/iso
    \tcontent iso
    \tis_mountpoint 1
    \tshared 1

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
    "datasets": [{"pool": "tank", "name": "iso", "proxmox_storage_type": "dir", "proxmox_content_type": "iso"}]}}
given lxc
    {"lxc_configs": {}}
> check phoenix_pvesm {"storage": "tank-iso"}
    storage/tank-iso refused
      refused: active wanted active, found inactive
        why directory is expected to be a mount point but is not mounted: '/tank/iso'
        do make or mount what belongs there; then `pvesm status --storage tank-iso` shows whether it is active
    typed nothing
> phoenix-run check
      ~ zfs/tank/iso      mounted      no -> yes                    live                 hypervisor:2
    3 resources: 2 in sync, 1 differs (exit 2)
    typed nothing
> phoenix-run converge
    ok zfs/tank/iso
    saw storage/tank-iso
    3 resources: 3 in sync (exit 0)
    typed zfs mount tank/iso
> phoenix-run converge
    3 resources: 3 in sync (exit 0)
    typed nothing
