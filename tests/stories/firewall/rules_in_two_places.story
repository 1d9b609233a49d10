A person wrote [RULES] twice, and no line end after the last rule. To Proxmox it is one list; a rule that comes stands where it is wished, and no byte of the others changes.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
    [RULES]
    # first the office
    IN ACCEPT -source 10.1.0.0/16
    [IPSET desks]
    10.1.2.0/24
    [RULES]
    IN DROP  # the rest
> check phoenix_firewall {"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "source": "10.1.0.0/16"}, {"type": "in", "action": "DROP", "comment": "the rest"}]}
    firewall/cluster in_sync
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "allow": ["exposes"], "rules": [{"type": "in", "action": "ACCEPT", "source": "10.1.0.0/16"}, {"type": "in", "action": "ACCEPT", "macro": "SSH"}, {"type": "in", "action": "DROP", "comment": "the rest"}, {"type": "group", "action": "web"}]}
    firewall/cluster changed
      rules.1 none -> IN SSH(ACCEPT) [live]
      rules.3 none -> GROUP web [live]
      note: no such security group 'web' in /etc/pve/firewall/cluster.fw: its rule does nothing
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
    [RULES]
    # first the office
    IN ACCEPT -source 10.1.0.0/16
    IN SSH(ACCEPT)
    [IPSET desks]
    10.1.2.0/24
    [RULES]
    IN DROP  # the rest
    GROUP web
> converge phoenix_firewall {"scope": "cluster", "allow": ["exposes"], "rules": [{"type": "in", "action": "ACCEPT", "source": "10.1.0.0/16"}, {"type": "in", "action": "ACCEPT", "macro": "SSH"}, {"type": "in", "action": "DROP", "comment": "the rest"}, {"type": "group", "action": "web"}]}
    firewall/cluster in_sync
      note: no such security group 'web' in /etc/pve/firewall/cluster.fw: its rule does nothing
    typed nothing
