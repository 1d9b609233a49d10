What `pct` would refuse is refused before anything is typed, at its line of the file; all else goes on.

given hypervisor
    { "zfs": { "pools": [], "datasets": [] } }
given lxc
    { "lxc_configs": {
      "101": { "name": "web",
        "memory_mb": 1024,
        "features": "nesting=2" },
      "102": { "name": "shop", "memory_mb": 1024 } } }
given container 101
    arch: amd64
    hostname: web
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=8G
given container 102
    arch: amd64
    hostname: shop
    rootfs: local:102/vm-102-disk-0.raw,size=8G
> phoenix-run converge
    ok lxc/101
    ok lxc/102
      !!  lxc/101  REFUSED
          wanted  features.nesting 2 (lxc:4)        there  not compared
          why     type check ('boolean') failed - got '2'
          do      it takes true or false
    2 resources: 1 in sync, 1 refused or held (exit 3)
    typed pct set 101 --memory 1024
    typed pct set 102 --memory 1024
