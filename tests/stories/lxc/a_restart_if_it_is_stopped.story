`if_stopped` never restarts what runs. What is found stopped and is changed is started, so that it runs with all that is wished.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    hostname: web
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
> converge phoenix_lxc {"ctid": 101, "timezone": "UTC", "restart": "if_stopped", "allow": "interrupts"}
    lxc/101 changed
      timezone none -> UTC [at restart]
      note: timezone wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --timezone UTC
> type pct shutdown 101
    exit 0
> converge phoenix_lxc {"ctid": 101, "timezone": "UTC", "restart": "if_stopped"}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 101, "timezone": "host", "restart": "if_stopped"}
    lxc/101 changed
      timezone UTC -> host [live]
      restart stopped -> running [live]
    typed pct set 101 --timezone host
    typed pct start 101
> converge phoenix_lxc {"ctid": 101, "timezone": "host", "restart": "if_stopped"}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 102, "clone_from": 101, "timezone": "UTC", "restart": "if_stopped"}
    lxc/102 refused
      refused: clone_from wanted 101, found running
        why Full clone of a running container is only possible from a snapshot
        do stop 101 while it is cloned, or take a snapshot (`pct snapshot 101 NAME`)
    typed nothing
> type pct shutdown 101
    exit 0
> check phoenix_lxc {"ctid": 102, "clone_from": 101, "timezone": "UTC", "restart": "if_stopped"}
    lxc/102 differs
      state none -> full clone of 101 [new]
      $ pct clone 101 102 --full
      timezone host -> UTC [live]
      $ pct set 102 --timezone UTC (expected)
    typed nothing
> converge phoenix_lxc {"ctid": 102, "clone_from": 101, "timezone": "UTC", "restart": "if_stopped"}
    lxc/102 changed
      state none -> full clone of 101 [new]
      timezone host -> UTC [live]
    typed pct clone 101 102 --full
    typed pct set 102 --timezone UTC
