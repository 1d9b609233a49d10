A pool that misses a disk is told and kept; one that is suspended is left alone until somebody brings the disk back.

given pool ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given no disk /dev/disk/by-id/nvme-B
given health ember DEGRADED
> type zpool status -P ember
      pool: ember
     state: DEGRADED
    status: One or more devices could not be used because the label is missing or
    	invalid.  Sufficient replicas exist for the pool to continue
    	functioning in a degraded state.
    action: Replace the device using 'zpool replace'.
       see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-4J
    config:

    	NAME                              STATE     READ WRITE CKSUM
    	ember                             DEGRADED     0     0     0
    	  mirror-0                        DEGRADED     0     0     0
    	    /dev/disk/by-id/nvme-A-part1  ONLINE       0     0     0
    	    7171874671141212987           UNAVAIL      0     0     0  was /dev/disk/by-id/nvme-B-part1

    errors: No known data errors
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": "on"}}
    zpool/ember changed
      autotrim off -> on [live]
      note: the pool is DEGRADED: a disk is missing or broken; `zpool status ember` shows which
    typed zpool set autotrim=on ember
given health ember SUSPENDED
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": "off"}}
    zpool/ember refused
      refused: health wanted ONLINE, found SUSPENDED
        why pool I/O is currently suspended: it has lost a disk, and waits
        do `zpool status ember` shows the disk; connect it again, then `zpool clear ember`
    typed nothing
> check phoenix_zfs_dataset {"name": "ember/letters"}
    zfs/ember/letters unknown
      unknown: `zfs get` could not tell whether ember/letters exists: cannot open 'ember/letters': pool I/O is currently suspended (exit 1)
    typed nothing
> type zpool clear ember
    exit 0
