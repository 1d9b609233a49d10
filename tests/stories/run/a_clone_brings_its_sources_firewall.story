`pct clone` copies the firewall's file: the copy is foreseen, and the source's own file is written once its clones are made.

given pool tank
given dataset tank/disks
given dataset tank/disks/subvol-101-disk-0 refquota=8G
given file /etc/pve/storage.cfg
    zfspool: tank-disks
    \tpool tank/disks
    \tcontent rootdir,images

given container 101
    arch: amd64
    hostname: first
    memory: 512
    rootfs: tank-disks:subvol-101-disk-0,size=8G
    swap: 512
given file /etc/pve/firewall/101.fw
    [OPTIONS]
    enable: 1

    [RULES]
    IN ACCEPT -p icmp
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}]}}
given lxc
    {"lxc_configs": {
      "101": {"name": "first", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst",
        "firewall": {"enabled": false}},
      "102": {"name": "second", "clone_from_ctid": "101",
        "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "icmp"}]}},
      "103": {"name": "third", "clone_from_ctid": "102",
        "firewall": {"enabled": true, "rules": [{"type": "in", "action": "ACCEPT", "proto": "tcp", "port": "22"}]}}}}
> phoenix-run check
      + lxc/102 second       full clone of 101 with 1 setting  lxc:4
      ~ firewall/101 first   enable       1 -> 0                       at restart           lxc:3
      + lxc/103 third        full clone of 102 with 1 setting  lxc:6
      ~ firewall/103 third   rules.0      IN ACCEPT -p icmp -> none    at restart           lxc:7
                             rules.0      none -> IN ACCEPT -p tcp -dport 22 at restart           lxc:7
      . firewall/102, firewall/103  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
      ! firewall/103  policy_in is DROP and no rule lets icmp in: the guest answers no ping
    not in the files: storage/tank-disks, rules of firewall/101 (1)
    7 resources: 3 in sync, 4 differ (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/102
    ok lxc/103
    ok firewall/101
    ok firewall/103
    saw firewall/102
      . firewall/102, firewall/103  written, not active: the cluster's firewall is off (`enable` of /etc/pve/firewall/cluster.fw is not written)
      . firewall/102, firewall/103  written, not active: no network interface of the guest has firewall=1
    not in the files: storage/tank-disks, rules of firewall/101 (1)
    7 resources: 7 in sync (exit 0)
    typed pct clone 101 102 --full --hostname second
    typed pct clone 102 103 --full --hostname third
    typed write /etc/pve/firewall/101.fw
    typed write /etc/pve/firewall/103.fw
