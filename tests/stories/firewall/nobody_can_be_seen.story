That it cannot be seen who is connected is not taken for nobody: a firewall that is on is not written then.

given file /proc/net/tcp
    what no kernel writes
    at all
given container 101
    arch: amd64
> check phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["all"]}
    firewall/cluster refused
      refused: access wanted a firewall that is on, found unknown who works on this host
        why it cannot be seen who is connected (read /proc/net/tcp: the line "at all" is not what the kernel writes), so whoever works on this host might be locked out
        do see why it cannot be read; `--allow lock-out` writes the firewall all the same
      note: policy_in is DROP and no rule lets icmp in: this host answers no ping
    typed nothing
> check phoenix_firewall {"scope": "cluster", "enable": false, "policy_in": "DROP"}
    firewall/cluster in_sync
    typed nothing
> check phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true}
    firewall/101 differs
      state none -> no rules [new]
      enable none -> 1 [at restart]
      $ write /etc/pve/firewall/101.fw
      note: written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
      note: written, not active: no network interface of the guest has firewall=1
      note: policy_in is DROP and no rule lets anything in: nobody reaches the guest
    typed nothing
