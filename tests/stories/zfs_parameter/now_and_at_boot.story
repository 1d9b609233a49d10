A parameter is set in the running kernel and for the next boot, each only if it differs.

> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max changed
      at boot none -> 17179869184 [at restart]
      now 0 -> 17179869184 [live]
    typed write /etc/modprobe.d/phoenix-zfs.conf
    typed write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
> show /sys/module/zfs/parameters/zfs_arc_max
    17179869184
> show /etc/modprobe.d/phoenix-zfs.conf
    options zfs zfs_arc_max=17179869184
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": "0x400000000"}
    zfs-parameter/zfs_arc_max in_sync
    typed nothing
given file /sys/module/zfs/parameters/zfs_arc_max
    0
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max changed
      now 0 -> 17179869184 [live]
    typed write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
