A storage that cannot be used is excused only where the run makes or mounts what it lies on. Where it does not, nobody is told that all is well.

given pool tank single /dev/disk/by-id/nvme-one
given dataset tank/gone canmount=noauto
given file /etc/pve/storage.cfg
    dir: tank-gone
    \tpath /tank/gone
    \tcontent iso
    \tis_mountpoint 1
    \tshared 1

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
    "datasets": [{"pool": "tank", "name": "gone", "properties": {"canmount": "noauto"}, "proxmox_storage_type": "dir", "proxmox_content_type": "iso"}]}}
given lxc
    {"lxc_configs": {}}
> phoenix-run check
      !!  storage/tank-gone  REFUSED
          wanted  active active (hypervisor:2)        there  inactive
          why     directory is expected to be a mount point but is not mounted: '/tank/gone'
          do      make or mount what belongs there; then `pvesm status --storage tank-gone` shows whether it is active
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
      !!  storage/tank-gone  REFUSED
          wanted  active active (hypervisor:2)        there  inactive
          why     directory is expected to be a mount point but is not mounted: '/tank/gone'
          do      make or mount what belongs there; then `pvesm status --storage tank-gone` shows whether it is active
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed nothing
