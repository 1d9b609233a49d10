What a host has is told without a wish: no Perl is started, and no secret is told.

given pool tank
given dataset tank/disks compression=zstd quota=1T
given file /etc/pve/storage.cfg
    cifs: media
    \tpath /mnt/pve/media
    \tserver 192.0.2.9
    \tshare films
    \tcontent iso
    \toptions vers=3.0,password=hunter2
given container 101 running
    hostname: shop
    memory: 512
    lxc.environment: TOKEN=hunter2
given file /etc/pve/firewall/101.fw
    [OPTIONS]
    enable: 1
    [RULES]
    IN SSH(ACCEPT) -source 192.0.2.0/24 # the office

> ask phoenix_host_info {"gather": ["containers", "firewall"]}
    changed: false
    containers:
      {"ctid":101,"is_template":false,"raw":["lxc.environment: TOKEN=********"],"running":true,"settings":{"hostname":"shop","memory":"512"}}
    firewall:
      {"arguments":{"ctid":101,"options":{"enable":"1"},"rules":[{"action":"ACCEPT","comment":"the office","macro":"SSH","source":"192.0.2.0/24","type":"in"}],"scope":"guest"},"name":"101"}
    node: "pve1"
    typed nothing
> ask phoenix_host_info {"gather": "datasets", "below": ["tank/disks"], "properties": ["type"]}
    changed: false
    datasets:
      {"arguments":{"name":"tank/disks","properties":{"compression":"zstd","quota":"1099511627776"},"type":"filesystem"},"available":1099511603200,"mounted":true,"mountpoint":"/tank/disks","name":"tank/disks","properties":{"type":"filesystem"},"referenced":24576,"used":24576}
    asked zfs list -H -o name -t filesystem,volume
    asked zfs get -Hp -o name,property,value,source all tank/disks
    typed nothing
