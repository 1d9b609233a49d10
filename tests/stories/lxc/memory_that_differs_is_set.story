Memory differs: exactly `pct set CTID --memory N` is typed. It is equal: nothing is.

given container 101 running
    arch: amd64
    cores: 2
    hostname: web
    memory: 2048
    ostype: debian
    rootfs: local-zfs:subvol-101-disk-0,size=8G
    swap: 512
    unprivileged: 1
> check phoenix_lxc {"ctid": 101, "memory_mb": 4096}
    lxc/101 differs
      memory 2048 -> 4096 [live]
      $ pct set 101 --memory 4096
    typed nothing
> converge phoenix_lxc {"ctid": 101, "memory_mb": 4096}
    lxc/101 changed
      memory 2048 -> 4096 [live]
    typed pct set 101 --memory 4096
> converge phoenix_lxc {"ctid": 101, "memory_mb": 4096}
    lxc/101 in_sync
    typed nothing
> show /etc/pve/lxc/101.conf
    arch: amd64
    cores: 2
    hostname: web
    memory: 4096
    ostype: debian
    rootfs: local-zfs:subvol-101-disk-0,size=8G
    swap: 512
    unprivileged: 1
