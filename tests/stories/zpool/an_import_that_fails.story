An import that fails leaves all as it was, and what a pool would be mounted over is named.

given pool ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given exported ember
given file /ember/old.txt
    written while the pool was not there
given fault zpool import ember
    cannot import 'ember': I/O error
    	Destroy and re-create the pool from
    	a backup source.
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}
    zpool/ember failed
      note: /ember: old.txt in that directory, which is hidden while the pool is mounted there
      note: what it holds is seen when it is imported: check again then; no container is made beside volumes of its own
      note: still wanted: state not imported -> imported with its data
      failed: zpool import ember
        said cannot import 'ember': I/O error
        said 	Destroy and re-create the pool from
        said 	a backup source. (exit 1)
        now lies on its disks and is not imported
    typed zpool import ember
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}
    zpool/ember changed
      state not imported -> imported with its data [new]
    typed zpool import ember
given health ember UNAVAIL
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": "on"}}
    zpool/ember refused
      refused: health wanted ONLINE, found UNAVAIL
        why it cannot be used
        do `zpool status ember` shows the disk; connect it again, then `zpool clear ember`
    typed nothing
