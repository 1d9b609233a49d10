A storage that is refused gets no content: check tells of a container on it what the run finds.

given pool tank
given dataset tank/disks
given template debian-13-standard_13.1-2_amd64.tar.zst
given directory /srv/disks
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl

    dir: tank-disks
    \tpath /srv/disks
    \tcontent iso

given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
        "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> phoenix-run check
      !!  storage/tank-disks  REFUSED
          wanted  type zfspool (hypervisor:2)        there  dir
          why     a storage's type cannot be changed
          do      no guest names a volume on it: `pvesm remove tank-disks` takes the definition away (never the data); then run again
      !!  lxc/101  REFUSED
          wanted  storage_pool tank-disks (lxc:2)        there  iso
          why     storage 'tank-disks' does not support container directories
          do      `pvesm set tank-disks --content iso,rootdir`
    4 resources: 2 in sync, 2 refused or held (exit 3)
    typed nothing
> phoenix-run converge
      !!  storage/tank-disks  REFUSED
          wanted  type zfspool (hypervisor:2)        there  dir
          why     a storage's type cannot be changed
          do      no guest names a volume on it: `pvesm remove tank-disks` takes the definition away (never the data); then run again
      !!  lxc/101  REFUSED
          wanted  storage_pool tank-disks (lxc:2)        there  iso
          why     storage 'tank-disks' does not support container directories
          do      `pvesm set tank-disks --content iso,rootdir`
    4 resources: 2 in sync, 2 refused or held (exit 3)
    typed nothing
