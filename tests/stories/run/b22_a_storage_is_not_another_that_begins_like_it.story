B-22: the old script looked for a storage by the beginning of its name, so that beside `tank-data-sync` a storage `tank-data` was never made,
and no container could lie on it. Names are compared as a whole.

given pool tank
given dataset tank/data
given dataset tank/data-sync
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso

    zfspool: tank-data-sync
    \tpool tank/data-sync
    \tcontent images,rootdir
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [
      {"pool": "tank", "name": "data", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"},
      {"pool": "tank", "name": "data-sync", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 512, "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
      "storage_pool": "tank-data", "storage_size_gb": 4}}}
> phoenix-run converge
    ok storage/tank-data
    ok lxc/101
    6 resources: 6 in sync (exit 0)
    typed pvesm add zfspool tank-data --content rootdir,images --pool tank/data
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-data:4 --hostname web
> phoenix-run converge
    6 resources: 6 in sync (exit 0)
    typed nothing
