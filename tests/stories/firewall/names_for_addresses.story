Aliases, sets and groups are managed one by one; what is not named stays. A new section goes where Proxmox would write it.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [ALIASES]

    Lan 10.0.0.0/8 # all of us
    other 10.7.0.1

    # mine
    [RULES]

    IN ACCEPT -source +office
> converge phoenix_firewall {"scope": "cluster", "allow": ["exposes"], "aliases": {"lan": "10.1.0.0/16", "printer": {"cidr": "10.1.0.9/32", "comment": "second floor"}}, "ipsets": {"Office": {"comment": "desks", "entries": ["10.1.2.0/24", "!10.1.2.9", {"cidr": "dc/printer", "comment": "too"}]}}, "groups": {"web": {"rules": [{"type": "in", "action": "ACCEPT", "macro": "https"}]}}}
    firewall/cluster changed
      aliases.lan 10.0.0.0/8 # all of us -> 10.1.0.0/16 # all of us [live]
      aliases.printer none -> 10.1.0.9 # second floor [live]
      ipsets.office none -> [10.1.2.0/24, !10.1.2.9, dc/printer # too] # desks [live]
      groups.web none -> present [live]
      groups.web.rules.0 none -> IN HTTPS(ACCEPT) [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]

    enable: 1

    [ALIASES]

    lan 10.1.0.0/16 # all of us
    other 10.7.0.1
    printer 10.1.0.9 # second floor

    [IPSET office] # desks

    10.1.2.0/24
    !10.1.2.9
    dc/printer # too

    # mine
    [RULES]

    IN ACCEPT -source +office

    [group web]

    IN HTTPS(ACCEPT)
> check phoenix_firewall {"scope": "cluster", "aliases": {"lan": "10.1.0.0/16", "printer": "10.1.0.9"}, "ipsets": {"office": {"entries": ["!10.1.2.9", "dc/printer", "10.1.2.0/24"]}}, "groups": {"web": {"rules": [{"type": "in", "action": "ACCEPT", "macro": "HTTPS"}]}}}
    firewall/cluster in_sync
    typed nothing
