`unconfined` took the line away, which selects the profile that Proxmox makes (B-07). Raw lines have no pending section: that a
running guest does not have them yet is seen at what it was started with, also after a `pct set` has written that anew.

given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    unprivileged: 1
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined", "memory_mb": 600}
    lxc/101 changed
      memory 512 -> 600 [live]
      lxc.apparmor.profile none -> unconfined (no AppArmor around the guest) [at restart]
      note: lxc.apparmor.profile wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --memory 600
    typed edit /etc/pve/lxc/101.conf (-0 +1 lines)
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined", "memory_mb": 700}
    lxc/101 changed
      memory 600 -> 700 [live]
      note: lxc.apparmor.profile wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed pct set 101 --memory 700
> check phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined"}
    lxc/101 in_sync
      note: lxc.apparmor.profile wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> check phoenix_lxc {"ctid": 101, "memory_mb": 700}
    lxc/101 in_sync
    typed nothing
> type pct reboot 101
    exit 0
> check phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined"}
    lxc/101 in_sync
    typed nothing
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "generated"}
    lxc/101 changed
      lxc.apparmor.profile unconfined -> none [at restart]
      note: lxc.apparmor.profile wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed edit /etc/pve/lxc/101.conf (-1 +0 lines)
> check phoenix_lxc {"ctid": 101, "apparmor_profile": "generated"}
    lxc/101 in_sync
      note: lxc.apparmor.profile wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    typed nothing
> type pct reboot 101
    exit 0
> check phoenix_lxc {"ctid": 101, "apparmor_profile": "generated"}
    lxc/101 in_sync
    typed nothing
