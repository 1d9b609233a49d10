What would be made below the place of a dataset that is not mounted would lie on what is below it, and be hidden by the next mount: it is refused, and made once the dataset is mounted.

given pool tank
given dataset tank/data
given directory /tank/data/ssl
given container 101
    arch: amd64
    hostname: web
    mp0: /tank/data/ssl,mp=/ssl
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "data", "properties": ""}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "mount_points": [
      {"host_path": "/tank/data/ssl", "container_path": "/ssl", "owner_uid": 0, "owner_gid": 0},
      {"host_path": "/tank/data/new", "container_path": "/new"}]}}}
> type zfs unmount tank/data
    exit 0
> phoenix-run converge --only lxc/101
      !!  lxc/101  REFUSED
          wanted  mp1.volume /tank/data/new (lxc:3)        there  not compared
          why     nothing is mounted at /tank/data, so it would lie in what is below that, and be hidden later
          do      mount it (`zfs mount -a` mounts every dataset; `findmnt /tank/data` shows it), and run again
    1 resource: 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok zfs/tank/data
    ok lxc/101
      = lxc/101 web    mp0.owner    0:0 -> 100000:100000         held: --allow exposes lxc:2
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed zfs mount tank/data
    typed install -d -o 100000 -g 100000 -m 0755 /tank/data/new
    typed pct set 101 --mp1 /tank/data/new,mp=/new
> phoenix-run converge
      = lxc/101 web    mp0.owner    0:0 -> 100000:100000         held: --allow exposes lxc:2
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed nothing
