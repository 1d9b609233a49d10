The old script compared dependents as text and number, so that none was ever found, and would have typed `pct restart`, which does not
exist. An order of starts is kept; nobody is restarted because of another.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    hostname: data
    memory: 512
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    hostname: front
    memory: 512
    ostype: debian
    rootfs: disks:subvol-102-disk-0,size=8G
given hypervisor
    {"zfs": {"pools": [{"name": "tank"}]}}
given lxc
    {"lxc_configs": {
      "102": {"name": "front", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": true, "dependencies": ["101"]},
      "101": {"name": "data", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "start_at_boot": true, "memory_mb": 1024}}}
> phoenix-run converge
    ok lxc/102
    ok lxc/101
    saw lxc/101 start
    ok lxc/102 start
    not in the files: storage/disks
    3 resources: 3 in sync (exit 0)
    typed pct set 102 --onboot 1
    typed pct set 101 --memory 1024 --onboot 1
    typed pct start 102
> phoenix-run converge
    not in the files: storage/disks
    3 resources: 3 in sync (exit 0)
    typed nothing
