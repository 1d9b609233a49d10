A dependency that no file declares is looked for: whether the cluster has it, and whether it runs.

given container 101
    arch: amd64
    rootfs: local:101/vm-101-disk-0.raw,size=4G
given file /etc/pve/qemu-server/1001.conf
    memory: 512
given file /etc/pve/qemu-server/1002.conf
    memory: 512
given file /var/run/qemu-server/1001.pid
    4711
given file /proc/4711/cmdline
    /usr/bin/kvm\0-id\01001\0-pidfile\0/var/run/qemu-server/1001.pid\0-daemonize\0
given hypervisor
    {}
given lxc
    {"lxc_configs": {"101": {"dependencies": ["1001", "1002", "1003"]}}}
> phoenix-run check
      ! lxc/101  it depends on the virtual machine 1002, which does not run (`qm start 1002`)
      ! lxc/101  it depends on 1003, and the cluster has no guest of that id
    1 resource: 1 in sync (exit 0)
    typed nothing
