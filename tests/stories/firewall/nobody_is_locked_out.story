A firewall that would cut off who types is refused, with what drops him and what to add. A set `management` lets him in.

given caller 203.0.113.7
given peer 192.0.2.50 8006
> check phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "DROP"}
    firewall/cluster refused
      refused: access wanted tcp 22 and 8006 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: no rule accepts them, and policy_in is DROP (the default)
        do add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "DROP", "allow": ["all"]}
    firewall/cluster refused
      refused: access wanted tcp 22 and 8006 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: no rule accepts them, and policy_in is DROP (the default)
        do add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "DROP", "allow": ["lock-out"]}
    firewall/cluster held
      held: enable none -> 1 [live] (exposes)
      held: access tcp 22 and 8006 open to 203.0.113.7 (you) -> closed [live] (lock-out)
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "DROP", "ipsets": {"management": {"entries": ["203.0.113.0/24"]}}, "allow": ["exposes"]}
    firewall/cluster changed
      enable none -> 1 [live]
      ipsets.management none -> [203.0.113.0/24] [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [IPSET management]

    203.0.113.0/24
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": "22"}]}
    firewall/node refused
      refused: access wanted tcp 22 closed to 203.0.113.7 (you), 192.0.2.50, found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 203.0.113.7,192.0.2.50 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> converge phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": "443"}], "allow": ["exposes"]}
    firewall/node changed
      rules.0 none -> IN DROP -p tcp -dport 443 [live]
    typed write /etc/pve/nodes/pve1/host.fw
