On a storage that is disabled or not active nothing is made: neither a root disk, wished or its source's, nor a mount point.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

    zfspool: gone
    \tpool tank/gone
    \tcontent rootdir,images

    zfspool: off
    \tpool tank/disks
    \tcontent rootdir,images
    \tdisable 1

given file /var/lib/vz/template/cache/debian.tar.zst
given container 101
    arch: amd64
    hostname: web
    ostype: debian
    rootfs: gone:subvol-101-disk-0,size=8G
> check phoenix_lxc {"resources": [{"ctid": 102, "storage_pool": "gone", "template": "local:vztmpl/debian.tar.zst"}, {"ctid": 103, "storage_pool": "off", "template": "local:vztmpl/debian.tar.zst"}, {"ctid": 104, "clone_from": 101}]}
    lxc/102 refused
      refused: storage_pool wanted gone, found cannot open 'tank/gone': dataset does not exist
        why storage 'gone': cannot open 'tank/gone': dataset does not exist
        do mend it (`pvesm status --storage gone` tells whether it is active; `pvesm set gone --disable 0` or `--delete nodes` if it is not for this node), or wish another storage
    lxc/103 refused
      refused: storage_pool wanted off, found it is disabled
        why storage 'off': it is disabled
        do mend it (`pvesm status --storage off` tells whether it is active; `pvesm set off --disable 0` or `--delete nodes` if it is not for this node), or wish another storage
    lxc/104 refused
      refused: storage_pool wanted gone, found cannot open 'tank/gone': dataset does not exist
        why storage 'gone': cannot open 'tank/gone': dataset does not exist
        do mend it (`pvesm status --storage gone` tells whether it is active; `pvesm set gone --disable 0` or `--delete nodes` if it is not for this node), or wish another storage
    typed nothing
