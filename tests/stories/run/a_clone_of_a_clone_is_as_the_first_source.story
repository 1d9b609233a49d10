What a clone of a clone will be depends on the first source, which is there already: it is looked at, not assumed.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: first
    memory: 512
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    swap: 512
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "first", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst"},
      "103": {"name": "second", "clone_from_ctid": "101", "storage_pool": "tank-disks"},
      "104": {"name": "third", "clone_from_ctid": "103",
        "unprivileged": true},
      "105": {"name": "fourth", "clone_from_ctid": "103",
        "storage_size_gb": 4}}}
> phoenix-run check
      + lxc/103 second  full clone of 101 with 1 setting  lxc:3
      !!  lxc/104  REFUSED
          wanted  unprivileged unprivileged (lxc:5)        there  privileged
          why     a clone is as privileged as its source, for good
          do      wish what the source is, or clone another container
      !!  lxc/105  REFUSED
          wanted  storage_size_gb 4G (lxc:6)        there  8G
          why     a clone has its source's disk, and that of 103 is larger
          do      wish at least the source's size
    not in the files: storage/tank-disks
    5 resources: 2 in sync, 1 differs, 2 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/103
    saw lxc/104
    saw lxc/105
      !!  lxc/104  REFUSED
          wanted  unprivileged unprivileged (lxc:5)        there  privileged
          why     a clone is as privileged as its source, for good
          do      wish what the source is, or clone another container
      !!  lxc/105  REFUSED
          wanted  storage_size_gb 4G (lxc:6)        there  8G
          why     a clone has its source's disk, and that of 103 is larger
          do      wish at least the source's size
    not in the files: storage/tank-disks
    5 resources: 3 in sync, 2 refused or held (exit 3)
    typed pct clone 101 103 --full --hostname second
