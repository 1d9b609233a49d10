A guest that would not come up again is not shut down for a restart: what waits goes on waiting. Proxmox writes the setting, and
fails all the same, for it makes what LXC reads anew.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    dev0: /dev/nvidia0
    hostname: web
    memory: 512
    rootfs: disks:subvol-101-disk-0,size=8G
> converge phoenix_lxc {"ctid": 101, "restart": "if_needed", "allow": ["interrupts"]}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 101, "tty": 4, "restart": "if_needed", "allow": ["interrupts"]}
    lxc/101 failed
      refused: restart wanted a restart, found left as it is, for it would not start
        why Device /dev/nvidia0 does not exist
        do `nvidia-modprobe -u -c=0` loads the driver and makes its nodes; `nvidia-smi` lists the cards there are
      note: tty wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
      failed: pct set 101 --tty 4
        said Device /dev/nvidia0 does not exist (exit 2)
        now running, disks:subvol-101-disk-0,size=8G
    typed pct set 101 --tty 4
> converge phoenix_lxc {"ctid": 101, "restart": "if_needed", "allow": ["interrupts"]}
    lxc/101 in_sync
      note: somebody's tty wait for a restart too
    typed nothing
