A mount point that somebody detached (`pct set --delete`), or changed, waits for the next start. Where it is wished as it is now, that is taken
back, and nothing waits any more: typed anew, it would wait for a restart for nothing.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-101-disk-1 refquota=1G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    hostname: web
    mp0: disks:subvol-101-disk-1,mp=/data,size=1G
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    timezone: UTC
> type pct set 101 --delete mp0,timezone
    exit 0
> check phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "storage": "disks", "size_gb": 1}], "timezone": "UTC"}
    lxc/101 differs
      timezone none -> UTC [live]
      mp0 detached with the next start -> kept [live]
      $ pct set 101 --revert timezone,mp0
    typed nothing
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "storage": "disks", "size_gb": 1}], "timezone": "UTC"}
    lxc/101 changed
      timezone none -> UTC [live]
      mp0 detached with the next start -> kept [live]
    typed pct set 101 --revert timezone,mp0
> show /etc/pve/lxc/101.conf
    arch: amd64
    hostname: web
    mp0: disks:subvol-101-disk-1,mp=/data,size=1G
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    timezone: UTC
> type pct set 101 --mp0 disks:subvol-101-disk-1,mp=/data,backup=1
    exit 0
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "exclusive": true}]}
    lxc/101 changed
      mp0.backup 1 -> none [live]
    typed pct set 101 --revert mp0
> type pct set 101 --delete mp0
    exit 0
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "ro": true}]}
    lxc/101 changed
      mp0.ro none -> 1 [at restart]
      mp0 detached with the next start -> kept [at restart]
      note: mp0 wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --mp0 disks:subvol-101-disk-1,mp=/data,ro=1
