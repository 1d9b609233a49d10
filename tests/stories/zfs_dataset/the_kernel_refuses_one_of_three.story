`zfs set` with several properties sets some of them even when it fails. The world is looked at again and told as it is.

given pool tank
given dataset tank/hall refquota=500G
given dataset tank/hall/data
> converge phoenix_zfs_dataset {"name": "tank/hall/data", "properties": {"atime": "off", "compression": "gzip", "reservation": "900T"}}
    zfs/tank/hall/data failed
      note: still wanted: reservation none -> 900T
      failed: zfs set atime=off compression=gzip reservation=900T tank/hall/data
        said cannot set property for 'tank/hall/data': size is greater than available space (exit 255)
        now filesystem with 24576 bytes used
    typed zfs set atime=off compression=gzip reservation=900T tank/hall/data
