The rules are one ordered list. A missing one is put where it belongs; one that moved is said to have moved; the rest of the file keeps its bytes.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1
given file /etc/pve/nodes/pve1/host.fw
    # written by hand
    [OPTIONS]
    nosmurfs: 1

    [RULES]

    # the web interface
    IN ACCEPT -p tcp --dport 8006
    in SSH(ACCEPT) # from anywhere
    |IN DROP -source 10.9.0.0/16

> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "macro": "SSH", "action": "ACCEPT", "comment": "from anywhere"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": 8006}, {"type": "out", "action": "ACCEPT"}]}
    firewall/node held
      held: rules.1 at rules.0 -> IN ACCEPT -p tcp -dport 8006 [live] (exposes)
      held: rules.2 |IN DROP -source 10.9.0.0/16 -> none [live] (exposes)
      held: rules.2 none -> OUT ACCEPT [live] (exposes)
      note: nobody is connected to tcp 22 and 8006 of this host, so whom the firewall would lock out was not looked at
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> converge phoenix_firewall {"scope": "node", "allow": ["exposes"], "rules": [{"type": "in", "macro": "SSH", "action": "ACCEPT", "comment": "from anywhere"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": 8006}, {"type": "out", "action": "ACCEPT"}]}
    firewall/node changed
      rules.1 at rules.0 -> IN ACCEPT -p tcp -dport 8006 [live]
      rules.2 |IN DROP -source 10.9.0.0/16 -> none [live]
      rules.2 none -> OUT ACCEPT [live]
    typed write /etc/pve/nodes/pve1/host.fw
> show /etc/pve/nodes/pve1/host.fw
    # written by hand
    [OPTIONS]
    nosmurfs: 1

    [RULES]

    in SSH(ACCEPT) # from anywhere
    # the web interface
    IN ACCEPT -p tcp --dport 8006
    OUT ACCEPT
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "macro": "ssh", "action": "ACCEPT", "comment": "from anywhere"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": 8006}, {"type": "out", "action": "ACCEPT"}]}
    firewall/node in_sync
    typed nothing
