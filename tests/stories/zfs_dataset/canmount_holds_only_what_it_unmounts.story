`canmount=off` unmounts at once and is held; `noauto` leaves mounted what is mounted, and what is mounted on demand only is no reason
to warn at each check.

given pool tank
given dataset tank/data mountpoint=/srv/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "off", "mountpoint": "/srv/data"}}
    zfs/tank/data held
      held: canmount on -> off [live] (interrupts)
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "noauto", "mountpoint": "/srv/data"}}
    zfs/tank/data changed
      canmount on -> noauto [live]
    typed zfs set canmount=noauto tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "on"}}
    zfs/tank/data held
      held: canmount noauto -> on [live] (interrupts)
    typed nothing
> type zfs unmount tank/data
    exit 0
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "/srv/data"}}
    zfs/tank/data in_sync
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "off"}}
    zfs/tank/data changed
      canmount noauto -> off [live]
    typed zfs set canmount=off tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"quota": "0"}}
    zfs/tank/data refused
      refused: quota wanted 0, found none
        why use 'none' to disable quota/refquota
        do wish `none`, the word of ZFS for no quota
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "on", "mountpoint": "/srv/data"}}
    zfs/tank/data changed
      canmount off -> on [live]
      mounted no -> yes [live]
    typed zfs set canmount=on tank/data
    typed zfs mount tank/data
