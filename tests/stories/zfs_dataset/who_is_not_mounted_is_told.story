A dataset that ZFS itself would not mount, although a mountpoint is wished of it, is told with what mounts it; it is not mounted behind
anybody's back.

given pool tank
given dataset tank/off canmount=off mountpoint=/tank/off
given dataset tank/legacy mountpoint=legacy
> converge phoenix_zfs_dataset {"name": "tank/off", "properties": {"mountpoint": "/tank/off"}}
    zfs/tank/off in_sync
      note: it is not mounted, canmount is off: what is written to /tank/off lands on the disk below it; `zfs set canmount=on tank/off`, or wish that
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/off", "properties": {"mountpoint": "/tank/off", "canmount": "on"}}
    zfs/tank/off changed
      canmount off -> on [live]
      mounted no -> yes [live]
    typed zfs set canmount=on tank/off
    typed zfs mount tank/off
> converge phoenix_zfs_dataset {"name": "tank/legacy", "properties": {"mountpoint": "/tank/legacy"}}
    zfs/tank/legacy held
      held: mountpoint legacy -> /tank/legacy [live] (interrupts)
    typed nothing
> type zfs get -Ho value canmount,mountpoint tank/off tank/legacy
    on
    legacy
    on
    /tank/off
    exit 0
