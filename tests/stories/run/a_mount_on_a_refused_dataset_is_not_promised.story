Check tells of a mount point only what the run does: nothing is shown where the dataset that it lies in is refused.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    memory: 512
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    swap: 512
    unprivileged: 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"},
        {"pool": "tank", "name": "data/inner"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 1024,
        "mount_points": [{"host_path": "/tank/data/inner/web", "container_path": "/srv/web"}]}}}
> phoenix-run check
      ~ lxc/101 web          memory       512 -> 1024 MiB              live                 lxc:1
      !!  zfs/tank/data/inner  REFUSED
          wanted  state present (hypervisor:3)        there  absent
          why     the dataset above it, tank/data, does not exist
          do      wish tank/data too, or create_parents: true
      !!  lxc/101  REFUSED
          wanted  mp0.volume /tank/data/inner/web (lxc:2)        there  not compared
          why     nothing is mounted at /tank/data/inner, so it would lie in what is below that, and be hidden later
          do      mount it (`zfs mount -a` mounts every dataset; `findmnt /tank/data/inner` shows it), and run again
    5 resources: 3 in sync, 2 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/101
      !!  zfs/tank/data/inner  REFUSED
          wanted  state present (hypervisor:3)        there  absent
          why     the dataset above it, tank/data, does not exist
          do      wish tank/data too, or create_parents: true
      !!  lxc/101  REFUSED
          wanted  mp0.volume /tank/data/inner/web (lxc:2)        there  not compared
          why     nothing is mounted at /tank/data/inner, so it would lie in what is below that, and be hidden later
          do      mount it (`zfs mount -a` mounts every dataset; `findmnt /tank/data/inner` shows it), and run again
    5 resources: 3 in sync, 2 refused or held (exit 3)
    typed pct set 101 --memory 1024
