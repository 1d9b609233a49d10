A container that is not healthy fails and holds nobody up; a check that is written wrong is refused, and nothing else is.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    memory: 512
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    onboot: 1
    rootfs: tank-disks:subvol-102-disk-0,size=8G
given file /tank/disks/subvol-101-disk-0/usr/bin/ready
    #!/bin/sh
    print still indexing
    exit 7
given hypervisor
    {}
given lxc
    {"lxc_configs": {
      "101": {"memory_mb": 1024, "health_check": {"command": "/usr/bin/ready"}},
      "102": {"start_at_boot": true, "dependencies": ["101"], "health_checks": [{"name": "web", "type": "http"}]}}}
> phoenix-run converge
    ok lxc/101
    ok lxc/102 start
    FAILED health/101: pct exec 101 -- /usr/bin/ready
      said still indexing (exit 7)
      now not healthy after 3 tries in 0 s
      !!  health/102/web  REFUSED
          wanted  lxc_configs.102.health_checks[0] a check of the container's health (lxc:3)        there  `type` is http
          why     there is `command`, which runs in the container, and `script`, which runs on the host
          do      write `command`, or `script` in `health_checks`; or take the check out
      XX  health/101  FAILED    typed  pct exec 101 -- /usr/bin/ready   (0 ms)
          said    still indexing (exit 7)
          now     not healthy after 3 tries in 0 s
          next    type it to see for yourself; when it is mended, `phoenix-run check --health` asks again
    not in the files: zpool/tank, storage/tank-disks
    4 resources: 2 in sync, 1 refused or held, 1 failed (exit 1)
    typed pct set 101 --memory 1024
    typed pct start 102
> phoenix-run check --health
      !!  health/102/web  REFUSED
          wanted  lxc_configs.102.health_checks[0] a check of the container's health (lxc:3)        there  `type` is http
          why     there is `command`, which runs in the container, and `script`, which runs on the host
          do      write `command`, or `script` in `health_checks`; or take the check out
      XX  health/101  FAILED    typed  pct exec 101 -- /usr/bin/ready   (0 ms)
          said    still indexing (exit 7)
          now     not healthy after 3 tries in 0 s
          next    type it to see for yourself; when it is mended, `phoenix-run check --health` asks again
    not in the files: zpool/tank, storage/tank-disks
    4 resources: 2 in sync, 1 refused or held, 1 failed (exit 1)
    typed nothing
