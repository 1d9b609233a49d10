A template is sealed for good: not while a part of its container is refused, and not before what an exclusive list takes away is gone.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-300-disk-0 refquota=8G
given directory /srv/old
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 300
    arch: amd64
    hostname: seed
    memory: 512
    mp0: /srv/old,mp=/old
    rootfs: tank-disks:subvol-300-disk-0,size=8G
    swap: 512
    unprivileged: 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"300": {"name": "seed", "is_template": true, "exclusive_mounts": true, "mount_points": [],
        "storage_pool": "tank-disks", "storage_size_gb": 4, "memory_mb": 512}}}
> phoenix-run converge --allow interrupts --allow irreversible
    ok lxc/300
      !!  lxc/300  REFUSED
          wanted  storage_size_gb 4G (lxc:1)        there  8G
          why     unable to shrink disk size
          do      wish the size it has, or make a smaller container and move the data
    5 resources: 3 in sync, 1 refused or held, 1 blocked (exit 3)
    typed pct set 300 --delete mp0
given lxc
    {"lxc_configs": {"300": {"name": "seed", "is_template": true, "exclusive_mounts": true, "mount_points": [],
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> type pct set 300 --mp0 /srv/old,mp=/old
    exit 0
> phoenix-run check --allow interrupts --allow irreversible
      ~ lxc/300 seed        mp0          /srv/old,mp=/old -> none     live, interrupts     lxc:1
      + template/300        is_template  a container -> a template    live, irreversible   lxc:1
    5 resources: 3 in sync, 2 differ (exit 2)
    typed nothing
> phoenix-run converge --allow interrupts --allow irreversible
    ok lxc/300
    ok template/300
    5 resources: 5 in sync (exit 0)
    typed pct set 300 --delete mp0
    typed pct template 300
