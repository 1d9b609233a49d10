A missing parent is made only if that is wished; a missing pool is never made.

given pool tank
> converge phoenix_zfs_dataset {"name": "tank/a/b/c"}
    zfs/tank/a/b/c refused
      refused: state wanted present, found absent
        why the dataset above it, tank/a/b, does not exist
        do wish tank/a/b too, or create_parents: true
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/a/b/c", "create_parents": true}
    zfs/tank/a/b/c changed
      state none -> present [new]
      type none -> filesystem [new]
    typed zfs create -p tank/a/b/c
> converge phoenix_zfs_dataset {"name": "nopool/a", "create_parents": true}
    zfs/nopool/a refused
      refused: state wanted present, found absent
        why the pool nopool does not exist or is not imported
        do `zpool import` lists pools that are there but not imported; then `zpool import nopool`
    typed nothing
> converge phoenix_zfs_dataset {"resources": [{"name": "tank/x"}, {"name": "tank/x/y"}]}
    zfs/tank/x changed
      state none -> present [new]
      type none -> filesystem [new]
    zfs/tank/x/y changed
      state none -> present [new]
      type none -> filesystem [new]
    typed zfs create tank/x
    typed zfs create tank/x/y
