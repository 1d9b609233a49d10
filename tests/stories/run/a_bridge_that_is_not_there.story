A container whose bridge the host has not is made, with a warning, and its start is refused before anything is typed.

given pool tank single /dev/disk/by-id/nvme-one
given file /var/lib/vz/template/cache/debian.tar.zst
given hypervisor
    {"zfs": {"pools": [{"name": "tank", "raid_level": "single", "disks": ["/dev/disk/by-id/nvme-one"]}],
    "datasets": [{"pool": "tank", "name": "disks", "proxmox_storage_type": "zfspool", "proxmox_content_type": "rootdir,images"}]}}
given lxc
    {"lxc_configs": {"101": {"ctid": 101, "hostname": "web", "template": "local:vztmpl/debian.tar.zst", "storage_pool": "tank-disks", "storage_size_gb": 8, "start_at_boot": true,
    "network_config": {"interface": "eth0", "bridge": "vmbr7", "ip": "dhcp"}}}}
> phoenix-run check
      + zfs/tank/disks      filesystem with 1 setting  hypervisor:2
      + storage/tank-disks  zfspool with 2 settings  hypervisor:2
      + lxc/101             created from local:vztmpl/debian.tar.zst with 4 settings  lxc:1
      !!  lxc/101 start  REFUSED
          wanted  state running (lxc:1)        there  not running
          why     it cannot be started as it is wished: bridge 'vmbr7' does not exist (net0)
          do      make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
      ! lxc/101  bridge 'vmbr7' does not exist (net0): it cannot be started so; make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    4 resources: 1 in sync, 2 differ, 1 refused or held (exit 3)
    typed nothing
> phoenix-run converge
    ok zfs/tank/disks
    ok storage/tank-disks
    ok lxc/101
    saw lxc/101 start
      !!  lxc/101 start  REFUSED
          wanted  state running (lxc:1)        there  not running
          why     it cannot be started as it is wished: bridge 'vmbr7' does not exist (net0)
          do      make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
      ! lxc/101  bridge 'vmbr7' does not exist (net0): it cannot be started so; make it (in /etc/network/interfaces, then `ifreload -a`; a vnet: `pvesh set /cluster/sdn`), or wish one that there is; `ls /sys/class/net` lists those
    4 resources: 3 in sync, 1 refused or held (exit 3)
    typed zfs create -o mountpoint=/tank/disks tank/disks
    typed pvesm add zfspool tank-disks --content rootdir,images --pool tank/disks
    typed pct create 101 local:vztmpl/debian.tar.zst --rootfs tank-disks:8 --onboot 1 --net0 name=eth0,bridge=vmbr7,ip=dhcp
