A pool that misses more disks than it can do without is not made anew, and a foreign one stays foreign when it misses one.

given pool ember raidz1 /dev/disk/by-id/ata-A /dev/disk/by-id/ata-B /dev/disk/by-id/ata-C
given exported ember
given no disk /dev/disk/by-id/ata-A
given no disk /dev/disk/by-id/ata-B
given pool cellar mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given exported cellar by pve0
given no disk /dev/disk/by-id/nvme-B
> type zpool import
      pool: ember
        id: 10451216379200822465
     state: UNAVAIL
    status: One or more devices contains corrupted data.
    action: The pool cannot be imported due to damaged devices or data.
       see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-5E
    config:

    	ember       UNAVAIL  insufficient replicas
    	  raidz1-0  UNAVAIL  insufficient replicas
    	    ata-A   UNAVAIL
    	    ata-B   UNAVAIL
    	    ata-C   ONLINE

      pool: cellar
        id: 17911839290282890590
     state: DEGRADED
    status: The pool was last accessed by another system.
    action: The pool can be imported despite missing or damaged devices.  The
    	fault tolerance of the pool may be compromised if imported.
       see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-EY
    config:

    	cellar      DEGRADED
    	  mirror-0  DEGRADED
    	    nvme-A  ONLINE
    	    nvme-B  UNAVAIL
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "raidz1", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B", "/dev/disk/by-id/ata-C"], "allow": ["all"]}
    zpool/ember refused
      refused: state wanted present, found UNAVAIL, without ata-A, ata-B, not imported
        why One or more devices contains corrupted data.
        do connect the missing disks, and run again
    typed nothing
> type zpool import ember
    	Destroy and re-create the pool from
    	a backup source.
    error: cannot import 'ember': no such pool or dataset
    exit not 0
> converge phoenix_zpool {"name": "cellar", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "allow": ["all"]}
    zpool/cellar refused
      refused: state wanted present, found DEGRADED, without nvme-B, not imported
        why The pool was last accessed by another system.
        do if no other host uses it, `zpool import -f cellar` by hand; then run again
    typed nothing
> type zpool import cellar
    error: cannot import 'cellar': pool was previously in use from another system.
    error: Last accessed by pve0 (hostid=7f0101) at Tue Nov 24 12:00:00 2026
    error: The pool can be imported, use 'zpool import -f' to import the pool.
    exit not 0
