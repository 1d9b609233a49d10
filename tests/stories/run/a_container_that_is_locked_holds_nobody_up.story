A container that a backup has locked is asked for again by the run, whose module waits for the lock; all others are done.

given container 101
    arch: amd64
    hostname: web
    lock: backup
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given container 102
    arch: amd64
    hostname: data
    memory: 512
    ostype: debian
    rootfs: local:102/vm-102-disk-0.raw,size=4G
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
given file /var/lib/vz/images/102/vm-102-disk-0.raw
    a disk
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 1024}, "102": {"name": "data", "memory_mb": 1024}}}
> phoenix-run check
      ~ lxc/102 data  memory       512 -> 1024 MiB              live                 lxc:1
      !!  lxc/101  REFUSED
          wanted  lock no lock, to change memory (lxc:1)        there  locked (backup)
          why     Proxmox VE refuses every change of a locked container
          do      no task of this node works on it: look whether something else works on it (`pgrep -af 101`, other than its own lxc-start); if not, `pct unlock 101` takes the stale lock away
    2 resources: 1 differs, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok lxc/102
    saw lxc/101
      !!  lxc/101  REFUSED
          wanted  lock no lock, to change memory (lxc:1)        there  locked (backup)
          why     Proxmox VE refuses every change of a locked container
          do      no task of this node works on it: look whether something else works on it (`pgrep -af 101`, other than its own lxc-start); if not, `pct unlock 101` takes the stale lock away
    2 resources: 1 in sync, 1 refused or held (exit 3)
    typed pct set 102 --memory 1024
> type pct unlock 101
    exit 0
> phoenix-run converge
    ok lxc/101
    2 resources: 2 in sync (exit 0)
    typed pct set 101 --memory 1024
