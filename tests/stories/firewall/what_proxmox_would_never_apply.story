What Proxmox would refuse, or keep in the file and never apply, is refused before anything is written, in its own words.

given file /etc/services
    ssh 22/tcp
> converge phoenix_firewall {"scope": "node", "rules": [{"type": "in", "action": "accept"}, {"type": "in", "action": "ACCEPT", "dport": 22}, {"type": "in", "action": "ACCEPT", "source": "10.0.0.1/24"}, {"type": "in", "action": "ACCEPT", "source": "10.0.0.1,fd00::1"}, {"type": "in", "action": "ACCEPT", "source": "+office"}, {"type": "in", "action": "ACCEPT", "macro": "SHH"}, {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "ssh,htpt"}]}
    firewall/node refused
      refused: rules.0 wanted IN accept, found not written
        why action: unknown action 'accept'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.1 wanted IN ACCEPT -dport 22, found not written
        why proto: missing property - 'dport' requires this property
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.2 wanted IN ACCEPT -source 10.0.0.1/24, found not written
        why source: invalid IP address: Invalid prefix 10.0.0.1/24
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.3 wanted IN ACCEPT -source 10.0.0.1,fd00::1, found not written
        why source: detected mixed ipv4/ipv6 addresses in address list '10.0.0.1,fd00::1'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.4 wanted IN ACCEPT -source +office, found not written
        why source: no such ipset 'office'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.5 wanted IN SHH(ACCEPT), found not written
        why macro: unknown macro 'SHH'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: rules.6 wanted IN ACCEPT -p tcp -dport ssh,htpt, found not written
        why dport: invalid port 'htpt'
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
    typed nothing
> converge phoenix_firewall {"scope": "node", "policy_in": "DROP", "aliases": {"lan": "10.0.0.0/8"}}
    firewall/node refused
      refused: policy_in wanted DROP, found not written
        why property is not defined in schema and the schema does not allow additional properties
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
      refused: aliases.lan wanted 10.0.0.0/8, found not written
        why host.fw has options and rules only: Proxmox would read it as a rule that it does not understand
        do correct the wish: Proxmox would refuse it, or keep it in the file and never apply it
    typed nothing
> converge phoenix_firewall {"scope": "guest", "ctid": 101, "enable": true}
    firewall/101 refused
      refused: ctid wanted guest 101, found no such guest
        why Proxmox would keep the file for whoever gets this id next
        do make the guest first, then run again
    typed nothing
