A feature that is noted as still to come, and whose check finds it there, gets a stamp of its script and is not run.

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
given file /tank/disks/subvol-101-disk-0/usr/bin/docker
    docker 29
given file /srv/base.sh
    #!/bin/bash
given file /srv/docker/apply
    #!/bin/bash
    write /usr/bin/docker docker 30
given file /srv/docker/check
    #!/bin/bash
    needs /usr/bin/docker

> converge phoenix_lxc_feature {"ctid": 101, "name": "base", "script": "/srv/base.sh", "fresh": true, "followed_by": ["docker"]}
    feature/101/base changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      noted none -> docker [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/base.begun <<< 'installed 33d4cf9b1f2d3c42b2c4cfd507626057d20d7c52'
    typed pct exec 101 -- touch /var/lib/phoenix/features/docker.begun
    typed /srv/base.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/base.begun /var/lib/phoenix/features/base
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/docker", "fresh": true}
    feature/101/docker changed
      stamp none -> begun [live]
      stamp begun -> installed [live]
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 9961c5cb6a7478085aa582221168eb160e015c7b'
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/docker", "fresh": true}
    feature/101/docker in_sync
    typed nothing
> type pct exec 101 -- cat /usr/bin/docker
    docker 29
    exit 0
