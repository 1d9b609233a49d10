With DOS line ends a file counts for nothing to pve-firewall, and is read by proxmox-firewall (nftables). So a rule of the node may lock out although cluster.fw seems to say nothing.

given caller 203.0.113.7
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]\r
    enable: 1\r
    policy_in: ACCEPT\r
given file /etc/pve/nodes/pve1/host.fw
    [OPTIONS]
    nftables: 1
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": "22"}]}
    firewall/node refused
      refused: access wanted tcp 22 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed nothing
> check phoenix_firewall {"scope": "cluster", "options": {"ebtables": "1"}}
    firewall/cluster in_sync
      note: /etc/pve/firewall/cluster.fw has DOS line ends: Proxmox does not recognize its sections, so nothing of it counts to pve-firewall; proxmox-firewall (nftables) reads it
    typed nothing
