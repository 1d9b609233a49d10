With `nftables: 1` the strict reader applies the files: one line that it does not take, and it takes none of the file.

given file /etc/pve/nodes/pve1/host.fw
    [OPTIONS]
    nftables: 1
    enable: 1
given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 0
    Enable: 1
    [GROUP web]
    IN ACCEPT # a # b
> converge phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "REJECT", "allow": ["exposes"]}
    firewall/cluster changed
      policy_in none -> REJECT [live]
      note: proxmox-firewall (nftables) refuses /etc/pve/firewall/cluster.fw as a whole and leaves its old rules in place, because of line 3 (an option not in lower case), line 6 (the case of its header), line 7 (a # in the comment)
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 0
    Enable: 1
    policy_in: REJECT

    [GROUP web]
    IN ACCEPT # a # b
