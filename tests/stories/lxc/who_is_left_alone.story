A container that is locked, held by its tag or managed by HA is left alone, whatever differs.

given container 101
    arch: amd64
    lock: backup
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given container 102
    arch: amd64
    memory: 512
    rootfs: local:102/vm-102-disk-0.raw,size=4G
    tags: blue;phoenix-hold
given container 103
    arch: amd64
    memory: 512
    rootfs: local:103/vm-103-disk-0.raw,size=4G
given file /etc/pve/ha/resources.cfg
    ct: 103
    \tstate started

> converge phoenix_lxc {"resources": [{"ctid": 101, "memory_mb": 1024}, {"ctid": 102, "memory_mb": 1024}, {"ctid": 103, "memory_mb": 1024}]}
    lxc/101 refused
      refused: lock wanted no lock, to change memory, found locked (backup)
        why Proxmox VE refuses every change of a locked container
        do no task of this node works on it: look whether something else works on it (`pgrep -af 101`, other than its own lxc-start); if not, `pct unlock 101` takes the stale lock away
    lxc/102 in_sync
      note: left alone: it has the tag phoenix-hold; it differs in memory
    lxc/103 in_sync
      note: left alone: the HA manager owns it; it differs in memory
    typed nothing
> check phoenix_lxc {"resources": [{"ctid": 101, "memory_mb": 512}, {"ctid": 102, "memory_mb": 512}]}
    lxc/101 in_sync
      note: left alone: it is locked (backup)
    lxc/102 in_sync
      note: left alone: it has the tag phoenix-hold
    typed nothing
