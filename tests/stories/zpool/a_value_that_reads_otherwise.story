Some values read otherwise than they are written, and a property of the owner's own is set once the pool is made.

given disk /dev/disk/by-id/ata-A
> converge phoenix_zpool {"name": "ember", "raid_level": "single", "disks": ["/dev/disk/by-id/ata-A"], "properties": {"org.example:rack": "4", "cachefile": "/etc/zfs/zpool.cache", "dedup_table_quota": "10G"}, "allow": ["irreversible"]}
    zpool/ember changed
      state none -> one disk [new]
      disks none -> /dev/disk/by-id/ata-A [new]
      ashift none -> 12 [new]
      autotrim none -> on [new]
      cachefile none -> /etc/zfs/zpool.cache [new]
      dedup_table_quota none -> 10G [new]
      atime none -> off [new]
      compression none -> lz4 [new]
      org.example:rack - -> 4 [live]
    typed zpool create -o ashift=12 -o autotrim=on -o cachefile=/etc/zfs/zpool.cache -o dedup_table_quota=10G -O atime=off -O compression=lz4 ember /dev/disk/by-id/ata-A
    typed zpool set org.example:rack=4 ember
> converge phoenix_zpool {"name": "ember", "properties": {"org.example:rack": "4", "cachefile": "/etc/zfs/zpool.cache", "dedup_table_quota": "10G"}}
    zpool/ember in_sync
    typed nothing
> converge phoenix_zpool {"name": "ember", "properties": {"dedup_table_quota": "none", "feature@draid": "disabled"}}
    zpool/ember refused
      dedup_table_quota 10737418240 -> none [live]
      refused: feature@draid wanted disabled, found enabled
        why a feature can only be disabled when the pool is made
        do take it out of the properties
    typed zpool set dedup_table_quota=none ember
> converge phoenix_zpool {"name": "ember", "properties": {"dedup_table_quota": "none"}}
    zpool/ember in_sync
    typed nothing
