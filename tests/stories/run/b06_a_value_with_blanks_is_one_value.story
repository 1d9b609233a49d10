B-06: the old script split `lxc_options` at every blank, so that `lxc.apparmor.allow_nesting: 1` became a key with an empty value, and a
mount entry four lines. However a line is spelt in the file, its value is one value.

given file /dev/fuse
    10:229
given file /var/lib/vz/images/101/vm-101-disk-0.raw
    a disk
given container 101
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"name": "web", "memory_mb": 512, "lxc_options": [
      "lxc.apparmor.allow_nesting: 1",
      "lxc.cgroup2.devices.allow: c 10:229 rwm",
      "lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file 0 0"]}}}
> phoenix-run converge
    ok lxc/101
    1 resource: 1 in sync (exit 0)
    typed edit /etc/pve/lxc/101.conf (-0 +3 lines)
> show /etc/pve/lxc/101.conf
    arch: amd64
    hostname: web
    memory: 512
    ostype: debian
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.apparmor.allow_nesting: 1
    lxc.cgroup2.devices.allow: c 10:229 rwm
    lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file 0 0
> phoenix-run converge
    1 resource: 1 in sync (exit 0)
    typed nothing
