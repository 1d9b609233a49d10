A script that ends well and has installed nothing is a failure, also where its guest is stopped again and nobody can look.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply
    #!/bin/bash
    print all is well
given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/check
    #!/bin/bash
    needs /usr/bin/docker
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "features": ["docker"],
        "start_at_boot": false, "storage_pool": "tank-disks", "storage_size_gb": 8, "memory_mb": 512}}}
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/101
    ok lxc/101 start for features
    FAILED feature/101/docker: /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101
      said it ended with exit 0, and the host is as it was before
      now to be installed, and not finished
    ok lxc/101 stop after features
      ~ feature/101/docker web  folders in the guest none -> there                live                 lxc:1
                                stamp        none -> begun                live                 lxc:1
      ok  feature/101/docker     pct exec 101 -- mkdir -p /var/lib/phoenix/features
      ok  feature/101/docker     pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 7685a2e8853856aaf5b158d475e37edbd5a9dadb'
      XX  feature/101/docker  FAILED    typed  /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101   (0 ms)
          said    it ended with exit 0, and the host is as it was before
          now     to be installed, and not finished
          next    mend the cause and run again: what is done stays done
      . feature/101/docker  still wanted: folders in the guest none -> there, stamp none -> begun, state none -> installed, stamp begun -> installed
    5 resources: 4 in sync, 1 failed (exit 1)
    typed zfs create -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname web
    typed pct start 101
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 7685a2e8853856aaf5b158d475e37edbd5a9dadb'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101
    typed pct shutdown 101
> phoenix-run check
      ~ lxc/101 web             state        stopped -> running           live                 lxc:1
      + feature/101/docker web  installed  lxc:1
      ~ lxc/101 web             state        running -> stopped           live                 lxc:1
    5 resources: 3 in sync, 2 differ (exit 2)
    typed nothing
