The old scripts wrote `iface eth0` and `-iface eth0`, which Proxmox does not understand, so that the rule was dropped. Proxmox names a
guest's interface netN.

given container 101
    arch: amd64
    hostname: web
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:01:01,ip=dhcp,type=veth
    rootfs: local:101/vm-101-disk-0.raw,size=8G
given file /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT iface eth0 -p tcp -dport 80
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "allow": ["exposes"], "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80", "iface": "net0"}]}
    firewall/101 changed
      rules.0 none -> IN ACCEPT -i net0 -p tcp -dport 80 [at restart]
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed write /etc/pve/firewall/101.fw
> show /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT -i net0 -p tcp -dport 80
    # IN ACCEPT iface eth0 -p tcp -dport 80
> check phoenix_firewall {"scope": "guest", "ctid": 101, "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80", "iface": "eth0"}]}
    firewall/101 refused
      refused: rules.0 wanted IN ACCEPT -i eth0 -p tcp -dport 80, found not written
        why iface: value does not match the regex pattern 'net\d+'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
    typed nothing
