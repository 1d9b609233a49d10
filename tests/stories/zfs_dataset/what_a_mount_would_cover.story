OpenZFS mounts over a directory that holds files, and they are seen no more: that is refused, for a new dataset and for one that moves.

given pool tank
given file /tank/data/letters/one.txt
    written while nothing was mounted there
given file /srv/old/two.txt
    another
given dataset tank/moving
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"mountpoint": "/tank/data"}}
    zfs/tank/data refused
      refused: mountpoint wanted /tank/data, found /tank/data/letters/one.txt in that directory
        why what lies there would be hidden below tank/data
        do move it away (`mv /tank/data /tank/data.before`), run again, and copy it back
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data"}
    zfs/tank/data refused
      refused: mountpoint wanted /tank/data, found /tank/data/letters/one.txt in that directory
        why what lies there would be hidden below tank/data
        do move it away (`mv /tank/data /tank/data.before`), run again, and copy it back
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/moving", "properties": {"mountpoint": "/srv/old", "compression": "lz4"}, "allow": ["all"]}
    zfs/tank/moving refused
      compression on -> lz4 [live, new data only]
      refused: mountpoint wanted /srv/old, found /srv/old/two.txt in that directory
        why what lies there would be hidden below tank/moving
        do move it away (`mv /srv/old /srv/old.before`), run again, and copy it back
    typed zfs set compression=lz4 tank/moving
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"canmount": "off"}}
    zfs/tank/data changed
      state none -> present [new]
      type none -> filesystem [new]
      canmount none -> off [new]
    typed zfs create -o canmount=off tank/data
given no file /srv/old/two.txt
> converge phoenix_zfs_dataset {"name": "tank/moving", "properties": {"mountpoint": "/srv/old"}, "allow": ["all"]}
    zfs/tank/moving changed
      mountpoint /tank/moving -> /srv/old [live]
    typed zfs set mountpoint=/srv/old tank/moving
> converge phoenix_zfs_dataset {"name": "tank/volume", "properties": {"volsize": "1G"}}
    zfs/tank/volume changed
      state none -> present [new]
      type none -> volume [new]
      volsize none -> 1G [new]
    typed zfs create -V 1G tank/volume
