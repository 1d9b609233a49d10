What `pct clone` would refuse is refused before it is typed.

given file /etc/pve/lxc/900.conf
    arch: amd64
    lock: backup
    rootfs: local:900/vm-900-disk-0.raw,size=4G
given container 901 running
    arch: amd64
    rootfs: local:901/vm-901-disk-0.raw,size=4G
given container 902
    arch: amd64
    mp0: /srv/data,mp=/data
    rootfs: local:902/vm-902-disk-0.raw,size=8G
    unprivileged: 1
> check phoenix_lxc {"resources": [{"ctid": 101, "clone_from": 900}, {"ctid": 102, "clone_from": 901}, {"ctid": 103, "clone_from": 902, "unprivileged": false, "storage_size_gb": 4}, {"ctid": 104, "clone_from": 999}]}
    lxc/101 refused
      refused: clone_from wanted 900, found CT is locked (backup)
        why a locked container cannot be cloned
        do run again when the backup is done
    lxc/102 refused
      refused: clone_from wanted 901, found running
        why Full clone of a running container is only possible from a snapshot
        do stop 901 while it is cloned, or take a snapshot (`pct snapshot 901 NAME`)
    lxc/103 refused
      refused: clone_from wanted 902, found /srv/data,mp=/data
        why unable to clone mountpoint 'mp0' (type bind)
        do take mp0 from 902 while it is cloned, or clone another container
      refused: unprivileged wanted privileged, found unprivileged
        why a clone is as privileged as its source, for good
        do wish what the source is, or clone another container
      refused: storage_size_gb wanted 4G, found 8G
        why a clone has its source's disk, and that of 902 is larger
        do wish at least the source's size
    lxc/104 refused
      refused: clone_from wanted 999, found no such container
        why the source of the clone does not exist
        do declare it in the files, or make it first
    typed nothing
