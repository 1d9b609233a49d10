A script that hangs inside of its guest is stopped there too, with all that it started; the next run goes on from there.

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
given file /srv/app.sh
    #!/bin/bash
    print Fetching the model...
    hang

> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "fresh": true, "timeout_seconds": 2}
    feature/101/app failed
      stamp none -> begun [live]
      stamp none -> begun [live]
      script in the guest none -> copied [live]
      note: still wanted: stamp none -> begun, stamp none -> begun, script in the guest none -> copied, state none -> installed, stamp begun -> installed
      failed: pct exec 101 -- /var/lib/phoenix/run/app.sh 101
        said `pct exec 101 -- /var/lib/phoenix/run/app.sh 101` did not end within 2 s and was stopped; it had said:
        said Fetching the model...
        now to be installed, and not finished
      not begun: pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 7ffe8fe1e59210dd1faffea04f9fad344df9be90'
    typed pct push 101 /srv/app.sh /var/lib/phoenix/run/app.sh --perms 0755
    typed pct exec 101 -- /var/lib/phoenix/run/app.sh 101
> check phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest"}
    feature/101/app differs
      stamp none -> begun [live]
      $ pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run
      stamp none -> begun [live]
      $ pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 7ffe8fe1e59210dd1faffea04f9fad344df9be90'
      script in the guest none -> copied [live]
      $ pct push 101 /srv/app.sh /var/lib/phoenix/run/app.sh --perms 0755
      state none -> installed [new]
      $ pct exec 101 -- /var/lib/phoenix/run/app.sh 101
      stamp begun -> installed [live]
      $ pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
    typed nothing
