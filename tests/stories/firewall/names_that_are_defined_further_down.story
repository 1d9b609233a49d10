Proxmox reads a file from the top. A rule above the alias or the set it names is in error and never applied, although the file has both.

given caller 10.1.2.3
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 0
    [RULES]
    IN ACCEPT -source office -p tcp -dport 22,8006
    IN ACCEPT -source +desks
    [ALIASES]
    office 10.1.0.0/16
    [IPSET desks]
    10.1.2.0/24
> check phoenix_firewall {"scope": "cluster", "enable": true}
    firewall/cluster refused
      refused: access wanted tcp 22 and 8006 closed to 10.1.2.3 (you), found open
        why new connections would be dropped: no rule accepts them, and policy_in is DROP (the default)
        do add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 10.1.2.3 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`
      note: what these lines of /etc/pve/firewall/cluster.fw name is defined further down: line 4, line 5; Proxmox reads from the top and does not find it, so they are in error and do nothing until [ALIASES] and [IPSET ...] stand above them
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> check phoenix_firewall {"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "source": "office", "proto": "tcp", "dport": "22,8006"}]}
    firewall/cluster refused
      refused: rules wanted IN ACCEPT -source office -p tcp -dport 22,8006, found above what it names
        why Proxmox reads the file from the top: what is defined further down is not there yet, so this would be kept and never applied
        do move [ALIASES] and the [IPSET ...] sections above [RULES] and the groups, then run again
      note: what these lines of /etc/pve/firewall/cluster.fw name is defined further down: line 4, line 5; Proxmox reads from the top and does not find it, so they are in error and do nothing until [ALIASES] and [IPSET ...] stand above them
    typed nothing
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT", "source": "office"}]}
    firewall/node held
      held: rules.0 none -> IN ACCEPT -source office [live] (exposes)
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is 0)
    typed nothing
> check phoenix_firewall {"scope": "cluster", "aliases": {"office": "10.1.0.0/16"}}
    firewall/cluster in_sync
      note: what these lines of /etc/pve/firewall/cluster.fw name is defined further down: line 4, line 5; Proxmox reads from the top and does not find it, so they are in error and do nothing until [ALIASES] and [IPSET ...] stand above them
    typed nothing
