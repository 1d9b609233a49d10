Rules that begin to count with a write, and a second wish about the same file: neither takes the guard by surprise.

given caller 203.0.113.7
given file /etc/pve/nodes/pve1/host.fw
    [RULES]\r
    IN DROP -p tcp -dport 22\r
> converge phoenix_firewall {"allow": ["exposes"], "resources": [{"scope": "cluster", "enable": true, "policy_in": "ACCEPT"}, {"scope": "node", "options": {"log_level_in": "info"}}]}
    firewall/cluster refused
      refused: access wanted tcp 22 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
    firewall/node changed
      line_ends DOS -> LF [live]
      log_level_in none -> info [live]
      rules.0 none -> IN DROP -p tcp -dport 22 [live]
    typed write /etc/pve/nodes/pve1/host.fw
> converge phoenix_firewall {"allow": ["exposes"], "resources": [{"scope": "cluster", "enable": true, "policy_in": "ACCEPT"}, {"scope": "node", "options": {"ndp": "1"}}, {"scope": "node", "rules": [{"type": "in", "action": "DROP", "proto": "tcp", "dport": 22}]}]}
    firewall/cluster refused
      refused: access wanted tcp 22 closed to 203.0.113.7 (you), found open
        why new connections would be dropped: `IN DROP -p tcp -dport 22` (rules.0 of host.fw)
        do put `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22` above what drops them, or allow it with `--allow lock-out`
    firewall/node unknown
      unknown: firewall/node is wished twice in one call, so what it will be cannot be judged; put both wishes into one
    firewall/node unknown
      unknown: firewall/node is wished twice in one call, so what it will be cannot be judged; put both wishes into one
    typed nothing
