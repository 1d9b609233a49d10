A quota below what is used, a reservation beyond the space, a volume that does not fit: refused with numbers, in the words of ZFS.

given pool tank
given dataset tank/data reservation=10M refreservation=20M
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"quota": "5M", "refquota": "5M"}}
    zfs/tank/data refused
      refused: quota wanted 5M, found none
        why size is less than current used or reserved space (used is 20971520 bytes)
        do free space first, or wish a larger one
      refused: refquota wanted 5M, found none
        why size is less than current used or reserved space (refreservation is 20971520 bytes)
        do free space first, or wish a larger one
    typed nothing
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"quota": "50M", "reservation": "60M"}}
    zfs/tank/data refused
      refused: quota wanted 50M, found none
        why size is less than current used or reserved space (reservation is 62914560 bytes)
        do free space first, or wish a larger one
      refused: reservation wanted 60M, found 10M
        why size is greater than available space (quota is 52428800 bytes)
        do wish a smaller one, or make room first
    typed nothing
> check phoenix_zfs_dataset {"name": "tank/new", "properties": {"quota": "1M", "reservation": "2M"}}
    zfs/tank/new refused
      refused: reservation wanted 2M, found absent
        why out of space: quota is 1048576 bytes, reservation 2097152
        do wish less, or make room first
    typed nothing
> check phoenix_zfs_dataset {"name": "tank/new", "properties": {"volsize": "900T"}}
    zfs/tank/new refused
      refused: volsize wanted 900T, found absent
        why out of space: 989560464998400 bytes, and 1937478916352 are available above
        do wish less, or make room first
    typed nothing
> check phoenix_zfs_dataset {"name": "tank/new", "properties": {"encryption": "on"}}
    zfs/tank/new refused
      refused: encryption wanted on, found absent
        why Keyformat required for new encryption root.
        do wish keyformat and keylocation too
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data", "properties": {"quota": "50M", "reservation": "40M"}}
    zfs/tank/data changed
      quota none -> 50M [live]
      reservation 10M -> 40M [live]
    typed zfs set quota=50M reservation=40M tank/data
