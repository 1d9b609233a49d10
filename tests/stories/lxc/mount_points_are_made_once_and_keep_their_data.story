A mount point is known by its target: its volume is allocated once, its options are compared, and it grows by `pct resize`.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    memory: 512
    mp3: /srv,mp=/srv,ro=1
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    swap: 512
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "storage": "disks", "size_gb": 2, "backup": true}]}
    lxc/101 changed
      mp0 none -> disks:2,mp=/data,backup=1 [live]
      note: nobody wishes these mount points, they are left alone: mp3 (/srv at /srv)
    typed pct set 101 --mp0 disks:2,mp=/data,backup=1
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data/", "storage": "disks", "size_gb": 2, "backup": true}]}
    lxc/101 in_sync
      note: nobody wishes these mount points, they are left alone: mp3 (/srv at /srv)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "size_gb": 3, "ro": true}], "rootfs": {"mountoptions": "noatime"}, "allow": "irreversible"}
    lxc/101 changed
      rootfs.mountoptions none -> noatime [live]
      mp0.ro none -> 1 [live]
      mp0 2G -> 3G [live]
      note: nobody wishes these mount points, they are left alone: mp3 (/srv at /srv)
    typed pct set 101 --rootfs disks:subvol-101-disk-0,size=8G,mountoptions=noatime --mp0 disks:subvol-101-disk-1,mp=/data,backup=1,ro=1
    typed pct resize 101 mp0 3G
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "size_gb": 1}, {"target": "/srv", "source": "/opt"}, {"target": "/logs", "storage": "nosuch", "size_gb": 1}]}
    lxc/101 refused
      refused: mp3.volume wanted /opt, found /srv
        why what is mounted is never exchanged to converge
        do wish another target or number, or detach it by hand (`pct set 101 --delete mp3`; a volume is kept as unusedN)
      refused: mp0.size wanted 1G, found 3G
        why unable to shrink disk size
        do wish the size it has, or make a smaller container and move the data
      refused: mp1.volume wanted nosuch, found not compared
        why storage 'nosuch' does not exist
        do wish another storage, or mend this one (`pvesm set nosuch --content ...,rootdir` if it does not take containers); `pvesm status` lists those there are
    typed nothing
> show /etc/pve/lxc/101.conf
    arch: amd64
    hostname: web
    memory: 512
    mp0: disks:subvol-101-disk-1,mp=/data,backup=1,ro=1,size=3G
    mp3: /srv,mp=/srv,ro=1
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G,mountoptions=noatime
    swap: 512
