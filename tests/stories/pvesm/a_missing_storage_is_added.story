A storage that does not exist is added; a directory that is shared is said to be so.

given pool tank
given dataset tank/disks
> check phoenix_pvesm {"storage": "disks", "type": "zfspool", "pool": "tank/disks", "content": ["rootdir", "images"]}
    storage/disks differs
      state none -> present [new]
      type none -> zfspool [new]
      content none -> rootdir,images [new]
      pool none -> tank/disks [new]
      $ pvesm add zfspool disks --content rootdir,images --pool tank/disks
    typed nothing
> converge phoenix_pvesm {"storage": "disks", "type": "zfspool", "pool": "tank/disks", "content": ["rootdir", "images"]}
    storage/disks changed
      state none -> present [new]
      type none -> zfspool [new]
      content none -> rootdir,images [new]
      pool none -> tank/disks [new]
    typed pvesm add zfspool disks --content rootdir,images --pool tank/disks
> converge phoenix_pvesm {"storage": "files", "type": "dir", "path": "/tank/files", "content": ["backup"], "shared": true, "nodes": ["pve1"]}
    storage/files changed
      state none -> present [new]
      type none -> dir [new]
      content none -> backup [new]
      nodes none -> pve1 [new]
      path none -> /tank/files [new]
      shared none -> 1 [new]
    typed pvesm add dir files --content backup --nodes pve1 --path /tank/files --shared 1
> converge phoenix_pvesm {"resources": [{"storage": "disks", "pool": "tank/disks"}, {"storage": "files", "path": "/tank/files/", "nodes": "pve1"}]}
    storage/disks in_sync
    storage/files in_sync
    typed nothing
