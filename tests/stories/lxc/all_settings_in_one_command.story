All that differs goes into one `pct set`; what a running guest feels only after a restart waits, and is not sent again.

given container 101 running
    arch: amd64
    hostname: web
    memory: 2048
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.5/24,type=veth
    ostype: debian
    rootfs: local-zfs:subvol-101-disk-0,size=8G
    swap: 512
    unprivileged: 1
> check phoenix_lxc {"ctid": 101, "hostname": "shop", "memory_mb": 4096, "features": {"nesting": true}, "nameserver": "9.9.9.9", "tags": ["Shop", "blue"], "networks": [{"ip": "10.0.0.6/24", "gw": "10.0.0.1"}]}
    lxc/101 differs
      hostname web -> shop [at restart]
      memory 2048 -> 4096 [live]
      nameserver none -> 9.9.9.9 [at restart]
      features none -> nesting=1 [at restart]
      tags none -> blue;shop [live]
      net0.gw none -> 10.0.0.1 [live]
      net0.ip 10.0.0.5/24 -> 10.0.0.6/24 [live]
      $ pct set 101 --hostname shop --memory 4096 --nameserver 9.9.9.9 --features nesting=1 --tags 'blue;shop' --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.6/24,gw=10.0.0.1
    typed nothing
> converge phoenix_lxc {"ctid": 101, "hostname": "shop", "memory_mb": 4096, "features": {"nesting": true}, "nameserver": "9.9.9.9", "tags": ["Shop", "blue"], "networks": [{"ip": "10.0.0.6/24", "gw": "10.0.0.1"}]}
    lxc/101 changed
      hostname web -> shop [at restart]
      memory 2048 -> 4096 [live]
      nameserver none -> 9.9.9.9 [at restart]
      features none -> nesting=1 [at restart]
      tags none -> blue;shop [live]
      net0.gw none -> 10.0.0.1 [live]
      net0.ip 10.0.0.5/24 -> 10.0.0.6/24 [live]
      note: features, nameserver wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --hostname shop --memory 4096 --nameserver 9.9.9.9 --features nesting=1 --tags 'blue;shop' --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.6/24,gw=10.0.0.1
> converge phoenix_lxc {"ctid": 101, "hostname": "shop", "memory_mb": 4096, "features": {"nesting": true}, "nameserver": "9.9.9.9", "tags": ["Shop", "blue"], "networks": [{"ip": "10.0.0.6/24", "gw": "10.0.0.1"}]}
    lxc/101 in_sync
      note: features, nameserver wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> show /etc/pve/lxc/101.conf
    arch: amd64
    hostname: shop
    memory: 4096
    net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.6/24,type=veth
    ostype: debian
    rootfs: local-zfs:subvol-101-disk-0,size=8G
    swap: 512
    tags: blue;shop
    unprivileged: 1

    [pve:pending]
    features: nesting=1
    nameserver: 9.9.9.9
