Where the dataset above is not mounted and will not be, what is below it would land on the root disk: it is neither mounted nor made.

given pool tank
given dataset tank/a
given dataset tank/a/b
given dataset tank/elsewhere canmount=off
given dataset tank/elsewhere/x
> type zfs unmount tank/a/b
    exit 0
> type zfs unmount tank/a
    exit 0
> check phoenix_zfs_dataset {"resources": [{"name": "tank/a/b"}, {"name": "tank/a/new"}, {"name": "tank/elsewhere/new"}]}
    zfs/tank/a/b refused
      refused: mountpoint wanted /tank/a/b, found tank/a not mounted at /tank/a
        why what is written to /tank/a/b would be hidden as soon as tank/a is mounted above it
        do try `zfs mount tank/a`; then run again
    zfs/tank/a/new refused
      refused: mountpoint wanted /tank/a/new, found tank/a not mounted at /tank/a
        why what is written to /tank/a/new would be hidden as soon as tank/a is mounted above it
        do try `zfs mount tank/a`; then run again
    zfs/tank/elsewhere/new differs
      state none -> present [new]
      type none -> filesystem [new]
      $ zfs create tank/elsewhere/new
    typed nothing
given file /tank/a/film.mkv
    written to the disk below
> converge phoenix_zfs_dataset {"resources": [{"name": "tank/a/b"}, {"name": "tank/a"}]}
    zfs/tank/a/b refused
      refused: mountpoint wanted /tank/a/b, found tank/a not mounted at /tank/a
        why what is written to /tank/a/b would be hidden as soon as tank/a is mounted above it
        do mend first what is refused of zfs/tank/a; then run again
    zfs/tank/a refused
      refused: mountpoint wanted /tank/a, found /tank/a/film.mkv in that directory
        why what lies there would be hidden below tank/a
        do move it away (`mv /tank/a /tank/a.before`), run again, and copy it back
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/a/b", "properties": {"mountpoint": "/srv/b"}, "allow": "interrupts"}
    zfs/tank/a/b changed
      mountpoint /tank/a/b -> /srv/b [live]
    typed zfs set mountpoint=/srv/b tank/a/b
