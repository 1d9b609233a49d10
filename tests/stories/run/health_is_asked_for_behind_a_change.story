Whoever has changed a container is told whether it still works; a check starts no process in it, unless it is asked to.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    memory: 512
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given container 102
    arch: amd64
    rootfs: tank-disks:subvol-102-disk-0,size=8G
given file /tank/disks/subvol-101-disk-0/usr/bin/ready
    #!/bin/sh
    fails 2 connection refused
given hypervisor
    {}
given lxc
    {"lxc_configs": {
      "101": {"memory_mb": 1024, "health_check": {"command": "/usr/bin/ready", "retries": 5, "interval": 5}},
      "102": {"health_checks": [{"name": "Check n8n", "type": "script", "script": "check_n8n.sh"}]}}}
> phoenix-run check
      ~ lxc/101               memory       512 -> 1024 MiB              live                 lxc:2
    not in the files: zpool/tank, storage/tank-disks
    2 resources: 1 in sync, 1 differs (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/101
    saw health/101: healthy after 3 tries in 0 s
      . health/101  healthy at try 3 of 5
    not in the files: zpool/tank, storage/tank-disks
    3 resources: 3 in sync (exit 0)
    typed pct set 101 --memory 1024
> phoenix-run converge
    not in the files: zpool/tank, storage/tank-disks
    2 resources: 2 in sync (exit 0)
    typed nothing
> phoenix-run check --health
      . health/102/check-n8n  not asked whether it is healthy: it does not run
    not in the files: zpool/tank, storage/tank-disks
    4 resources: 4 in sync (exit 0)
    typed nothing
