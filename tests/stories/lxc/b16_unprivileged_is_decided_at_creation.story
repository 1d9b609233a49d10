The old script typed `--unprivileged` for a container that exists, which `pct` refuses, and ended there. Here it is refused before
anything is typed, and all else goes on.

given container 101
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=8G
    mp0: local:101/vm-101-disk-1.raw,mp=/data,size=1G
> converge phoenix_lxc {"ctid": 101, "unprivileged": true, "memory_mb": 1024}
    lxc/101 refused
      memory 512 -> 1024 [live]
      refused: unprivileged wanted unprivileged, found privileged
        why Proxmox VE decides it when the container is created
        do make a copy (`vzdump 101`, `pct restore FREE_ID BACKUP --storage local --unprivileged 1`), and keep 101, stopped, until the copy is checked (mp0 is in no backup: `pct set` it with backup=1 first, or copy it); or wish what it is
    typed pct set 101 --memory 1024
> converge phoenix_lxc {"ctid": 101, "unprivileged": true, "memory_mb": 1024}
    lxc/101 refused
      refused: unprivileged wanted unprivileged, found privileged
        why Proxmox VE decides it when the container is created
        do make a copy (`vzdump 101`, `pct restore FREE_ID BACKUP --storage local --unprivileged 1`), and keep 101, stopped, until the copy is checked (mp0 is in no backup: `pct set` it with backup=1 first, or copy it); or wish what it is
    typed nothing
> converge phoenix_lxc {"ctid": 101, "unprivileged": false, "memory_mb": 1024}
    lxc/101 in_sync
    typed nothing
