Raw lines, the profile, ids and cards of the file, in the shapes that they have had: each is shown at its line, and a value with
blanks is one value (B-06). The second report says again what waits for the restart (exit 4), and the third does not.

given file /dev/nvidia0
    195:0
given file /dev/nvidiactl
    195:255
given file /dev/nvidia-uvm
    511:0
given file /dev/nvidia-uvm-tools
    511:1
given container 101 running
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.auto:sys:rw
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
given file /dev/fuse
    10:229
given file /sys/kernel/security/apparmor/profiles
    lxc-gpu (enforce)
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 512,
      "apparmor_profile": "lxc-gpu", "apparmor_manages_nesting": true,
      "gpu_assignment": "0",
      "lxc_options": ["lxc.mount.auto=sys:rw",
        "lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file"]}}}
> phoenix-run check
      ~ lxc/101 web  dev0         none -> /dev/nvidia0,mode=0666 live                 lxc:3
                     dev1         none -> /dev/nvidiactl,mode=0666 live                 lxc:3
                     dev2         none -> /dev/nvidia-uvm,mode=0666 live                 lxc:3
                     dev3         none -> /dev/nvidia-uvm-tools,mode=0666 live                 lxc:3
                     lxc.apparmor.allow_nesting none -> 1                    at restart           lxc:2
                     lxc.apparmor.profile none -> lxc-gpu              at restart           lxc:2
                     lxc.mount.entry none -> /dev/fuse dev/fuse none bind,create=file at restart           lxc:5
    1 resource: 1 differs (exit 2)
    typed nothing
> phoenix-run converge
    ok lxc/101
      . lxc/101  lxc.apparmor.allow_nesting, lxc.apparmor.profile, lxc.mount.entry wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    1 resource: 1 in sync, 1 waiting for a restart (exit 4)
    typed pct set 101 --dev0 /dev/nvidia0,mode=0666 --dev1 /dev/nvidiactl,mode=0666 --dev2 /dev/nvidia-uvm,mode=0666 --dev3 /dev/nvidia-uvm-tools,mode=0666
    typed edit /etc/pve/lxc/101.conf (-0 +3 lines)
> phoenix-run converge
      . lxc/101  lxc.apparmor.allow_nesting, lxc.apparmor.profile, lxc.mount.entry wait for a restart (`pct shutdown 101 --timeout 300 && pct start 101`)
    1 resource: 1 in sync, 1 waiting for a restart (exit 4)
    typed nothing
> type pct reboot 101
    exit 0
> phoenix-run check
    1 resource: 1 in sync (exit 0)
    typed nothing
