A missing pool takes disks for good, so it is created only if that is allowed by name; what is not said gets careful defaults.

given disk /dev/disk/by-id/nvme-A
given disk /dev/disk/by-id/nvme-B
> check phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}
    zpool/ember held
      held: state none -> mirror of 2 disks [new] (irreversible)
      held: disks none -> /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B [new] (irreversible)
      held: ashift none -> 12 [new] (irreversible)
      held: autotrim none -> on [new] (irreversible)
      held: atime none -> off [new] (irreversible)
      held: compression none -> lz4 [new] (irreversible)
    typed nothing
> converge phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"], "properties": {"ashift": 13}, "filesystem_properties": {"compression": "zstd", "mountpoint": "none"}, "allow": ["irreversible"]}
    zpool/ember changed
      state none -> mirror of 2 disks [new]
      disks none -> /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B [new]
      ashift none -> 13 [new]
      autotrim none -> on [new]
      atime none -> off [new]
      compression none -> zstd [new]
      mountpoint none -> none [new]
    typed zpool create -o ashift=13 -o autotrim=on -O atime=off -O compression=zstd -O mountpoint=none ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
> converge phoenix_zpool {"name": "ember", "raid_level": "Mirror", "disks": ["/dev/nvme1n1", "/dev/nvme0n1"], "properties": {"ashift": 13}, "filesystem_properties": {"compression": "lz4"}}
    zpool/ember in_sync
    typed nothing
> type zpool status -P ember
      pool: ember
     state: ONLINE
    config:

    	NAME                              STATE     READ WRITE CKSUM
    	ember                             ONLINE       0     0     0
    	  mirror-0                        ONLINE       0     0     0
    	    /dev/disk/by-id/nvme-A-part1  ONLINE       0     0     0
    	    /dev/disk/by-id/nvme-B-part1  ONLINE       0     0     0

    errors: No known data errors
    exit 0
