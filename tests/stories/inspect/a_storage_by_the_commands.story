Looked at by the commands: `pvesm status` tells which storages there are and what is active, `pvesh` how each is defined.

given pool tank
given file /etc/pve/storage.cfg
    zfspool: tank
    \tpool tank
    \tcontent rootdir,images

> check phoenix_pvesm {"inspect": "cli", "storage": "tank", "content": ["rootdir"]}
    storage/tank differs
      content images,rootdir -> rootdir [live]
      $ pvesm set tank --content rootdir
    asked pvesh get /storage --output-format json
    asked pvesm status
    typed nothing
> check phoenix_pvesm {"inspect": "auto", "storage": "tank", "content": ["rootdir"]}
    storage/tank differs
      content images,rootdir -> rootdir [live]
      $ pvesm set tank --content rootdir
    typed nothing
