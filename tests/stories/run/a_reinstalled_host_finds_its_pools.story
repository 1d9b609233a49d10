A host that was installed anew: its pools lie on their disks with all data. They are imported, and nothing in them is made anew.

given pool ember mirror /dev/disk/by-id/nvme-A /dev/disk/by-id/nvme-B
given dataset ember/disks compression=off mountpoint=/ember/disks
given dataset ember/disks/subvol-101-disk-0 refquota=8G
given exported ember
given pool spinner single /dev/disk/by-id/ata-Z
given hypervisor
    {"zfs": {"pools": [
        {"name": "ember", "raid_level": "mirror", "disks": ["/dev/disk/by-id/nvme-A", "/dev/disk/by-id/nvme-B"]}],
      "datasets": [{"pool": "ember", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {}}
> phoenix-run check
      + zpool/ember          imported with its data  hypervisor:2
      + storage/ember-disks  zfspool with 2 settings  hypervisor:3
      ?  zfs/ember/disks  known once zpool/ember is imported: what lies in it stays, no container is made beside its data
      . zpool/ember  what it holds is seen when it is imported: check again then; no container is made beside volumes of its own
    not in the files: zpool/spinner
    3 resources: 2 differ, 1 not known yet (exit 2)
    typed nothing
> phoenix-run converge
    ok zpool/ember
    ok zfs/ember/disks
    ok storage/ember-disks
    not in the files: zpool/spinner, volume /ember/disks/subvol-101-disk-0
    3 resources: 3 in sync (exit 0)
    typed zpool import ember
    typed zfs set compression=lz4 ember/disks
    typed pvesm add zfspool ember-disks --content rootdir,images --pool ember/disks
> phoenix-run converge
    not in the files: zpool/spinner, volume /ember/disks/subvol-101-disk-0
    3 resources: 3 in sync (exit 0)
    typed nothing
