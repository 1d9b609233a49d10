An application script is copied into the guest with what it needs, and runs there; its variables are in no list of processes.

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
given file /srv/lxc_101.sh
    #!/bin/bash
    write /etc/nginx/nginx.conf made inside
given file /srv/utils.sh
    #!/bin/bash

> check phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/lxc_101.sh", "runs": "guest", "fresh": true, "beside": ["utils.sh", "more.sh"]}
    feature/101/app differs
      folders in the guest none -> there [live]
      $ pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/84e273e5fd90
      stamp none -> begun [live]
      $ pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 84e273e5fd90bf464c65a3e3a36e32cac6ac6e48'
      script in the guest none -> copied [live]
      $ pct push 101 /srv/utils.sh /var/lib/phoenix/run/84e273e5fd90/utils.sh --perms 0644
      script in the guest none -> copied [live]
      $ pct push 101 /srv/lxc_101.sh /var/lib/phoenix/run/84e273e5fd90/lxc_101.sh --perms 0755
      state none -> installed [new]
      $ pct exec 101 -- /var/lib/phoenix/run/84e273e5fd90/lxc_101.sh 101
      stamp begun -> installed [live]
      $ pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/lxc_101.sh", "runs": "guest", "fresh": true, "inputs": {"MODEL": "qwen"}, "beside": ["utils.sh"]}
    feature/101/app changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      script in the guest none -> copied [live]
      script in the guest none -> copied [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/3c9265006ab0
    typed pct exec 101 -- tee /var/lib/phoenix/features/app.begun <<< 'installed 3c9265006ab02470636b194f98b2aa3a009e9e84'
    typed pct push 101 /srv/utils.sh /var/lib/phoenix/run/3c9265006ab0/utils.sh --perms 0644
    typed pct push 101 /srv/lxc_101.sh /var/lib/phoenix/run/3c9265006ab0/lxc_101.sh --perms 0755
    typed MODEL=qwen pct exec 101 --keep-env 1 -- /var/lib/phoenix/run/3c9265006ab0/lxc_101.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/app.begun /var/lib/phoenix/features/app
> type pct exec 101 -- cat /etc/nginx/nginx.conf
    made inside
    exit 0
> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/lxc_101.sh", "runs": "guest", "inputs": {"MODEL": "qwen"}, "beside": ["utils.sh"]}
    feature/101/app in_sync
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "app", "script": "/srv/lxc_101.sh", "runs": "guest", "inputs": {"MODEL": "llama"}, "beside": ["utils.sh"]}
    feature/101/app refused
      refused: script wanted fe7c2d6da703, found installed 3c9265006ab0
        why the script, or what it is given, has changed since it was installed; it is not run again by itself
        do `phoenix-run converge --fresh feature/101/app` runs it again (`on_change: run` in a playbook), `--adopt feature/101/app` takes what is there for it
    typed nothing
