Where Proxmox takes no snapshot it is refused in its words, or only noted if the wish says so (B-11).

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/basevol-900-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    mp0: /tank/www,mp=/www
    rootfs: disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    rootfs: local:102/vm-102-disk-0.raw,size=4G
given container 900
    arch: amd64
    rootfs: disks:basevol-900-disk-0,size=8G
    template: 1
> check phoenix_lxc {"resources": [{"ctid": 101, "snapshots": ["base"]}, {"ctid": 102, "snapshots": ["base"]}, {"ctid": 900, "snapshots": ["base"]}]}
    lxc/101 refused
      refused: snapshots.base wanted to be taken, found mp0 is the directory /tank/www of the host
        why snapshot feature is not available
        do wish no snapshot, or take away what has none: Proxmox VE takes one of all disks of 101 or of none (volumes of a zfspool, lvmthin, rbd or btrfs storage have them)
    lxc/102 refused
      refused: snapshots.base wanted to be taken, found rootfs lies on local, a storage of type dir
        why snapshot feature is not available
        do wish no snapshot, or take away what has none: Proxmox VE takes one of all disks of 102 or of none (volumes of a zfspool, lvmthin, rbd or btrfs storage have them)
    lxc/900 refused
      refused: snapshots.base wanted to be taken, found a template
        why you can't take a snapshot if it's a template
        do clone 900 and wish snapshots of the clone, or wish none of 900
    typed nothing
> converge phoenix_lxc {"ctid": 101, "memory_mb": 256, "snapshots": [{"name": "base", "if_possible": true}]}
    lxc/101 changed
      memory none -> 256 [live]
      note: no snapshot base: snapshot feature is not available (mp0 is the directory /tank/www of the host)
    typed pct set 101 --memory 256
> type pct snapshot 102 base
    error: snapshot feature is not available
    exit not 0
