An editor put a byte order mark before the first line: Proxmox does not recognize the header, so the options below it count for nothing. It is told, and goes with the first write, which shows what begins to count.

given file /etc/pve/firewall/cluster.fw
    ﻿[OPTIONS]
    enable: 1
    policy_out: DROP

    [RULES]
    IN ACCEPT -source 10.1.0.0/16
> check phoenix_firewall {"scope": "cluster", "rules": [{"type": "in", "action": "ACCEPT", "source": "10.1.0.0/16"}]}
    firewall/cluster in_sync
      note: /etc/pve/firewall/cluster.fw begins with a byte order mark: Proxmox does not recognize its first line
      note: Proxmox does not understand these lines of /etc/pve/firewall/cluster.fw: line 1 (skip line - no section), line 2 (skip line - no section), line 3 (skip line - no section); it passes them by, and its next write of the file drops them
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["exposes"]}
    firewall/cluster changed
      byte_order_mark there -> none [live]
      enable none -> 1 [live]
      policy_out none -> DROP [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
    policy_out: DROP

    [RULES]
    IN ACCEPT -source 10.1.0.0/16
> converge phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["exposes"]}
    firewall/cluster in_sync
    typed nothing
