Proxmox passes by what it does not understand. The lines are named; in a list of rules that is written they become comments, everywhere else they stay.

given file /etc/pve/firewall/cluster.fw
    stray line
    [OPTIONS]
    enable: 1
    bogus: 1
    [FOO]
    [RULES]
    IN ACCEPT -p   tcp -dport 23
    IN accept -p tcp -dport 24
    SIDEWAYS ACCEPT
    IN ACCEPT -p tcp -dport 25
> check phoenix_firewall {"scope": "cluster", "enable": true}
    firewall/cluster in_sync
      note: Proxmox does not understand these lines of /etc/pve/firewall/cluster.fw: line 1 (skip line - no section), line 4 (can't parse option 'bogus: 1'), line 5 (can't parse option '[FOO]'), line 7 (unable to parse rule parameters: -p   tcp -dport 23), line 9 (invalid rule type 'sideways' for rule_env 'cluster'); it passes them by, and its next write of the file drops them
      note: line 9 of /etc/pve/firewall/cluster.fw is a rule of an unknown type: while it stands there, no web interface and no pvesh can write the file
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "allow": ["exposes"], "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": 25}]}
    firewall/cluster changed
      rules.0 IN accept -p tcp -dport 24 -> none [live]
      note: Proxmox does not understand these lines of /etc/pve/firewall/cluster.fw: line 1 (skip line - no section), line 4 (can't parse option 'bogus: 1'), line 5 (can't parse option '[FOO]'); it passes them by, and its next write of the file drops them
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    stray line
    [OPTIONS]
    enable: 1
    bogus: 1
    [FOO]
    [RULES]
    # IN ACCEPT -p   tcp -dport 23
    # SIDEWAYS ACCEPT
    IN ACCEPT -p tcp -dport 25
