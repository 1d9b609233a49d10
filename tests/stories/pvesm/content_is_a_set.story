Proxmox shuffles the lists of storage.cfg at every write, in every section. They are compared as sets.

given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso,backup

    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given pool tank
given dataset tank/disks
> converge phoenix_pvesm {"storage": "disks", "type": "zfspool", "pool": "tank/disks", "content": ["images", "rootdir"]}
    storage/disks in_sync
    typed nothing
> converge phoenix_pvesm {"storage": "disks", "content": "images", "options": {"sparse": true}}
    storage/disks changed
      content images,rootdir -> images [live]
      sparse none -> 1 [live]
    typed pvesm set disks --content images --sparse 1
> converge phoenix_pvesm {"storage": "disks", "content": "images", "options": {"sparse": true}}
    storage/disks in_sync
    typed nothing
> converge phoenix_pvesm {"storage": "local", "content": "iso,vztmpl,backup"}
    storage/local in_sync
    typed nothing
