Who made a guest may have installed everything in it: without a stamp that is not known, and a person decides.

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
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
    write /usr/bin/docker docker 29

> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker refused
      refused: state wanted installed, found no stamp of it in the guest
        why who made this guest may have installed it: that is not known, and nothing is run twice on a guess
        do if it is there: `phoenix-run converge --adopt lxc/101`; if it is not: `phoenix-run converge --fresh lxc/101` (feature/101/NAME for one alone; in a playbook `adopt: true`, `fresh: true`)
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "adopt": true}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> written [live]
      state none -> adopted [new]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.adopted <<< 'adopted 2bd1aa4a96ce526e643582bc22b288575f98aeef'
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.adopted /var/lib/phoenix/features/docker
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
    typed nothing
> type pct exec 101 -- cat /var/lib/phoenix/features/docker
    adopted 2bd1aa4a96ce526e643582bc22b288575f98aeef
    exit 0
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
    write /usr/bin/docker docker 30
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker refused
      refused: script wanted 115534eebb46, found adopted 2bd1aa4a96ce
        why the script, or what it is given, has changed since it was installed; it is not run again by itself
        do `phoenix-run converge --fresh feature/101/docker` runs it again (`on_change: run` in a playbook), `--adopt feature/101/docker` takes what is there for it
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "on_change": "run"}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      script 2bd1aa4a96ce -> 115534eebb46 [live]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 115534eebb464cab9527bbcbcd9f100c3e6b953e'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
    typed nothing
