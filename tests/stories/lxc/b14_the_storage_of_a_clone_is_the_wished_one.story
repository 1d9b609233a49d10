The old script left out where a clone shall lie. A clone on another storage is a full one; one that lies elsewhere already is refused,
never moved.

given pool tank
given dataset tank/disks
given dataset tank/fast
given dataset tank/disks/basevol-900-disk-0 refquota=4G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    zfspool: fast
    \tpool tank/fast
    \tcontent rootdir,images

given container 900
    arch: amd64
    hostname: base
    ostype: debian
    rootfs: disks:basevol-900-disk-0,size=4G
    template: 1
> type zfs snapshot tank/disks/basevol-900-disk-0@__base__
    exit 0
> converge phoenix_lxc {"resources": [{"ctid": 101, "clone_from": 900, "storage_pool": "fast"}, {"ctid": 102, "clone_from": 900, "storage_pool": "disks"}]}
    lxc/101 changed
      state none -> full clone of 900 [new]
    lxc/102 changed
      state none -> linked clone of 900 [new]
    typed pct clone 900 101 --full --storage fast
    typed pct clone 900 102
> check phoenix_lxc {"resources": [{"ctid": 101, "clone_from": 900, "storage_pool": "disks"}, {"ctid": 102, "clone_from": 900, "storage_pool": "disks"}]}
    lxc/101 refused
      refused: storage_pool wanted disks, found fast
        why a root disk is never moved to converge
        do `pct move-volume 101 rootfs disks` moves it (the container must be stopped)
    lxc/102 in_sync
    typed nothing
