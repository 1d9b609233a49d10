A profile whose name is not the one in its file was written all the same, and the container did not start any more (B-08).

given file /sys/kernel/security/apparmor/profiles
    lxc-container-default-cgns (enforce)
    lxc_phoenix_v2 (complain)
given container 101
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.apparmor.profile: lxc-phoenix-v1
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
> converge phoenix_lxc {"ctid": 101, "apparmor_profile": "lxc-phoenix-v2", "memory_mb": 600}
    lxc/101 refused
      memory 512 -> 600 [live]
      refused: apparmor_profile wanted lxc-phoenix-v2, found not compared
        why the profile lxc-phoenix-v2 is not loaded: the container would not start
        do `apparmor_parser -r /etc/apparmor.d/lxc-phoenix-v2` loads it from its file; `aa-status` lists those there are
    typed pct set 101 --memory 600
> check phoenix_lxc {"ctid": 101, "state": "running"}
    lxc/101 refused
      refused: state wanted running, found not running
        why the profile lxc-phoenix-v1 is not loaded: the container would not start
        do `apparmor_parser -r /etc/apparmor.d/lxc-phoenix-v1` loads it from its file; `aa-status` lists those there are
    typed nothing
> type pct start 101
    lsm_process_label_set_at: 174 No such file or directory - Failed to set AppArmor label "lxc-phoenix-v1"
    error: startup for container '101' failed
    exit not 0
> converge phoenix_lxc {"ctid": 101, "state": "running", "apparmor_profile": "lxc_phoenix_v2"}
    lxc/101 changed
      lxc.apparmor.profile lxc-phoenix-v1 -> lxc_phoenix_v2 [live]
      state stopped -> running [live]
    typed edit /etc/pve/lxc/101.conf (-1 +1 lines)
    typed pct start 101
> check phoenix_lxc {"ctid": 101, "state": "running", "apparmor_profile": "lxc_phoenix_v2"}
    lxc/101 in_sync
    typed nothing
