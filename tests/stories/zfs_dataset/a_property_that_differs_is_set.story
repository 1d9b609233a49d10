One property differs: one `zfs set` is typed, for it alone. Then nothing is.

given pool tank
given dataset tank/data compression=zstd atime=off
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "atime": "off", "recordsize": "128K"}}
    zfs/tank/data differs
      compression zstd -> lz4 [live, new data only]
      $ zfs set compression=lz4 tank/data
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "atime": "off", "recordsize": "128K"}}
    zfs/tank/data changed
      compression zstd -> lz4 [live, new data only]
    typed zfs set compression=lz4 tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"compression": "lz4", "atime": "off", "recordsize": "128K"}}
    zfs/tank/data in_sync
    typed nothing
> type zfs get -Hp -o property,value,source compression,atime,recordsize tank/data
    compression	lz4	local
    atime	off	local
    recordsize	131072	default
    exit 0
