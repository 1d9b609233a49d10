The old script began with mp0 whatever stood there. A mount point is its target; a new one takes the lowest number that is free.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images
given file /srv/data/readme
    a file
given container 101
    arch: amd64
    mp0: /srv/data,mp=/data
    mp2: /srv/data,mp=/more
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/models", "storage": "disks", "size_gb": 4}, {"target": "/logs", "storage": "disks", "size_gb": 1}]}
    lxc/101 changed
      mp1 none -> disks:4,mp=/models [live]
      mp3 none -> disks:1,mp=/logs [live]
      note: nobody wishes these mount points, they are left alone: mp0 (/srv/data at /data), mp2 (/srv/data at /more)
    typed pct set 101 --mp1 disks:4,mp=/models --mp3 disks:1,mp=/logs
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/models", "storage": "disks", "size_gb": 4}, {"target": "/logs", "storage": "disks", "size_gb": 1}]}
    lxc/101 in_sync
      note: nobody wishes these mount points, they are left alone: mp0 (/srv/data at /data), mp2 (/srv/data at /more)
    typed nothing
> show /etc/pve/lxc/101.conf
    arch: amd64
    mp0: /srv/data,mp=/data
    mp1: disks:subvol-101-disk-1,mp=/models,size=4G
    mp2: /srv/data,mp=/more
    mp3: disks:subvol-101-disk-2,mp=/logs,size=1G
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
