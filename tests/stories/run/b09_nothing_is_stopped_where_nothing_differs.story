B-09: the old script stopped each container in each run, also where nothing differed. A guest runs on while what it feels at once is
changed; what it feels after a restart only waits, and is told.

given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.auto: sys:rw
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 512, "lxc_options": ["lxc.mount.auto:sys:rw"]}}}
> phoenix-run converge
    1 resource: 1 in sync (exit 0)
    typed nothing
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 1024, "cores": 2, "pct_options": ["nesting=1"], "lxc_options": ["lxc.mount.auto:sys:rw"]}}}
> phoenix-run converge
    ok lxc/101
      . lxc/101  features wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    1 resource: 1 in sync, 1 waiting for a restart (exit 4)
    typed pct set 101 --memory 1024 --cores 2 --features nesting=1
> phoenix-run converge
      . lxc/101  features wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    1 resource: 1 in sync, 1 waiting for a restart (exit 4)
    typed nothing
