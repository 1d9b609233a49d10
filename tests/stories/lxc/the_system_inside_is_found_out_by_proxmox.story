`pct create` looks into the template and writes down the system that it finds, whatever was asked for. What was wished is set afterwards, in the same run.

given pool tank
given dataset tank/disks
given file /etc/pve/storage.cfg
    dir: local
    \tpath /var/lib/vz
    \tcontent vztmpl,iso

    zfspool: disks
    \tpool tank/disks
    \tcontent rootdir,images
given template debian.tar.zst
> converge phoenix_lxc {"ctid": 101, "template": "debian.tar.zst", "storage_pool": "disks", "storage_size_gb": 4, "ostype": "ubuntu"}
    lxc/101 changed
      template file none -> local:vztmpl/debian.tar.zst [new]
      state none -> present [new]
      template none -> local:vztmpl/debian.tar.zst [new]
      rootfs none -> disks:4 [new]
      ostype none -> ubuntu [new]
      ostype debian -> ubuntu [live]
    typed pveam download local debian.tar.zst
    typed pct create 101 local:vztmpl/debian.tar.zst --rootfs disks:4 --ostype ubuntu
    typed pct set 101 --ostype ubuntu
> converge phoenix_lxc {"ctid": 101, "template": "debian.tar.zst", "storage_pool": "disks", "storage_size_gb": 4, "ostype": "ubuntu"}
    lxc/101 in_sync
    typed nothing
