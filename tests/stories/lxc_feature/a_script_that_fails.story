What a script said last is told, whatever else it said; the next run goes on where this one ended.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given file /srv/install.sh
    #!/bin/bash
    tell TOKEN
    print E: Unable to locate package docker
    exit 100

> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/install.sh", "fresh": true, "secrets": {"TOKEN": "hunter2"}}
    feature/101/docker failed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      note: still wanted: folders in the guest none -> there, stamp none -> begun, state none -> installed, stamp begun -> installed
      failed: TOKEN='***' /srv/install.sh 101
        said TOKEN=********
        said E: Unable to locate package docker (exit 100)
        now to be installed, and not finished
      not begun: pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 5f87c8000b71624ef027b4c53566e7b441d350a5'
    typed TOKEN='***' /srv/install.sh 101
given file /srv/install.sh
    #!/bin/bash
    write /usr/bin/docker docker 29
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/install.sh"}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 2bd1aa4a96ce526e643582bc22b288575f98aeef'
    typed /srv/install.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/install.sh"}
    feature/101/docker in_sync
    typed nothing
