What `pct template` refuses is refused first, in its words; nothing is stopped, moved or deleted for the seal.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given dataset tank/disks/subvol-103-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101 running
    arch: amd64
    rootfs: disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    rootfs: disks:subvol-102-disk-0,size=8G
given container 103
    arch: amd64
    mp0: /tank/www,mp=/www
    rootfs: disks:subvol-103-disk-0,size=8G
given container 104
    arch: amd64
    rootfs: local:104/vm-104-disk-0.raw,size=4G
> type pct snapshot 102 base
    exit 0
> check phoenix_lxc {"resources": [{"ctid": 101, "is_template": true}, {"ctid": 102, "is_template": true}, {"ctid": 103, "is_template": true}, {"ctid": 104, "is_template": true}]}
    lxc/101 refused
      refused: is_template wanted a template, found running
        why you can't convert a CT to template if the CT is running
        do `pct shutdown 101`, or wish it stopped; then run again
    lxc/102 refused
      refused: is_template wanted a template, found snapshots base
        why unable to create template, because CT contains snapshots
        do if nobody needs them: `pct delsnapshot 102 base`; then run again
    lxc/103 refused
      refused: is_template wanted a template, found mp0 /tank/www
        why unable to parse volume ID '/tank/www'
        do take mp0 away: a template has volumes of storages only
    lxc/104 refused
      refused: is_template wanted a template, found rootfs lies on local, a storage of type dir
        why Directory storage 'local' does not support container templates!
        do `pct move-volume 104 rootfs STORAGE` moves it to a zfspool, lvmthin or rbd storage
    typed nothing
> type pct template 101
    error: you can't convert a CT to template if the CT is running
    exit not 0
> type pct template 103
    error: unable to parse volume ID '/tank/www'
    exit not 0
> type pct template 104
    error: Directory storage 'local' does not support container templates!
    exit not 0
> converge phoenix_lxc {"ctid": 101, "state": "stopped", "is_template": true}
    lxc/101 changed
      state running -> stopped [live]
      is_template a container -> a template [live]
    typed pct shutdown 101
    typed pct template 101
