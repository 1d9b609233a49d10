What was typed, how often, and what it said last: a container that is not healthy has failed, and nothing is done about it.

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
    fails 9 curl: (7) Failed to connect to localhost port 6333
given file /tank/disks/subvol-101-disk-0/usr/bin/hangs
    #!/bin/bash
    print waiting for the database
    hang

> converge phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready", "inspect": "auto"}
    health/101 failed
      failed: pct exec 101 -- /usr/bin/ready
        said curl: (7) Failed to connect to localhost port 6333 (exit 1)
        now not healthy after 3 tries in 0 s
    asked pct exec 101 -- /usr/bin/ready
    asked pct exec 101 -- /usr/bin/ready
    asked pct exec 101 -- /usr/bin/ready
    typed nothing
> check phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/ready", "retries": 1}
    health/101 failed
      failed: pct exec 101 -- /usr/bin/ready
        said curl: (7) Failed to connect to localhost port 6333 (exit 1)
        now not healthy after 1 try in 0 s
    typed nothing
> converge phoenix_lxc_health {"ctid": 101, "name": "database", "command": "/usr/bin/hangs", "retries": 2, "timeout_seconds": 2}
    health/101/database failed
      failed: pct exec 101 -- /usr/bin/hangs
        said `pct exec 101 -- /usr/bin/hangs` did not end within 2 s and was stopped; it had said:
        said waiting for the database
        now not healthy after 2 tries in 0 s
    typed nothing
> converge phoenix_lxc_health {"ctid": 101, "command": "/usr/bin/missing", "retries": 1}
    health/101 failed
      failed: pct exec 101 -- /usr/bin/missing
        said lxc-attach: 101: ../src/lxc/attach.c: lxc_attach_run_command: 1841 No such file or directory - Failed to exec "/usr/bin/missing" (exit 127); the command is looked for in the container, not on the host
        now not healthy after 1 try in 0 s
    typed nothing
