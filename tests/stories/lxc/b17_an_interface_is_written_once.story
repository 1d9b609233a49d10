The old script wrote net0 twice in each run, without and with the firewall. It is compared as a whole, in any order of its keys, and
written once if it differs.

given container 101
    arch: amd64
    hostname: web
    net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:00:01:01,ip=10.0.0.5/24,type=veth
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=8G
> converge phoenix_lxc {"ctid": 101, "networks": [{"name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.5/24", "gw": "10.0.0.1", "firewall": true}]}
    lxc/101 changed
      net0.firewall none -> 1 [live]
    typed pct set 101 --net0 name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:00:01:01,ip=10.0.0.5/24,firewall=1
> converge phoenix_lxc {"ctid": 101, "networks": [{"firewall": true, "gw": "10.0.0.1", "ip": "10.0.0.5/24", "bridge": "vmbr0"}]}
    lxc/101 in_sync
    typed nothing
> type pct set 101 --net0 name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=bc:24:11:00:01:01,ip=10.0.0.5/24,firewall=1
    exit 0
> check phoenix_lxc {"ctid": 101, "networks": [{"name": "eth0", "bridge": "vmbr0", "ip": "10.0.0.5/24", "gw": "10.0.0.1", "firewall": true}]}
    lxc/101 in_sync
    typed nothing
