`pvesm` rewrites the whole file and drops what it does not understand: that is said before it happens.

given file /etc/pve/storage.cfg
    # backups go to the cellar
    dir: files
    \tpath /srv/files
    \tcontent iso
    dir: swallowed
    \tpath /srv/swallowed

> check phoenix_pvesm {"storage": "files", "content": ["iso", "backup"]}
    storage/files differs
      content iso -> iso,backup [live]
      $ pvesm set files --content iso,backup
      note: the next pvesm drops these lines of /etc/pve/storage.cfg: 1 (# backups go to the cellar), 5 (dir: swallowed), 6 (path /srv/swallowed)
    typed nothing
