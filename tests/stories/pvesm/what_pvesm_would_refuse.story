Values that `pvesm` would refuse are refused before it is typed, in its words; each under its own key.

given file /etc/pve/storage.cfg
    dir: files
    \tpath /srv/files

> check phoenix_pvesm {"storage": "files", "content": ["iso", "music"], "options": {"preallocation": "on", "prune-backups": "keep-all=1,keep-last=3", "sparse": "1"}}
    storage/files refused
      refused: content wanted iso,music, found images,rootdir
        why invalid format - invalid content type 'music'
        do mend the value
      refused: preallocation wanted on, found nothing
        why value 'on' does not have a value in the enumeration 'off, metadata, falloc, full'
        do mend the value
      refused: prune-backups wanted keep-all=1,keep-last=3, found nothing
        why invalid format - keep-all cannot be set together with other options.
        do mend the value
      refused: sparse wanted 1, found nothing
        why unexpected property 'sparse'
        do take it out
    typed nothing
> check phoenix_pvesm {"storage": "more", "type": "dir", "path": "/srv/m ore", "options": {"is_mountpoint": "yes"}}
    storage/more refused
      refused: path wanted /srv/m ore, found absent
        why illegal path for directory storage: /srv/m ore
        do take a path of letters, digits and - _ . @
    typed nothing
> check phoenix_pvesm {"storage": "more", "type": "dir", "path": "/srv/more", "content": []}
    storage/more refused
      refused: content wanted none, found absent
        why unknown vtype 'none'
        do wish some content, or disable the storage
    typed nothing
> check phoenix_pvesm {"storage": "files", "options": {"preallocation": "metadata", "format": "raw", "is_mountpoint": "no", "mkdir": "yes", "disable": ""}}
    storage/files in_sync
    typed nothing
