A dataset that is zoned belongs to a container: the host does not mount it, and ZFS lets nobody say where. That it is not mounted is right.

given pool tank
given dataset tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"zoned": "on"}, "allow": ["interrupts"]}
    zfs/tank/data changed
      zoned off -> on [live]
    typed zfs set zoned=on tank/data
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "/srv/data", "sharenfs": "on", "atime": "off"}, "allow": ["interrupts"]}
    zfs/tank/data refused
      atime on -> off [live]
      refused: mountpoint wanted /srv/data, found /tank/data
        why 'mountpoint' cannot be set on dataset in a non-global zone
        do wish `zoned` off too, and run twice; or take it out
      refused: sharenfs wanted on, found off
        why 'sharenfs' cannot be set on dataset in a non-global zone
        do wish `zoned` off too, and run twice; or take it out
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "none", "sharenfs": "inherit"}, "allow": ["interrupts"]}
    zfs/tank/data changed
      mountpoint /tank/data -> none [live]
    typed zfs set mountpoint=none tank/data
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "inherit"}, "allow": ["interrupts"]}
    zfs/tank/data refused
      refused: mountpoint wanted inherit, found none
        why dataset is used in a non-global zone
        do wish `zoned` off too, and run twice; or take it out
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"zoned": "off"}, "allow": ["interrupts"]}
    zfs/tank/data changed
      zoned on -> off [live]
    typed zfs set zoned=off tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "inherit"}, "allow": ["interrupts"]}
    zfs/tank/data changed
      mountpoint none (local) -> /tank/data (default) [live]
    typed zfs inherit mountpoint tank/data
