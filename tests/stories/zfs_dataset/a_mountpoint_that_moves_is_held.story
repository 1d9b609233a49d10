Moving a mountpoint takes it away from whoever uses it: it is held, and what is safe goes on.

given pool tank
given dataset tank/data mountpoint=/srv/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "/tank/data", "atime": "off"}}
    zfs/tank/data held
      atime on -> off [live]
      held: mountpoint /srv/data -> /tank/data [live] (interrupts)
    typed zfs set atime=off tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "allow": ["interrupts"], "properties": {"mountpoint": "/tank/data", "atime": "off"}}
    zfs/tank/data changed
      mountpoint /srv/data -> /tank/data [live]
    typed zfs set mountpoint=/tank/data tank/data
