A clone is a copy for good: it is made when its source is as declared, and a clone that is there waits for nobody.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-300-disk-0 refquota=8G
given dataset tank/disks/subvol-302-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 300
    arch: amd64
    hostname: one
    memory: 512
    rootfs: tank-disks:subvol-300-disk-0,size=8G
    unprivileged: 1
given container 302
    arch: amd64
    hostname: three
    memory: 512
    rootfs: tank-disks:subvol-302-disk-0,size=8G
    unprivileged: 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "one", "start_at_boot": false, "unprivileged": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "301": {"name": "two", "clone_from_ctid": "300", "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "302": {"name": "three", "clone_from_ctid": "300", "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 1024}}}
> phoenix-run converge
    ok lxc/302
      !!  lxc/300  REFUSED
          wanted  unprivileged privileged (lxc:2)        there  unprivileged
          why     Proxmox VE decides it when the container is created
          do      make a copy (`vzdump 300`, `pct restore FREE_ID BACKUP --storage tank-disks --unprivileged 0`), and keep 300, stopped, until the copy is checked; or wish what it is
      --  lxc/301  blocked: lxc/300 is refused
    6 resources: 4 in sync, 1 refused or held, 1 blocked (exit 3)
    typed pct set 302 --memory 1024
