`zpool set` takes one property at a time; what nobody can set is refused, and a feature is for good.

given pool tank
> converge phoenix_zpool {"name": "tank", "properties": {"autotrim": true, "comment": "the fast one", "failmode": "wait", "ashift": 12}}
    zpool/tank changed
      autotrim off -> on [live]
      comment - -> the fast one [live]
    typed zpool set autotrim=on tank
    typed zpool set 'comment=the fast one' tank
> converge phoenix_zpool {"name": "tank", "properties": {"autotrim": "on", "comment": "the fast one", "failmode": "wait", "ashift": 12}}
    zpool/tank in_sync
    typed nothing
> check phoenix_zpool {"name": "tank", "properties": {"size": "4T", "altroot": "/mnt", "bogus": "on", "autotrim": "ON"}}
    zpool/tank refused
      autotrim on -> ON [live]
      refused: altroot wanted /mnt, found not looked at
        why 'altroot' is counted, or decided when the pool is made or imported
        do take it out of the properties
      refused: bogus wanted on, found no such property
        why 'bogus' is no property of a pool in this host's OpenZFS
        do mend its name, or take it out (`zpool get all tank` lists them)
      refused: size wanted 4T, found not looked at
        why 'size' is counted, or decided when the pool is made or imported
        do take it out of the properties
    typed nothing
> converge phoenix_zpool {"name": "tank", "properties": {"autotrim": "ON"}}
    zpool/tank failed
      note: still wanted: autotrim on -> ON
      failed: zpool set autotrim=ON tank
        said cannot set property for 'tank': 'autotrim' must be one of 'on | off' (exit 1)
        now the pool is ONLINE
    typed zpool set autotrim=ON tank
