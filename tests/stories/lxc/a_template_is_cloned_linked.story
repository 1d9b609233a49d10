A template is cloned linked, without --storage; onto another storage it is cloned in full.

given pool tank
given dataset tank/disks
given dataset tank/other
given dataset tank/disks/subvol-900-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    zfspool: other
    \tpool tank/other
    \tcontent rootdir,images

given container 900
    arch: amd64
    hostname: base
    memory: 512
    ostype: debian
    rootfs: disks:subvol-900-disk-0,size=8G
    swap: 512
    unprivileged: 1
> type pct template 900
    exit 0
> converge phoenix_lxc {"ctid": 101, "clone_from": 900, "hostname": "linked", "storage_pool": "disks"}
    lxc/101 changed
      state none -> linked clone of 900 [new]
      hostname none -> linked [new]
    typed pct clone 900 101 --hostname linked
> converge phoenix_lxc {"ctid": 102, "clone_from": 900, "hostname": "moved", "storage_pool": "other"}
    lxc/102 changed
      state none -> full clone of 900 [new]
      hostname none -> moved [new]
    typed pct clone 900 102 --full --storage other --hostname moved
> converge phoenix_lxc {"ctid": 900, "state": "running"}
    lxc/900 refused
      refused: state wanted running, found a template
        why you can't start a CT if it's a template
        do clone it, or wish state present
    typed nothing
> converge phoenix_lxc {"resources": [{"ctid": 101, "clone_from": 900, "storage_pool": "disks"}, {"ctid": 102, "clone_from": 900, "storage_pool": "other"}]}
    lxc/101 in_sync
    lxc/102 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 900, "mount_points": [{"target": "/srv", "storage": "disks", "size_gb": 1}]}
    lxc/900 refused
      refused: mp0 wanted /srv, found not compared
        why it is a sealed template, and beside a volume that is none of its base no linked clone of it can be made
        do clone 900 in full, let the clone have the volume, and seal that
    typed nothing
