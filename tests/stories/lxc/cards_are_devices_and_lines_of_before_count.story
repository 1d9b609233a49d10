Graphics cards are devices of Proxmox. The raw lines that the set-up of before wrote count where they mean the same: not those
with the guessed number of nvidia-uvm, which opens nothing.

given file /proc/devices
    Character devices:
    195 nvidiactl
    511 nvidia-uvm

    Block devices:
      8 sd
given file /dev/nvidia0
    195:0
given file /dev/nvidiactl
    195:255
given file /dev/nvidia-uvm
    511:0
given file /dev/nvidia-uvm-tools
    511:1
given container 101
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.entry: /dev/nvidiactl dev/nvidiactl none bind,optional,create=file
    lxc.mount.entry: /dev/nvidia-uvm dev/nvidia-uvm none bind,optional,create=file
    lxc.mount.entry: /dev/nvidia-uvm-tools dev/nvidia-uvm-tools none bind,optional,create=file
    lxc.mount.entry: /dev/nvidia0 dev/nvidia0 none bind,optional,create=file
    lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file
    lxc.cgroup2.devices.allow: c 195:* rwm
    lxc.cgroup2.devices.allow: c 243:* rwm
> converge phoenix_lxc {"ctid": 101, "gpu_assignment": [0]}
    lxc/101 changed
      dev0 none -> /dev/nvidia-uvm,mode=0666 [live]
      dev1 none -> /dev/nvidia-uvm-tools,mode=0666 [live]
      lxc.cgroup2.devices.allow c 243:* rwm -> none [live]
      lxc.mount.entry /dev/nvidia-uvm dev/nvidia-uvm none bind,optional,create=file, /dev/nvidia-uvm-tools dev/nvidia-uvm-tools none bind,optional,create=file -> none [live]
    typed pct set 101 --dev0 /dev/nvidia-uvm,mode=0666 --dev1 /dev/nvidia-uvm-tools,mode=0666
    typed edit /etc/pve/lxc/101.conf (-3 +0 lines)
> converge phoenix_lxc {"ctid": 101, "gpu_assignment": [0, 1]}
    lxc/101 refused
      refused: gpu_assignment wanted /dev/nvidia1, found not compared
        why Device /dev/nvidia1 does not exist
        do `nvidia-modprobe -u -c=0` loads the driver and makes its nodes; `nvidia-smi` lists the cards there are
    typed nothing
> converge phoenix_lxc {"ctid": 101, "gpu_assignment": []}
    lxc/101 changed
      dev0 /dev/nvidia-uvm,mode=0666 -> none [live]
      dev1 /dev/nvidia-uvm-tools,mode=0666 -> none [live]
      lxc.cgroup2.devices.allow c 195:* rwm -> none [live]
      lxc.mount.entry /dev/nvidiactl dev/nvidiactl none bind,optional,create=file, /dev/nvidia0 dev/nvidia0 none bind,optional,create=file -> none [live]
    typed pct set 101 --delete dev0,dev1
    typed edit /etc/pve/lxc/101.conf (-3 +0 lines)
> show /etc/pve/lxc/101.conf
    arch: amd64
    memory: 512
    rootfs: local:101/vm-101-disk-0.raw,size=4G
    lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file
