A container that would be made on a storage which is defined and not active is blocked; one that is there already goes on.

given pool tank single /dev/disk/by-id/nvme-one
given dataset tank/gone canmount=noauto
given file /etc/pve/storage.cfg
    dir: tank-gone
    \tpath /tank/gone
    \tcontent rootdir
    \tis_mountpoint 1
    \tshared 1

    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl

given file /var/lib/vz/template/cache/debian.tar.zst
given container 102
    arch: amd64
    hostname: old
    ostype: debian
    rootfs: tank-gone:102/vm-102-disk-0.raw,size=8G
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
    "datasets": [{"pool": "tank", "name": "gone", "properties": {"canmount": "noauto"}, "proxmox_storage_type": "dir", "proxmox_content_type": "rootdir"}]}}
given lxc
    {"lxc_configs": {"101": {"ctid": 101, "hostname": "web", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "tank-gone", "storage_size_gb": 8},
    "102": {"ctid": 102, "hostname": "old", "memory_mb": 1024, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "tank-gone", "storage_size_gb": 8}}}
> phoenix-run check
      ~ lxc/102            memory       none -> 1024 MiB             live                 lxc:2
      !!  storage/tank-gone  REFUSED
          wanted  active active (hypervisor:2)        there  inactive
          why     directory is expected to be a mount point but is not mounted: '/tank/gone'
          do      make or mount what belongs there; then `pvesm status --storage tank-gone` shows whether it is active
      --  lxc/101  blocked: storage/tank-gone is refused
    5 resources: 2 in sync, 1 differs, 1 refused or held, 1 blocked (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/102
      !!  storage/tank-gone  REFUSED
          wanted  active active (hypervisor:2)        there  inactive
          why     directory is expected to be a mount point but is not mounted: '/tank/gone'
          do      make or mount what belongs there; then `pvesm status --storage tank-gone` shows whether it is active
      --  lxc/101  blocked: storage/tank-gone is refused
    5 resources: 3 in sync, 1 refused or held, 1 blocked (exit 3)
    typed pct set 102 --memory 1024
