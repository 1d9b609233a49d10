`never` tells what waits. `if_needed` shuts the container down and starts it, once, if that is allowed; it never kills it unasked.

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
> converge phoenix_lxc {"ctid": 101, "timezone": "UTC"}
    lxc/101 changed
      timezone none -> UTC [at restart]
      note: timezone wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --timezone UTC
> check phoenix_lxc {"ctid": 101, "timezone": "UTC", "restart": "if_needed"}
    lxc/101 held
      held: restart running, timezone waits -> stopped [live] (interrupts)
      held: restart stopped -> running [live] (interrupts)
      note: it has 60 s to shut down; if it has not stopped then, it goes on running and is left as it is: look what holds it (`pct exec 101 -- ps ax`), wish a longer shutdown_timeout or force_stop, or `pct stop 101` kills it
    typed nothing
> converge phoenix_lxc {"ctid": 101, "timezone": "UTC", "restart": "if_needed", "cores": 2}
    lxc/101 held
      cores none -> 2 [live]
      held: restart running, timezone waits -> stopped [live] (interrupts)
      held: restart stopped -> running [live] (interrupts)
      note: it has 60 s to shut down; if it has not stopped then, it goes on running and is left as it is: look what holds it (`pct exec 101 -- ps ax`), wish a longer shutdown_timeout or force_stop, or `pct stop 101` kills it
    typed pct set 101 --cores 2
> converge phoenix_lxc {"ctid": 101, "timezone": "host", "tty": 1, "restart": "if_needed", "shutdown_timeout": 30, "allow": "interrupts"}
    lxc/101 changed
      timezone UTC -> host [at restart]
      tty none -> 1 [at restart]
      restart running, timezone, tty waits -> stopped [live]
      restart stopped -> running [live]
    typed pct set 101 --timezone host --tty 1
    typed pct shutdown 101 --timeout 30
    typed pct start 101
> converge phoenix_lxc {"ctid": 101, "timezone": "host", "tty": 1, "restart": "if_needed", "shutdown_timeout": 30, "allow": "interrupts"}
    lxc/101 in_sync
    typed nothing
given fault pct start
    startup for container '101' failed
> converge phoenix_lxc {"ctid": 101, "tty": 2, "restart": "if_needed", "allow": "interrupts"}
    lxc/101 failed
      tty 1 -> 2 [at restart]
      restart running, tty waits -> stopped [live]
      failed: pct start 101
        said startup for container '101' failed (exit 255)
        now stopped, disks:subvol-101-disk-0,size=8G
    typed pct set 101 --tty 2
    typed pct shutdown 101
    typed pct start 101
