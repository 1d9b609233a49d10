`absent` takes a definition away, never data, and only if no guest names it.

given pool tank
given dataset tank/disks
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    dir: idle
    \tpath /tank/idle
    \tcontent iso

given container 101
    arch: amd64
    rootfs: disks:subvol-101-disk-0,size=8G
> converge phoenix_pvesm {"storage": "disks", "state": "absent"}
    storage/disks refused
      refused: state wanted absent, found used by guests 101
        why guests name volumes on it
        do move their volumes (`pct move-volume`) or destroy them first
    typed nothing
> converge phoenix_pvesm {"storage": "idle", "state": "absent"}
    storage/idle changed
      state present -> absent [removed]
    typed pvesm remove idle
> converge phoenix_pvesm {"storage": "local", "state": "absent"}
    storage/local refused
      refused: state wanted absent, found present
        why Proxmox VE always has the storage local, `pvesm remove local` changes nothing
        do disable it or restrict its content instead
    typed nothing
> converge phoenix_pvesm {"storage": "nobody", "state": "absent"}
    storage/nobody in_sync
    typed nothing
> check phoenix_pvesm {"storage": "disks", "pool": "tank/other"}
    storage/disks refused
      refused: pool wanted tank/other, found tank/disks
        why can't change value of fixed parameter 'pool'
        do guests 101 name volumes on it: move those (`pct move-volume`) or destroy the guests first; only then `pvesm remove disks` takes the definition away (never the data); then run again
    typed nothing
> check phoenix_pvesm {"storage": "disks", "type": "dir", "path": "/tank/disks"}
    storage/disks refused
      refused: type wanted dir, found zfspool
        why a storage's type cannot be changed
        do guests 101 name volumes on it: move those (`pct move-volume`) or destroy the guests first; only then `pvesm remove disks` takes the definition away (never the data); then run again
    typed nothing
