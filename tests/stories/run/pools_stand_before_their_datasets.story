On a host without pools the whole story is told, and nothing is made until its risk is allowed.

given disk /dev/disk/by-id/nvme-A
given disk /dev/disk/by-id/nvme-B
given disk /dev/disk/by-id/ata-C has=ext4
given hypervisor
    {"zfs": {"arc_max_gb": 16, "pools": [
        {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]},
        {"name": "cellar", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-C"]}],
      "datasets": [{"pool": "ember", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"},
        {"pool": "cellar", "name": "photos", "properties": ""}]}}
given lxc
    {"lxc_configs": {}}
> phoenix-run converge --only zfs-parameter/zfs_arc_max
    ok zfs-parameter/zfs_arc_max
    1 resource: 1 in sync (exit 0)
    typed write /etc/modprobe.d/phoenix-zfs.conf
    typed write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
> phoenix-run check
      = zpool/ember                mirror of 2 disks with 4 settings  held: --allow irreversible  hypervisor:2
      !!  zpool/cellar  REFUSED
          wanted  disks /dev/disk/by-id/ata-C (hypervisor:3)        there  /dev/sda: ext4
          why     something lies on it, and nothing is ever overwritten
          do      name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-C` by hand, and run again
      --  zfs/ember/disks  blocked: zpool/ember does not exist and is not made
      --  zfs/cellar/photos  blocked: zpool/cellar is refused
      --  storage/ember-disks  blocked: zfs/ember/disks is blocked
    6 resources: 1 in sync, 2 refused or held, 3 blocked (exit 3)
    typed nothing
> phoenix-run converge --allow irreversible
    ok zpool/ember
    ok zfs/ember/disks
    ok storage/ember-disks
      !!  zpool/cellar  REFUSED
          wanted  disks /dev/disk/by-id/ata-C (hypervisor:3)        there  /dev/sda: ext4
          why     something lies on it, and nothing is ever overwritten
          do      name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-C` by hand, and run again
      --  zfs/cellar/photos  blocked: zpool/cellar is refused
    6 resources: 4 in sync, 1 refused or held, 1 blocked (exit 3)
    typed zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
    typed zfs create -o compression=lz4 -o mountpoint=/ember/disks ember/disks
    typed pvesm add zfspool ember-disks --content rootdir,images --pool ember/disks
> phoenix-run converge
      !!  zpool/cellar  REFUSED
          wanted  disks /dev/disk/by-id/ata-C (hypervisor:3)        there  /dev/sda: ext4
          why     something lies on it, and nothing is ever overwritten
          do      name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-C` by hand, and run again
      --  zfs/cellar/photos  blocked: zpool/cellar is refused
    6 resources: 4 in sync, 1 refused or held, 1 blocked (exit 3)
    typed nothing
