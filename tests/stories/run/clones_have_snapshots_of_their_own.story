A clone brings no snapshot of its source: one of the same name is its own, and check tells of it; nor does it bring the seal.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "one", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": false,
        "template_snapshot_name": "base", "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "301": {"name": "two", "clone_from_ctid": "300", "start_at_boot": false, "is_template": true,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "302": {"name": "three", "clone_from_ctid": "301", "start_at_boot": false, "template_snapshot_name": "base",
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> phoenix-run check
      + zfs/tank/disks      filesystem with 1 setting  hypervisor:2
      + storage/tank-disks  zfspool with 2 settings  hypervisor:2
      + lxc/300 one         created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 2 settings  lxc:2
      + snapshot/300/base   snapshots.base none -> taken                new                  lxc:3
      + lxc/301 two         full clone of 300 with 1 setting  lxc:4
      + template/301        is_template  a container -> a template    live, irreversible   lxc:4
      + lxc/302 three       linked clone of 301 with 1 setting  lxc:6
      + snapshot/302/base   snapshots.base none -> taken                new                  lxc:6
    9 resources: 1 in sync, 8 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/300
    ok snapshot/300/base
    ok lxc/301
    ok template/301
    ok lxc/302
    ok snapshot/302/base
    9 resources: 9 in sync (exit 0)
    typed zfs create -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 300 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname one
    typed pct snapshot 300 base
    typed pct clone 300 301 --snapname base --full --hostname two
    typed pct template 301
    typed pct clone 301 302 --hostname three
    typed pct snapshot 302 base
> phoenix-run converge
    9 resources: 9 in sync (exit 0)
    typed nothing
