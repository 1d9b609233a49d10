`pct set` takes another guest's volume, one that does not exist and a mount over the whole root disk without a word, and the container
does not start any more.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-101-disk-1 refquota=2G
given dataset tank/disks/subvol-102-disk-1 refquota=2G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    zfspool: gone
    \tpool tank/gone
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: web
    ostype: debian
    rootfs: disks:subvol-101-disk-0,size=8G
    unused0: disks:subvol-101-disk-1
> check phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "disks:subvol-102-disk-1"}, {"target": "/b", "source": "disks:subvol-101-disk-7"}, {"target": "/", "storage": "disks", "size_gb": 1}, {"target": "/d", "source": "disks:subvol-101-disk-0"}, {"target": "/e", "source": "local:101/vm-101-disk-0.raw"}, {"target": "/f", "storage": "gone", "size_gb": 1}]}
    lxc/101 refused
      refused: mp2.mp wanted /, found not compared
        why it would be mounted over the whole root disk
        do wish a place below it
      refused: mp3.volume wanted disks:subvol-101-disk-0, found not compared
        why rootfs is this volume already
        do wish it once, by the target that it has
      refused: mp0.volume wanted disks:subvol-102-disk-1, found not compared
        why the volume is guest 102's, and is destroyed with that one
        do hand it over (`pct move-volume 102 DISK --target-vmid 101 --target-volume mpN`, both stopped), or show a directory of the host in both
      refused: mp1.volume wanted disks:subvol-101-disk-7, found not compared
        why zfs error: cannot open 'tank/disks/subvol-101-disk-7': dataset does not exist
        do `pvesm list disks` lists those there are; for a new volume wish storage and size_gb
      refused: mp4.volume wanted local:101/vm-101-disk-0.raw, found not compared
        why volume 'local:101/vm-101-disk-0.raw' does not exist
        do `pvesm list local` lists those there are; for a new volume wish storage and size_gb
      refused: mp5.volume wanted gone, found not compared
        why storage 'gone': cannot open 'tank/gone': dataset does not exist
        do wish another storage, or mend this one (`pvesm set gone --content ...,rootdir` if it does not take containers); `pvesm status` lists those there are
    typed nothing
