Who switches the cluster's firewall on is told which guests begin to be filtered by it: enabled in their own file, on an interface.

given container 101 running
    arch: amd64
    net0: name=eth0,bridge=vmbr0,firewall=1
given container 102 running
    arch: amd64
    net0: name=eth0,bridge=vmbr0
given container 103
    arch: amd64
    net0: name=eth0,bridge=vmbr0,firewall=1
given file /etc/pve/firewall/101.fw
    [OPTIONS]
    enable: 1
given file /etc/pve/firewall/102.fw
    [OPTIONS]
    enable: 1
given file /etc/pve/firewall/103.fw
    [OPTIONS]
    enable: 1
> check phoenix_firewall {"scope": "cluster", "enable": true, "policy_in": "ACCEPT"}
    firewall/cluster held
      held: enable none -> 1 [live] (exposes)
      held: policy_in none -> ACCEPT [live] (exposes)
      note: guests that run begin to be filtered by it: 101
      note: nobody is connected to tcp 22 and 8006 of this host, so whom the firewall would lock out was not looked at
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "options": {"enable": 1, "policy_in": "ACCEPT"}, "allow": ["all"]}
    firewall/cluster changed
      enable none -> 1 [live]
      policy_in none -> ACCEPT [live]
    typed write /etc/pve/firewall/cluster.fw
> check phoenix_firewall {"scope": "cluster", "enable": true}
    firewall/cluster in_sync
    typed nothing
> check phoenix_firewall {"scope": "cluster", "options": {"log_ratelimit": "rate=1/second", "policy_forward": "REJECT"}}
    firewall/cluster refused
      refused: log_ratelimit wanted rate=1/second, found not written
        why invalid format - format error; enable: property is missing and it is not optional
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: policy_forward wanted REJECT, found not written
        why value 'REJECT' does not have a value in the enumeration 'ACCEPT, DROP'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
    typed nothing
