B-29: only `mount_point_base_maps` takes paths below the base as lying in datasets. Even then no mount is exchanged, and no empty directory stands in for data that lies where it was written.

given pool tank
given dataset tank/data
given template debian.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir
given container 103
    arch: amd64
    hostname: ca
    mp0: /mnt/pve/tank/data/103/ssl,mp=/etc/step-ca/ssl
    rootfs: local:103/vm-103-disk-0.raw,size=4G
    unprivileged: 1
given directory /mnt/pve/tank/data/103/ssl 100000:100000
given hypervisor
    {"mount_point_base": "/mnt/pve", "mount_point_base_maps": true,
      "zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "data", "properties": ""}]}}
given lxc
    {"lxc_configs": {"103": {"name": "ca", "storage_pool": "local", "mount_points": [
      {"host_path": "/mnt/pve/tank/data/103/ssl", "container_path": "/etc/step-ca/ssl"}]}}}
> phoenix-run converge
      !!  lxc/103  REFUSED
          wanted  mp0.volume /tank/data/103/ssl (lxc:2)        there  /mnt/pve/tank/data/103/ssl
          why     what is mounted is never exchanged to converge
          do      wish another target or number, or detach it by hand (`pct set 103 --delete mp0`; a volume is kept as unusedN)
      ! lxc/103  its data lies on the root disk, nothing is mounted above it: /mnt/pve/tank/data/103/ssl; a mount there, or another path in the container, hides it: move the data first
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed nothing
> type pct set 103 --delete mp0
    exit 0
> phoenix-run converge
      !!  lxc/103  REFUSED
          wanted  mp0.volume /tank/data/103/ssl (lxc:2)        there  not compared
          why     what lies at /mnt/pve/tank/data/103/ssl, as it is written, would not be seen in a new directory here
          do      move it here while no guest uses it (`mv /mnt/pve/tank/data/103/ssl /tank/data/103/ssl`, its directory made before), and run again
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed nothing
given no file /mnt/pve/tank/data/103
> phoenix-run converge
    ok lxc/103
    3 resources: 3 in sync (exit 0)
    typed install -d -o 100000 -g 100000 -m 0755 /tank/data/103/ssl
    typed pct set 103 --mp0 /tank/data/103/ssl,mp=/etc/step-ca/ssl
> phoenix-run converge
    3 resources: 3 in sync (exit 0)
    typed nothing
