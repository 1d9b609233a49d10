With / on ZFS the kernel is set last: if the initramfs cannot be rebuilt, the next run tries it again.

given file /proc/mounts
    rpool/ROOT/pve-1 / zfs rw,relatime,xattr,posixacl 0 0
given fault update-initramfs -u
    update-initramfs: failed for /boot/initrd.img-6.14.8-2-pve with 1.
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max failed
      at boot none -> 17179869184 [at restart]
      note: still wanted: initramfs the old file -> the new file, now 0 -> 17179869184
      failed: update-initramfs -u -k all
        said update-initramfs: failed for /boot/initrd.img-6.14.8-2-pve with 1. (exit 1)
        now it is 0
      not begun: write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
    typed write /etc/modprobe.d/phoenix-zfs.conf
    typed update-initramfs -u -k all
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max changed
      initramfs the old file -> the new file [at restart]
      now 0 -> 17179869184 [live]
    typed update-initramfs -u -k all
    typed write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max in_sync
    typed nothing
