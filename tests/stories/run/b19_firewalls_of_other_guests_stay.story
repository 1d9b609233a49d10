B-19: the old script deleted every `*.fw`, those of guests that no file names too, wrote the rules of guests among those of the cluster and
restarted the firewall in each run. Each guest's file is its own; what no file names stays, and nothing is restarted.

given container 101
    arch: amd64
    hostname: web
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:00:01,type=veth
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
given container 950
    arch: amd64
    rootfs: local:950/vm-950-disk-0.raw,size=4G
given file /etc/pve/firewall/950.fw
    [OPTIONS]

    enable: 1
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT -source 10.0.0.0/8
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"name": "web", "firewall": {"enabled": true,
      "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "443"}]}}}}
> phoenix-run converge
    ok firewall/101
    not in the files: lxc/950, firewall/950
    2 resources: 2 in sync (exit 0)
    typed write /etc/pve/firewall/101.fw
> phoenix-run converge
    not in the files: lxc/950, firewall/950
    2 resources: 2 in sync (exit 0)
    typed nothing
> show /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT -p tcp -dport 443
> show /etc/pve/firewall/950.fw
    [OPTIONS]

    enable: 1
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT -source 10.0.0.0/8
