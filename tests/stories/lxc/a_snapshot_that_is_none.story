What is no name of a snapshot ends a call before it begins; what a killed `pct snapshot` left is not taken for one.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-104-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 104
    arch: amd64
    parent: first
    rootfs: disks:subvol-104-disk-0,size=8G

    [base]
    arch: amd64
    parent: first
    rootfs: disks:subvol-104-disk-0,size=8G
    snapstate: prepare
    snaptime: 1795392986

    [first]
    arch: amd64
    rootfs: disks:subvol-104-disk-0,size=8G
    snaptime: 1795392886
> check phoenix_lxc {"ctid": 104, "snapshots": ["first", "base"]}
    lxc/104 refused
      refused: snapshots.base wanted a whole snapshot, found snapstate prepare
        why whoever took or removed it was killed: it is no snapshot of all disks
        do `pct delsnapshot 104 base --force 1` takes away what there is of it; then run again
    typed nothing
> converge phoenix_lxc {"ctid": 104, "snapshots": ["1abc"]}
    failed: argument 'snapshots[0]': "1abc" is not a snapshot name: invalid configuration ID '1abc' (a letter, then letters, digits, `-` and `_`)
    typed nothing
> converge phoenix_lxc {"ctid": 104, "snapshots": [{"name": "current"}]}
    failed: argument 'snapshots[0].name': "current" is not a snapshot name: unable to use snapshot name 'current' (reserved name)
    typed nothing
> converge phoenix_lxc {"ctid": 104, "snapshots": "base,vzdump"}
    failed: argument 'snapshots[1]': "vzdump" is not a snapshot name: unable to use snapshot name 'vzdump' (reserved name)
    typed nothing
