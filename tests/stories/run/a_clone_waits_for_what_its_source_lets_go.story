A clone is made of its source as it is declared: once its exclusive list has let go what cannot be cloned, and not while a part of it is refused.

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
    {"lxc_configs": {
      "300": {"name": "seed", "exclusive_mounts": true, "mount_points": [], "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 4, "memory_mb": 512},
      "301": {"name": "web", "clone_from_ctid": "300", "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> phoenix-run converge --allow interrupts
    ok lxc/300
      !!  lxc/300  REFUSED
          wanted  storage_size_gb 4G (lxc:2)        there  8G
          why     unable to shrink disk size
          do      wish the size it has, or make a smaller container and move the data
      --  lxc/301  blocked: lxc/300 is refused
    5 resources: 3 in sync, 1 refused or held, 1 blocked (exit 3)
    typed pct set 300 --delete mp0
given lxc
    {"lxc_configs": {
      "300": {"name": "seed", "exclusive_mounts": true, "mount_points": [], "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "301": {"name": "web", "clone_from_ctid": "300", "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> type pct set 300 --mp0 /srv/old,mp=/old
    exit 0
> phoenix-run check --allow interrupts
      ~ lxc/300 seed        mp0          /srv/old,mp=/old -> none     live, interrupts     lxc:2
      + lxc/301 web         full clone of 300 with 1 setting  lxc:3
    5 resources: 3 in sync, 2 differ (exit 2)
    typed nothing
> phoenix-run converge --allow interrupts
    ok lxc/300
    ok lxc/301
    5 resources: 5 in sync (exit 0)
    typed pct set 300 --delete mp0
    typed pct clone 300 301 --full --hostname web
