A container stands behind the datasets that its mounts lie in: on a blank host they are made first. A directory that several show is made once.

given template debian.tar.zst
given disk /dev/disk/by-id/one
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/one"]}],
      "datasets": [{"pool": "tank", "name": "data", "properties": ""}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "web", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "local", "storage_size_gb": 4, "unprivileged": true,
        "mount_points": [{"host_path": "/tank/data/ssl", "container_path": "/ssl", "owner_uid": 33, "owner_gid": 33}]},
      "102": {"name": "copy", "clone_from_ctid": "103", "unprivileged": true,
        "mount_points": [{"host_path": "/tank/data/ssl", "container_path": "/ssl"}]},
      "103": {"name": "base", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "local", "storage_size_gb": 4, "unprivileged": true}}}
> phoenix-run check --allow irreversible
      + zpool/tank     one disk with 4 settings  hypervisor:1
      + zfs/tank/data  filesystem with 1 setting  hypervisor:2
      + lxc/101 web    created from local:vztmpl/debian.tar.zst with 5 settings  lxc:2
      + lxc/103 base   created from local:vztmpl/debian.tar.zst with 3 settings  lxc:6
      + lxc/102 copy   full clone of 103 with 2 settings  lxc:4
      . lxc/103  the template is fetched once, for lxc/101
    5 resources: 5 differ (exit 2)
    typed nothing
> phoenix-run converge --allow irreversible
    ok zpool/tank
    ok lxc/103
    ok zfs/tank/data
    ok lxc/101
    ok lxc/102
    5 resources: 5 in sync (exit 0)
    typed zpool create -o ashift=12 -o autotrim=on -O atime=off -O compression=lz4 tank /dev/disk/by-id/one
    typed pveam download local debian.tar.zst
    typed pct create 103 local:vztmpl/debian.tar.zst --rootfs local:4 --hostname base --unprivileged 1
    typed zfs create -o mountpoint=/tank/data tank/data
    typed install -d -o 100033 -g 100033 -m 0755 /tank/data/ssl
    typed pct create 101 local:vztmpl/debian.tar.zst --rootfs local:4 --hostname web --mp0 /tank/data/ssl,mp=/ssl --unprivileged 1
    typed pct clone 103 102 --full --hostname copy
    typed pct set 102 --mp0 /tank/data/ssl,mp=/ssl
> phoenix-run converge --allow irreversible
    5 resources: 5 in sync (exit 0)
    typed nothing
