A file that an editor saved with DOS line ends counts for nothing: the firewall is off. Nothing of it is lost, and that it begins to count is shown.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]\r
    enable: 1\r
    policy_out: DROP\r
    \r
    [RULES]\r
    # the office\r
    IN ACCEPT -source 10.1.0.0/16\r
> check phoenix_firewall {"scope": "cluster", "enable": false}
    firewall/cluster in_sync
      note: /etc/pve/firewall/cluster.fw has DOS line ends: Proxmox does not recognize its sections, so nothing of it counts
    typed nothing
> check phoenix_firewall {"scope": "cluster", "enable": true}
    firewall/cluster held
      held: line_ends DOS -> LF [live] (exposes)
      held: enable none -> 1 [live] (exposes)
      held: policy_out none -> DROP [live] (exposes)
      held: rules.0 none -> IN ACCEPT -source 10.1.0.0/16 [live] (exposes)
      note: /etc/pve/firewall/cluster.fw has DOS line ends: Proxmox does not recognize its sections, so nothing of it counts
      note: nobody is connected to tcp 22 and 8006 of this host, so whom the firewall would lock out was not looked at
      note: policy_out is DROP and no rule lets DNS out (udp 53): this host finds no name
    typed nothing
> converge phoenix_firewall {"scope": "cluster", "enable": true, "allow": ["exposes"]}
    firewall/cluster changed
      line_ends DOS -> LF [live]
      enable none -> 1 [live]
      policy_out none -> DROP [live]
      rules.0 none -> IN ACCEPT -source 10.1.0.0/16 [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
    policy_out: DROP

    [RULES]
    # the office
    IN ACCEPT -source 10.1.0.0/16
