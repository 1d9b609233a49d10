A pool of that name that lies on its disks is imported, never made anew, and without a force: `zpool export` takes it back.

given pool ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given dataset ember/letters compression=lz4
given exported ember
> type zpool import
      pool: ember
        id: 10451216379200822465
     state: ONLINE
    action: The pool can be imported using its name or numeric identifier.
    config:

    	ember       ONLINE
    	  mirror-0  ONLINE
    	    nvme-A  ONLINE
    	    nvme-B  ONLINE
    exit 0
> check phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": true}}
    zpool/ember differs
      state not imported -> imported with its data [new]
      $ zpool import ember
      note: what it holds is seen when it is imported: check again then; no container is made beside volumes of its own
    typed nothing
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": true}}
    zpool/ember changed
      state not imported -> imported with its data [new]
      autotrim off -> on [live]
    typed zpool import ember
    typed zpool set autotrim=on ember
> type zfs list -Ho name
    ember
    ember/letters
    exit 0
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"autotrim": true}}
    zpool/ember in_sync
    typed nothing
