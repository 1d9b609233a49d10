The host's file wants input dropped and names no rule for 22 or 8006. Who comes from afar would be cut off: refused, and cluster.fw is not written. With a rule for him it is.

given caller 203.0.113.7
given hypervisor
    {
      "zfs": { "pools": [], "datasets": [] },
      "firewall": { "enabled": true, "default_input_policy": "DROP", "default_output_policy": "ACCEPT",
        "global_firewall_rules": [
          { "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80,443" }
        ] }
    }
given lxc
    { "lxc_configs": {} }
> phoenix-run converge --allow all
    ok firewall/node
    saw firewall/cluster
      !!  firewall/cluster  REFUSED
          wanted  access tcp 22 and 8006 closed to 203.0.113.7 (you) (hypervisor:3)        there  open
          why     new connections would be dropped: no rule accepts them, and policy_in is DROP (the default)
          do      add their network to the ipset management of cluster.fw, or add `IN ACCEPT -source 203.0.113.7 -p tcp -dport 22,8006` to the wished rules (`global_firewall_rules` of the files), or allow it with `--allow lock-out`
      ! firewall/cluster  policy_in is DROP and no rule lets icmp in: this host answers no ping
    2 resources: 1 in sync, 1 refused or held (exit 3)
    typed write /etc/pve/nodes/pve1/host.fw
> show /etc/pve/firewall/cluster.fw
    no such file
given hypervisor
    {
      "zfs": { "pools": [], "datasets": [] },
      "firewall": { "enabled": true, "default_input_policy": "DROP", "default_output_policy": "ACCEPT",
        "global_firewall_rules": [
          { "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "80,443" },
          { "type": "in", "action": "ACCEPT", "proto": "tcp", "port": "22,8006", "source": "203.0.113.0/24" }
        ] }
    }
> phoenix-run check --allow exposes
      ~ firewall/node     rules.1      none -> IN ACCEPT -source 203.0.113.0/24 -p tcp -dport 22,8006 live, exposes        hypervisor:6
      ~ firewall/cluster  enable       none -> 1                    live, exposes        hypervisor:3
      . firewall/node, firewall/cluster  pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`
      ! firewall/cluster  policy_in is DROP and no rule lets icmp in: this host answers no ping
    2 resources: 2 differ (exit 2)
    typed nothing
> phoenix-run converge --allow exposes
    ok firewall/node
    ok firewall/cluster
    2 resources: 2 in sync (exit 0)
    typed write /etc/pve/nodes/pve1/host.fw
    typed write /etc/pve/firewall/cluster.fw
> phoenix-run check
    2 resources: 2 in sync (exit 0)
    typed nothing
