The last option that modprobe reads counts. It is edited where it stands; with / on ZFS the initramfs carries a copy.

given file /etc/modprobe.d/a.conf
    options zfs zfs_arc_max=1 # overruled
given file /etc/modprobe.d/zfs.conf
    # by hand, 2024
    options zfs l2arc_noprefetch=0 \
        zfs_arc_max=8589934592
given file /proc/mounts
    rpool/ROOT/pve-1 / zfs rw,relatime,xattr,posixacl 0 0
given file /sys/module/zfs/parameters/zfs_arc_max
    17179869184
> check phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max differs
      at boot 8589934592 -> 17179869184 [at restart]
      $ write /etc/modprobe.d/zfs.conf
      initramfs the old file -> the new file [at restart]
      $ update-initramfs -u -k all
    typed nothing
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max changed
      at boot 8589934592 -> 17179869184 [at restart]
      initramfs the old file -> the new file [at restart]
    typed write /etc/modprobe.d/zfs.conf
    typed update-initramfs -u -k all
> show /etc/modprobe.d/zfs.conf
    # by hand, 2024
    options zfs l2arc_noprefetch=0 \
        zfs_arc_max=17179869184
> show /etc/modprobe.d/a.conf
    options zfs zfs_arc_max=1 # overruled
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max in_sync
    typed nothing
