Whether an interface of a running container is filtered is held like its rules; nothing else is held with it. Of a container that
does not run it is harmless.

given pool tank
given container 102 running
    arch: amd64
    hostname: open
    rootfs: local:102/vm-102-disk-0.raw,size=8G
    memory: 512
    net0: name=eth0,bridge=vmbr0,firewall=0,hwaddr=BC:24:11:00:01:02,ip=dhcp,type=veth
given container 103
    arch: amd64
    hostname: asleep
    rootfs: local:103/vm-103-disk-0.raw,size=8G
    memory: 512
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:01:03,ip=dhcp,type=veth
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {
      "102": {"name": "open", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "memory_mb": 1024,
        "network_config": {"name": "eth0", "bridge": "vmbr0", "ip": "dhcp"}, "firewall": {"enabled": true}},
      "103": {"name": "asleep", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "memory_mb": 1024,
        "network_config": {"name": "eth0", "bridge": "vmbr0", "ip": "dhcp"}, "firewall": {"enabled": true}}}}
> phoenix-run converge
    ok lxc/103
    ok lxc/102
    ok firewall/103
    saw firewall/102
      = lxc/102 open         net0.firewall 0 -> 1                       held: --allow exposes lxc:3
      = firewall/102 open    enable       none -> 1                    held: --allow exposes lxc:3
      . firewall/102, firewall/103  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
      . firewall/102  written, not active: no network interface of the guest has firewall=1
      ! firewall/102  policy_in is DROP and no rule lets anything in: nobody reaches the guest
    5 resources: 3 in sync, 2 refused or held (exit 3)
    typed pct set 103 --memory 1024 --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:01:03,ip=dhcp,firewall=1
    typed pct set 102 --memory 1024
    typed write /etc/pve/firewall/103.fw
> phoenix-run converge --allow exposes
    ok lxc/102
    ok firewall/102
      . firewall/102, firewall/103  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    5 resources: 5 in sync (exit 0)
    typed pct set 102 --net0 name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:01:02,ip=dhcp
    typed write /etc/pve/firewall/102.fw
> phoenix-run check
      . firewall/102, firewall/103  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    5 resources: 5 in sync (exit 0)
    typed nothing
