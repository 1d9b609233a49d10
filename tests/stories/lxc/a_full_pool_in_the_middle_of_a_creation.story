A pool that is full ends `pct create` or `pct clone` half-way: Proxmox takes back what it made, the pool's own words are told, and the next run
goes on where there is room. Others of the same call are made all the same.

given pool tank
given dataset tank/disks
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso

    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images
given template debian.tar.zst
> type pveam download local debian.tar.zst
    downloading http://download.proxmox.com/images/system/debian.tar.zst to /var/lib/vz/template/cache/debian.tar.zst
    download of 'http://download.proxmox.com/images/system/debian.tar.zst' to '/var/lib/vz/template/cache/debian.tar.zst' finished
    exit 0
given fault pct create
    zfs error: cannot create 'tank/disks/subvol-101-disk-0': out of space
> converge phoenix_lxc {"resources": [{"ctid": 101, "template": "debian.tar.zst", "storage_pool": "disks", "storage_size_gb": 4}, {"ctid": 102, "template": "debian.tar.zst", "storage_pool": "disks", "storage_size_gb": 4}]}
    lxc/101 failed
      note: still wanted: state none -> present, template none -> local:vztmpl/debian.tar.zst, rootfs none -> disks:4
      failed: pct create 101 local:vztmpl/debian.tar.zst --rootfs disks:4
        said unable to create CT 101 - zfs error: cannot create 'tank/disks/subvol-101-disk-0': out of space (exit 255)
        now does not exist
    lxc/102 changed
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      rootfs none -> disks:4 [new]
    typed pct create 101 local:vztmpl/debian.tar.zst --rootfs disks:4
    typed pct create 102 local:vztmpl/debian.tar.zst --rootfs disks:4
> converge phoenix_lxc {"ctid": 101, "template": "debian.tar.zst", "storage_pool": "disks", "storage_size_gb": 4}
    lxc/101 changed
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      rootfs none -> disks:4 [new]
    typed pct create 101 local:vztmpl/debian.tar.zst --rootfs disks:4
given fault pct clone
    zfs error: cannot create 'tank/disks/subvol-103-disk-0': out of space
> converge phoenix_lxc {"ctid": 103, "clone_from": 102, "cores": 2}
    lxc/103 failed
      note: still wanted: state none -> full clone of 102, cores none -> 2
      failed: pct clone 102 103 --full
        said clone failed: zfs error: cannot create 'tank/disks/subvol-103-disk-0': out of space (exit 255)
        now does not exist
    typed pct clone 102 103 --full
> converge phoenix_lxc {"ctid": 103, "clone_from": 102, "cores": 2}
    lxc/103 changed
      state none -> full clone of 102 [new]
      cores none -> 2 [live]
    typed pct clone 102 103 --full
    typed pct set 103 --cores 2
