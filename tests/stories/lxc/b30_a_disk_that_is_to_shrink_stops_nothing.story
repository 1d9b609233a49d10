The old script ran into `pct resize` to a smaller size with the container stopped already. Here the size is refused before anything is
typed; the container goes on running, and what else differs is set.

given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=16G
> converge phoenix_lxc {"ctid": 101, "state": "running", "storage_size_gb": 8, "memory_mb": 1024}
    lxc/101 refused
      memory 512 -> 1024 [live]
      refused: storage_size_gb wanted 8G, found 16G
        why unable to shrink disk size
        do wish the size it has, or make a smaller container and move the data
    typed pct set 101 --memory 1024
> converge phoenix_lxc {"ctid": 101, "state": "running", "storage_size_gb": 8, "memory_mb": 1024}
    lxc/101 refused
      refused: storage_size_gb wanted 8G, found 16G
        why unable to shrink disk size
        do wish the size it has, or make a smaller container and move the data
    typed nothing
