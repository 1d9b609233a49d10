The host's root is nobody in an unprivileged guest: what is installed there belongs to the guest's own root, and is read from the host all the same.

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
    needs /var/lib/phoenix/run/app.conf
    tell TOKEN
    write /etc/app.conf made inside
given file /srv/app.conf
    listen 8080

> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "beside": ["app.conf"], "secrets": {"TOKEN": "hunter2"}, "fresh": true, "followed_by": ["web"]}
    feature/101/app changed
      stamp none -> begun [live]
      stamp none -> begun [live]
      noted none -> web [live]
      script in the guest none -> copied [live]
      script in the guest none -> copied [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed f35162aebcbdb0b9474c4204e789a1f306b7c0e3'
    typed pct exec 101 -- touch /var/lib/phoenix/features/web.begun
    typed pct push 101 /srv/app.conf /var/lib/phoenix/run/app.conf --perms 0644
    typed pct push 101 /srv/app.sh /var/lib/phoenix/run/app.sh --perms 0755
    typed TOKEN='***' pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/app.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
> type pct exec 101 -- cat /etc/app.conf
    made inside
    exit 0
> type pct exec 101 -- cat /var/lib/phoenix/run/app.conf
    listen 8080
    exit 0
> type pct exec 101 -- cat /var/lib/phoenix/features/app
    installed f35162aebcbdb0b9474c4204e789a1f306b7c0e3
    exit 0
> check phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "beside": ["app.conf"], "secrets": {"TOKEN": "hunter3"}, "fresh": true}
    feature/101/app in_sync
    typed nothing
