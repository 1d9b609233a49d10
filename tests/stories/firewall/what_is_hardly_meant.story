What Proxmox takes and nobody means is told where it is written: a policy without pings or names, a rule that opens everything, one that never decides. A host in sync is quiet.

given container 101
    arch: amd64
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:00:01
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1

    [group pings]
    IN Ping(ACCEPT)
given peer 192.0.2.50
> check phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true, "policy_in": "DROP", "policy_out": "DROP", "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80,443"}, {"type": "in", "action": "ACCEPT", "macro": "HTTP"}]}
    firewall/101 differs
      state none -> 2 rules [new]
      enable none -> 1 [at restart]
      policy_out none -> DROP [at restart]
      rules.0 none -> IN ACCEPT -p tcp -dport 80,443 [at restart]
      rules.1 none -> IN HTTP(ACCEPT) [at restart]
      $ write /etc/pve/firewall/101.fw
      note: rules that never decide, since an earlier one matches all they match: `IN HTTP(ACCEPT)` (rules.1), behind `IN ACCEPT -p tcp -dport 80,443` (rules.0)
      note: policy_in is DROP and no rule lets icmp in: the guest answers no ping
      note: policy_out is DROP and no rule lets DNS out (udp 53): the guest finds no name
    typed nothing
> check phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true, "policy_in": "DROP", "policy_out": "DROP", "rules": [{"type": "group", "action": "pings"}, {"type": "out", "action": "ACCEPT", "macro": "DNS"}]}
    firewall/101 differs
      state none -> 2 rules [new]
      enable none -> 1 [at restart]
      policy_out none -> DROP [at restart]
      rules.0 none -> GROUP pings [at restart]
      rules.1 none -> OUT DNS(ACCEPT) [at restart]
      $ write /etc/pve/firewall/101.fw
    typed nothing
> converge phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT"}, {"type": "in", "action": "DROP", "source": "203.0.113.0/24"}, {"type": "in", "action": "ACCEPT"}], "allow": ["exposes"]}
    firewall/node changed
      rules.0 none -> IN ACCEPT [live]
      rules.1 none -> IN DROP -source 203.0.113.0/24 [live]
      rules.2 none -> IN ACCEPT [live]
    typed write /etc/pve/nodes/pve1/host.fw
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT"}, {"type": "in", "action": "DROP", "source": "203.0.113.0/24"}, {"type": "in", "action": "ACCEPT"}]}
    firewall/node in_sync
    typed nothing
> check phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "22"}]}
    firewall/node held
      held: rules.0 IN ACCEPT -> none [live] (exposes)
      held: rules.0 none -> IN ACCEPT -p tcp -dport 22 [live] (exposes)
      held: rules.1 IN DROP -source 203.0.113.0/24 -> none [live] (exposes)
      held: rules.2 IN ACCEPT -> none [live] (exposes)
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
