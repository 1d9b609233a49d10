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
    storage/disks changed
      state none -> present [new]
      type none -> zfspool [new]
      content none -> images,rootdir [new]
      pool none -> tank/disks [new]
    typed pvesm add zfspool disks --content images,rootdir --pool tank/disks
> converge phoenix_pvesm {"storage": "disks", "content": "images", "options": {"sparse": true}}
    storage/disks changed
      content rootdir,images -> images [live]
      sparse none -> on [live]
    typed pvesm set disks --content images --sparse on
> converge phoenix_pvesm {"storage": "disks", "content": "images", "options": {"sparse": true}}
    storage/disks in_sync
    typed nothing
> converge phoenix_pvesm {"storage": "local", "content": "iso,vztmpl,backup"}
    storage/local in_sync
    typed nothing
