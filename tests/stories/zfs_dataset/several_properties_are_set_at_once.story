Several properties differ: one command sets them all. A quota is compared in bytes, as ZFS cuts them.

given pool tank
given dataset tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": "compression=gzip-6,quota=1.4T,sync=always,com.example:owner=web"}
    zfs/tank/data changed
      com.example:owner none -> web [live]
      compression on -> gzip-6 [live, new data only]
      quota none -> 1.4T [live]
      sync standard -> always [live]
    typed zfs set com.example:owner=web compression=gzip-6 quota=1.4T sync=always tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": "compression=gzip-6,quota=1.4T,sync=always,com.example:owner=web"}
    zfs/tank/data in_sync
    typed nothing
> type zfs get -Hp -o property,value,source compression,quota,sync,com.example:owner tank/data
    compression	gzip	local
    quota	1539316278886	local
    sync	always	local
    com.example:owner	web	local
    exit 0
