What `pvesm` does not understand it drops, whatever storage it is told to change: each line is named before.

given file /etc/pve/storage.cfg
    dir: files
    \tpath /srv/old

    dir: files
    \tpath /srv/files
    \tcontent iso
    \tsparse 1

    gluster: far
    \tserver 10.0.0.9

> check phoenix_pvesm {"storage": "files", "content": ["iso", "backup"], "path": "/srv/files"}
    storage/files differs
      content iso -> iso,backup [live]
      $ pvesm set files --content iso,backup
      note: the next pvesm drops these lines of /etc/pve/storage.cfg: 1 (dir: files), 2 (path /srv/old), 7 (sparse 1), 9 (gluster: far), 10 (server 10.0.0.9)
    typed nothing
> converge phoenix_pvesm {"storage": "files", "content": ["iso", "backup"]}
    storage/files changed
      content iso -> iso,backup [live]
      note: `pvesm set files --content iso,backup` ended well and said: file /etc/pve/storage.cfg line 7 (section 'files') - unable to parse value of 'sparse': unexpected property 'sparse'; file /etc/pve/storage.cfg line 9 (skip section 'far'): unsupported type 'gluster'
    typed pvesm set files --content iso,backup
> check phoenix_pvesm {"storage": "files", "content": ["iso"]}
    storage/files differs
      content backup,iso -> iso [live]
      $ pvesm set files --content iso
    typed nothing
