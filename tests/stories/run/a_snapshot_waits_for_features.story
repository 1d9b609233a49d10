A snapshot without the features that its guest wants would be half of it for good: it waits, and what is made of it waits too.

given pool tank
given template debian-13-standard_13.1-2_amd64.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
      "datasets": [{"pool": "tank", "name": "disks", "properties": {"compression": "lz4"},
        "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {
      "300": {"name": "seed", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "features": ["docker"],
        "template_snapshot_name": "base", "storage_pool": "tank-disks", "storage_size_gb": 8},
      "301": {"name": "sprout", "clone_from_ctid": "300", "storage_pool": "tank-disks", "storage_size_gb": 8},
      "302": {"name": "mould", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "is_template": true,
        "application_script": "fill.sh", "storage_pool": "tank-disks", "storage_size_gb": 8}}}
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/300
    ok lxc/302
    saw feature/300/docker
    saw feature/302/application_script
      !!  feature/300/docker  REFUSED
          wanted  script /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh (lxc:2)        there  stopped, no stamp of it is seen
          why     the script of docker cannot be run: there is no such file on this host
          do      put the script of docker there
      !!  feature/302/application_script  REFUSED
          wanted  script /usr/local/phoenix_hypervisor/bin/fill.sh (lxc:6)        there  stopped, no stamp of it is seen
          why     the script of application_script cannot be run: there is no such file on this host
          do      put the script of application_script there
      --  snapshot/300/base  blocked: feature/300/docker is refused
      --  lxc/301  blocked: snapshot/300/base is blocked
      --  template/302  blocked: feature/302/application_script is refused
    10 resources: 5 in sync, 2 refused or held, 3 blocked (exit 3)
    typed zfs create -o compression=lz4 -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pveam download local debian-13-standard_13.1-2_amd64.tar.zst
    typed pct create 300 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname seed
    typed pct create 302 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs tank-disks:8 --hostname mould
> phoenix-run converge --without features
    ok snapshot/300/base
    ok lxc/301
    ok template/302
    8 resources: 8 in sync (exit 0)
    typed pct snapshot 300 base
    typed pct clone 300 301 --snapname base --full --hostname sprout
    typed pct template 302
> phoenix-run converge
      !!  feature/300/docker  REFUSED
          wanted  script /usr/local/phoenix_hypervisor/bin/lxc_setup/phoenix_hypervisor_feature_install_docker.sh (lxc:2)        there  stopped, no stamp of it is seen
          why     the script of docker cannot be run: there is no such file on this host
          do      put the script of docker there
      !!  feature/302/application_script  REFUSED
          wanted  script /usr/local/phoenix_hypervisor/bin/fill.sh (lxc:6)        there  part of a sealed template
          why     the script of application_script cannot be run: there is no such file on this host
          do      put the script of application_script there
    10 resources: 8 in sync, 2 refused or held (exit 3)
    typed nothing
