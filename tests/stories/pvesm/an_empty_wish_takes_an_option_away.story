An option that is wished empty is deleted, once: not there, and there with nothing in it, mean the same.

given file /etc/pve/storage.cfg
    dir: other
    \tpath /srv/other
    \tcontent iso
    \tprune-backups keep-last=3
    \tnodes pve1

> converge phoenix_pvesm {"storage": "other", "nodes": "", "options": {"prune-backups": "", "bwlimit": ""}}
    storage/other changed
      nodes pve1 -> none [live]
      prune-backups keep-last=3 -> none [live]
    typed pvesm set other --delete nodes,prune-backups
> converge phoenix_pvesm {"storage": "other", "nodes": "", "options": {"prune-backups": "", "bwlimit": ""}}
    storage/other in_sync
    typed nothing
> show /etc/pve/storage.cfg
    dir: other
    	path /srv/other
    	content iso

    dir: local
    	path /var/lib/vz
    	content backup,images,rootdir,iso,snippets,vztmpl
    	prune-backups keep-all=1
