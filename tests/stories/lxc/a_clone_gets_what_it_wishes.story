A clone has what its source has, and new MAC addresses: it is made, looked at, and then given what it wishes.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-900-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 900
    arch: amd64
    hostname: base
    memory: 512
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:09:00,ip=10.0.0.200/24,type=veth
    ostype: debian
    rootfs: disks:subvol-900-disk-0,size=8G
    swap: 512
    unprivileged: 1
> check phoenix_lxc {"ctid": 101, "state": "running", "clone_from": 900, "hostname": "web", "storage_pool": "disks", "storage_size_gb": 16, "memory_mb": 2048, "unprivileged": true, "networks": [{"ip": "10.0.0.5/24", "hwaddr": "BC:24:11:00:01:01"}]}
    lxc/101 differs
      state none -> full clone of 900 [new]
      hostname none -> web [new]
      $ pct clone 900 101 --full --hostname web
      memory 512 -> 2048 [live]
      net0.hwaddr none -> BC:24:11:00:01:01 [live]
      net0.ip 10.0.0.200/24 -> 10.0.0.5/24 [live]
      $ pct set 101 --memory 2048 --net0 name=eth0,bridge=vmbr0,ip=10.0.0.5/24,hwaddr=BC:24:11:00:01:01 (expected)
      rootfs 8G -> 16G [live]
      $ pct resize 101 rootfs 16G (expected)
      state stopped -> running [live]
      $ pct start 101 (expected)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "state": "running", "clone_from": 900, "hostname": "web", "storage_pool": "disks", "storage_size_gb": 16, "memory_mb": 2048, "unprivileged": true, "networks": [{"ip": "10.0.0.5/24", "hwaddr": "BC:24:11:00:01:01"}]}
    lxc/101 changed
      state none -> full clone of 900 [new]
      hostname none -> web [new]
      memory 512 -> 2048 [live]
      net0.hwaddr BC:24:11:B9:B5:01 -> BC:24:11:00:01:01 [live]
      net0.ip 10.0.0.200/24 -> 10.0.0.5/24 [live]
      rootfs 8G -> 16G [live]
      state stopped -> running [live]
    typed pct clone 900 101 --full --hostname web
    typed pct set 101 --memory 2048 --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:01:01,ip=10.0.0.5/24
    typed pct resize 101 rootfs 16G
    typed pct start 101
> show /etc/pve/lxc/101.conf
    arch: amd64
    hostname: web
    memory: 2048
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:01:01,ip=10.0.0.5/24,type=veth
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=16G
    swap: 512
    unprivileged: 1
