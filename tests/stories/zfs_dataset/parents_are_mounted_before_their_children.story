A dataset is mounted behind the one above it, whatever the order of the wishes: mounted first, it would be hidden by that one's mount.
If that one's mount fails, nothing below it is mounted.

given pool tank
given dataset tank/a
given dataset tank/a/b
given dataset tank/a/b/c
> type zfs unmount tank/a/b/c
    exit 0
> type zfs unmount tank/a/b
    exit 0
> type zfs unmount tank/a
    exit 0
given fault zfs mount
    cannot mount 'tank/a': pool or dataset is busy
> converge phoenix_zfs_dataset {"resources": [{"name": "tank/a/b"}, {"name": "tank/a"}]}
    zfs/tank/a/b refused
      refused: mounted wanted yes, found no
        why it stands behind zfs/tank/a, which failed
        do mend that first, and run again
    zfs/tank/a failed
      note: still wanted: mounted no -> yes
      failed: zfs mount tank/a
        said cannot mount 'tank/a': pool or dataset is busy (exit 1)
        now filesystem with 73728 bytes used
    typed zfs mount tank/a
> converge phoenix_zfs_dataset {"resources": [{"name": "tank/a/b/c"}, {"name": "tank/a/new"}, {"name": "tank/a"}, {"name": "tank/a/b"}]}
    zfs/tank/a/b/c changed
      mounted no -> yes [live]
    zfs/tank/a/new changed
      state none -> present [new]
      type none -> filesystem [new]
    zfs/tank/a changed
      mounted no -> yes [live]
    zfs/tank/a/b changed
      mounted no -> yes [live]
    typed zfs mount tank/a
    typed zfs create tank/a/new
    typed zfs mount tank/a/b
    typed zfs mount tank/a/b/c
> type zfs get -Ho name,value mounted tank/a tank/a/b tank/a/b/c
    tank/a	yes
    tank/a/b	yes
    tank/a/b/c	yes
    exit 0
