Starts keep the order in which the host would start: the lower boot_order first, unless a dependency says otherwise (102).

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0
given dataset tank/disks/subvol-102-disk-0
given dataset tank/disks/subvol-103-disk-0
given dataset tank/disks/subvol-104-disk-0
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
given container 101
    arch: amd64
    rootfs: disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    rootfs: disks:subvol-102-disk-0,size=8G
given container 103
    arch: amd64
    rootfs: disks:subvol-103-disk-0,size=8G
given container 104
    arch: amd64
    rootfs: disks:subvol-104-disk-0,size=8G
given hypervisor
    {}
given lxc
    {"lxc_configs": {
      "101": {"start_at_boot": true, "boot_order": 9},
      "102": {"start_at_boot": true, "boot_order": 1, "dependencies": ["103"]},
      "103": {"start_at_boot": true, "boot_order": 9},
      "104": {"start_at_boot": true, "boot_order": 5}}}
> phoenix-run converge
    ok lxc/104
    ok lxc/104 start
    ok lxc/103
    ok lxc/103 start
    ok lxc/101
    ok lxc/102
    ok lxc/101 start
    ok lxc/102 start
    not in the files: zpool/tank, storage/disks
    4 resources: 4 in sync (exit 0)
    typed pct set 104 --onboot 1 --startup order=5
    typed pct start 104
    typed pct set 103 --onboot 1 --startup order=9
    typed pct start 103
    typed pct set 101 --onboot 1 --startup order=9
    typed pct set 102 --onboot 1 --startup order=1
    typed pct start 101
    typed pct start 102
> phoenix-run converge
    not in the files: zpool/tank, storage/disks
    4 resources: 4 in sync (exit 0)
    typed nothing
