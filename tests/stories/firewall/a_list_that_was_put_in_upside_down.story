Proxmox's API puts every new rule at the top, so a script that adds them one by one leaves them reversed. The order counts: it is put right.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1
    policy_in: DROP

    [RULES]

    IN DROP -source 10.0.0.0/8
    IN ACCEPT -source 10.0.0.5
> converge phoenix_firewall {"scope": "cluster", "allow": ["exposes"], "policy_in": "DROP", "rules": [{"type": "in", "action": "ACCEPT", "source": "10.0.0.5/32"}, {"type": "in", "action": "DROP", "source": "10.0.0.0/8"}]}
    firewall/cluster changed
      rules.1 at rules.0 -> IN DROP -source 10.0.0.0/8 [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1
    policy_in: DROP

    [RULES]

    IN ACCEPT -source 10.0.0.5
    IN DROP -source 10.0.0.0/8
> check phoenix_firewall {"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "source": "10.0.0.5"}, {"type": "in", "action": "DROP", "source": "10.0.0.0/8"}]}
    firewall/cluster in_sync
    typed nothing
