A dataset that exists may be refused in part: what lies below it is made all the same, and check tells of it.

given pool tank
given dataset tank/own
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "own", "properties": {"casesensitivity": "insensitive"}},
        {"pool": "tank", "name": "own/below", "properties": {"compression": "lz4"}},
        {"pool": "tank", "name": "beside", "properties": {"compression": "lz4"}}]}}
given container 101
    arch: amd64
    hostname: web
    rootfs: local:101/vm-101-disk-0.raw,size=8G
given lxc
    {"lxc_configs": {"101": {"name": "web", "start_at_boot": false}}}
> phoenix-run check
      + zfs/tank/own/below  filesystem with 2 settings  hypervisor:3
      + zfs/tank/beside     filesystem with 2 settings  hypervisor:4
      !!  zfs/tank/own  REFUSED
          wanted  casesensitivity insensitive (hypervisor:2)        there  sensitive
          why     'casesensitivity' is readonly: it can only be set when the dataset is created
          do      make a new dataset with it and move the data there (`zfs send`), or take it out of the properties
    5 resources: 2 in sync, 2 differ, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok zfs/tank/own/below
    ok zfs/tank/beside
      !!  zfs/tank/own  REFUSED
          wanted  casesensitivity insensitive (hypervisor:2)        there  sensitive
          why     'casesensitivity' is readonly: it can only be set when the dataset is created
          do      make a new dataset with it and move the data there (`zfs send`), or take it out of the properties
    5 resources: 4 in sync, 1 refused or held (exit 3)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/own/below tank/own/below
    typed zfs create -o compression=lz4 -o mountpoint=/tank/beside tank/beside
