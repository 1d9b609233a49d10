The running OpenZFS heeds no limit below the smallest size of its cache, and takes none back; at the next boot it does both.

> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 2147483648}
    zfs-parameter/zfs_arc_max changed
      at boot none -> 2147483648 [at restart]
      note: 2147483648 counts from the next boot on: while OpenZFS runs it heeds no limit that is not above zfs_arc_min, now 3221225472
    typed write /etc/modprobe.d/phoenix-zfs.conf
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 2147483648}
    zfs-parameter/zfs_arc_max in_sync
      note: 2147483648 counts from the next boot on: while OpenZFS runs it heeds no limit that is not above zfs_arc_min, now 3221225472
    typed nothing
> show /etc/modprobe.d/phoenix-zfs.conf
    options zfs zfs_arc_max=2147483648
> show /sys/module/zfs/parameters/zfs_arc_max
    0
given file /sys/module/zfs/parameters/zfs_arc_max
    17179869184
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 0}
    zfs-parameter/zfs_arc_max changed
      at boot 2147483648 -> 0 [at restart]
      now 17179869184 -> 0 [at restart]
    typed write /etc/modprobe.d/phoenix-zfs.conf
    typed write 0 to /sys/module/zfs/parameters/zfs_arc_max
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 0}
    zfs-parameter/zfs_arc_max in_sync
    typed nothing
