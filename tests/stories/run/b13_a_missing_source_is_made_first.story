The old script went on when the source of a clone was missing. The graph makes the source first; a source that no file declares is
refused, and only its clone.

given pool tank
given file /var/lib/vz/template/cache/debian-13-standard_13.1-2_amd64.tar.zst
    a template
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "disks",
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "web", "clone_from_ctid": "900", "storage_pool": "tank-disks", "storage_size_gb": 8},
      "102": {"name": "lost", "clone_from_ctid": "960", "storage_pool": "tank-disks", "storage_size_gb": 8},
      "900": {"name": "base", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "storage_pool": "tank-disks", "storage_size_gb": 8}}}
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/900
    ok lxc/101
    saw lxc/102
      !!  lxc/102  REFUSED
          wanted  clone_from 960 (lxc:3)        there  no such container
          why     the source of the clone does not exist
          do      declare it in the files, or make it first
    6 resources: 5 in sync, 1 refused or held (exit 3)
    typed zfs create -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content images,rootdir --pool tank/disks
    typed pct create 900 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname base
    typed pct clone 900 101 --full --hostname web
> phoenix-run converge
      !!  lxc/102  REFUSED
          wanted  clone_from 960 (lxc:3)        there  no such container
          why     the source of the clone does not exist
          do      declare it in the files, or make it first
    6 resources: 5 in sync, 1 refused or held (exit 3)
    typed nothing
