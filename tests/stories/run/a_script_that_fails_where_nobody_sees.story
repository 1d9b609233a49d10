What failed inside of a guest counts at the end, also where the guest is stopped again and its files are in an image.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,rootdir

given file /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply
    #!/bin/bash
    print no network
    exit 1
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {"101": {"name": "web", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "features": ["docker"],
        "start_at_boot": false, "storage_pool": "local", "storage_size_gb": 8, "memory_mb": 512}}}
> phoenix-run converge
    ok lxc/101
    ok lxc/101 start for features
    FAILED feature/101/docker: /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101
      said no network (exit 1)
      now to be installed, and not finished
    ok lxc/101 stop after features
      ~ feature/101/docker web  folders in the guest none -> there                live                 lxc:1
                                stamp        none -> begun                live                 lxc:1
      ok  feature/101/docker     pct exec 101 -- mkdir -p /var/lib/phoenix/features
      ok  feature/101/docker     pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 063b6f236fa4406c3bf3b67254b02065d87c862d'
      XX  feature/101/docker  FAILED    typed  /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101   (0 ms)
          said    no network (exit 1)
          now     to be installed, and not finished
          not begun  pct exec 101 -- mv -f /var/lib/phoenix/features/docker.begun /var/lib/phoenix/features/docker
          next    mend the cause and run again: what is done stays done
      . feature/101/docker  still wanted: folders in the guest none -> there, stamp none -> begun, state none -> installed, stamp begun -> installed
    3 resources: 2 in sync, 1 failed (exit 1)
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs local:8 --hostname web
    typed pct start 101
    typed pct exec 101 -- mkdir -p /var/lib/phoenix/features
    typed pct exec 101 -- tee /var/lib/phoenix/features/docker.begun <<< 'installed 063b6f236fa4406c3bf3b67254b02065d87c862d'
    typed /usr/local/phoenix_hypervisor/bin/lxc_setup/docker/apply 101
    typed pct shutdown 101
