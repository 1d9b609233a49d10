The host's root is nobody in an unprivileged guest: what is installed there, by a script inside or one of the host, belongs to the guest's own root.

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
    unprivileged: 1
given file /srv/app.sh
    #!/bin/bash
    tell TOKEN
    write /etc/app.conf made inside
given file /srv/app.conf
    listen 8080
given file /srv/host.sh
    #!/bin/bash
    write /etc/host.conf made by the host

> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "beside": ["app.conf"], "secrets": {"TOKEN": "hunter2"}, "fresh": true}
    feature/101/app changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      script in the guest none -> copied [live]
      script in the guest none -> copied [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/11ba6468e436
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 11ba6468e4368b24a7e5ef402a0800ea3ca9f475'
    typed pct push 101 /srv/app.conf /var/lib/phoenix/run/11ba6468e436/app.conf --perms 0644
    typed pct push 101 /srv/app.sh /var/lib/phoenix/run/11ba6468e436/app.sh --perms 0755
    typed TOKEN='***' pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/11ba6468e436/app.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
> type pct exec 101 -- cat /etc/app.conf
    made inside
    exit 0
> converge phoenix_lxc_feature {"ctid": 101, "name": "host", "script": "/srv/host.sh", "fresh": true}
    feature/101/host changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/host.begun <<< 'installed 55b6960ed327c9b83aca0007b942413e66b2432c'
    typed /srv/host.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/host.begun /var/lib/phoenix/features/host
> type pct exec 101 -- cat /etc/host.conf
    made by the host
    exit 0
> check phoenix_lxc_feature {"ctid": 101, "name": "host", "script": "/srv/host.sh"}
    feature/101/host in_sync
    typed nothing
