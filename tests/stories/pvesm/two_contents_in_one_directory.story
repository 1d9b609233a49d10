`pvesm set` takes two contents that lie in one directory, and nobody can activate the storage from then on: it is refused before.

given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent iso,vztmpl
> check phoenix_pvesm {"storage": "local", "options": {"content-dirs": "iso=template/cache"}}
    storage/local refused
      refused: content-dirs wanted iso=template/cache, found nothing
        why iso and vztmpl would both lie in template/cache: Proxmox uses no such storage
        do give each a directory of its own
    typed nothing
> converge phoenix_pvesm {"storage": "local", "options": {"content-dirs": "iso=isos,iso=more", "prune-backups": "keep-last=3"}}
    storage/local refused
      prune-backups none -> keep-last=3 [live]
      refused: content-dirs wanted iso=isos,iso=more, found nothing
        why iso is given two directories
        do wish one of them
    typed pvesm set local --prune-backups keep-last=3
> converge phoenix_pvesm {"storage": "local", "options": {"content-dirs": "iso=isos"}}
    storage/local changed
      content-dirs none -> iso=isos [live]
    typed pvesm set local --content-dirs iso=isos
> converge phoenix_pvesm {"storage": "more", "type": "dir", "path": "/srv/more", "content": ["iso", "vztmpl"], "options": {"content-dirs": "iso=a,vztmpl=./a"}}
    storage/more refused
      refused: content-dirs wanted iso=a,vztmpl=./a, found nothing
        why iso and vztmpl would both lie in ./a: Proxmox uses no such storage
        do give each a directory of its own
    typed nothing
