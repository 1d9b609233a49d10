`absent` destroys what is empty, and refuses with numbers what is not. Nothing is ever destroyed recursively.

given pool tank
given dataset tank/empty
given dataset tank/full
given data tank/full 734003200
given dataset tank/parent
given dataset tank/parent/child
> type zfs snapshot tank/parent@before
    exit 0
> converge phoenix_zfs_dataset {"name": "tank/empty", "state": "absent"}
    zfs/tank/empty changed
      state present -> absent [removed]
    typed zfs destroy tank/empty
> converge phoenix_zfs_dataset {"name": "tank/empty", "state": "absent"}
    zfs/tank/empty in_sync
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/full", "state": "absent"}
    zfs/tank/full refused
      refused: state wanted absent, found 0 children, 0 snapshots, 734003200 bytes used
        why it holds data
        do look at the data; `zfs destroy tank/full` destroys it
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/parent", "state": "absent"}
    zfs/tank/parent refused
      refused: state wanted absent, found 1 children, 1 snapshots, 49152 bytes used
        why nothing is ever destroyed recursively
        do look with `zfs list -r -t all tank/parent`; `zfs destroy -rnv tank/parent` tells what would go
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank", "state": "absent"}
    zfs/tank refused
      refused: state wanted absent, found a pool's root dataset
        why it goes only with its pool
        do `zpool destroy tank` destroys the pool and all that is in it
    typed nothing
