A storage that is defined and cannot be used is not as declared: what is missing is named, whichever way it is looked at.

given pool tank
given file /etc/pve/storage.cfg
    dir: usb
    \tpath /mnt/usb
    \tcontent backup
    \tis_mountpoint 1

    dir: strict
    \tpath /srv/strict
    \tcontent iso
    \tcreate-base-path 0

    dir: lazy
    \tpath /srv/lazy
    \tcontent iso

    zfspool: gone
    \tpool old/disks
    \tcontent rootdir

    dir: off
    \tdisable
    \tpath /srv/off
    \tcreate-base-path 0
    \tcontent iso

> check phoenix_pvesm {"resources": [{"storage": "usb"}, {"storage": "strict"}, {"storage": "lazy"}, {"storage": "gone"}, {"storage": "off"}]}
    storage/usb refused
      refused: active wanted active, found inactive
        why directory is expected to be a mount point but is not mounted: '/mnt/usb'
        do make or mount what belongs there; then `pvesm status --storage usb` shows whether it is active
    storage/strict refused
      refused: active wanted active, found inactive
        why directory '/srv/strict' does not exist or is unreachable
        do make or mount what belongs there; then `pvesm status --storage strict` shows whether it is active
    storage/lazy in_sync
    storage/gone refused
      refused: active wanted active, found inactive
        why cannot open 'old/disks': dataset does not exist
        do `zpool import` shows a pool that is not imported, `zfs list -r old` its datasets
    storage/off in_sync
    typed nothing
