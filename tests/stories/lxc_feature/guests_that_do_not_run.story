In a stopped guest nothing is run; what is seen of it on the host is believed, what is not seen is not known.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101
    arch: amd64
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given container 102 running
    arch: amd64
    lock: backup
    rootfs: tank-disks:subvol-102-disk-0,size=8G
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
    write /usr/bin/docker docker 29

> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
      note: whether it is installed is not known until the container runs (`phoenix-run converge --fresh lxc/101` if it never was)
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker refused
      refused: state wanted a container that runs, found stopped
        why its script works inside of the running container
        do `pct start 101`, then run again for feature/101/docker
    typed nothing
> converge phoenix_lxc_feature {"ctid": 102, "name": "docker", "fresh": true}
    feature/102/docker refused
      refused: lock wanted no lock, to install docker, found locked (backup)
        why somebody works on the container, and what a script does meanwhile would be half in his work
        do run again when the task behind it is done; if none runs: look whether something else works on it (`pgrep -af 102`, other than its own lxc-start); if not, `pct unlock 102` takes the stale lock away
    typed nothing
given file /tank/disks/subvol-101-disk-0/var/lib/phoenix/features/docker
    installed 3f786850e387550fdab836ed7e6dc881de23001b
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker refused
      refused: script wanted 2bd1aa4a96ce, found installed 3f786850e387
        why the script, or what it is given, has changed since it was installed; it is not run again by itself
        do `phoenix-run converge --fresh feature/101/docker` runs it again (`on_change: run` in a playbook), `--adopt feature/101/docker` takes what is there for it
    typed nothing
given container 101
    arch: amd64
    template: 1
    rootfs: tank-disks:subvol-101-disk-0,size=8G
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
      note: the script has changed since it was installed; a sealed template stays as it is
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker refused
      refused: state wanted installed, found a sealed template
        why a template does not start, so nothing is installed in it any more
        do make a new template of a clone of 101, or take docker out of the list
    typed nothing
