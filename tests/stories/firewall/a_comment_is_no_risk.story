A comment opens nothing, so it is not held; neither is what is logged.

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    ENABLE: 1

    [RULES]
    IN SSH(ACCEPT) # old words
    IN ACCEPT -p icmp
> converge phoenix_firewall {"scope": "cluster", "enable": true, "options": {"log_ratelimit": "1,rate=5/second"}, "rules": [{"type": "in", "action": "ACCEPT", "macro": "SSH", "comment": "new words"}, {"type": "in", "action": "ACCEPT", "proto": "icmp"}]}
    firewall/cluster changed
      log_ratelimit none -> 1,rate=5/second [live]
      rules.0 IN SSH(ACCEPT) # old words -> IN SSH(ACCEPT) # new words [live]
    typed write /etc/pve/firewall/cluster.fw
> show /etc/pve/firewall/cluster.fw
    [OPTIONS]
    ENABLE: 1
    log_ratelimit: 1,rate=5/second

    [RULES]
    IN SSH(ACCEPT) # new words
    IN ACCEPT -p icmp
> converge phoenix_firewall {"scope": "cluster", "enable": false}
    firewall/cluster held
      held: enable 1 -> 0 [live] (exposes)
    typed nothing
