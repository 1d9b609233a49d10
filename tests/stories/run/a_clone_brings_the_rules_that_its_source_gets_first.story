Rules of a source that stand before it is cloned come with the clone: check foresees them, and foresees none that are held.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given file /etc/pve/firewall/cluster.fw
    [OPTIONS]
    enable: 1
    policy_in: ACCEPT

given container 101 running
    arch: amd64
    hostname: first
    memory: 512
    net0: name=eth0,bridge=vmbr0,firewall=1,hwaddr=BC:24:11:00:00:01,ip=dhcp,type=veth
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    swap: 512
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "first", "template_snapshot_name": "base", "firewall": {"enabled": true, "rules": []}},
      "102": {"name": "second", "clone_from_ctid": "101", "firewall": {"enabled": true, "rules": []}}}}
> phoenix-run check
      = firewall/101 first   enable       none -> 1                    held: --allow exposes lxc:2
      + snapshot/101/base    snapshots.base none -> taken                new                  lxc:2
      + lxc/102 second       full clone of 101 with 1 setting  lxc:3
      + firewall/102 second  no rules with 1 setting  lxc:3
      ! firewall/101, firewall/102  policy_in is DROP and no rule lets anything in: nobody reaches the guest
      . lxc/102  the clone also has these of 101, which nobody wishes here: net0
    not in the files: storage/tank-disks
    6 resources: 2 in sync, 3 differ, 1 refused or held (exit 3)
    typed nothing
> phoenix-run check --allow exposes
      ~ firewall/101 first   enable       none -> 1                    live, exposes        lxc:2
      + snapshot/101/base    snapshots.base none -> taken                new                  lxc:2
      + lxc/102 second       full clone of 101 with 1 setting  lxc:3
      ! firewall/101  policy_in is DROP and no rule lets anything in: nobody reaches the guest
      . firewall/101  pve-firewall applies a written file within 10 s; until then `pve-firewall status` says `pending changes`
      . lxc/102  the clone also has these of 101, which nobody wishes here: net0
    not in the files: storage/tank-disks
    6 resources: 3 in sync, 3 differ (exit 2)
    typed nothing
> phoenix-run converge --allow exposes
    ok firewall/101
    ok snapshot/101/base
    ok lxc/102
    saw firewall/102
    not in the files: storage/tank-disks
    6 resources: 6 in sync (exit 0)
    typed write /etc/pve/firewall/101.fw
    typed pct snapshot 101 base
    typed pct clone 101 102 --snapname base --full --hostname second
