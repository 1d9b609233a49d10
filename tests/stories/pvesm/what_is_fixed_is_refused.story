What `pvesm set` would refuse is refused before it is typed, in its own words.

given pool tank
given dataset tank/disks
given dataset tank/other
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

> check phoenix_pvesm {"storage": "disks", "pool": "tank/other", "content": ["iso"], "shared": true}
    storage/disks refused
      refused: content wanted iso, found images,rootdir
        why storage does not support content type 'iso'
        do a zfspool storage holds images, rootdir
      refused: pool wanted tank/other, found tank/disks
        why can't change value of fixed parameter 'pool'
        do no guest names a volume on it: `pvesm remove disks` takes the definition away (never the data); then run again
      refused: shared wanted 1, found nothing
        why unexpected property 'shared'
        do take it out
    typed nothing
> check phoenix_pvesm {"storage": "disks", "type": "dir", "path": "/tank/disks"}
    storage/disks refused
      refused: type wanted dir, found zfspool
        why a storage's type cannot be changed
        do no guest names a volume on it: `pvesm remove disks` takes the definition away (never the data); then run again
    typed nothing
> check phoenix_pvesm {"storage": "new", "type": "zfspool"}
    storage/new refused
      refused: pool wanted a value, found absent
        why missing value for required option 'pool'
        do add pool
    typed nothing
> check phoenix_pvesm {"storage": "share", "type": "cifs", "server": "10.0.0.9", "share": "s", "options": {"password": "hunter2"}}
    storage/share refused
      refused: password wanted ***, found not shown
        why a secret would be seen in the list of processes
        do leave it out here and type `pvesm set ID --password ...` once by hand
    typed nothing
