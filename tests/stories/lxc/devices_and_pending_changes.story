A new device is plugged in at once, a change of one waits; what is pending already is no difference, and keeps no size.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given file /dev/kvm
    10:232
given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    swap: 512
    timezone: UTC

    [pve:pending]
    delete: timezone
> converge phoenix_lxc {"ctid": 101, "devices": [{"path": "/dev/kvm", "mode": "0660"}], "timezone": ""}
    lxc/101 changed
      dev0 none -> /dev/kvm,mode=0660 [live]
      note: timezone wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --dev0 /dev/kvm,mode=0660
> converge phoenix_lxc {"ctid": 101, "devices": [{"path": "/dev/kvm", "mode": "0666"}, {"path": "/dev/nope"}]}
    lxc/101 refused
      dev0.mode 0660 -> 0666 [at restart]
      refused: dev1.path wanted /dev/nope, found not compared
        why Device /dev/nope does not exist
        do load its driver, or plug it in; `ls -l /dev` shows what there is
      note: dev0 wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
      note: somebody's timezone wait for a restart too
    typed pct set 101 --dev0 /dev/kvm,mode=0666
> converge phoenix_lxc {"ctid": 101, "storage_size_gb": 9, "rootfs": {"acl": true}, "allow": "irreversible"}
    lxc/101 changed
      rootfs 8G -> 9G [live]
      rootfs.acl none -> 1 [at restart]
      note: rootfs wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
      note: somebody's dev0, timezone wait for a restart too
    typed pct resize 101 rootfs 9G
    typed pct set 101 --rootfs disks:subvol-101-disk-0,size=9G,acl=1
> show /etc/pve/lxc/101.conf
    arch: amd64
    dev0: /dev/kvm,mode=0660
    hostname: web
    memory: 512
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=9G
    swap: 512
    timezone: UTC

    [pve:pending]
    delete: timezone
    dev0: /dev/kvm,mode=0666
    rootfs: disks:subvol-101-disk-0,size=9G,acl=1
