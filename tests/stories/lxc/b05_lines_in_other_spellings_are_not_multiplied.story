B-05: the old script searched the whole file for the line as it was typed, `lxc.mount.auto:sys:rw`, never found what Proxmox makes of it,
and appended it in each run; a line in a snapshot passed for one of the container. Key and value are compared, in the main section.

given container 801
    arch: amd64
    hostname: clone
    memory: 512
    rootfs: local:801/vm-801-disk-0.raw,size=4G
    lxc.apparmor.profile: unconfined
    lxc.apparmor.profile: unconfined
    lxc.apparmor.profile: unconfined
    lxc.apparmor.profile: unconfined
    lxc.mount.auto: sys:rw
    lxc.mount.entry: /dev/fuse dev/fuse  none bind,create=file 0 0

    [before]
    arch: amd64
    snaptime: 1795391478
    lxc.cap.drop: sys_time
> converge phoenix_lxc {"ctid": 801, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.mount.entry": ["/dev/fuse dev/fuse none bind,create=file"], "lxc.cap.drop": ["sys_time"]}}
    lxc/801 changed
      lxc.apparmor.profile unconfined, unconfined, unconfined -> none [live]
      lxc.cap.drop none -> sys_time [live]
    typed edit /etc/pve/lxc/801.conf (-3 +1 lines)
> converge phoenix_lxc {"ctid": 801, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.mount.entry": ["/dev/fuse dev/fuse none bind,create=file"], "lxc.cap.drop": ["sys_time"]}}
    lxc/801 in_sync
    typed nothing
> type pct set 801 --memory 600
    exit 0
> converge phoenix_lxc {"ctid": 801, "memory_mb": 600, "apparmor_profile": "unconfined", "lxc_options": {"lxc.mount.auto": ["sys:rw"], "lxc.mount.entry": ["/dev/fuse dev/fuse none bind,create=file"], "lxc.cap.drop": ["sys_time"]}}
    lxc/801 in_sync
    typed nothing
> show /etc/pve/lxc/801.conf
    arch: amd64
    hostname: clone
    memory: 600
    rootfs: local:801/vm-801-disk-0.raw,size=4G
    lxc.apparmor.profile: unconfined
    lxc.mount.auto: sys:rw
    lxc.mount.entry: /dev/fuse dev/fuse  none bind,create=file 0 0
    lxc.cap.drop: sys_time

    [before]
    arch: amd64
    snaptime: 1795391478
    lxc.cap.drop: sys_time
