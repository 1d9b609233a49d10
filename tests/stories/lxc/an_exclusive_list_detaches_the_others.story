A mount point that no wish names is told and stays. Only a list that is exclusive detaches it: of a running guest with its next start, if that is allowed; a volume is kept as unusedN, nothing is deleted.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-101-disk-1 refquota=2G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images
given directory /srv/a
given container 101 running
    arch: amd64
    memory: 512
    mp0: /srv/a,mp=/a
    mp1: /srv/a,mp=/again
    mp4: disks:subvol-101-disk-1,mp=/data,size=2G
    rootfs: disks:subvol-101-disk-0,size=8G
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/a"}]}
    lxc/101 in_sync
      note: nobody wishes these mount points, they are left alone: mp1 (/srv/a at /again), mp4 (disks:subvol-101-disk-1 at /data)
    typed nothing
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/a"}], "exclusive_mounts": true, "memory_mb": 1024}
    lxc/101 held
      memory 512 -> 1024 [live]
      held: mp1 /srv/a,mp=/again -> none [at restart] (interrupts)
      held: mp4 disks:subvol-101-disk-1,mp=/data,size=2G -> none [at restart] (interrupts)
    typed pct set 101 --memory 1024
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/a"}], "exclusive_mounts": true, "allow": "interrupts"}
    lxc/101 changed
      mp1 /srv/a,mp=/again -> none [at restart]
      mp4 disks:subvol-101-disk-1,mp=/data,size=2G -> none [at restart]
      note: mp1, mp4 wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --delete mp1,mp4
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/a"}], "exclusive_mounts": true, "allow": "interrupts"}
    lxc/101 in_sync
      note: mp1, mp4 wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> type pct stop 101
    exit 0
> type pct start 101
    exit 0
> converge phoenix_lxc {"ctid": 101, "mount_points": [{"target": "/a", "source": "/srv/a"}], "exclusive_mounts": true, "allow": "interrupts"}
    lxc/101 in_sync
    typed nothing
> show /etc/pve/lxc/101.conf
    arch: amd64
    memory: 1024
    mp0: /srv/a,mp=/a
    rootfs: disks:subvol-101-disk-0,size=8G
    unused0: disks:subvol-101-disk-1
