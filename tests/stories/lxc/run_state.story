`running` starts, `stopped` shuts down, `present` leaves the run state alone.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    swap: 512
> converge phoenix_lxc {"ctid": 101}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 101, "state": "running"}
    lxc/101 changed
      state stopped -> running [live]
    typed pct start 101
> converge phoenix_lxc {"ctid": 101, "state": "running"}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 101, "state": "stopped"}
    lxc/101 changed
      state running -> stopped [live]
    typed pct shutdown 101
> converge phoenix_lxc {"ctid": 101, "state": "stopped"}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 777, "state": "running"}
    lxc/777 refused
      refused: state wanted present, found absent
        why it does not exist, and nothing says what to make it from
        do add template or clone_from
    typed nothing
