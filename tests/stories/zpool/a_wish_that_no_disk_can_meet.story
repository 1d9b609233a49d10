Too few disks, a disk twice, a word that is no layout, disks of two sizes: refused before anything is typed.

given disk /dev/disk/by-id/ata-A
given disk /dev/disk/by-id/ata-B size=4000000000000
> check phoenix_zpool {"name": "ember", "raid_level": "raidz2", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B"]}
    zpool/ember refused
      refused: disks wanted raidz2 with 2 disks, found not looked at
        why raidz2 requires at least 3 devices
        do name more disks, or wish another raid_level
    typed nothing
> check phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-A", "/dev/sda"]}
    zpool/ember refused
      refused: disks wanted /dev/sda, found not looked at
        why it is the same disk as /dev/disk/by-id/ata-A (/dev/sda)
        do name each disk once
    typed nothing
> check phoenix_zpool {"name": "ember", "raid_level": "raid5", "disks": ["/dev/disk/by-id/ata-A"]}
    zpool/ember refused
      refused: raid_level wanted raid5, found not looked at
        why it is no layout of a pool
        do wish single, mirror, raidz1, raidz2 or raidz3
    typed nothing
> check phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-A", "/dev/disk/by-id/ata-B"]}
    zpool/ember refused
      refused: disks wanted mirror of 2 disks, found /dev/disk/by-id/ata-A 2000000000000 bytes, /dev/disk/by-id/ata-B 4000000000000 bytes
        why mirror contains devices of different sizes, which ZFS only makes when it is forced
        do name disks of one size, or make the pool by hand
    typed nothing
> check phoenix_zpool {"name": "mirror2", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-A"]}
    failed: argument 'name': "mirror2" is not a pool name: the pool name "mirror2" is reserved by ZFS
    typed nothing
> check phoenix_zpool {"name": "ember", "state": "absent"}
    failed: value of state must be one of: present, got: absent
    typed nothing
