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
      refused: altroot wanted /mnt, found -
        why property 'altroot' can only be set during pool creation or import
        do take it out of the properties
      refused: autotrim wanted ON, found on
        why 'autotrim' must be one of 'on | off'
        do mend the value
      refused: bogus wanted on, found no such property
        why invalid property 'bogus': no pool of this host's OpenZFS has it
        do mend its name, or take it out (`zpool get all tank` lists them)
      refused: size wanted 4T, found 2000000000000
        why 'size' is readonly
        do take it out of the properties
    typed nothing
> converge phoenix_zpool {"name": "tank", "properties": {"autotrim": "ON"}}
    zpool/tank refused
      refused: autotrim wanted ON, found on
        why 'autotrim' must be one of 'on | off'
        do mend the value
    typed nothing
