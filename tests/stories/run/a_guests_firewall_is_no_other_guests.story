A firewall follows its container: a virtual machine that has the id gets no file, a container that a person holds keeps its own.

given pool tank
given file /etc/pve/nodes/pve1/qemu-server/120.conf
    memory: 512
    net0: virtio=BC:24:11:00:00:20,bridge=vmbr0,firewall=1
given container 101 running
    arch: amd64
    hostname: held
    rootfs: local:101/vm-101-disk-0.raw,size=8G
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:01:01,ip=dhcp,type=veth
    tags: phoenix-hold
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {
      "120": {"name": "taken", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
        "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "icmp"}]}},
      "101": {"name": "held", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
        "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "icmp"}]}}}}
> phoenix-run check
      !!  lxc/120  REFUSED
          wanted  ctid a container of this node (lxc:2)        there  120 is a virtual machine on node pve1
          why     an id belongs to one guest of the whole cluster
          do      give the container another id, or run on that node
      . lxc/101  left alone: it has the tag phoenix-hold
      . firewall/101  left alone: it has the tag phoenix-hold; it differs in enable, rules.0
    5 resources: 2 in sync, 1 left alone, 1 refused or held, 1 blocked (exit 3)
    typed nothing
> phoenix-run converge --allow exposes
      !!  lxc/120  REFUSED
          wanted  ctid a container of this node (lxc:2)        there  120 is a virtual machine on node pve1
          why     an id belongs to one guest of the whole cluster
          do      give the container another id, or run on that node
      . lxc/101  left alone: it has the tag phoenix-hold
      . firewall/101  left alone: it has the tag phoenix-hold; it differs in enable, rules.0
    5 resources: 2 in sync, 1 left alone, 1 refused or held, 1 blocked (exit 3)
    typed nothing
