A script that hangs is stopped at its time limit, and what it had said is told.

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
    print Reading package lists...
    hang
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "script": "/srv/install.sh", "fresh": true, "timeout_seconds": 3}
    feature/101/docker failed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      note: still wanted: folders in the guest none -> there, stamp none -> begun, state none -> installed, stamp begun -> installed
      failed: /srv/install.sh 101
        said `/srv/install.sh 101` did not end within 3 s and was stopped; it had said:
        said Reading package lists...
        now to be installed, and not finished
      not begun: pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 5e6513ed8b04879b51cbaf2c327b6545264315c4'
    typed /srv/install.sh 101
