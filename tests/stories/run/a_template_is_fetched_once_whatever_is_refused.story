Containers of one template: it is fetched once, also where a property is refused of the dataset that the second shows a directory of.

given pool tank
given dataset tank/own
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"},
        {"pool": "tank", "name": "own", "properties": {"casesensitivity": "insensitive"}}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "one", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": false,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512},
      "102": {"name": "two", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": false,
        "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512,
        "mount_points": [{"host_path": "/tank/own/two", "container_path": "/own"}]}}}
> phoenix-run check --diff
      + zfs/tank/disks      filesystem with 1 setting  hypervisor:2
      + storage/tank-disks  zfspool with 2 settings  hypervisor:2
      + lxc/101 one         created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 2 settings  lxc:2
      + lxc/102 two         created from local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst with 4 settings  lxc:4
      !!  zfs/tank/own  REFUSED
          wanted  casesensitivity insensitive (hypervisor:3)        there  sensitive
          why     'casesensitivity' is readonly: it can only be set when the dataset is created
          do      make a new dataset with it and move the data there (`zfs send`), or take it out of the properties
      . lxc/102  the template is fetched once, for lxc/101
    6 resources: 1 in sync, 4 differ, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/101
    ok lxc/102
      !!  zfs/tank/own  REFUSED
          wanted  casesensitivity insensitive (hypervisor:3)        there  sensitive
          why     'casesensitivity' is readonly: it can only be set when the dataset is created
          do      make a new dataset with it and move the data there (`zfs send`), or take it out of the properties
    6 resources: 5 in sync, 1 refused or held (exit 3)
    typed zfs create -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname one
    typed install -d -o 100000 -g 100000 -m 0755 /tank/own/two
    typed pct create 102 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname two --mp0 /tank/own/two,mp=/own
