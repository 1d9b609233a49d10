`zfs set` with several properties sets some of them even when it fails. The world is looked at again and told as it is.

given pool tank
given dataset tank/data
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"atime": "off", "compression": "gzip", "reservation": "900T"}}
    zfs/tank/data failed
      note: still wanted: reservation none -> 900T
      failed: zfs set atime=off compression=gzip reservation=900T tank/data
        said cannot set property for 'tank/data': size is greater than available space (exit 255)
        now filesystem with 24576 bytes used
    typed zfs set atime=off compression=gzip reservation=900T tank/data
