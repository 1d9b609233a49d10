The old shell deleted and took its snapshots anew in each run, so that the known good point was always the last state (B-10).

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    rootfs: disks:subvol-101-disk-0,size=8G
    swap: 512
    unprivileged: 1
> converge phoenix_lxc {"ctid": 101, "memory_mb": 1024, "snapshots": ["pre-configured", {"name": "final-form", "description": "as delivered"}]}
    lxc/101 changed
      memory 512 -> 1024 [live]
      snapshots.pre-configured none -> taken [new]
      snapshots.final-form none -> taken [new]
    typed pct set 101 --memory 1024
    typed pct snapshot 101 pre-configured
    typed pct snapshot 101 final-form --description 'as delivered'
> type pct listsnapshot 101
    `-> pre-configured              2026-11-23 00:00:01     no-description
     `-> final-form                 2026-11-23 00:00:02     as delivered
      `-> current                                           You are here!
    exit 0
> type pct status 101
    status: running
    exit 0
> converge phoenix_lxc {"ctid": 101, "memory_mb": 2048, "snapshots": ["pre-configured", {"name": "final-form", "description": "other words"}]}
    lxc/101 changed
      memory 1024 -> 2048 [live]
    typed pct set 101 --memory 2048
> type pct listsnapshot 101
    `-> pre-configured              2026-11-23 00:00:01     no-description
     `-> final-form                 2026-11-23 00:00:02     as delivered
      `-> current                                           You are here!
    exit 0
> converge phoenix_lxc {"ctid": 101, "snapshots": ["pre-configured", "final-form"]}
    lxc/101 in_sync
    typed nothing
