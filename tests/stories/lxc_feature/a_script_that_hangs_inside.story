A script that hangs inside of its guest is stopped at its time limit, and what it had said is told; the next run goes on from there.

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
    tell MODEL
    tell HOME
    hang

> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "fresh": true, "inputs": {"MODEL": "qwen"}, "timeout_seconds": 2}
    feature/101/app failed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      script in the guest none -> copied [live]
      note: still wanted: folders in the guest none -> there, stamp none -> begun, script in the guest none -> copied, state none -> installed, stamp begun -> installed
      failed: MODEL=qwen pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/6774e19e8658/app.sh 101
        said `MODEL=qwen pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/6774e19e8658/app.sh 101` did not end within 2 s and was stopped; it had said:
        said MODEL=qwen
        said HOME=
        now to be installed, and not finished
      not begun: pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/6774e19e8658
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 6774e19e86583294a6d07708d5d97073713bbbce'
    typed pct push 101 /srv/app.sh /var/lib/phoenix/run/6774e19e8658/app.sh --perms 0755
    typed MODEL=qwen pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/6774e19e8658/app.sh 101
given file /srv/app.sh
    #!/bin/bash
    tell MODEL
> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/app.sh", "runs": "guest", "inputs": {"MODEL": "qwen"}}
    feature/101/app changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      script in the guest none -> copied [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/ca5095f275f6
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed ca5095f275f650f858d5d75a51e01b222189c6c1'
    typed pct push 101 /srv/app.sh /var/lib/phoenix/run/ca5095f275f6/app.sh --perms 0755
    typed MODEL=qwen pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/ca5095f275f6/app.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
