B-02: the old shell added every bind mount again in each run (`pct set 101 --mp2 /tank/data/101/ssl,mp=/etc/ssl`, then mp4, mp6). What it left three-fold is named and left; what is missing is added once.

given pool tank
given dataset tank/data
given directory /tank/data/101/ssl 100000:100000
given directory /tank/data/101/logs 100033:100033
given directory /tank/data/other
given container 101 running
    arch: amd64
    hostname: web
    mp0: /tank/data/101/ssl,mp=/etc/ssl
    mp1: /tank/data/101/ssl,mp=/etc/ssl
    mp2: /tank/data/101/ssl,mp=/etc/ssl
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "data", "properties": ""}]},
      "shared_volumes": {"other": {"host_path": "/tank/data/other", "mounts": {"101": "/other"}},
        "ssl": {"host_path": "/tank/data/other", "mounts": {"101": "/etc/ssl"}}}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "mount_points": [
      {"host_path": "/tank/data/101/ssl", "container_path": "/etc/ssl", "owner_uid": 0, "owner_gid": 0},
      {"host_path": "/tank/data/101/logs", "container_path": "/var/log/nginx", "owner_uid": 33, "owner_gid": 33}]}}}
> phoenix-run converge
    ok lxc/101
      . lxc/101  nobody wishes these mount points, they are left alone: mp1 (/tank/data/101/ssl at /etc/ssl), mp2 (/tank/data/101/ssl at /etc/ssl)
      . lxc/101  mp4: /tank/data/other belongs to 0:0 of the host, whom this guest does not have: to it that is nobody; whose it shall be can be wished
    3 resources: 3 in sync (exit 0)
    typed pct set 101 --mp3 /tank/data/101/logs,mp=/var/log/nginx --mp4 /tank/data/other,mp=/other
> phoenix-run converge
      . lxc/101  nobody wishes these mount points, they are left alone: mp1 (/tank/data/101/ssl at /etc/ssl), mp2 (/tank/data/101/ssl at /etc/ssl)
      . lxc/101  mp4: /tank/data/other belongs to 0:0 of the host, whom this guest does not have: to it that is nobody; whose it shall be can be wished
    3 resources: 3 in sync (exit 0)
    typed nothing
