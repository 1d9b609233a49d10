A source is started only while its feature installs; its clones have it with them, and the second run types nothing.
given pool tank
given template debian.tar.zst
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh
    #!/bin/bash
    write /usr/bin/docker docker 29
given file /usr/local/phoenix_hypervisor/bin/lxc_302.sh
    #!/bin/bash
given dataset tank/disks
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
given hypervisor
    {}
given lxc
    {"lxc_configs": {"300": {"name": "seed", "template": "local:vztmpl/debian.tar.zst", "features": ["docker"], "storage_pool": "tank-disks", "storage_size_gb": 8},
      "302": {"name": "app", "clone_from_ctid": "300", "features": ["docker"], "start_at_boot": true, "application_script": "lxc_302.sh"}}}
> phoenix-run check
      + lxc/300 seed                        created from local:vztmpl/debian.tar.zst with 2 settings, then start  lxc:1
      + feature/300/docker seed             installed  lxc:1
      + lxc/302 app                         full clone of 300 with 2 settings, then start  lxc:2
      ~ feature/302/docker app              noted        none -> application_script   live                 lxc:2
      + feature/302/application_script app  installed  lxc:2
      . feature/302/docker  comes with the source that it is cloned from
      . feature/302/application_script  whether its source brings it is not known until the container runs; then it is not installed again
    not in the files: zpool/tank, storage/tank-disks
    5 resources: 5 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/300
    ok lxc/300 start for features
    ok feature/300/docker
    ok lxc/300 stop after features
    ok lxc/302
    ok lxc/302 start
    ok feature/302/docker
    ok feature/302/application_script
    not in the files: zpool/tank, storage/tank-disks
    5 resources: 5 in sync (exit 0)
    typed pveam download local debian.tar.zst
    typed pct create 300 local:vztmpl/debian.tar.zst --rootfs tank-disks:8 --hostname seed
    typed pct start 300
    typed pct exec 300 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 300 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 2bd1aa4a96ce526e643582bc22b288575f98aeef'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh 300
    typed pct exec 300 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
    typed pct shutdown 300
    typed pct clone 300 302 --full --hostname app
    typed pct set 302 --onboot 1
    typed pct start 302
    typed pct exec 302 -- touch /var/lib/phoenix/features/application_script.begun
    typed pct exec 302 -- mkdir -p /var/lib/phoenix/features /var/lib/phoenix/run/33d4cf9b1f2d
    typed pct exec 302 -- tee /var/lib/phoenix/features/application_script.begun <<< 'installed 33d4cf9b1f2d3c42b2c4cfd507626057d20d7c52'
    typed pct push 302 /usr/local/phoenix_hypervisor/bin/lxc_302.sh /var/lib/phoenix/run/33d4cf9b1f2d/lxc_302.sh --perms 0755
    typed pct exec 302 -- /var/lib/phoenix/run/33d4cf9b1f2d/lxc_302.sh 302
    typed pct exec 302 -- mv -f /var/lib/phoenix/features/application_script.begun /var/lib/phoenix/features/application_script
> phoenix-run converge
    not in the files: zpool/tank, storage/tank-disks
    5 resources: 5 in sync (exit 0)
    typed nothing
