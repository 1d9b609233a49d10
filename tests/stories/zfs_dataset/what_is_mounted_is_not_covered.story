What is mounted at a place, or below it, would be hidden by another mount there, even if it holds no file.

given pool tank
given dataset tank/parent
given dataset tank/parent/child
> type zfs unmount tank/parent
    exit 0
> type zfs mount tank/parent/child
    exit 0
> converge phoenix_zfs_dataset {"name": "tank/parent"}
    zfs/tank/parent refused
      refused: mountpoint wanted /tank/parent, found tank/parent/child mounted at /tank/parent/child
        why what lies there would be hidden below tank/parent
        do end what writes to /tank/parent/child, `umount /tank/parent/child`, run again, and mount tank/parent/child again if it belongs there
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/other", "properties": {"mountpoint": "/tank/parent/child"}}
    zfs/tank/other refused
      refused: mountpoint wanted /tank/parent/child, found tank/parent/child mounted at /tank/parent/child
        why what lies there would be hidden below tank/other
        do end what writes to /tank/parent/child, `umount /tank/parent/child`, run again, and mount tank/parent/child again if it belongs there
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/other", "properties": {"mountpoint": "/"}}
    zfs/tank/other refused
      refused: mountpoint wanted /, found /dev/mapper/pve-root mounted at /
        why what lies there would be hidden below tank/other
        do wish another mountpoint
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/parent", "properties": {"mountpoint": "/srv/parent"}, "allow": ["all"]}
    zfs/tank/parent changed
      mountpoint /tank/parent -> /srv/parent [live]
    typed zfs set mountpoint=/srv/parent tank/parent
