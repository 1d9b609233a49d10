A pool that another host used last, one on other disks, or two of one name are left to a person.

given pool ember single /dev/disk/by-id/nvme-A
given exported ember by pve0
given pool cellar single /dev/disk/by-id/ata-C
given exported cellar
given pool twin single /dev/disk/by-id/ata-D
given exported twin
given pool twin single /dev/disk/by-id/ata-E
given exported twin
> converge phoenix_zpool {"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-A"], "allow": ["all"]}
    zpool/ember refused
      refused: state wanted present, found ONLINE, not imported
        why The pool was last accessed by another system.
        do if no other host uses it, `zpool import -f ember` by hand; then run again
    typed nothing
> converge phoenix_zpool {"name": "cellar", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-A"], "allow": ["all"]}
    zpool/cellar refused
      refused: disks wanted /dev/disk/by-id/nvme-A, found ata-C
        why the disks of a pool that exists are never changed
        do look at `zpool import`; mend the file if that is the pool you mean, or give yours another name than cellar
    typed nothing
> converge phoenix_zpool {"name": "twin"}
    zpool/twin refused
      refused: state wanted present, found the pools 8195237237126968761, 16184226688143867045
        why several pools of that name can be imported
        do `zpool import` shows them; `zpool import ID` imports the one that is meant
    typed nothing
> converge phoenix_zpool {"name": "another", "raid_level": "stripe", "disks": ["/dev/disk/by-id/ata-C"], "allow": ["all"]}
    zpool/another refused
      refused: disks wanted /dev/disk/by-id/ata-C, found /dev/sda: in the pool cellar, which is not imported
        why it is part of a pool with its data
        do `zpool import 17911839290282890590` if that is the pool you mean (`zpool import` shows it)
    typed nothing
> converge phoenix_zpool {"name": "nowhere"}
    zpool/nowhere refused
      refused: state wanted present, found absent
        why it is on no disk of this host, and to create it raid_level is needed
        do say raid_level, or connect the disks of the pool
    typed nothing
