Raw lines are edited in the main section only: what stands behind the first snapshot belongs to that snapshot. The set-up of
before appended them to the end of the file (B-04), looked for them in all of it and in one spelling (B-05), so that they were lost, or piled up.

given container 101
    #do not touch
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.auto:sys:rw
    lxc.cap.drop = mac_admin
    lxc.mount.auto: sys:rw

    [good]
    arch: amd64
    snaptime: 1795391478
    lxc.apparmor.profile: unconfined
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.cgroup2.devices.allow": ["c 10:229 rwm"]}}
    lxc/101 changed
      lxc.apparmor.profile none -> unconfined (no AppArmor around the guest) [live]
      lxc.cgroup2.devices.allow none -> c 10:229 rwm [live]
      lxc.mount.auto sys:rw -> none [live]
    typed edit /etc/pve/lxc/101.conf (-1 +2 lines)
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.cgroup2.devices.allow": ["c 10:229 rwm"]}}
    lxc/101 in_sync
    typed nothing
> type pct set 101 --memory 600
    exit 0
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.cgroup2.devices.allow": [], "lxc.cap.drop": ["mac_admin", "sys_time"]}}
    lxc/101 changed
      lxc.cap.drop none -> sys_time [live]
      lxc.cgroup2.devices.allow c 10:229 rwm -> none [live]
    typed edit /etc/pve/lxc/101.conf (-1 +1 lines)
> show /etc/pve/lxc/101.conf
    #do not touch
    arch: amd64
    memory: 600
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.auto: sys:rw
    lxc.cap.drop: mac_admin
    lxc.apparmor.profile: unconfined
    lxc.cap.drop: sys_time

    [good]
    arch: amd64
    snaptime: 1795391478
    lxc.apparmor.profile: unconfined
