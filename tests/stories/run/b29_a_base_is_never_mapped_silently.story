B-29: files name sources below `mount_point_base`, datasets are mounted elsewhere, and so a private CA may lie on the root disk. What is written counts where it is there; on a blank host both ways out are named.

given pool tank
given template debian.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir
given hypervisor
    {"mount_point_base": "/mnt/pve", "zfs": {"pools": [{"name": "tank"}], "datasets": [{"pool": "tank", "name": "data", "properties": ""}]}}
given lxc
    {"lxc_configs": {"103": {"name": "ca", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "local", "storage_size_gb": 4,
      "unprivileged": true, "mount_points": [{"host_path": "/mnt/pve/tank/data/103/ssl", "container_path": "/etc/step-ca/ssl"}]}}}
> phoenix-run converge
    ok zfs/tank/data
      !!  lxc/103  REFUSED
          wanted  mp0.volume /mnt/pve/tank/data/103/ssl (lxc:2)        there  not compared
          why     directory '/mnt/pve/tank/data/103/ssl' does not exist
          do      write /tank/data/103/ssl, which lies in the dataset, or let all such paths be taken so (`"mount_point_base_maps": true` in the host's file); or, to keep it on the root disk as it is written, `mkdir -p /mnt/pve/tank/data/103/ssl`
    3 resources: 2 in sync, 1 refused or held (exit 3)
    typed zfs create -o mountpoint=/tank/data tank/data
given file /mnt/pve/tank/data/103/ssl/ca.key
    a private key
> phoenix-run converge
    ok lxc/103
      . lxc/103  mp0: /mnt/pve/tank/data/103/ssl belongs to 0:0 of the host, whom this guest does not have: to it that is nobody; whose it shall be can be wished
      ! lxc/103  its data lies on the root disk, nothing is mounted above it: /mnt/pve/tank/data/103/ssl; a mount there, or another path in the container, hides it: move the data first
    3 resources: 3 in sync (exit 0)
    typed pveam download local debian.tar.zst
    typed pct create 103 local:vztmpl/debian.tar.zst --rootfs local:4 --hostname ca --mp0 /mnt/pve/tank/data/103/ssl,mp=/etc/step-ca/ssl --unprivileged 1
> phoenix-run converge
      . lxc/103  mp0: /mnt/pve/tank/data/103/ssl belongs to 0:0 of the host, whom this guest does not have: to it that is nobody; whose it shall be can be wished
      ! lxc/103  its data lies on the root disk, nothing is mounted above it: /mnt/pve/tank/data/103/ssl; a mount there, or another path in the container, hides it: move the data first
    3 resources: 3 in sync (exit 0)
    typed nothing
