A template is fetched, and a directory made, for the first container that is made: not for one that has no turn.

given pool tank
given dataset tank/disks
given dataset tank/data
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl

    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"},
        {"pool": "tank", "name": "data"}, {"pool": "tank", "name": "nowhere/below"}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "one", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": false,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512,
        "mount_points": [{"host_path": "/tank/data/shared", "container_path": "/shared"}, {"host_path": "/tank/nowhere/below/one", "container_path": "/own"}]},
      "102": {"name": "two", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": false,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512,
        "mount_points": [{"host_path": "/tank/data/shared", "container_path": "/shared"}]}}}
> phoenix-run check --diff
      + lxc/102 two             created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 4 settings  lxc:5
      !!  zfs/tank/nowhere/below  REFUSED
          wanted  state present (hypervisor:3)        there  absent
          why     the dataset above it, tank/nowhere, does not exist
          do      wish tank/nowhere too, or create_parents: true
      --  lxc/101  blocked: zfs/tank/nowhere/below is refused
    7 resources: 4 in sync, 1 differs, 1 refused or held, 1 blocked (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/102
      !!  zfs/tank/nowhere/below  REFUSED
          wanted  state present (hypervisor:3)        there  absent
          why     the dataset above it, tank/nowhere, does not exist
          do      wish tank/nowhere too, or create_parents: true
      --  lxc/101  blocked: zfs/tank/nowhere/below is refused
    7 resources: 5 in sync, 1 refused or held, 1 blocked (exit 3)
    typed install -d -o 100000 -g 100000 -m 0755 /tank/data/shared
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 102 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname two --mp0 /tank/data/shared,mp=/shared
