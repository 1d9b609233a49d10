What `pct` would refuse is refused before anything is typed, in its words and at its key; all else of the wish is met.

given container 101
    arch: amd64
    hostname: web
    memory: 512
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC,mtu=1400,type=veth
    ostype: debian
    rootfs: local-zfs:subvol-101-disk-0,size=8G
    swap: 512
> converge phoenix_lxc {"ctid": 101, "memory_mb": 15, "cmode": "foo", "features": {"nesting": 2}, "cores": 2, "cpuunits": 20000}
    lxc/101 refused
      cores none -> 2 [live]
      cpuunits none -> 20000 [live]
      refused: memory wanted 15, found not compared
        why value must have a minimum value of 16
        do it takes a whole number from 16
      refused: features.nesting wanted 2, found not compared
        why type check ('boolean') failed - got '2'
        do it takes true or false
      refused: cmode wanted foo, found not compared
        why value 'foo' does not have a value in the enumeration 'shell, console, tty'
        do it takes one of shell, console, tty
      note: of cpuunits 20000 Proxmox VE keeps 10000 (cgroup v2)
    typed pct set 101 --cores 2 --cpuunits 20000
> converge phoenix_lxc {"ctid": 101, "networks": [{"tag": 4095, "ip": "192.0.2.5/33", "gw": "foo"}], "hookscript": "local:snippets/no.sh"}
    lxc/101 refused
      refused: net0.gw wanted foo, found not compared
        why invalid format - value does not look like a valid IPv4 address
        do it takes an IPv4 address
      refused: net0.ip wanted 192.0.2.5/33, found not compared
        why invalid format - value does not look like a valid ipv4 network configuration
        do it takes an IPv4 address with its prefix length (/8 to /32), dhcp, or manual
      refused: net0.tag wanted 4095, found not compared
        why value must have a maximum value of 4094
        do it takes a whole number from 1 to 4094
      refused: hookscript wanted local:snippets/no.sh, found not compared
        why script 'local:snippets/no.sh' does not exist
        do put the script there and make it executable (`pvesm path VOLUME` tells where)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "networks": [{"bridge": "vmbr0", "exclusive": true}], "cpuunits": 10000}
    lxc/101 changed
      net0.mtu 1400 -> none [live]
    typed pct set 101 --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:AA:BB:CC
