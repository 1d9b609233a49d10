Every disk is looked at before a pool takes it, and what speaks against it is named.

given pool tank
given disk /dev/disk/by-id/ata-data has=ext4
given disk /dev/disk/by-id/ata-parts part=/dev/sdb1
given disk /dev/disk/by-id/ata-system part=/dev/sdc1 lvm=/dev/mapper/pve-root
given disk /dev/disk/by-id/ata-swap mounted=[SWAP]
given disk /dev/disk/by-id/ata-guest
given disk /dev/disk/by-id/ata-free
given file /etc/pve/nodes/pve1/qemu-server/200.conf
    name: windows
    scsi1: /dev/disk/by-id/ata-guest,size=4T
given file /dev/shm/file
    no disk
> check phoenix_zpool {"name": "cellar", "raid_level": "raidz1", "disks": ["/dev/disk/by-id/ata-data", "/dev/disk/by-id/ata-parts", "/dev/disk/by-id/ata-system", "/dev/disk/by-id/ata-swap", "/dev/disk/by-id/ata-guest", "/dev/disk/by-id/nvme-one", "/dev/disk/by-id/ata-free"]}
    zpool/cellar refused
      refused: disks wanted /dev/disk/by-id/ata-data, found /dev/sda: ext4
        why something lies on it, and nothing is ever overwritten
        do name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-data` by hand, and run again
      refused: disks wanted /dev/disk/by-id/ata-parts, found /dev/sdb: partitions: /dev/sdb1
        why it has partitions
        do name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-parts` by hand, and run again
      refused: disks wanted /dev/disk/by-id/ata-system, found /dev/sdc: /dev/mapper/pve-root (lvm) is made of it
        why something holds it
        do name another disk, or take it apart by hand first
      refused: disks wanted /dev/disk/by-id/ata-swap, found /dev/sdd: /dev/sdd is swap
        why it is used as swap
        do name another disk
      refused: disks wanted /dev/disk/by-id/ata-guest, found /dev/sde: named in /etc/pve/nodes/pve1/qemu-server/200.conf
        why a guest uses it
        do name another disk, or take it from the guest first
      refused: disks wanted /dev/disk/by-id/nvme-one, found /dev/nvme0n1: in the pool tank
        why it is part of a pool
        do name another disk
    typed nothing
> converge phoenix_zpool {"name": "cellar", "raid_level": "single", "disks": ["/dev/disk/by-id/gone", "/dev/shm/file", "sda"], "allow": ["all"]}
    zpool/cellar refused
      refused: disks wanted /dev/disk/by-id/gone, found nothing
        why there is no such device
        do look at `ls -l /dev/disk/by-id`; mend the name, or connect the disk
      refused: disks wanted /dev/shm/file, found something else
        why it is no block device
        do look at `lsblk`, and name a disk
      refused: disks wanted sda, found not looked at
        why it is no path below /dev
        do name it by its path, best below /dev/disk/by-id
    typed nothing
