What ZFS decides at creation, and what it never lets anybody set, is refused with what a person could do.

given pool tank
given dataset tank/data
> check phoenix_zfs_dataset {"name": "tank/data", "type": "volume"}
    zfs/tank/data refused
      refused: type wanted volume, found filesystem
        why a dataset's type is decided when it is created
        do move its data away, destroy tank/data by hand, and run again
    typed nothing
> check phoenix_zfs_dataset {"name": "tank/data", "properties": {"casesensitivity": "mixed", "used": "1", "volsize": "1G", "bogus": "1"}}
    zfs/tank/data refused
      refused: bogus wanted 1, found nothing
        why invalid property 'bogus'
        do mend its name, or take it out
      refused: casesensitivity wanted mixed, found sensitive
        why 'casesensitivity' is readonly: it can only be set when the dataset is created
        do make a new dataset with it and move the data there (`zfs send`), or take it out of the properties
      refused: used wanted 1, found 24K
        why 'used' is readonly
        do take it out of the properties
      refused: volsize wanted 1G, found nothing
        why 'volsize' does not apply to datasets of this type (filesystem)
        do take it out of the properties
    typed nothing
