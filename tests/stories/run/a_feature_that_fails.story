A script that fails stops what stands behind it and nobody else; the container that was started for it is stopped again.

given pool tank
given template debian.tar.zst
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh
    #!/bin/bash
    print E: Could not get lock /var/lib/dpkg/lock
    exit 100
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
given dataset tank/disks
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
given hypervisor
    {}
given lxc
    {"lxc_configs": {"301": {"clone_from_ctid": "300"}, "300": {"name": "seed", "template": "local:vztmpl/debian.tar.zst",
      "features": ["base_setup", "docker"], "storage_pool": "tank-disks", "storage_size_gb": 8}}}
> phoenix-run converge
    ok lxc/300
    ok lxc/300 start for features
    FAILED feature/300/base_setup: /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh 300
      said E: Could not get lock /var/lib/dpkg/lock (exit 100)
      now to be installed, and not finished
    ok lxc/300 stop after features
      ~ feature/300/base_setup seed  folders in the guest none -> there                live                 lxc:2
                                     stamp        none -> begun                live                 lxc:2
                                     noted        none -> docker               live                 lxc:2
      ok  feature/300/base_setup pct exec 300 -- mkdir -p /var/lib/phoenix/features
      ok  feature/300/base_setup pct exec 300 -- tee /var/lib/phoenix/features/base_setup.begun <<< 'installed ad0749e538574ff050265e0b581889844ddb3e9b'
      ok  feature/300/base_setup pct exec 300 -- touch /var/lib/phoenix/features/docker.begun
      XX  feature/300/base_setup  FAILED    typed  /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh 300   (0 ms)
          said    E: Could not get lock /var/lib/dpkg/lock (exit 100)
          now     to be installed, and not finished
          not begun  pct exec 300 -- mv -f /var/lib/phoenix/features/base_setup.begun /var/lib/phoenix/features/base_setup
          next    mend the cause and run again: what is done stays done
      --  feature/300/docker, lxc/301  blocked: feature/300/base_setup failed
      . feature/300/base_setup  still wanted: folders in the guest none -> there, stamp none -> begun, state none -> installed, stamp begun -> installed
    not in the files: zpool/tank, storage/tank-disks
    4 resources: 1 in sync, 2 blocked, 1 failed (exit 1)
    typed pveam download local debian.tar.zst
    typed pct create 300 local:vztmpl/debian.tar.zst --rootfs tank-disks:8 --hostname seed
    typed pct start 300
    typed pct exec 300 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 300 -- tee /var/lib/phoenix/features/base_setup.begun <<< 'installed ad0749e538574ff050265e0b581889844ddb3e9b'
    typed pct exec 300 -- touch /var/lib/phoenix/features/docker.begun
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh 300
    typed pct shutdown 300
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_base_setup.sh
    #!/bin/bash
> phoenix-run check
      ~ lxc/300 seed                 state        stopped -> running           live                 lxc:2
      + feature/300/base_setup seed  installed  lxc:2
      + feature/300/docker seed      installed  lxc:2
      ~ lxc/300 seed                 state        running -> stopped           live                 lxc:2
      + lxc/301                      full clone of 300  lxc:1
    not in the files: zpool/tank, storage/tank-disks
    4 resources: 4 differ (exit 2)
    typed nothing
