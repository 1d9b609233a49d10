A section that lacks a required option makes every write of `pvesm` fail. It is named before anything is typed.

given file /etc/pve/storage.cfg
    dir: files
    \tpath /srv/files
    \tcontent iso

    zfspool: halved
    \tcontent rootdir

> type pvesm set files --content iso,backup
    error: file /etc/pve/storage.cfg line 6 (skip section 'halved'): missing value for required option 'pool'
    error: update storage failed: unknown section type ''
    exit not 0
> converge phoenix_pvesm {"storage": "files", "content": ["iso", "backup"]}
    storage/files refused
      refused: /etc/pve/storage.cfg wanted content, found line 5, `zfspool: halved`, lacks pool
        why no pvesm can write while a section lacks a required option
        do mend /etc/pve/storage.cfg in an editor: give the section of halved (line 5) its pool, or take it out; then run again
    typed nothing
> check phoenix_pvesm {"storage": "files", "content": ["iso"]}
    storage/files in_sync
    typed nothing
> check phoenix_pvesm {"storage": "halved", "type": "zfspool", "pool": "tank", "content": ["rootdir"]}
    storage/halved refused
      refused: /etc/pve/storage.cfg wanted state, type, content, pool, found line 5, `zfspool: halved`, lacks pool
        why no pvesm can write while a section lacks a required option
        do mend /etc/pve/storage.cfg in an editor: give the section of halved (line 5) its pool, or take it out; then run again
    typed nothing
> check phoenix_pvesm {"storage": "halved", "state": "absent"}
    storage/halved refused
      refused: /etc/pve/storage.cfg wanted a whole section or none, found line 5, `zfspool: halved`, lacks pool
        why no pvesm can write while a section lacks a required option
        do mend /etc/pve/storage.cfg in an editor: give the section of halved (line 5) its pool, or take it out; then run again
    typed nothing
