A service needs its time: a check is tried as often as is declared, and only looks.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given file /tank/disks/subvol-101-disk-0/usr/bin/ready
    #!/bin/bash
    fails 2 connection refused

> converge phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready --port 6333", "retries": 5, "inspect": "auto"}
    health/101 in_sync
      note: healthy at try 3 of 5
    asked pct exec 101 -- /usr/bin/ready --port 6333
    asked pct exec 101 -- /usr/bin/ready --port 6333
    asked pct exec 101 -- /usr/bin/ready --port 6333
    typed nothing
> check phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready --port 6333", "inspect": "auto"}
    health/101 in_sync
    asked pct exec 101 -- /usr/bin/ready --port 6333
    typed nothing
