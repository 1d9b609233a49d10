A feature that brings a check is asked; what it says counts more than any stamp.

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
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply
    #!/bin/bash
    write /usr/bin/docker docker 29
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/check
    #!/bin/bash
    needs /usr/bin/docker

> check phoenix_lxc_feature {"ctid": 101, "name": "docker", "inspect": "auto"}
    feature/101/docker held
      held: folders in the guest none -> there [live] (interrupts)
      held: stamp none -> begun [live] (interrupts)
      held: state none -> installed [new] (interrupts)
    asked /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/check 101
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "allow": ["interrupts"]}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> begun [live]
      state none -> installed [new]
      stamp begun -> installed [live]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed c41697843a506299f85edad8663147c03067df58'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
> type pct exec 101 -- rm /var/lib/phoenix/features/docker
    exit 0
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker in_sync
    typed nothing
> converge phoenix_lxc_feature {"ctid": 101, "name": "docker", "adopt": true}
    feature/101/docker changed
      folders in the guest none -> there [live]
      stamp none -> written [live]
      state none -> adopted [new]
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.adopted <<< 'adopted c41697843a506299f85edad8663147c03067df58'
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.adopted /var/lib/phoenix/features/docker
> type pct exec 101 -- rm /usr/bin/docker
    exit 0
> check phoenix_lxc_feature {"ctid": 101, "name": "docker"}
    feature/101/docker held
      held: folders in the guest none -> there [live] (interrupts)
      held: stamp none -> begun [live] (interrupts)
      held: state none -> installed [new] (interrupts)
    typed nothing
