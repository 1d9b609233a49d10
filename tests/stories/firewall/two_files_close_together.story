Each of two files may be harmless, and both together lock out. Whatever order they are given in, the cluster's is refused; a task of its own for the node, done first, lets it through.

given caller 192.0.2.50
> converge phoenix_firewall {"resources": [{"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": "22"}]}, {"scope": "cluster", "enable": true}], "allow": ["exposes"]}
    firewall/node changed
      rules.0 none -> IN DROP -p tcp -dport 22 [live]
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    firewall/cluster refused
      refused: access wanted tcp 22 closed to 192.0.2.50 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 192.0.2.50 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed write /etc/pve/nodes/pve1/host.fw
> converge phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["exposes"]}
    firewall/cluster refused
      refused: access wanted tcp 22 closed to 192.0.2.50 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 192.0.2.50 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> check phoenix_firewall {"scope": "cluster", "enable": true, "expecting": {"guest": false, "node": {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "22,8006"}]}}, "allow": ["exposes"]}
    firewall/cluster differs
      enable none -> 1 [live]
      $ write /etc/pve/firewall/cluster.fw
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
      note: pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`
    typed nothing
> converge phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "22,8006"}], "allow": ["exposes"]}
    firewall/node changed
      rules.0 IN DROP -p tcp -dport 22 -> none [live]
      rules.0 none -> IN ACCEPT -p tcp -dport 22,8006 [live]
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed write /etc/pve/nodes/pve1/host.fw
> converge phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["exposes"]}
    firewall/cluster changed
      enable none -> 1 [live]
    typed write /etc/pve/firewall/cluster.fw
