B-01: the old shell allocated a volume anew in each run (`pct set 801 --mpN fast-data:50,mp=/models`). Here it is made once, found by its target whatever its number, and only grows.

given pool fast
given template debian.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl

given hypervisor
    {"zfs": {"pools": [{"name": "fast"}], "datasets": [{"pool": "fast", "name": "data", "properties": "",
      "proxmox_storage_type": "zfspool", "proxmox_content_type": "images,rootdir"}]}}
given lxc
    {"lxc_configs": {"801": {"name": "model", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "fast-data",
      "storage_size_gb": 8, "memory_mb": 512, "unprivileged": true,
      "zfs_volumes": [{"name": "models", "pool": "fast-data", "size_gb": 50, "mount_point": "/models"}]}}}
> phoenix-run converge
    ok zfs/fast/data
    ok storage/fast-data
    ok lxc/801
    4 resources: 4 in sync (exit 0)
    typed zfs create -o mountpoint=/fast/data fast/data
    typed pvesm add zfspool fast-data --content images,rootdir --pool fast/data
    typed pveam download local debian.tar.zst
    typed pct create 801 local:vztmpl/debian.tar.zst --rootfs fast-data:8 --hostname model --mp0 fast-data:50,mp=/models --unprivileged 1
> phoenix-run converge
    4 resources: 4 in sync (exit 0)
    typed nothing
given lxc
    {"lxc_configs": {"801": {"name": "model", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "fast-data",
      "storage_size_gb": 8, "memory_mb": 512, "unprivileged": true,
      "volumes": [{"name": "models", "pool": "fast-data", "size_gb": 60, "mount_point": "/models/"},
        {"name": "logs", "pool": "fast-data", "size_gb": 1, "mount_point": "/logs"}]}}}
> phoenix-run converge
    ok lxc/801
      = lxc/801 model      mp0          50G -> 60G                   held: --allow irreversible lxc:3
    4 resources: 3 in sync, 1 refused or held (exit 3)
    typed pct set 801 --mp1 fast-data:1,mp=/logs
> phoenix-run converge --allow irreversible
    ok lxc/801
    4 resources: 4 in sync (exit 0)
    typed pct resize 801 mp0 60G
given lxc
    {"lxc_configs": {"801": {"name": "model", "storage_pool": "fast-data",
      "zfs_volumes": [{"name": "models", "pool": "fast-data", "size_gb": 40, "mount_point": "/models"}]}}}
> phoenix-run converge
      !!  lxc/801  REFUSED
          wanted  mp0.size 40G (lxc:2)        there  60G
          why     unable to shrink disk size
          do      wish the size it has, or make a smaller container and move the data
      . lxc/801  nobody wishes these mount points, they are left alone: mp1 (fast-data:subvol-801-disk-2 at /logs)
    4 resources: 3 in sync, 1 refused or held (exit 3)
    typed nothing
