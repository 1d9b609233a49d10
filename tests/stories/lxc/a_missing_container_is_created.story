A container that does not exist is created from its template, which is fetched first if it is missing, and started.

given pool tank
given dataset tank/disks
given file /etc/pve/storage.cfg
    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images

given template debian-13-standard_13.1-2_amd64.tar.zst
> check phoenix_lxc {"resources": [{"ctid": 101, "state": "running", "hostname": "web", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "storage_pool": "disks", "storage_size_gb": 8, "memory_mb": 1024, "unprivileged": true, "networks": [{"bridge": "vmbr0", "ip": "dhcp", "hwaddr": "BC:24:11:00:00:01"}]}, {"ctid": 102, "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "storage_pool": "disks"}]}
    lxc/101 differs
      template file none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      $ pveam download local debian-13-standard_13.1-2_amd64.tar.zst
      state none -> present [new]
      template none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      rootfs none -> disks:8 [new]
      hostname none -> web [new]
      memory none -> 1024 [new]
      net0.bridge none -> vmbr0 [new]
      net0.hwaddr none -> BC:24:11:00:00:01 [new]
      net0.ip none -> dhcp [new]
      unprivileged none -> 1 [new]
      $ pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs disks:8 --hostname web --memory 1024 --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp --unprivileged 1
      state stopped -> running [live]
      $ pct start 101
    lxc/102 differs
      state none -> present [new]
      template none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst [new]
      storage none -> disks [new]
      $ pct create 102 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --storage disks
      note: the template is fetched once, for lxc/101
    typed nothing
> converge phoenix_lxc {"ctid": 101, "state": "running", "hostname": "web", "template": "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst", "storage_pool": "disks", "storage_size_gb": 8, "memory_mb": 1024, "unprivileged": true, "networks": [{"bridge": "vmbr0", "ip": "dhcp", "hwaddr": "BC:24:11:00:00:01"}]}
    lxc/101 failed
      note: still wanted: template file none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst, state none -> present, template none -> local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst, rootfs none -> disks:8, hostname none -> web, memory none -> 1024, net0.bridge none -> vmbr0, net0.hwaddr none -> BC:24:11:00:00:01, net0.ip none -> dhcp, unprivileged none -> 1, state stopped -> running
      failed: pveam download local debian-13-standard_13.1-2_amd64.tar.zst
        said `pveam` is not installed on this host; it comes with the package pve-manager
        now does not exist
      not begun: pct create 101 local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst --rootfs disks:8 --hostname web --memory 1024 --net0 name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp --unprivileged 1
      not begun: pct start 101
    typed nothing
