A container whose file holds what Proxmox does not understand is compared all the same, and told what the next write would
drop; one whose file cannot be read at all is unknown. Neither keeps the others from being seen.

given container 101
    arch: amd64
    cores: 4x
    memory = 400
    net0: foo
    lxc.bogus: 1
    delete: swap
    frobnicate: 1
    rootfs: local:101/vm-101-disk-0.raw,size=4G

given file /etc/pve/nodes/pve1/lxc/102.conf/inner
    a directory

given container 103
    arch: amd64
    memory: 1024
    rootfs: local:103/vm-103-disk-0.raw,size=4G

> check phoenix_lxc {"resources": [{"ctid": 101, "cores": 4, "memory_mb": 400}, {"ctid": 102, "memory_mb": 400}, {"ctid": 103, "memory_mb": 2048}]}
    lxc/101 differs
      memory none -> 400 [live]
      cores 4x -> 4 [live]
      $ pct set 101 --memory 400 --cores 4
      note: the next pct set drops these lines, which Proxmox VE does not understand: 3 (memory = 400), 5 (lxc.bogus: 1), 6 (delete: swap)
    lxc/102 unknown
      unknown: cannot read /etc/pve/nodes/pve1/lxc/102.conf: is a directory
    lxc/103 differs
      memory 1024 -> 2048 [live]
      $ pct set 103 --memory 2048
    typed nothing
