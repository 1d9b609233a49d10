A disk that is read-only, has no medium, is reached by two paths, or is used by a guest of another node is refused by name.

given disk /dev/disk/by-id/usb-reader size=0
given disk /dev/disk/by-id/scsi-locked read-only=yes
given disk /dev/disk/by-path/sas-port-0 serial=ZA1
given disk /dev/disk/by-path/sas-port-1 serial=ZA1
given disk /dev/disk/by-id/scsi-shared
given disk /dev/disk/by-id/ata-free
given disk /dev/cciss/c0d0 has=LVM2_member
given file /etc/pve/nodes/pve2/qemu-server/300.conf
    scsi1: /dev/disk/by-id/scsi-shared,size=4T
    scsi2: /dev/sdf,size=4T
> check phoenix_zpool {"name": "cellar", "raid_level": "raidz1", "disks": ["/dev/disk/by-id/usb-reader", "/dev/disk/by-id/scsi-locked", "/dev/disk/by-id/scsi-shared", "/dev/disk/by-id/ata-free", "/dev/cciss/c0d0"]}
    zpool/cellar refused
      refused: disks wanted /dev/disk/by-id/usb-reader, found /dev/sda: 0 bytes
        why ZFS takes no disk of less than 64 MiB
        do name another disk
      refused: disks wanted /dev/disk/by-id/scsi-locked, found /dev/sdb: a device that takes no data
        why it is read-only
        do name another disk
      refused: disks wanted /dev/disk/by-id/scsi-shared, found /dev/sde: named in /etc/pve/nodes/pve2/qemu-server/300.conf
        why a guest uses it
        do name another disk, or take it from the guest first
      refused: disks wanted /dev/cciss/c0d0, found LVM2_member
        why something lies on it, and nothing is ever overwritten
        do name another disk; or, if nothing on it is needed, `wipefs --all /dev/cciss/c0d0` by hand, and run again
    typed nothing
> check phoenix_zpool {"name": "cellar", "raid_level": "mirror", "disks": ["/dev/disk/by-path/sas-port-0", "/dev/disk/by-path/sas-port-1"]}
    zpool/cellar refused
      refused: disks wanted /dev/disk/by-path/sas-port-1, found /dev/sdd: serial number ZA1, as /dev/disk/by-path/sas-port-0 has
        why the two are paths to one disk
        do name each disk once; one that has several paths by its name below /dev/mapper
    typed nothing
> converge phoenix_zpool {"name": "cellar", "raid_level": "mirror", "disks": ["/dev/disk/by-path/sas-port-0", "/dev/disk/by-id/ata-free"], "allow": ["all"]}
    zpool/cellar changed
      state none -> mirror of 2 disks [new]
      disks none -> /dev/disk/by-path/sas-port-0 /dev/disk/by-id/ata-free [new]
      ashift none -> 12 [new]
      autotrim none -> on [new]
      atime none -> off [new]
      compression none -> lz4 [new]
    typed zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 cellar mirror /dev/disk/by-path/sas-port-0 /dev/disk/by-id/ata-free
