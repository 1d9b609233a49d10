The layout and the disks of a pool are compared, whatever names the disks go by, and never changed.

given disk /dev/disk/by-id/ata-A
given disk /dev/disk/by-id/ata-B
given disk /dev/disk/by-id/ata-C
given disk /dev/disk/by-id/ata-D
> type zpool create ember mirror /dev/disk/by-id/ata-A /dev/disk/by-id/ata-B cache /dev/disk/by-id/ata-C
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/sdb", "/dev/disk/by-id/ata-A"]}
    zpool/ember in_sync
      note: it has more than its data disks, which is left alone: cache /dev/disk/by-id/ata-C-part1
    typed nothing
> converge phoenix_zpool {"name": "ember", "raid_level": "raidz1", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B"], "allow": ["all"]}
    zpool/ember refused
      refused: raid_level wanted raidz1 of 2 disks, found mirror of 2 disks
        why the layout of a pool that exists is never changed
        do mend the file; or look at `zpool status -P ember`, and use `zpool attach`, `zpool replace` or `zpool add` by hand
      note: it has more than its data disks, which is left alone: cache /dev/disk/by-id/ata-C-part1
    typed nothing
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-D"], "allow": ["all"]}
    zpool/ember refused
      refused: disks wanted /dev/disk/by-id/ata-A, /dev/disk/by-id/ata-D, found /dev/disk/by-id/ata-A-part1, /dev/disk/by-id/ata-B-part1
        why the disks of a pool that exists are never changed
        do mend the file; or look at `zpool status -P ember`, and use `zpool attach`, `zpool replace` or `zpool add` by hand
      note: it has more than its data disks, which is left alone: cache /dev/disk/by-id/ata-C-part1
    typed nothing
> converge phoenix_zpool {"name": "ember"}
    zpool/ember in_sync
      note: it has more than its data disks, which is left alone: cache /dev/disk/by-id/ata-C-part1
    typed nothing
