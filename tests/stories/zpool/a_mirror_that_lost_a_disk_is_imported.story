A mirror with one disk left is imported with a warning; what is missing keeps its name in the list, and shows by a number afterwards.

given pool ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given dataset ember/letters
given exported ember
given no disk /dev/disk/by-id/nvme-B
> type zpool import
      pool: ember
        id: 10451216379200822465
     state: DEGRADED
    status: One or more devices contains corrupted data.
    action: The pool can be imported despite missing or damaged devices.  The
    	fault tolerance of the pool may be compromised if imported.
       see: https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-4J
    config:

    	ember       DEGRADED
    	  mirror-0  DEGRADED
    	    nvme-A  ONLINE
    	    nvme-B  UNAVAIL
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}
    zpool/ember changed
      state not imported -> imported with its data [new]
      note: the pool is DEGRADED: a disk is missing or broken; `zpool status ember` shows which
    typed zpool import ember
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}
    zpool/ember in_sync
      note: the pool is DEGRADED: a disk is missing or broken; `zpool status ember` shows which
    typed nothing
