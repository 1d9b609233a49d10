What must not be mounted now must not be mounted by the next start of the host either: `canmount=on` and `zoned=off` wait with it.

given pool tank
given dataset tank/quiet canmount=off
given file /tank/quiet/one.txt
    written while nothing was mounted there
given dataset tank/guest zoned=on
given dataset tank/moved zoned=on mountpoint=/srv/moved
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on", "atime": "off"}}
    zfs/tank/quiet refused
      atime on -> off [live]
      refused: mountpoint wanted /tank/quiet, found /tank/quiet/one.txt in that directory
        why what lies there would be hidden below tank/quiet
        do move it away (`mv /tank/quiet /tank/quiet.before`), run again, and copy it back
    typed zfs set atime=off tank/quiet
> converge phoenix_zfs_dataset {"name": "tank/moved", "properties": {"zoned": "off"}, "allow": ["interrupts"]}
    zfs/tank/moved refused
      refused: zoned wanted off, found on
        why it would be mounted at /srv/moved, which whoever is root in its container may have set
        do wish that mountpoint too, if it is right; or `zfs set mountpoint=none` first, which is allowed while it is zoned
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/moved", "properties": {"zoned": "off", "mountpoint": "/srv/moved"}, "allow": ["interrupts"]}
    zfs/tank/moved changed
      zoned on -> off [live]
      mounted no -> yes [live]
    typed zfs set zoned=off tank/moved
    typed zfs mount tank/moved
> converge phoenix_zfs_dataset {"name": "tank/guest", "properties": {"zoned": "inherit", "mountpoint": "inherit"}, "allow": ["interrupts"]}
    zfs/tank/guest changed
      zoned on (local) -> off (default) [live]
      mounted no -> yes [live]
    typed zfs inherit zoned tank/guest
    typed zfs mount tank/guest
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on", "mountpoint": "inherit"}}
    zfs/tank/quiet refused
      refused: mountpoint wanted /tank/quiet, found /tank/quiet/one.txt in that directory
        why what lies there would be hidden below tank/quiet
        do move it away (`mv /tank/quiet /tank/quiet.before`), run again, and copy it back
    typed nothing
given no file /tank/quiet/one.txt
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on", "mountpoint": "inherit"}}
    zfs/tank/quiet changed
      canmount off -> on [live]
      mounted no -> yes [live]
    typed zfs set canmount=on tank/quiet
    typed zfs mount tank/quiet
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on", "mountpoint": "inherit"}}
    zfs/tank/quiet in_sync
    typed nothing
