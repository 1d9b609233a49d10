A guest that does not stop in time goes on running, and what to do is told. It is killed only if that is wished and allowed.

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
given fault pct shutdown
    command 'lxc-stop -n 101 --nokill --timeout 20' failed: exit code 1
    container did not stop
> converge phoenix_lxc {"ctid": 101, "state": "stopped", "shutdown_timeout": 20}
    lxc/101 failed
      note: it has 20 s to shut down; if it has not stopped then, it goes on running and is left as it is: look what holds it (`pct exec 101 -- ps ax`), wish a longer shutdown_timeout or force_stop, or `pct stop 101` kills it
      note: still wanted: state running -> stopped
      failed: pct shutdown 101 --timeout 20
        said command 'lxc-stop -n 101 --nokill --timeout 20' failed: exit code 1
        said container did not stop (exit 255)
        now running, disks:subvol-101-disk-0,size=8G
    typed pct shutdown 101 --timeout 20
given fault pct shutdown
    command 'lxc-stop -n 101 --nokill --timeout 20' failed: exit code 1
    container did not stop
> converge phoenix_lxc {"ctid": 101, "tty": 1, "restart": "if_needed", "shutdown_timeout": 20, "allow": "interrupts"}
    lxc/101 failed
      tty none -> 1 [at restart]
      note: it has 20 s to shut down; if it has not stopped then, it goes on running and is left as it is: look what holds it (`pct exec 101 -- ps ax`), wish a longer shutdown_timeout or force_stop, or `pct stop 101` kills it
      note: still wanted: restart running, tty waits -> stopped, restart stopped -> running
      failed: pct shutdown 101 --timeout 20
        said command 'lxc-stop -n 101 --nokill --timeout 20' failed: exit code 1
        said container did not stop (exit 255)
        now running, disks:subvol-101-disk-0,size=8G
      not begun: pct start 101
    typed pct set 101 --tty 1
    typed pct shutdown 101 --timeout 20
> converge phoenix_lxc {"ctid": 101, "state": "stopped", "shutdown_timeout": 20, "force_stop": true}
    lxc/101 held
      held: state running -> stopped [live] (interrupts)
      held: force_stop none -> after 20 s [live] (interrupts)
      note: it has 20 s to shut down; what has not stopped then is killed (force_stop)
      note: somebody's tty wait for a restart too
    typed nothing
given fault pct shutdown
    command 'lxc-stop -n 101 --nokill --timeout 20' failed: exit code 1
    container did not stop
> converge phoenix_lxc {"ctid": 101, "state": "stopped", "shutdown_timeout": 20, "force_stop": true, "allow": "interrupts"}
    lxc/101 changed
      state running -> stopped [live]
      force_stop none -> after 20 s [live]
    typed pct shutdown 101 --timeout 20 --forceStop 1
