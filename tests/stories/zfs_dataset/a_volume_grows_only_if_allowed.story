A volume is created, grown if that is allowed by name, and never shrunk: `zfs set volsize` would shrink in silence.

given pool tank
> converge phoenix_zfs_dataset {"name": "tank/vol", "properties": {"volsize": "1G"}}
    zfs/tank/vol changed
      state none -> present [new]
      type none -> volume [new]
      volsize none -> 1G [new]
    typed zfs create -V 1G tank/vol
> check phoenix_zfs_dataset {"name": "tank/vol", "type": "volume", "properties": {"volsize": "2G", "compression": "zstd"}}
    zfs/tank/vol held
      compression on -> zstd [live, new data only]
      held: volsize 1G -> 2G [live] (irreversible)
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/vol", "allow": ["irreversible"], "properties": {"volsize": "1.4G"}}
    zfs/tank/vol changed
      volsize 1G -> 1.4G [live]
    typed zfs set volsize=1503248384 tank/vol
> converge phoenix_zfs_dataset {"name": "tank/vol", "allow": ["irreversible"], "properties": {"volsize": "1.4G"}}
    zfs/tank/vol in_sync
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/vol", "allow": ["all"], "properties": {"volsize": "512M"}}
    zfs/tank/vol refused
      refused: volsize wanted 512M, found 1468016K
        why a volume is never shrunk: 966377472 bytes at its end would be lost
        do make a smaller volume and copy what is needed
    typed nothing
