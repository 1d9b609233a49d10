Of bind mounts Proxmox takes no snapshot (B-11): the switch is passed by with a note, a named one is refused, and its clones blocked.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    mp0: /tank/www,mp=/www
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    hostname: base
    mp0: /tank/www,mp=/www
    rootfs: tank-disks:subvol-102-disk-0,size=8G
given lxc
    {"lxc_configs": {
      "101": {"name": "web", "enable_lifecycle_snapshots": true},
      "102": {"name": "base", "template_snapshot_name": "base"},
      "103": {"name": "copy", "clone_from_ctid": "102"}}}
> phoenix-run converge
    ok zfs/tank/disks
    saw storage/tank-disks
      !!  snapshot/102/base  REFUSED
          wanted  snapshots.base to be taken (lxc:3)        there  mp0 is the directory /tank/www of the host
          why     snapshot feature is not available
          do      wish no snapshot, or take away what has none: Proxmox VE takes one of all disks of 102 or of none (volumes of a zfspool, lvmthin, rbd or btrfs storage have them)
      --  lxc/103  blocked: snapshot/102/base is refused
      . lxc/101, lxc/102  nobody wishes these mount points, they are left alone: mp0 (/tank/www at /www)
      . snapshot/101/pre-configured  no snapshot pre-configured: snapshot feature is not available (mp0 is the directory /tank/www of the host)
      . snapshot/101/final-form  no snapshot final-form: snapshot feature is not available (mp0 is the directory /tank/www of the host)
    9 resources: 7 in sync, 1 refused or held, 1 blocked (exit 3)
    typed zfs set compression=lz4 tank/disks
