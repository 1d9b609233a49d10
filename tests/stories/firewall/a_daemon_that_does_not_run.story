Where nothing applies the files nobody is shut out today, whatever they say: what they would do once the daemon runs counts.

given no firewall daemon
given caller 203.0.113.7
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
> check phoenix_firewall {"scope": "cluster", "policy_in": "REJECT", "allow": ["all"]}
    firewall/cluster refused
      refused: access wanted tcp 22 and 8006 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: no rule accepts them, and policy_in is REJECT (cluster.fw)
        do add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`
      note: written, not active: pve-firewall does not run (`systemctl status pve-firewall`)
      note: policy_in is REJECT and no rule lets icmp in: this host answers no ping
    typed nothing
