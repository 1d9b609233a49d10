A template is made, configured and sealed, then cloned; the next run finds it settled, where the old shell started it and failed (B-12).

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "seed", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": true,
        "is_template": true, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "301": {"name": "sprout", "clone_from_ctid": "300", "start_at_boot": true,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 1024}}}
> phoenix-run check
      + zfs/tank/disks      filesystem with 2 settings  hypervisor:2
      + storage/tank-disks  zfspool with 2 settings  hypervisor:2
      + lxc/300 seed        created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 3 settings  lxc:2
      + template/300        is_template  a container -> a template    live, irreversible   lxc:3
      + lxc/301 sprout      linked clone of 300 with 2 settings, then start  lxc:4
    6 resources: 1 in sync, 5 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/300
    ok template/300
    ok lxc/301
    ok lxc/301 start
    6 resources: 6 in sync (exit 0)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 300 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname seed --onboot 1
    typed pct template 300
    typed pct clone 300 301 --hostname sprout
    typed pct set 301 --memory 1024
    typed pct start 301
> phoenix-run converge
    6 resources: 6 in sync (exit 0)
    typed nothing
> type pct set 300 --memory 600
    exit 0
> phoenix-run converge
    ok lxc/300
    saw template/300
    saw lxc/301
    6 resources: 6 in sync (exit 0)
    typed pct set 300 --memory 512
