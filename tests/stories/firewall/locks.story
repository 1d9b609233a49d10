A lock that a killed run left is dropped by pmxcfs 120 s after its last use; a fresh one is waited for in vain.

given lock firewall-cluster 200
given lock firewall-host-pve1 30
> converge phoenix_firewall {"scope": "cluster", "policy_out": "REJECT", "allow": ["exposes"]}
    firewall/cluster changed
      policy_out none -> REJECT [live]
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
    typed write /etc/pve/firewall/cluster.fw
> converge phoenix_firewall {"scope": "node", "options": {"log_level_in": "info"}}
    firewall/node failed
      note: pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`
      note: still wanted: log_level_in none -> info
      failed: write /etc/pve/nodes/pve1/host.fw
        said cannot lock firewall-host-pve1 (the directory /etc/pve/priv/lock/firewall-host-pve1): held by another process for 10 s; run again: a lock that a killed process left is dropped by pmxcfs 120 s after its last use. Only if it stays and nothing holds it: `rmdir /etc/pve/priv/lock/firewall-host-pve1`
        now has no firewall file
    typed nothing
> show /etc/pve/nodes/pve1/host.fw
    no such file
