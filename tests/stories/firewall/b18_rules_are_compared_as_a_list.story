The old script deleted a container's rules and added them one by one in each run, upside down, with no rule in between, and never
switched its firewall on. The list is compared as a whole and written at once.

given container 101
    arch: amd64
    hostname: web
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:01:01,ip=dhcp,type=veth
    rootfs: local:101/vm-101-disk-0.raw,size=8G
given file /etc/pve/firewall/101.fw
    [RULES]

    IN ACCEPT -p tcp -dport 443
    IN ACCEPT -p tcp -dport 80
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true, "allow": ["exposes"], "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443"}]}
    firewall/101 changed
      enable none -> 1 [at restart]
      rules.1 at rules.0 -> IN ACCEPT -p tcp -dport 443 [at restart]
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed write /etc/pve/firewall/101.fw
> show /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1

    [RULES]

    IN ACCEPT -p tcp -dport 80
    IN ACCEPT -p tcp -dport 443
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443"}]}
    firewall/101 in_sync
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed nothing
