An option that is wished empty is deleted, once: not there, and there with nothing in it, mean the same.

given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent iso
    \tprune-backups keep-last=3
    \tnodes pve1

> converge phoenix_pvesm {"storage": "local", "nodes": "", "options": {"prune-backups": "", "bwlimit": ""}}
    storage/local changed
      nodes pve1 -> none [live]
      prune-backups keep-last=3 -> none [live]
    typed pvesm set local --delete nodes,prune-backups
> converge phoenix_pvesm {"storage": "local", "nodes": "", "options": {"prune-backups": "", "bwlimit": ""}}
    storage/local in_sync
    typed nothing
> show /etc/pve/storage.cfg
    dir: local
    	path /var/lib/vz
    	content iso
