The old shell tried to start a sealed template in its next run, and failed (B-12): here it is sealed once, and settled.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-900-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 900
    arch: amd64
    hostname: base
    memory: 512
    rootfs: disks:subvol-900-disk-0,size=8G
    swap: 512
    unprivileged: 1
> check phoenix_lxc {"ctid": 900, "memory_mb": 2048, "is_template": true}
    lxc/900 differs
      memory 512 -> 2048 [live]
      $ pct set 900 --memory 2048
      is_template a container -> a template [live]
      $ pct template 900
    typed nothing
> converge phoenix_lxc {"ctid": 900, "memory_mb": 2048, "is_template": true}
    lxc/900 changed
      memory 512 -> 2048 [live]
      is_template a container -> a template [live]
    typed pct set 900 --memory 2048
    typed pct template 900
> converge phoenix_lxc {"ctid": 900, "memory_mb": 2048, "is_template": true}
    lxc/900 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 900, "memory_mb": 4096, "is_template": true, "snapshots": ["base"]}
    lxc/900 refused
      memory 2048 -> 4096 [live]
      refused: snapshots.base wanted to be taken, found a template
        why you can't take a snapshot if it's a template
        do clone 900 and wish snapshots of the clone, or wish none of 900
    typed pct set 900 --memory 4096
> converge phoenix_lxc {"ctid": 900, "state": "running", "is_template": true}
    lxc/900 refused
      refused: state wanted running, found a template
        why you can't start a CT if it's a template
        do clone it, or wish state present
    typed nothing
> converge phoenix_lxc {"ctid": 900, "is_template": false}
    lxc/900 refused
      refused: is_template wanted a container, found a template
        why a template stays one: its disks are the base of its clones
        do clone it in full (`pct clone 900 NEW --full`), or wish what it is
    typed nothing
> converge phoenix_lxc {"ctid": 101, "clone_from": 900, "hostname": "linked", "storage_pool": "disks"}
    lxc/101 changed
      state none -> linked clone of 900 [new]
      hostname none -> linked [new]
    typed pct clone 900 101 --hostname linked
