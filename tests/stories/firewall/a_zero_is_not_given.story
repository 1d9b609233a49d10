To Proxmox a 0 is not given: a rule with `-dport 0` is about every port. So it is not wished, and one that a person wrote counts for what it does.

given caller 10.1.2.3
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 0
    policy_in: ACCEPT
    [RULES]
    IN DROP -p tcp -dport 0
> check phoenix_firewall {"scope": "cluster", "enable": true}
    firewall/cluster refused
      refused: access wanted tcp 22 and 8006 closed to 10.1.2.3 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 0` (rules.0 of cluster.fw)
        do put `IN ACCEPT -source 10.1.2.3 -p tcp -dport 22,8006` above what drops them, or allow it with `--allow lock-out`
    typed nothing
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": "0"}, {"type": "in", "action": "DROP", "proto": "tcp", "dport": "022"}, {"type": "in", "action": "DROP", "proto": "0"}]}
    firewall/node refused
      refused: rules.0 wanted IN DROP -p tcp -dport 0, found not written
        why dport: to Proxmox a 0 is not given, and the rule is about all
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.1 wanted IN DROP -p tcp -dport 022, found not written
        why dport: invalid port '022'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.2 wanted IN DROP -p 0, found not written
        why proto: to Proxmox a 0 is not given, and the rule is about all
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
    typed nothing
