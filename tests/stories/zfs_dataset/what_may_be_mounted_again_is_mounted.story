ZFS does not mount what begins to be mountable: `canmount=on` and `zoned=off` leave it as it is. Phoenix mounts it, and check says so.

given pool tank
given dataset tank/quiet canmount=off
given dataset tank/noauto canmount=noauto
given dataset tank/data zoned=on
> check phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on"}}
    zfs/tank/quiet differs
      canmount off -> on [live]
      $ zfs set canmount=on tank/quiet
      mounted no -> yes [live]
      $ zfs mount tank/quiet
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on"}}
    zfs/tank/quiet changed
      canmount off -> on [live]
      mounted no -> yes [live]
    typed zfs set canmount=on tank/quiet
    typed zfs mount tank/quiet
> converge phoenix_zfs_dataset {"name": "tank/quiet", "properties": {"canmount": "on"}}
    zfs/tank/quiet in_sync
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/noauto", "properties": {"canmount": "on", "mountpoint": "/srv/noauto"}, "allow": ["interrupts"]}
    zfs/tank/noauto changed
      canmount noauto -> on [live]
      mountpoint /tank/noauto -> /srv/noauto [live]
    typed zfs set canmount=on tank/noauto
    typed zfs set mountpoint=/srv/noauto tank/noauto
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"zoned": "off"}}
    zfs/tank/data held
      held: zoned on -> off [live] (interrupts)
      held: mounted no -> yes [live] (interrupts)
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"zoned": "off"}, "allow": ["interrupts"]}
    zfs/tank/data changed
      zoned on -> off [live]
      mounted no -> yes [live]
    typed zfs set zoned=off tank/data
    typed zfs mount tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"zoned": "off"}, "allow": ["interrupts"]}
    zfs/tank/data in_sync
    typed nothing
