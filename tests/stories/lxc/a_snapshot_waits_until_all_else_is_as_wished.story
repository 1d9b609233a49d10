A snapshot is kept for good, so it is taken last, and not at all while anything else is held, refused or somebody else's.

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
> check phoenix_lxc {"ctid": 101, "memory_mb": 1024, "snapshots": ["base"]}
    lxc/101 differs
      memory 512 -> 1024 [live]
      $ pct set 101 --memory 1024
      snapshots.base none -> taken [new]
      $ pct snapshot 101 base
    typed nothing
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 16, "snapshots": ["later"]}
    lxc/101 held
      held: rootfs 8G -> 16G [live] (irreversible)
      note: snapshots.later waits until nothing is refused or held any more
    typed nothing
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 16, "snapshots": ["later"], "allow": ["irreversible"]}
    lxc/101 changed
      rootfs 8G -> 16G [live]
      snapshots.later none -> taken [new]
    typed pct resize 101 rootfs 16G
    typed pct snapshot 101 later
> converge phoenix_lxc {"ctid": 101, "unprivileged": false, "snapshots": ["never"]}
    lxc/101 refused
      refused: unprivileged wanted privileged, found unprivileged
        why Proxmox VE decides it when the container is created
        do make a copy (`vzdump 101`, `pct restore FREE_ID BACKUP --storage disks --unprivileged 0`), and keep 101, stopped, until the copy is checked; or wish what it is
      note: snapshots.never waits until nothing is refused or held any more
    typed nothing
> converge phoenix_lxc {"ctid": 101, "snapshots": ["later"]}
    lxc/101 in_sync
    typed nothing
> type pct set 101 --tags phoenix-hold
    exit 0
> converge phoenix_lxc {"ctid": 101, "snapshots": ["never"]}
    lxc/101 in_sync
      note: left alone: it has the tag phoenix-hold; it differs in snapshots.never
    typed nothing
