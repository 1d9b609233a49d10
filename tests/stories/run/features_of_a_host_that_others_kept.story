What others installed is not known and not run again: a person says what is there, and what is not.
given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given dataset tank/disks/subvol-102-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images
given container 101 running
    arch: amd64
    rootfs: tank-disks:subvol-101-disk-0,size=8G
given container 102
    arch: amd64
    rootfs: tank-disks:subvol-102-disk-0,size=8G
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh
    #!/bin/bash
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {"101": {"features": ["docker", "base_setup"]}, "102": {"features": ["docker"]}}}
> phoenix-run converge
      !!  feature/101/docker, feature/101/base_setup  REFUSED
          wanted  state installed (lxc:1 and 1 more)        there  no stamp of it in the guest
          why     who made this guest may have installed it: that is not known, and nothing is run twice on a guess
          do      if it is there: `phoenix-run converge --adopt lxc/101`; if it is not: `phoenix-run converge --fresh lxc/101` (feature/101/NAME for one alone; in a playbook `adopt: true`, `fresh: true`)
      . feature/102/docker  whether it is installed is not known until the container runs (`phoenix-run converge --fresh lxc/102` if it never was)
    not in the files: storage/tank-disks
    6 resources: 4 in sync, 2 refused or held (exit 3)
    typed nothing
> phoenix-run converge --adopt lxc/101
    ok feature/101/docker
    ok feature/101/base_setup
      . feature/102/docker  whether it is installed is not known until the container runs (`phoenix-run converge --fresh lxc/102` if it never was)
    not in the files: storage/tank-disks
    6 resources: 6 in sync (exit 0)
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.adopted <<< 'adopted 33d4cf9b1f2d3c42b2c4cfd507626057d20d7c52'
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/docker.adopted /var/lib/phoenix/features/docker
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/base_setup.adopted <<< 'adopted 33d4cf9b1f2d3c42b2c4cfd507626057d20d7c52'
    typed pct exec 101 -- mv -f /var/lib/phoenix/features/base_setup.adopted /var/lib/phoenix/features/base_setup
> phoenix-run converge --fresh lxc/102
    ok lxc/102 start for features
    ok feature/102/docker
    ok lxc/102 stop after features
    not in the files: storage/tank-disks
    6 resources: 6 in sync (exit 0)
    typed pct start 102
    typed pct exec 102 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 102 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 33d4cf9b1f2d3c42b2c4cfd507626057d20d7c52'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 102
    typed pct exec 102 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct shutdown 102
> phoenix-run check
    not in the files: storage/tank-disks
    6 resources: 6 in sync (exit 0)
    typed nothing
