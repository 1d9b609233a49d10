A container whose interface names a bridge that the host has not is not made to be started, and not started. What runs cannot be given it.

given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent rootdir,vztmpl

given file /var/lib/vz/template/cache/debian.tar.zst
given container 101
    arch: amd64
    hostname: web
    net0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,type=veth
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=8G
given file /var/lib/vz/images/101/vm-101-disk-0.raw
> check phoenix_lxc {"ctid": 102, "state": "running", "template": "local:vztmpl/debian.tar.zst", "networks": [{"bridge": "vmbr7"}]}
    lxc/102 refused
      refused: state wanted running, found not running
        why it cannot be started as it is wished: bridge 'vmbr7' does not exist (net0)
        do make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    typed nothing
> converge phoenix_lxc {"ctid": 102, "template": "local:vztmpl/debian.tar.zst", "networks": [{"bridge": "vmbr7"}]}
    lxc/102 changed
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      net0.bridge none -> vmbr7 [new]
      note: bridge 'vmbr7' does not exist (net0): it cannot be started so; make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    typed pct create 102 local:vztmpl/debian.tar.zst --net0 name=eth0,bridge=vmbr7
> converge phoenix_lxc {"ctid": 101, "state": "running", "cores": 2, "networks": [{"bridge": "vmbr0"}, {"bridge": "vmbr7"}]}
    lxc/101 refused
      cores none -> 2 [live]
      refused: net1.bridge wanted vmbr7, found not compared
        why bridge 'vmbr7' does not exist
        do make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
      refused: state wanted running, found not running
        why it cannot be started as it is wished: bridge 'vmbr7' does not exist (net1)
        do make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    typed pct set 101 --cores 2
> converge phoenix_lxc {"ctid": 101, "state": "running"}
    lxc/101 changed
      state stopped -> running [live]
    typed pct start 101
> converge phoenix_lxc {"ctid": 101, "state": "running", "memory_mb": 1024, "networks": [{"bridge": "vmbr0"}, {"bridge": "vmbr7"}]}
    lxc/101 refused
      memory none -> 1024 [live]
      refused: net1.bridge wanted vmbr7, found not compared
        why bridge 'vmbr7' does not exist
        do make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    typed pct set 101 --memory 1024
given bridge vmbr7
> converge phoenix_lxc {"ctid": 101, "state": "running", "networks": [{"bridge": "vmbr0"}, {"bridge": "vmbr7"}]}
    lxc/101 changed
      net1.bridge none -> vmbr7 [live]
    typed pct set 101 --net1 name=eth1,bridge=vmbr7
