A disk that vanishes or fills between look and touch gives ZFS's own words, and the host is looked at again.

given disk /dev/disk/by-id/ata-A
given fault zpool create
    cannot resolve path '/dev/disk/by-id/ata-A'
> converge phoenix_zpool {"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-A"], "allow": ["irreversible"]}
    zpool/ember failed
      note: still wanted: state none -> one disk, disks none -> /dev/disk/by-id/ata-A, ashift none -> 12, autotrim none -> on, atime none -> off, compression none -> lz4
      failed: zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 ember /dev/disk/by-id/ata-A
        said cannot resolve path '/dev/disk/by-id/ata-A' (exit 1)
        now does not exist
    typed zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 ember /dev/disk/by-id/ata-A
given file /ember/forgotten.txt
    written while nothing was mounted
> check phoenix_zpool {"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-A"], "allow": ["irreversible"]}
    zpool/ember refused
      refused: mountpoint wanted /ember, found forgotten.txt in that directory
        why what lies there would be hidden below the pool
        do move it away (`mv /ember /ember.before`), run again, and copy it back
    typed nothing
given no file /ember/forgotten.txt
given fault zpool create
    invalid vdev specification
    use '-f' to override the following errors:
    /dev/disk/by-id/ata-A contains a filesystem of type 'ext4'
> converge phoenix_zpool {"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-A"], "allow": ["irreversible"]}
    zpool/ember failed
      note: still wanted: state none -> one disk, disks none -> /dev/disk/by-id/ata-A, ashift none -> 12, autotrim none -> on, atime none -> off, compression none -> lz4
      failed: zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 ember /dev/disk/by-id/ata-A
        said invalid vdev specification
        said use '-f' to override the following errors:
        said /dev/disk/by-id/ata-A contains a filesystem of type 'ext4' (exit 1)
        now does not exist
    typed zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 ember /dev/disk/by-id/ata-A
