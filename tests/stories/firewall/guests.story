A guest that runs feels a change at once, one that does not at its start. What is written and not active is told, with the reason.

given container 101 running
    arch: amd64
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:00:01
given container 102
    arch: amd64
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:02
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1795392778
given file /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1
    ipfilter: 1
given no firewall daemon
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true, "rules": [{"type": "in", "action": "ACCEPT", "iface": "net0", "proto": "icmp"}]}
    firewall/101 held
      held: rules.0 none -> IN ACCEPT -i net0 -p icmp [live] (exposes)
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is 1795392778, a time stamp: it is on for 60 s after that second and off ever since)
      note: written, not active: pve-firewall does not run (`systemctl status pve-firewall`)
    typed nothing
> converge phoenix_firewall {"scope": "guest", "ctid": 102, "enable": true, "rules": [{"type": "group", "action": "web"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "80,443", "comment": "line one\nline #two"}]}
    firewall/102 changed
      state none -> 2 rules [new]
      enable none -> 1 [at restart]
      rules.0 none -> GROUP web [at restart]
      rules.1 none -> IN ACCEPT -p tcp -dport 80,443 # line one line two [at restart]
      note: no such security group 'web' in /etc/pve/firewall/cluster.fw: its rule does nothing
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is 1795392778, a time stamp: it is on for 60 s after that second and off ever since)
      note: written, not active: no network interface of the guest has firewall=1
      note: written, not active: pve-firewall does not run (`systemctl status pve-firewall`)
    typed write /etc/pve/firewall/102.fw
> show /etc/pve/firewall/102.fw
    [OPTIONS]

    enable: 1

    [RULES]

    GROUP web
    IN ACCEPT -p tcp -dport 80,443 # line one line two
> check phoenix_firewall {"scope": "guest", "ctid": 102, "enable": true, "rules": [{"type": "group", "action": "web"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "443,80", "comment": "line one\nline #two"}]}
    firewall/102 in_sync
      note: no such security group 'web' in /etc/pve/firewall/cluster.fw: its rule does nothing
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is 1795392778, a time stamp: it is on for 60 s after that second and off ever since)
      note: written, not active: no network interface of the guest has firewall=1
      note: written, not active: pve-firewall does not run (`systemctl status pve-firewall`)
    typed nothing
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "options": {"ipfilter": ""}, "allow": ["exposes"]}
    firewall/101 changed
      ipfilter 1 -> none [live]
    typed write /etc/pve/firewall/101.fw
> show /etc/pve/firewall/101.fw
    [OPTIONS]

    enable: 1
