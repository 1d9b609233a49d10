Of a volume that lies detached on the container, the new and empty one beside it is told. What is mounted is never moved.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-101-disk-1 refquota=2G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    unused0: disks:subvol-101-disk-1
> check phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "storage": "disks", "size_gb": 2}]}
    lxc/101 differs
      mp0 none -> disks:2,mp=/data [live]
      $ pct set 101 --mp0 disks:2,mp=/data
      note: a new, empty volume is made for mp0 (/data), and unused0 (disks:subvol-101-disk-1) of this container is detached: if that is its data, type `pct set 101 --mp0 disks:subvol-101-disk-1,mp=/data` first, and no new one is made
    typed nothing
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/data", "source": "disks:subvol-101-disk-1"}]}
    lxc/101 changed
      mp0 none -> disks:subvol-101-disk-1,mp=/data [live]
    typed pct set 101 --mp0 disks:subvol-101-disk-1,mp=/data
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"id": 0, "target": "/srv", "ro": true}]}
    lxc/101 refused
      refused: mp0.mp wanted /srv, found /data
        why what is mounted is never moved to converge: a guest would no more find its data where it left it
        do leave its number (id) out to have another mount point there; if it is to be moved, end what writes to it and type `pct set 101 --mp0 'disks:subvol-101-disk-1,mp=/srv'`
    typed nothing
