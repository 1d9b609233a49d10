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
      "103": {"name": "second", "clone_from_ctid": "101"},
      "104": {"name": "third", "clone_from_ctid": "103",
        "unprivileged": true}}}
> phoenix-run check
      + lxc/103 second  full clone of 101 with 1 setting  lxc:3
      !!  lxc/104  REFUSED
          wanted  unprivileged unprivileged (lxc:5)        there  privileged
          why     a clone is as privileged as its source, for good
          do      wish what the source is, or clone another container
    not in the files: storage/tank-disks
    3 resources: 1 in sync, 1 differs, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/103
    saw lxc/104
      !!  lxc/104  REFUSED
          wanted  unprivileged unprivileged (lxc:5)        there  privileged
          why     a clone is as privileged as its source, for good
          do      wish what the source is, or clone another container
    not in the files: storage/tank-disks
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed pct clone 101 103 --full --hostname second
