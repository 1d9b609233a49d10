A root disk grows if that is allowed by name; it is never shrunk and never moved. `pct resize` may lie: it is looked at again.

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
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 16, "memory_mb": 1024}
    lxc/101 held
      memory 512 -> 1024 [live]
      held: rootfs 8G -> 16G [live] (irreversible)
    typed pct set 101 --memory 1024
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 16, "allow": ["irreversible"]}
    lxc/101 changed
      rootfs 8G -> 16G [live]
    typed pct resize 101 rootfs 16G
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 8}
    lxc/101 refused
      refused: storage_size_gb wanted 8G, found 16G
        why unable to shrink disk size
        do wish the size it has, or make a smaller container and move the data
    typed nothing
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 8, "storage_pool": "local", "unprivileged": true}
    lxc/101 refused
      refused: unprivileged wanted unprivileged, found privileged
        why Proxmox VE decides it when the container is created
        do make a copy (`vzdump 101`, `pct restore FREE_ID BACKUP --storage disks --unprivileged 1`), and keep 101, stopped, until the copy is checked; or wish what it is
      refused: storage_pool wanted local, found disks
        why a root disk is never moved to converge
        do `pct move-volume 101 rootfs local` moves it (the container must be stopped)
    typed nothing
given fault pct resize
    zfs error: cannot set property for 'tank/disks/subvol-101-disk-0': out of space
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 32, "allow": ["irreversible"]}
    lxc/101 failed
      note: still wanted: rootfs 16G -> 32G
      failed: pct resize 101 rootfs 32G
        said zfs error: cannot set property for 'tank/disks/subvol-101-disk-0': out of space
        said it ended with exit 0, and the host is as it was before
        now stopped, disks:subvol-101-disk-0,size=16G
    typed pct resize 101 rootfs 32G
