What cannot be meant is named before anything is looked at, all of it at once, in Ansible's words.

given pool tank
> converge phoenix_zfs_dataset {"name": "tank/ü", "state": "gone", "propertys": {"atime": "off"}}
    failed: value of state must be one of: present, absent, got: gone
    failed: Unsupported parameters for (phoenix_zfs_dataset) module: propertys. Supported parameters include: allow, create_parents, inspect, name, properties, resources, state, type.
    failed: argument 'name': "tank/ü" is not a dataset name: the character 'ü' is not allowed
    typed nothing
> converge phoenix_zfs_dataset {"properties": {"atime": false}}
    failed: missing required arguments: name
    typed nothing
> converge phoenix_zfs_dataset {"name": "tank/new", "properties": {"atime": false, "exec": true}}
    zfs/tank/new changed
      state none -> present [new]
      type none -> filesystem [new]
      atime none -> off [new]
      exec none -> on [new]
    typed zfs create -o atime=off -o exec=on tank/new
