A guest that has just been made gets its feature; its stamp says so, and the second run does nothing.

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
    print Setting up docker
    write /usr/bin/docker docker 29

> check phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker differs
      folders in the guest none -> there [live]
      $ pct exec 101 -- mkdir -p /var/lib/phoenix/features
      stamp none -> begun [live]
      $ pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 931665109db4ed0f5e961d666d9076e9e6482323'
      state none -> installed [new]
      $ /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 101
      stamp begun -> installed [live]
      $ pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 931665109db4ed0f5e961d666d9076e9e6482323'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
> type pct exec 101 -- cat /var/lib/phoenix/features/docker
    installed 931665109db4ed0f5e961d666d9076e9e6482323
    exit 0
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "fresh": true}
    feature/101/docker in_sync
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
    typed nothing
