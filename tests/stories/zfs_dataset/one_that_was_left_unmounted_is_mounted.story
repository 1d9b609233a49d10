A dataset that ZFS mounts by itself and that somebody has unmounted is not as declared: it is mounted again. What was written
to its mountpoint meanwhile would be hidden, so that is refused.

given pool tank
given dataset tank/data
given dataset tank/media
> type zfs unmount tank/data
    exit 0
> type zfs unmount tank/media
    exit 0
given file /tank/media/film.mkv
    written to the disk below
> check phoenix_zfs_dataset {"resources": [{"name": "tank/data"}, {"name": "tank/media"}]}
    zfs/tank/data differs
      mounted no -> yes [live]
      $ zfs mount tank/data
    zfs/tank/media refused
      refused: mountpoint wanted /tank/media, found /tank/media/film.mkv in that directory
        why what lies there would be hidden below tank/media
        do move it away (`mv /tank/media /tank/media.before`), run again, and copy it back
    typed nothing
> converge phoenix_zfs_dataset {"resources": [{"name": "tank/data"}, {"name": "tank/media"}]}
    zfs/tank/data changed
      mounted no -> yes [live]
    zfs/tank/media refused
      refused: mountpoint wanted /tank/media, found /tank/media/film.mkv in that directory
        why what lies there would be hidden below tank/media
        do move it away (`mv /tank/media /tank/media.before`), run again, and copy it back
    typed zfs mount tank/data
> converge phoenix_zfs_dataset {"name": "tank/data"}
    zfs/tank/data in_sync
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "noauto"}}
    zfs/tank/data changed
      canmount on -> noauto [live]
    typed zfs set canmount=noauto tank/data
