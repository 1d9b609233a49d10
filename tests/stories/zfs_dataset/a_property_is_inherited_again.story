The value `inherit` takes back what a dataset sets itself; where it is from is told, before and after. Then nothing is typed.

given pool tank
given dataset tank/data sync=always
given dataset tank/data/photos sync=disabled com.example:keep=yes
> check phoenix_zfs_dataset {"name": "tank/data/photos", "properties": {"sync": "inherit", "com.example:keep": "inherit", "atime": "inherit"}}
    zfs/tank/data/photos differs
      com.example:keep yes (local) -> none [live]
      $ zfs inherit com.example:keep tank/data/photos
      sync disabled (local) -> always (inherited from tank/data) [live]
      $ zfs inherit sync tank/data/photos
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data/photos", "properties": {"sync": "inherit", "com.example:keep": "inherit", "atime": "inherit"}}
    zfs/tank/data/photos changed
      com.example:keep yes (local) -> none [live]
      sync disabled (local) -> always (inherited from tank/data) [live]
    typed zfs inherit com.example:keep tank/data/photos
    typed zfs inherit sync tank/data/photos
> converge phoenix_zfs_dataset {"name": "tank/data/photos", "properties": {"sync": "inherit", "com.example:keep": "inherit", "atime": "inherit"}}
    zfs/tank/data/photos in_sync
    typed nothing
> type zfs get -Hp -o property,value,source sync,atime,com.example:keep tank/data/photos
    sync	always	inherited from tank/data
    atime	on	default
    com.example:keep	-	-
    exit 0
> check phoenix_zfs_dataset {"name": "tank/data/photos", "properties": {"sync": "standard", "quota": "inherit", "casesensitivity": "inherit"}}
    zfs/tank/data/photos refused
      sync always (inherited from tank/data) -> standard [live]
      refused: casesensitivity wanted inherit, found sensitive
        why casesensitivity property is read-only
        do take it out of the properties
      refused: quota wanted inherit, found none
        why 'quota' property cannot be inherited
        do wish `none` to clear it
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/data/new", "properties": {"sync": "inherit", "atime": "off"}}
    zfs/tank/data/new changed
      state none -> present [new]
      type none -> filesystem [new]
      atime none -> off [new]
    typed zfs create -o atime=off tank/data/new
