`absent` destroys a container only if nothing of it would be missed by surprise.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    mp0: disks:subvol-101-disk-1,mp=/data,size=50G
    protection: 1
    rootfs: disks:subvol-101-disk-0,size=8G

    [before]
    arch: amd64
    rootfs: disks:subvol-101-disk-0,size=8G
    snaptime: 1795392986
given container 102
    arch: amd64
    rootfs: disks:subvol-102-disk-0,size=8G
> converge phoenix_lxc {"resources": [{"ctid": 101, "state": "absent"}, {"ctid": 102, "state": "absent"}]}
    lxc/101 refused
      refused: state wanted absent, found it is running, protection is on, snapshots 1, further volumes 1; root disk 8G
        why nothing is ever destroyed by force
        do look with `pct config 101`; stop, unprotect and empty it, or `pct destroy 101` by hand
    lxc/102 changed
      state stopped, root disk 8G -> absent [removed]
    typed pct destroy 102
> converge phoenix_lxc {"ctid": 102, "state": "absent"}
    lxc/102 in_sync
    typed nothing
