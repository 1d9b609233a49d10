Whoever holds a disk keeps it: LVM, a RAID of the kernel, a guest in whatever line names it, another pool that wishes it by another name.

given disk /dev/disk/by-id/ata-lvm has=LVM2_member
given disk /dev/disk/by-id/ata-raid has=linux_raid_member
given disk /dev/disk/by-id/ata-array raid1=/dev/md0
given disk /dev/disk/by-id/ata-mount
given disk /dev/disk/by-id/ata-device
given disk /dev/disk/by-id/ata-line
given disk /dev/disk/by-id/ata-free
given file /etc/pve/nodes/pve1/lxc/105.conf
    mp0: /dev/disk/by-id/ata-mount,mp=/data
    dev0: /dev/disk/by-id/ata-device
    lxc.mount.entry: /dev/disk/by-id/ata-line dev/sdx none bind,create=file
> check phoenix_zpool {"name": "ember", "raid_level": "raidz1", "disks": ["/dev/disk/by-id/ata-lvm", "/dev/disk/by-id/ata-raid", "/dev/disk/by-id/ata-array", "/dev/disk/by-id/ata-mount", "/dev/disk/by-id/ata-device", "/dev/disk/by-id/ata-line"]}
    zpool/ember refused
      refused: disks wanted /dev/disk/by-id/ata-lvm, found /dev/sda: LVM2_member
        why something lies on it, and nothing is ever overwritten
        do name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-lvm` by hand, and run again
      refused: disks wanted /dev/disk/by-id/ata-raid, found /dev/sdb: linux_raid_member
        why something lies on it, and nothing is ever overwritten
        do name another disk; or, if nothing on it is needed, `wipefs --all /dev/disk/by-id/ata-raid` by hand, and run again
      refused: disks wanted /dev/disk/by-id/ata-array, found /dev/sdc: /dev/md0 (raid1) is made of it
        why something holds it
        do name another disk, or take it apart by hand first
      refused: disks wanted /dev/disk/by-id/ata-mount, found /dev/sdd: named in /etc/pve/nodes/pve1/lxc/105.conf
        why a guest uses it
        do name another disk, or take it from the guest first
      refused: disks wanted /dev/disk/by-id/ata-device, found /dev/sde: named in /etc/pve/nodes/pve1/lxc/105.conf
        why a guest uses it
        do name another disk, or take it from the guest first
      refused: disks wanted /dev/disk/by-id/ata-line, found /dev/sdf: named in /etc/pve/nodes/pve1/lxc/105.conf
        why a guest uses it
        do name another disk, or take it from the guest first
    typed nothing
> check phoenix_zpool {"resources": [{"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-free"]}, {"name": "coal", "raid_level": "single", "disks": ["/dev/sdg"]}], "allow": ["all"]}
    zpool/ember refused
      refused: disks wanted /dev/disk/by-id/ata-free, found wished for the pool coal too
        why a disk belongs to one pool
        do take it out of one of the two
    zpool/coal refused
      refused: disks wanted /dev/sdg, found wished for the pool ember too
        why a disk belongs to one pool
        do take it out of one of the two
    typed nothing
> check phoenix_zpool {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/ata-free", "/dev/disk/by-id//ata-free"]}
    zpool/ember refused
      refused: disks wanted /dev/disk/by-id//ata-free, found not looked at
        why it is the same disk as /dev/disk/by-id/ata-free (/dev/sdg)
        do name each disk once
    typed nothing
