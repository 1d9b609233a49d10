Who means to be locked out says so by its name: `lock-out`, beside `exposes` or `all`.

given caller 203.0.113.7
> converge phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "DROP", "allow": ["all", "lock-out"]}
    firewall/cluster changed
      enable none -> 1 [live]
      access tcp 22 and 8006 open to 203.0.113.7 (you) -> closed [live]
    typed write /etc/pve/firewall/cluster.fw
> converge phoenix_firewall {"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "macro": "HTTP"}], "allow": ["exposes"]}
    firewall/cluster changed
      rules.0 none -> IN HTTP(ACCEPT) [live]
    typed write /etc/pve/firewall/cluster.fw
