A dataset that does not exist is created with all its properties in one command.

given pool tank
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "quota": "600G"}}
    zfs/tank/data differs
      state none -> present [new]
      type none -> filesystem [new]
      compression none -> lz4 [new]
      quota none -> 600G [new]
      $ zfs create -o compression=lz4 -o quota=600G tank/data
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "quota": "600G"}}
    zfs/tank/data changed
      state none -> present [new]
      type none -> filesystem [new]
      compression none -> lz4 [new]
      quota none -> 600G [new]
    typed zfs create -o compression=lz4 -o quota=600G tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "quota": "600G"}}
    zfs/tank/data in_sync
    typed nothing
