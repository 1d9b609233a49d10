Looked at by the commands: each dataset is asked for as a person would type it; what that rounds and does not tell the
source of is asked for once more, for all that exist.

given pool tank
given dataset tank/data compression=lz4

> check phoenix_zfs_dataset {"inspect": "cli", "resources": [{"name": "tank/data", "properties": {"compression": "zstd"}}, {"name": "tank/new"}]}
    zfs/tank/data differs
      compression lz4 -> zstd [live, new data only]
      $ zfs set compression=zstd tank/data
    zfs/tank/new differs
      state none -> present [new]
      type none -> filesystem [new]
      $ zfs create tank/new
    asked zfs get -H -o property,value all tank
    asked zfs get -H -o property,value all tank/data
    asked zfs get -H -o property,value all tank/new
    asked zfs get -Hp -o name,property,value,source all tank tank/data
    typed nothing
> check phoenix_zfs_dataset {"inspect": "auto", "resources": [{"name": "tank/data", "properties": {"compression": "zstd"}}, {"name": "tank/new"}]}
    zfs/tank/data differs
      compression lz4 -> zstd [live, new data only]
      $ zfs set compression=zstd tank/data
    zfs/tank/new differs
      state none -> present [new]
      type none -> filesystem [new]
      $ zfs create tank/new
    asked zfs get -Hp -o name,property,value,source all tank tank/data tank/new
    typed nothing
