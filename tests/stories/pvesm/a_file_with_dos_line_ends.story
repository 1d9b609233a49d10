With DOS line ends no line of storage.cfg is empty, so its first section swallows all others: to Proxmox they do not exist, and
its next write drops their lines. Nobody takes them for storages here.

given pool tank
given file /etc/pve/storage.cfg
    dir: first\r
    \tpath /srv/first\r
    \r
    zfspool: second\r
    \tpool tank\r

> check phoenix_pvesm {"storage": "second", "type": "zfspool", "pool": "tank"}
    storage/second differs
      state none -> present [new]
      type none -> zfspool [new]
      pool none -> tank [new]
      $ pvesm add zfspool second --pool tank
      note: the next pvesm drops these lines of /etc/pve/storage.cfg: 4 (zfspool: second), 5 (pool tank)
    typed nothing
