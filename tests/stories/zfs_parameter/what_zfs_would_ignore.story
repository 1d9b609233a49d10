A limit that OpenZFS takes and ignores is refused; without the module only the next boot can be prepared.

> check phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 33554432}
    zfs-parameter/zfs_arc_max refused
      refused: zfs_arc_max wanted 33554432, found it is 0
        why OpenZFS ignores it: a limit is at least 67108864 bytes and less than all memory, 103079215104 bytes
        do wish a limit between the two, or 0 for ZFS's own
    typed nothing
> check phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 206158430208}
    zfs-parameter/zfs_arc_max refused
      refused: zfs_arc_max wanted 206158430208, found it is 0
        why OpenZFS ignores it: a limit is at least 67108864 bytes and less than all memory, 103079215104 bytes
        do wish a limit between the two, or 0 for ZFS's own
    typed nothing
> check phoenix_zfs_parameter {"name": "zfs_arc_max", "value": "16G"}
    zfs-parameter/zfs_arc_max refused
      refused: zfs_arc_max wanted 16G, found it is 0
        why it is no number of bytes
        do write bytes, without a unit
    typed nothing
> check phoenix_zfs_parameter {"name": "zfs_arc_mx", "value": 1}
    zfs-parameter/zfs_arc_mx refused
      refused: zfs_arc_mx wanted 1, found the kernel module zfs has no such parameter
        why this host's OpenZFS has no parameter zfs_arc_mx
        do mend its name (`ls /sys/module/zfs/parameters`), or take it out
    typed nothing
> check phoenix_zfs_parameter {"name": "../../kernel/panic", "value": 1}
    zfs-parameter/../../kernel/panic unknown
      unknown: "../../kernel/panic" is no name of a parameter (letters, digits and `_`)
    typed nothing
given file /proc/cmdline
    root=/dev/mapper/pve-root zfs.zfs_arc_max=1073741824
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max changed
      at boot none -> 17179869184 [at restart]
      now 0 -> 17179869184 [live]
      note: the kernel's command line says zfs.zfs_arc_max=1073741824, which wins at boot
    typed write /etc/modprobe.d/phoenix-zfs.conf
    typed write 17179869184 to /sys/module/zfs/parameters/zfs_arc_max
given no file /sys/module/zfs
given no file /proc/spl
given no file /etc/modprobe.d/phoenix-zfs.conf
> converge phoenix_zfs_parameter {"name": "zfs_arc_max", "value": 17179869184}
    zfs-parameter/zfs_arc_max refused
      at boot none -> 17179869184 [at restart]
      refused: now wanted 17179869184, found no parameters
        why the kernel module zfs is not loaded
        do `modprobe zfs`, then run again
      note: the kernel's command line says zfs.zfs_arc_max=1073741824, which wins at boot
    typed write /etc/modprobe.d/phoenix-zfs.conf
