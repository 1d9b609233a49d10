Proxmox keeps the names of groups and sets in lower case, and looks for the one that a rule has: in capitals it finds none, and does not
apply the rule. So that is drift, whoever wrote it. Sets of a software-defined network have the names that it gives them.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [ALIASES]

    Office 10.1.0.0/16

    [IPSET mgmt]

    10.0.0.0/8

    [RULES]

    GROUP Web
    IN ACCEPT -source +Mgmt
    IN ACCEPT -source office
    IN ACCEPT -source +sdn/VNet0-all

    [group web]

    IN ACCEPT -p tcp -dport 443
> check phoenix_firewall {"scope": "cluster", "rules": [{"type": "group", "action": "Web"}, {"type": "in", "action": "ACCEPT", "source": "+Mgmt"}, {"type": "in", "action": "ACCEPT", "source": "Office"}, {"type": "in", "action": "ACCEPT", "source": "+sdn/VNet0-all"}], "allow": ["all"]}
    firewall/cluster differs
      rules.0 GROUP Web -> none [live]
      rules.0 none -> GROUP web [live]
      rules.1 IN ACCEPT -source +Mgmt -> none [live]
      rules.1 none -> IN ACCEPT -source +mgmt [live]
      $ write /etc/pve/firewall/cluster.fw
      note: nobody is connected to tcp 22 and 8006 of this host, so whom the firewall would lock out was not looked at
      note: pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "rules": [{"type": "group", "action": "Web"}, {"type": "in", "action": "ACCEPT", "source": "+Mgmt"}, {"type": "in", "action": "ACCEPT", "source": "Office"}, {"type": "in", "action": "ACCEPT", "source": "+sdn/VNet0-all"}], "allow": ["all"]}
    firewall/cluster changed
      rules.0 GROUP Web -> none [live]
      rules.0 none -> GROUP web [live]
      rules.1 IN ACCEPT -source +Mgmt -> none [live]
      rules.1 none -> IN ACCEPT -source +mgmt [live]
    typed write /etc/pve/firewall/cluster.fw
> converge phoenix_firewall {"scope": "cluster", "rules": [{"type": "group", "action": "web"}, {"type": "in", "action": "ACCEPT", "source": "+mgmt"}, {"type": "in", "action": "ACCEPT", "source": "office"}, {"type": "in", "action": "ACCEPT", "source": "+sdn/VNet0-all"}], "allow": ["all"]}
    firewall/cluster in_sync
    typed nothing
