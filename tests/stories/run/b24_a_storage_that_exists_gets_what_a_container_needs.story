B-24: the old script passed by a storage that was there, whatever it was for, and then failed at `pct create`. What it is for is compared, and
mended before the container that needs it is made.

given pool tank
given dataset tank/disks
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso

    zfspool: tank-disks
    \tpool tank/disks
    \tcontent images
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}], "datasets": [
      {"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 512, "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
      "storage_pool": "tank-disks", "storage_size_gb": 4}}}
> phoenix-run check
      ~ storage/tank-disks  content      images -> rootdir,images     live                 hypervisor:2
      + lxc/101 web         created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 2 settings  lxc:1
    4 resources: 2 in sync, 2 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok storage/tank-disks
    ok lxc/101
    4 resources: 4 in sync (exit 0)
    typed pvesm set tank-disks --content rootdir,images
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:4 --hostname web
> phoenix-run converge
    4 resources: 4 in sync (exit 0)
    typed nothing
