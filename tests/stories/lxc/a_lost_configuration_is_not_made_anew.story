A container that does not exist, and whose volumes do, has lost its configuration and not its data: it is never made blank
beside them. A root disk that is lost is told.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0
given dataset tank/disks/subvol-101-disk-1
given dataset tank/disks/basevol-900-disk-0
given dataset tank/copies
given dataset tank/copies/subvol-102-disk-0
given file /srv/plain/images/103/vm-103-disk-0.raw
    raw image
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    dir: plain
    \tpath /srv/plain
    \tcontent rootdir

given file /var/lib/vz/template/cache/debian.tar.zst
    a template
given container 104
    arch: amd64
    rootfs: disks:subvol-104-disk-0,size=8G
> check phoenix_lxc {"resources": [{"ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks"}, {"ctid": 900, "template": "local:vztmpl/debian.tar.zst"}, {"ctid": 102, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks"}, {"ctid": 103, "clone_from": 104}, {"ctid": 104, "storage_pool": "disks"}]}
    lxc/101 refused
      refused: volumes wanted a new container, found no configuration, but data of it
        why its volumes tank/disks/subvol-101-disk-0, tank/disks/subvol-101-disk-1 would stand beside a new, empty root disk
        do bring back only its configuration: /etc/pve/lxc/101.conf from a backup of the host, or what `pvesm extractconfig BACKUP` prints (./etc/vzdump/pct.conf of the archive), if it names these volumes; `pct restore` brings back the data of the backup, not these volumes; or, to make a new one, put them out of the way (`zfs rename tank/disks/subvol-101-disk-0 tank/disks/kept-subvol-101-disk-0`, and so each); clones may hang on them, so nothing is to be destroyed with `-R`
    lxc/900 refused
      refused: volumes wanted a new container, found no configuration, but data of it
        why its volume tank/disks/basevol-900-disk-0 would stand beside a new, empty root disk
        do bring back only its configuration: /etc/pve/lxc/900.conf from a backup of the host, or what `pvesm extractconfig BACKUP` prints (./etc/vzdump/pct.conf of the archive), if it names this volume; `pct restore` brings back the data of the backup, not this volume; or, to make a new one, put it out of the way (`zfs rename tank/disks/basevol-900-disk-0 tank/disks/kept-basevol-900-disk-0`); clones may hang on it, so nothing is to be destroyed with `-R`
    lxc/102 differs
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      storage none -> disks [new]
      $ pct create 102 local:vztmpl/debian.tar.zst --storage disks
    lxc/103 refused
      refused: volumes wanted a new container, found no configuration, but data of it
        why its volume /srv/plain/images/103/vm-103-disk-0.raw would stand beside a new, empty root disk
        do bring back only its configuration: /etc/pve/lxc/103.conf from a backup of the host, or what `pvesm extractconfig BACKUP` prints (./etc/vzdump/pct.conf of the archive), if it names this volume; `pct restore` brings back the data of the backup, not this volume; or, to make a new one, put it out of the way (`mv /srv/plain/images/103/vm-103-disk-0.raw` somewhere else)
    lxc/104 in_sync
      note: lost root volume: disks:subvol-104-disk-0 is not at /tank/disks/subvol-104-disk-0, so it cannot start
    typed nothing
> type zfs rename tank/disks/subvol-101-disk-0 tank/disks/kept-subvol-101-disk-0
    exit 0
> type zfs rename tank/disks/subvol-101-disk-1 tank/disks/kept-subvol-101-disk-1
    exit 0
> converge phoenix_lxc {"ctid": 101, "template": "local:vztmpl/debian.tar.zst", "storage_pool": "disks"}
    lxc/101 changed
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      storage none -> disks [new]
    typed pct create 101 local:vztmpl/debian.tar.zst --storage disks
