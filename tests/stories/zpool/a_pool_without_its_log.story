A pool without its log is left to a person: ZFS wants to be told that what was written last may be lost.

given disk /dev/disk/by-id/ata-A
given disk /dev/disk/by-id/ata-B
given disk /dev/disk/by-id/ata-log
given disk /dev/disk/by-id/ata-cache
> type zpool create ember mirror /dev/disk/by-id/ata-A /dev/disk/by-id/ata-B log /dev/disk/by-id/ata-log cache /dev/disk/by-id/ata-cache
    exit 0
> type zpool set 'comment=the old shelf' ember
    exit 0
given exported ember
given no disk /dev/disk/by-id/ata-log
> type zpool import
       pool: ember
         id: 10451216379200822465
      state: DEGRADED
     status: One or more devices contains corrupted data.
     action: The pool can be imported despite missing or damaged devices.  The
    	 fault tolerance of the pool may be compromised if imported.
    comment: the old shelf
        see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-4J
     config:

    	ember       DEGRADED
    	  mirror-0  ONLINE
    	    ata-A   ONLINE
    	    ata-B   ONLINE
    	cache
    	  ata-cache
    	logs
    	  ata-log   UNAVAIL
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B"], "allow": ["all"]}
    zpool/ember refused
      refused: state wanted present, found the log ata-log is missing
        why without its log the pool may lack what was written last, and ZFS wants to be told so
        do connect the disk; or, if it is gone for good, `zpool import -m ember` by hand; then run again
    typed nothing
> type zpool import ember
    The devices below are missing or corrupted, use '-m' to import the pool anyway:
    	    ata-log [log]

    error: cannot import 'ember': one or more devices is currently unavailable
    exit not 0
> type zpool import -m ember
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B"]}
    zpool/ember in_sync
      note: the pool is DEGRADED: a disk is missing or broken; `zpool status ember` shows which
      note: it has more than its data disks, which is left alone: logs /dev/disk/by-id/ata-log-part1; cache /dev/disk/by-id/ata-cache-part1
    typed nothing
