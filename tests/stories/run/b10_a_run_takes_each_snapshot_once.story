Each snapshot is taken once and kept, where the old shell took it anew in each run (B-10); clones are made of one that stands.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "seed", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": true,
        "template_snapshot_name": "final-form", "enable_lifecycle_snapshots": true,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "301": {"name": "sprout", "clone_from_ctid": "300",
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 1024}}}
> phoenix-run check
      + zfs/tank/disks               filesystem with 2 settings  hypervisor:2
      + storage/tank-disks           zfspool with 2 settings  hypervisor:2
      + lxc/300 seed                 created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 3 settings, then start  lxc:2
      + snapshot/300/pre-configured  snapshots.pre-configured none -> taken                new                  lxc:3
      + snapshot/300/final-form      snapshots.final-form none -> taken                new                  lxc:3
      + lxc/301 sprout               full clone of 300 with 2 settings  lxc:5
      . lxc/301  the clone also has these of 300, which nobody wishes here: onboot
    7 resources: 1 in sync, 6 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/300
    ok snapshot/300/pre-configured
    ok lxc/300 start
    ok snapshot/300/final-form
    ok lxc/301
    7 resources: 7 in sync (exit 0)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 300 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname seed --onboot 1
    typed pct snapshot 300 pre-configured
    typed pct start 300
    typed pct snapshot 300 final-form
    typed pct clone 300 301 --snapname final-form --full --hostname sprout
    typed pct set 301 --memory 1024
> phoenix-run converge
    7 resources: 7 in sync (exit 0)
    typed nothing
> type pct delsnapshot 300 final-form
    exit 0
> type pct delsnapshot 300 pre-configured
    exit 0
> phoenix-run converge
    ok snapshot/300/final-form
    saw lxc/301
      . lxc/300  has no snapshot pre-configured: it is only taken in the run that makes the container
    7 resources: 7 in sync (exit 0)
    typed pct snapshot 300 final-form
